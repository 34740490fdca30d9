"""What people set for sources by command, and the log of who changed what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.core.model import Change, StoredSource


class StoredSources(Protocol):
    """Sources that were added, paused or removed by command."""

    async def stored_sources(self) -> list[StoredSource]:
        """Return all that was ever set, by id; what was removed too."""
        ...

    async def last_change(self) -> int:
        """Return the number of the last change in the audit log, 0 where there is none. It never falls."""
        ...

    async def changes(self, *, limit: int = 50) -> list[Change]:
        """Return the last changes, newest first."""
        ...


class StoredSourceWrites(StoredSources, Protocol):
    """Sources by command within a transaction."""

    async def save_stored_source(self, stored: StoredSource) -> None:
        """Save what is set for a source, in the place of what was."""
        ...

    async def log_change(self, change: Change) -> None:
        """Add to the audit log."""
        ...
