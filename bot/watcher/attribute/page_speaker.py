"""Whether a page of somebody's own words is his of whom its title and lead tell, or somebody else's on him."""

from __future__ import annotations

import re
from statistics import median
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.attribute.second_opinion import persons_named
from bot.watcher.attribution import Attribution, Origin, reject
from bot.watcher.lexicon import COUNTRIES, COURTESY, FUNCTION_WORDS, PREPOSITIONS, ROLES, TITLE_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.watcher.context import ArticleContext
    from bot.watcher.person import Person

_TOKEN: Final = re.compile(r"[^\W\d_]+|[^\w\s]")
_SPEAKING: Final = frozenset({"with", "by", "from"})  # "ten minutes with Bell", "a letter from Bell"
_NO_NAME: Final = FUNCTION_WORDS | PREPOSITIONS | TITLE_WORDS | COURTESY | COUNTRIES.keys()
_POSSESSIVE: Final = frozenset({"'s", "’s"})
_PHRASE: Final = 5  # words and marks: "Bell's former chief aide"
_YOUNGER: Final = frozenset({"jr", "junior", "iii"})


def is_topic(context: ArticleContext, person: Person) -> bool:
    """Whether the title has him as its topic or one of two, or names a namesake.

    *A former aide on Bell*, *A letter to Bell*, *Bell's lawyer*, *Bell and Hill together*, *Ann Bell: I forgive him*.
    """
    tokens = _TOKEN.findall(context.title)
    lower = [token.lower() for token in tokens]
    own = {word.lower() for word in person.words}
    others = (one for one in persons_named(context) if one is not person and one.words)
    if any(one.words[-1].lower() in lower and one.words[-1].lower() not in own for one in others):
        return True
    for at in (at for at, word in enumerate(lower) if person.words and word == person.words[-1].lower()):
        first = at
        while first and (lower[first - 1] in own or lower[first - 1] in TITLE_WORDS | COURTESY):
            first -= 1
        before = tokens[first - 1] if first else ""
        is_namesake = not _YOUNGER.isdisjoint(lower[at + 1 : at + 2]) or (
            before[:1].isupper() and before.lower() not in _NO_NAME
        )
        behind = lower[at + 1 : at + 1 + _PHRASE]
        is_owner = "".join(behind[:2]) in _POSSESSIVE and not ROLES.keys().isdisjoint(behind)  # "Bell's lawyer"
        if is_namesake or is_owner or before.lower() in PREPOSITIONS - _SPEAKING:
            return True
    return False


def his_by_passage(context: ArticleContext, person: Person, paragraphs: Sequence[int]) -> list[int]:
    """Those of some paragraphs that the network gives to him, each read behind the title and the lead of the page.

    None where it hardly gives him the first of them or half of all, or where there is no network: what one does not
    know is not told.
    """
    shares = _shares(context, person, paragraphs[: thresholds.MOST_TO_GO_ON])
    if not shares or median(shares.values()) < thresholds.SPEAKS_ON_PAGE:
        return []
    if shares[min(shares)] < thresholds.SPEAKS_FIRST:
        return []
    return [paragraph for paragraph, share in shares.items() if share >= thresholds.SPEAKS_IN_PARAGRAPH]


def without_anothers_answers(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """The attributions, without answers that the layout gives to a tracked actor and that read as somebody else's.

    Questions and answers look the same whoever is interviewed: of 17 pages of the piles on which answers were his the
    network gave him half of these with 0.56 and more, of three on which they were not with 0.03 and less.
    """
    answers = [item for item in attributions if item.is_of_actor and item.origin is Origin.LABEL and not item.source]
    reading = context.reading
    others: set[Person] = set()
    for person in dict.fromkeys(item.person for item in answers if item.person):
        spans = (span for item in answers if item.person is person for span in item.content)
        paragraphs = dict.fromkeys(reading.paragraph_of[reading.word_at(start)] for start, _ in spans)
        shares = _shares(context, person, sorted(paragraphs)[: thresholds.MOST_ANSWERS_ASKED_ABOUT])
        if shares and median(shares.values()) < thresholds.HARDLY_ON_PAGE:
            others.add(person)
    held = {id(item) for item in answers if item.person in others}
    why = "the page reads as if somebody else answered"
    return [reject(item, why) if id(item) in held else item for item in attributions]


def _shares(context: ArticleContext, person: Person, paragraphs: Sequence[int]) -> dict[int, float]:
    """How likely each of some paragraphs is his, read behind the title and the lead; empty without a network."""
    if context.asks is None or not paragraphs:
        return {}
    reading = context.reading
    lead = reading.text[: reading.paragraph_span(min(paragraphs))[0]][: thresholds.LONGEST_OF_LEAD]
    head = f"{context.title}.\n{lead}\n"
    persons = persons_named(context)[: thresholds.MOST_ASKED_ABOUT]
    names = [one.name for one in [*persons, *([] if person in persons else [person])]]
    shares: dict[int, float] = {}
    for paragraph in paragraphs:
        text = head + reading.text[slice(*reading.paragraph_span(paragraph))]
        found = context.asks(text, ((len(head), len(text)),), (), names)
        shares[paragraph] = found[1 + names.index(person.name)]
    return shares
