"""Pieces of a line: what is written from right to left stays where it stands, and a word diff shows without styles."""

from __future__ import annotations

import pytest

from handlers.discord.markup import markup
from handlers.render.pieces.segments import (
    Segment,
    Style,
    in_marks,
    isolate,
    isolated,
    line_text,
    link,
    quoted,
    room_of_isolates,
    strong,
    struck,
    theirs,
    with_isolates,
    without_styles,
    words,
)
from handlers.slack.markup import rich_text
from handlers.web.markup import line_html

NAME, OPENED, CLOSED = "اورلا ون", "\u2068", "\u2069"


def marked(text):
    return Segment(text=text, style=Style.MARKED)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param((words("NEW · "), words(NAME), words(" (2)")), f"NEW · {OPENED}{NAME}{CLOSED} (2)", id="a name"),
        pytest.param((words("Venn"),), "Venn", id="nothing to keep apart"),
        pytest.param(
            (quoted("“سنبني "), marked("35"), quoted(" جسرا”"), words(" · x")),
            f"> {OPENED}“سنبني **35** جسرا”{CLOSED} · x",
            id="a quotation in several pieces is one",
        ),
        pytest.param((link(NAME, "https://a.example"),), f"[{OPENED}{NAME}{CLOSED}](https://a.example)", id="a link"),
    ],
)
def test_what_is_written_from_right_to_left_moves_nothing_beside_it(line, expected):
    assert markup([line], limit=200) == expected


def test_a_quotation_that_is_cut_is_closed_all_the_same():
    text = markup([(words("a"), quoted(f"“{NAME * 40}”"))], limit=60)
    assert text.count(OPENED) == text.count(CLOSED) == 1
    assert len(text) <= 60


def test_slack_keeps_them_apart_too():
    block = rich_text([(words("NEW · "), words(NAME))], command="/onrecord")
    assert block["elements"][0]["elements"] == [{"type": "text", "text": f"NEW · {OPENED}{NAME}{CLOSED}"}]


def test_the_characters_that_do_it_come_from_us_alone():
    assert line_text((words(f"{OPENED}a\u202eb{CLOSED}"),)) == "ab"
    assert isolate("Venn") == "Venn"
    assert [one.opens for one in isolated((words("a"), words(NAME)))] == [False, True]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(f"“{NAME}” is not tracked.", f"“{OPENED}{NAME}{CLOSED}” is not tracked.", id="it comes first"),
        pytest.param(f"Venn 6, {NAME} 3", f"Venn 6, {OPENED}{NAME}{CLOSED} 3", id="a number behind it"),
        pytest.param(f"{NAME} 12", f"{OPENED}{NAME} 12{CLOSED}", id="nothing of another kind"),
        pytest.param(
            f"By {NAME} 6, {NAME} 3", f"By {OPENED}{NAME}{CLOSED} 6, {OPENED}{NAME}{CLOSED} 3", id="two, with numbers"
        ),
        pytest.param(f"not “{NAME}, 3”", f"not “{OPENED}{NAME}, 3{CLOSED}”", id="all that is quoted"),
        pytest.param("Venn 6", "Venn 6", id="nothing of that kind"),
    ],
)
def test_a_sentence_takes_its_direction_from_none_of_the_names_in_it(text, expected):
    assert with_isolates(text) == expected
    assert markup([(words(text),)], limit=200) == expected
    bold = markup([(strong(text),)], limit=200)
    assert bold == f"**{expected}**".replace(f"**{OPENED}{NAME} 12{CLOSED}**", f"{OPENED}**{NAME} 12**{CLOSED}")
    (part,) = rich_text([(words(text),)], command="/onrecord")["elements"]
    assert part["elements"][0]["text"] == expected
    assert line_html((words(text),)) == expected.replace(OPENED, "<bdi>").replace(CLOSED, "</bdi>")
    assert len(expected) <= len(text) + room_of_isolates(text)


def test_a_headline_is_a_whole_whatever_is_in_it():
    line = (words("▪ "), theirs(f"{NAME}, {NAME} (live)"))
    assert markup([line], limit=200) == f"▪ {OPENED}{NAME}, {NAME} (live){CLOSED}"
    assert not theirs("The dam").opens


def test_without_letters_that_are_struck_or_bold_a_word_diff_keeps_its_marks():
    diff = (quoted("“to "), struck("forty"), quoted(" "), marked("fourteen"), quoted(" villages”"))
    assert without_styles(diff) == "“to [-forty-] {+fourteen+} villages”"
    alone = (quoted("to "), marked("fourteen"))
    assert in_marks(alone) == alone
