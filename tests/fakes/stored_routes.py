"""Routes that people set by command in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.audit import MemoryAuditLog, MemoryAuditLogWrites

if TYPE_CHECKING:
    from bot.core.model import StoredRoute


class MemoryStoredRoutes(MemoryAuditLog):
    """`bot.core.ports.StoredRoutes`."""

    async def stored_routes(self) -> list[StoredRoute]:
        return sorted(self._memory.stored_routes.values(), key=lambda one: (one.set_at, one.id))


class MemoryStoredRouteWrites(MemoryStoredRoutes, MemoryAuditLogWrites):
    """`bot.core.ports.StoredRouteWrites`."""

    async def save_stored_route(self, stored: StoredRoute) -> None:
        self._memory.stored_routes[stored.id] = stored
