"""Sources that people set by command in memory, and the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.memory import Remembering

if TYPE_CHECKING:
    from bot.core.model import Change, StoredSource


class MemoryStoredSources(Remembering):
    """`bot.core.ports.StoredSources`."""

    async def stored_sources(self) -> list[StoredSource]:
        return [stored for _, stored in sorted(self._memory.stored_sources.items())]

    async def last_change(self) -> int:
        return len(self._memory.audit_log)

    async def changes(self, *, limit: int = 50) -> list[Change]:
        return list(reversed(self._memory.audit_log.values()))[:limit]


class MemoryStoredSourceWrites(MemoryStoredSources):
    """`bot.core.ports.StoredSourceWrites`."""

    async def save_stored_source(self, stored: StoredSource) -> None:
        self._memory.stored_sources[stored.id] = stored

    async def log_change(self, change: Change) -> None:
        self._memory.audit_log[len(self._memory.audit_log) + 1] = change
