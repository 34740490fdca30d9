"""What stands around a quotation without a source: another's turn before it, or a caption that says whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.watcher.people.coreference import between
from bot.watcher.people.mentions import MentionKind
from bot.watcher.text.quotation_marks import begins_at, touching

if TYPE_CHECKING:
    from bot.watcher.attribution import Attribution
    from bot.watcher.context import ArticleContext

MARKS_TO_STRIP: Final = "\"“”«»‘’' "
_DASHES: Final = frozenset("-–—")
_LAST_OF_SENTENCE: Final = frozenset('.!?…:,;"”»')


def is_turn(context: ArticleContext, item: Attribution) -> bool:
    """Whether words in marks are all of a paragraph, below one that begins with words in marks."""
    reading = context.reading
    number = reading.paragraph_of[reading.word_at(item.content[0][0])]
    pair = next(iter(touching(context.marks, *item.extent)), None)
    if not number or pair is None or not pair.closed or pair.continues:
        return False
    start, end = reading.paragraph_span(number)
    around = reading.text[start : pair.outer[0]] + reading.text[pair.outer[1] : end]
    is_alone = not any(map(str.isalnum, around))
    return is_alone and begins_at(context.marks, reading.paragraph_span(number - 1)[0])


def is_captioned(context: ArticleContext, item: Attribution) -> bool:
    """*“Eleven.” The mayor, on the same / “Twelve.”*: who said it stands behind, though nobody knows him."""
    reading = context.reading
    number = reading.paragraph_of[reading.word_at(item.content[-1][0])]
    behind = reading.text[item.content[-1][1] : reading.paragraph_span(number)[1]].strip(MARKS_TO_STRIP + "*_")
    if not behind and number + 1 < len(reading.paragraphs):
        below = reading.text[slice(*reading.paragraph_span(number + 1))]
        behind = below if below[:1] in _DASHES else ""
    return bool(behind) and (behind[-1] not in _LAST_OF_SENTENCE or _is_named_behind(context, item))


def _is_named_behind(context: ArticleContext, item: Attribution) -> bool:
    """*“Eleven.” Ann Bell, on the same*: a name and a comma stand right behind the words."""
    lower, first = context.reading.lower, context.reading.word_at(item.content[-1][1])
    while first < len(lower) and not lower[first][0].isalnum():
        first += 1
    name = next(iter(between(context.mentions, first, first + 1)), None)
    return name is not None and name.kind is MentionKind.NAME and lower[name.words[1] : name.words[1] + 1] == [","]
