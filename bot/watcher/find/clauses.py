"""Indirect speech by rule: a reporting verb or noun and the clause behind it. Only for what the model passed over."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.watcher.attribution import Attribution, Origin
from bot.watcher.lexicon import (
    ADVERBS,
    AUXILIARIES,
    CLAUSE_VERBS,
    DAYS_MONTHS,
    PREPOSITIONS,
    SPEECH_NOUNS,
    SPEECH_VERBS,
    word_list,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.watcher.context import ArticleContext
    from bot.watcher.people.mentions import Mention
    from bot.watcher.text.reading import Reading

_CLAUSE_STARTS: Final = word_list("clause_starts")
_LONGEST_OBJECT = 9
_LEAST_WORDS = 3
_SUBJECT_NOUN = 4  # a noun so early is the subject: where its clause ends, only grammar can say
_BE: Final = frozenset("is are was were be been being".split())
_LONGEST_SUBJECT, _LONGEST_INSERT = 7, 8  # words
_AS_REACH = 4  # words from "as" to the opening mark
_PARTICLES: Final = PREPOSITIONS | frozenset("up off out down back away".split())
_NO_JUDGEMENT: Final = word_list("verbs_of_no_judgement")
_SUBJECT_STARTS: Final = word_list("subject_starts")
_NO_SUBJECT: Final = word_list("clause_links")
_BEFORE_NOUN: Final = PREPOSITIONS - {"than"} | frozenset("a an the his her this that its their".split())
SPEECH_NOUN_FORMS: Final = SPEECH_NOUNS.keys() | {noun + "s" for noun in SPEECH_NOUNS}
_JUDGING: Final = word_list("verbs_of_judgement")
_PHRASE_STARTS: Final = frozenset("the a an his her its their this that these those what".split())
_IDIOMS: Final = frozenset("slip clear plain known out public".split())
_IDIOM_VERBS: Final = word_list("idiom_verbs")
_JOINS: Final = frozenset("and but while as though although".split())
CLAUSE_FORMS: Final = frozenset(form for form, verb in SPEECH_VERBS.items() if verb in CLAUSE_VERBS)
_CLOSERS: Final = frozenset("”\"’'»")
_WITH_OBJECT: Final = frozenset({"tell", "warn", "assure", "remind", "inform", "promise", "advise"})
_OBJECT_ENDS: Final = frozenset('.,;:—–"“”()')
_TAILS: Final = word_list("participles_of_a_second_report")


def find_clauses(reading: Reading, hidden: Sequence[bool], taken: Sequence[bool]) -> list[Attribution]:
    """Clauses after *said (that)*, *told reporters that*, *his warning that*, and phrases that hold words in marks.

    `hidden` words hold no cue; `taken` ones are already told.
    """
    out: list[Attribution] = []
    for at, word in enumerate(reading.lower):
        if hidden[at]:
            continue
        end = reading.sentences[reading.sentence_of[at]][1] if reading.sentence_of[at] >= 0 else at
        verb = SPEECH_VERBS.get(word)
        start: int | None = None
        cue = at
        first = reading.sentences[reading.sentence_of[at]][0] if reading.sentence_of[at] >= 0 else at
        if (
            verb is not None
            and not (reading.lower[at - 1] in _BEFORE_NOUN and word in SPEECH_NOUN_FORMS)
            and not (word.endswith("d") and reading.lower[at - 1 : at] and reading.lower[at - 1] in _BE)
        ):
            start = clause_after(reading, at, end, verb)
            phrase = verb in _JUDGING and not any(taken[first : at + 1]) and reading.lower[at + 1 : at + 2]
            if start is None and phrase and phrase[0] in _PHRASE_STARTS and any(hidden[at + 1 : end]):
                start = at + 1
        elif (
            word in _IDIOMS
            and reading.lower[at + 1 : at + 2] == ["that"]
            and set(reading.lower[max(at - 3, 0) : at]) & _IDIOM_VERBS
        ):
            start = at + 2
            cue = next(here for here in range(at - 1, -1, -1) if reading.lower[here] in _IDIOM_VERBS)
        elif word in SPEECH_NOUNS and reading.lower[at + 1 : at + 2] == ["that"] and at - first > _SUBJECT_NOUN:
            start = at + 2
        if start is None:
            continue
        stop = _clause_end(reading, start, end, hidden)
        if stop - start >= _LEAST_WORDS:
            out.append(
                Attribution(
                    content=(reading.char_span((start, stop)),),
                    cue=(reading.char_span((cue, cue + 1)),),
                    origin=Origin.CLAUSE,
                    by_rule=True,
                    score=0.6,
                )
            )
    return out


def find_told(reading: Reading, names: Sequence[Mention], inside: Sequence[bool]) -> list[Attribution]:
    """*Trump said Netanyahu had told him that …*: a clause within reported words, behind a name that they report.

    `names` are the mentions to look for, in order; `inside` marks the words of what is reported.
    """
    by_end = {mention.words[1]: mention for mention in names}
    outside = [not within for within in inside]
    out: list[Attribution] = []
    for item in find_clauses(reading, outside, [False] * len(reading.words)):
        verb = reading.word_at(item.cue[0][0])
        before = verb
        while before and reading.lower[before - 1] in AUXILIARIES | ADVERBS:
            before -= 1
        name = by_end.get(before)
        start, stop = reading.word_range(item.content[0])
        stop = next((at for at in range(start, stop) if outside[at]), stop)
        while stop > start and not reading.words[stop - 1][:1].isalnum():
            stop -= 1
        if (
            name is not None
            and inside[name.words[0]]
            and reading.sentence_of[name.words[0]] == reading.sentence_of[verb]
            and stop - start >= _LEAST_WORDS
        ):
            content, source = reading.char_span((start, stop)), reading.char_span(name.words)
            out.append(replace(item, content=(content,), source=(source,), origin=Origin.TOLD))
    return out


def find_judgements(context: ArticleContext, hidden: Sequence[bool], taken: Sequence[bool]) -> list[Attribution]:
    """*He remembered the golfer as “a gentleman”*: whatever the verb, words in marks behind *as* are the subject's."""
    reading = context.reading
    out: list[Attribution] = []
    for pair in context.marks:
        opening = reading.word_at(pair.outer[0])
        if opening >= len(reading.words) or taken[min(opening + 1, len(taken) - 1)]:
            continue
        first = reading.sentences[reading.sentence_of[opening]][0]
        as_at = next(
            (at for at in range(opening - 1, max(first, opening - _AS_REACH) - 1, -1) if reading.lower[at] == "as"),
            None,
        )
        if as_at is None:
            continue
        verb = next(
            (
                at
                for at in range(as_at - 1, max(first, as_at - _LONGEST_OBJECT) - 1, -1)
                if reading.lower[at].endswith("ed")
            ),
            None,
        )
        if (
            verb is None
            or reading.lower[verb] in _NO_JUDGEMENT
            or reading.lower[verb - 1] in _BE
            or any(hidden[verb:as_at])
        ):
            continue
        content = (reading.starts[verb + 1], pair.outer[1])
        out.append(
            Attribution(
                content=(content,),
                cue=(reading.char_span((verb, verb + 1)),),
                origin=Origin.CLAUSE,
                by_rule=True,
                score=0.6,
            )
        )
    return out


def find_inserted(reading: Reading, hidden: Sequence[bool]) -> list[Attribution]:
    """*The next round, he added, would be in Geneva*, and *The shop was closed, the owner said*."""
    out: list[Attribution] = []
    for at, word in enumerate(reading.lower):
        if hidden[at] or SPEECH_VERBS.get(word) not in CLAUSE_VERBS or at + 1 >= len(reading.lower):
            continue
        first, end = reading.sentences[reading.sentence_of[at]]
        comma = next(
            (here for here in range(at - 1, max(first, at - _LONGEST_SUBJECT) - 1, -1) if reading.words[here] == ","),
            None,
        )
        if comma is None or comma - first < 2 or at - comma < 2 or any(hidden[first:comma]):  # noqa: PLR2004 - words
            continue
        if any(here in _NO_SUBJECT for here in reading.lower[comma + 1 : at]) or reading.lower[comma + 1] in _JOINS:
            continue
        if not reading.words[comma + 1][:1].isupper() and reading.lower[comma + 1] not in _SUBJECT_STARTS:
            continue
        stop = next(
            (here for here in range(at + 1, min(end, at + _LONGEST_INSERT)) if reading.words[here] in {",", "."}), None
        )
        if stop is None or any(here in {"that", "whether"} for here in reading.lower[at + 1 : stop]):
            continue
        pieces = [reading.char_span((first, comma))]
        rest = end - (reading.words[end - 1] in {".", "!"})
        if reading.words[stop] == "," and rest - stop > 1:
            pieces.append(reading.char_span((stop + 1, rest)))
        out.append(
            Attribution(
                content=tuple(pieces),
                cue=(reading.char_span((at, at + 1)),),
                origin=Origin.CLAUSE,
                by_rule=True,
                score=0.6,
            )
        )
    return out


def find_according(reading: Reading, hidden: Sequence[bool]) -> list[Attribution]:
    """*According to X, …* and *…, according to X*."""
    out: list[Attribution] = []
    for at in range(len(reading.lower) - 3):
        pair = (reading.lower[at], reading.lower[at + 1])
        if pair not in {("according", "to"), ("as", "per")} or hidden[at]:
            continue
        first, end = reading.sentences[reading.sentence_of[at]]
        stop = next(
            (
                here
                for here in range(at + 2, end)
                if not (reading.lower[here][:1].isalnum() or reading.lower[here] in {"'s", "-", "’"})
            ),
            end,
        )
        source = reading.char_span((at + 2, stop))
        begin, finish = (
            (stop + 1, _clause_end(reading, stop + 1, end, hidden))
            if at == first
            else (first, at - (reading.words[at - 1] == ","))
        )
        if stop > at + 2 and finish - begin >= _LEAST_WORDS:
            out.append(
                Attribution(
                    content=(reading.char_span((begin, finish)),),
                    cue=(reading.char_span((at, at + 2)),),
                    source=(source,),
                    origin=Origin.CLAUSE,
                    by_rule=True,
                    score=0.6,
                )
            )
    return out


def clause_after(reading: Reading, at: int, end: int, verb: str) -> int | None:
    """Where the clause begins that a reporting verb opens; None where it opens none. `verb` is its lemma."""
    while at + 2 < end and (
        reading.lower[at + 1] in ADVERBS - {"on"}
        or (reading.lower[at + 1] == "on" and reading.lower[at + 2] in DAYS_MONTHS)
    ):
        at += 1
    following = reading.lower[at + 1] if at + 1 < end else ""
    if following == "that":
        return at + 2
    for here in range(at + 1, min(end, at + _LONGEST_OBJECT)):
        if reading.lower[here] in _OBJECT_ENDS:
            break
        if reading.lower[here] == "that" and reading.lower[here - 1] not in PREPOSITIONS:
            return here + 1
    if verb in _WITH_OBJECT or verb not in CLAUSE_VERBS:
        return None
    capital = reading.words[at + 1][:1].isupper() if at + 1 < end else False
    if (following in _CLAUSE_STARTS or capital) and _has_verb(reading, at + 2, end):
        return at + 1
    return None


def _has_verb(reading: Reading, first: int, end: int) -> bool:
    return any(
        word in AUXILIARIES or (word.endswith("ed") and word not in ADVERBS)
        for word in reading.lower[first : min(end, first + 12)]
    )


def _clause_end(reading: Reading, start: int, end: int, hidden: Sequence[bool]) -> int:
    for at in range(start + _LEAST_WORDS, end - 1):
        if (
            reading.lower[at] in _JOINS
            and not hidden[at]
            and any(reading.lower[here] in CLAUSE_FORMS for here in range(at + 2, min(at + 5, end)))
        ):
            return at - (reading.words[at - 1] == ",")
        following = at + 1 + (reading.words[at + 1] in _CLOSERS)
        if (
            reading.words[at] == ","
            and following < end
            and (reading.lower[following] in _TAILS or reading.lower[following] == "while")
        ):
            return at
    stop = end
    while stop > start and not reading.words[stop - 1][:1].isalnum():
        stop -= 1
    return stop
