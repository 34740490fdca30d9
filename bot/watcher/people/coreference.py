"""The walk through the sentences: who each mention is, whom each sentence is about; it asks the resolver."""

from __future__ import annotations

from bisect import bisect_left
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.lexicon import PREPOSITIONS
from bot.watcher.people.court import ON_THE_STAND
from bot.watcher.people.mentions import Mention, MentionKind
from bot.watcher.people.offices import Offices
from bot.watcher.people.resolver import choose_person, has_lost_the_floor, is_in_opening, is_somebodys
from bot.watcher.people.role_words import described_role
from bot.watcher.people.scene import Form, MentionPlace, Question, Scene, Story
from bot.watcher.people.source_spans import POSSESSIVES, is_possessive, may_be_subject, sentence_subject
from bot.watcher.person import Known

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.core.model import Span
    from bot.watcher.people.people import People
    from bot.watcher.person import Person
    from bot.watcher.text.reading import Reading

_ON: Final = frozenset({"on", "about"})


class Coreference:
    """The walk over one article; sentences are entered in order.

    Args:
        reading: the article.
        people: its persons.
        mentions: in order.
        hidden: per word, whether it stands in a quotation or in a content: its mentions are no subjects.
        inside: who is named in the words of which a mention is the source: people seldom call themselves by name.
        speaks_of: which state acts in these words.

    """

    def __init__(
        self,
        reading: Reading,
        people: People,
        mentions: Sequence[Mention],
        hidden: Sequence[bool],
        inside: Mapping[Mention, frozenset[Person]],
        speaks_of: Mapping[Mention, str],
    ) -> None:
        self.by_sentence: dict[int, list[Mention]] = {}
        for mention in mentions:
            self.by_sentence.setdefault(reading.sentence_of[mention.words[0]], []).append(mention)
        self.known: dict[Mention, Known] = {}
        self.story = Story(reading=reading, in_title=people.actors_in_title())
        self._reading = reading
        self._people = people
        self._hidden = hidden
        self._inside = inside
        self._speaks_of = speaks_of
        self._offices = Offices(reading, people, self.story, hidden)

    def actors(self) -> Iterable[Person]:
        """The tracked actors."""
        return self._people.actors()

    def visible(self, sentence: int) -> list[Mention]:
        """The mentions of a sentence that are no part of a quotation."""
        return [mention for mention in self.by_sentence.get(sentence, []) if not self._hidden[mention.words[0]]]

    def enter(self, sentence: int, sources: Sequence[Mention]) -> None:
        """Find out who the mentions of the next sentence are and whom it is about; `sources` are heads in it."""
        subject = sentence_subject(self._reading, self.visible(sentence), sources)
        for mention in self.by_sentence.get(sentence, []):
            is_hidden = self._hidden[mention.words[0]]
            is_unknown = mention.kind is MentionKind.BODY or (is_hidden and mention.kind is not MentionKind.NAME)
            known = None if is_unknown else self.identify(mention, sentence, is_source=mention in sources)
            if mention is subject and (known or is_unknown):
                self.story.subjects.append((sentence, known.person if known else None))
            if known is None:
                continue
            if self._is_topic(mention):
                continue
            place = MentionPlace.QUOTED if is_hidden else self._place(mention)
            self.story.see(known.person, mention.words, place, by_name=mention.kind is MentionKind.NAME)
            if not is_hidden:
                self.known[mention] = known

    def _is_topic(self, mention: Mention) -> bool:
        """Whether a heading has it for its subject, *ON IRAN*: below, *he* is whoever speaks of it."""
        number = self._reading.paragraph_of[mention.words[0]]
        first = self._reading.paragraphs[number][0]
        is_behind = self._reading.lower[first] in _ON and mention.words[0] - first == 1
        return is_behind and number in self._reading.headings

    def _place(self, mention: Mention) -> MentionPlace:
        first = mention.words[0]
        if is_possessive(self._reading, mention):
            return MentionPlace.OWNER
        if first > 0 and self._reading.lower[first - 1] in PREPOSITIONS:
            return MentionPlace.ADVERBIAL
        return MentionPlace.SUBJECT if may_be_subject(self._reading, mention) else MentionPlace.OBJECT

    def identify(self, mention: Mention, sentence: int, *, is_source: bool = True) -> Known | None:
        """Who a mention is: as good a guess as there is, since others look back at it; `sure` says how good."""
        if mention.kind is MentionKind.NAME:
            return self._people.of.get(mention)
        inside = self._inside.get(mention, frozenset())
        if mention.kind is MentionKind.PRONOUN:
            return self.pronoun(mention.words, sentence, inside, is_source=is_source)
        if mention.kind is MentionKind.BODY:
            return None
        known = self._by_role(mention, sentence, inside, is_source=is_source)
        return known or self._people.unnamed(mention, apart_from=self.of_others(mention))

    def _by_role(self, mention: Mention, sentence: int, inside: frozenset[Person], *, is_source: bool) -> Known | None:
        """Whom a description means: the only one with that office of that country, else whom the resolver takes."""
        role = described_role(self._reading, mention)
        if mention.indefinite and is_source:
            return None  # "a spokesman": somebody new
        titled = self._people.by_title(mention)
        if titled is not None and titled.person not in inside:
            return titled
        only = self._people.by_description(mention, before=mention.words[0])
        first = self._reading.lower[mention.words[0]]
        is_his = is_source and role is not None and is_somebodys(first, role)
        is_of_a_country = role is not None and bool(role.countries)  # "Trump has bought a mill, the US president said"
        is_another = only is not None and only.person in inside and not is_of_a_country
        if only is not None and (is_another or (is_his and only.person.actor_id is not None)):
            only = None
        if only is not None and role is not None and (role.countries or role.head == ON_THE_STAND.head):
            return only
        question = Question(
            form=Form.DESCRIPTION,
            words=mention.words,
            sentence=sentence,
            gender=self._people.gender_of(mention),
            role=role,
            indefinite=mention.indefinite,
            is_source=is_source,
            named_inside=inside,
        )
        lost = self.without_the_office(mention)
        if only is not None and only.person in lost:
            only = None
        known = self._ask(question)
        if known is not None and known.person in lost:
            return None
        least = thresholds.SURE_ENOUGH
        actor = known.person if known is not None and known.person.actor_id else None
        if actor and role and self._people.is_borne_elsewhere(role, actor, at=mention.words[0]):
            least = thresholds.SURE_OF_OFFICE
        return known if known is not None and known.sure >= least else only

    def pronoun(self, words: Span, sentence: int, inside: frozenset[Person], *, is_source: bool = True) -> Known | None:
        """Who *he*, *his*, *she* and the like are."""
        gender = POSSESSIVES[self._reading.lower[words[0]]]
        question = Question(
            form=Form.PRONOUN, words=words, sentence=sentence, gender=gender, is_source=is_source, named_inside=inside
        )
        known = self._ask(question)
        if known is not None and known.person.gender is None and known.sure >= thresholds.SURE_OF_GENDER:
            known.person.gender = gender  # "Ann Bell … She said": the next "he" is somebody else
        return known

    def not_meant(self, words: Span, sentence: int, *, replies: bool) -> frozenset[Person]:
        """The tracked actors who are not meant there without a name: since they were seen last somebody else spoke.

        Whoever replies does so to somebody who spoke, so that says nothing of him.

        Nor is who is named in the phrase that opens the sentence: *Asked about Netanyahu, he said*.
        """
        gender = POSSESSIVES.get(self._reading.lower[words[0]])
        scene = Scene(self.story, Question(form=Form.PRONOUN, words=words, sentence=sentence, gender=gender))
        return frozenset(
            person
            for person in self._people.actors()
            if (has_lost_the_floor(scene, person) and not (replies and self._may_reply(person)))
            or is_in_opening(scene, person)
            or (scene.led and person not in scene.led)
            or scene.relative_owner not in {None, person}
            or self._is_behind_a_counterpart(person, words[0], sentence)
            or self._only_owns(person, sentence)
        )

    def _may_reply(self, actor: Person) -> bool:
        """Whether he spoke, and but one spoke since: of two, who replies is the first."""
        spoke = [sentence for sentence, person in self.story.spoken if person is actor]
        return bool(spoke) and len({person for sentence, person in self.story.spoken if sentence > spoke[-1]}) == 1

    def _is_behind_a_counterpart(self, actor: Person, at: int, sentence: int) -> bool:
        """*Netanyahu left. The Dutch premier stays. He says*: the last subject is one who has an office elsewhere."""
        last = self._subject_before(sentence)
        home = frozenset(country for own in actor.roles for country in own.countries)
        if last is None or last.named or not home:
            return False
        since = self.story.sights[last][-1].at
        begin = self._reading.paragraphs[self._reading.paragraph_of[at]][0]
        if any(begin <= one.at < at for one in self.story.sights.get(actor, ())):
            return False  # "Trump is furious. The French president had gone home. “Good,” he said"
        heads = {own.head for own in actor.roles}
        is_elsewhere = any(own.head in heads and own.countries and home.isdisjoint(own.countries) for own in last.roles)
        return is_elsewhere and not any(since < one.at < at for one in self.story.sights.get(actor, ()))

    def _only_owns(self, actor: Person, sentence: int) -> bool:
        """*Rein was no flatterer. During Trump's term he refused a prize*: he is who the sentence before is about."""
        last = self._subject_before(sentence)
        near = [one for one in self.story.sights.get(actor, ()) if one.sentence >= sentence - 1]
        is_another = last is not None and last is not actor and last.named
        lower = self._reading.lower
        return (
            is_another
            and bool(near)
            and all(  # not "Trump's account was different: he said X"
                one.place is MentionPlace.OWNER and lower[one.at - 1] in PREPOSITIONS for one in near
            )
        )

    def _subject_before(self, sentence: int) -> Person | None:
        """Whom the sentence before is about."""
        return next((person for at, person in reversed(self.story.subjects) if at == sentence - 1), None)

    def without_the_office(self, mention: Mention) -> frozenset[Person]:
        """The tracked actors whom a description does not mean, though they have such an office."""
        return self._offices.not_meant(mention, self._speaks_of.get(mention))

    def of_others(self, mention: Mention) -> frozenset[Person]:
        """Those of them whom *he* behind the description does not mean either."""
        return self._offices.of_others(mention, self._speaks_of.get(mention))

    def floating(self, sentence: int, inside: frozenset[Person]) -> Known | None:
        """Who says a quotation without a source: who spoke or was spoken of last, here or in the paragraph before.

        A heading, a time stamp, an institution or somebody without a name ends the chain.
        """
        story = self.story
        last = max((entry for entry in (*story.subjects[-1:], *story.spoken[-1:])), key=itemgetter(0), default=None)
        if last is None or last[1] is None or last[1] in inside or self._is_asked_about(last[0]):
            return None
        here, there = story.paragraph_of(sentence), story.paragraph_of(last[0])
        is_next_item = here != there and (self._reading.is_item(here) or self._reading.is_entry(here))
        if here - there > 1 or is_next_item or self._reading.headings & set(range(there, here)):
            return None
        person = last[1]
        how = f"no source here → {person.name}, spoken of last"
        return Known(person=person, how=how, sure=thresholds.SURE_OF_FLOATING)

    def _is_asked_about(self, sentence: int) -> bool:
        """*Did he ever change his mind in front of you?*: who answers is not he."""
        words = self._reading.lower[slice(*self._reading.sentences[sentence])]
        return "?" in words and not {"you", "your"}.isdisjoint(words)

    def _ask(self, question: Question) -> Known | None:
        chosen = choose_person(self.story, question)
        if chosen is None:
            return None
        person, share = chosen
        text = self._reading.text[slice(*self._reading.char_span(question.words))]
        back = question.sentence - self.story.sights[person][-1].sentence
        where = f"last mentioned {back} sentences before" if back > 1 else "mentioned just before"
        return Known(person=person, how=f"{text} → {person.name}, {where}, {share:.0%} likely", sure=share)


def between(mentions: Sequence[Mention], first: int, stop: int) -> Sequence[Mention]:
    """Those of `mentions`, which stand in order, that begin in a word range."""
    low = bisect_left(mentions, first, key=lambda mention: mention.words[0])
    return mentions[low : bisect_left(mentions, stop, lo=low, key=lambda mention: mention.words[0])]
