"""What people ask of the record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from bot.core.model import Counts, ReportView, SaidCount, Statement, StatementPage, StatementQuery
    from bot.core.outcomes import Conclusion, Outcome


class Lookups(Protocol):
    """Answers to people: they change nothing, and hold up nothing that the engine does."""

    async def statements(self, query: StatementQuery) -> StatementPage:
        """Look statements up, newest first seen first.

        `words` are searched in the statement and in the headlines of its articles: every word must be there, in any
        order, whatever its case, accents, or form of Arabic and Persian letters; no search syntax, no input raises.
        A word of four letters or more also finds longer ones that begin with it. Words without a letter or digit find
        nothing. The words of each of the `phrases` must stand one after the other, and none of what is to be `without`
        may be there, as `search_form.has_phrase` finds them. `since` is included, `until` is not.

        Hits are counted up to `COUNTED`, or up to the end of the page where that is further.

        Raises:
            LookupTooSlowError: it took longer than a lookup may.

        """
        ...

    async def newest_of(self, actor_ids: Collection[str]) -> dict[str, StatementPage]:
        """Return the newest statement of each of these actors, with how many there are, counted up to `COUNTED`.

        Who has none is left out.

        Raises:
            LookupTooSlowError: it took longer than a lookup may.

        """
        ...

    async def report(self, report_id: str) -> ReportView:
        """Return a report with its statements and all their sightings.

        Raises:
            ReportNotFoundError: there is none.

        """
        ...

    async def unsaid_with(self, words: str, *, since: datetime, limit: int) -> list[Conclusion]:
        """Return attributions that are no statement and hold all of these words, newest first.

        That is those NOT_SAID or REJECTED at `since` or later, and of these the newest `UNSAID_LOOKED_AT`.
        A word may be a part of one, its ASCII letters in any
        case; no input raises, and words without a letter or digit find nothing.
        """
        ...

    async def concluded_lately(self, wanted: Collection[Outcome], *, since: datetime, limit: int) -> list[Conclusion]:
        """Return the newest conclusions of attributions and statements that came to one of these, newest first."""
        ...

    async def statements_by_source(self, actor_ids: Collection[str], *, since: datetime) -> dict[str, int]:
        """Count the statements of these actors that were first seen since then, by each source that reports them."""
        ...

    async def said_counts(self, actor_id: str, *, bounds: Sequence[datetime]) -> list[SaidCount]:
        """Count an actor's own statements by when they were first seen, oldest first.

        Left out are those that others told, and those that the desk ruled out; and counts of none.

        Args:
            actor_id: whose.
            bounds: the beginnings of the stretches of time, oldest first, and the end of the last: 2 to 500.

        Raises:
            LookupTooSlowError: it took longer than a lookup may.

        """
        ...

    async def later_statements(self, statement_id: str, *, limit: int) -> list[Statement]:
        """Return the statements that change this one, first seen first."""
        ...

    async def counts(self) -> Counts:
        """Count what is on record."""
        ...
