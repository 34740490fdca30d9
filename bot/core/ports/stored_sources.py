"""What people set for sources by command, and the log of who changed what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.core.ports.audit import AuditLog, AuditLogWrites

if TYPE_CHECKING:
    from bot.core.model import StoredSource


class StoredSources(AuditLog, Protocol):
    """Sources that were added, paused or removed by command."""

    async def stored_sources(self) -> list[StoredSource]:
        """Return all that was ever set, by id; what was removed too."""
        ...


class StoredSourceWrites(StoredSources, AuditLogWrites, Protocol):
    """Sources by command within a transaction."""

    async def save_stored_source(self, stored: StoredSource) -> None:
        """Save what is set for a source, in the place of what was."""
        ...
