"""OPML, in which feed readers hand on what they read: in and out, with tiers, kinds and the like as attributes.

A file comes from anywhere, so it is read by a parser that builds no tree, knows no document types, and stops at limits
of size, depth and number. What the attributes of this program hold is checked as if it stood in a config.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from xml.parsers import expat

from bot.core.errors import OnRecordError
from bot.core.model import HANDED_OVER, SourceKind
from handlers.render.pieces.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.core.model import Source

NAMESPACE: Final = "https://onrecord.example/opml"  # of our attributes; a name, and no page
LONGEST_OPML: Final = 5_000_000  # bytes; a list of two thousand sources has a tenth of that
MOST_OUTLINES: Final = 2_000
DEEPEST_OUTLINE: Final = 20
MOST_ELEMENTS: Final = 20_000  # of any name: each is a call of ours
_INVALID_TOKEN: Final = expat.errors.codes[expat.errors.XML_ERROR_INVALID_TOKEN]
LONGEST_VALUE: Final = 2_048  # characters of one attribute
# What a source has beyond its name and address, as attributes of ours; of other programs' files also without our name.
OWN: Final = ("id", "tier", "kind", "language", "every", "voice", "select", "next", "pages")
HOSTS: Final = "hosts"


class OpmlError(OnRecordError):
    """A file is no OPML that is read; the message says why."""


def read_opml(body: bytes) -> list[dict[str, str]]:
    """Return what a file lists: of each outline with an address its attributes, by the names that a config has.

    Raises:
        OpmlError: it is none, it is too large, or it declares what no list of feeds needs.

    """
    if len(body) > LONGEST_OPML:
        raise OpmlError(f"the file is larger than {LONGEST_OPML // 1_000_000} MB")
    body = body.removeprefix(b"\xef\xbb\xbf").lstrip()  # what stands before the declaration, which has to come first
    reading = _Reading()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reading.begin
    parser.EndElementHandler = reading.end
    parser.StartDoctypeDeclHandler = _refuse_document_type
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        hint = "; an & has to be written &amp;" if error.code == _INVALID_TOKEN else ""
        raise OpmlError(f"the file is not XML: {error}{hint}") from error
    except (LookupError, ValueError) as error:  # an encoding that nobody knows, or one of several bytes a letter
        raise OpmlError(f"the file cannot be read: {error}; save it as UTF-8") from error
    if not reading.is_opml:
        raise OpmlError("the file is XML, but not OPML")
    return reading.rows


def write_opml(sources: Iterable[Source], *, title: str) -> str:
    """Write sources as OPML 2.0. What is handed over has no address, and is left out."""
    from lxml import etree  # noqa: PLC0415 - a command that writes none needs none of this

    root = etree.Element("opml", version="2.0", nsmap={"onrecord": NAMESPACE})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = plain(title)
    body = etree.SubElement(root, "body")
    for source in sources:
        if source.kind in HANDED_OVER:
            continue
        kind = "rss" if source.kind in {SourceKind.FEED, SourceKind.YOUTUBE} else "link"
        name = plain(source.name)
        outline = etree.SubElement(body, "outline", text=name, title=name, type=kind, xmlUrl=source.url)
        for key, value in _own_attributes(source).items():
            outline.set(f"{{{NAMESPACE}}}{key}", plain(value))
    text: str = etree.tostring(root, encoding="unicode", pretty_print=True)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'


def arguments_of(row: Mapping[str, str]) -> dict[str, Any]:
    """Return an outline as arguments of `source add`, as they would be typed."""
    return {"what": row["url"], "name": row.get("name", "")} | {key: row[key] for key in (*OWN, HOSTS) if key in row}


def _own_attributes(source: Source) -> dict[str, str]:
    found = {
        "id": source.id,
        "tier": str(source.tier),
        "kind": str(source.kind),
        "language": source.language,
        "every": "" if source.heeds_hints else f"{source.poll_every.total_seconds():g}s",
        "voice": source.voice or "",
        "select": source.select,
        "next": source.next_page,
        "pages": str(source.pages) if source.pages > 1 else "",
        HOSTS: ",".join(source.article_hosts),
    }
    return {key: value for key, value in found.items() if value}


class _Reading:
    """What one file lists, as it is read."""

    def __init__(self) -> None:
        self.is_opml = False
        self.rows: list[dict[str, str]] = []
        self._depth = 0
        self._elements = 0
        self._outlines = 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(" ")[2].casefold()  # old programs wrote all of it in capitals
        self._depth += 1
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise OpmlError(f"the file holds more than {MOST_ELEMENTS:,} elements, which no list of feeds does")
        if self._depth > DEEPEST_OUTLINE:
            raise OpmlError(f"the outlines are nested more than {DEEPEST_OUTLINE} deep")
        if self._depth == 1:
            self.is_opml = name == "opml"
        if name != "outline":
            return
        self._outlines += 1
        if self._outlines > MOST_OUTLINES:
            raise OpmlError(f"the file lists more than {MOST_OUTLINES} outlines; cut it into several")
        if any(len(value) > LONGEST_VALUE for value in attributes.values()):
            raise OpmlError(f"an attribute is longer than {LONGEST_VALUE} characters")
        # Ours come last, with the name of their space before them, and go before others of the name.
        ours_last = sorted(attributes.items(), key=lambda one: " " in one[0])
        named = {key.rpartition(" ")[2].casefold(): value.strip() for key, value in ours_last}
        if address := named.get("xmlurl"):
            row = {key: named[key] for key in (*OWN, HOSTS) if named.get(key)}
            self.rows.append(row | {"url": address, "name": named.get("title") or named.get("text") or ""})

    def end(self, _name: str) -> None:
        self._depth -= 1


def _refuse_document_type(*_what: object) -> None:
    raise OpmlError("the file declares a document type, which no list of feeds needs: it is not read")
