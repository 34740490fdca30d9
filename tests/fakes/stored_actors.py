"""Actors that people set by command in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.memory import Remembering

if TYPE_CHECKING:
    from bot.core.model import StoredActor


class MemoryStoredActors(Remembering):
    """`bot.core.ports.StoredActors`."""

    async def stored_actors(self) -> list[StoredActor]:
        return [stored for _, stored in sorted(self._memory.stored_actors.items())]


class MemoryStoredActorWrites(MemoryStoredActors):
    """`bot.core.ports.StoredActorWrites`."""

    async def save_stored_actor(self, stored: StoredActor) -> None:
        self._memory.stored_actors[stored.id] = stored
