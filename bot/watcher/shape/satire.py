"""Satire: what a page, or a part of it, says of itself. Nobody said what stands there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.attribution import reject
from bot.watcher.lexicon import word_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.watcher.attribution import Attribution
    from bot.watcher.context import ArticleContext

_KIND: Final = r"(?:satir(?:e|ical)|parod(?:y|ies)|spoofs?)"
_LABEL: Final = re.compile(rf"^\W*{_KIND}\s*(?:[|:/•·—–-]|\W*$)", re.IGNORECASE)  # "SATIRE — WASHINGTON."
_ADMITS: Final = re.compile(
    rf"""
    \b(?:this|our|the)\b[^.\n]{{0,60}}\b(?:is|are)\s+(?:(?:a|an|entirely|purely|pure|strictly)\s+){{0,2}}{_KIND}\b
    | \b(?:this|our|everything|all|any)\b[^.\n]{{0,60}}\b(?:is|are|was|were)\s+
      (?:(?:a|entirely|purely|completely|a\ work\ of)\s+){{0,2}}(?:fiction|fictional|fictitious|made[ -]up|invented)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ABOUT_ITSELF: Final = re.compile(
    r"\b(?:article|page|story|site|website|publication|piece|column|quot\w+|report|account)\b", re.IGNORECASE
)
_SECTION: Final = re.compile(rf"\b{_KIND}\b", re.IGNORECASE)
_OUTLETS: Final = frozenset(name.replace("_", " ") for name in word_list("satirical_outlets"))


def without_satire(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """Nothing of a page that calls itself satire, at its head or foot, nor of a part under such a heading."""
    if not attributions:
        return []
    reading = context.reading
    lines = [reading.text[slice(*reading.paragraph_span(number))] for number in range(len(reading.paragraphs))]
    edges = [context.title, *lines[: thresholds.HEAD_OR_FOOT], *lines[-thresholds.HEAD_OR_FOOT :]]
    if any(map(_is_satire, edges)):
        return [reject(item, "the page calls itself satire") for item in attributions]
    parts = _satirical_parts(context, lines)
    return [
        reject(item, "it stands in a part of the page that is called satire")
        if reading.paragraph_of[reading.word_at(item.content[0][0])] in parts
        else item
        for item in attributions
    ]


def _is_satire(line: str) -> bool:
    if _LABEL.match(line) or (_ADMITS.search(line) and _ABOUT_ITSELF.search(line)):
        return True
    return len(line.split()) <= thresholds.LONGEST_HEADING and any(name in line for name in _OUTLETS)


def _satirical_parts(context: ArticleContext, lines: Sequence[str]) -> set[int]:
    """The paragraphs under a heading that speaks of satire, up to the next heading."""
    out: set[int] = set()
    inside = False
    for number, line in enumerate(lines):
        is_heading = number in context.reading.headings or line.isupper()
        inside = bool(_SECTION.search(line)) if is_heading else inside
        if inside:
            out.add(number)
    return out
