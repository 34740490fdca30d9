"""The record in memory: what `bot.ports.Store` promises, in plain dicts."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING

from bot.decide import is_put_off
from bot.errors import StoreError
from bot.model import (
    Counts,
    DeliveryState,
    ItemState,
    Novelty,
    ReportView,
    SightingView,
    StatementPage,
    StatementView,
)
from bot.store.folding import index_words, is_stem, words

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection
    from datetime import datetime

    from bot.model import (
        Article,
        Beat,
        ChannelPause,
        Delivery,
        Item,
        Poll,
        PollState,
        Report,
        Sighting,
        Statement,
        StatementQuery,
    )


@dataclass
class Record:
    """Everything that is on record. Dicts of values by id, so a shallow copy of each is a snapshot."""

    poll_states: dict[str, PollState] = field(default_factory=dict)
    polls: dict[str, tuple[Poll, ...]] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    articles: dict[str, Article] = field(default_factory=dict)
    statements: dict[str, Statement] = field(default_factory=dict)
    sightings: dict[str, Sighting] = field(default_factory=dict)
    reports: dict[str, Report] = field(default_factory=dict)
    deliveries: dict[str, Delivery] = field(default_factory=dict)
    pauses: dict[str, ChannelPause] = field(default_factory=dict)

    def copy(self) -> Record:
        return Record(**{kept.name: dict(getattr(self, kept.name)) for kept in fields(self)})

    def check(self) -> None:
        """Raise StoreError where a value refers to one that is not on record."""
        whole = (
            all(s.statement_id in self.statements and s.article_id in self.articles for s in self.sightings.values())
            and all(
                r.article_id in self.articles and all(s in self.statements for s in r.statement_ids)
                for r in self.reports.values()
            )
            and all(d.report_id in self.reports for d in self.deliveries.values())
        )
        if not whole:
            raise StoreError("the memory: a row was refused, since it refers to one that is not on record")


class MemoryTransaction:
    def __init__(self, record: Record) -> None:
        self._record = record

    async def save_poll(self, state: PollState, poll: Poll) -> None:
        self._record.poll_states[state.source_id] = state
        self._record.polls[poll.source_id] = (*self._record.polls.get(poll.source_id, ()), poll)[-30:]

    async def known_items(self, item_ids: Collection[str]) -> set[str]:
        return {item_id for item_id in item_ids if item_id in self._record.items}

    async def save_item(self, item: Item) -> None:
        self._record.items[item.id] = item

    async def has_article(self, article_id: str) -> bool:
        return article_id in self._record.articles

    async def save_article(self, article: Article) -> None:
        self._record.articles[article.id] = article

    async def recent_statements(self, actor_id: str, *, since: datetime) -> list[Statement]:
        found = [s for s in self._record.statements.values() if s.actor_id == actor_id and s.first_seen_at >= since]
        return sorted(found, key=lambda s: (s.first_seen_at, s.id), reverse=True)

    async def save_statement(self, statement: Statement) -> None:
        self._record.statements[statement.id] = statement

    async def save_sighting(self, sighting: Sighting) -> None:
        self._record.sightings.setdefault(sighting.id, sighting)

    async def save_report(self, report: Report) -> None:
        self._record.reports.setdefault(report.id, report)

    async def add_delivery(self, delivery: Delivery) -> None:
        self._record.deliveries.setdefault(delivery.id, delivery)

    async def update_delivery(self, delivery: Delivery) -> None:
        revision = self._record.deliveries[delivery.id].revision
        outrun = delivery.state is DeliveryState.SENT and revision > delivery.revision
        state = DeliveryState.STALE if outrun else delivery.state
        self._record.deliveries[delivery.id] = replace(delivery, revision=revision, state=state)

    async def outdate(self, statement_ids: Collection[str], *, at: datetime) -> None:
        for delivery in self._record.deliveries.values():
            told = self._record.reports[delivery.report_id].statement_ids
            if delivery.state is DeliveryState.DEAD or not set(told) & set(statement_ids):
                continue
            outdated = replace(delivery, revision=delivery.revision + 1)
            if delivery.state is DeliveryState.SENT:
                outdated = replace(outdated, state=DeliveryState.STALE, next_try_at=at)
            self._record.deliveries[delivery.id] = outdated

    async def save_pause(self, pause: ChannelPause) -> None:
        self._record.pauses[str(pause.channel)] = pause

    async def end_pause(self, channel: str) -> None:
        self._record.pauses.pop(channel, None)


class MemoryStore:
    def __init__(self) -> None:
        self._record = Record()
        self._beat: Beat | None = None
        self._is_open = False
        self._one_at_a_time = asyncio.Lock()

    async def open(self) -> None:
        self._is_open = True

    async def close(self) -> None:
        self._is_open = False

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[MemoryTransaction]:
        async with self._one_at_a_time:
            changed = self._opened().copy()
            yield MemoryTransaction(changed)
            changed.check()
            self._record = changed

    async def poll_states(self) -> list[PollState]:
        return [state for _, state in sorted(self._opened().poll_states.items())]

    async def polls(self, source_id: str, *, limit: int = 30) -> list[Poll]:
        return list(reversed(self._opened().polls.get(source_id, ())))[:limit]

    async def due_items(self, *, now: datetime, limit: int) -> list[Item]:
        due = [
            i
            for i in self._opened().items.values()
            if i.state is ItemState.WAITING and not is_put_off(i.next_try_at, now=now)
        ]
        due.sort(key=lambda i: (i.next_try_at, i.first_seen_at, i.id))
        ahead: Counter[str] = Counter()
        return [i for i in due if not ahead.update([i.source_id]) and ahead[i.source_id] <= limit]

    async def items(self, state: ItemState, *, limit: int = 50) -> list[Item]:
        found = [i for i in self._opened().items.values() if i.state is state]
        return sorted(found, key=lambda i: (i.first_seen_at, i.id), reverse=True)[:limit]

    async def due_deliveries(self, *, now: datetime, limit: int) -> list[Delivery]:
        due = [
            d
            for d in self._opened().deliveries.values()
            if d.state is DeliveryState.SENDING
            or (d.state in {DeliveryState.PENDING, DeliveryState.STALE} and not is_put_off(d.next_try_at, now=now))
        ]
        due.sort(key=lambda d: (d.state is DeliveryState.STALE, d.created_at, d.id))
        ahead: Counter[str] = Counter()
        return [d for d in due if not ahead.update([str(d.channel)]) and ahead[str(d.channel)] <= limit]

    async def deliveries(self, state: DeliveryState, *, limit: int = 50) -> list[Delivery]:
        found = [d for d in self._opened().deliveries.values() if d.state is state]
        return sorted(found, key=lambda d: (d.created_at, d.id), reverse=True)[:limit]

    async def pauses(self) -> list[ChannelPause]:
        return [pause for _, pause in sorted(self._opened().pauses.items())]

    async def report(self, report_id: str) -> ReportView:
        report = self._opened().reports[report_id]
        return ReportView(
            report=report,
            article=self._record.articles[report.article_id],
            statements=tuple(
                self._view(self._record.statements[statement_id]) for statement_id in report.statement_ids
            ),
        )

    async def statements(self, query: StatementQuery) -> StatementPage:
        views = [self._view(statement) for statement in self._opened().statements.values()]
        hits = [view for view in views if _answers(view, query)]
        hits.sort(key=lambda view: (view.statement.first_seen_at, view.statement.id), reverse=True)
        page = hits[query.offset : query.offset + query.limit]
        return StatementPage(statements=tuple(page), total=len(hits))

    async def statement(self, statement_id: str) -> StatementView | None:
        statement = self._opened().statements.get(statement_id)
        return None if statement is None else self._view(statement)

    async def beat(self, beat: Beat) -> None:
        self._opened()
        self._beat = beat

    async def last_beat(self) -> Beat | None:
        self._opened()
        return self._beat

    async def counts(self) -> Counts:
        record = self._opened()
        return Counts(
            articles=len(record.articles),
            statements=len(record.statements),
            sightings=len(record.sightings),
            items=dict(Counter(item.state for item in record.items.values())),
            deliveries=dict(Counter(delivery.state for delivery in record.deliveries.values())),
        )

    def _opened(self) -> Record:
        if not self._is_open:
            raise StoreError("the memory is not open")
        return self._record

    def _view(self, statement: Statement) -> StatementView:
        seen = [s for s in self._record.sightings.values() if s.statement_id == statement.id]
        seen.sort(key=lambda s: (s.seen_at, s.id))
        views = [SightingView(sighting=s, article=self._record.articles[s.article_id]) for s in seen]
        said_again = [
            one
            for one in self._record.statements.values()
            if one.novelty is Novelty.REPEAT
            and one.earlier_id == statement.earlier_id
            and one.first_seen_at <= statement.first_seen_at
        ]
        return StatementView(
            statement=statement,
            sightings=tuple(views),
            earlier=self._record.statements.get(statement.earlier_id or ""),
            times=1 + (len(said_again) if statement.novelty is Novelty.REPEAT and statement.earlier_id else 0),
        )


def _answers(view: StatementView, query: StatementQuery) -> bool:
    said, articles = view.statement, [sighting.article for sighting in view.sightings]
    return (
        (query.actor_id is None or said.actor_id == query.actor_id)
        and (query.kind is None or said.kind is query.kind)
        and (query.since is None or said.first_seen_at >= query.since)
        and (query.until is None or said.first_seen_at < query.until)
        and (query.source_id is None or any(article.source_id == query.source_id for article in articles))
        and (
            query.words is None
            or not query.words.strip()
            or _holds("\n".join([said.text, *(article.title for article in articles)]), query.words)
        )
    )


def _holds(text: str, asked: str) -> bool:
    there, wanted = index_words(text), words(asked)
    return bool(wanted) and all(
        any(word.startswith(sought) if is_stem(sought) else word == sought for word in there) for sought in wanted
    )
