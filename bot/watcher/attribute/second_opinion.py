"""A second opinion on who speaks where no name says it: a network reads the passage with the names of who may have.

It is asked about a pronoun, a quotation without a source, and a description. Where the walk through the text found no
tracked actor behind them, or was not sure of the one it took a pronoun for, the words are given to the one of whom the
network is sure. They are nobody's where it is sure that a pronoun is not the actor whom the walk took it for, and where
it is not sure that a quotation without a source is his.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.attribute.beside_cue import BE
from bot.watcher.attribute.floors import ASKING, REPLIES
from bot.watcher.attribute.hearsay import HEARSAY
from bot.watcher.attribute.may_be_meant import (
    GENDERS,
    is_borne_elsewhere,
    is_of_his_age,
    role_of_source,
    who_may_be_meant,
    words_before,
    words_of_source,
)
from bot.watcher.attribution import TURNS, Attribution, Origin
from bot.watcher.lexicon import BODY_WORDS, PREPOSITIONS, SPEECH_VERBS
from bot.watcher.people.coreference import between
from bot.watcher.people.mentions import MentionKind
from bot.watcher.text.quotation_marks import touching

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Span
    from bot.watcher.context import ArticleContext
    from bot.watcher.person import Person

_PERSONS: Final = frozenset({MentionKind.NAME, MentionKind.DESCRIPTION})
_SOMEBODY_NEW: Final = [[word] for word in "a an another it one somebody someone they that which who".split()]
_WANTED_TO_KNOW: Final = ["wanted", "to", "know"]


def asked_again(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """The attributions, some of those without a name as their source with a tracked actor as their speaker."""
    persons = persons_named(context)
    if context.asks is None or not any(person.actor_id for person in persons):
        return list(attributions)
    return [_asked(context, item, persons) if _is_open(context, item) else item for item in attributions]


def persons_named(context: ArticleContext) -> list[Person]:
    """Who is named in the text or, of the tracked, in its title."""
    people = context.people
    persons = dict.fromkeys([*people.actors(), *(person for person in people.persons if person.named)])
    return [person for person in persons if person.seen_at or person.actor_id in people.in_title]


def _is_open(context: ArticleContext, item: Attribution) -> bool:
    """Whether no name says it, and the walk found no tracked actor behind it, or a pronoun that may be another's."""
    if item.rejected is not None or item.is_report or not context.reading.words_in(item.content):
        return False
    if item.origin in TURNS:
        return _is_label_of_office(context, item)
    if words_of_source(context, item) in GENDERS:
        person = item.person if item.is_of_actor else None
        return person is None or _is_doubtful(context, item) or _is_somebody_between(context, item, person)
    if not item.source:
        is_of_last = item.is_of_actor and item.sure <= thresholds.SURE_OF_FLOATING
        return (is_of_last or not item.is_of_actor) and bool(touching(context.marks, *item.extent))
    if item.is_of_actor or _is_nobody(context, item):
        return False
    return _is_thing(context, item) or _is_description(context, item)


def _is_label_of_office(context: ArticleContext, item: Attribution) -> bool:
    """*THE PRESIDENT:* in a transcript in which another president stands by name, too; not *THE COURT:*."""
    is_open = item.origin is Origin.LABEL and item.person is None and _is_description(context, item)
    return is_open and role_of_source(context, item)[1] is not None


def _is_doubtful(context: ArticleContext, item: Attribution) -> bool:
    """Whether the walk was not sure whom a pronoun means; it is surer of who is named in the sentence before."""
    person, before = item.person, words_before(context, item)
    is_named = person is not None and any(word in before for word in person.seen_at)
    return item.sure < (thresholds.SURE_OF_NAMED if is_named else thresholds.SURE_OF_PRONOUN)


def _is_somebody_between(context: ArticleContext, item: Attribution, person: Person) -> bool:
    """Whether a sentence since the last place where whom the walk took a pronoun for is named begins with another.

    Of what lies farther back the network knows nothing.
    """
    reading = context.reading
    at = reading.word_at(item.source[0][0])
    if not _is_named_near(context, item, person):
        return False
    last = max(word for word in person.seen_at if word < at)
    begins = {reading.sentences[number][0] for number in range(reading.sentence_of[last], reading.sentence_of[at] + 1)}
    others = (one for one in between(context.mentions, last + 1, at) if one.words[0] in begins and one.kind in _PERSONS)
    return any((known := context.people.of.get(one)) is None or known.person is not person for one in others)


def _is_description(context: ArticleContext, item: Attribution) -> bool:
    """*The 76-year-old said*, *the Iranian official said*."""
    return bool(item.source) and context.reading.lower[context.reading.word_at(item.source[0][0])] == "the"


def _is_thing(context: ArticleContext, item: Attribution) -> bool:
    """*It read*, *our translation*, *half a minute later*: a source that is nobody who is known by name or office."""
    words = set(context.reading.words_in(item.source))
    if words == {"i"} and "quote" in context.reading.words_in(item.cue):
        return False  # "The president said, and I quote, …"
    is_nobody = bool(words) and item.person is None and words.isdisjoint(GENDERS) and words.isdisjoint(HEARSAY)
    return is_nobody and role_of_source(context, item) == (None, None)


def _is_nobody(context: ArticleContext, item: Attribution) -> bool:
    """Whether a source is nobody tracked, whatever is said: *they*, *the ministry*, *a visitor*, who is new."""
    words = context.reading.words_in(item.source)
    head = list(takewhile(lambda word: word not in PREPOSITIONS, words))[-1:]
    return words[:1] in _SOMEBODY_NEW or not BODY_WORDS.isdisjoint(head)


def _asked(context: ArticleContext, item: Attribution, persons: Sequence[Person]) -> Attribution:
    able = who_may_be_meant(context, item, persons)
    if not able - {item.person} and not item.is_of_actor:
        return item
    shares = likelihood(context, item, persons)
    person, share = max(shares.items(), key=lambda row: row[1])
    sure = _sure_from(context, item, person)
    found = item.person if item.is_of_actor else None
    is_hardly_his = found is not None and _is_hardly_his(context, item, found, shares.get(found, 0.0))
    may_be_another = found is None or is_hardly_his or _is_doubtful(context, item)
    if may_be_another and person in able and person is not item.person and share >= sure:
        link = f"the passage reads as if {person.name} spoke, {share:.0%} likely"
        return replace(item, person=person, speaker=person.name, sure=share, links=(*item.links, link))
    if found is not None and person is found and share >= sure and share > item.sure:
        link = f"the passage reads as if {person.name} spoke, too, {share:.0%} likely"
        return replace(item, sure=share, links=(*item.links, link))
    if found is not None and is_hardly_his:
        link = f"the passage does not read as if {found.name} spoke"
        said_by = context.reading.text[slice(*item.source[0])] if item.source else None
        return replace(item, person=None, speaker=said_by, sure=0.0, links=(*item.links, link))
    return item


def _is_hardly_his(context: ArticleContext, item: Attribution, person: Person, share: float) -> bool:
    """Whether the network doubts whom the walk took for the speaker; where no source stands, it has to be sure itself.

    Who was spoken of last is a poor guess among people who talk in turns.
    """
    if not item.source:
        return share < thresholds.SURELY_HIS
    return share < thresholds.HARDLY_HIS and _is_named_near(context, item, person)


def _sure_from(context: ArticleContext, item: Attribution, person: Person) -> float:
    """How sure the network has to be that somebody speaks there."""
    if _is_reply_of_another(context, item, person):
        return thresholds.SURELY_THOUGH_REPLYING
    if _answers_another(context, item, person):
        return thresholds.LIKELY_HIS
    if is_borne_elsewhere(context, item, person):
        return thresholds.SURELY_OF_OFFICE
    if item.source and is_of_his_age(context, item, person):
        return thresholds.LIKELY_HIS
    return _sure_from_source(context, item)


def _sure_from_source(context: ArticleContext, item: Attribution) -> float:
    """The same by the form of the source alone."""
    if not item.source:
        return thresholds.SURELY_HIS_TURN if _is_behind_a_turn(context, item) else thresholds.SURELY_HIS
    if _is_description(context, item):
        return thresholds.SURELY_DESCRIBED
    return thresholds.SURELY_UNKNOWN if _is_thing(context, item) else thresholds.SURELY_HIS


def _is_behind_a_turn(context: ArticleContext, item: Attribution) -> bool:
    """Whether the sentence before words without a source stands in marks: of two who talk either may go on."""
    before = words_before(context, item)
    start = context.reading.starts[before.start] if before else 0
    return bool(before) and bool(touching(context.marks, start, start + 1))


def _answers_another(context: ArticleContext, item: Attribution, person: Person) -> bool:
    """Whether *he* follows a question that somebody else put, or what he was told: *A reporter asked. “…,” he said*.

    Whoever asks, and is not the one in question, does not answer as well.
    """
    before = words_before(context, item)
    asked = _question_before(context, item)
    replies = not REPLIES.isdisjoint(context.reading.words_in(item.cue))
    if asked is None and replies and words_of_source(context, item) in GENDERS:
        asked = before.stop  # “…,” said Ann Bell. “…,” he replied
    if asked is None or any(before.start <= at < asked for at in person.seen_at):
        return False
    last = max((at for at in person.seen_at if at < before.start), default=0)
    gender = GENDERS[words_of_source(context, item)]
    between_them = range(last + 1, before.start)  # somebody else whom it may be, by name or not
    others = (one for one in context.people.persons if one is not person and one.may_be(gender))
    is_named = any(at in between_them for one in others for at in one.seen_at)
    return not is_named and not any(
        mention.kind is MentionKind.DESCRIPTION
        for mention in between(context.mentions, between_them.start, between_them.stop)
    )


def _is_reply_of_another(context: ArticleContext, item: Attribution, person: Person) -> bool:
    """Whether *he replied* follows a talk of others: *said Tom Hill. “…,” said Ann Bell. “…,” he replied*.

    It is one of those who talk, and not whom the text named before them.
    """
    gender = GENDERS.get(words_of_source(context, item))
    if gender is None or REPLIES.isdisjoint(context.reading.words_in(item.cue)):
        return False
    before = words_before(context, item)
    last = max((at for at in person.seen_at if at < before.start), default=None)
    others = (one for one in context.people.persons if one is not person and one.named and one.may_be(gender))
    return last is not None and any(last < at < before.start for one in others for at in one.seen_at)


def _question_before(context: ArticleContext, item: Attribution) -> int | None:
    """Where the sentence before *he* has the verb with which something is put to somebody."""
    if words_of_source(context, item) not in GENDERS:
        return None
    lower = context.reading.lower
    before = words_before(context, item)
    asked = next((at for at in before[1:] if _is_put(lower[at - 1], lower[at : at + 3])), None)
    if asked is None or touching(context.marks, context.reading.starts[asked], context.reading.ends[asked]):
        return None
    return asked


def _is_put(before: str, words: Sequence[str]) -> bool:
    """Whether words put something to somebody: *asked*, *wanted to know*, *told him*; not *was asked*, *asked for*."""
    is_put = words[0] in SPEECH_VERBS and words[1:2] in (["him"], ["her"])
    is_asked = words[0] in ASKING and words[1:2] not in (["for"], ["to"])
    return words == _WANTED_TO_KNOW or (before not in BE and (is_asked or is_put))


def _is_named_near(context: ArticleContext, item: Attribution, person: Person) -> bool:
    """Whether somebody is named in the passage that the network reads; of others it knows nothing."""
    at = context.reading.word_at((item.source or item.content)[0][0])
    return any(0 < at - word < thresholds.NAMED_WITHIN for word in person.seen_at)


def likelihood(context: ArticleContext, item: Attribution, persons: Sequence[Person]) -> dict[Person, float]:
    """How likely each of those who may have said it did; the rest is nobody's. Empty without a network to ask."""
    if context.asks is None:
        return {}
    asked = nearest(context, item, persons)
    head = head_of_page(context)
    content, source = (shifted(spans, len(head)) for spans in (item.content, item.source))
    shares = context.asks(head + context.reading.text, content, source, [person.name for person in asked])
    return dict(zip(asked, shares[1:], strict=True))


def head_of_page(context: ArticleContext) -> str:
    """What the network reads before the text of an article: its title, which often says whom it is about."""
    return f"{context.title}\n" if context.title else ""


def shifted(spans: Sequence[Span], by: int) -> tuple[Span, ...]:
    """Spans of a text within a longer one that has so many characters before it."""
    return tuple((start + by, end + by) for start, end in spans)


def nearest(context: ArticleContext, item: Attribution, persons: Sequence[Person]) -> list[Person]:
    """Those named last before the words, and the tracked."""
    at = (item.source or item.content)[0][0]

    def distance(person: Person) -> int:
        seen = [context.reading.starts[word] for word in person.seen_at]
        before = [place for place in seen if place < at]
        return at - before[-1] if before else thresholds.NAMED_BEHIND if seen else thresholds.NAMED_IN_TITLE

    ordered = sorted(persons, key=distance)
    most = thresholds.MOST_ASKED_ABOUT
    return ordered[:most] + [person for person in ordered[most:] if person.actor_id]
