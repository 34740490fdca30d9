"""Routes that people set by command in SQL."""

from __future__ import annotations

from sqlalchemy import select

from bot.core.model import StoredRoute
from bot.store.forms import rows
from bot.store.forms.tables import stored_routes
from bot.store.parts.audit import SqlAuditLog, SqlAuditLogWrites


class SqlStoredRoutes(SqlAuditLog):
    """`bot.core.ports.StoredRoutes`."""

    async def stored_routes(self) -> list[StoredRoute]:
        found = await self._rows(select(stored_routes).order_by(stored_routes.c.set_at, stored_routes.c.id))
        return [StoredRoute(**row) for row in found]


class SqlStoredRouteWrites(SqlStoredRoutes, SqlAuditLogWrites):
    """`bot.core.ports.StoredRouteWrites`."""

    async def save_stored_route(self, stored: StoredRoute) -> None:
        await self._save(stored_routes, rows.row_of(stored))
