"""What tests of the web are made of."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.core.config_sections import PollingSettings
from bot.core.model import Entry, Item, ItemState, PollState, Source, SourceKind, Tier
from bot.sources.fetcher import WebFetcher
from bot.sources.readers import read_listing
from tests.fakes.clock import FakeClock
from tests.fakes.parser import InlineParser

if TYPE_CHECKING:
    from bot.sources.port import Listing

NOW = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)


class Naps:
    """A time that passes only while somebody sleeps; the sleeps are remembered."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    def monotonic(self) -> float:
        return sum(self.taken)

    async def sleep(self, seconds: float) -> None:
        self.taken.append(seconds)


def source_at(url: str, **fields: Any) -> Source:
    plain = Source(
        id="harbour", name="Harbour Post", url=url, tier=Tier.OUTLET, language="en", poll_every=timedelta(minutes=2)
    )
    return replace(plain, **fields)


def read_posts(kind: SourceKind, answer: Any, *, source: str, url: str) -> Listing:
    """Return what an answer of a service lists: bytes, or what it sends as JSON."""
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    return read_listing(body, source=source_at(source, kind=kind), content_type="", url=url, now=NOW)


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


def fetcher_for(*sources: Source, naps: Naps | None = None, **options: Any) -> WebFetcher:
    naps = naps or Naps()
    settings = {"per_host_every": "0s", "timeout": "20s", **options.pop("settings", {})}
    arguments = {"clock": FakeClock(NOW), "contact": "desk@harbour.example", "parser": InlineParser(), **options}
    return WebFetcher(
        settings=PollingSettings(**settings), sources=sources, monotonic=naps.monotonic, sleep=naps.sleep, **arguments
    )
