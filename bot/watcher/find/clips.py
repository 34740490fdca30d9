"""Recordings in the script of a broadcast: `[SOT BELL, on the bridge, 0:14]` above or before the words in marks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.watcher.attribution import Attribution, Origin
from bot.watcher.people.coreference import between
from bot.watcher.text.quotation_marks import touching
from bot.watcher.text.reading import trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.model import Span
    from bot.watcher.context import ArticleContext
    from bot.watcher.text.quotation_marks import Marks

_CLIP: Final = re.compile(  # the line of a recording, and behind its first word who is heard
    r"\W*(?:SOT|CLIP|SOUNDBITE|ACTUALITY)\b\W*(?P<who>\w[^\n“”\"«»]{1,120})"
)


def find_clips(context: ArticleContext) -> list[Attribution]:
    """What is heard of whoever is named first in the line of a clip; of nobody where he is not known."""
    return [found for number in range(len(context.reading.paragraphs)) for found in _heard(context, number)]


def _heard(context: ArticleContext, paragraph: int) -> Iterator[Attribution]:
    reading = context.reading
    line = reading.paragraph_span(paragraph)
    match = _CLIP.match(reading.text, *line)
    pair = _words_in_marks(context, paragraph, match.end()) if match else None
    if match is None or pair is None:
        return
    first = reading.word_range(match.span("who"))[0]  # its name stands first: "SOT BELL, South Lawn"
    name = next(
        (one for one in between(context.mentions, *reading.paragraphs[paragraph]) if first < one.words[1]), None
    )
    known = context.people.of.get(name) if name and name.words[0] <= first else None
    person = known.person if known else None
    source = trimmed(reading.text, match.span("who"), before="", behind=",:]")
    said_by = reading.text[slice(*source)]
    yield Attribution(
        content=(pair.inner,),
        source=(source,),
        origin=Origin.DASH,
        score=0.95,
        person=person,
        speaker=person.name if person else said_by,
        sure=0.95,
        links=(f"heard in a clip of {person.name if person else said_by}",),
    )


def _words_in_marks(context: ArticleContext, paragraph: int, at: int) -> Marks | None:
    """The words behind a colon in the line of a clip, or those with which the paragraph below begins."""
    reading = context.reading
    here = touching(context.marks, at, reading.paragraph_span(paragraph)[1])
    if here:
        return here[0]
    if paragraph + 1 == len(reading.paragraphs):
        return None
    below: Span = reading.paragraph_span(paragraph + 1)
    return next((pair for pair in touching(context.marks, *below) if pair.outer[0] == below[0]), None)
