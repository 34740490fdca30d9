"""What tests of the web are made of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.config import PollingSettings
from bot.model import Entry, Item, ItemState, PollState, Source, Tier
from bot.sources import WebFetcher
from tests.fakes.clock import FakeClock

NOW = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)


class Naps:
    """Sleeps that take no time and are remembered."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)


def source_at(url: str, **fields: Any) -> Source:
    plain = Source(
        id="harbour", name="Harbour Post", url=url, tier=Tier.OUTLET, language="en", poll_every=timedelta(minutes=2)
    )
    return replace(plain, **fields)


def state_of(source: Source, **fields: Any) -> PollState:
    return replace(PollState(source_id=source.id, next_poll_at=NOW), **fields)


def item_for(entry: Entry, **fields: Any) -> Item:
    plain = Item(
        id="item",
        source_id="harbour",
        entry=entry,
        first_seen_at=NOW,
        quiet=False,
        state=ItemState.WAITING,
        next_try_at=NOW,
    )
    return replace(plain, **fields)


def entry_at(url: str, **fields: Any) -> Entry:
    return replace(Entry(key="key", url=url, title="Minister says no"), **fields)


def fetcher_for(*sources: Source, **options: Any) -> WebFetcher:
    settings = {"per_host_every": "0s", "timeout": "5s", **options.pop("settings", {})}
    arguments = {"clock": FakeClock(NOW), "sleep": Naps(), "contact": "desk@harbour.example", **options}
    return WebFetcher(settings=PollingSettings(**settings), sources=sources, **arguments)
