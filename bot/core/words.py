"""One form for texts that differ in nothing but whitespace, quotation marks, case or Unicode form."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from bot.core.word_files import read_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Span

# Marks around and between words that say nothing about what was said. Apostrophes stay: they hold contractions.
_QUOTATION_MARKS = '"“”„‟«»‹›〝〞〟＂`´‚‛'  # noqa: RUF001
_APOSTROPHES = "'’‘ʼʹ′＇"  # noqa: RUF001
_DASHES = "‐‑‒–—―−"  # noqa: RUF001
_ELLIPSIS = "…"
_TABLE = str.maketrans(
    dict.fromkeys(_QUOTATION_MARKS, " ")
    | dict.fromkeys(_APOSTROPHES, "'")
    | dict.fromkeys(_DASHES, "-")
    | {_ELLIPSIS: " ... "}
)
JOINT: Final = "\u00a0… "
"""Stands between two pieces of a quotation for what the article tells there; a "…" of the article's own has no such
space."""
_LONE_APOSTROPHE = re.compile(r"(?<!\w)'|'(?!\w)")
_SPACE = re.compile(r"\s+")
_SPACE_BEFORE_MARK = re.compile(r" (?=[,;:!?]|\.(?!\.))")  # left where a quotation mark stood
_CONTRACTIONS = tuple(
    (re.compile(pattern), whole)
    for pattern, whole in (
        (r"\bwon't\b", "will not"),
        (r"\bcan(?:'t|not)\b", "can not"),
        (r"\bshan't\b", "shall not"),
        (r"\bain't\b", "is not"),
        (r"\b(\w+)n't\b", r"\1 not"),
        (r"\b(\w+)'re\b", r"\1 are"),
        (r"\b(\w+)'ll\b", r"\1 will"),
        (r"\b(\w+)'ve\b", r"\1 have"),
        (r"\b(\w+)'d\b", r"\1 would"),
        (r"\bi'm\b", "i am"),
        (r"\b(it|he|she|that|there|here|what|who|where|nobody|everybody|everything|nothing)'s\b", r"\1 is"),
        (r"\blet's\b", "let us"),
        (r"\bgonna\b", "going to"),
        (r"\bgotta\b", "got to"),
        (r"\bwanna\b", "want to"),
    )
)
_WITHOUT_APOSTROPHE = tuple(one for one in _CONTRACTIONS if one[0].search("cannot gonna gotta wanna"))
WRITTEN_WORD: Final = re.compile(r"\w+(?:['\u2019]\w+)?")  # a word as it stands in a text, with its apostrophe
_TOKEN = re.compile(
    r"""
    [$€£]?\d+(?:,\d+)*(?:\.\d+)?(?=(?!(?:st|nd|rd|th)\b)[^\W\d_])  # the 10 of 10kg, the $2.5 of $2.5bn
    | [$€£]?\d+(?:,\d+)*(?:\.\d+)?(?:st|nd|rd|th)?(?!\w)  # 25, 1,100, $14, 2.5, 5th
    | (?:[^\W\d_]\.){2,}                              # a.m., u.s.
    | [^\W\d_]+(?:'[^\W\d_]+)?                        # a word
    | % | \.\.\. | [^\w\s] | \w                       # a mark
    """,
    re.VERBOSE,
)
_SMALL_WORDS: Final = frozenset(read_words(files("bot.core").joinpath("small_words.txt")))
_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")
# What `plain_form` and `tokens` make of plain letters, one after the other, for those who ask what stood there before.
_STEPS: Final = (
    (re.compile(r"\.\.\."), " ... "),
    (_LONE_APOSTROPHE, " "),
    (_SPACE, " "),
    (_SPACE_BEFORE_MARK, ""),
    *_CONTRACTIONS,
    (_HYPHEN, " "),
)


def _plain_once(text: str) -> str:
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.upper().lower().casefold())
    return "".join(
        character
        for character in decomposed
        if character.isascii() or not (unicodedata.combining(character) or unicodedata.category(character) == "Cf")
    )


@lru_cache(maxsize=2048)
def plain_form(text: str) -> str:
    """Lower case, no accents, marks of format or quotation, one space between words, contractions written out."""
    text = _joined(text)[0] if JOINT in text else text
    # One pass may bring up characters that change again (the Kelvin sign, ligatures): two passes settle all of Unicode.
    text = _plain_once(_plain_once(text)).translate(_TABLE)
    text = _LONE_APOSTROPHE.sub(" ", text.replace("...", " ... "))
    text = _SPACE_BEFORE_MARK.sub("", _SPACE.sub(" ", text)).strip()
    for contraction, whole in _CONTRACTIONS if "'" in text else _WITHOUT_APOSTROPHE:
        text = contraction.sub(whole, text)
    return text


def _joined(text: str) -> tuple[str, Sequence[int]]:
    """Put pieces together as if nothing had stood between them: within a sentence by a comma, or as two sentences.

    With where each character comes from.
    """
    first, *rest = text.split(JOINT)
    joined, places, at = first, list(range(len(first))), len(first)
    for piece in rest:
        begins = piece.lstrip("'\"“‘«([")[:1].isupper()  # noqa: RUF001
        between = f"{'' if joined[-1:] in '.!?…' else '.' if begins else ','} "
        joined += between + piece
        places += [at] * len(between)
        places += range(at + len(JOINT), at + len(JOINT) + len(piece))
        at += len(JOINT) + len(piece)
    return joined, places


def tokens(text: str) -> list[str]:
    """Split the text in `plain_form` into words, numbers and marks; hyphens part words."""
    return _TOKEN.findall(_HYPHEN.sub(" ", plain_form(text)))


@lru_cache(maxsize=2048)
def token_spans(text: str) -> tuple[Span, ...]:
    """Give where each of the `tokens` of a text stands in it; either word of a contraction has the whole of it."""
    letters: list[str] = []
    places: list[Span] = []
    pieces, origins = _joined(text) if JOINT in text else (text, range(len(text)))
    for place, character in zip(origins, pieces, strict=True):
        plain = _plain_once(_plain_once(character)).translate(_TABLE)
        letters += plain
        places += [(place, place + 1)] * len(plain)
    form = "".join(letters)
    for pattern, instead in _STEPS:
        form, places = _replaced(form, places, pattern, instead)
    found = (match.span() for match in _TOKEN.finditer(form))
    return tuple((places[start][0], places[end - 1][1]) for start, end in found)


def _replaced(form: str, places: list[Span], pattern: re.Pattern[str], instead: str) -> tuple[str, list[Span]]:
    """Replace in a form of a text, and keep where each of its characters comes from."""
    letters: list[str] = []
    kept: list[Span] = []
    done = 0
    for match in pattern.finditer(form):
        start, end = match.span()
        new = match.expand(instead)
        letters += [form[done:start], new]
        kept += places[done:start] + [(places[start][0], places[end - 1][1])] * len(new)
        done = end
    return "".join([*letters, form[done:]]), kept + places[done:]


def words_of(text: str) -> list[str]:
    """Give the tokens that hold a letter or a digit."""
    return [token for token in tokens(text) if token[0].isalnum() or any(map(str.isalnum, token))]


def words_as_written(text: str) -> list[str]:
    """Give the runs of letters and digits in lower case and no other form: to be looked for in texts as they stand."""
    return re.findall(r"[^\W_]+", text.lower())


def fingerprint(text: str) -> str:
    """Give 32 hexadecimal digits, equal for texts equal up to whitespace, quotation marks, case and Unicode form."""
    return hashlib.blake2b(plain_form(text).encode(), digest_size=16).hexdigest()


def is_small(word: str) -> bool:
    """Tell whether a text says the same without the word; a logic word is never small."""
    return word in _SMALL_WORDS
