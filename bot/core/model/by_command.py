"""What people set by command, and the log of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.core.model.channel import OPERATOR

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSource:
    """What people set for one source by command."""

    id: str
    settings: Mapping[str, Any] | None  # as a table of the config; None for a source of the config
    set_at: datetime
    set_by: str  # "terminal:ann", "discord:80351110224678912"
    removed_at: datetime | None = None  # its statements stay on record
    paused_at: datetime | None = None
    paused_by: str = ""

    @property
    def is_added(self) -> bool:
        """Whether it stands in the database alone, and was not removed."""
        return self.settings is not None and self.removed_at is None

    @property
    def from_chat(self) -> bool:
        """Whether its address was not typed by the operator on the machine's own terminal."""
        return not self.set_by.startswith(OPERATOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredActor:
    """What people set for one actor by command."""

    id: str
    settings: Mapping[str, Any] | None  # as a table of the config; None for an actor of the config
    aliases: tuple[str, ...] = ()  # that were added later, beside those of the config or the settings
    set_at: datetime
    set_by: str  # "terminal:ann", "discord:80351110224678912"
    removed_at: datetime | None = None  # its statements stay on record
    beside: Mapping[str, Any] | None = None  # of an actor of the config: what is set beside what stands there

    @property
    def is_added(self) -> bool:
        """Whether it stands in the database alone, and was not removed."""
        return self.settings is not None and self.removed_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRoute:
    """What people set for one route by command."""

    id: str  # `bot.core.routes.route_id` of the route
    channel: str  # `str` of its channel
    settings: Mapping[str, Any] | None  # as a table of the config; None for a route of the config
    set_at: datetime
    set_by: str  # "terminal:ann", "discord:80351110224678912"
    set_by_name: str = ""  # what the platform calls that person
    removed_at: datetime | None = None
    muted_until: datetime | None = None
    muted_by: str = ""

    @property
    def is_added(self) -> bool:
        """Whether it stands in the database alone, and was not removed."""
        return self.settings is not None and self.removed_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What somebody changed by command, for the audit log."""

    at: datetime
    by: str
    name: str  # what the platform calls that person
    subject: str  # "source", "actor", "route", "config"
    subject_id: str
    action: str  # "added", "paused", "resumed", "removed", "erased", "muted", "unmuted", "quiet hours set", …
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
