"""What people ask of the record, in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import column, false, func, literal, literal_column, select, table

from bot.core.model import Counts, DeliveryState, ItemState, StatementPage
from bot.store import rows, views
from bot.store.connected import Connected
from bot.store.folding import is_stem, words
from bot.store.tables import articles, deliveries, items, report_statements, sightings, statements

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Table
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.core.model import ReportView, StatementQuery


class SqlLookups(Connected):
    """`bot.core.ports.Lookups`."""

    async def statements(self, query: StatementQuery) -> StatementPage:
        async with self.connected() as connection:
            conditions = _conditions(query, connection.dialect.name)
            total = await connection.execute(select(func.count()).select_from(statements).where(*conditions))
            page = await connection.execute(
                select(*rows.STATEMENT)
                .where(*conditions)
                .order_by(statements.c.first_seen_at.desc(), statements.c.id.desc())
                .offset(query.offset)
                .limit(query.limit),
            )
            shown = await views.statement_views(connection, [rows.statement(row) for row in page.mappings()])
            return StatementPage(statements=tuple(shown), total=total.scalar_one())

    async def report(self, report_id: str) -> ReportView:
        async with self.connected() as connection:
            return await views.report_view(connection, report_id)

    async def counts(self) -> Counts:
        async with self.connected() as connection:
            in_state = await _count_by_state(connection, items)
            deliveries_in_state = await _count_by_state(connection, deliveries)
            return Counts(
                articles=await _count(connection, articles),
                statements=await _count(connection, statements),
                sightings=await _count(connection, sightings),
                items={ItemState(state): count for state, count in in_state},
                deliveries={DeliveryState(state): count for state, count in deliveries_in_state},
            )


def _conditions(query: StatementQuery, dialect: str) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.actor_id is not None:
        conditions.append(statements.c.actor_id == query.actor_id)
    if query.kind is not None:
        conditions.append(statements.c.kind == query.kind)
    if query.since is not None:
        conditions.append(statements.c.first_seen_at >= query.since)
    if query.until is not None:
        conditions.append(statements.c.first_seen_at < query.until)
    if query.source_id is not None:
        reported = (
            select(sightings.c.statement_id)
            .join(articles, articles.c.id == sightings.c.article_id)
            .where(articles.c.source_id == query.source_id)
        )
        conditions.append(statements.c.id.in_(reported))
    if query.overflow_id is not None:
        collapsed = (
            select(report_statements.c.statement_id)
            .join(deliveries, deliveries.c.report_id == report_statements.c.report_id)
            .where(deliveries.c.parent_id == query.overflow_id)
        )
        conditions.append(statements.c.id.in_(collapsed))
    if query.words is not None and query.words.strip():
        conditions.append(_holds(words(query.words), dialect))
    return conditions


def _holds(wanted: Sequence[str], dialect: str) -> ColumnElement[bool]:
    if not wanted:  # only punctuation was asked for, and no words hold that
        return false()
    # Folded words are letters and digits only, so nothing in a quoted one is syntax.
    if dialect == "sqlite":
        match = " ".join(f'"{word}"*' if is_stem(word) else f'"{word}"' for word in wanted)
        index = table("statement_index", column("rowid"))
        hits = select(index.c.rowid).where(literal_column("statement_index").op("MATCH")(literal(match)))
        return statements.c.seq.in_(hits)
    match = " & ".join(f"'{word}':*" if is_stem(word) else f"'{word}'" for word in wanted)
    vector: ColumnElement[str] = literal_column("array_to_tsvector(string_to_array(statements.words, ' '))")
    return vector.bool_op("@@")(literal(match).op("::")(literal_column("tsquery")))


async def _count(connection: AsyncConnection, counted: Table) -> int:
    return (await connection.execute(select(func.count()).select_from(counted))).scalar_one()


async def _count_by_state(connection: AsyncConnection, counted: Table) -> Sequence[tuple[str, int]]:
    found = await connection.execute(select(counted.c.state, func.count()).group_by(counted.c.state))
    return [(state, count) for state, count in found]
