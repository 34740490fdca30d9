"""Who changed what by command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.core.model import Change


class AuditLog(Protocol):
    """The audit log: rows are added, never changed."""

    async def last_change(self) -> int:
        """Return the number of the last change in the audit log, 0 where there is none. It never falls."""
        ...

    async def changes(self, *, limit: int = 50) -> list[Change]:
        """Return the last changes, newest first."""
        ...


class AuditLogWrites(AuditLog, Protocol):
    """The audit log within a transaction."""

    async def log_change(self, change: Change) -> None:
        """Add to the audit log."""
        ...
