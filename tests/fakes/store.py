"""The store in memory: its parts over one `Memory`, each as its port in `bot.core.ports` promises."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.core.errors import StoreError
from tests.fakes.activity import MemoryActivity
from tests.fakes.agendas import MemoryAgendas
from tests.fakes.corrections import MemoryCorrections, MemoryCorrectionWrites
from tests.fakes.digests import MemoryDigests, MemoryDigestWrites
from tests.fakes.inbox import MemoryInbox, MemoryInboxWrites
from tests.fakes.installations import MemoryInstallations, MemoryInstallationWrites
from tests.fakes.lookups import MemoryLookups
from tests.fakes.memory import Memory
from tests.fakes.notices import MemoryNotices, MemoryNoticeWrites
from tests.fakes.originals import MemoryOriginals, MemoryOriginalWrites
from tests.fakes.outbox import MemoryOutbox, MemoryOutboxWrites
from tests.fakes.outcomes import MemoryOutcomes, MemoryOutcomeWrites
from tests.fakes.record import MemoryRecord, MemoryRecordWrites
from tests.fakes.rulings import MemoryRulings, MemoryRulingWrites
from tests.fakes.stored_actors import MemoryStoredActors, MemoryStoredActorWrites
from tests.fakes.stored_routes import MemoryStoredRoutes, MemoryStoredRouteWrites
from tests.fakes.stored_sources import MemoryStoredSources, MemoryStoredSourceWrites

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.core.model import Beat


class MemoryTransaction(
    MemoryInboxWrites,
    MemoryOutboxWrites,
    MemoryRecordWrites,
    MemoryCorrectionWrites,
    MemoryRulingWrites,
    MemoryOutcomeWrites,
    MemoryStoredSourceWrites,
    MemoryStoredActorWrites,
    MemoryStoredRouteWrites,
    MemoryInstallationWrites,
    MemoryNoticeWrites,
    MemoryDigestWrites,
    MemoryOriginalWrites,
):
    """`bot.core.ports.Transaction`."""

    def __init__(self, memory: Memory) -> None:
        self._changed = memory

    @property
    def _memory(self) -> Memory:
        return self._changed


class MemoryStore(
    MemoryAgendas,
    MemoryInbox,
    MemoryOutbox,
    MemoryRecord,
    MemoryLookups,
    MemoryCorrections,
    MemoryRulings,
    MemoryOutcomes,
    MemoryStoredSources,
    MemoryStoredActors,
    MemoryStoredRoutes,
    MemoryInstallations,
    MemoryNotices,
    MemoryDigests,
    MemoryOriginals,
    MemoryActivity,
):
    """`bot.core.ports.Store`."""

    def __init__(self) -> None:
        self._saved = Memory()
        self._is_open = False
        self._one_at_a_time = asyncio.Lock()

    async def open(self) -> None:
        self._is_open = True

    async def close(self) -> None:
        self._is_open = False

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[MemoryTransaction]:
        async with self._one_at_a_time:
            before = self._memory
            changed = before.copy()
            yield MemoryTransaction(changed)
            changed.check(before)
            self._saved = changed

    async def beat(self, beat: Beat) -> None:
        self._memory.beat = beat

    async def last_beat(self) -> Beat | None:
        return self._memory.beat

    @property
    def _memory(self) -> Memory:
        if not self._is_open:
            raise StoreError("the memory is not open")
        return self._saved
