"""Sitemaps: what of a site's years is listed, and in what time."""

from __future__ import annotations

import gzip
import time
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome, SourceKind
from bot.sources.parsers.sitemaps import read_sitemap
from bot.sources.thresholds import ENDS_LOOKED_AT, MANY_ENTRIES, MOST_PARTS, PROCESSOR_SECONDS, UNDATED_PARTS
from tests.loopback.news import Answer, NewsItem, rss
from tests.sources.samples import NOW, fetcher_for, source_at, state_of

URL = "https://harbour.com/sitemap.xml"
SOURCE = source_at(URL, kind=SourceKind.SITEMAP)
SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)


def read(body, *, source=SOURCE, content_type="application/xml", url=URL):
    data = body.encode() if isinstance(body, str) else body
    return read_sitemap(data, source=source, content_type=content_type, url=url, now=NOW)


def urlset(*rows, spaces=SPACES, head='<?xml version="1.0" encoding="UTF-8"?>'):
    return f"{head}<urlset {spaces}>{''.join(f'<url>{row}</url>' for row in rows)}</urlset>"


def index(*rows, spaces=SPACES):
    return f"<sitemapindex {spaces}>{''.join(f'<sitemap>{row}</sitemap>' for row in rows)}</sitemapindex>"


def loc(path, changed=""):
    return f"<loc>https://harbour.com{path}</loc>" + (f"<lastmod>{changed}</lastmod>" if changed else "")


def news(path, title="Minister says no", at="2026-03-03T09:00:00Z"):
    date = f"<news:publication_date>{at}</news:publication_date>" if at else ""
    return (
        f"{loc(path)}<news:news><news:publication><news:name>The Post</news:name><news:language>en</news:language>"
        f"</news:publication>{date}<news:title>{title}</news:title></news:news>"
    )


def paths(listing):
    return [entry.url.removeprefix("https://harbour.com") for entry in listing.entries]


def test_a_news_sitemap_gives_title_and_time_the_newest_first():
    listing = read(urlset(news("/a"), news("/b", "Ferry &amp; “quay”", "2026-03-03T12:00+02:00")))
    assert [(one.key, one.title, one.published_at) for one in listing.entries] == [
        ("https://harbour.com/b", "Ferry & “quay”", NOW - timedelta(hours=2)),
        ("https://harbour.com/a", "Minister says no", NOW - timedelta(hours=3)),
    ]


@pytest.mark.parametrize("rows", [(0, 1), (1, 0), (0, 1, 2), (2, 1, 0)], ids=str)
def test_an_address_that_is_listed_twice_is_as_new_as_the_newer_of_the_two(rows):
    listed = [news("/a", "New", "2026-03-03T09:00:00Z"), news("/a", "Old", "2020-03-03T09:00:00Z"), loc("/a")]
    (entry,) = read(urlset(*(listed[place] for place in rows))).entries
    assert (entry.title, entry.published_at) == ("New", NOW - timedelta(hours=3))


@pytest.mark.parametrize(
    ("row", "listed"),
    [
        pytest.param(loc("/a", "2026-03-02T10:00:00+00:00"), ["/a"], id="changed yesterday"),
        pytest.param(loc("/a", "2026-03-02"), ["/a"], id="a day alone"),
        pytest.param(loc("/a", "2026-02-20T10:00:00+00:00"), [], id="changed long ago"),
        pytest.param(loc("/2019/03/04/a", "2026-03-02T10:00:00Z"), [], id="an old page, changed yesterday"),
        pytest.param(loc("/2026/03/02/a"), ["/2026/03/02/a"], id="the day in its address"),
        pytest.param(loc("/2026-03-02-a"), ["/2026-03-02-a"], id="the day in its name"),
        pytest.param(loc("/1404/12/11/a"), ["/1404/12/11/a"], id="a year of another calendar dates nothing"),
        pytest.param(loc("/a", "yesterday"), ["/a"], id="a date that is none"),
        pytest.param(loc("/a", "2031-01-01T10:00:00Z"), ["/a"], id="a date ahead"),
        pytest.param(news("/a", at="2026-02-01T09:00:00Z"), [], id="published long ago"),
        pytest.param(news("/a", at=""), ["/a"], id="news without a date"),
        pytest.param("<loc> \n https://harbour.com/a\n </loc>", ["/a"], id="white space around"),
        pytest.param("<loc><![CDATA[https://harbour.com/a?x=1&y=2]]></loc>", ["/a?x=1&y=2"], id="CDATA"),
        pytest.param("<loc>https://harbour.com/a?x=1&y=2</loc>", ["/a?x=1&y=2"], id="a bare ampersand"),
        pytest.param("<loc>/a</loc>", ["/a"], id="a relative address"),
        pytest.param("<loc>https://harbour.com/a?utm_source=x#top</loc>", ["/a"], id="cleaned"),
        pytest.param(
            loc("/a") + "<image:image><image:loc>https://harbour.com/b</image:loc></image:image>", ["/a"], id="an image"
        ),
        pytest.param(
            loc("/a") + '<xhtml:link rel="alternate" hreflang="fa" href="https://harbour.com/fa/a"/>',
            ["/a"],
            id="another language",
        ),
        pytest.param(loc("/خبر/متن"), ["/%D8%AE%D8%A8%D8%B1/%D9%85%D8%AA%D9%86"], id="Persian letters"),
        *(
            pytest.param(f"<loc>{address}</loc>", [], id=address or "nothing")
            for address in (
                "", "https://harbour.com/", "https://harbour.com/tag/ferries", "https://harbour.com/news/author/ann",
                "https://harbour.com/photo.jpg", "https://harbour.com/report.pdf", "https://harbour.com/news/page/2",
                "https://elsewhere.com/a", "http://10.0.0.8/a", "http://localhost/a", "javascript:alert(1)",
                "file:///etc/passwd", "https://user:pass@harbour.com/a", "https://harbour.com.evil.org/a",
                "http://[", "x" * 5000,
            )
        ),
    ],
)  # fmt: skip
def test_what_of_one_row_is_listed(row, listed):
    assert paths(read(urlset(row))) == listed


def test_lastmod_chooses_and_dates_nothing():
    (entry,) = read(urlset(loc("/a", "2026-03-03T10:00:00Z"))).entries
    assert (entry.published_at, entry.title) == (None, "")


def test_where_most_have_dates_those_without_are_no_articles():
    rows = [loc(f"/a{n}", "2026-03-03T10:00:00Z") for n in range(3)]
    assert paths(read(urlset(loc("/imprint"), *rows))) == ["/a0", "/a1", "/a2"]


def test_a_lastmod_that_all_have_says_nothing():
    """It is the time at which the file was written; fifty thousand old pages would be of today."""
    listing = read(urlset(*(loc(f"/a{n}", "2026-03-03T10:00:00Z") for n in range(1000))))
    assert len(listing.entries) == 2 * ENDS_LOOKED_AT
    assert (paths(listing)[0], paths(listing)[-1]) == ("/a0", "/a999")


def test_of_years_the_last_days_are_listed_and_of_many_the_newest():
    rows = [loc(f"/a{n}", (NOW - timedelta(minutes=n)).isoformat()) for n in range(20_000)]
    started = time.process_time()
    listing = read(urlset(*rows[::-1]))
    assert time.process_time() - started < PROCESSOR_SECONDS / 2
    assert paths(listing) == [f"/a{n}" for n in range(MANY_ENTRIES)]
    assert listing.left_out == 7 * 24 * 60 + 1 - MANY_ENTRIES


@pytest.mark.parametrize(
    "head", ["", "\ufeff", " \n", '<?xml version="1.0"?><?xml-stylesheet href="/x.xsl"?><!-- by a tool -->']
)
@pytest.mark.parametrize(
    "spaces",
    [
        SPACES,
        "",
        'xmlns="http://www.google.com/schemas/sitemap/0.84"',
        'xmlns="https://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="https://www.google.com/schemas/sitemap-news/0.9"',
    ],
    ids=["declared", "nothing declared", "an old name", "a wrong name"],
)
def test_names_are_read_whatever_their_namespace(head, spaces):
    (entry,) = read(urlset(news("/a"), head=head, spaces=spaces)).entries
    assert (entry.title, entry.published_at) == ("Minister says no", NOW - timedelta(hours=3))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1256", "windows-1255"])
def test_encodings_are_those_that_are_declared(encoding):
    title = {"windows-1256": "سلام", "windows-1255": "שלום"}.get(encoding, "Žižka “no”")
    body = urlset(news("/a", title), head=f'<?xml version="1.0" encoding="{encoding}"?>').encode(encoding)
    assert read(body).entries[0].title == title


def test_a_sitemap_that_ends_in_the_middle_says_so_and_loses_its_last_row():
    whole = urlset(news("/a"), news("/b"), news("/c"))
    listing = read(whole[: whole.index("/c") + 1])
    assert (paths(listing), listing.is_cut) == (["/a", "/b"], True)
    assert not read(whole).is_cut


@pytest.mark.parametrize(
    ("body", "listed"),
    [
        pytest.param(rss([NewsItem(title="T", path="/a", published_at=NOW)]), ["/a"], id="a feed"),
        pytest.param("https://harbour.com/a\nhttps://harbour.com/b\n", ["/a", "/b"], id="a text"),
        pytest.param(urlset(), [], id="none"),
        pytest.param(f"<urlset {SPACES}/>", [], id="nothing"),
    ],
)
def test_what_the_protocol_allows_in_place_of_one(body, listed):
    assert paths(read(body)) == listed


def test_of_an_index_the_parts_that_changed_lately_are_named_the_last_first():
    listing = read(
        index(
            loc("/post-sitemap1.xml", "2019-01-01T00:00:00Z"),
            loc("/post-sitemap2.xml", "2026-03-02T00:00:00Z"),
            loc("/post-sitemap3.xml.gz", "2026-03-03T00:00:00Z"),
            loc("/author-sitemap.xml", "2026-03-03T00:00:00Z"),
            loc("/post_tag-sitemap.xml", "2026-03-03T00:00:00Z"),
            loc("/news-sitemap.xml"),
            "<loc>https://elsewhere.com/sitemap.xml</loc>",
            "<loc>http://10.0.0.8/sitemap.xml</loc>",
            "<loc>file:///etc/passwd</loc>",
        )
    )
    assert listing.entries == ()
    assert [part.removeprefix("https://harbour.com") for part in listing.parts] == [
        "/news-sitemap.xml",
        "/post-sitemap3.xml.gz",
        "/post-sitemap2.xml",
    ]


def test_of_an_index_without_dates_a_few_at_either_end_are_named():
    listing = read(index(*(loc(f"/s{n}.xml") for n in range(40))))
    assert [part.rpartition("/")[2] for part in listing.parts] == ["s39.xml", "s0.xml", "s38.xml", "s1.xml"]
    assert len(listing.parts) == UNDATED_PARTS


def test_of_an_index_with_many_parts_few_are_named():
    rows = [loc(f"/s{n}.xml", (NOW - timedelta(hours=n)).isoformat()) for n in range(100)]
    assert [part.rpartition("/")[2] for part in read(index(*rows)).parts] == [f"s{n}.xml" for n in range(MOST_PARTS)]
    assert read(index(*rows)).passed_over == (("of its parts, too many for one poll", len(rows) - MOST_PARTS),)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "an empty answer"),
        ("<!doctype html><html><body>Sitemap</body></html>", "an HTML page"),
        ("<a><b/></a>", "neither a sitemap nor an index of some"),
        ("Service unavailable", "neither a sitemap nor an index of some"),
        ('{"urlset": []}', "neither a sitemap nor an index of some"),
    ],
)
def test_what_is_no_sitemap_says_so(body, said):
    with pytest.raises(SourceError) as caught:
        read(body)
    assert (caught.value.outcome, caught.value.detail) == (FetchOutcome.NOT_A_FEED, said)


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
) + "]>"  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(urlset(news("/a", "&j;" * 1000), head=BOMB), id="an entity bomb"),
        pytest.param(
            urlset(news("/a", "&x;"), head='<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
            id="a file as entity",
        ),
        pytest.param(urlset(*[loc("/a")] * 100_000), id="the same address for ever"),
        pytest.param(urlset(*(loc(f"/{'a' * 1500}{n}") for n in range(6_000))), id="ten megabytes of addresses"),
        pytest.param(urlset(*("" for _ in range(300_000))), id="empty rows"),
        pytest.param("<urlset>" + "<url>" * 300_000, id="rows in rows"),
        pytest.param(f"<urlset><url><loc>{'https://harbour.com/' * 400_000}</loc></url></urlset>", id="a long address"),
        pytest.param(urlset(news("/a", "T" * 5_000_000)), id="a long title"),
        pytest.param(index(*(loc(f"/s{n}.xml") for n in range(100_000))), id="an index without end"),
        pytest.param(b"<urlset>" + bytes(range(256)) * 10_000, id="bytes"),
    ],
)
def test_hostile_ones_are_read_in_seconds_and_list_no_more_than_others(body):
    started = time.process_time()
    listing = read(body)
    assert time.process_time() - started < PROCESSOR_SECONDS / 2
    assert len(listing.entries) <= MANY_ENTRIES
    assert len(listing.parts) <= MOST_PARTS
    assert not any("root:" in entry.title for entry in listing.entries)


PIECES = st.sampled_from([
    "<urlset>", "</urlset>", "<sitemapindex>", "<url>", "</url>", "<sitemap>", "<loc>", "</loc>", "http://[",
    "https://harbour.com/a", "<news:news>", "<lastmod>", "9999-99-99", "</lastmod>", "<![CDATA[", "]]>", "&a;", "&#0;",
    "\x00", "<!DOCTYPE a [", "<!ENTITY a 'b'>", "<?xml version='1.0' encoding='utf-7'?>",
])  # fmt: skip


@settings(deadline=None)
@given(st.lists(PIECES | st.text(max_size=5), max_size=25).map(lambda parts: "".join(parts).encode("utf-8", "replace")))
def test_no_bytes_break_it(body):
    for data in (body, b"<urlset>" + body):
        try:
            listing = read(data)
        except SourceError as error:
            assert error.outcome is FetchOutcome.NOT_A_FEED  # noqa: PT017
        else:
            assert len({entry.key for entry in listing.entries}) == len(listing.entries)
            assert all(entry.url.startswith("https://harbour.com/") for entry in listing.entries)


async def test_an_index_and_its_compressed_parts_are_one_listing(news):
    site = source_at(f"{news.url}/sitemap.xml", kind=SourceKind.SITEMAP)
    at = {part: f"<loc>{news.url}/{part}</loc>" for part in ("a.xml.gz", "b.xml", "one", "two")}
    dated = "<lastmod>2026-03-03T10:00:00Z</lastmod>"
    news.put_feed("/sitemap.xml", index(at["a.xml.gz"] + dated, at["b.xml"] + dated))
    news.put("/a.xml.gz", Answer(body=gzip.compress(urlset(at["one"] + dated).encode()), headers={"ETag": '"a"'}))
    news.put_feed("/b.xml", urlset(at["two"] + dated, at["one"] + dated))
    async with fetcher_for(site) as fetcher:
        first = await fetcher.fetch_feed(site, state_of(site))
        again = await fetcher.fetch_feed(site, state_of(site, body_hash=first.body_hash))
    assert sorted(entry.url for entry in first.entries) == [f"{news.url}/one", f"{news.url}/two"]
    assert again.outcome is FetchOutcome.UNCHANGED
    assert [one.headers.get("If-None-Match") for one in news.asked("/a.xml.gz")] == [None, '"a"']
