"""What words alone prove: a new text that says nothing beyond what stands on record, whatever a judge makes of it.

A network is wrong now and then, and what it hides nobody sees. So only this hides: each sentence of the new text is
whole clauses of the text on record or a long run of its words, word for word, but for dress (case, marks, Unicode,
"%" for "percent"), order of the sentences and a list of harmless words. Numbers, names and polarity are then equal of
themselves. What the old sentence has beside it stands on its own: it is joined by "and", the speaker goes on in it as
"we", or it names a day. Anything else ("when they surrender", "according to Hamas", "in theory") may have put the words
under a condition or into another mouth, by more ways than a list knows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from bot.core.words import is_small, tokens, words_of
from bot.novelty.facts.days import day_at
from bot.novelty.facts.logic import LOGIC_WORDS, read_logic
from bot.novelty.lexicon import set_of
from bot.novelty.thresholds import (
    FIRST_WORDS,
    LEAST_ANSWER,
    LEAST_CONTENT,
    LONGEST_QUESTION,
    PROVEN_RUN,
    TEXTS_KEPT,
)
from bot.novelty.wordings.deixis import content_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from bot.core.model import Span

_LAST_SENTENCE: Final = re.compile(r"[^.!?\n]+[.!?]*[\"\u201d\u2019)]*$")
_END_MARKS: Final = frozenset({".", "!", "?", "...", ";"})
_CLAUSE_MARKS: Final = frozenset({",", ":", "-", "(", ")"})
_OURSELVES: Final = frozenset({"i", "we"})
_GOES_ON: Final = _OURSELVES | {"and"}
_AROUND_DAYS: Final = frozenset({"on", "in", "by", "the", "and", "or"})
_SUMS_UP: Final = frozenset({"that", "this", "such", "so"})  # "That was their plan.", "So goes the tale."
_IS: Final = frozenset({"is", "'s", "are", "was", "were", "goes", "went", "would", "will"})
_DASH: Final = "[-\u2010-\u2015\u2212]"
_MINUS: Final = re.compile(rf"(?<![\w.%)]){_DASH}(?=[$€£]?\d)")
_BETWEEN_NUMBERS: Final = re.compile(rf"(?<=\d)\s?({_DASH}|:)(?=\s?\d)")
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


def is_short_answer(text: str) -> bool:
    """Tell whether a text is an answer of a few words, which means nothing without its question."""
    said = [word for word in tokens(text) if word[:1].isalnum()]
    return len(said) < LEAST_ANSWER or len(content_of(said)) < LEAST_CONTENT


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
    text = _BETWEEN_NUMBERS.sub(lambda mark: " colon " if mark[1] == ":" else " to ", text)
    text = _MINUS.sub(" minus ", text)
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
    ends, lone = _ends(sentence)
    places = [(word, place) for place, clause in enumerate(theirs) for word in clause.words]
    there = [word for word, _ in places]
    for start in range(len(there) - len(wanted) + 1):
        end = start + len(wanted)
        if there[start:end] != wanted:
            continue
        run = range(places[start][1], places[end - 1][1] + 1)
        edges = [at for at in range(start + 1, end) if places[at][1] != places[at - 1][1]]
        their_ends = {at - start for at in edges}
        # "I said no. Deal will be made": where a sentence ends in the old text, something ends in the new one.
        sentences = [theirs[place].sentence for _, place in places]
        sentence_ends = {at - start for at in edges if sentences[at] != sentences[at - 1]}
        cut_before = sum(place == run[0] for _, place in places[:start])
        cut_behind = sum(place == run[-1] for _, place in places[end:])
        if (
            sentence_ends <= ends
            and lone <= their_ends | {len(wanted)}
            and theirs[run[-1]].asks == sentence[-1].asks
            and _may_be_cut(theirs[run[0]], cut_before, theirs[run[-1]], cut_behind, len(wanted))
        ):
            return run
    return None


def _ends(sentence: Sequence[_Clause]) -> tuple[set[int], set[int]]:
    """Return after how many words each clause ends, and those of a bare "no": "No, longer" is not "no longer"."""
    ends = list(accumulate(len(clause.words) for clause in sentence))
    return set(ends), {end for end, clause in zip(ends, sentence, strict=True) if LOGIC_WORDS.issuperset(clause.words)}


def _may_be_cut(first: _Clause, cut_before: int, last: _Clause, cut_behind: int, length: int) -> bool:
    """Tell whether words are whole clauses, or so many that what is cut off beside them changes nothing.

    Before them only a subject may be missing, "we will"; behind them what is joined by "and", or a day.

    Args:
        first: the clause of the old text in which they begin.
        cut_before: how many words of it, harmless ones aside, stand before them.
        last: the clause in which they end.
        cut_behind: how many words of it stand behind them.
        length: how many they are.

    """
    if not cut_before and not cut_behind:
        return True
    before = first.words[:cut_before]
    if length < PROVEN_RUN or not all(map(is_small, before)) or _backs_out(before):
        return False
    return not cut_behind or _stands_apart(_cut_off(last, cut_behind))


def _cut_off(clause: _Clause, count: int) -> tuple[str, ...]:
    """Return the end of a clause with so many words, harmless ones before them and among them."""
    left = len(clause.words) - count
    for at, word in enumerate(clause.said):
        if not left:
            return clause.said[at:]
        left -= word not in set_of("harmless")
    return ()


def _stands_apart(words: Sequence[str]) -> bool:
    """Tell whether what follows in a sentence says something of its own, or only the day."""
    return _names_days(words) or (words[0] in _GOES_ON and not _backs_out(words))


def _names_days(words: Sequence[str]) -> bool:
    """Tell whether words name days and nothing else: "on Friday", "today or tomorrow"."""
    at = 0
    while at < len(words):
        day = day_at(words, at)
        if day is None and words[at] not in _AROUND_DAYS:
            return False
        at = at + 1 if day is None else day.end
    return True


def _backs_out(words: Sequence[str]) -> bool:
    """Tell whether words take back what stands beside them, or put it under a condition: "as long as they pay"."""
    return not set_of("taking_back").isdisjoint(words) or read_logic(words, indirect=False).conditional


def _takes_back(theirs: Sequence[_Clause], run: range, used: Collection[int]) -> bool:
    """Tell whether what is left out of the old text, in the sentences of a run or beside them, may take it back."""
    sentences = {theirs[place].sentence for place in run}
    left_out = [place for place in range(len(theirs)) if place not in used]
    within = [place for place in left_out if theirs[place].sentence in sentences]
    before = [theirs[place] for place in left_out if theirs[place].sentence == min(sentences) - 1]
    behind = [theirs[place] for place in left_out if theirs[place].sentence == max(sentences) + 1]
    return (
        not all(_may_be_left_out(theirs, place, run, used) for place in within)
        or any(map(_speaks_of_it, [*before, *behind]))
        or _sums_up(behind)
    )


def _may_be_left_out(theirs: Sequence[_Clause], place: int, run: range, used: Collection[int]) -> bool:
    """Tell whether a clause of the same sentence leaves a run as it is."""
    said = theirs[place].said
    return _stands_apart(said) or (_is_one_of_a_row(theirs, place, run, used) and not _backs_out(said))


def _sums_up(behind: Sequence[_Clause]) -> bool:
    """Tell whether the next sentence says what the one before it was: "Just kidding.", "That was his plan."."""
    words = [word for clause in behind for word in clause.said]
    return 0 < len(words) < LEAST_ANSWER or (not _SUMS_UP.isdisjoint(words[:1]) and not _IS.isdisjoint(words[1:2]))


def _is_one_of_a_row(theirs: Sequence[_Clause], place: int, run: range, used: Collection[int]) -> bool:
    """Tell whether a clause that is left out stands in a row that "and" ends: "we left, they signed, and we won"."""
    if place < run[0] and theirs[run[0]].said[0] == "and":
        return True
    behind = [one for one in used if one > place and theirs[one].sentence == theirs[place].sentence]
    return min(used) < place and any(theirs[one].said[0] == "and" for one in behind)


def _speaks_of_it(clause: _Clause) -> bool:
    """Tell whether a clause begins by taking back the sentence beside it, or points to it and does."""
    backs = set_of("taking_back")
    points = not set_of("pointing").isdisjoint(clause.said[:FIRST_WORDS])
    return not backs.isdisjoint(clause.said[:FIRST_WORDS]) or (points and not backs.isdisjoint(clause.said))


def may_take_back(beside: str, *, follows: bool, within: bool) -> bool:
    """Tell whether words take back the point that they stand beside in one text, or are of it what others say.

    Less is asked than of what was left out of a text: both are reported, the words beside it first.

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
