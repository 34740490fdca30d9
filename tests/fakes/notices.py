"""What was out of order, in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.memory import Remembering

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.model import Notice


class MemoryNotices(Remembering):
    """`bot.core.ports.Notices`."""

    async def notices(self, *, since: datetime) -> list[Notice]:
        found = [n for n in self._memory.notices.values() if n.ended_at is None or n.ended_at >= since]
        return sorted(found, key=lambda n: (n.noticed_at, n.id))


class MemoryNoticeWrites(MemoryNotices):
    """`bot.core.ports.NoticeWrites`."""

    async def save_notice(self, notice: Notice) -> None:
        self._memory.notices[notice.id] = notice
