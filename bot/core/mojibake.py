"""UTF-8 that somebody read as Windows' characters: a quotation mark became three letters, an accent two.

Where the letters are unmistakable they are put right: the three of a mark or a dash stand in no language, and two that
make one letter are believed only beside such. What was one character is one again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.model import Span

_BYTES: Final = {
    bytes([code]).decode("cp1252", "ignore") or chr(code): code for code in range(0x80, 0xC0)
}  # the characters that stand for further bytes of a letter
_FURTHER: Final = re.escape("".join(_BYTES))
_MARK: Final = re.compile(f"â€([{_FURTHER}])?")
_ALL: Final = re.compile(f"â€[{_FURTHER}]?|[ÂÃ][{_FURTHER}]")
_LAST_LOST: Final = "”"  # its last byte is no character of Windows, and was dropped


def mended(text: str) -> str:
    """Return a text with such letters put right."""
    kept, at = "", 0
    for (start, end), character in misread(text):
        kept += text[at:start] + character
        at = end
    return kept + text[at:] if at else text


def misread(text: str) -> Iterator[tuple[Span, str]]:
    """Yield where such letters stand, in order, and the one character that they were."""
    if "â€" not in text:
        return
    for match in (_ALL if any(found[1] for found in _MARK.finditer(text)) else _MARK).finditer(text):
        letters = match.group()
        if letters == "â€":
            yield match.span(), _LAST_LOST
            continue
        head, last = letters[:-1], _BYTES[letters[-1]]
        try:
            yield match.span(), (head.encode("cp1252") + bytes([last])).decode()
        except UnicodeDecodeError:
            continue
