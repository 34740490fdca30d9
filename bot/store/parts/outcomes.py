"""Conclusions in SQL."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, exists, func, literal, or_, select, text, union_all

from bot.core.model import DeliveryState, ItemState
from bot.core.outcomes import Outcome, Subject
from bot.rules.outcomes import DELIVERY_OUTCOMES, ITEM_OUTCOMES
from bot.store.connected import Connected, Writing
from bot.store.forms import rows
from bot.store.forms.columns import IS_OVER, UtcDateTime
from bot.store.forms.tables import articles, deliveries, items, outcomes, sightings, statements, tallies
from bot.store.parts.queries import ByNoIndex, in_parts
from bot.store.thresholds import MOST_NAMED_OF_A_KIND

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, CompoundSelect, Select

    from bot.core.model import Article, Item, Statement
    from bot.core.outcomes import Conclusion


_SINCE = bindparam("since", type_=UtcDateTime())


def _numbers_of(*kind: ColumnElement[Any]) -> Select[Any]:
    return select(*kind, func.count().label("counted")).group_by(*kind)


_KIND = ByNoIndex(outcomes.c.subject).label("subject"), ByNoIndex(outcomes.c.outcome).label("outcome")
_CONCLUDED = _numbers_of(*_KIND).where(outcomes.c.at >= _SINCE)
_DELIVERIES = _numbers_of(literal(deliveries.name).label("name"), ByNoIndex(deliveries.c.state).label("state"))
# Each by an index of its time; what waits is counted as it comes and goes.
_BY_STATE: CompoundSelect[Any] = union_all(
    _numbers_of(literal(items.name).label("name"), items.c.state).where(
        items.c.state == ItemState.FAILED, items.c.next_try_at >= _SINCE
    ),
    _DELIVERIES.where(text(IS_OVER), deliveries.c.next_try_at >= _SINCE),
    _DELIVERIES.where(
        deliveries.c.sent_at >= _SINCE, ByNoIndex(deliveries.c.state).in_([DeliveryState.SENT, DeliveryState.STALE])
    ),
    select(tallies.c.name, tallies.c.state, tallies.c.counted).where(
        or_(
            and_(tallies.c.name == items.name, tallies.c.state == ItemState.WAITING),
            and_(
                tallies.c.name == deliveries.name,
                tallies.c.state.in_([DeliveryState.PENDING, DeliveryState.SENDING]),
            ),
        )
    ),
)


class SqlOutcomes(Connected):
    """`bot.core.ports.Outcomes`."""

    async def conclusions(self, subject_ids: Collection[str]) -> list[Conclusion]:
        found: list[Conclusion] = []
        async with self.connected() as connection:
            for some in in_parts(subject_ids):
                query = select(outcomes).where(outcomes.c.subject_id.in_(some))
                found += [rows.conclusion(row) for row in (await connection.execute(query)).mappings()]
        return sorted(found, key=lambda one: (one.at, one.subject, one.subject_id, one.channel))

    async def concluded_of(self, related_id: str) -> list[Conclusion]:
        query = (
            select(outcomes)
            .where(outcomes.c.related_id == related_id)
            .order_by(outcomes.c.at, outcomes.c.subject, outcomes.c.subject_id, outcomes.c.channel)
        )
        return [rows.conclusion(row) for row in await self._rows(query)]

    async def concluded_since(self, since: datetime) -> dict[tuple[Subject, Outcome], int]:
        async with self.connected() as connection:
            concluded = (await connection.execute(_CONCLUDED, {"since": since})).all()
            by_state = (await connection.execute(_BY_STATE, {"since": since})).all()
        found: Counter[tuple[Subject, Outcome]] = Counter()
        for subject, outcome, number in concluded:
            found[Subject(subject), Outcome(outcome)] += number
        for table, state, number in by_state:
            if table == items.name:
                found[Subject.ITEM, ITEM_OUTCOMES[ItemState(state)]] += number
            else:
                found[Subject.DELIVERY, DELIVERY_OUTCOMES[DeliveryState(state)]] += number
        return dict(+found)

    async def rechecks_given_up(self, *, since: datetime, limit: int) -> list[Conclusion]:
        query = (
            select(outcomes)
            .where(
                ByNoIndex(outcomes.c.subject) == Subject.RECHECK,
                outcomes.c.outcome == Outcome.GIVEN_UP,
                outcomes.c.at >= since,
            )
            .order_by(outcomes.c.at.desc(), outcomes.c.subject_id)
            .limit(limit)
        )
        return [rows.conclusion(row) for row in await self._rows(query)]

    async def items_at(self, url: str) -> list[Item]:
        query = select(items).where(items.c.url == url).order_by(items.c.first_seen_at, items.c.id)
        return [rows.item(row) for row in await self._rows(query)]

    async def items_named(self, source_id: str, url: str, *, limit: int) -> list[Item]:
        query = (
            select(items)
            .where(items.c.source_id == source_id, items.c.url.startswith(f"{url}#", autoescape=True))
            .order_by(items.c.first_seen_at, items.c.id)
            .limit(limit)
        )
        return [rows.item(row) for row in await self._rows(query)]

    async def items_of(self, article_id: str) -> list[Item]:
        named = select(outcomes.c.subject_id).where(
            outcomes.c.related_id == article_id, outcomes.c.subject == Subject.ITEM
        )
        query = select(items).where(items.c.id.in_(named)).order_by(items.c.first_seen_at, items.c.id)
        return [rows.item(row) for row in await self._rows(query)]

    async def item(self, item_id: str) -> Item | None:
        found = await self._rows(select(items).where(items.c.id == item_id))
        return rows.item(found[0]) if found else None

    async def articles_at(self, url: str) -> list[Article]:
        query = select(articles).where(articles.c.url == url).order_by(articles.c.fetched_at, articles.c.id)
        return [rows.article(row) for row in await self._rows(query)]

    async def pages_dated(self, source_id: str, at: datetime, *, limit: int) -> list[Article]:
        query = (
            select(articles)
            .where(articles.c.source_id == source_id, articles.c.published_at == at, articles.c.version_of.is_(None))
            .order_by(articles.c.fetched_at, articles.c.id)
            .limit(limit)
        )
        return [rows.article(row) for row in await self._rows(query)]

    async def gives_other_dates(self, source_id: str, at: datetime) -> bool:
        query = (
            select(articles.c.id).where(articles.c.source_id == source_id, articles.c.published_at != at).limit(1)
        )  # one without a date is not unequal
        return bool(await self._values(query))

    async def statements_in(self, article_id: str) -> list[Statement]:
        here = select(sightings.c.statement_id).where(sightings.c.article_id == article_id)
        query = (
            select(*rows.STATEMENT)
            .where(statements.c.id.in_(here))
            .order_by(statements.c.first_seen_at, statements.c.id)
        )
        return [rows.statement(row) for row in await self._rows(query)]

    async def unexplained(self) -> list[str]:
        def none(subject: Subject, subject_id: ColumnElement[str]) -> ColumnElement[bool]:
            return ~exists().where(and_(outcomes.c.subject == subject, outcomes.c.subject_id == subject_id))

        questions = {
            Subject.ITEM: select(items.c.id).where(items.c.state == ItemState.READ, none(Subject.ITEM, items.c.id)),
            Subject.ARTICLE: select(articles.c.id).where(none(Subject.ARTICLE, articles.c.id)),
            Subject.ATTRIBUTION: select(sightings.c.id).where(none(Subject.ATTRIBUTION, sightings.c.id)),
            Subject.STATEMENT: select(statements.c.id).where(
                statements.c.teller.is_(None), none(Subject.STATEMENT, statements.c.id)
            ),
        }
        return [
            f"{subject} {found}"
            for subject, query in questions.items()
            for found in await self._values(query.order_by(query.selected_columns[0]).limit(MOST_NAMED_OF_A_KIND))
        ]


class SqlOutcomeWrites(SqlOutcomes, Writing):
    """`bot.core.ports.OutcomeWrites`."""

    async def conclude(self, conclusions: Sequence[Conclusion]) -> None:
        for one in conclusions:
            added = self._insert(outcomes, rows.row_of(one))
            key = ("subject", "subject_id", "channel")
            changes = {name: added.excluded[name] for name in one.__slots__ if name not in key}
            await self._run(added.on_conflict_do_update(index_elements=list(key), set_=changes))
