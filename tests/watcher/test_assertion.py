from __future__ import annotations

import pytest

from bot.core.model import Assertion, View
from tests.watcher.reader import find, rules

STATED, NEGATED, FUTURE, HYPOTHETICAL = Assertion.STATED, Assertion.NEGATED, Assertion.FUTURE, Assertion.HYPOTHETICAL


@pytest.mark.parametrize(
    ("text", "cue", "assertion"),
    [
        ("Trump said # the bread was good.", "said", STATED),
        ("Trump has repeatedly said # the bread was good.", "said", STATED),
        ("Trump went on to say # the bread was good.", "say", STATED),
        ("Trump used the evening to warn # the bread was good.", "warn", STATED),
        ("Trump would later say # the bread was good.", "say", STATED),
        ("Trump denied # the bread was good.", "denied", STATED),
        ("Trump rejected the idea # the bread was good.", "rejected", STATED),
        ("Trump did not say # the bread was good.", "say", NEGATED),
        ("Trump never said # the bread was good.", "said", NEGATED),
        ("Trump declined to say # the bread was good.", "say", NEGATED),
        ("Trump refused to confirm # the bread was good.", "refused to confirm", NEGATED),
        ("Trump stopped short of saying # the bread was good.", "saying", NEGATED),
        ("Nor did Trump say # the bread was good.", "say", NEGATED),
        ("Trump is expected to say # the bread was good.", "say", FUTURE),
        ("Trump will say # the bread was good.", "say", FUTURE),
        ("Trump plans to announce # the bread was good.", "announce", FUTURE),
        ("Trump is due to tell ministers # the bread was good.", "tell", FUTURE),
        ("Trump could say # the bread was good.", "say", HYPOTHETICAL),
        ("If Trump says # the bread was good, bakers will cheer.", "says", HYPOTHETICAL),
        ("Were Trump to say # the bread was good, bakers would cheer.", "say", HYPOTHETICAL),
        ("Were Trump to say # the bread was good, bakers would cheer.", "to say", HYPOTHETICAL),
        ("Bakers wondered whether Trump said # the bread was good.", "said", HYPOTHETICAL),
        ("Trump was told # the bread was good.", "told", HYPOTHETICAL),
        ("Did Trump say # the bread was good?", "say", HYPOTHETICAL),
        ("Imagine a town where Trump says # the bread was good.", "says", HYPOTHETICAL),
        ("Suppose Trump had said # the bread was good.", "said", HYPOTHETICAL),
        ("In a fake video, Trump says # the bread was good.", "says", HYPOTHETICAL),
        ("A forged letter has Trump say # the bread was good.", "say", HYPOTHETICAL),
        ("In the new play, Trump says # the bread was good.", "says", HYPOTHETICAL),
        ("Trump called it a fake video and said # the bread was good.", "said", STATED),
        ("It was not Trump who said # the bread was good.", "said", NEGATED),
        ("It was Trump who said # the bread was good.", "said", STATED),
        ("It was not clear who baked it, but Trump said # the bread was good.", "said", STATED),
        ("A fake account was closed, and Trump said # the bread was good.", "said", STATED),
        ("In a novel move, Trump said # the bread was good.", "said", STATED),
        ("In a comedy club in Ohio, Trump said # the bread was good.", "said", STATED),
        ("Trump is to say on Monday # the bread was good.", "say", FUTURE),
        ("In an AI-generated video Trump says # the bread was good.", "says", HYPOTHETICAL),
        ("In a deepfake Trump says # the bread was good.", "says", HYPOTHETICAL),
    ],
)
def test_assertion(text: str, cue: str, assertion: Assertion) -> None:
    text = text.replace("# ", "")
    (found,) = find(rules(("the bread was good", cue, "Trump")), text)
    assert found.assertion is assertion


@pytest.mark.parametrize(
    ("text", "cue", "source", "assertion"),
    [
        ("Trump left. I cannot remember him ever saying # the bread was good.", "saying", "him", NEGATED),
        ("Trump left. Nobody has heard him say # the bread was good.", "say", "him", NEGATED),
        ("No one at the mill can recall Trump saying # the bread was good.", "saying", "Trump", NEGATED),
        ("I have never heard Trump say # the bread was good.", "say", "Trump", NEGATED),
        ("The baker does not remember Trump telling him # the bread was good.", "telling", "Trump", NEGATED),
        ("In ten years, none of them had known Trump to say # the bread was good.", "say", "Trump", NEGATED),
        ("Never have I seen Trump say # the bread was good.", "say", "Trump", NEGATED),
        ("Nowhere in the recording does he say # the bread was good.", "say", "he", NEGATED),
        ("He went nowhere that day. He said # the bread was good.", "said", "He", STATED),
        ("Nobody who heard Trump say # the bread was good will forget it.", "say", "Trump", STATED),
        ("I had never heard Trump say # the bread was good before.", "say", "Trump", STATED),
        ("Bakers remember Trump saying # the bread was good.", "saying", "Trump", STATED),
        ("They do not like Trump, and heard Trump say # the bread was good.", "say", "Trump", STATED),
        ("Not only bakers heard Trump say # the bread was good.", "say", "Trump", STATED),
        ("Nobody laughed; we all heard Trump say # the bread was good.", "say", "Trump", STATED),
        ("Nobody doubts that millers heard Trump say # the bread was good.", "say", "Trump", STATED),
        ("Nobody asked. Trump remembers saying # the bread was good.", "saying", "Trump", STATED),
    ],
)  # fmt: skip
def test_what_nobody_has_heard_him_say_is_not_said(text: str, cue: str, source: str, assertion: Assertion) -> None:
    text = text.replace("# ", "")
    (found,) = find(rules(("the bread was good", cue, source)), text, view=View.EVERYBODY)
    assert found.assertion is assertion


@pytest.mark.parametrize(
    ("text", "cue", "assertion"),
    [
        ("Trump would not name them: “You know them.”", "would not name", Assertion.STATED),
        ("Trump did not answer: “You know them.”", "did not answer", Assertion.STATED),
        ("Trump would not say: “You know them.”", "would not say", Assertion.NEGATED),
        ("Trump never said “You know them.”", "never said", Assertion.NEGATED),
    ],
)
def test_what_he_says_in_place_of_what_he_holds_back_is_said(text: str, cue: str, assertion: Assertion) -> None:
    (found,) = find(rules(("“You know them.”", cue, "Trump")), text)
    assert found.assertion is assertion


@pytest.mark.parametrize(
    ("words", "cue", "assertion"),
    [
        ("He'd said", "'d said", STATED),
        ("He’d told bakers", "’d told", STATED),
        ("He'd warned", "warned", STATED),
        ("He'd already promised", "promised", STATED),
        ("He'd often complained", "'d often complained", STATED),
        ("He'd say", "'d say", HYPOTHETICAL),
        ("He’d tell bakers", "’d tell", HYPOTHETICAL),
        ("He'd never say", "'d never say", NEGATED),
        ("He'd not said", "'d not said", NEGATED),
        ("He'll say", "'ll say", FUTURE),
        ("He’ll tell bakers", "’ll tell", FUTURE),
    ],
)
@pytest.mark.parametrize("is_with_verb", [True, False], ids=["he'd", "he"])
def test_he_is_a_word_of_its_own_before_had_and_would(
    words: str,
    cue: str,
    assertion: Assertion,
    is_with_verb: bool,  # noqa: FBT001 - a table
) -> None:
    text = f"Trump left. {words} the bread was good."
    source = words.split(maxsplit=1)[0] if is_with_verb else "He"
    (found,) = find(rules(("the bread was good", cue, source)), text)
    assert (found.actor_id, found.assertion) == ("trump", assertion)


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("“We stay. Never will we go,” Trump said.", "“We stay. Never will we go,”"),
        ("“I never met him. Neither did my wife,” Trump said.", "“I never met him. Neither did my wife,”"),
        ("Trump's answer was short: “We stay.”", "“We stay.”"),
        (
            "“We stay. If Spain were to ask, we would answer,” Trump said.",
            "“We stay. If Spain were to ask, we would answer,”",
        ),
        ("“We stay. Should they come, we will answer,” Trump said.", "“We stay. Should they come, we will answer,”"),
    ],
)
def test_what_he_says_does_not_take_it_back(text: str, content: str) -> None:
    cue, source = ("said", "Trump") if "said" in text else ("answer was short:", "Trump's")
    (found,) = find(rules((content, cue, source)), text)
    assert found.assertion is STATED


@pytest.mark.parametrize(
    ("behind", "assertion"),
    [
        ("He did not say it.", NEGATED),
        ("He never said so.", NEGATED),
        ("Trump never wrote these words.", NEGATED),
        ("He did not say that the bread was old.", STATED),
        ("He did not say when.", STATED),
        ("He never said a kinder word.", STATED),
        ("The baker did not say it was stale.", STATED),
        ("Netanyahu never said it.", STATED),
        ("He never said this.", NEGATED),
        ("There is no record that he ever said it.", NEGATED),
        ("The post is fake. No such post exists.", NEGATED),
        ("The ministry said he had said no such thing.", NEGATED),
        ("It was a crude forgery.", STATED),
        ("The post was a crude forgery.", NEGATED),
        ("The post is short.", STATED),
        ("The bread is fake.", STATED),
    ],
)
def test_words_that_the_text_then_takes_back(behind: str, assertion: Assertion) -> None:
    text = f"Trump said “the bread was good.” {behind}"
    (found,) = find(rules(("“the bread was good.”", "said", "Trump")), text)
    assert found.assertion is assertion


def test_she_who_never_said_it_is_not_he_who_says_that_she_did() -> None:
    text = "Trump said that a baker called bread stale. She never said it."
    (found,) = find(rules(("a baker called bread stale", "said", "Trump")), text)
    assert found.assertion is STATED


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Trump reportedly said the bread was good.", id="reportedly"),
        pytest.param(
            "According to two people familiar with the talk, Trump said the bread was good.", id="according to people"
        ),
        pytest.param("According to the indictment, Trump said the bread was good.", id="according to an indictment"),
        pytest.param("Trump is said to have said the bread was good.", id="is said to"),
    ],
)
def test_hearsay_is_second_hand(text: str) -> None:
    found = find(rules(("the bread was good", "said", "Trump")), text)
    assert [quotation.second_hand for quotation in found] == [True]


@pytest.mark.parametrize(
    ("behind", "is_second_hand"),
    [
        pytest.param("according to two people familiar with the talk", False, id="people"),
        pytest.param("according to an official in Ankara", False, id="an official"),
        pytest.param("according to the indictment", True, id="an indictment"),
        pytest.param("according to rumours in the market", True, id="rumours"),
    ],
)
def test_an_outlet_vouches_for_what_it_says_before_it_names_its_sources(behind: str, *, is_second_hand: bool) -> None:
    found = find(rules(("the bread was good", "said", "Trump")), f"Trump said the bread was good, {behind}.")
    assert [quotation.second_hand for quotation in found] == [is_second_hand]


def test_words_that_a_post_puts_into_his_mouth_are_second_hand() -> None:
    text = "A post has Trump saying “the bread was good.”"
    found = find(rules(("“the bread was good.”", "saying", "Trump")), text)
    assert [quotation.second_hand for quotation in found] == [True]


def test_what_another_tells_of_an_actor_is_second_hand() -> None:
    text = "A baker claimed that Trump said the bread was good."
    watcher = rules(
        ("that Trump said the bread was good", "claimed", "A baker"), ("the bread was good", "said", "Trump")
    )
    assert [quotation.second_hand for quotation in find(watcher, text)] == [True]


def test_whom_an_actor_quotes_is_not_the_actor() -> None:
    text = "Netanyahu quoted Eyal Zamir as saying that the bread was good."
    assert find(rules(("the bread was good", "quoted", "Netanyahu")), text) == ()


def test_thoughts_are_no_statements() -> None:
    assert find(rules(("the bread was good", "believes", "Trump")), "Trump believes the bread was good.") == ()


@pytest.mark.parametrize(
    ("text", "content", "cue", "assertion"),
    [
        ("Trump said no such thing on Monday.", "no such thing", "said", NEGATED),
        ("Trump said no such letter had come.", "no such letter had come", "said", STATED),
        ("Trump said nothing about bread, milk or salt.", "bread, milk or salt", "said nothing about", NEGATED),
        ("Trump said nothing had been baked.", "nothing had been baked", "said", STATED),
    ],
)
def test_who_says_nothing_of_a_thing_did_not_say_it(text: str, content: str, cue: str, assertion: Assertion) -> None:
    (found,) = find(rules((content, cue, "Trump")), text, view=View.ALL)
    assert found.assertion is assertion
