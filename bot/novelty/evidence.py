"""All that the rules find out about two texts: what the judge weighs, and what it names as a difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz

from bot.novelty import guards
from bot.novelty.align import align, phrases
from bot.novelty.names import parties
from bot.novelty.reading import normal, read

if TYPE_CHECKING:
    import datetime as dt

    from bot.novelty.guards import Finding

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
    diff: guards.Diff

    @property
    def veto(self) -> Finding | None:
        """The first finding that forbids merging."""
        return next((finding for finding in self.findings if finding.forbids), None)


def _one_sided(left: bool, right: bool) -> float:  # noqa: FBT001
    return float(left != right)


def evidence(
    text_a: str, text_b: str, day_a: dt.date, day_b: dt.date, *, indirect_a: bool, indirect_b: bool
) -> Evidence:
    """Compare two texts by rules; the order of the two changes nothing but the sides of the differences."""
    a, b = guards.sides(text_a, text_b, day_a, day_b, indirect_a=indirect_a, indirect_b=indirect_b)
    found = guards.diff(a, b)
    aligned = align(phrases(a.reading, indirect=a.indirect), phrases(b.reading, indirect=b.indirect))
    one, other = guards.logic(a, b)
    number, day, party = guards.amounts(a, b), guards.days(a, b), guards.named_parties(a, b)
    words, roles = guards.wording(a, b, found), guards.roles(a, b)
    turned = guards.opposites(aligned)
    normal_a, normal_b = normal(a.reading, b.reading), normal(b.reading, a.reading)
    content_a, content_b = guards.content(a.tokens), guards.content(b.tokens)
    values = {
        "token_set": fuzz.token_set_ratio(normal_a, normal_b) / 100,
        "token_sort": fuzz.token_sort_ratio(normal_a, normal_b) / 100,
        "length": min(len(normal_a), len(normal_b)) / max(len(normal_a), len(normal_b), 1),
        "content": 2 * len(content_a & content_b) / max(1, len(content_a) + len(content_b)),
        "near": float(found.near),
        "identical": float(not found.stretches or all(not left and not right for left, right in found.stretches)),
        "number_conflict": float(number is not None),
        "number_one_sided": _one_sided(bool(a.reading.amounts), bool(b.reading.amounts)),
        "number_equal": float(bool(a.reading.amounts) and bool(b.reading.amounts) and number is None),
        "date_conflict": float(day is not None),
        "date_one_sided": _one_sided(bool(a.reading.days), bool(b.reading.days)),
        "party_conflict": float(party is not None),
        "party_one_sided": _one_sided(bool(parties(a.tokens)), bool(parties(b.tokens))),
        "polarity": float(one.turned % 2 != other.turned % 2),
        "possibility": _one_sided("possibility" in one.modality, "possibility" in other.modality),
        "necessity": _one_sided("necessity" in one.modality, "necessity" in other.modality),
        "modality": float(len(one.modality ^ other.modality)),
        "quantity": float(one.quantity != other.quantity and "" not in {one.quantity, other.quantity}),
        "nearly": _one_sided(one.quantity == "nearly", other.quantity == "nearly"),
        "condition": _one_sided(one.conditional, other.conditional),
        "only": float((one.only, one.not_only) != (other.only, other.not_only)),
        "no_longer": _one_sided(one.no_longer, other.no_longer),
        "wording": float(words is not None),
        "roles": float(roles is not None),
        "replaced": float(found.near and any(left and right for left, right in found.stretches)),
        "inserted": float(found.near and any(bool(left) != bool(right) for left, right in found.stretches)),
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
    whole_a, whole_b = read(text_a, day_a), read(text_b, day_b)
    return Evidence(
        normal_a=normal(whole_a, whole_b),
        normal_b=normal(whole_b, whole_a),
        features=np.array([values[name] for name in FEATURES]),
        findings=tuple(one for one in (roles, number, party, day, words, guards.denial(a, b), turned) if one),
        diff=found,
    )
