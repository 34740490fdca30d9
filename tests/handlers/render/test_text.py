"""Source text is harmless on any screen, and every limit holds."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handlers import limits
from handlers.render.pieces.costs import cost, fit
from handlers.render.pieces.lengths import clip
from handlers.render.pieces.links import web_link
from handlers.render.pieces.moments import ago_text, moment_text
from handlers.render.pieces.segments import Segment, Style, joined, line_text, link, words
from handlers.render.pieces.text import plain
from tests.store.samples import NOON, after

MOVERS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI", "BN"}
# Text as an attacker writes it: any character, and more of those that hide, turn round or mark up.
NASTY = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "\u202e\u2066\u2069\u200b\u200c\u200d\u200e\ufeff\u00ad\x1b\x07\x9b\r\n\t\u0301\ud800\U000e0041"
        ),
        st.sampled_from('*_~`|>[]()<@&!#:\\"“” abزא'),
    ),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a\x1b[31mred\x07", "a[31mred", id="terminal escape"),
        pytest.param("a\u009b31mred", "a31mred", id="one-character escape"),
        pytest.param("abc\u202edcba\u202c", "abcdcba", id="direction override"),
        pytest.param("a\u2066b\u2069\u200ec\u061cd", "abcd", id="isolates and direction marks"),
        pytest.param("@every\u200bone", "@everyone", id="zero width space"),
        pytest.param("a\u200db\u200cc", "abc", id="joiners between Latin letters"),
        pytest.param("می\u200cگوید", "می\u200cگوید", id="joiner that Persian needs"),
        pytest.param("👩\u200d🚒", "👩\u200d🚒", id="joiner that emoji need"),
        pytest.param("a\n\r\n\t b\u2028c", "a b c", id="one line"),
        pytest.param("so\u00adft \ufeffmark", "soft mark", id="soft hyphen and byte order mark"),
        pytest.param("z" + "\u0301" * 40, "z" + "\u0301" * 4, id="stacked marks"),
        pytest.param("x\ud800y", "xy", id="half a character"),
        pytest.param("x\U000e0068\U000e0069y\U000e0101", "xy", id="tags and selectors that carry hidden text"),
        pytest.param("\u3164\u2800", "", id="blank letters"),
        pytest.param("שָׁלוֹם", "שָׁלוֹם", id="pointed Hebrew"),
        pytest.param(" a  b ", " a b ", id="spaces"),
    ],
)
def test_plain_takes_out_what_is_not_seen(text, expected):
    assert plain(text) == expected


@given(NASTY)
@example("a\u0301\u200d\u0301\u0301\u0301\u0301")
def test_plain_text_holds_nothing_invisible_and_is_stable(text):
    shown = plain(text)
    assert not [
        character
        for character in shown
        if unicodedata.category(character) in {"Cc", "Cs", "Co", "Zl", "Zp"}
        or (unicodedata.bidirectional(character) in MOVERS and character not in "\u200c\u200d")
    ]
    assert "  " not in shown
    assert plain(shown) == shown
    shown.encode()


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        pytest.param("Short.", 20, "Short.", id="fits"),
        pytest.param("One is here. Two is far away.", 20, "One is here. …"[:12] + "…", id="after a sentence"),
        pytest.param("One two three four five", 15, "One two three…", id="after a word"),
        pytest.param("One two three, four", 16, "One two three…", id="without a loose comma"),
        pytest.param("abcdefghij", 5, "abcd…", id="inside a word that fills the room"),
        pytest.param("abc", 1, "…", id="one character"),
        pytest.param("abc", 0, "", id="no room"),
    ],
)
def test_a_long_text_is_cut_at_a_border(text, limit, expected):
    assert clip(text, limit) == expected


@given(NASTY, st.integers(0, 60))
def test_a_clipped_text_is_no_longer_than_its_limit(text, limit):
    assert len(clip(text, limit)) <= limit


@given(NASTY, st.integers(0, 60))
def test_a_fitted_text_costs_no_more_than_its_limit(text, limit):
    shown = fit(text, limit + 8)
    assert cost([(words(shown),)]) <= limit + 8


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param("https://a.example/x?y=1&z=2#w", "https://a.example/x?y=1&z=2#w", id="as it is"),
        pytest.param(
            "https://a.example/(x) y|z", "https://a.example/%28x%29%20y%7Cz", id="what ends a link is escaped"
        ),
        pytest.param("https://a.example/خبر", "https://a.example/%D8%AE%D8%A8%D8%B1", id="letters"),
        pytest.param("https://bücher.example:8080/", "https://xn--bcher-kva.example:8080/", id="host"),
        pytest.param("https://[2001:db8::1]/x", "https://[2001:db8::1]/x", id="address"),
        pytest.param("https://good.example@bad.example/", "", id="user name"),
        pytest.param("javascript:alert(1)", "", id="script"),
        pytest.param("file:///etc/passwd", "", id="file"),
        pytest.param("https://a.example/\x1b]8;;evil\x07", "https://a.example/%1B%5D8;;evil%07", id="escape sequence"),
        pytest.param("https://a.example/" + "x" * limits.LONGEST_LINK, "", id="too long"),
        pytest.param("https://a.example:port/", "", id="no port"),
        pytest.param("https://", "", id="no host"),
        pytest.param("no address", "", id="no address"),
    ],
)
def test_a_link_is_a_safe_web_address_or_none(url, expected):
    assert web_link(url) == expected


@given(st.one_of(NASTY, NASTY.map(lambda text: f"https://a.example/{text}"), NASTY.map(lambda text: f"http://{text}")))
def test_no_link_can_end_the_markup_around_it(url):
    link_ = web_link(url)
    assert link_.isascii()
    assert not set(link_) & set(' <>|()"`\\\x1b\n')
    assert web_link(link_) == link_


@given(NASTY, NASTY)
def test_a_segment_is_safe_whatever_it_is_made_of(text, url):
    segment = Segment(text=text, style=Style.LINK, url=url)
    assert segment.text == plain(text)
    assert segment.style is Style.LINK or not (segment.url and segment.text.strip())


def test_a_link_without_an_address_is_plain_text():
    assert link("here", "javascript:x").style is Style.PLAIN


def test_empty_parts_leave_no_separator():
    assert line_text(joined([(words("a"),), (), (words(""),), (words("b"),)])) == "a · b"


def test_a_moment_is_written_in_the_zone_asked_for():
    assert moment_text(NOON, zone="Asia/Tehran") == "4 Mar 2025, 15:30 +0330"


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (0.2, "12 s ago"),
        (3, "3 min ago"),
        (-3, "in 3 min"),
        (180, "3 h ago"),
        (60 * 47, "47 h ago"),
        (60 * 72, "3 days ago"),
    ],
)
def test_a_distance_is_said_in_its_largest_unit(minutes, expected):
    assert ago_text(NOON, now=after(minutes)) == expected


@pytest.mark.parametrize(
    ("text", "price"),
    [
        pytest.param("Bridge 7", 9, id="letters and digits"),
        pytest.param("ßéزא語", 7, id="letters of any language"),
        pytest.param("_*… ", 8, id="what may be escaped by a sign"),
        pytest.param("<&>", 15, id="what is escaped by a name"),
        pytest.param("\U00020bb7😀", 4, id="two units of UTF-16 each"),
        pytest.param("", 0, id="nothing"),
    ],
)
def test_what_a_text_costs_on_the_wordiest_platform(text, price):
    assert cost([(words(text),)]) - cost([(words(""),)]) == price
