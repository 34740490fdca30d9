"""All that the rules find out about two texts: what the judge weighs, and what it names as a difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from rapidfuzz import fuzz

from bot.novelty.align import align, phrases
from bot.novelty.edits import edits_of
from bot.novelty.logic import read_logic
from bot.novelty.names import parties
from bot.novelty.parsed import normal, parse_text
from bot.novelty.sides import content, sides
from bot.novelty.vetoes import findings, pair_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from bot.novelty.align import Alignment
    from bot.novelty.edits import Edits
    from bot.novelty.sides import Side
    from bot.novelty.vetoes import Finding, Pair

FEATURES = (
    "token_set",
    "token_sort",
    "length",
    "content",
    "near",
    "identical",
    "number_conflict",
    "number_one_sided",
    "number_equal",
    "date_conflict",
    "date_one_sided",
    "party_conflict",
    "party_one_sided",
    "polarity",
    "possibility",
    "necessity",
    "modality",
    "quantity",
    "nearly",
    "condition",
    "only",
    "no_longer",
    "wording",
    "roles",
    "replaced",
    "inserted",
    "covered_least",
    "covered_most",
    "nearness_least",
    "nearness_most",
    "lone",
    "aligned_polarity",
    "aligned_modality",
    "aligned_quantity",
    "aligned_opposite",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the rules found."""

    normal_a: str  # the texts as the encoder reads them
    normal_b: str
    features: np.ndarray  # one number per name in FEATURES
    findings: tuple[Finding, ...]
    edits: Edits

    @property
    def veto(self) -> Finding | None:
        """The first finding that forbids merging."""
        return next((finding for finding in self.findings if finding.forbids), None)


WORDING: Final = (
    "polarity",
    "opposite",
    "only",
    "no longer",
    "modality",
    "quantity",
    "condition",
)  # vetoes, one feature


def find_evidence(  # noqa: D417 - the two sides are alike
    text_a: str,
    text_b: str,
    day_a: dt.date,
    day_b: dt.date,
    *,
    indirect_a: bool,
    indirect_b: bool,
    without: Collection[str] = (),
) -> Evidence:
    """Compare two texts by rules; the order of the two changes nothing but the sides of the differences.

    Args:
        without: names of vetoes that are taken away; what the rules measure stays.

    """
    a, b = sides(text_a, text_b, day_a, day_b, indirect_a=indirect_a, indirect_b=indirect_b)
    aligned = align(phrases(a.parsed, indirect=a.indirect), phrases(b.parsed, indirect=b.indirect))
    pair = pair_of(a, b, edits_of(a, b), aligned)
    found = tuple(findings(pair))
    rules = frozenset(one.rule for one in found)
    values = _of_letters(pair) | _of_counts(pair, rules) | _of_logic(a, b) | _of_rules(rules) | _of_phrases(aligned)
    whole_a, whole_b = parse_text(text_a, day_a), parse_text(text_b, day_b)
    return Evidence(
        normal_a=normal(whole_a, whole_b),
        normal_b=normal(whole_b, whole_a),
        features=np.array([values[name] for name in FEATURES]),
        findings=tuple(one for one in found if one.rule not in without),
        edits=pair.edits,
    )


def _of_letters(pair: Pair) -> dict[str, float]:
    a, b = pair.a, pair.b
    normal_a, normal_b = normal(a.parsed, b.parsed), normal(b.parsed, a.parsed)
    content_a, content_b = content(a.tokens), content(b.tokens)
    stretches = pair.edits.stretches
    return {
        "token_set": fuzz.token_set_ratio(normal_a, normal_b) / 100,
        "token_sort": fuzz.token_sort_ratio(normal_a, normal_b) / 100,
        "length": min(len(normal_a), len(normal_b)) / max(len(normal_a), len(normal_b), 1),
        "content": 2 * len(content_a & content_b) / max(1, len(content_a) + len(content_b)),
        "near": float(pair.edits.near),
        "identical": float(all(not left and not right for left, right in stretches)),
        "replaced": float(pair.edits.near and any(left and right for left, right in stretches)),
        "inserted": float(pair.edits.near and any(bool(left) != bool(right) for left, right in stretches)),
    }


def _of_counts(pair: Pair, rules: Collection[str]) -> dict[str, float]:
    a, b = pair.a, pair.b
    has_number_a, has_number_b = bool(a.parsed.amounts), bool(b.parsed.amounts)
    return {
        "number_conflict": float("number" in rules),
        "number_one_sided": float(has_number_a != has_number_b),
        "number_equal": float(has_number_a and has_number_b and "number" not in rules),
        "date_conflict": float("date" in rules),
        "date_one_sided": float(bool(a.parsed.days) != bool(b.parsed.days)),
        "party_conflict": float("party" in rules),
        "party_one_sided": float(bool(parties(a.tokens)) != bool(parties(b.tokens))),
    }


def _of_logic(a: Side, b: Side) -> dict[str, float]:
    one, other = (read_logic(side.tokens, indirect=side.indirect) for side in (a, b))
    return {
        "polarity": float(one.turned % 2 != other.turned % 2),
        "possibility": float(("possibility" in one.modality) != ("possibility" in other.modality)),
        "necessity": float(("necessity" in one.modality) != ("necessity" in other.modality)),
        "modality": float(len(one.modality ^ other.modality)),
        "quantity": float(one.quantity != other.quantity and "" not in {one.quantity, other.quantity}),
        "nearly": float((one.quantity == "nearly") != (other.quantity == "nearly")),
        "condition": float(one.conditional != other.conditional),
        "only": float((one.only, one.not_only) != (other.only, other.not_only)),
        "no_longer": float(one.no_longer != other.no_longer),
    }


def _of_rules(rules: frozenset[str]) -> dict[str, float]:
    return {
        "wording": float(not rules.isdisjoint(WORDING)),
        "roles": float("roles" in rules),
    }


def _of_phrases(aligned: Alignment) -> dict[str, float]:
    return {
        "covered_least": min(aligned.covered),
        "covered_most": max(aligned.covered),
        "nearness_least": min(aligned.nearness),
        "nearness_most": max(aligned.nearness),
        "lone": min(aligned.lone),
        "aligned_polarity": float(aligned.polarity),
        "aligned_modality": float(aligned.modality),
        "aligned_quantity": float(aligned.quantity),
        "aligned_opposite": float(aligned.opposites is not None),
    }
