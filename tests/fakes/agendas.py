"""What a tick asks first, in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.model import Agenda
from tests.fakes.audit import MemoryAuditLog
from tests.fakes.corrections import MemoryCorrections
from tests.fakes.inbox import MemoryInbox
from tests.fakes.outbox import MemoryOutbox

if TYPE_CHECKING:
    from datetime import datetime


class MemoryAgendas(MemoryInbox, MemoryOutbox, MemoryCorrections, MemoryAuditLog):
    """`bot.core.ports.Agendas`."""

    async def agenda(self, *, now: datetime) -> Agenda:
        return Agenda(
            polls=bool(await self.due_polls(now=now, limit=1)),
            items=bool(await self.due_items(now=now, limit=1)),
            rechecks=bool(await self.due_rechecks(now=now, limit=1)),
            deliveries=bool(await self.due_deliveries(now=now, limit=1)),
            last_change=await self.last_change(),
        )
