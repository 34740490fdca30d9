"""Pages to be fetched again, their versions and corrections, in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, delete, or_, select

from bot.core.model import RecheckView
from bot.store.connected import Connected, Writing
from bot.store.forms import rows
from bot.store.forms.tables import articles, corrections, items, rechecks
from bot.store.parts import views
from bot.store.parts.queries import MOST, NOW, TOO_FAR, at_most, in_parts

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import RowMapping, Select

    from bot.core.model import Correction, Recheck, SightingView


def _due(in_order: Select[Any]) -> tuple[Select[Any], ...]:
    """What `due_rechecks` asks, at every tick: making it takes longer than the database with it.

    Questions of their own, not one with an "or": that one walks all that is put off.
    """
    waiting = rechecks.c.next_try_at
    return tuple(
        in_order.where(rechecks.c.has_statements == has_statements, came)
        .order_by(waiting, rechecks.c.item_id)
        .limit(MOST)
        for has_statements in (True, False)
        for came in (waiting <= NOW, waiting > TOO_FAR)
    )


_DUE: Final = _due(select(rechecks))
_DUE_OF_OTHERS: Final = _due(
    select(rechecks)
    .join(items, items.c.id == rechecks.c.item_id)
    .where(items.c.source_id.not_in(bindparam("but_of", expanding=True)))
)


class SqlCorrections(Connected):
    """`bot.core.ports.Corrections`."""

    async def due_rechecks(self, *, now: datetime, limit: int, but_of: Collection[str] = ()) -> list[RecheckView]:
        due: list[RowMapping] = []
        others = {"but_of": list(but_of)} if but_of else {}
        async with self.connected() as connection:
            for query in _DUE_OF_OTHERS if but_of else _DUE:
                values = at_most(limit - len(due), now=now) | others
                due += (await connection.execute(query, values)).mappings()
            if not due:
                return []
            pages = select(items).where(items.c.id.in_([row["item_id"] for row in due]))
            item = {row["id"]: rows.item(row) for row in (await connection.execute(pages)).mappings()}
            versions = select(articles).where(articles.c.id.in_([row["article_id"] for row in due]))
            article = {row["id"]: rows.article(row) for row in (await connection.execute(versions)).mappings()}
        return [
            RecheckView(recheck=rows.recheck(row), item=item[row["item_id"]], article=article[row["article_id"]])
            for row in due
        ]

    async def rechecks_of(self, item_ids: Collection[str]) -> list[Recheck]:
        found: list[Recheck] = []
        async with self.connected() as connection:
            for some in in_parts(item_ids):
                query = select(rechecks).where(rechecks.c.item_id.in_(some)).order_by(rechecks.c.item_id)
                found += [rows.recheck(row) for row in (await connection.execute(query)).mappings()]
        return found

    async def page_sightings(self, article_id: str) -> list[SightingView]:
        async with self.connected() as connection:
            return await views.page_sightings(connection, article_id)

    async def page_corrections(self, article_id: str) -> list[Correction]:
        async with self.connected() as connection:
            return await views.page_corrections(connection, article_id)


class SqlCorrectionWrites(SqlCorrections, Writing):
    """`bot.core.ports.CorrectionWrites`."""

    async def recheck_of_page(self, article_id: str) -> Recheck | None:
        versions = select(articles.c.id).where(or_(articles.c.id == article_id, articles.c.version_of == article_id))
        found = await self._rows(select(rechecks).where(rechecks.c.article_id.in_(versions)).limit(1))
        return rows.recheck(found[0]) if found else None

    async def save_recheck(self, recheck: Recheck) -> None:
        await self._save(rechecks, rows.row_of(recheck), key="item_id")

    async def end_recheck(self, item_id: str) -> None:
        await self._run(delete(rechecks).where(rechecks.c.item_id == item_id))

    async def save_correction(self, correction: Correction) -> None:
        await self._add(corrections, rows.row_of(correction))
