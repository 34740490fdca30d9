"""Whole statements: findings of several stages made one, pieces of an utterance joined, echoes and boilerplate gone."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.attribution import TURNS, Attribution, Origin, Places, length, overlap, reject
from bot.watcher.lexicon import (
    word_list,
)
from bot.watcher.text.boilerplate import BOILERPLATE, TEASERS_BELOW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Span
    from bot.watcher.context import ArticleContext
    from bot.watcher.text.reading import Reading

_PARTICIPLES_GOING_ON: Final = word_list("participles_going_on")
_GOES_ON_IN_MARKS: Final = re.compile(r"[“\"][a-z]")


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
    """Captions, links to other articles, pleas to subscribe and credits are no statements.

    Nor are the headlines below a line that sends readers on: *Also on this site*, *Most read*.
    """
    reading = context.reading
    boilerplate: set[int] = set()
    below_teasers = False
    for number, span in enumerate(reading.paragraph_spans()):
        sends_on = TEASERS_BELOW.fullmatch(reading.text, *span) is not None
        below_teasers = sends_on or (below_teasers and number in reading.headings)
        if below_teasers or BOILERPLATE.match(reading.text[slice(*span)]):
            boilerplate.add(number)
    return [
        reject(item, "boilerplate of the page: a caption, a link, a credit")
        if item.origin is not Origin.VOICE
        and reading.paragraph_of[min(reading.word_at(item.content[0][0]), len(reading.words) - 1)] in boilerplate
        else item
        for item in attributions
    ]


def join_clauses(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """*He stressed that X, noting that Y*: the second clause goes on with the first.

    So do the words behind an attribution that parts a quotation: *He called it “a bad,” he said on Monday, “old dam”*.
    """
    of_actors = [item for item in attributions if item.is_of_actor]
    others = [item for item in attributions if not item.is_of_actor]
    out: list[Attribution] = []
    joined: list[Attribution] = []
    for item in of_actors:
        is_split = bool(out) and _is_split(context.reading, out[-1], item)
        if is_split or (out and _continues(context.reading, out[-1], item)):
            content = (*out[-1].content, *item.content) if is_split else _together(context, out[-1], item)
            out[-1] = replace(out[-1], content=content)
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


def _is_split(reading: Reading, first: Attribution, second: Attribution) -> bool:
    """Whether words in marks go on, with a small letter, behind a comma in marks and the verb of the second ones."""
    (start, end), begin = first.content[-1], second.content[0][0]
    if first.person is not second.person or first.assertion is not second.assertion or not second.cue or begin <= end:
        return False
    text, verb = reading.text, second.cue[0][0]
    is_open = text[start:end].endswith((",”", ',"')) and _GOES_ON_IN_MARKS.match(text, begin) is not None
    is_reported = first.second_hand or second.second_hand or first.is_report or second.is_report
    in_one = reading.sentence_of[reading.word_at(start)] == reading.sentence_of[reading.word_at(begin)]
    return is_open and in_one and end <= verb < begin and not is_reported


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
