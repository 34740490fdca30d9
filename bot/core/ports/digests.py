"""What was said in a span of time, and the digests that reported it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.model import Digest, StatementView


class Digests(Protocol):
    """Digests, as they are on record."""

    async def last_digest(self, plan_id: str, *, until: datetime) -> Digest | None:
        """Return the newest digest of a plan that was due then or earlier, or None."""
        ...

    async def seen_between(self, since: datetime, until: datetime, *, limit: int) -> list[StatementView]:
        """Return the actors' own words, no second hand, that were first seen in a span of time, the newest first.

        `since` is included, `until` is not.
        """
        ...


class DigestWrites(Digests, Protocol):
    """Digests within a transaction."""

    async def save_digest(self, digest: Digest) -> None:
        """Save a digest. One with a known id is left as it is."""
        ...
