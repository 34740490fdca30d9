"""Whom of the tracked a source may mean: what bars somebody from having said it, whatever the passage reads like.

By gender, age, country and office, by who is named in the words or spoken to, and by what stands between.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.attribute.beside_cue import BE
from bot.watcher.attribute.floors import ASKING
from bot.watcher.attribution import TURNS
from bot.watcher.lexicon import COUNTRIES, DETERMINERS, PREPOSITIONS
from bot.watcher.people.coreference import between
from bot.watcher.people.mentions import Mention, MentionKind
from bot.watcher.people.resolver import is_of_another
from bot.watcher.people.role_words import described_role
from bot.watcher.people.source_spans import head_of_source, is_possessive
from bot.watcher.roles import role_of
from bot.watcher.text.quotation_marks import touching

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.watcher.attribution import Attribution
    from bot.watcher.context import ArticleContext
    from bot.watcher.person import Person
    from bot.watcher.roles import Role

_OWN: Final = frozenset({"his", "her", "their"})
_ASKED_FOR: Final = frozenset("question questions favour favor reason time price name number way view help".split())
_OPENS_A_QUESTION: Final = frozenset("about for whether if how what when why to".split())
GENDERS: Final = {"he": "m", "she": "f", "his": "m", "her": "f", "him": "m"}
_AGE: Final = re.compile(r"\b(\d{1,3})[-‑ ]year[-‑ ]old\b", re.IGNORECASE)


def who_may_be_meant(context: ArticleContext, item: Attribution, persons: Sequence[Person]) -> set[Person]:
    """The tracked who can be meant: of the pronoun's gender, not named in the words, and within sight."""
    gender, inside = GENDERS.get(words_of_source(context, item)), _named_inside(context, item, persons)
    return {
        person
        for person in persons
        if person.actor_id
        and (gender is None or person.may_be(gender))
        and person not in inside
        and (item.origin in TURNS or (person not in item.barred and _is_in_sight(context, item, person)))
        and not _is_asked_of_another(context, item, person)
        and (_may_be_described(context, item, person, persons) if item.source else _nobody_acts(context, item, person))
    }


def words_of_source(context: ArticleContext, item: Attribution) -> str:
    """Return the words of the source, of a pronoun the pronoun."""
    return " ".join(context.reading.words_in(item.source))


def _is_asked_of_another(context: ArticleContext, item: Attribution, person: Person) -> bool:
    """Whether a question before *he* was put to somebody else: *A reporter asked the mayor about the snow*."""
    if words_of_source(context, item) not in GENDERS:
        return False
    lower = context.reading.lower
    asked = next(
        (at for at in words_before(context, item)[1:] if lower[at] in ASKING and lower[at - 1] not in BE), None
    )
    if asked is None:
        return False
    behind = next(iter(between(context.mentions, asked + 1, asked + 2)), None)
    if behind is None or behind.kind not in {MentionKind.NAME, MentionKind.DESCRIPTION}:
        first, noun, then = [*lower[asked + 1 : asked + 4], "", "", ""][:3]
        return first in DETERMINERS and noun not in _ASKED_FOR and then in _OPENS_A_QUESTION  # "asked the provost for"
    if lower[behind.words[0]] in _OWN and lower[behind.words[1]] == ",":  # "asked her guest, an analyst"
        return True
    known = context.people.of.get(behind)
    role = described_role(context.reading, behind) if known is None else None
    return known.person is not person if known else role is not None and is_of_another(person, role)


def _may_be_described(context: ArticleContext, item: Attribution, person: Person, persons: Sequence[Person]) -> bool:
    """Whether the source is no office of others alone, nobody who is dead or foreign, and of his age."""
    words = context.reading.word_range(item.source[0])
    if _is_foreign(context, words, person) or _is_of_other_age(context, words, person):
        return False
    head, role = role_of_source(context, item)
    gender = context.people.gender_of(head) if head else None
    if (gender and not person.may_be(gender)) or (role and person.roles and is_of_another(person, role)):
        return False
    if role and _is_former(context, role, person):
        return False
    if "late" in context.reading.lower[slice(*words)]:
        return False
    holders = [one for one in persons if role and any(held.fits(role) for held in one.roles)]
    return not holders or person in holders


def role_of_source(context: ArticleContext, item: Attribution) -> tuple[Mention | None, Role | None]:
    """The description that is the source, and its role."""
    words = context.reading.word_range(item.source[0])
    head = head_of_source(
        context.reading, between(context.mentions, words[0] - thresholds.LONGEST_MENTION, words[1]), words
    )
    if head is None or head.kind is not MentionKind.DESCRIPTION:
        # "The Leader of the Revolution", as if a name; but not "the claims of the premier"
        phrase = takewhile(lambda word: word.lower() not in PREPOSITIONS, context.reading.words[slice(*words)])
        return None, role_of(list(phrase))
    return head, described_role(context.reading, head)


def is_borne_elsewhere(context: ArticleContext, item: Attribution, person: Person) -> bool:
    """Whether somebody of another country has the office that is the source, "the president"."""
    if not item.source:
        return False
    _, role = role_of_source(context, item)
    first = context.reading.word_at(item.source[0][0])
    return role is not None and context.people.is_borne_elsewhere(role, person, at=first)


def _is_former(context: ArticleContext, role: Role, person: Person) -> bool:
    """*The former prime minister*, where the text or his terms have him in office: it is somebody before him."""
    lower = context.reading.lower
    titles = [set(lower[max(at - thresholds.TITLE_BEFORE_NAME, 0) : at + 1]) for at in person.seen_at]
    is_sitting = any(role.head.split()[-1] in title and "former" not in title for title in titles)
    if not role.former or person.actor_id is None:
        return False
    is_sitting |= bool(context.people.tracked(person.actor_id).terms)  # so it is on record what he was
    return is_sitting and not any(own.former and own.fits(role) for own in person.roles)


def _is_foreign(context: ArticleContext, words: tuple[int, int], person: Person) -> bool:
    """Whether a description begins with a country that is none of his: "the Iranian", "the American visitor"."""
    phrase = takewhile(lambda word: word not in PREPOSITIONS and word.isalpha(), context.reading.lower[slice(*words)])
    named = {COUNTRIES[word] for word in phrase if word in COUNTRIES}
    home = {country for own in person.roles for country in own.countries}
    return bool(named and home) and named.isdisjoint(home)


def _is_of_other_age(context: ArticleContext, words: tuple[int, int], person: Person) -> bool:
    """Whether a description gives an age that he has not: "the 34-year-old"."""
    given, own = _ages(context, words, person)
    return bool(given and own) and given.isdisjoint(own)


def is_of_his_age(context: ArticleContext, item: Attribution, person: Person) -> bool:
    """Whether a description gives his age, which says much of whom it means."""
    given, own = _ages(context, context.reading.word_range(item.source[0]), person)
    return not given.isdisjoint(own)


def _ages(context: ArticleContext, words: tuple[int, int], person: Person) -> tuple[set[int], set[int]]:
    """The age that a description gives, and those that he may have on the day of the article."""
    given = _AGE.search(context.reading.text[slice(*context.reading.char_span(words))])
    born = context.people.tracked(person.actor_id).born if person.actor_id else None
    years = context.published_at.year - born if born and context.published_at else None
    return {int(given[1])} if given else set(), {years - 1, years} if years else set()


def _is_in_sight(context: ArticleContext, item: Attribution, person: Person) -> bool:
    """Whether he is named before the words with no heading or time stamp between, or as the only one in the title."""
    reading = context.reading
    at = reading.word_at((item.source or item.content)[0][0])
    before = [word for word in person.seen_at if word < at]
    if not before:
        return person.actor_id in context.people.in_title
    between_them = range(reading.paragraph_of[before[-1]] + 1, reading.paragraph_of[at] + 1)
    headings = reading.headings.intersection(between_them)
    if not headings or context.people.in_title != {person.actor_id}:
        return not headings
    below = range(reading.paragraphs[max(headings)][0], at)  # the heading as well: "Xi Jinping"
    others = (one for one in context.people.persons if one is not person)
    return not any(word in below for one in others for word in one.seen_at)


def _nobody_acts(context: ArticleContext, item: Attribution, person: Person) -> bool:
    """Whether nobody without a name acts in the sentence right before, as in *The engineer sighed*."""
    reading, before = context.reading, words_before(context, item)
    return bool(before) and (
        reading.lower[before.start] not in DETERMINERS
        or any(word in before for word in person.seen_at)
        or any(mention.kind is MentionKind.PRONOUN for mention in between(context.mentions, before.start, before.stop))
        or bool(touching(context.marks, reading.starts[before.start], reading.ends[before.stop - 1]))
    )


def words_before(context: ArticleContext, item: Attribution) -> range:
    """The words of the sentence that ends right before what is said and who says it, without marks at its end."""
    reading = context.reading
    at = reading.word_at(min(start for start, _ in (*item.content, *item.source)))
    last = next((word for word in range(at - 1, -1, -1) if reading.words[word][0].isalnum()), None)
    return range(0) if last is None else range(reading.sentences[reading.sentence_of[last]][0], last + 1)


def _named_inside(context: ArticleContext, item: Attribution, persons: Sequence[Person]) -> set[Person]:
    """Who stands in the words, by name or by office and country, but for owners: people seldom name themselves."""
    reading = context.reading
    inside = [
        mention
        for span in item.content
        for mention in between(context.mentions, *reading.word_range(span))
        if not is_possessive(reading, mention)
    ]
    named = {known.person for mention in inside if (known := context.people.of.get(mention))}
    described = (one for one in inside if one.kind is MentionKind.DESCRIPTION and not one.indefinite)
    offices = [role for mention in described if (role := described_role(reading, mention))]
    return named | {one for one in persons if any(held.fits(role) for held in one.roles for role in offices)}
