"""Accounts of the services where people post: from what is written there to the message in a channel, whole bot."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from bot.core.model import SourceKind
from bot.jobs.scheduling import scheduler
from tests.loopback.discord import CHANNEL_ID
from tests.loopback.news import Answer
from tests.loopback.social import (
    CHALLENGE,
    HTML,
    BlueskyAccount,
    MastodonAccount,
    TelegramChannel,
    YoutubeChannel,
    answered,
)
from tests.whole import ALL_ON_DISCORD, ALL_ON_SLACK, TICK_EVERY, Newsroom, needs_weights

CHANNELS = (ALL_ON_DISCORD, ALL_ON_SLACK)
HARBOUR = "We will keep the northern harbour open through the winter."
BRIDGE = "The bridge will be open before the first snow falls on it."
TUNNEL = "I have never seen a tunnel as dry as the one below our hill."
THEIRS = "We shall sell the ferries to whoever pays for them by Friday."
PHOTO = '<a class="tgme_widget_message_photo_wrap" href="https://t.me/harbour_office/1" style="width:800px"></a>'
PATHS = {
    SourceKind.TELEGRAM: "/s/harbour_office",
    SourceKind.MASTODON: "/api/v1/accounts/109000000000000001/statuses",
    SourceKind.BLUESKY: "/xrpc/app.bsky.feed.getAuthorFeed",
    SourceKind.YOUTUBE: "/feeds/videos.xml",
}
URLS = {
    SourceKind.TELEGRAM: "/s/harbour_office",
    SourceKind.MASTODON: "/@minister",
    SourceKind.BLUESKY: "/xrpc/app.bsky.feed.getAuthorFeed?actor=minister.example",
    SourceKind.YOUTUBE: "/feeds/videos.xml?channel_id=UCabcdefghijklmnopqrstuv",
}


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(scheduler, "TICK_EVERY", TICK_EVERY)


class House(Newsroom):
    """A newsroom that polls the account of an actor beside the wire."""

    def __init__(self, folder, kind, lives, *, voice="trump", **options):
        voiced = f'voice = "{voice}"\n' if voice else ""
        more = (
            f'[[sources]]\nid = "account"\nname = "The Account"\nkind = "{kind}"\n'
            f'url = "{{news}}{URLS[kind]}"\ntier = "primary"\n{voiced}'
        )
        super().__init__(folder, sources={"wire": "wire"}, more=more, **options)
        self.path = PATHS[kind]
        self.news.put_live(self.path, lives)
        if kind is SourceKind.MASTODON:
            self.news.put_live("/api/v1/accounts/lookup", lives.lookup)
        self._put_alone(kind, lives)

    def _put_alone(self, kind, lives):
        """Show each post by itself, as the hosts do while it stands."""
        if kind is SourceKind.BLUESKY:
            self.news.put_live("/xrpc/app.bsky.feed.getPosts", lives.alone)
        for number in range(1, 50):
            if kind is SourceKind.TELEGRAM:
                self.news.put_live(f"/{lives.name}/{number}", lambda _, number=number: lives.alone(number))
            elif kind is SourceKind.MASTODON:
                post = str(116_000_000_000_000_000 + number)
                self.news.put_live(f"/api/v1/statuses/{post}", lambda _, post=post: lives.alone(post))

    def polls(self):
        """Return how often the account was asked for its newest posts."""
        older = ("before=", "max_id=", "cursor=")
        return sum(
            one.path.startswith(self.path) and not any(name in one.path for name in older) for one in self.news.requests
        )

    def has_pages_left(self):
        """Tell whether older posts are on record as still to be read."""
        with closing(sqlite3.connect(self.record, timeout=60)) as record:
            (found,) = record.execute("SELECT count(*) FROM poll_states WHERE older_address IS NOT NULL").fetchone()
        return found

    def leads_to(self, address):
        """Tell whether an alert links to an address."""
        return address in str(self.discord.messages(CHANNEL_ID))

    async def polled(self, times=2):
        """Wait until the account was polled so often from now on."""
        begin = self.polls()
        await self.until(lambda: self.polls() >= begin + times)


def now():
    return datetime.now(UTC)


@needs_weights
async def test_what_a_channel_says_is_reported_and_what_it_forwards_is_not(tmp_path):
    channel = TelegramChannel()
    channel.say("What stood there before.", at=now())
    async with House(tmp_path, SourceKind.TELEGRAM, channel) as room, room.bot():
        await room.polled()
        channel.say(THEIRS, at=now(), forwarded_from="Port of Vell")
        channel.say(f"<blockquote>{THEIRS}</blockquote>", at=now())
        channel.say("", at=now(), media=PHOTO)
        channel.say("Donald Trump pinned a message", at=now(), service=True)
        number = channel.say(f"<b>{HARBOUR}</b><br/>{TUNNEL}", at=now(), answers=THEIRS)
        await room.reported(1)
        await room.until_read(4)
        channel.posts[number].html = f"{HARBOUR.replace('open', 'closed')}<br/>{TUNNEL}"
        channel.posts[number].edited = True
        await room.reported(2)
        await room.until_sent(4)
        assert room.leads_to(f"{room.news.url}/harbour_office/{number}")
        for where in CHANNELS:
            first, changed = room.alerts(where)
            assert "Donald Trump" in first
            assert HARBOUR in first
            assert "changed by The Account" in changed
            assert not any("ferries" in alert for alert in room.alerts(where))


@needs_weights
async def test_what_an_account_on_mastodon_says_is_reported_and_its_reposts_and_quotes_are_not(tmp_path):
    account = MastodonAccount()
    account.say("<p>What stood there before.</p>", at=now())
    async with House(tmp_path, SourceKind.MASTODON, account) as room, room.bot():
        await room.polled()
        theirs = account.status("5", f"<p>{THEIRS}</p>", account={"id": "9", "acct": "other"})
        account.say(f"<p>RT</p><p>{THEIRS}</p>", at=now(), reblog=theirs)
        account.say(f"<blockquote><p>{THEIRS}</p><p>We mean it.</p></blockquote>", at=now())
        head = account.say(
            f'<p class="quote-inline">RE: <a href="https://other.example/@x/5">x</a></p><p>{HARBOUR}</p>',
            at=now(),
            quote={"state": "accepted", "quoted_status": theirs},
        )
        await room.reported(1)
        account.say(f"<p>{TUNNEL}</p>", at=now(), in_reply_to_id=head, in_reply_to_account_id=account.number)
        await room.reported(2)
        await room.until_sent(4)
        assert room.leads_to(f"{room.news.url}/@minister/{head}")
        for where in CHANNELS:
            first, second = room.alerts(where)
            assert HARBOUR in first
            assert TUNNEL in second
            assert "CORRECTION" not in second
            assert not any("ferries" in alert for alert in room.alerts(where))


@needs_weights
async def test_what_an_account_on_bluesky_says_is_reported_and_its_reposts_are_not(tmp_path):
    account = BlueskyAccount()
    account.say("What stood there before.", at=now())
    async with House(tmp_path, SourceKind.BLUESKY, account) as room, room.bot():
        await room.polled()
        account.repost(THEIRS)
        head = account.say(HARBOUR, at=now())
        account.say(TUNNEL, at=now(), answers=head)
        await room.reported(1)
        await room.until_sent(2)
        assert room.leads_to("https://bsky.app/profile/minister.example/post/")
        for where in CHANNELS:
            (alert,) = room.alerts(where)
            assert HARBOUR in alert
            assert TUNNEL in alert


@needs_weights
async def test_what_a_channel_writes_about_a_video_is_read_as_a_report(tmp_path):
    channel = YoutubeChannel()
    channel.publish("What stood there before", "Nothing much.", at=now())
    async with House(tmp_path, SourceKind.YOUTUBE, channel, voice="") as room, room.bot():
        await room.polled()
        channel.publish("The week in the harbour", f"We show it all. “{HARBOUR}” Donald Trump said.", at=now())
        await room.reported(1)
        assert room.leads_to("https://www.youtube.com/watch?v=abc_DEF-002")
        for where in CHANNELS:
            (alert,) = room.alerts(where)
            assert HARBOUR in alert
            assert "We show it all" not in alert


@needs_weights
async def test_a_burst_longer_than_a_page_is_reported_to_the_last_post(tmp_path):
    channel = TelegramChannel()
    channel.say("What stood there before.", at=now())
    async with House(tmp_path, SourceKind.TELEGRAM, channel) as room, room.bot():
        await room.polled()
        channel.say(HARBOUR, at=now())
        for number in range(30):
            channel.say("", at=now(), media=PHOTO) if number % 2 else channel.say(f"Photo {number}", at=now())
        await room.reported(1)
        assert any(HARBOUR in alert for alert in room.alerts(ALL_ON_DISCORD))


async def test_a_kill_loses_no_post_of_the_pages_that_were_still_to_be_read(tmp_path):
    channel = TelegramChannel()
    channel.say("What stood there before.", at=now())
    async with House(tmp_path, SourceKind.TELEGRAM, channel, voice="") as room:
        process = room.start_process()
        await room.polled()
        room.news.put_live(room.path, lambda query: Answer(status=500) if "before" in query else channel(query))
        channel.say(f"trump: {HARBOUR}", at=now())
        for _ in range(30):
            channel.say("", at=now(), media=PHOTO)
        await room.until(room.has_pages_left)
        process.kill()
        await asyncio.to_thread(process.join)
        room.news.put_live(room.path, channel)
        process = room.start_process()
        await room.reported(1)
        process.kill()
        await asyncio.to_thread(process.join)
        assert HARBOUR in room.alerts(ALL_ON_DISCORD)[0]


@needs_weights
async def test_a_post_that_is_deleted_is_reported_as_withdrawn(tmp_path):
    channel = TelegramChannel()
    channel.say("What stood there before.", at=now())
    async with House(tmp_path, SourceKind.TELEGRAM, channel, polling='recheck_every = "0.3s"\n') as room, room.bot():
        await room.polled()
        number = channel.say(HARBOUR, at=now())
        await room.reported(1)
        del channel.posts[number]
        await room.reported(2)
        await room.until_sent(4)
        for where in CHANNELS:
            alert, withdrawn = room.alerts(where)
            assert HARBOUR in alert
            assert "withdrawn by The Account" in withdrawn


@pytest.mark.parametrize("kind", [SourceKind.MASTODON, SourceKind.BLUESKY, SourceKind.TELEGRAM], ids=str)
@needs_weights
async def test_an_account_that_fails_is_named_and_told_of_again_when_it_is_back(tmp_path, kind):
    lives = {
        SourceKind.MASTODON: MastodonAccount,
        SourceKind.BLUESKY: BlueskyAccount,
        SourceKind.TELEGRAM: TelegramChannel,
    }[kind]()
    lives.say("What stood there before.", at=now())
    refusals = [
        answered({"error": "Throttled"}, status=429, headers={"Retry-After": "0"}),
        Answer(body=CHALLENGE.encode(), headers=HTML),
        Answer(status=503),
    ]

    def unwell(query):
        return refusals.pop() if refusals else lives(query)

    async with House(tmp_path, kind, lives) as room, room.bot():
        await room.polled()
        lives.say(HARBOUR, at=now())
        room.news.put_live(room.path, unwell)
        await room.until(lambda: not refusals)
        await room.reported_once(HARBOUR.rstrip("."))
