"""The points of a statement: a sentence each, or a clause that stands by itself: "…, and we are leaving the treaty".

What is new of a statement, and what was said before, is decided point by point. A cut that is missed costs little: the
whole sentence is reported. So a clause is cut off only where both sides of the cut have a subject and a verb, and not
where one side bears on the other: "If they attack, we answer, and we win"; "They pay, or we leave".
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from bot.core.sentences import sentence_spans
from bot.novelty.lexicon import group_of
from bot.novelty.thresholds import LONGEST_ITEM, LONGEST_SUBJECT_OF_CLAUSE, TEXTS_KEPT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from bot.core.model import Span

_CUT: Final = re.compile(
    r"""
    (?P<mark> \s* [,;] \s+ | \s+ [-–—] \s+ | \s* — \s* )
    (?P<joint> (?: and | but ) \s+ )  # "We answer, and we win"
    | \s* ; \s+                      # "They pay; we leave"
    """,
    re.IGNORECASE | re.VERBOSE,
)
_WORD_OR_MARK: Final = re.compile(r"\w+(?:['’\-]\w+)*|[^\w\s]")
_CONTRACTION: Final = re.compile(r"['’](?:re|ll|ve|m|d|s)$")
_OPENING, _CLOSING = "“«", "”»"


@lru_cache(maxsize=TEXTS_KEPT)
def points_of(text: str) -> tuple[Span, ...]:
    """Return the points of a statement's text as spans, in order.

    What stands between two of them parts them: space, a mark, a mark with "and" or "but".
    """
    return tuple(point for sentence in sentence_spans(text, (0, len(text))) for point in _clauses(text, sentence))


def may_precede_verb(word: str) -> bool:
    """Tell whether a verb may stand behind a word: "we", "will"."""
    return is_pronoun(word) or is_auxiliary(word) or word == "not"


def is_pronoun(word: str) -> bool:
    """Tell whether a word is a personal pronoun that acts."""
    return word in _group("subjects")


def is_auxiliary(word: str) -> bool:
    """Tell whether a word is an auxiliary verb: "will", "have"."""
    return word in _group("auxiliaries")


def begins_clause(words: Sequence[str]) -> bool:
    """Tell whether words begin with a subject, and its verb follows: "we leave", "the prices of bread have risen"."""
    rest = _past_the_way(words)
    if len(rest) < 2:  # noqa: PLR2004 - a subject and a verb
        return False
    subject, following = rest[0], _past_the_way(rest[1:])
    bare = _CONTRACTION.sub("", subject)
    if bare in _group("subjects"):
        return bare != subject or _may_be_verb(following)
    if bare in _group("maybe_subjects") and (bare != subject or _is_verb(following)):
        return True
    return _has_noun_subject(rest)


def is_quoting(text: str) -> bool:
    """Tell whether a text ends within words in quotation marks."""
    opened = sum(map(text.count, _OPENING)) - sum(map(text.count, _CLOSING))
    return opened > 0 or text.count('"') % 2 == 1


def _clauses(text: str, sentence: Span) -> Iterator[Span]:
    """Yield the clauses of a sentence that stand by themselves; of one that hangs on a condition, all of it."""
    begin, stop = sentence
    first = next(iter(_past_the_way(_words_and_marks(text[begin:stop]), beside={"and", "but"})), "")
    if first not in _group("openers"):
        is_reported = first == "that"
        for cut in _CUT.finditer(text, begin, stop):
            before, after = _words_and_marks(text[begin : cut.start()]), _words_and_marks(text[cut.end() : stop])
            if is_reported and after[:1] == ["that"]:
                after = after[1:]  # "that the port is closed, and that ferries are sold"
            if (
                _has_clause(before)
                and begins_clause(after)
                and not _is_list(before, after)
                and not is_quoting(text[begin : cut.start()])
            ):
                yield begin, cut.start()
                begin = cut.end()
    yield begin, stop


def _words_and_marks(text: str) -> list[str]:
    """Return words and marks in small letters."""
    return [word.lower().replace("’", "'") for word in _WORD_OR_MARK.findall(text)]


def _has_clause(words: Sequence[str]) -> bool:
    """Tell whether words hold a subject and a verb."""
    return any(begins_clause(words[place:]) for place in range(len(words)))


def _has_noun_subject(words: Sequence[str]) -> bool:
    """Tell whether words begin with a noun and what belongs to it, and a verb follows."""
    if not words[0][:1].isalnum() or words[0] in _group("no_subject_begins") or _is_verb(words):
        return False
    for place, word in enumerate(words[1 : LONGEST_SUBJECT_OF_CLAUSE + 1], 1):
        if not word[:1].isalnum() or word in _group("relatives"):
            return False
        if _is_verb(words[place:]):
            return not words[place - 1].endswith("ly") or place > 1
    return False


def _past_the_way(words: Sequence[str], *, beside: Collection[str] = ()) -> Sequence[str]:
    """Leave out what may stand before a subject or a verb: "now", "never"; and such words beside."""
    passed = _group("on_the_way").union(beside)
    start = next((place for place, word in enumerate(words) if word not in passed), len(words))
    return words[start:]


def _is_verb(words: Sequence[str]) -> bool:
    return bool(words) and words[0] in _group("auxiliaries") | _group("verbs")


def _may_be_verb(words: Sequence[str]) -> bool:
    """Tell whether what follows a pronoun may be its verb: not "we and they", "we of the council"."""
    return bool(words) and words[0][:1].isalpha() and words[0] not in _group("no_subject_begins")


def _is_list(before: Sequence[str], after: Sequence[str]) -> bool:
    """Tell whether a cut may part the last of several things from the others: "bread, milk, and eggs are gone"."""
    commas = [place for place, word in enumerate(before) if word == ","]
    if not commas or _CONTRACTION.sub("", after[0]) in _group("subjects") | _group("maybe_subjects"):
        return False
    item = before[commas[-1] + 1 :]
    return len(item) <= LONGEST_ITEM and not _has_clause(item)


def _group(name: str) -> frozenset[str]:
    return group_of("clause_parts", name)
