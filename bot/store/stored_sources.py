"""Sources that people set by command in SQL, and the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from bot.core.model import Change, StoredSource
from bot.store import rows
from bot.store.connected import Connected, Writing
from bot.store.tables import audit_log, stored_sources

if TYPE_CHECKING:
    from sqlalchemy import Select

_LAST: Final[Select[tuple[int]]] = select(func.max(audit_log.c.seq))  # asked at every tick


class SqlStoredSources(Connected):
    """`bot.core.ports.StoredSources`."""

    async def stored_sources(self) -> list[StoredSource]:
        found = await self._rows(select(stored_sources).order_by(stored_sources.c.id))
        return [StoredSource(**row) for row in found]

    async def last_change(self) -> int:
        return (await self._values(_LAST))[0] or 0

    async def changes(self, *, limit: int = 50) -> list[Change]:
        columns = [column for column in audit_log.c if column.name != "seq"]
        query = select(*columns).order_by(audit_log.c.seq.desc()).limit(limit)
        return [Change(**row) for row in await self._rows(query)]


class SqlStoredSourceWrites(SqlStoredSources, Writing):
    """`bot.core.ports.StoredSourceWrites`."""

    async def save_stored_source(self, stored: StoredSource) -> None:
        await self._save(stored_sources, rows.row_of(stored))

    async def log_change(self, change: Change) -> None:
        await self._run(audit_log.insert(), rows.row_of(change))
