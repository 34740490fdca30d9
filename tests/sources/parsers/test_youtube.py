"""A YouTube channel's feed."""

from __future__ import annotations

import pytest

from bot.core.accounts import account_at
from bot.core.errors import SourceError
from bot.core.model import SourceKind
from bot.sources.accounts import youtube_page
from tests.loopback.social import YoutubeChannel
from tests.sources.samples import read_posts

FEED = "https://www.youtube.com/feeds/videos.xml?channel_id=UCabcdefghijklmnopqrstuv"


def read(body):
    return read_posts(SourceKind.YOUTUBE, body, source=FEED, url=FEED)


def test_a_video_is_what_the_channel_wrote_about_it_and_says_so():
    channel = YoutubeChannel()
    channel.publish("Weekly briefing & more", "The spokesman answers.\n\nSecond part.")
    (entry,) = read(channel.feed().encode()).entries
    assert entry.title == "Video: Weekly briefing & more"
    assert entry.text == "Weekly briefing & more\n\nThe spokesman answers.\n\nSecond part."
    assert (entry.key, entry.url) == ("yt:video:abc_DEF-001", "https://www.youtube.com/watch?v=abc_DEF-001")
    assert entry.published_at is not None


@pytest.mark.parametrize(("title", "text"), [("Weekly briefing", ""), ("", "What it shows.")])
def test_a_video_may_lack_either(title, text):
    channel = YoutubeChannel()
    channel.publish(title, text)
    (entry,) = read(channel.feed().encode()).entries
    assert entry.text == (title or text)


@pytest.mark.parametrize(
    ("url", "first"),
    [
        (FEED, FEED),
        ("https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv", FEED),
        (
            "https://www.youtube.com/feeds/videos.xml?playlist_id=PLabcdefghijklmn",
            "https://www.youtube.com/feeds/videos.xml?playlist_id=PLabcdefghijklmn",
        ),
    ],
)
def test_a_channel_is_asked_at_its_feed(url, first):
    assert youtube_page(url) == first


@pytest.mark.parametrize(
    "url",
    [
        "https://www.youtube.com/@harbour",
        "https://www.youtube.com/feeds/videos.xml",
        "https://www.youtube.com/watch?v=abc_DEF-001",
        "https://www.youtube.com/channel/UCshort",
    ],
)
def test_what_is_no_channel_is_said(url):
    with pytest.raises(ValueError, match="not a YouTube channel"):
        account_at(SourceKind.YOUTUBE, url)


@pytest.mark.parametrize("body", [b"<html><body>Before you continue</body></html>", b"", b"{}"])
def test_what_is_no_feed_is_said(body):
    with pytest.raises(SourceError, match="not a feed"):
        read(body)
