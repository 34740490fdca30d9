"""What people are shown of statements: values put together from several tables, on an open connection."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import func, or_, select

from bot.core.errors import (
    ReportNotFoundError,
)
from bot.core.model import (
    FeedbackView,
    KnownPointView,
    Novelty,
    ReportView,
    SightingView,
    StatementView,
)
from bot.rules.corrections import RULED_OUT
from bot.store.forms import rows
from bot.store.forms.tables import (
    articles,
    corrections,
    feedback_given,
    report_statements,
    reports,
    sightings,
    statements,
)
from bot.store.parts.queries import found_rows, in_parts
from bot.store.thresholds import LATEST_OCCASIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.core.model import Article, Correction, Feedback, Statement


_Value = TypeVar("_Value")


async def report_view(connection: AsyncConnection, report_id: str | None) -> ReportView:
    """Return a report with its statements and all their sightings.

    Raises:
        ReportNotFoundError: there is none.

    """
    found = await found_rows(connection, select(reports).where(reports.c.id == report_id))
    if not found:
        raise ReportNotFoundError(report_id)
    listed = await found_rows(
        connection,
        select(report_statements)
        .where(report_statements.c.report_id == report_id)
        .order_by(report_statements.c.position),
    )
    report = rows.report(found[0], listed)
    found_in = await found_rows(connection, select(articles).where(articles.c.id == report.article_id))
    by_id = await statements_by_id(connection, report.statement_ids)
    in_order = [by_id[statement_id] for statement_id in report.statement_ids]
    return ReportView(
        report=report,
        article=rows.article(found_in[0]),
        statements=tuple(await statement_views(connection, in_order)),
    )


async def statement_view(connection: AsyncConnection, statement_id: str) -> StatementView | None:
    """Return one statement, or None."""
    found = await statements_by_id(connection, [statement_id])
    shown = await statement_views(connection, list(found.values()))
    return shown[0] if shown else None


async def statement_views(connection: AsyncConnection, found: Sequence[Statement]) -> list[StatementView]:
    """Return these statements, in their order, each with all that is known of it."""
    if not found:
        return []
    ids = [statement.id for statement in found]
    views = await sighting_views(connection, sightings.c.statement_id.in_(ids))
    seen = _grouped(views, lambda view: view.sighting.statement_id)
    noticed = await corrections_where(connection, corrections.c.statement_id.in_(ids))
    corrected = _grouped(noticed, lambda correction: correction.statement_id)
    occasions = {statement.id: await _occasions(connection, statement) for statement in found}
    say_known = {point.statement_id for statement in found for point in statement.known}
    first_seen = await _first_sightings(
        connection, {one for listed in occasions.values() for one in listed} | say_known
    )
    earlier = await statements_by_id(
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
    return await corrections_where(connection, corrections.c.sighting_id.in_(on_page))


async def feedback_on(connection: AsyncConnection, statement_ids: Sequence[str]) -> list[Feedback]:
    """Return what people said of these statements, first given first."""
    query = (
        select(feedback_given)
        .where(feedback_given.c.statement_id.in_(statement_ids))
        .order_by(feedback_given.c.given_at, feedback_given.c.id)
    )
    return [rows.feedback(row) for row in await found_rows(connection, query)]


async def all_feedback(connection: AsyncConnection) -> list[FeedbackView]:
    """Return every statement that people said something of, first seen first."""
    ruled_on = (await connection.execute(select(feedback_given.c.statement_id).distinct())).scalars().all()
    answered: list[FeedbackView] = []
    for some in in_parts(ruled_on):
        found = await statements_by_id(connection, some)
        given: dict[str, list[Feedback]] = {}
        for one in await feedback_on(connection, some):
            given.setdefault(one.statement_id, []).append(one)
        answered += [
            FeedbackView(statement=view, given=tuple(given[view.statement.id]))
            for view in await statement_views(connection, list(found.values()))
        ]
    return sorted(answered, key=lambda view: (view.statement.statement.first_seen_at, view.statement.statement.id))


def _versions(article_id: str) -> Select[tuple[str]]:
    """Ask for the ids of all versions of an article's page."""
    first = select(func.coalesce(articles.c.version_of, articles.c.id)).where(articles.c.id == article_id)
    version = articles.alias()
    return select(version.c.id).where(
        or_(version.c.id == first.scalar_subquery(), version.c.version_of == first.scalar_subquery())
    )


async def statements_by_id(connection: AsyncConnection, ids: Collection[str]) -> dict[str, Statement]:
    """Return these statements by their ids, those that are on record."""
    if not ids:
        return {}
    query = select(*rows.STATEMENT).where(statements.c.id.in_(sorted(ids)))
    return {row["id"]: rows.statement(row) for row in await found_rows(connection, query)}


async def articles_by_id(connection: AsyncConnection, ids: Collection[str]) -> dict[str, Article]:
    """Return these articles by their ids, those that are on record."""
    found: dict[str, Article] = {}
    for some in in_parts(ids):
        for row in await found_rows(connection, select(articles).where(articles.c.id.in_(some))):
            found[row["id"]] = rows.article(row)
    return found


async def sighting_views(connection: AsyncConnection, asked: ColumnElement[bool]) -> list[SightingView]:
    """Return the sightings of a condition, each with its article, first seen first."""
    query = select(sightings).where(asked).order_by(sightings.c.seen_at, sightings.c.id)
    seen = [rows.sighting(row) for row in await found_rows(connection, query)]
    read = await articles_by_id(connection, {sighting.article_id for sighting in seen})
    return [SightingView(sighting=sighting, article=read[sighting.article_id]) for sighting in seen]


async def corrections_where(connection: AsyncConnection, asked: ColumnElement[bool]) -> list[Correction]:
    """Return the corrections of a condition, first noticed first."""
    query = select(corrections).where(asked).order_by(corrections.c.noticed_at, corrections.c.id)
    return [rows.correction(row) for row in await found_rows(connection, query)]


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
        .limit(LATEST_OCCASIONS)
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
