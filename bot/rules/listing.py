"""What a feed lists: which of it is new, which is known under another name, and what the feed says has changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.ids import stable_id
from bot.core.model import ItemState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from bot.core.model import Entry, Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An entry of a feed, and the item that it is on record."""

    entry: Entry
    item_id: str
    known: Item | None = None  # None: it is new


def ids_of(source_id: str, entry: Entry) -> tuple[str, str]:
    """Return the id of an entry's item, and the one where its guid has been used for another page before."""
    return stable_id("item", source_id, entry.key), stable_id("item", source_id, entry.key, entry.url)


def recognise(source_id: str, entries: Sequence[Entry], known: Sequence[Item]) -> list[Listed]:
    """Tell which item each entry is, in their order.

    A guid is a name that many feeds use badly (issue 8). Some give a page a new one at each edit, some at each fetch:
    what stands at the same address with the same words, or alone took the place of what stood there, is the same item.
    Others give each new story the same one: another address with other words is another item.

    Args:
        source_id: of the feed.
        entries: as they are listed.
        known: the items of the source that have one of the ids or addresses of the entries.

    """
    by_id = {item.id: item for item in known}
    at: dict[str, list[Item]] = defaultdict(list)
    for item in known:
        at[item.entry.url].append(item)
    keys = {entry.key for entry in entries}
    listed_at = Counter(entry.url for entry in entries)
    found: list[Listed] = []
    taken: set[str] = set()
    for entry in entries:
        plain_id, id_with_address = ids_of(source_id, entry)
        own, moved = by_id.get(plain_id), by_id.get(id_with_address)
        item_id = plain_id
        if moved is not None:
            own, item_id = moved, id_with_address
        elif own is not None and own.entry.url != entry.url and not _is_same_story(own.entry, entry):
            own, item_id = None, id_with_address
        elif own is None:
            # Those whose own guid is listed still are other items, however much they look like this one.
            free = [
                one
                for one in at[entry.url]
                if one.id not in taken and (one.entry.key == entry.key or one.entry.key not in keys)
            ]
            own = next((one for one in free if one.entry.key == entry.key), None)
            own = own or next((one for one in free if _has_words_of(one.entry, entry)), None)
            if own is None and len(at[entry.url]) == len(free) == listed_at[entry.url] == 1:
                (own,) = free
        if own is not None and own.id in taken:
            # Another entry is that item already, under the guid that this one had: this is a page of its own.
            own, item_id = by_id.get(id_with_address), id_with_address
            if item_id in taken:
                continue
        item_id = item_id if own is None else own.id
        taken.add(item_id)
        found.append(Listed(entry=entry, item_id=item_id, known=own))
    return found


def announced(listed: Sequence[Listed]) -> list[Listed]:
    """Return the known entries of a fetch of which the feed says something else than it did.

    A new guid alone says so too, as many feeds without dates have no other way to. But where all entries have another
    one at once, the guids are drawn at each fetch and say nothing.
    """
    known = [(one, one.known.entry) for one in listed if one.known is not None]
    are_drawn = len(known) > 1 and all(one.entry.key != before.key for one, before in known)
    return [
        one
        for one, before in known
        if (before.title, before.text, before.published_at) != (one.entry.title, one.entry.text, one.entry.published_at)
        or (before.key != one.entry.key and not are_drawn)
    ]


def is_read_again(item: Item, entry: Entry, *, now: datetime, until: timedelta) -> bool:
    """Tell whether an item of which the feed says something else is read again, where its page is not fetched again.

    Of an old one only another headline counts: some feeds say something else at each fetch, and all they list would be
    fetched for ever.

    Args:
        item: as it is on record.
        entry: as it is listed now.
        now: when that was.
        until: the age from which pages are fetched no more.

    """
    return item.state is ItemState.FAILED or item.entry.title != entry.title or now - item.first_seen_at < until


def _is_same_story(before: Entry, after: Entry) -> bool:
    same_title, same_text = before.title == after.title, before.text == after.text
    return (same_text and (same_title or bool(after.text))) or (
        same_title and before.published_at == after.published_at
    )


def _has_words_of(before: Entry, after: Entry) -> bool:
    return before.title == after.title or (bool(after.text) and before.text == after.text)
