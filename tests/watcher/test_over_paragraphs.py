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


@pytest.mark.parametrize(
    ("below", "found", "expected"),
    [
        pytest.param(
            "She met Netanyahu, who told pilots that they should “warm up”.",
            ("they should “warm up”", "told", "Netanyahu"),
            ["they should “warm up”"],
            id="somebody named ahead of his own words",
        ),
        pytest.param(
            "Netanyahu was brief. “No,” said Netanyahu.",
            ("“No,”", "said", "Netanyahu"),
            ["“No,”"],
            id="and who answers",
        ),
        pytest.param(
            "“No,” said Netanyahu.", ("“No,”", "said", "Netanyahu"), ["A. B.", "“No,”"], id="nobody ahead of them"
        ),
        pytest.param(
            "On Trump, the premier insists, no word was lost.",
            ("no word was lost", "insists", "the premier"),
            ["A. B.", "no word was lost"],
            id="somebody of whom he speaks",
        ),
    ],
)
def test_paragraphs_above_are_not_his_who_is_named_below_them(
    below: str, found: tuple[str, str, str], expected: list[str]
) -> None:
    over, (content, *rest) = "“A bridge is shut.\n\n“Nobody swims.”", found
    text = f"{'Netanyahu' if 'premier' in below else 'A captain'} met us at noon.\n\n{over}\n\n{below}"
    said = find(rules((f"{over} … {content}", *rest)), text)
    words = " … ".join(expected).replace("A. B.", over)
    assert [one for _, one in reported(text, said)] == [words]


@needs_tagger
def test_a_nested_report_within_a_further_paragraph_stays_second_hand() -> None:
    text = (
        "Trump told the crowd in Ohio: “We are going to mend the locks.\n\n"
        "Netanyahu told me that the gates were rusty, he told me that twice.\n\nAnd we will paint them.”"
    )
    assert [actor for actor, _ in reported(text, find(whole(), text))] == ["trump"]
