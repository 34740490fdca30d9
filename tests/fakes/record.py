"""The record in memory: articles, statements, sightings."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.model import FeedbackKind, Findable, StatementView
from bot.store.forms.record_order import first_place
from tests.fakes.memory import Remembering

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from bot.core.model import Article, IndexEntry, Sighting, Statement


class MemoryRecord(Remembering):
    """`bot.core.ports.Record`."""

    async def has_article(self, article_id: str) -> bool:
        return article_id in self._memory.articles

    async def article(self, article_id: str) -> Article | None:
        return self._memory.articles.get(article_id)

    async def articles_by_id(self, article_ids: Collection[str]) -> dict[str, Article]:
        return {one: self._memory.articles[one] for one in article_ids if one in self._memory.articles}

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

    async def move_sighting(self, sighting_id: str, statement_id: str) -> None:
        for values in (self._memory.sightings, self._memory.corrections):
            for one in list(values.values()):
                if sighting_id == getattr(one, "sighting_id", one.id):
                    values[one.id] = replace(one, statement_id=statement_id)

    async def save_sighting(self, sighting: Sighting) -> None:
        self._memory.sightings.setdefault(sighting.id, sighting)
