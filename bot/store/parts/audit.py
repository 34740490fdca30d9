"""The audit log in SQL: who changed what by command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from bot.core.model import Change
from bot.store.connected import Connected, Writing
from bot.store.forms import rows
from bot.store.forms.tables import audit_log

if TYPE_CHECKING:
    from sqlalchemy import Select

_LAST: Final[Select[tuple[int]]] = select(func.max(audit_log.c.seq))  # asked at every tick


class SqlAuditLog(Connected):
    """`bot.core.ports.AuditLog`."""

    async def last_change(self) -> int:
        return (await self._values(_LAST))[0] or 0

    async def changes(self, *, limit: int = 50) -> list[Change]:
        columns = [column for column in audit_log.c if column.name != "seq"]
        query = select(*columns).order_by(audit_log.c.seq.desc()).limit(limit)
        return [Change(**row) for row in await self._rows(query)]


class SqlAuditLogWrites(SqlAuditLog, Writing):
    """`bot.core.ports.AuditLogWrites`."""

    async def log_change(self, change: Change) -> None:
        await self._run(audit_log.insert(), rows.row_of(change))
