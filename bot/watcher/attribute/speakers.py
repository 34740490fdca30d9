"""Who said it: every quotation gets its speaker, with the steps that led there."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.attribute.clause_mates import named_behind
from bot.watcher.attribute.floors import ASKED_FORMS, REPLIES, Floors
from bot.watcher.attribute.quoted_by import Quoted, credited
from bot.watcher.attribute.sources import Sources
from bot.watcher.attribute.without_source import MARKS_TO_STRIP, is_captioned, is_turn
from bot.watcher.attribute.written import CARRIERS, author_of_it, senders_of
from bot.watcher.attribution import Attribution, Origin
from bot.watcher.lexicon import AUXILIARIES, SPEECH_NOUNS
from bot.watcher.people.coreference import Coreference, between
from bot.watcher.people.mentions import Mention, MentionKind
from bot.watcher.people.offices import state_that_acts
from bot.watcher.people.source_spans import (
    POSSESSIVES,
    is_passive_report,
    may_be_subject,
    subject_of_cue,
)
from bot.watcher.text.quotation_marks import touching

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.core.model import Span
    from bot.watcher.context import ArticleContext
    from bot.watcher.person import Known, Person
    from bot.watcher.text.reading import Reading

_NOUNS_OF_ANSWERS: Final = ("answer", "reply", "response")
_PAIR: Final = {"former": 0, "latter": 1}
_SENTENCE_END: Final = re.compile(r"[.!?…]\W*\s")
_NOT_HIS: Final = frozenset("viral fake fabricated doctored forged hoax anonymous".split())  # posts of nobody known
_NO_OWNER: Final = frozenset("a an another second third later".split())


def resolve_speakers(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """The quotations with their speakers, in the given order."""
    quoted = mask(context.reading, [pair.outer for pair in context.marks])
    said = [item for item in attributions if _has_say(item) and not _is_of_nobody(context.reading, item)]
    content = mask(context.reading, [span for item in said for span in item.content])
    hidden = [a or b for a, b in zip(quoted, content, strict=True)]
    return _Resolver(context, hidden).resolve(attributions)


class _Resolver:
    def __init__(self, context: ArticleContext, hidden: Sequence[bool]) -> None:
        self._context = context
        self._reading = context.reading
        self._marks = context.marks
        self._people = context.people
        self._mentions = context.mentions
        self._hidden = hidden
        self._walk = Coreference(context.reading, context.people, context.mentions, hidden, {}, {})
        self._quoted = Quoted(self._reading, self._walk, self._people, hidden)
        self._sources = Sources(context)

    def resolve(self, attributions: Sequence[Attribution]) -> list[Attribution]:
        reading = self._reading
        attributions = [self._sources.settled(item) for item in attributions]
        heads = [self._sources.head_of(item) for item in attributions]
        inside = self._who_is_not_the_source(attributions, heads)
        speaks_of = self._states_that_act(attributions, heads)
        self._walk = Coreference(reading, self._people, self._mentions, self._hidden, inside, speaks_of)
        self._quoted = Quoted(reading, self._walk, self._people, self._hidden)
        floor = Floors(reading, self._mentions, self._walk, self._hidden)
        of_sentence: dict[int, list[int]] = {}
        for number, item in enumerate(attributions):
            of_sentence.setdefault(self._sentence(item), []).append(number)
        out = list(attributions)
        for sentence in range(len(reading.sentences)):
            here = of_sentence.get(sentence, [])
            visible = self._walk.visible(sentence)
            speaking = [
                number for number in here if _has_say(attributions[number]) and not self._is_agent(heads[number])
            ]
            sources = sorted({head for number in speaking if (head := heads[number]) is not None and head in visible})
            self._walk.enter(sentence, sources)
            for number in here:
                head = heads[number]
                item = self._barred(self._attribute(attributions[number], head, sentence), head, sentence)
                near = self._clause_mates(item, head) | self._sources.spoken_to_in(item) | self._sources.hearer(item)
                item = replace(item, barred=item.barred | near)
                item = out[number] = self._not_to_himself(item, head, sentence)
                known = self._walk.known.get(head) if head and item.person is None else None
                speaker = known.person if known else item.person
                if number in speaking:
                    self._walk.story.spoken.append((sentence, speaker))
                if _has_say(item):
                    floor.taken(item, head, speaker, sentence)
            if not here:
                floor.narrated(sentence)
        return [one for item, head in zip(out, heads, strict=True) for one in self._of_both(item, head)]

    def _who_is_not_the_source(
        self, attributions: Sequence[Attribution], heads: Sequence[Mention | None]
    ) -> dict[Mention, frozenset[Person]]:
        """For each source who is named in the words, spoken to, in its clause, or has the word himself."""
        tells = self._telling(attributions)
        return {
            head: self._sources.named_in(item)
            | self._sources.hearer(item)
            | self._clause_mates(item, head)
            | tells[self._sentence(item)]
            for item, head in zip(attributions, heads, strict=True)
            if head is not None and _has_say(item)
        }

    def _telling(self, attributions: Sequence[Attribution]) -> Mapping[int, frozenset[Person]]:
        """In which sentences of a transcript a reporter has the word: *he* is not the reporter there."""
        out: dict[int, frozenset[Person]] = defaultdict(frozenset)
        for item in attributions:
            if item.origin is not Origin.LABEL or not item.is_report or not item.source:
                continue
            words = self._reading.word_range(item.source[0])
            named = (self._people.of.get(mention) for mention in between(self._mentions, *words))
            who = frozenset(known.person for known in named if known)
            held = {self._reading.sentence_of[at] for at in self._reading.places_in(item.content)}
            out.update(dict.fromkeys(held, who))
        return out

    def _of_both(self, item: Attribution, head: Mention | None) -> list[Attribution]:
        """*Trump and Netanyahu said in a joint statement*: a statement of each who is tracked."""
        if head is None or head.kind is not MentionKind.NAME or not item.is_of_actor or item.is_report:
            return [item]
        reading, stop = self._reading, self._reading.word_range(item.source[0])[1]
        other = next(iter(between(self._mentions, head.words[1] + 1, head.words[1] + 2)), None)
        if other is None or other.words[1] != stop or reading.lower[head.words[1]] != "and":
            return [item]
        known = self._people.of.get(other)
        if known is None or known.person.actor_id is None or known.person is item.person:
            return [item]
        return [item, credited(replace(item, links=()), known, self._text(reading.char_span(other.words)))]

    def _not_to_himself(self, item: Attribution, head: Mention | None, sentence: int) -> Attribution:
        """*“It is done,” Trump told Hale. “It is not,” he replied*: who spoke last is not who answers."""
        last = self._walk.story.spoken[-1] if self._walk.story.spoken else (-1, None)
        is_pronoun = head is not None and head.kind is MentionKind.PRONOUN
        answers = item.cue and not REPLIES.isdisjoint(self._reading.words_in(item.cue))
        if not (is_pronoun and answers and item.is_of_actor and last[1] is item.person and sentence - last[0] <= 1):
            return item
        first, stop = self._reading.sentences[sentence]
        if not ASKED_FORMS.isdisjoint(self._reading.lower[first:stop]):
            return item  # "asked about bread, he replied"
        text = self._text(item.source[0])
        links = (*item.links, f"{text}: not whoever spoke before")
        barred = item.barred | {item.person} if item.person else item.barred
        return replace(item, person=None, speaker=text, sure=0.4, links=links, barred=barred)

    def _barred(self, item: Attribution, head: Mention | None, sentence: int) -> Attribution:
        """The attribution with who cannot have said it, where no name and no description says who did."""
        if item.source and head is not None and head.kind is MentionKind.DESCRIPTION and not item.barred:
            return replace(item, barred=self._walk.without_the_office(head))
        if item.barred or (item.source and (head is None or head.kind is not MentionKind.PRONOUN)):
            return item
        if not item.source and (elsewhere := self._of_other_entries(item)):
            return replace(item, barred=elsewhere)
        if not item.source and is_turn(self._context, item):  # the floor goes from one to the other
            return replace(item, barred=self._has_just_spoken(item))
        words = self._reading.word_range((item.source or item.content)[0])
        replies = not REPLIES.isdisjoint(self._reading.words_in(item.cue))
        return replace(item, barred=self._walk.not_meant(words, sentence, replies=replies))

    def _of_other_entries(self, item: Attribution) -> frozenset[Person]:
        """*12:40 a.m. He shared a clip of Ann Bell's. / 1:12 a.m. “…”*: not hers, unless the title names her."""
        paragraph = self._reading.paragraph_of[self._reading.word_at(item.content[0][0])]
        if not self._reading.is_entry(paragraph):
            return frozenset()
        begin, end = self._reading.paragraphs[paragraph]
        in_title = self._people.actors_in_title()
        return frozenset(
            actor
            for actor in self._people.actors()
            if actor not in in_title and not any(begin <= word < end for word in actor.seen_at)
        )

    def _clause_mates(self, item: Attribution, head: Mention | None) -> frozenset[Person]:
        if head is None:
            return frozenset()
        return named_behind(self._reading, self._people, self._mentions, self._hidden, item, head)

    def _is_agent(self, head: Mention | None) -> bool:
        """*The mayor was urged by Ann Bell to resign*: the sentence is about him, and he is who comes next."""
        return head is not None and head.words[0] > 0 and self._reading.lower[head.words[0] - 1] == "by"

    def _sentence(self, item: Attribution) -> int:
        anchor = item.source or item.cue or item.content
        return self._reading.sentence_of[min(self._reading.word_at(anchor[0][0]), len(self._reading.words) - 1)]

    def _subject(self, item: Attribution) -> Mention | str | None:
        cue = self._reading.word_at(item.cue[0][0])
        near = self._walk.by_sentence.get(self._reading.sentence_of[cue], ())
        return subject_of_cue(self._reading, near, cue, self._hidden)

    def _states_that_act(
        self, attributions: Sequence[Attribution], heads: Sequence[Mention | None]
    ) -> dict[Mention, str]:
        """By the head of its source which state acts in what is said: *Norway would wait*."""
        return {
            head: state
            for item, head in zip(attributions, heads, strict=True)
            if head is not None and _has_say(item)
            if (state := state_that_acts(self._reading, *self._reading.word_range(item.content[0])))
        }

    def _attribute(self, item: Attribution, head: Mention | None, sentence: int) -> Attribution:
        if item.speaker is not None:  # the layout says who speaks
            return item
        if item.origin is Origin.LABEL:
            return self._by_label(item, head)
        cited = None if item.is_report else self._quoted.cited(item) or self._author(item) or self._sent(item)
        if cited is not None:
            return cited
        if item.source and (item.is_report or not self._is_carrier(self._text(item.source[0]))):
            return self._by_source(item, head, sentence)
        if item.cue and (self._is_question(item) or is_passive_report(self._reading, item)):
            return item
        by_subject = self._by_subject(item) if item.cue and not self._is_bare_noun(item) else None
        return by_subject or self._floating(item, sentence)

    def _author(self, item: Attribution) -> Attribution | None:
        """*Claims by the mayor, Ann Bell, that X*: who is named behind *by*, right before the words."""
        if item.source:
            return None
        reading = self._reading
        first = reading.word_at(item.content[0][0])
        stop = first - (reading.lower[first - 1] == "that")
        near = between(self._mentions, max(stop - thresholds.LONGEST_MENTION, 0), stop)
        author = next((mention for mention in near if mention.words[1] == stop), None)
        if author is None:
            return None
        begin = author.words[0]
        while begin > 1 and (reading.words[begin - 1][0].isupper() or reading.lower[begin - 1] == "the"):
            begin -= 1
        noun = reading.lower[begin - 2] if begin > 1 and reading.lower[begin - 1] == "by" else ""
        if noun.removesuffix("s") not in SPEECH_NOUNS:
            return None
        known = self._walk.known.get(author) or self._people.of.get(author)
        return credited(item, known, self._text(reading.char_span(author.words))) if known else None

    def _sent(self, item: Attribution) -> Attribution | None:
        """*Trump read out a letter from Ann Bell. “…,” the letter said*: hers, or nobody's, and in no case his."""
        if not item.source or not self._is_carrier(self._text(item.source[0])):
            return None
        source = self._reading.word_range(item.source[0])
        senders = senders_of(self._reading, self._mentions, source)
        if senders is None:
            return None
        known = next((self._walk.known.get(one) or self._people.of.get(one) for one in senders), None)
        barred = frozenset(self._people.actors()) - {known.person if known else None}
        return replace(credited(item, known, self._text(item.source[0])), barred=barred)

    def _text(self, span: Span) -> str:
        return self._reading.text[slice(*span)]

    def _by_source(self, item: Attribution, head: Mention | None, sentence: int) -> Attribution:
        reading = self._reading
        first, stop = reading.word_range(item.source[0])
        text = self._text(item.source[0])
        if head is None and reading.lower[first:stop] == ["it"]:
            begin = min(first, reading.word_at(item.content[0][0]))
            known = author_of_it(reading, self._walk, self._people, self._mentions, begin)
            if known is not None and known.person not in self._sources.named_in(item):
                return credited(item, known, text)
        if head is None and stop - first == 1 and reading.lower[first] in POSSESSIVES:
            return credited(item, self._walk.pronoun((first, stop), sentence, self._sources.named_in(item)), text)
        if head is None and reading.lower[stop - 1] in _PAIR:
            known = self._of_pair(first, _PAIR[reading.lower[stop - 1]])
            barred = frozenset(self._people.actors()) - {known.person if known else None}
            return replace(credited(item, known, text), barred=barred)
        if head is None:
            return replace(item, speaker=text, sure=0.9, links=(*item.links, f"{text}: nobody by name"))
        return credited(item, self._walk.known.get(head) or self._walk.identify(head, sentence), text)

    def _of_pair(self, at: int, place: int) -> Known | None:
        """*The former* or *the latter* of two who are named last with *and* between them, here or a sentence before."""
        lower = self._reading.lower
        first = self._reading.sentences[max(self._reading.sentence_of[at] - 1, 0)][0]
        named = [one for one in between(self._mentions, first, at) if one.kind is MentionKind.NAME]
        pairs = [two for two in pairwise(named) if lower[two[0].words[1] : two[1].words[0]] == ["and"]]
        if not pairs:
            return None
        begin, end = pairs[-1][0].words[0], pairs[-1][1].words[1]
        is_one_of_more = not {"and", ","}.isdisjoint((*lower[max(begin - 1, 0) : begin], lower[end]))
        return None if is_one_of_more else self._people.of.get(pairs[-1][place])  # "Trump, Vance and Netanyahu"

    def _by_subject(self, item: Attribution) -> Attribution | None:
        """A verb without a source: its subject, or nothing where that is a post or unclear."""
        subject = self._subject(item)
        is_person = isinstance(subject, Mention) and subject.kind is not MentionKind.BODY
        if not is_person and self._text(item.cue[-1]).rstrip().endswith(":"):
            subject = self._main_subject(item)  # "He was kinder, though not by much: “…”", "Here are his words:"
        if subject is None or (isinstance(subject, str) and self._is_carrier(subject)):
            return None
        if isinstance(subject, str):
            return replace(item, speaker=subject, sure=0.6, links=(*item.links, f"{subject}: nobody by name"))
        text = self._text(self._reading.char_span(subject.words))
        if subject.kind is MentionKind.BODY:
            return replace(item, speaker=text, sure=0.8, links=(*item.links, f"{text}: an institution"))
        known = self._walk.known.get(subject)
        if known is None:
            return None
        span = self._reading.char_span(subject.words)
        links = (*item.links, f"subject of “{self._text(item.cue[0])}”")
        return credited(replace(item, source=(span,), links=links), known, text)

    def _main_subject(self, item: Attribution) -> Mention | None:
        """The pronoun or person with which the sentence of a colon is about somebody."""
        cue = self._reading.word_at(item.cue[-1][0])
        near = self._walk.visible(self._reading.sentence_of[cue])
        before = (one for one in near if one.words[1] <= cue and one.kind is not MentionKind.BODY)
        return next((one for one in before if may_be_subject(self._reading, one)), None)

    def _is_question(self, item: Attribution) -> bool:
        start = item.content[0][0]
        quoted = set(self._reading.text[max(start - 1, 0) : start + 1]) & set('"“«‘')
        return self._reading.lower[self._reading.word_at(item.cue[0][0])] in ASKED_FORMS and not quoted

    def _is_bare_noun(self, item: Attribution) -> bool:
        """A noun without an owner: "a second post followed:"."""
        lower = self._reading.lower
        cue = self._reading.word_at(item.cue[0][0])
        return lower[cue] in SPEECH_NOUNS and bool(_NO_OWNER & set(lower[max(cue - 3, 0) : cue]))

    @staticmethod
    def _is_carrier(source: str) -> bool:
        """Whether the source is the post or letter itself: its author is whoever spoke last. A paper's name is none."""
        words = source.split()
        return bool(words) and words[-1] in CARRIERS and _NOT_HIS.isdisjoint(words)

    def _by_label(self, item: Attribution, head: Mention | None) -> Attribution:
        text = self._text(item.source[0])
        item = replace(item, links=(*item.links, f"label {text}"))
        head = self._sources.in_brackets(item.source[0]) or head
        if head is None:
            return replace(item, speaker=text, sure=0.95)
        known = self._people.of.get(head) or self._people.by_description(head, before=head.words[0], is_label=True)
        return credited(item, known, text)

    def _is_answer_to_another(self, item: Attribution, sentence: int) -> bool:
        """*Ann Bell asked whether the mayor would go. “No,” came the reply*: hers it is not, and whose is not sure."""
        reading = self._reading
        if not item.source or reading.words_in(item.source[:1])[-1:] not in ([word] for word in _NOUNS_OF_ANSWERS):
            return False
        first = reading.sentences[max(sentence - 1, 0)][0]
        asked = (at for at in range(first, reading.word_at(item.source[0][0])) if reading.lower[at] in ASKED_FORMS)
        return any(reading.lower[at - 1] not in AUXILIARIES for at in asked)

    def _floating(self, item: Attribution, sentence: int) -> Attribution:
        """A quotation without a source; a clause without one is nobody's."""
        if self._is_answer_to_another(item, sentence):
            return item
        quoted = touching(self._marks, *item.extent)
        words = " ".join(map(self._text, item.content)).strip(MARKS_TO_STRIP)
        asks = words.endswith("?") and not _SENTENCE_END.search(words[:-1])  # one question, perhaps to be answered
        if not quoted or asks or is_captioned(self._context, item):
            return item
        behind = self._sources.right_behind(item)
        if behind is not None:
            return credited(item, self._walk.known.get(behind) or self._people.of.get(behind), "")
        below = self._sources.introduced_below(item)
        if below is not None:
            known = self._people.of.get(below) or self._people.by_description(below, before=below.words[0])
            return credited(item, known, self._text(self._reading.char_span(below.words)))
        known = self._walk.floating(sentence, self._sources.named_in(item))
        if known is None or (is_turn(self._context, item) and known.person in self._has_just_spoken(item)):
            return item
        return credited(item, known, "")

    def _has_just_spoken(self, item: Attribution) -> frozenset[Person]:
        """Who spoke in the paragraph before, where somebody else did in the one before that: they take turns."""
        number = self._reading.paragraph_of[self._reading.word_at(item.content[0][0])]
        last, before = self._walk.story.spoke_in(number - 1), self._walk.story.spoke_in(number - 2)
        return frozenset({last}) if last and before and last is not before else frozenset()


def _has_say(item: Attribution) -> bool:
    """Whether an attribution has a say in who is meant near it."""
    return not item.is_report and item.rejected is None


def _is_of_nobody(reading: Reading, item: Attribution) -> bool:
    """*China's spokesman was asked about the plan*: nobody says these words, they name who acts."""
    return not item.source and bool(item.cue) and is_passive_report(reading, item)


def mask(reading: Reading, spans: Sequence[Span]) -> list[bool]:
    """Per word, whether it stands in one of the spans."""
    out = [False] * len(reading.words)
    for span in spans:
        first, stop = reading.word_range(span)
        for at in range(first, min(stop, len(out))):
            out[at] = True
    return out
