"""Letting go of what is old, in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, exists, func, literal_column, select, tuple_, update

from bot.core.model import DeliveryState
from bot.rules.retention import CutText, Kept
from bot.store.connected import Connected, Writing
from bot.store.forms.quotation_json import moved_in_json, spans_in_json
from bot.store.forms.record_order import first_place
from bot.store.forms.tables import (
    articles,
    corrections,
    deliveries,
    digest_statements,
    feedback_given,
    outcomes,
    polls,
    rechecks,
    report_statements,
    reports,
    sightings,
    statements,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import BindParameter, ColumnElement, RowMapping, Select
    from sqlalchemy.ext.asyncio import AsyncConnection

_FIRST_VERSION = func.coalesce(articles.c.version_of, articles.c.id)
# As its index has it, to the letter: as a Boolean it would read "NOT articles.is_cut = 1", which no index answers.
_WHOLE: ColumnElement[Any] = literal_column("NOT articles.is_cut")
_FINAL = (DeliveryState.SENT, DeliveryState.COLLAPSED, DeliveryState.DEAD)


class SqlRetention(Connected):
    """`bot.core.ports.Retention`."""

    async def expired(self, kept: str, *, before: datetime) -> int:
        (number,) = await self._values(select(func.count()).select_from(_expired(Kept(kept), before).subquery()))
        return int(number)


class SqlRetentionWrites(SqlRetention, Writing):
    """`bot.core.ports.RetentionWrites`."""

    async def let_go(self, kept: str, *, before: datetime, limit: int) -> int:
        some = _expired(Kept(kept), before).limit(limit)
        match Kept(kept):
            case Kept.TEXTS:
                return await self._cut_texts(await self._values(some))
            case Kept.OUTCOMES:
                key = tuple_(outcomes.c.subject, outcomes.c.subject_id, outcomes.c.channel)
                return int((await self._run(delete(outcomes).where(key.in_(some)))).rowcount)
            case Kept.POLLS:
                return int((await self._run(delete(polls).where(polls.c.seq.in_(some)))).rowcount)
            case Kept.DELIVERIES:
                return await self._drop_deliveries(await self._rows(some))
            case Kept.STATEMENTS:
                return await self._drop_statements(await self._values(some))

    async def _cut_texts(self, article_ids: Sequence[str]) -> int:
        if not article_ids:
            return 0
        seen = await self._rows(
            select(sightings.c.id, sightings.c.article_id, sightings.c.quotation).where(
                sightings.c.article_id.in_(article_ids)
            )
        )
        by_article: dict[str, list[RowMapping]] = {}
        for one in seen:
            by_article.setdefault(one["article_id"], []).append(one)
        texts: list[dict[str, Any]] = []
        quotations: list[dict[str, Any]] = []
        for row in await self._rows(select(articles.c.id, articles.c.text).where(articles.c.id.in_(article_ids))):
            here = by_article.get(row["id"], [])
            cut = CutText(row["text"], {span for one in here for span in spans_in_json(one["quotation"])})
            texts.append({"key": row["id"], "left": cut.text})
            quotations += [{"key": one["id"], "moved": moved_in_json(one["quotation"], cut.moved)} for one in here]
        key: BindParameter[str] = bindparam("key")
        shorter = update(articles).where(articles.c.id == key).values(text=bindparam("left"), is_cut=True)
        await self._run(shorter, texts)
        if quotations:
            moved = update(sightings).where(sightings.c.id == key).values(quotation=bindparam("moved"))
            await self._run(moved, quotations)
        return len(article_ids)

    async def _drop_deliveries(self, gone: Sequence[Any]) -> int:
        ids = [row["id"] for row in gone]
        await self._run(delete(digest_statements).where(digest_statements.c.digest_id.in_(ids)))
        await self._run(delete(deliveries).where(deliveries.c.id.in_(ids)))
        reported = select(deliveries.c.report_id).where(deliveries.c.report_id == reports.c.id)
        unreported = select(reports.c.id).where(reports.c.id.in_({row["report_id"] for row in gone}), ~exists(reported))
        await self._drop_reports(await self._values(unreported))
        return len(gone)

    async def _drop_reports(self, report_ids: Sequence[str]) -> None:
        await self._run(delete(report_statements).where(report_statements.c.report_id.in_(report_ids)))
        await self._run(delete(reports).where(reports.c.id.in_(report_ids)))

    async def _drop_statements(self, statement_ids: Sequence[str]) -> int:
        seen = await self._values(select(sightings.c.id).where(sightings.c.statement_id.in_(statement_ids)))
        for subjects in (statement_ids, seen):
            await self._run(delete(outcomes).where(outcomes.c.subject_id.in_(subjects)))
        for table in (corrections, feedback_given, sightings):
            await self._run(delete(table).where(table.c.statement_id.in_(statement_ids)))
        await self._run(delete(statements).where(statements.c.id.in_(statement_ids)))
        return len(statement_ids)


async def free_some(connection: AsyncConnection, pages: int) -> bool:
    """Give free pages of SQLite's file back to the disk, in a transaction of its own; return whether there were any."""
    driver = (await connection.get_raw_connection()).driver_connection
    if driver is None:
        return False
    before = await driver.execute_fetchall("PRAGMA freelist_count")
    # As a script, which is run to its end: a statement is taken one step, and each step gives one page back.
    await driver.executescript(f"PRAGMA incremental_vacuum({pages})")
    return bool(before > await driver.execute_fetchall("PRAGMA freelist_count"))


def _expired(kept: Kept, before: datetime) -> Select[Any]:
    """Return the keys of what is let go of, from before that moment."""
    match kept:
        case Kept.TEXTS:
            old = (_WHOLE, articles.c.fetched_at < before)
            return select(articles.c.id).where(*old, _FIRST_VERSION.not_in(_looked_at_again()))
        case Kept.OUTCOMES:
            key = (outcomes.c.subject, outcomes.c.subject_id, outcomes.c.channel)
            return select(*key).where(outcomes.c.at < before)
        case Kept.POLLS:
            return select(polls.c.seq).where(polls.c.polled_at < before)
        case Kept.DELIVERIES:
            answers = deliveries.alias()
            answered = exists().where(answers.c.parent_id == deliveries.c.id)
            final = (deliveries.c.state.in_(_FINAL), deliveries.c.created_at < before, ~answered)
            return select(deliveries.c.id, deliveries.c.report_id).where(*final)
        case Kept.STATEMENTS:
            later = statements.alias()
            in_use = (
                exists().where(later.c.earlier_id == statements.c.id),
                exists().where(sightings.c.statement_id == statements.c.id, sightings.c.seen_at >= before),
                exists().where(report_statements.c.statement_id == statements.c.id),
                exists().where(digest_statements.c.statement_id == statements.c.id),
                exists().where(corrections.c.statement_id == statements.c.id, _is_answered_by_a_message()),
            )
            return select(statements.c.id).where(statements.c.seq < first_place(before), *(~one for one in in_use))


def _looked_at_again() -> Select[Any]:
    """Return the first versions of pages that are fetched again: a later text is compared with the whole of theirs."""
    return select(_FIRST_VERSION).where(articles.c.id.in_(select(rechecks.c.article_id)))


def _is_answered_by_a_message() -> ColumnElement[bool]:
    return exists().where(deliveries.c.correction_id == corrections.c.id)
