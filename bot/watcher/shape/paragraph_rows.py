"""What the trees see of a paragraph and an actor: how it and its neighbours look, where he and others are named.

`python -m training.own_paragraphs` teaches trees with the same numbers, in the same order.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.lexicon import COURTESY, SPEECH_VERBS, TITLE_WORDS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from bot.watcher.context import ArticleContext
    from bot.watcher.person import Person
    from bot.watcher.text.reading import Reading

BULLETS: Final = "–—-•*·"
_RUN_OF_LETTERS: Final = re.compile(r"[^\W\d_]+")
_YOU: Final = frozenset({"you", "your", "yours", "you're", "you've"})
_HE: Final = frozenset({"he", "his", "him", "himself", "she", "her"})
_LABEL_OF_LINE: Final = re.compile(r"\W*([A-Z][^:.?!\n]{1,40}):\s")
_TIME_OR_NUMBER: Final = re.compile(r"\W*\d{1,2}[:.]\d\d|\d{1,2} [A-Z][a-z]+|[A-Z][a-z]+ \d{1,2}\b|\d{1,2}[.)]")
_QUOTING: Final = '“”"'
_ENDS_OF_SENTENCE: Final = '.!?”"'


@dataclass(frozen=True, slots=True, kw_only=True)
class ParagraphRow:
    """A paragraph and an actor whose own words it may be, with what is known of them but for what the network says."""

    paragraph: int
    person: Person
    values: tuple[float, ...]


def rows_of(context: ArticleContext) -> list[ParagraphRow]:
    """A row for each paragraph and each tracked actor whom the text or its title names."""
    reading, people = context.reading, context.people
    forms = [_form(reading, paragraph) for paragraph in range(len(reading.paragraphs))]
    title = {word.lower() for word in _RUN_OF_LETTERS.findall(context.title)}
    persons = [person for person in people.persons if person.named and person.seen_at]
    out: list[ParagraphRow] = []
    for person in people.actors():
        is_in_title = person.actor_id in people.in_title
        if forms and (person.seen_at or is_in_title):
            of_title = (is_in_title, len(people.in_title) - is_in_title)
            of_tracked = len(person.seen_at) / max(sum(len(one.seen_at) for one in people.actors()), 1)
            beside = _Beside(reading, person, [one for one in persons if one is not person], title)
            for paragraph, of_look in enumerate(_looks(forms)):
                values = (*of_look, *of_title, *beside.his(paragraph, of_tracked), *beside.others(paragraph))
                out.append(ParagraphRow(paragraph=paragraph, person=person, values=tuple(map(float, values))))
    return out


def _looks(forms: Sequence[tuple[float, ...]]) -> Iterator[tuple[float, ...]]:
    """How each paragraph looks, with those around it and the mean of the page."""
    count = len(forms)
    mean = tuple(sum(column) / count for column in zip(*forms, strict=True))
    none = (0.0,) * len(mean)
    for paragraph, form in enumerate(forms):
        around = [paragraph - 1, paragraph + 1, paragraph - 2]
        near = [forms[one] if 0 <= one < count else none for one in around]
        yield (*form, *near[0], *near[1], *near[2], *mean)


class _Beside:
    """Where somebody is named, and others beside him: who more often, first, last before a paragraph, in the title."""

    def __init__(self, reading: Reading, person: Person, others: Sequence[Person], title: Collection[str]) -> None:
        places = sorted(at for one in others for at in one.seen_at)
        most = max((len(one.seen_at) for one in others), default=0)
        self._reading, self._person = reading, person
        self._at = sorted({reading.paragraph_of[word] for word in person.seen_at})
        self._named_in = set(self._at)
        self._his, self._others = sorted(person.seen_at), places
        self._in = Counter(reading.paragraph_of[at] for at in places)
        self._of_page = (
            min(len(person.seen_at) / max(most, 1), thresholds.MANY_TIMES_AS_OFTEN),
            bool(self._his) and (not places or self._his[0] < places[0]),
            sum(one.words[-1:] != () and one.words[-1].lower() in title for one in others),
            len(others) / len(reading.paragraphs),
        )

    def his(self, paragraph: int, of_tracked: float) -> tuple[float, ...]:
        """Where he is named, seen from a paragraph; `of_tracked`: his share of the tracked actors' names."""
        at, count = self._at, len(self._reading.paragraphs)
        before = bisect_right(at, paragraph)
        last = at[before - 1] if before else paragraph - thresholds.FAR_PARAGRAPHS
        return (
            *(paragraph + step in self._named_in for step in (0, -1, 1)),
            min(paragraph - last, thresholds.FAR_PARAGRAPHS),
            of_tracked,
            min(at[0] if at else thresholds.FAR_PARAGRAPHS, thresholds.FAR_PARAGRAPHS),
            is_labelled(self._reading, paragraph, self._person),
            paragraph,
            paragraph / count,
            count,
            len(at) / count,
        )

    def others(self, paragraph: int) -> tuple[float, ...]:
        """Where others are named, seen from a paragraph."""
        begin = self._reading.paragraphs[paragraph][0]
        is_last = _last(self._his, begin) > _last(self._others, begin)
        return (*self._of_page, is_last, self._in[paragraph], self._in[paragraph - 1])


def _last(places: Sequence[int], before: int) -> int:
    at = bisect_left(places, before)
    return places[at - 1] if at else -1


def _form(reading: Reading, paragraph: int) -> tuple[float, ...]:
    """How a paragraph looks."""
    first, stop = reading.paragraphs[paragraph]
    text = reading.text[slice(*reading.paragraph_span(paragraph))].strip()
    places = [at for at in range(first, stop) if reading.words[at][0].isalnum()]
    words = [reading.lower[at] for at in places]
    count = max(len(places), 1)
    mine = [reading.is_first_person(at) for at in places]
    return tuple(
        map(
            float,
            (
                log(count),
                text.rstrip(' *_”"’)').endswith("?"),
                "?" in text,
                sum(map(text.count, _QUOTING)) / count,
                text[:1] in '“"‘',
                text[:1] in BULLETS,
                _TIME_OR_NUMBER.match(text) is not None,
                _LABEL_OF_LINE.match(text) is not None,
                sum(mine) / count,
                any(mine[: thresholds.OPENING_OF_PARAGRAPH]),
                sum(word in _YOU for word in words) / count,
                sum(word in _HE for word in words) / count,
                sum(word in SPEECH_VERBS for word in words) / count,
                sum(reading.words[at][0].isupper() for at in places[1:]) / count,
                text[-1:] in _ENDS_OF_SENTENCE,
                paragraph in reading.headings,
            ),
        )
    )


def is_labelled(reading: Reading, paragraph: int, person: Person) -> bool:
    """Whether a paragraph begins with a label that may be his: *Mr Bell: …*, *The President: …*."""
    words = label_of(reading, paragraph)
    return any(at in words for at in person.seen_at) or any(
        reading.lower[at] in TITLE_WORDS and reading.lower[at] not in COURTESY for at in words
    )


def label_of(reading: Reading, paragraph: int) -> range:
    """The words of the label with its colon that a paragraph begins with; none, where there is none."""
    start, end = reading.paragraph_span(paragraph)
    label = _LABEL_OF_LINE.match(reading.text, start, end)
    return range(*reading.word_range((start, label.end()))) if label else range(0)


def line_of_paragraphs(context: ArticleContext) -> list[int]:
    """The number of the line in which each paragraph begins, in what the network has read."""
    text = context.as_learnt  # labels over two lines are one there
    out, line, place = [], 0, 0
    for start, _ in context.reading.paragraph_spans():
        line += text.count("\n", place, start)
        place = start
        out.append(line)
    return out


def features_of(row: ParagraphRow, odds: Sequence[float]) -> list[float]:
    """All that the trees see; `odds`: of each paragraph's line, see `Tagger.own_lines`."""
    around = [row.paragraph + step for step in thresholds.LINES_AROUND]
    near = [odds[one] if 0 <= one < len(odds) else thresholds.NO_LINE for one in around]
    return [*row.values, odds[row.paragraph], *near, sum(odds) / len(odds), max(odds)]
