"""What was said: articles, statements, their sightings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from bot.core.model import Article, Findable, IndexEntry, Sighting, Statement, StatementView


class Record(Protocol):
    """The record."""

    async def has_article(self, article_id: str) -> bool:
        """Tell whether the article is on record."""
        ...

    async def article(self, article_id: str) -> Article | None:
        """Return an article, or None."""
        ...

    async def articles_by_id(self, article_ids: Collection[str]) -> dict[str, Article]:
        """Return these articles by their ids; those that are not on record are left out."""
        ...

    async def statement(self, statement_id: str) -> StatementView | None:
        """Return one statement, or None."""
        ...

    async def statements_by_id(self, statement_ids: Collection[str]) -> dict[str, Statement]:
        """Return these statements by their ids; those that are not on record are left out."""
        ...

    async def recent_statements(self, actor_id: str, *, since: datetime, limit: int) -> list[Statement]:
        """Return the last of the actor's own words, no second hand, first seen since then, newest first."""
        ...

    async def findable(
        self, actor_id: str, *, made_by: str, since: datetime, before: int | None, limit: int
    ) -> list[Findable]:
        """Return a part of the actor's own words, first seen since then, newest first.

        Args:
            actor_id: whose.
            made_by: whose entries are good; a statement that has none of them comes with its text.
            since: first seen then or later.
            before: the place of the last of the part before; None: begin with the newest.
            limit: how many.

        """
        ...

    async def ruled_out(self, actor_id: str) -> set[str]:
        """Return the ids of the actor's statements that are ruled WRONG_SPEAKER or NOT_A_STATEMENT."""
        ...


class RecordWrites(Record, Protocol):
    """The record within a transaction."""

    async def save_article(self, article: Article) -> None:
        """Save an article, new or known."""
        ...

    async def save_statement(self, statement: Statement) -> None:
        """Save a statement, new or known; lookups find its words at once.

        Of a known one the ruling stays as it is, and the time when it was first seen.
        """
        ...

    async def save_sighting(self, sighting: Sighting) -> None:
        """Save a sighting. One with a known id is left as it is."""
        ...

    async def move_sighting(self, sighting_id: str, statement_id: str) -> None:
        """Make a sighting, with its corrections, one of another statement. Of one that is not on record do nothing."""
        ...

    async def save_index_entries(self, entries: Sequence[IndexEntry]) -> None:
        """Save what statements are found by, in the place of what was saved before.

        An entry goes with its statement, and is left out where that is not on record.
        """
        ...
