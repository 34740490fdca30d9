"""What people set by command, and the log of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.core.model.channel import OPERATOR

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SetByCommand:
    """What people set by command for one thing that a config may hold, too."""

    id: str
    settings: Mapping[str, Any] | None  # as a table of the config; None for one that stands in the config
    set_at: datetime
    set_by: str  # "terminal:ann", "discord:80351110224678912"
    removed_at: datetime | None = None  # its statements stay on record

    @property
    def is_added(self) -> bool:
        """Whether it stands in the database alone, and was not removed."""
        return self.settings is not None and self.removed_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSource(SetByCommand):
    """What people set for one source by command."""

    paused_at: datetime | None = None
    paused_by: str = ""

    @property
    def from_chat(self) -> bool:
        """Whether its address was not typed by the operator on the machine's own terminal."""
        return not self.set_by.startswith(OPERATOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredActor(SetByCommand):
    """What people set for one actor by command."""

    aliases: tuple[str, ...] = ()  # that were added later, beside those of the config or the settings
    beside: Mapping[str, Any] | None = None  # of an actor of the config: what is set beside what stands there


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRoute(SetByCommand):
    """What people set for one route by command; its id is its `bot.core.routes.route_id`."""

    channel: str  # `str` of its channel
    set_by_name: str = ""  # what the platform calls that person
    muted_until: datetime | None = None
    muted_by: str = ""


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
