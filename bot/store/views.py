"""What people are shown: values put together from several tables, on an open connection."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import case, func, or_, select

from bot.core.errors import (
    AlertNotPostedError,
    CorrectionNotFoundError,
    DigestNotFoundError,
    NoticeNotFoundError,
    OverflowEmptyError,
    ReportNotFoundError,
)
from bot.core.model import (
    CorrectionView,
    DeliveryKind,
    DigestItem,
    DigestView,
    FeedbackView,
    KnownPointView,
    NoticeView,
    Novelty,
    OverflowView,
    ReportView,
    SightingView,
    StatementView,
)
from bot.rules.corrections import RULED_OUT
from bot.store import rows
from bot.store.notices import read_notice
from bot.store.queries import in_parts
from bot.store.tables import (
    articles,
    corrections,
    deliveries,
    digest_statements,
    digests,
    feedback_given,
    notices,
    report_statements,
    reports,
    sightings,
    statements,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from sqlalchemy import ColumnElement, RowMapping, Select
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.core.model import Correction, Delivery, Feedback, Message, Statement

_Value = TypeVar("_Value")

_MOST_LEADS = 50  # of an overflow line; more than any message has room for
_MOST_TOLD = 60  # of a catch-up; the same
_LATEST_OCCASIONS = 4  # shown of what was said many times, beside the first


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
    told = await report_view(connection, delivery.report_id)
    parent = await _alert(connection, delivery.parent_id)
    if parent is None or parent.message_ref is None:
        return replace(told, thread_ref=await _thread_head(connection, delivery))
    return replace(told, parent_ref=parent.message_ref, thread_ref=await _thread_head(connection, parent))


async def _alert(connection: AsyncConnection, delivery_id: str | None) -> Delivery | None:
    asked = select(deliveries).where(deliveries.c.id == delivery_id, deliveries.c.kind == DeliveryKind.ALERT)
    found = await _rows(connection, asked) if delivery_id is not None else ()
    return rows.delivery(found[0]) if found else None


async def _thread_head(connection: AsyncConnection, alert: Delivery) -> str:
    """Return the message that heads the thread of an alert; empty where it heads that itself, or stands in none.

    What is more of a remark stands below the alert that told of it first; else the thread is that of its day, headed by
    what was posted first.
    """
    if alert.thread is None:
        told_first = await _alert(connection, alert.parent_id)
        return (told_first.message_ref if told_first else None) or ""
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
    found = await _rows(connection, posted)
    return found[0]["message_ref"] if found and found[0]["id"] != alert.id else ""


async def report_view(connection: AsyncConnection, report_id: str | None) -> ReportView:
    """Return a report with its statements and all their sightings.

    Raises:
        ReportNotFoundError: there is none.

    """
    found = await _rows(connection, select(reports).where(reports.c.id == report_id))
    if not found:
        raise ReportNotFoundError(report_id)
    listed = await _rows(
        connection,
        select(report_statements)
        .where(report_statements.c.report_id == report_id)
        .order_by(report_statements.c.position),
    )
    report = rows.report(found[0], listed)
    told_in = await _rows(connection, select(articles).where(articles.c.id == report.article_id))
    by_id = await _statements(connection, report.statement_ids)
    in_order = [by_id[statement_id] for statement_id in report.statement_ids]
    return ReportView(
        report=report,
        article=rows.article(told_in[0]),
        statements=tuple(await statement_views(connection, in_order)),
    )


async def statement_view(connection: AsyncConnection, statement_id: str) -> StatementView | None:
    """Return one statement, or None."""
    found = await _statements(connection, [statement_id])
    shown = await statement_views(connection, list(found.values()))
    return shown[0] if shown else None


async def statement_views(connection: AsyncConnection, found: Sequence[Statement]) -> list[StatementView]:
    """Return these statements, in their order, each with all that is known of it."""
    if not found:
        return []
    ids = [statement.id for statement in found]
    views = await sighting_views(connection, sightings.c.statement_id.in_(ids))
    seen = _grouped(views, lambda view: view.sighting.statement_id)
    noticed = await _corrections(connection, corrections.c.statement_id.in_(ids))
    corrected = _grouped(noticed, lambda correction: correction.statement_id)
    occasions = {statement.id: await _occasions(connection, statement) for statement in found}
    say_known = {point.statement_id for statement in found for point in statement.known}
    first_seen = await _first_sightings(
        connection, {one for listed in occasions.values() for one in listed} | say_known
    )
    earlier = await _statements(
        connection, {statement.earlier_id for statement in found if statement.earlier_id} | say_known
    )
    return [
        StatementView(
            statement=statement,
            sightings=tuple(seen.get(statement.id, ())),
            earlier=earlier.get(statement.earlier_id or ""),
            times=await _times(connection, statement),
            earlier_sightings=tuple(first_seen[one] for one in occasions[statement.id] if one in first_seen),
            corrections=tuple(corrected.get(statement.id, ())),
            known=_known_points(statement, earlier, first_seen),
        )
        for statement in found
    ]


def _known_points(
    statement: Statement, by_id: Mapping[str, Statement], first_seen: Mapping[str, SightingView]
) -> tuple[KnownPointView, ...]:
    """Return the points of a statement that are on record, with what says them; not where the desk ruled that out."""
    return tuple(
        KnownPointView(point=point, statement=by_id[point.statement_id], sighting=first_seen.get(point.statement_id))
        for point in statement.known
        if point.statement_id in by_id and by_id[point.statement_id].ruling not in RULED_OUT
    )


def _grouped(values: Iterable[_Value], key: Callable[[_Value], str]) -> dict[str, list[_Value]]:
    groups: dict[str, list[_Value]] = {}
    for value in values:
        groups.setdefault(key(value), []).append(value)
    return groups


async def page_sightings(connection: AsyncConnection, article_id: str) -> list[SightingView]:
    """Return the sightings in all versions of an article's page, each with its own version, first seen first."""
    return await sighting_views(connection, sightings.c.article_id.in_(_versions(article_id)))


async def page_corrections(connection: AsyncConnection, article_id: str) -> list[Correction]:
    """Return the corrections of these sightings, first noticed first."""
    on_page = select(sightings.c.id).where(sightings.c.article_id.in_(_versions(article_id)))
    return await _corrections(connection, corrections.c.sighting_id.in_(on_page))


async def feedback_on(connection: AsyncConnection, statement_ids: Sequence[str]) -> list[Feedback]:
    """Return what people said of these statements, first given first."""
    query = (
        select(feedback_given)
        .where(feedback_given.c.statement_id.in_(statement_ids))
        .order_by(feedback_given.c.given_at, feedback_given.c.id)
    )
    return [rows.feedback(row) for row in await _rows(connection, query)]


async def all_feedback(connection: AsyncConnection) -> list[FeedbackView]:
    """Return every statement that people said something of, first seen first."""
    told_of = (await connection.execute(select(feedback_given.c.statement_id).distinct())).scalars().all()
    answered: list[FeedbackView] = []
    for some in in_parts(told_of):
        found = await _statements(connection, some)
        given: dict[str, list[Feedback]] = {}
        for one in await feedback_on(connection, some):
            given.setdefault(one.statement_id, []).append(one)
        answered += [
            FeedbackView(statement=view, given=tuple(given[view.statement.id]))
            for view in await statement_views(connection, list(found.values()))
        ]
    return sorted(answered, key=lambda view: (view.statement.statement.first_seen_at, view.statement.statement.id))


async def _correction_view(connection: AsyncConnection, delivery: Delivery) -> CorrectionView:
    found = await _corrections(connection, corrections.c.id == delivery.correction_id)
    if not found:
        raise CorrectionNotFoundError(delivery.correction_id)
    (correction,) = found
    parent = await _alert(connection, delivery.parent_id)
    if parent is None or parent.message_ref is None:
        raise AlertNotPostedError(delivery.parent_id)
    (before,) = await sighting_views(connection, sightings.c.id == correction.sighting_id)
    statement = await _statements(connection, [correction.statement_id])
    return CorrectionView(
        correction=correction,
        statement=statement[correction.statement_id],
        before=before,
        parent_ref=parent.message_ref,
        thread_ref=await _thread_head(connection, parent),
    )


async def _notice_view(connection: AsyncConnection, delivery: Delivery) -> NoticeView:
    found = await _rows(connection, select(notices).where(notices.c.id == delivery.notice_id))
    if not found:
        raise NoticeNotFoundError(delivery.notice_id)
    return NoticeView(notice=read_notice(found[0]), is_over=delivery.kind is DeliveryKind.ALL_CLEAR)


async def _overflow_view(connection: AsyncConnection, delivery: Delivery) -> OverflowView:
    made_at = deliveries.c.created_at
    collapsed = await _rows(
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
    (span,) = await _rows(connection, asked)
    changed_first = case((statements.c.novelty == Novelty.CHANGED, 0), else_=1)
    listed = await _rows(
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
        told=await _told(connection, [(row["id"], row["article_id"]) for row in listed[:_MOST_TOLD]]),
        is_catch_up=True,
    )


async def _digest_view(connection: AsyncConnection, delivery: Delivery) -> DigestView:
    found = await _rows(connection, select(digests).where(digests.c.id == delivery.id))
    if not found:
        raise DigestNotFoundError(delivery.id)
    listed = await _rows(
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
        told=await _told(connection, [(row["id"], row["article_id"]) for row in listed[:_MOST_TOLD]]),
    )


def _counted(listed: Iterable[RowMapping]) -> dict[str, dict[Novelty, int]]:
    """Count statements by actor and novelty."""
    counts: dict[str, dict[Novelty, int]] = {}
    for row in listed:
        of_actor, novelty = counts.setdefault(row["actor_id"], {}), Novelty(row["novelty"])
        of_actor[novelty] = of_actor.get(novelty, 0) + 1
    return counts


async def _told(connection: AsyncConnection, pairs: Sequence[tuple[str, str]]) -> tuple[DigestItem, ...]:
    """Return statements as articles have them, given by the ids of both."""
    by_id = await _statements(connection, {statement_id for statement_id, _ in pairs})
    views = await statement_views(connection, [by_id[statement_id] for statement_id, _ in pairs])
    asked = select(articles).where(articles.c.id.in_({article_id for _, article_id in pairs}))
    read = {row["id"]: rows.article(row) for row in await _rows(connection, asked)}
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
        .limit(_MOST_LEADS)
    )
    return tuple(rows.statement(row) for row in await _rows(connection, query))


def _versions(article_id: str) -> Select[tuple[str]]:
    """Ask for the ids of all versions of an article's page."""
    first = select(func.coalesce(articles.c.version_of, articles.c.id)).where(articles.c.id == article_id)
    version = articles.alias()
    return select(version.c.id).where(
        or_(version.c.id == first.scalar_subquery(), version.c.version_of == first.scalar_subquery())
    )


async def _statements(connection: AsyncConnection, ids: Collection[str]) -> dict[str, Statement]:
    if not ids:
        return {}
    query = select(*rows.STATEMENT).where(statements.c.id.in_(sorted(ids)))
    return {row["id"]: rows.statement(row) for row in await _rows(connection, query)}


async def sighting_views(connection: AsyncConnection, asked: ColumnElement[bool]) -> list[SightingView]:
    """Return the sightings of a condition, each with its article, first seen first."""
    query = select(sightings).where(asked).order_by(sightings.c.seen_at, sightings.c.id)
    seen = [rows.sighting(row) for row in await _rows(connection, query)]
    read = {}
    for some in in_parts({sighting.article_id for sighting in seen}):
        for row in await _rows(connection, select(articles).where(articles.c.id.in_(some))):
            read[row["id"]] = rows.article(row)
    return [SightingView(sighting=sighting, article=read[sighting.article_id]) for sighting in seen]


async def _corrections(connection: AsyncConnection, asked: ColumnElement[bool]) -> list[Correction]:
    query = select(corrections).where(asked).order_by(corrections.c.noticed_at, corrections.c.id)
    return [rows.correction(row) for row in await _rows(connection, query)]


async def _occasions(connection: AsyncConnection, statement: Statement) -> list[str]:
    """Return the ids of what it changes; or of what it repeats: the first, and the latest before it, in their order."""
    if statement.earlier_id is None or statement.novelty is Novelty.NEW:
        return []
    if statement.novelty is Novelty.CHANGED:
        return [statement.earlier_id]
    latest = await connection.execute(
        select(statements.c.id)
        .where(
            statements.c.earlier_id == statement.earlier_id,
            statements.c.novelty == Novelty.REPEAT,
            statements.c.first_seen_at < statement.first_seen_at,
        )
        .order_by(statements.c.first_seen_at.desc(), statements.c.id.desc())
        .limit(_LATEST_OCCASIONS)
    )
    return [statement.earlier_id, *reversed(latest.scalars().all())]


async def _first_sightings(connection: AsyncConnection, statement_ids: Collection[str]) -> dict[str, SightingView]:
    """Return the first sighting of each of these statements, by its id."""
    if not statement_ids:
        return {}
    # Not the first of all that are read: what is said every week has very many.
    first = (
        select(sightings.c.id)
        .where(sightings.c.statement_id == statements.c.id)
        .order_by(sightings.c.seen_at, sightings.c.id)
        .limit(1)
        .scalar_subquery()
    )
    asked = select(first).where(statements.c.id.in_(sorted(statement_ids)))
    views = await sighting_views(connection, sightings.c.id.in_(asked))
    return {view.sighting.statement_id: view for view in views}


async def _times(connection: AsyncConnection, statement: Statement) -> int:
    """Count how often it was said: the first time, and each repeat up to this one."""
    if statement.novelty is not Novelty.REPEAT or statement.earlier_id is None:
        return 1
    repeats = await connection.execute(
        select(func.count())
        .select_from(statements)
        .where(
            statements.c.earlier_id == statement.earlier_id,
            statements.c.novelty == Novelty.REPEAT,
            statements.c.first_seen_at <= statement.first_seen_at,
        )
    )
    return 1 + repeats.scalar_one()


async def _rows(connection: AsyncConnection, query: Select[Any]) -> Sequence[RowMapping]:
    found: Sequence[RowMapping] = (await connection.execute(query)).mappings().all()
    return found
