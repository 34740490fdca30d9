"""Pairs of spans and their scores."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.watcher.find.tagger import link
from bot.watcher.find.tagger.encoded import EncodedText, encode
from bot.watcher.find.tagger.link import MOST_EACH_SIDE, REACH, Linker, candidates, softmax_by_left
from bot.watcher.find.tagger.quote_states import quote_states
from tests.watcher.tagger.tables import piece_table

TABLE = piece_table()
HIDDEN = 4


def lines(*lengths: int) -> EncodedText:
    """So many words in each line, without a sentence end."""
    return encode("\n".join(" ".join("w" * length) for length in lengths), TABLE, quote_states)


def spans(*rows: tuple[int, int]) -> np.ndarray:
    return np.array(rows, np.int64).reshape(-1, 2)


def weights(seed: int = 0) -> dict[str, np.ndarray]:
    chance = np.random.default_rng(seed)
    parts = link.RELATIONS * 4 * link.LINK_SIZE
    shapes = {
        "link.weight": (HIDDEN, parts),
        "link.bias": (parts,),
        "distance": (link.RELATIONS, link.DISTANCES),
        "between": (link.RELATIONS, 2, link.STEPS),
        "paragraphs": (link.RELATIONS, link.STEPS),
        "sentences": (link.RELATIONS, link.STEPS),
        "none": (link.RELATIONS, link.LINK_SIZE),
        "none_bias": (link.RELATIONS,),
    }
    return {name: chance.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}


def test_a_pair_knows_distance_side_and_what_stands_between() -> None:
    encoded = lines(10, 10)
    pairs = candidates(spans((4, 5)), spans((0, 0), (2, 2), (9, 9), (15, 16)), encoded)
    assert pairs.right.tolist() == [0, 1, 2, 3]
    assert pairs.side.tolist() == [0, 0, 1, 1]
    assert pairs.between.tolist() == [1, 0, 0, 1]
    assert pairs.paragraphs.tolist() == [0, 0, 0, 1]
    half = link.DISTANCES // 2
    assert pairs.distance.tolist() == [3, 1, half + 3, half + 5]


def test_sentence_ends_between_are_counted() -> None:
    encoded = encode("a b. c d. e", TABLE, quote_states)
    pairs = candidates(spans((0, 0)), spans((1, 1), (4, 4), (6, 6)), encoded)
    assert pairs.sentences.tolist() == [0, 1, 2]


def test_spans_out_of_reach_are_no_candidates() -> None:
    pairs = candidates(spans((0, 0)), spans((5, 5), (REACH + 10, REACH + 10)), lines(REACH + 50))
    assert pairs.right.tolist() == [0]


def test_with_none_in_reach_the_nearest_on_each_side_are_candidates() -> None:
    far = 2 * REACH
    pairs = candidates(
        spans((far, far)), spans((0, 0), (9, 9), (2 * far, 2 * far), (2 * far + 5, 2 * far + 5)), lines(2 * far + 50)
    )
    assert pairs.right.tolist() == [1, 2]


def test_no_right_spans_no_pairs() -> None:
    pairs = candidates(spans((3, 3)), spans(), lines(10))
    assert len(pairs.left) == len(pairs.right) == 0


def test_pairs_grow_with_the_spans_not_with_their_square() -> None:
    many = np.stack([np.arange(20_000)] * 2, axis=1)
    encoded = lines(20_000)
    began = time.process_time()
    pairs = candidates(many, many, encoded)
    assert len(pairs.left) <= 2 * MOST_EACH_SIDE * len(many)
    assert time.process_time() - began < 5


@given(seed=st.integers(0, 1000), relation=st.integers(0, link.RELATIONS - 1))
def test_scores_are_those_of_the_formula(seed: int, relation: int) -> None:
    chance = np.random.default_rng(seed)
    hidden = chance.normal(size=(30, HIDDEN)).astype(np.float32)
    left, right = spans((4, 5), (20, 20)), spans((0, 1), (9, 9), (25, 27))
    w, encoded = weights(seed), lines(15, 15)
    pairs = candidates(left, right, encoded)
    scores, none = Linker(w).scores(relation, hidden, left, right, pairs)

    def vector(span: np.ndarray, role: int) -> np.ndarray:
        total = np.zeros(link.LINK_SIZE)
        for part, word in enumerate(span):
            columns = slice((role + part) * link.LINK_SIZE, (role + part + 1) * link.LINK_SIZE)
            total += hidden[word] @ w["link.weight"][:, columns] + w["link.bias"][columns]
        return total * 0.5 * (1 + np.tanh(np.sqrt(2 / np.pi) * (total + 0.044715 * total**3)))

    for k, (i, j) in enumerate(zip(pairs.left, pairs.right, strict=True)):
        a, b = vector(left[i], 4 * relation), vector(right[j], 4 * relation + 2)
        expected = a @ b / 8 + w["distance"][relation][pairs.distance[k]]
        expected += w["between"][relation][pairs.side[k], pairs.between[k]]
        expected += w["paragraphs"][relation][pairs.paragraphs[k]] + w["sentences"][relation][pairs.sentences[k]]
        assert scores[k] == pytest.approx(expected, rel=1e-3, abs=1e-3)
        assert none[i] == pytest.approx(a @ w["none"][relation] / 8 + w["none_bias"][relation], rel=1e-3, abs=1e-3)


def test_probabilities_of_a_left_span_and_of_nothing_sum_to_one() -> None:
    pairs = candidates(spans((0, 0), (8, 8)), spans((2, 2), (4, 4)), lines(10))
    linked, none = softmax_by_left(
        pairs, np.array([1.0, 2.0, -1.0, 90.0], np.float32), np.array([0.0, 3.0], np.float32)
    )
    assert np.bincount(pairs.left, linked) + none == pytest.approx([1.0, 1.0])
    assert linked[3] == pytest.approx(1.0)
