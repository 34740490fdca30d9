"""One attribution inside another: *"X," Trump said, according to the pool*, *IRNA reported that Baghaei had said X*.

The model gives the outer one. A medium only passes on what somebody said, so what it passes on is that person's, and is
found by a second reading without the medium.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.core.model import Assertion
from bot.watcher import thresholds
from bot.watcher.attribute.assertion import assertion_of
from bot.watcher.attribute.hearsay import HEARSAY, are_witnesses, second_hand_sources
from bot.watcher.attribution import Attribution, Origin, length, overlap, reject
from bot.watcher.find.second_reading import read_without_label, read_without_source
from bot.watcher.lexicon import (
    COUNTRIES,
    PREPOSITIONS,
    PRESS_WORDS,
    ROLES,
    SPEECH_VERBS,
    word_list,
)
from bot.watcher.people.coreference import between
from bot.watcher.people.mentions import MentionKind
from bot.watcher.people.source_spans import head_of_source, is_possessive
from bot.watcher.roles import JOURNALIST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Span
    from bot.watcher.context import ArticleContext
    from bot.watcher.person import Person
    from bot.watcher.text.reading import Reading

_RECORDS: Final = word_list("records")
_OFFICES: Final = word_list("offices")
_MEDIA: Final = PRESS_WORDS | _RECORDS | _OFFICES
_PASSING: Final = word_list("passing_verbs")
_LOOKING_BACK: Final = frozenset("note quote recall report write".split())  # of a paper, but not of an office
_DENIALS: Final = frozenset("deny reject dispute refute".split())
_HE_TELLS: Final = "the words of somebody else, which he tells"
_CITING_VERBS: Final = frozenset({"citing", "quoting"})
_READ: Final = frozenset({"read", "reads"})
_GETTING: Final = word_list("verbs_of_getting")
_PAPERS: Final = PRESS_WORDS | {"paper", "papers", "newspaper", "newspapers", "report", "reports"}
_COMMENTS: Final = frozenset({"caption", "comment", "message", "note"})  # his own: "shared it with a note saying"
_SAYING: Final = frozenset("said say saying says that warning".split())
_HEAD_ENDS: Final = (PREPOSITIONS - {"as"}) | frozenset(
    "released issued published carried cited quoted which that who obtained seen provided posted distributed"
    " briefed close familiar informed present".split()
)
_ACCORDING: Final = ["according", "to"]
_EDGES_OF_SOURCE: Final = " ,:;\n\t"
_ACRONYM: Final = re.compile(r"[A-Z]{3,5}")


def with_nested(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """The quotations, and behind each that a medium reports the one that it holds.

    The outer ones are marked as reports: they have no say in who is meant by a pronoun near them.
    """
    out: list[Attribution] = []
    for item in attributions:
        if _is_shared_or_read(context.reading, item):
            out.append(reject(item, _HE_TELLS))
        elif is_medium(context, item):
            inner = _inner(context, item)
            cited = None if inner else _cited_by(context, item)
            is_report = bool(inner) or _tells_of_others(context, item, attributions)
            out += [replace(item, source=(cited,))] if cited else [replace(item, is_report=is_report), *inner]
        else:
            inner = _inner(context, item, by_a_person=True) if _cites_a_person(context, item) else []
            if sum(length(one.content) for one in inner) < thresholds.REPORTED_SHARE * length(item.content):
                inner = []  # *According to Trump, Canada has asked for a fourth round* is his
            out += [reject(item, _HE_TELLS), *inner] if inner else [item]
    return out


def _is_shared_or_read(reading: Reading, item: Attribution) -> bool:
    """*Trump shared a post which said that X*, *Trump read in the paper that X*."""
    if not item.cue or not item.source or item.source[0][1] > item.cue[0][0]:
        return False
    first, stop = reading.word_range(item.cue[0])
    words = reading.lower[first : max(reading.word_at(item.content[0][0]), stop)]
    if not words:
        return False
    if words[0] in _READ:
        behind = reading.lower[first + 1 : first + 1 + thresholds.TO_A_PAPER]
        return behind[:1] == ["that"] or (behind[:1] == ["in"] and not _PAPERS.isdisjoint(behind))
    is_gotten = words[0] in _GETTING and len(words) > 1 and words[-1] in _SAYING
    return is_gotten and _COMMENTS.isdisjoint(words)


def _cited_by(context: ArticleContext, item: Attribution) -> Span | None:
    """*Citing Baghaei, the agency reported that X*: the one whom a medium names as whom it has it from.

    With a title before the name, and nobody else: not *Trump's deputy*, *an aide to Trump*, *two officials and Trump*.
    """
    reading = context.reading
    head = _head_phrase(reading, *reading.word_range(item.source[0]))
    if not item.cue or reading.lower[head[-1]] not in PRESS_WORDS | context.people.outlets():
        return None
    first, stop = reading.sentences[reading.sentence_of[reading.word_at(item.cue[0][0])]]
    said = set(reading.places_in(item.content))
    verb = next((at for at in range(first, stop) if reading.lower[at] in _CITING_VERBS and at not in said), stop)
    cited = next((one for one in between(context.mentions, verb + 1, stop) if one.kind is MentionKind.NAME), None)
    if cited is None or cited.words[0] in said:
        return None
    behind = reading.lower[cited.words[1]] if cited.words[1] < stop else "."
    titles = reading.lower[verb + 1 : cited.words[0]]
    is_alone = behind in {",", ".", ")"} and (PREPOSITIONS | {"and", ","}).isdisjoint(titles)
    return reading.char_span(cited.words) if is_alone else None


def in_reporters_turns(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """What reporters pass on in turns that the model took for their own words; nothing that was found already."""
    return [
        Attribution(
            content=one.content,
            cue=one.cue,
            source=one.source,
            origin=Origin.TAGGER,
            score=one.score,
            features=one.features,
            links=("within what a reporter says",),
        )
        for turn in attributions
        if turn.origin is Origin.LABEL and turn.is_report and turn.source
        for one in read_without_label(context, turn)
        if not any(
            item is not turn and item.rejected is None and overlap(item.content, one.content) for item in attributions
        )
    ]


def _tells_of_others(context: ArticleContext, item: Attribution, others: Sequence[Attribution]) -> bool:
    """Whether what a journalist writes holds what others say: *Our correspondent writes: Trump came. “…,” he said*."""
    words = [
        context.reading.lower[at] for at in _head_phrase(context.reading, *context.reading.word_range(item.source[0]))
    ]
    return _is_journalist(words) and any(
        other is not item and overlap(other.content, item.content) >= length(other.content) for other in others
    )


def _cites_a_person(context: ArticleContext, item: Attribution) -> bool:
    """*“X,” said Y, according to Ann Bell*: she tells what Y said; it is second hand."""
    if not item.source or not _is_cited(context.reading, item):
        return False
    source = context.reading.word_range(item.source[0])
    head = head_of_source(context.reading, between(context.mentions, *source), source)
    return head is not None and head.kind is not MentionKind.BODY


def _is_cited(reading: Reading, item: Attribution) -> bool:
    """Whether *according to* or *per* stands before the source: "X, according to CNN, promised"."""
    first, _ = reading.word_range(item.source[0])
    return reading.lower[max(first - len(_ACCORDING), 0) : first] == _ACCORDING or reading.lower[first - 1] == "per"


def is_medium(context: ArticleContext, item: Attribution) -> bool:
    """Whether the source is one that passes words on: an agency, a paper, an office, a readout."""
    reading = context.reading
    if not item.source:
        return False
    first, stop = reading.word_range(item.source[0])
    if not _is_cited(reading, item) and not _cue_words(reading, item) & _PASSING:
        return False
    head = _head_phrase(reading, first, stop)
    words = [reading.lower[at] for at in head]
    if not words:
        return False
    is_named = (
        len(words) > 1 and words[-2] in PRESS_WORDS and reading.words[head[-1]][0].isupper()
    )  # "the service Orbita"
    if is_named or words[-1] in _MEDIA | HEARSAY | context.people.outlets() or _is_journalist(words):
        return True
    if words == ["we"] or _is_title_of_a_paper(reading, first, head):
        return bool(_cue_words(reading, item) & _LOOKING_BACK)
    is_short = len(words) <= thresholds.LONGEST_ACRONYM and not any(word in ROLES for word in words)
    return is_short and bool(_ACRONYM.fullmatch(reading.words[head[-1]]))


def _is_journalist(words: Sequence[str]) -> bool:
    """*Our correspondent in Oran*: one whose trade is to pass on what others said."""
    return ROLES.get(words[-1]) == JOURNALIST and not {"'s", "’s"} & set(words)


def _is_title_of_a_paper(reading: Reading, first: int, head: Sequence[int]) -> bool:
    """*The Oran Mercury*: names with an article in front, which no person has."""
    named = head[1:]
    return reading.lower[first] == "the" and len(named) > 1 and all(reading.words[at][0].isupper() for at in named)


def _cue_words(reading: Reading, item: Attribution) -> set[str]:
    words = (reading.lower[at] for at in reading.places_in(item.cue))  # a colon passes words on, too
    return {SPEECH_VERBS.get(word, word) for word in words}


def _head_phrase(reading: Reading, first: int, stop: int) -> list[int]:
    """The words of a source up to what hangs on its noun, without a number at the end."""
    out: list[int] = []
    for at in range(first, stop):
        word = reading.lower[at]
        if out and (word in _HEAD_ENDS or word == ","):
            break
        if word[:1].isalnum():
            out.append(at)
    return out[:-1] if out and reading.lower[out[-1]].isdigit() else out


def _inner(context: ArticleContext, item: Attribution, *, by_a_person: bool = False) -> list[Attribution]:
    """What an outer quotation holds; `by_a_person`: somebody reports it, and no medium.

    What a page says that it reported, *We wrote on Monday that Trump had said X*, it takes back or tells again.
    """
    reading = context.reading
    first, stop = reading.word_range(item.source[0])
    carrier = reading.text[slice(*item.source[0])].strip(_EDGES_OF_SOURCE)
    noun = reading.lower[_head_phrase(reading, first, stop)[-1]]
    behind = item.content[-1][1] <= item.source[0][0]
    hearsay = (
        by_a_person
        or (noun == "we" and reading.lower[first - 1] != "as")  # not "As we reported, Trump said"
        or (noun in second_hand_sources(behind=behind) and not are_witnesses(reading.lower[first:stop]))
    )
    denied = bool(_cue_words(reading, item) & _DENIALS)
    return [
        Attribution(
            content=one.content,
            cue=one.cue,
            source=one.source,
            origin=item.origin,
            score=one.score,
            features=one.features,
            assertion=Assertion.NEGATED if denied else assertion_of(reading, item),
            second_hand=hearsay,
            teller=carrier if hearsay else None,
            carrier=item.source[0],
            links=(f"within what {carrier} reports",),
        )
        for one in read_without_source(context, item)
    ]


def of_other_houses(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """What the office of somebody else says that a person said is second hand: *Trump told him X, his office said*."""
    return [
        replace(item, second_hand=True, teller=context.reading.text[slice(*item.carrier)].strip(_EDGES_OF_SOURCE))
        if item.carrier and item.person and _cites_another(context, item.carrier, item.person)
        else item
        for item in attributions
    ]


def _cites_another(context: ArticleContext, carrier: Span, person: Person) -> bool:
    reading, people = context.reading, context.people
    first, stop = reading.word_range(carrier)
    words = reading.lower[first:stop]
    if not set(words) & (_OFFICES | _RECORDS):
        return False
    for mention in between(context.mentions, first, stop):
        known = people.of.get(mention)
        if known is not None and known.person is not person and is_possessive(reading, mention):
            return True
    text = reading.text[slice(*carrier)].casefold()
    owners = [owner for owner, house in people.houses() if house.casefold() in text]
    if owners and person not in owners:
        return True
    countries = {
        COUNTRIES[word]
        for word, following in zip(words, [*words[1:], ""], strict=True)
        if word in COUNTRIES and following not in {"-", "language"}
    }
    home = {country for role in person.roles for country in role.countries}
    return bool(countries) and bool(home) and not countries & home and not set(words) & PRESS_WORDS
