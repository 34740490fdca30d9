"""Service: one waiting item → its article → what tracked actors said in it → pending deliveries.

Fetching, watching and comparing are slow and happen first; then one transaction saves article, statements, sightings,
reports, deliveries and the item as READ. Killed before that, the item is still WAITING.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

import structlog
from structlog.contextvars import bound_contextvars

from bot.changes.overlap import Overlap
from bot.changes.page_text import Page
from bot.changes.revision import in_full
from bot.changes.thresholds import ANOTHER
from bot.core.errors import CompareTimeoutError, OnRecordError, SourceError, UnreadableTextError, WatchTimeoutError
from bot.core.ids import stable_id
from bot.core.model import FetchOutcome, ItemState, Recheck
from bot.core.outcomes import Outcome, Subject
from bot.core.ports import CorrectionWrites, InboxWrites, Record, Transactional
from bot.jobs.reading.at_work import AtWork
from bot.jobs.reading.better_text import better_text
from bot.jobs.reading.item_outcomes import concluded_as_read, due_again, was_read_as
from bot.jobs.reading.progress import once_read, save_progress, save_read
from bot.jobs.recording.contents import CRASHED, RecorderWrites
from bot.jobs.recording.originals import keep
from bot.jobs.recording.quiet import DatesStore, Quiet, believed, hidden_by, quiet_because
from bot.rules.rechecking import is_looked_at_often, known_since, next_recheck_at, owed_from
from bot.rules.routing import is_another_report
from bot.rules.thresholds import HANG_RETRY, LONGEST_HEEDED, MOST_CRASHES
from bot.rules.times import age_counted_at
from bot.rules.waiting import article_retry_at, is_given_up, next_after_crash
from bot.rules.walls import says_something

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime, timedelta

    from bot.core.config import Config
    from bot.core.model import Article, Item, Original, Source, Statement, Watched
    from bot.core.ports import Clock, Fetcher, Watcher
    from bot.jobs.reading.seats import Seat
    from bot.jobs.recording.contents import Rejected
    from bot.jobs.recording.record import Recorder

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadItem:
    """What became of one item."""

    item: Item
    article: Article | None = None
    screened: bool = False
    new: tuple[Statement, ...] = ()
    seen_again: tuple[Statement, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    deliveries: int = 0
    saved: bool = True  # False: the article was on record already


class ReadWrites(InboxWrites, CorrectionWrites, RecorderWrites, Protocol):
    """What reading writes."""


class ReadStore(Record, DatesStore, Transactional[ReadWrites], Protocol):
    """What reading reads and writes."""


class Reader:
    """Reads items.

    Args:
        store: the record.
        fetcher: the web.
        watcher: finds the statements.
        recorder: puts them on record.
        clock: the time.
        config: sources, `[polling]` and `[alerts]`.
        jitter: returns 0..1.
        at_work: shows which text is under way.

    """

    def __init__(
        self,
        *,
        store: ReadStore,
        fetcher: Fetcher,
        watcher: Watcher,
        recorder: Recorder,
        clock: Clock,
        config: Config,
        jitter: Callable[[], float],
        at_work: AtWork | None = None,
    ) -> None:
        self._store = store
        self._fetcher = fetcher
        self._watcher = watcher
        self._recorder = recorder
        self._clock = clock
        self._config = config
        self._sources = config.sources
        self._jitter = jitter
        self._at_work = at_work or AtWork(clock)
        self._not_crashed: set[str] = set()  # items whose begun attempt is over, though the record still counts it
        self._text_in_hand = asyncio.Lock()  # the watcher reads one text at a time: only that one counts as begun

    async def read(self, item: Item, seat: Seat | None = None) -> ReadItem:
        """Read one item to its end, or say when to try again. A failure is saved, not raised.

        Args:
            item: to be read.
            seat: given back while its host keeps us waiting.

        Raises:
            OnRecordError: the record or a model cannot be used; the item is as it was.

        """
        with bound_contextvars(item=item.id):  # the one id by which all lines about a text are found, to its post
            item = replace(item, begun=0) if item.id in self._not_crashed else item
            if item.begun >= MOST_CRASHES:
                return await self._save_failure(item, f"{item.entry.url}: {CRASHED}", is_over=True)
            return await self._read_to_its_end(item, seat)

    async def _read_to_its_end(self, item: Item, seat: Seat | None) -> ReadItem:
        try:
            return await self._read(item, seat)
        except (CompareTimeoutError, WatchTimeoutError) as error:
            return await self._save_hang(item, error)
        except UnreadableTextError as error:
            return await self._save_failure(item, f"{item.entry.url}: {error}")
        except OnRecordError:
            raise
        except Exception as error:
            # A text that breaks a part: without a later try on record it would be first in the queue for ever.
            log.exception("reading broke off", source=item.source_id, url=item.entry.url)
            return await self._save_failure(item, f"{item.entry.url}: {type(error).__name__}: {error}"[:500])

    async def _read(self, item: Item, seat: Seat | None) -> ReadItem:
        source = self._sources.get(item.source_id)
        if source is None:
            # It may be back at the next start: an editor who took it out by mistake loses nothing.
            return await self._save_failure(item, f"{item.entry.url}: its source left the config")
        try:
            async with (
                nullcontext() if seat is None else seat.waiting_for_a_host(),
                asyncio.timeout(self._config.polling.cut_off_after.total_seconds()),
            ):
                article, closed = await self._fetcher.fetch_article(source, item), None
        except SourceError as error:
            if error.headline is None:
                return await self._save_source_error(item, error)
            article, closed = error.headline, error
        except TimeoutError:
            return await self._save_source_error(item, SourceError(FetchOutcome.TIMEOUT, item.entry.url, "cut off"))
        log.debug("fetched", source=source.id, url=article.url, characters=len(article.text))
        article = await self._believed(item, article)
        with self._recorder.going_first():
            return await self._understand(item, source, article, closed)

    async def _believed(self, item: Item, read: Article) -> Article:
        """Return an article with the dates that are believed; what a date hid that has turned out to be none is due."""
        now, max_age = self._clock.now(), self._config.alerts.max_age
        article = await believed(self._store, item, read, now=now, max_age=max_age)
        if read.published_at is None or article.published_at is not None:
            return article
        hidden = await hidden_by(self._store, item.source_id, read.published_at, now=now, max_age=max_age)
        async with self._store.transaction() as transaction:
            for statement in (one for page in hidden for one in page.statements):
                await transaction.save_statement(statement)
            for one in (one for page in hidden for one in page.items if one.id != item.id):
                await transaction.save_item(replace(one, state=ItemState.WAITING, attempts=0, next_try_at=now))
                await transaction.conclude([due_again(one, now=now)])
        return article

    async def _understand(self, item: Item, source: Source, article: Article, closed: SourceError | None) -> ReadItem:
        """Find and compare what a text says, and save it; `closed` says why it is no more than a headline."""
        async with self._counted(item), AsyncExitStack() as alone:
            await alone.enter_async_context(self._text_in_hand)
            await self._count(item)
            with self._at_work.on(f"reading {article.url} ({len(article.text):,} characters)"):
                better, watched = await better_text(self._watcher, article, voice=source.voice)
            if better is not article:
                article = await self._believed(item, better)
            if watched.error is not None:
                raise UnreadableTextError(watched.error)
            log.debug("understood", quotations=len(watched.quotations), screened=watched.screened)
            if closed is not None and not says_something(watched):  # a headline that is no statement says nothing
                return await self._save_source_error(item, closed)
            if not item.begun:  # what may kill the process has it to itself to the end: nothing is suspected beside it
                await alone.aclose()
            reading = await self._record(item, source, *await self._reported(item, source, article, watched))
            if not reading.saved:  # the other source's item was read meanwhile
                own, found = await self._reported(item, source, article, watched)
                return reading if own == reading.article else await self._record(item, source, own, found)
            return reading

    async def _count(self, item: Item) -> None:
        """Say on record that the text of an item is begun: should it kill the process, that is known at the next start.

        Without it a text that kills the process is tried again at every start, and holds up all other news (issue 8).
        """
        begun = replace(
            item, begun=item.begun + 1, next_try_at=next_after_crash(now=self._clock.now(), begun=item.begun)
        )
        async with self._store.transaction() as transaction:
            await save_progress(transaction, begun)
        self._not_crashed.discard(item.id)

    @asynccontextmanager
    async def _not_counted(self, item: Item) -> AsyncIterator[None]:
        """Count no attempt meanwhile: a text that waits for its actors kills nothing, whoever ends the process.

        Ten minutes of chaos gave three texts up that had waited, each time that their worker was killed.
        """
        async with self._store.transaction() as transaction:
            await save_progress(transaction, item)
        yield
        await self._count(item)

    @asynccontextmanager
    async def _counted(self, item: Item) -> AsyncIterator[None]:
        """Count no attempt that was cut off in good order, or for which the record or a model was not to be had."""
        try:
            yield
        except (CompareTimeoutError, WatchTimeoutError):
            raise
        except (asyncio.CancelledError, OnRecordError):
            self._not_crashed.add(item.id)  # a record that cannot be written keeps the count: it is none
            with suppress(OnRecordError):
                async with self._store.transaction() as transaction:
                    await save_progress(transaction, item)
                self._not_crashed.discard(item.id)
            raise

    async def _reported(
        self, item: Item, source: Source, article: Article, watched: Watched
    ) -> tuple[Article, Watched]:
        """Return a page as what this source reports, and what was found in it.

        Where a page on record is reported once more, a part of words that are on record of it stands for all of them.
        """
        reported = await self._reported_as(item, source, article)
        if reported.id == article.id:
            return reported, watched
        async with self._store.transaction() as transaction:
            known = await transaction.page_sightings(article.id)
        return reported, replace(watched, quotations=in_full(watched.quotations, known, new=Page(article.text)))

    async def _reported_as(self, item: Item, source: Source, article: Article) -> Article:
        """Return a page as what this source reports; one of its own where what is on record of the page is not enough.

        Another source's report of it may not be enough. And some sites name one address in all of their pages, or put
        each day's text into the place of the last: a text that is quite another is read, whatever its address.
        """
        known = await self._store.article(article.id)
        if known is None:
            return article
        if Overlap(Page(known.text), Page(article.text)).share < ANOTHER:
            return replace(article, id=stable_id("article", item.entry.url, article.content_hash))
        first = self._sources.get(known.source_id)
        is_another = first is not None and is_another_report(source, first, routes=self._config.routes)
        if not is_another and (item.quiet or await was_read_as(self._store, item, article)):
            return article  # what is new in it is found by comparing, whatever its feed says of it now
        if is_another or await self._was_hidden(known, article):
            return replace(article, id=stable_id("article", source.id, article.url))
        return article

    async def _was_hidden(self, known: Article, article: Article) -> bool:
        """Tell whether an article was reported to nobody since it stood in a baseline: of a sister feed, say.

        Or since it was too old by a date that is none, as it turned out since.
        """
        hidden = {Outcome.BASELINE, *((Outcome.TOO_OLD,) if article.published_at is None else ())}
        statements = await self._store.statements_in(known.id)
        concluded = await self._store.conclusions([one.id for one in statements])
        return any(one.outcome in hidden for one in concluded)

    async def _record(self, item: Item, source: Source, article: Article, watched: Watched) -> ReadItem:
        now = self._clock.now()
        done = once_read(item, article)
        counted_at = await self._age_counted_at(item, now=now)
        quiet = quiet_because(item, article, now=counted_at, max_age=self._config.alerts.max_age)
        async with (
            self._recorder.comparing(
                article, watched.quotations, now=now, waiting=partial(self._not_counted, item)
            ) as contents,
            self._store.transaction() as transaction,
        ):
            await save_read(transaction, done, now=now)
            known = await transaction.article(article.id)
            is_another = known is not None and not await was_read_as(transaction, item, article)
            await transaction.conclude([concluded_as_read(item, article, known=is_another, now=now)])
            if known is not None:
                is_no_less = article.whole or not known.whole  # of a page that was read, a teaser says nothing new
                if is_no_less and article.content_hash != known.content_hash:
                    await self._have_it_compared(transaction, item, article, now=now)
                return ReadItem(item=done, article=article, saved=False)
            deliveries = await self._recorder.save(
                transaction,
                contents,
                source=source,
                quiet=quiet,
                at=self._clock.now(),
                screened=watched.screened,
            )
            await keep(transaction, article.original, self._config.replay)
            await self._plan_recheck(transaction, done, article, now=now, has_statements=bool(contents.sightings))
        reading = ReadItem(
            item=done,
            article=article,
            screened=watched.screened,
            new=tuple(contents.new()),
            seen_again=tuple(contents.seen_again()),
            rejected=self._recorder.rejected(contents, watched.quotations),
            deliveries=deliveries,
        )
        _log(reading, source, quiet)
        return reading

    async def _have_it_compared(self, transaction: ReadWrites, item: Item, article: Article, *, now: datetime) -> None:
        """Have a page looked at again now that is on record and has another text: what is new in it is news."""
        known = await transaction.recheck_of_page(article.id)
        due = known or Recheck(item_id=item.id, article_id=article.id, next_try_at=now)
        since = owed_from(due.owed_since, now=now, give_up_after=self._config.polling.give_up_after)
        await transaction.save_recheck(replace(due, next_try_at=now, owed_since=since))

    async def _plan_recheck(
        self, transaction: ReadWrites, item: Item, article: Article, *, now: datetime, has_statements: bool
    ) -> None:
        """Have the page fetched again later: what it says may be corrected, a stub fills up, and a live page grows.

        Also where the feed's teaser is all that could be read.
        """
        next_try_at = next_recheck_at(
            now=now,
            known=known_since(item, article),
            changed_at=None,
            every=self._config.polling.recheck_every,
            until=self._config.polling.recheck_until,
            has_statements=is_looked_at_often(item, article, has_statements=has_statements),
        )
        if next_try_at is not None:
            await transaction.save_recheck(
                Recheck(item_id=item.id, article_id=article.id, next_try_at=next_try_at, has_statements=has_statements)
            )

    async def _save_hang(self, item: Item, error: WatchTimeoutError | CompareTimeoutError) -> ReadItem:
        """Save that a text was not read, or what it says not compared, in its time: the machine may have been busy.

        It is tried again after an hour and then daily, and given up when all is (`polling.give_up_after`). Not more
        often: each try takes a thread, and two of them have the process start itself anew (`bot.rules.starting_anew`).
        """
        after = LONGEST_HEEDED if item.begun else HANG_RETRY
        return await self._save_failure(item, f"{item.entry.url}: {error}", begun=1, after=after)

    async def _save_source_error(self, item: Item, error: SourceError) -> ReadItem:
        asked_to_wait = error.outcome is FetchOutcome.RATE_LIMITED  # no attempt: nobody looked at what we asked for
        return await self._save_failure(
            item,
            str(error),
            attempted=not asked_to_wait,
            is_missing=error.permanent,
            is_closed=error.permanent and error.outcome is not FetchOutcome.GONE,
            after=error.retry_after,
            original=error.original,
            begun=item.begun,  # nothing was begun, and nothing has come to its end
        )

    async def _save_failure(
        self,
        item: Item,
        why: str,
        *,
        attempted: bool = True,
        is_missing: bool = False,
        is_closed: bool = False,
        is_over: bool = False,
        after: timedelta | None = None,
        original: Original | None = None,
        begun: int = 0,
    ) -> ReadItem:
        now = self._clock.now()
        attempts = item.attempts + attempted
        since = await self._waits_since(item)
        over = is_over or is_given_up(since, now=now, after=self._config.polling.give_up_after)
        next_try_at = article_retry_at(
            now=now,
            attempts=attempts,
            after=after,
            is_missing=is_missing,
            is_closed=is_closed,
            jitter=self._jitter(),
        )
        tried = replace(
            item,
            state=ItemState.FAILED if over else ItemState.WAITING,
            attempts=attempts,
            begun=0 if over else begun,
            last_error=why,
            next_try_at=now if over else next_try_at,
        )
        async with self._store.transaction() as transaction:
            await save_progress(transaction, tried)
            await keep(transaction, original, self._config.replay)
        log.warning("article not read", source=item.source_id, error=why, given_up=over)
        return ReadItem(item=tried)

    async def _age_counted_at(self, item: Item, *, now: datetime) -> datetime:
        """Return when an article is as old as counts: now, or at its first sight where it has been tried since."""
        if item.last_error is None:
            return now
        since = await self._waits_since(item)
        return age_counted_at(since, now=now, give_up_after=self._config.polling.give_up_after)

    async def _waits_since(self, item: Item) -> datetime:
        """Return since when an item has been tried: since it was first seen, or set to work again by its feed."""
        anew = [
            one.at
            for one in await self._store.conclusions([item.id])
            if one.subject is Subject.ITEM and one.outcome is Outcome.WAITING
        ]
        return max([item.first_seen_at, *anew])


def _log(reading: ReadItem, source: Source, quiet: Quiet | None) -> None:
    log.info(
        "read",
        source=source.id,
        url=reading.article.url if reading.article else "",
        screened=reading.screened,
        new=len(reading.new),
        seen_again=len(reading.seen_again),
        rejected=len(reading.rejected),
        deliveries=reading.deliveries,
        quiet=quiet.outcome if quiet else None,
    )
