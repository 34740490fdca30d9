"""Whatever is posted and whatever fails: each post is listed by some poll, or said to be out of reach."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome, PollState
from bot.sources.older import WayBack
from bot.sources.port import Listing
from bot.sources.thresholds import MOST_PAGES
from tests.examples import dear
from tests.sources.samples import NOW, entry_at

PAGE = 5  # posts
EVERY = timedelta(minutes=30)  # longer than what is read twice
MISSED = re.compile(r"posts from (\S+ \S+) to (\S+ \S+) UTC")
GIVE_UP_AFTER = timedelta(hours=48)


class Account:
    """An account with pages, of which some cannot be read for now, or ever, and the record of its polls."""

    def __init__(self) -> None:
        self.posts: list[datetime] = []  # newest first
        self.state = PollState(source_id="account", next_poll_at=NOW)
        self.listed: set[datetime] = set()
        self.missed: list[tuple[datetime, datetime]] = []
        self.failures: list[bool | None] = []  # of the pages to come: for ever, for now, or not at all
        self.asked = 0
        self.is_blank = False  # it shows no posts for now

    def post(self, number: int, *, now: datetime) -> None:
        """Post so often in the minutes before now."""
        first = now - EVERY + timedelta(minutes=1)
        times = [first + place * (EVERY - timedelta(minutes=2)) / max(number, 1) for place in range(number)]
        self.posts = [*reversed([at.replace(microsecond=0) for at in times]), *self.posts]

    def page(self, before: datetime | None) -> Listing:
        older = [at for at in self.posts if before is None or at < before]
        shown = older[:PAGE]
        return Listing(
            entries=tuple(entry_at(f"https://a.example/{at.isoformat()}", key=at.isoformat()) for at in shown),
            next_page=shown[-1].isoformat() if len(older) > PAGE else "",
            back_to=shown[-1] if shown else None,
        )

    async def read(self, address: str) -> Listing:
        self.asked += 1
        is_permanent = self.failures.pop() if self.failures else None
        if is_permanent is not None:
            raise SourceError(FetchOutcome.HTTP_ERROR, address, permanent=is_permanent)
        return self.page(None if address == "newest" else datetime.fromisoformat(address))

    def poll(self, *, now: datetime) -> None:
        newest, self.asked = Listing(entries=()) if self.is_blank else self.page(None), 0
        way = WayBack(
            newest,
            first="newest",
            state=self.state,
            read=self.read,
            now=now,
            seconds=60,
            give_up_after=GIVE_UP_AFTER,
        )
        went = asyncio.run(way.walk())
        assert 1 + self.asked <= MOST_PAGES
        for listing in (newest, *went.listings):
            self.listed |= {datetime.fromisoformat(entry.key) for entry in listing.entries}
        for said in went.missed:
            ends = [
                datetime.strptime(one, "%Y-%m-%d %H:%M").replace(tzinfo=UTC) for one in MISSED.search(said).groups()
            ]
            self.missed.append((ends[0], ends[1] + timedelta(minutes=1)))
        is_new = bool(newest.entries)
        self.state = replace(
            self.state,
            last_ok_at=now,
            last_new_at=now if is_new else self.state.last_new_at,
            older=went.left,
            missed_at=now if went.missed else self.state.missed_at,
        )


@given(
    rounds=st.lists(
        st.tuples(
            st.integers(0, 90),
            st.lists(st.sampled_from([None, None, False, True]), max_size=4),
            st.sampled_from([False, False, True]),
        ),
        max_size=6,
    )
)
@example(rounds=[(90, [False], False), (90, [None, None, True], False), (90, [], False)])
@example(rounds=[(90, [], True), (90, [], True), (90, [], False)])
@dear(150)
def test_each_post_is_listed_or_said_to_be_out_of_reach(rounds):
    account, now = Account(), NOW
    account.post(3, now=now)
    account.poll(now=now)
    before = set(account.posts)
    for number, failures, is_blank in rounds:
        now += EVERY
        account.post(number, now=now)
        account.failures, account.is_blank = failures[::-1], is_blank
        account.poll(now=now)
    account.failures, account.is_blank = [], False
    for _ in range(40):
        if account.state.older is None:
            break
        now += EVERY
        account.poll(now=now)
    assert account.state.older is None
    out_of_reach = {at for at in account.posts for begin, end in account.missed if begin <= at <= end}
    assert set(account.posts) - before - account.listed - out_of_reach == set()
