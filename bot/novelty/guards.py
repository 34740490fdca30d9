"""Rules that see what letters hide: numbers, days, parties, polarity, modality, quantity, condition, roles.

Each guard gives a `Finding`, the difference that it sees. One that forbids merging is a veto; the others are hints that
the judge weighs together with the cross-encoder.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from bot.core.model import Difference, DifferenceKind
from bot.core.words import is_small
from bot.novelty.amounts import SUMS
from bot.novelty.days import agree
from bot.novelty.logic import LOGIC_WORDS, Logic, are_opposite, logic_words, read_logic
from bot.novelty.names import is_speaker, parties
from bot.novelty.reading import Reading, normal, read

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from bot.novelty.align import Alignment

_NEAR = 0.72  # share of common tokens from which two texts count as one wording with edits
_COVERED = 0.6  # share of either text that the other answers to
_EVEN = 1e-9  # scores no further apart are equal
_FEW = 3  # tokens of a replaced stretch that still show what stands for what
_STEM = 5
_CLAUSE = re.compile(r"^(?:[.,;:!?]|\.\.\.|-)$")
_LONGER = 1.7  # a text so much longer is cut to what the other one covers
_TITLES = frozenset(
    {
        "president",
        "minister",
        "governor",
        "senator",
        "general",
        "admiral",
        "king",
        "queen",
        "chancellor",
        "ambassador",
        "secretary",
    }
)
_DETERMINERS = frozenset({"the", "my", "our", "his", "their", "a", "an"})
_PREPOSITIONS = frozenset(
    {"over", "in", "on", "at", "near", "through", "across", "under", "about", "of", "into", "above"}
)
_PRONOUNS = frozenset({"i", "we", "me", "us", "he", "him", "they", "them"})
_ONLY_WORDS = frozenset({"only", "just", "solely", "alone"})
_KINDS = {
    "polarity": DifferenceKind.POLARITY,
    "only": DifferenceKind.SCOPE,
    "no longer": DifferenceKind.POLARITY,
    "modality": DifferenceKind.MODALITY,
    "quantity": DifferenceKind.SCOPE,
    "condition": DifferenceKind.CONDITION,
}
_CAN = {"permission"}  # "the only one who stops it" is "the only one who can stop it"
_SELF = "self"
_GENERAL_SELF = frozenset({"country", "government", "side", "ministry", "nation", "regime", "forces"})

_DENIAL = re.compile(
    r"(?:it (?:is|was) (?:(?:not|never) (?:true|so|right|correct|the case)|false|untrue|wrong|a lie)"
    r"|(?:i|we|he|she|they) (?:deny|denies|denied)|nobody (?:says|said))(?: that)? "
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one rule found; `forbids` is that the two are called the same."""

    rule: str
    difference: Difference
    forbids: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One text as the guards see it: the reading, cut to what the other text covers."""

    reading: Reading
    indirect: bool

    @property
    def tokens(self) -> tuple[str, ...]:
        """The words and marks of the cut."""
        return self.reading.tokens


def stem(word: str) -> str:
    """Cut a word to what its forms share."""
    return word if word[:1].isdigit() else word[:_STEM]


def content(tokens: Sequence[str]) -> set[str]:
    """Give the stems of the words that say something."""
    return {stem(token) for token in tokens if token[:1].isalnum() and not is_small(token)}


def _clauses(tokens: Sequence[str]) -> list[tuple[int, int]]:
    """Give the ranges of tokens between marks."""
    bounds = [0, *(position + 1 for position, token in enumerate(tokens) if _CLAUSE.match(token)), len(tokens)]
    return [(start, end) for start, end in pairwise(bounds) if end > start]


def focus(long: Sequence[str], short: Sequence[str]) -> tuple[int, int]:
    """Give the range of the longer text, whole clauses, that the shorter one covers best."""
    wanted = content(short)
    clauses = _clauses(long)
    best, best_score = (0, len(long)), -1.0
    for first in range(len(clauses)):
        for last in range(first, len(clauses)):
            start, end = clauses[first][0], clauses[last][1]
            if end - start > 2 * len(short) + 6 and last > first:
                break
            held = content(long[start:end])
            if not held or not wanted:
                continue
            score = len(wanted & held) / len(wanted) - 0.15 * len(held - wanted) / len(wanted)
            if score > best_score + _EVEN:
                best, best_score = (start, end), score
    start, end = best
    # A condition belongs to what it stands beside, whether or not the shorter text has it.
    for clause_start, clause_end in clauses:
        beside = clause_start in {end, end + 1} or clause_end in {start, start - 1}
        if beside and read_logic(long[clause_start : clause_start + 2], indirect=False).conditional:
            start, end = min(start, clause_start), max(end, clause_end)
    return start, end


@lru_cache(maxsize=4096)
def sides(
    text_a: str, text_b: str, day_a: dt.date, day_b: dt.date, *, indirect_a: bool, indirect_b: bool
) -> tuple[Side, Side]:
    """Read both texts; a much longer one is cut to the clauses that the other covers."""
    a, b = read(text_a, day_a), read(text_b, day_b)
    if len(a.tokens) > _LONGER * len(b.tokens):
        a = _cut(a, *focus(a.tokens, b.tokens))
    elif len(b.tokens) > _LONGER * len(a.tokens):
        b = _cut(b, *focus(b.tokens, a.tokens))
    return Side(reading=a, indirect=indirect_a), Side(reading=b, indirect=indirect_b)


def _cut(reading: Reading, start: int, end: int) -> Reading:
    return read(" ".join(reading.tokens[start:end]), reading.said_on)


def amounts(a: Side, b: Side) -> Finding | None:
    """Tell numbers of one unit that only one text has each."""
    left = [x for x in a.reading.amounts if not any(x.equals(y) for y in b.reading.amounts)]
    right = [y for y in b.reading.amounts if not any(y.equals(x) for x in a.reading.amounts)]
    for mine in left:
        for theirs in right:
            if mine.unit == theirs.unit or {mine.unit, theirs.unit} <= SUMS:
                return _finding("number", DifferenceKind.NUMBER, mine.text, theirs.text)
    return None


def days(a: Side, b: Side) -> Finding | None:
    """Tell days, months or years that only one text has each."""
    left = [x for x in a.reading.days if not any(agree(x, y, b.reading.said_on) for y in b.reading.days)]
    right = [y for y in b.reading.days if not any(agree(y, x, a.reading.said_on) for x in a.reading.days)]
    if left and right:
        return _finding("date", DifferenceKind.DATE, left[0].text, right[0].text)
    return None


def named_parties(a: Side, b: Side) -> Finding | None:
    """Tell states, peoples or groups that only one text has each; "we" may be the party that the other text names."""
    found_a, found_b = parties(a.tokens), parties(b.tokens)
    names_a, names_b = {party.name for party in found_a}, {party.name for party in found_b}
    left, right = sorted(names_a - names_b), sorted(names_b - names_a)
    if not left or not right:
        return None
    speaks_a, speaks_b = (any(is_speaker(word) or word in _GENERAL_SELF for word in side.tokens) for side in (a, b))
    excused = speaks_a != speaks_b
    difference = Difference(kind=DifferenceKind.PARTY, before=left[0], after=right[0])
    return Finding(rule="party", difference=difference, forbids=not excused)


def logic(a: Side, b: Side) -> tuple[Logic, Logic]:
    """Read the logic words of both sides."""
    return read_logic(a.tokens, indirect=a.indirect), read_logic(b.tokens, indirect=b.indirect)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diff:
    """What is left of two wordings when the common words are taken away."""

    ratio: float  # share of common tokens, 0 to 1
    stretches: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]  # replaced words, without the small ones
    left: tuple[str, ...]  # the words of either side without what only one of them adds as a sentence of its own
    right: tuple[str, ...]

    @property
    def near(self) -> bool:
        """Tell whether it is one wording with edits."""
        return self.ratio >= _NEAR


def _alike(word: str, other: str) -> bool:
    """Tell whether two words are forms or misspellings of one."""
    if word == other:
        return True
    if word[:1].isdigit() or other[:1].isdigit() or are_opposite(word, other) or {word, other} & LOGIC_WORDS:
        return False
    shorter = min(len(word), len(other))
    if shorter > 4 and (sorted(word) == sorted(other) or Levenshtein.distance(word, other) <= 1):  # noqa: PLR2004
        return True
    return shorter >= 4 and word[: max(4, shorter - 2)] == other[: max(4, shorter - 2)]  # noqa: PLR2004


def diff(a: Side, b: Side) -> Diff:
    """Compare two wordings word by word; the order of the two does not matter."""
    left = [token for token in normal(a.reading, b.reading).split() if token[:1].isalnum()]
    right = [token for token in normal(b.reading, a.reading).split() if token[:1].isalnum()]
    turned = right < left
    first, second = (right, left) if turned else (left, right)
    stretches, common, total = [], 0, len(first) + len(second)
    kept: tuple[list[str], list[str]] = ([], [])
    for op in Levenshtein.opcodes(first, second):
        raw = first[op.src_start : op.src_end], second[op.dest_start : op.dest_end]
        if op.tag == "equal":
            common += len(raw[0])
        else:
            one, other = ([word for word in words if not is_small(word)] for words in raw)
            if len(one) == len(other) and all(map(_alike, one, other)):
                common += len(one)
            elif _is_own_sentence(one, other):
                continue
            elif not (one and other) and read_logic(one or other, indirect=False).conditional:
                total -= len(raw[0]) + len(raw[1])  # a condition alone does not make another wording
                stretches.append((tuple(other), tuple(one)) if turned else (tuple(one), tuple(other)))
            else:
                stretches.append((tuple(other), tuple(one)) if turned else (tuple(one), tuple(other)))
        kept[0].extend(raw[0])
        kept[1].extend(raw[1])
    return Diff(
        ratio=2 * common / total if total else 1.0,
        stretches=tuple(stretches),
        left=tuple(kept[turned]),
        right=tuple(kept[not turned]),
    )


def _is_own_sentence(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether words that only one text has are too many to be an edit, and no condition."""
    added = one or other
    return not (one and other) and len(added) > _FEW and not read_logic(added, indirect=False).conditional


def denial(a: Side, b: Side) -> Finding | None:
    """Tell that one text denies as a whole what the other says: "it is not true that …"."""
    (one, left), (other, right) = (_undenied(side.tokens) for side in (a, b))
    if one == other or not content(left) or content(left) != content(right):
        return None
    return _finding("denial", DifferenceKind.POLARITY, one, other)


def _undenied(tokens: Sequence[str]) -> tuple[str, list[str]]:
    """Return the denial that a text opens with, or "", and the words that it is of."""
    words = [token for token in tokens if token[:1].isalnum()]
    opening = _DENIAL.match(" ".join(words))
    return ("", words) if opening is None else (opening[0].strip(), words[len(opening[0].split()) :])


def wording(a: Side, b: Side, found: Diff) -> Finding | None:
    """In texts of nearly one wording: a logic word or an opposite that makes them differ."""
    if (not found.near and not _same_but_logic(a, b)) or _only_left_out(a, b, found):
        return None
    one, other = read_logic(found.left, indirect=a.indirect), read_logic(found.right, indirect=b.indirect)
    if one.turned % 2 != other.turned % 2:
        return _shown("polarity", found, LOGIC_WORDS)
    for left, right in found.stretches:
        if len(left) <= _FEW and len(right) <= _FEW and any(are_opposite(x, y) for x in left for y in right):
            return _finding("opposite", DifferenceKind.OPPOSITE, " ".join(left), " ".join(right))
    quantities = {one.quantity, other.quantity}
    differs = {
        "only": one.only != other.only,
        "no longer": one.no_longer != other.no_longer,
        "modality": one.modality - _CAN != other.modality - _CAN,
        "quantity": len(quantities) > 1 and ("" not in quantities or "nearly" in quantities),
        "condition": one.conditional != other.conditional,
    }
    kind = next((kind for kind, does in differs.items() if does), None)
    if not kind:
        return None
    return _shown(kind, found, LOGIC_WORDS | _ONLY_WORDS)


def opposites(aligned: Alignment) -> Finding | None:
    """In texts of which most phrases answer to each other, in whatever words: two that do, and exclude each other."""
    if aligned.opposites is None or min(aligned.covered) < _COVERED:
        return None
    left, right = aligned.opposites
    return _finding("aligned opposite", DifferenceKind.OPPOSITE, left, right)


def replaced(found: Diff) -> Finding | None:
    """In texts of nearly one wording: words of weight in the place of others: "the night train", "the salt tax".

    They may be synonyms, which no rule can tell; so it is for the judge to be very sure before it merges them.
    """
    if not found.near:
        return None
    for left, right in found.stretches:
        one, other = content(left), content(right)
        if one and other and not one & other:
            return _finding("replaced", DifferenceKind.WORDING, " ".join(left), " ".join(right))
    return None


def _only_left_out(a: Side, b: Side, found: Diff) -> bool:
    """Tell whether one text is the other with a cut that it marks by an ellipsis."""
    return ("..." in a.tokens and not any(left for left, _ in found.stretches)) or (
        "..." in b.tokens and not any(right for _, right in found.stretches)
    )


def _same_but_logic(a: Side, b: Side) -> bool:
    """Tell whether nothing but logic words and small words differs: "open" and "not open"."""
    bare = [
        [word for word in side.tokens if word[:1].isalnum() and not is_small(word) and word not in LOGIC_WORDS]
        for side in (a, b)
    ]
    return bool(bare[0]) and bare[0] == bare[1]


def _finding(rule: str, kind: DifferenceKind, before: str, after: str) -> Finding:
    return Finding(rule=rule, difference=Difference(kind=kind, before=before, after=after))


def _shown(rule: str, found: Diff, words: frozenset[str]) -> Finding:
    """Show the first stretch that holds one of the words, else the words of the rule that only one side has."""
    for left, right in found.stretches:
        if words.intersection(left) or words.intersection(right):
            return _finding(rule, _KINDS[rule], " ".join(left), " ".join(right))
    one, other = logic_words(rule, found.left), logic_words(rule, found.right)
    before = next((word for word in one if word not in other), "")
    after = next((word for word in other if word not in one), "")
    return _finding(rule, _KINDS[rule], before, after)


def _entities(tokens: Sequence[str]) -> dict[str, int]:
    """Give the words of a text that may act or be acted on and stand in it once, with the position of each."""
    positions: dict[str, list[int]] = {}
    covered: set[int] = set()
    for party in parties(tokens):
        positions.setdefault(party.name, []).append(party.start)
        covered.update(range(party.start, party.end))
    for position, word in enumerate(tokens):
        if position in covered:
            continue
        if word in _PRONOUNS:
            positions.setdefault(_SELF, []).append(position)
        elif word[:1].isalpha() and not is_small(word) and word not in LOGIC_WORDS:
            positions.setdefault(stem(word), []).append(position)
    return {name: places[0] for name, places in positions.items() if len(places) == 1}


def _is_person(name: str, tokens: Sequence[str], position: int) -> bool:
    """Tell whether a word is a party, the speaker, an office or a noun with a determiner, and no place or time."""
    before = position - 1 if position and tokens[position - 1] in _DETERMINERS else position
    if before and tokens[before - 1] in _PREPOSITIONS:
        return False
    named = name == _SELF or any(party.start == position for party in parties(tokens))
    return named or tokens[position] in _TITLES or (position > 0 and tokens[position - 1] in _DETERMINERS)


def _passive(tokens: Sequence[str], verb: int, agent: int) -> bool:
    return "by" in tokens[verb:agent]


def roles(a: Side, b: Side) -> Finding | None:
    """Tell who did it to whom where the same words come in turned roles: "we asked them", "they asked us"."""
    content_a, content_b = content(a.tokens), content(b.tokens)
    if len(content_a & content_b) < 0.6 * len(content_a | content_b):
        return None
    here, there = _entities(a.tokens), _entities(b.tokens)
    for one, other in combinations(sorted(set(here) & set(there)), 2):
        first, second = sorted((one, other), key=lambda name: here[name])
        # Without a parse a bare name is known by its company: it acts on the speaker, or the speaker on it.
        if _SELF not in {one, other} and not all(
            _is_person(name, side.tokens, places[name])
            for name in (one, other)
            for side, places in ((a, here), (b, there))
        ):
            continue
        low, high = sorted((there[first], there[second]))
        verbs_a = _between(a.tokens, here[first], here[second])
        verbs_b = _between(b.tokens, low, high)
        verbs = sorted(set(verbs_a) & set(verbs_b))
        if not verbs:
            continue
        turned = there[first] > there[second]
        passive_a = _passive(a.tokens, verbs_a[verbs[0]], here[second])
        passive_b = _passive(b.tokens, verbs_b[verbs[0]], high)
        if turned != (passive_a != passive_b):
            return _finding(
                "roles",
                DifferenceKind.ROLE,
                " ".join(a.tokens[here[first] : here[second] + 1]),
                " ".join(b.tokens[low : high + 1]),
            )
    return None


def _between(tokens: Sequence[str], start: int, end: int) -> dict[str, int]:
    """Give the stems of the content words strictly between two positions."""
    return {
        stem(tokens[position]): position
        for position in range(start + 1, end)
        if len(tokens[position]) >= 4 and not is_small(tokens[position]) and tokens[position] not in LOGIC_WORDS  # noqa: PLR2004
    }
