"""Pages that list articles: which of their links, with which title and date, and where the older ones are."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome, SourceKind
from bot.sources.parsers.link_pages import read_link_page
from bot.sources.thresholds import LONGEST_TITLE_OF_A_LINK, MANY_ENTRIES, PROCESSOR_SECONDS
from tests.sources.samples import NOW, source_at

URL = "https://harbour.com/news/"
SOURCE = source_at(URL, kind=SourceKind.LISTING)
TITLES = ("Minister says no to the new quay", "The ferry will sail again in spring", "Lamps of the north quay go out")
MENU = "".join(
    f'<li><a href="/{name}">{text}</a></li>'
    for name, text in (
        ("politics", "All the news of politics today"), ("world", "All the news of the world"),
        ("sport", "All the news about sport today"), ("about", "Who we are and what we do"),
        ("tag/quay", "All that we wrote about quays"), ("author/ann", "All that Ann Bell wrote here"),
    )
)  # fmt: skip


def page(body, *, head=""):
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>News</title>{head}</head><body><header><h1>'
        f'<a href="/">The Harbour Post</a></h1><ul>{MENU}</ul></header><nav><ul>{MENU}</ul></nav><main>{body}</main>'
        f"<aside><ul>{MENU}</ul></aside><footer><ul>{MENU}</ul></footer></body></html>"
    )


def read(body, *, url=URL, content_type="text/html; charset=utf-8", **fields):
    data = body.encode() if isinstance(body, str) else body
    source = source_at(URL, kind=SourceKind.LISTING, **fields)
    return read_link_page(data, source=source, content_type=content_type, url=url, now=NOW)


def cards(template, *, titles=TITLES):
    """Write a card for each title; `{n}`, `{title}` and `{day}` stand for what differs."""
    return "".join(template.format(n=n, title=title, day=3 - n) for n, title in enumerate(titles))


def paths(listing):
    return [entry.url.removeprefix("https://harbour.com") for entry in listing.entries]


def evening(day):
    return datetime(2026, 3, day, 23, 59, 59, tzinfo=UTC)


LAYOUTS = {
    "blocks of a blog": """
        <ul class="posts"><li><h2 class="title"><a href="/2026/03/story-{n}/">{title}</a></h2>
        <div class="date"><time datetime="2026-03-0{day}T09:00:00-05:00">March {day}, 2026</time></div></li></ul>""",
    "a table": """
        <table><tr><td>2026/03/0{day} - 09:29</td>
        <td><a href="/portal/newsview/77837{n}/some-name">{title}</a></td></tr></table>""",
    "cards that are links": """
        <div class="card"><a href="/story/{n}"><img src="/{n}.jpg"><p class="date">{day} March 2026</p>
        <h3>{title}</h3><p>What the story tells, in a sentence of its own.</p></a></div>""",
    "cards that are links, without headings": """
        <div class="card"><a href="/story/{n}"><p class="date">March {day}, 2026</p><p>{title}</p></a></div>""",
    "three links each": """
        <article><a href="/story/{n}"><img alt=""></a><header><h3><a href="/story/{n}">{title}</a></h3></header>
        <span>Mar. {day}, 2026</span><p>A sentence that tells more.</p>
        <a href="/story/{n}#more">Read the whole story now</a></article>""",
    "headings beside the links": """
        <div class="item"><h3>{title}</h3><p>0{day}.03.2026</p>
        <a href="/story/{n}">Read the full statement</a></div>""",
    "a definition list": """<dl><dt>{day}. March 2026</dt><dd><a href="story-{n}.html">{title}</a></dd></dl>""",
    "bare links": """<p><a href="/story/{n}">{title}</a></p>""",
    "relative dates": """<p><a href="/story/{n}">{title}</a> {day} hours ago</p>""",
    "dates with slashes": """<p><a href="/story/{n}">{title}</a> 03/0{day}/2026</p>""",
}
WHEN = {
    "blocks of a blog": lambda day: datetime(2026, 3, day, 14, tzinfo=UTC),
    "a table": lambda day: datetime(2026, 3, day, 9, 29, tzinfo=UTC),
    "bare links": lambda _: None,
    "relative dates": lambda _: None,
    "dates with slashes": lambda _: None,
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_list_of_a_page_is_found_with_titles_and_dates(layout):
    listing = read(page(f"<h1>All that is new on the quays</h1>{cards(LAYOUTS[layout])}"))
    assert [entry.title for entry in listing.entries] == list(TITLES)
    assert [entry.published_at for entry in listing.entries] == [WHEN.get(layout, evening)(3 - n) for n in range(3)]
    assert len({entry.key for entry in listing.entries}) == 3


def test_the_newest_story_above_the_others_is_listed_too():
    top = '<div class="hero"><h1><a href="/2026/03/top/">The bridge opens before the first snow</a></h1></div>'
    rest = cards('<ul><li><h3><a href="/2026/03/story-{n}/">{title}</a></h3></li></ul>')
    assert paths(read(page(top + rest))) == ["/2026/03/top/", *(f"/2026/03/story-{n}/" for n in range(3))]


def test_a_day_in_a_headline_is_no_date():
    titles = ("What was said on January 6, 2021", "The ferry of March 3, 2019 sails", "Lamps of 4 July 2020 go out")
    listing = read(page(cards('<p><a href="/s/{n}">{title}</a></p>', titles=titles)))
    assert [entry.published_at for entry in listing.entries] == [None] * 3


def test_dates_put_the_newest_first():
    body = cards('<p><a href="/story/{n}">{title}</a> <time datetime="2026-03-0{day}T09:00:00Z">x</time></p>')
    assert paths(read(page(body.replace("03-03", "02-01")))) == ["/story/1", "/story/2", "/story/0"]


def list_of(*days):
    """Write a list with a story for each day of February; None has no date beside it."""
    stories = [
        f'<li><h3><a href="/story/{place}">{TITLES[0]} {place}</a></h3>'
        + (f'<time datetime="2026-02-{day:02}T09:00:00Z">x</time></li>' if day else "</li>")
        for place, day in enumerate(days)
    ]
    return page(f"<ul>{''.join(stories)}</ul>")


@pytest.mark.parametrize(
    ("days", "known"),
    [
        pytest.param((9, None, 7, 5), {1: 9}, id="between two, the newest first"),
        pytest.param((5, 7, None, None, 9), {2: 9, 3: 9}, id="between two, the newest last"),
        pytest.param((None, 9, 7, 5), {}, id="above all: it may be new"),
        pytest.param((9, 7, 5, None), {}, id="below all: it may be of another list"),
        pytest.param((9, None, 7), {}, id="too few dates for an order"),
        pytest.param((9, None, 5, 7, 3), {}, id="in no order: nothing follows from where it stands"),
        pytest.param((None, None, None), {}, id="no dates"),
    ],
)
def test_what_stands_between_two_dates_of_a_list_in_order_is_no_younger_than_the_later(days, known):
    found = {entry.url: entry.published_at for entry in read(list_of(*days)).entries}
    undated = [place for place, day in enumerate(days) if day is None]
    assert {place: found[f"https://harbour.com/story/{place}"] for place in undated} == {
        place: datetime(2026, 2, known[place], 9, tzinfo=UTC) if place in known else None for place in undated
    }


@pytest.mark.parametrize(
    ("select", "listed"),
    [
        pytest.param(".b a", ["/b/0", "/b/1", "/b/2"], id="links"),
        pytest.param("div.b > p", ["/b/0", "/b/1", "/b/2"], id="what holds them"),
        pytest.param(".b p:first-of-type a", ["/b/0"], id="a list of one"),
        pytest.param("footer a", ["/politics", "/world", "/sport", "/about", "/tag/quay", "/author/ann"], id="a menu"),
    ],
)
def test_a_selector_names_the_list(select, listed):
    body = "".join(f'<div class="{x}">{cards(f"<p><a href=/{x}/{{n}}>{{title}}</a></p>")}</div>' for x in "ab")
    assert paths(read(page(body), select=select)) == listed


@pytest.mark.parametrize(
    ("markup", "next_page"),
    [
        ('<a rel="next" href="?page=2">2</a>', "https://harbour.com/news/?page=2"),
        ('<a class="next page-numbers" href="/news/page/2/#top">Next</a>', "https://harbour.com/news/page/2/"),
        ('<a rel="prev" href="/news/page/1/">1</a>', ""),
        ('<a rel="next" href="https://elsewhere.com/2">2</a>', ""),
        ('<a rel="next" href="javascript:more()">2</a>', ""),
        ('<a rel="next" href="/news/">2</a>', ""),
        ('<a rel="next" href="http://10.0.0.8/2">2</a>', ""),
    ],
)
def test_the_page_of_the_older_ones(markup, next_page):
    assert read(page(cards('<p><a href="/s/{n}">{title}</a></p>') + markup)).next_page == next_page


def test_a_selector_names_the_page_of_the_older_ones():
    body = cards('<p><a href="/s/{n}">{title}</a></p>') + '<div class="older"><a href="/news?p=2">Older</a></div>'
    assert read(page(body), next_page=".older").next_page == "https://harbour.com/news?p=2"
    assert read(page(body, head='<link rel="next" href="/2">'), next_page=".none").next_page == ""


def test_the_last_page_may_hold_a_single_one():
    one = page(cards('<p><a href="/s/{n}">{title}</a></p>', titles=TITLES[:1]))
    assert paths(read(one, url=f"{URL}?page=7")) == ["/s/0"]
    with pytest.raises(SourceError, match="no list of articles"):
        read(one)


def test_links_start_where_the_page_says():
    body = cards('<p><a href="s/{n}">{title}</a></p>')
    assert paths(read(page(body, head='<base href="/archive/2026/">'))) == [f"/archive/2026/s/{n}" for n in range(3)]


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert({n})", "file:///etc/passwd?{n}", "http://10.0.0.8/{n}", "http://localhost/{n}",
        "mailto:a{n}@b.org", "https://elsewhere.com/{n}", "https://harbour.com.evil.org/{n}", "//elsewhere.com/{n}",
        "#s{n}", "", "http://[{n}", "data:text/html,{n}", "/tag/{n}", "/photo-{n}.jpg", "https://u:p@harbour.com/{n}",
        "/" + "x" * 5000 + "{n}",
    ],
)  # fmt: skip
def test_links_that_lead_to_no_article_of_the_site_make_no_list(href):
    with pytest.raises(SourceError, match="no list of articles") as caught:
        read(page(cards(f'<p><a href="{href}">{{title}}</a></p>')))
    assert caught.value.outcome is FetchOutcome.NOT_A_FEED


def test_another_host_of_the_source_may_be_linked_to():
    body = page(cards('<p><a href="https://stories.org/{n}">{title}</a></p>'))
    listing = read(body, article_hosts=("stories.org",))
    assert [entry.url for entry in listing.entries] == [f"https://stories.org/{n}" for n in range(3)]


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1256", "windows-1255", "utf-16"])
@pytest.mark.parametrize("where", ["header", "meta"])
def test_encodings_are_those_of_any_page(encoding, where):
    words = {"windows-1255": "שלום לכם מן הנמל"}.get(encoding, "سلام به شما از بندر")
    body = page(cards('<p><a href="/s/{n}">{title}</a></p>', titles=[f"{words} {n}" for n in range(3)]))
    body = body.replace('charset="utf-8"', f'charset="{encoding}"')
    content_type = f"text/html; charset={encoding}" if where == "header" else "text/html"
    titles = [entry.title for entry in read(body.encode(encoding), content_type=content_type).entries]
    assert titles == [f"{words} {n}" for n in range(3)]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        pytest.param("", "not an HTML page", id="nothing"),
        pytest.param("Service unavailable", "not an HTML page", id="a text"),
        pytest.param('{"a": 1}', "not an HTML page", id="JSON"),
        pytest.param("<?xml version='1.0'?><rss><channel/></rss>", 'write kind = "feed"', id="a feed"),
        pytest.param("<urlset></urlset>", 'write kind = "feed" or "sitemap"', id="a sitemap"),
        pytest.param(
            page("<p>Nothing yet.</p>"), "no list of articles was found; where they stand, select", id="menus"
        ),
        pytest.param(page("<p>x</p>" * 30_000), "more than", id="a page without end"),
    ],
)
def test_what_is_no_list_says_so(body, said):
    with pytest.raises(SourceError, match=said) as caught:
        read(body)
    assert caught.value.outcome is FetchOutcome.NOT_A_FEED


def test_a_selector_that_finds_nothing_is_named():
    with pytest.raises(SourceError, match=r"select = '\.none' finds none"):
        read(page(cards('<p><a href="/s/{n}">{title}</a></p>')), select=".none")


MANY = "".join(f'<a href="/s/{n}">Some words that make a headline {n}</a>' for n in range(18_000))
LIST = cards('<p><a href="/s/{n}">{title}</a></p>')


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(page(LIST + "<div>" * 15_000), id="deep"),
        pytest.param(page(MANY), id="wide"),
        pytest.param(page("<div>" * 200 + MANY), id="both"),
        pytest.param(page(LIST.replace("quay", "quay " * 500_000)), id="a title without end"),
        pytest.param(page(LIST.replace("<p>", f"<p>{'3 March 2026 ' * 200_000}")), id="dates without end"),
        pytest.param(page(LIST.replace("<p>", f"<p>{'<i>3 March 2026</i>' * 3_000}")), id="a date after the other"),
        pytest.param(page(LIST + '<a rel="next" href="/next">2</a>' * 15_000), id="pages without end"),
        pytest.param(page(LIST.replace("/s/", "/s/" + "a/" * 900)), id="long addresses"),
        pytest.param(page(LIST).encode() + bytes(range(256)) * 10_000, id="bytes"),
    ],
)
def test_hostile_ones_are_read_in_seconds_and_list_no_more_than_others(body):
    started = time.process_time()
    try:
        listing = read(body)
    except SourceError as error:
        assert error.outcome is FetchOutcome.NOT_A_FEED  # noqa: PT017
    else:
        assert 0 < len(listing.entries) <= MANY_ENTRIES
        assert all(len(entry.title) <= LONGEST_TITLE_OF_A_LINK for entry in listing.entries)
    assert time.process_time() - started < PROCESSOR_SECONDS / 2


PIECES = st.sampled_from([
    "<main>", "</main>", "<ul><li>", "</li>", "<a href='/a'>", "<a href='/b'>", "<a href='http://['>", "</a>", "<h2>",
    "</h2>", "<time datetime='9999-99-99'>", "</time>", "31 February 2026", "Some words that make a headline",
    "<base href='//['>", "<link rel=next href='//'>", "&#0;", "\x00", "<!--", "-->", "<table><tr>", "<svg>",
])  # fmt: skip


@settings(deadline=None)
@given(st.lists(PIECES | st.text(max_size=5), max_size=25).map("".join))
def test_no_markup_breaks_it(body):
    try:
        listing = read(page(body + LIST))
    except SourceError as error:
        assert error.outcome is FetchOutcome.NOT_A_FEED  # noqa: PT017
    else:
        assert all(entry.url.startswith("https://harbour.com/") for entry in listing.entries)
        dates = [entry.published_at for entry in listing.entries if entry.published_at]
        assert all(at < NOW + timedelta(days=3) for at in dates)
