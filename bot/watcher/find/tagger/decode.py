"""From the scores of the words to quotations: labels, spans, links, confidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.watcher.find.tagger import crf
from bot.watcher.find.tagger.link import CONTENT_CUE, CONTENT_SOURCE, CUE_SOURCE, Linker, candidates, softmax_by_left

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeAlias

    from numpy.typing import NDArray

    from bot.watcher.find.tagger.encoded import EncodedText

    Ranges: TypeAlias = tuple[tuple[int, int], ...]

_UNSEEN = -9.0
"""Log probability of a source that one of the two relations did not look at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanTriple:
    """One quotation: what was said, by which words it is reported, whose words they are.

    Character ranges [start, end) into the text. `cue` and `source` are empty when there is none. `score` in 0..1 is
    raw, to be calibrated; `features` are what it is made of.
    """

    content: Ranges
    cue: Ranges
    source: Ranges
    score: float
    features: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Scores:
    """What the network says about n words: `emissions` (n, labels) and `hidden` (n, hidden size)."""

    emissions: NDArray[np.float32]
    hidden: NDArray[np.float32]


def decode(encoded: EncodedText, scores: Scores, weights: Mapping[str, NDArray[np.float32]]) -> list[SpanTriple]:
    """Find the quotations, in the order of their first words.

    Args:
        encoded: the text.
        scores: of its words.
        weights: `transitions` and `start` of the chain and those of `Linker`.

    """
    if not encoded.words:
        return []
    chain = (scores.emissions, weights["transitions"], weights["start"])
    path = crf.best_path(*chain)
    content, cue, source = (spans(path, begin) for begin in (crf.CONTENT, crf.CUE, crf.SOURCE))
    if not len(content):
        return []
    probability = crf.marginals(*chain)
    linker = Linker(weights)
    cue_of, cue_link = _best(linker, CONTENT_CUE, scores.hidden, content, cue, encoded)
    groups = _groups(cue_of)
    source_of, source_link = _sources(linker, scores.hidden, groups, content, cue, source, encoded)
    found = []
    for (cue_index, members), chosen, source_probability in zip(groups, source_of, source_link, strict=True):
        parts = content[members]
        features = {
            "content": min(_inside(probability, crf.CONTENT, *part) for part in parts),
            "borders": min(_borders(probability, crf.CONTENT, *part) for part in parts),
            "cue": 1.0 if cue_index < 0 else _inside(probability, crf.CUE, *cue[cue_index]),
            "source": 1.0 if chosen < 0 else _inside(probability, crf.SOURCE, *source[chosen]),
            "cue_link": float(cue_link[members].min()),
            "source_link": float(source_probability),
            "parts": float(len(members)),
            "words": float((parts[:, 1] - parts[:, 0] + 1).sum()),
        }
        found.append(
            SpanTriple(
                content=_characters(encoded, parts),
                cue=() if cue_index < 0 else _characters(encoded, cue[[cue_index]]),
                source=() if chosen < 0 else _characters(encoded, source[[chosen]]),
                score=features["content"]
                * features["cue"]
                * features["source"]
                * features["cue_link"]
                * features["source_link"],
                features=features,
            )
        )
    return sorted(found, key=lambda attribution: attribution.content)


def spans(path: NDArray[np.int64], begin: int) -> NDArray[np.int64]:
    """Rows (first word, last word) of the spans of a kind, given the label that begins one."""
    firsts = np.flatnonzero(path == begin)
    goes_on = np.append(path[1:] == begin + 1, False)
    ends = np.flatnonzero(~goes_on)
    return np.stack([firsts, ends[np.searchsorted(ends, firsts)]], axis=1)


def _best(
    linker: Linker,
    relation: int,
    hidden: NDArray[np.float32],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    encoded: EncodedText,
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """For each left span the right span it belongs to, or -1 for none, and the probability of that."""
    pairs = candidates(left, right, encoded)
    linked, alone = softmax_by_left(pairs, *linker.scores(relation, hidden, left, right, pairs))
    return _choose(pairs.left, pairs.right, linked, alone)


def _choose(
    left: NDArray[np.int64], right: NDArray[np.int64], score: NDArray[np.float32], none: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    chosen = np.full(len(none), -1)
    best = none.copy()
    order = np.lexsort((score, left))
    last = np.append(left[order][1:] != left[order][:-1], True)[: len(order)]
    top = order[last]
    better = score[top] > none[left[top]]
    chosen[left[top][better]] = right[top][better]
    best[left[top][better]] = score[top][better]
    return chosen, best


def _groups(cue_of: NDArray[np.int64]) -> list[tuple[int, NDArray[np.int64]]]:
    """Gather the contents that share a cue; one without a cue stands alone."""
    order = np.argsort(cue_of, kind="stable")
    alone = int((cue_of < 0).sum())
    groups: list[tuple[int, NDArray[np.int64]]] = [(-1, order[i : i + 1]) for i in range(alone)]
    cues, begins = np.unique(cue_of[order[alone:]], return_index=True)
    members = np.split(order[alone:], begins[1:]) if len(cues) else []
    return groups + list(zip(cues.tolist(), members, strict=True))


def _sources(
    linker: Linker,
    hidden: NDArray[np.float32],
    groups: list[tuple[int, NDArray[np.int64]]],
    content: NDArray[np.int64],
    cue: NDArray[np.int64],
    source: NDArray[np.int64],
    encoded: EncodedText,
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """For each group its source or -1, and the probability of that.

    The cue and the contents of a group vote with their log probabilities, the contents together counting as much as
    the cue.
    """
    keys, gains, none = [], [], np.zeros(len(groups), np.float32)
    cued = np.array([group for group, (index, _) in enumerate(groups) if index >= 0], np.int64)
    sizes = np.array([len(members) for _, members in groups])
    owner = np.repeat(np.arange(len(groups)), sizes)
    share = np.where(np.isin(np.arange(len(groups)), cued), 0.5, 1.0) / sizes
    ballots = (
        (CUE_SOURCE, cue[[groups[group][0] for group in cued]], cued, np.full(len(cued), 0.5)),
        (CONTENT_SOURCE, content[np.concatenate([members for _, members in groups])], owner, share[owner]),
    )
    for relation, voters, groups_of_voters, weights in ballots:
        order = np.argsort(voters[:, 0], kind="stable")
        left, group, weight = voters[order], groups_of_voters[order], weights[order]
        pairs = candidates(left, source, encoded)
        linked, alone = softmax_by_left(pairs, *linker.scores(relation, hidden, left, source, pairs))
        keys.append(group[pairs.left] * len(source) + pairs.right)
        gains.append(weight[pairs.left] * (_logarithm(linked) - _UNSEEN))
        none += np.bincount(group, weight * _logarithm(alone), len(groups)).astype(np.float32)
    key, where = np.unique(np.concatenate(keys), return_inverse=True)
    total = _UNSEEN + np.bincount(where, np.concatenate(gains), len(key)).astype(np.float32)
    left, right = np.divmod(key, max(len(source), 1))
    raised, raised_none = np.exp(total), np.exp(none)
    mass = raised_none + np.bincount(left, raised, len(groups)).astype(np.float32)
    return _choose(left, right, raised / mass[left], raised_none / mass)


def _logarithm(probability: NDArray[np.float32]) -> NDArray[np.float32]:
    logarithm: NDArray[np.float32] = np.log(np.maximum(probability, np.exp(_UNSEEN)))
    return logarithm


def _inside(probability: NDArray[np.float64], begin: int, first: int, last: int) -> float:
    return float(probability[first : last + 1, begin : begin + 2].sum(1).mean())


def _borders(probability: NDArray[np.float64], begin: int, first: int, last: int) -> float:
    goes_on = probability[last + 1, begin + 1] if last + 1 < len(probability) else 0.0
    return float(probability[first, begin] * (1 - goes_on))


def _characters(encoded: EncodedText, rows: NDArray[np.int64]) -> Ranges:
    return tuple((encoded.words[first][0], encoded.words[last][1]) for first, last in rows.tolist())
