"""What was on record at a moment, copied into another record, so that what came since can be decided once more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, case, exists, literal, null, or_, select

from bot.core.model import DeliveryKind
from bot.core.outcomes import Outcome, Subject
from bot.store.forms.tables import (
    articles,
    deliveries,
    index_entries,
    items,
    outcomes,
    report_statements,
    reports,
    sightings,
    statements,
)
from bot.store.thresholds import ROWS_AT_ONCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, timedelta

    from sqlalchemy import ColumnElement, FromClause, Select, Table

    from bot.store.sql_store import SqlStore

_OF_ITEMS: Final = and_(outcomes.c.subject == Subject.ITEM, outcomes.c.outcome.in_([Outcome.READ, Outcome.DUPLICATE]))
_OF_STATEMENTS: Final = and_(outcomes.c.subject == Subject.STATEMENT, outcomes.c.outcome == Outcome.BASELINE)


async def copy_until(store: SqlStore, other: SqlStore, *, until: datetime, texts_within: timedelta) -> None:
    """Copy what `store` knew at a moment and new texts are compared with, into `other`, which is empty.

    That is what was said and what was reported of it. What a row has become since then it is in the copy too; what it
    refers to that came later it does not. Texts that say nothing of a tracked person are asked for as long as their
    pages are looked at again: older ones than `texts_within` are left out.

    Raises:
        StoreError: one of them cannot be used.

    """
    async with store.connected() as reading, other.transaction() as transaction, transaction.connected() as writing:
        for table, query in _queries(until, texts_within):
            async with reading.stream(query) as found:
                async for part in found.mappings().partitions(ROWS_AT_ONCE):
                    await writing.execute(table.insert(), [dict(row) for row in part])


def _queries(until: datetime, texts_within: timedelta) -> Iterator[tuple[Table, Select[Any]]]:
    """Yield what is copied, in an order in which each row finds what it refers to."""
    first, earlier = articles.alias(), statements.alias()
    read, said, made = (
        _is_read(articles, until, texts_within),
        statements.c.first_seen_at < until,
        reports.c.created_at < until,
    )
    reported = and_(
        deliveries.c.created_at < until,
        deliveries.c.kind == DeliveryKind.ALERT,
        exists(select(reports.c.id).join(articles).where(reports.c.id == deliveries.c.report_id, made, read)),
    )
    yield items, _of(items, items.c.first_seen_at < until, text=literal(""))
    first_there = exists().where(first.c.id == articles.c.version_of, _is_read(first, until, texts_within))
    yield articles, _of(articles, read, version_of=case((first_there, articles.c.version_of)))
    earlier_there = exists().where(earlier.c.id == statements.c.earlier_id, earlier.c.first_seen_at < until)
    yield statements, _of(statements, said, earlier_id=case((earlier_there, statements.c.earlier_id)))
    yield index_entries, select(index_entries).join(statements).where(said)
    yield sightings, select(sightings).join(statements).join(articles).where(said, read)
    yield reports, select(reports).join(articles).where(made, read)
    of_reports = select(report_statements).join(statements).join(reports).join(articles).where(said, made, read)
    yield report_statements, of_reports
    yield deliveries, _of(deliveries, reported, parent_id=null())
    yield outcomes, select(outcomes).where(outcomes.c.at < until, or_(_OF_ITEMS, _OF_STATEMENTS))


def _is_read(texts: FromClause, until: datetime, within: timedelta) -> ColumnElement[bool]:
    seen = sightings.alias()
    recent = texts.c.fetched_at >= until - within
    return and_(texts.c.fetched_at < until, or_(recent, exists().where(seen.c.article_id == texts.c.id)))


def _of(table: Table, wanted: ColumnElement[bool], **instead: ColumnElement[Any]) -> Select[Any]:
    """Return what selects rows of a table, with other values in some columns."""
    return select(*(instead[one.name].label(one.name) if one.name in instead else one for one in table.c)).where(wanted)
