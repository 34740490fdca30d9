"""Who has the floor: whoever states something, by name or without, until somebody else is seen.

*Trump left. Qatar's emir said the well was dry. He said it would be filled*: neither the walk nor the network knows
people without names well, and both took such a *he* for whoever was named last. Of people with names the walk knows
who spoke last; the network, which was taught on articles about one man, does not.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.watcher.attribute.written import CARRIERS
from bot.watcher.lexicon import AUXILIARIES, BODIES, BODY_WORDS, PRESS_WORDS, ROLES
from bot.watcher.people.coreference import between
from bot.watcher.people.mentions import Mention, MentionKind
from bot.watcher.people.role_words import described_role
from bot.watcher.people.scene import Floor
from bot.watcher.people.source_spans import SPEECH_NOUN_FORMS, sentence_subject
from bot.watcher.person import Person
from bot.watcher.roles import JOURNALIST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Span
    from bot.watcher.attribution import Attribution
    from bot.watcher.people.coreference import Coreference
    from bot.watcher.text.reading import Reading

ASKED_FORMS: Final = frozenset({"asked", "questioned", "pressed"})
ASKING: Final = ASKED_FORMS | frozenset("asks asking wondered inquired enquired interrupted interrupts".split())
REPLIES: Final = frozenset("answered replied responded retorted replies answers".split())
_ONE_PERSON: Final = frozenset({MentionKind.NAME, MentionKind.PRONOUN})
_ONE: Final = (["a"], ["an"], ["one"], ["another"])
_NO_PERSONS: Final = {"questioner"} | CARRIERS | SPEECH_NOUN_FORMS | BODY_WORDS | BODIES | PRESS_WORDS
_HEARD_FROM: Final = (  # who is named behind these is as likely to be *he* as whom the sentence is about
    *([noun, "from"] for noun in "answer rebuke rebuttal reply response retort".split()),
    *([verb, "by"] for verb in "assured informed told".split()),
)


def asks(reading: Reading, item: Attribution) -> bool:
    """Whether an attribution puts a question: *asked*, *wanted to know*."""
    words = reading.words_in(item.cue)
    return not ASKING.isdisjoint(words) or words[-1:] == ["know"]


class Floors:
    """Gives the floor of a story to one after the other, sentence by sentence.

    Args:
        reading: the article.
        mentions: in order.
        walk: who they are, up to the sentence at hand; its story holds who has the floor.
        hidden: per word, whether it stands in words that are said.

    """

    def __init__(
        self, reading: Reading, mentions: Sequence[Mention], walk: Coreference, hidden: Sequence[bool]
    ) -> None:
        self._reading = reading
        self._mentions = mentions
        self._walk = walk
        self._hidden = hidden

    def narrated(self, sentence: int) -> None:
        """In a sentence nobody is reported: it ends the floor, if it has words and *he* is not their subject."""
        reading, story = self._reading, self._walk.story
        subject = sentence_subject(reading, self._walk.visible(sentence), ())
        if story.floor is not None and subject is not None and self._does_nothing(subject):
            story.floor = replace(story.floor, at=reading.sentences[sentence][1] - 1)
            return
        heard = self._who_is_heard(sentence)
        if heard is not None:
            story.floor = heard
            return
        is_he = subject is not None and subject.kind is MentionKind.PRONOUN
        words = range(*reading.sentences[sentence])
        if not is_he and any(reading.words[at][0].isalnum() and not self._hidden[at] for at in words):
            story.floor = None

    def _who_is_heard(self, sentence: int) -> Floor | None:
        """*The post drew an answer from Ann Bell within hours. The door was open, she said*: hers, in the next one."""
        reading = self._reading
        first, stop = reading.sentences[sentence]
        at = next((at for at in range(first + 1, stop) if reading.lower[at - 1 : at + 1] in _HEARD_FROM), None)
        behind = between(self._mentions, stop if at is None else at + 1, stop)
        mention = next((one for one in behind if one.kind is MentionKind.NAME), None)
        if mention is None:
            return None
        known = self._walk.known.get(mention)
        name = reading.text[slice(*reading.char_span(mention.words))]
        person = known.person if known else Person(name=name)  # a surname alone makes nobody known
        role = next(iter(person.roles), None)
        first_word = reading.lower[mention.words[0]]
        floor = Floor(at=stop - 1, person=person, role=role, first=first_word, indefinite=False)
        return replace(floor, apart_from=self._all_but(person))

    def _all_but(self, person: Person) -> frozenset[Person]:
        return frozenset(self._walk.actors()) - {person}

    def _is_agent(self, head: Mention) -> bool:
        return head.words[0] > 0 and self._reading.lower[head.words[0] - 1] == "by"

    def _does_nothing(self, subject: Mention) -> bool:
        """*Trump has not replied*, *did not comment*: it is told for completeness."""
        behind = self._reading.lower[subject.words[1] : subject.words[1] + 2]
        return behind[:1] != [] and behind[0] in AUXILIARIES and behind[1:] in (["not"], ["n't"])

    def taken(self, item: Attribution, head: Mention | None, speaker: Person | None, sentence: int) -> None:
        """Somebody states something; who asks does not take the floor, and who is asked does."""
        reading, story = self._reading, self._walk.story
        first, stop = reading.sentences[sentence]
        if any(reading.lower[at] == "him" and not self._hidden[at] for at in range(first, stop)):
            story.floor = None  # "the judge warned him"
            return
        if asks(reading, item):
            behind = reading.word_range(item.cue[-1])[1]
            head = max(between(self._mentions, behind, behind + 1), key=lambda one: one.words[1], default=None)
            known = self._walk.known.get(head) if head else None
            speaker = known.person if known else None
        elif self._is_agent_of_another(item, head, sentence):
            return
        elif head is None and item.source and self._is_somebody_new(item.source[0]):
            speaker = Person(name=reading.text[slice(*item.source[0])], named=False)
        if speaker is not None and speaker.named:
            is_he = head is None or head.kind is MentionKind.PRONOUN
            if not is_he and head is not None:
                story.floor = self._floor_of(item, head, speaker)
            elif story.floor is not None and speaker is not story.floor.person:
                story.floor = None  # who *he* is may be wrong
        elif item.source and (speaker is not None if head is None else head.kind is MentionKind.DESCRIPTION):
            story.floor = self._floor(item, head, speaker) if speaker else None

    def _floor_of(self, item: Attribution, head: Mention, speaker: Person) -> Floor | None:
        """The floor of somebody by name; where a description stands for him only whom it does not mean is sure."""
        floor = self._floor(item, head, speaker)
        if floor is None:
            return None
        if head.kind is MentionKind.DESCRIPTION:
            apart_from = self._walk.of_others(head)
            return replace(floor, apart_from=apart_from) if apart_from else None
        is_of_another = self._is_agent(head) and speaker.actor_id is None
        return replace(floor, apart_from=self._all_but(speaker)) if is_of_another else floor

    def _is_agent_of_another(self, item: Attribution, head: Mention | None, sentence: int) -> bool:
        """*The mayor was urged by a lawyer to resign*: the sentence is about the mayor."""
        if head is None or not self._is_agent(head):
            return False
        behind = self._reading.word_range(item.content[0])[0]
        is_hearing = head.kind is MentionKind.NAME and self._reading.lower[behind - 1] == "that"
        if is_hearing:
            return False  # "Trump was told by Ann Bell that the mill was hers. “…,” he said" may be either
        before = (one for one in self._walk.visible(sentence) if one < head and one.kind in _ONE_PERSON)
        return any(self._reading.lower[one.words[0]].removesuffix("s") not in ROLES for one in before)  # "Reporters"

    def _floor(self, item: Attribution, head: Mention | None, speaker: Person) -> Floor | None:
        first = head.words[0] if head else self._reading.word_at(item.source[0][0])
        role = described_role(self._reading, head) if head else None
        if role is not None and role.head == JOURNALIST:
            return None
        # "the father of a soldier" is told apart by what stands behind, and no epithet of somebody known
        indefinite = head is None or head.indefinite or head.words[1] > head.core[1]
        last = self._reading.sentences[self._reading.sentence_of[first]][1] - 1  # "a farmer who met Trump said"
        return Floor(at=last, person=speaker, role=role, first=self._reading.lower[first], indefinite=indefinite)

    def _is_somebody_new(self, source: Span) -> bool:
        """*A person close to the talks*, *Trump's barber*: of whom nothing is known, and neither a body nor a text."""
        words = self._reading.words_in((source,))
        is_owned = "'s" in words[1:4] and not words[-1].endswith("s")
        return len(words) > 1 and (words[:1] in _ONE or is_owned) and _NO_PERSONS.isdisjoint(words)
