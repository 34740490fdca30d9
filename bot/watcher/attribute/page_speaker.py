"""Whether a page of somebody's own words is his of whom its title and lead tell, or somebody else's on him."""

from __future__ import annotations

import re
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.attribute.second_opinion import persons_named
from bot.watcher.attribution import Attribution, Origin, reject
from bot.watcher.lexicon import COUNTRIES, COURTESY, FUNCTION_WORDS, PREPOSITIONS, ROLES, SPEECH_VERBS, TITLE_WORDS
from bot.watcher.people.source_spans import SPEECH_NOUN_FORMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.watcher.context import ArticleContext
    from bot.watcher.person import Person

_TOKEN: Final = re.compile(r"[^\W\d_]+|[^\w\s]")
_SPEAKING: Final = frozenset({"with", "by", "from"})  # "ten minutes with Bell", "a letter from Bell"
_OF_A_TOPIC: Final = frozenset({"on", "about"})  # not *for*, *of*: "questions for Bell", "an interview of Bell"
_NO_NAME: Final = FUNCTION_WORDS | PREPOSITIONS | TITLE_WORDS | COURTESY | COUNTRIES.keys()
_POSSESSIVE: Final = frozenset({"'s", "’s"})
_OF_HIS: Final = SPEECH_NOUN_FORMS | frozenset(
    "posts post thread threads letter letters words tweets diary conference briefing interview answers".split()
)
_PHRASE: Final = 5  # words and marks: "Bell's weekly press conference"
_YOUNGER: Final = frozenset({"jr", "junior", "iii"})
_SPOKEN_OF: Final = {"m": frozenset({"he", "him", "his"}), "f": frozenset({"she", "her", "hers"})}  # by gender


@dataclass(frozen=True, slots=True, kw_only=True)
class _InTitle:
    """A place of somebody's surname in a title: the word before his name and its titles, and the words behind."""

    before: str
    behind: tuple[str, ...]  # small letters

    @property
    def is_namesake(self) -> bool:
        """*Ann Bell*, *Bell Jr.*: another of that name."""
        is_named = self.before[:1].isupper() and self.before.lower() not in _NO_NAME
        return is_named or not _YOUNGER.isdisjoint(self.behind[:1])

    @property
    def is_owner_of_person(self) -> bool:
        """*Bell's lawyer*."""
        return self.is_owner and not ROLES.keys().isdisjoint(self.behind)

    @property
    def is_owner(self) -> bool:
        """*Bell's …*."""
        return "".join(self.behind[:2]) in _POSSESSIVE

    @property
    def is_topic(self) -> bool:
        """*A former aide on Bell*."""
        return self.before.lower() in _OF_A_TOPIC or self.is_namesake or self.is_owner_of_person

    @property
    def may_speak(self) -> bool:
        """*Bell: …*, *Bell on taxes*, *Bell's letter*, *with Bell*; not *to Bell*, *Bell aide*, *Bell, hear me*."""
        behind = self.behind[0] if self.behind else ""
        is_followed = not behind.isalpha() or behind in PREPOSITIONS or behind in SPEECH_VERBS
        is_of_his = self.is_owner and not _OF_HIS.isdisjoint(self.behind)
        is_of = is_of_his and self.before.lower() == "of"  # "Full text of Bell's letter"
        is_hearer = behind == "," or (self.before.lower() in PREPOSITIONS - _SPEAKING and not is_of)
        return is_followed and is_of_his == self.is_owner and not is_hearer and not self.is_topic


def may_speak(context: ArticleContext, person: Person) -> bool:
    """Whether the title leaves it open that the page is somebody's own words.

    It does not where it has him as its topic or addresses him, names another beside him, or speaks of *him*.
    """
    words = {word.lower() for word in _TOKEN.findall(context.title)}
    own = {word.lower() for word in person.words}
    others = (one.words[-1].lower() for one in persons_named(context) if one is not person and one.words)
    if any(name in words and name not in own for name in others):
        return False
    if any(person.may_be(gender) and not pronouns.isdisjoint(words) for gender, pronouns in _SPOKEN_OF.items()):
        return False
    return all(place.may_speak for place in _in_title(context, person))


def _in_title(context: ArticleContext, person: Person) -> Iterator[_InTitle]:
    tokens = _TOKEN.findall(context.title)
    lower = [token.lower() for token in tokens]
    own = {word.lower() for word in person.words}
    for at in (at for at, word in enumerate(lower) if person.words and word == person.words[-1].lower()):
        first = at
        while first and (lower[first - 1] in own or lower[first - 1] in TITLE_WORDS | COURTESY):
            first -= 1
        yield _InTitle(before=tokens[first - 1] if first else "", behind=tuple(lower[at + 1 : at + 1 + _PHRASE]))


def his_by_passage(context: ArticleContext, person: Person, paragraphs: Sequence[int]) -> list[int]:
    """Those of some paragraphs that the network gives to him, each read behind the title and the lead of the page.

    None where it hardly gives him the first of them or half of all, where the lead names somebody else before him, or
    where there is no network: what one does not know is not told.
    """
    if paragraphs and _is_led_by_another(context, person, min(paragraphs)):
        return []
    shares = _shares(context, person, paragraphs[: thresholds.MOST_PARAGRAPHS_ASKED_ABOUT])
    if not shares or median(shares.values()) < thresholds.SPEAKS_ON_PAGE:
        return []
    if shares[min(shares)] < thresholds.SPEAKS_FIRST:
        return []
    return [paragraph for paragraph, share in shares.items() if share >= thresholds.SPEAKS_IN_PARAGRAPH]


def _is_led_by_another(context: ArticleContext, person: Person, first: int) -> bool:
    """Whether what stands before a paragraph names somebody else first: *Ann Bell has been his lawyer for years*."""
    stop = context.reading.paragraphs[first][0]
    named = [(one.seen_at[0], one) for one in persons_named(context) if one.seen_at and one.seen_at[0] < stop]
    return bool(named) and min(named, key=lambda row: row[0])[1] is not person


def without_anothers_answers(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """The attributions, without answers that the layout gives to a tracked actor and that read as somebody else's.

    Questions and answers look the same whoever is interviewed: of 13 pages of the piles on which answers were his the
    network gave him half of these with 0.56 and more, of three on which they were not with 0.03 and less. Where the
    lead names nobody it cannot tell, and the title may: *A former minister on Bell: the interview*.
    """
    answers = [item for item in attributions if item.is_of_actor and item.origin is Origin.LABEL and not item.source]
    reading = context.reading
    others: set[Person] = set()
    for person in dict.fromkeys(item.person for item in answers if item.person):
        spans = (span for item in answers if item.person is person for span in item.content)
        paragraphs = dict.fromkeys(reading.paragraph_of[reading.word_at(start)] for start, _ in spans)
        if any(place.is_topic for place in _in_title(context, person)):
            others.add(person)
            continue
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
    asked = persons if person in persons else [*persons, person]
    shares: dict[int, float] = {}
    for paragraph in paragraphs:
        text = head + reading.text[slice(*reading.paragraph_span(paragraph))]
        found = context.asks(text, ((len(head), len(text)),), (), [one.name for one in asked])
        shares[paragraph] = found[1 + asked.index(person)]
    return shares
