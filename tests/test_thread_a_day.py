"""Alerts in a thread a day, on both platforms: below the day's first of their actor, reported once."""

from __future__ import annotations

import pytest

from bot.core.model import DeliveryState
from tests.loopback import discord as discord_side
from tests.test_fault_matrix import open_desk

THREADED = 'target = "thread-a-day"\n'
ONE, TWO, THREE = "The bridge stays open.", "Nobody sells the lighthouse.", "The harbour wall holds for a century."
FILLER = (
    "The hall was full long before the doors were closed, and those who came late followed from the stairs outside."
)
OTHER = "We carefully weigh every word of the offer."


async def say(desk, *texts, actor="trump", source="wire"):
    for text in texts:
        place = f"https://{source}.example/{abs(hash(text))}"
        desk.engine.publish(source, place, f"{actor}: {text}\n{FILLER}")
        await desk.engine.poll()
        await desk.engine.read()
        await desk.engine.dispatcher.dispatch_due()
        desk.engine.clock.advance(minutes=1)
    await desk.settled()
    assert await desk.waiting() == []


def stands(desk, channel_id=None):
    """Return what stands in a channel, and for each what stands in its thread: the statements of alerts, in order."""
    channel_id = channel_id or desk.channels[0]
    everything = desk.server.messages(channel_id)
    if desk.platform == "discord":
        above = [(one["id"], one) for one in everything]
        below = {thread["id"]: desk.server.messages(thread["id"]) for thread in desk.server.threads(channel_id)}
    else:
        above = [(one["ts"], one) for one in everything if one.get("thread_ts", one["ts"]) == one["ts"]]
        replies = [one for one in everything if one.get("thread_ts", one["ts"]) != one["ts"]]
        below = {ts: [one for one in replies if one["thread_ts"] == ts] for ts, _ in above}
        assert not any(one.get("subtype") == "thread_broadcast" for one in replies), (
            "the channel shows them not as well"
        )
    return [[said(desk, one), *(said(desk, reply) for reply in below.get(key, ()))] for key, one in above]


def said(desk, message):
    text = desk.shown(message)
    reported = [one for one in (ONE, TWO, THREE, OTHER) if one.rstrip(".") in text]
    return reported[0] if reported else text


@pytest.fixture(params=["discord", "slack"])
async def desk(request):
    async with open_desk(request.param, route=THREADED) as desk:
        yield desk


async def test_the_day_s_first_of_an_actor_heads_a_thread_and_the_next_day_has_its_own(desk):
    await say(desk, ONE, TWO)
    await say(desk, OTHER, actor="baghaei")
    assert stands(desk) == stands(desk, desk.channels[1]) == [[ONE, TWO], [OTHER]]
    desk.engine.clock.advance(days=1)
    await say(desk, THREE)
    assert stands(desk) == [[ONE, TWO], [OTHER], [THREE]]


async def test_what_stands_in_a_thread_is_edited_there(desk):
    await say(desk, ONE, TWO)
    await say(desk, TWO, source="ministry")
    assert stands(desk) == [[ONE, TWO]]
    edited = [one for many in desk.server._messages.values() for one in many if "A Ministry" in desk.shown(one)]
    assert [said(desk, one) for one in edited] == [TWO, TWO], "one in each channel"


async def test_what_corrects_an_alert_stands_beside_it(desk):
    await say(desk, ONE, TWO)
    (url,) = [url for url, text in desk.engine.web.pages.items() if TWO in text]
    desk.engine.web.pages[url] = FILLER
    desk.engine.clock.advance(hours=2)
    await desk.engine.recheck()
    await desk.settled()
    assert stands(desk) == [[ONE, TWO, TWO]]
    corrected = [one for many in desk.server._messages.values() for one in many if "CORRECTION" in desk.shown(one)]
    assert len(corrected) == 2, "one in each channel"


@pytest.mark.parametrize("stored", [False, True])
async def test_a_post_of_unknown_outcome_is_found_in_its_thread(desk, stored):
    await say(desk, ONE)
    desk.fail("alert", None, stored=stored)
    if desk.platform == "discord":
        desk.server.forget_nonces()
    await say(desk, TWO)
    assert not desk.server.faults
    assert stands(desk) == stands(desk, desk.channels[1]) == [[ONE, TWO]]


async def test_where_the_first_is_deleted_the_next_one_is_reported_all_the_same(desk):
    await say(desk, ONE)
    for channel_id in desk.channels:
        (message,) = desk.server.messages(channel_id)
        if desk.platform == "discord":
            desk.server.delete(message)
        else:
            desk.server.delete(channel_id, message["ts"])
    await say(desk, TWO)
    assert stands(desk) == stands(desk, desk.channels[1]) == [[TWO]]


# What Discord alone has


@pytest.fixture
async def threaded():
    async with open_desk("discord", route=THREADED) as desk:
        yield desk


async def test_a_thread_is_called_by_actor_and_day(threaded):
    await say(threaded, ONE, TWO)
    (thread,) = threaded.server.threads(threaded.channels[0])
    assert thread["name"] == "Donald Trump, 1 Mar 2026"


async def test_an_edit_takes_a_thread_out_of_the_archive(threaded):
    await say(threaded, ONE, TWO)
    for channel_id in threaded.channels:
        threaded.server.threads(channel_id)[0]["thread_metadata"]["archived"] = True
    await say(threaded, TWO, source="ministry")
    (thread,) = threaded.server.threads(threaded.channels[0])
    assert "A Ministry" in threaded.shown(threaded.server.messages(thread["id"])[0])


async def test_a_thread_that_is_gone_closes_no_channel(threaded):
    await say(threaded, ONE, TWO)
    for channel_id in threaded.channels:
        (thread,) = threaded.server.threads(channel_id)
        del threaded.server.channels[thread["id"]]
    await say(threaded, THREE)
    assert stands(threaded) == [[ONE], [THREE]]
    assert await threaded.engine.store.pauses() == []


async def test_an_edit_in_a_thread_that_is_gone_or_locked_closes_no_channel(threaded):
    await say(threaded, ONE, TWO)
    gone, locked = (threaded.server.threads(channel_id)[0] for channel_id in threaded.channels)
    del threaded.server.channels[gone["id"]]
    threaded.server.closed_channels.add(locked["id"])
    await say(threaded, TWO, source="ministry")
    assert await threaded.engine.store.pauses() == []
    given_up = await threaded.engine.store.deliveries(DeliveryState.DEAD)
    assert len(given_up) == 2
    assert all("the thread is gone or locked" in one.last_error for one in given_up)
    await say(threaded, THREE)
    assert stands(threaded) == [[ONE], [THREE]]


@pytest.fixture
async def forum():
    async with open_desk("discord", route=THREADED) as desk:
        desk.server.make_forum(desk.channels[0])
        yield desk


def posts(desk):
    """Return the posts of the forum: what each is called, and what stands in it."""
    found = desk.server.threads(desk.channels[0])
    return {one["name"]: [said(desk, message) for message in desk.server.messages(one["id"])] for one in found}


async def test_a_forum_gets_a_post_for_each_actor_and_day(forum):
    await say(forum, ONE, TWO)
    await say(forum, OTHER, actor="baghaei")
    await say(forum, TWO, source="ministry")
    assert posts(forum) == {"Donald Trump, 1 Mar 2026": [ONE, TWO], "Esmail Baghaei, 1 Mar 2026": [OTHER]}
    forum.engine.clock.advance(days=1)
    await say(forum, THREE)
    assert posts(forum)["Donald Trump, 2 Mar 2026"] == [THREE]


@pytest.mark.parametrize("stored", [False, True])
async def test_a_post_of_a_forum_is_found_after_an_unknown_outcome(forum, stored):
    forum.server.fail("POST", "/threads$", stored=stored)
    await say(forum, ONE, TWO)
    assert posts(forum) == {"Donald Trump, 1 Mar 2026": [ONE, TWO]}
    await forum.digest()
    forum.server.fail("POST", "/threads$", stored=stored)
    await forum.settled()
    assert len(posts(forum)) == 2
    assert await forum.waiting() == []


async def test_without_threads_each_alert_is_a_post_of_its_own():
    async with open_desk("discord") as desk:
        desk.server.make_forum(desk.channels[0])
        await say(desk, ONE, TWO)
        assert len(desk.server.threads(desk.channels[0])) == 2
        assert discord_side.CHANNEL_ID not in desk.server._messages
