"""Service: one waiting item → its article → what tracked actors said in it → pending deliveries.

Fetching and watching are slow and happen first; then one transaction reads the record, decides what is new, and saves
article, statements, sightings, reports, deliveries and the item as READ. Killed before that, the item is still WAITING.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import structlog

from bot import decide
from bot.errors import SourceError
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
from bot.novelty.wording import same_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

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


@dataclass(slots=True)
class _Told:
    """What one article adds to the record of one actor."""

    fresh: list[Statement]
    again: list[Statement]


class Reader:
    """Reads items.

    Args:
        store: the record.
        fetcher: the web.
        watcher: finds the statements.
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
        clock: Clock,
        config: Config,
        jitter: Callable[[], float],
    ) -> None:
        self._store = store
        self._fetcher = fetcher
        self._watcher = watcher
        self._clock = clock
        self._config = config
        self._sources = {source.id: source for source in config.sources}
        self._jitter = jitter

    async def read(self, item: Item) -> Reading:
        """Read one item to its end, or say when to try again. A failure is saved, not raised."""
        source = self._sources.get(item.source_id)
        if source is None:
            return await self._save_failure(
                item, SourceError(Outcome.GONE, item.entry.url, "its source left the config", permanent=True)
            )
        try:
            async with asyncio.timeout(self._config.polling.cut_off_after.total_seconds()):
                article = await self._fetcher.fetch_article(source, item)
        except SourceError as error:
            return await self._save_failure(item, error)
        except TimeoutError:
            return await self._save_failure(item, SourceError(Outcome.TIMEOUT, item.entry.url, "cut off"))
        (watched,) = await self._watcher.watch([article])
        return await self._record(item, source, article, watched)

    async def _record(self, item: Item, source: Source, article: Article, watched: Watched) -> Reading:
        now = self._clock.now()
        done = replace(item, state=ItemState.READ, attempts=item.attempts + 1, last_error=None)
        async with self._store.transaction() as transaction:
            await transaction.save_item(done)
            if await transaction.has_article(article.id):
                return Reading(item=done, article=article)
            await transaction.save_article(article)
            told = {
                actor_id: await self._record_actor(transaction, article, actor_id, quotations, now=now)
                for actor_id, quotations in _by_actor(watched).items()
            }
            seen_again = [statement for actor in told.values() for statement in actor.again]
            await transaction.outdate(
                {statement.id for statement in seen_again}, at=now + self._config.alerts.edit_every
            )
            deliveries = 0
            if not item.quiet and decide.is_told(article, now=now, max_age=self._config.alerts.max_age):
                for actor_id, actor in told.items():
                    deliveries += await self._address(transaction, source, article, actor_id, actor.fresh, now=now)
        reading = Reading(
            item=done,
            article=article,
            screened=watched.screened,
            new=tuple(statement for actor in told.values() for statement in actor.fresh),
            seen_again=tuple(seen_again),
            passed=tuple(
                Passed(text=decide.statement_text(article.text, quotation.content), why=why)
                for quotation in watched.quotations
                if (why := decide.why_not(quotation))
            ),
            deliveries=deliveries,
        )
        log.info(
            "read",
            source=source.id,
            url=article.url,
            screened=watched.screened,
            new=len(reading.new),
            seen_again=len(reading.seen_again),
            passed=len(reading.passed),
            deliveries=deliveries,
            quiet=item.quiet,
        )
        return reading

    async def _record_actor(
        self,
        transaction: Transaction,
        article: Article,
        actor_id: str,
        quotations: Sequence[Quotation],
        *,
        now: datetime,
    ) -> _Told:
        """Save what one actor says in the article; returns the statements that are new, and those on record already."""
        record = await transaction.recent_statements(actor_id, since=now - self._config.alerts.remember)
        told = _Told(fresh=[], again=[])
        for quotation in quotations:
            text = decide.statement_text(article.text, quotation.content)
            found = next((old for old in record if same_words(old.text, text)), None)
            if found is None or now - found.first_seen_at > self._config.alerts.same_within:
                statement = Statement(
                    id=decide.stable_id("statement", article.id, actor_id, str(quotation.content)),
                    actor_id=actor_id,
                    text=text,
                    kind=quotation.kind,
                    said_at=None,
                    first_seen_at=now,
                    novelty=Novelty.NEW if found is None else Novelty.REPEAT,
                    confidence=quotation.confidence,
                    sense=quotation.sense,
                )
                record.insert(0, statement)
                told.fresh.append(statement)
            else:
                statement = decide.fuller(found, text=text, quotation=quotation)
                record[record.index(found)] = statement
                if found in told.fresh:
                    told.fresh[told.fresh.index(found)] = statement
                else:
                    told.again = [old for old in told.again if old.id != statement.id] + [statement]
            await transaction.save_statement(statement)
            await transaction.save_sighting(
                Sighting(
                    id=decide.stable_id("sighting", statement.id, article.id, str(quotation.content)),
                    statement_id=statement.id,
                    article_id=article.id,
                    quotation=quotation,
                    seen_at=now,
                )
            )
        return told

    async def _address(
        self,
        transaction: Transaction,
        source: Source,
        article: Article,
        actor_id: str,
        fresh: Sequence[Statement],
        *,
        now: datetime,
    ) -> int:
        """Save a pending delivery for every channel that wants some of the statements; returns how many."""
        wanted: dict[Channel, dict[str, Statement]] = {}
        for route in self._config.routes:
            for statement in fresh:
                if statement.novelty is not Novelty.REPEAT and decide.wants(
                    route, statement, source=source, headline=article.title
                ):
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

    async def _save_failure(self, item: Item, error: SourceError) -> Reading:
        now = self._clock.now()
        attempts = item.attempts + 1
        over = error.permanent or attempts >= self._config.polling.article_attempts
        tried = replace(
            item,
            state=ItemState.FAILED if over else ItemState.WAITING,
            attempts=attempts,
            last_error=str(error),
            next_try_at=decide.retry_at(
                now=now, attempts=attempts, after=error.retry_after, jitter=self._jitter(), first=decide.ARTICLE_RETRY
            ),
        )
        async with self._store.transaction() as transaction:
            await transaction.save_item(tried)
        log.warning("article not read", item=item.id, source=item.source_id, error=str(error), given_up=over)
        return Reading(item=tried)


def _by_actor(watched: Watched) -> dict[str, list[Quotation]]:
    """Return the quotations that are statements, by tracked actor, in the order of the text."""
    found: dict[str, list[Quotation]] = {}
    for quotation in watched.quotations:
        if quotation.actor_id is not None and decide.why_not(quotation) is None:
            found.setdefault(quotation.actor_id, []).append(quotation)
    return found
