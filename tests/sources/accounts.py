"""Accounts of every service on a news server, and how they are posted to and read."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.model import SourceKind
from tests.loopback.social import (
    BEGAN,
    BlueskyAccount,
    MastodonAccount,
    TelegramChannel,
    YoutubeChannel,
)
from tests.sources.samples import state_of

TELEGRAM = "/s/harbour_office"
LOOKUP = "/api/v1/accounts/lookup"
STATUSES = "/api/v1/accounts/109000000000000001/statuses"
BLUESKY = "/xrpc/app.bsky.feed.getAuthorFeed"
YOUTUBE = "/feeds/videos.xml"
MORE = {"before", "max_id", "cursor"}  # what asks for an older page


class Account:
    """An account of a kind on a news server, and the fetcher that reads it."""

    def __init__(self, news, fetcher, source, lives):
        self.news, self.fetcher, self.source, self.lives = news, fetcher, source, lives

    async def poll(self, **state):
        return await self.fetcher.fetch_feed(self.source, state_of(self.source, **state))

    def asked(self, path):
        return [one.path for one in self.news.requests if one.path.partition("?")[0] == path]


def put(news, kind, lives):
    if kind is SourceKind.TELEGRAM:
        news.put_live(f"/{lives.name}", lambda _: lives.landing())
        return news.put_live(TELEGRAM, lives)
    if kind is SourceKind.MASTODON:
        lives.host = news.url
        news.put_live(LOOKUP, lives.lookup)
        news.put_live(STATUSES, lives)
        return f"{news.url}/@{lives.name}"
    if kind is SourceKind.BLUESKY:
        return f"{news.put_live(BLUESKY, lives)}?actor={lives.handle}"
    return f"{news.put_live(YOUTUBE, lives)}?channel_id={lives.number}"


LIVES = {
    SourceKind.TELEGRAM: (TelegramChannel, TELEGRAM),
    SourceKind.MASTODON: (MastodonAccount, STATUSES),
    SourceKind.BLUESKY: (BlueskyAccount, BLUESKY),
    SourceKind.YOUTUBE: (YoutubeChannel, YOUTUBE),
}


each = pytest.mark.parametrize("account", list(LIVES), indirect=True, ids=str)
paged = pytest.mark.parametrize(
    "account", [kind for kind in LIVES if kind != SourceKind.YOUTUBE], indirect=True, ids=str
)


def only(kind):
    return pytest.mark.parametrize("account", [kind], indirect=True, ids=str)


def say(account, text, *, at=None):
    """Post on whichever service it is."""
    if account.source.kind is SourceKind.YOUTUBE:
        account.lives.publish(text, "What it shows.", at=at)
    elif account.source.kind is SourceKind.MASTODON:
        account.lives.say(f"<p>{text}</p>", at=at)
    else:
        account.lives.say(text, at=at)


def say_many(account, number, *, every=timedelta(minutes=1)):
    for place in range(number):
        say(account, f"Boat {place} is in.", at=BEGAN + place * every)


def keys(*feeds):
    return {entry.key for feed in feeds for entry in feed.entries}
