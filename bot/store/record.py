"""The record in SQL: articles, statements, sightings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from bot.rules.corrections import RULED_OUT
from bot.store import rows, views
from bot.store.connected import Connected, Writing
from bot.store.folding import index_words
from bot.store.queries import in_parts
from bot.store.tables import articles, sightings, statements

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.model import Article, Sighting, Statement, StatementView


class SqlRecord(Connected):
    """`bot.core.ports.Record`."""

    async def has_article(self, article_id: str) -> bool:
        return bool(await self._rows(select(articles.c.id).where(articles.c.id == article_id)))

    async def article(self, article_id: str) -> Article | None:
        found = await self._rows(select(articles).where(articles.c.id == article_id))
        return rows.article(found[0]) if found else None

    async def statement(self, statement_id: str) -> StatementView | None:
        async with self.connected() as connection:
            return await views.statement_view(connection, statement_id)

    async def recent_statements(self, actor_id: str, *, since: datetime) -> list[Statement]:
        query = (
            select(*rows.STATEMENT)
            .where(statements.c.actor_id == actor_id, statements.c.first_seen_at >= since)
            .order_by(statements.c.first_seen_at.desc(), statements.c.id.desc())
        )
        return [rows.statement(row) for row in await self._rows(query)]

    async def ruled_out(self, actor_id: str) -> set[str]:
        ruled = statements.c.ruling.in_(RULED_OUT)
        return set(await self._values(select(statements.c.id).where(ruled, statements.c.actor_id == actor_id)))


class SqlRecordWrites(SqlRecord, Writing):
    """`bot.core.ports.RecordWrites`."""

    async def save_article(self, article: Article) -> None:
        await self._save(articles, rows.row_of(article))
        told_in_it = select(sightings.c.statement_id).where(sightings.c.article_id == article.id)
        self._to_index.update(await self._values(told_in_it))

    async def save_statement(self, statement: Statement) -> None:
        await self._save(statements, rows.row_of_statement(statement), keep=("ruling",))
        self._to_index.add(statement.id)

    async def save_sighting(self, sighting: Sighting) -> None:
        await self._add(sightings, rows.row_of_sighting(sighting))
        self._to_index.add(sighting.statement_id)

    async def _index(self) -> None:
        """Index the words of what was said in this transaction, and the headlines over it."""
        for some in in_parts(self._to_index):
            said = await self._run(select(statements.c.id, statements.c.text).where(statements.c.id.in_(some)))
            texts = {row.id: [row.text] for row in said}
            headlines = await self._run(
                select(sightings.c.statement_id, articles.c.title)
                .join(articles, articles.c.id == sightings.c.article_id)
                .where(sightings.c.statement_id.in_(list(texts)))
                .order_by(sightings.c.seen_at, sightings.c.id)
            )
            for row in headlines:
                texts[row.statement_id].append(row.title)
            for statement_id, parts in texts.items():
                indexed = " ".join(index_words("\n".join(parts)))
                await self._run(
                    update(statements)
                    .where(statements.c.id == statement_id, statements.c.words != indexed)
                    .values(words=indexed)
                )
