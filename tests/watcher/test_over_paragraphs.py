"""Quotations over several paragraphs: which paragraphs belong to one, and whose they are."""

from __future__ import annotations

import pytest

from bot.core.crediting import statement_text
from bot.core.model import View
from tests.watcher.reader import find, reported, rules, whole
from tests.whole import needs_tagger

FIRST = ("“The bridge is shut.", "told", "Baghaei")
REOPENED = "Baghaei told reporters: “The bridge is shut.\n\n“The ferry sails at noon.\n\n“Nobody will swim.”"
UNOPENED = REOPENED.replace("\n\n“", "\n\n")


def words(text: str, *found: tuple[str, str, str]) -> list[tuple[str, str]]:
    """Who says what on a card, of what the model finds."""
    quotations = find(rules(*found), text)
    said = {actor for actor, _ in reported(text, quotations)}
    return [(one.actor_id or "", statement_text(text, one.content)) for one in quotations if one.actor_id in said]


@pytest.mark.parametrize("text", [REOPENED, UNOPENED], ids=["reopened", "not reopened"])
@pytest.mark.parametrize("marks", ["“”", '""'], ids=["curly", "straight"])
@pytest.mark.parametrize("behind", ["", "\n\nThe minister called it a bad day."], ids=["at the end", "in the middle"])
def test_all_paragraphs_are_of_whom_the_first_one_names(text: str, marks: str, behind: str) -> None:
    opening, closing = marks
    article = f"{text}{behind}".replace("“", opening).replace("”", closing)
    first = (FIRST[0].replace("“", opening), *FIRST[1:])
    assert words(article, first) == [("baghaei", "The bridge is shut. The ferry sails at noon. Nobody will swim.")]


def test_what_the_model_found_of_a_further_paragraph_says_what_became_of_it() -> None:
    lone = ("Nobody will swim.", "", "")
    found = find(rules(FIRST, lone), UNOPENED, view=View.ALL)
    (part,) = [one for one in found if UNOPENED[slice(*one.content[0])] == "Nobody will swim."]
    assert part.rejected == "part of a quotation over several paragraphs"


@pytest.mark.parametrize(
    "rest",
    [
        pytest.param("The ferry sails at noon.\n\nNobody will swim.", id="no mark closes it"),
        pytest.param("The ferry sails at noon.\n\nNobody will swim,” the captain said.", id="closed by another"),
        pytest.param("The ferry sails at noon.\n\nThe captain called that “nonsense”", id="a mark opens"),
        pytest.param("The captain disagreed.\n\nHe “sails at noon.”", id="a mark opens in the last one"),
        pytest.param("CAPTAIN: The ferry sails.\n\nNobody will swim.”", id="the label of another"),
        pytest.param("Ann Bell said the ferry sails.\n\nNobody will swim.”", id="another with a verb of saying"),
        pytest.param("Ferries and swimmers\n\nNobody will swim.”", id="a heading"),
        pytest.param('The ferry takes pipes of 12"', id="inches"),
        pytest.param("“The ferry sails,” the captain said.\n\n“Nobody will swim.”", id="opened and closed by another"),
        pytest.param("“The ferry sails.” The captain shook his head.", id="words behind its marks"),
        pytest.param("\n\n".join(["The ferry sails."] * 9) + "”", id="too far"),
    ],
)
def test_what_the_text_does_not_prove_is_left(rest: str) -> None:
    text = f"Baghaei told reporters: “The bridge is shut.\n\n{rest}"
    assert words(text, FIRST)[0] == ("baghaei", "The bridge is shut.")


def test_of_two_who_say_a_paragraph_each_has_his_own() -> None:
    text = f"{FIRST[0]}\n\n“The ferry sails,” Trump said."
    text = f"Baghaei told reporters: {text}"
    found = words(text, FIRST, ("“The ferry sails,”", "said", "Trump"))
    assert found == [("baghaei", "The bridge is shut."), ("trump", "The ferry sails")]


def test_the_paragraphs_above_are_of_whom_the_last_one_names() -> None:
    text = "Trump met Baghaei at noon.\n\n“The bridge is shut.\n\n“The ferry sails,” Baghaei said."
    assert words(text, ("“The ferry sails,”", "said", "Baghaei")) == [
        ("baghaei", "The bridge is shut. The ferry sails")
    ]


def test_paragraphs_above_a_report_are_not_its_speakers_own() -> None:
    text = (
        "Baghaei spoke in Tehran.\n\n“The bridge is shut.\n\n“Nobody will swim.”\n\n"
        "He spoke after Netanyahu told pilots that they should “keep the engines warm”."
    )
    over = "“The bridge is shut.\n\n“Nobody will swim.”"
    found = words(text, (over, "told", "Netanyahu"), ("they should “keep the engines warm”", "told", "Netanyahu"))
    assert [one for one in found if one[0] == "netanyahu"] == [("netanyahu", "they should “keep the engines warm”")]


def test_paragraphs_above_what_he_alone_reports_stay_with_him() -> None:
    text = (
        "Netanyahu puts the spoon down. “I have called dozens.\n\n“One mother shouted.”\n\n"
        "The two of them, he insists, have never fought."
    )
    over = "“I have called dozens.\n\n“One mother shouted.”"
    assert words(text, (over, "insists", "he")) == [("netanyahu", "I have called dozens. One mother shouted.")]


@needs_tagger
def test_a_nested_report_within_a_further_paragraph_stays_second_hand() -> None:
    text = (
        "Trump told the crowd in Ohio: “We are going to mend the locks.\n\n"
        "Netanyahu told me that the gates were rusty, he told me that twice.\n\nAnd we will paint them.”"
    )
    assert [actor for actor, _ in reported(text, find(whole(), text))] == ["trump"]
