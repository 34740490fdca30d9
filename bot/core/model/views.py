"""What people are shown: values put together with all that is known of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.model.article import Article, Item, Recheck
    from bot.core.model.delivery import Report
    from bot.core.model.notice import Notice
    from bot.core.model.novelty import KnownPoint, Novelty
    from bot.core.model.statement import Correction, Feedback, Sighting, Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class SightingView:
    """A sighting with the article it stands in, for people."""

    sighting: Sighting
    article: Article


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPointView:
    """A point that is on record, with the statement that says it and its first sighting."""

    point: KnownPoint
    statement: Statement
    sighting: SightingView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementView:
    """A statement with every sighting, first seen first, and what it repeats or changes."""

    statement: Statement
    sightings: tuple[SightingView, ...]
    earlier: Statement | None = None
    times: int = 1  # how often it has been said up to this time, this one included
    # The first sighting of what it changes; or of each earlier occasion of what it repeats, the first and the latest 4.
    earlier_sightings: tuple[SightingView, ...] = ()
    corrections: tuple[Correction, ...] = ()  # of all sightings, first noticed first
    known: tuple[KnownPointView, ...] = ()  # its points that are on record, where what says them was not ruled out


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """A report with all that its card shows; the statements stand in the report's order."""

    report: Report
    article: Article
    statements: tuple[StatementView, ...]
    parent_ref: str = ""  # the message of the alert of whose remark it tells more; "": it stands by itself
    thread_ref: str = ""  # the message that heads the thread in which this, or that alert, stands; "": in none


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionView:
    """A correction with all that the reply to its alert shows."""

    correction: Correction
    statement: Statement
    before: SightingView  # the words as they were reported
    parent_ref: str  # the alert's message
    thread_ref: str = ""  # the message that heads the alert's thread, where the alert itself stands in one


@dataclass(frozen=True, slots=True, kw_only=True)
class OverflowView:
    """The alerts that were too many for a channel."""

    id: str  # of the line's delivery
    since: datetime
    until: datetime
    alerts: dict[str, int]  # actor id → how many
    leads: tuple[Statement, ...] = ()  # the first statement of each alert, oldest first; of very many the first 50


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestItem:
    """A statement in a message that tells many, as an article has it."""

    statement: StatementView
    article: Article


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestView:
    """What a message tells that stands for many statements: a catch-up, or a digest."""

    id: str  # of its delivery
    since: datetime
    until: datetime
    counts: dict[str, dict[Novelty, int]]  # of all statements, by actor id
    reported: tuple[DigestItem, ...]  # what leads first; of very many the first 60
    zone: str = ""  # of the times that it shows; "": that of the bot
    is_catch_up: bool = False

    @property
    def total(self) -> int:
        """How many statements there are."""
        return sum(sum(one.values()) for one in self.counts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    """What the channel of who runs the bot is told."""

    notice: Notice
    is_over: bool  # its end is reported


# By the kind of its delivery.
Message: TypeAlias = ReportView | CorrectionView | OverflowView | DigestView | NoticeView


@dataclass(frozen=True, slots=True, kw_only=True)
class RecheckView:
    """A page that is due to be fetched again, with its newest version."""

    recheck: Recheck
    item: Item
    article: Article


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackView:
    """What people said of one statement, first given first."""

    statement: StatementView
    given: tuple[Feedback, ...]
