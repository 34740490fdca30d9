"""What an argument can be completed with while it is typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from handlers import limits
from handlers.render.pieces.lengths import short
from handlers.typed.whom import typed_form

if TYPE_CHECKING:
    from collections.abc import Sequence

SPANS_OFFERED = ("today", "yesterday", "2d", "7d", "30d", "this week", "last week", "last month")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One completion; both texts have at most `limits.DISCORD_CHOICE` characters."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Something that can be meant."""

    label: str
    value: str
    found_by: str  # what is typed to find it, in `typed_form`


def choices(typed: str, offers: Sequence[Offer]) -> tuple[Choice, ...]:
    """Return what is offered: all, or what is near to what is typed, the best first."""
    typed = typed_form(typed[: limits.DISCORD_CHOICE])  # nothing that can be meant is longer
    found = offers
    if typed:
        near = process.extract(
            typed,
            [one.found_by for one in offers],
            scorer=fuzz.partial_ratio,
            score_cutoff=limits.GOOD_CHOICE,
            limit=limits.DISCORD_CHOICES,
        )
        found = [offers[place] for _, _, place in near]
    return tuple(
        Choice(label=short(one.label, limits.DISCORD_CHOICE), value=one.value)
        for one in found[: limits.DISCORD_CHOICES]
        if one.label.strip() and len(one.value) <= limits.DISCORD_CHOICE
    )


def times(typed: str, *, is_time: bool) -> tuple[Choice, ...]:
    """Return times that can be meant: what is typed where it is one, and usual ones that begin so."""
    own = [typed] if typed and is_time else []
    values = dict.fromkeys([*own, *(span for span in SPANS_OFFERED if span.startswith(typed))])
    return tuple(Choice(label=value, value=value) for value in values if len(value) <= limits.DISCORD_CHOICE)
