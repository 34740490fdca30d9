"""Whether what differs between two texts differs in one matter: a change is of the same thing, or it is none.

The number of another country's duty, the denial of another message, what is asked or what somebody else claims: in
these the words that differ are beside what is named as the difference.
"""

from __future__ import annotations

from itertools import product
from math import sqrt
from typing import TYPE_CHECKING, Final

from bot.core.model import DifferenceKind
from bot.novelty.differences.edits import alike
from bot.novelty.differences.events import are_of_two_events, are_one_end
from bot.novelty.differences.vetoes import opens_place, weighty
from bot.novelty.facts.logic import LOGIC_WORDS, are_opposite, is_turning, is_weighty, is_whether, read_logic
from bot.novelty.facts.names import parties
from bot.novelty.facts.tokens_at import token_at
from bot.novelty.facts.units import is_span_of_time
from bot.novelty.lexicon import set_of
from bot.novelty.thresholds import LONGEST_OPENING, LONGEST_SUBJECT, MOST_REPLACED, ONE_FRAME_FROM
from bot.novelty.wordings.points import is_auxiliary, is_pronoun, may_precede_verb

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from collections.abc import Set as AbstractSet

    from bot.novelty.differences.sides import Side
    from bot.novelty.differences.vetoes import Finding, Pair
    from bot.novelty.facts.amounts import Amount
    from bot.novelty.facts.days import Day
    from bot.novelty.facts.names import Party

_FLIPS: Final = {DifferenceKind.POLARITY, DifferenceKind.OPPOSITE}
_WOULD: Final = {"would"}  # in an indirect report it is "will"
_ARTICLES: Final = frozenset({"the", "a", "an"})
_PERIODS: Final = frozenset({"last", "this", "next"})


def is_of_one_matter(pair: Pair, findings: Sequence[Finding]) -> bool:
    """Tell whether what the rules find is said of the same thing in both texts."""
    kinds = {one.difference.kind for one in findings}
    if DifferenceKind.PARTY in kinds and (len(kinds) > 1 or not pair.is_on_one_thing or _is_of_actors(pair)):
        return False
    ways = [(_asks(side), _claims(side), _periods(side)) for side in (pair.a, pair.b)]
    if ways[0] != ways[1] or _are_two(pair, kinds) or _is_another_subject(pair) or are_of_two_events(pair, kinds):
        return False
    if DifferenceKind.ROLE in kinds and (DifferenceKind.OPPOSITE in kinds or all(_unshared(pair))):
        return False  # "A sold it to B" is "B bought it from A"
    if pair.is_one_wording or not kinds & _FLIPS:
        return pair.edits.ratio < ONE_FRAME_FROM or not _are_exchanged(pair, kinds)
    return not _stand_alike(pair)


def shared_words(pair: Pair) -> float:
    """Give how much of their words of weight two texts share, 0 to 1: the cosine of the two sets, without numbers.

    A form of a word counts as the word, and so does its opposite. Two texts that share none may be of one matter all
    the same; of what is found in a record they mostly are not.
    """
    measured = _measured(pair.a) | _measured(pair.b)
    ours, theirs = ([word for word in weighty(side) if word not in measured] for side in (pair.a, pair.b))
    shared = len(ours) - len(_without_pairs(ours, theirs))
    return shared / sqrt(len(ours) * len(theirs)) if shared else 0.0


def _are_two(pair: Pair, kinds: AbstractSet[DifferenceKind]) -> bool:
    """Tell whether what one text says and what the other denies can both hold."""
    if kinds & _FLIPS and _reports(pair.a) != _reports(pair.b):
        return True
    ours, theirs = (read_logic(side.tokens, indirect=side.indirect) for side in (pair.a, pair.b))
    if ours.negations % 2 == theirs.negations % 2:
        return False
    # "The north opens" and "the south does not open"; "we will not" and "we will if they stop".
    return DifferenceKind.OPPOSITE in kinds or ours.conditional != theirs.conditional


def _asks(side: Side) -> bool:
    return "?" in side.tokens or any(is_whether(side.tokens, at) for at in range(len(side.tokens)))


def _claims(side: Side) -> bool:
    """Tell whether a text gives what it says to somebody: "they keep saying that", "some would have you believe"."""
    said = set_of("taking_back") - LOGIC_WORDS - _WOULD
    return any(
        word in said and not is_turning(word) and not _joins_clauses(side.tokens, at)
        for at, word in enumerate(side.tokens)
    )


def _joins_clauses(tokens: Sequence[str], position: int) -> bool:
    """Tell whether a word is the "but" of ", but only if they pay", and not that of "all but three"."""
    return tokens[position] == "but" and token_at(tokens, position - 1) == ","


def _reports(side: Side) -> bool:
    """Tell whether a text begins with who says it: "some media report that"."""
    return "that" in side.tokens[2:LONGEST_OPENING]


def _periods(side: Side) -> set[tuple[str, str]]:
    """Give the periods that a text names by where they lie: "last year"."""
    pairs = zip(side.tokens, side.tokens[1:], strict=False)
    return {(word, unit) for word, unit in pairs if word in _PERIODS and is_span_of_time(unit)}


def _is_of_actors(pair: Pair) -> bool:
    """Tell whether parties act in both texts: what Israel will do and what Iran will do are two matters."""
    return all(any(_acts(one, side) for one in parties(side.tokens)) for side in (pair.a, pair.b))


def _acts(party: Party, side: Side) -> bool:
    """Tell whether a text begins with a party and a verb follows."""
    return party.start <= 1 and may_precede_verb(token_at(side.tokens, party.end))


def _is_another_subject(pair: Pair) -> bool:
    """Tell whether one text says what the actor does himself, and the other what somebody else does: "my brother"."""
    sides = (pair.a, pair.b)
    return any(
        one.tokens[:1] == ("i",)
        and (other.tokens[:1] == ("my",) or (_subject(one) == ("i",) and not is_pronoun(_subject(other)[-1])))
        for one, other in (sides, sides[::-1])
    )


def _subject(side: Side) -> tuple[str, ...]:
    """Give the words before the first auxiliary, or "i" where none stands near."""
    words = side.tokens[: LONGEST_SUBJECT + 1]
    return words[: next((at for at, word in enumerate(words) if is_auxiliary(word)), 0)] or ("i",)


def _are_exchanged(pair: Pair, kinds: Collection[DifferenceKind]) -> bool:
    """Tell whether things stand for each other beside what the rules found: coffee and rice, the mine and the dam."""
    found = _words_of_differences(pair, kinds) | (set(pair.a.tokens) & set(pair.b.tokens))
    for stretch in pair.edits.stretches:
        words = stretch.before, stretch.after
        one, other = ([word for word in side if word not in found and is_weighty(word)] for side in words)
        one, other = _without_pairs(one, other), _without_pairs(other, one)
        if one and other and max(len(one), len(other)) <= MOST_REPLACED and not may_precede_verb(stretch.slot):
            return True
    return False


def _words_of_differences(pair: Pair, kinds: Collection[DifferenceKind]) -> set[str]:
    """Give the words that are compared by value: numbers and days, and parties where they are what differs."""
    found: set[str] = set()
    for side in (pair.a, pair.b):
        found |= _measured(side)
        for party in parties(side.tokens) if DifferenceKind.PARTY in kinds else ():
            found.update(side.tokens[party.start : party.end])
    return found


def _measured(side: Side) -> set[str]:
    """Give the words of the numbers and days of a text, as they stand there and as they are compared."""
    facts: list[Amount | Day] = [*side.parsed.amounts, *side.parsed.days]
    return {word for one in facts for word in (*side.tokens[one.start : one.end], *one.text.split())}


def _without_pairs(words: Sequence[str], others: Sequence[str]) -> list[str]:
    """Leave out what has its like, or its opposite, among the others."""
    tests = alike, are_opposite, are_one_end
    return [word for word in words if not any(test(word, one) for one in others for test in tests)]


def _stand_alike(pair: Pair) -> bool:
    """Tell whether words that only one text has each stand behind the same word: "in Hatay", "in Adana"."""
    left, right = _unshared(pair)
    slots = product(
        *({_word_before(word, side) for word in words} for words, side in ((left, pair.a), (right, pair.b)))
    )
    return any(
        (one == other and not may_precede_verb(one)) or (opens_place(one) and opens_place(other))
        for one, other in slots
    )


def _unshared(pair: Pair) -> tuple[list[str], list[str]]:
    """Give the words of weight of either text of which the other has no form, and no opposite."""
    ours, theirs = weighty(pair.a), weighty(pair.b)
    return _without_pairs(ours, theirs), _without_pairs(theirs, ours)


def _word_before(word: str, side: Side) -> str:
    """Give the word before another one, but for articles."""
    before = [one for one in side.tokens[: side.tokens.index(word)] if one not in _ARTICLES]
    return before[-1] if before else ""
