"""Plain text shortened: at the end of a sentence or a word, and as platforms count."""

from __future__ import annotations

import re

from handlers.render.pieces.text import plain

ELLIPSIS = "…"

_FULL_STOP = re.compile(r"[.!?؟。][\"'”\u2019»)\]]*(?=\s)")
_LOOSE_ENDS = " ,;:-\u2013\u2014"


def clip(text: str, limit: int) -> str:
    """Shorten a text to at most `limit` characters, at the end of a sentence or of a word, and show it by `…`."""
    if len(text) <= limit:
        return text
    room = text[: max(limit - len(ELLIPSIS), 0)]
    ends = [match.end() for match in _FULL_STOP.finditer(text, 0, len(room) + 1) if match.end() <= len(room)]
    if ends and ends[-1] >= len(room) // 2:
        room = f"{room[: ends[-1]]} "[: len(room)]
    elif not text[len(room)].isspace():
        border = room.rfind(" ")
        room = room[:border] if border >= len(room) // 2 else room
    return (room.rstrip(_LOOSE_ENDS) + ELLIPSIS)[: max(limit, 0)]


def short(text: str, limit: int) -> str:
    """Return the text plain, trimmed and no longer than the limit."""
    return clip(plain(text).strip(), limit)


def units(text: str) -> int:
    """Return the length as the strictest reading of platforms' limits counts it: in UTF-16."""
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


def clip_units(text: str, limit: int) -> str:
    """Shorten a text to at most `limit` units; to nothing where the limit is below one."""
    limit = max(limit, 0)
    shortened, room = text, len(text)
    while units(shortened) > limit:
        room = min(room * 3 // 4, limit)
        shortened = clip(text, room)
    return shortened


def count(number: int, noun: str) -> str:
    """Return `1 statement`, `2 statements`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
