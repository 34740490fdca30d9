"""The way of a thing through the bot, step by step: listed, read, found, wanted, posted, and why or why not.

Values for people; `handlers.why` puts them together from the record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.model import Article, Correction, Delivery, Item, PollState, Recheck, Source, StatementView
    from bot.core.outcomes import Conclusion, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemStep:
    """What a feed listed, and whether it was read."""

    item: Item
    outcome: Outcome
    conclusion: Conclusion | None = None  # of one that was read
    recheck: Recheck | None = None  # when its page is looked at again
    given_up: Conclusion | None = None  # why a later text of its page was not read


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleStep:
    """A text that was read, and whether it holds something."""

    article: Article
    conclusion: Conclusion | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelStep:
    """What became of a statement in one channel."""

    channel: str  # `str(channel)`, "" where none is configured
    conclusion: Conclusion | None = None  # None: an older version decided, and the delivery alone is known
    delivery: Delivery | None = None  # that reports it there
    delivery_outcome: Outcome | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionStep:
    """What became of the words at their source, and the replies that tell it."""

    correction: Correction
    replies: tuple[Delivery, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementStep:
    """A statement on record, how its articles' words became it, and what each channel heard."""

    view: StatementView
    attributions: tuple[Conclusion, ...] = ()
    channels: tuple[ChannelStep, ...] = ()
    corrections: tuple[CorrectionStep, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """All that is on record of what somebody asks for, in the order in which it came about."""

    asked: str
    items: tuple[ItemStep, ...] = ()
    articles: tuple[ArticleStep, ...] = ()
    unsaid: tuple[Conclusion, ...] = ()  # attributions of tracked actors that are no statement
    statements: tuple[StatementStep, ...] = ()
    total: int = 0  # statements that there are; more than are shown where words found many
    listings: tuple[Conclusion, ...] = ()  # of those: what was forgotten by day, and what could not be reached
    polled: tuple[tuple[Source, PollState | None], ...] = ()  # of an address that nothing is known of: its site's

    @property
    def is_empty(self) -> bool:
        """Nothing is on record."""
        return not (self.items or self.articles or self.unsaid or self.statements)
