"""What stands on a card of what became of the words since: at their sources, and at the desk."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.model import CorrectionKind, FeedbackKind
from handlers.render.messages.card import card, fallback, quote_lines
from handlers.render.pieces.segments import Style, line_text
from handlers.render.statement.badges import Badge
from tests.handlers.replies import styled
from tests.handlers.samples import CONFIG, correction, report_view, statement_view, turned
from tests.store.samples import turned_from

SEEN_TWICE = (("gazette", 0.0), ("wire", 1.0))


@pytest.mark.parametrize(
    ("seen", "corrections", "expected"),
    [
        pytest.param((("gazette", 0.0),), (correction(),), "changed by the source, 14:05 CET", id="changed"),
        pytest.param(
            (("gazette", 0.0),), (correction(CorrectionKind.REMOVED),), "removed by the source, 14:05 CET", id="removed"
        ),
        pytest.param(
            (("gazette", 0.0),),
            (correction(CorrectionKind.WITHDRAWN, minutes=1505),),
            "withdrawn by the source, 5 Mar 2025, 14:05 CET",
            id="withdrawn on the next day",
        ),
        pytest.param(
            (("gazette", 0.0),),
            (correction(), correction(CorrectionKind.RESTORED, minutes=70)),
            "restored by the source, 14:10 CET",
            id="the latest stands",
        ),
        pytest.param(
            (("gazette", 0.0),),
            (correction(), correction(CorrectionKind.WITHDRAWN, minutes=125)),
            "changed by the source, 14:05 CET · withdrawn by the source, 15:05 CET",
            id="changed, then withdrawn",
        ),
        pytest.param(
            (("gazette", 0.0),),
            (
                correction(),
                correction(CorrectionKind.RESTORED, minutes=70),
                correction(CorrectionKind.REMOVED, minutes=125),
            ),
            "removed by the source, 15:05 CET",
            id="a change that was undone is over",
        ),
        pytest.param(
            SEEN_TWICE,
            (correction(CorrectionKind.REMOVED, source_id="wire"),),
            "removed by Coast Wire, 14:05 CET",
            id="the outlet is named where there are several",
        ),
        pytest.param(
            SEEN_TWICE,
            (correction(), correction(CorrectionKind.RESTORED, source_id="wire", minutes=70)),
            "changed by Harbour Gazette, 14:05 CET · restored by Coast Wire, 14:10 CET",
            id="what is back comes last",
        ),
        pytest.param(
            (*SEEN_TWICE, ("evening", 2.0)),
            (correction(), correction(source_id="wire", minutes=66), correction(source_id="evening", minutes=67)),
            "changed by Evening Quay, 14:07 CET · changed by Coast Wire, 14:06 CET · and 1 more",
            id="two are named",
        ),
        pytest.param(
            SEEN_TWICE,
            (correction(CorrectionKind.REASCRIBED, source_id="wire", text="Tibor Kasvili"),),
            "Coast Wire now attributes it to Tibor Kasvili, 14:05 CET",
            id="somebody else, at another outlet",
        ),
    ],
)
def test_what_became_of_the_words_at_the_source_stands_beside_them(seen, corrections, expected):
    quote = card(report_view(replace(statement_view(seen=seen), corrections=corrections)), config=CONFIG).quotes[0]
    assert line_text(quote.marks) == expected
    assert quote.badge is Badge.NEW
    assert not styled(quote.words, Style.STRUCK)


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        pytest.param(statement_view(ruling=FeedbackKind.WRONG_SPEAKER), "desk ruling: wrong speaker", id="speaker"),
        pytest.param(
            statement_view(ruling=FeedbackKind.NOT_A_STATEMENT), "desk ruling: not a statement", id="no statement"
        ),
        pytest.param(
            replace(
                statement_view(),
                corrections=(correction(CorrectionKind.REASCRIBED, text="Tibor Kasvili"),),
            ),
            "the source now attributes it to Tibor Kasvili, 14:05 CET",
            id="somebody else said it",
        ),
        pytest.param(
            replace(statement_view(), corrections=(correction(CorrectionKind.REASCRIBED, text="\u200b"),)),
            "the source now attributes it to someone else, 14:05 CET",
            id="who knows",
        ),
    ],
)
def test_words_that_are_not_the_actors_look_like_nobodys(view, expected):
    shown = card(report_view(view, statement_view("s2")), config=CONFIG)
    lead, second = shown.quotes
    assert (shown.badge, lead.badge, second.badge) == (Badge.WITHDRAWN, Badge.WITHDRAWN, Badge.NEW)
    assert {piece.style for piece in lead.words} == {Style.STRUCK}
    assert [line_text(line) for line in quote_lines(shown, lead)] == ["“We will build the bridge.”", expected]
    assert (
        fallback(shown)
        == f"🔴 WITHDRAWN · Orla Venn: {expected}. It was: “We will build the bridge.” (Harbour Gazette)"
    )
    assert {piece.style for piece in second.words} == {Style.QUOTE}
    below = card(report_view(statement_view("s2"), view), config=CONFIG)
    assert [line_text(line) for line in quote_lines(below, below.quotes[1])] == [
        "“We will build the bridge.”",
        f"WITHDRAWN · {expected}",
    ]


def test_what_is_not_new_says_so_and_compares_nothing():
    shown = card(
        report_view(turned(ruling=FeedbackKind.NOT_NEW, verdict=turned_from("25", "35 percent"))), config=CONFIG
    )
    quote = shown.quotes[0]
    assert shown.badge is Badge.SAID_BEFORE
    assert [line_text(line) for line in quote_lines(shown, quote)] == [
        "“We will cut it by 35 percent.”",
        "desk ruling: not new",
        "in her own words · medium confidence · said 4 Mar 2025, 13:00 CET · published 4 Mar 2025, 13:00 CET",
    ]
    assert not styled(quote.words, Style.MARKED)
    assert fallback(shown).startswith("⚪ SAID BEFORE · Orla Venn: “")


def test_a_notification_says_what_became_of_the_words():
    shown = card(report_view(replace(statement_view(), corrections=(correction(),))), config=CONFIG)
    assert fallback(shown).endswith("“We will build the bridge.” (Harbour Gazette; changed by the source, 14:05 CET)")
