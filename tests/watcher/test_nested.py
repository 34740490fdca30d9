"""One attribution inside another: who is told of, who reports it, what is second hand."""

# ruff: noqa: E501 - one case a line

from __future__ import annotations

import pytest

from bot.core.model import Assertion, View
from tests.watcher.reader import MarkedTagger, find, reported, rules, with_model

OUTER = "“It is sold,” Trump said, according to the White House pool."
FLAT = ("“It is sold,” Trump said", "according to", "the White House pool")
INNER = (("“It is sold,”", "said", "Trump"),)


def test_the_inner_one_says_who_reports_it() -> None:
    (found,) = find(rules(FLAT, inner=INNER), OUTER)
    assert (found.speaker, found.second_hand, found.teller) == ("Donald Trump", False, None)
    assert "within what the White House pool reports" in found.links


def test_the_outer_one_stays_for_all_speakers() -> None:
    found = find(rules(FLAT, inner=INNER), OUTER, view=View.EVERYBODY)
    assert {(one.speaker, OUTER[slice(*one.content[0])]) for one in found} == {
        ("Donald Trump", "“It is sold,”"),
        ("the White House pool", "“It is sold,” Trump said"),
    }


def test_what_follows_is_of_the_inner_one() -> None:
    text = f"{OUTER} “It was time to do so.”"
    assert reported(text, find(rules(FLAT, inner=INNER), text))[-1] == ("trump", "It was time to do so.")


@pytest.mark.parametrize(
    ("text", "flat", "inner", "assertion"),
    [
        pytest.param(
            "The White House denied that Trump had said it was sold.",
            ("that Trump had said it was sold", "denied", "The White House"),
            ("it was sold", "said", "Trump"),
            Assertion.NEGATED,
            id="the report is a denial",
        ),
        pytest.param(
            "The pool will not report that Trump said it was sold.",
            ("that Trump said it was sold", "report", "The pool"),
            ("it was sold", "said", "Trump"),
            Assertion.NEGATED,
            id="the report is denied",
        ),
        pytest.param(
            "According to the agency, Baghaei is expected to say that it is sold.",
            ("Baghaei is expected to say that it is sold", "According to", "the agency"),
            ("it is sold", "say", "Baghaei"),
            Assertion.FUTURE,
            id="the words are still to come",
        ),
    ],
)
def test_what_is_not_said_is_not_said_within_a_report_either(
    text: str, flat: tuple[str, str, str], inner: tuple[str, str, str], assertion: Assertion
) -> None:
    (found,) = find(rules(flat, inner=(inner,)), text)
    assert found.assertion is assertion


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param("Netanyahu says bread is dead. Any comment?", ["bread is dead"], id="a report"),
        pytest.param("Did Netanyahu tell you bread is dead?", [], id="whether he said so is the question"),
    ],
)
def test_what_the_model_takes_for_a_reporters_own_words_is_read_again(asked: str, expected: list[str]) -> None:
    text = f"Marsh said he was gone.\nTrump came.\nQUESTION: {asked}\nMR HALE: No.\nQUESTION: Thank you."
    inner = ("bread is dead", "tell" if "tell" in asked else "says", "Netanyahu")
    found = find(rules(("he was gone", "said", "Marsh"), inner=(inner,)), text)
    assert reported(text, found) == [("netanyahu", words) for words in expected]


@pytest.mark.parametrize(
    ("source", "teller"),
    [
        pytest.param("his office", None, id="his own office"),
        pytest.param("the White House", None, id="his own house"),
        pytest.param("the pool", None, id="the press"),
        pytest.param("Netanyahu’s office", "Netanyahu’s office", id="the office of another"),
        pytest.param("the Prime Minister's Office", "the Prime Minister's Office", id="the house of another"),
        pytest.param("a Qatari statement", "a Qatari statement", id="another government"),
        pytest.param("two officials", None, id="people without a name, for whom the outlet vouches"),
    ],
)
def test_what_the_other_side_says_that_he_said_is_second_hand(source: str, teller: str | None) -> None:
    text = f"Trump told Netanyahu that it was sold, {source} said."
    flat = ("Trump told Netanyahu that it was sold", "said", source)
    (found,) = find(rules(flat, inner=(("it was sold", "told", "Trump"),)), text)
    assert (found.actor_id, found.second_hand, found.teller) == ("trump", teller is not None, teller)


@pytest.mark.parametrize(
    ("text", "flat", "inner", "actor_id", "words"),
    [
        pytest.param("“They will pay,” said Trump, according to Netanyahu.", ("“They will pay,” said Trump", "according to", "Netanyahu"), ("“They will pay,”", "said", "Trump"), "trump", "“They will pay,”", id="behind the words"),
        pytest.param("Netanyahu, according to Trump, promised not to sell it.", ("not to sell it", "promised", "Trump,"), ("not to sell it", "promised", "Netanyahu"), "netanyahu", "not to sell it", id="between name and verb"),
        pytest.param("“They will pay,” said Trump, according to Karl Marsh.", ("“They will pay,” said Trump", "according to", "Karl Marsh"), ("“They will pay,”", "said", "Trump"), "trump", "“They will pay,”", id="somebody who is not tracked"),
    ],
)  # fmt: skip
def test_what_a_person_tells_of_another_is_second_hand(
    text: str, flat: tuple[str, str, str], inner: tuple[str, str, str], actor_id: str, words: str
) -> None:
    watcher = rules(flat, inner=(inner,))
    found = [one for one in find(watcher, text, view=View.ALL) if one.actor_id and one.rejected is None]
    assert [(one.actor_id, text[slice(*one.content[0])], one.second_hand) for one in found] == [(actor_id, words, True)]


def test_who_is_cited_alone_said_it() -> None:
    text = "The mill is shut, according to Trump."
    assert reported(text, find(rules(("The mill is shut", "according to", "Trump")), text)) == [
        ("trump", "The mill is shut")
    ]


def test_a_second_reading_is_of_a_passage_however_long_the_paragraph() -> None:
    text = (
        "The mill stood still. " * 1000
        + "Trump said the mill was his, IRNA reported. "
        + "The mill stood still. " * 1000
    )
    tagger = MarkedTagger(
        ("Trump said the mill was his", "reported", "IRNA"), inner=(("the mill was his", "said", "Trump"),)
    )
    assert reported(text, find(with_model(tagger), text)) == [("trump", "the mill was his")]
    whole_text, passage = tagger.read
    assert len(whole_text) == len(text)
    assert len(passage) < 3000
