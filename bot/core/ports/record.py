"""What was said: articles, statements, their sightings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.model import Article, Sighting, Statement, StatementView


class Record(Protocol):
    """The record."""

    async def has_article(self, article_id: str) -> bool:
        """Tell whether the article is on record."""
        ...

    async def article(self, article_id: str) -> Article | None:
        """Return an article, or None."""
        ...

    async def statement(self, statement_id: str) -> StatementView | None:
        """Return one statement, or None."""
        ...

    async def recent_statements(self, actor_id: str, *, since: datetime) -> list[Statement]:
        """Return what the actor is on record with, first seen since then, newest first."""
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
