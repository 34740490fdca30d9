"""Whole statements: findings of several stages made one, pieces of an utterance joined, echoes and boilerplate gone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.attribution import TURNS, Attribution, Origin, Places, length, overlap, reject
from bot.watcher.lexicon import (
    word_list,
)
from bot.watcher.text.boilerplate import BOILERPLATE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Span
    from bot.watcher.context import ArticleContext
    from bot.watcher.text.reading import Reading

_PARTICIPLES_GOING_ON: Final = word_list("participles_going_on")


def settle(first: Sequence[Attribution], second: Sequence[Attribution]) -> list[Attribution]:
    """The findings of two stages as one list; where both have the same words the first stage's stand."""
    out = list(first)
    lost: list[Attribution] = []
    places = Places(item.content for item in out)
    for item in second:
        rivals = places.near(item.content)
        if item.origin is Origin.TAGGER:  # the model's own may stand one in the other
            rivals = [number for number in rivals if number < len(first)]
        rival = next((number for number in rivals if _same_words(out[number], item)), None)
        if rival is None:
            places.add(item.content)
            out.append(item)
            continue
        lost.append(reject(item, f"its words were found already, by {out[rival].origin}"))
    return [*sorted(out, key=lambda item: item.content), *lost]


def _same_words(a: Attribution, b: Attribution) -> bool:
    shared = overlap(a.content, b.content)
    if a.origin in TURNS and shared >= thresholds.TURN * length(a.content):
        return True
    if a.origin in TURNS:  # within a turn an attribution of its own is somebody quoted there
        return shared > thresholds.TURN * length(b.content) and not (
            b.cue and b.source and overlap((*b.cue, *b.source), a.content)
        )
    return shared > 0 and shared >= 0.5 * min(length(a.content), length(b.content))


_CLOSING_AT_END: Final = "\"”’'»"


def without_scare_quotes(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """A few words in marks beside which nobody stands and no verb are no quotation, unless they are whole sentences."""
    return [
        reject(item, "a few words in scare quotes")
        if item.origin is Origin.TAGGER
        and not item.cue
        and not item.source
        and length(item.content) < thresholds.SCARE_QUOTE
        and not _are_sentences(context.reading, item)
        else item
        for item in attributions
    ]


def _are_sentences(reading: Reading, item: Attribution) -> bool:
    start, end = item.extent
    begin = reading.sentence_span(reading.sentence_of[reading.word_at(start)])[0]
    is_opening = not any(map(str.isalnum, reading.text[begin:start]))
    return is_opening and reading.text[start:end].rstrip(_CLOSING_AT_END).endswith((".", "!", "?"))


def without_boilerplate(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """Captions, links to other articles, pleas to subscribe and credits are no statements."""
    reading = context.reading
    boilerplate = {
        number
        for number in range(len(reading.paragraphs))
        if BOILERPLATE.match(reading.text[slice(*reading.paragraph_span(number))])
    }
    return [
        reject(item, "boilerplate of the page: a caption, a link, a credit")
        if item.origin is not Origin.VOICE
        and reading.paragraph_of[min(reading.word_at(item.content[0][0]), len(reading.words) - 1)] in boilerplate
        else item
        for item in attributions
    ]


def join_clauses(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """*He stressed that X, noting that Y*: the second clause goes on with the first."""
    of_actors = [item for item in attributions if item.is_of_actor]
    others = [item for item in attributions if not item.is_of_actor]
    out: list[Attribution] = []
    joined: list[Attribution] = []
    for item in of_actors:
        if out and _continues(context.reading, out[-1], item):
            out[-1] = replace(out[-1], content=_together(context, out[-1], item))
            joined.append(reject(item, "goes on with the one before it, and is joined to it"))
        else:
            out.append(item)
    return [*others, *out, *joined]


def _together(context: ArticleContext, first: Attribution, second: Attribution) -> tuple[Span, ...]:
    """Two clauses as one content: a paraphrase keeps the participle between them, or no sentence is left."""
    *before, last = first.content
    following, *behind = second.content
    if any(pair.outer[0] <= last[0] and last[1] <= pair.outer[1] for pair in context.marks):
        return (*first.content, *second.content)
    return (*before, (last[0], following[1]), *behind)


def _continues(reading: Reading, first: Attribution, second: Attribution) -> bool:
    if not first.cue or not second.cue or first.person is not second.person or first.assertion is not second.assertion:
        return False
    if first.second_hand or second.second_hand or second.content[0][0] <= first.content[-1][1]:
        return False
    verb = reading.word_at(second.cue[0][0])
    previous = reading.word_at(first.cue[0][0])
    return (
        reading.lower[verb] in _PARTICIPLES_GOING_ON
        and reading.sentence_of[verb] == reading.sentence_of[previous]
        and 0 <= second.cue[0][0] - first.content[-1][1] <= thresholds.CLAUSE_GAP
        and reading.text[first.content[0][0] - 1 : first.content[0][0] + 1].strip('"“«‘') != ""
    )


def without_that(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """Contents without the conjunction that opens them: the clause alone reads better."""
    text = context.reading.text
    return [
        replace(item, content=content)
        if item.origin not in TURNS
        and (content := tuple(_behind_that(text, span) for span in item.content)) != item.content
        else item
        for item in attributions
    ]


def _behind_that(text: str, span: Span) -> Span:
    start, end = span
    return (start + 5, end) if text[start : start + 5].lower() == "that " and end - start > 5 else span  # noqa: PLR2004 - "that "
