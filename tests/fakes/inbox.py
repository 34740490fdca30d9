"""The inbox in memory: poll states and items."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.core.model import ItemState
from bot.core.outcomes import Outcome, Subject
from bot.rules.waiting import is_put_off
from tests.fakes.memory import Remembering

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from bot.core.model import Item, Poll, PollState


class MemoryInbox(Remembering):
    """`bot.core.ports.Inbox`."""

    async def poll_states(self) -> list[PollState]:
        return [state for _, state in sorted(self._memory.poll_states.items())]

    async def polls(self, source_id: str, *, limit: int = 30) -> list[Poll]:
        return list(reversed(self._memory.polls.get(source_id, ())))[:limit]

    async def due_items(self, *, now: datetime, limit: int) -> list[Item]:
        due = [
            i
            for i in self._memory.items.values()
            if i.state is ItemState.WAITING and not is_put_off(i.next_try_at, now=now)
        ]
        due.sort(key=lambda i: (i.begun > 0, i.quiet, i.next_try_at, i.first_seen_at, i.id))
        ahead: Counter[str] = Counter()
        return [i for i in due if not ahead.update([i.source_id]) and ahead[i.source_id] <= limit]

    async def items(self, state: ItemState, *, limit: int = 50) -> list[Item]:
        found = [i for i in self._memory.items.values() if i.state is state]
        return sorted(found, key=lambda i: (i.first_seen_at, i.id), reverse=True)[:limit]

    async def listed_before(self, source_id: str, *, item_ids: Collection[str], urls: Collection[str]) -> list[Item]:
        of_source = [i for i in self._memory.items.values() if i.source_id == source_id]
        found = [i for i in of_source if i.id in item_ids or i.entry.url in urls]
        return sorted(found, key=lambda i: (i.first_seen_at, i.id))

    async def history_since(self, source_id: str, *, but: datetime) -> datetime | None:
        of_source = [i for i in self._memory.items.values() if i.source_id == source_id]
        dates = [i.entry.published_at for i in of_source if i.entry.published_at not in {None, but}]
        return min(dates or [i.first_seen_at for i in of_source], default=None)

    async def old_duplicates(self, *, before: datetime, limit: int) -> list[Item]:
        duplicates = {
            one.subject_id
            for one in self._memory.outcomes.values()
            if (one.subject, one.outcome) == (Subject.ITEM, Outcome.DUPLICATE)
        }
        old = [
            i
            for i in self._memory.items.values()
            if i.id in duplicates - set(self._memory.rechecks)
            and i.state is ItemState.READ
            and i.first_seen_at < before
        ]
        return sorted(old, key=lambda i: (i.first_seen_at, i.id))[:limit]


class MemoryInboxWrites(MemoryInbox):
    """`bot.core.ports.InboxWrites`."""

    async def save_poll(self, state: PollState, poll: Poll) -> None:
        self._memory.poll_states[state.source_id] = state
        self._memory.polls[poll.source_id] = (*self._memory.polls.get(poll.source_id, ()), poll)[-30:]

    async def save_item(self, item: Item) -> None:
        self._memory.items[item.id] = item

    async def forget_items(self, item_ids: Collection[str]) -> None:
        for item_id in item_ids:
            if self._memory.items[item_id].state is ItemState.READ:
                del self._memory.items[item_id]
                self._memory.outcomes.pop((Subject.ITEM, item_id, ""), None)
