from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.watcher.text.normalise import normalise


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        pytest.param("plain “text”", "plain “text”", id="nothing to do"),
        pytest.param("a\u200bb\u00adc", "abc", id="zero width and soft hyphen go"),
        pytest.param("a\u00a0b\u2009c\td", "a b c d", id="odd spaces are spaces"),
        pytest.param("a\r\nb\u2028c\rd", "a\nb\nc\nd", id="every line break is one"),
        pytest.param("e\u0301te\u0301", "été", id="a letter takes its accent"),
        pytest.param("x\u0323\u0323y", "x\u0323y"[:1] + "y", id="a stray accent goes"),
        pytest.param("ب\u064e", "ب", id="Arabic vowel signs go"),
        pytest.param("a\u202eb", "ab", id="direction marks go"),
        pytest.param("â€œNo, itâ€™s late,â€ he said", "“No, it’s late,” he said", id="a misread charset"),
        pytest.param("â€œCafÃ©â€\x9d", "“Café”", id="and an accent beside it"),
        pytest.param("aâ€‹b", "ab", id="one that is not shown"),
        pytest.param("“SÍ”, CafÃ©", "“SÍ”, CafÃ©", id="letters that may be meant"),
    ],
)
def test_text_is_cleaned(text: str, clean: str) -> None:
    assert normalise(text).text == clean


def test_offsets_lead_back() -> None:
    text = "\u200bHe sa\u00adid:\r\n“\u202aNo\u202c.”"
    clean = normalise(text)
    start = clean.text.index("No")
    assert text[slice(*clean.to_original((start, start + 2)))] == "No"
    start = clean.text.index("said")
    assert text[slice(*clean.to_original((start, start + 4)))] == "sa\u00adid"
    text = "He said:\u00a0â€œWe wonâ€™t.â€"
    clean = normalise(text)
    assert text[slice(*clean.to_original((9, 20)))] == "â€œWe wonâ€™t.â€"


MAIL = """OTTUMWA -- The mayor stopped for 47 minutes at the fair on
Friday, judged a pie and told the crowd that a second train
would stop at the fair from May.

"You are going to have so many trains that you will ask me to
slow them down," he said from a wagon in front of the barn,
which had been painted for the day in the colours of a train.

-- Staff
"""
LIST = """What we know so far of the ferry and of the bridge by the mill:
The ferry sails on Friday.
The bridge is shut, says the mayor, and will be so until the end of May.
Nobody was hurt.
The mill is for sale, and the harbour office has had two offers since then.
It rains.
"""


HEADLINES = """Mayor says the tariffs on bread will rise again if talks fail in Ge
Harbour office summons the captains of three ferries after a vote in
Council to face a vote of no confidence next week, the whip has said
Pope calls for a truce and urges help for the many hungry in the so
Oil price climbs to a three-month high on fear of a strait that shut
Bakers march"""
TRANSCRIPT = """Mayor: I do, and he will come here after that, and it will be a good
Reporter: The captains say that nothing has been decided about the day
and the hour, as far as they can see it from the bridge of the ferry
Mayor: They will see it when they see it, and not an hour before that
and the bridge will be open for them, and for all the others as well
- He said that the harbour was safe and that the ferries would sail."""


def test_lines_broken_at_a_width_are_paragraphs() -> None:
    clean = normalise(MAIL)
    assert clean.text.splitlines()[0].endswith("would stop at the fair from May.")
    assert "slow them down" in clean.text
    assert [line for line in clean.text.splitlines() if line][-1] == "-- Staff"
    assert len(clean.text) == len(MAIL)


@pytest.mark.parametrize(
    "text", [LIST, HEADLINES, MAIL.replace("\n\n", "\n").replace("\n", "\n\n"), "One\nTwo\nThree\nFour\nFive\nSix"]
)
def test_lines_of_their_own_stay_lines(text: str) -> None:
    assert normalise(text).text == text


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("    The ferry leaves the harbour tonight. It will\n    be back when the captains have signed.", True),
        ("He said that the ferry leaves the harbour, and\nwhen it is back nobody knows.", True),
        ("The ferry leaves the harbour tonight, he said.\nwhen it is back nobody knows.", False),
        ("The ferry leaves the harbour tonight, he said;\nwhen it is back nobody knows;", False),
        ("The ferry leaves the harbour tonight\nCaptains have not signed.", False),
        ("The ferry leaves the harbour tonight\n\nwhen it is back nobody knows", False),
        ("bread and milk\nmilk and bread", False),
        ("> The ferry would have sailed by Christmas\nand commented: “So true.”", False),
        ("The ferry leaves the harbour and the bay\n- when it is back nobody knows", False),
    ],
)
def test_a_line_that_a_small_word_goes_on_is_joined_with_the_next_one(text: str, *, is_one: bool) -> None:
    clean = normalise(text).text
    assert len(clean) == len(text)
    assert ("\n" not in clean) is is_one


def test_a_byline_stays_a_line() -> None:
    assert (
        "\nBy Jana Marsh"
        in normalise(MAIL.replace("\n\n-- Staff", "\nBy Jana Marsh, in Ottumwa and in Des Moines, with agencies")).text
    )


def test_a_label_or_a_bullet_begins_a_line_of_its_own() -> None:
    lines = normalise(TRANSCRIPT).text.splitlines()
    assert [line.split()[0] for line in lines] == ["Mayor:", "Reporter:", "Mayor:", "-"]


@given(st.text())
def test_every_span_lies_in_the_original(text: str) -> None:
    clean = normalise(text)
    assert len(clean.text) <= len(text)
    previous = 0
    for at in range(len(clean.text)):
        start, end = clean.to_original((at, at + 1))
        assert previous <= start < end <= len(text)
        previous = end
