"""Why things were reported or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from bot.core.model import Article, Item, Statement
    from bot.core.outcomes import Conclusion, Outcome, Subject


class Outcomes(Protocol):
    """Conclusions, as they are on record."""

    async def conclusions(self, subject_ids: Collection[str]) -> list[Conclusion]:
        """Return what is concluded of these items, articles, attributions or statements, first concluded first."""
        ...

    async def concluded_of(self, related_id: str) -> list[Conclusion]:
        """Return the conclusions that name something beside their subject, as those of an article's attributions do."""
        ...

    async def concluded_since(self, since: datetime) -> dict[tuple[Subject, Outcome], int]:
        """Count what came to its outcome at `since` or later: conclusions, items given up, and deliveries.

        What waits counts whenever it came: a day's items and deliveries are all accounted for.
        """
        ...

    async def rechecks_given_up(self, *, since: datetime, limit: int) -> list[Conclusion]:
        """Return the pages whose later text was given up at `since` or later, last given up first."""
        ...

    async def items_at(self, url: str) -> list[Item]:
        """Return the items that a feed listed at an address, first seen first."""
        ...

    async def items_named(self, source_id: str, url: str, *, limit: int) -> list[Item]:
        """Return the items of a source whose address is one with a mark behind it (`#…`), first seen first.

        So it is with files that were handed over: their address tells by a mark which of that name it was.
        """
        ...

    async def items_of(self, article_id: str) -> list[Item]:
        """Return the items whose conclusion names an article: read as it, or found to be it, first seen first."""
        ...

    async def item(self, item_id: str) -> Item | None:
        """Return an item, or None."""
        ...

    async def articles_at(self, url: str) -> list[Article]:
        """Return the texts of an address on record, first fetched first, later versions too."""
        ...

    async def pages_dated(self, source_id: str, at: datetime, *, limit: int) -> list[Article]:
        """Return the first texts of a source's pages that are of this very date, first fetched first."""
        ...

    async def gives_other_dates(self, source_id: str, at: datetime) -> bool:
        """Tell whether a source has a text of another date on record."""
        ...

    async def statements_in(self, article_id: str) -> list[Statement]:
        """Return the statements that an article has a sighting of, first seen first."""
        ...

    async def unexplained(self) -> list[str]:
        """Name what has no outcome and should have one, as `article a1b2`: an empty list is what is promised.

        That is an item that was read, an article, a sighting, or a statement of a channel that has any.
        """
        ...


class OutcomeWrites(Outcomes, Protocol):
    """Conclusions within a transaction."""

    async def conclude(self, conclusions: Sequence[Conclusion]) -> None:
        """Save conclusions; one of the same subject and channel takes the place of the last."""
        ...
