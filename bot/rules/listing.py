"""What a feed lists: which of it is new, which is known under another name, and what the feed says has changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.core.ids import stable_id

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.core.model import Entry, Item, PollState


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
    feed = _Feed(source_id, entries, known)
    return [feed.recognised(entry) for entry in entries]


class _Feed:
    """What a feed lists beside what is on record of it, entry after entry."""

    def __init__(self, source_id: str, entries: Sequence[Entry], known: Sequence[Item]) -> None:
        self._source_id = source_id
        self._by_id = {item.id: item for item in known}
        self._at: dict[str, list[Item]] = defaultdict(list)
        for item in known:
            self._at[item.entry.url].append(item)
        self._keys = {_stored(entry.key) for entry in entries}
        self._listed_at = Counter(entry.url for entry in entries)
        self._taken: set[str] = set()

    def recognised(self, entry: Entry) -> Listed:
        """Tell which item an entry is."""
        own, item_id = self._by_its_names(entry)
        # Another entry may be that item already, under the guid that this one had: then this is one of its own.
        names = [
            ids_of(self._source_id, entry)[1],
            stable_id("item", self._source_id, entry.key, entry.url, entry.title),
        ]
        while own is not None and own.id in self._taken and names:
            item_id = names.pop(0)
            own = self._by_id.get(item_id)
        item_id = item_id if own is None else own.id
        self._taken.add(item_id)
        return Listed(entry=entry, item_id=item_id, known=own)

    def _by_its_names(self, entry: Entry) -> tuple[Item | None, str]:
        """Return the item that has the guid or the address of an entry, and the id that the entry has else."""
        plain_id, id_with_address = ids_of(self._source_id, entry)
        own, moved = self._by_id.get(plain_id), self._by_id.get(id_with_address)
        if moved is not None:
            return moved, id_with_address
        if own is None:
            return self._at_its_address(entry), plain_id
        if own.entry.url != entry.url and not _is_same_story(own.entry, entry):
            return None, id_with_address
        return own, plain_id

    def _at_its_address(self, entry: Entry) -> Item | None:
        """Return the item at the address of an entry whose guid is new."""
        there = self._at[entry.url]
        # Those whose own guid is listed still are other items, however much they look like this one.
        free = [
            one
            for one in there
            if one.id not in self._taken and (_is_key_of(one, entry) or _stored(one.entry.key) not in self._keys)
        ]
        own = next((one for one in free if _is_key_of(one, entry)), None)
        own = own or next((one for one in free if _has_words_of(one.entry, entry)), None)
        if own is None and len(there) == len(free) == self._listed_at[entry.url] == 1:
            return free[0]
        return own


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """A known item of which its feed says something else than it did."""

    item: Item
    entry: Entry
    of_all: bool = False  # it says as much of everything that it lists: software does, not an editor


def announced(listed: Sequence[Listed]) -> list[Announced]:
    """Return the known entries of a fetch of which the feed says something else than it did.

    A new guid alone says so too, as many feeds without dates have no other way to. But where all entries have another
    one at once, the guids are drawn at each fetch and say nothing. Where all have another date or text at once, it is
    as likely the time of the fetch, or a counter.
    """
    known = [(one, one.known) for one in listed if one.known is not None]
    changes = [_changes(item, one.entry) for one, item in known]
    of_all = set.intersection(*changes) if len(changes) > 1 else set()
    return [
        Announced(item=item, entry=one.entry, of_all=changed <= of_all)
        for (one, item), changed in zip(known, changes, strict=True)
        if changed - (of_all & {_GUID})
    ]


_GUID: Final = "guid"


def _changes(item: Item, entry: Entry) -> set[str]:
    """Return what of an entry is no longer as it was."""
    names = [name for name in ("title", "text", "published_at") if getattr(item.entry, name) != getattr(entry, name)]
    return {*names, *(() if _is_key_of(item, entry) else (_GUID,))}


def may_be_missed(listed: Sequence[Listed], state: PollState) -> str:
    """Return why entries may have come and gone since a source was last read, or nothing.

    Where something is listed that was known or is older than that, all that came after it is listed too.

    Args:
        listed: the entries of this fetch.
        state: what was known of the source before it.

    """
    if state.last_ok_at is None or state.last_new_at is None or not listed:
        return ""
    if any(one.known is not None or _is_older(one.entry, state.last_ok_at) for one in listed):
        return ""
    all_of_it = f"all {len(listed)} entries are" if len(listed) > 1 else "its one entry is"
    return f"{all_of_it} new since {state.last_ok_at:%Y-%m-%d %H:%M} UTC: others may have come and gone"


def _is_older(entry: Entry, at: datetime) -> bool:
    return entry.published_at is not None and entry.published_at <= at


def _is_key_of(item: Item, entry: Entry) -> bool:
    return _stored(item.entry.key) == _stored(entry.key)


def _stored(key: str) -> str:
    """Return a key as the record keeps it: no database takes NUL, which parts what a key is made of (`feeds`)."""
    return key.replace("\0", "\N{REPLACEMENT CHARACTER}")


def _is_same_story(before: Entry, after: Entry) -> bool:
    same_title, same_text = before.title == after.title, before.text == after.text
    return (same_text and (same_title or bool(after.text))) or (
        same_title and before.published_at == after.published_at
    )


def _has_words_of(before: Entry, after: Entry) -> bool:
    return before.title == after.title or (bool(after.text) and before.text == after.text)
