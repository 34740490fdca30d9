"""Source text made harmless for any screen: what is invisible, or moves what stands beside it, is taken out.

No platform markup is touched here; each platform escapes its own.
"""

from __future__ import annotations

import re
import unicodedata

from handlers import limits

ZERO_WIDTH_SPACE = "\u200b"  # behind a mark, so that a platform makes nothing of it
_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_JOINERS = frozenset("\u200c\u200d")  # Persian, Indic scripts and emoji are spelt with them
_JOINED_FROM = 0x0590  # Latin, Greek and Cyrillic stand below: a joiner there only hides something
_VISIBLE_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2")  # drawn, in spite of their class
_NO_CHARACTER = 0xFFFE  # the last two code points of each plane are none
_VARIANTS = range(0xE0100, 0xE01F0)  # unseen selectors that can carry a hidden message
_USUAL = re.compile("[ -~¡-¬®-ɏ\u2013\u2014\u2018-\u201e…→]*")  # drawn one by one, whatever stands beside them
_SPACES = re.compile("  +")
_WHITE_SPACE = re.compile(r"\s+")


def plain(text: str) -> str:
    """Return the text as one line without anything invisible: controls, bidi and zero-width characters, stacked marks.

    Runs of white space become one space; one at either end stays. Doing it twice changes nothing.
    """
    if _USUAL.fullmatch(text):
        return _SPACES.sub(" ", text) if "  " in text else text
    kept = "".join(" " if character.isspace() else character for character in text if _is_drawn(character))
    return _WHITE_SPACE.sub(" ", _cap_marks(_drop_loose_joiners(kept)))


def _is_drawn(character: str) -> bool:
    if character.isspace() or character in _JOINERS or character in _VISIBLE_FORMATS:
        return True
    if character in _BLANK_LETTERS or _is_variant_or_no_character(ord(character)):
        return False
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co"}


def _is_variant_or_no_character(code_point: int) -> bool:
    return code_point & _NO_CHARACTER == _NO_CHARACTER or code_point in _VARIANTS


def _drop_loose_joiners(text: str) -> str:
    if not _JOINERS.intersection(text):
        return text
    return "".join(
        character
        for place, character in enumerate(text)
        if character not in _JOINERS
        or (_joins(text[place - 1 : place], "LMS") and _joins(text[place + 1 : place + 2], "LS"))
    )


def _joins(neighbour: str, classes: str) -> bool:
    return bool(neighbour) and ord(neighbour) >= _JOINED_FROM and unicodedata.category(neighbour)[0] in classes


def _cap_marks(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if marks <= limits.STACKED_MARKS:
            kept.append(character)
    return "".join(kept)
