"""What of an old text stays, and what is let go of when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.config_sections import RetentionSettings
from bot.rules.retention import CUT_MARK, CutText, Kept, expired_before, let_go_next
from bot.rules.thresholds import LET_GO_AT_LEAST, LET_GO_AT_MOST, LET_GO_WITHIN

TEXT = "First paragraph.\nThe mayor said: “We build.”\n\nMore of it.\nThe end."


def span_of(words, text=TEXT):
    start = text.index(words)
    return start, start + len(words)


@pytest.mark.parametrize(
    ("spans", "left"),
    [
        (["We build"], f"{CUT_MARK}\nThe mayor said: “We build.”\n{CUT_MARK}"),
        ([], f"First paragraph.\n{CUT_MARK}"),
        (["First"], f"First paragraph.\n{CUT_MARK}"),
        (["The end."], f"{CUT_MARK}\nThe end."),
        (["First", "The end"], f"First paragraph.\n{CUT_MARK}\nThe end."),
        (["First", "We build"], f"First paragraph.\nThe mayor said: “We build.”\n{CUT_MARK}"),
        (["We build.”\n\nMore"], f"{CUT_MARK}\nThe mayor said: “We build.”\n\nMore of it.\n{CUT_MARK}"),
    ],
)
def test_the_paragraphs_with_quotations_stay(spans, left):
    assert CutText(TEXT, {span_of(one) for one in spans}).text == left


@pytest.mark.parametrize("text", ["", "one", "\n", "\n\n\n"])
def test_a_text_of_one_paragraph_stays_as_it_is_or_loses_empty_ones(text):
    assert CutText(text, set()).text == (text if "\n" not in text else f"\n{CUT_MARK}")


@st.composite
def texts_with_spans(draw):
    text = draw(st.text(alphabet="ab \n“”é😀", min_size=1, max_size=80))
    places = st.integers(0, len(text))
    spans = draw(st.lists(st.tuples(places, places).map(sorted).map(tuple), min_size=1, max_size=5))
    return text, spans


@given(texts_with_spans())
def test_each_quotation_reads_as_before_however_often_it_is_cut(drawn):
    text, spans = drawn
    for _ in range(2):
        cut = CutText(text, spans)
        moved = [cut.moved(span) for span in spans]
        assert [cut.text[start:end] for start, end in moved] == [text[start:end] for start, end in spans]
        text, spans = cut.text, moved


def test_each_kind_has_its_own_time_and_none_is_let_go_of_that_is_kept_for_ever():
    now = datetime(2026, 11, 28, tzinfo=UTC)
    assert expired_before(RetentionSettings(), now=now) == {}
    settings = RetentionSettings(texts="30d", polls="1d")
    assert expired_before(settings, now=now) == {
        Kept.TEXTS: now - timedelta(days=30),
        Kept.POLLS: now - timedelta(days=1),
    }
    assert set(Kept) == set(RetentionSettings.model_fields)


@pytest.mark.parametrize(
    ("number", "took", "following"),
    [
        (200, LET_GO_WITHIN / 10, 400),
        (200, LET_GO_WITHIN / 4, 200),
        (200, LET_GO_WITHIN / 4.5, 400),
        (200, LET_GO_WITHIN, 200),
        (200, LET_GO_WITHIN / 2, 200),
        (200, LET_GO_WITHIN * 2, 100),
        (LET_GO_AT_MOST - 1, 0.0, LET_GO_AT_MOST),
        (LET_GO_AT_LEAST + 1, 60.0, LET_GO_AT_LEAST),
    ],
    ids=["fast", "just not fast", "just fast", "just not slow", "as wanted", "slow", "no more", "no fewer"],
)
def test_as_many_rows_go_at_once_as_the_disk_takes_without_holding_up_news(number, took, following):
    assert let_go_next(number, took=took) == following
