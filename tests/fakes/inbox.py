"""The inbox in memory: poll states and items."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.core.model import ItemState, PollState
from bot.core.outcomes import Outcome, Subject
from bot.rules.polling import is_due
from bot.rules.waiting import is_put_off
from tests.fakes.memory import Remembering

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from bot.core.model import Item, Poll


class MemoryInbox(Remembering):
    """`bot.core.ports.Inbox`."""

    async def poll_states(self) -> list[PollState]:
        return [state for _, state in sorted(self._memory.poll_states.items())]

    async def poll_state(self, source_id: str) -> PollState | None:
        return self._memory.poll_states.get(source_id)

    async def due_polls(self, *, now: datetime, limit: int) -> list[PollState]:
        due = [s for s in self._in_use() if is_due(s, now=now)]
        due.sort(key=lambda s: (s.next_poll_at > now, s.last_polled_at if s.next_poll_at > now else s.next_poll_at))
        return due[:limit]

    async def failing_polls(self) -> list[PollState]:
        return sorted((s for s in self._in_use() if s.failing_since), key=lambda s: (s.failing_since, s.source_id))

    async def last_answer_at(self) -> datetime | None:
        answered = [s for s in self._in_use() if s.last_polled_at and not s.failing_since]
        return max(answered, key=lambda s: s.last_polled_at).last_ok_at if answered else None

    def _in_use(self) -> list[PollState]:
        return [s for key, s in sorted(self._memory.poll_states.items()) if key not in self._memory.out_of_use]

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

    async def read_of_feeds(self, *, since: datetime, limit: int) -> list[Item]:
        read = await self.items(ItemState.READ, limit=len(self._memory.items))
        return [i for i in read if i.last_error is not None and i.first_seen_at >= since][:limit]

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

    async def count_old_duplicates(self, *, before: datetime) -> int:
        return len(await self.old_duplicates(before=before, limit=len(self._memory.items)))


class MemoryInboxWrites(MemoryInbox):
    """`bot.core.ports.InboxWrites`."""

    async def enlist(self, source_ids: Collection[str], *, now: datetime) -> None:
        for source_id in source_ids:
            self._memory.poll_states.setdefault(source_id, PollState(source_id=source_id, next_poll_at=now))
        self._memory.out_of_use = dict.fromkeys(self._memory.poll_states.keys() - set(source_ids))

    async def save_polls(self, polled: Sequence[tuple[PollState, Poll]]) -> None:
        for state, poll in polled:
            await self.save_poll(state, poll)

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
