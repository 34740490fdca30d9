"""The points of a statement, by a table: what is cut, what is not, and that nothing is lost between two of them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.words import JOINT
from bot.novelty.wordings.points import points_of

# Each with `|` where it is cut: what stands between two points is left out beside it.
CUT = [
    # sentences
    "We stay. | They go.",
    "We stay! | Do they go? | Nobody knows…",
    "“We stay.” | “They go.”",
    "We stay.\n | They go",
    "The minister met Dr. Lee at 3 p.m. in Oslo. | They agreed.",
    "No. | We are leaving.",
    "Yes! | Absolutely. | We sign tomorrow.",
    "We pay 3.5 million. | They pay 1,200.",
    "It was… a mistake. | We regret it.",
    "We will see… | The council decides.",
    f"We stay[{JOINT.rstrip()}] | They go{JOINT}by train.",
    "He (the envoy) left. | She stays.",
    # clauses
    "Enrichment is our right[, and] | we are leaving the treaty.",
    "The bridge is ours[, but] | they will not admit it.",
    "We have had enough[; and] | it ends tonight.",
    "We said no[;] | we meant it.",
    "The quay is rotten[ – and] | nobody has paid for it.",
    "The quay is rotten[—and] | I have said so for years.",
    "We’re tired[, and] | they’re fed up.",
    "The pact is dead[, and] | the prices of bread and of milk have risen.",
    "The pact is dead[, and] | there is no other.",
    "The pact is dead[, and] | now we will sell the grain.",
    "The pact is dead[, and] | Oslo will never sign another.",
    "We left[, and] | they know it[, and] | everybody has seen it.",
    "that the port is closed[, and] | that ferries are sold",
    "And we stay[, and] | they go.",
    "I asked for bread, milk and salt[, and] | we were given stones.",
    "We have bread, milk and eggs[, and] | you know it.",
]
WHOLE = [
    "No",
    "Never again.",
    "Absolutely not!",
    "War and peace",
    "Bread, milk, and eggs are cheap.",
    "We need bread, fresh milk, and eggs are gone.",
    "We pay a quarter of the costs, and half of them from June.",
    "We went home, and have stayed there.",
    "We will keep the dam shut, and the bridge as well.",
    "We and they are one.",
    "We agreed with Oslo, Bern and Rome.",
    "They pay, or we leave.",
    "Touch us, and we will strike.",
    "Leave now, and we will talk.",
    "If they attack, we will answer, and we will win.",
    "When the war ended, they left, and we were alone.",
    "And if they attack, we will answer, and we will win.",
    "We know the men who came, and who is behind them.",
    "It is a lie that we pay, and that they know it.",
    "We asked whether it is true, and whether they knew.",
    "He called it “a plot, and we know it”.",
    "The talks of Mr. Olsen, Sen. Lee and Gen. Park",
    "On Jan. 5 we signed.",
    "It was… a mistake",
    "We want No. 10 to answer.",
    "They sell at 1,000, and at 2,000 in June.",
    "We came, and quickly.",
    "We came, and to stay is our right.",
    "the U.S. fleet, and with it the planes",
    "",
    " \n ",
    "…",
]
TEXT = st.text() | st.lists(
    st.sampled_from(["we", "they", "and", "but", ",", ";", ".", "?", "is", "will", "pay", "“", "”", "that", "if", "–"])
).map(" ".join)


@pytest.mark.parametrize("row", CUT)
def test_a_text_is_cut_where_two_points_meet(row):
    text = row.replace(" | ", " ").replace("[", "").replace("] ", " ")
    expected = [re.sub(r"\[.*?\]", "", point).strip() for point in row.split(" | ")]
    assert [text[slice(*point)] for point in points_of(text)] == expected


@pytest.mark.parametrize("text", WHOLE)
def test_what_does_not_stand_by_itself_is_not_cut_off(text):
    assert [text[slice(*point)] for point in points_of(text)] == ([text] if text.strip() else [])


@given(TEXT)
def test_every_character_is_of_a_point_or_parts_two_of_them(text):
    points = points_of(text)
    ends = [0, *(place for point in points for place in point), len(text)]
    assert ends == sorted(ends)
    assert all(text[start:end].strip() for start, end in points)
    between = [text[start:end] for start, end in zip(ends[::2], ends[1::2], strict=True)]
    assert all(re.fullmatch(r"(?i)\s*(?:[,;–—-]\s*(?:(?:and|but)\s)?)?\s*", one) for one in between)
