"""Facts of a statement are put into words that any reader understands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.model import (
    Actor,
    CorrectionKind,
    FeedbackKind,
    Kind,
    Novelty,
)
from handlers.render.pieces.segments import Style, line_text
from handlers.render.statement.aftermath import present_correction
from handlers.render.statement.badges import Badge, badge_of, is_withdrawn
from handlers.render.statement.facts import confidence_figure, how_given, kind_words, manner_words, ordinal
from handlers.render.statement.quotes import all_words
from tests.handlers.samples import CONFIG, correction, statement_view
from tests.store.samples import NOON, quotation, statement


@pytest.mark.parametrize(
    ("number", "expected"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (22, "22nd"), (113, "113th")]
)
def test_ordinals(number, expected):
    assert ordinal(number) == expected


@pytest.mark.parametrize(
    ("pronouns", "expected"),
    [
        (("he", "him", "his", "himself"), "in his own words"),
        (("she", "her", "hers", "herself"), "in her own words"),
        (("they", "them", "their"), "in their own words"),
        ((), "in their own words"),
    ],
)
def test_own_words_are_shown_with_the_actors_pronoun(pronouns, expected):
    assert kind_words(Kind.DIRECT, Actor(id="a", name="A", pronouns=pronouns)) == expected


@pytest.mark.parametrize(
    ("confidence", "expected"),
    [
        (1.0, "high confidence (100 %)"),
        (0.9, "high confidence (90 %)"),
        (0.899, "medium confidence (89 %)"),
        (0.69, "low confidence (69 %)"),
        (7.0, "high confidence (100 %)"),
    ],
)
def test_confidence_is_said_in_words_and_never_rounded_up(confidence, expected):
    assert confidence_figure(confidence) == expected


@pytest.mark.parametrize(
    ("teller", "expected"),
    [
        (None, "in her own words"),
        ("Tibor Kasvili", "second-hand, via Tibor Kasvili"),
        ("\u200b", "second-hand"),
    ],
)
def test_second_hand_words_are_nobodys_own(teller, expected):
    assert line_text(how_given(statement(teller=teller), CONFIG.actors[0])) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Badge.NEW),
        ({"novelty": Novelty.REPEAT}, Badge.SAID_BEFORE),
        ({"novelty": Novelty.CHANGED}, Badge.CHANGED),
        ({"novelty": Novelty.CHANGED, "ruling": FeedbackKind.NOT_NEW}, Badge.SAID_BEFORE),
        ({"novelty": Novelty.REPEAT, "ruling": FeedbackKind.WRONG_SPEAKER}, Badge.WITHDRAWN),
        ({"ruling": FeedbackKind.NOT_A_STATEMENT}, Badge.WITHDRAWN),
    ],
)
def test_the_desk_outranks_the_comparison(changes, expected):
    assert badge_of(statement_view(**changes)) is expected


BOTH = (("gazette", 0.0), ("wire", 1.0))


@pytest.mark.parametrize(
    ("seen", "gone", "article_id", "expected"),
    [
        pytest.param(BOTH, ["wire"], None, False, id="one of two still has it"),
        pytest.param(BOTH, ["wire", "gazette"], None, True, id="none has it"),
        pytest.param(BOTH, ["wire"], "article-gazette", False, id="another article"),
        pytest.param(BOTH, ["gazette"], "article-gazette", True, id="the article"),
        pytest.param((), [], None, False, id="never seen"),
    ],
)
def test_words_are_withdrawn_where_the_article_gives_them_to_somebody_else(seen, gone, article_id, expected):
    corrections = tuple(correction(CorrectionKind.REASCRIBED, source_id=one, text="Ann") for one in gone)
    view = replace(statement_view(seen=seen), corrections=corrections)
    assert is_withdrawn(view, article_id=article_id) is expected


def test_words_given_back_are_the_actors_again():
    lost = correction(CorrectionKind.REASCRIBED, text="Ann")
    view = replace(statement_view(), corrections=(lost, correction(CorrectionKind.RESTORED, minutes=90)))
    assert not is_withdrawn(view)


def test_marks_stand_around_words_that_are_marked_or_struck():
    said = statement(text="No toll.")
    marked = replace(all_words(said), spans=((0, 2),)).line(20)
    assert [(piece.text, piece.style) for piece in marked] == [
        ("“", Style.QUOTE),
        ("No", Style.MARKED),
        (" toll.”", Style.QUOTE),
    ]
    struck = replace(all_words(said), is_struck=True).line(20)
    assert [(piece.text, piece.style) for piece in struck] == [("“No toll.”", Style.STRUCK)]


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (CorrectionKind.CHANGED, "Some toll.", [("“", "quote"), ("No", "struck"), (" ", "quote"), ("Some", "marked")]),
        (CorrectionKind.REMOVED, "", [("“", "quote"), ("No toll.", "struck"), ("”", "quote")]),
        (CorrectionKind.WITHDRAWN, "", [("“", "quote"), ("No toll.", "struck"), ("”", "quote")]),
        (CorrectionKind.REASCRIBED, "Ann", [("“", "quote"), ("No toll.", "struck"), ("”", "quote")]),
        (CorrectionKind.RESTORED, "", [("“No toll.”", "quote")]),
    ],
)
def test_what_became_of_words_is_seen_in_them(kind, text, expected):
    one = present_correction(
        correction(kind, text=text), before="No toll.", kind=Kind.DIRECT, where="Wire", beside=NOON, zone="UTC"
    )
    line = one.change()
    assert [(piece.text, str(piece.style)) for piece in line][: len(expected)] == expected


@pytest.mark.parametrize(
    ("article", "manner", "expected"),
    [
        ("In a letter to Brazil's leader, he wrote.", "In a letter to Brazil's", "in a letter"),
        ("In a call with Luiz Inácio Lula da Silva he said.", "In a call with Luiz Inácio Lula", "in a call"),
        ("In a letter to Brazil he said.", "In a letter to Brazil", "in a letter to Brazil"),
        ("At a briefing in Tehran Sunday he said.", "At a briefing in Tehran", "at a briefing in Tehran"),
        ("He told reporters in Tehran Iran would go.", "told reporters in Tehran", "told reporters in Tehran"),
        ("In a post on X, he said.", "In a post on X", "in a post on X"),
        ("On Telegram, he said.", "On Telegram", "on Telegram"),
        ("", None, ""),
    ],
)
def test_how_it_was_said_begins_small_and_names_nobody_by_half(article, manner, expected):
    assert manner_words(quotation(manner=manner), article) == expected
