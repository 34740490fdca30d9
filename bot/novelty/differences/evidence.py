"""All that the rules find out about two texts: what forbids that they are the same, and what differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.novelty.differences.anchors import is_of_one_matter, shared_words
from bot.novelty.differences.edits import edits_of
from bot.novelty.differences.sides import sides
from bot.novelty.differences.vetoes import findings, pair_of
from bot.novelty.facts.parsed import normal, parse_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from bot.novelty.differences.edits import Edits
    from bot.novelty.differences.sides import Side
    from bot.novelty.differences.vetoes import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the rules found."""

    normal_a: str  # the texts as the encoder reads them
    normal_b: str
    findings: tuple[Finding, ...]
    edits: Edits
    sides: tuple[Side, Side]
    of_one_matter: bool  # what the rules find is said of the same thing in both texts
    shared: float  # of the words of weight, 0 to 1

    @property
    def other_words(self) -> tuple[str, str]:
        """The first words that stand for others, of either text."""
        first = self.edits.stretches[0] if self.edits.stretches else None
        if first is None:
            return "", ""
        before, after = self.sides
        return before.as_written(*first.before_at), after.as_written(*first.after_at)

    @property
    def veto(self) -> Finding | None:
        """The first finding that forbids merging."""
        return next((finding for finding in self.findings if finding.forbids), None)


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
        without: names of vetoes that are taken away.

    """
    a, b = sides(text_a, text_b, day_a, day_b, indirect_a=indirect_a, indirect_b=indirect_b)
    pair = pair_of(a, b, edits_of(a, b))
    whole_a, whole_b = parse_text(text_a, day_a), parse_text(text_b, day_b)
    found = tuple(one for one in findings(pair) if one.rule not in without)
    return Evidence(
        normal_a=normal(whole_a, whole_b),
        normal_b=normal(whole_b, whole_a),
        findings=found,
        edits=pair.edits,
        sides=(a, b),
        of_one_matter=is_of_one_matter(pair, found),
        shared=shared_words(pair),
    )
