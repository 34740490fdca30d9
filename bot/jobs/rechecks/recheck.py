"""Service: a page with statements on record, fetched again → what was corrected in it, and what it says since.

A correction is saved with the version of the page in which it was noticed, the edits of the alerts that tell its
statement, and a reply to each of them, in one transaction. Killed before that, the page is still due.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import structlog
from structlog.contextvars import bound_contextvars

from bot.changes.revision import corrections_of, withdrawals
from bot.core.errors import OnRecordError, SourceError, UnreadableTextError, WatchTimeoutError
from bot.core.model import FetchOutcome
from bot.core.outcomes import Conclusion, Outcome, Subject
from bot.core.ports import CorrectionWrites, InboxWrites, Record, Transactional
from bot.jobs.reading.at_work import AtWork
from bot.jobs.rechecks.corrected import save_corrections
from bot.jobs.rechecks.newer_texts import NewerTexts, in_whole_texts, quotes_somebody, seen_again, version_of, withdrawn
from bot.jobs.rechecks.site_stands import others_stand
from bot.jobs.recording.contents import CRASHED, RecorderWrites
from bot.jobs.recording.originals import keep
from bot.jobs.recording.quiet import DatesStore, Quiet, believed, quiet_because
from bot.jobs.thresholds import GONE_FOR_SURE
from bot.rules.rechecking import is_looked_at_often, known_since, next_recheck_at, owed_from, owed_look_at
from bot.rules.thresholds import LONGEST_RECHECK, MOST_CRASHES
from bot.rules.times import age_counted_at
from bot.rules.waiting import next_after_crash

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from bot.changes.revision import Revision
    from bot.core.config import Config
    from bot.core.model import (
        Article,
        Correction,
        Recheck,
        RecheckView,
        Source,
        Watched,
    )
    from bot.core.ports import Clock, Fetcher, Watcher
    from bot.jobs.rechecks.newer_texts import OnRecord
    from bot.jobs.recording.contents import Contents
    from bot.jobs.recording.record import Recorder

log = structlog.get_logger()

AWAY = Quiet(
    outcome=Outcome.BASELINE,
    rule="jobs.recheck",
    evidence="the bot was away for longer than alerts.max_age when it came to the page",
)


class RecheckWrites(CorrectionWrites, InboxWrites, RecorderWrites, Protocol):
    """What looking at a page again writes."""


class RecheckStore(DatesStore, Record, Transactional[RecheckWrites], Protocol):
    """What looking at a page again reads and writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen:
    """A page that could not be looked at: what its feed says of it is still to be seen."""

    is_closed: bool = False  # its host refuses it to us, or shows a wall
    not_before: timedelta | None = None  # how long its host asks us to wait


class Rechecker:
    """Fetches pages again.

    Args:
        store: the record.
        fetcher: the web.
        watcher: finds the statements.
        recorder: puts them on record.
        clock: the time.
        config: actors, sources, `[polling]` and `[alerts]`.
        at_work: shows which text is under way.

    """

    def __init__(
        self,
        *,
        store: RecheckStore,
        fetcher: Fetcher,
        watcher: Watcher,
        recorder: Recorder,
        clock: Clock,
        config: Config,
        at_work: AtWork | None = None,
    ) -> None:
        self._store = store
        self._fetcher = fetcher
        self._recorder = recorder
        self._clock = clock
        self._config = config
        self._newer_texts = NewerTexts(store=store, watcher=watcher, config=config, at_work=at_work or AtWork(clock))
        self._sources = config.sources
        self._not_crashed: set[str] = set()  # items whose begun look is over, though the record still counts it
        # By item, the hash of its last text where that was another and nothing in it mattered: not read a second time.
        self._of_no_matter: dict[str, str] = {}

    async def recheck(self, view: RecheckView) -> None:
        """Fetch a page again and save what became of it, and when to come back. A failure is no finding.

        Raises:
            OnRecordError: the record or a model cannot be used; everything is as it was.

        """
        with bound_contextvars(item=view.item.id):
            await self._recheck_to_its_end(view)

    async def _recheck_to_its_end(self, view: RecheckView) -> None:
        if view.item.id in self._not_crashed:
            view = replace(view, recheck=replace(view.recheck, begun=0))
        if view.recheck.begun >= MOST_CRASHES:
            log.error("page is not fetched again", source=view.item.source_id, url=view.article.url, error=CRASHED)
            async with self._store.transaction() as transaction:
                await transaction.conclude([_given_up(view, CRASHED, now=self._clock.now())])
                await transaction.end_recheck(view.item.id)
            return
        try:
            await self._recheck(view)
        except WatchTimeoutError as error:
            # Another try would take as long, and a thread: this text of the page is not read again by this process.
            # A page that has hung three processes is left alone, as one that has killed as many.
            log.warning("recheck broke off", source=view.item.source_id, url=view.article.url, error=str(error))
            await self._come_back(view, missing=0, broke_off=str(error), begun=view.recheck.begun + 1)
        except UnreadableTextError as error:
            log.warning("recheck broke off", source=view.item.source_id, url=view.article.url, error=str(error))
            await self._come_back(view, broke_off=str(error), begun=0)
        except (asyncio.CancelledError, OnRecordError):
            self._not_crashed.add(view.item.id)  # a record that cannot be written keeps the count: it is none
            with suppress(OnRecordError):  # cut off in good order, or the record or a model is not to be had
                async with self._store.transaction() as transaction:
                    await transaction.save_recheck(view.recheck)
                self._not_crashed.discard(view.item.id)
            raise
        except Exception as error:
            # A text that breaks a part: without a later time on record it would be first in the queue for ever.
            log.exception("recheck broke off", source=view.item.source_id, url=view.article.url)
            await self._come_back(view, broke_off=f"{type(error).__name__}: {error}"[:500], begun=0)

    async def _recheck(self, view: RecheckView) -> None:
        source = self._sources.get(view.item.source_id)
        if source is None:  # it may be back at the next start
            await self._come_back(view, unseen=Unseen())
            return
        try:
            async with asyncio.timeout(self._config.polling.cut_off_after.total_seconds()):
                article = await self._fetcher.fetch_article(source, view.item)
        except SourceError as error:
            if error.outcome is FetchOutcome.GONE and view.recheck.has_statements:
                await self._save_missing(view, source)
            else:
                is_closed = error.permanent and error.outcome is not FetchOutcome.GONE
                await self._come_back(view, unseen=Unseen(is_closed=is_closed, not_before=error.retry_after))
            return
        except TimeoutError:
            await self._come_back(view, unseen=Unseen())
            return
        if article.of_feed is not None and not view.article.whole:  # the wall may still be up, and the feed say more
            await self._count(view)
            article = await self._newer_texts.better(view, source, article)
        now, max_age = self._clock.now(), self._config.alerts.max_age
        article = await believed(self._store, view.item, article, now=now, max_age=max_age)
        was_withdrawn = view.recheck.missing >= GONE_FOR_SURE
        is_as_it_was = article.content_hash == view.article.content_hash and not was_withdrawn
        is_of_no_matter = article.content_hash == self._of_no_matter.get(view.item.id) and not view.recheck.missing
        if not article.whole and view.article.whole:  # no page, only what the feed has of it: a wall came up
            await self._come_back(view, unseen=Unseen(is_closed=True))
        elif is_as_it_was or is_of_no_matter:
            await self._come_back(view, missing=0)
        else:
            await self._read_again(view, source, article)

    async def _read_again(self, view: RecheckView, source: Source, article: Article) -> None:
        on_record = await self._newer_texts.on_record(view, article)
        if on_record is None:
            log.info("recheck shows another page, or a part of it", source=source.id, url=article.url)
            await self._come_back(view, missing=0)
            return
        version = version_of(article, of=view.article)
        await self._count(view)
        revision, watched = await self._revised(view, source, article, version, on_record)
        # A page that says "not found" quotes nobody; one that does is another article in this one's place.
        missing = view.recheck.missing + 1 if revision.is_another and not quotes_somebody(watched) else 0
        is_withdrawn = missing == GONE_FOR_SURE and await self._others_stand(view, source)
        now, read = self._clock.now(), [*revision.fresh, *revision.unsaid]
        restated = await self._newer_texts.statements_of(revision.restated)
        async with (
            self._recorder.comparing(version, read, now=now, restated=restated) as contents,
            self._store.transaction() as transaction,
        ):
            noticed = corrections_of(
                revision, on_record.corrections, seen_again=seen_again(contents), article_id=version.id, now=now
            )
            if is_withdrawn:
                noticed += withdrawn(view, on_record, revision, now=now)
            matters = bool(noticed or contents.sightings or revision.unsaid)
            if matters:
                quiet, at = self._quiet(view, article, now=now), self._clock.now()
                await save_corrections(transaction, noticed, record=self._store, alerts=self._config.alerts, now=at)
                await self._recorder.save(transaction, contents, source=source, quiet=quiet, at=at)
            await keep(transaction, article.original, self._config.replay)
            await _conclude_read(transaction, view, now=now)
            missing = missing if is_withdrawn else min(missing, max(view.recheck.missing, GONE_FOR_SURE - 1))
            seen = _seen(view, version, contents, matters=matters, missing=missing, now=now)
            await self._save_next(transaction, view, seen, now=now)
        self._note_matter(view, article, matters=matters)
        corrected = [str(one.kind) for one in noticed]
        log.info("read again", source=source.id, url=article.url, corrections=corrected, new=len(contents.new()))

    async def _revised(
        self, view: RecheckView, source: Source, article: Article, version: Article, on_record: OnRecord
    ) -> tuple[Revision, Watched]:
        try:
            return await self._newer_texts.revised(view, source, article, version, on_record)
        except WatchTimeoutError:
            self._note_matter(view, article, matters=False)
            raise

    def _note_matter(self, view: RecheckView, article: Article, *, matters: bool) -> None:
        """Note whether anything in a newer text mattered: where nothing did, it is not read a second time."""
        if matters:
            self._of_no_matter.pop(view.item.id, None)
        else:
            self._of_no_matter[view.item.id] = article.content_hash

    def _quiet(self, view: RecheckView, article: Article, *, now: datetime) -> Quiet | None:
        """Return why what is new on a page is reported to nobody, or None."""
        max_age = self._config.alerts.max_age
        if not view.article.whole:  # the first look at its text
            give_up_after = self._config.polling.give_up_after
            tried_since = age_counted_at(view.article.fetched_at, now=now, give_up_after=give_up_after)
            return quiet_because(view.item, article, now=tried_since, max_age=max_age)
        # We were away for longer than news may be old; a queue of other pages is no reason to be quiet.
        return AWAY if now - view.recheck.next_try_at > max_age else None

    async def _others_stand(self, view: RecheckView, source: Source) -> bool:
        within = self._config.polling.cut_off_after
        return await others_stand(view, source, record=self._store, fetcher=self._fetcher, within=within)

    async def _save_missing(self, view: RecheckView, source: Source) -> None:
        missing = view.recheck.missing + 1
        if missing == GONE_FOR_SURE and not await self._others_stand(view, source):
            await self._come_back(view, unseen=Unseen())
            return
        now = self._clock.now()
        async with self._store.transaction() as transaction:
            noticed: list[Correction] = []
            if missing >= GONE_FOR_SURE:
                noticed = withdrawals(
                    in_whole_texts(await transaction.page_sightings(view.article.id)),
                    await transaction.page_corrections(view.article.id),
                    article_id=view.article.id,
                    now=now,
                )
                await save_corrections(transaction, noticed, record=self._store, alerts=self._config.alerts, now=now)
            if missing < GONE_FOR_SURE:
                soon = replace(view.recheck, missing=missing, next_try_at=now + self._config.polling.recheck_every)
                await transaction.save_recheck(soon)
            else:
                gone = replace(view.recheck, missing=missing)
                await self._save_next(transaction, view, gone, now=now, unseen=Unseen())
        log.info("page is gone", source=view.item.source_id, url=view.article.url, times=missing, reported=len(noticed))

    async def _count(self, view: RecheckView) -> None:
        """Say on record that the text of a page is begun: should it kill the process, the next start knows."""
        begun = view.recheck.begun
        async with self._store.transaction() as transaction:
            await transaction.save_recheck(
                replace(view.recheck, begun=begun + 1, next_try_at=next_after_crash(now=self._clock.now(), begun=begun))
            )
        self._not_crashed.discard(view.item.id)

    async def _come_back(
        self,
        view: RecheckView,
        *,
        missing: int | None = None,
        unseen: Unseen | None = None,
        broke_off: str | None = None,
        begun: int | None = None,
    ) -> None:
        """Save when to fetch a page again that gave nothing to conclude, but for why its text could not be read.

        `begun` says how often its text was begun without an end, where one was begun this time.
        """
        async with self._store.transaction() as transaction:
            if broke_off is not None:
                await transaction.conclude([_given_up(view, broke_off, now=self._clock.now())])
            known = view.recheck if missing is None else replace(view.recheck, missing=missing)
            known = known if begun is None else replace(known, begun=begun)
            await self._save_next(transaction, view, known, now=self._clock.now(), unseen=unseen)

    async def _save_next(
        self,
        transaction: RecheckWrites,
        view: RecheckView,
        known: Recheck,
        *,
        now: datetime,
        unseen: Unseen | None = None,
    ) -> None:
        """Save what is known of a page since it was looked at, or could not be, and when to come back, if ever."""
        next_try_at = next_recheck_at(
            now=now,
            known=known_since(view.item, view.article),
            changed_at=known.changed_at,
            every=self._config.polling.recheck_every,
            until=self._config.polling.recheck_until,
            has_statements=is_looked_at_often(view.item, view.article, has_statements=known.has_statements),
        )
        owed_since, give_up_after = known.owed_since if unseen else None, self._config.polling.give_up_after
        is_closed = unseen is not None and unseen.is_closed
        owed_at = owed_look_at(owed_since, now=now, give_up_after=give_up_after, is_closed=is_closed)
        next_try_at = min((one for one in (next_try_at, owed_at) if one is not None), default=None)
        if next_try_at is None or known.begun >= MOST_CRASHES:
            self._of_no_matter.pop(view.item.id, None)
            await transaction.end_recheck(view.item.id)
            return
        if unseen is not None and unseen.not_before is not None:
            next_try_at = max(next_try_at, now + min(unseen.not_before, LONGEST_RECHECK))
        item = await transaction.item(view.item.id)
        if item is not None and item.next_try_at != view.item.next_try_at:  # its feed said something of it meanwhile
            next_try_at = max(now, item.next_try_at)
            owed_since = owed_from(owed_since, now=now, give_up_after=give_up_after)
        await transaction.save_recheck(replace(known, next_try_at=next_try_at, owed_since=owed_since))


def _seen(
    view: RecheckView, version: Article, contents: Contents, *, matters: bool, missing: int, now: datetime
) -> Recheck:
    """Return what is known of a page since its newer text was read."""
    return replace(
        view.recheck,
        article_id=version.id if matters else view.article.id,
        changed_at=view.recheck.changed_at if version.id == view.article.id else now,
        has_statements=view.recheck.has_statements or bool(contents.sightings),
        missing=missing,
        begun=0,
    )


def _given_up(view: RecheckView, why: str, *, now: datetime) -> Conclusion:
    return Conclusion(
        subject=Subject.RECHECK,
        subject_id=view.item.id,
        outcome=Outcome.GIVEN_UP,
        rule="jobs.recheck",
        evidence=why,
        related_id=view.article.id,
        at=now,
    )


async def _conclude_read(transaction: RecheckWrites, view: RecheckView, *, now: datetime) -> None:
    """Note that a later text of a page is read of which an earlier one could not be."""
    for one in await transaction.conclusions([view.item.id]):
        if one.subject is Subject.RECHECK and one.outcome is not Outcome.READ:
            read = replace(one, outcome=Outcome.READ, evidence="a later text of it was read", at=now)
            await transaction.conclude([read])
