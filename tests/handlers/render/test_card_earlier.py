"""What stands on a card of earlier words: what they were, what has changed, and how often it was said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core.model import Novelty, Precision
from handlers.render.messages.card import card, fallback
from handlers.render.pieces.segments import Style, line_text
from handlers.render.statement.badges import Badge
from tests.handlers.replies import styled
from tests.handlers.samples import CONFIG, quoting, report_view, statement_view, turned
from tests.store.samples import PERHAPS, after, quotation, statement, turned_from


@pytest.mark.parametrize(
    ("novelty", "before"),
    [
        pytest.param(
            Novelty.CHANGED, "earlier, 4 Mar 2025, 11:30 CET, Coast Wire: “We will cut it by 25 percent.”", id="a turn"
        ),
        pytest.param(
            Novelty.NEW,
            "earlier, 4 Mar 2025, 11:30 CET, Coast Wire: “We will cut it by 25 percent.”",
            id="judged to be the same",
        ),
    ],
)
def test_the_earlier_wording_stands_below_where_it_has_to_be_compared(novelty, before):
    assert line_text(card(report_view(turned(novelty)), config=CONFIG).quotes[0].before) == before


def test_a_turn_marks_the_words_that_differ_in_both_wordings():
    quote = card(report_view(turned()), config=CONFIG).quotes[0]
    assert (styled(quote.words, Style.MARKED), styled(quote.before, Style.MARKED)) == (["35"], ["25"])


def test_what_was_once_reported_as_perhaps_the_same_is_not_any_more():
    quote = card(report_view(turned(Novelty.NEW, verdict=PERHAPS)), config=CONFIG).quotes[0]
    assert (quote.badge, quote.before) == (Badge.NEW, ())
    assert "the same" not in line_text(quote.news)


def test_what_may_be_the_same_marks_nothing():
    quote = card(report_view(turned(Novelty.NEW)), config=CONFIG).quotes[0]
    assert not styled(quote.words, Style.MARKED) + styled(quote.before, Style.MARKED)


def test_a_turn_in_other_words_marks_what_the_verdict_names():
    view = turned(
        before="A quarter of the tolls, 25 percent, shall go.",
        after_="Motorists may hope: down they come, by 35 percent in all.",
        verdict=turned_from("25 percent", "35 percent"),
    )
    quote = card(report_view(view), config=CONFIG).quotes[0]
    assert (styled(quote.words, Style.MARKED), styled(quote.before, Style.MARKED)) == (["35 percent"], ["25 percent"])


def test_a_turn_at_the_end_of_long_words_is_in_sight():
    long = "We have thought about the tolls for a good while, and so has everyone at the quay. " * 12
    view = turned(before=f"{long}They fall by 25 percent.", after_=f"{long}They fall by 35 percent.")
    quote = card(report_view(view), config=CONFIG).quotes[0]
    assert line_text(quote.words).endswith("They fall by 35 percent.”")
    assert line_text(quote.words).startswith("“…")
    assert "They fall by 25 percent.”" in line_text(quote.before)


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        (
            turned_from("25 percent", "35 percent"),
            "🟠 CHANGED · Orla Venn: 35 percent, before: 25 percent. “We will cut it by 35 percent.” (Harbour Gazette)",
        ),
        (None, "🟠 CHANGED · Orla Venn: “We will cut it by 35 percent.” (Harbour Gazette)"),
    ],
)
def test_a_notification_of_a_change_tells_the_turn(verdict, expected):
    assert fallback(card(report_view(turned(verdict=verdict)), config=CONFIG)) == expected


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        pytest.param((-90.0,), "said before: 2nd time since 4 Mar · first in Coast Wire", id="once before"),
        pytest.param(
            (-2880.0, -1500.0, -90.0),
            "said before: 2nd time since 2 Mar · first in Coast Wire · last in Coast Wire, 11:30 CET",
            id="often, the last today",
        ),
        pytest.param((), "said before: 2nd time since 4 Mar", id="by nobody who is on record"),
    ],
)
def test_a_repeat_says_how_often_and_links_to_the_first_and_the_last_report(minutes, expected):
    reports = tuple(
        one for place, at in enumerate(minutes) for one in statement_view(f"e{place}", seen=(("wire", at),)).sightings
    )
    first = statement("e0", said_at=after(minutes[0] if minutes else -90))
    view = replace(statement_view(novelty=Novelty.REPEAT), earlier=first, earlier_sightings=reports, times=2)
    line = card(report_view(view), config=CONFIG).quotes[0].before
    assert line_text(line) == expected
    assert {piece.url for piece in line if piece.style is Style.LINK} == (
        {"https://wire.example/bridge?a=1"} if reports else set()
    )


def test_a_repeat_counts_from_the_year_that_is_known():
    first = statement(said_at=datetime(2019, 1, 1, tzinfo=UTC), said_precision=Precision.YEAR)
    view = replace(statement_view(novelty=Novelty.REPEAT), earlier=first, times=2)
    shown = card(report_view(view), config=CONFIG)
    assert line_text(shown.quotes[0].before) == "said before: 2nd time since 2019"


def test_a_turn_is_shown_whatever_the_excerpt():
    text = "Long ago. We will cut it by 35 percent."
    shown = card(report_view(turned(after_=text), excerpts=((0, 9),), text=text), config=CONFIG)
    assert styled(shown.quotes[0].words, Style.MARKED) == ["Long ago", "35"]


def test_the_question_of_the_earlier_answer_stands_beneath():
    earlier = statement_view("s0", text="Yes.", quotation=quotation(question="Will you pay?"))
    view = replace(
        statement_view(text="No.", quotation=quotation(question="Will you sign?"), earlier_id="s0"),
        earlier=earlier.statement,
        earlier_sightings=earlier.sightings,
    )
    made = card(report_view(view), config=CONFIG)
    assert "“Will you pay?” — “Yes.”" in line_text(made.quotes[0].before)


@pytest.mark.parametrize(
    ("part", "badge"),
    [("We will open the bridge", Badge.NEW), ("tolls fall by 35 percent", Badge.CHANGED)],
)
def test_a_change_that_an_article_does_not_have_is_none_of_its_card(part, badge):
    whole = "We will open the bridge, and tolls fall by 35 percent."
    view = turned(after_=whole, verdict=turned_from("25 percent", "35 percent"))
    shown = card(report_view(quoting(view, f"{part}, she said.", part)), config=CONFIG)
    assert line_text(shown.quotes[0].words) == f"“{part}”"
    assert (shown.badge, bool(shown.quotes[0].before)) == (badge, badge is Badge.CHANGED)
