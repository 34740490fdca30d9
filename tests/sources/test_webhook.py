"""What is posted to the webhook, and what it answers."""

from __future__ import annotations

import asyncio
import json
import re
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import aiohttp
import pytest

from bot.core.config_sections import WebhookSettings
from bot.core.errors import StoreError
from bot.core.model import SourceKind, Taken
from bot.sources import webhook as module
from bot.sources.webhook import SIGNATURE, TEXTS_PATH, TIMESTAMP, Webhook, signature_of
from tests.canaries import WEBHOOK_SECRET as SECRET
from tests.fakes.clock import FakeClock
from tests.loopback.server import bound_socket, free_port, until
from tests.sources.samples import NOW, source_at

SAID = "“We will not pay the toll,” said Esmail Baghaei on Monday."


class Desk:
    """A webhook that listens, and what it took."""

    def __init__(self, **settings):
        self.settings = WebhookSettings(port=free_port(), **settings)
        self.clock = FakeClock(NOW)
        self.taken = []
        self.failing = False
        self.held = None
        self.is_begun = False
        sources = [
            source_at("webhook:scraper", id="scraper", kind=SourceKind.WEBHOOK),
            source_at("webhook:resting", id="resting", kind=SourceKind.WEBHOOK, paused=True),
            source_at("https://harbour.com/feed"),
        ]
        self.webhook = Webhook(settings=self.settings, secret=SECRET, sources=sources, take=self.take, clock=self.clock)
        self.url = f"http://127.0.0.1:{self.settings.port}{TEXTS_PATH}"

    async def take(self, source, entry):
        if self.failing:
            raise StoreError("the disk is full")
        if self.held is not None:
            self.is_begun = True
            await self.held.wait()
        is_new = entry.key not in {one.key for _, one in self.taken}
        self.taken.append((source.id, entry))
        return Taken(item_id=f"item {entry.key[:8]}", is_new=is_new)

    async def post(
        self, body=None, *, secret=SECRET, at=None, sign=None, headers=None, path=TEXTS_PATH, method="POST", **fields
    ):
        if body is None:
            body = json.dumps({"source": "scraper", "text": SAID, **fields}).encode()
        timestamp = str(int((at or self.clock.now()).timestamp()))
        signed = {TIMESTAMP: timestamp, SIGNATURE: sign or f"sha256={signature_of(secret, timestamp, body)}"}
        all_headers = {"Content-Type": "application/json", **signed, **(headers or {})}
        all_headers = {name: value for name, value in all_headers.items() if value is not None}
        async with (
            aiohttp.ClientSession(skip_auto_headers=["Content-Type"]) as session,
            session.request(method, self.url.replace(TEXTS_PATH, path), data=body, headers=all_headers) as answer,
        ):
            return answer.status, json.loads(await answer.text()), answer.headers


@asynccontextmanager
async def desk_with(**settings):
    desk = Desk(**settings)
    await desk.webhook.start()
    try:
        await until(lambda: desk.webhook.state.startswith("listening"))
        yield desk
    finally:
        await desk.webhook.close()


@pytest.fixture
async def desk():
    async with desk_with() as desk:
        yield desk


async def test_what_is_posted_is_taken_with_all_that_is_said_of_it(desk):
    status, answer, _ = await desk.post(
        title="The  toll",
        text=f"{SAID}\n\n<b>He left.</b>",
        url="HTTPS://Harbour.com/toll?utm_source=x",
        published_at="2026-03-03T14:30:00+03:30",
    )
    ((source_id, entry),) = desk.taken
    assert (status, answer) == (202, {"id": f"item {entry.key[:8]}", "new": True})
    assert source_id == "scraper"
    assert (entry.title, entry.text) == ("The toll", f"{SAID}\n\n<b>He left.</b>")
    assert entry.url == "https://harbour.com/toll"
    assert entry.published_at.astimezone(UTC) == datetime(2026, 3, 3, 11, 0, tzinfo=UTC)


async def test_the_least_that_can_be_posted(desk):
    status, _, _ = await desk.post()
    ((_, entry),) = desk.taken
    assert status == 202
    assert entry.url == f"webhook:scraper/{entry.key[:16]}"
    assert (entry.title, entry.published_at) == ("", None)


async def test_the_same_text_has_one_key_whatever_its_spacing_and_time(desk):
    first = await desk.post()
    second = await desk.post(text=f"  {SAID.upper()} \n", at=desk.clock.now())
    assert second[:2] == (202, {"id": first[1]["id"], "new": False})


@pytest.mark.parametrize("seconds", [-299, 0, 299])
async def test_a_post_is_taken_within_five_minutes_of_the_clock(desk, seconds):
    at = datetime.fromtimestamp(NOW.timestamp() + seconds, UTC)
    assert (await desk.post(at=at))[0] == 202


REFUSED = {
    "another secret": ({"secret": "x" * 64}, 401, "is not that of"),
    "no signature": ({"headers": {SIGNATURE: None}}, 401, f"{SIGNATURE} is missing"),
    "no hex": ({"sign": "sha256=zz"}, 401, f"{SIGNATURE} is missing"),
    "letters beyond ASCII": ({"sign": "sha256=" + "é" * 64}, 401, f"{SIGNATURE} is missing"),
    "no time": ({"headers": {TIMESTAMP: None}}, 401, f"{TIMESTAMP} is missing"),
    "a time in words": ({"headers": {TIMESTAMP: "now"}}, 401, f"{TIMESTAMP} is missing"),
    "a huge time": ({"headers": {TIMESTAMP: "9" * 400}}, 401, f"{TIMESTAMP} is missing"),
    "a time of its own": ({"headers": {TIMESTAMP: str(int(NOW.timestamp()) + 1)}}, 401, "is not that of"),
    "replayed": ({"at": datetime(2026, 3, 3, 11, 54, tzinfo=UTC)}, 401, "is 360 s from the time here; at most 300"),
    "ahead": ({"at": datetime(2026, 3, 3, 12, 6, tzinfo=UTC)}, 401, "is 360 s from the time here"),
    "too large": ({"body": b"x" * 1_000_001}, 413, r"more than webhook.max_bytes \(1,000,000\)"),
    "another type": ({"headers": {"Content-Type": "text/plain"}}, 415, "write application/json"),
    "no type": ({"headers": {"Content-Type": None}}, 415, "write application/json"),
    "no JSON": ({"body": b"hello"}, 422, "the body is not JSON"),
    "no UTF-8": ({"body": b'"\xff"'}, 422, "the body is not JSON"),
    "empty": ({"body": b""}, 422, "the body is not JSON"),
    "a list": ({"body": b"[]"}, 422, "the body: input should be"),
    "very deep": ({"body": b"[" * 400_000}, 422, "the body is not JSON"),
    "a huge number": ({"body": b'{"text":' + b"9" * 9000 + b"}"}, 422, "the body"),
    "no text": ({"body": b'{"source":"scraper"}'}, 422, "text: field required"),
    "blank": ({"text": "  \n "}, 422, "text: string should have at least 1 character"),
    "marks alone": ({"text": "…—“"}, 422, "text: holds no words"),
    "too long": ({"text": "no " * 70_000}, 422, "text: string should have at most 200000 characters"),
    "half a letter": ({"body": b'{"source":"scraper","text":"\\ud800"}'}, 422, "text: "),
    "no source": ({"body": json.dumps({"text": SAID}).encode()}, 422, "source: field required"),
    "an unknown source": (
        {"source": "harbour"},
        422,
        "'harbour' is not a source of kind webhook; these are: scraper, resting",
    ),
    "a source that is paused": ({"source": "resting"}, 422, "resting is paused"),
    "a field too many": ({"authors": ["x"]}, 422, "authors: no such field; there are source, text, title"),
    "no address": ({"url": "ftp://x"}, 422, "url: 'ftp://x' is not an http or https address"),
    "an address with a password": ({"url": "https://a:b@c.com/"}, 422, "url: "),
    "a time without a zone": (
        {"published_at": "2026-03-03T10:00"},
        422,
        "published_at: input should have timezone",
    ),
    "no time at all": ({"published_at": "yesterday"}, 422, "published_at: "),
    "a title of a page": ({"title": "x" * 500}, 422, "title: string should have at most"),
    "another path": ({"path": "/"}, 404, "texts are posted to /texts"),
    "another method": ({"method": "GET"}, 405, "texts are posted to /texts"),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_what_is_not_taken_is_answered_with_the_reason(desk, case):
    given, status, reason = REFUSED[case]
    answered, body, _ = await desk.post(**given)
    assert answered == status
    assert desk.taken == []
    assert list(body) == ["error"]
    assert re.search(reason, body["error"]), body


async def test_too_many_posts_are_answered_with_when_to_come_back_and_strangers_use_up_nothing():
    async with desk_with(limit=2, limit_per="1m") as desk:
        for _ in range(5):
            assert (await desk.post(secret="x" * 64))[0] == 401
        assert [(await desk.post(text=f"He said no {number} times."))[0] for number in range(3)] == [202, 202, 429]
        status, body, headers = await desk.post()
        assert status == 429
        assert body == {"error": "more than webhook.limit (2) posts in 60 s"}
        assert 1 <= int(headers["Retry-After"]) <= 61
        assert len(desk.taken) == 2


async def test_what_cannot_be_saved_is_not_said_to_be(desk):
    desk.failing = True
    status, body, headers = await desk.post()
    assert (status, body) == (503, {"error": "it cannot be saved now; post it again"})
    assert headers["Retry-After"] == "6"


async def test_a_body_that_says_it_is_larger_than_it_is_and_one_that_does_not_say(desk):
    async def chunks():
        for _ in range(200):
            yield b"x" * 10_000

    headers = {TIMESTAMP: str(int(NOW.timestamp())), SIGNATURE: "0" * 64, "Content-Type": "application/json"}
    async with aiohttp.ClientSession() as session, session.post(desk.url, data=chunks(), headers=headers) as answer:
        assert answer.status == 413
        assert "webhook.max_bytes" in (await answer.json())["error"]


async def test_a_body_that_never_comes_is_given_up(desk, monkeypatch):
    monkeypatch.setattr(module, "WEBHOOK_BODY_WITHIN", 0.05)
    reader, writer = await asyncio.open_connection("127.0.0.1", desk.settings.port)
    head = f"POST {TEXTS_PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n{SIGNATURE}: {'0' * 64}\r\n"
    writer.write(f"{head}{TIMESTAMP}: {int(NOW.timestamp())}\r\n\r\n{{".encode())
    async with asyncio.timeout(30):
        assert b" 408 " in await reader.readline()
    writer.close()
    await writer.wait_closed()


async def test_a_post_under_way_is_answered_before_the_server_ends():
    async with desk_with() as desk:
        desk.held = asyncio.Event()
        posting = asyncio.create_task(desk.post())
        await until(lambda: desk.is_begun)
        closing = asyncio.create_task(desk.webhook.close())
        await asyncio.sleep(0)
        desk.held.set()
        await closing
        assert (await posting)[0] == 202
        with pytest.raises(aiohttp.ClientConnectorError):
            await desk.post()


async def test_a_port_that_is_taken_is_named_and_tried_again(monkeypatch):
    monkeypatch.setattr("bot.core.serving.PORT_RETRY", 0.01)
    desk = Desk()
    with bound_socket() as taken:
        taken.listen()
        desk.webhook._server._port = taken.getsockname()[1]
        await desk.webhook.start()
        await until(lambda: "is taken by another process" in desk.webhook.state)
    await until(lambda: desk.webhook.state.startswith("listening"))
    await desk.webhook.close()


async def test_no_secret_and_no_text_is_in_the_log(desk, capsys):
    await desk.post()
    await desk.post(secret="y" * 64)
    shown = capsys.readouterr()
    assert "post taken" in shown.out + shown.err
    for hidden in (SECRET, "y" * 64, SAID):
        assert hidden not in shown.out + shown.err


def test_signatures_are_what_others_compute():
    # printf '1772539200.{}' | openssl dgst -sha256 -hmac secret
    assert (
        signature_of("secret", "1772539200", b"{}")
        == "31bc8465b23ae8c2c5fd2b5101cd5d6516838001c1a6ca95afcabeb07545561a"
    )
