"""The audit log in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.memory import Remembering

if TYPE_CHECKING:
    from bot.core.model import Change


class MemoryAuditLog(Remembering):
    """`bot.core.ports.AuditLog`."""

    async def last_change(self) -> int:
        return len(self._memory.audit_log)

    async def changes(self, *, limit: int = 50) -> list[Change]:
        return list(reversed(self._memory.audit_log.values()))[:limit]


class MemoryAuditLogWrites(MemoryAuditLog):
    """`bot.core.ports.AuditLogWrites`."""

    async def log_change(self, change: Change) -> None:
        self._memory.audit_log[len(self._memory.audit_log) + 1] = change
