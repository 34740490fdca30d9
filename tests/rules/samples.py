"""Values that the rules are tried on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from bot.core.model import Channel, Kind, Novelty, Platform, PollState, Quotation, Route, Source, Statement, Tier

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SOURCE = Source(
    id="wire", name="A Wire", url="https://wire.example/feed", tier=Tier.WIRE, language="en", poll_every=2 * MINUTE
)
STATEMENT = Statement(
    id="s1",
    actor_id="trump",
    text="The talks will go on.",
    kind=Kind.DIRECT,
    said_at=None,
    first_seen_at=NOW,
    novelty=Novelty.NEW,
    confidence=0.8,
)
QUOTATION = Quotation(
    content=((0, 10),), kind=Kind.DIRECT, actor_id="trump", speaker="Donald Trump", confidence=0.9, evidence=(0, 20)
)
ROUTE = Route(channel=Channel(platform=Platform.CONSOLE))
STATE = PollState(source_id="wire", next_poll_at=NOW)
times = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
