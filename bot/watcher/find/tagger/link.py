"""Which cue a content belongs to, and whose words they are: scores of pairs of spans, in numpy."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from bot.watcher.find.tagger.encoded import EncodedText

CONTENT_CUE, CUE_SOURCE, CONTENT_SOURCE = range(3)
"""The three relations; each scores a left span against the right spans near it, or against none."""
RELATIONS = 3
LINK_SIZE = 64
"""Width of a span's vector in one relation."""

REACH = 200
"""Words between two spans which may still be linked; farther pairs are hardly ever seen in training."""
MOST_EACH_SIDE = 24
"""Right spans looked at before and after a left span, so that pairs grow with the spans and not with their square."""

_GAPS = np.array([0, 1, 2, 3, 5, 8, 12, 20, 32, 50, 80, 130])
DISTANCES = 2 * len(_GAPS)
"""Buckets of the words between two spans; the upper half is for a right span that follows."""
STEPS = 4
"""Counts of spans, paragraphs and sentences in between are capped at STEPS - 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Candidate pairs, ordered by `left`; every array has one entry per pair.

    `left`, `right`: indexes of the spans. `distance`: bucket. `side`: 1 when the right span follows. `between`,
    `paragraphs`, `sentences`: how many right spans, paragraph breaks and sentence ends stand between the two.
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    distance: NDArray[np.int64]
    side: NDArray[np.int64]
    between: NDArray[np.int64]
    paragraphs: NDArray[np.int64]
    sentences: NDArray[np.int64]


def distance_prior() -> NDArray[np.float32]:
    """(DISTANCES,) The score with which training starts: nearer is better."""
    one_side = -0.5 * np.log2(1 + _GAPS)
    return np.concatenate([one_side, one_side]).astype(np.float32)


def candidates(left: NDArray[np.int64], right: NDArray[np.int64], encoded: EncodedText) -> Pairs:
    """Pair each left span with the right spans near it.

    Args:
        left: spans as rows (first word, last word), ascending and not overlapping.
        right: the same.
        encoded: the text whose words the spans count.

    A left span with no right span in reach is paired with the nearest on each side.

    """
    starts, ends = right[:, 0], right[:, 1]
    after = np.searchsorted(starts, left[:, 1], "right")
    low = np.searchsorted(ends, left[:, 0] - REACH - 1, "left")
    high = np.searchsorted(starts, left[:, 1] + REACH + 1, "right")
    alone = low >= high
    low = np.where(alone, after - 1, np.maximum(low, after - MOST_EACH_SIDE)).clip(0)
    high = np.minimum(np.where(alone, after + 1, np.minimum(high, after + MOST_EACH_SIDE)), len(right))
    count = np.maximum(high - low, 0)
    i = np.repeat(np.arange(len(left)), count)
    j = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + np.repeat(low, count)
    side = (starts[j] > left[i, 1]).astype(np.int64)
    gap = np.where(side, starts[j] - left[i, 1], left[i, 0] - ends[j]) - 1
    distance = np.searchsorted(_GAPS, gap.clip(0), "right") - 1 + len(_GAPS) * side
    between = np.where(side, j - after[i], after[i] - 1 - j)
    near, far = np.minimum(left[i, 0], starts[j]), np.maximum(left[i, 0], starts[j])
    return Pairs(
        left=i,
        right=j,
        distance=distance,
        side=side,
        between=between.clip(0, STEPS - 1),
        paragraphs=(encoded.paragraph[far] - encoded.paragraph[near]).clip(0, STEPS - 1),
        sentences=(encoded.sentence[far] - encoded.sentence[near]).clip(0, STEPS - 1),
    )


@dataclass(frozen=True, slots=True)
class Linker:
    """The trained weights of the linker.

    `weights` holds `link.weight` (hidden, RELATIONS * 4 * LINK_SIZE: for each relation the first and last word of the
    left, then of the right span), `link.bias`, `distance` (RELATIONS, DISTANCES), `between` (RELATIONS, 2, STEPS),
    `paragraphs` and `sentences` (RELATIONS, STEPS), `none` (RELATIONS, LINK_SIZE) and `none_bias` (RELATIONS,).
    """

    weights: Mapping[str, NDArray[np.float32]]

    def scores(
        self,
        relation: int,
        hidden: NDArray[np.float32],
        left: NDArray[np.int64],
        right: NDArray[np.int64],
        pairs: Pairs,
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Score the pairs (one each) and the links to nothing (one per left span); hidden is (words, hidden size)."""
        w = self.weights
        a = self._vectors(hidden, left, 4 * relation)
        b = self._vectors(hidden, right, 4 * relation + 2)
        score = np.einsum("pk,pk->p", a[pairs.left], b[pairs.right]) / math.sqrt(LINK_SIZE)
        score += w["distance"][relation][pairs.distance]
        score += w["between"][relation][pairs.side, pairs.between]
        score += w["paragraphs"][relation][pairs.paragraphs]
        score += w["sentences"][relation][pairs.sentences]
        none = a @ w["none"][relation] / math.sqrt(LINK_SIZE) + w["none_bias"][relation]
        return score, none

    def _vectors(self, hidden: NDArray[np.float32], spans: NDArray[np.int64], role: int) -> NDArray[np.float32]:
        def project(words: NDArray[np.int64], part: int) -> NDArray[np.float32]:
            columns = slice(part * LINK_SIZE, (part + 1) * LINK_SIZE)
            projected: NDArray[np.float32] = (
                hidden[words] @ self.weights["link.weight"][:, columns] + self.weights["link.bias"][columns]
            )
            return projected

        return _gelu_by_tanh(project(spans[:, 0], role) + project(spans[:, 1], role + 1))


def softmax_by_left(
    pairs: Pairs, scores: NDArray[np.float32], none: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Turn scores of pairs and of links to nothing into probabilities that sum to one per left span."""
    highest = none.copy()
    np.maximum.at(highest, pairs.left, scores)
    raised, raised_none = np.exp(scores - highest[pairs.left]), np.exp(none - highest)
    total = raised_none + np.bincount(pairs.left, raised, len(none))
    return raised / total[pairs.left], raised_none / total


def _gelu_by_tanh(x: NDArray[np.float32]) -> NDArray[np.float32]:
    """Multiply by the normal distribution function, by the tanh formula: off by less than 0.001, and no loop."""
    gate: NDArray[np.float32] = x * 0.5 * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))
    return gate
