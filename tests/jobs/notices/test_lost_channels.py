"""A channel that refuses the bot is reported to who runs it once, and its end once, whatever else happens."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.core.errors import ChannelRefusedError, MessengerError, RetryLaterError, StoreError, TokenRefusedError
from bot.core.model import DeliveryKind, DeliveryState, NoticeKind, Platform
from bot.jobs.notices import preflight as jobs_preflight
from bot.jobs.notices.lost_channels import LostChannels
from bot.jobs.notices.preflight import Preflight
from tests.engine import CONFIG, DISCORD, SLACK, Engine
from tests.patience import patient

OPS = "discord:222222222222222222"
OTHER = "slack:C0000000002"
SAID = ["We carefully weigh every word of the offer.", "There is no date for another round of talks."]


def config(ops_channel, *more):
    routes = "".join(f'[[routes]]\nchannel = "{one}"\n' for one in more)
    return f'[bot]\nops_channel = "{ops_channel}"\n{CONFIG}{routes}'


async def engine_with_news(ops_channel=OPS, *more):
    engine = await Engine.started(config(ops_channel, *more))
    for place, said in enumerate(SAID):
        engine.publish("wire", f"https://wire.example/{place}", f"baghaei: {said}")
    await engine.poll()
    await engine.read()
    return engine


async def rounds(engine, number, **pause):
    for _ in range(number):
        await engine.dispatcher.dispatch_due()
        engine.clock.advance(**pause)


async def reported(engine):
    """Return what was reported of notices, oldest first."""
    sent = await engine.store.deliveries(DeliveryState.SENT)
    kinds = (DeliveryKind.NOTICE, DeliveryKind.ALL_CLEAR)
    return [(str(one.channel), one.kind) for one in reversed(sent) if one.kind in kinds]


@pytest.mark.parametrize("restarts", [False, True])
async def test_it_is_reported_once_and_so_is_its_end(restarts):
    engine = await engine_with_news(OPS, OTHER)
    engine.slack.faults = [ChannelRefusedError(f"{SLACK}: Slack answered 200 (is_archived)")] * 40
    for _ in range(6):
        await rounds(engine, 20, seconds=10)
        if restarts:
            engine.restart()
    lost = [(OPS, DeliveryKind.NOTICE)]
    assert await reported(engine) == lost * 2  # both channels on Slack refuse
    notices = await engine.store.notices(since=engine.clock.now())
    assert [(one.kind, [subject.id for subject in one.subjects]) for one in notices] == [
        (NoticeKind.LOST_CHANNEL, [SLACK]),
        (NoticeKind.LOST_CHANNEL, [OTHER]),
    ]
    engine.slack.faults = []
    await rounds(engine, 10, minutes=10)
    assert await reported(engine) == [*lost * 2, *[(OPS, DeliveryKind.ALL_CLEAR)] * 2]
    assert await engine.store.notices(since=engine.clock.now()) == []
    assert sorted(engine.reported(SLACK)) == sorted([one] for one in SAID)


async def test_a_token_that_is_refused_is_reported_once_for_all_channels_of_its_platform():
    engine = await engine_with_news(OPS, OTHER)
    engine.slack.faults = [TokenRefusedError("slack: Slack answered 200 (token_revoked)")] * 40
    await rounds(engine, 30, seconds=10)
    assert await reported(engine) == [(OPS, DeliveryKind.NOTICE)]
    (notice,) = await engine.store.notices(since=engine.clock.now())
    assert [one.id for one in notice.subjects] == ["slack"]
    assert sorted(engine.reported(DISCORD)) == sorted([one] for one in SAID)
    engine.slack.faults = []
    await rounds(engine, 10, minutes=10)
    assert await reported(engine) == [(OPS, DeliveryKind.NOTICE), (OPS, DeliveryKind.ALL_CLEAR)]


async def test_a_channel_that_refuses_for_another_reason_rests_anew_and_is_reported():
    engine = await engine_with_news(OPS)
    engine.slack.faults = [TokenRefusedError("slack: Slack answered 200 (token_revoked)")] * 1000
    await rounds(engine, 16, minutes=15)
    token_mended_at = engine.clock.now()
    engine.slack.faults = [ChannelRefusedError(f"{SLACK}: Slack answered 200 (is_archived)")] * 1000
    await rounds(engine, 35, minutes=10)
    (pause,) = await engine.store.pauses()
    assert pause.since >= token_mended_at
    assert await reported(engine) == [(OPS, DeliveryKind.NOTICE)] * 2
    engine.slack.faults = []
    await rounds(engine, 40, minutes=10)
    assert sorted(engine.reported(SLACK)) == sorted([one] for one in SAID)
    assert await reported(engine) == [(OPS, DeliveryKind.NOTICE)] * 2 + [(OPS, DeliveryKind.ALL_CLEAR)] * 2


@pytest.mark.parametrize(
    ("ops_channel", "error"),
    [
        ("", ChannelRefusedError("no")),
        (SLACK, ChannelRefusedError("no")),
        ("slack:C0000000003", TokenRefusedError("no")),
    ],
    ids=["there is no ops channel", "it is the lost one", "it is on the lost platform"],
)
async def test_nobody_is_told_where_nobody_could_read_it(ops_channel, error):
    engine = await engine_with_news(ops_channel)
    engine.slack.faults = [error]
    await rounds(engine, 1, seconds=1)
    notices = await engine.store.notices(since=engine.clock.now())
    assert notices
    assert not any(one.reported for one in notices if one.subjects[0].id in {SLACK, "slack"})
    await rounds(engine, 40, minutes=1)
    assert await engine.store.pauses() == []
    assert await engine.store.notices(since=engine.clock.now()) == []
    assert await reported(engine) == []


class Doors:
    """A platform of which a test says what keeps the bot out."""

    def __init__(self, *, platform=Platform.SLACK):
        self.platform = platform
        self.problems: dict[str, str | MessengerError] = {}
        self.asked: list[str] = []

    async def problem_in(self, channel):
        self.asked.append(str(channel))
        problem = self.problems.get(str(channel))
        if isinstance(problem, MessengerError):
            raise problem
        return problem


def preflight(engine, doors):
    lost = LostChannels(store=engine.store, clock=engine.clock, config=engine.config)
    return Preflight(access={doors.platform: doors}, lost=lost, config=engine.config)


async def looks(engine, doors, number):
    """Look every hour, by another process each time."""
    for _ in range(number):
        await preflight(engine, doors).look()
        engine.clock.advance(hours=1)
        await engine.dispatcher.dispatch_due()


async def test_a_look_before_an_alert_says_once_what_is_missing_and_once_that_all_is_well():
    engine = await Engine.started(config(OPS, OTHER))
    doors = Doors()
    await looks(engine, doors, 2)
    assert await reported(engine) == []
    doors.problems[OTHER] = "the bot is not in #night-desk; type there: /invite @onrecord"
    await looks(engine, doors, 3)
    assert await reported(engine) == [(OPS, DeliveryKind.NOTICE)]
    (notice,) = await engine.store.notices(since=engine.clock.now())
    assert [(one.id, one.cause) for one in notice.subjects] == [(OTHER, doors.problems[OTHER])]
    doors.problems = {}
    await looks(engine, doors, 2)
    assert await reported(engine) == [(OPS, DeliveryKind.NOTICE), (OPS, DeliveryKind.ALL_CLEAR)]
    assert set(doors.asked) == {SLACK, OTHER}, "of other platforms nothing is asked"


async def test_what_a_look_found_is_not_said_again_when_an_alert_is_refused():
    engine = await engine_with_news()
    doors = Doors()
    doors.problems[SLACK] = "#desk is archived"
    engine.slack.faults = [ChannelRefusedError(f"{SLACK}: Slack answered 200 (is_archived)")] * 40
    await looks(engine, doors, 1)
    await rounds(engine, 20, seconds=10)
    assert await reported(engine) == [(OPS, DeliveryKind.NOTICE)]
    assert len(await engine.store.pauses()) == 1
    engine.slack.faults, doors.problems = [], {}
    await looks(engine, doors, 1)
    await rounds(engine, 2, seconds=10)
    assert await engine.store.pauses() == []
    assert await reported(engine) == [(OPS, DeliveryKind.NOTICE), (OPS, DeliveryKind.ALL_CLEAR)]
    assert len(engine.reported(SLACK)) == len(SAID)


async def test_a_token_that_is_refused_is_said_of_the_platform_and_an_outage_is_not_said():
    engine = await Engine.started(config(OPS, OTHER))
    doors = Doors()
    doors.problems = {SLACK: RetryLaterError("503"), OTHER: TokenRefusedError("slack: invalid_auth")}
    await looks(engine, doors, 2)
    (notice,) = await engine.store.notices(since=engine.clock.now())
    assert [one.id for one in notice.subjects] == ["slack"]


async def test_looks_go_on_whatever_one_of_them_ends_in(monkeypatch):
    monkeypatch.setattr(jobs_preflight, "PREFLIGHT_FIRST", timedelta(0))
    monkeypatch.setattr(jobs_preflight, "PREFLIGHT_EVERY", timedelta(0))
    ends = [StoreError("disk full"), KeyError("a bug"), None]
    looked = asyncio.Event()

    async def look(_):
        if ends and (end := ends.pop(0)):
            raise end
        looked.set()

    monkeypatch.setattr(Preflight, "look", look)
    task = asyncio.create_task(preflight(await Engine.start(), Doors()).each_hour())
    async with asyncio.timeout(patient(5)):
        await looked.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert ends == []
