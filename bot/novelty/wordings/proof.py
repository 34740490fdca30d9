"""What words alone prove: a new text that says nothing beyond what stands on record, whatever a judge makes of it.

A network is wrong now and then, and what it hides nobody sees. So only this hides: each sentence of the new text is
whole clauses of the text on record or a long run of its words, word for word, but for dress (case, marks, Unicode,
"%" for "percent"), order of the sentences and a list of harmless words; and nothing beside it in the old text takes it
back. Numbers, names and polarity are then equal of themselves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bot.core.words import is_small, tokens, words_of
from bot.novelty.facts.logic import LOGIC_WORDS, read_logic
from bot.novelty.lexicon import set_of
from bot.novelty.thresholds import (
    FIRST_WORDS,
    LEAST_ANSWER,
    LEAST_CONTENT,
    LONGEST_QUESTION,
    MOST_POINTING,
    PROVEN_RUN,
    TEXTS_KEPT,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from bot.core.model import Span

_LAST_SENTENCE: Final = re.compile(r"[^.!?\n]+[.!?]*[\"\u201d\u2019)]*$")
_END_MARKS: Final = frozenset({".", "!", "?", "..."})
_CLAUSE_MARKS: Final = frozenset({",", ";", ":", "-", "(", ")"})
_SAY_WHICH: Final = frozenset({"of", "on", "to", "from", "for", "by", "against", "with", "between", "in", "that"})
_AFTER_IT: Final = frozenset({"is", "was", "'s", "will", "would", "has"})
_AFTER_THAT: Final = _AFTER_IT | {"are", "were", "can", "could", "must", "should", "does", "did", "means", "had"}
_ARTICLES: Final = frozenset({"the", "a", "an", "our", "my", "your", "all", "every", "each", "no", "both"})
_OF_SEVERAL: Final = frozenset({"they", "them", "their", "theirs", "themselves"})
_OF_ONE: Final = frozenset({"it", "its", "itself"})
_OURSELVES: Final = frozenset({"i", "we"})
_CAPITALS: Final = re.compile(r"\b(?:[A-Z]\.){2,}|\b[A-Z]{2,4}\b")


@dataclass(frozen=True, slots=True)
class _Clause:
    words: tuple[str, ...]  # without the harmless ones
    said: tuple[str, ...]  # all of them
    sentence: int
    asks: bool  # its sentence ends in a question mark


def is_proven(new: str, old: str) -> bool:
    """Tell whether words prove that a new text says nothing that the one on record does not say.

    Not so of an answer of a few words, even where both are equal: what it says depends on the question.
    """
    return not is_short_answer(new) and stands_in(new, old)


def stands_in(new: str, old: str) -> bool:
    """Tell the same of texts of any length."""
    ours, theirs = _clauses_of(new), _clauses_of(old)
    runs = [_run(sentence, theirs) for sentence in _by_sentence(ours)]
    if not runs or None in runs:
        return False
    used = {place for run in runs if run for place in run}
    return not any(_takes_back(theirs, run, used) for run in runs if run)


def is_of_one_sense(one: str | None, other: str | None) -> bool:
    """Tell whether the verbs of two reports say the same of the same words: not "denies" and "said"."""
    return one == other or all(sense is None or sense in set_of("claiming_senses") for sense in (one, other))


def is_short_answer(text: str) -> bool:
    """Tell whether a text is an answer of a few words, which means nothing without its question."""
    said = [word for word in tokens(text) if word[:1].isalnum()]
    return len(said) < LEAST_ANSWER or len(_content(said)) < LEAST_CONTENT


def points_outside(text: str) -> bool:
    """Tell whether what a text says hangs on a word that points to something outside it.

    "We accept the proposal" of Friday may be of another one than that of Monday, word for word. In a longer text what
    is said beside the word shows what it is.
    """
    said = tokens(text)
    if len(_content([word for word in said if word[:1].isalnum()])) > MOST_POINTING:
        return False
    return any(_points(said, place) for place in range(len(said)))


def _content(said: Sequence[str]) -> list[str]:
    return [word for word in said if not is_small(word) and word not in LOGIC_WORDS]


def _points(said: Sequence[str], place: int) -> bool:
    word, behind = said[place], said[place + 1 : place + 7]
    following = behind[0] if behind else "."
    if word == "the":
        says_which = len(behind) > 1 and behind[1] in _SAY_WHICH
        return following in set_of("named_by_the") and not says_which
    if word == "that":  # not of "the view that we …"
        return following in _AFTER_THAT or not following[:1].isalnum()
    if (
        word == "it"
        and following in _AFTER_IT
        and any(one == "that" or (one == "to" and not is_small(after)) for one, after in pairwise(behind))
    ):
        return False  # "it is time to go" points to nothing, "it is good to us" does
    return word in set_of("pointing_out") and not _is_named_before(said, place)


def _is_named_before(said: Sequence[str], place: int) -> bool:
    """Tell whether the text itself names what a pronoun stands for: "The ferries sail, and they are full"."""
    if said[place] not in _OF_SEVERAL | _OF_ONE:
        return False
    are_several = said[place] in _OF_SEVERAL
    reach = 2 if are_several else 1  # "the regional pilots"; in "the ferries sail" the verb is no name
    return any(
        one.isalpha()
        and not is_small(one)
        and one.endswith("s") == are_several
        and (at == 0 or not _ARTICLES.isdisjoint(said[max(at - reach, 0) : at]))
        for at, one in enumerate(said[:place])
    )


@lru_cache(maxsize=TEXTS_KEPT)
def _clauses_of(text: str) -> tuple[_Clause, ...]:
    """Part a text at its marks into clauses that hold a word of weight."""
    found: list[_Clause] = []
    sentence: list[tuple[str, ...]] = []
    said: list[str] = []
    number = 0
    for word in [*dressed(text), "."]:
        if word not in _END_MARKS and word not in _CLAUSE_MARKS:
            said.append(word)
            continue
        if not set_of("harmless").issuperset(said):
            sentence.append(tuple(said))
        said = []
        if word in _END_MARKS and sentence:
            found += [_Clause(_weighty(clause), clause, number, word == "?") for clause in sentence]
            sentence = []
            number += 1
    return tuple(found)


def _weighty(said: Sequence[str]) -> tuple[str, ...]:
    return tuple(word for word in said if word not in set_of("harmless"))


def dressed(text: str) -> Iterator[str]:
    """Yield words and marks in one dress."""
    if not text.isupper():
        text = _CAPITALS.sub(_capital_name, text)
    yield from tokens(text.replace("%", " percent ").replace("per cent", "percent"))


def _capital_name(match: re.Match[str]) -> str:
    """Write a name in capitals so that it stays apart from the word in small letters: "US" and "us"."""
    bare = match[0].replace(".", "")
    return f"{bare}name" if bare.lower() in set_of("capitals") else bare.lower()


def _by_sentence(clauses: Sequence[_Clause]) -> list[list[_Clause]]:
    sentences: dict[int, list[_Clause]] = {}
    for clause in clauses:
        sentences.setdefault(clause.sentence, []).append(clause)
    return list(sentences.values())


def _run(sentence: Sequence[_Clause], theirs: Sequence[_Clause]) -> range | None:
    """Return which clauses of the old text a sentence of the new one is, or is a long run of words of; or None."""
    wanted = [word for clause in sentence for word in clause.words]
    places = [(word, place) for place, clause in enumerate(theirs) for word in clause.words]
    there = [word for word, _ in places]
    for start in range(len(there) - len(wanted) + 1):
        end = start + len(wanted)
        if there[start:end] != wanted:
            continue
        run = range(places[start][1], places[end - 1][1] + 1)
        before, after = _words_at(run[0], places[:start]), _words_at(run[-1], places[end:])
        if _is_whole(before, after, len(wanted)) and theirs[run[-1]].asks == sentence[-1].asks:
            return run
    return None


def _words_at(place: int, words: Sequence[tuple[str, int]]) -> list[str]:
    return [word for word, its_place in words if its_place == place]


def _is_whole(before: Sequence[str], after: Sequence[str], length: int) -> bool:
    """Tell whether words are whole clauses, or so many that what is cut off beside them changes nothing.

    Before them only a subject may be missing, "we will"; behind them anything that takes nothing back.
    """
    if not before and not after:
        return True
    return length >= PROVEN_RUN and all(map(is_small, before)) and not _backs_out([*before, *after])


def _backs_out(words: Sequence[str]) -> bool:
    """Tell whether words take back what stands beside them, or put it under a condition: "as long as they pay"."""
    return not set_of("taking_back").isdisjoint(words) or read_logic(words, indirect=False).conditional


def _takes_back(theirs: Sequence[_Clause], run: range, used: Collection[int]) -> bool:
    """Tell whether what is left out of the old text, in the sentences of a run or beside them, may take it back."""
    sentences = {theirs[place].sentence for place in run}
    for place, clause in enumerate(theirs):
        if place in used:
            continue
        if clause.sentence in sentences and _backs_out(clause.said):
            return True
        if clause.sentence in {min(sentences) - 1, max(sentences) + 1} and _speaks_of_it(clause):
            return True
    return False


def _speaks_of_it(clause: _Clause) -> bool:
    """Tell whether a clause begins by taking back the sentence beside it, or points to it and does."""
    backs = set_of("taking_back")
    points = not set_of("pointing").isdisjoint(clause.said[:FIRST_WORDS])
    return not backs.isdisjoint(clause.said[:FIRST_WORDS]) or (points and not backs.isdisjoint(clause.said))


def may_take_back(beside: str, *, follows: bool, within: bool) -> bool:
    """Tell whether words take back the point that they stand beside in one text, or are of it what others say.

    Less is asked than of what was left out of a text: both are told, the words beside it first.

    Args:
        beside: the point before or after it.
        follows: whether it is the one after it.
        within: whether both are of one sentence.

    """
    backs, clauses = set_of("taking_back"), _clauses_of(beside)
    claims = backs - LOGIC_WORDS  # what somebody claims, denies or calls a lie
    if follows and len(words_of(beside)) < LEAST_ANSWER and not backs.isdisjoint(tokens(beside)):  # "Never again."
        return True
    return any(
        clause.said[0] in set_of("taking_back_openers")
        or not claims.isdisjoint(clause.said[:FIRST_WORDS])
        or not (follows or clause.said[0] in _OURSELVES or claims.isdisjoint(clause.said))  # "My rivals say one thing."
        or not (set_of("pointing").isdisjoint(clause.said) or backs.isdisjoint(clause.said))
        or (within and read_logic(clause.said, indirect=False).conditional)
        for clause in clauses
    )


def passage(text: str, evidence: Span) -> str:
    """Return the sentences that show a quotation, and the one before them: in an answer of a few words the question."""
    start, end = evidence
    return f"{sentence_before(text, start)} {text[start:end]}"


def sentence_before(text: str, start: int) -> str:
    """Return the sentence that ends before a place."""
    before = text[max(start - LONGEST_QUESTION, 0) : start].rstrip()
    sentence = _LAST_SENTENCE.search(before)
    return sentence[0] if sentence else before
