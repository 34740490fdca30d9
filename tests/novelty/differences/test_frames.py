"""One frame with another subject: what is said of one thing is not what is said of another."""

from __future__ import annotations

import pytest

from bot.core.model import Relation
from tests.novelty.renderings import MERGED, rendering

SUMMER_THINGS = ("harbour wall", "night train", "salt tax", "school roof", "ferry fare", "grain store")
SUMMER_FRAMES = ("The {} comes back to the table every summer", "The {} will be finished before the first snow")
# Neither these frames nor these things stand in a seed.
THINGS = ("bell tower", "chestnut avenue", "mountain hut", "tannery", "glass roof", "bandstand", "pump room")
FRAMES = (
    "Nobody in the cabinet has read the file on the {}.",
    "It was the {} that kept us awake last night.",
    "We inherited the {} from those who came before us, and we will hand it on.",
    "Half the town has signed the petition against the {}.",
    "Without the {} there is no reason to hold the vote.",
    "My neighbours talk of nothing but the {}.",
    "The whole quarrel over the {} began with a misprint.",
    "Let others argue about the {}; we have work to do.",
    "I would rather lose my seat than give up the {}.",
    "The {} was a gift, and gifts are not for sale.",
    "What they call progress I call the end of the {}.",
    "The {} has outlived four governments.",
)
FILLED = [[frame.format(thing) for thing in SUMMER_THINGS] for frame in SUMMER_FRAMES] + [
    [frame.format(thing) for thing in THINGS] for frame in FRAMES
]


@pytest.fixture(scope="module")
def in_one_frame(shipped):
    """The matches of every two of a frame, by the first filling of the frame."""
    return {
        texts[0]: [
            match
            for place, text in enumerate(texts)
            for match in shipped.compare_many("a", rendering(text), [rendering(other) for other in texts[:place]])
        ]
        for texts in FILLED
    }


@pytest.mark.parametrize("texts", FILLED[: len(SUMMER_FRAMES)], ids=SUMMER_FRAMES)
def test_one_frame_with_another_subject_is_never_merged(in_one_frame, texts):
    assert MERGED.isdisjoint(match.verdict.relation for match in in_one_frame[texts[0]])


@pytest.mark.parametrize("texts", FILLED, ids=[texts[0] for texts in FILLED])
def test_one_frame_with_another_subject_is_never_surely_the_same(in_one_frame, texts):
    assert MERGED.isdisjoint(match.verdict.relation for match in in_one_frame[texts[0]] if match.verdict.certain)


def test_few_subjects_in_one_frame_are_taken_for_one(in_one_frame):
    verdicts = [match.verdict.relation for matches in in_one_frame.values() for match in matches]
    merged = sum(verdict in MERGED for verdict in verdicts)
    assert merged <= 0.1 * len(verdicts)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        pytest.param("The dam is safe, and it will hold.", "The dam is secure, and it will hold.", id="adjective"),
        pytest.param("We regard the paper as void.", "We consider the paper as void.", id="verb"),
        pytest.param("He has lied to the whole town.", "He has lied to the entire town.", id="quantity"),
    ],
)
def test_a_synonym_in_one_frame_is_merged(shipped, a, b):
    assert shipped.compare("a", rendering(a), rendering(b)).verdict.relation is Relation.SAME
