"""The record in SQL: articles, statements, sightings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, case, func, select, update

from bot.core.search_form import indexed_words, mark
from bot.rules.corrections import RULED_OUT
from bot.store.connected import Connected, Writing
from bot.store.forms import rows
from bot.store.forms.record_order import DAYS_OF_MONTH, day_of, first_place
from bot.store.forms.tables import articles, corrections, index_entries, sightings, statements
from bot.store.parts import views
from bot.store.parts.queries import in_parts
from bot.store.thresholds import ROOM_OF_A_MICROSECOND

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from bot.core.model import Article, Findable, IndexEntry, Sighting, Statement, StatementView


LAST_ARRIVAL: Final = select(func.coalesce(func.max(index_entries.c.arrival), 0))


class SqlRecord(Connected):
    """`bot.core.ports.Record`."""

    async def has_article(self, article_id: str) -> bool:
        return bool(await self._rows(select(articles.c.id).where(articles.c.id == article_id)))

    async def article(self, article_id: str) -> Article | None:
        found = await self._rows(select(articles).where(articles.c.id == article_id))
        return rows.article(found[0]) if found else None

    async def articles_by_id(self, article_ids: Collection[str]) -> dict[str, Article]:
        async with self.connected() as connection:
            return await views.articles_by_id(connection, article_ids)

    async def statement(self, statement_id: str) -> StatementView | None:
        async with self.connected() as connection:
            return await views.statement_view(connection, statement_id)

    async def statements_by_id(self, statement_ids: Collection[str]) -> dict[str, Statement]:
        found: dict[str, Statement] = {}
        async with self.connected() as connection:
            for some in in_parts(statement_ids):
                query = select(*rows.STATEMENT).where(statements.c.id.in_(some))
                found |= {row["id"]: rows.statement(row) for row in (await connection.execute(query)).mappings()}
        return found

    async def recent_statements(self, actor_id: str, *, since: datetime, limit: int) -> list[Statement]:
        query = (
            select(*rows.STATEMENT).where(*_own_words(actor_id, since)).order_by(statements.c.seq.desc()).limit(limit)
        )
        return [rows.statement(row) for row in await self._rows(query)]

    async def findable(
        self, actor_id: str, *, made_by: str, since: datetime, before: int | None, limit: int
    ) -> list[Findable]:
        has_entry = index_entries.c.seq.is_not(None)
        query = (
            select(
                statements.c.seq,
                statements.c.id,
                statements.c.first_seen_at,
                case((has_entry, ""), else_=statements.c.text).label("text"),
                index_entries.c.terms,
                index_entries.c.meaning,
            )
            .outerjoin(index_entries, and_(index_entries.c.seq == statements.c.seq, index_entries.c.made_by == made_by))
            .where(*_own_words(actor_id, since))
            .order_by(statements.c.seq.desc())
            .limit(limit)
        )
        if before is not None:
            query = query.where(statements.c.seq < before)
        async with self.connected() as connection:
            return [rows.findable(row, made_by=made_by) for row in await connection.execute(query)]

    async def ruled_out(self, actor_id: str) -> set[str]:
        ruled = statements.c.ruling.in_(RULED_OUT)
        return set(await self._values(select(statements.c.id).where(ruled, statements.c.actor_id == actor_id)))


class SqlRecordWrites(SqlRecord, Writing):
    """`bot.core.ports.RecordWrites`."""

    async def save_article(self, article: Article) -> None:
        cut = await self._values(select(articles.c.id).where(articles.c.id == article.id, articles.c.is_cut))
        # Of a text that was cut the quotations' places fit what is left of it.
        await self._save(articles, rows.row_of(article), keep=("text",) if cut else ())
        said_in_it = select(sightings.c.statement_id).where(sightings.c.article_id == article.id)
        self._to_index.update(await self._values(said_in_it))

    async def save_statement(self, statement: Statement) -> None:
        first = first_place(statement.first_seen_at)
        here = statements.c.seq.between(first, first + ROOM_OF_A_MICROSECOND - 1)
        (place,) = await self._values(select(func.coalesce(func.max(statements.c.seq) + 1, first)).where(here))
        row = rows.row_of_statement(statement) | {"seq": place}
        await self._save(statements, row, keep=("ruling", "seq", "first_seen_at"))
        self._to_index.add(statement.id)

    async def save_sighting(self, sighting: Sighting) -> None:
        await self._add(sightings, rows.row_of_sighting(sighting))
        self._to_index.add(sighting.statement_id)

    async def move_sighting(self, sighting_id: str, statement_id: str) -> None:
        asked = sightings.c.id == sighting_id
        self._to_index.update([*await self._values(select(sightings.c.statement_id).where(asked)), statement_id])
        await self._run(update(sightings).where(asked).values(statement_id=statement_id))
        of_it = update(corrections).where(corrections.c.sighting_id == sighting_id)
        await self._run(of_it.values(statement_id=statement_id))

    async def save_index_entries(self, entries: Sequence[IndexEntry]) -> None:
        by_id = {entry.statement_id: entry for entry in entries}
        (last,) = await self._values(LAST_ARRIVAL) if by_id else (0,)
        for some in in_parts(by_id):
            places = await self._run(select(statements.c.seq, statements.c.id).where(statements.c.id.in_(some)))
            made = [rows.row_of_index_entry(by_id[row.id], place=row.seq) | {"arrival": last + 1} for row in places]
            await self._save_all(index_entries, made, key="seq")
            self.has_arrivals |= bool(made)

    async def _index(self) -> None:
        """Index the words of what was said in this transaction, of the headlines over it, and the facts about it."""
        for some in in_parts(self._to_index):
            kept = (statements.c.seq, statements.c.id, statements.c.text, statements.c.actor_id, statements.c.kind)
            said = (await self._run(select(*kept).where(statements.c.id.in_(some)))).all()
            headlines: dict[str, list[str]] = {}
            sources: dict[str, set[str]] = {}
            seen = await self._run(
                select(sightings.c.statement_id, articles.c.title, articles.c.source_id)
                .join(articles, articles.c.id == sightings.c.article_id)
                .where(sightings.c.statement_id.in_(some))
                .order_by(sightings.c.seen_at, sightings.c.id)
            )
            for row in seen:
                headlines.setdefault(row.statement_id, []).append(row.title)
                sources.setdefault(row.statement_id, set()).add(row.source_id)
            for row in said:
                words = indexed_words("\n".join([row.text, *headlines.get(row.id, ())]))
                marks = statement_marks(row.actor_id, row.kind, sources.get(row.id, ()), place=row.seq)
                indexed = " ".join([*words, *marks])
                await self._run(
                    update(statements)
                    .where(statements.c.id == row.id, statements.c.words != indexed)
                    .values(words=indexed)
                )


def _own_words(actor_id: str, since: datetime) -> tuple[ColumnElement[bool], ...]:
    """Ask for what an actor said himself, first seen since then, in the order of the record."""
    return (
        statements.c.actor_id == actor_id,
        statements.c.seq >= first_place(since),
        statements.c.teller.is_(None),
    )


def statement_marks(actor_id: str, kind: str, source_ids: Iterable[str], *, place: int) -> list[str]:
    """Return what is indexed of a statement beside its words: who said it, how, who reported it, when it was seen."""
    day = day_of(place)
    return [
        mark("actor", actor_id),
        mark("kind", kind),
        *(mark("source", source_id) for source_id in sorted(source_ids)),
        mark("day", day),
        mark("month", day // DAYS_OF_MONTH),
    ]
