"""A name beside a quotation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.attribution import Attribution, Origin
from bot.watcher.lexicon import FUNCTION_WORDS

if TYPE_CHECKING:
    from bot.watcher.context import ArticleContext

_DASH_NAME: Final = re.compile(
    r"""
    \s*
    (?:[—–―]{1,2} | -{1,2}(?=[^.!?;]*\.?$))  # a short dash only before the last words of the line
    \s*
    (?P<name>[^\W\d_](?:\b[A-Z]\. | [^\n,.!?;:(]){1,80}?)  # up to what he is or where he said it
    \s*(?=[.;,:(]|$)
    """,
    re.VERBOSE,
)


def find_beside(context: ArticleContext) -> list[Attribution]:
    """`"…" – Name` behind a quotation. `Name: "…"` before one the model reads better."""
    out: list[Attribution] = []
    text = context.reading.text
    for pair in context.marks:
        line_end = text.find("\n", pair.outer[1], pair.outer[1] + thresholds.BESIDE)
        line_end = min(len(text), pair.outer[1] + thresholds.BESIDE) if line_end < 0 else line_end
        match = _DASH_NAME.match(text[pair.outer[1] : line_end])
        if match is None or pair.inner[0] >= pair.inner[1]:
            continue
        start, end = (pair.outer[1] + at for at in match.span("name"))
        words = text[start:end].split()
        capitals = sum(word[:1].isupper() for word in words)
        if capitals * 2 >= len(words) and words[0].lower() not in FUNCTION_WORDS:
            out.append(Attribution(content=(pair.inner,), source=((start, end),), origin=Origin.DASH, score=0.9))
    return out
