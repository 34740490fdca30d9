"""Bytes → text, when what the host declares is often wrong."""

from __future__ import annotations

import codecs
from contextlib import suppress
from typing import TYPE_CHECKING

from charset_normalizer import from_bytes

from bot.sources.thresholds import SAMPLE, TRUSTED_SHARE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FILLER = b"\xff"  # a broken byte in any text, and no letter of a language that is written in cp1252
UNREADABLE = "\N{REPLACEMENT CHARACTER}"
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What pages mean by these labels, by the WHATWG Encoding Standard.
MEANT_BY = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
# Python knows these, the web does not; some of them turn harmless bytes into markup.
NOT_OF_THE_WEB = frozenset(
    {"utf-7", "unicode_escape", "raw_unicode_escape", "idna", "punycode", "undefined", "mbcs", "oem"}
)


def decode_body(body: bytes, declared: Iterable[str]) -> str:
    """Turn bytes into text; never raises. What cannot be read becomes U+FFFD.

    In this order: byte order mark; UTF-8 where it is valid, since no other text is valid UTF-8 by chance; what is
    declared; a guess. So a wrong label spoils a text only where the text could be both.

    Args:
        body: the bytes.
        declared: labels, the most trusted first; unknown ones are passed over.

    """
    for mark, name in BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    names = list(filter(None, map(_codec, declared)))
    stateful = [name for name in names if name.startswith("iso2022")]  # pure ASCII bytes, so also valid UTF-8
    for name in [*stateful, "utf-8", *names]:
        try:
            return body.decode(name)
        except UnicodeDecodeError:
            continue
    return _guessed(body, names)


def _guessed(body: bytes, names: Sequence[str]) -> str:
    """Read what is written in none of the charsets that it names: broken in places, or under a wrong label."""
    text = body.decode("utf-8", "replace")
    broken = text.count(UNREADABLE)
    if broken <= len(text) * TRUSTED_SHARE:
        if FILLER in body or broken <= sum(not one.isascii() for one in text) / 2:
            return text
        # Next to nothing beyond ASCII is UTF-8 in it: what is declared is a lie, and English is written in this one.
        with suppress(UnicodeDecodeError):
            return body.decode("cp1252")
        return text
    if names and names[0] != "utf-8":
        return body.decode(names[0], "replace")
    guess = from_bytes(body[:SAMPLE]).best()
    return body.decode(guess.encoding, "replace") if guess is not None else text


def charset_of(content_type: str) -> str:
    """Return the charset parameter of a Content-Type header, or an empty string."""
    for parameter in content_type.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().casefold() == "charset":
            return value.strip().strip("\"'")
    return ""


def _codec(label: str) -> str | None:
    try:
        info = codecs.lookup(label.strip().replace("x-sjis", "shift_jis"))
    except (LookupError, ValueError):
        return None
    if info.name in NOT_OF_THE_WEB or not getattr(info, "_is_text_encoding", True):
        return None
    return MEANT_BY.get(info.name, info.name)
