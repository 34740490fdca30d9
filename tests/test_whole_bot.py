"""The whole bot between a news site and the platforms: one item in, the right message out, whatever happens between."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from functools import partial

import pytest
from structlog.testing import capture_logs

from bot import app
from bot.core.errors import StoreBusyError
from bot.core.model import DeliveryState
from bot.core.secret_tokens import Secrets
from bot.jobs.deliveries import dispatch
from bot.jobs.scheduling import scheduler
from bot.rules import waiting
from bot.rules.waiting import retry_at
from tests.loopback import slack as slack_side
from tests.loopback.discord import CHANNEL_ID, MANAGER, LoopbackDiscord, buttons
from tests.loopback.news import Answer
from tests.loopback.slack import LoopbackSlack
from tests.patience import patient
from tests.whole import (
    ALL_ON_DISCORD,
    ALL_ON_SLACK,
    NETANYAHU_ON_DISCORD,
    NETANYAHU_ON_SLACK,
    TICK_EVERY,
    Newsroom,
    needs_weights,
    with_fake_models,
)

WORDS = "The bridge will be open before the first snow falls on it."
LINE = f"trump: {WORDS}"
OTHER_WORDS = "Nobody has ever built a harbour wall as long as this one."
OTHER_LINE = f"trump: {OTHER_WORDS}"
POST = r"/channels/\d+/messages$"


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(scheduler, "TICK_EVERY", TICK_EVERY)
    monkeypatch.setattr(dispatch, "retry_at", partial(retry_at, first=timedelta(seconds=0.1)))
    monkeypatch.setattr(waiting, "ARTICLE_RETRY", timedelta(seconds=0.1))


@pytest.fixture
def _fake_models(monkeypatch):
    with_fake_models(monkeypatch)


@pytest.fixture
async def room(tmp_path, _fake_models):
    async with Newsroom(tmp_path) as room:
        yield room


@needs_weights
async def test_an_article_becomes_one_message_in_each_channel_that_wants_it(tmp_path):
    said = "We will keep the northern harbour open through the winter"
    async with Newsroom(tmp_path) as room, room.bot():
        room.publish("ministry", f"“{said},” Benjamin Netanyahu told reporters on Monday.")
        room.publish("paper", "Donald Trump declined to say whether the ferries would run in March.")
        room.publish("wire", "The ferry company has ordered two more boats, its director said.")
        await room.reported(1, ALL_ON_DISCORD, NETANYAHU_ON_DISCORD, ALL_ON_SLACK, NETANYAHU_ON_SLACK)
        await room.until_read(3)
        await room.until_sent(4)
        for channel in (ALL_ON_DISCORD, NETANYAHU_ON_DISCORD, ALL_ON_SLACK, NETANYAHU_ON_SLACK):
            (alert,) = room.alerts(channel)
            for part in ("NEW", "Benjamin Netanyahu", said, "told reporters", "The Ministry", "primary source"):
                assert part in alert


async def test_what_a_moderator_takes_apart_is_reported_once_each_and_never_again(room):
    async with room.bot():
        room.publish("wire", LINE)
        await room.reported(1)
        room.publish("paper", LINE)
        await room.until_read(2)
        await room.until_sent(2)
        (alert,) = room.discord.messages(CHANNEL_ID)
        context = await room.discord.click(buttons(alert)["Context"], by=MANAGER)
        asked = await room.discord.click(context.buttons["Not the same"], by=MANAGER)
        (choice,) = (token for label, token in asked.buttons.items() if label.startswith("1."))
        assert "Separated: each is now" in (await room.discord.click(choice, by=MANAGER)).text
        await room.reported(2)
        room.publish("ministry", LINE)
        await room.until_read(3)
        await room.until_sent(4)
        assert (await room.counts()).statements == 2
        for channel in (ALL_ON_DISCORD, ALL_ON_SLACK):
            first, second = room.alerts(channel)
            assert "The Wire" in first
            assert "The Paper" in second
            assert "The Paper" not in first


async def test_two_statements_are_compared_by_the_ids_that_answers_show(room):
    async with room.bot():
        for source_id, number in (("wire", 25), ("paper", 35)):
            room.publish(source_id, f"trump: We will cut the tolls by {number} percent.")
            await room.until_read(1 if number == 25 else 2)
        listed = await room.discord.slash("statements", actor="trump")
        ids = re.findall(r"`([0-9a-z]{11})`", listed.text)
        assert len(ids) == 2
        on_discord = await room.discord.slash("compare", first_id=ids[0], second_id=ids[1])
        on_slack = slack_side.shown(await room.slack.slash(f"compare {ids[0]} {ids[1]}"))
        for said in ("Changed", "number: 25 → 35"):
            assert said in on_discord.text
            assert said in on_slack


async def test_an_answer_of_a_few_words_is_reported_with_its_question_and_again_with_another(room):
    async with room.bot():
        room.publish("wire", "“Will you sell the ferry?” a reporter asked.\ntrump: No.")
        await room.reported(1)
        room.publish("paper", "Boats ran on Monday. Will you sell the ferry?\ntrump: No.")
        await room.until_read(2)
        room.publish("ministry", "Boats ran on Monday. Will you close the quay?\ntrump: No.")
        await room.reported(2)
        await room.until_sent(4)
    for channel in (ALL_ON_DISCORD, ALL_ON_SLACK):
        first, second = sorted(room.alerts(channel), key=lambda alert: "close the quay" in alert)
        assert "“Will you sell the ferry?” — “No.”" in first
        assert "“Will you close the quay?” — “No.”" in second


async def test_only_the_channels_that_want_an_actor_are_told(room):
    async with room.bot():
        room.publish("wire", LINE)
        room.publish("paper", "netanyahu: The tunnel below the hill is dry and will stay dry.")
        await room.reported(2)
        await room.reported(1, NETANYAHU_ON_DISCORD, NETANYAHU_ON_SLACK)
        await room.until_sent(6)
    for channel in (NETANYAHU_ON_DISCORD, NETANYAHU_ON_SLACK):
        assert [("tunnel" in alert, "bridge" in alert) for alert in room.alerts(channel)] == [(True, False)]


async def test_what_stood_in_a_feed_before_is_on_record_and_reported_to_nobody(room):
    room.publish("wire", LINE)
    async with room.bot():
        await room.until_read(1)
        room.publish("paper", OTHER_LINE)
        await room.reported_once(OTHER_WORDS)
        assert "first snow" in (await room.discord.slash("statements", words="bridge")).text


async def test_a_command_is_answered_on_both_platforms_from_one_record(room):
    async with room.bot():
        await room.discord.ready()
        await room.slack.ready()
        room.publish("wire", LINE)
        await room.reported_once(WORDS)
        on_discord = await room.discord.slash("statements", actor="trump", words="snow")
        on_slack = await room.slack.slash("statements trump snow")
    assert on_discord.ephemeral
    assert on_slack["response_type"] == "ephemeral"
    for text in (on_discord.text, slack_side.shown(on_slack)):
        assert "1 statement by Donald Trump" in text
        assert WORDS.rstrip(".") in text


async def test_the_context_button_shows_the_evidence_to_one_reader(room):
    async with room.bot():
        await room.discord.ready()
        await room.slack.ready()
        room.publish("wire", LINE)
        await room.reported_once(WORDS)
        (message,) = room.discord.messages(CHANNEL_ID)
        on_discord = await room.discord.click(buttons(message)["Context"])
        on_slack = await room.slack.click("Context", room.slack.messages(slack_side.CHANNEL_ID)[0])
    assert on_discord.ephemeral
    for text in (on_discord.text, slack_side.shown(on_slack)):
        assert "Evidence" in text
        assert "The Wire" in text


async def test_another_outlet_is_added_to_the_message_and_nobody_is_pinged(room):
    async with room.bot():
        room.publish("wire", LINE)
        await room.reported_once(WORDS)
        room.publish("ministry", LINE)
        await room.until(lambda: all("The Ministry" in room.alerts(one)[0] for one in (ALL_ON_DISCORD, ALL_ON_SLACK)))
        await room.reported_once(WORDS)
        assert len(room.discord.messages(CHANNEL_ID)) == 1
        assert room.discord.messages(CHANNEL_ID)[0]["edits"] >= 1
        edits = [body for method, _, body in room.discord.requests if method == "PATCH"]
        assert all(body["allowed_mentions"]["parse"] == [] for body in edits)
        assert room.slack.count("chat.update") >= 1


async def test_a_channel_that_must_wait_holds_up_no_other(room):
    """Discord's rate limit of one channel is used up for seconds; the other channel hears at once."""
    used_up = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "5"}
    room.discord.fail("POST", rf"/channels/{CHANNEL_ID}/messages$", 200, body={"id": "1"}, headers=used_up, stored=True)
    async with room.bot():
        room.publish("wire", LINE)
        await room.reported(1)
        room.publish("wire", OTHER_LINE)
        await room.reported(2, ALL_ON_SLACK)
        room.publish("paper", "netanyahu: The tunnel below the hill is dry and will stay dry.")
        await room.reported(1, NETANYAHU_ON_DISCORD)
        assert len(room.alerts(ALL_ON_DISCORD)) == 1


@pytest.mark.usefixtures("_fake_models")
async def test_a_first_connect_that_is_refused_on_both_platforms_is_tried_again(tmp_path):
    discord, slack = LoopbackDiscord(gateway_open=False), LoopbackSlack(listening=False)
    async with Newsroom(tmp_path, discord=discord, slack=slack) as room, room.bot():
        room.publish("wire", LINE)
        await room.reported(1, ALL_ON_DISCORD)
        await discord.open_gateway()
        await slack.listen()
        await room.reported_once(WORDS)
        await discord.ready()
        await slack.ready()


async def test_a_source_that_fails_is_named_and_the_others_go_on(room):
    room.news.put("/paper/feed", Answer(status=500))
    async with room.bot():
        await room.discord.ready()
        room.publish("wire", LINE)
        await room.reported_once(WORDS)
        assert "HTTP 500" in (await room.discord.slash("sources")).text


@pytest.mark.usefixtures("_fake_models")
async def test_an_article_that_fails_for_good_is_listed_and_the_others_are_reported(tmp_path):
    async with Newsroom(tmp_path, polling='give_up_after = "0s"\n') as room, room.bot():
        await room.discord.ready()
        room.publish("wire", LINE, gone=True)
        room.publish("wire", OTHER_LINE)
        await room.reported_once(OTHER_WORDS)
        await room.until_read(2)
        assert "/wire/1" in (await room.discord.slash("status", by=MANAGER)).text


# Platforms that are off


async def test_without_any_platform_the_terminal_is_the_channel(room):
    with capture_logs() as logs:
        async with room.bot(Secrets()):
            room.publish("wire", LINE)
            await room.until(lambda: WORDS.rstrip(".") in " ".join(room.terminal.getvalue().split()))
    off = [(one["platform"], one["set_to_turn_on"]) for one in logs if one["event"] == "platform is off"]
    assert off == [("discord", "DISCORD_TOKEN"), ("slack", "SLACK_BOT_TOKEN")]


async def test_half_of_slack_s_tokens_are_no_platform(room):
    with capture_logs() as logs:
        async with room.bot(Secrets(slack_bot_token="xoxb-1")):
            room.publish("wire", LINE)
            await room.until(lambda: "Donald Trump" in room.terminal.getvalue())
    assert "SLACK_APP_TOKEN" in [one.get("set_to_turn_on") for one in logs]


async def test_a_platform_without_a_token_is_off_says_so_and_the_other_works(room):
    async with room.bot(Secrets(discord_token=room.secrets.discord_token)):
        await room.discord.ready()
        room.publish("wire", LINE)
        await room.reported(1, ALL_ON_DISCORD)
        status = (await room.discord.slash("status", by=MANAGER)).text.replace("\\", "")  # each underscore is escaped
        assert "off: SLACK_BOT_TOKEN is not set" in status
    assert room.slack.requests == []
    assert room.terminal.getvalue() == ""


# The record


async def test_a_second_instance_on_the_same_file_is_refused(room):
    async with room.bot():
        with pytest.raises(StoreBusyError, match="in use by another On Record"):
            async with asyncio.timeout(patient(5)):
                await app.run(room.config(), room.secrets, asyncio.Event())


@pytest.mark.usefixtures("_fake_models")
async def test_postgresql_keeps_the_record_as_well(tmp_path, postgres_url):
    async with Newsroom(tmp_path, database=postgres_url) as room:
        async with room.bot():
            room.publish("wire", LINE)
            await room.reported_once(WORDS)
            with pytest.raises(StoreBusyError, match="in use by another On Record"):
                await app.run(room.config(), room.secrets, asyncio.Event())
        async with room.bot():
            room.publish("wire", OTHER_LINE)
            await room.reported_once(WORDS, OTHER_WORDS)
            assert (await room.counts()).deliveries == {DeliveryState.SENT: 4}


async def test_alerts_that_a_platform_could_not_take_are_reported_after_a_restart(room):
    room.discord.fail("POST", POST, 503, times=10**6)
    async with room.bot():
        room.publish("wire", LINE)
        await room.reported(1, ALL_ON_SLACK)
        await room.until(lambda: room.discord.count("POST", POST) >= 2)
    room.discord.faults.clear()
    async with room.bot():
        await room.reported_once(WORDS)
