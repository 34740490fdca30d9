"""The judge: cross-encoder, vetoes and clock to one verdict, with what decided it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from pathlib import Path  # noqa: TC003
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from bot.core.errors import WeightsError
from bot.core.model import Difference, DifferenceKind, Kind, Relation, Verdict
from bot.core.words import fingerprint, words_of
from bot.novelty.clock import occasions, time_of
from bot.novelty.differences.beyond import goes_beyond
from bot.novelty.differences.evidence import Evidence, find_evidence
from bot.novelty.differences.vetoes import VETOES
from bot.novelty.encoder import WEIGHTS_FOLDER, Encoder, check_weights
from bot.novelty.match import Match, Rendering
from bot.novelty.thresholds import FAR_FROM, MOST_DOUBT
from bot.novelty.wordings.deixis import hangs_on_its_day, points_outside
from bot.novelty.wordings.excerpt import is_excerpt, is_run
from bot.novelty.wordings.verbs import BY_VERB, under_their_verbs

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


_CALIBRATION = "calibration.json"
_SPEAKER: Final = re.compile(r"\b(?:he|she)\b", re.IGNORECASE)  # of a report
_SAME, _CHANGED, _DIFFERENT = range(3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What turns the logits of the encoder into probabilities, and from which of them a verdict is sure."""

    scale: float  # of the logits
    changed: float  # added to the scaled logit of changed
    different: float  # the same of different
    sure_at: float  # P(same) from which two are surely one

    @classmethod
    def load(cls, path: Path) -> Calibration:
        """Read calibration.json.

        Raises:
            WeightsError: it is missing, or of another version.

        """
        try:
            return cls(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            msg = f"{path}: cannot be read ({error}); install the package again"
            raise WeightsError(msg) from error

    def probabilities(self, logits: np.ndarray) -> np.ndarray:
        """Give P(same, changed, different), [pairs, 3], from logits [pairs, 3]."""
        scores = logits * self.scale + np.array([0.0, self.changed, self.different])
        powers = np.exp(scores - scores.max(1, keepdims=True))
        shares: np.ndarray = powers / powers.sum(1, keepdims=True)
        return shares


class PairEncoder(Protocol):
    """The network."""

    def logits(self, pairs: Sequence[tuple[str, str]]) -> np.ndarray:
        """Give the logits of pairs as they stand, float64 [pairs, 3] for same, changed, different."""
        ...


class Judge:
    """Compares renderings of one actor's words. Holds no state but the weights."""

    def __init__(self, encoder: PairEncoder, calibration: Calibration, *, without: Collection[str] = ()) -> None:
        """Take the loaded parts; `load` is the usual way.

        Args:
            encoder: the network.
            calibration: of what it says.
            without: names of vetoes that are taken away, to measure what they are worth.

        """
        unknown = set(without) - VETOES
        if unknown:
            raise ValueError(f"no veto has the name {', '.join(sorted(unknown))}")
        self._encoder = encoder
        self._calibration = calibration
        self._without = frozenset(without)

    @classmethod
    def load(
        cls,
        path: Path | None = None,
        threads: int = 1,
        *,
        encoder: PairEncoder | None = None,
        without: Collection[str] = (),
    ) -> Judge:
        """Load the weights that come with the package, or those of a folder; `threads` serve one comparison.

        Args:
            path: the folder.
            threads: of one comparison.
            encoder: the network, where it is loaded already.
            without: names of vetoes (`VETOES`) that are taken away, to measure what they are worth.

        Raises:
            WeightsError: a file is missing, damaged or of another version.
            ValueError: no veto has such a name.

        """
        folder = path or WEIGHTS_FOLDER
        check_weights(folder)
        network = encoder or Encoder.load(folder, threads)
        return cls(network, Calibration.load(folder / _CALIBRATION), without=without)

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
        shares = self._shares([(row.normal_a, row.normal_b) for row in found])
        return [
            self._match(candidate, new, row, share)
            for candidate, row, share in zip(candidates, found, shares, strict=True)
        ]

    def _shares(self, pairs: Sequence[tuple[str, str]]) -> np.ndarray:
        """Give P(same, changed, different) of each pair, whatever its order, [pairs, 3].

        Most candidates are of another matter, which one order tells; in both, the logits are averaged.
        """
        ordered = [longer_first(*pair) for pair in pairs]
        logits = self._encoder.logits(ordered)
        near = np.flatnonzero(self._calibration.probabilities(logits)[:, _DIFFERENT] < FAR_FROM)
        logits[near] = (logits[near] + self._encoder.logits([ordered[row][::-1] for row in near])) / 2
        return self._calibration.probabilities(logits)

    def _match(self, a: Rendering, b: Rendering, found: Evidence, share: np.ndarray) -> Match:
        match = replace(under_their_verbs(self._of_words(a, b, found, share), a, b), shared=found.shared)
        if match.verdict.rule == BY_VERB and _may_be_of_two_things(a, b):
            return replace(match, verdict=replace(match.verdict, differences=()))
        return match

    def _of_words(self, a: Rendering, b: Rendering, found: Evidence, share: np.ndarray) -> Match:
        """Give the verdict on what both reports have behind their verbs."""
        if fingerprint(a.text) == fingerprint(b.text) or words_of(a.text) == words_of(b.text) != []:
            return Match(verdict=_merging(a, b, certain=True, rule="wording"), score=1.0)
        if is_excerpt(a.text, b.text):
            return Match(verdict=_merging(a, b, certain=True, rule="excerpt"), score=1.0)
        score = round(float(share[_SAME]), 4)
        if share.argmax() == _SAME and found.veto is None:
            certain = score >= self._calibration.sure_at
            return Match(verdict=_merging(a, b, certain=certain, rule="substance"), score=score)
        return Match(verdict=_parting(found, share), score=score)


def longer_first(a: str, b: str) -> tuple[str, str]:
    """Give two texts in the order in which one reading asks about them, whatever order they came in."""
    return (a, b) if (len(a), a) >= (len(b), b) else (b, a)


def _may_be_of_two_things(a: Rendering, b: Rendering) -> bool:
    """Tell whether equal words of two days may be of two things: "rejected the plan" of one, "welcomed the plan"."""
    one_occasion, _ = occasions(a, b)
    said = _SPEAKER.sub("I", b.text) if Kind.DIRECT not in {a.kind, b.kind} else b.text  # "denied that he had"
    return not one_occasion and (points_outside(said) or hangs_on_its_day(said, (time_of(a).date(), time_of(b).date())))


def _merging(a: Rendering, b: Rendering, *, certain: bool, rule: str) -> Verdict:
    """Give the verdict on two that say the same: one utterance on one occasion, a repetition on two."""
    one_occasion, days_apart = occasions(a, b)
    return Verdict(
        relation=Relation.SAME if one_occasion else Relation.REPEAT,
        certain=certain or is_run(a.text, b.text),
        rule=rule,
        days_apart=days_apart,
        in_part=goes_beyond(b.text, a.text),
    )


def _parting(found: Evidence, share: np.ndarray) -> Verdict:
    """Give the verdict on two that do not say the same: a change where they are on one point."""
    is_one_point = max(share[_SAME], share[_CHANGED]) >= share[_DIFFERENT]
    relation = Relation.CHANGED if is_one_point else Relation.DIFFERENT
    certain = share[_DIFFERENT] <= MOST_DOUBT if is_one_point else share.argmax() == _DIFFERENT
    return Verdict(
        relation=relation,
        certain=bool(certain),
        rule="substance" if found.veto is None else found.veto.rule,
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
    named = [one.difference for one in found.findings if one.difference.before or one.difference.after]
    if named and found.of_one_matter:
        return tuple(dict.fromkeys(named))
    if found.edits.near and found.edits.stretches:
        before, after = found.other_words
        return (Difference(kind=DifferenceKind.WORDING, before=before, after=after),)
    return ()
