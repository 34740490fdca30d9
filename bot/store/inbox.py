"""The inbox in SQL: poll states and items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import case, delete, exists, func, select

from bot.core.model import ItemState
from bot.core.outcomes import Outcome, Subject
from bot.store import rows
from bot.store.connected import Connected, Writing
from bot.store.queries import MOST, at_most, falls_due, in_parts
from bot.store.tables import POLLS_KEPT, items, outcomes, poll_states, polls, rechecks

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Select

    from bot.core.model import Item, Poll, PollState


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
_POLL_STATES: Final = select(poll_states).order_by(poll_states.c.source_id)


class SqlInbox(Connected):
    """`bot.core.ports.Inbox`."""

    async def poll_states(self) -> list[PollState]:
        return [rows.poll_state(row) for row in await self._rows(_POLL_STATES)]

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
        is_duplicate = exists().where(
            outcomes.c.subject == Subject.ITEM,
            outcomes.c.subject_id == items.c.id,
            outcomes.c.outcome == Outcome.DUPLICATE,
        )
        query = (
            select(items)
            .where(
                items.c.state == ItemState.READ,
                items.c.first_seen_at < before,
                is_duplicate,
                ~exists().where(rechecks.c.item_id == items.c.id),
            )
            .order_by(items.c.first_seen_at, items.c.id)
            .limit(limit)
        )
        return [rows.item(row) for row in await self._rows(query)]


class SqlInboxWrites(SqlInbox, Writing):
    """`bot.core.ports.InboxWrites`."""

    async def save_poll(self, state: PollState, poll: Poll) -> None:
        await self._save(poll_states, rows.row_of(state), key="source_id")
        await self._run(polls.insert(), rows.row_of(poll))

    async def save_item(self, item: Item) -> None:
        await self._save(items, rows.row_of_item(item))

    async def forget_items(self, item_ids: Collection[str]) -> None:
        for some in in_parts(item_ids):
            here = items.c.id.in_(some), items.c.state == ItemState.READ
            gone = outcomes.c.subject == Subject.ITEM, outcomes.c.subject_id.in_(select(items.c.id).where(*here))
            await self._run(delete(outcomes).where(*gone))
            await self._run(delete(items).where(*here))
