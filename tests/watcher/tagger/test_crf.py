"""The chain against brute force."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.watcher.find.tagger import crf

LABELS = len(crf.LABELS)


def chain(seed: int, words: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    chance = np.random.default_rng(seed)
    emissions = chance.normal(size=(words, LABELS)).astype(np.float32)
    transitions = chance.normal(size=(LABELS, LABELS)).astype(np.float32) + crf.forbidden_transitions()
    return emissions, transitions, chance.normal(size=LABELS).astype(np.float32) + crf.forbidden_starts()


def path_score(path: tuple[int, ...], emissions: np.ndarray, transitions: np.ndarray, start: np.ndarray) -> float:
    total = float(start[path[0]]) + sum(float(row[label]) for row, label in zip(emissions, path, strict=True))
    return total + sum(float(transitions[a, b]) for a, b in pairwise(path))


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), words=st.integers(1, 4))
def test_best_path_is_the_best_of_all(seed: int, words: int) -> None:
    scores = chain(seed, words)
    best = max(product(range(LABELS), repeat=words), key=lambda path: path_score(path, *scores))
    assert tuple(crf.best_path(*scores)) == best


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), words=st.integers(1, 4))
def test_marginals_are_the_shares_of_all_paths(seed: int, words: int) -> None:
    scores = chain(seed, words)
    expected = np.zeros((words, LABELS))
    for path in product(range(LABELS), repeat=words):
        expected[range(words), path] += np.exp(path_score(path, *scores))
    expected /= expected.sum(1, keepdims=True)
    assert crf.marginals(*scores) == pytest.approx(expected, abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), words=st.integers(1, 300))
def test_no_path_goes_on_with_a_span_that_has_not_begun(seed: int, words: int) -> None:
    path = crf.best_path(*chain(seed, words)).tolist()
    for before, label in zip([crf.OUT, *path], path, strict=False):
        if label in (crf.CONTENT + 1, crf.CUE + 1, crf.SOURCE + 1):
            assert before in (label - 1, label)


def test_best_path_of_a_long_text_is_that_of_the_step_by_step_algorithm() -> None:
    emissions, transitions, start = chain(7, 1_234)
    best, back = start + emissions[0], []
    for row in emissions[1:]:
        step = best[:, None] + transitions
        back.append(step.argmax(0))
        best = step.max(0) + row
    path = [int(best.argmax())]
    for pointers in reversed(back):
        path.append(int(pointers[path[-1]]))
    assert crf.best_path(emissions, transitions, start).tolist() == path[::-1]


def test_marginals_of_a_long_text_sum_to_one() -> None:
    assert crf.marginals(*chain(3, 5_000)).sum(1) == pytest.approx(np.ones(5_000))


def test_nothing_in_nothing_out() -> None:
    emissions, transitions, start = chain(1, 1)
    assert crf.best_path(emissions[:0], transitions, start).shape == (0,)
    assert crf.marginals(emissions[:0], transitions, start).shape == (0, LABELS)
