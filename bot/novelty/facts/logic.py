"""Words that carry the logic of a statement: negation, modality, quantity, condition, order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Final

from bot.novelty.facts.tokens_at import token_at
from bot.novelty.lexicon import groups_of, in_order, set_of
from bot.novelty.thresholds import LEAST_LETTERS, LONGEST_UNKNOWN, WORDS_TO_WHETHER

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

_NEGATIONS: Final = set_of("negating")
# Verbs and adjectives that turn round what follows them, by the beginnings of their forms.
_TURNING: Final = tuple(in_order("turning_verbs"))
_MODALITIES: Final = {
    kind: re.compile(rf"\b(?:{'|'.join(words).replace('*', '[a-z]*').replace('_', ' ')})\b")
    for kind, words in groups_of("modality").items()
}
# "I want to say this", "as everybody can see": nothing is wanted or permitted.
_SAID_ON_THE_WAY: Final = re.compile(
    r"""
    \b (?: want | wish | would\ like )\ to\ (?: say | tell | stress | emphasi[sz]e ) \b
    | \b can\ (?: you\ believe | see ) \b
    """,
    re.VERBOSE,
)
_QUANTITIES: Final = groups_of("quantity")
_CONDITIONS: Final = set_of("conditions")
_ASKING: Final = set_of("asking")
_CONDITION_PHRASE: Final = re.compile(
    r"""
    \b as\ long\ as \b
    | \b in\ (?: the\ )? (?: case | event ) \b
    | (?<! at\ ) \b once\ (?: the | they | it | he | we | there | all | a | his | their | our ) \b  # not "at once"
    | \b no\ \w+ ,\ no\ \w+  # "no deal, no ships"
    | ^ (?: were | had | should ) \ (?: an? | the | any\w* | i | we | you | he | she | it | they ) \b
        (?! .* \? )  # "were a court to ask for it", and no question
    """,
    re.VERBOSE,
)
_NO_LONGER: Final = ("no longer", "any more", "anymore", "any longer")
_NO_LONGER_PHRASE: Final = re.compile(rf"\b(?:{'|'.join(_NO_LONGER)})\b")
_ONLY: Final = frozenset({"only", "solely", "exclusively"})
_NONE_BUT: Final = re.compile(r"\b(?:nobody|no one|none|nothing|no \w+) (?:but|except|other than)\b")
LOGIC_WORDS: Final = (
    _NEGATIONS
    | set_of("modal_words")
    | frozenset(word for words in _QUANTITIES.values() for word in words)
    | _CONDITIONS
    | frozenset(word for words in groups_of("logic_words").values() for word in words)
)
_OPPOSITES: Final = frozenset(frozenset(pair.split("/")) for pair in in_order("opposites"))


_ENDINGS: Final = (("", ""), ("s", ""), ("es", ""), ("ed", ""), ("d", ""), ("ing", ""), ("ing", "e"), ("ied", "y"))
_NOT: Final = ("un", "in", "im", "il", "ir", "dis", "non")


def are_opposite(a: str, b: str) -> bool:
    """Tell whether two words exclude each other, in any of their forms: "full" and "partial", "safe" and "unsafe"."""
    shorter, longer = sorted((a, b), key=len)
    if len(shorter) >= LEAST_LETTERS and longer in {prefix + shorter for prefix in _NOT}:
        return True
    return any(frozenset(pair) in _OPPOSITES for pair in product(_forms(a), _forms(b)))


@lru_cache(maxsize=4096)
def _forms(word: str) -> frozenset[str]:
    """Give what a word may be a form of, and itself; of "reopen" also "open"."""
    found = {word[: len(word) - len(end)] + instead for end, instead in _ENDINGS if word.endswith(end)}
    return frozenset(found | {one.removeprefix("re") for one in found if one.startswith("re")})


def is_turning(word: str) -> bool:
    """Tell whether a word turns round what follows it: "refuses"."""
    return word.startswith(_TURNING)


def is_weighty(word: str) -> bool:
    """Tell whether a word says more than the logic of a statement: "the second test" is not the first."""
    return (word not in LOGIC_WORDS or word in set_of("ordinals")) and not is_turning(word)


@dataclass(frozen=True, slots=True, kw_only=True)
class Logic:
    """What the logic words of a text come to."""

    negations: int  # written ones; "not only" and "nothing but" are none
    turned: int  # negations, and verbs that turn round what follows: "refuse to", "fail to"
    modality: frozenset[str]  # "possibility", "necessity", "intention" …
    quantity: str  # "all", "nearly", "some" or ""
    conditional: bool
    only: bool
    not_only: bool
    no_longer: bool


def _is_negation(tokens: Sequence[str], position: int) -> bool:
    word = tokens[position]
    if word not in _NEGATIONS or word == "nor":
        return False
    after = list(tokens[position + 1 : position + 4])
    if word in {"not", "no"} and after[:1] in (["only"], ["just"], ["merely"], ["doubt"]):
        return False
    if word in {"nothing", "nobody", "none", "no"} and (
        "but" in after[:2] or "except" in after[:2] or after[:2] == ["other", "than"]
    ):
        return False
    return not (word == "not" and after[:1] == ["but"])  # can not but


def modalities(tokens: Sequence[str], *, indirect: bool) -> frozenset[str]:
    """Give the kinds of modality of a stretch of text: possibility, necessity, intention, permission and others."""
    joined = _SAID_ON_THE_WAY.sub(" ", " ".join(tokens))
    kinds = {kind for kind, words in _MODALITIES.items() if words.search(joined)}
    if "could" in tokens:
        kinds.add("permission" if indirect else "possibility")
    return frozenset(kinds)


def is_whether(tokens: Sequence[str], position: int) -> bool:
    """Tell whether a word opens a question that is told of: "whether", the "if" of "asked me if"."""
    word = tokens[position]
    if word != "if":
        return word == "whether"
    before = tokens[max(0, position - WORDS_TO_WHETHER) : position]
    near = next((at for at, one in enumerate(reversed(before)) if not one[:1].isalnum()), len(before))
    asked = before[len(before) - near :]
    # "They know, if we leave, what follows" is a condition, "they do not know if we leave" is none.
    is_unknown = "know" in asked and not {"not", "to", "never", "nobody"}.isdisjoint(
        tokens[max(0, position - LONGEST_UNKNOWN) : position]
    )
    return is_unknown or not _ASKING.isdisjoint(asked)


def read_logic(tokens: Sequence[str], *, indirect: bool) -> Logic:
    """Read the logic words of a text. In an indirect report "could" and "would" may be "can" and "will"."""
    found = set(tokens)
    negations = sum(_is_negation(tokens, position) for position in range(len(tokens)))
    implicit = sum(map(is_turning, tokens))
    joined = " ".join(tokens)
    not_only = any(phrase in joined for phrase in ("not only", "not just", "not merely", "not alone"))
    return Logic(
        negations=negations,
        turned=negations + implicit,
        modality=modalities(tokens, indirect=indirect),
        quantity=next((name for name, words in _QUANTITIES.items() if not found.isdisjoint(words)), ""),
        conditional=bool(_condition_words(tokens)) or _CONDITION_PHRASE.search(joined) is not None,
        only=(bool(_only_words(tokens)) or _NONE_BUT.search(joined) is not None) and not not_only,
        not_only=not_only,
        no_longer=any(phrase in joined for phrase in _NO_LONGER),
    )


def _condition_words(tokens: Sequence[str]) -> list[int]:
    return [at for at, word in enumerate(tokens) if word in _CONDITIONS and not is_whether(tokens, at)]


def logic_places(rule: str, tokens: Sequence[str]) -> list[tuple[int, int]]:
    """Give where the words stand by which a text has a polarity, modality, quantity or condition: ranges of tokens."""
    match rule:
        case "polarity":
            return _single(at for at, word in enumerate(tokens) if _is_negation(tokens, at) or is_turning(word))
        case "modality":
            could = _single(at for at, word in enumerate(tokens) if word == "could")
            return [*_phrases_in(tokens, *_MODALITIES.values()), *could]
        case "quantity":
            return _words_of_lists(tokens, *_QUANTITIES.values())
        case "condition":
            return sorted([*_single(_condition_words(tokens)), *_phrases_in(tokens, _CONDITION_PHRASE)])
        case "no longer":
            return _phrases_in(tokens, _NO_LONGER_PHRASE)
        case _:
            return _single(_only_words(tokens)) or _phrases_in(tokens, _NONE_BUT)


def _only_words(tokens: Sequence[str]) -> list[int]:
    """Give where "only" bounds what is said; in "only if they pay" it belongs to the condition."""
    return [at for at, word in enumerate(tokens) if word in _ONLY and token_at(tokens, at + 1) not in _CONDITIONS]


def _single(places: Iterable[int]) -> list[tuple[int, int]]:
    return [(at, at + 1) for at in places]


def _words_of_lists(tokens: Sequence[str], *lists: Collection[str]) -> list[tuple[int, int]]:
    return _single(at for at, word in enumerate(tokens) if any(word in one for one in lists))


def _phrases_in(tokens: Sequence[str], *patterns: re.Pattern[str]) -> list[tuple[int, int]]:
    joined = " ".join(tokens)
    found = [match.span() for pattern in patterns for match in pattern.finditer(joined)]
    return [(joined[:start].count(" "), joined[:end].count(" ") + 1) for start, end in found]
