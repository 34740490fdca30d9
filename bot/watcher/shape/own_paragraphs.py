"""Paragraphs that are somebody's own words with neither marks nor a label: answers, letters, posts, speeches.

Every site sets them in a way of its own, and no list of ways is complete. So trees decide, over how a paragraph and its
neighbours look, where the actor is named, and what the tagger's network makes of the lines; the weights are those of
`python -m training.own_paragraphs`. They know the form of such a page and not who speaks in it, since his lawyer's
answers look the same: `page_speaker` asks that. What the stages before have found is left as it is.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from functools import cache
from importlib.resources import files
from math import exp
from typing import TYPE_CHECKING, Any, Final

from bot.watcher import thresholds
from bot.watcher.attribute.page_speaker import his_by_passage
from bot.watcher.attribution import TURNS, Attribution, Origin, Places, overlap, reject
from bot.watcher.shape.paragraph_rows import BULLETS, features_of, is_labelled, label_of, line_of_paragraphs, rows_of
from bot.watcher.text.quotation_marks import touching
from bot.watcher.text.reading import trimmed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.watcher.context import ArticleContext
    from bot.watcher.person import Person
    from bot.watcher.text.reading import Reading

_ABOUT_READERS: Final = re.compile(
    r"\b(?:readers?|comments?|letters|replies|reactions?)\b", re.IGNORECASE
)  # of a heading


def with_own_paragraphs(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """The attributions, and a turn for each paragraph that is a tracked actor's own words.

    One such paragraph alone may be a reader's comment or a caption, so a page must have several. What was found within
    such a paragraph is part of it; a paragraph that names another source is left alone.
    """
    if context.own_lines is None or context.voice is not None:
        return list(attributions)
    found: dict[int, Attribution] = {}
    for person, shares in own_shares(context, context.own_lines).items():
        candidates = _of_one(context, person, shares, attributions)
        for paragraph, sure in his_by_passage(context, person, candidates).items():
            if paragraph not in found or found[paragraph].sure < sure:
                found[paragraph] = _own_turn(context, paragraph, person, shares[paragraph], sure)
    return [*(_grown(context, item, found) for item in attributions), *(found[number] for number in sorted(found))]


def own_shares(context: ArticleContext, own_lines: Sequence[float]) -> dict[Person, dict[int, float]]:
    """How likely each paragraph is somebody's own words, by the tracked actor whose it may be.

    `own_lines`: see `Tagger.own_lines`. Empty where too few of them may be for a page.
    """
    odds = [own_lines[line] for line in line_of_paragraphs(context)]
    if sum(one >= thresholds.MAY_BE_OWN for one in odds) < thresholds.LEAST_OWN_PARAGRAPHS:
        return {}
    shares: dict[Person, dict[int, float]] = {}
    for row in rows_of(context):
        if odds[row.paragraph] >= thresholds.MAY_BE_OWN:
            shares.setdefault(row.person, {})[row.paragraph] = share_own(features_of(row, odds))
    return shares


def _grown(context: ArticleContext, item: Attribution, found: Mapping[int, Attribution]) -> Attribution:
    """An attribution that stands in one of these paragraphs is part of it."""
    number = context.reading.paragraph_of[context.reading.word_at(item.content[0][0])]
    if number not in found or not overlap(item.content, found[number].content):
        return item
    return reject(item, "part of a paragraph of somebody's own words")


def _of_one(
    context: ArticleContext, person: Person, shares: Mapping[int, float], attributions: Sequence[Attribution]
) -> list[int]:
    """The paragraphs that may be somebody's own words, if the page has several."""
    if sum(share >= thresholds.OWN_WORDS for share in shares.values()) < thresholds.LEAST_OWN_PARAGRAPHS:
        return []
    reading = context.reading
    if any(_greets(reading, paragraph, person) for paragraph in range(len(reading.paragraphs))):
        return []
    spans = reading.paragraph_spans()
    places = Places(item.content for item in attributions)
    last = min(
        (one for one in reading.headings if _ABOUT_READERS.search(reading.text, *spans[one])), default=len(spans)
    )
    return [
        paragraph
        for paragraph, share in shares.items()
        if share >= thresholds.OWN_WORDS
        and paragraph < last
        and not touching(context.marks, *spans[paragraph])
        and not _is_named_within(reading, paragraph, person)
        and not any(
            _is_settled(reading, attributions[number], person)
            for number in places.near((spans[paragraph],))
            if overlap(attributions[number].content, (spans[paragraph],))
        )
    ]


def _greets(reading: Reading, paragraph: int, person: Person) -> bool:
    """Whether a line greets somebody, who is written to then and does not write: *Dear Mr Bell,*."""
    words = reading.lower[slice(*reading.paragraphs[paragraph])]
    names = {word.lower() for word in person.words}
    return 1 < len(words) <= thresholds.LONGEST_GREETING and words[-1] == "," and words[-2] in names


def _is_named_within(reading: Reading, paragraph: int, person: Person) -> bool:
    """Whether a paragraph names him outside its label: people seldom name themselves."""
    first, stop = reading.paragraphs[paragraph]
    label = label_of(reading, paragraph)
    at = bisect_left(person.seen_at, label.stop if label else first)
    return at < len(person.seen_at) and person.seen_at[at] < stop


def _is_settled(reading: Reading, item: Attribution, person: Person) -> bool:
    """Whether a paragraph says that another speaks, or the layout has made a turn of it: it is read as any other."""
    if item.origin in TURNS or not item.source:
        return item.origin in TURNS or item.person not in {None, person}
    return not any(map(reading.is_first_person, range(*reading.word_range(item.source[0]))))


def _own_turn(context: ArticleContext, paragraph: int, person: Person, share: float, sure: float) -> Attribution:
    reading = context.reading
    text, span = reading.text, reading.paragraph_span(paragraph)
    label = label_of(reading, paragraph) if is_labelled(reading, paragraph, person) else range(0)
    start = reading.ends[label[-1]] if label else span[0]
    links = (
        f"the paragraph looks like somebody's own words, {share:.0%} likely",
        f"behind title and lead it reads as if {person.name} spoke, {sure:.0%} likely",
    )
    return Attribution(
        content=(trimmed(text, (start, span[1]), before=BULLETS + "_ ", behind="*_ "),),
        origin=Origin.PARAGRAPH,
        score=share,
        person=person,
        speaker=person.name,
        sure=sure,
        links=links,
    )


def share_own(features: Sequence[float]) -> float:
    """How likely the paragraph is somebody's own words, between 0 and 1: the sum of the trees' leaves."""
    total = 0.0
    for tree in _trees():
        node = tree
        while len(node) > 1:  # a leaf is a list of one number
            feature, threshold, left, right = node
            node = left if features[feature] <= threshold else right
        total += node[0]
    return 1 / (1 + exp(-max(-thresholds.LARGEST_LOG_ODDS, min(thresholds.LARGEST_LOG_ODDS, total))))


@cache
def _trees() -> list[Any]:
    text = files("bot.watcher.shape").joinpath("own_paragraphs.json").read_text(encoding="utf-8")
    trees: list[Any] = json.loads(text)
    return trees
