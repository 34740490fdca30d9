"""What goes on being said: *The road would open, the mayor said. It had cost half of what was planned*.

Reports leave out who says a sentence where the one beside it has told. Tense alone does not tell such a sentence from
what the reporter knows himself, so a network reads the passage: a sentence that no attribution holds, in a paragraph
or a list with words of a tracked actor, is his where the network is sure that he says it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

from bot.core.model import Assertion
from bot.watcher import thresholds
from bot.watcher.attribute.second_opinion import likelihood, persons_named
from bot.watcher.attribute.speakers import mask
from bot.watcher.attribution import TURNS, Attribution, Origin

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from bot.watcher.context import ArticleContext
    from bot.watcher.text.reading import Reading

_WRITERS: Final = frozenset({"i", "me", "my", "mine"})
_Holder = TypeVar("_Holder")


def with_continued(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """The quotations, and the sentences beside a tracked actor's that are his as well."""
    if context.asks is None:
        return list(attributions)
    reading, persons = context.reading, persons_named(context)
    his = [item for item in attributions if _may_go_on(item)]
    said = {reading.sentence_of[at]: item for item in his for at in reading.places_in(item.content)}
    reported = {reading.paragraph_of[at] for item in attributions for at in reading.places_in(item.content)}
    out = list(attributions)
    asked = 0
    for sentence in open_sentences(reading, attributions):
        beside = holder_beside(reading, sentence, said, reported)
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
        begin = reading.paragraphs[reading.paragraph_of[first]][0]
        is_inside = any(word[0].isalpha() for word in reading.words[begin:first])  # "2." of a list is no sentence
        is_his = _WRITERS.isdisjoint(reading.lower[first:stop])  # "My grandmother would have laughed"
        if is_inside and is_his and words >= thresholds.SHORTEST_TO_GO_ON and not any(taken[first:stop]):
            yield sentence


def holder_beside(
    reading: Reading, sentence: int, holders: Mapping[int, _Holder], reported: Collection[int] = ()
) -> _Holder | None:
    """Who holds the nearest sentence of the paragraph, or of the list, within reach.

    Args:
        reading: the article.
        sentence: that nothing holds.
        holders: by the sentences that they hold.
        reported: the paragraphs in which somebody is reported: an item of them goes on no other item.

    """
    near = (sentence + side * distance for distance in range(1, thresholds.REACH_TO_GO_ON + 1) for side in (-1, 1))
    paragraph = reading.paragraph_of[reading.sentences[sentence][0]]
    for other in (one for one in near if one in holders):
        first, last = sorted((paragraph, reading.paragraph_of[reading.sentences[other][0]]))
        is_one_list = paragraph not in reported and all(reading.is_item(number) for number in range(first, last + 1))
        if first == last or is_one_list:
            return holders[other]
    return None


def in_question(reading: Reading, beside: Attribution, sentence: int) -> Attribution:
    """The sentence as one that goes on what stands beside it."""
    start, end = reading.sentence_span(sentence)
    end -= reading.text[end - 1] == "."
    # No verb stands in the sentence: that of the one beside it, "denied", says nothing of how this was said.
    return replace(beside, content=((start, end),), cue=(), origin=Origin.CONTINUED, carrier=None, steps=())


def _may_go_on(item: Attribution) -> bool:
    is_stated = item.is_of_actor and item.assertion is Assertion.STATED and not (item.second_hand or item.is_report)
    return is_stated and item.rejected is None and item.origin not in TURNS
