"""Who said it: every quotation gets its speaker, with the steps that led there.

One walk through the sentences. Each sentence leaves behind whom it was about and who spoke; pronouns, descriptions and
quotations without a source look back at that.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.watcher.found import Found, Origin
from bot.watcher.lexicon import AUXILIARIES, ROLES, SPEECH_NOUNS, SPEECH_VERBS
from bot.watcher.mentions import Mention, MentionKind
from bot.watcher.people import Known, People, Person
from bot.watcher.sources import (
    POSSESSIVES,
    head_of_source,
    is_possessive,
    may_be_subject,
    sentence_subject,
    subject_of_cue,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.model import Span
    from bot.watcher.marks import Marks
    from bot.watcher.reading import Reading

_BACK = 14  # sentences that a pronoun looks back
_SHORT_DESCRIPTION = 3
_LONGEST_MENTION = 25  # words
_COURT: Final = frozenset({"lawyer", "journalist"})  # who asks "the defendant", "the guest"
_CARRIERS: Final = frozenset("post message tweet letter caption note text second".split())
_QUOTES: Final = frozenset("quotes quoted quoting cites cited citing".split())
_PLURAL: Final = frozenset("they we both officials sources people critics aides experts analysts i you".split())
_QUESTIONERS: Final = frozenset("q question reporter journalist host moderator interviewer".split())
_ANSWERERS: Final = frozenset("a answer".split())


@dataclass(slots=True, kw_only=True)
class _Trace:
    """What one sentence leaves behind."""

    subject: Known | None = None
    others: list[Known] | None = None
    body: str | None = None  # an institution is the subject
    speaker: Known | None = None  # of a quotation in it


class Resolver:
    """The walk over one article."""

    def __init__(self, reading: Reading, people: People, mentions: Sequence[Mention], marks: Sequence[Marks]) -> None:
        self._reading = reading
        self._people = people
        self._marks = marks
        self._quoted = mask(reading, [pair.outer for pair in marks])
        self._mentions = mentions
        self._by_sentence: dict[int, list[Mention]] = {}
        for mention in mentions:
            self._by_sentence.setdefault(reading.sentence_of[mention.words[0]], []).append(mention)
        self._known: dict[Mention, Known] = {}
        self._traces: dict[int, _Trace] = {}
        self._not_self: dict[int, set[Person]] = {}

    def resolve(self, found: Sequence[Found]) -> list[Found]:
        """The quotations with their speakers, in the given order."""
        reading = self._reading
        hidden = [
            a or b
            for a, b in zip(self._quoted, mask(reading, [span for item in found for span in item.content]), strict=True)
        ]
        heads = [self._head(item) for item in found]
        self._not_self = self._named_in_content(found, heads, hidden)
        at_sentence: dict[int, list[int]] = {}
        for number, item in enumerate(found):
            anchor = item.source or item.cue or item.content
            word = min(reading.word_at(anchor[0][0]), len(reading.words) - 1)
            at_sentence.setdefault(reading.sentence_of[word], []).append(number)
        out = list(found)
        for sentence in range(len(reading.sentences)):
            trace = self._traces[sentence] = _Trace(others=[])
            visible = [mention for mention in self._by_sentence.get(sentence, []) if not hidden[mention.words[0]]]
            for mention in visible:
                known = self._identify(mention, sentence, visible)
                if known is not None:
                    self._known[mention] = known
                    if mention.kind is not MentionKind.NAME:
                        known.person.described_at = max(known.person.described_at, mention.words[0])
            here = at_sentence.get(sentence, [])
            sources = sorted({head for number in here if (head := heads[number]) in visible and head is not None})
            subject = sentence_subject(reading, visible, sources)
            if subject is not None:
                trace.subject = self._known.get(subject)
                if subject.kind is MentionKind.BODY:
                    trace.body = reading.text[slice(*reading.char_span(subject.words))]
            trace.others = [
                self._known[m]
                for m in visible
                if m in self._known and m is not subject and not is_possessive(reading, m)
            ]
            for number in here:
                out[number] = self._attribute(found[number], heads[number], sentence, hidden)
                person = out[number].person
                if person is not None:
                    trace.speaker = Known(
                        person=person, how=out[number].links[-1] if out[number].links else "", sure=out[number].sure
                    )
                elif out[number].speaker is not None:
                    trace.body, trace.speaker = out[number].speaker, None
                    if trace.subject is not None and not sources:
                        trace.subject = None
        return out

    def _named_in_content(
        self, found: Sequence[Found], heads: Sequence[Mention | None], hidden: Sequence[bool]
    ) -> dict[int, set[Person]]:
        """Per sentence, who is named in the words of a quotation there: people seldom call themselves by name."""
        reading = self._reading
        out: dict[int, set[Person]] = {}
        for item, head in zip(found, heads, strict=True):
            anchor = reading.word_at((item.source or item.cue or item.content)[0][0])
            if item.cue and not item.source:
                subject = self._subject(reading.word_at(item.cue[0][0]), hidden)
                head = subject if isinstance(subject, Mention) else None
            if head is not None and head.kind is not MentionKind.PRONOUN:
                continue
            inside = {
                self._people.of[mention].person
                for span in item.content
                for mention in self._between(*reading.word_range(span))
                if mention in self._people.of and not is_possessive(reading, mention)
            }
            if inside:
                out.setdefault(reading.sentence_of[min(anchor, len(reading.words) - 1)], set()).update(inside)
        return out

    def _head(self, item: Found) -> Mention | None:
        if not item.source:
            return None
        first, stop = self._reading.word_range(item.source[0])
        return head_of_source(self._reading, self._between(first - _LONGEST_MENTION, stop), (first, stop))

    def _between(self, first: int, stop: int) -> Sequence[Mention]:
        """The mentions that begin in a word range."""
        low = bisect_left(self._mentions, first, key=lambda mention: mention.words[0])
        return self._mentions[low : bisect_left(self._mentions, stop, lo=low, key=lambda mention: mention.words[0])]

    def _subject(self, cue: int, hidden: Sequence[bool]) -> Mention | str | None:
        return subject_of_cue(self._reading, self._by_sentence.get(self._reading.sentence_of[cue], ()), cue, hidden)

    def _identify(self, mention: Mention, sentence: int, visible: Sequence[Mention]) -> Known | None:
        if mention.kind is MentionKind.NAME:
            return self._people.of.get(mention)
        if mention.kind is MentionKind.PRONOUN:
            gender = POSSESSIVES[self._reading.lower[mention.words[0]]]
            return self._by_pronoun(gender, self._reading.words[mention.words[0]], sentence, mention.words[0], visible)
        if mention.kind is MentionKind.DESCRIPTION:
            known = self._people.by_description(mention, before=mention.words[0])
            if known is None and self._means_subject(mention):
                text = self._reading.text[slice(*self._reading.char_span(mention.words))]
                known = self._by_pronoun("m", text, sentence, mention.words[0], visible, without=_COURT)
            if known is None:
                person = self._people.unnamed(mention)
                known = Known(person=person, how=person.name, sure=0.9)
            return known
        return None

    def _means_subject(self, mention: Mention) -> bool:
        """Descriptions that only stand for somebody spoken of: "the defendant", "the 79-year-old"."""
        words = self._reading.lower[slice(*mention.words)]
        return (
            words[0] in {"the", "this"}
            and len(words) <= _SHORT_DESCRIPTION
            and ROLES.get(words[-1]) in {"witness", "businessman", "politician"}
        )

    def _by_pronoun(
        self,
        gender: str,
        word: str,
        sentence: int,
        at: int,
        visible: Sequence[Mention],
        *,
        without: frozenset[str] = frozenset(),
    ) -> Known | None:
        reading = self._reading
        excluded = self._not_self.get(sentence, set()) | {
            person for person in self._people.persons if any(role.head in without for role in person.roles)
        }
        inserted = (
            reading.words[at - 1 : at] == [","]
            and reading.lower[at + 1 : at + 2]
            and reading.lower[at + 1] in SPEECH_VERBS
        )
        for mention in visible if not inserted else ():  # "Netanyahu, he said, was a friend": somebody else says so
            if mention.words[1] > at:
                break
            known = self._known.get(mention)
            if (
                known
                and known.person not in excluded
                and known.person.may_be(gender)
                and mention.kind is not MentionKind.BODY
                and may_be_subject(reading, mention)
            ):
                return self._step(word, known, "subject of the same sentence", 0.95)
        paragraph = reading.paragraph_of[reading.sentences[sentence][0]]
        for back in range(sentence - 1, max(sentence - _BACK, 0) - 1, -1):
            trace = self._traces[back]
            distance = paragraph - reading.paragraph_of[reading.sentences[back][0]]
            where = "of the sentence before" if back == sentence - 1 else f"{sentence - back} sentences before"
            sure = 0.95 - 0.03 * (sentence - back - 1) - 0.03 * min(distance, 4)
            for candidate, what in ((trace.subject, "subject"), (trace.speaker, "speaker")):
                if candidate and candidate.person not in excluded and candidate.person.may_be(gender):
                    return self._step(word, candidate, f"{what} {where}", sure)
            for candidate in trace.others or []:
                if candidate.person not in excluded and candidate.person.may_be(gender):
                    return self._step(word, candidate, f"mentioned {where}", sure - 0.2)
        return None

    def _step(self, word: str, known: Known, how: str, sure: float) -> Known:
        return Known(
            person=known.person, how=f"{word} → {known.person.name}, {how}", sure=max(0.3, min(sure, known.sure))
        )

    def _attribute(self, item: Found, head: Mention | None, sentence: int, hidden: Sequence[bool]) -> Found:
        reading = self._reading
        if item.origin is Origin.LABEL:
            return self._by_label(item, head)
        cited = self._cited(item)
        if cited is not None:
            return cited
        if item.source and not self._is_carrier(item):
            first, stop = reading.word_range(item.source[0])
            words = [word for word in reading.lower[first:stop] if word[:1].isalnum()]
            text = reading.text[slice(*item.source[0])]
            if len(words) == 1 and words[0] in POSSESSIVES:
                known = self._known.get(head) if head else None
                if known is None:
                    before = [
                        m for m in self._by_sentence.get(sentence, []) if m.words[1] <= first and not hidden[m.words[0]]
                    ]
                    known = self._by_pronoun(POSSESSIVES[words[0]], text, sentence, first, before)
                return self._credit(item, known, text)
            if head is None:
                return replace(item, speaker=text, sure=0.9, links=(*item.links, f"{text}: no tracked person"))
            known = self._known.get(head) or self._identify(head, sentence, [])
            return self._credit(item, known, text)
        if (
            item.cue
            and reading.lower[reading.word_at(item.cue[0][0])] in {"asked", "questioned", "pressed"}
            and not _starts_quoted(reading, item)
        ):
            return item
        if item.cue and not self._is_bare_noun(item):
            cue = reading.word_at(item.cue[0][0])
            subject = self._subject(cue, hidden)
            if isinstance(subject, str) and subject.split()[-1:] and subject.split()[-1].lower() in _CARRIERS:
                return self._floating(item, sentence)
            if isinstance(subject, str):
                return replace(item, speaker=subject, sure=0.6, links=(*item.links, f"{subject}: nobody known"))
            if subject is not None and subject.kind is not MentionKind.BODY and not hidden[subject.words[0]]:
                known = self._known.get(subject)
                if known is not None:
                    text = reading.text[slice(*reading.char_span(subject.words))]
                    return self._credit(
                        replace(item, links=(*item.links, f"subject of “{reading.words[cue]}”")), known, text
                    )
            if subject is not None and subject.kind is MentionKind.BODY:
                text = reading.text[slice(*reading.char_span(subject.words))]
                return replace(item, speaker=text, sure=0.8, links=(*item.links, f"{text}: an institution"))
        return self._floating(item, sentence)

    def _is_bare_noun(self, item: Found) -> bool:
        """A noun without an owner: "a second post followed:"."""
        lower = self._reading.lower
        cue = self._reading.word_at(item.cue[0][0])
        return lower[cue] in SPEECH_NOUNS and bool(
            {"a", "an", "another", "second", "third", "later"} & set(lower[max(cue - 3, 0) : cue])
        )

    def _is_carrier(self, item: Found) -> bool:
        """Whether the source is the post or letter itself: its author is whoever spoke last."""
        return self._reading.text[slice(*item.source[0])].lower().split()[-1:] in ([word] for word in _CARRIERS)

    def _cited(self, item: Found) -> Found | None:
        """*The Post quotes Baghaei: "…"*: the words are those of whom it quotes."""
        reading = self._reading
        if not item.cue:
            return None
        first, stop = reading.word_range(item.cue[0])
        verb = next((at for at in range(first, stop) if reading.lower[at] in _QUOTES), None)
        if verb is None or (verb and reading.lower[verb - 1] in AUXILIARIES):
            return None
        near = self._by_sentence.get(reading.sentence_of[verb], [])
        quoted = next((m for m in near if verb < m.words[0] <= verb + 2 and m.kind is not MentionKind.BODY), None)
        if quoted is None:
            return None
        known = self._known.get(quoted) or self._people.of.get(quoted)
        if known is None:
            return None
        by = next((m for m in reversed(near) if m.words[1] <= verb), None)
        by_person = by is not None and by in self._known
        links = (*item.links, f"quoted here: {known.person.name}")
        return replace(
            item,
            person=known.person,
            speaker=known.person.name,
            sure=min(known.sure, 0.85),
            second_hand=by_person,
            links=links,
        )

    def _credit(self, item: Found, known: Known | None, text: str) -> Found:
        if known is None:
            return replace(item, speaker=text, sure=0.4, links=(*item.links, f"{text}: not resolved"))
        return replace(
            item, person=known.person, speaker=known.person.name, sure=known.sure, links=(*item.links, known.how)
        )

    def _by_label(self, item: Found, head: Mention | None) -> Found:
        reading = self._reading
        text = reading.text[slice(*item.source[0])]
        bare = text.strip(" .").lower()
        if bare in _QUESTIONERS:
            return replace(item, speaker=text, sure=0.95, links=(*item.links, f"label {text}: whoever asks"))
        if bare in _ANSWERERS:
            person = self._interviewed(reading.word_at(item.source[0][0]))
            if person is None:
                return replace(item, speaker=text, sure=0.4)
            return replace(
                item,
                person=person,
                speaker=person.name,
                sure=0.8,
                links=(*item.links, f"A: → {person.name}, who is interviewed"),
            )
        if head is None:
            return replace(item, speaker=text, sure=0.95, links=(*item.links, f"label {text}"))
        known = self._people.of.get(head) or self._people.by_description(head, before=head.words[0])
        return self._credit(replace(item, links=(*item.links, f"label {text}")), known, text)

    def _interviewed(self, before: int) -> Person | None:
        in_title = [self._people.actor(actor_id) for actor_id in self._people.in_title]
        if len(in_title) == 1:
            return in_title[0]
        named = [
            person for person in self._people.persons if person.named and person.seen_at and person.seen_at[0] < before
        ]
        return max(named, key=lambda person: bisect_left(person.seen_at, before), default=None)

    def _floating(self, item: Found, sentence: int) -> Found:
        """A quotation without a source: the subject of its own paragraph before it, else who spoke last."""
        reading = self._reading
        start, end = item.extent
        paragraph = reading.paragraph_of[reading.sentences[sentence][0]]
        for back in range(sentence, max(sentence - _BACK, 0) - 1, -1):
            at = reading.paragraph_of[reading.sentences[back][0]]
            if at != paragraph and any(number in reading.headings for number in range(at, paragraph)):
                break
            trace = self._traces[back]
            if back == sentence and trace.subject and not self._names_subject_before(sentence, start):
                continue
            candidate = trace.speaker if back < sentence and trace.speaker else trace.subject
            if candidate:
                where = "of the same paragraph" if at == paragraph else "of the paragraph before"
                sure = 0.85 - 0.08 * (paragraph - at)
                what = "who spoke last, in a sentence" if candidate is trace.speaker else "subject of a sentence"
                return replace(
                    item,
                    person=candidate.person,
                    speaker=candidate.person.name,
                    sure=min(sure, candidate.sure),
                    links=(*item.links, f"no source here → {candidate.person.name}, {what} {where}"),
                )
            if trace.body:
                return replace(
                    item,
                    speaker=trace.body,
                    sure=0.5,
                    links=(*item.links, f"no source here → {trace.body}, subject before"),
                )
        return item

    def _names_subject_before(self, sentence: int, char: int) -> bool:
        return any(self._reading.starts[m.words[0]] < char for m in self._by_sentence.get(sentence, []))


def _starts_quoted(reading: Reading, item: Found) -> bool:
    start = item.content[0][0]
    return bool(set(reading.text[max(start - 1, 0) : start + 1]) & set('"“«‘'))


def mask(reading: Reading, spans: Sequence[Span]) -> list[bool]:
    out = [False] * len(reading.words)
    for span in spans:
        first, stop = reading.word_range(span)
        for at in range(first, min(stop, len(out))):
            out[at] = True
    return out
