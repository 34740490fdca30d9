"""What sources, actors, routes and the config have alike when people change them by command: what stands in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from bot.core.model import Change, SetByCommand

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from bot.core.model import Member
    from bot.core.ports import AuditLogWrites


RowT = TypeVar("RowT", bound=SetByCommand)


def stored_row(rows: Iterable[RowT], row_id: str) -> RowT | None:
    """Return the row of an id, if there is one."""
    return next((row for row in rows if row.id == row_id), None)


async def log_change(
    transaction: AuditLogWrites,
    subject: str,
    subject_id: str,
    action: str,
    *,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    by: Member,
    at: datetime,
) -> None:
    """Add a line to the audit log, in the transaction that makes the change."""
    change = Change(
        at=at,
        by=by.id,
        name=by.name,
        subject=subject,
        subject_id=subject_id,
        action=action,
        before=before,
        after=after,
    )
    await transaction.log_change(change)
