"""A source's documents, fetched with all manners, → one `Feed`. Kinds differ in `bot.sources.kinds` alone.

The first document is the operator's own address. What it names beyond itself, parts and older pages, was found by this
program: robots.txt is asked for those, they lie within the source's reach, they are few, and they share half of the
time of one poll, so that one that hangs costs nothing of the others.

The record keeps the validators of one document. Those of a source with parts are kept here, each with what its document
listed, so that a poll whose items could not be saved, or a new process, loses nothing.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import blake2b
from typing import TYPE_CHECKING

from bot.core.errors import SourceError
from bot.core.model import Feed, FetchOutcome
from bot.sources.asking.addresses import reach_of_source
from bot.sources.documents import Documents, KeptDocument, not_before
from bot.sources.kinds import ADAPTERS
from bot.sources.older import CUT_OFF, WayBack, WentBack
from bot.sources.port import UNREAD_PARTS, Listing
from bot.sources.thresholds import MANY_ENTRIES, MOST_PARTS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence

    from bot.core.config_sections import PollingSettings
    from bot.core.model import Entry, PollState, Source
    from bot.core.ports import Clock
    from bot.sources.asking.addresses import Reach

_UNDATED = datetime.min.replace(tzinfo=UTC)


class ListingFetcher:
    """Fetches what sources list.

    Args:
        documents: fetches and reads one at a time.
        clock: the time.
        settings: times, and private hosts that may be asked.
        sites: of all sources.

    """

    def __init__(
        self,
        *,
        documents: Documents,
        clock: Clock,
        settings: PollingSettings,
        sites: Collection[str],
    ) -> None:
        self._documents = documents
        self._clock = clock
        self._settings = settings
        self._sites = sites
        self._kept: dict[str, dict[str, KeptDocument]] = {}  # of sources with parts, by source and address
        # The keys that a source with pages listed last, and when.
        self._listed: dict[str, tuple[frozenset[str], datetime]] = {}
        self._read_at: dict[str, dict[str, datetime]] = {}  # when documents of a source with parts were, by address
        self._begins: dict[str, str] = {}  # by address, where a source begins whose kind has to look that up

    async def fetch(self, source: Source, state: PollState) -> Feed:
        """Fetch a source; see `bot.core.ports.Fetcher.fetch_feed`.

        robots.txt is not asked for the source's own address: it is for programs that find their own way (RFC 9309), and
        this one was written down by a person, as in any feed reader.
        """
        reach = reach_of_source(source, self._sites, self._settings.allowed_private_hosts)
        try:
            return await self._fetch(source, state, reach)
        except SourceError as error:
            if error.outcome is FetchOutcome.GONE:
                self._begins.pop(source.url, None)  # an account that moved has another number
            raise ADAPTERS[source.kind].explained(source, error) from error

    async def check(self, source: Source, entry: Entry) -> None:
        """See whether an entry still stands, where its kind shows it by itself.

        Raises:
            SourceError: GONE, it does not; otherwise it could not be seen.

        """
        if address := ADAPTERS[source.kind].alone(source, entry):
            reach = reach_of_source(source, self._sites, self._settings.allowed_private_hosts)
            await self._documents.read(source, address, reach)

    async def _fetch(self, source: Source, state: PollState, reach: Reach) -> Feed:
        if len(own := ADAPTERS[source.kind].asked(source)) > 1:
            return await self._with_parts(source, state, {}, self._longest_unread_first(source, own), reach)
        address = await self._beginning(source, state, reach)
        known = self._kept.get(source.id, {})
        kept = known.get(address)
        if kept is None:
            kept = KeptDocument(
                headers={},
                etag=state.etag,
                last_modified=state.last_modified,
                body_hash=state.body_hash,
                listing=None,
            )
        first = await self._documents.read(source, address, reach, state=state, kept=kept)
        if first.listing is None:
            return Feed(
                outcome=FetchOutcome.UNCHANGED,
                etag=first.etag,
                last_modified=first.last_modified,
                body_hash=first.body_hash,
                not_before=not_before(first.headers, None),
                answer_seconds=first.seconds,
            )
        if first.listing.parts:
            feed = await self._with_parts(source, state, {address: first}, first.parts, reach)
        else:
            self._kept.pop(source.id, None)
            feed = await self._with_pages(source, state, first, first.listing, reach)
        return replace(feed, answer_seconds=first.seconds)

    async def _beginning(self, source: Source, state: PollState, reach: Reach) -> str:
        """Return where a source begins; asked once where its kind has to look that up.

        Raises:
            SourceError: it could not be looked up.

        """
        adapter = ADAPTERS[source.kind]
        if not (address := adapter.lookup(source)):
            return adapter.first(source)
        if source.url not in self._begins:
            document = await self._documents.read(source, address, reach, state=state)
            self._begins[source.url] = document.parts[0]
        return self._begins[source.url]

    async def _with_pages(
        self, source: Source, state: PollState, first: KeptDocument, listing: Listing, reach: Reach
    ) -> Feed:
        """Read a document and the older pages behind it."""
        went = await self._back(source, state, listing, reach)
        listings = [listing, *went.listings]
        entries = _merged(listings)
        is_whole = not (listing.is_cut or went.problems or went.left)  # else the host would call all of it unchanged
        return Feed(
            outcome=FetchOutcome.OK,
            entries=entries[:MANY_ENTRIES],
            etag=first.etag if is_whole else None,
            last_modified=first.last_modified if is_whole else None,
            body_hash=first.body_hash if is_whole else None,
            left_out=sum(one.left_out for one in listings) + max(len(entries) - MANY_ENTRIES, 0),
            is_cut=listing.is_cut,
            passed_over=_counted(listings),
            problems=went.problems,
            older=went.left,
            missed=went.missed,
            is_whole=went.is_whole,
            not_before=not_before(first.headers, listing.every),
        )

    async def _back(self, source: Source, state: PollState, newest: Listing, reach: Reach) -> WentBack:
        """Go on to older pages: of posts back to the last poll, of lists while one holds something new."""

        async def read(address: str) -> Listing:
            return (await self._documents.read(source, address, reach)).listing or Listing(entries=())

        if not ADAPTERS[source.kind].holds_texts:
            return await self._while_new(source, state, newest, read)
        way = WayBack(
            newest,
            first=await self._beginning(source, state, reach),
            state=state,
            read=read,
            now=self._clock.now(),
            seconds=self._further_seconds,
            give_up_after=self._settings.give_up_after,
        )
        return await way.walk()

    async def _while_new(
        self, source: Source, state: PollState, newest: Listing, read: Callable[[str], Awaitable[Listing]]
    ) -> WentBack:
        """Read at most `source.pages` of a list, while one holds anything that was not listed before.

        Not only while all on it is new: a story that stands at the top for days, or a box of the most read, is on each.
        """
        before, at = self._listed.get(source.id, (frozenset(), self._clock.now()))
        if state.last_ok_at is None or state.last_ok_at < at:
            before = frozenset()  # what it listed then was not saved
        listings, seen = [newest], {ADAPTERS[source.kind].first(source)}
        problem = ""
        try:
            async with asyncio.timeout(self._further_seconds):
                while len(listings) < source.pages and (address := listings[-1].next_page) and address not in seen:
                    seen.add(address)
                    if all(entry.key in before for entry in listings[-1].entries):
                        break
                    listings.append(await read(address))
        except (SourceError, TimeoutError) as error:
            problem = _said_of(error)
        if source.pages > 1 and not problem:
            keys = frozenset(entry.key for one in listings for entry in one.entries)
            self._listed[source.id] = keys, self._clock.now()
        return WentBack(listings=tuple(listings[1:]), problems=(problem,) if problem else (), is_whole=False)

    def _longest_unread_first(self, source: Source, addresses: Sequence[str]) -> Sequence[str]:
        """Return addresses in the order in which they are asked: what a host had enough of last time comes first."""
        read_at = self._read_at.get(source.id, {})
        return sorted(addresses, key=lambda one: read_at.get(one, _UNDATED))

    async def _with_parts(
        self, source: Source, state: PollState, read: dict[str, KeptDocument], parts: Iterable[str], reach: Reach
    ) -> Feed:
        """Read the parts of a document, and theirs, each on conditions of its own.

        Args:
            source: whose they are.
            state: what is known of it.
            read: the document itself; empty where the source has several beginnings, which are the parts.
            parts: their addresses.
            reach: where they may lie.

        Raises:
            SourceError: no part could be read, and the document lists nothing itself.

        """
        failed, unread = await self._read_parts(source, state, read, parts, reach)
        self._kept[source.id] = read
        self._read_at.setdefault(source.id, {}).update(dict.fromkeys(read, self._clock.now()))
        listings = [one.listing for one in read.values() if one.listing is not None]
        if unread:
            listings.append(Listing(entries=(), passed_over=((UNREAD_PARTS, unread),)))
        entries = _merged(listings)
        first_error = next((one for one in failed.values() if isinstance(one, SourceError)), None)
        if first_error is not None and not entries:
            raise first_error
        seen = _as_before(read.values(), is_whole=not failed)
        if seen.body_hash is not None and seen.body_hash == state.body_hash:
            return seen
        return replace(
            seen,
            outcome=FetchOutcome.OK,
            entries=entries[:MANY_ENTRIES],
            left_out=sum(one.left_out for one in listings) + max(len(entries) - MANY_ENTRIES, 0),
            is_cut=any(one.is_cut for one in listings),
            passed_over=_counted(listings),
            problems=tuple(map(_said_of, failed.values())),
        )

    async def _read_parts(
        self, source: Source, state: PollState, read: dict[str, KeptDocument], parts: Iterable[str], reach: Reach
    ) -> tuple[dict[str, SourceError | TimeoutError], int]:
        """Read parts, and theirs, into `read`; return what failed, by address, and how many there was no time for."""
        known = self._kept.get(source.id, {})
        failed = dict[str, SourceError | TimeoutError]()
        waiting = deque(parts)
        try:
            async with asyncio.timeout(self._further_seconds):
                while waiting and len(read) + len(failed) <= MOST_PARTS:
                    part = waiting.popleft()
                    if part in read or part in failed:
                        continue
                    try:
                        read[part] = await self._documents.read(source, part, reach, state=state, kept=known.get(part))
                    except SourceError as error:
                        failed[part] = error
                        if error.outcome is FetchOutcome.RATE_LIMITED:
                            break
                    else:
                        waiting.extend(read[part].parts)
        except TimeoutError as error:
            failed[""] = error
        return failed, len(set(waiting) - read.keys() - failed.keys())

    @property
    def _further_seconds(self) -> float:
        """What all further documents of one poll may take: the poll is cut off, with all its entries, after twice."""
        return self._settings.cut_off_after.total_seconds() / 2


def _as_before(documents: Collection[KeptDocument], *, is_whole: bool) -> Feed:
    """Return a feed of several documents as one that has not changed; without a hash where one of them is missing."""
    bodies = "".join(one.body_hash or "" for one in documents)
    return Feed(
        outcome=FetchOutcome.UNCHANGED,
        body_hash=blake2b(bodies.encode(), digest_size=16).hexdigest() if is_whole else None,
        not_before=not_before(next((one.headers for one in documents), {}), None),
        answer_seconds=max((one.seconds for one in documents), default=None),
    )


def _merged(listings: Iterable[Listing]) -> tuple[Entry, ...]:
    """Return the entries of several documents, each once, newest first where all are dated."""
    entries: dict[str, Entry] = {}
    for listing in listings:
        for entry in listing.entries:
            entries.setdefault(entry.key, entry)
    merged = tuple(entries.values())
    if any(entry.published_at is None for entry in merged):
        return merged
    return tuple(sorted(merged, key=lambda entry: entry.published_at or _UNDATED, reverse=True))


def _counted(listings: Iterable[Listing]) -> tuple[tuple[str, int], ...]:
    """Return what several documents list that is no entry, by reason."""
    counts: Counter[str] = Counter()
    for listing in listings:
        counts.update(dict(listing.passed_over))
    return tuple(sorted(counts.items()))


def _said_of(error: SourceError | TimeoutError) -> str:
    return str(error) if isinstance(error, SourceError) else CUT_OFF
