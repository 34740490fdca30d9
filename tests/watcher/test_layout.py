"""Speech that stands in the layout, and clauses by rule: no model at all."""

# ruff: noqa: E501 - one case a line

from __future__ import annotations

import pytest

from bot.core.model import Kind
from tests.watcher.reader import find, rules, told

HIT = [
    pytest.param("Baghaei said: we carefully weigh every word; we answer in time.", "baghaei", "we carefully weigh every word; we answer in time.", id="after a colon"),
    pytest.param("Baghaei spoke.\nHe added: the gate is open to all.", "baghaei", "the gate is open to all.", id="he added"),
    pytest.param("Netanyahu, in response to the mayor of Haifa, emphasised: the port stays.", "netanyahu", "the port stays.", id="apposition between"),
    pytest.param("REPORTER: Is it done? PRESIDENT TRUMP: It is done. REPORTER: When?", "trump", "It is done.", id="labels in a line"),
    pytest.param("SPOKESMAN BAGHAEI: Good morning.\nQUESTION: Is it so?\nSPOKESMAN BAGHAEI: It is.", "baghaei", "It is.", id="labels in lines"),
    pytest.param("Trump came.\nQ: Will you sell?\nA: Never in my life.", "trump", "Never in my life.", id="Q and A"),
    pytest.param("“I never sold it.” – Donald Trump", "trump", "I never sold it.", id="name after a dash"),
    pytest.param("Netanyahu: ‘No tram on Mondays’", "netanyahu", "No tram on Mondays", id="headline"),
    pytest.param("• Trump: talks on tin ‘dead’ • Netanyahu: no tram on Mondays", "netanyahu", "no tram on Mondays", id="bullets"),
    pytest.param("Trump posted on Truth Social: Tin is BACK in a big way! — Donald J. Trump (@realDonaldTrump) May 2", "trump", "Tin is BACK in a big way!", id="post with its trailer"),
    pytest.param("Trump wrote a second post:\nTin is BACK in a big way!", "trump", "Tin is BACK in a big way!", id="block below"),
    pytest.param("“The bread is good,” Netanyahu said.", "netanyahu", "The bread is good,", id="marks and a verb"),
    pytest.param("“The bread is good,” said the Israeli prime minister, Benjamin Netanyahu.", "netanyahu", "The bread is good,", id="inverted"),
    pytest.param("Netanyahu was brief. “The bread is good.”", "netanyahu", "The bread is good.", id="floating"),
    pytest.param("Netanyahu said that the bread was good.", "netanyahu", "the bread was good", id="that-clause"),
    pytest.param("Netanyahu told reporters in Haifa that the bread was good.", "netanyahu", "the bread was good", id="told somebody that"),
    pytest.param("The bread, Netanyahu said, was good.", "netanyahu", "The bread … was good", id="inserted"),
    pytest.param("According to Netanyahu, the bread was good.", "netanyahu", "the bread was good", id="according to"),
    pytest.param("Critics mocked his claim. They heard Netanyahu repeat his claim that the bread was good.", "netanyahu", "the bread was good", id="noun"),
    pytest.param("قال بقائي: «الخبز جيد جدا اليوم».", "baghaei", "الخبز جيد جدا اليوم", id="Arabic"),
]  # fmt: skip

MISS = [
    pytest.param("The agenda: bread, wine and a word from Trump.", id="a colon without a verb"),
    pytest.param("Trump likes the so-called “golden loaf”.", id="scare quotes"),
    pytest.param("Read also: Trump said that the bread was good", id="a link to another article"),
    pytest.param("Aides to Trump said that the bread was good.", id="his aides"),
    pytest.param("Trump's baker said that the bread was good.", id="his baker"),
    pytest.param("Netanyahu came, and his office said the bread was good.", id="his office"),
    pytest.param("Trump was told that the bread was good.", id="he was told"),
]


@pytest.mark.parametrize(("text", "actor_id", "words"), HIT)
def test_found(text: str, actor_id: str, words: str) -> None:
    assert (actor_id, words) in told(text, find(rules(), text))


@pytest.mark.parametrize("text", MISS)
def test_not_found(text: str) -> None:
    assert told(text, find(rules(), text)) == []


def test_a_turn_is_direct_speech_and_holds_no_stage_direction() -> None:
    text = "REPORTER: Ready? PRESIDENT TRUMP: Always. (Laughter.) Always ready. REPORTER: Thanks."
    (found,) = [quotation for quotation in find(rules(), text) if quotation.actor_id]
    assert found.kind is Kind.DIRECT
    assert [text[slice(*span)] for span in found.content] == ["Always.", "Always ready."]
