"""Whether a line is somebody's own words, an answer, a letter or a post.

A logistic model judges what the network makes of the words of the line.
`python -m training.own_paragraphs` writes the weights, in the network's own units, beside this file.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bot.watcher.find.tagger.decode import Scores
    from bot.watcher.find.tagger.encoded import EncodedText

LINE_WEIGHTS: Final = "own_lines.json"


def line_odds(text: str, encoded: EncodedText, scores: Scores) -> list[float]:
    """Give the log odds of each line of a text that it is somebody's own words."""
    weights, bias = _weights()
    odds: list[float] = (line_means(text, encoded, scores) @ weights + bias).tolist()
    return odds


def line_means(text: str, encoded: EncodedText, scores: Scores) -> NDArray[np.float32]:
    """Give the mean of what the network makes of the words of each line, (lines, hidden size); zeros without any."""
    breaks = [at for at, char in enumerate(text) if char == "\n"]
    line_of = np.searchsorted(breaks, [start for start, _ in encoded.words])
    out = np.zeros((len(breaks) + 1, scores.hidden.shape[1]), np.float32)
    np.add.at(out, line_of, scores.hidden)
    counts = np.maximum(np.bincount(line_of, minlength=len(out)), 1).astype(np.float32)
    return np.asarray(out / counts[:, None], np.float32)


@cache
def _weights() -> tuple[NDArray[np.float32], float]:
    stored = json.loads(files("bot.watcher.find.tagger").joinpath(LINE_WEIGHTS).read_text(encoding="utf-8"))
    return np.array(stored["weights"], np.float32), stored["bias"]
