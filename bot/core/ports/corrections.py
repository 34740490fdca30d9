"""What became of words at their source: pages to be fetched again, their versions, corrections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from bot.core.model import Correction, Recheck, RecheckView, SightingView


class Corrections(Protocol):
    """Pages and their corrections, as they are on record."""

    async def due_rechecks(self, *, now: datetime, limit: int, but_of: Collection[str] = ()) -> list[RecheckView]:
        """Return pages whose time to be fetched again has come and is not put off.

        Those with statements on record come first, within that those that are longest due. None of the
        sources `but_of`, by id: however many of theirs are due, they hide no others.
        """
        ...

    async def rechecks_of(self, item_ids: Collection[str]) -> list[Recheck]:
        """Return when the pages of these items are fetched again, those that are; by item id."""
        ...

    async def page_sightings(self, article_id: str) -> list[SightingView]:
        """Return the sightings in all versions of an article's page, each with its own version, first seen first."""
        ...

    async def page_corrections(self, article_id: str) -> list[Correction]:
        """Return the corrections of these sightings, first noticed first."""
        ...


class CorrectionWrites(Corrections, Protocol):
    """Pages and their corrections within a transaction."""

    async def recheck_of_page(self, article_id: str) -> Recheck | None:
        """Return when the page is fetched again of which an article is the first version, or None: no more."""
        ...

    async def save_recheck(self, recheck: Recheck) -> None:
        """Save when a page is to be fetched again, new or known by its item."""
        ...

    async def end_recheck(self, item_id: str) -> None:
        """Fetch this page no more."""
        ...

    async def save_correction(self, correction: Correction) -> None:
        """Save a correction. One with a known id is left as it is."""
        ...
