"""Exercises made of questions: other names, men for women, and somebody without a name in place of him who speaks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.watcher.find.tagger.encoded import split_words
from bot.watcher.lexicon import DETERMINERS, TITLE_WORDS, word_list

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Mapping, Sequence

    from training.speaker_network.questions import Question

WOMEN = "Agnes Birgit Clara Dalia Elin Farah Greta Hilde Ines Jana Katya Lena Maren Nadia Olga Petra Rosa Signe Vera"
MEN = "Arvid Bekir Caspar Dorian Emil Faruk Goran Henrik Idris Jorgen Kamil Lorenz Marek Nadir Oskar Pavel Rasmus Emre"
_TO_WOMEN = {
    "he": "she",
    "his": "her",
    "him": "her",
    "himself": "herself",
    "man": "woman",
    "mr": "ms",
    "son": "daughter",
}
_TO_MEN = {"she": "he", "her": "his", "hers": "his", "herself": "himself", "woman": "man", "ms": "mr", "mrs": "mr"}
_SURNAMES = (
    "Aldane Brekke Corvin Dahlgren Eskola Farnese Gruber Halloran Ivarsson Jelinek Kostova Lindqvist Marchetti Nordahl "
    "Okonjo Petrov Quist Rosario Sandell Thorne Ulvaeus Vasquez Wexler Yilmaz Zeller Barzani Castell Endicott Hosseini"
)
JOBS = (
    *("lawyer", "diplomat", "farmer", "adviser", "teacher", "judge", "doctor", "lawmaker", "mayor", "engineer"),
    *("priest", "witness", "neighbour", "general", "aide", "economist", "banker", "driver", "lobbyist", "professor"),
    *("envoy", "official", "minister", "ambassador", "cousin", "coach", "pilot", "nurse", "senator"),
)
"""Who speaks in place of him who did; none of them is an office that a man who is tracked may hold."""
_OWNED = 0.4  # share of them who are somebody's: "Corvin's lawyer"
_PRONOUNS = {"he", "she", "his", "her", "him"}
_ENDS = '.!?\n:”"'


def renamed(question: Question, chance: random.Random, *, is_exchanged: bool = False) -> Question:
    """The question with invented names in place of all that may be meant: grammar is to be learned, and not the man.

    `is_exchanged`: men become women and women men, since nearly all who are tracked in these texts are men.
    """
    others: dict[str, str] = _TO_WOMEN | _TO_MEN if is_exchanged else {}
    for name, surname in zip(question.names, chance.sample(_SURNAMES.split(), len(question.names)), strict=True):
        first, *rest = name.split()
        is_woman = (first.casefold() in word_list("womens_names")) is not is_exchanged
        if rest:
            others.setdefault(first.lower(), chance.choice((WOMEN if is_woman else MEN).split()))
        others[name.split()[-1].lower()] = surname
    text, moved = _replaced(question.text, others)
    names = tuple(_replaced(name, others)[0] for name in question.names)
    return _with(question, text, moved, names=names, right=question.right)


def unnamed(question: Question, chance: random.Random) -> Question:
    """The question with somebody without a name in place of him who speaks: then nobody of those named does.

    As it is where nobody of them spoke, where nobody else is named, and where a description is asked about, which may
    be another one's then.
    """
    speakers = [name for name, is_right in zip(question.names, question.right[1:], strict=True) if is_right]
    rest = tuple(name for name in question.names if name not in speakers)
    sources = {question.text[slice(*span)].lower() for span in question.source}
    if question.right[0] or len(speakers) != 1 or not rest or not sources <= _PRONOUNS:
        return question
    if any(speakers[0].split()[-1] in name.split() for name in rest):  # a relative
        return question
    job = chance.choice(JOBS)
    owner = chance.choice(rest).split()[-1] if chance.random() < _OWNED else ""
    article = "an" if job[0] in "aeiou" else "a"
    first = f"{owner}\N{RIGHT SINGLE QUOTATION MARK}s {job}" if owner else f"{article} {job}"
    edits = []
    for start, end in _mentions(question.text, speakers[0]):
        form = first if not edits else f"the {job}"
        before = question.text[:start].rstrip(" ")
        if (before.split() or [""])[-1].lower() in DETERMINERS:
            form = job
        elif not before or before[-1] in _ENDS:
            form = form[0].upper() + form[1:]
        edits.append((start, end, form))
    text, moved = _edited(question.text, edits)
    return _with(question, text, moved, names=rest, right=(True, *(False for _ in rest)))


def _mentions(text: str, name: str) -> list[tuple[int, int]]:
    """Where the name stands, by surname, with given names and titles in front of it."""
    *given, surname = (word.strip(".") for word in name.lower().split())
    words = list(split_words(text))
    found = []
    for number, (start, end) in enumerate(words):
        if text[start:end].lower() != surname:
            continue
        first, at = start, number - 1
        while at >= 0 and text[words[at][1] : first].strip(" ") == "":
            if at and text[slice(*words[at])] == ".":  # of "Mr." or an initial, or the end of the sentence before
                at -= 1
            before = text[slice(*words[at])]
            if before.lower() not in TITLE_WORDS and before.lower() not in given and not _is_initial(before):
                break
            first = words[at][0]
            at -= 1
        found.append((first, end))
    return found


def _is_initial(word: str) -> bool:
    return len(word) == 1 and word.isupper() and word != "I"


def _replaced(text: str, others: Mapping[str, str]) -> tuple[str, Callable[[int], int]]:
    """A text with other words, and what tells where a character of the old one is in the new one."""
    words = [(start, end, others.get(text[start:end].lower())) for start, end in split_words(text)]
    return _edited(text, [(start, end, other) for start, end, other in words if other is not None])


def _edited(text: str, edits: Sequence[tuple[int, int, str]]) -> tuple[str, Callable[[int], int]]:
    """A text with other words in these places, in order, and what tells where a character of the old one is in it."""
    parts: list[str] = []
    steps = [(0, 0)]  # from this character of the old text on so many are added
    done = shift = 0
    for start, end, other in edits:
        parts += [text[done:start], other]
        done, shift = end, shift + len(other) - (end - start)
        steps.append((end, shift))
    parts.append(text[done:])

    def moved(place: int) -> int:
        return place + next(added for at, added in reversed(steps) if at <= place)

    return "".join(parts), moved


def _with(
    question: Question, text: str, moved: Callable[[int], int], *, names: tuple[str, ...], right: tuple[bool, ...]
) -> Question:
    """The question, asked of a text with other words."""
    return replace(
        question,
        text=text,
        names=names,
        right=right,
        content=tuple((moved(start), moved(end)) for start, end in question.content),
        source=tuple((moved(start), moved(end)) for start, end in question.source),
    )
