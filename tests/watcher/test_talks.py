"""Talks: in which paragraph somebody else has the word, and where the turn of a transcript ends."""

# ruff: noqa: E501 - one case a line

from __future__ import annotations

import pytest

from bot.core.crediting import statement_text
from bot.core.model import View
from tests.watcher.reader import find, rules


def of_actor(text: str, actor: str, *found: tuple[str, str, str]) -> list[str]:
    """What an actor says by his name, of what the model finds."""
    quotations = find(rules(*found), text, view=View.ALL)
    return [
        statement_text(text, one.content)
        for one in quotations
        if one.actor_id == actor and one.source and not one.rejected
    ]


@pytest.mark.parametrize(
    ("text", "content", "wanted"),
    [
        pytest.param("“Who shut it?” asked Trump.\n\n“The porter, sir.”", "“Who shut it?” … “The porter, sir.”", ["Who shut it?"], id="behind a question"),
        pytest.param("“A gate,” asked Trump.\n\n“The porter shut it.”\n\n“Then open it.”", "“A gate,” … “The porter shut it.”", ["A gate"], id="others go on below"),
        pytest.param("“Look here,” the porter said.\n\n“A gate,” asked Trump.\n\n“It is shut.”", "“A gate,” … “It is shut.”", ["A gate"], id="others spoke above"),
        pytest.param("The gate was shut.\n\n“A gate,” asked Trump.\n\n“We will open it.”\n\nIt rained.", "“A gate,” … “We will open it.”", ["A gate\xa0… We will open it."], id="nobody else talks"),
        pytest.param("“A gate,” asked Trump. “Is it shut?\n\n“It is, I see.”\n\nIt rained.", "“A gate,” … “Is it shut? … “It is, I see.”", ["A gate\xa0… Is it shut? It is, I see."], id="the question did not close"),
    ],
)  # fmt: skip
def test_who_comes_next_in_a_talk_is_somebody_else(text: str, content: str, wanted: list[str]) -> None:
    assert of_actor(text, "trump", (content, "asked", "Trump")) == wanted


@pytest.mark.parametrize(
    ("below", "is_his"),
    [
        pytest.param("From Tehran Baghaei answered on X. “One gate is enough,” he wrote.", False, id="he has words of his own there"),
        pytest.param("Baghaei answered from Tehran.", True, id="he has none"),
    ],
)  # fmt: skip
def test_whose_answer_is_told_below_did_not_say_what_stands_above(below: str, is_his: bool) -> None:  # noqa: FBT001
    text = f"“The gate is shut.”\n\n{below}"
    assert ("The gate is shut." in of_actor(text, "baghaei", ("“The gate is shut.”", "answered", "Baghaei"))) is is_his


CAPTIONS = "Trump spoke at noon. “We like gates.”\n\n“Gates are for goats.” {}\n\nIt rained."


@pytest.mark.parametrize(
    ("behind", "is_his"),
    [
        pytest.param("Belgium's premier, on the same", False, id="a caption"),
        pytest.param("", True, id="nothing"),
        pytest.param("It was noon.", True, id="a sentence"),
    ],
)
def test_a_caption_says_who_spoke_though_nobody_knows_him(behind: str, is_his: bool) -> None:  # noqa: FBT001 - a table
    text = CAPTIONS.format(behind).replace(" \n", "\n")
    found = find(rules(), text, view=View.ALL)
    (item,) = [one for one in found if text[slice(*one.content[0])].startswith("Gates are")]
    assert (item.actor_id == "trump") is is_his


TURNS = "Q: Is the gate shut?\n\nTRUMP: “It is. We like it shut.”\n\n{}\n\nQ: And the mill?\n\nTRUMP: “We sold it.”"


@pytest.mark.parametrize(
    ("below", "wanted"),
    [
        pytest.param("(In Tehran Baghaei said the gate was his.)", "It is. We like it shut.", id="a note in brackets"),
        pytest.param("Your reporter pointed at the porter, who said, “Ask me later.”", "It is. We like it shut.", id="narrative"),
        pytest.param("“And it stays shut.”", "It is. We like it shut. And it stays shut.", id="he goes on"),
    ],
)  # fmt: skip
def test_a_turn_in_marks_ends_with_them(below: str, wanted: str) -> None:
    text = TURNS.format(below)
    assert of_actor(text, "trump")[:1] == [wanted]


def test_a_turn_without_marks_goes_on() -> None:
    text = TURNS.replace("“", "").replace("”", "").format("It will be opened when the mill is sold.")
    assert of_actor(text, "trump")[:1] == ["It is. We like it shut. It will be opened when the mill is sold."]


SCRIPT = "Donald Trump spoke on the lawn.\n[{}]\n“Two weeks. Not fifteen days.”\n[TRACK 2]\nIt rained."


@pytest.mark.parametrize(
    ("line", "is_his"),
    [
        pytest.param("SOT TRUMP, South Lawn, 0:14", True, id="above the words"),
        pytest.param("CLIP: Donald Trump, at the gate", True, id="with a colon"),
        pytest.param("SOT REZVANI, VOICED OVER", False, id="somebody else"),
        pytest.param("NAT SOUND: BAZAAR", False, id="no person"),
    ],
)
def test_a_clip_is_of_whoever_its_line_names(line: str, is_his: bool) -> None:  # noqa: FBT001 - a table
    said = of_actor(SCRIPT.format(line), "trump")
    assert ("Two weeks. Not fifteen days." in said) is is_his


def test_a_clip_may_stand_in_its_line() -> None:
    text = "Donald Trump was heard.\n[CLIP TRUMP 0'09: “They charged us like a ferry.”]\nIt rained."
    assert of_actor(text, "trump") == ["They charged us like a ferry."]


LOG = "🔴 07:14\nBaghaei: The text is long.\n{}\nGold falls in Oran.\n🔴 07:20\nBaghaei: The answer is short.\n🔴 07:30\nTRUMP: SO WE WAIT.\n🔴 07:31\nTRUMP: NOT LONG."


@pytest.mark.parametrize("stamp", ["🔴 07:15", "🟡 07:58 | Brent falls.", "07:15", "7:15 a.m."])
def test_a_turn_ends_with_its_entry_of_a_log(stamp: str) -> None:
    assert of_actor(LOG.format(stamp), "baghaei") == ["The text is long.", "The answer is short."]


def test_who_speaks_of_himself_in_his_words_is_no_source_of_them() -> None:
    text = "Prime Minister Benjamin Netanyahu, this evening, at the ceremony for bakers:\n“Dear bakers.\nI told him: Hold the oven.”"
    assert of_actor(text, "netanyahu", ("“Dear bakers. … I told him: Hold the oven.”", ":", "I")) == [
        "Dear bakers. I told him: Hold the oven."
    ]


def test_a_clip_says_how_its_speaker_is_known() -> None:
    text = SCRIPT.format("SOT TRUMP, South Lawn, 0:14")
    (clip,) = [one for one in find(rules(), text, view=View.ALL) if one.source]
    assert clip.steps == (
        "found by a name beside the quotation",
        "heard in a clip of Donald Trump",
        "its speaker is known by the layout",
    )
