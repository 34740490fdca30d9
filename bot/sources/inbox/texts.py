"""What a file says, whatever its form; and the two forms that need no library of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.core.errors import SourceError
from bot.core.urls import canonical_url
from bot.sources.inbox.wrapped import typed_paragraphs
from bot.sources.parsers.pages import DECLARED_CHARSET, read_page
from bot.sources.texts.charsets import decode_body
from bot.sources.texts.plain import joined_paragraphs, one_line, paragraphs_of, parsed
from bot.sources.thresholds import HEAD, LONGEST_ARTICLE, LONGEST_FIRST_LINE, LONGEST_PLAIN_FILE

if TYPE_CHECKING:
    from datetime import datetime

_HEADLINE_END: Final = re.compile(r"[.!?…:;,\"”’»]$")  # noqa: RUF001 - typographic marks are what it reads
_NOWHERE: Final = "https://inbox.invalid/"  # a page that does not say where it stood

TOO_LONG: Final = f"holds more than {LONGEST_ARTICLE:,} characters of text; split it into several"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileText:
    """One text of a file, with what the file says of it."""

    text: str  # paragraphs
    title: str = ""
    published_at: datetime | None = None
    link: str = ""  # where it stands on the web
    author: str = ""  # as the file says; the programs' own names are none


class UnreadableFileError(ValueError):
    """Why a file holds no text that could be read, in words that follow its name."""


def plain_text(text: str) -> FileText:
    """Return a text without markup as paragraphs; its first line is the title where it reads like a headline.

    Raises:
        UnreadableFileError: it is far too long.

    """
    if len(text) > LONGEST_PLAIN_FILE:
        raise UnreadableFileError(TOO_LONG)
    blocks = typed_paragraphs(text)
    first = blocks[0] if len(blocks) > 1 else ""
    is_headline = first and len(first) <= LONGEST_FIRST_LINE and not _HEADLINE_END.search(first)
    return FileText(title=first if is_headline else "", text=joined_paragraphs(blocks))


def html_text(body: bytes, now: datetime) -> FileText:
    """Return the article of a page that somebody saved, or all of its text where it has none."""
    declared = [match[1].decode() for match in DECLARED_CHARSET.finditer(body[:HEAD])]
    markup = decode_body(body, declared)
    link, author = _said_in_head(markup)
    try:
        page = read_page(body, content_type="text/html", url=link or _NOWHERE, now=now)
    except SourceError:  # too short for an article, or no page around it
        return FileText(text=paragraphs_of(markup), link=link, author=author)
    return FileText(title=page.title, text=page.text, published_at=page.published_at, link=link, author=author)


def _said_in_head(markup: str) -> tuple[str, str]:
    """Return the address that a saved page gives as its own, and its author."""
    tree = parsed(markup)
    if tree is None:
        return "", ""
    links = [one for one in tree.iter("link") if "canonical" in str(one.get("rel", "")).casefold().split()]
    metas = list(tree.iter("meta"))
    named = [str(one.get("href", "")) for one in links]
    named += [str(one.get("content", "")) for one in metas if one.get("property") == "og:url"]
    authors = [one_line(str(one.get("content", ""))) for one in metas if one.get("name") == "author"]
    return next(filter(None, map(canonical_or_none, named)), ""), next(filter(None, authors), "")


def canonical_or_none(link: str) -> str:
    """Return an address in its canonical form, or "" where it is none of the web."""
    try:
        return canonical_url(link)
    except ValueError:
        return ""
