"""What is concluded of an item: that it waits once more, was read as an article, or brought nothing new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.outcomes import Conclusion, Outcome, Subject
from bot.jobs.recording.quiet import HIDDEN_BY_DATE

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.model import Article, Item
    from bot.core.ports import Outcomes


def due_again(item: Item, *, now: datetime) -> Conclusion:
    """Conclude that an item waits once more, not to be compared with what was read of it: nobody had a report of it."""
    return Conclusion(
        subject=Subject.ITEM,
        subject_id=item.id,
        outcome=Outcome.WAITING,
        rule=HIDDEN_BY_DATE,
        evidence="it was too old by a date that other pages of its source have too",
        at=now,
    )


async def was_read_as(record: Outcomes, item: Item, article: Article) -> bool:
    """Tell whether an item that its feed set to work again is the one of which this article was made.

    It is no listing that brought nothing, which would be forgotten and then be new (`bot.jobs.housekeeping.prune`).
    """
    concluded = await record.conclusions([item.id])
    return any((one.subject, one.related_id) == (Subject.ITEM, article.id) for one in concluded)


def concluded_as_read(item: Item, article: Article, *, known: bool, now: datetime) -> Conclusion:
    """Conclude that an item was read as an article, or that its text was on record already."""
    of_feed = f"as what its feed holds, since its page is a wall: {article.wall}" if article.wall else ""
    return Conclusion(
        subject=Subject.ITEM,
        subject_id=item.id,
        outcome=Outcome.DUPLICATE if known else Outcome.READ,
        rule="jobs.read",
        evidence="its text is on record already" if known else of_feed,
        related_id=article.id,
        at=now,
    )
