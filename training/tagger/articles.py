"""Reads the training articles: invented texts with the quotations marked inside.

An article is a header of `key: value` lines, a blank line and the body. In the body `⟦c1:…⟧` is content, `⟦q1:…⟧` cue
and `⟦s1:…⟧` or `⟦s1=2:…⟧` source of quotation 1 (of person 2 of the header); `⟦x1:…⟧` is a quotation inside another
one's content.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from typing import TypeAlias

    Spans: TypeAlias = tuple[tuple[int, int], ...]

_TOKEN = re.compile(r"⟦(?P<part>[cqsx])(?P<number>\d+)(?:=(?P<person>\d+))?:|⟧")


class ArticleError(Exception):
    """A training article is not well formed; the message names the file and the place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """Character ranges of one gold quotation; `cue` and `source` may be empty, `speech` is false for thoughts."""

    content: Spans
    cue: Spans
    source: Spans
    speech: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text with its gold quotations."""

    id: str
    text: str
    quotations: tuple[Quotation, ...]


def read_article(path: Path) -> Document:
    """Read one article.

    Raises:
        ArticleError: a mark is not closed, has no open one, or a quotation has no content.

    """
    _, separator, body = path.read_text(encoding="utf-8").partition("\n\n")
    if not separator:
        message = f"{path}: no blank line between header and body; put one after the last header line"
        raise ArticleError(message)
    text: list[str] = []
    length = previous = 0
    opened: list[tuple[str, int, int]] = []
    parts: dict[int, dict[str, list[tuple[int, int]]]] = {}
    for match in _TOKEN.finditer(body):
        text.append(body[previous : match.start()])
        length += match.start() - previous
        previous = match.end()
        if match["part"]:
            opened.append((match["part"], int(match["number"]), length))
        elif opened:
            part, number, start = opened.pop()
            parts.setdefault(number, {"c": [], "q": [], "s": [], "x": []})[part].append((start, length))
        else:
            message = f"{path}: ⟧ without ⟦ after {text[-1][-40:]!r}"
            raise ArticleError(message)
    if opened:
        message = f"{path}: ⟦{opened[-1][0]}{opened[-1][1]}: is never closed"
        raise ArticleError(message)
    text.append(body[previous:])
    quotations = []
    for number, spans in sorted(parts.items()):
        if spans["x"] and not (spans["c"] or spans["q"] or spans["s"]):
            continue
        if not spans["c"]:
            message = f"{path}: quotation {number} has no content; mark it with ⟦c{number}:…⟧"
            raise ArticleError(message)
        quotations.append(
            Quotation(content=tuple(spans["c"]), cue=tuple(spans["q"]), source=tuple(spans["s"]), speech=True)
        )
    return Document(id=f"article/{path.stem}", text="".join(text), quotations=tuple(quotations))


def read_articles(folder: Path) -> list[Document]:
    """Read every article of a folder, by name."""
    return [read_article(path) for path in sorted(folder.glob("*.txt"))]
