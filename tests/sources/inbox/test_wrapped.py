"""Lines as a printer or a mail program breaks them become paragraphs again."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.inbox.wrapped import unwrapped, without_running_heads

LETTER = [
    "The minister said on Monday that the toll would not be",
    "paid by anybody who lives on the island, and that he had",
    "told the council so. He said it in the hall of the town.",
    "The council did not answer him. It has until the end of",
    "the month to do so.",
    "Nobody asked.",
]
WRAPPED = {
    "wrapped": (LETTER, [" ".join(LETTER[:5]), "Nobody asked."]),
    "each sentence on a line": (
        ["The minister said on Monday that the toll would not be paid.", "He left.", "Nobody had a question for him."],
        ["The minister said on Monday that the toll would not be paid.", "He left.", "Nobody had a question for him."],
    ),
    "a name parted": (
        ["“The toll will not be paid by anybody here,” said Esmail", "Baghaei, the spokesman."],
        ["“The toll will not be paid by anybody here,” said Esmail Baghaei, the spokesman."],
    ),
    "speakers": (
        [*LETTER[:4], "A: Nobody will pay it, as I have told you many times now.", "MR. VANCE: He means it."],
        [" ".join(LETTER[:4]), "A: Nobody will pay it, as I have told you many times now.", "MR. VANCE: He means it."],
    ),
    "long lines are paragraphs": (
        [" ".join([*LETTER[:3], *LETTER[:3]]), " ".join([*LETTER[:3], LETTER[5]])] * 3,
        [" ".join([*LETTER[:3], *LETTER[:3]]), " ".join([*LETTER[:3], LETTER[5]])] * 3,
    ),
    "blank lines": (["One", "", "two"], ["One", "two"]),
    "a compound": (["a cease-fire, he said of the", "cease-", "fire"], ["a cease-fire, he said of the cease-fire"]),
    "nothing": ([], []),
}


@pytest.mark.parametrize("case", WRAPPED)
def test_lines_become_the_paragraphs_that_they_were_broken_from(case):
    lines, paragraphs = WRAPPED[case]
    assert unwrapped(lines) == paragraphs


def test_a_printer_parts_words_and_a_typist_does_not():
    lines = ["the inter-", "national toll"]
    assert unwrapped(lines, hyphenates=True) == ["the international toll"]
    assert unwrapped(lines) == ["the inter-national toll"]


def test_what_heads_and_ends_each_page_is_left_out():
    pages = [["Remarks at the quay", f"Text {name} goes on", f"{number} of 4"] for number, name in enumerate("abcd", 1)]
    assert without_running_heads(pages) == [f"Text {name} goes on" for name in "abcd"]
    assert without_running_heads(pages[:2])[0] == "Remarks at the quay"


@given(st.lists(st.text(alphabet=st.sampled_from("aAZ.:- -—“”é\t"), max_size=60), max_size=12))
def test_no_letter_is_lost_or_moved_however_lines_are_broken(lines):
    assert "".join("".join(unwrapped(lines)).split()) == "".join("".join(lines).split())


def test_no_run_of_capitals_holds_up_a_reader():
    began = time.process_time()
    unwrapped(["x" * 90, "A" * 200_000, "A " * 100_000, "Aa" * 100_000])
    assert time.process_time() - began < 2
