"""Every fault of a platform, whatever is under way, on both platforms: nothing is lost, and nothing comes twice.

The jobs, the handlers and the commands are the real ones, over a record in memory and a clock that is moved; the
platforms are those of `tests/loopback`. In the table a cell says what comes of it:

* `once`: it is reported, or answered, once.
* `again`: nobody can tell whether a private answer has arrived, or it cannot arrive any more. It is not sent a second
  time; who sees none asks again, and gets one.
* `kept`: it cannot be reported there. It is on record with why, and other channels hear of it once.
* `-`: there is no such thing; `NO_SUCH_THING` says why.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar
from unittest.mock import AsyncMock

import pytest

from bot.core.model import DeliveryState
from handlers import limits
from handlers.commands import Commands
from handlers.discord_handler import DiscordHandler
from handlers.slack_handler import SlackHandler
from tests.engine import CONFIG, Engine
from tests.fakes.judge import FakeComparing
from tests.handlers.slack.test_slack_rest import SECRETS
from tests.loopback import discord as discord_side
from tests.loopback import slack as slack_side
from tests.loopback.discord import LoopbackDiscord
from tests.loopback.server import running, until
from tests.loopback.slack import LoopbackSlack

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

#                          |       Discord               |        Slack
# fault                    | alert edit  digest command  | alert edit  digest command
TABLE = """
429 of a bucket            | once  once  once   once     | once  once  once   once
429 of everything          | once  once  once   once     | -     -     -      -
500                        | once  once  once   once     | once  once  once   once
502                        | once  once  once   once     | once  once  once   again
502, done all the same     | once  once  once   once     | once  once  once   again
503                        | once  once  once   once     | once  once  once   once
refused                    | once  once  once   once     | once  once  once   once
reset                      | once  once  once   once     | once  once  once   again
reset, done all the same   | once  once  once   once     | once  once  once   again
time-out                   | once  once  once   once     | once  once  once   again
time-out, done all the same| once  once  once   once     | once  once  once   again
malformed event            | once  once  once   once     | once  once  once   once
gateway 4000               | once  once  once   once     | -     -     -      -
gateway 4004               | once  once  once   once     | -     -     -      -
gateway 4009               | once  once  once   once     | -     -     -      -
gateway 4014               | once  once  once   once     | -     -     -      -
resume refused             | once  once  once   once     | -     -     -      -
Socket Mode disconnect     | -     -     -      -        | once  once  once   once
delivered twice            | -     -     -      once     | -     -     -      once
answer's address expired   | -     -     -      again    | -     -     -      again
permission lost            | once  once  once   once     | once  once  once   once
channel deleted            | kept  kept  kept   -        | kept  kept  kept   -
"""
DOINGS = ("alert", "edit", "digest", "command")
NO_SUCH_THING = {
    ("429 of everything", "slack"): "Slack limits each method by itself",
    ("gateway 4000", "slack"): "Slack has no gateway",
    ("gateway 4004", "slack"): "Slack has no gateway",
    ("gateway 4009", "slack"): "Slack has no gateway",
    ("gateway 4014", "slack"): "Slack has no gateway",
    ("resume refused", "slack"): "no socket of Slack is resumed",
    ("Socket Mode disconnect", "discord"): "Discord has no Socket Mode",
    ("delivered twice", "alert edit digest"): "what is delivered to the bot is what people do",
    ("answer's address expired", "alert edit digest"): "messages do not go to the address of an answer",
    ("channel deleted", "command"): "nobody can ask in a channel that is gone",
}
WORDS = "The bridge will be open before the first snow falls on it."
SNOW = "before the first snow falls"
WAITING = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.STALE)


def cells():
    for line in TABLE.strip().splitlines():
        fault, *platforms = (part.strip() for part in line.split("|"))
        for platform, row in zip(("discord", "slack"), platforms, strict=True):
            for doing, cell in zip(DOINGS, row.split(), strict=True):
                yield fault, doing, platform, cell


class Desk:
    """A bot on one platform: two channels hear of everything, and the first gets a digest at one o'clock."""

    platform: ClassVar[str]
    channels: ClassVar[tuple[str, str]]
    section: ClassVar[str]

    def __init__(self, server, *, route: str = "") -> None:
        self.server = server
        channels = [f"{self.platform}:{one}" for one in self.channels]
        routes = "".join(f'[[routes]]\nchannel = "{one}"\n{route}' for one in channels)
        digest = f'[[digests]]\nchannel = "{channels[0]}"\ncron = "0 13 * * *"\n'
        town = CONFIG.partition("[[routes]]")[0]
        self.engine = Engine(f"{self.section.format(server=server)}{town}{routes}{digest}")
        config, clock = self.engine.config, self.engine.clock
        commands = Commands(store=self.engine.store, config=config, clock=clock, judge=FakeComparing())
        self.handler = self.make_handler(config=config, commands=commands, clock=clock)
        setattr(self.engine, self.platform, self.handler)
        self.engine.restart()

    # What is under way

    async def publish(self, source_id: str) -> None:
        self.engine.publish(source_id, f"https://{source_id}.example/1", f"trump: {WORDS}")
        await self.engine.poll()
        await self.engine.read()

    async def settled(self) -> None:
        """Let the time pass until everything is reported, or is not to be any more."""
        for _ in range(60):
            if not await self.waiting():
                return
            self.engine.clock.advance(seconds=20)
            await self.engine.dispatcher.dispatch_due()

    async def waiting(self) -> list:
        return [one for state in WAITING for one in await self.engine.store.deliveries(state)]

    async def alert(self) -> None:
        await self.publish("wire")

    async def edit(self) -> None:
        await self.publish("ministry")

    async def digest(self) -> None:
        self.engine.clock.advance(hours=1)
        await self.engine.digester.make_due()

    def reported(self, doing: str, channel_id: str) -> int:
        """Return how often a channel tells it, each once and whole."""
        texts = [self.shown(one) for one in self.server.messages(channel_id)]
        alerts = [one for one in texts if WORDS in one and "DIGEST" not in one]
        if doing == "digest":
            assert len(alerts) == 1
            return sum("DIGEST" in one and SNOW in one for one in texts)
        return len(alerts) if doing == "alert" else sum("A Ministry" in one for one in alerts)

    # What each platform does in its own way

    def make_handler(self, **parts):
        raise NotImplementedError

    def shown(self, message) -> str:
        raise NotImplementedError

    def fail(self, doing: str, status: int | None, *, everywhere: bool = False, **how: bool) -> None:
        """Let the next request of what is under way fail; without a status no answer comes."""
        raise NotImplementedError

    async def connected_again(self) -> None:
        raise NotImplementedError

    async def ask(self, times: int = 1) -> int:
        """Ask for the latest statement, and return how many answers have it."""
        raise NotImplementedError


class DiscordDesk(Desk):
    platform = "discord"
    channels = (discord_side.CHANNEL_ID, discord_side.OTHER_CHANNEL_ID)
    section = '[discord]\napi = "{server.api}"\ngateway = "{server.gateway}"\n'
    LATEST: ClassVar = {
        "id": "1",
        "name": "latest",
        "type": 1,
        "options": [{"name": "actor", "type": 3, "value": "trump"}],
    }
    REQUESTS: ClassVar = {
        "alert": [("POST", r"/channels/\d+/messages$")],
        "digest": [("POST", r"/channels/\d+/messages$")],
        "edit": [("PATCH", r"/channels/\d+/messages/\d+$")],
        "command": [("POST", "/callback$"), ("PATCH", "/@original$")],
    }

    def make_handler(self, **parts):
        return DiscordHandler(token=self.server.token, retry_after=(0.01,), **parts)

    def shown(self, message):
        return discord_side.shown(message)

    def fail(self, doing, status, *, everywhere=False, **how):
        body = {"message": "slow", "retry_after": 0.05, "global": everywhere} if status == 429 else None
        for method, path in self.REQUESTS[doing]:
            self.server.fail(method, path, status, body=body, **how)

    async def connected_again(self):
        lives = len(self.server.identifies) + len(self.server.resumes)
        await self.server.until(lambda: len(self.server.identifies) + len(self.server.resumes) > lives)
        await self.server.until(lambda: self.server.online)

    async def ask(self, times=1):
        answers = len(self.server.replies)
        asked = await self.server.send_interaction(2, self.LATEST)
        for _ in range(times - 1):
            await self.server.send_again(asked)
        # What is asked later is answered later, unless something of the first one fails.
        later = await self.server.send_interaction(2, self.LATEST | {"name": "actors", "options": []})
        await until(lambda: later.reply.done() and not self.server.faults and not self.handler._interactions._under_way)
        return sum(SNOW in one.text for one in self.server.replies[answers:])


class SlackDesk(Desk):
    platform = "slack"
    channels = (slack_side.CHANNEL_ID, slack_side.OTHER_CHANNEL_ID)
    section = '[slack]\napi = "{server.api}"\n'
    METHODS: ClassVar = {
        "alert": "chat.postMessage",
        "digest": "chat.postMessage",
        "edit": "chat.update",
        "command": "response_url",
    }

    def make_handler(self, **parts):
        return SlackHandler(secrets=SECRETS, retry_after=(0.01,), post_every=0.0, **parts)

    def shown(self, message):
        return slack_side.shown(message)

    def fail(self, doing, status, *, everywhere=False, **how):
        assert not everywhere
        headers = {"Retry-After": "0"} if status == 429 else {}
        error = "ratelimited" if status == 429 else None
        self.server.fail(self.METHODS[doing], error, status=status, headers=headers, **how)

    async def connected_again(self):
        await self.server.ready(self.server.connects + 1)

    async def ask(self, times=1):
        payload = self.server.command_payload("latest trump")
        await self.server.send("slash_commands", payload, times=times)
        await until(lambda: not self.server.faults)
        await self.settled_answers()
        return sum(SNOW in slack_side.shown(one) for one in self.server.answers(payload))

    async def settled_answers(self):
        later = self.server.command_payload("actors")
        await self.server.send("slash_commands", later)
        await until(lambda: self.server.answers(later) and not self.handler._interactions._under_way)


DESKS = {"discord": (LoopbackDiscord, DiscordDesk), "slack": (LoopbackSlack, SlackDesk)}


@asynccontextmanager
async def open_desk(platform: str, *, route: str = "") -> AsyncIterator[Desk]:
    make_server, make_desk = DESKS[platform]
    async with make_server() as server:
        desk = make_desk(server, route=route)
        await desk.engine.store.open()
        await desk.engine.run()
        await desk.engine.digester.make_due()
        desk.engine.clock.advance(minutes=5)
        async with running(desk.handler):
            await server.ready()
            yield desk


# The faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong before something is under way, and what is well again after a first try at it."""

    begin: Callable[[Desk, str], Awaitable[None]]
    end: Callable[[Desk], Awaitable[None]] | None = None
    times: int = 1  # that what people do is delivered


def answering(status: int | None = None, **how: bool) -> Fault:
    async def begin(desk, doing):
        desk.fail(doing, status, **how)

    return Fault(begin=begin)


def closing(code: int, *, forgets: bool = False) -> Fault:
    async def begin(desk, _):
        if forgets:
            desk.server.forget_sessions()
        await desk.server.close_gateway(code)
        await desk.connected_again()
        assert (len(desk.server.identifies) == 1) is (code == 4000 and not forgets), "resumed where that can be done"

    return Fault(begin=begin)


async def go_away(desk, doing):
    await desk.server.refuse()
    if doing == "command":  # which nobody can give meanwhile
        await come_back(desk)


async def come_back(desk):
    await desk.server.take_again()
    await desk.connected_again()


async def send_nonsense(desk, _):
    if desk.platform == "discord":
        await desk.server.send_interaction(2, DiscordDesk.LATEST, version=None)
        await desk.connected_again()
    else:
        await desk.server.send_raw('{"type": "slash_commands", "payload": [')


async def disconnect(desk, _):
    await desk.server.disconnect()
    await desk.connected_again()


async def expire(desk, _):
    if desk.platform == "discord":
        unknown = {"code": 10062, "message": "Unknown interaction"}
        desk.server.fail("POST", "/callback$", 404, body=unknown)
    else:
        desk.server.fail("response_url", status=404)


async def take_permission(desk, _):
    if desk.platform == "discord":
        desk.server.closed_channels.add(desk.channels[0])
    else:
        desk.server.channels[desk.channels[0]]["is_member"] = False


async def give_permission(desk):
    if desk.platform == "discord":
        desk.server.closed_channels.clear()
    else:
        desk.server.channels[desk.channels[0]]["is_member"] = True


async def delete_channel(desk, _):
    del desk.server.channels[desk.channels[0]]


async def nothing(_desk, _doing):
    pass


FAULTS = {
    "429 of a bucket": answering(429),
    "429 of everything": answering(429, everywhere=True),
    "500": answering(500),
    "502": answering(502),
    "502, done all the same": answering(502, stored=True),
    "503": answering(503),
    "refused": Fault(begin=go_away, end=come_back),
    "reset": answering(),
    "reset, done all the same": answering(stored=True),
    "time-out": answering(hangs=True),
    "time-out, done all the same": answering(hangs=True, stored=True),
    "malformed event": Fault(begin=send_nonsense),
    "gateway 4000": closing(4000),
    "gateway 4004": closing(4004),
    "gateway 4009": closing(4009, forgets=True),
    "gateway 4014": closing(4014),
    "resume refused": closing(4000, forgets=True),
    "Socket Mode disconnect": Fault(begin=disconnect),
    "delivered twice": Fault(begin=nothing, times=2),
    "answer's address expired": Fault(begin=expire),
    "permission lost": Fault(begin=take_permission, end=give_permission),
    "channel deleted": Fault(begin=delete_channel),
}


# The driver


@pytest.mark.parametrize(
    ("fault", "doing", "platform", "cell"),
    [pytest.param(*row, id=" · ".join(row[:3])) for row in cells() if row[3] != "-"],
)
async def test_nothing_is_lost_and_nothing_comes_twice(fault, doing, platform, cell, monkeypatch):
    monkeypatch.setattr("discord.Client.before_identify_hook", AsyncMock())  # it sleeps for five seconds
    monkeypatch.setattr(limits, "REFUSED_RETRY_AFTER", 0.01)  # a token is set anew meanwhile
    monkeypatch.setattr(limits, "ANSWER_AGAIN_AFTER", (0.01,) * 8)
    if "time-out" in fault:
        monkeypatch.setattr(limits, "REQUEST_WITHIN", 0.5)
        monkeypatch.setattr(limits, "DISCORD_CALL_BACK_TRY", 0.3)
    async with open_desk(platform) as desk:
        if doing != "alert":
            await desk.alert()
            await desk.settled()
        if doing == "command":
            await under_a_command(desk, FAULTS[fault], cell)
        else:
            await under_a_message(desk, FAULTS[fault], doing, cell)
        assert await desk.engine.store.unexplained() == []


async def under_a_command(desk: Desk, fault: Fault, cell: str) -> None:
    await fault.begin(desk, "command")
    answers = await desk.ask(fault.times)
    assert answers == 1 or (cell == "again" and answers == 0)
    assert await desk.ask() == 1


async def under_a_message(desk: Desk, fault: Fault, doing: str, cell: str) -> None:
    await fault.begin(desk, doing)
    await getattr(desk, doing)()
    await desk.engine.dispatcher.dispatch_due()
    if fault.end is not None:
        await fault.end(desk)
    await desk.settled()
    assert not desk.server.faults, "the fault has happened"
    here, there = desk.channels
    if doing != "digest":
        assert desk.reported(doing, there) == 1
    if cell == "kept":
        await kept_with_its_reason(desk, doing)
    else:
        assert await desk.waiting() == []
        assert desk.reported(doing, here) == 1


async def kept_with_its_reason(desk: Desk, doing: str) -> None:
    """Hold that what cannot be reported is on record, and given up with its reason once it is old."""
    (one,) = await desk.waiting()
    assert "channel" in one.last_error.casefold()
    if doing != "edit":
        desk.engine.clock.advance(days=3)
        await desk.engine.dispatcher.dispatch_due()
        (one,) = await desk.engine.store.deliveries(DeliveryState.DEAD)
        assert "channel" in one.last_error.casefold()
    assert len(await desk.engine.store.pauses()) == 1


def test_a_cell_is_left_out_with_its_reason_and_no_other():
    reasons = {
        (fault, doing, platform)
        for fault, where in NO_SUCH_THING
        for doing in DOINGS
        for platform in DESKS
        if platform in where or doing in where.split()
    }
    assert {(fault, doing, platform) for fault, doing, platform, cell in cells() if cell == "-"} == reasons
    assert {fault for fault, *_ in cells()} == set(FAULTS)
