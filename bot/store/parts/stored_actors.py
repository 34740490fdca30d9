"""Actors that people set by command in SQL."""

from __future__ import annotations

from sqlalchemy import select

from bot.core.model import StoredActor
from bot.store.connected import Connected, Writing
from bot.store.forms import rows
from bot.store.forms.tables import stored_actors


class SqlStoredActors(Connected):
    """`bot.core.ports.StoredActors`."""

    async def stored_actors(self) -> list[StoredActor]:
        found = await self._rows(select(stored_actors).order_by(stored_actors.c.id))
        return [StoredActor(**{**row, "aliases": tuple(row["aliases"])}) for row in found]


class SqlStoredActorWrites(SqlStoredActors, Writing):
    """`bot.core.ports.StoredActorWrites`."""

    async def save_stored_actor(self, stored: StoredActor) -> None:
        await self._save(stored_actors, rows.row_of(stored))
