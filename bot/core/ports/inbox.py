"""What was found at the sources and is to be read: poll states and items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from bot.core.model import Item, ItemState, Poll, PollState


class Inbox(Protocol):
    """The inbox, as it is on record."""

    async def poll_states(self) -> list[PollState]:
        """Return what is known about every source that was ever enlisted or polled, by source id."""
        ...

    async def poll_state(self, source_id: str) -> PollState | None:
        """Return what is known about a source; None where it was never enlisted or polled."""
        ...

    async def due_polls(self, *, now: datetime, limit: int) -> list[PollState]:
        """Return sources that are due (`polling.is_due`), longest due first, of those in use; at most `limit`.

        After them those that are only due since their last poll is still to come: the clock went back.
        """
        ...

    async def failing_polls(self) -> list[PollState]:
        """Return the sources in use that fail, the one that fails longest first."""
        ...

    async def last_answer_at(self) -> datetime | None:
        """Return when a source in use that answers was polled last; None where none does."""
        ...

    async def polls(self, source_id: str, *, limit: int = 30) -> list[Poll]:
        """Return the last fetches of a source, newest first."""
        ...

    async def due_items(self, *, now: datetime, limit: int) -> list[Item]:
        """Return WAITING items that are not put off (`waiting.is_put_off`), longest due first, ties by age and id.

        News comes before a baseline, and last what was begun before without an end: it may have killed the process.
        At most `limit` of each source, so that none that is slow keeps the others waiting.
        """
        ...

    async def items(self, state: ItemState, *, limit: int = 50) -> list[Item]:
        """Return items in a state, last seen first."""
        ...

    async def read_of_feeds(self, *, since: datetime, limit: int) -> list[Item]:
        """Return items read as what their feeds held, first seen at `since` or later, last seen first.

        Their `last_error` says what is on their pages.
        """
        ...

    async def listed_before(self, source_id: str, *, item_ids: Collection[str], urls: Collection[str]) -> list[Item]:
        """Return the items of a source with one of these ids or addresses, first seen first."""
        ...

    async def history_since(self, source_id: str, *, but: datetime) -> datetime | None:
        """Return the earliest date that a source gave to anything, `but` itself left out.

        Where it dated nothing else, when its first item was seen; None where it has none.
        """
        ...

    async def old_duplicates(self, *, before: datetime, limit: int) -> list[Item]:
        """Return items first seen before then that were found to be a text on record, the oldest first.

        None whose page is fetched again.
        """
        ...

    async def count_old_duplicates(self, *, before: datetime) -> int:
        """Return how many items `old_duplicates` finds in all."""
        ...


class InboxWrites(Inbox, Protocol):
    """The inbox within a transaction."""

    async def enlist(self, source_ids: Collection[str], *, now: datetime) -> None:
        """Say which sources are in use. Those that are not on record are due now, and others are never due."""
        ...

    async def save_poll(self, state: PollState, poll: Poll) -> None:
        """Save what is known about a source and add to its history, of which the last 30 are kept."""
        ...

    async def save_polls(self, polled: Sequence[tuple[PollState, Poll]]) -> None:
        """Save the polls of several sources, each as `save_poll` does."""
        ...

    async def save_item(self, item: Item) -> None:
        """Save an item, new or known."""
        ...

    async def forget_items(self, item_ids: Collection[str]) -> None:
        """Forget items and what was concluded of them; one that is to be read again meanwhile stays."""
        ...
