"""Who wants to hear of what, when, and how loudly."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, time

    from bot.core.model.channel import Channel
    from bot.core.model.novelty import Novelty
    from bot.core.model.quotation import Kind
    from bot.core.model.source import Tier


class Urgency(StrEnum):
    """How loudly an alert comes, the quietest first."""

    SILENT = "silent"  # without a sound on Discord; on Slack, where a message has none of its own, as normal
    NORMAL = "normal"
    MENTION = "mention"  # it names the one role or user group that its route allows


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """When alerts of a route wait: from one time of day to another, on the next day where that is the earlier one."""

    begins: time
    ends: time
    zone: str  # of these times
    days: tuple[str, ...] = ()  # "monday", on which they begin; empty: each
    mentions: bool = False  # alerts that mention somebody come all the same

    def __str__(self) -> str:
        """Write them as people type them: `22:00-07:00 Europe/Berlin on friday, saturday`."""
        on = f" on {', '.join(self.days)}" if self.days else ""
        but = ", but for mentions" if self.mentions else ""
        return f"{self.begins:%H:%M}-{self.ends:%H:%M} {self.zone}{on}{but}"


class Target(StrEnum):
    """Where in its channel an alert stands."""

    CHANNEL = "channel"  # beside all others
    THREAD_A_DAY = "thread-a-day"  # below the day's first of its actor; in a forum, in a post for both


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Who wants what. An empty tuple wants all."""

    channel: Channel
    actor_ids: tuple[str, ...] = ()
    source_ids: tuple[str, ...] = ()
    tiers: tuple[Tier, ...] = ()
    words: tuple[str, ...] = ()  # at least one of them is in the statement or in the headline
    not_words: tuple[str, ...] = ()  # none of them is in either
    novelty: tuple[Novelty, ...] = ()  # what a statement is against the record; empty: new and changed
    kinds: tuple[Kind, ...] = ()  # how its words are given
    least_confidence: float = 0.0
    repeats: bool = False  # also what was said before, on another occasion
    urgency: Urgency = Urgency.NORMAL
    mention: str = ""  # of urgency MENTION: the id of a role on Discord, of a user group on Slack
    target: Target = Target.CHANNEL
    muted_until: datetime | None = None  # by command: it wants nothing before then
    quiet: QuietHours | None = None
    by_command: bool = False  # added so; its channel may belong to anybody


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestPlan:
    """Who wants a digest of what, and when."""

    id: str  # made of all the rest: one that was changed is another
    wants: Route
    cron: str  # "0 8 * * 1-5", as cron reads it: 0 and 7 are Sunday
    zone: str  # of these times, and of those that it shows
