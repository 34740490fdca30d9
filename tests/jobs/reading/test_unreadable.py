"""What cannot be read is tried again, given up with its reason, and holds up nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome, ItemState, Watched
from tests.engine import SLACK, without
from tests.fakes.watcher import FakeWatcher
from tests.jobs.remarks import LONG


async def test_an_article_that_cannot_be_read_is_tried_again_and_then_reported(engine):
    engine.publish("wire", "https://wire.example/1", "")
    engine.web.pages["https://wire.example/1"] = SourceError(FetchOutcome.TIMEOUT, "https://wire.example/1")
    await engine.run()
    (item,) = await engine.store.items(ItemState.WAITING)
    assert item.next_try_at == engine.clock.now() + timedelta(seconds=20)
    engine.web.pages["https://wire.example/1"] = f"baghaei: {LONG}"
    engine.web.feeds["wire"].clear()  # the feed has forgotten it, we have not
    engine.clock.advance(seconds=20)
    await engine.run()
    assert engine.reported(SLACK) == [[LONG]]


@pytest.mark.parametrize(
    ("outcome", "permanent", "fewest", "most"),
    [
        pytest.param(FetchOutcome.HTTP_ERROR, True, 10, 20, id="403"),
        pytest.param(FetchOutcome.GONE, True, 40, 60, id="404"),
        pytest.param(FetchOutcome.TIMEOUT, False, 40, 60, id="timeout"),
    ],
)
async def test_an_article_that_cannot_be_read_is_given_up_after_two_days_with_its_reason(
    engine, outcome, permanent, fewest, most
):
    engine.publish("wire", "https://wire.example/1", "")
    engine.web.pages["https://wire.example/1"] = SourceError(outcome, "u", "why", permanent=permanent)
    with capture_logs():
        for _ in range(48 * 4):
            await engine.run()
            engine.clock.advance(minutes=15)
    assert await engine.store.items(ItemState.FAILED) == []
    engine.clock.advance(hours=6)
    await engine.run()
    (item,) = await engine.store.items(ItemState.FAILED)
    assert item.last_error == f"u: {outcome.words} (why)"
    assert fewest <= item.attempts <= most


@pytest.mark.parametrize("hours", [0.02, 1, 47])
async def test_a_page_that_comes_up_after_its_feed_is_reported(engine, hours):
    """One 404, the feed being faster than the host, and the item was FAILED at its first try."""
    url = "https://wire.example/1"
    engine.publish("wire", url, f"baghaei: {LONG}")
    missing = SourceError(FetchOutcome.GONE, url, "404", permanent=True)
    engine.web.pages[url] = missing
    engine.config = replace(
        engine.config, alerts=engine.config.alerts.model_copy(update={"max_age": timedelta(days=3)})
    )
    engine.restart()
    await engine.run()
    engine.clock.advance(hours=hours)
    await engine.run()
    engine.web.pages[url] = f"baghaei: {LONG}"
    for _ in range(12):
        engine.clock.advance(minutes=30)
        await engine.run()
    assert engine.reported(SLACK) == [[LONG]]


@pytest.mark.parametrize("part", ["watcher", "judge", "web"])
async def test_a_text_that_breaks_a_part_is_tried_again_given_up_loudly_and_holds_up_no_other(engine, part):
    def broken(*_args, **_options):
        raise RuntimeError("a bug")

    engine.publish("wire", "https://wire.example/1", f"baghaei: {LONG}")
    engine.publish("wire", "https://wire.example/2", "trump: They want a deal very badly.")
    if part == "watcher":
        engine.reader._watcher = SimpleNamespace(watch=broken)
    elif part == "judge":
        engine.comparer._judge = SimpleNamespace(compare_many=broken)
    else:
        engine.reader._fetcher = SimpleNamespace(fetch_article=broken)
    with capture_logs(processors=[merge_contextvars]) as logged:  # a traceback is slow to draw
        await engine.run()
        waiting = await engine.store.items(ItemState.WAITING)
        assert {item.next_try_at for item in waiting} == {engine.clock.now() + timedelta(seconds=20)}
        for _ in range(11):
            engine.clock.advance(hours=4)
            await engine.run()
        assert await engine.store.items(ItemState.FAILED) == []
        engine.clock.advance(hours=5)
        await engine.run()
    assert {one["item"] for one in logged if one["event"] == "reading broke off"} == {item.id for item in waiting}
    failed = await engine.store.items(ItemState.FAILED)
    assert {item.last_error for item in failed} == {f"https://wire.example/{n}: RuntimeError: a bug" for n in (1, 2)}
    engine.restart()
    engine.publish("wire", "https://wire.example/3", f"baghaei: {LONG}")
    await engine.run()
    assert engine.reported(SLACK) == [[LONG]]


async def test_being_asked_to_wait_is_no_attempt(engine):
    engine.publish("wire", "https://wire.example/1", "")
    engine.web.pages["https://wire.example/1"] = SourceError(
        FetchOutcome.RATE_LIMITED, "u", retry_after=timedelta(hours=1)
    )
    for _ in range(10):
        await engine.run()
        engine.clock.advance(hours=1)
    (item,) = await engine.store.items(ItemState.WAITING)
    assert item.attempts == 0


async def test_an_item_whose_source_left_the_config_waits_two_days_for_it(engine):
    engine.publish("wire", "https://wire.example/1", f"baghaei: {LONG}")
    await engine.poll()
    left = engine.reader._sources
    engine.reader._sources = without(left, "wire")
    await engine.read()
    assert len(await engine.store.items(ItemState.WAITING)) == 1
    engine.reader._sources = left
    engine.clock.advance(hours=1)
    await engine.run()
    assert engine.reported(SLACK) == [[LONG]]


async def test_an_item_whose_source_stays_away_is_given_up_after_two_days(engine):
    engine.publish("wire", "https://wire.example/1", f"baghaei: {LONG}")
    await engine.poll()
    engine.reader._sources = without(engine.reader._sources, "wire")
    for _ in range(50):
        await engine.read()
        engine.clock.advance(hours=1)
    assert [item.last_error for item in await engine.store.items(ItemState.FAILED)] == [
        "https://wire.example/1: its source left the config"
    ]


class Broken(FakeWatcher):
    """A watcher over a bug."""

    async def watch(self, articles, **_options):
        return [Watched(error="ValueError: a bug") for _ in articles]


async def test_a_text_over_which_the_watcher_breaks_is_no_text_without_a_statement(engine):
    engine.publish("wire", "https://wire.example/1", f"baghaei: {LONG}")
    working, engine.reader._watcher = engine.reader._watcher, Broken()
    await engine.run()
    (waiting,) = await engine.store.items(ItemState.WAITING)
    assert (waiting.last_error, waiting.begun) == ("https://wire.example/1: ValueError: a bug", 0)
    engine.reader._watcher = working
    engine.clock.advance(hours=1)
    await engine.run()
    assert engine.reported(SLACK) == [[LONG]]
