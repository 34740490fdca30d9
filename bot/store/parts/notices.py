"""What was out of order, in SQL."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from bot.core.model import Notice, NoticeKind, NoticeSubject
from bot.store.connected import Connected, Writing
from bot.store.forms.tables import notices

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

_COLUMNS = {"reported": "told"}  # what the table calls otherwise


class SqlNotices(Connected):
    """`bot.core.ports.Notices`."""

    async def notices(self, *, since: datetime) -> list[Notice]:
        query = (
            select(notices)
            .where(or_(notices.c.ended_at.is_(None), notices.c.ended_at >= since))
            .order_by(notices.c.noticed_at, notices.c.id)
        )
        return [read_notice(row) for row in await self._rows(query)]


class SqlNoticeWrites(SqlNotices, Writing):
    """`bot.core.ports.NoticeWrites`."""

    async def save_notice(self, notice: Notice) -> None:
        subjects = [_row_of_subject(one) for one in notice.subjects]
        row = {_COLUMNS.get(name, name): getattr(notice, name) for name in notice.__slots__}
        await self._save(notices, row | {"subjects": subjects})


def read_notice(row: RowMapping) -> Notice:
    """Read a row of `notices`."""
    subjects = tuple(_subject(one) for one in row["subjects"])
    read = {name: row[_COLUMNS.get(name, name)] for name in Notice.__slots__}
    return Notice(**read | {"kind": NoticeKind(row["kind"]), "subjects": subjects})


def _row_of_subject(subject: NoticeSubject) -> dict[str, Any]:
    return {name: one.isoformat() if isinstance(one, datetime) else one for name, one in asdict(subject).items()}


def _subject(written: dict[str, Any]) -> NoticeSubject:
    ended_at = written["ended_at"]
    times = {
        "since": datetime.fromisoformat(written["since"]),
        "ended_at": None if ended_at is None else datetime.fromisoformat(ended_at),
    }
    return NoticeSubject(**{**written, **times})
