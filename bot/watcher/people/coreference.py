"""Who "he", "the spokesman" and "the defendant" are: a walk through the sentences that remembers whom each was about.

Each sentence leaves a trace: its subject, who else was in it, who spoke. Later mentions look back at the traces.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.watcher.lexicon import PREPOSITIONS, ROLES, SPEECH_VERBS
from bot.watcher.people.mentions import Mention, MentionKind
from bot.watcher.people.people import Known, People
from bot.watcher.people.source_spans import POSSESSIVES, is_possessive, may_be_subject, sentence_subject

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.watcher.person import Person
    from bot.watcher.text.reading import Reading

_BACK: Final = 14  # sentences that a pronoun looks back
_SHORT_DESCRIPTION: Final = 3  # words
_STANDS_FOR: Final = frozenset({"witness", "businessman", "politician"})
_COURT: Final = frozenset({"lawyer", "journalist"})  # who asks "the defendant", "the guest"
_SURE, _PER_SENTENCE, _PER_PARAGRAPH, _FARTHEST = 0.95, 0.03, 0.03, 4
_NOT_SUBJECT: Final = 0.2  # less sure of somebody who was only mentioned
_LEAST: Final = 0.3


@dataclass(slots=True, kw_only=True)
class Trace:
    """What one sentence leaves behind."""

    subject: Known | None = None
    others: list[Known] = field(default_factory=list)
    body: str | None = None  # an institution, or somebody unknown, is the subject or spoke
    speaker: Known | None = None  # of a quotation in it


class Coreference:
    """The walk over one article; sentences are entered in order.

    Args:
        reading: the article.
        people: its persons.
        mentions: in order.
        hidden: per word, whether it stands in a quotation or in a content: its mentions are no subjects.
        not_self: per sentence, who is named in the words of a quotation there: people seldom call themselves by name.

    """

    def __init__(
        self,
        reading: Reading,
        people: People,
        mentions: Sequence[Mention],
        hidden: Sequence[bool],
        not_self: dict[int, set[Person]],
    ) -> None:
        self.by_sentence: dict[int, list[Mention]] = {}
        for mention in mentions:
            self.by_sentence.setdefault(reading.sentence_of[mention.words[0]], []).append(mention)
        self.known: dict[Mention, Known] = {}
        self.traces: dict[int, Trace] = {}
        self._reading = reading
        self._people = people
        self._hidden = hidden
        self._not_self = not_self

    def visible(self, sentence: int) -> list[Mention]:
        """The mentions of a sentence that are no part of a quotation."""
        return [mention for mention in self.by_sentence.get(sentence, []) if not self._hidden[mention.words[0]]]

    def enter(self, sentence: int, sources: Sequence[Mention]) -> Trace:
        """Find out who the mentions of the next sentence are and whom it is about; `sources` are heads in it."""
        trace = self.traces[sentence] = Trace()
        visible = self.visible(sentence)
        for mention in visible:
            known = self.identify(mention, sentence, visible)
            if known is None:
                continue
            self.known[mention] = known
            if mention.kind is not MentionKind.NAME:
                known.person.described_at = max(known.person.described_at, mention.words[0])
        subject = sentence_subject(self._reading, visible, sources)
        if subject is not None:
            trace.subject = self.known.get(subject)
            if subject.kind is MentionKind.BODY:
                trace.body = self._reading.text[slice(*self._reading.char_span(subject.words))]
        rest = [mention for mention in visible if mention in self.known and mention is not subject]
        owners = [mention for mention in rest if is_possessive(self._reading, mention)]
        objects = [mention for mention in rest if mention not in owners and not self._is_adverbial(mention)]
        trace.others = [self.known[mention] for mention in (*owners, *objects)]
        return trace

    def identify(self, mention: Mention, sentence: int, visible: Sequence[Mention]) -> Known | None:
        """Who a mention is; `visible` are the mentions of its sentence that can be meant by a pronoun."""
        reading = self._reading
        if mention.kind is MentionKind.NAME:
            return self._people.of.get(mention)
        text = reading.text[slice(*reading.char_span(mention.words))]
        if mention.kind is MentionKind.PRONOUN:
            return self.pronoun(text, sentence, mention.words[0], visible)
        if mention.kind is MentionKind.DESCRIPTION:
            known = self._people.by_description(mention, before=mention.words[0])
            if (known is None or not known.person.named) and self._stands_for_subject(mention):
                named = self._look_back("m", text, sentence, self._excluded(sentence, without=_COURT))
                known = named if named and "mentioned" not in named.how else known
            return known or Known(person=self._people.unnamed(mention), how=text, sure=0.9)
        return None

    def _is_adverbial(self, mention: Mention) -> bool:
        first = mention.words[0]
        return first > 0 and self._reading.lower[first - 1] in PREPOSITIONS

    def _stands_for_subject(self, mention: Mention) -> bool:
        """Descriptions that only stand for somebody spoken of: "the defendant", "the billionaire"."""
        words = self._reading.lower[slice(*mention.words)]
        return words[0] in {"the", "this"} and len(words) <= _SHORT_DESCRIPTION and ROLES.get(words[-1]) in _STANDS_FOR

    def pronoun(self, text: str, sentence: int, at: int, visible: Sequence[Mention]) -> Known | None:
        """Whom *he*, *her* and the like mean: the subject of the sentence so far, else of one before."""
        reading = self._reading
        gender = POSSESSIVES[text.lower()]
        excluded = self._excluded(sentence)
        # "Netanyahu, he said, was a friend": somebody else says so
        inserted = reading.words[at - 1 : at] == [","] and set(reading.lower[at + 1 : at + 2]) & set(SPEECH_VERBS)
        for mention in visible if not inserted else ():
            if mention.words[1] > at:
                break
            known = self.known.get(mention)
            if known and _fits(known, gender, excluded) and may_be_subject(reading, mention):
                return _step(text, known, "subject of the same sentence", _SURE)
        return self._look_back(gender, text, sentence, excluded)

    def _excluded(self, sentence: int, *, without: frozenset[str] = frozenset()) -> set[Person]:
        named = self._not_self.get(sentence, set())
        if not without:
            return named
        return named | {person for person in self._people.persons if any(role.head in without for role in person.roles)}

    def _look_back(self, gender: str, text: str, sentence: int, excluded: set[Person]) -> Known | None:
        paragraph_of = self._reading.paragraph_of
        paragraph = paragraph_of[self._reading.sentences[sentence][0]]
        for back in range(sentence - 1, max(sentence - _BACK, 0) - 1, -1):
            trace = self.traces[back]
            distance = paragraph - paragraph_of[self._reading.sentences[back][0]]
            far = sentence - back - 1
            where = f"{far + 1} sentences before" if far else "in the sentence before"
            sure = _SURE - _PER_SENTENCE * far - _PER_PARAGRAPH * min(distance, _FARTHEST)
            for candidate, what in _candidates(trace):
                if _fits(candidate, gender, excluded):
                    return _step(text, candidate, f"{what} {where}", sure - _NOT_SUBJECT * (what == "mentioned"))
        return None


def _candidates(trace: Trace) -> Iterator[tuple[Known, str]]:
    if trace.subject:
        yield trace.subject, "subject"
    if trace.speaker:
        yield trace.speaker, "speaker"
    for other in trace.others:
        yield other, "mentioned"


def _fits(known: Known, gender: str, excluded: set[Person]) -> bool:
    return known.person not in excluded and known.person.may_be(gender)


def _step(text: str, known: Known, how: str, sure: float) -> Known:
    return Known(
        person=known.person, how=f"{text} → {known.person.name}, {how}", sure=max(_LEAST, min(sure, known.sure))
    )


def between(mentions: Sequence[Mention], first: int, stop: int) -> Sequence[Mention]:
    """Those of `mentions`, which stand in order, that begin in a word range."""
    low = bisect_left(mentions, first, key=lambda mention: mention.words[0])
    return mentions[low : bisect_left(mentions, stop, lo=low, key=lambda mention: mention.words[0])]
