"""Source text stays text: as rich text in the message, and without live marks in the notification."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers import limits
from handlers.render.pieces.lengths import clip_units, units
from handlers.render.pieces.moments import ago, moment
from handlers.render.pieces.segments import Segment, Style, command, link, quoted, strong, struck, words
from handlers.render.pieces.text import plain
from handlers.slack.markup import notification, rich_text
from tests.loopback.slack import pieces

TRAPS = (
    "<!channel> <!here> <@U0000000001> <#C0000000001>",
    "<https://evil.example|the ministry>",
    "@channel @here @everyone",
    "*bold* _italic_ ~struck~ `code` ```block```",
    "> quoted\n>>> all of it",
    ":rotating_light: :+1::skin-tone-2: 12:30:45",
    "https://evil.example/login and evil.example",
    "&lt;!channel&gt; &amp;lt;",
    "\u202egnp.exe\u202c \u2066x\u2069 \u200fz",
    "\ud800 \x00\x1b[31m \U0001f600",
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(TRAPS), min_size=1, max_size=4).map(" ".join))
MOMENTS = st.datetimes(timezones=st.just(UTC))
SEGMENTS = st.one_of(
    st.builds(Segment, text=TEXTS, style=st.sampled_from(Style)),
    st.builds(
        link, TEXTS, st.sampled_from(["https://a.example/" + "x" * 900, "javascript:alert(1)", "http://b.example"])
    ),
    MOMENTS.map(lambda at: moment(at, zone="Asia/Tehran")),
    MOMENTS.map(lambda at: ago(at, now=datetime(2026, 3, 1, tzinfo=UTC))),
)
LINES = st.lists(SEGMENTS, max_size=6).map(tuple)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        pytest.param("a <b> & c", "a &lt;b&gt; &amp; c", id="the three that Slack reads"),
        pytest.param("<!channel> & <@U1>", "&lt;!channel&gt; &amp; &lt;@\u200bU1&gt;", id="mentions"),
        pytest.param("&lt;!here&gt;", "&amp;lt;!here&amp;gt;", id="escaped before"),
        pytest.param("*a* _b_ ~c~ `d`", "a b c d", id="marks"),
        pytest.param("snake_case_name", "snake_case_name", id="an underscore within a word marks nothing"),
        pytest.param(":fire: 12:30", ":\u200bfire: 12:30", id="an emoji by its name"),
        pytest.param("https://evil.example", "https:\u200b//evil.example", id="an address"),
        pytest.param("@everyone", "@\u200beveryone", id="a broadcast"),
        pytest.param("«سلام» — “hi”", "«سلام» — “hi”", id="other scripts and marks"),
    ],
)
def test_a_notification_shows_just_the_text(text, written):
    assert notification(text) == written


@given(text=TEXTS)
def test_nothing_of_a_notification_is_alive(text):
    written = notification(plain(text))
    assert not re.search(r"[<>*~`]|&(?!(amp|lt|gt);)|:[\w+'-]+:|://|@\w", written)


@settings(deadline=None)
@given(lines=st.lists(LINES, max_size=5))
def test_a_piece_is_a_text_a_link_of_ours_or_a_date(lines):
    block = rich_text(lines, command="/onrecord")
    for piece in pieces({"blocks": [block]}) if block else []:
        assert piece["type"] in {"text", "link", "date"}
        assert not re.search("[\u202a-\u202e\u2066\u2067\u200e\u200f\x00-\x09\x0b-\x1f]", str(piece.get("text")))
        if piece["type"] == "link":
            assert re.fullmatch(r"https?://[!-~]+", piece["url"])


@settings(deadline=None)
@given(lines=st.lists(LINES, max_size=5))
def test_every_word_is_shown_as_it_stands(lines):
    block = rich_text(lines, command="/onrecord")
    written = "".join(one.get("text") or one["fallback"] for one in pieces({"blocks": [block]})) if block else ""
    for line in lines:
        for segment in line:
            assert clip_units(segment.text, limits.SLACK_PIECE).strip() in written


def test_each_style_is_an_element():
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    line = (
        words("a "),
        strong("b"),
        link("c", "https://c.example/"),
        moment(noon, zone="UTC"),
        ago(noon, now=noon),
        command("help"),
    )
    assert rich_text([line], command="/onrecord") == {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "text", "text": "a "},
                    {"type": "text", "text": "b", "style": {"bold": True}},
                    {"type": "link", "url": "https://c.example/", "text": "c"},
                    {
                        "type": "date",
                        "timestamp": 1772366400,
                        "format": "{date_short_pretty} {time}",
                        "fallback": "1 Mar 2026, 12:00 UTC",
                    },
                    {"type": "date", "timestamp": 1772366400, "format": "{ago}", "fallback": "0 s ago"},
                    {"type": "text", "text": "/onrecord help", "style": {"code": True}},
                ],
            }
        ],
    }


def test_what_differs_is_bold_or_struck_within_its_quotation():
    line = (quoted("“We "), struck("will"), quoted(" "), Segment(text="may", style=Style.MARKED), quoted(" build.”"))
    block = rich_text([line], command="/onrecord")
    assert block["elements"] == [
        {
            "type": "rich_text_quote",
            "elements": [
                {"type": "text", "text": "“We "},
                {"type": "text", "text": "will", "style": {"strike": True}},
                {"type": "text", "text": " "},
                {"type": "text", "text": "may", "style": {"bold": True}},
                {"type": "text", "text": " build.”"},
            ],
        }
    ]


def test_a_quotation_stands_apart():
    block = rich_text([(words("denies: "), quoted("“It is.”")), (words("a"),), (words("b"),)], command="/onrecord")
    assert [(part["type"], [one["text"] for one in part["elements"]]) for part in block["elements"]] == [
        ("rich_text_quote", ["denies: “It is.”"]),
        ("rich_text_section", ["a\nb"]),
    ]


@pytest.mark.parametrize("lines", [[], [()], [(words(""),), (words("  "),)]], ids=["none", "empty", "blank"])
def test_nothing_to_show_is_no_block(lines):
    assert rich_text(lines, command="/onrecord") is None


@pytest.mark.parametrize("year", [1815, 2150])
def test_a_day_that_slack_cannot_count_is_text(year):
    block = rich_text([(moment(datetime(year, 6, 18, tzinfo=UTC), zone="UTC"),)], command="/onrecord")
    assert pieces({"blocks": [block]}) == [{"type": "text", "text": f"18 Jun {year}, 00:00 UTC"}]


@given(text=st.text(max_size=400), limit=st.integers(1, 200))
def test_a_cut_text_keeps_its_limit_in_utf_16(text, limit):
    assert units(clip_units(text, limit)) <= limit
    if units(text) <= limit:
        assert clip_units(text, limit) == text
