"""Several workspaces of Slack: people install the app, are heard and told there, and no other workspace notices."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.core.errors import ChannelRefusedError
from bot.core.model import Channel, Installation, Platform, Route
from bot.core.secret_tokens import Secrets
from handlers.commands import Commands
from handlers.slack_handler import SlackHandler
from tests.fakes.clock import FakeClock
from tests.fakes.judge import FakeComparing
from tests.handlers.samples import CONFIG, report_view, statement_view
from tests.loopback.server import free_port, running, until
from tests.loopback.slack import (
    CHANNEL_ID,
    CLIENT_ID,
    CLIENT_SECRET,
    FIRST_TEAM,
    OTHER_TEAM,
    READER_ID,
    SIGNING_SECRET,
    shown,
)
from tests.store.samples import NOON, delivery

pytestmark = pytest.mark.usefixtures("seven_statements")

SECRETS = Secrets(slack_client_id=CLIENT_ID, slack_client_secret=CLIENT_SECRET, slack_signing_secret=SIGNING_SECRET)
ROOM = "C0000000022"  # of the other workspace
HERE = Channel(platform=Platform.SLACK, channel_id=CHANNEL_ID)
THERE = Channel(platform=Platform.SLACK, channel_id=f"{OTHER_TEAM}/{ROOM}")
CLOCK = FakeClock()


@pytest.fixture
def made(slack, store):
    """Make the handler, and the address that it listens at."""

    def make(**changes):
        port = free_port()
        config = replace(
            CONFIG,
            routes=[Route(channel=HERE), Route(channel=THERE)],
            slack=CONFIG.slack.model_copy(
                update={
                    "api": slack.api,
                    "mode": "http",
                    "port": port,
                    "workspaces": (FIRST_TEAM, OTHER_TEAM),
                    **changes,
                }
            ),
        )
        commands = Commands(store=store, config=config, clock=CLOCK, judge=FakeComparing())
        handler = SlackHandler(
            secrets=SECRETS, config=config, commands=commands, clock=CLOCK, installations=store, post_every=0.0
        )
        slack.channels[ROOM] = {"id": ROOM, "name": "desk", "is_member": True, "is_archived": False, "team": OTHER_TEAM}
        return handler, f"http://127.0.0.1:{port}"

    return make


@pytest.fixture
def life(made, slack):
    @asynccontextmanager
    async def begin(**changes):
        handler, address = made(**changes)
        async with running(handler):
            slack.http_target = f"{address}/slack/events"
            await until(lambda: handler.state.startswith("listening"))
            yield handler, address

    return begin


async def install(slack, address, team, *, name="The other desk", **changes):
    """Go through the pages as a browser does, and return the last one."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as browser:
        async with browser.get(f"{address}/slack/install", allow_redirects=False) as response:
            assert response.status == 302
            asked = {key: one for key, (one,) in parse_qs(urlsplit(response.headers["Location"]).query).items()}
            cookie = response.headers["Set-Cookie"].partition(";")[0]
        assert urlsplit(response.headers["Location"]).netloc == "slack.com"
        assert asked["client_id"] == CLIENT_ID
        assert set(asked["scope"].split(",")) == slack.scopes
        back = {"code": slack.consent(team, name), "state": asked["state"]} | changes
        headers = {"Cookie": changes.pop("cookie", cookie)}
        back.pop("cookie", None)
        async with browser.get(f"{address}/slack/oauth_redirect", params=back, headers=headers) as response:
            return response.status, re.sub("<[^>]*>", " ", await response.text())


async def test_two_workspaces_install_the_app_and_each_is_told_in_its_own(slack, store, life):
    async with life() as (handler, address):
        assert (await install(slack, address, FIRST_TEAM))[0] == 200
        status, said = await install(slack, address, OTHER_TEAM, name="A & B <desk>")
        assert status == 200
        assert "A &amp; B &lt;desk&gt;" in said
        assert f"slack:{OTHER_TEAM}/C…" in said
        for channel, room in ((HERE, CHANNEL_ID), (THERE, ROOM)):
            one = delivery(f"d-{room}", channel=channel)
            sent = replace(one, message_ref=await handler.post(one, report_view()))
            assert sent.message_ref.startswith(f"{room}/")
            await handler.edit(sent, report_view(statement_view(text="Now longer.")))
            assert await handler.find(one, report_view()) == sent.message_ref
            (message,) = slack.messages(room)
            assert "Now longer." in shown(message)
            assert await handler.problem_in(channel) is None
    saved = await store.installation(f"slack:{OTHER_TEAM}")
    assert (saved.name, saved.installed_by) == ("A & B <desk>", f"slack:{OTHER_TEAM}/{READER_ID}")
    assert [(one.subject_id, one.action) for one in await store.changes()] == [
        (f"slack:{OTHER_TEAM}", "installed"),
        (f"slack:{FIRST_TEAM}", "installed"),
    ]


async def test_who_asks_in_another_workspace_is_nobody_of_the_first(slack, life):
    async with life(route_managers=(READER_ID,)) as (handler, address):
        for team in (FIRST_TEAM, OTHER_TEAM):
            await install(slack, address, team)
        slack.team = OTHER_TEAM
        assert "Bridge number 3." in shown(await slack.slash("statement s3"))
        assert "is for moderators" in shown(await slack.slash("status"))  # and of guests nobody is one
        home = str(await slack.open_home())
        assert THERE.channel_id in home
        assert f"slack:{CHANNEL_ID}" not in home
        assert await handler.direct_channel(f"slack:{OTHER_TEAM}/{READER_ID}") == Channel(
            platform=Platform.SLACK, channel_id=f"{OTHER_TEAM}/D{READER_ID[1:]}"
        )
        slack.team = FIRST_TEAM
        assert f"slack:{CHANNEL_ID}" in str(await slack.open_home())


async def test_a_workspace_that_is_not_listed_gets_no_token_and_no_answer(slack, store, life):
    async with life(workspaces=(FIRST_TEAM,)) as (_, address):
        status, said = await install(slack, address, OTHER_TEAM)
        assert status == 500
        assert f"does not serve the workspace {OTHER_TEAM}" in said
        assert slack.workspaces == {}  # it was given back
        status, said = await install(slack, address, None, name="All of us")
        assert "does not serve a whole organisation" in said
        slack.team = OTHER_TEAM
        assert "does not serve this workspace" in shown(await slack.slash("statements"))
    assert await store.installation(f"slack:{OTHER_TEAM}") is None


async def test_a_workspace_that_removes_the_app_is_forgotten_and_the_others_go_on(slack, store, life):
    async with life() as (handler, address):
        for team in (FIRST_TEAM, OTHER_TEAM):
            await install(slack, address, team)
        slack.team = OTHER_TEAM
        await slack.tell({"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}})  # of a person: nothing to us
        with capture_logs() as logs:
            await slack.tell({"type": "app_uninstalled"})
            await until(lambda: any(one["event"] == "slack app removed" for one in logs))
        assert await store.installation(f"slack:{OTHER_TEAM}") is None
        with pytest.raises(ChannelRefusedError, match=r"not installed in this workspace.*/slack/install"):
            await handler.post(delivery("d2", channel=THERE), report_view())
        assert await handler.post(delivery("d1", channel=HERE), report_view())
        assert (await install(slack, address, OTHER_TEAM))[0] == 200
        assert await handler.post(delivery("d2", channel=THERE), report_view())


async def test_a_token_that_is_refused_closes_its_channels_alone_and_is_looked_up_anew(slack, store, life):
    async with life() as (handler, address):
        for team in (FIRST_TEAM, OTHER_TEAM):
            await install(slack, address, team)
        await handler.post(delivery("d1", channel=THERE), report_view())
        slack.workspaces[OTHER_TEAM] = "xoxb-anew"
        with pytest.raises(ChannelRefusedError, match=r"token_revoked.*install the app there anew"):
            await handler.post(delivery("d2", channel=THERE), report_view())
        async with store.transaction() as transaction:  # as another process saves it
            kept = Installation(
                workspace=f"slack:{OTHER_TEAM}", name="X", token="xoxb-anew", installed_at=NOON, installed_by="slack:U1"
            )
            await transaction.save_installation(kept)
        assert await handler.post(delivery("d2", channel=THERE), report_view())


@pytest.mark.parametrize(
    ("changes", "status", "expected"),
    [
        ({"state": "made-up"}, 400, "not reached from /slack/install in this browser"),
        ({"cookie": "slack-app-oauth-state=other"}, 400, "not reached from /slack/install in this browser"),
        ({"code": "made-up"}, 401, "gave the bot no token"),
        ({"error": "access_denied"}, 200, "Slack was told no"),
        ({"error": "<script>"}, 200, "Slack said: &lt;script&gt;"),
    ],
)
async def test_what_was_not_begun_here_installs_nothing(slack, store, life, changes, status, expected):
    async with life() as (_, address):
        got, said = await install(slack, address, FIRST_TEAM, **changes)
        assert got == status
        assert expected in said
    assert await store.installation(f"slack:{FIRST_TEAM}") is None


async def test_a_return_is_good_once_and_for_ten_minutes(slack, life):
    async with life() as (_, address), aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as browser:
        async with browser.get(f"{address}/slack/install", allow_redirects=False) as response:
            state = parse_qs(urlsplit(response.headers["Location"]).query)["state"][0]
            headers = {"Cookie": response.headers["Set-Cookie"].partition(";")[0]}
        seen = []
        for _ in range(2):
            back = {"code": slack.consent(FIRST_TEAM, "Desk"), "state": state}
            async with browser.get(f"{address}/slack/oauth_redirect", params=back, headers=headers) as response:
                seen.append((response.status, "opened twice" in await response.text()))
    assert seen == [(200, False), (401, True)]


async def test_check_names_each_workspace(slack, made, store):
    handler, _ = made()
    token = slack.workspaces[FIRST_TEAM] = "xoxb-first"
    async with store.transaction() as transaction:
        await transaction.save_installation(
            Installation(workspace=f"slack:{FIRST_TEAM}", name="X", token=token, installed_at=NOON, installed_by="")
        )
    results = await handler.check([HERE, THERE])
    await handler.close()
    assert [(subject, ok) for subject, ok, _ in results] == [
        (f"slack workspace {FIRST_TEAM}", True),
        (f"slack workspace {OTHER_TEAM}", False),
        (str(HERE), True),
        (str(THERE), False),
    ]
    assert "open /slack/install at the bot's public address" in results[1][2]
