"""Whole statements: findings of several stages made one, pieces of an utterance joined, echoes and boilerplate gone."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.watcher.attribution import TURNS, Found, Origin, Places, length, overlap
from bot.watcher.lexicon import AUXILIARIES, CLAUSE_VERBS, FUNCTION_WORDS, SPEECH_NOUNS, SPEECH_VERBS, word_list
from bot.watcher.text.quotation_marks import touching

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Span
    from bot.watcher.text.quotation_marks import Marks
    from bot.watcher.text.reading import Reading

FURNITURE: Final = re.compile(
    r"^\W*(?:read (?:also|more|next)|see also|related(?: articles?| stories)?\b|recommended|more on this|also read|"
    r"watch:|listen:|photo\b|photos?:|file photo|image\b|picture:|caption|getty|subscribe|sign up|"
    r"follow (?:us|@|him|her|our)|newsletter|advertisement|did you find|report (?:a|an) (?:mistake|error)|share this|"
    r"click here|copyright|©|all rights reserved|\(?reporting by|editing by|additional reporting|written by|"
    r"translated by|disclaimer|this (?:article|story) (?:was|has been)|terms of|privacy|download|comments?\s*\(|"
    r"tags?:|topics?:|source:)",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"\w+(?:['’]\w+)?")
_JOIN_GAP: Final = 140  # characters of attribution between two pieces of one utterance
_GOING_ON: Final = word_list("participles_going_on")
_CLAUSE_GAP: Final = 4  # characters between a clause and the participle that goes on
_MOST_COMPARED: Final = 400  # no article has so many
_TURN: Final = 0.8  # share of a turn, or of a finding in it, from which the two are the same words
_NEW_WORDS: Final = 2  # that a fragment may have outside its marks and the whole has not
_SHORT: Final = 8  # words outside the marks that a fragment in the lead may have


def settle(first: Sequence[Found], second: Sequence[Found]) -> list[Found]:
    """The findings of two stages as one list; where both have the same words the first stage's stand."""
    out = list(first)
    places = Places(item.content for item in out)
    for item in second:
        rivals = places.near(item.content)
        if item.origin is Origin.TAGGER:  # the model's own may stand one in the other
            rivals = [number for number in rivals if number < len(first)]
        rival = next((number for number in rivals if _same_words(out[number], item)), None)
        if rival is None:
            places.add(item.content)
            out.append(item)
        elif out[rival].origin in {Origin.COLON, Origin.DASH} and item.source and not out[rival].source:
            out[rival] = replace(out[rival], source=item.source, cue=item.cue or out[rival].cue, features=item.features)
    return sorted(out, key=lambda item: item.content)


def _same_words(a: Found, b: Found) -> bool:
    shared = overlap(a.content, b.content)
    if a.origin in TURNS and shared >= _TURN * length(a.content):
        return True
    if a.origin in TURNS:  # within a turn an attribution of its own is somebody quoted there
        return shared > _TURN * length(b.content) and not (
            b.cue and b.source and overlap((*b.cue, *b.source), a.content)
        )
    if b.origin is Origin.CLAUSE and a.cue and overlap(a.cue, b.content) == length(a.cue):
        return False  # an attribution within: somebody quoted by the one who speaks
    return shared > 0 and shared >= 0.5 * min(length(a.content), length(b.content))


def without_bare_phrases(reading: Reading, marks: Sequence[Marks], found: Sequence[Found]) -> list[Found]:
    """Indirect speech says something: a clause, or a judgement of a thing. "Explained the positions" says nothing."""
    return [item for item in found if _says_something(reading, marks, item)]


def _says_something(reading: Reading, marks: Sequence[Marks], item: Found) -> bool:
    cue = [word for span in item.cue for word in reading.lower[slice(*reading.word_range(span))]]
    if cue and not set(cue) & (SPEECH_VERBS.keys() | SPEECH_NOUNS.keys()) and _is_title(reading, marks, item):
        return False
    if (
        item.origin is not Origin.TAGGER
        or any(touching(marks, start, end) for start, end in item.content)
        or reading.lower[reading.word_at(item.content[0][0])] == "that"
        or {"according", "per"} & set(cue)
    ):
        return True
    if set(cue) & _NEEDS_MARKS:
        return False
    cue_words = [at for span in item.cue for at in range(*reading.word_range(span))]
    as_noun = any(reading.lower[at] in SPEECH_NOUNS and reading.lower[at - 1] in _BEFORE_NOUN for at in cue_words if at)
    verbs = {SPEECH_VERBS.get(word) or SPEECH_NOUNS.get(word) for word in cue} - {None}
    if not verbs or (verbs & CLAUSE_VERBS - {"explain"} and not as_noun):
        return bool(verbs)
    words = [word for span in item.content for word in reading.lower[slice(*reading.word_range(span))]]
    if verbs & _JUDGING:
        return len(words) > 1 and words[0] != "to" and not _points_back(words)
    return (
        any(word in AUXILIARIES or word in SPEECH_VERBS or word.endswith(("ed", "n't")) for word in words[1:])
        or (len(words) > _CLAUSE_WORDS and "to" in words[:2])
        or len(words) > _LONG_PHRASE
    )


def _points_back(words: Sequence[str]) -> bool:
    """Whether a judged thing is one of which the text spoke before: "dismissed the claim", "rejected this"."""
    return words[0] in _POINTERS and len(words) <= _SHORT_POINTER


_POINTERS: Final = word_list("pointers")
_SHORT_POINTER: Final = 3  # words
_JUDGING: Final = word_list("verbs_of_attitude")
_NEEDS_MARKS: Final = word_list("citing_verbs")
_BEFORE_NOUN: Final = frozenset("a an the his her this that its their".split())
_CLAUSE_WORDS: Final = 3
_LONG_PHRASE: Final = 25


def _is_title(reading: Reading, marks: Sequence[Marks], item: Found) -> bool:
    """Whether all that stands in marks is a title: "copies of “Steel and Sky”"."""
    pieces = [reading.text[slice(*pair.inner)] for span in item.content for pair in touching(marks, *span)]
    words = [word for piece in pieces for word in _WORD.findall(piece)]
    return len(words) > 1 and all(word[0].isupper() or word in FUNCTION_WORDS for word in words)


def without_boilerplate(reading: Reading, found: Sequence[Found]) -> list[Found]:
    """What is left when captions, links to other articles, pleas to subscribe and credits are taken out."""
    boilerplate = {
        number
        for number in range(len(reading.paragraphs))
        if FURNITURE.match(reading.text[slice(*reading.paragraph_span(number))])
    }
    return [
        item
        for item in found
        if item.origin is Origin.VOICE
        or reading.paragraph_of[min(reading.word_at(item.content[0][0]), len(reading.words) - 1)] not in boilerplate
    ]


def join_pieces(reading: Reading, found: Sequence[Found]) -> list[Found]:
    """`"X," he said. "Y."`: a loose quotation behind another of the same speaker is its second half."""
    out: list[Found] = []
    for item in found:
        previous = out[-1] if out else None
        if (
            previous is not None
            and item.origin is Origin.MARKS
            and not item.source
            and not item.cue
            and previous.person is item.person
            and previous.speaker == item.speaker
            and previous.origin in {Origin.MARKS, Origin.TAGGER}
            and previous.cue
            and item.content[0][0] > previous.content[-1][1]
            and "\n" not in reading.text[previous.content[-1][1] : item.content[0][0]]
            and item.content[0][0] - previous.content[-1][1] < _JOIN_GAP
        ):
            out[-1] = replace(previous, content=(*previous.content, *item.content))
        else:
            out.append(item)
    return out


def join_clauses(reading: Reading, found: Sequence[Found]) -> list[Found]:
    """*He stressed that X, noting that Y*: the second clause goes on with the first."""
    out: list[Found] = []
    for item in found:
        previous = out[-1] if out else None
        if previous is not None and _goes_on(reading, previous, item):
            out[-1] = replace(previous, content=(*previous.content, *item.content))
        else:
            out.append(item)
    return out


def _goes_on(reading: Reading, first: Found, second: Found) -> bool:
    if not first.cue or not second.cue or first.person is not second.person or first.assertion is not second.assertion:
        return False
    if first.second_hand or second.second_hand or second.content[0][0] <= first.content[-1][1]:
        return False
    verb = reading.word_at(second.cue[0][0])
    previous = reading.word_at(first.cue[0][0])
    return (
        reading.lower[verb] in _GOING_ON
        and reading.sentence_of[verb] == reading.sentence_of[previous]
        and 0 <= second.cue[0][0] - first.content[-1][1] <= _CLAUSE_GAP
        and reading.text[first.content[0][0] - 1 : first.content[0][0] + 1].strip('"“«‘') != ""
    )


def without_that(reading: Reading, found: Sequence[Found]) -> list[Found]:
    """Contents without the conjunction that opens them: the clause alone reads better."""
    return [
        item
        if item.origin in TURNS
        else replace(item, content=tuple(_behind_that(reading.text, span) for span in item.content))
        for item in found
    ]


def _behind_that(text: str, span: Span) -> Span:
    start, end = span
    return (start + 5, end) if text[start : start + 5].lower() == "that " and end - start > 5 else span  # noqa: PLR2004 - "that "


def without_echoes(reading: Reading, marks: Sequence[Marks], found: Sequence[Found]) -> list[Found]:
    """One statement in several places is told once, the longest: a fragment of a whole sentence elsewhere goes."""
    if len(found) > _MOST_COMPARED:
        return list(found)
    words = [_words(reading.text, item.content) for item in found]
    kept: list[Found] = []
    for number, item in enumerate(found):
        echo = next(
            (
                other
                for other in range(len(found))
                if other != number
                and found[other].person is item.person
                and item.person is not None
                and _echoes(reading, marks, item, words[number], words[other], earlier=other < number)
            ),
            None,
        )
        if echo is None:
            kept.append(item)
    return kept


def _echoes(
    reading: Reading, marks: Sequence[Marks], item: Found, own: list[str], other: list[str], *, earlier: bool
) -> bool:
    if len(own) > len(other) or (len(own) == len(other) and not earlier):
        return False
    if _contains(other, own):
        return True
    quoted = [
        w
        for start, end in item.content
        for pair in touching(marks, start, end)
        for w in [_words(reading.text, ((max(start, pair.inner[0]), min(end, pair.inner[1])),))]
    ]
    flat = [word for piece in quoted for word in piece]
    return (
        bool(flat)
        and len(flat) > 1
        and len(own) - len(flat) <= _SHORT
        and all(_contains(other, piece) for piece in quoted)
        and len(set(own) - set(other)) <= _NEW_WORDS
    )


def _contains(longer: list[str], shorter: list[str]) -> bool:
    size = len(shorter)
    return 0 < size <= len(longer) and any(longer[at : at + size] == shorter for at in range(len(longer) - size + 1))


def _words(text: str, spans: Sequence[Span]) -> list[str]:
    return [word.lower() for start, end in spans for word in _WORD.findall(text, start, end)]
