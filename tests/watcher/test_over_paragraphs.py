"""Quotations over several paragraphs: which paragraphs belong to one, and whose they are."""

# ruff: noqa: E501 - one case a line

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


ALONE = "“The bridge is shut.\n\n“The ferry sails at noon.\n\n“Nobody will swim there.”"
ALL = "The bridge is shut. The ferry sails at noon. Nobody will swim there."
BY_BELL = "“I fish,” Ann Bell said. “I row.”"
BELOW = "The captain of the ferry shrugged. “We float,” she said."


@pytest.mark.parametrize(
    ("before", "behind", "found"),
    [
        pytest.param("Donald Trump stopped there. He bought a loaf and spoke to the queue from a chair.", "The queue clapped.", (), id="no verb of saying"),
        pytest.param("Trump told bakers that bread was dear, and urged them to stay.", "The queue clapped.", (("bread was dear", "told", "Trump"), ("them to stay", "urged", "Trump")), id="behind a verb of saying"),
        pytest.param(f"{BY_BELL}\n\nDonald Trump stayed for an hour. He spoke from the stairs.", "The queue clapped.", ((f"“I fish,” … “I row.” … {ALONE}", "said", "Ann Bell"),), id="taken for another's words, with his paragraph between"),
        pytest.param("Trump told bakers that bread was dear.", BELOW, (("bread was dear", "told", "Trump"), (f"{ALONE} … “We float,”", "said", "she")), id="taken for hers who acts below"),
        pytest.param("Trump came.", "Trump was speaking in Ohio.", (), id="introduced below by name"),
        pytest.param("Ann Bell listened.", "Trump was speaking in Ohio.", (), id="only below"),
        pytest.param("Trump came.", "The president was speaking in Ohio.", (), id="introduced below by his office"),
        pytest.param("Trump came.", "Ann Bell laughed.", (), id="another below, who does not speak"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_closed", [False, True], ids=["left open", "each closed"])
def test_paragraphs_that_stand_alone_are_of_whom_the_one_before_is_about(
    before: str,
    behind: str,
    found: tuple[tuple[str, str, str], ...],
    is_closed: bool,  # noqa: FBT001 - a table
) -> None:
    alone = ALONE.replace(".\n", ".”\n") if is_closed else ALONE
    text = f"{before}\n\n{alone}\n\n{behind}"
    said = words(text, *((content.replace(ALONE, alone), *rest) for content, *rest in found))
    assert [actor for actor, _ in said if actor] == ["trump"] * sum(bool(actor) for actor, _ in said)
    assert ALL in " ".join(one for actor, one in said if actor == "trump")


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        pytest.param("Trump came.\n\nAnn Bell, the mayor, spoke from a chair.", "The queue clapped.", id="somebody else came last"),
        pytest.param("Trump bought a loaf. Ann Bell spoke from a chair.", "The queue clapped.", id="in the same paragraph"),
        pytest.param("Trump came.\n\nThe queue was long.\n\nIt clapped.", "Then it left.", id="too far above"),
        pytest.param("Trump came.\n\nThe ministry wrote a note.", "The queue clapped.", id="an institution"),
        pytest.param("Trump came.\n\nBread and ferries", "The queue clapped.", id="a heading"),
        pytest.param("Trump came.", "Ann Bell, the mayor, was speaking at the bridge.", id="another one's, introduced below"),
        pytest.param("Trump came.", "Those were the words of Ann Bell, the mayor.", id="another one's words"),
        pytest.param("Trump came.", "The mayor of Oran was speaking at the bridge.", id="somebody without a name"),
        pytest.param("Trump came.", "Ann Bell made the remarks at the bridge.", id="another one's remarks"),
        pytest.param("Ann Bell listened to Trump.", "The queue clapped.", id="to whom she listened"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_closed", [False, True], ids=["left open", "each closed"])
def test_paragraphs_that_stand_alone_are_not_the_actors_where_another_may_speak(
    before: str,
    behind: str,
    is_closed: bool,  # noqa: FBT001 - a table
) -> None:
    alone = ALONE.replace(".\n", ".”\n") if is_closed else ALONE
    assert words(f"{before}\n\n{alone}\n\n{behind}") == []


def test_who_is_introduced_below_does_not_say_what_stands_within_a_paragraph() -> None:
    text = "Trump frowned. “The bridge is shut.”\n\nAnn Bell was speaking at the bridge."
    assert words(text) == [("trump", "The bridge is shut.")]


def test_what_is_told_before_the_paragraphs_stays_behind_a_dateline_with_a_hyphen() -> None:
    text = f"OSLO - Bread was dear, Trump told bakers.\n\n{ALONE}"
    assert words(text, (f"Bread was dear … {ALONE}", "told", "Trump")) == [("trump", f"Bread was dear. “{ALL}”")]


@needs_tagger
def test_a_nested_report_within_a_further_paragraph_stays_second_hand() -> None:
    text = (
        "Trump told the crowd in Ohio: “We are going to mend the locks.\n\n"
        "Netanyahu told me that the gates were rusty, he told me that twice.\n\nAnd we will paint them.”"
    )
    assert [actor for actor, _ in reported(text, find(whole(), text))] == ["trump"]
