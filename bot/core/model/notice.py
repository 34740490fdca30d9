"""Whether the bot itself and its sources are in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class NoticeKind(StrEnum):
    """What is out of order."""

    NO_ANSWER = "no answer"  # no source answers
    FAILING = "failing"  # sources fail
    SILENT_SOURCE = "silent source"  # sources answer, and bring nothing new for longer than they ever do
    SILENT_ACTOR = "silent actor"  # nothing new is found of actors
    LOST_CHANNEL = "lost channel"  # a channel refuses the bot
    STARTED_ANEW = "started anew"  # a process did, since texts were never read to their end and all others waited
    OFF = "off"  # the bot itself did not run: on record, so that nobody's silence is counted, and reported to nobody


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSubject:
    """A source or an actor that a notice is of."""

    id: str
    since: datetime  # the first failure, or the last sign of life
    cause: str = ""  # of a failure: its error
    per_day: float = 0.0  # of silence: what usually comes on such a day
    day: str = ""  # "weekday", "Saturday"
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that is out of order, from its beginning to its end: reported once, and its end once."""

    id: str
    kind: NoticeKind
    began_at: datetime
    noticed_at: datetime
    subjects: tuple[NoticeSubject, ...] = ()
    reported: bool = False  # there was a channel for it
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """The last sign of life of the running bot, for `/status` and for health checks in other processes."""

    at: datetime
    started_at: datetime
    platforms: dict[str, str]  # platform → "connected", "listening on …", "off: no token", "connecting: …"
    overdue: dict[str, datetime] = field(default_factory=dict)  # kind of work → since when its oldest is due
    at_work: dict[str, datetime] = field(default_factory=dict)  # what takes long → since when it is under way
