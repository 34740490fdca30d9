from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome
from bot.sources.parsers import feeds
from bot.sources.parsers.feeds import parse_feed
from bot.sources.thresholds import LONGEST_ENTRY_TITLE, MANY_ENTRIES, MOST_TO_REPAIR
from tests.loopback.news import NewsItem, atom, json_feed, rss
from tests.sources.samples import NOW, source_at

URL = "https://harbour.example/feeds/main.xml"
TEN = datetime(2026, 3, 3, 10, tzinfo=UTC)


def parse(body, *, content_type="application/xml", now=NOW):
    return parse_feed(body.encode() if isinstance(body, str) else body, content_type=content_type, url=URL, now=now)


def only(body, **options):
    (entry,) = parse(body, **options).entries
    return entry


def rss_item(inner, *, channel="", head='<?xml version="1.0"?>'):
    return f"{head}<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>Post</title>{channel}<item>{inner}</item></channel></rss>"


@pytest.mark.parametrize("write", [rss, atom, json_feed])
def test_each_format_gives_the_same_entries(write):
    items = [
        NewsItem(title="Older", path="/a?utm_source=rss", guid="g1", text="<p>One</p><p>Two</p>", published_at=TEN),
        NewsItem(title="Newer", path="/b", guid="g2", published_at=TEN + timedelta(hours=1)),
    ]
    newer, older = parse(write(items)).entries
    assert (newer.title, newer.key, newer.text) == ("Newer", "g2", "")
    assert (older.title, older.key, older.url) == ("Older", "g1", "https://harbour.example/a")
    assert (older.text, older.published_at) == ("One\n\nTwo", TEN)


QUOTED = "<p>He wrote:</p><blockquote><p>No boats</p><p>today</p></blockquote><p>Noted.</p>"


@pytest.mark.parametrize(
    ("voice", "text"),
    [("mayor", ["He wrote:", "> “No boats today”", "Noted."]), (None, ["He wrote:", "No boats", "today", "Noted."])],
)
@pytest.mark.parametrize("write", [rss, atom, json_feed])
def test_what_is_set_off_as_quoted_in_somebodys_own_feed_is_marked(write, voice, text):
    source = source_at(URL, voice=voice)
    body = write([NewsItem(title="T", path="/a", text=QUOTED, published_at=TEN)]).encode()
    (entry,) = feeds.read_feed(body, source=source, content_type="", url=URL, now=NOW).entries
    assert entry.text.split("\n\n") == text


@pytest.mark.parametrize(
    ("inner", "title"),
    [
        pytest.param("<title>A &amp;amp; B</title><link>/a</link>", "A & B", id="escaped twice"),
        pytest.param("<title>A &amp; B</title><link>/a</link>", "A & B", id="escaped once"),
        pytest.param("<title><![CDATA[A <b>B</b> &rsquo;s]]></title><link>/a</link>", "A B ’s", id="cdata"),
        pytest.param("<title>A &ldquo;B&rdquo; &nbsp;C</title><link>/a</link>", "A “B” C", id="names of html"),
        pytest.param("<title>A &unheardof; B</title><link>/a</link>", "A &unheardof; B", id="a name of nobody"),
        pytest.param("<title>A & B</title><link>/a</link>", "A & B", id="bare ampersand"),
        pytest.param("<title>A\n  B</title><link>/a</link>", "A B", id="line breaks"),
    ],
)
def test_a_title_is_plain_text(inner, title):
    assert only(rss_item(inner)).title == title


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(rss_item("<title>T</title><link>/a</link>").removesuffix("</channel></rss>"), id="cut off"),
        pytest.param("\n\n  " + rss_item("<title>T</title><link>/a</link>"), id="space before the declaration"),
        pytest.param("\ufeff" + rss_item("<title>T</title><link>/a</link>"), id="byte order mark"),
        pytest.param(rss_item("<title>T</title><link>/a</link>", head=""), id="no declaration"),
        pytest.param(rss_item("<title>T\x08</title><link>/a</link>"), id="control character"),
        pytest.param(
            "<r:rss version='2.0' xmlns:r='http://backend.userland.com/rss2'><r:channel><r:item><r:title>T</r:title>"
            "<r:link>/a</r:link></r:item></r:channel></r:rss>",
            id="under a prefix",
        ),
        pytest.param(
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
            "<item rdf:about='/a'><title>T</title><link>/a</link></item></rdf:RDF>",
            id="rss 1.0",
        ),
    ],
)
def test_a_damaged_feed_is_still_read(body):
    entry = only(body)
    assert (entry.title, entry.url) == ("T", "https://harbour.example/a")


@pytest.mark.parametrize(
    ("encoding", "title"),
    [
        ("windows-1256", "سخنگوی وزارت خارجه"),
        ("koi8-r", "Министр ответил на вопросы"),
        ("euc-jp", "首相は語った"),
        ("gb2312", "部长回答问题"),
        ("iso-8859-1", "Le ministre a dit non à tous"),
        ("utf-16", "سخنگو"),
    ],
)
def test_a_declared_charset_is_honoured(encoding, title):
    title = title.replace("ی", "ي") if encoding == "windows-1256" else title
    head = f"<?xml version='1.0' encoding='{encoding}'?>"
    assert only(rss_item(f"<title>{title}</title><link>/a</link>", head=head).encode(encoding)).title == title


def test_the_charset_of_the_header_is_honoured():
    body = rss_item("<title>Министр ответил</title><link>/a</link>", head="").encode("koi8-r")
    assert only(body, content_type="text/xml; charset=koi8-r").title == "Министр ответил"


@pytest.mark.parametrize(
    ("items", "keys"),
    [
        pytest.param([("g1", "/a", "A"), ("g2", "/b", "B")], ["g1", "g2"], id="guids"),
        pytest.param(
            [("", "/a", "A"), ("", "/b", "B")],
            ["https://harbour.example/a", "https://harbour.example/b"],
            id="no guids",
        ),
        pytest.param(
            [("g", "/a", "A"), ("g", "/b", "B")],
            ["https://harbour.example/a", "https://harbour.example/b"],
            id="one guid for all",
        ),
        pytest.param(
            [("g", "/a", "A"), ("g", "/a", "B"), ("h", "/c", "C")], ["A\0", "B\0", "h"], id="one guid and one link"
        ),
        pytest.param([("g", "/a", "A"), ("g", "/a", "A")], ["g"], id="the same item twice"),
        pytest.param([("g", "/a", "A"), ("g", "/a?utm_source=x", "A")], ["g"], id="the same but for a tracker"),
    ],
)
def test_a_key_that_repeats_is_no_key(items, keys):
    entries = parse(rss([NewsItem(title=title, path=path, guid=guid) for guid, path, title in items])).entries
    assert [entry.key for entry in entries] == keys


def test_an_entry_without_a_link_gets_an_address_of_its_own():
    items = "<title>A</title><guid>g1</guid></item><item><title>B</title><guid>g2</guid>"
    first, second = parse(rss_item(items)).entries
    assert first.url.startswith(f"{URL}#")
    assert first.url != second.url


def test_a_guid_that_is_an_address_stands_for_a_missing_link():
    assert only(rss_item("<title>A</title><guid>https://harbour.example/a</guid>")).url == "https://harbour.example/a"


def test_a_link_that_is_no_web_address_is_none():
    assert only(rss_item("<title>A</title><link>javascript:alert(1)</link>")).url.startswith(f"{URL}#")


@pytest.mark.parametrize(
    ("inner", "channel", "utc"),
    [
        pytest.param("<pubDate>Tue, 03 Mar 2026 10:00:00 +0330</pubDate>", "", "2026-03-03T06:30", id="zone kept"),
        pytest.param("<dc:date>2026-03-03T10:00:00+01:00</dc:date>", "", "2026-03-03T09:00", id="dublin core"),
        pytest.param(
            "<pubDate>2026-03-03 10:00:00</pubDate>",
            "<lastBuildDate>Tue, 03 Mar 2026 10:30:00 +0330</lastBuildDate>",
            "2026-03-03T06:30",
            id="the feed's own zone",
        ),
        pytest.param("<pubDate>2026-03-03 10:00:00</pubDate>", "", "2026-03-03T10:00:00.000001", id="no zone anywhere"),
        pytest.param(
            "<pubDate>Wed, 04 Mar 2026 10:00:00 GMT</pubDate>", "", "2026-03-04T10:00", id="a day ahead, as it is"
        ),
        pytest.param("<pubDate>Wed, 04 Mar 2027 10:00:00 GMT</pubDate>", "", None, id="a year ahead"),
        pytest.param(
            "<pubDate>2026-03-03</pubDate>", "", "2026-03-03T23:59:59", id="a day alone may be any moment of it"
        ),
        pytest.param("<pubDate>soon</pubDate>", "", None, id="no date"),
        pytest.param("", "", None, id="none given"),
    ],
)
def test_an_entry_is_published_in_utc(inner, channel, utc):
    entry = only(rss_item(f"<title>T</title><link>/a</link>{inner}", channel=channel))
    assert entry.published_at == (datetime.fromisoformat(utc).replace(tzinfo=UTC) if utc else None)


def test_an_entry_without_a_date_stays_behind_the_one_it_follows():
    items = [("A", TEN), ("B", None), ("C", TEN + timedelta(hours=1)), ("D", None)]
    body = rss([NewsItem(title=title, path=f"/{title}", published_at=at) for title, at in items])
    assert [entry.title for entry in parse(body).entries] == ["C", "D", "A", "B"]


def test_the_longest_text_is_taken():
    inner = (
        "<title>T</title><link>/a</link><description>Short</description>"
        "<content:encoded><![CDATA[<p>Long one.</p><p>Long two.</p>]]></content:encoded>"
    )
    assert only(rss_item(inner)).text == "Long one.\n\nLong two."


@pytest.mark.parametrize(
    ("channel", "every"),
    [
        ("", None),
        ("<ttl>30</ttl>", timedelta(minutes=30)),
        ("<ttl>soon</ttl>", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", timedelta(minutes=30)),
        ("<sy:updatePeriod>daily</sy:updatePeriod>", timedelta(days=1)),
        ("<sy:updatePeriod>often</sy:updatePeriod>", None),
    ],
)
def test_a_feed_says_how_often_it_changes(channel, every):
    assert parse(rss([NewsItem(title="T", path="/a", published_at=TEN)], channel=channel)).every == every


@pytest.mark.parametrize("dated", [True, False], ids=["fast parser", "fallback"])
def test_hints_are_read_by_both_parsers(dated):
    body = rss([NewsItem(title="T", path="/a", published_at=TEN if dated else None)], channel="<ttl>7</ttl>")
    assert parse(body).every == timedelta(minutes=7)


@pytest.mark.parametrize("body", [rss([]), atom([]), json_feed([])], ids=["rss", "atom", "json"])
def test_an_empty_feed_is_a_feed(body):
    assert parse(body).entries == ()


@pytest.mark.parametrize(
    "body",
    [
        "",
        "   ",
        "Service unavailable",
        "<!doctype html><html><body><p>Hello</p></body></html>",
        "<a><b/></a>",
        "{}",
        "[]",
        '{"version": 3}',
        '{"version": "https://jsonfeed.org/version/1.1"',
        "/etc/passwd",
        "http://127.0.0.1:1/",
        "{" * 100_000,
        '{"a":' * 100_000,
    ],
)
def test_what_is_no_feed_says_so(body):
    with pytest.raises(SourceError) as caught:
        parse(body)
    assert caught.value.outcome is FetchOutcome.NOT_A_FEED


NO_FEED = 'an HTML page, which names no feed; for its links write kind = "listing"'
ALTERNATE = '<link rel="alternate" type="application/rss+xml" href="/rss">'


@pytest.mark.parametrize(
    ("head", "said"),
    [
        pytest.param("", NO_FEED, id="none"),
        pytest.param(ALTERNATE, "an HTML page; it names these: https://harbour.example/rss", id="one"),
        pytest.param(ALTERNATE * 3, "an HTML page; it names these: https://harbour.example/rss", id="the same again"),
        pytest.param(
            ALTERNATE + "<link rel='home ALTERNATE' type='application/atom+xml; charset=utf-8' href='//x.example/a'>",
            "an HTML page; it names these: https://harbour.example/rss, https://x.example/a",
            id="two",
        ),
        pytest.param(
            '<link rel="alternate" hreflang="fa" href="/fa"><link rel="icon" type="application/rss+xml" href="/i">'
            '<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">'
            '<link rel="alternate" type="application/rss+xml" href="file:///etc/passwd">',
            NO_FEED,
            id="other links, and addresses that are none",
        ),
    ],
)
def test_a_page_is_answered_with_the_feeds_that_it_names(head, said):
    with pytest.raises(SourceError) as caught:
        parse(f"<!DOCTYPE html>\n<html><head>{head}</head><body>{'<p>Hello</p>' * 2_000}</body></html>")
    assert caught.value.detail == said


def test_of_a_page_that_names_many_feeds_a_few_are_reported():
    links = "".join(ALTERNATE.replace('href="/rss', f'href="/rss/{number}') for number in range(500))
    with pytest.raises(SourceError, match=r"/rss/4\)$"):
        parse(f"<html><head>{links}")


def test_a_body_that_names_a_file_opens_none(tmp_path):
    path = tmp_path / "feed.xml"
    path.write_text(rss([NewsItem(title="Secret", path="/a")]))
    with pytest.raises(SourceError):
        parse(str(path))


@pytest.mark.parametrize(
    "declarations",
    [
        pytest.param(
            '<!ENTITY a "aaaaaaaaaa">'
            + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)),
            id="billion laughs",
        ),
        pytest.param('<!ENTITY j "' + "a" * 100_000 + '">', id="quadratic"),
        pytest.param('<!ENTITY j SYSTEM "file:///etc/passwd">', id="external"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entity_declarations_are_not_obeyed(declarations, encoding):
    head = f"<?xml version='1.0' encoding='{encoding}'?><!DOCTYPE rss [{declarations}]>"
    body = rss_item(f"<title>T {'&j;' * 2000}</title><link>/a</link>", head=head).encode(encoding)
    entry = only(body)
    assert len(entry.title) < 10_000
    assert "root:" not in entry.title


def test_an_archive_is_cut_to_its_newest():
    items = [
        NewsItem(title=str(n), path=f"/{n}", published_at=TEN - timedelta(hours=n)) for n in range(MANY_ENTRIES + 50)
    ]
    archive = parse(rss(items[::-1]))
    assert (len(archive.entries), archive.left_out) == (MANY_ENTRIES, 50)
    assert archive.entries[0].title == "0"


@pytest.mark.parametrize(
    ("item", "title", "text"),
    [
        ({"id": 7, "url": "/a", "title": "1 < 2 & 3", "content_text": "a <b>\n\nc"}, "1 < 2 & 3", "a <b>\n\nc"),
        ({"id": "x", "external_url": "/a", "title": None, "summary": "s"}, "", "s"),
        ({"id": "x", "url": "/a", "content_html": "<p>h</p>", "content_text": "t"}, "", "h"),
    ],
)
def test_a_json_item_is_read_by_its_types(item, title, text):
    feed = {"version": "https://jsonfeed.org/version/1", "items": [item, "x", None, 3]}
    entry = only(json.dumps(feed))
    assert (entry.title, entry.text, entry.url) == (title, text, "https://harbour.example/a")


def test_a_huge_damaged_feed_is_not_repaired(monkeypatch):
    monkeypatch.setattr(feeds, "_read_slow", lambda *_: pytest.fail("asked the slow parser"))
    body = rss_item(f"<title>T &broken; {'x' * MOST_TO_REPAIR}</title><link>/a</link>")
    assert len(only(body).title) <= LONGEST_ENTRY_TITLE


def test_the_fast_parser_alone_reads_a_sound_feed(monkeypatch):
    monkeypatch.setattr(feeds, "_read_slow", lambda *_: pytest.fail("asked the slow parser"))
    assert only(rss([NewsItem(title="T", path="/a", published_at=TEN)])).title == "T"


PIECES = st.sampled_from(
    [
        "<rss version='2.0'>",
        "<channel>",
        "<item>",
        "<title>",
        "</title>",
        "<link>",
        "http://[",
        "</link>",
        "<guid>",
        "</item>",
        "<pubDate>",
        "9999-99-99",
        "</pubDate>",
        "<![CDATA[",
        "]]>",
        "&a;",
        "&#0;",
        "&#xD800;",
        "<feed xmlns='http://www.w3.org/2005/Atom'>",
        "<entry>",
        "<content type='xhtml'>",
        "<!DOCTYPE a [",
        "]>",
        "<!ENTITY a 'b'>",
        "\x00",
        "{",
        '"version":',
        "<?xml version='1.0' encoding='utf-7'?>",
    ]
)


@settings(deadline=None)
@given(
    st.binary(max_size=300)
    | st.lists(PIECES | st.text(max_size=5), max_size=25).map(lambda parts: "".join(parts).encode("utf-8", "replace"))
)
@example(b"<rss><channel><item><title>\xff\xfe</title>")
@example(b"\xff\xfe<\x00r\x00")
def test_any_bytes_are_a_feed_or_a_source_error(body):
    try:
        feed = parse(body)
    except SourceError as error:
        assert error.outcome is FetchOutcome.NOT_A_FEED  # noqa: PT017
        return
    assert len({entry.key for entry in feed.entries}) == len(feed.entries)
    assert all(entry.url.startswith(("http://", "https://")) for entry in feed.entries)


def test_a_link_to_a_private_address_is_kept_as_intranets_have_them():
    body = (
        b'<rss version="2.0"><channel><title>Desk</title><item><title>One</title><link>http://10.1.2.3/one</link>'
        b"<guid>1</guid><pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate></item></channel></rss>"
    )
    feed = parse_feed(body, content_type="application/rss+xml", url="http://10.1.2.3/feed", now=NOW)
    assert [entry.url for entry in feed.entries] == ["http://10.1.2.3/one"]


@pytest.mark.parametrize("tag", ["description", "content:encoded"])
def test_an_item_that_is_nothing_but_text_is_kept(tag):
    words = "“We will not accept it,” said Esmail Baghaei at the quay."
    first, second = (only(rss_item(f"<{tag}>{words}</{tag}>")) for _ in range(2))
    assert first.text == words
    assert first == second, "its key is the same at the next poll"
    assert first.url.startswith(f"{URL}#")


def test_items_of_one_name_and_other_texts_are_several():
    inner = "<guid isPermaLink='false'>slot</guid><link>/live</link><title>Live</title><description>{}</description>"
    items = "</item><item>".join(
        inner.format(text) for text in ("The first word.", "The second word.", "The first word.")
    )
    entries = parse(rss_item(items)).entries
    assert [entry.text for entry in entries] == ["The first word.", "The second word."]
    assert len({entry.key for entry in entries}) == 2


def test_the_newest_of_a_long_archive_is_found_wherever_it_stands():
    items = [NewsItem(title=str(n), path=f"/{n}", published_at=TEN - timedelta(hours=6_000 - n)) for n in range(6_000)]
    entries = parse(rss(items)).entries
    assert (entries[0].title, len(entries)) == ("5999", MANY_ENTRIES)


@pytest.mark.parametrize(
    "date",
    [
        "Thu, 01 Jan 1970 00:00:00 +0000",
        "Mon, 01 Jan 0001 00:00:00 +0000",
        "Wed, 30 Nov -0001 00:00:00 +0000",
        "Sat, 01 Jan 2000 00:00:00 GMT",
        "0000-00-00 00:00:00",
    ],
)
def test_a_placeholder_is_no_date(date):
    assert only(rss_item(f"<title>A</title><link>/a</link><pubDate>{date}</pubDate>")).published_at is None
