"""Sources that people set by command in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.audit import MemoryAuditLog, MemoryAuditLogWrites

if TYPE_CHECKING:
    from bot.core.model import StoredSource


class MemoryStoredSources(MemoryAuditLog):
    """`bot.core.ports.StoredSources`."""

    async def stored_sources(self) -> list[StoredSource]:
        return [stored for _, stored in sorted(self._memory.stored_sources.items())]


class MemoryStoredSourceWrites(MemoryStoredSources, MemoryAuditLogWrites):
    """`bot.core.ports.StoredSourceWrites`."""

    async def save_stored_source(self, stored: StoredSource) -> None:
        self._memory.stored_sources[stored.id] = stored
