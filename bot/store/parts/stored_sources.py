"""Sources that people set by command in SQL."""

from __future__ import annotations

from sqlalchemy import select

from bot.core.model import StoredSource
from bot.store.forms import rows
from bot.store.forms.tables import stored_sources
from bot.store.parts.audit import SqlAuditLog, SqlAuditLogWrites


class SqlStoredSources(SqlAuditLog):
    """`bot.core.ports.StoredSources`."""

    async def stored_sources(self) -> list[StoredSource]:
        found = await self._rows(select(stored_sources).order_by(stored_sources.c.id))
        return [StoredSource(**row) for row in found]


class SqlStoredSourceWrites(SqlStoredSources, SqlAuditLogWrites):
    """`bot.core.ports.StoredSourceWrites`."""

    async def save_stored_source(self, stored: StoredSource) -> None:
        await self._save(stored_sources, rows.row_of(stored))
