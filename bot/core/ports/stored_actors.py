"""What people set for actors by command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.core.ports.audit import AuditLog, AuditLogWrites

if TYPE_CHECKING:
    from bot.core.model import StoredActor


class StoredActors(AuditLog, Protocol):
    """Actors that were added or removed, and names that were added, by command."""

    async def stored_actors(self) -> list[StoredActor]:
        """Return all that was ever set, by id; what was removed too."""
        ...


class StoredActorWrites(StoredActors, AuditLogWrites, Protocol):
    """Actors by command within a transaction."""

    async def save_stored_actor(self, stored: StoredActor) -> None:
        """Save what is set for an actor, in the place of what was."""
        ...
