"""The chain over the labels of the words: best path and marginals, in numpy, linear in the words.

Both are sums over paths, one in the max-plus, one in the sum-product algebra. The words are cut into about sqrt(n)
blocks whose running products are taken side by side, which makes sqrt(n) numpy steps out of n.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

LABELS = ("O", "B-content", "I-content", "B-cue", "I-cue", "B-source", "I-source")
OUT = 0
CONTENT, CUE, SOURCE = 1, 3, 5
"""The label that begins a span of each kind; the next one continues it."""

FORBIDDEN = -1e4
"""Added to the score of a label that continues no span of its kind."""


def forbidden_transitions() -> NDArray[np.float32]:
    """(labels, labels) from one word to the next: FORBIDDEN where a span would go on that has not begun."""
    table = np.zeros((len(LABELS), len(LABELS)), np.float32)
    for begin in (CONTENT, CUE, SOURCE):
        table[:, begin + 1] = FORBIDDEN
        table[begin, begin + 1] = table[begin + 1, begin + 1] = 0
    return table


def forbidden_starts() -> NDArray[np.float32]:
    """(labels,) FORBIDDEN for a first word that continues a span."""
    row = np.zeros(len(LABELS), np.float32)
    row[[CONTENT + 1, CUE + 1, SOURCE + 1]] = FORBIDDEN
    return row


def best_path(
    emissions: NDArray[np.float32], transitions: NDArray[np.float32], start: NDArray[np.float32]
) -> NDArray[np.int64]:
    """The labels (n,) of the best path: emissions (n, labels), transitions (labels, labels), start (labels,)."""
    if not len(emissions):
        return np.zeros(0, np.int64)
    emissions = emissions.astype(np.float64)
    steps = transitions.astype(np.float64)[None] + emissions[1:, None, :]
    unit = np.where(np.eye(len(LABELS), dtype=bool), 0.0, -1e9)
    forward = _messages(start + emissions[0], steps, unit, _max_plus)
    backward = _messages(np.zeros(len(LABELS)), steps.transpose(0, 2, 1)[::-1], unit, _max_plus)[::-1]
    path: NDArray[np.int64] = (forward + backward).argmax(1)
    return path


def marginals(
    emissions: NDArray[np.float32], transitions: NDArray[np.float32], start: NDArray[np.float32]
) -> NDArray[np.float64]:
    """The probability (n, labels) of each label of each word; arguments as for `best_path`."""
    if not len(emissions):
        return np.zeros((0, len(LABELS)))
    weight = np.exp(emissions.astype(np.float64) - emissions.max(1, keepdims=True))
    steps = np.exp(transitions.astype(np.float64))[None] * weight[1:, None, :]
    unit = np.eye(len(LABELS))
    forward = _messages(np.exp(start.astype(np.float64)) * weight[0], steps, unit, _sum_product)
    backward = _messages(np.ones(len(LABELS)), steps.transpose(0, 2, 1)[::-1], unit, _sum_product)[::-1]
    joint = forward * backward
    total: NDArray[np.float64] = joint / joint.sum(1, keepdims=True)
    return total


def _max_plus(left: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    best: NDArray[np.float64] = (left[..., :, :, None, :] + right[..., None, :, :, :]).max(-3)
    return best


def _sum_product(left: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    product = np.matmul(left, right, axes=[(-3, -2)] * 3)
    scaled: NDArray[np.float64] = product / product.max((-3, -2), keepdims=True)
    return scaled


def _messages(
    first: NDArray[np.float64],
    steps: NDArray[np.float64],
    unit: NDArray[np.float64],
    combine: Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]],
) -> NDArray[np.float64]:
    """Row t is `first` carried over the first t matrices of `steps` (n - 1, labels, labels); (n, labels).

    The blocks stand on the last axis: numpy is quick along a long one, and slow along seven labels.
    """
    count, width = len(steps), len(first)
    if not count:
        return first[None]
    length = max(int(np.sqrt(count)), 1)
    blocks = -(-count // length)
    padded = np.concatenate([steps, np.broadcast_to(unit, (blocks * length - count, width, width))])
    blockwise = np.ascontiguousarray(padded.reshape(blocks, length, width, width).transpose(1, 2, 3, 0))
    running = np.empty_like(blockwise)
    running[0] = blockwise[0]
    for step in range(1, length):
        running[step] = combine(running[step - 1], blockwise[step])
    carried = np.empty((1, width, blocks))
    carried[0, :, 0] = first
    for block in range(1, blocks):
        carried[..., block : block + 1] = combine(carried[..., block - 1 : block], running[-1, ..., block - 1 : block])
    rows = combine(carried[None], running)[:, 0].transpose(2, 0, 1).reshape(blocks * length, width)[:count]
    return np.concatenate([first[None], rows])
