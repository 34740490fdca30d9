"""`actors`, `sources` and `status` tell who is tracked, how each source fares, what waits and what has failed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.model import Beat, Channel, DeliveryState, ItemState, OlderPages, Platform, SourceKind
from bot.core.outcomes import Conclusion, Outcome, Subject
from handlers.render.pieces.segments import line_text
from handlers.render.replies.status import item_block
from tests.handlers.replies import text_of
from tests.handlers.samples import CONFIG, put, statement_view
from tests.store.samples import NOON, SLACK, after, delivery, item, pause, poll, poll_state, report, save

DISCORD = Channel(platform=Platform.DISCORD, channel_id="123456789012345678")


async def test_actors_tells_who_is_tracked_and_what_is_on_record(commands, store):
    await put(store, statement_view("s1"), statement_view("s2"))
    assert text_of(await commands.run("actors", {})).splitlines() == [
        "2 actors tracked",
        "Orla Venn · Mayor of Port Sorrel",
        "also Orla J. Venn, Vehn, اورلا ون",
        "2 on record, the latest 1 h ago: latest mayor",
        "Tibor Kasvili",
        "also Tibor Qasvili",
        "nothing on record yet",
    ]


async def test_status_tells_what_waits_and_what_failed(commands, store):
    await put(store, statement_view("s1"))
    await save(
        store,
        report(article_id="article-gazette", statement_ids=("s1",)),
        delivery("d1", state=DeliveryState.DEAD, attempts=12, last_error="the message was refused"),
        delivery("d2", channel=DISCORD, attempts=1, last_error="503"),
        delivery("d3", channel=DISCORD),
        delivery("d4", state=DeliveryState.COLLAPSED, parent_id="d3"),
        item("i1", state=ItemState.FAILED, last_error="no text"),
        pause(until=after(70)),
    )
    await store.beat(
        Beat(at=after(59.5), started_at=NOON, platforms={"discord": "connected", "slack": "off: no token"})
    )
    assert text_of(await commands.run("status", {})).splitlines() == [
        "The bot is running",
        "last sign of life 30 s ago · started 1 h ago",
        "discord: connected",
        "slack: off: no token",
        "on record: 1 article, 1 statement, 1 sighting",
        "articles: 0 waiting to be read, 1 failed",
        "messages: 0 sent, 2 waiting, 1 given up, 1 collapsed",
        "last 24 hours, each of which why explains",
        "items: 1 given up",
        "messages: 2 waiting, 1 collapsed, 1 given up",
        f"paused channel: {SLACK} · next try in 10 min",
        "not in the channel",
        f"2 messages waiting for {DISCORD} · next try now",
        "1 attempt at d2, created 1 h ago",
        "503",
        f"message given up: d1 to {SLACK} · 12 attempts, created 1 h ago",
        "the message was refused",
        "failed article: A title",
        "no text",
    ]


async def test_status_names_the_page_that_is_not_read_again(commands, store):
    await save(store, item("i1", state=ItemState.READ))
    async with store.transaction() as transaction:
        await transaction.conclude(
            [
                Conclusion(
                    subject=Subject.RECHECK,
                    subject_id="i1",
                    outcome=Outcome.GIVEN_UP,
                    rule="jobs.recheck",
                    evidence="reading 9,000 characters took more than 69 s",
                    at=after(-30),
                )
            ]
        )
    shown = text_of(await commands.run("status", {})).splitlines()
    start = shown.index(next(line for line in shown if line.startswith("page not read again since its text changed: ")))
    assert shown[start + 1] == "reading 9,000 characters took more than 69 s"


async def test_status_names_the_channel_that_is_stuck_and_why_however_much_waits(commands, store):
    """The one that failed is the oldest: among the newest fifty it is not to be found."""
    await put(store, statement_view("s1"))
    await save(store, report(article_id="article-gazette", statement_ids=("s1",)))
    failed = {"attempts": 3, "last_error": "Slack answered 200 and not in Slack's own form"}
    await save(store, delivery("head", created_at=after(-5), next_try_at=after(61), **failed))
    await save(store, *(delivery(f"d{number:02}", created_at=after(number / 60)) for number in range(82)))
    await save(store, delivery("well", channel=DISCORD))
    shown = text_of(await commands.run("status", {})).splitlines()
    start = shown.index(f"83 messages waiting for {SLACK} · next try in 1 min")
    assert shown[start + 1 :] == [
        "3 attempts at head, created 1 h ago",
        "Slack answered 200 and not in Slack's own form",
    ]


async def test_status_names_a_channel_that_is_stuck_while_it_is_tried_again(commands, store):
    await put(store, statement_view("s1"))
    await save(store, report(article_id="article-gazette", statement_ids=("s1",)))
    await save(store, delivery("head", state=DeliveryState.SENDING, attempts=3))
    shown = text_of(await commands.run("status", {})).splitlines()
    start = shown.index(f"1 message waiting for {SLACK} · next try now")
    assert shown[start + 1 :] == ["3 attempts at head, created 1 h ago", "it is being tried again just now"]


@pytest.mark.parametrize(
    ("minutes", "title"),
    [(None, "The bot has not run yet"), (50.0, "The bot is not running"), (60.0, "The bot is running")],
)
async def test_status_tells_whether_the_bot_is_alive(commands, store, minutes, title):
    if minutes is not None:
        await store.beat(Beat(at=after(minutes), started_at=NOON, platforms={}))
    assert (await commands.run("status", {})).title == title


async def test_status_tells_what_does_not_get_done_and_what_is_under_way(commands, store):
    overdue = {"item": after(14), "poll": after(55), "recheck": after(-130), "delivery": NOON}
    at_work = {"reading https://wire.example/live (390,000 characters)": after(58)}
    await store.beat(Beat(at=after(60), started_at=NOON, platforms={}, overdue=overdue, at_work=at_work))
    reply = await commands.run("status", {})
    assert reply.title == "The bot is not keeping up"
    shown = text_of(reply).splitlines()
    assert "wrong: an article has been waiting to be read for 46 min" in shown
    assert "wrong: a page has been due to be looked at again for 3 h 10 min" in shown
    assert "wrong: a message has been due to be sent for 1 h 0 min" in shown
    assert not any("polled for" in line for line in shown)
    assert "under way: reading https://wire.example/live (390,000 characters), since 2 min ago" in shown


async def test_sources_tells_what_is_still_to_be_read_and_what_was_missed_in_the_last_days(commands, store):
    older = OlderPages(address="https://t.me/s/x?before=7", before=after(40), until=after(-20), since=after(50))
    lost = {"missed": "posts from 09:00 to 10:00 UTC: HTTP 404"}
    states = [
        poll_state(
            source_id="gazette", last_polled_at=after(58), last_ok_at=after(58), next_poll_at=after(62), older=older
        ),
        poll_state(
            source_id="wire",
            last_polled_at=after(58),
            last_ok_at=after(58),
            next_poll_at=after(62),
            missed_at=after(30),
            **lost,
        ),
        poll_state(
            source_id="copies",
            last_polled_at=after(58),
            last_ok_at=after(58),
            next_poll_at=after(62),
            missed_at=after(-11000),
            **lost,
        ),
    ]
    async with store.transaction() as transaction:
        for state in states:
            await transaction.save_poll(state, poll(source_id=state.source_id))
    listed = text_of(await commands.run("sources", {}))
    assert "still to be read: posts from 4 Mar 2025, 12:40 CET to 4 Mar 2025, 13:40 CET" in listed
    assert listed.count("may have missed") == 1
    assert "may have missed something, 30 min ago: posts from 09:00 to 10:00 UTC: HTTP 404" in listed


def test_status_calls_a_post_a_post():
    sources = [replace(one, kind=SourceKind.TELEGRAM) if one.id == "gazette" else one for one in CONFIG.sources]
    block = item_block(item("i1", state=ItemState.FAILED), config=replace(CONFIG, sources=tuple(sources)))
    assert line_text(block.lines[0]) == "failed post: A title"
