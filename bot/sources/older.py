"""Older pages of an account: how far back one poll goes, what is left for the next one, and what is out of reach.

Nothing is lost in silence. What a poll has no room or no luck for goes into `PollState.older`, on record with the posts
that were read, and the next poll goes on there; what cannot be had any more is said.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome, OlderPages
from bot.sources.thresholds import MOST_PAGES, MOST_STALLED, PAGES_OVERLAP

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from bot.core.model import PollState
    from bot.sources.port import Listing

BLANK: Final = "the account shows no posts"
CUT_OFF: Final = "the rest was cut off, its host is slow"
TO_THE_MINUTE: Final = "%Y-%m-%d %H:%M"


@dataclass(frozen=True, slots=True, kw_only=True)
class WentBack:
    """How far back a poll came."""

    listings: tuple[Listing, ...] = ()  # of the older pages
    left: OlderPages | None = None  # what the next poll goes on with
    missed: tuple[str, ...] = ()  # what cannot be reached any more, and why
    problems: tuple[str, ...] = ()  # why the rest is left
    is_whole: bool = True  # all since the last poll is here


class WayBack:
    """From the newest page of an account back to the last poll, and on with what earlier polls left.

    Args:
        newest: the page.
        first: its address.
        state: when the account was read last, and what was left then.
        read: reads a page.
        now: the time.
        seconds: that all pages may take.
        give_up_after: how long a page is tried that fails for now, and an account is followed whose pages never end.

    """

    def __init__(
        self,
        newest: Listing,
        *,
        first: str,
        state: PollState,
        read: Callable[[str], Awaitable[Listing]],
        now: datetime,
        seconds: float,
        give_up_after: timedelta,
    ) -> None:
        self._newest = newest
        self._first = first
        self._is_blank = not (newest.entries or newest.passed_over or newest.next_page)
        self._read = read
        self._now = now
        self._seconds = seconds
        self._give_up_after = give_up_after
        self._ways = self._open_ways(state)  # at most two, the newest first
        self._listings: list[Listing] = []
        self._missed: list[str] = []
        self._asked: set[str] = set()  # on the way that is gone
        self._seen = {entry.key for entry in newest.entries}
        self._stalled = 0  # pages in a row that brought nothing older

    def _open_ways(self, state: PollState) -> list[OlderPages]:
        """Return what is to be read: back to the last poll, and what was left then. At the first poll nothing is.

        Where no post of the newest page has a time, nothing further is asked: it would be eight pages at each poll.
        """
        ways = [] if state.older is None else [state.older]
        if self._is_blank and state.last_ok_at is not None and state.last_new_at is not None:
            # Hosts that are out of order show an account without posts: what comes meanwhile may be more than a page.
            return [OlderPages(address=self._first, before=self._now, until=state.last_ok_at, since=self._now), *ways]
        at, address = self._newest.back_to, self._newest.next_page
        if state.last_ok_at is None or at is None or not address:
            return ways
        # What is shown late is looked for once: after pages that were left or lost each poll would go the same way.
        is_known = state.older is not None or (
            state.missed_at is not None and self._now - state.missed_at < PAGES_OVERLAP
        )
        until = state.last_ok_at - (timedelta(0) if is_known else PAGES_OVERLAP)
        if not _reaches(at, until):
            ways.insert(0, OlderPages(address=address, before=at, until=until, since=self._now))
        return ways

    async def walk(self) -> WentBack:
        """Read older pages as far as there is room, time and luck."""
        problem = BLANK if self._is_blank and self._ways else ""
        try:
            async with asyncio.timeout(self._seconds):
                while self._ways and not self._is_blank and 1 + len(self._listings) < MOST_PAGES:
                    await self._step(self._ways[0])
        except TimeoutError:
            problem = CUT_OFF
        except SourceError as error:
            problem = str(error)
            if error.permanent:
                self._lose(0, problem)
        if self._ways and self._now - self._ways[-1].since > self._give_up_after:
            self._lose(-1, problem or "its older pages have no end")
        return WentBack(
            listings=tuple(self._listings),
            left=_merged_ways(self._ways),
            missed=tuple(self._missed),
            problems=(problem,) if problem else (),
            is_whole=self._newest.back_to is not None and not self._ways and not self._missed,
        )

    async def _step(self, way: OlderPages) -> None:
        """Read one page, and see where it leads."""
        self._asked.add(way.address)
        page = await self._read(way.address)
        if page.is_cut:
            raise SourceError(FetchOutcome.HTTP_ERROR, way.address, "the page ends in the middle")
        self._listings.append(page)
        keys = {entry.key for entry in page.entries}
        is_older = page.back_to is not None and page.back_to < way.before
        self._stalled = 0 if is_older or keys - self._seen else self._stalled + 1
        self._seen |= keys
        if _reaches(page.back_to, way.until) or not page.next_page:
            self._leave(0)
            return
        before = page.back_to if is_older and page.back_to else way.before
        self._ways[0] = replace(way, address=page.next_page, before=before)
        if page.next_page in self._asked or self._stalled == MOST_STALLED:
            self._lose(0, "its older pages lead in a circle")

    def _leave(self, place: int) -> OlderPages:
        """End a way. The next may lead over the same pages."""
        self._asked.clear()
        self._stalled = 0
        return self._ways.pop(place)

    def _lose(self, place: int, why: str) -> None:
        """Give up a way, and say what lies on it."""
        way = self._leave(place)
        self._missed.append(f"posts from {way.until:{TO_THE_MINUTE}} to {way.before:{TO_THE_MINUTE}} UTC: {why}")


def _reaches(back_to: datetime | None, until: datetime) -> bool:
    """Tell whether a page goes back to an earlier poll: what is older was listed then."""
    return back_to is not None and back_to <= until


def _merged_ways(ways: list[OlderPages]) -> OlderPages | None:
    """Return all that is left as one way: from where the newest begins; what lies between is read twice, not lost."""
    if not ways:
        return None
    return replace(ways[0], until=min(way.until for way in ways), since=min(way.since for way in ways))
