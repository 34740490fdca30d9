"""What a page names that could be polled."""

from __future__ import annotations

import pytest

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome, SourceKind
from bot.sources.parsers.site_links import read_site_links

URL = "https://www.gazette.example/news/"
FEED = "application/rss+xml"


def read(html, content_type="text/html; charset=utf-8"):
    return read_site_links(html.encode(), content_type=content_type, url=URL)


def named(html):
    links = read(f"<html><head><title> The  Gazette </title></head><body>{html}</body></html>")
    return [(one.kind, one.url, one.title) for one in (*links.feeds, *links.accounts)]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            f'<link rel="alternate" type="{FEED}" title="World" href="/world.xml">',
            [(SourceKind.FEED, "https://www.gazette.example/world.xml", "World")],
        ),
        (
            '<link rel="alternate home" type="application/feed+json; charset=utf-8" href="//feeds.example/a">',
            [(SourceKind.FEED, "https://feeds.example/a", "")],
        ),
        ('<link rel="alternate" hreflang="fa" href="/fa">', []),
        ('<link rel="stylesheet" type="text/css" href="/feed/">', []),
        ('<a href="/feed/">RSS</a>', [(SourceKind.FEED, "https://www.gazette.example/feed/", "RSS")]),
        ('<a href="rss.xml">All</a>', [(SourceKind.FEED, "https://www.gazette.example/news/rss.xml", "All")]),
        ('<a href="/feedback">Write to us</a><a href="/rssi">x</a>', []),
        (
            '<a href="/feed/">a</a><a href="/feed/#top">b</a>',
            [(SourceKind.FEED, "https://www.gazette.example/feed/", "a")],
        ),
        ('<a href="https://t.me/Gazette_en">t</a>', [(SourceKind.TELEGRAM, "https://t.me/s/Gazette_en", "Gazette_en")]),
        (
            '<a href="https://t.me/s/Gazette_en/12">t</a>',
            [(SourceKind.TELEGRAM, "https://t.me/s/Gazette_en", "Gazette_en")],
        ),
        ('<a href="https://t.me/share/url?url=x">t</a><a href="https://t.me/joinchat/AAAA">u</a>', []),
        (
            '<a href="https://bsky.app/profile/gazette.example">b</a>',
            [(SourceKind.BLUESKY, "https://bsky.app/profile/gazette.example", "gazette.example")],
        ),
        ('<a href="https://bsky.app/intent/compose?text=x">b</a>', []),
        (
            '<a href="https://truthsocial.com/@gazette">t</a>',
            [(SourceKind.MASTODON, "https://truthsocial.com/@gazette", "gazette")],
        ),
        (
            '<a href="https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv">y</a>',
            [
                (
                    SourceKind.YOUTUBE,
                    "https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv",
                    "UCabcdefghijklmnopqrstuv",
                )
            ],
        ),
        ('<a href="https://x.com/@gazette">x</a><a href="https://medium.example/@gazette">m</a>', []),
        ('<a href="javascript:alert(1)">x</a><a href="https://[">y</a><a>z</a>', []),
    ],
)
def test_a_page_names_feeds_and_accounts(html, expected):
    assert named(html) == expected


def test_an_account_on_an_unknown_host_is_named_and_not_known():
    links = read('<html><a rel="me noopener" href="https://social.example/@gazette">m</a></html>')
    assert [(one.url, one.is_known) for one in links.accounts] == [("https://social.example/@gazette", False)]


def test_channels_by_their_names_are_pages_to_look_at():
    links = read(
        '<html><a href="https://youtube.com/@gazette">y</a><a href="https://www.youtube.com/watch?v=x">w</a></html>'
    )
    assert links.channels == ("https://www.youtube.com/@gazette",)


def test_a_page_that_names_thousands_is_cut():
    many = "".join(
        f'<a href="/{number}/feed/">x</a><a href="https://t.me/channel{number}">y</a>' for number in range(9000)
    )
    links = read(f"<html><body>{many}</body></html>")
    assert (len(links.feeds), len(links.accounts)) == (12, 8)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [("<rss><channel/></rss>", "application/rss+xml"), ("{}", "application/json"), ("", "text/html")],
)
def test_what_is_no_page_is_refused(body, content_type):
    with pytest.raises(SourceError) as refused:
        read(body, content_type)
    assert refused.value.outcome is FetchOutcome.NOT_A_FEED


@pytest.mark.parametrize(
    ("html", "feeds", "accounts"),
    [
        ('<a href="/feed/">x<div>' * 100_000, 1, 0),
        ('<a href="/feed/"><b>' + "<i>x</i>" * 300_000 + "</b></a>", 1, 0),
        ('<link rel="alternate" type="application/rss+xml" href="/f">' * 50_000, 1, 0),
        ("<title>" + "x " * 2_000_000 + "</title>", 0, 0),
        ('<a href="https://t.me/' + "a" * 4_000_000 + '">x</a>', 0, 0),
        ('<a rel="' + "me " * 1_000_000 + '" href="https://x.example/@a">x</a>', 0, 1),
        ("\x00\ufffe<a href=" * 100_000, 0, 0),
        ("&lt;" * 1_000_000, 0, 0),
        ("<html>" * 200_000, 0, 0),
    ],
)
def test_a_page_that_is_made_to_be_hard_is_read_or_refused(html, feeds, accounts):
    try:
        links = read(html)
    except SourceError:
        return
    assert (len(links.feeds), len(links.accounts)) == (feeds, accounts)
    assert all(len(one.title) <= 120 for one in (*links.feeds, *links.accounts))
