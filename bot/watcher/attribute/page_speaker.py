"""Whether a page of somebody's own words is his of whom its title and lead tell, or somebody else's on him."""

from __future__ import annotations

import re
from statistics import median
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.attribute.second_opinion import head_of_page, persons_named
from bot.watcher.attribution import Attribution, Origin, reject
from bot.watcher.lexicon import COUNTRIES, COURTESY, FUNCTION_WORDS, PREPOSITIONS, ROLES, TITLE_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Span
    from bot.watcher.context import ArticleContext
    from bot.watcher.person import Person


_TOKEN: Final = re.compile(r"['’]s\b|[^\W\d_]+|[^\w\s]")
_NO_NAME: Final = FUNCTION_WORDS | PREPOSITIONS | TITLE_WORDS | COURTESY | COUNTRIES.keys()
_YOUNGER: Final = frozenset({"jr", "junior", "iii"})


def his_by_passage(context: ArticleContext, person: Person, paragraphs: Sequence[int]) -> dict[int, float]:
    """Those of some paragraphs that the network gives to him, read behind title and lead, and how likely each is his.

    None where it does not give him half of them, where the title names another by his name or the lead somebody else
    alone, or where there is no network: what one does not know is not told.
    """
    if not paragraphs or names_another(context.title, person) or _is_led_by_another(context, person, min(paragraphs)):
        return {}
    shares = _shares(context, person, paragraphs[: thresholds.MOST_PARAGRAPHS_ASKED_ABOUT])
    if not shares or median(shares.values()) < thresholds.SPEAKS_ON_PAGE:
        return {}
    return {paragraph: share for paragraph, share in shares.items() if share >= thresholds.SPEAKS_ON_PAGE}


def without_anothers_answers(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """The attributions, without answers that the layout gives to a tracked actor and that read as somebody else's.

    Questions and answers look the same whoever is interviewed.
    """
    answers = [item for item in attributions if item.is_of_actor and item.origin is Origin.LABEL and not item.source]
    reading = context.reading
    others: set[Person] = set()
    for person in dict.fromkeys(item.person for item in answers if item.person):
        spans = (span for item in answers if item.person is person for span in item.content)
        paragraphs = {reading.paragraph_of[reading.word_at(start)] for start, _ in spans}
        shares = _shares(context, person, sorted(paragraphs)[: thresholds.MOST_ANSWERS_ASKED_ABOUT])
        is_anothers = shares and median(shares.values()) < thresholds.SPEAKS_ON_PAGE
        if is_anothers or names_another(context.title, person):
            others.add(person)
    held = {id(item) for item in answers if item.person in others}
    why = "the page reads as if somebody else answered"
    return [reject(item, why) if id(item) in held else item for item in attributions]


def _is_led_by_another(context: ArticleContext, person: Person, first: int) -> bool:
    """Whether what stands before a paragraph names somebody else, and not him: *Ann Bell has been his lawyer*."""
    stop = context.reading.paragraphs[first][0]
    named = [one for one in persons_named(context) if one.seen_at and one.seen_at[0] < stop]
    return bool(named) and person not in named


def names_another(title: str, person: Person) -> bool:
    """Whether a title has somebody's name for another: *Ann Bell*, *Bell Jr.*, *Bell's lawyer*, *Bell biographer*."""
    tokens = _TOKEN.findall(title)
    lower = [token.lower() for token in tokens]
    own = {word.lower() for word in person.words}
    for at in (at for at, word in enumerate(lower) if person.words and word == person.words[-1].lower()):
        first = at
        while first and (lower[first - 1] in own or lower[first - 1] in TITLE_WORDS | COURTESY):
            first -= 1
        behind = lower[at + 1 : at + 1 + thresholds.BEHIND_NAME]
        nouns = behind[1:] if behind[:1] in (["'s"], ["’s"]) else behind[:1]
        is_of_that_name = tokens[first - 1][:1].isupper() and lower[first - 1] not in _NO_NAME if first else False
        if is_of_that_name or not _YOUNGER.isdisjoint(behind[:1]) or not ROLES.keys().isdisjoint(nouns):
            return True
    return False


def _shares(context: ArticleContext, person: Person, paragraphs: Sequence[int]) -> dict[int, float]:
    """How likely each of some paragraphs is his, read behind the title and the lead; empty without a network."""
    if context.asks is None or not paragraphs:
        return {}
    asked = asked_about(context, person)
    names = [one.name for one in asked]
    shares: dict[int, float] = {}
    for paragraph in paragraphs:
        text, span = passage_of(context, min(paragraphs), paragraph)
        shares[paragraph] = context.asks(text, (span,), (), names)[1 + asked.index(person)]
    return shares


def asked_about(context: ArticleContext, person: Person) -> list[Person]:
    """Whom the network may choose among for a paragraph that may be somebody's own words."""
    persons = persons_named(context)[: thresholds.MOST_ASKED_ABOUT]
    return persons if person in persons else [*persons, person]


def passage_of(context: ArticleContext, first: int, paragraph: int) -> tuple[str, Span]:
    """What the network reads of a paragraph, and where this stands in it: behind title, lead and what is right before.

    `first`: the first such paragraph of the page; what stands before it is the lead.
    """
    reading = context.reading
    lead = reading.text[: reading.paragraph_span(first)[0]][: thresholds.LONGEST_OF_LEAD]
    head = f"{head_of_page(context)}{lead}\n"
    if paragraph > first:  # a question, or whoever else is brought in: "We also spoke with Ann Bell."
        before = reading.text[slice(*reading.paragraph_span(paragraph - 1))]
        head += before[-thresholds.LONGEST_BEFORE :] + "\n"
    text = head + reading.text[slice(*reading.paragraph_span(paragraph))]
    return text, (len(head), len(text))
