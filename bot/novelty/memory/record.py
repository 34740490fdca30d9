"""What actors are on record with, as far as it is in memory: what their statements are found by, not the statements.

A record may be long, and the bot may just have started; no news waits for the whole of it. The newest part is read when
an actor's first news is compared, the rest in the background, newest first. Until that is done news is compared with
what is there: what is not found is reported, and reporting twice is the lesser evil. The statements themselves stay in
the database, and a dozen of them are read when they are candidates: in memory they took as much as all the rest, and
each took longer to read than what it is found by.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

import structlog

from bot.core.errors import OnRecordError
from bot.core.ports import Record, RecordWrites, Transactional
from bot.novelty.memory.index import Index
from bot.novelty.thresholds import GIVES_WAY_FOR, LATEST, LATEST_FOR, RECORD_PART

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bot.core.model import Arrival, Findable, IndexEntry, Statement
    from bot.core.ports import Clock, SharedRecord

log = structlog.get_logger()

_Made = TypeVar("_Made")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(slots=True)
class ActorRecord:
    """One actor's statements; only the thread works on the index."""

    actor_id: str
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    index: Index = field(default_factory=Index)
    reached: int | None = None  # the place down to which it is in memory; None: what is newest is not, or may not be
    is_whole: bool = False
    latest: tuple[Statement, ...] = ()  # the last words, newest first
    ruled_out: dict[str, Statement] = field(default_factory=dict)  # those that are no candidates, as long as that is so

    def doubt(self) -> None:
        """Read it again from its newest part on, beside what is in memory."""
        self.reached, self.is_whole = None, False

    def forget_all(self) -> None:
        """Begin anew."""
        self.index = Index()
        self.doubt()


class RecordStore(Record, Transactional[RecordWrites], Protocol):
    """What is asked of the record, and what statements are found by, written to it."""


class InThread(Protocol):
    """Runs a job in the thread in which the indexes live."""

    async def __call__(self, job: Callable[[], _Made], /) -> _Made:
        """Return what the job returns."""
        ...


class Records:
    """The records of all actors.

    Args:
        store: the record.
        clock: the time.
        remember: how far back it is searched.
        in_thread: runs a job in the thread in which the indexes live.
        shared: the record, where other processes add to it.

    """

    def __init__(
        self,
        *,
        store: RecordStore,
        clock: Clock,
        remember: timedelta,
        in_thread: InThread,
        shared: SharedRecord | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._remember = remember
        self._in_thread = in_thread
        self._records: dict[str, ActorRecord] = {}
        self._filling: asyncio.Task[None] | None = None
        self._shared = shared
        self._arrived: int | None = None  # the number of the last arrival that is in memory; None: none is asked for
        self._catching_up = asyncio.Lock()
        self._going_first = 0  # how much news is under way
        self._nothing_goes_first = asyncio.Event()
        self._nothing_goes_first.set()

    def of(self, actor_id: str) -> ActorRecord:
        """Return the record of an actor, as far as it is in memory."""
        record = self._records.get(actor_id)
        if record is None:
            record = self._records[actor_id] = ActorRecord(actor_id)
        return record

    async def refresh(self, record: ActorRecord) -> None:
        """Bring a held record up to date: its newest part, its last words, what the desk ruled out.

        Raises:
            StoreError: it cannot be read.

        """
        if self._shared is not None:
            await self._catch_up(self._shared)
        now = self._clock.now()
        since = now - self._remember
        async with self._store.transaction() as transaction:
            # In a transaction: one that was cut off while it committed is over, or its statements are not on record.
            ruled = await transaction.ruled_out(record.actor_id)
            unread = ruled - record.ruled_out.keys()
            known = record.ruled_out | (await transaction.statements_by_id(unread) if unread else {})
            record.ruled_out = {one: known[one] for one in sorted(ruled) if one in known}
            record.latest = tuple(
                await transaction.recent_statements(record.actor_id, since=max(since, now - LATEST_FOR), limit=LATEST)
            )
            newest = None
            if record.reached is None:
                newest = await self._part(transaction, record, before=None, since=since)
        if newest is not None:
            await self._take_in(record, record.index, newest, before=None)
        await self._in_thread(partial(record.index.forget, before=_microsecond(since)))
        if not record.is_whole:
            self.fill()

    async def follow(self) -> None:
        """Take into memory what other processes put on record as soon as they do, until this is cancelled.

        Nothing depends on it but time: what is compared with is caught up with before each comparison.

        Raises:
            StoreError: the record cannot be read, or tells of nothing more.

        """
        if self._shared is None:
            return
        async with aclosing(self._shared.arrivals_heard()) as heard:
            async for _ in heard:
                await self._catch_up(self._shared)

    async def _catch_up(self, shared: SharedRecord) -> None:
        """Take into memory what other processes put on record since this was asked last, of whatever actor."""
        async with self._catching_up:
            if self._arrived is None:  # all that is older is read with the parts of each record
                self._arrived = await shared.last_arrival()
                return
            while True:
                reached, arrivals = await shared.arrivals(after=self._arrived, made_by=Index().made_by)
                if reached == self._arrived:
                    return
                for actor_id, entries in _by_actor(arrivals).items():
                    await self._in_thread(partial(self.of(actor_id).index.put, entries))
                self._arrived = reached

    async def keep(self, statements: Iterable[Statement], entries: dict[str, IndexEntry]) -> None:
        """Take what has been saved into the records of held actors."""
        for statement in statements:
            if entry := entries.get(statement.id):
                index = self.of(statement.actor_id).index
                await self._in_thread(partial(index.put, [(entry, _microsecond(statement.first_seen_at))]))

    @contextmanager
    def going_first(self) -> Iterator[None]:
        """Have the background rest while news is under way: they would share the thread, the record and a processor.

        It rests for `GIVES_WAY_FOR` in all, from one part to the next.
        """
        self._going_first += 1
        self._nothing_goes_first.clear()
        try:
            yield
        finally:
            self._going_first -= 1
            if not self._going_first:
                self._nothing_goes_first.set()

    def fill(self, actor_ids: Iterable[str] = ()) -> None:
        """Go on in the background until the records of these actors, and of those held before, are in memory."""
        for actor_id in actor_ids:
            self.of(actor_id)
        if self._filling is None or self._filling.done():
            self._filling = asyncio.create_task(self._fill(), name="fill the records")

    async def filled(self) -> None:
        """Wait until the background has nothing to do."""
        if self._filling is not None:
            await asyncio.wait([self._filling])

    async def stop(self) -> None:
        """Go on no more."""
        if self._filling is not None:
            self._filling.cancel()
            await asyncio.wait([self._filling])

    async def _fill(self) -> None:
        begun, rest_left = self._clock.now(), GIVES_WAY_FOR
        try:
            if self._shared is not None:
                await self._catch_up(self._shared)  # before the first part: what comes after that is an arrival
            while partial_ones := [one for one in self._records.values() if not one.is_whole]:
                for record in partial_ones:  # a part of each in turn, so that a long one holds up no other
                    rest_left -= await self._give_way(rest_left)
                    index, before = record.index, record.reached
                    async with self._store.transaction() as transaction:
                        since = self._clock.now() - self._remember
                        part = await self._part(transaction, record, before=before, since=since)
                    await self._take_in(record, index, part, before=before)
        except OnRecordError as error:
            log.warning("records not in memory, they are read with the next news", error=str(error))
        except Exception:
            log.exception("records not in memory, they are read with the next news")
        else:
            counts = {one.actor_id: len(one.index) for one in self._records.values()}
            seconds = round((self._clock.now() - begun).total_seconds(), 1)
            log.debug("records in memory", statements=sum(counts.values()), actors=len(counts), seconds=seconds)

    async def _give_way(self, longest: float) -> float:
        """Wait while news is under way, so many seconds at most; returns how many."""
        if self._nothing_goes_first.is_set() or longest <= 0:
            return 0.0
        loop = asyncio.get_running_loop()
        begun = loop.time()
        with suppress(TimeoutError):
            async with asyncio.timeout(longest):
                await self._nothing_goes_first.wait()
        return loop.time() - begun

    @staticmethod
    async def _part(
        transaction: RecordWrites, record: ActorRecord, *, before: int | None, since: datetime
    ) -> Sequence[Findable]:
        return await transaction.findable(
            record.actor_id, made_by=record.index.made_by, since=since, before=before, limit=RECORD_PART
        )

    async def _take_in(
        self, record: ActorRecord, index: Index, part: Sequence[Findable], *, before: int | None
    ) -> None:
        """Take a part into an index, and put on record what of it had to be worked out."""
        made = await self._in_thread(partial(_put, index, part))
        if record.index is index and record.reached == before:  # else it is doubted since, or another was quicker
            record.reached = part[-1].place if part else before
            record.is_whole = len(part) < RECORD_PART
        if made:
            async with self._store.transaction() as transaction:
                await transaction.save_index_entries(made)


def _put(index: Index, part: Sequence[Findable]) -> list[IndexEntry]:
    """Put a part into an index; returns what had to be worked out for it."""
    entries = [one.entry or index.entry(one.statement_id, one.text) for one in part]
    index.put([(entry, _microsecond(one.first_seen_at)) for entry, one in zip(entries, part, strict=True)])
    return [entry for entry, one in zip(entries, part, strict=True) if one.entry is None]


def _by_actor(arrivals: Sequence[Arrival]) -> dict[str, list[tuple[IndexEntry, int]]]:
    entries: dict[str, list[tuple[IndexEntry, int]]] = {}
    for one in arrivals:
        entries.setdefault(one.actor_id, []).append((one.entry, _microsecond(one.first_seen_at)))
    return entries


def _microsecond(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND
