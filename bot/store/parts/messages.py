"""What messages show, by their kind: values put together from several tables, on an open connection."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import case, func, or_, select

from bot.core.errors import (
    AlertNotPostedError,
    CorrectionNotFoundError,
    DigestNotFoundError,
    NoticeNotFoundError,
    OverflowEmptyError,
)
from bot.core.model import (
    CorrectionView,
    DeliveryKind,
    DigestItem,
    DigestView,
    NoticeView,
    Novelty,
    OverflowView,
    ReportView,
)
from bot.rules.corrections import RULED_OUT
from bot.store.forms import rows
from bot.store.forms.tables import (
    articles,
    corrections,
    deliveries,
    digest_statements,
    digests,
    notices,
    report_statements,
    reports,
    sightings,
    statements,
)
from bot.store.parts.notices import read_notice
from bot.store.parts.queries import found_rows
from bot.store.parts.views import (
    corrections_where,
    report_view,
    sighting_views,
    statement_views,
    statements_by_id,
)
from bot.store.thresholds import MOST_LEADS, MOST_REPORTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import RowMapping
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.core.model import Delivery, Message, Statement


async def message(connection: AsyncConnection, delivery: Delivery) -> Message:
    """Return what a delivery shows, by its kind.

    Raises:
        NotOnRecordError: something of it is not on record, as `bot.core.ports.Outbox.message` says.

    """
    match delivery.kind:
        case DeliveryKind.ALERT:
            return await _alert_view(connection, delivery)
        case DeliveryKind.CORRECTION:
            return await _correction_view(connection, delivery)
        case DeliveryKind.OVERFLOW:
            return await _overflow_view(connection, delivery)
        case DeliveryKind.CATCH_UP:
            return await _catch_up_view(connection, delivery)
        case DeliveryKind.DIGEST:
            return await _digest_view(connection, delivery)
        case DeliveryKind.NOTICE | DeliveryKind.ALL_CLEAR:
            return await _notice_view(connection, delivery)


async def _alert_view(connection: AsyncConnection, delivery: Delivery) -> ReportView:
    """Return an alert's report with the message of the alert of whose remark it tells more."""
    view = await report_view(connection, delivery.report_id)
    parent = await _alert(connection, delivery.parent_id)
    if parent is None or parent.message_ref is None:
        return replace(view, thread_ref=await _thread_head(connection, delivery))
    return replace(view, parent_ref=parent.message_ref, thread_ref=await _thread_head(connection, parent))


async def _alert(connection: AsyncConnection, delivery_id: str | None) -> Delivery | None:
    asked = select(deliveries).where(deliveries.c.id == delivery_id, deliveries.c.kind == DeliveryKind.ALERT)
    found = await found_rows(connection, asked) if delivery_id is not None else ()
    return rows.delivery(found[0]) if found else None


async def _thread_head(connection: AsyncConnection, alert: Delivery) -> str:
    """Return the message that heads the thread of an alert; empty where it heads that itself, or stands in none.

    What is more of a remark stands below the alert that reported it first; else the thread is that of its day, headed
    by what was posted first.
    """
    if alert.thread is None:
        first = await _alert(connection, alert.parent_id)
        return (first.message_ref if first else None) or ""
    posted = (
        select(deliveries.c.id, deliveries.c.message_ref)
        .where(
            deliveries.c.thread == alert.thread,
            deliveries.c.channel == str(alert.channel),
            deliveries.c.message_ref.is_not(None),
        )
        .order_by(deliveries.c.sent_at, deliveries.c.id)
        .limit(1)
    )
    found = await found_rows(connection, posted)
    return found[0]["message_ref"] if found and found[0]["id"] != alert.id else ""


async def _correction_view(connection: AsyncConnection, delivery: Delivery) -> CorrectionView:
    found = await corrections_where(connection, corrections.c.id == delivery.correction_id)
    if not found:
        raise CorrectionNotFoundError(delivery.correction_id)
    (correction,) = found
    parent = await _alert(connection, delivery.parent_id)
    if parent is None or parent.message_ref is None:
        raise AlertNotPostedError(delivery.parent_id)
    (before,) = await sighting_views(connection, sightings.c.id == correction.sighting_id)
    statement = await statements_by_id(connection, [correction.statement_id])
    return CorrectionView(
        correction=correction,
        statement=statement[correction.statement_id],
        before=before,
        parent_ref=parent.message_ref,
        thread_ref=await _thread_head(connection, parent),
    )


async def _notice_view(connection: AsyncConnection, delivery: Delivery) -> NoticeView:
    found = await found_rows(connection, select(notices).where(notices.c.id == delivery.notice_id))
    if not found:
        raise NoticeNotFoundError(delivery.notice_id)
    return NoticeView(notice=read_notice(found[0]), is_over=delivery.kind is DeliveryKind.ALL_CLEAR)


async def _overflow_view(connection: AsyncConnection, delivery: Delivery) -> OverflowView:
    made_at = deliveries.c.created_at
    collapsed = await found_rows(
        connection,
        select(
            reports.c.actor_id,
            func.count().label("alerts"),
            func.min(made_at).label("since"),
            func.max(made_at).label("until"),
        )
        .join(reports, reports.c.id == deliveries.c.report_id)
        .where(deliveries.c.parent_id == delivery.id)
        .group_by(reports.c.actor_id),
    )
    if not collapsed:
        raise OverflowEmptyError(delivery.id)
    return OverflowView(
        id=delivery.id,
        since=min(row["since"] for row in collapsed),
        until=max(row["until"] for row in collapsed),
        alerts={row["actor_id"]: row["alerts"] for row in collapsed},
        leads=await _leads(connection, delivery),
    )


async def _catch_up_view(connection: AsyncConnection, delivery: Delivery) -> DigestView:
    collapsed = deliveries.c.parent_id == delivery.id
    made_at = deliveries.c.created_at
    asked = select(func.min(made_at).label("since"), func.max(made_at).label("until")).where(collapsed)
    (span,) = await found_rows(connection, asked)
    changed_first = case((statements.c.novelty == Novelty.CHANGED, 0), else_=1)
    listed = await found_rows(
        connection,
        select(statements.c.id, statements.c.actor_id, statements.c.novelty, reports.c.article_id)
        .join(report_statements, report_statements.c.statement_id == statements.c.id)
        .join(reports, reports.c.id == report_statements.c.report_id)
        .join(deliveries, deliveries.c.report_id == reports.c.id)
        .where(collapsed, or_(statements.c.ruling.is_(None), statements.c.ruling.not_in(RULED_OUT)))
        .order_by(changed_first, made_at, deliveries.c.id, report_statements.c.position),
    )
    if not listed:
        raise OverflowEmptyError(delivery.id)
    return DigestView(
        id=delivery.id,
        since=span["since"],
        until=span["until"],
        counts=_counted(listed),
        reported=await _digest_items(connection, [(row["id"], row["article_id"]) for row in listed[:MOST_REPORTED]]),
        is_catch_up=True,
    )


async def _digest_view(connection: AsyncConnection, delivery: Delivery) -> DigestView:
    found = await found_rows(connection, select(digests).where(digests.c.id == delivery.id))
    if not found:
        raise DigestNotFoundError(delivery.id)
    listed = await found_rows(
        connection,
        select(statements.c.id, statements.c.actor_id, statements.c.novelty, digest_statements.c.article_id)
        .join(digest_statements, digest_statements.c.statement_id == statements.c.id)
        .where(
            digest_statements.c.digest_id == delivery.id,
            or_(statements.c.ruling.is_(None), statements.c.ruling.not_in(RULED_OUT)),
        )
        .order_by(digest_statements.c.position),
    )
    return DigestView(
        id=delivery.id,
        since=found[0]["since"],
        until=found[0]["until"],
        zone=found[0]["zone"],
        counts=_counted(listed),
        reported=await _digest_items(connection, [(row["id"], row["article_id"]) for row in listed[:MOST_REPORTED]]),
    )


def _counted(listed: Iterable[RowMapping]) -> dict[str, dict[Novelty, int]]:
    """Count statements by actor and novelty."""
    counts: dict[str, dict[Novelty, int]] = {}
    for row in listed:
        of_actor, novelty = counts.setdefault(row["actor_id"], {}), Novelty(row["novelty"])
        of_actor[novelty] = of_actor.get(novelty, 0) + 1
    return counts


async def _digest_items(connection: AsyncConnection, pairs: Sequence[tuple[str, str]]) -> tuple[DigestItem, ...]:
    """Return statements as articles have them, given by the ids of both."""
    by_id = await statements_by_id(connection, {statement_id for statement_id, _ in pairs})
    views = await statement_views(connection, [by_id[statement_id] for statement_id, _ in pairs])
    asked = select(articles).where(articles.c.id.in_({article_id for _, article_id in pairs}))
    read = {row["id"]: rows.article(row) for row in await found_rows(connection, asked)}
    return tuple(
        DigestItem(statement=view, article=read[article_id]) for view, (_, article_id) in zip(views, pairs, strict=True)
    )


async def _leads(connection: AsyncConnection, line: Delivery) -> tuple[Statement, ...]:
    """Return the first statement of each alert that is collapsed into a line, oldest first."""
    query = (
        select(*rows.STATEMENT)
        .join(report_statements, report_statements.c.statement_id == statements.c.id)
        .join(deliveries, deliveries.c.report_id == report_statements.c.report_id)
        .where(deliveries.c.parent_id == line.id, report_statements.c.position == 0)
        .order_by(deliveries.c.created_at, deliveries.c.id)
        .limit(MOST_LEADS)
    )
    return tuple(rows.statement(row) for row in await found_rows(connection, query))
