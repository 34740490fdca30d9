"""How far an item is, saved beside what its feed says of it: the one is the reader's to write, the other the poll's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome, ItemState
from bot.core.ports import InboxWrites, Outcomes

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.model import Article, Entry, Item


class ProgressWrites(InboxWrites, Outcomes, Protocol):
    """What is read and written."""


def once_read(item: Item, article: Article) -> Item:
    """Return an item as it is once its text was read; where a wall stands before the page it says so."""
    wall = str(SourceError(FetchOutcome.WALL, item.entry.url, article.wall)) if article.wall else None
    return replace(item, state=ItemState.READ, attempts=item.attempts + 1, last_error=wall, begun=0)


async def save_progress(transaction: ProgressWrites, item: Item) -> Entry:
    """Save how far an item is, and return its entry on record: a poll may have saved a newer one than the item has."""
    there = await transaction.item(item.id)
    entry = item.entry if there is None else there.entry
    await transaction.save_item(replace(item, entry=entry))
    return entry


async def save_read(transaction: ProgressWrites, done: Item, *, now: datetime) -> None:
    """Save an item that was read; what its feed has said of it since it was begun is read next."""
    entry = await save_progress(transaction, done)
    if entry != done.entry:
        again = replace(done, entry=entry, state=ItemState.WAITING, attempts=0, next_try_at=now)
        await transaction.save_item(again)
