"""Walls: pages that want JavaScript, a consent, a login, money or a human before they show their article.

They answer with status 200 and some text, so nothing but that text tells them from a short article.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from bot.sources.thresholds import MOST_WORDS_OF_A_WALL


@cache
def _phrases() -> re.Pattern[str]:
    lines = files("bot.sources.texts").joinpath("walls.txt").read_text(encoding="utf-8").splitlines()
    phrases = "|".join(line for line in lines if line and not line.startswith("#"))
    return re.compile(rf"\b(?:{phrases})")  # at the beginnings of words alone: that is more than twice as fast


def wall_in(text: str) -> str | None:
    """Return the phrase by which a page keeps its article back, or None where it seems to show it."""
    lowered = " ".join(text.casefold().replace("\u2019", "'").split())
    if lowered.count(" ") >= MOST_WORDS_OF_A_WALL:
        return None
    found = _phrases().search(lowered)
    return found[0] if found else None
