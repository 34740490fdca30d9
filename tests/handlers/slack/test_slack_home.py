"""The app's own page on Slack: what stands on it, for whom, and each time that it is opened."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.core.live_list import LiveList
from bot.core.model import Beat, Channel, Member, Platform, Route
from handlers.commands import Commands
from tests.handlers.replies import text_of
from tests.handlers.samples import CONFIG, put, statement_view
from tests.handlers.slack.test_slack_handler import life  # noqa: F401 - a fixture
from tests.loopback.server import until
from tests.loopback.slack import CHANNEL_ID, MODERATOR_ID, READER_ID, shown


@pytest.fixture
async def handler(life):  # noqa: F811 - the fixture
    async with life() as handler:
        yield handler


@pytest.mark.usefixtures("handler")
async def test_it_shows_health_routes_and_the_latest_statements(slack, store, clock):
    await put(store, *(statement_view(f"s{number}", text=f"Bridge number {number}.") for number in range(7)))
    beat = Beat(at=clock.now(), started_at=clock.now() - timedelta(hours=2), platforms={"slack": "connected"})
    await store.beat(beat)
    page = shown(await slack.open_home())
    assert "No route leads here yet." in page
    assert page.count("Bridge number") == 5
    assert "slack: connected" not in page
    assert "slack: connected" in shown(await slack.open_home(by=MODERATOR_ID))


@pytest.mark.usefixtures("handler")
async def test_it_is_made_anew_each_time_and_for_nothing_but_the_page(slack, store):
    assert "Nothing is on record yet." in shown(await slack.open_home())
    await put(store, statement_view("s1", text="The bridge is open."))
    assert "The bridge is open." in shown(await slack.open_home())
    before = slack.count("views.publish")
    await slack.open_home(tab="messages")
    assert "The bridge is open." in shown(await slack.open_home())
    assert slack.count("views.publish") == before + 1


@pytest.mark.usefixtures("handler")
async def test_a_record_that_cannot_be_read_is_reported_on_it(slack, store):
    await store.close()
    assert "The record cannot be read right now." in shown(await slack.open_home())


@pytest.mark.usefixtures("handler")
async def test_a_page_that_slack_refuses_ends_in_the_log(slack):
    slack.fail("views.publish", "internal_error")
    with capture_logs() as logs:
        await slack.open_home()
        await until(lambda: any(one["event"] == "slack home not shown" for one in logs))


async def test_it_names_the_routes_of_its_platform(store, clock):
    here = Channel.parse(f"slack:{CHANNEL_ID}")
    routes = [
        Route(channel=here),
        Route(channel=here, actor_ids=("mayor",), words=("bridge",)),
        Route(channel=Channel.parse("discord:111111111111111111")),
        Route(channel=Channel.parse("slack:D0000000009"), by_command=True),
    ]
    config = replace(CONFIG, routes=LiveList(routes))
    commands = Commands(store=store, config=config, clock=clock)
    page = text_of(await commands.home(Platform.SLACK, by=Member(id=f"slack:{READER_ID}")))
    assert f"Everyone who is tracked to slack:{CHANNEL_ID}\n" in page
    assert f"Orla Venn to slack:{CHANNEL_ID}, some of it" in page
    assert "discord:" not in page
    assert "D0000000009" not in page  # somebody's direct messages
