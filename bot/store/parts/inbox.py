"""The inbox in SQL: poll states and items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import case, delete, exists, func, select, union_all, update

from bot.core.model import ItemState, PollState
from bot.core.outcomes import Outcome, Subject
from bot.store.connected import Connected, Writing
from bot.store.forms import rows
from bot.store.forms.tables import items, outcomes, poll_states, polls, rechecks
from bot.store.parts.queries import MOST, NOW, at_most, falls_due, in_parts
from bot.store.thresholds import POLLS_KEPT

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, CompoundSelect, Select

    from bot.core.model import Item, Poll


def _due() -> Select[Any]:
    """What `due_items` asks, at every tick: making it takes longer than the database with it."""
    begun_last = case((items.c.begun > 0, 1), else_=0)
    longest_due_first = (begun_last, items.c.quiet, items.c.next_try_at, items.c.first_seen_at, items.c.id)
    place = func.row_number().over(partition_by=items.c.source_id, order_by=longest_due_first)
    due = items.c.state == ItemState.WAITING, falls_due(items)
    placed = select(items.c.id, place.label("place")).where(*due).subquery()
    return (
        select(items).join(placed, placed.c.id == items.c.id).where(placed.c.place <= MOST).order_by(*longest_due_first)
    )


_DUE: Final = _due()
# Of a source: whether it is in use is a matter of the table alone.
_STATE: Final = [column for column in poll_states.c if column.name != "in_use"]
_POLL_STATES: Final = select(*_STATE).order_by(poll_states.c.source_id)


def _due_polls() -> CompoundSelect[Any]:
    """What `due_polls` asks, at every tick. Either part goes along an index, and ends at the limit."""
    of_future = (
        select(*_STATE)
        .where(poll_states.c.in_use, poll_states.c.last_polled_at > NOW, poll_states.c.next_poll_at > NOW)
        .order_by(poll_states.c.last_polled_at)
        .limit(MOST)
    )
    due = (
        select(*_STATE)
        .where(poll_states.c.in_use, poll_states.c.next_poll_at <= NOW)
        .order_by(poll_states.c.next_poll_at, poll_states.c.source_id)
        .limit(MOST)
    )
    return union_all(select(due.subquery()), select(of_future.subquery()))


_SOURCES_IN_USE: Final = select(poll_states.c.source_id, poll_states.c.in_use)
_DUE_POLLS: Final = _due_polls()
_FAILING: Final = (
    select(*_STATE)
    .where(poll_states.c.failing_since.is_not(None), poll_states.c.in_use)
    .order_by(poll_states.c.failing_since, poll_states.c.source_id)
)
_LAST_ANSWER: Final = (
    select(poll_states.c.last_ok_at)
    .where(poll_states.c.in_use, poll_states.c.last_polled_at.is_not(None), poll_states.c.failing_since.is_(None))
    .order_by(poll_states.c.last_polled_at.desc())
    .limit(1)
)


class SqlInbox(Connected):
    """`bot.core.ports.Inbox`."""

    async def poll_states(self) -> list[PollState]:
        return [rows.poll_state(row) for row in await self._rows(_POLL_STATES)]

    async def poll_state(self, source_id: str) -> PollState | None:
        found = await self._rows(select(*_STATE).where(poll_states.c.source_id == source_id))
        return rows.poll_state(found[0]) if found else None

    async def due_polls(self, *, now: datetime, limit: int) -> list[PollState]:
        found = await self._rows(_DUE_POLLS, {"now": now, "most": limit})
        return [rows.poll_state(row) for row in found[:limit]]

    async def failing_polls(self) -> list[PollState]:
        return [rows.poll_state(row) for row in await self._rows(_FAILING)]

    async def last_answer_at(self) -> datetime | None:
        return next(iter(await self._values(_LAST_ANSWER)), None)

    async def polls(self, source_id: str, *, limit: int = POLLS_KEPT) -> list[Poll]:
        query = select(polls).where(polls.c.source_id == source_id).order_by(polls.c.seq.desc()).limit(limit)
        return [rows.poll(row) for row in await self._rows(query)]

    async def due_items(self, *, now: datetime, limit: int) -> list[Item]:
        return [rows.item(row) for row in await self._rows(_DUE, at_most(limit, now=now))]

    async def items(self, state: ItemState, *, limit: int = 50) -> list[Item]:
        query = (
            select(items)
            .where(items.c.state == state)
            .order_by(items.c.first_seen_at.desc(), items.c.id.desc())
            .limit(limit)
        )
        return [rows.item(row) for row in await self._rows(query)]

    async def read_of_feeds(self, *, since: datetime, limit: int) -> list[Item]:
        query = (
            select(items)
            .where(items.c.state == ItemState.READ, items.c.first_seen_at >= since, items.c.last_error.is_not(None))
            .order_by(items.c.first_seen_at.desc(), items.c.id.desc())
            .limit(limit)
        )
        return [rows.item(row) for row in await self._rows(query)]

    async def listed_before(self, source_id: str, *, item_ids: Collection[str], urls: Collection[str]) -> list[Item]:
        found: dict[str, Item] = {}
        async with self.connected() as connection:
            for column, asked in ((items.c.id, item_ids), (items.c.url, urls)):
                for some in in_parts(asked):
                    query = select(items).where(column.in_(some), items.c.source_id == source_id)
                    found |= {row["id"]: rows.item(row) for row in (await connection.execute(query)).mappings()}
        return sorted(found.values(), key=lambda one: (one.first_seen_at, one.id))

    async def history_since(self, source_id: str, *, but: datetime) -> datetime | None:
        query = select(
            func.coalesce(
                func.min(case((items.c.published_at != but, items.c.published_at))), func.min(items.c.first_seen_at)
            ).label("since")
        ).where(items.c.source_id == source_id)
        since: datetime | None = (await self._values(query))[0]
        return since

    async def old_duplicates(self, *, before: datetime, limit: int) -> list[Item]:
        query = select(items).where(*_is_old_duplicate(before)).order_by(items.c.first_seen_at, items.c.id).limit(limit)
        return [rows.item(row) for row in await self._rows(query)]

    async def count_old_duplicates(self, *, before: datetime) -> int:
        (number,) = await self._values(select(func.count()).select_from(items).where(*_is_old_duplicate(before)))
        return int(number)


class SqlInboxWrites(SqlInbox, Writing):
    """`bot.core.ports.InboxWrites`."""

    async def enlist(self, source_ids: Collection[str], *, now: datetime) -> None:
        known = {row["source_id"]: row["in_use"] for row in await self._rows(_SOURCES_IN_USE)}
        wanted = set(source_ids)
        for in_use in (True, False):
            changed = {one for one, was in known.items() if was is not in_use and (one in wanted) is in_use}
            for some in in_parts(changed):
                await self._run(update(poll_states).where(poll_states.c.source_id.in_(some)).values(in_use=in_use))
        unknown = [
            rows.row_of_poll_state(PollState(source_id=one, next_poll_at=now)) for one in sorted(wanted - known.keys())
        ]
        await self._save_all(poll_states, unknown, key="source_id")

    async def save_poll(self, state: PollState, poll: Poll) -> None:
        await self.save_polls([(state, poll)])

    async def save_polls(self, polled: Sequence[tuple[PollState, Poll]]) -> None:
        await self._save_all(poll_states, [rows.row_of_poll_state(state) for state, _ in polled], key="source_id")
        if polled:
            await self._run(polls.insert(), [rows.row_of(poll) for _, poll in polled])

    async def save_item(self, item: Item) -> None:
        await self._save(items, rows.row_of_item(item))

    async def forget_items(self, item_ids: Collection[str]) -> None:
        for some in in_parts(item_ids):
            here = items.c.id.in_(some), items.c.state == ItemState.READ
            gone = outcomes.c.subject == Subject.ITEM, outcomes.c.subject_id.in_(select(items.c.id).where(*here))
            await self._run(delete(outcomes).where(*gone))
            await self._run(delete(items).where(*here))


def _is_old_duplicate(before: datetime) -> tuple[ColumnElement[bool], ...]:
    is_duplicate = exists().where(
        outcomes.c.subject == Subject.ITEM,
        outcomes.c.subject_id == items.c.id,
        outcomes.c.outcome == Outcome.DUPLICATE,
    )
    is_fetched_again = exists().where(rechecks.c.item_id == items.c.id)
    return items.c.state == ItemState.READ, items.c.first_seen_at < before, is_duplicate, ~is_fetched_again
