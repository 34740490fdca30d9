"""Nothing of a source's text is alive on Discord, and what is written fits."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.discord.markup import escape, fitted, markup
from handlers.render.pieces.lengths import clip_units, units
from handlers.render.pieces.moments import ago, moment
from handlers.render.pieces.segments import Segment, Style, code, command, link, quoted, strong, struck, words
from handlers.render.pieces.text import plain
from tests.store.samples import NOON


def marked(text):
    return Segment(text=text, style=Style.MARKED)


PIECES = [
    *("*", "**", "_", "__", "~~", "||", "`", "```", "> ", ">>> ", "# ", "-# ", "- ", "1. ", "\\", "[", "](", ")", "<"),
    *(
        "@everyone",
        "@here",
        "<@1>",
        "<@&1>",
        "<#1>",
        "<t:1:R>",
        "<:a:1>",
        ":smile:",
        "https://a.example",
        "discord.gg/x",
    ),
    *(
        "[a](https://b.example)",
        "discordapp.com/invite/x",
        "\u202e",
        "\u200b",
        "\n",
        " ",
        "word",
        "ï",
        "😀",
        "1",
        ".",
        ":",
    ),
]
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join))

# How Discord's client begins markup; a backslash before a mark takes its meaning.
ALIVE = re.compile(
    r"[*_~|`<>]|\[|\]|://|@everyone|@here|:[\w+-]+:|discord\.gg|discord(?:app)?\.com/invite", re.IGNORECASE
)
ALIVE_AT_START = re.compile(r"\s*([#>+-]|\d+[.)])")


def read_as_discord_does(markdown):
    """Return what stands there dead, with U+0000 for each escaped mark, and the text that is shown."""
    dead = re.sub(r"\\[^0-9A-Za-z\s]", "\0", markdown)
    return dead, re.sub(r"\\([^0-9A-Za-z\s])", r"\1", markdown).replace("\u200b", "")


@given(TEXTS.map(plain))
def test_no_markup_of_the_text_is_alive(text):
    dead, _ = read_as_discord_does(escape(text))
    assert not ALIVE.search(dead)
    assert not ALIVE_AT_START.match(dead)


@given(TEXTS.map(plain))
def test_what_is_shown_is_the_text(text):
    assert read_as_discord_does(escape(text))[1] == text


@given(TEXTS.map(plain))
def test_escaping_doubles_a_text_at_most(text):
    escaped = escape(text)
    assert len(escaped) <= 2 * len(text)
    assert units(escaped) <= sum(1 if one.isalnum() and ord(one) <= 0xFFFF else 2 for one in text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("It's 5 o'clock (about), ok?", "It's 5 o'clock (about), ok?", id="prose stays as it is"),
        pytest.param("at 10:30 - he said", "at 10:30 - he said", id="times and dashes"),
        pytest.param("*bold* _it_", r"\*bold\* \_it\_", id="marks"),
        pytest.param("@everyone @here @mayor", "@\u200beveryone @\u200bhere @mayor", id="mentions of all"),
        pytest.param("<@123> <#1> <t:0:R>", r"\<@123\> \<#1\> \<t\:0:R\>", id="mentions and timestamps"),
        pytest.param("[a](https://b.example)", r"\[a\](https\://b.example)", id="masked link"),
        pytest.param("see https://b.example", r"see https\://b.example", id="address"),
        pytest.param("join discord.gg/abc", r"join discord\.gg/abc", id="invitation"),
        pytest.param("Discord.com/invite/abc", r"Discord\.com/invite/abc", id="invitation in capitals"),
        pytest.param("# head", r"\# head", id="heading"),
        pytest.param("-# small", r"\-# small", id="small print"),
        pytest.param("2. second", r"2\. second", id="numbered list"),
        pytest.param("2.5 million", r"2\.5 million", id="number at the start"),
        pytest.param("a :smile: b", r"a \:smile: b", id="emoji by name"),
        pytest.param("\\*", r"\\\*", id="backslash"),
    ],
)
def test_escape(text, expected):
    assert escape(text) == expected


@pytest.mark.parametrize(
    ("segment", "expected"),
    [
        pytest.param(words("a*b"), r"a\*b", id="words"),
        pytest.param(strong("a*b"), r"**a\*b**", id="strong"),
        pytest.param(strong(" "), " ", id="strong without words"),
        pytest.param(quoted("# “a”"), r"> \# “a”", id="quote"),
        pytest.param(marked("a*b"), r"> **a\*b**", id="marked"),
        pytest.param(struck("a~b"), r"> ~~a\~b~~", id="struck"),
        pytest.param(marked(" a "), ">  **a** ", id="marks stand beside the words"),
        pytest.param(code("a`b\\c"), r"`a'b\c`", id="code"),
        pytest.param(command("latest mayor"), "`/onrecord latest mayor`", id="command"),
        pytest.param(link("A [B]", "https://b.example/(c)"), "[A (B)](https://b.example/%28c%29)", id="link"),
        pytest.param(link("A", "javascript:alert(1)"), "A", id="link to no web address"),
        pytest.param(moment(NOON, zone="UTC"), "<t:1741089600:f>", id="moment"),
        pytest.param(ago(NOON, now=NOON), "<t:1741089600:R>", id="time that has passed"),
    ],
)
def test_a_segment_in_markdown(segment, expected):
    assert markup([(segment,)], limit=100) == expected


def test_marks_stand_within_a_quotation():
    line = (quoted("“We "), struck("will"), quoted(" "), marked("may"), quoted(" build.”"))
    assert markup([line], limit=100) == "> “We ~~will~~ **may** build.”"


def test_a_quote_begins_a_block_only_where_it_begins_the_line():
    assert markup([(words("denies: "), quoted("“a”"))], limit=100) == "denies: “a”"


SEGMENTS = st.one_of(
    *(TEXTS.map(make) for make in (words, strong, quoted, marked, struck, code, command)),
    TEXTS.map(lambda text: link(text, "https://b.example")),
    st.just(moment(NOON, zone="UTC")),
)


@given(st.lists(st.lists(SEGMENTS, max_size=5).map(tuple), max_size=8), st.integers(1, 300))
def test_lines_keep_the_limit(lines, limit):
    written = markup(lines, limit=limit)
    assert units(written) <= limit
    whole = markup(lines, limit=1_000_000)
    assert written == whole or written.endswith("…")


@given(TEXTS.map(plain), st.integers(-3, 100))
def test_texts_keep_the_limit(text, limit):
    assert units(fitted(text, limit)) <= max(limit, 0)
    assert units(clip_units(text, limit)) <= max(limit, 0)
