"""What says nothing by itself, and why; and what few words say something. By rule, without the model."""

# ruff: noqa: E501 - one case a line

from __future__ import annotations

import pytest

from bot.core.model import Assertion, View
from tests.watcher.reader import find, rules

ANSWER = "an answer that means nothing without its question"
BEGINNING = "a beginning, or a greeting, which says nothing by itself"
POINTER = "it only points to what stands elsewhere"
NAME = "a name, of which nothing is said"
TOPIC = "a topic, of which nothing is said"
BARE = "a bare phrase, which says nothing by itself"
WISH = "what is meant is named, and not said"


def rejected(text: str, content: str, cue: str) -> list[str | None]:
    return [one.rejected for one in find(rules((content, cue, "Trump")), text, view=View.ALL) if one.actor_id]


@pytest.mark.parametrize(
    ("text", "content", "cue", "why"),
    [
        ("Trump said yes.", "yes", "said", ANSWER),
        ("Trump said he had.", "he had", "said", ANSWER),
        ("Trump said it would not.", "it would not", "said", ANSWER),
        ("Asked about the oven, Trump said he did.", "he did", "said", ANSWER),
        ("“Look,” Trump said.", "“Look,”", "said", BEGINNING),
        ("“Well,” Trump said.", "“Well,”", "said", BEGINNING),
        ("“You know,” Trump said.", "“You know,”", "said", BEGINNING),
        ("“I mean,” Trump said.", "“I mean,”", "said", BEGINNING),
        ("“Uh, so,” Trump said.", "“Uh, so,”", "said", BEGINNING),
        ("“Thank you very much,” Trump said.", "“Thank you very much,”", "said", BEGINNING),
        ("“Good morning,” Trump said.", "“Good morning,”", "said", BEGINNING),
        ("“How did ...” Trump asked.", "“How did ...”", "asked", BEGINNING),
        ("“Why is it that—” Trump asked.", "“Why is it that—”", "asked", BEGINNING),
        ("“And that's that,” Trump said.", "“And that's that,”", "said", BEGINNING),
        ("“That is what,” Trump said.", "“That is what,”", "said", BEGINNING),
        ("Trump told bakers that, and much more.", "that, and much more", "told", POINTER),
        ("Trump told bakers a thing or two.", "a thing or two", "told", POINTER),
        ("Trump said as much.", "as much", "said", POINTER),
        ("Trump repeated that line.", "that line", "repeated", POINTER),
        ("Trump said so before.", "so before", "said", POINTER),
        ("Trump said it as he always does.", "it as he always does", "said", POINTER),
        ("Trump told the bakers: so it goes.", "so it goes", "told", POINTER),
        ("Trump said what he thought.", "what he thought", "said", WISH),
        ("The ship, whose crew Trump demanded, was late.", "whose crew", "demanded", WISH),
        ("Trump made claims about bread and salt.", "bread and salt", "claims about", BARE),
        ("It was the best thing Trump said on bread tariffs.", "bread tariffs", "said on", BARE),
        ("Trump spoke of “the morning after”.", "“the morning after”", "spoke of", TOPIC),
        ("Trump hailed “Operation Warm Loaf”.", "“Operation Warm Loaf”", "hailed", NAME),
        ("Trump welcomed the “Oslo Bread Charter”.", "the “Oslo Bread Charter”", "welcomed", NAME),
    ],
)
def test_what_says_nothing_is_rejected_by_its_name(text: str, content: str, cue: str, why: str) -> None:
    assert rejected(text, content, cue) == [why]


@pytest.mark.parametrize(
    ("text", "content", "cue"),
    [
        ("Asked whether he would bake, Trump said yes.", "yes", "said"),
        ("Asked if bread was dead, Trump said it was.", "it was", "said"),
        ("Would he bake? Trump said he would.", "he would", "said"),
        ("Trump was asked whether there had been bread. Trump said there had.", "there had", "said"),
        ("“No,” Trump said.", "“No,”", "said"),
        ("“Not yet,” Trump said.", "“Not yet,”", "said"),
        ("“Of course not,” Trump said.", "“Of course not,”", "said"),
        ("“We did,” Trump said.", "“We did,”", "said"),
        ("“I did it,” Trump said.", "“I did it,”", "said"),
        ("“You see?” Trump said.", "“You see?”", "said"),
        ("“So be it,” Trump said.", "“So be it,”", "said"),
        ("“It is what it is,” Trump said.", "“It is what it is,”", "said"),
        ("“Soon,” Trump said.", "“Soon,”", "said"),
        ("“What now?” Trump asked.", "“What now?”", "asked"),
        ("“How dare they?” Trump asked.", "“How dare they?”", "asked"),
        ("“Look, bread is dead,” Trump said.", "“Look, bread is dead,”", "said"),
        ("“Thank you for the bread,” Trump said.", "“Thank you for the bread,”", "said"),
        ("Trump said “good”.", "“good”", "said"),
        ("“That is a lie,” Trump said.", "“That is a lie,”", "said"),
        ("“Two weeks,” Trump said.", "“Two weeks,”", "said"),
        ("Trump said he would appeal.", "he would appeal", "said"),
        ("Trump said he would be there.", "he would be there", "said"),
        ("Trump said he never had.", "he never had", "said"),
        ("Trump said nobody would.", "nobody would", "said"),
        ("Trump said he quit.", "he quit", "said"),
        ("Trump said it was war.", "it was war", "said"),
        ("Not for now, Trump said.", "Not for now", "said"),
        ("Tell her I like her already, Trump said.", "Tell her I like her already", "said"),
        ("Trump said 40 had.", "40 had", "said"),
        ("Trump said what he had seen was a waste of bread.", "what he had seen was a waste of bread", "said"),
        ("Trump spoke of “the day after bread”.", "“the day after bread”", "spoke of"),
        ("Trump hailed “a brave and brilliant loaf”.", "“a brave and brilliant loaf”", "hailed"),
        ("Trump vowed “Total Victory”.", "“Total Victory”", "vowed"),
    ],
)
def test_few_words_say_something(text: str, content: str, cue: str) -> None:
    assert rejected(text, content, cue) == [None]


@pytest.mark.parametrize("word", ["yes", "no"])
def test_what_would_have_been_said_was_not(word: str) -> None:
    text = f"Had Trump said {word}, the bakers would have left."
    found = find(rules((word, "said", "Trump")), text, view=View.ALL)
    assert [one.assertion for one in found] == [Assertion.HYPOTHETICAL]


@pytest.mark.parametrize(
    ("text", "content", "cue", "is_said"),
    [
        ("05:22 BAGHAEI SAYS OMAN ACCEPTS FERRY PROPOSAL", "OMAN ACCEPTS FERRY PROPOSAL", "SAYS", True),
        ("05:22 BAGHAEI THANKS ANN BELL", "ANN BELL", "THANKS", False),
        ("Baghaei, at noon: the ferry sails “on Friday, maybe Thursday”.", "the ferry sails “on Friday, maybe Thursday”", ":", True),
        ("Baghaei signed copies of “Steel and Sky”.", "copies of “Steel and Sky”", "signed", False),
    ],
)  # fmt: skip
def test_a_sentence_in_capitals_is_no_name_and_days_are_no_title(
    text: str,
    content: str,
    cue: str,
    is_said: bool,  # noqa: FBT001 - a table
) -> None:
    source = "BAGHAEI" if "BAGHAEI" in text else "Baghaei"
    text = f"Esmail Baghaei spoke.\n{text}\nIt rained."
    (found,) = [one for one in find(rules((content, cue, source)), text, view=View.ALL) if one.source]
    assert (found.rejected is None) is is_said
