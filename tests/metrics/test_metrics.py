"""What a monitoring system is told: of a whole bot, and of each part alone."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.core.config_sections import MetricsSettings
from bot.core.errors import RetryLaterError, SourceError, StoreError
from bot.core.model import Beat, Feed, FetchOutcome, Platform
from bot.core.secret_tokens import Secrets
from bot.core.work import Queue, QueueLoad
from bot.metrics import MeasuredFetcher, MeasuredMessenger, Meters, MetricsServer
from tests.fakes.clock import FakeClock
from tests.fakes.store import MemoryStore
from tests.loopback.server import free_port
from tests.patience import patient
from tests.store.samples import delivery, item
from tests.whole import Newsroom, with_fake_models

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
LINE = "trump: The bridge will be open before the first snow."


@pytest.fixture
def port(unused_tcp_port):
    return unused_tcp_port


async def ask(port, path):
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as answer:
        body = await (answer.text() if path == "/metrics" else answer.json())
        return answer.status, body


def figure(text, name):
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    assert found, f"{name} is not in\n{text}"
    return float(found[1])


async def test_a_whole_bot_tells_how_its_work_goes(tmp_path, monkeypatch, port):
    with_fake_models(monkeypatch)
    async with Newsroom(tmp_path, more=f"[metrics]\non = true\nport = {port}\n") as room:
        async with room.bot(Secrets()):
            await until_open(port, "/ready")
            room.publish("wire", LINE)
            await room.until_read(1)
            text = await until_figure(port, 'onrecord_lag_seconds_count{step="seen to read"}')
            health, ready = await ask(port, "/health"), await ask(port, "/ready")
        assert health == (200, {"ok": True, "wrong": [], "parts": ready[1]["parts"]})
        assert ready[1]["parts"]["record"] == "open"
        assert figure(text, "onrecord_up") == 1
        assert figure(text, 'onrecord_rows{table="statements"}') == 1
        assert figure(text, 'onrecord_items{state="read"}') >= 1
        assert figure(text, 'onrecord_fetches_total{outcome="ok",what="page"}') >= 1
        assert figure(text, "onrecord_engine_seconds_count") >= 1
        assert figure(text, 'onrecord_lag_seconds_count{step="seen to read"}') >= 1
        assert figure(text, 'onrecord_outcomes_of_day{outcome="on record",subject="attribution"}') == 1


async def test_nothing_listens_unless_it_is_on(tmp_path, monkeypatch, port):
    with_fake_models(monkeypatch)
    async with Newsroom(tmp_path, more=f"[metrics]\nport = {port}\n") as room, room.bot(Secrets()):
        with pytest.raises(aiohttp.ClientConnectorError):
            await ask(port, "/metrics")


class Broken(MemoryStore):
    async def last_beat(self):
        raise StoreError("the record is away")


async def served(port, store, platforms, *, parts=None, **settings):
    server = MetricsServer(
        settings=MetricsSettings(on=True, port=port, **settings),
        **(parts or {}),
        meters=Meters(),
        store=store,
        platforms=lambda: platforms,
        clock=FakeClock(NOW),
    )
    await server.start()
    return server


async def until_open(port, path):
    for _ in range(200):
        try:
            return await ask(port, path)
        except aiohttp.ClientConnectorError:
            continue
    return await ask(port, path)


async def until_figure(port, name):
    """Return the figures when this one is there: a text is on record a moment before it is counted."""
    for _ in range(200):
        _, text = await ask(port, "/metrics")
        if name in text and figure(text, name):
            break
        await asyncio.sleep(0.01)
    return text


@pytest.mark.parametrize(
    ("platforms", "loaded", "status"),
    [
        ({"discord": "connected", "slack": "off: SLACK_BOT_TOKEN is not set"}, True, 200),
        ({"discord": "connected"}, False, 503),
        ({"discord": "connecting since 12:00"}, True, 503),
        ({"slack": "listening on http://127.0.0.1:3000/slack/events"}, True, 200),
        ({"discord": "token refused"}, True, 503),
        ({"webhook": "connecting: the port is taken"}, True, 200),
    ],
)
async def test_it_is_ready_when_the_record_the_models_and_each_platform_are_there(port, platforms, loaded, status):
    store = MemoryStore()
    await store.open()
    server = await served(port, store, platforms)
    if loaded:
        server.loaded()
    try:
        answered, body = await until_open(port, "/ready")
    finally:
        await server.close()
    assert (answered, body["ok"]) == (status, status == 200)
    assert body["parts"] == {"record": "open", "models": "loaded" if loaded else "loading"} | platforms


async def lost():
    raise StoreError("onrecord: its queue cannot be used: it is gone")


async def found():
    return {Queue.READ: QueueLoad(waiting=3, under_way=1, oldest=timedelta(seconds=90))}


@pytest.mark.parametrize(
    ("parts", "status", "shown"),
    [
        ({"reads": False}, 200, {"record": "open"}),
        ({"reads": False, "queue": found}, 200, {"record": "open", "queue": "open"}),
        (
            {"reads": False, "queue": lost},
            503,
            {"record": "open", "queue": "onrecord: its queue cannot be used: it is gone"},
        ),
        ({"queue": found}, 503, {"record": "open", "queue": "open", "models": "loading"}),
    ],
)
async def test_a_process_waits_for_no_more_than_its_share_of_the_work_takes(port, parts, status, shown):
    store = MemoryStore()
    await store.open()
    server = await served(port, store, {}, parts=parts)
    try:
        assert await until_open(port, "/ready") == (status, {"ok": status == 200, "parts": shown})
        _, figures = await ask(port, "/metrics")
    finally:
        await server.close()
    assert figure(figures, "onrecord_ready") == (status == 200)
    if parts.get("queue") is found:
        assert figure(figures, 'onrecord_jobs{queue="read",state="waiting"}') == 3
        assert figure(figures, 'onrecord_jobs{queue="read",state="under way"}') == 1
        assert figure(figures, 'onrecord_oldest_job_seconds{queue="read"}') == 90


async def test_a_text_over_which_this_process_hangs_is_seen_though_another_gives_the_sign_of_life(port):
    store = MemoryStore()
    await store.open()
    await store.beat(Beat(at=NOW, started_at=NOW, platforms={}))
    hangs = {"reading https://wire.example/1": NOW - timedelta(minutes=6)}
    server = await served(port, store, {}, parts={"at_work": lambda: hangs})
    try:
        _, health = await until_open(port, "/health")
        _, figures = await ask(port, "/metrics")
    finally:
        await server.close()
    assert health["wrong"] == ["reading https://wire.example/1 has been under way for 6 min"]
    assert figure(figures, "onrecord_at_work_seconds") == 360


@pytest.mark.parametrize(
    ("beat", "wrong"),
    [
        (None, "no sign of life yet"),
        (Beat(at=NOW, started_at=NOW, platforms={}), None),
        (Beat(at=NOW - timedelta(minutes=2), started_at=NOW, platforms={}), "no sign of life for 2 min"),
        (
            Beat(at=NOW, started_at=NOW, platforms={}, overdue={"item": NOW - timedelta(hours=1)}),
            "an article has been waiting to be read for 1 h 0 min",
        ),
    ],
)
async def test_health_is_the_sign_of_life_and_whether_work_gets_done(port, beat, wrong):
    store = MemoryStore()
    await store.open()
    if beat is not None:
        await store.beat(beat)
    server = await served(port, store, {})
    try:
        parts = {"record": "open", "models": "loading"}
        assert await until_open(port, "/health") == (
            503 if wrong else 200,
            {"ok": wrong is None, "wrong": [wrong] if wrong else [], "parts": parts},
        )
        _, text = await ask(port, "/metrics")
        assert figure(text, "onrecord_up") == (wrong is None)
        if beat is not None and beat.overdue:
            assert figure(text, 'onrecord_overdue_seconds{kind="item"}') == 3600
    finally:
        await server.close()


async def test_a_process_that_takes_up_no_changes_says_so_whoever_gives_the_sign_of_life(port):
    store, clock = MemoryStore(), FakeClock()
    await store.open()
    await store.beat(Beat(at=clock.now(), started_at=clock.now(), platforms={}))
    server = MetricsServer(
        settings=MetricsSettings(on=True, port=port),
        meters=Meters(),
        store=store,
        platforms=dict,
        clock=clock,
        changes_fail_since=lambda: clock.now() - timedelta(minutes=5),
    )
    await server.start()
    try:
        status, answer = await until_open(port, "/health")
    finally:
        await server.close()
    assert (status, answer["wrong"]) == (503, ["what was changed by command has not been taken up for 5 min"])


async def test_of_two_processes_with_one_port_the_second_says_so_once_and_has_it_when_it_is_free(port, monkeypatch):
    monkeypatch.setattr("bot.core.serving.PORT_RETRY", 0.01)
    store = MemoryStore()
    await store.open()
    first = await served(port, store, {})
    await until_open(port, "/health")
    with capture_logs() as said:
        second = await served(port, store, {})
        for _ in range(50):
            await asyncio.sleep(0.001)
        await first.close()
        for _ in range(200):
            if said[-1]["event"] == "server listens":
                break
            await asyncio.sleep(0.01)
        await second.close()
    refused, listens = said
    assert refused["log_level"] == "error"
    assert refused["why"] == (
        f"port {port} of 127.0.0.1 is taken by another process; give each process a port of its own"
    )
    assert listens["event"] == "server listens"


async def test_of_two_processes_with_several_ports_the_second_takes_the_next():
    first_port = free_port(more=1)
    store = MemoryStore()
    await store.open()
    servers = [await served(first_port, store, {}, ports=2)]
    await until_open(first_port, "/health")
    try:
        servers.append(await served(first_port, store, {}, ports=2))
        assert (await until_open(first_port + 1, "/health"))[0] == 503
        with capture_logs() as said:
            servers.append(await served(first_port, store, {}, ports=2))
            async with asyncio.timeout(patient(20)):
                while not said:  # noqa: ASYNC110 - nothing tells of what is logged
                    await asyncio.sleep(0.005)
    finally:
        for server in servers:
            await server.close()
    assert said[0]["why"] == (
        f"ports {first_port} to {first_port + 1} of 127.0.0.1 are taken by other processes; "
        "give each process a port of its own"
    )


async def test_without_a_record_all_three_still_answer(port):
    server = await served(port, Broken(), {})
    try:
        status, health = await until_open(port, "/health")
        assert (status, health["wrong"], health["parts"]["record"]) == (
            503,
            ["the record is away"],
            "the record is away",
        )
        assert (await ask(port, "/ready"))[1]["parts"]["record"] == "the record is away"
        status, text = await ask(port, "/metrics")
        assert status == 200
        assert figure(text, "onrecord_up") == 0
    finally:
        await server.close()


class Web:
    """A fetcher that answers as it is told."""

    def __init__(self, answer):
        self.answer = answer

    async def fetch_feed(self, _source, _state):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    async def fetch_article(self, _source, _item):
        raise self.answer


async def test_a_fetch_is_counted_by_how_it_ended_and_by_nothing_of_its_host():
    meters = Meters()
    fetched = MeasuredFetcher(Web(Feed(outcome=FetchOutcome.UNCHANGED)), meters)
    await fetched.fetch_feed(None, None)
    fetched = MeasuredFetcher(Web(SourceError(FetchOutcome.WALL, "https://secret.example/1")), meters)
    for fetch in (fetched.fetch_feed, fetched.fetch_article):
        with pytest.raises(SourceError):
            await fetch(None, None)
    text = meters.written().decode()
    assert figure(text, 'onrecord_fetches_total{outcome="unchanged",what="feed"}') == 1
    assert figure(text, 'onrecord_fetches_total{outcome="wall",what="page"}') == 1
    assert figure(text, 'onrecord_fetch_seconds_count{what="feed"}') == 2
    assert "secret.example" not in text


class Chat:
    platform = Platform.SLACK

    def __init__(self, error=None):
        self.error = error

    async def post(self, _delivery, _message):
        if self.error:
            raise self.error
        return "ref"


async def test_a_message_is_counted_by_its_end_and_its_lag_is_that_of_those_posted():
    meters, clock = Meters(), FakeClock(NOW)
    sent = delivery(created_at=NOW - timedelta(seconds=7))
    await MeasuredMessenger(Chat(), meters, clock).post(sent, None)
    with pytest.raises(RetryLaterError):
        await MeasuredMessenger(Chat(RetryLaterError("not now")), meters, clock).post(sent, None)
    text = meters.written().decode()
    assert figure(text, 'onrecord_messages_total{outcome="ok",platform="slack",what="post"}') == 1
    assert figure(text, 'onrecord_messages_total{outcome="RetryLater",platform="slack",what="post"}') == 1
    assert figure(text, 'onrecord_lag_seconds_sum{step="decided to posted"}') == 7


def test_a_clock_set_back_and_a_time_that_nobody_knows_are_no_lag():
    meters = Meters()
    meters.took("seen to posted", None, NOW)
    meters.took("seen to posted", NOW + timedelta(hours=1), NOW)
    assert 'step="seen to posted"' not in meters.written().decode()


async def test_a_baseline_has_no_lag(port):
    server = await served(port, MemoryStore(), {})
    try:
        server.was_read(replace(item(), quiet=True), None)
        _, text = await until_open(port, "/metrics")
        assert "lag_seconds_count{" not in text
    finally:
        await server.close()
