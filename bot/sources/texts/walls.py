"""Walls: pages that want JavaScript, a consent, a login, money or a human before they show their article.

They answer with status 200 and some text, so nothing but that text tells them from a short article. What such a page
says stands in `walls.txt`, which is found below articles too, and in `notices.txt`, which pages say that are nothing
else. A phrase counts where it begins a sentence, or where that speaks to its reader, and outside of quotation marks:
an article about the law on cookies, or about Cloudflare, tells of a wall and is none.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from bot.sources.thresholds import (
    FEWEST_WORDS,
    MOST_CHARACTERS_OF_A_NOTICE,
    MOST_WORDS_BEFORE_A_PHRASE,
    MOST_WORDS_OF_A_LABEL,
    MOST_WORDS_OF_A_NOTICE,
    MOST_WORDS_OF_A_WALL,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_WALLS, _NOTICES, _ABOUT = "walls.txt", "notices.txt", "notice_words.txt"
_SENTENCE_ENDS = re.compile(r"(?<=[.!?…])[\s”\"»]+")
_QUOTATION_MARKS = re.compile(r"“[^”]*(?:”|$)|«[^»]*(?:»|$)|„[^“”]*(?:[“”]|$)|\"[^\"]*(?:\"|$)")
_TO_THE_READER = re.compile(r"\b(?:you|your|we|our|us|please|ihnen|ihr|wir|vous|votre|vos|nous|usted|tu)\b")


@cache
def _phrases(file: str) -> re.Pattern[str]:
    lines = files("bot.sources.texts").joinpath(file).read_text(encoding="utf-8").splitlines()
    phrases = "|".join(line for line in lines if line and not line.startswith("#"))
    return re.compile(rf"\b(?:{phrases})")  # at the beginnings of words alone: that is more than twice as fast


def wall_in(text: str) -> str | None:
    """Return the phrase by which a page keeps its article back, or None where it seems to show it."""
    words = len(text.split())
    if not _may_be_a_notice(text):
        return None
    notice = _said(text, _NOTICES)
    if words > MOST_WORDS_OF_A_WALL:
        return notice if notice and not _shows_an_article(text) else None
    return notice or _said(text, _WALLS)


def is_nothing_else(text: str) -> bool:
    """Tell whether a text is a wall however long it is: a notice, and next to it too little for an article."""
    return _may_be_a_notice(text) and _said(text, _NOTICES) is not None and not _shows_an_article(text)


def _may_be_a_notice(text: str) -> bool:
    return len(text) <= MOST_CHARACTERS_OF_A_NOTICE and len(text.split()) <= MOST_WORDS_OF_A_NOTICE


def _said(text: str, file: str) -> str | None:
    if not _phrases(file).search(" ".join(_in_lower_case(text).split())):
        return None
    return next((found for one in _sentences_in(text) if (found := _said_in(one, file))), None)


def _in_lower_case(text: str) -> str:
    return text.casefold().replace("\u2019", "'")


def _said_in(sentence: str, file: str) -> str | None:
    spoken = " ".join(_QUOTATION_MARKS.sub(_label, sentence).split())
    for found in _phrases(file).finditer(spoken):
        before, behind = spoken[: found.start()], spoken[found.end() :]
        begins = len(before.split()) <= MOST_WORDS_BEFORE_A_PHRASE
        if begins or _TO_THE_READER.search(before) or _TO_THE_READER.search(behind):
            return found[0]
    return None


def _sentences_in(text: str) -> Iterator[str]:
    """Yield sentences in lower case; a quotation that goes on over several is one of them, and no more than a line."""
    for line in _in_lower_case(text).splitlines():
        start = 0
        for end in _SENTENCE_ENDS.finditer(_QUOTATION_MARKS.sub(_without_its_sentences, line)):
            yield line[start : end.start()]
            start = end.start()
        yield line[start:]


def _without_its_sentences(quoted: re.Match[str]) -> str:
    """Return as many characters that end no sentence but where the quotation ends."""
    return "x" * (len(quoted[0]) - 2) + quoted[0][-2:]


def _label(quoted: re.Match[str]) -> str:
    """Return what stands on a button, and nothing of what somebody said."""
    return quoted[0] if len(quoted[0].split()) <= MOST_WORDS_OF_A_LABEL else "…"


def _shows_an_article(text: str) -> bool:
    """Tell whether enough is said of something else than this page, its cookies and its reader's browser."""
    about = _phrases(_ABOUT)
    other = [
        one
        for one in _sentences_in(text)
        if not (about.search(_QUOTATION_MARKS.sub(_label, one)) or _said_in(one, _NOTICES))
    ]
    return sum(len(one.split()) for one in other) >= FEWEST_WORDS
