"""Service: one waiting item → its article → what tracked actors said in it → pending deliveries.

Fetching, watching and comparing are slow and happen first; then one transaction saves article, statements, sightings,
reports, deliveries and the item as READ. Killed before that, the item is still WAITING.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import structlog

from bot import decide
from bot.errors import OnRecordError, SourceError
from bot.model import (
    Delivery,
    DeliveryState,
    ItemState,
    Novelty,
    Outcome,
    Report,
    Sighting,
    Statement,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime, timedelta

    from bot.compare import Comparer
    from bot.config import Config
    from bot.model import Article, Channel, Item, Quotation, Source, Watched
    from bot.ports import Clock, Fetcher, Store, Transaction, Watcher

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """Words that were found and are told to nobody."""

    text: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What became of one item."""

    item: Item
    article: Article | None = None
    screened: bool = False
    new: tuple[Statement, ...] = ()
    seen_again: tuple[Statement, ...] = ()
    passed: tuple[Passed, ...] = ()
    deliveries: int = 0
    saved: bool = True  # False: the article was on record already


@dataclass(slots=True)
class _Told:
    """What one article says of one actor."""

    statements: dict[str, Statement] = field(default_factory=dict)  # as they are to be on record
    fresh: list[str] = field(default_factory=list)  # ids of those that were not on record
    sightings: list[Sighting] = field(default_factory=list)
    seen: dict[str, list[tuple[Source, str, float]]] = field(default_factory=dict)  # earlier reports of the others

    def new(self) -> list[Statement]:
        return [self.statements[one] for one in self.fresh]

    def seen_again(self) -> list[Statement]:
        return [statement for one, statement in self.statements.items() if one not in self.fresh]


class Reader:
    """Reads items.

    Args:
        store: the record.
        fetcher: the web.
        watcher: finds the statements.
        comparer: tells what of them is new.
        clock: the time.
        config: actors, sources, routes, `[polling]` and `[alerts]`.
        jitter: returns 0..1.

    """

    def __init__(
        self,
        *,
        store: Store,
        fetcher: Fetcher,
        watcher: Watcher,
        comparer: Comparer,
        clock: Clock,
        config: Config,
        jitter: Callable[[], float],
    ) -> None:
        self._store = store
        self._fetcher = fetcher
        self._watcher = watcher
        self._comparer = comparer
        self._clock = clock
        self._config = config
        self._sources = {source.id: source for source in config.sources}
        self._jitter = jitter

    async def read(self, item: Item) -> Reading:
        """Read one item to its end, or say when to try again. A failure is saved, not raised.

        Raises:
            OnRecordError: the record or a model cannot be used; the item is as it was.

        """
        try:
            return await self._read(item)
        except OnRecordError:
            raise
        except Exception as error:
            # A text that breaks a part: without a later try on record it would be first in the queue for ever.
            log.exception("reading broke off", item=item.id, source=item.source_id, url=item.entry.url)
            return await self._save_failure(item, f"{item.entry.url}: {type(error).__name__}: {error}"[:500])

    async def _read(self, item: Item) -> Reading:
        source = self._sources.get(item.source_id)
        if source is None:
            return await self._save_source_error(
                item, SourceError(Outcome.GONE, item.entry.url, "its source left the config", permanent=True)
            )
        try:
            async with asyncio.timeout(self._config.polling.cut_off_after.total_seconds()):
                article = await self._fetcher.fetch_article(source, item)
        except SourceError as error:
            return await self._save_source_error(item, error)
        except TimeoutError:
            return await self._save_source_error(item, SourceError(Outcome.TIMEOUT, item.entry.url, "cut off"))
        (watched,) = await self._watcher.watch([article])
        return await self._record(item, source, article, watched)

    async def _record(self, item: Item, source: Source, article: Article, watched: Watched) -> Reading:
        now = self._clock.now()
        by_actor = _by_actor(watched)
        async with self._comparer.holding(by_actor):
            told = {
                actor_id: await self._compare(article, actor_id, quotations, now=now)
                for actor_id, quotations in by_actor.items()
            }
            reading = await self._save(item, source, article, watched, told, now=now)
            if reading.saved:
                self._comparer.keep(statement for actor in told.values() for statement in actor.statements.values())
        log.info(
            "read",
            source=source.id,
            url=article.url,
            screened=watched.screened,
            new=len(reading.new),
            seen_again=len(reading.seen_again),
            passed=len(reading.passed),
            deliveries=reading.deliveries,
            quiet=item.quiet,
        )
        return reading

    async def _compare(
        self, article: Article, actor_id: str, quotations: Sequence[Quotation], *, now: datetime
    ) -> _Told:
        """Decide which statements of one actor in the article are new, and which are on record already."""
        told = _Told()
        for quotation in quotations:
            found = Statement(
                id=decide.stable_id("statement", article.id, actor_id, str(quotation.content)),
                actor_id=actor_id,
                text=decide.statement_text(article.text, quotation.content),
                kind=quotation.kind,
                said_at=quotation.said_at,
                said_precision=quotation.said_precision,
                first_seen_at=now,
                novelty=Novelty.NEW,
                confidence=quotation.confidence,
                sense=quotation.sense,
                published_at=article.published_at,
            )
            placement = await self._comparer.place(found, beside=list(told.statements.values()))
            if placement.same is None:
                statement = decide.placed(found, placement.novelty, placement.earlier, placement.verdict)
                told.fresh.append(statement.id)
            else:
                statement = decide.fuller(placement.same, text=found.text, quotation=quotation)
                if statement.id not in told.statements:
                    told.seen[statement.id] = await self._seen(statement.id)
            told.statements[statement.id] = statement
            told.sightings.append(
                Sighting(
                    id=decide.stable_id("sighting", statement.id, article.id, str(quotation.content)),
                    statement_id=statement.id,
                    article_id=article.id,
                    quotation=quotation,
                    seen_at=now,
                )
            )
        return told

    async def _seen(self, statement_id: str) -> list[tuple[Source, str, float]]:
        """Return source, headline and confidence of the reports on record, but for sources that left the config."""
        view = await self._store.statement(statement_id)
        return [
            (self._sources[one.article.source_id], one.article.title, one.sighting.quotation.confidence)
            for one in (view.sightings if view else ())
            if one.article.source_id in self._sources
        ]

    async def _save(
        self,
        item: Item,
        source: Source,
        article: Article,
        watched: Watched,
        told: Mapping[str, _Told],
        *,
        now: datetime,
    ) -> Reading:
        done = replace(item, state=ItemState.READ, attempts=item.attempts + 1, last_error=None)
        async with self._store.transaction() as transaction:
            await transaction.save_item(done)
            if await transaction.has_article(article.id):
                return Reading(item=done, article=article, saved=False)
            await transaction.save_article(article)
            for actor in told.values():
                for statement in actor.statements.values():
                    await transaction.save_statement(statement)
                for sighting in actor.sightings:
                    await transaction.save_sighting(sighting)
            seen_again = [statement for actor in told.values() for statement in actor.seen_again()]
            await transaction.outdate(
                {statement.id for statement in seen_again}, at=now + self._config.alerts.edit_every
            )
            deliveries = 0
            if not item.quiet and decide.is_told(article, now=now, max_age=self._config.alerts.max_age):
                for actor_id, actor in told.items():
                    deliveries += await self._address(transaction, source, article, actor_id, actor, now=now)
        return Reading(
            item=done,
            article=article,
            screened=watched.screened,
            new=tuple(statement for actor in told.values() for statement in actor.new()),
            seen_again=tuple(seen_again),
            passed=tuple(
                Passed(text=decide.statement_text(article.text, quotation.content), why=why)
                for quotation in watched.quotations
                if (why := decide.why_not(quotation))
            )
            + tuple(
                Passed(text=statement.text, why=why)
                for actor in told.values()
                for statement in actor.new()
                if (why := self._background(statement, article))
            ),
            deliveries=deliveries,
        )

    async def _address(
        self,
        transaction: Transaction,
        source: Source,
        article: Article,
        actor_id: str,
        told: _Told,
        *,
        now: datetime,
    ) -> int:
        """Save a pending delivery for every channel that wants some of the statements now; returns how many."""
        wanted: dict[Channel, dict[str, Statement]] = {}
        for route in self._config.routes:
            for statement in told.statements.values():
                if self._background(statement, article):
                    continue
                seen = told.seen.get(statement.id, [])
                if decide.newly_wanted(route, statement, source=source, headline=article.title, seen=seen):
                    wanted.setdefault(route.channel, {})[statement.id] = statement
        for channel, statements in wanted.items():
            statement_ids = tuple(statement.id for statement in decide.lead_first(list(statements.values())))
            report = Report(
                id=decide.stable_id("report", article.id, actor_id, *statement_ids),
                actor_id=actor_id,
                article_id=article.id,
                statement_ids=statement_ids,
                created_at=now,
            )
            await transaction.save_report(report)
            await transaction.add_delivery(
                Delivery(
                    id=decide.stable_id("delivery", report.id, str(channel)),
                    report_id=report.id,
                    channel=channel,
                    state=DeliveryState.PENDING,
                    next_try_at=now,
                    created_at=now,
                )
            )
        return len(wanted)

    def _background(self, statement: Statement, article: Article) -> str | None:
        published_at = article.published_at or article.fetched_at
        return decide.background(statement, published_at=published_at, after=self._config.alerts.background_after)

    async def _save_source_error(self, item: Item, error: SourceError) -> Reading:
        asked_to_wait = error.outcome is Outcome.RATE_LIMITED  # no attempt: nobody looked at what we asked for
        return await self._save_failure(
            item, str(error), attempted=not asked_to_wait, permanent=error.permanent, after=error.retry_after
        )

    async def _save_failure(
        self,
        item: Item,
        why: str,
        *,
        attempted: bool = True,
        permanent: bool = False,
        after: timedelta | None = None,
    ) -> Reading:
        now = self._clock.now()
        attempts = item.attempts + attempted
        over = permanent or attempts >= self._config.polling.article_attempts
        tried = replace(
            item,
            state=ItemState.FAILED if over else ItemState.WAITING,
            attempts=attempts,
            last_error=why,
            next_try_at=decide.retry_at(
                now=now,
                attempts=max(attempts, 1),
                after=after,
                jitter=self._jitter(),
                first=decide.ARTICLE_RETRY,
            ),
        )
        async with self._store.transaction() as transaction:
            await transaction.save_item(tried)
        log.warning("article not read", item=item.id, source=item.source_id, error=why, given_up=over)
        return Reading(item=tried)


def _by_actor(watched: Watched) -> dict[str, list[Quotation]]:
    """Return the quotations that are statements, by tracked actor, in the order of the text."""
    found: dict[str, list[Quotation]] = {}
    for quotation in watched.quotations:
        if quotation.actor_id is not None and decide.why_not(quotation) is None:
            found.setdefault(quotation.actor_id, []).append(quotation)
    return found
