"""What people set for routes by command, and the log of who changed what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.core.ports.audit import AuditLog, AuditLogWrites

if TYPE_CHECKING:
    from bot.core.model import StoredRoute


class StoredRoutes(AuditLog, Protocol):
    """Routes that were added, removed or muted by command."""

    async def stored_routes(self) -> list[StoredRoute]:
        """Return all that was ever set, first set first; what was removed too."""
        ...


class StoredRouteWrites(StoredRoutes, AuditLogWrites, Protocol):
    """Routes by command within a transaction."""

    async def save_stored_route(self, stored: StoredRoute) -> None:
        """Save what is set for a route, in the place of what was."""
        ...
