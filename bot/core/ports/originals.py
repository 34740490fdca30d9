"""What texts were read from, kept for a while so that other rules can read it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.model import Original


class Originals(Protocol):
    """Pages and entries as they were fetched."""

    async def originals(self, *, since: datetime, after: Original | None = None, limit: int) -> list[Original]:
        """Return what was fetched since then, first fetched first; `after` goes on behind the last of those before."""
        ...

    async def originals_kept(self, *, since: datetime | None = None) -> tuple[int, int]:
        """Return how many are kept, and how many bytes they take, compressed; those fetched since then, or all."""
        ...

    async def originals_beyond(self, *, before: datetime, most_bytes: int) -> tuple[int, int]:
        """Return how many `OriginalWrites.forget_originals` forgets in all, and how many bytes they take."""
        ...

    async def first_original_at(self) -> datetime | None:
        """Return when the oldest that is kept was fetched; None where nothing is."""
        ...


class OriginalWrites(Originals, Protocol):
    """Originals within a transaction."""

    async def keep_original(self, original: Original) -> None:
        """Keep what a text was read from. What is kept of this item already, with the same page and entry, stays."""
        ...

    async def forget_originals(self, *, before: datetime, most_bytes: int, limit: int) -> int:
        """Forget the oldest: what was fetched before then, and what is too much for `most_bytes`.

        At most `limit` of them; returns how many, so 0 says that all the rest may stay.
        """
        ...
