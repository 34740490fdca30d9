"""Killed at any moment and started again, the bot tells each alert once in each channel, or counts it in one line.

The servers that the bot talks to kill it with SIGKILL at a chosen request: before it takes effect, or after, when the
answer never arrives. So a moment is a place in the work and not a time, and the same on a fast machine and a slow one.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web

from bot.core.model import Channel, DeliveryKind, DeliveryState, ItemState
from bot.store import SqlStore
from tests.loopback.discord import LoopbackDiscord
from tests.loopback.news import NewsServer
from tests.loopback.slack import LoopbackSlack
from tests.whole import ALL_ON_DISCORD, ALL_ON_SLACK, FAKE_MODELS, Newsroom, needs_weights

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from multiprocessing.process import BaseProcess

POLL, ARTICLE = "poll", "article"
DISCORD_POST, DISCORD_EDIT, DISCORD_LOOK = "POST discord", "PATCH discord", "GET discord"
SLACK_POST, SLACK_EDIT, SLACK_LOOK = "chat.postMessage", "chat.update", "conversations.history"
WORK = frozenset({ARTICLE, DISCORD_POST, SLACK_POST})
LOOKS = frozenset({DISCORD_LOOK, SLACK_LOOK})
EDITS = frozenset({DISCORD_EDIT, SLACK_EDIT})
KILLS = 10
THINGS = ("harbour wall", "night train", "salt tax", "school roof", "ferry fare")
ENDS = (
    "will be finished before the first snow",
    "costs less than anybody has promised",
    "was decided without asking the island",
    "is for the council to explain in May",
    "comes back to the table every summer",
)
SENTENCES = [f"The {thing} {end}" for thing in THINGS for end in ENDS]
ROOM_FOR_ALL = "limit = 100\n"
COUNT = re.compile(r"(\d+) more alerts?\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The n-th request of these kinds, before it takes effect or after."""

    kinds: frozenset[str]
    number: int
    before: bool
    late: float = (
        0.0  # seconds after the kill until the request takes effect: it was on its way, and outlives its sender
    )


class Trap:
    """Kills the process at a moment, once."""

    def __init__(self) -> None:
        self.moment: Moment | None = None
        self.process: BaseProcess | None = None
        self.seen = 0
        self.looks = 0
        self.has_arrived = False

    def set(self, moment: Moment, process: BaseProcess) -> None:
        self.moment, self.process, self.seen = moment, process, 0

    async def passing(self, kind: str, request: web.Request, proceed: Callable[[], Awaitable[Any]]) -> Any:
        """Let a request take effect, unless the bot dies before."""
        moment = self.moment
        self.looks += kind in LOOKS
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
        if moment.late:
            await self._looked_for(moment.late)
            await proceed()
            self.has_arrived = True
        if request.transport is not None:  # it is gone with its process already
            request.transport.abort()
        return web.Response()

    async def _looked_for(self, seconds: float) -> None:
        """Wait until somebody has looked through a channel in vain, at most so long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not self.looks:  # noqa: ASYNC110 - another process looks
                    await asyncio.sleep(0.01)
                await asyncio.sleep(0.2)


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

    def __init__(self, folder, *, real: bool = False, alerts: str = ROOM_FOR_ALL) -> None:
        self.trap = Trap()
        news, discord, slack = TrappedNews(self.trap), TrappedDiscord(self.trap), TrappedSlack(self.trap)
        self.room = Newsroom(folder, news=news, discord=discord, slack=slack, alerts=alerts)
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
        self.room.let_pass_what_rests()
        await self.room.until_counted(
            lambda counts: counts.deliveries == {DeliveryState.SENT: number} and not counts.items.get(ItemState.WAITING)
        )

    async def all_reported_or_collapsed(self, items: int) -> None:
        self.room.let_pass_what_rests()
        await self.room.until_counted(
            lambda counts: (
                counts.items == {ItemState.READ: items}
                and counts.deliveries.keys() <= {DeliveryState.SENT, DeliveryState.COLLAPSED}
            )
        )

    def reported(self, channel: str) -> list[str]:
        """Return the lead of each alert in a channel, sorted."""
        return sorted(_lead(text) for text in self.room.alerts(channel) if not COUNT.search(text))

    def counted(self, channel: str) -> list[int]:
        """Return the count of each overflow line in a channel, sorted."""
        found = map(COUNT.search, self.room.alerts(channel))
        return sorted(int(count[1]) for count in found if count)

    async def collapsed(self, channel: str) -> tuple[list[str], list[int]]:
        """Return the statements that are collapsed for a channel, sorted, and how many each of its lines holds."""
        store = SqlStore(self.room.database, read_only=True)
        await store.open()
        try:
            found = await store.deliveries(DeliveryState.COLLAPSED, limit=1000)
            found = [alert for alert in found if alert.channel == Channel.parse(channel)]
            reports = [await store.report(alert.report_id) for alert in found]
        finally:
            await store.close()
        assert {alert.kind for alert in found} <= {DeliveryKind.ALERT}
        leads = sorted(_lead(report.statements[0].statement.text) for report in reports)
        return leads, sorted(Counter(alert.parent_id for alert in found).values())

    async def check(self, sentences) -> None:
        """Each sentence stands in one alert of each channel, or is counted in one of its lines."""
        for channel in (ALL_ON_DISCORD, ALL_ON_SLACK):
            collapsed, counts = await self.collapsed(channel)
            assert sorted([*self.reported(channel), *collapsed]) == sorted(sentences)
            assert self.counted(channel) == counts


def _lead(alert: str) -> str:
    alert = alert.replace("**", "")  # what differs from earlier words is marked
    found = [(alert.find(sentence), sentence) for sentence in SENTENCES if sentence in alert]
    return min(found)[1] if found else f"none: {alert}"


def random_moments(seed: int, *, kinds: frozenset[str] = WORK, most: int = 8) -> list[Moment]:
    """Return moments spread over the work, which must hold as many such requests as their numbers add up to.

    Twenty-five articles and fifty posts are seventy-five, and what was under way at a kill is asked for again; with all
    but a few posts collapsed, there are the edits of the lines.
    """
    chance = random.Random(seed)  # noqa: S311 - repeatable
    return [Moment(kinds=kinds, number=chance.randint(2, most), before=chance.random() < 0.5) for _ in range(KILLS)]


@pytest.mark.parametrize(
    ("seed", "real", "kills"),
    [
        pytest.param(1, False, KILLS, id="fake models"),
        pytest.param(2, True, 3, id="its real models", marks=needs_weights),
        pytest.param(2, True, KILLS, id="its real models, as often", marks=[needs_weights, pytest.mark.thorough]),
    ],
)
async def test_kills_at_random_moments_change_nothing_in_the_channels(tmp_path, seed, real, kills):
    async with Lives(tmp_path, real=real) as lives:
        lives.publish(SENTENCES)
        for moment in random_moments(seed)[:kills]:
            await lives.killed_at(moment)
        await lives.all_sent(2 * len(SENTENCES))
        assert lives.reported(ALL_ON_DISCORD) == sorted(SENTENCES)
        assert lives.reported(ALL_ON_SLACK) == sorted(SENTENCES)


@pytest.mark.parametrize(
    "alerts",
    [
        pytest.param("limit = 4\n", id="one line"),
        pytest.param('limit = 2\nlimit_per = "1s"\n', id="many lines"),
    ],
)
@pytest.mark.parametrize("seed", [3, pytest.param(4, marks=pytest.mark.thorough)])
async def test_ten_kills_leave_each_statement_reported_or_counted_in_one_line(tmp_path, alerts, seed):
    async with Lives(tmp_path, alerts=alerts) as lives:
        lives.publish(SENTENCES)
        for moment in random_moments(seed, kinds=WORK | EDITS, most=4):
            await lives.killed_at(moment)
        await lives.all_reported_or_collapsed(len(SENTENCES))
        await lives.check(SENTENCES)
        assert lives.counted(ALL_ON_DISCORD)
        assert lives.counted(ALL_ON_SLACK)


@pytest.mark.parametrize(("post", "edit"), [(DISCORD_POST, DISCORD_EDIT), (SLACK_POST, SLACK_EDIT)])
@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
async def test_a_kill_at_a_line_loses_no_count_and_tells_none_twice(tmp_path, post, edit, before):
    async with Lives(tmp_path, alerts="limit = 1\n") as lives:
        lives.trap.set(Moment(kinds=frozenset({post}), number=2, before=before), lives.process)
        lives.publish(SENTENCES[:4])
        await lives.ended()
        lives.publish(SENTENCES[4:6])
        await lives.start()
        await lives.all_reported_or_collapsed(6)
        lives.trap.set(Moment(kinds=frozenset({edit}), number=1, before=before), lives.process)
        lives.publish(SENTENCES[6:8])
        await lives.ended()
        await lives.start()
        await lives.all_reported_or_collapsed(8)
        await lives.check(SENTENCES[:8])
        assert lives.counted(ALL_ON_DISCORD) == lives.counted(ALL_ON_SLACK) == [7]


async def test_without_a_kill_each_alert_stands_once_in_each_channel(tmp_path):
    async with Lives(tmp_path) as lives:
        lives.publish(SENTENCES)
        await lives.all_sent(2 * len(SENTENCES))
        assert lives.reported(ALL_ON_DISCORD) == sorted(SENTENCES)
        assert lives.reported(ALL_ON_SLACK) == sorted(SENTENCES)


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
        assert lives.reported(ALL_ON_DISCORD) == lives.reported(ALL_ON_SLACK) == sorted(SENTENCES[:3])


@pytest.mark.parametrize("kind", [DISCORD_POST, SLACK_POST])
async def test_a_post_that_takes_effect_after_its_sender_was_killed_is_reported_once(tmp_path, kind):
    async with Lives(tmp_path) as lives:
        lives.room.on_its_way = timedelta(seconds=5)
        lives.publish(SENTENCES[:3])
        await lives.killed_at(Moment(kinds=frozenset({kind}), number=2, before=True, late=3.0))
        await lives.room.until(lambda: lives.trap.has_arrived)
        await lives.all_sent(6)
        assert lives.reported(ALL_ON_DISCORD) == lives.reported(ALL_ON_SLACK) == sorted(SENTENCES[:3])


@pytest.mark.parametrize(("post", "look"), [(DISCORD_POST, DISCORD_LOOK), (SLACK_POST, SLACK_LOOK)])
async def test_a_second_kill_while_it_looks_for_its_message_tells_nothing_twice(tmp_path, post, look):
    async with Lives(tmp_path) as lives:
        lives.publish(SENTENCES[:1])
        await lives.killed_at(Moment(kinds=frozenset({post}), number=1, before=False))
        await lives.killed_at(Moment(kinds=frozenset({look}), number=1, before=True))
        await lives.all_sent(2)
        assert lives.reported(ALL_ON_DISCORD) == lives.reported(ALL_ON_SLACK) == SENTENCES[:1]


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
