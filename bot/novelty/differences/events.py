"""Whether two texts speak of two occasions, of two of a series, or of what two others do.

"The attack on Monday" is not the one on Thursday, the second phase is not the first, those who are dead are not those
who are alive, and what the Germans pay is not what the Spanish pay: beside these nothing is a change of the other.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

from bot.core.model import DifferenceKind
from bot.core.places import place_at
from bot.core.words import is_small
from bot.novelty.differences.edits import alike
from bot.novelty.differences.vetoes import days_apart, weighty
from bot.novelty.facts.logic import are_opposite, is_weighty
from bot.novelty.facts.names import parties
from bot.novelty.facts.tokens_at import token_at
from bot.novelty.lexicon import groups_of, set_of
from bot.novelty.thresholds import HALF_A_FRAME, LEAST_LETTERS_OF_PAST, MOST_REPLACED, ONE_FRAME_FROM
from bot.novelty.wordings.points import is_auxiliary, is_pronoun

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from collections.abc import Set as AbstractSet

    from bot.novelty.differences.edits import Range
    from bot.novelty.differences.sides import Side
    from bot.novelty.differences.vetoes import Pair
    from bot.novelty.facts.amounts import Amount
    from bot.novelty.facts.days import Day
    from bot.novelty.facts.names import Party

_IN_SERIES: Final = set_of("ordinals")
_PAST_AUXILIARIES: Final = frozenset({"was", "were", "had", "did"})
_BACKSHIFTED: Final = frozenset({"was", "were", "had"})  # of a report: "the vote was on Monday" may be "is on Monday"
_IRREGULAR: Final = groups_of("irregular_pasts")
_PASTS: Final = frozenset(form for forms in _IRREGULAR.values() for form in forms) - _IRREGULAR.keys()
_BEFORE_NOUNS: Final = set_of("noun_openers") | {"the", "this", "these", "those"}
_SET_BY: Final = frozenset({"before", "until", "till", "by", "after", "since"})
_DEATHS: Final = set_of("deaths")


def are_of_two_events(pair: Pair, kinds: AbstractSet[DifferenceKind]) -> bool:
    """Tell whether the day, the place in a series or the subject says that the texts are of two matters."""
    return (
        _are_two_of_a_series(pair)
        or _are_other_subjects(pair, kinds)
        or _are_of_two_days(pair, kinds)
        or (DifferenceKind.NUMBER in kinds and _count_others(pair))
    )


def are_one_end(word: str, other: str) -> bool:
    """Tell whether both words are of those who died: "died", "were killed"."""
    return {word, other} <= _DEATHS


def _are_two_of_a_series(pair: Pair) -> bool:
    """Tell whether both texts number what they speak of, and otherwise: "the first phase", "phase 2"."""
    ours, theirs = _numbered(pair.a), _numbered(pair.b)
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def _numbered(side: Side) -> set[str]:
    dated = {at for day in side.parsed.days for at in range(day.start, day.end)}
    counted = {at for one in side.parsed.amounts for at in range(one.start, one.end)}
    ordinals = {
        word for at, word in enumerate(side.tokens) if word in _IN_SERIES and at not in dated and at not in counted
    }
    names = {f"{one.unit} {one.text}" for one in side.parsed.amounts if one.is_name}
    return ordinals | names


def _are_other_subjects(pair: Pair, kinds: AbstractSet[DifferenceKind]) -> bool:
    """Tell whether the texts begin with others who act: "the Germans", "the Syrian government"."""
    opening = next((one for one in pair.edits.stretches if one.opens), None)
    if opening is None or DifferenceKind.ROLE in kinds:
        return False
    named = [{one.name: one for one in parties(side.tokens)} for side in (pair.a, pair.b)]
    both = named[0].keys() & named[1].keys()
    ours = _who(pair.a, opening.before, opening.before_at, without=[named[0][name] for name in both])
    theirs = _who(pair.b, opening.after, opening.after_at, without=[named[1][name] for name in both])
    # "A full withdrawal", "a partial withdrawal" are two of one thing; exports and imports with a number are not.
    is_counted = DifferenceKind.NUMBER in kinds
    like = alike if is_counted else _alike_or_opposite
    one = [x for x in ours if not any(like(x, y) for y in theirs)]
    other = [y for y in theirs if not any(like(x, y) for x in ours)]
    if not (one and other) or max(len(one), len(other)) > MOST_REPLACED:
        return False
    # A film may be a picture in other words; the Danes are no Finns, and imports no exports, in any.
    is_plain = is_counted and any(are_opposite(x, y) for x in one for y in other)
    is_plain = is_plain or any(place_at([word], 0) for word in (*one, *other))
    return pair.edits.ratio >= (HALF_A_FRAME if is_plain else ONE_FRAME_FROM)


def _who(side: Side, words: Sequence[str], place: Range, *, without: Sequence[Party]) -> list[str]:
    """Give the words of weight of a stretch that are no number, no day and not left out; none where "we" acts."""
    if any(is_pronoun(word) for word in side.tokens[: place[0] + 1]):
        return []
    found = set(side.tokens[slice(*place)])
    facts: list[Amount | Day | Party] = [*side.parsed.amounts, *side.parsed.days, *without]
    for one in facts:
        found -= set(side.tokens[one.start : one.end])
    return [word for word in words if word in found and is_weighty(word) and not word.endswith("ly")]


def _alike_or_opposite(word: str, other: str) -> bool:
    return alike(word, other) or are_opposite(word, other)


def _are_of_two_days(pair: Pair, kinds: AbstractSet[DifferenceKind]) -> bool:
    """Tell whether the day that differs is the one by which an event is known: it is over, or named by its day.

    When a vote will be held may change; that five fell on Tuesday changes nothing of the three who fell on Sunday.
    """
    if DifferenceKind.DATE not in kinds:
        return False
    if DifferenceKind.NUMBER in kinds:
        return True
    sides = (pair.a, pair.b)
    if all(map(_is_over, sides)):
        return True
    return any(_is_named_by(day, side) for side, days in zip(sides, days_apart(pair), strict=True) for day in days)


def _is_over(side: Side) -> bool:
    """Tell whether a text tells of what was, and of nothing that is or will be."""
    pasts = _PAST_AUXILIARIES - _BACKSHIFTED if side.indirect else _PAST_AUXILIARIES
    dated = {at for day in side.parsed.days for at in range(day.start, day.end)}  # "in May" is no "may"
    words = [(at, word) for at, word in enumerate(side.tokens) if at not in dated]
    if any(is_auxiliary(word) and word not in _PAST_AUXILIARIES for _, word in words):
        return False
    return any(word in pasts or _is_past(word, side.tokens[:at]) for at, word in words)


def _is_past(word: str, before: Sequence[str]) -> bool:
    """Tell whether a word is the past of a verb: "spoke", "signed", and not "the planned"."""
    is_regular = word.endswith("ed") and not word.endswith("eed") and len(word) >= LEAST_LETTERS_OF_PAST
    return (is_regular or word in _PASTS) and before[-1:] not in [(one,) for one in _BEFORE_NOUNS]


def _is_named_by(day: Day, side: Side) -> bool:
    """Tell whether a day stands between a noun and its verb: "the attack on Monday was"."""
    noun = any(word[:1].isalpha() and not is_small(word) for word in side.tokens[: day.start])
    is_deadline = token_at(side.tokens, day.start - 1) in _SET_BY
    return noun and not is_deadline and is_auxiliary(token_at(side.tokens, day.end))


def _count_others(pair: Pair) -> bool:
    """Tell whether the numbers count some of one kind of whom other things are said: six are dead, three are alive."""
    sides = (pair.a, pair.b)
    first = [next((one for one in side.parsed.amounts if not one.unit), None) for side in sides]
    nouns, behind = zip(*(_counted(one, side) for one, side in zip(first, sides, strict=True)), strict=True)
    if not all(nouns) or not alike(*nouns):
        return False
    words = [weighty(side) for side in sides]
    if any(are_opposite(x, y) for x, y in product(*words) if x not in words[1] and y not in words[0]):
        return True
    return bool(_without_like(*behind) and _without_like(*behind[::-1]))


def _counted(count: Amount | None, side: Side) -> tuple[str, list[str]]:
    """Give what a number counts, and the words of weight behind it where the text begins with the number."""
    if count is None:
        return "", []
    behind = [word for word in weighty(side) if word in side.tokens[count.end :]]
    is_first = all(is_small(word) or not word[:1].isalnum() for word in side.tokens[: count.start])
    return (behind[0], behind[1:] if is_first else []) if behind else ("", [])


def _without_like(words: Collection[str], others: Collection[str]) -> list[str]:
    return [word for word in words if not any(alike(word, one) or are_one_end(word, one) for one in others)]
