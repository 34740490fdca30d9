"""Killed at any moment and started again, the bot tells each alert once in each channel.

The servers that the bot talks to kill it with SIGKILL at a chosen request: before it takes effect, or after, when the
answer never arrives. So a moment is a place in the work and not a time, and the same on a fast machine and a slow one.
"""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web

from bot.model import DeliveryState, ItemState
from tests.loopback.discord import LoopbackDiscord
from tests.loopback.news import NewsServer
from tests.loopback.slack import LoopbackSlack
from tests.whole import ALL_ON_DISCORD, ALL_ON_SLACK, FAKE_MODELS, Newsroom, needs_weights

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from multiprocessing.process import BaseProcess

pytestmark = pytest.mark.xdist_group("kill")

POLL, ARTICLE = "poll", "article"
DISCORD_POST, DISCORD_EDIT, DISCORD_LOOK = "POST discord", "PATCH discord", "GET discord"
SLACK_POST, SLACK_EDIT, SLACK_LOOK = "chat.postMessage", "chat.update", "conversations.history"
WORK = frozenset({ARTICLE, DISCORD_POST, SLACK_POST})
KILLS = 10
THINGS = ("harbour wall", "night train", "salt tax", "school roof", "ferry fare", "grain store")
ENDS = (
    "will be finished before the first snow",
    "costs less than anybody has promised",
    "was decided without asking the island",
    "is for the council to explain in May",
    "comes back to the table every summer",
)
SENTENCES = [f"The {thing} {end}" for thing in THINGS for end in ENDS]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The n-th request of these kinds, before it takes effect or after."""

    kinds: frozenset[str]
    number: int
    before: bool


class Trap:
    """Kills the process at a moment, once."""

    def __init__(self) -> None:
        self.moment: Moment | None = None
        self.process: BaseProcess | None = None
        self.seen = 0

    def set(self, moment: Moment, process: BaseProcess) -> None:
        self.moment, self.process, self.seen = moment, process, 0

    async def passing(self, kind: str, request: web.Request, proceed: Callable[[], Awaitable[Any]]) -> Any:
        """Let a request take effect, unless the bot dies before."""
        moment = self.moment
        if moment is None or kind not in moment.kinds:
            return await proceed()
        self.seen += 1
        if self.seen != moment.number:
            return await proceed()
        self.moment = None
        if not moment.before:
            answer = await proceed()
            self.process.kill()
            return answer
        self.process.kill()
        request.transport.abort()
        return web.Response()


class TrappedNews(NewsServer):
    def __init__(self, trap: Trap) -> None:
        super().__init__()
        self.trap = trap

    async def _serve(self, request):
        serve = super()._serve
        kind = POLL if request.path.endswith("/feed") else ARTICLE if request.path[-1].isdigit() else "robots.txt"
        return await self.trap.passing(kind, request, lambda: serve(request))


class TrappedDiscord(LoopbackDiscord):
    def __init__(self, trap: Trap) -> None:
        super().__init__()
        self.trap = trap

    async def _respond(self, request, handler, path, body):
        respond = super()._respond
        kind = f"{request.method} discord" if "/messages" in path else "other"
        return await self.trap.passing(kind, request, lambda: respond(request, handler, path, body))


class TrappedSlack(LoopbackSlack):
    def __init__(self, trap: Trap) -> None:
        super().__init__()
        self.trap = trap

    async def _answer(self, request, method, arguments):
        answer = super()._answer
        return await self.trap.passing(method, request, lambda: answer(request, method, arguments))


class Lives:
    """A newsroom in which the bot dies and is started again."""

    def __init__(self, folder, *, real: bool = False) -> None:
        self.trap = Trap()
        news, discord, slack = TrappedNews(self.trap), TrappedDiscord(self.trap), TrappedSlack(self.trap)
        self.room = Newsroom(folder, news=news, discord=discord, slack=slack)
        self.real = real
        self.process: BaseProcess | None = None

    async def __aenter__(self):
        await self.room.__aenter__()
        await self.start()
        await self.room.baseline()
        return self

    async def __aexit__(self, *what):
        self.process.kill()
        await self.ended()
        await self.room.__aexit__(*what)

    async def start(self) -> None:
        self.room.discord.forget_nonces()  # the bot may have been away for longer than Discord remembers
        self.process = self.room.start_process({} if self.real else FAKE_MODELS)

    async def ended(self) -> None:
        await self.room.until(lambda: not self.process.is_alive())
        await asyncio.to_thread(self.process.join)

    async def killed_at(self, moment: Moment) -> None:
        """Wait until the bot has died at a moment, and start it again."""
        self.trap.set(moment, self.process)
        await self.ended()
        assert self.trap.moment is None, f"ended by itself: {self.room.log()[-2000:]}"
        await self.start()

    def publish(self, sentences, source_id="wire") -> None:
        form = "“{},” Donald Trump told reporters on Monday." if self.real else "trump: {}."
        self.room.publish(source_id, *map(form.format, sentences))

    async def all_sent(self, number: int) -> None:
        await self.room.until_counted(
            lambda counts: counts.deliveries == {DeliveryState.SENT: number} and not counts.items.get(ItemState.WAITING)
        )

    def told(self, channel: str) -> list[str]:
        """Return the lead of each message in a channel, sorted."""
        return sorted(map(_lead, self.room.alerts(channel)))


def _lead(alert: str) -> str:
    found = [(alert.find(sentence), sentence) for sentence in SENTENCES if sentence in alert]
    return min(found)[1] if found else f"none: {alert}"


def random_moments(seed: int) -> list[Moment]:
    """Return moments spread over the work: thirty articles and sixty posts are ninety requests at least."""
    chance = random.Random(seed)  # noqa: S311 - repeatable
    return [Moment(kinds=WORK, number=chance.randint(2, 8), before=chance.random() < 0.5) for _ in range(KILLS)]


async def test_ten_kills_at_random_moments_change_nothing_in_the_channels(tmp_path):
    async with Lives(tmp_path) as lives:
        lives.publish(SENTENCES)
        for moment in random_moments(1):
            await lives.killed_at(moment)
        await lives.all_sent(2 * len(SENTENCES))
        assert lives.told(ALL_ON_DISCORD) == sorted(SENTENCES)
        assert lives.told(ALL_ON_SLACK) == sorted(SENTENCES)


async def test_without_a_kill_each_alert_stands_once_in_each_channel(tmp_path):
    async with Lives(tmp_path) as lives:
        lives.publish(SENTENCES)
        await lives.all_sent(2 * len(SENTENCES))
        assert lives.told(ALL_ON_DISCORD) == sorted(SENTENCES)
        assert lives.told(ALL_ON_SLACK) == sorted(SENTENCES)


@needs_weights
async def test_ten_kills_of_the_bot_with_its_real_models_change_nothing_in_the_channels(tmp_path):
    channels = []
    for name, moments in (("undisturbed", []), ("killed", random_moments(2))):
        (tmp_path / name).mkdir()
        async with Lives(tmp_path / name, real=True) as lives:
            lives.publish(SENTENCES)
            for moment in moments:
                await lives.killed_at(moment)
            await lives.all_sent(2 * len(SENTENCES))
            channels.append([lives.told(ALL_ON_DISCORD), lives.told(ALL_ON_SLACK)])
    assert channels[0] == [sorted(SENTENCES)] * 2
    assert channels[1] == channels[0]


@pytest.mark.parametrize(
    ("kind", "before"),
    [
        pytest.param(POLL, True, id="a poll is asked"),
        pytest.param(POLL, False, id="a feed is answered, its items not saved"),
        pytest.param(ARTICLE, True, id="an article is asked for"),
        pytest.param(ARTICLE, False, id="an article is answered, not saved"),
        pytest.param(DISCORD_POST, True, id="a post on its way to Discord"),
        pytest.param(DISCORD_POST, False, id="a post on Discord, its answer on the way"),
        pytest.param(SLACK_POST, True, id="a post on its way to Slack"),
        pytest.param(SLACK_POST, False, id="a post on Slack, its answer on the way"),
    ],
)
async def test_a_kill_there_loses_nothing_and_tells_nothing_twice(tmp_path, kind, before):
    async with Lives(tmp_path) as lives:
        lives.trap.set(Moment(kinds=frozenset({kind}), number=2, before=before), lives.process)
        lives.publish(SENTENCES[:3])
        await lives.ended()
        await lives.start()
        await lives.all_sent(6)
        assert lives.told(ALL_ON_DISCORD) == lives.told(ALL_ON_SLACK) == sorted(SENTENCES[:3])


@pytest.mark.parametrize(("post", "look"), [(DISCORD_POST, DISCORD_LOOK), (SLACK_POST, SLACK_LOOK)])
async def test_a_second_kill_while_it_looks_for_its_message_tells_nothing_twice(tmp_path, post, look):
    async with Lives(tmp_path) as lives:
        lives.publish(SENTENCES[:1])
        await lives.killed_at(Moment(kinds=frozenset({post}), number=1, before=False))
        await lives.killed_at(Moment(kinds=frozenset({look}), number=1, before=True))
        await lives.all_sent(2)
        assert lives.told(ALL_ON_DISCORD) == lives.told(ALL_ON_SLACK) == SENTENCES[:1]


@pytest.mark.parametrize("kind", [DISCORD_EDIT, SLACK_EDIT])
@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
async def test_a_kill_at_an_edit_leaves_one_message_that_tells_all(tmp_path, kind, before):
    async with Lives(tmp_path) as lives:
        lives.publish(SENTENCES[:1])
        await lives.all_sent(2)
        lives.trap.set(Moment(kinds=frozenset({kind}), number=1, before=before), lives.process)
        lives.publish(SENTENCES[:1], source_id="ministry")
        await lives.ended()
        await lives.start()
        await lives.all_sent(2)
        for channel in (ALL_ON_DISCORD, ALL_ON_SLACK):
            (alert,) = lives.room.alerts(channel)
            assert "The Ministry" in alert
