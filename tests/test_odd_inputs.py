"""Odd things that feeds, hosts, operators and machines do, each once through the whole bot: nothing of it is lost."""

from __future__ import annotations

import asyncio
import gzip
import re
import sqlite3
import zlib
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from html import escape

import pytest
from structlog.testing import capture_logs

from bot.core.model import DeliveryState as State
from bot.rules import waiting
from bot.store import engines
from tests.loopback import slack as slack_side
from tests.loopback.discord import CHANNEL_ID, MANAGER, buttons, shown
from tests.loopback.news import Answer, page
from tests.patience import patient
from tests.whole import (
    ALL_ON_DISCORD,
    ALL_ON_SLACK,
    FILLER,
    Newsroom,
    make_haste,
    onrecord,
)

SAID = (
    "The bridge will be open before the first snow falls on it.",
    "Nobody has ever built a harbour wall as long as this one.",
    "Every lamp on the north quay will burn through the night.",
)
XML = "application/xml"


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    make_haste(monkeypatch)
    monkeypatch.setattr(waiting, "MISSING_RETRY", timedelta(seconds=0.1))


@pytest.fixture
async def room(tmp_path):
    async with Newsroom(tmp_path, polling='recheck_every = "0.2s"\n') as room:
        yield room


def rss(*items: str, attributes: str = "", head: str = "") -> str:
    rows = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0"{attributes}><channel><title>T</title>{head}{rows}</channel></rss>'


def atom(*entries: str, attributes: str = "") -> str:
    rows = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom"{attributes}><title>T</title>{rows}</feed>'


def put_article(room: Newsroom, path: str, said: str) -> str:
    return room.news.put_page(path, page("From the quay", [f"trump: {said}", *FILLER], published_at=datetime.now(UTC)))


# What feeds are made of


@pytest.mark.parametrize(
    "feed",
    [
        rss(
            '<enclosure url="/a.mp3" type="audio/mpeg" length="1"/>',
            f"<description>trump: {SAID[0]}</description><enclosure url='/b.mp3' type='audio/mpeg' length='1'/>",
        ),
        atom(f'<content type="html">&lt;p&gt;trump: {SAID[0]}&lt;/p&gt;</content>'),
        atom(
            '<link rel="enclosure" href="/a.mp3"/>'
            f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>trump: {SAID[0]}</p></div></content>'
        ),
        f'{{"version": "https://jsonfeed.org/version/1", "items": [{{"content_text": "trump: {SAID[0]}"}}]}}',
        (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
            f"<channel><title>T</title></channel><item><description>trump: {SAID[0]}</description></item></rdf:RDF>"
        ),
    ],
    ids=["enclosures", "Atom", "Atom with an enclosure", "JSON", "RDF"],
)
async def test_an_item_that_is_nothing_but_words_is_reported(room, feed):
    async with room.bot():
        room.news.put_feed("/wire/feed", feed)
        await room.reported_once(SAID[0])


async def test_items_of_one_guid_link_and_title_and_other_texts_are_all_reported(room):
    items = [
        f"<guid>live</guid><link>/closed</link><title>Live</title><description>trump: {one}</description>"
        for one in SAID
    ]
    room.news.put("/closed", Answer(status=403))
    async with room.bot():
        room.news.put_feed("/wire/feed", rss(*items[:2]))
        await room.reported_once(*SAID[:2])
        room.news.put_feed("/wire/feed", rss(*items))
        await room.reported_once(*SAID)


async def test_the_newest_of_five_thousand_undated_items_is_reported_wherever_it_stands(room):
    old = [f"<link>/old/{number}</link><title>Old {number}</title>" for number in range(700)]
    room.news.put_feed("/wire/feed", rss(*old))
    put_article(room, "/last", SAID[0])
    put_article(room, "/first", SAID[1])
    async with room.bot():
        last, first = "<link>/last</link><title>Last</title>", "<link>/first</link><title>First</title>"
        room.news.put_feed("/wire/feed", rss(first, *old, last))
        await room.reported(2)
        alerts = room.alerts(ALL_ON_DISCORD)
        assert all(any(one.rstrip(".") in alert for alert in alerts) for one in SAID[:2])


@pytest.mark.parametrize(
    "feed",
    [
        atom("<id>1</id><title>x</title><link href='2026/a'/>", attributes=' xml:base="/archive/news/"'),
        atom("<id>1</id><title>x</title><link href='a'/>").replace("<entry>", '<entry xml:base="/archive/news/2026/">'),
        rss("<title>x</title><link>2026/a</link>", attributes=' xml:base="/archive/news/"'),
        rss(
            f"<title>x</title><link>2026/a</link><pubDate>{format_datetime(datetime.now(UTC))}</pubDate>",
            attributes=' xml:base="/archive/news/"',
        ),
    ],
    ids=["Atom", "entry", "RSS", "RSS, dated"],
)
async def test_links_start_where_the_feed_says(room, feed):
    put_article(room, "/archive/news/2026/a", SAID[0])
    async with room.bot():
        room.news.put_feed("/wire/feed", feed.replace('"/archive', f'"{room.news.url}/archive'))
        await room.reported_once(SAID[0])


async def test_a_date_that_lies_far_ahead_is_reported_once_and_looked_at_no_more_often(room):
    put_article(room, "/a", SAID[0])
    item = "<link>/a</link><title>x</title><pubDate>Fri, 01 Jan 2094 00:00:00 GMT</pubDate>"
    async with room.bot():
        room.news.put_feed("/wire/feed", rss(item))
        await room.reported_once(SAID[0])
        for number in range(5):
            room.news.put_feed("/wire/feed", rss(item, f"<link>/{number}</link><title>{number}</title>"))
            polls = len(room.news.asked("/wire/feed"))
            await room.until(lambda polls=polls: len(room.news.asked("/wire/feed")) >= polls + 2)
        await room.reported_once(SAID[0])


# How hosts answer


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
async def test_a_feed_that_is_cut_in_the_middle_is_asked_for_again(room, coding):
    for place, one in enumerate(SAID):
        put_article(room, f"/{place}", one)
    body = rss(*(f"<link>/{place}</link><title>Dispatch {place}</title>" for place in range(3))).encode()
    packed = gzip.compress(body) if coding == "gzip" else zlib.compress(body)
    headers = {"Content-Type": XML, "ETag": '"1"', "Content-Encoding": coding}
    async with room.bot():
        room.news.put("/wire/feed", Answer(body=packed[: len(packed) * 3 // 4], headers=headers))
        polls = len(room.news.asked("/wire/feed"))
        await room.until(lambda: len(room.news.asked("/wire/feed")) >= polls + 2)
        room.news.put("/wire/feed", Answer(body=packed, headers=headers))
        await room.reported_once(*SAID)


async def test_a_feed_that_ends_in_the_middle_without_a_word_is_asked_for_again(room):
    for place, one in enumerate(SAID):
        put_article(room, f"/{place}", one)
    body = rss(*(f"<link>/{place}</link><title>Dispatch {place}</title>" for place in range(3)))
    headers = {"Content-Type": XML, "ETag": '"1"'}
    async with room.bot():
        room.news.put("/wire/feed", Answer(body=body[: body.index("/2<")].encode(), headers=headers))
        await room.reported(2)
        room.news.put("/wire/feed", Answer(body=body.encode(), headers=headers))
        await room.reported_once(*SAID)


async def test_what_the_operator_writes_wins_over_every_hint(room):
    put_article(room, "/a", SAID[0])
    hints = (
        "<ttl>240</ttl><sy:updatePeriod xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>daily</sy:updatePeriod>"
    )
    headers = {"Content-Type": XML, "Cache-Control": "public, s-maxage=7200, max-age=7200"}
    room.news.put("/wire/feed", Answer(body=rss(head=hints).encode(), headers=headers))
    async with room.bot():
        room.news.put(
            "/wire/feed", Answer(body=rss("<link>/a</link><title>x</title>", head=hints).encode(), headers=headers)
        )
        await room.reported_once(SAID[0])


@pytest.mark.parametrize("teaser", ["", f"trump: {SAID[0]}"], ids=["nothing", "a teaser"])
async def test_redirects_that_end_in_a_pdf_leave_the_feeds_words_or_a_reason(room, teaser):
    room.news.put_redirect("/a", "/b", status=301)
    room.news.put_redirect("/b", "/c.pdf", status=307)
    room.news.put("/c.pdf", Answer(body=b"%PDF-1.7\n" + b"\0" * 2000, headers={"Content-Type": "application/pdf"}))
    async with room.bot():
        room.news.put_feed(
            "/wire/feed", rss(f"<link>/a</link><title>x</title><description>{escape(teaser)}</description>")
        )
        if teaser:
            await room.reported_once(SAID[0])
        else:
            await room.until(lambda: len(room.news.asked("/c.pdf")) > 1)
        why = (await asyncio.to_thread(onrecord, "why", f"{room.news.url}/a", "-c", room.config_path)).out
        assert ("application/pdf is not a page" in why) is not bool(teaser), why


async def test_a_charset_that_is_a_lie_spoils_no_words(room):
    said = "The café on the quay — over the old crêperie — will stay open, naïve as that may sound."
    body = page("Quay", [f"trump: {said}", *FILLER], published_at=datetime.now(UTC)).replace(
        'charset="utf-8"', 'charset="utf-16"'
    )
    room.news.put("/a", Answer(body=body.encode("cp1252"), headers={"Content-Type": "text/html; charset=utf-8"}))
    async with room.bot():
        room.news.put_feed("/wire/feed", rss("<link>/a</link><title>x</title>"))
        await room.reported_once(said)


async def test_headers_that_are_no_text_stop_no_feed(room):
    put_article(room, "/a", SAID[0])
    put_article(room, "/b", SAID[1])
    headers = {
        "Content-Type": "application/xml; charset=\udce9",
        "ETag": '"caf\udce9"',
        "Last-Modified": "gestern\udce4",
    }
    async with room.bot():
        for items in (
            ["<link>/a</link><title>x</title>"],
            ["<link>/b</link><title>y</title>", "<link>/a</link><title>x</title>"],
        ):
            room.news.put("/wire/feed", Answer(body=rss(*items).encode(), headers=headers))
            await room.reported(len(items))
        await room.reported_once(*SAID[:2])


async def test_an_article_that_grows_while_it_is_read_is_reported_to_its_end(room):
    async with room.bot():
        path = room.publish("wire", f"trump: {SAID[0]}")
        await room.reported(1)
        for number in range(2, 4):
            room.republish(path, "\n".join(f"trump: {one}" for one in SAID[:number]))
            await room.reported(number)
        await room.reported_once(*SAID)


# What operators do


def rewrite(room: Newsroom, before: str, after: str) -> None:
    config = room.config_path.read_text(encoding="utf-8")
    assert before in config
    room.config_path.write_text(config.replace(before, after), encoding="utf-8")


async def test_an_actor_who_is_taken_out_and_put_back_is_reported_again(room):
    trump = '[[actors]]\nid = "trump"\nname = "Donald Trump"\n'
    async with room.bot():
        room.publish("wire", f"trump: {SAID[0]}")
        await room.reported_once(SAID[0])
    rewrite(room, trump, "")
    async with room.bot():
        await room.discord.ready()
        assert SAID[0].rstrip(".") in (await room.discord.slash("statements", words="snow")).text
    rewrite(room, '[[actors]]\nid = "netanyahu"', f'{trump}[[actors]]\nid = "netanyahu"')
    async with room.bot():
        room.publish("paper", f"trump: {SAID[0]}\ntrump: {SAID[1]}")
        await room.reported_once(*SAID[:2])


async def test_what_waits_for_a_channel_that_is_taken_out_and_put_back_is_reported(room):
    route = f'[[routes]]\nchannel = "{ALL_ON_SLACK}"\n'
    room.slack.fail("chat.postMessage", status=503, times=10**6)
    async with room.bot():
        room.publish("wire", f"trump: {SAID[0]}")
        await room.reported(1, ALL_ON_DISCORD)
        await room.until(lambda: room.slack.count("chat.postMessage"))
    rewrite(room, route, "")
    async with room.bot():
        room.publish("wire", f"trump: {SAID[1]}")
        await room.reported(2, ALL_ON_DISCORD)
    room.slack.faults.clear()
    rewrite(room, "[[routes]]\n", f"{route}[[routes]]\n")
    async with room.bot():
        await room.reported(1, ALL_ON_SLACK)
        room.publish("paper", f"trump: {SAID[1]}")
        await room.reported_once(*SAID[:2])


async def test_a_source_that_is_renamed_between_poll_and_read_loses_nothing(room):
    path = "/wire/1"
    async with room.bot():
        room.publish("wire", f"trump: {SAID[0]}", gone=True)
        await room.until(lambda: room.news.asked(path))
    rewrite(room, 'id = "wire"', 'id = "agency"')
    put_article(room, path, SAID[0])
    async with room.bot():
        await room.until(lambda: len(room.news.asked("/wire/feed")) > 5)
    rewrite(room, 'id = "agency"', 'id = "wire"')
    async with room.bot():
        await room.reported_once(SAID[0])


# What machines do


async def test_a_record_that_somebody_locks_loses_nothing(room, monkeypatch):
    monkeypatch.setattr(engines, "BUSY_AFTER", 0.1)
    async with room.bot():
        where = room.folder / "onrecord.db"
        with closing(sqlite3.connect(where, isolation_level=None, check_same_thread=False, timeout=60)) as other:
            await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
            room.publish("wire", f"trump: {SAID[0]}")
            with capture_logs() as logs:
                await room.until(lambda: any("has it locked" in one.get("error", "") for one in logs))
            other.execute("ROLLBACK")
        await room.reported_once(SAID[0])


# How platforms answer


async def delays_its_channel_by_a_moment(room: Newsroom, platform, fail, *, is_edit: bool) -> None:
    """Let a platform's next answer to a post, or to an edit, be another's: what comes then is reported all the same."""
    async with room.bot():
        if not is_edit:
            fail()
        room.publish("wire", f"trump: {SAID[0]}")
        await room.reported(1)
        if is_edit:
            await room.until_sent(2)
            fail()
            room.publish("paper", f"trump: {SAID[0]}")
        await room.until(lambda: not platform.faults)
        begun_at = asyncio.get_running_loop().time()
        room.publish("wire", f"trump: {SAID[1]}")
        await room.reported_once(*SAID[:2])
        assert asyncio.get_running_loop().time() - begun_at < patient(30)


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 200, "text": "<html>Sign in to the guest network</html>"},
        {"status": 200, "text": "[]"},
    ],
    ids=["a portal", "a list"],
)
@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update"])
async def test_an_answer_that_is_not_slacks_delays_its_channel_by_a_moment(room, method, answer):
    fail = partial(room.slack.fail, method, **answer)
    await delays_its_channel_by_a_moment(room, room.slack, fail, is_edit=method == "chat.update")


@pytest.mark.parametrize("status", [200, 403])
@pytest.mark.parametrize("method", ["POST", "PATCH"])
async def test_an_answer_that_is_not_discords_delays_its_channel_by_a_moment(room, method, status):
    fail = partial(room.discord.fail, method, r"/channels/\d+/messages", status)
    await delays_its_channel_by_a_moment(room, room.discord, fail, is_edit=method == "PATCH")


async def test_what_is_too_much_for_a_channel_is_one_line_with_actors_and_words_that_leads_to_all(room):
    """By the default limits, of several actors, found again by the button and by the command that the line names."""
    places = ("north", "south", "east", "west", "upper", "lower", "inner", "outer")
    said = [f"Lamp {number} of the {place} quay burns all night." for place in places for number in ("one", "two")][:15]
    async with room.bot():
        await room.discord.ready()
        await room.slack.ready()
        room.publish("wire", *(f"{('trump', 'baghaei')[place % 2]}: {one}" for place, one in enumerate(said)))
        await room.until_counted(lambda counts: counts.deliveries == {State.SENT: 26, State.COLLAPSED: 6})
        for channel in (ALL_ON_DISCORD, ALL_ON_SLACK):
            alerts = room.alerts(channel)
            (line,) = (one for one in alerts if "MORE" in one)
            hidden = [one for one in said if not any(one.rstrip(".") in alert for alert in alerts if alert != line)]
            assert len(hidden) == 3
            assert "3 more alerts" in line
            assert "Donald Trump" in line
            assert "Esmail Baghaei" in line
            assert all(one.rstrip(".") in line for one in hidden)
            named = re.search(r"statements more:(\w+)", line)[1]
            if channel == ALL_ON_SLACK:
                found = slack_side.shown(await room.slack.slash(f"statements more:{named}"))
            else:
                (message,) = (one for one in room.discord.messages(CHANNEL_ID) if "MORE" in shown(one))
                found = (await room.discord.click(buttons(message)["All"])).text
            assert sum(one.rstrip(".") in found for one in said) == sum(one.rstrip(".") in found for one in hidden) == 3


async def test_status_names_the_channel_that_a_portal_stops_and_why(room):
    room.slack.fail("chat.postMessage", status=200, text="<html>Sign in to the guest network</html>", times=10**6)
    async with room.bot():
        await room.discord.ready()
        room.publish("wire", *(f"trump: {one}" for one in SAID))
        await room.reported(3, ALL_ON_DISCORD)
        await room.until(lambda: room.slack.count("chat.postMessage") > 1)
        reason, status = f"{ALL_ON_SLACK}: Slack gave no answer (the answer is not in Slack's form)", ""
        while reason not in status:  # which is not there while it is tried again; the channel always is
            status = (await room.discord.slash("status", by=MANAGER)).text.replace("\\", "")
            assert f"waiting for `{ALL_ON_SLACK}`" in status
        room.slack.faults.clear()
        await room.reported_once(*SAID)
