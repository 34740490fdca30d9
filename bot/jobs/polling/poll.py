"""Service: one source → its new items, saved as WAITING together with what the host said of itself.

The items are the engine's inbox. A validator (ETag) is saved in the same transaction as the items that came with it, so
a process that is killed before an article is read finds the item again, though the host would answer "unchanged".
"""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

import structlog

from bot.core.errors import OnRecordError, SourceError
from bot.core.model import HANDED_OVER, Feed, FetchOutcome, Item, ItemState, Poll, PollState, Taken
from bot.core.outcomes import Conclusion, Outcome, Subject
from bot.core.ports import CorrectionWrites, Inbox, InboxWrites, OutcomeWrites, Transactional
from bot.jobs.polling.poll_book import PollBook
from bot.rules.listing import announced, ids_of, may_be_missed, recognise
from bot.rules.outcomes import item_outcome
from bot.rules.polling import (
    failures_after,
    is_baseline,
    lately,
    longest_wait,
    next_poll_at,
    read_as,
    reads_differently,
)
from bot.rules.rechecking import announced_at, owed_from
from bot.rules.thresholds import LONGEST_RECHECK
from bot.rules.times import is_before_history, is_doubted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.core.config_sections import PollingSettings
    from bot.core.model import Entry, Source
    from bot.core.ports import Clock, Fetcher
    from bot.jobs.reading.seats import Seat
    from bot.rules.listing import Announced

log = structlog.get_logger()


class PollWrites(InboxWrites, CorrectionWrites, OutcomeWrites, Protocol):
    """What polling writes."""


class PollStore(Inbox, Transactional[PollWrites], Protocol):
    """What polling reads and writes."""


class Poller:
    """Polls sources.

    Args:
        store: the record.
        fetcher: the web.
        clock: the time.
        settings: `[polling]`.
        jitter: returns -1..1.

    """

    def __init__(
        self,
        *,
        store: PollStore,
        fetcher: Fetcher,
        clock: Clock,
        settings: PollingSettings,
        jitter: Callable[[], float],
    ) -> None:
        self._store = store
        self._book = PollBook(store)
        self._fetcher = fetcher
        self._clock = clock
        self._settings = settings
        self._jitter = jitter
        self._taking = asyncio.Lock()  # two posts of one text in one moment would both be new

    async def poll(self, source: Source, state: PollState | None, seat: Seat | None = None) -> Poll:
        """Fetch a source and save what is new; `state` is None at its first poll. A failure is saved, not raised.

        Args:
            source: to be fetched.
            state: what is known of it.
            seat: given back while its host keeps us waiting.

        Raises:
            OnRecordError: the record cannot be used; the state is as it was.

        """
        before = state or PollState(source_id=source.id, next_poll_at=self._clock.now())
        if reads_differently(source, before):  # the host knows the document, and not what is read of it now
            before = replace(before, etag=None, last_modified=None, body_hash=None)
        try:
            return await self._poll(source, before, seat)
        except OnRecordError:
            raise
        except Exception as error:
            # A feed that breaks a part: unsaved, `/sources` would show the last good poll for ever.
            log.exception("poll broke off", source=source.id)
            why = f"{type(error).__name__}: {error}"[:500]
            return await self._save_failure(source, before, SourceError(FetchOutcome.BROKE_OFF, source.url, why))

    async def _poll(self, source: Source, before: PollState, seat: Seat | None) -> Poll:
        try:
            async with (
                nullcontext() if seat is None else seat.waiting_for_a_host(),
                asyncio.timeout(self._settings.cut_off_after.total_seconds()),
            ):
                feed = await self._fetcher.fetch_feed(source, before)
        except SourceError as error:
            return await self._save_failure(source, before, error)
        except TimeoutError:
            cut_off = f"cut off after {self._settings.cut_off_after.total_seconds():.0f} s"
            return await self._save_failure(source, before, SourceError(FetchOutcome.TIMEOUT, source.url, cut_off))
        poll = await self._save_feed(source, before, feed)
        await self._fetcher.settle(source)
        return poll

    async def take(self, source: Source, entry: Entry) -> Taken:
        """Save a text that was handed over; when this returns it is on record. The same one twice is one item.

        Raises:
            StoreError: it is not on record.

        """
        now = self._clock.now()
        async with self._taking, self._store.transaction() as transaction:
            known = await transaction.listed_before(source.id, item_ids=set(ids_of(source.id, entry)), urls={entry.url})
            (listed,) = recognise(source.id, [entry], known)
            before = await transaction.poll_state(source.id) or PollState(source_id=source.id, next_poll_at=now)
            feed = Feed(outcome=FetchOutcome.OK, entries=(entry,))
            fresh, _ = await self._save_entries(transaction, source, before, feed, now=now)
            poll = Poll(source_id=source.id, polled_at=now, outcome=feed.outcome, listed=1, new=len(fresh))
            state = replace(
                before,
                last_outcome=feed.outcome,
                last_ok_at=now,
                last_new_at=now if fresh else before.last_new_at,
            )
            await transaction.save_poll(state, poll)
        return Taken(item_id=listed.item_id, is_new=bool(fresh))

    async def _save_feed(self, source: Source, before: PollState, feed: Feed) -> Poll:
        now = self._clock.now()
        hint = feed.not_before if source.heeds_hints else None
        state = replace(
            self._state_after(source, before, feed.outcome, now=now, not_before=hint),
            etag=feed.etag,
            last_modified=feed.last_modified,
            body_hash=feed.body_hash,
            last_ok_at=now,
            answer_seconds=lately(before.answer_seconds, feed.answer_seconds),
            read_as=read_as(source),
            older=before.older if feed.outcome is FetchOutcome.UNCHANGED else feed.older,
        )
        poll = Poll(
            source_id=source.id,
            polled_at=now,
            outcome=feed.outcome,
            detail=_not_taken(feed),
            listed=len(feed.entries),
        )
        fresh: list[Item] = []
        if feed.entries or feed.missed:
            async with self._store.transaction() as transaction:
                fresh, missed = await self._save_entries(transaction, source, before, feed, now=now)
                if missed:
                    await transaction.conclude([_missed(source, missed, is_sure=bool(feed.missed), now=now)])
                    state, poll = _with_missed(state, poll, missed)
                poll = replace(poll, new=len(fresh))
                await transaction.save_poll(replace(state, last_new_at=now) if fresh else state, poll)
        else:
            await self._book.note(state, poll)
        _log_poll(source, feed, poll, fresh)
        return poll

    async def _save_entries(
        self, transaction: PollWrites, source: Source, before: PollState, feed: Feed, *, now: datetime
    ) -> tuple[list[Item], str]:
        """Save what is new, and have what the feed says has changed looked at again.

        Returns what is new, and what is or may be missing.
        """
        entries = tuple(reversed(feed.entries))  # the oldest is read and reported first
        known = await transaction.listed_before(
            source.id,
            item_ids={item_id for entry in entries for item_id in ids_of(source.id, entry)},
            urls={entry.url for entry in entries},
        )
        fresh: list[Item] = []
        recognised = recognise(source.id, entries, known)
        for place, one in enumerate(recognised):
            if one.known is None:
                fresh.append(
                    Item(
                        id=one.item_id,
                        source_id=source.id,
                        entry=one.entry,
                        first_seen_at=now + timedelta(microseconds=place),
                        quiet=await self._is_baseline(transaction, source, one.entry, before, now=now),
                        state=ItemState.WAITING,
                        next_try_at=now,
                    )
                )
        for item in fresh:
            await transaction.save_item(item)
        if changed := announced(recognised):
            await self._save_announced(transaction, source, before, changed, now=now)
        is_known = feed.is_whole or feed.missed or feed.older or source.kind in HANDED_OVER
        if is_known or reads_differently(source, before):
            return fresh, "; ".join(feed.missed)
        return fresh, may_be_missed(recognised, before)

    async def _save_announced(
        self,
        transaction: PollWrites,
        source: Source,
        before: PollState,
        changed: Sequence[Announced],
        *,
        now: datetime,
    ) -> None:
        ids = {one.item.id for one in changed}
        rechecks = {one.item_id: one for one in await transaction.rechecks_of(ids)}
        no_looks = {one.item.id for one in changed if one.item.state is not ItemState.WAITING} - rechecks.keys()
        concluded = {
            one.subject_id: one
            for one in (await transaction.conclusions(no_looks) if no_looks else ())
            if one.subject is Subject.ITEM
        }
        every, until = self._settings.recheck_every, self._settings.recheck_until
        apart = min(every, LONGEST_RECHECK / len(changed))  # of old pages that are all due at once: news comes first
        for place, one in enumerate(changed):
            item, entry = one.item, one.entry
            if item.state is ItemState.WAITING:
                await transaction.save_item(replace(item, entry=entry))
                continue
            # A page that was read is compared with what stood there: its address stays.
            updated = replace(
                item, entry=replace(entry, url=(entry if item.state is ItemState.FAILED else item.entry).url)
            )
            recheck = rechecks.get(item.id)
            at = announced_at(item, now=now, every=every, until=until, of_all=one.of_all and recheck is None)
            if at is None:
                await transaction.conclude(_not_looked_at(item, concluded.get(item.id), now=now))
            elif recheck is not None:
                if item.next_try_at <= now:  # else a feed that says so at each fetch would put the look off each time
                    updated = replace(updated, next_try_at=at)
                since = owed_from(recheck.owed_since, now=now, give_up_after=self._settings.give_up_after)
                due = replace(recheck, next_try_at=min(recheck.next_try_at, at), owed_since=since)
                await transaction.save_recheck(due)
            else:
                updated = replace(
                    updated,
                    state=ItemState.WAITING,
                    attempts=0,
                    next_try_at=at + apart * place if one.of_all else at,
                    quiet=await self._is_baseline(transaction, source, entry, before, now=now),
                )
                await transaction.conclude([_listed_anew(item, concluded.get(item.id), now=now)])
            await transaction.save_item(updated)

    async def _is_baseline(
        self, transaction: PollWrites, source: Source, entry: Entry, before: PollState, *, now: datetime
    ) -> bool:
        if source.kind in HANDED_OVER:  # how old it is says `jobs.quiet`
            return False
        at, reads_anew = entry.published_at, reads_differently(source, before)
        quiet = is_baseline(at, before, now=now, gap=self._settings.baseline_after, reads_anew=reads_anew)
        if at is None or not quiet or before.last_ok_at is None or not is_doubted(at, now=now):
            return quiet
        return not is_before_history(at, since=await transaction.history_since(source.id, but=at))

    async def _save_failure(self, source: Source, before: PollState, error: SourceError) -> Poll:
        now = self._clock.now()
        poll = Poll(source_id=source.id, polled_at=now, outcome=error.outcome, detail=error.detail)
        state = replace(
            self._state_after(source, before, error.outcome, now=now, not_before=error.retry_after),
            last_error=str(error),
        )
        await self._book.note(state, poll)
        log.warning("poll failed", source=source.id, error=str(error), next_poll_at=state.next_poll_at.isoformat())
        return poll

    def _state_after(
        self, source: Source, before: PollState, outcome: FetchOutcome, *, now: datetime, not_before: timedelta | None
    ) -> PollState:
        failures = failures_after(before.failures, outcome)
        return replace(
            before,
            failures=failures,
            last_outcome=outcome,
            last_error=None,
            failing_since=(before.failing_since or now) if failures else None,
            last_polled_at=now,
            next_poll_at=next_poll_at(
                now=now,
                every=source.poll_every,
                longest=longest_wait(before, now=now, longest=self._settings.longest),
                failures=failures,
                not_before=not_before,
                jitter=self._jitter(),
            ),
        )


def _listed_anew(item: Item, before: Conclusion | None, *, now: datetime) -> Conclusion:
    """Conclude that an item waits once more: its two days of tries begin now (`bot.jobs.reading.read`)."""
    return Conclusion(
        subject=Subject.ITEM,
        subject_id=item.id,
        outcome=Outcome.WAITING,
        rule="rules.listing.announced",
        evidence="its feed says something else of it",
        related_id=before.related_id if before is not None and before.outcome is Outcome.READ else "",
        at=now,
    )


def _not_looked_at(item: Item, before: Conclusion | None, *, now: datetime) -> list[Conclusion]:
    """Conclude why what a feed says of an old page has nobody look at it; nothing where that is on record already."""
    rule = "rules.rechecking.announced_at"
    if before is not None and before.rule == rule:
        return []
    return [
        Conclusion(
            subject=Subject.ITEM,
            subject_id=item.id,
            outcome=item_outcome(item) if before is None else before.outcome,
            rule=rule,
            evidence="its feed says something else of it, as of everything that it lists: it is looked at again when a "
            "quarter of its age has passed since the last time",
            related_id="" if before is None else before.related_id,
            at=now,
        )
    ]


def _log_poll(source: Source, feed: Feed, poll: Poll, fresh: Sequence[Item]) -> None:
    said: dict[str, object] = {
        "source": source.id,
        "outcome": feed.outcome,
        "detail": poll.detail,
        "listed": len(feed.entries),
        "new": len(fresh),
        "quiet": sum(one.quiet for one in fresh),
    }
    for one in fresh:
        log.debug("listed", item=one.id, source=source.id, url=one.entry.url)
    if source.kind in HANDED_OVER and not feed.entries and not poll.detail:  # a look into a folder, every five seconds
        log.debug("polled", **said)
    else:
        log.info("polled", **said)


def _with_missed(state: PollState, poll: Poll, missed: str) -> tuple[PollState, Poll]:
    """Return what is known of a source, and its poll, with what is out of reach."""
    detail = "; ".join(filter(None, [poll.detail, f"missed: {missed}"]))
    return replace(state, missed=missed, missed_at=poll.polled_at), replace(poll, detail=detail)


def _missed(source: Source, why: str, *, is_sure: bool, now: datetime) -> Conclusion:
    """Conclude that entries of a source may never be read.

    Feeds that name everything anew would have one at each poll: of what is not sure the last of a day is kept.
    """
    return Conclusion(
        subject=Subject.LISTINGS,
        subject_id=f"{source.id} missed {now.isoformat() if is_sure else now.date().isoformat()}",
        outcome=Outcome.MISSED,
        rule="jobs.poll",
        evidence=why,
        related_id=source.id,
        at=now,
    )


def _not_taken(feed: Feed) -> str:
    """Say what of a feed was not taken."""
    left_out = [f"the {feed.left_out} oldest entries were left out"] if feed.left_out else []
    passed_over = ", ".join(f"{number} {reason}" for reason, number in feed.passed_over)
    return "; ".join(
        [
            *left_out,
            *(["it ends in the middle"] if feed.is_cut else []),
            *([f"passed over: {passed_over}"] if passed_over else []),
            *feed.problems,
            *([f"left for the next poll: posts back to {feed.older.until:%Y-%m-%d %H:%M} UTC"] if feed.older else []),
        ]
    )
