"""The record in memory: what `bot.core.ports.Store` promises, in plain dicts."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.errors import (
    AlertNotPostedError,
    CorrectionNotFoundError,
    DeliveryNotFoundError,
    OverflowEmptyError,
    StatementNotFoundError,
    StoreError,
)
from bot.core.model import (
    CorrectionView,
    Counts,
    DeliveryKind,
    DeliveryState,
    FeedbackKind,
    FeedbackView,
    Findable,
    ItemState,
    Novelty,
    OverflowView,
    RecheckView,
    ReportView,
    SightingView,
    StatementPage,
    StatementView,
    StuckChannel,
)
from bot.core.outcomes import UNSAID, Outcome, Subject
from bot.core.ports.lookups import COUNTED
from bot.core.search_form import indexed_words, is_stem, searched_words
from bot.core.words import words_as_written
from bot.rules.waiting import is_put_off
from bot.store.record_order import first_place
from tests.fakes.memory import Memory

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection, Sequence
    from datetime import datetime

    from bot.core.model import (
        Article,
        Beat,
        Channel,
        ChannelPause,
        Correction,
        Delivery,
        Feedback,
        IndexEntry,
        Item,
        Message,
        Poll,
        PollState,
        Recheck,
        Report,
        Sighting,
        Statement,
        StatementQuery,
    )
    from bot.core.outcomes import Conclusion


class Remembering(ABC):
    """Something that looks into the memory: a store as it was saved last, a transaction with its own writes."""

    @property
    @abstractmethod
    def _memory(self) -> Memory: ...


class MemoryInbox(Remembering):
    """`bot.core.ports.Inbox`."""

    async def poll_states(self) -> list[PollState]:
        return [state for _, state in sorted(self._memory.poll_states.items())]

    async def polls(self, source_id: str, *, limit: int = 30) -> list[Poll]:
        return list(reversed(self._memory.polls.get(source_id, ())))[:limit]

    async def due_items(self, *, now: datetime, limit: int) -> list[Item]:
        due = [
            i
            for i in self._memory.items.values()
            if i.state is ItemState.WAITING and not is_put_off(i.next_try_at, now=now)
        ]
        due.sort(key=lambda i: (i.begun > 0, i.quiet, i.next_try_at, i.first_seen_at, i.id))
        ahead: Counter[str] = Counter()
        return [i for i in due if not ahead.update([i.source_id]) and ahead[i.source_id] <= limit]

    async def items(self, state: ItemState, *, limit: int = 50) -> list[Item]:
        found = [i for i in self._memory.items.values() if i.state is state]
        return sorted(found, key=lambda i: (i.first_seen_at, i.id), reverse=True)[:limit]

    async def listed_before(self, source_id: str, *, item_ids: Collection[str], urls: Collection[str]) -> list[Item]:
        of_source = [i for i in self._memory.items.values() if i.source_id == source_id]
        found = [i for i in of_source if i.id in item_ids or i.entry.url in urls]
        return sorted(found, key=lambda i: (i.first_seen_at, i.id))

    async def history_since(self, source_id: str, *, but: datetime) -> datetime | None:
        of_source = [i for i in self._memory.items.values() if i.source_id == source_id]
        dates = [i.entry.published_at for i in of_source if i.entry.published_at not in {None, but}]
        return min(dates or [i.first_seen_at for i in of_source], default=None)

    async def old_duplicates(self, *, before: datetime, limit: int) -> list[Item]:
        duplicates = {
            one.subject_id
            for one in self._memory.outcomes.values()
            if (one.subject, one.outcome) == (Subject.ITEM, Outcome.DUPLICATE)
        }
        old = [
            i
            for i in self._memory.items.values()
            if i.id in duplicates - set(self._memory.rechecks)
            and i.state is ItemState.READ
            and i.first_seen_at < before
        ]
        return sorted(old, key=lambda i: (i.first_seen_at, i.id))[:limit]


class MemoryInboxWrites(MemoryInbox):
    """`bot.core.ports.InboxWrites`."""

    async def save_poll(self, state: PollState, poll: Poll) -> None:
        self._memory.poll_states[state.source_id] = state
        self._memory.polls[poll.source_id] = (*self._memory.polls.get(poll.source_id, ()), poll)[-30:]

    async def save_item(self, item: Item) -> None:
        self._memory.items[item.id] = item

    async def forget_items(self, item_ids: Collection[str]) -> None:
        for item_id in item_ids:
            if self._memory.items[item_id].state is ItemState.READ:
                del self._memory.items[item_id]
                self._memory.outcomes.pop((Subject.ITEM, item_id, ""), None)


class MemoryOutbox(Remembering):
    """`bot.core.ports.Outbox`."""

    async def due_deliveries(self, *, now: datetime, limit: int) -> list[Delivery]:
        due = [
            d
            for d in self._memory.deliveries.values()
            if d.state in {DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.STALE}
            and not is_put_off(d.next_try_at, now=now)
        ]
        due.sort(key=lambda d: (d.state is DeliveryState.STALE, d.created_at, d.id))
        ahead: Counter[str] = Counter()
        return [d for d in due if not ahead.update([str(d.channel)]) and ahead[str(d.channel)] <= limit]

    async def deliveries(self, state: DeliveryState, *, limit: int = 50) -> list[Delivery]:
        found = [d for d in self._memory.deliveries.values() if d.state is state]
        return sorted(found, key=lambda d: (d.created_at, d.id), reverse=True)[:limit]

    async def stuck_channels(self, *, limit: int = 50) -> list[StuckChannel]:
        unsent = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.STALE)
        waiting = [d for d in self._memory.deliveries.values() if d.state in unsent]
        tried = sorted((d for d in waiting if d.last_error), key=lambda d: (d.created_at, d.id), reverse=True)
        heads = sorted({d.channel: d for d in tried}.values(), key=lambda d: (d.created_at, d.id))
        counted = Counter(d.channel for d in waiting)
        return [StuckChannel(waiting=counted[d.channel], head=d) for d in heads[:limit]]

    async def delivery(self, delivery_id: str) -> Delivery | None:
        return self._memory.deliveries.get(delivery_id)

    async def deliveries_of(self, statement_id: str) -> list[Delivery]:
        record = self._memory
        alerts = {
            d.id: d
            for d in record.deliveries.values()
            if d.kind is DeliveryKind.ALERT and statement_id in record.reports[d.report_id].statement_ids
        }
        here = {c.id for c in record.corrections.values() if c.statement_id == statement_id}
        replies = [d for d in record.deliveries.values() if d.parent_id in alerts and d.correction_id in here]
        return sorted([*alerts.values(), *replies], key=lambda d: (d.created_at, d.id))

    async def message(self, delivery: Delivery) -> Message:
        if delivery.kind is DeliveryKind.CORRECTION:
            return self._correction_view(delivery)
        if delivery.kind is DeliveryKind.OVERFLOW:
            return self._overflow_view(delivery)
        return self._memory.report_view(delivery.report_id)

    async def alerts_telling(self, statement_id: str) -> list[Delivery]:
        found = [
            d
            for d in self._memory.deliveries.values()
            if d.kind is DeliveryKind.ALERT
            and d.message_ref is not None
            and statement_id in self._memory.reports[d.report_id].statement_ids
        ]
        return sorted(found, key=lambda d: (d.created_at, d.id))

    async def channels_reached(self, statement_id: str) -> set[Channel]:
        return {
            d.channel
            for d in self._memory.deliveries.values()
            if d.kind is DeliveryKind.ALERT
            and not self._is_dead_unposted(d)
            and statement_id in self._memory.reports[d.report_id].statement_ids
        }

    def _is_dead_unposted(self, delivery: Delivery) -> bool:
        if delivery.state is DeliveryState.COLLAPSED and delivery.parent_id is not None:
            delivery = self._memory.deliveries[delivery.parent_id]
        return delivery.state is DeliveryState.DEAD and delivery.sent_at is None

    async def channels_that_heard(self, statement_id: str) -> set[Channel]:
        occasions = [
            one.id
            for one in self._memory.statements.values()
            if one.id == statement_id or (one.earlier_id == statement_id and one.novelty is Novelty.REPEAT)
        ]
        return {channel for one in occasions for channel in await self.channels_reached(one)}

    async def alerts_tried(self, channel: Channel, *, since: datetime) -> list[datetime]:
        return sorted(
            d.created_at
            for d in self._memory.deliveries.values()
            if d.kind is DeliveryKind.ALERT
            and d.channel == channel
            and d.created_at >= since
            and d.state is not DeliveryState.COLLAPSED
            and (d.attempts > 0 or d.sent_at is not None)
        )

    async def replies_since(self, channel: Channel, since: datetime) -> int:
        replies = [d for d in self._memory.deliveries.values() if d.kind is DeliveryKind.CORRECTION]
        return sum(d.channel == channel and d.created_at >= since for d in replies)

    async def overflow(self, channel: Channel, *, since: datetime) -> Delivery | None:
        lines = [
            d
            for d in self._memory.deliveries.values()
            if d.kind is DeliveryKind.OVERFLOW
            and d.channel == channel
            and d.created_at >= since
            and d.state is not DeliveryState.DEAD
        ]
        return max(lines, key=lambda d: (d.created_at, d.id), default=None)

    async def pauses(self) -> list[ChannelPause]:
        return [pause for _, pause in sorted(self._memory.pauses.items())]

    def _correction_view(self, delivery: Delivery) -> CorrectionView:
        record = self._memory
        correction = record.corrections.get(delivery.correction_id)
        if correction is None:
            raise CorrectionNotFoundError(delivery.correction_id)
        parent = record.deliveries.get(delivery.parent_id)
        if parent is None or parent.message_ref is None:
            raise AlertNotPostedError(delivery.parent_id)
        return CorrectionView(
            correction=correction,
            statement=record.statements[correction.statement_id],
            before=record.sighting_view(record.sightings[correction.sighting_id]),
            parent_ref=parent.message_ref,
        )

    def _overflow_view(self, delivery: Delivery) -> OverflowView:
        record = self._memory
        collapsed = [d for d in record.deliveries.values() if d.parent_id == delivery.id]
        if not collapsed:
            raise OverflowEmptyError(delivery.id)
        collapsed.sort(key=lambda d: (d.created_at, d.id))
        return OverflowView(
            id=delivery.id,
            since=min(d.created_at for d in collapsed),
            until=max(d.created_at for d in collapsed),
            alerts=dict(Counter(record.reports[d.report_id].actor_id for d in collapsed)),
            leads=tuple(record.statements[record.reports[d.report_id].statement_ids[0]] for d in collapsed[:50]),
        )


class MemoryOutboxWrites(MemoryOutbox):
    """`bot.core.ports.OutboxWrites`."""

    async def save_report(self, report: Report) -> None:
        if report.excerpts and len(report.excerpts) != len(report.statement_ids):
            msg = (
                f"report {report.id} has {len(report.excerpts)} excerpts beside {len(report.statement_ids)} statements"
            )
            raise ValueError(msg)
        shortened = any(excerpt is not None for excerpt in report.excerpts)
        self._memory.reports.setdefault(report.id, report if shortened else replace(report, excerpts=()))

    async def add_delivery(self, delivery: Delivery) -> None:
        self._memory.deliveries.setdefault(delivery.id, delivery)

    async def update_delivery(self, delivery: Delivery) -> None:
        if delivery.id not in self._memory.deliveries:
            raise DeliveryNotFoundError(delivery.id)
        revision = self._memory.deliveries[delivery.id].revision
        outrun = delivery.state is DeliveryState.SENT and revision > delivery.revision
        state = DeliveryState.STALE if outrun else delivery.state
        self._memory.deliveries[delivery.id] = replace(delivery, revision=revision, state=state)

    async def outdate(self, statement_ids: Collection[str], *, at: datetime) -> None:
        for delivery in self._memory.deliveries.values():
            if delivery.kind is not DeliveryKind.ALERT or delivery.state in {
                DeliveryState.DEAD,
                DeliveryState.COLLAPSED,
            }:
                continue
            if set(self._memory.reports[delivery.report_id].statement_ids) & set(statement_ids):
                self._memory.deliveries[delivery.id] = _outdated(delivery, at=at)

    async def collapse(self, alert_ids: Collection[str], overflow: Delivery, *, edit_at: datetime) -> None:
        known = self._memory.deliveries
        alerts = [known[alert_id] for alert_id in alert_ids if alert_id in known]
        alerts = [a for a in alerts if a.state is DeliveryState.PENDING and a.kind is DeliveryKind.ALERT]
        if not alerts:
            return
        line = known.get(overflow.id)
        known[overflow.id] = overflow if line is None else _outdated(line, at=edit_at)
        for alert in alerts:
            known[alert.id] = replace(alert, state=DeliveryState.COLLAPSED, parent_id=overflow.id)

    async def save_pause(self, pause: ChannelPause) -> None:
        self._memory.pauses[str(pause.channel)] = pause

    async def end_pause(self, channel: str) -> None:
        self._memory.pauses.pop(channel, None)


class MemoryRecord(Remembering):
    """`bot.core.ports.Record`."""

    async def has_article(self, article_id: str) -> bool:
        return article_id in self._memory.articles

    async def article(self, article_id: str) -> Article | None:
        return self._memory.articles.get(article_id)

    async def statement(self, statement_id: str) -> StatementView | None:
        statement = self._memory.statements.get(statement_id)
        return None if statement is None else self._memory.view(statement)

    async def statements_by_id(self, statement_ids: Collection[str]) -> dict[str, Statement]:
        return {one: self._memory.statements[one] for one in statement_ids if one in self._memory.statements}

    async def recent_statements(self, actor_id: str, *, since: datetime, limit: int) -> list[Statement]:
        return [statement for _, statement in self._own_words(actor_id, since)[:limit]]

    async def findable(
        self, actor_id: str, *, made_by: str, since: datetime, before: int | None, limit: int
    ) -> list[Findable]:
        found = [(p, s) for p, s in self._own_words(actor_id, since) if before is None or p < before][:limit]
        entries = {s.id: self._memory.index_entries.get(s.id) for _, s in found}
        good = {key: entry for key, entry in entries.items() if entry and entry.made_by == made_by}
        return [
            Findable(
                statement_id=s.id,
                first_seen_at=s.first_seen_at,
                place=place,
                entry=good.get(s.id),
                text="" if s.id in good else s.text,
            )
            for place, s in found
        ]

    def _own_words(self, actor_id: str, since: datetime) -> list[tuple[int, Statement]]:
        """Return what an actor said himself with its place, newest first."""
        of_actor = [
            s
            for s in self._memory.statements.values()
            if s.actor_id == actor_id and s.first_seen_at >= since and s.teller is None
        ]
        in_order = sorted(of_actor, key=lambda s: (s.first_seen_at, s.id))
        beside: Counter[datetime] = Counter()
        placed = []
        for s in in_order:
            placed.append((first_place(s.first_seen_at) + beside[s.first_seen_at], s))
            beside[s.first_seen_at] += 1
        return placed[::-1]

    async def ruled_out(self, actor_id: str) -> set[str]:
        ruled = {FeedbackKind.WRONG_SPEAKER, FeedbackKind.NOT_A_STATEMENT}
        return {s.id for s in self._memory.statements.values() if s.actor_id == actor_id and s.ruling in ruled}


class MemoryRecordWrites(MemoryRecord):
    """`bot.core.ports.RecordWrites`."""

    async def save_article(self, article: Article) -> None:
        self._memory.articles[article.id] = article

    async def save_statement(self, statement: Statement) -> None:
        known = self._memory.statements.get(statement.id, statement)
        self._memory.statements[statement.id] = replace(
            statement, ruling=known.ruling, first_seen_at=known.first_seen_at
        )

    async def save_index_entries(self, entries: Sequence[IndexEntry]) -> None:
        self._memory.index_entries |= {e.statement_id: e for e in entries if e.statement_id in self._memory.statements}

    async def save_sighting(self, sighting: Sighting) -> None:
        self._memory.sightings.setdefault(sighting.id, sighting)


class MemoryLookups(Remembering):
    """`bot.core.ports.Lookups`."""

    async def statements(self, query: StatementQuery) -> StatementPage:
        views = [self._memory.view(statement) for statement in self._memory.statements.values()]
        hits = [view for view in views if _answers(view, query) and self._is_in(view.statement.id, query.overflow_id)]
        hits.sort(key=lambda view: (view.statement.first_seen_at, view.statement.id), reverse=True)
        page = hits[query.offset : query.offset + query.limit]
        most = max(query.offset + query.limit, COUNTED)
        return StatementPage(statements=tuple(page), total=min(len(hits), most), more=len(hits) > most)

    def _is_in(self, statement_id: str, overflow_id: str | None) -> bool:
        """Tell whether an alert that is collapsed into a line reports a statement."""
        alerts = [d for d in self._memory.deliveries.values() if d.parent_id == overflow_id]
        return overflow_id is None or any(
            statement_id in self._memory.reports[d.report_id].statement_ids for d in alerts if d.report_id
        )

    async def report(self, report_id: str) -> ReportView:
        return self._memory.report_view(report_id)

    async def unsaid_with(self, words: str, *, since: datetime, limit: int) -> list[Conclusion]:
        wanted = words_as_written(words)
        found = [
            one
            for one in self._memory.outcomes.values()
            if one.subject is Subject.ATTRIBUTION
            and one.outcome in UNSAID
            and one.at >= since
            and wanted
            and all(word in one.evidence.lower() for word in wanted)
        ]
        return sorted(found, key=lambda one: (-one.at.timestamp(), one.subject_id))[:limit]

    async def counts(self) -> Counts:
        record = self._memory
        return Counts(
            articles=len(record.articles),
            statements=len(record.statements),
            sightings=len(record.sightings),
            items=dict(Counter(item.state for item in record.items.values())),
            deliveries=dict(Counter(delivery.state for delivery in record.deliveries.values())),
        )


class MemoryCorrections(Remembering):
    """`bot.core.ports.Corrections`."""

    async def due_rechecks(self, *, now: datetime, limit: int, but_of: Collection[str] = ()) -> list[RecheckView]:
        items, articles = self._memory.items, self._memory.articles
        due = [r for r in self._memory.rechecks.values() if not is_put_off(r.next_try_at, now=now)]
        due = [r for r in due if items[r.item_id].source_id not in but_of]
        due.sort(key=lambda r: (not r.has_statements, r.next_try_at, r.item_id))
        return [RecheckView(recheck=r, item=items[r.item_id], article=articles[r.article_id]) for r in due[:limit]]

    async def rechecks_of(self, item_ids: Collection[str]) -> list[Recheck]:
        return [r for _, r in sorted(self._memory.rechecks.items()) if r.item_id in item_ids]

    async def page_sightings(self, article_id: str) -> list[SightingView]:
        return [self._memory.sighting_view(sighting) for sighting in self._memory.page(article_id)]

    async def page_corrections(self, article_id: str) -> list[Correction]:
        sightings = {sighting.id for sighting in self._memory.page(article_id)}
        found = [c for c in self._memory.corrections.values() if c.sighting_id in sightings]
        return sorted(found, key=lambda c: (c.noticed_at, c.id))


class MemoryCorrectionWrites(MemoryCorrections):
    """`bot.core.ports.CorrectionWrites`."""

    async def recheck_of_page(self, article_id: str) -> Recheck | None:
        versions = {a.id for a in self._memory.articles.values() if article_id in {a.id, a.version_of}}
        return next((r for r in self._memory.rechecks.values() if r.article_id in versions), None)

    async def save_recheck(self, recheck: Recheck) -> None:
        self._memory.rechecks[recheck.item_id] = recheck

    async def end_recheck(self, item_id: str) -> None:
        self._memory.rechecks.pop(item_id, None)

    async def save_correction(self, correction: Correction) -> None:
        self._memory.corrections.setdefault(correction.id, correction)


class MemoryRulings(Remembering):
    """`bot.core.ports.Rulings`."""

    async def feedback(self) -> list[FeedbackView]:
        record = self._memory
        told_of = [record.statements[one] for one in {given.statement_id for given in record.feedback.values()}]
        told_of.sort(key=lambda s: (s.first_seen_at, s.id))
        return [FeedbackView(statement=record.view(s), given=tuple(record.feedback_on(s.id))) for s in told_of]

    async def feedback_on(self, statement_id: str) -> list[Feedback]:
        return self._memory.feedback_on(statement_id)


class MemoryRulingWrites(MemoryRulings):
    """`bot.core.ports.RulingWrites`."""

    async def save_feedback(self, feedback: Feedback) -> None:
        self._memory.feedback.setdefault(feedback.id, feedback)

    async def remove_feedback(self, feedback_id: str) -> bool:
        return self._memory.feedback.pop(feedback_id, None) is not None

    async def rule(self, statement_id: str, ruling: FeedbackKind | None) -> None:
        if statement_id not in self._memory.statements:
            raise StatementNotFoundError(statement_id)
        self._memory.statements[statement_id] = replace(self._memory.statements[statement_id], ruling=ruling)


class MemoryOutcomes(Remembering):
    """`bot.core.ports.Outcomes`."""

    async def conclusions(self, subject_ids: Collection[str]) -> list[Conclusion]:
        return self._concluded(lambda one: one.subject_id in subject_ids)

    async def concluded_of(self, related_id: str) -> list[Conclusion]:
        return self._concluded(lambda one: one.related_id == related_id)

    async def concluded_since(self, since: datetime) -> dict[tuple[Subject, Outcome], int]:
        return Counter((one.subject, one.outcome) for one in self._concluded(lambda one: one.at >= since))

    async def rechecks_given_up(self, *, since: datetime, limit: int) -> list[Conclusion]:
        found = [
            one
            for one in self._memory.outcomes.values()
            if (one.subject, one.outcome) == (Subject.RECHECK, Outcome.GIVEN_UP) and one.at >= since
        ]
        return sorted(sorted(found, key=lambda one: one.subject_id), key=lambda one: one.at, reverse=True)[:limit]

    async def items_at(self, url: str) -> list[Item]:
        found = [one for one in self._memory.items.values() if one.entry.url == url]
        return sorted(found, key=lambda one: (one.first_seen_at, one.id))

    async def items_of(self, article_id: str) -> list[Item]:
        named = {one.subject_id for one in await self.concluded_of(article_id) if one.subject is Subject.ITEM}
        found = [one for one in self._memory.items.values() if one.id in named]
        return sorted(found, key=lambda one: (one.first_seen_at, one.id))

    async def item(self, item_id: str) -> Item | None:
        return self._memory.items.get(item_id)

    async def articles_at(self, url: str) -> list[Article]:
        found = [one for one in self._memory.articles.values() if one.url == url]
        return sorted(found, key=lambda one: (one.fetched_at, one.id))

    async def is_dated_twice(self, source_id: str, at: datetime, *, but_of: str) -> bool:
        return any(
            (one.source_id, one.published_at) == (source_id, at) and one.url != but_of
            for one in self._memory.articles.values()
        )

    async def statements_in(self, article_id: str) -> list[Statement]:
        here = {one.statement_id for one in self._memory.sightings.values() if one.article_id == article_id}
        found = [one for one in self._memory.statements.values() if one.id in here]
        return sorted(found, key=lambda one: (one.first_seen_at, one.id))

    async def unexplained(self) -> list[str]:
        memory = self._memory
        expected = {
            Subject.ITEM: {one.id for one in memory.items.values() if one.state is ItemState.READ},
            Subject.ARTICLE: set(memory.articles),
            Subject.ATTRIBUTION: set(memory.sightings),
            Subject.STATEMENT: {one.id for one in memory.statements.values() if one.teller is None},
        }
        known = {(subject, subject_id) for subject, subject_id, _ in memory.outcomes}
        return [
            f"{subject} {one}"
            for subject, ids in expected.items()
            for one in sorted(ids)
            if (subject, one) not in known
        ]

    def _concluded(self, wanted: Callable[[Conclusion], bool]) -> list[Conclusion]:
        found = filter(wanted, self._memory.outcomes.values())
        return sorted(found, key=lambda one: (one.at, one.subject, one.subject_id, one.channel))


class MemoryOutcomeWrites(MemoryOutcomes):
    """`bot.core.ports.OutcomeWrites`."""

    async def conclude(self, conclusions: Sequence[Conclusion]) -> None:
        for one in conclusions:
            self._memory.outcomes[one.subject, one.subject_id, one.channel] = one


class MemoryTransaction(
    MemoryInboxWrites,
    MemoryOutboxWrites,
    MemoryRecordWrites,
    MemoryCorrectionWrites,
    MemoryRulingWrites,
    MemoryOutcomeWrites,
):
    """`bot.core.ports.Transaction`."""

    def __init__(self, memory: Memory) -> None:
        self._changed = memory

    @property
    def _memory(self) -> Memory:
        return self._changed


class MemoryStore(
    MemoryInbox, MemoryOutbox, MemoryRecord, MemoryLookups, MemoryCorrections, MemoryRulings, MemoryOutcomes
):
    """`bot.core.ports.Store`."""

    def __init__(self) -> None:
        self._saved = Memory()
        self._is_open = False
        self._one_at_a_time = asyncio.Lock()

    async def open(self) -> None:
        self._is_open = True

    async def close(self) -> None:
        self._is_open = False

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[MemoryTransaction]:
        async with self._one_at_a_time:
            before = self._memory
            changed = before.copy()
            yield MemoryTransaction(changed)
            changed.check(before)
            self._saved = changed

    async def beat(self, beat: Beat) -> None:
        self._memory.beat = beat

    async def last_beat(self) -> Beat | None:
        return self._memory.beat

    @property
    def _memory(self) -> Memory:
        if not self._is_open:
            raise StoreError("the memory is not open")
        return self._saved


def _outdated(delivery: Delivery, *, at: datetime) -> Delivery:
    outdated = replace(delivery, revision=delivery.revision + 1)
    if delivery.state is DeliveryState.SENT:
        return replace(outdated, state=DeliveryState.STALE, next_try_at=at)
    return outdated


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
    there, wanted = indexed_words(text), searched_words(asked)
    return bool(wanted) and all(
        any(word.startswith(sought) if is_stem(sought) else word == sought for word in there) for sought in wanted
    )
