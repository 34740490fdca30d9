"""Words that differ are marked, whole words only, and nothing is lost or made up."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handlers.render.pieces.segments import Style, line_text
from handlers.render.pieces.text import plain
from handlers.render.pieces.wording import differences, occurrences, turned, with_marks
from tests.handlers.render.test_text import NASTY

MUCH_MORE = "It falls for all who cross the bridge by day and by night and on feast days too."
SIGNS = {Style.MARKED: "[{}]", Style.STRUCK: "~{}~"}


def drawn(line):
    """Write a line with [marked] and ~struck~ words."""
    return "".join(SIGNS.get(piece.style, "{}").format(piece.text) for piece in line)


def marked(before, after, *, limit=500):
    old, new = differences(before, after)
    return drawn(with_marks(before, old, limit=limit)), drawn(with_marks(after, new, limit=limit))


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        pytest.param(
            "We pay 25 percent.", "We pay 35 percent.", ("We pay [25] percent.", "We pay [35] percent."), id="number"
        ),
        pytest.param("We will not go.", "We will go.", ("We will [not] go.", "We will go."), id="negation"),
        pytest.param(
            "We sail at 9 or 10 on Monday.",
            "We sail at 7 or 8 on Monday.",
            ("We sail at [9 or 10] on Monday.", "We sail at [7 or 8] on Monday."),
            id="a lone small word differs with its neighbours",
        ),
        pytest.param("We go, he said.", "we go; he said", ("We go, he said.", "we go; he said"), id="case and points"),
        pytest.param("We'll go", "We\u2019ll go", ("We'll go", "We\u2019ll go"), id="forms of one mark"),
        pytest.param(
            "the “old ferry” goes",
            "the “new ferry” goes",
            ("the “[old] ferry” goes", "the “[new] ferry” goes"),
            id="marks",
        ),
        pytest.param(
            "now\u2014never\u2014here",
            "now\u2014ever\u2014here",
            ("now\u2014[never]\u2014here", "now\u2014[ever]\u2014here"),
            id="dashes",
        ),
        pytest.param(
            "نرخ را نمی\u200cپذیریم امروز",
            "نرخ را می\u200cپذیریم امروز",
            ("نرخ را [نمی\u200cپذیریم] امروز", "نرخ را [می\u200cپذیریم] امروز"),
            id="a word of another script is whole",
        ),
        pytest.param(
            "The ferry sails at dawn.",
            "Taxes must rise at once, whatever comes.",
            ("The ferry sails at dawn.", "Taxes must rise at once, whatever comes."),
            id="hardly anything in common",
        ),
        pytest.param(
            "The toll falls.",
            f"The toll falls. {MUCH_MORE}",
            ("The toll falls.", f"The toll falls. {MUCH_MORE}"),
            id="one of them tells much more",
        ),
        pytest.param("", "The toll falls.", ("", "The toll falls."), id="nothing before"),
    ],
)
def test_the_words_that_differ_are_marked(before, after, shown):
    assert marked(before, after) == shown


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        pytest.param("We pay 25 percent.", "We pay 35 percent.", "We pay ~25~ [35] percent.", id="another"),
        pytest.param("We will not go.", "We will go.", "We will ~not~ go.", id="one less"),
        pytest.param("We go.", "We go tomorrow.", "We go [tomorrow.]", id="one more"),
        pytest.param("We go.", "We go.", "We go.", id="none"),
        pytest.param(
            "The ferry sails at dawn.", "Taxes must rise.", "~The ferry sails at dawn.~ [Taxes must rise.]", id="all"
        ),
        pytest.param("We go.", "", "~We go.~", id="nothing left"),
    ],
)
def test_a_correction_is_reported_in_one_line(before, after, shown):
    assert drawn(turned(before, after)) == shown


def test_a_long_correction_shows_what_is_around_it():
    lead = "We have thought about the tolls for a good while, and so has everyone at the quay. " * 10
    line = turned(f"{lead}They fall by 25 percent. {lead}", f"{lead}They fall by 35 percent. {lead}", limit=160)
    assert drawn(line) == "… at the quay. They fall by ~25~ [35] percent. We have thought about the …"


def test_a_long_wording_is_shown_around_its_first_difference():
    lead = "We have thought about the tolls for a good while, and so has everyone at the quay. " * 10
    text = f"{lead}They fall by 25 percent. {lead}"
    at = text.index("25")
    shown = drawn(with_marks(text, [(at, at + 2)], limit=100))
    assert (
        shown
        == "…at the quay. They fall by [25] percent. We have thought about the tolls for a good while, and so has…"
    )


@pytest.mark.parametrize(
    ("text", "phrase", "expected"),
    [
        ("Down by 25 percent, 25 percent!", "25 percent", ["25 percent", "25 percent"]),
        ("Down by 125 percent", "25 percent", []),
        ("Not now", "not", ["Not"]),
        ("Down", "", []),
        ("", "25", []),
    ],
)
def test_a_phrase_is_found_in_whole_words(text, phrase, expected):
    assert [text[start:end] for start, end in occurrences(text, phrase)] == expected


WORDS = st.lists(st.sampled_from(["We", "pay", "25", "not", "percent.", "the", "“toll”", "\u2014", "a"]), max_size=30)
TEXTS = st.one_of(WORDS.map(" ".join), NASTY).map(plain).map(str.strip)


@given(before=TEXTS, after=TEXTS, limit=st.integers(20, 200))
@example(before="a " * 40, after="a " * 40 + "b", limit=20)
def test_marks_are_whole_words_in_order_and_nothing_is_made_up(before, after, limit):
    for text, spans in zip((before, after), differences(before, after), strict=True):
        assert spans == sorted(spans)
        for start, end in spans:
            assert 0 <= start < end <= len(text)
            assert text[start - 1 : start].strip(" \u2014\u2013\"“”„«»'‘’‚`.,;:!?…()[]{}-") == ""
        assert line_text(with_marks(text, spans, limit=len(text))) == text
        shown = line_text(with_marks(text, spans, limit=limit))
        assert len(shown) <= limit
        assert shown.strip("…").strip() in text


@given(before=TEXTS, after=TEXTS)
def test_what_is_not_struck_is_the_second_wording_and_what_is_not_marked_has_all_words_of_the_first(before, after):
    line = turned(before, after)
    kept = "".join(piece.text for piece in line if piece.style is not Style.STRUCK)
    assert "".join(kept.split()) == "".join(after.split())
    old = "".join(piece.text for piece in line if piece.style is not Style.MARKED).casefold()
    assert [one for one in before.casefold().split() if len(one) > 1 and one.isalnum() and one not in old] == []


@given(text=TEXTS)
def test_a_text_does_not_differ_from_itself(text):
    assert differences(text, text) == ([], [])
    assert {piece.style for piece in turned(text, text)} <= {Style.QUOTE}
