from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome
from bot.sources.parsers.pages import read_page
from bot.sources.texts.dates import Certainty
from tests.examples import dear
from tests.loopback.news import page
from tests.sources.samples import NOW

URL = "https://www.harbour.com/news/1"
PARAGRAPHS = [
    "“We will not accept it,” said Esmail Baghaei, the spokesman, on Monday.",
    "He left the room after ten minutes, two people who were there said.",
    "The port has been closed since the storm, and nobody expects it to open before the end of the month.",
]


def read(html, *, content_type="text/html; charset=utf-8", url=URL):
    body = html.encode() if isinstance(html, str) else html
    return read_page(body, content_type=content_type, url=url, now=NOW)


def test_an_article_is_taken_out_of_its_page():
    found = read(page("Minister says no", PARAGRAPHS))
    assert found.text == "\n\n".join(PARAGRAPHS)
    assert found.title == "Minister says no"
    assert found.canonical_url == URL
    assert found.published_at is None


@pytest.mark.parametrize("count", [1, 2])
def test_a_short_article_keeps_its_paragraphs(count):
    assert read(page("Minister says no", PARAGRAPHS[:count])).text == "\n\n".join(PARAGRAPHS[:count])


def test_a_bare_page_keeps_its_paragraphs():
    html = f"<html><body><h1>Short</h1><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p></body></html>"
    assert PARAGRAPHS[0] in read(html).text.split("\n\n")


@pytest.mark.parametrize(
    ("inner", "parts"),
    [
        pytest.param("<h2>What next</h2><p>More of the story follows in this line.</p>", ["What next"], id="headings"),
        pytest.param(
            "<ul><li>First of the points is here</li><li>Second of the points</li></ul>",
            ["First of the points is here", "Second of the points"],
            id="lists",
        ),
        pytest.param(
            "<blockquote><p>“A block of a quotation.”</p></blockquote>", ["“A block of a quotation.”"], id="quotation"
        ),
        pytest.param(
            "<p>One sentence ends here.<br>Another begins.</p>",
            ["One sentence ends here.", "Another begins."],
            id="line break",
        ),
        pytest.param(
            "<p>He is <b>not</b> <a href='/x'>in <i>charge</i></a> of it.</p>",
            ["He is not in charge of it."],
            id="inline",
        ),
    ],
)
def test_every_block_is_a_paragraph(inner, parts):
    html = page("Minister says no", PARAGRAPHS).replace("</article>", f"{inner}</article>")
    found = read(html).text.split("\n\n")
    assert [part for part in found if part in parts] == parts


@pytest.mark.parametrize("paragraphs", [PARAGRAPHS, PARAGRAPHS[:1]])
@pytest.mark.parametrize(
    ("in_own_voice", "wanted"),
    [(True, "> “No boats today, and none tomorrow.”"), (False, "No boats today, and none tomorrow.")],
)
def test_what_is_set_off_as_quoted_on_somebodys_own_page_is_marked(paragraphs, in_own_voice, wanted):
    quoted = "<blockquote><p>No boats today, and none tomorrow.</p></blockquote>"
    html = page("Minister says no", paragraphs).replace("</article>", f"{quoted}</article>")
    found = read_page(html.encode(), content_type="text/html", url=URL, now=NOW, in_own_voice=in_own_voice)
    assert wanted in found.text.split("\n\n")


@pytest.mark.parametrize(
    ("head", "utc", "certainty"),
    [
        pytest.param(
            '<meta property="article:published_time" content="2026-03-03T10:00:00+03:30">',
            "2026-03-03T06:30",
            Certainty.EXACT,
            id="meta",
        ),
        pytest.param(
            '<script type="application/ld+json">{"@graph":[{"@type":["NewsArticle"],'
            '"datePublished":"2026-03-03T06:30:00Z","dateModified":"2026-03-03T09:00:00Z"}]}</script>',
            "2026-03-03T06:30",
            Certainty.EXACT,
            id="json-ld",
        ),
        pytest.param(
            '<script type="application/ld+json">{broken</script><meta name="pubdate" content="2026-03-03T06:30:00Z">',
            "2026-03-03T06:30",
            Certainty.EXACT,
            id="broken json-ld",
        ),
        pytest.param(
            '<meta itemprop="datePublished" content="2026-03-03T10:00:00"><meta property="article:modified_time" '
            'content="2026-03-03T11:00:00+03:30">',
            "2026-03-03T06:30",
            Certainty.NO_ZONE,
            id="zone of the other date",
        ),
        pytest.param(
            '<meta name="dcterms.issued" content="2026-03-03T10:00:00">',
            "2026-03-03T10:00:00.000001",
            Certainty.NO_ZONE,
            id="no zone",
        ),
        pytest.param('<meta name="date" content="2026-03-02">', "2026-03-02T23:59:59", Certainty.DAY, id="a day"),
        pytest.param(
            '<meta property="article:published_time" content="2026-03-09T10:00:00Z">',
            "2026-03-03T12:00",
            Certainty.EXACT,
            id="not later than now",
        ),
        pytest.param(
            '<script type="application/ld+json">{"@type":"Event","datePublished":"2020-01-01T00:00:00Z"}</script>',
            None,
            None,
            id="the date of something else",
        ),
    ],
)
def test_an_article_is_published_in_utc(head, utc, certainty):
    found = read(page("Minister says no", PARAGRAPHS, head=head))
    assert found.published_at == (datetime.fromisoformat(utc).replace(tzinfo=UTC) if utc else None)
    assert found.certainty is certainty


@pytest.mark.parametrize(
    ("times", "utc"),
    [
        ('<time datetime="2026-03-03T10:00:00+01:00">x</time>', "2026-03-03T09:00"),
        (
            '<time datetime="2026-03-01T10:00Z">x</time><time pubdate datetime="2026-03-03T10:00:00+01:00">x</time>',
            "2026-03-03T09:00",
        ),
        (
            (
                '<time itemprop="datePublished" datetime="2026-03-03T10:00:00+01:00">x</time>'
                '<time datetime="2026-03-01T10:00Z">y</time>'
            ),
            "2026-03-03T09:00",
        ),
    ],
    ids=["the only one", "the marked one", "the named one"],
)
def test_the_time_of_the_article_is_read(times, utc):
    html = page("Minister says no", PARAGRAPHS).replace("<article>", f"<article>{times}")
    assert read(html).published_at == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("href", "canonical"),
    [
        pytest.param(
            "https://www.harbour.com/news/one?utm_source=x", "https://www.harbour.com/news/one", id="same host"
        ),
        pytest.param("/news/one", "https://www.harbour.com/news/one", id="relative"),
        pytest.param("https://m.harbour.com/news/one", "https://m.harbour.com/news/one", id="same site"),
        pytest.param("https://elsewhere.org/news/one", URL, id="another site"),
        pytest.param("https://www.harbour.com/", URL, id="front page"),
        pytest.param("javascript:void(0)", URL, id="no address"),
        pytest.param("", URL, id="empty"),
    ],
)
def test_a_page_may_name_its_own_address_on_its_own_site(href, canonical):
    html = page("Minister says no", PARAGRAPHS, head=f'<link rel="canonical" href="{href}">')
    assert read(html, url=URL + "?utm_medium=y#top").canonical_url == canonical


@pytest.mark.parametrize(
    ("encoding", "content_type"),
    [
        ("windows-1256", "text/html; charset=windows-1256"),
        ("windows-1256", "text/html"),
        ("utf-8", "text/html; charset=iso-8859-1"),
        ("utf-16", "text/html"),
    ],
)
def test_the_charset_is_the_one_that_was_meant(encoding, content_type):
    words = "قال المتحدث إن الميناء لن يفتح قبل نهاية الشهر، وإن أحدا لا يعرف السبب."
    html = page("خبر", [words] * 3).replace('<meta charset="utf-8">', f'<meta charset="{encoding}">')
    assert words in read(html.encode(encoding), content_type=content_type).text


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "text/html"),
        (b"   ", "text/html"),
        (b"<html><body></body></html>", "text/html"),
        (b"<html><body><nav><a href='/'>Home</a></nav></body></html>", "text/html"),
        (b"%PDF-1.7 and so on, for many more characters", "application/pdf"),
        (b"\x89PNG", "image/png"),
        (b"too short", "text/plain"),
        (b"<!--", "text/html"),
        (b"<div>" * 50_000, "text/html"),
        (b"<article>" + b"<p>A sentence of it.</p>" * 25_000, "text/html"),
    ],
)
def test_a_page_without_an_article_says_so(body, content_type):
    with pytest.raises(SourceError) as caught:
        read(body, content_type=content_type)
    assert caught.value.outcome is FetchOutcome.NO_TEXT
    assert caught.value.permanent


def test_a_plain_text_is_an_article():
    text = f"{PARAGRAPHS[0]} <b>\n\n{PARAGRAPHS[1]}"
    assert read(text, content_type="text/plain").text == text


def test_linked_data_of_any_depth_is_survived():
    nested = "[" * 5000 + "]" * 5000
    assert read(page("Minister says no", PARAGRAPHS, head=f'<script type="application/ld+json">{nested}</script>')).text


PIECES = st.sampled_from(
    [
        "<html>",
        "<body>",
        "<article>",
        "<p>",
        "</p>",
        "<h1>",
        "</article>",
        "<br>",
        "<meta property='article:published_time' content='",
        "2026-03-03",
        "'>",
        "<script type='application/ld+json'>",
        json.dumps({"@type": "NewsArticle", "datePublished": 3}),
        "</script>",
        "<link rel=canonical href='",
        "http://[",
        "&#0;",
        "&#xD800;",
        "\x00",
        "<![CDATA[",
        "<?xml version='1.0' encoding='x'?>",
        "<time datetime='",
        "<table>",
        "<td>",
        "“We will not accept that,” he said on Monday. ",
    ]
)


@dear(60)
@given(
    st.binary(max_size=200)
    | st.lists(PIECES | st.text(max_size=5), max_size=30).map(lambda parts: "".join(parts).encode("utf-8", "replace"))
)
def test_any_bytes_are_a_page_or_a_source_error(body):
    try:
        found = read(body)
    except SourceError as error:
        assert error.outcome is FetchOutcome.NO_TEXT  # noqa: PT017
        return
    assert found.text


@pytest.mark.parametrize(
    "pointer",
    [
        "<p>Read more: <a href='/2'>Trump says “we will hit them very hard”</a></p>",
        "<p><strong>READ ALSO</strong> | <a href='/2'>Trump says “we will hit them very hard”</a></p>",
        "<p><b>Related:</b> <a href='/2'>“We will hit them”</a></p>",
        "<h3><a href='/2'>Trump: “I will never let them have a harbour of that kind”</a></h3>",
        "<p><a href='/2'><em>Trump says “we will hit them very hard”</em></a></p>",
    ],
    ids=["label", "another label", "short", "heading", "link alone"],
)
@pytest.mark.parametrize("count", [1, 3], ids=["short page", "page"])
def test_the_headline_of_another_article_is_no_part_of_this_one(pointer, count):
    html = page("Minister says no", PARAGRAPHS[:count]).replace(
        f"<p>{PARAGRAPHS[0]}</p>", f"<p>{PARAGRAPHS[0]}</p>{pointer}"
    )
    assert read(html).text == "\n\n".join(PARAGRAPHS[:count])


@pytest.mark.parametrize(
    "block",
    [
        "<h3><a href='/people/trump'>Donald Trump</a></h3>",
        "<p>“We will not accept it,” <a href='/2'>the president wrote on his own site on Monday</a>.</p>",
        "<p><a href='#block-2'>The minister leaves the hall before the last question</a></p>",
        "<p>See what happens: <a href='/2'>a long report of the whole week</a></p>",
    ],
    ids=["a name", "a sentence with a link", "a mark in this page", "words beside it"],
)
def test_a_paragraph_with_a_link_stays(block):
    html = page("Minister says no", PARAGRAPHS).replace(f"<p>{PARAGRAPHS[1]}", f"{block}<p>{PARAGRAPHS[1]}")
    assert len(read(html).text.split("\n\n")) == len(PARAGRAPHS) + 1
