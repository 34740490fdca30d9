"""Conclusions in memory."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.core.model import DeliveryState, ItemState
from bot.core.outcomes import Outcome, Subject
from bot.rules.outcomes import delivery_outcome, item_outcome
from tests.fakes.memory import Remembering

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import datetime

    from bot.core.model import Article, Delivery, Item, Statement
    from bot.core.outcomes import Conclusion


class MemoryOutcomes(Remembering):
    """`bot.core.ports.Outcomes`."""

    async def conclusions(self, subject_ids: Collection[str]) -> list[Conclusion]:
        return self._concluded(lambda one: one.subject_id in subject_ids)

    async def concluded_of(self, related_id: str) -> list[Conclusion]:
        return self._concluded(lambda one: one.related_id == related_id)

    async def concluded_since(self, since: datetime) -> dict[tuple[Subject, Outcome], int]:
        found = Counter((one.subject, one.outcome) for one in self._concluded(lambda one: one.at >= since))
        found.update(
            (Subject.ITEM, item_outcome(one))
            for one in self._memory.items.values()
            if one.state is ItemState.WAITING or (one.state is ItemState.FAILED and one.next_try_at >= since)
        )
        found.update(
            (Subject.DELIVERY, delivery_outcome(one))
            for one in self._memory.deliveries.values()
            if (ended := _ended_at(one)) is None or ended >= since
        )
        return dict(found)

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

    async def items_named(self, source_id: str, url: str, *, limit: int) -> list[Item]:
        of_source = [one for one in self._memory.items.values() if one.source_id == source_id]
        found = [one for one in of_source if one.entry.url.startswith(f"{url}#")]
        return sorted(found, key=lambda one: (one.first_seen_at, one.id))[:limit]

    async def items_of(self, article_id: str) -> list[Item]:
        named = {one.subject_id for one in await self.concluded_of(article_id) if one.subject is Subject.ITEM}
        found = [one for one in self._memory.items.values() if one.id in named]
        return sorted(found, key=lambda one: (one.first_seen_at, one.id))

    async def item(self, item_id: str) -> Item | None:
        return self._memory.items.get(item_id)

    async def articles_at(self, url: str) -> list[Article]:
        found = [one for one in self._memory.articles.values() if one.url == url]
        return sorted(found, key=lambda one: (one.fetched_at, one.id))

    async def pages_dated(self, source_id: str, at: datetime, *, limit: int) -> list[Article]:
        found = [
            one
            for one in self._memory.articles.values()
            if (one.source_id, one.published_at, one.version_of) == (source_id, at, None)
        ]
        return sorted(found, key=lambda one: (one.fetched_at, one.id))[:limit]

    async def gives_other_dates(self, source_id: str, at: datetime) -> bool:
        return any(
            one.source_id == source_id and one.published_at not in {None, at} for one in self._memory.articles.values()
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


def _ended_at(delivery: Delivery) -> datetime | None:
    if delivery.state in {DeliveryState.SENT, DeliveryState.STALE}:
        return delivery.sent_at
    return delivery.next_try_at if delivery.state in {DeliveryState.COLLAPSED, DeliveryState.DEAD} else None


class MemoryOutcomeWrites(MemoryOutcomes):
    """`bot.core.ports.OutcomeWrites`."""

    async def conclude(self, conclusions: Sequence[Conclusion]) -> None:
        for one in conclusions:
            self._memory.outcomes[one.subject, one.subject_id, one.channel] = one
