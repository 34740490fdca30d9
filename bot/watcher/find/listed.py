"""Lists of what one person said: *Following are highlights of the mayor's remarks*, and an item below for each.

Each item is his, in marks or not, unless somebody else is reported in it. A heading between the items may name whose
the ones below are; any other names what they are about.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.attribution import Attribution, Origin
from bot.watcher.lexicon import word_list
from bot.watcher.people.coreference import between
from bot.watcher.people.mentions import MentionKind
from bot.watcher.text.boilerplate import BOILERPLATE
from bot.watcher.text.reading import LIST_ITEM, trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.model import Span
    from bot.watcher.context import ArticleContext
    from bot.watcher.people.mentions import Mention

_LISTS: Final = re.compile(
    r"""
    \b (?: highlights | (?:main|key)\ (?:points|lines|quotes|remarks) | (?:selected\ )?(?:quotes|excerpts)
         | (?:the\ )?following\ (?:remarks|statements|comments|points) | as\ follows ) \b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SPOKEN: Final = word_list("spoken_occasions")
_OTHERS: Final = frozenset("reaction reactions response responses background context".split())


def find_listed(context: ArticleContext) -> Iterator[Attribution]:
    """The items below lines that announce what one person said on an occasion, each with its announcement as source."""
    spans = context.reading.paragraph_spans()
    for number in range(len(spans)):
        if announced := _announced(context, number):
            yield from _items(context, number, announced)


def _announced(context: ArticleContext, number: int) -> list[Mention]:
    """Who is said to have spoken in a line that announces a list; of several, headings must tell whose an item is."""
    reading = context.reading
    first, stop = reading.paragraphs[number]
    line = reading.text[slice(*reading.paragraph_span(number))]
    words = set(reading.lower[first:stop])
    if LIST_ITEM.match(line) or not _LISTS.search(line) or _SPOKEN.isdisjoint(words) or words & _OTHERS:
        return []
    people: dict[object, Mention] = {}
    for mention in between(context.mentions, first, stop):
        if known := context.people.of.get(mention):
            people.setdefault(known.person, mention)
    return list(people.values())


def _items(context: ArticleContext, number: int, announced: list[Mention]) -> Iterator[Attribution]:
    reading = context.reading
    holder = announced[0] if len(announced) == 1 else None
    found: list[tuple[Mention | None, Span]] = []
    for below in range(number + 1, len(reading.paragraphs)):
        span = reading.paragraph_span(below)
        line = reading.text[slice(*span)]
        if item := LIST_ITEM.match(line):
            found.append((holder, (span[0] + item.end(), span[1])))
        elif below in reading.headings and not BOILERPLATE.match(line):
            holder = _under(context, below, holder)
        else:
            break
    if len(found) < thresholds.LEAST_LISTED:
        return
    for whose, span in found:
        content = _said(context, span)
        if whose is not None and content is not None:
            source = reading.char_span(whose.words)
            yield Attribution(content=(content,), source=(source,), origin=Origin.ANNOUNCED, score=0.9)


def _under(context: ArticleContext, heading: int, holder: Mention | None) -> Mention | None:
    """Whose the items below a heading are: of him whom it names, of nobody known, or as before where it is a topic."""
    reading = context.reading
    first, stop = reading.paragraphs[heading]
    words = [at for at in range(first, stop) if reading.lower[at][0].isalnum()]
    if _OTHERS & {reading.lower[at] for at in words}:
        return None
    for mention in between(context.mentions, first, stop):
        is_whole = words == [at for at in words if mention.words[0] <= at < mention.words[1]]
        if is_whole and mention.kind in {MentionKind.NAME, MentionKind.DESCRIPTION}:
            return mention if mention in context.people.of else None
    return holder


def _said(context: ArticleContext, span: Span) -> Span | None:
    """What an item says: what stands in marks from its topic to its end, else all; None for a line of the page."""
    text = context.reading.text
    line = text[slice(*span)]
    if BOILERPLATE.match(line):
        return None
    for pair in context.marks:
        before = text[span[0] : pair.outer[0]].strip()
        is_topic = not before or (before.endswith(":") and len(before.split()) <= thresholds.LONGEST_TOPIC)
        if span[0] <= pair.outer[0] < span[1] and is_topic and not text[pair.outer[1] : span[1]].strip(" .,"):
            return pair.inner
    content = trimmed(text, span, behind=".")
    return content if any(map(str.isalpha, text[slice(*content)])) else None
