"""Sentences that go on beside a tracked actor's: which are asked about, and whose they are then."""

from __future__ import annotations

import pytest

from bot.core.model import View
from bot.watcher import thresholds
from tests.watcher.reader import MarkedTagger, find, reported, rules, with_model

SURE = thresholds.SURELY_GOES_ON
SAID = ("The bridge was sound", "said", "Trump")
BEFORE = "The bridge was sound, Trump said."
OTHER = "Nobody would pay"


class Passage(MarkedTagger):
    """A model that finds some quotations, and says how probable it is that Trump says a sentence with these words."""

    def __init__(self, *quotations: tuple[str, str, str], **shares: float) -> None:
        super().__init__(*quotations)
        self.shares = shares
        self.asked: list[str] = []

    def who_speaks(self, text, content, source, names):
        assert source == ()
        asked = " ".join(text[slice(*span)] for span in content)
        self.asked.append(asked)
        share = next((share for word, share in self.shares.items() if word in asked.lower()), 0.0)
        return [1 - share, *(share if name == "Donald Trump" else 0.0 for name in names)]


def said(text: str, model: Passage) -> list[str]:
    return [words for actor, words in reported(text, find(with_model(model), text)) if actor == "trump"]


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        pytest.param(SURE, ["The bridge was sound", "It had stood for a century"], id="sure that it is his"),
        pytest.param(SURE - 0.01, ["The bridge was sound"], id="not sure enough: the reporter's"),
    ],
)
def test_a_sentence_behind_his_is_his_where_the_network_is_sure(share, expected):
    assert said(f"{BEFORE} It had stood for a century.", Passage(SAID, century=share)) == expected


ASKED = [
    pytest.param(f"{BEFORE} {OTHER}.", [OTHER], id="behind it"),
    pytest.param(f"It rained. {OTHER}. {BEFORE}", [OTHER], id="before it"),
    pytest.param(f"{BEFORE} It rained. {OTHER}.", [OTHER], id="in his paragraph"),
    pytest.param(f"{OTHER}. {BEFORE}", [], id="not the first of a paragraph"),
    pytest.param(f"{BEFORE}\n{OTHER}.", [], id="nor in another one"),
    pytest.param(f"* {BEFORE}\n* It rained. {OTHER}.", [OTHER], id="but in the same list"),
    pytest.param(f"{BEFORE}\n* It rained. {OTHER}.", [], id="nor in a list below"),
    pytest.param(f"1. {BEFORE}\n2. {OTHER}.", [], id="nor the first of an item"),
    pytest.param(f"{BEFORE} He left.", [], id="nor of two words"),
    pytest.param(f"Trump left early. {OTHER}.", [], id="nor where he says nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), ASKED)
def test_asked_about_are_sentences_that_nothing_holds_in_his_paragraph(text, expected):
    model = Passage(SAID)
    said(text, model)
    assert model.asked == expected


@pytest.mark.parametrize(
    ("quotation", "text"),
    [
        pytest.param(
            ("The bridge was sound", "never said", "Trump"),
            "The bridge was sound, Trump never said. Nobody would pay.",
            id="what he did not say",
        ),
        pytest.param(
            ("the bridge was sound", "said", "Bell"),
            "Trump met Ann Bell. Later Bell said the bridge was sound. Nobody would pay.",
            id="what somebody else said",
        ),
    ],
)
def test_nothing_goes_on(quotation, text):
    model = Passage(quotation, pay=1.0)
    assert OTHER not in said(text, model)
    assert model.asked == []


def test_an_item_in_which_somebody_else_is_reported_goes_on_with_him():
    model = Passage(SAID, ("Flour was dear", "added", "Ed Howe"), pay=1.0)
    assert OTHER not in said(f"* {BEFORE}\n* Flour was dear, Ed Howe added. {OTHER}.", model)


def test_what_was_found_is_gone_on_with():
    text = f"{BEFORE} It had stood for a century. Ships passed beneath it. Nobody would pay."
    found = said(text, Passage(SAID, century=1.0, ships=0.0, pay=1.0))
    assert found == ["The bridge was sound", "It had stood for a century", "Nobody would pay"]


def test_a_page_without_end_is_asked_about_so_many_times():
    model = Passage(SAID, pay=1.0)
    said(" ".join([BEFORE] + [f"{OTHER}."] * (thresholds.MOST_TO_GO_ON + 5)), model)
    assert len(model.asked) == thresholds.MOST_TO_GO_ON


@pytest.mark.parametrize("verb", ["told reporters on Monday", "denied"])
def test_no_verb_of_another_sentence_goes_with_it(verb):
    text = f"Trump {verb} that the bridge was sound. Nobody would pay."
    model = Passage(("that the bridge was sound", verb.split()[0], "Trump"), pay=1.0)
    found = find(with_model(model), text, view=View.ALL)
    assert [(one.verb, one.cue) for one in found if OTHER in text[slice(*one.content[0])]] == [(None, ())]


def test_the_steps_say_why():
    text = f"{BEFORE} Nobody would pay."
    found = find(with_model(Passage(SAID, pay=0.98)), text, view=View.ALL)
    (steps,) = [one.steps for one in found if OTHER in text[slice(*one.content[0])]]
    assert "goes on, and the passage reads as if Donald Trump spoke, 98% likely" in steps


def test_without_a_network_nothing_goes_on():
    text = f"{BEFORE} It had stood for a century."
    assert [words for _, words in reported(text, find(rules(SAID), text))] == ["The bridge was sound"]
