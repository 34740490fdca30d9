"""What goes on being said: *The road would open, the mayor said. It had cost half of what was planned*.

Reports leave out who says a sentence where the one beside it has told. Tense alone does not tell such a sentence from
what the reporter knows himself, so a network reads the passage: a sentence that no attribution holds, in a paragraph
with words of a tracked actor, is his where the network is sure that he says it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from bot.core.model import Assertion
from bot.watcher import thresholds
from bot.watcher.attribute.second_opinion import likelihood, persons_named
from bot.watcher.attribute.speakers import mask
from bot.watcher.attribution import TURNS, Attribution, Origin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.watcher.context import ArticleContext
    from bot.watcher.text.reading import Reading

_Holder = TypeVar("_Holder")


def with_continued(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """The quotations, and the sentences beside a tracked actor's that are his as well."""
    if context.asks is None:
        return list(attributions)
    reading, persons = context.reading, persons_named(context)
    his = [item for item in attributions if _may_go_on(item)]
    said = {reading.sentence_of[at]: item for item in his for at in reading.places_in(item.content)}
    out = list(attributions)
    asked = 0
    for sentence in open_sentences(reading, attributions):
        beside = holder_beside(reading, sentence, said)
        if beside is None or beside.person is None or asked == thresholds.MOST_TO_GO_ON:
            continue
        asked += 1
        item = in_question(reading, beside, sentence)
        share = likelihood(context, replace(item, source=()), persons).get(beside.person, 0.0)
        if share >= thresholds.SURELY_GOES_ON:
            link = f"goes on, and the passage reads as if {beside.person.name} spoke, {share:.0%} likely"
            said[sentence] = replace(item, sure=beside.sure * share, links=(*beside.links, link))
            out.append(said[sentence])
    return out


def open_sentences(reading: Reading, attributions: Sequence[Attribution]) -> Iterator[int]:
    """Sentences of which no attribution holds a word, but for the first of a paragraph: these are seldom his."""
    taken = mask(reading, [span for item in attributions for span in (*item.content, *item.cue, *item.source)])
    for sentence, (first, stop) in enumerate(reading.sentences):
        words = sum(word[0].isalnum() for word in reading.words[first:stop])
        is_inside = first > reading.paragraphs[reading.paragraph_of[first]][0]
        if is_inside and words >= thresholds.SHORTEST_TO_GO_ON and not any(taken[first:stop]):
            yield sentence


def holder_beside(reading: Reading, sentence: int, holders: Mapping[int, _Holder]) -> _Holder | None:
    """Who holds the nearest sentence of the paragraph, or of the list, within reach."""
    near = (sentence + side * distance for distance in range(1, thresholds.REACH_TO_GO_ON + 1) for side in (-1, 1))
    beside = next((other for other in near if other in holders and _are_together(reading, sentence, other)), None)
    return None if beside is None else holders[beside]


def _are_together(reading: Reading, one: int, other: int) -> bool:
    """Whether two sentences stand in one paragraph, or in items of one list."""
    first, last = sorted(reading.paragraph_of[reading.sentences[sentence][0]] for sentence in (one, other))
    return first == last or all(reading.is_item(number) for number in range(first, last + 1))


def in_question(reading: Reading, beside: Attribution, sentence: int) -> Attribution:
    """The sentence as one that goes on what stands beside it."""
    start, end = reading.sentence_span(sentence)
    end -= reading.text[end - 1] == "."
    # No verb stands in the sentence: that of the one beside it, "denied", says nothing of how this was said.
    return replace(beside, content=((start, end),), cue=(), origin=Origin.CONTINUED, carrier=None, steps=())


def _may_go_on(item: Attribution) -> bool:
    is_told = item.is_of_actor and item.assertion is Assertion.STATED and not (item.second_hand or item.is_report)
    return is_told and item.rejected is None and item.origin not in TURNS
