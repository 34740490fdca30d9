"""The judge: cross-encoder, rules and clock to one verdict, with what decided it."""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003
from typing import TYPE_CHECKING

import numpy as np

from bot.core.errors import WeightsError
from bot.core.model import Difference, DifferenceKind, Relation, Verdict
from bot.core.words import fingerprint
from bot.novelty.clock import occasions
from bot.novelty.encoder import WEIGHTS_FOLDER, Encoder, check_weights
from bot.novelty.evidence import FEATURES, Evidence, find_evidence
from bot.novelty.excerpt import is_excerpt, is_run
from bot.novelty.match import Match, Rendering
from bot.novelty.thresholds import MOST_DOUBT, SHOWN_OF_STRETCH
from bot.novelty.vetoes import VETOES, replaced

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.novelty.vetoes import Finding

_COMBINER = "combiner.json"
_SAME, _CHANGED, _DIFFERENT = range(3)


class Combiner:
    """A logistic regression over the logits of the encoder and the features of the rules."""

    def __init__(
        self,
        *,
        mean: np.ndarray,
        scale: np.ndarray,
        coefficients: np.ndarray,
        merge_at: float,
        synonym_at: float,
        perhaps_at: float,
        sure_at: float,
        sure_synonym_at: float,
    ) -> None:
        """Take arrays [features], [features], [3, features + 1] (bias last) and the thresholds on P(same).

        Args:
            mean: of each input.
            scale: of each input.
            coefficients: of each class.
            merge_at: from here two texts are one.
            synonym_at: the same for texts of nearly one wording, in which words of weight stand for others.
            perhaps_at: from here to `merge_at` they are perhaps one.
            sure_at: from here they are surely one, which is asked before news is hidden.
            sure_synonym_at: the same for texts as under `synonym_at`.

        """
        self._mean, self._scale, self._coefficients = mean, scale, coefficients
        self.merge_at = merge_at
        self.synonym_at = synonym_at
        self.perhaps_at = perhaps_at
        self.sure_at = sure_at
        self.sure_synonym_at = sure_synonym_at

    @classmethod
    def load(cls, path: Path) -> Combiner:
        """Read combiner.json.

        Raises:
            WeightsError: it is missing, or of another version.

        """
        try:
            given = json.loads(path.read_text(encoding="utf-8"))
            if given["features"] != list(FEATURES):
                msg = f"{path}: made for other rules than these; install the package again"
                raise WeightsError(msg)
            return cls(
                mean=np.array(given["mean"]),
                scale=np.array(given["scale"]),
                coefficients=np.array(given["coefficients"]),
                merge_at=given["merge_at"],
                synonym_at=given["synonym_at"],
                perhaps_at=given["perhaps_at"],
                sure_at=given["sure_at"],
                sure_synonym_at=given["sure_synonym_at"],
            )
        except (OSError, ValueError, KeyError) as error:
            msg = f"{path}: cannot be read ({error}); install the package again"
            raise WeightsError(msg) from error

    def probabilities(self, logits: np.ndarray, features: np.ndarray) -> np.ndarray:
        """Give P(same, changed, different), [pairs, 3], from logits [pairs, 3] and features [pairs, n]."""
        inputs = (np.hstack([logits, features]) - self._mean) / self._scale
        scores = inputs @ self._coefficients[:, :-1].T + self._coefficients[:, -1]
        powers = np.exp(scores - scores.max(1, keepdims=True))
        shares: np.ndarray = powers / powers.sum(1, keepdims=True)
        return shares


class Judge:
    """Compares renderings of one actor's words. Holds no state but the weights."""

    def __init__(self, encoder: Encoder, combiner: Combiner, *, without: Collection[str] = ()) -> None:
        """Take the loaded parts; `load` is the usual way.

        Args:
            encoder: the network.
            combiner: weighs it with the rules.
            without: names of vetoes that are taken away, to measure what they are worth.

        """
        unknown = set(without) - VETOES
        if unknown:
            raise ValueError(f"no veto has the name {', '.join(sorted(unknown))}")
        self._encoder = encoder
        self._combiner = combiner
        self._without = frozenset(without)

    @classmethod
    def load(cls, path: Path | None = None, threads: int = 1, *, without: Collection[str] = ()) -> Judge:
        """Load the weights that come with the package, or those of a folder; `threads` serve one comparison.

        Args:
            path: the folder.
            threads: of one comparison.
            without: names of vetoes (`VETOES`) that are taken away, to measure what they are worth.

        Raises:
            WeightsError: a file is missing, damaged or of another version.
            ValueError: no veto has such a name.

        """
        folder = path or WEIGHTS_FOLDER
        check_weights(folder)
        return cls(Encoder.load(folder, threads), Combiner.load(folder / _COMBINER), without=without)

    def compare(self, actor_id: str, a: Rendering, b: Rendering) -> Match:
        """Give the verdict on two renderings, whatever their order; its differences lead from `a` to `b`."""
        return self.compare_many(actor_id, b, [a])[0]

    def compare_many(self, actor_id: str, new: Rendering, candidates: Sequence[Rendering]) -> list[Match]:  # noqa: ARG002
        """Give the verdict on one rendering against each candidate, in the order of the candidates.

        A difference leads from the candidate, which was there before, to the new one.
        """
        if not candidates:
            return []
        found = [_evidence_on(candidate, new, self._without) for candidate in candidates]
        logits = self._encoder.logits([(row.normal_a, row.normal_b) for row in found])
        shares = self._combiner.probabilities(logits, np.array([row.features for row in found]))
        return [
            self._match(candidate, new, row, share)
            for candidate, row, share in zip(candidates, found, shares, strict=True)
        ]

    def _match(self, a: Rendering, b: Rendering, found: Evidence, share: np.ndarray) -> Match:
        one_wording = fingerprint(a.text) == fingerprint(b.text) or is_excerpt(a.text, b.text)
        score = 1.0 if one_wording else round(float(share[_SAME]), 4)
        is_replaced = None if "replaced" in self._without else replaced(found.edits)
        veto = None if one_wording else found.veto
        if veto is None and score < self._combiner.synonym_at:
            veto = is_replaced
        if veto is None and score >= self._combiner.merge_at:
            sure_at = self._combiner.sure_synonym_at if is_replaced else self._combiner.sure_at
            verdict = _merging(a, b, certain=score >= sure_at, rule="wording" if one_wording else "substance")
        else:
            verdict = _parting(found, share, veto=veto, is_clear=score < self._combiner.perhaps_at)
        return Match(verdict=verdict, score=score)


def _merging(a: Rendering, b: Rendering, *, certain: bool, rule: str) -> Verdict:
    """Give the verdict on two that say the same: one utterance on one occasion, a repetition on two."""
    one_occasion, days_apart = occasions(a, b)
    return Verdict(
        relation=Relation.SAME if one_occasion else Relation.REPEAT,
        certain=certain or is_run(a.text, b.text),
        rule=rule,
        days_apart=days_apart,
    )


def _parting(found: Evidence, share: np.ndarray, *, veto: Finding | None, is_clear: bool) -> Verdict:
    """Give the verdict on two that do not say the same: a change where they are on one point."""
    on_one_point = max(share[_SAME], share[_CHANGED])
    relation = Relation.CHANGED if on_one_point >= share[_DIFFERENT] else Relation.DIFFERENT
    doubtful = relation is Relation.CHANGED and share[_DIFFERENT] > MOST_DOUBT
    return Verdict(
        relation=relation,
        certain=(veto is not None or is_clear) and not doubtful,
        rule="substance" if veto is None else veto.rule,
        differences=_differences(relation, found),
    )


def _evidence_on(a: Rendering, b: Rendering, without: Collection[str]) -> Evidence:
    day_a, day_b = ((rendering.said_at or rendering.published_at).date() for rendering in (a, b))
    return find_evidence(
        a.text,
        b.text,
        day_a,
        day_b,
        indirect_a=a.kind != "direct",
        indirect_b=b.kind != "direct",
        without=without,
    )


def _differences(relation: Relation, found: Evidence) -> tuple[Difference, ...]:
    """Give what differs on one point; where no rule names it, the first words that stand for others."""
    if relation is Relation.DIFFERENT:
        return ()
    if found.findings:
        return tuple(dict.fromkeys(one.difference for one in found.findings))
    if found.edits.near and found.edits.stretches:
        before, after = (" ".join(words[:SHOWN_OF_STRETCH]) for words in found.edits.stretches[0])
        return (Difference(kind=DifferenceKind.WORDING, before=before, after=after),)
    return ()
