"""How many items are read at once: seats, given to news first, and given back while a host keeps its reader waiting."""

from __future__ import annotations

import asyncio
from bisect import insort
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from operator import attrgetter
from typing import TYPE_CHECKING, TypeAlias

from bot.jobs.thresholds import MOST_AWAY

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


Rank: TypeAlias = tuple[object, ...]  # the lowest goes first; all of one kind, so that they compare


@dataclass(slots=True, eq=False)
class Seat:
    """A seat that is held, or given back for a while."""

    seats: Seats
    group: str
    urgency: Rank
    order: Rank
    is_away: bool = False
    leaves: asyncio.TimerHandle | None = None

    @asynccontextmanager
    async def waiting_for_a_host(self) -> AsyncIterator[None]:
        """Give the seat back where this takes long, so that hosts that hang keep nobody from reading others (issue 8).

        Afterwards it is taken again, but for an error: what is left to do then is a note on the record.
        """
        self._leave_later()
        try:
            yield
        finally:
            if self.leaves is not None:
                self.leaves.cancel()
            if self.is_away:
                self.seats.away -= 1
        if self.is_away:
            await self.seats.take_again(self)

    def _leave_later(self) -> None:
        self.leaves = asyncio.get_running_loop().call_later(self.seats.patience, self._leave)

    def _leave(self) -> None:
        if self.seats.away >= self.seats.most_away:
            self._leave_later()
            return
        self.is_away = True
        self.seats.away += 1
        self.seats.give_back()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Waiting:
    seat: Seat
    is_new: bool
    number: int  # in the order in which they came
    turn: asyncio.Future[None]

    @property
    def place(self) -> tuple[bool, Rank, Rank, int]:
        return self.is_new, self.seat.urgency, self.seat.order, self.number


@dataclass(slots=True, kw_only=True)
class Seats:
    """Seats for a number of readers.

    Who comes back from a host goes first, then the most urgent; of these one of the group that has the fewest readers
    at work or away, so that a group whose host hangs goes behind those whose hosts answer; then the lowest order.

    Args:
        free: how many there are.
        of_one: how many readers of one group there may be, with a seat or away.
        patience: seconds that a reader keeps its seat while it waits for a host.
        most_away: how many readers may wait for hosts without a seat: each has a connection open.

    """

    free: int
    of_one: int
    patience: float
    most_away: int = MOST_AWAY
    away: int = 0
    _of: Counter[str] = field(default_factory=Counter)
    _waiting: list[_Waiting] = field(default_factory=list)
    _numbers: count[int] = field(default_factory=count)

    @property
    def waiting(self) -> int:
        """How many wait for a seat."""
        return len(self._waiting)

    @asynccontextmanager
    async def take(self, group: str, *, urgency: Rank, order: Rank) -> AsyncIterator[Seat]:
        """Hold a seat, as soon as it is this one's turn."""
        seat = Seat(self, group, urgency, order, is_away=True)
        await self._take(seat, is_new=True)
        try:
            yield seat
        finally:
            self._of[group] -= 1
            if not seat.is_away:
                self.give_back()
            else:
                self._seat_next()

    async def take_again(self, seat: Seat) -> None:
        """Take a seat that was given back, before those who have not begun."""
        await self._take(seat, is_new=False)

    def give_back(self) -> None:
        """Let somebody else have a seat."""
        self.free += 1
        self._seat_next()

    async def _take(self, seat: Seat, *, is_new: bool) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        waiting = _Waiting(seat=seat, is_new=is_new, number=next(self._numbers), turn=turn)
        insort(self._waiting, waiting, key=attrgetter("place"))
        self._seat_next()
        try:
            await turn
        except asyncio.CancelledError:
            if waiting in self._waiting:
                self._waiting.remove(waiting)
            elif is_new:  # it was given in the very moment in which it was no longer wanted
                self._of[seat.group] -= 1
                self.give_back()
            raise

    def _seat_next(self) -> None:
        while self.free and (first := self._next()) is not None:
            self._waiting.remove(first)
            self.free -= 1
            first.seat.is_away = False
            if first.is_new:
                self._of[first.seat.group] += 1
            first.turn.set_result(None)

    def _next(self) -> _Waiting | None:
        """Return whose turn it is: looked for in their places, up to the first of whose group nobody is at work."""
        best: _Waiting | None = None
        for one in self._waiting:
            if best is not None and (one.is_new, one.seat.urgency) != (best.is_new, best.seat.urgency):
                return best
            at_work = self._of[one.seat.group] if one.is_new else 0
            if one.turn.done() or at_work >= self.of_one:
                continue
            if not at_work:
                return one
            if best is None or at_work < self._of[best.seat.group]:
                best = one
        return best
