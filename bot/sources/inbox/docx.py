"""A Word document → its text.

python-docx leaves out what is inserted under "track changes", what stands in text boxes and in content controls: lost
words. So the two parts that matter are read here: unpacked within a limit, and parsed as a stream without entities.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import replace
from typing import Final

from lxml import etree

from bot.sources.inbox.texts import TOO_LONG, FileText, UnreadableFileError
from bot.sources.texts.dates import read_moment
from bot.sources.texts.plain import joined_paragraphs, one_line
from bot.sources.thresholds import LARGEST_PART_OF_A_DOCUMENT, LONGEST_ARTICLE

_W: Final = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",  # "strict"
)
_PARAGRAPHS, _TEXTS, _BREAKS, _TABS, _MOVED = (
    frozenset(f"{space}{name}" for space in _W for name in names)
    for names in (("p",), ("t",), ("br", "cr"), ("tab",), ("moveFrom", "del"))
)
_DOUBLED: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # of what stands before it
_TITLE: Final = "{http://purl.org/dc/elements/1.1/}title"
_AUTHOR: Final = "{http://purl.org/dc/elements/1.1/}creator"
_OF_A_LIBRARY: Final = "python-docx"  # it names itself
_TIMES: Final = ("{http://purl.org/dc/terms/}modified", "{http://purl.org/dc/terms/}created")
_OF_A_TEMPLATE: Final = "2013-12-23T23:15:00Z"  # what python-docx leaves in all that it writes
_BODY, _HEAD = "word/document.xml", "docProps/core.xml"


def read_docx(body: bytes) -> FileText:
    """Return the paragraphs of a Word document: the newest wording where changes are tracked, tables row by row.

    Raises:
        UnreadableFileError: it is none, or is built to be too much.

    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            blocks = _paragraphs_in(_part(archive, _BODY))
            head = _properties(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        if isinstance(error, UnreadableFileError):
            raise
        raise UnreadableFileError(f"is a broken or locked Word document: {error}"[:200]) from error
    except (etree.LxmlError, RecursionError) as error:
        raise UnreadableFileError(f"is a broken Word document: {error}"[:200]) from error
    return replace(head, text=joined_paragraphs(blocks))


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        info = archive.getinfo(name)
    except KeyError as error:
        raise UnreadableFileError(f"is not a Word document: it has no {name}") from error
    with archive.open(info) as part:
        data = part.read(LARGEST_PART_OF_A_DOCUMENT + 1)
    if len(data) > LARGEST_PART_OF_A_DOCUMENT:
        raise UnreadableFileError(f"is too large: {name} has more than {LARGEST_PART_OF_A_DOCUMENT:,} bytes")
    if b"<!DOCTYPE" in data[:4096]:
        raise UnreadableFileError("declares a document type, which no Word document does")
    return data


def _paragraphs_in(data: bytes) -> list[str]:
    """Return the text by paragraphs; what was read is let go of, so that a document takes no more than its text."""
    blocks: list[str] = []
    open_ones: list[list[str]] = []
    skipped, length = 0, 0
    for event, element in etree.iterparse(
        io.BytesIO(data), events=("start", "end"), resolve_entities=False, no_network=True, remove_comments=True
    ):
        tag, begins = element.tag, event == "start"
        if tag in _MOVED or tag == _DOUBLED:
            skipped += 1 if begins else -1
        elif tag in _PARAGRAPHS:
            if begins:
                open_ones.append([])
            else:
                blocks.append("".join(open_ones.pop()))
        elif not begins and not skipped and open_ones:
            open_ones[-1].append(_said_by(element))
            length += len(open_ones[-1][-1])
        if length > 2 * LONGEST_ARTICLE:
            raise UnreadableFileError(TOO_LONG)
        if not begins:
            _let_go_of(element)
    return [line for block in blocks for line in block.split("\n")]


def _let_go_of(element: etree._Element) -> None:
    """Forget an element that was read, and its elder siblings."""
    element.clear(keep_tail=True)
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _said_by(element: etree._Element) -> str:
    if element.tag in _TEXTS:
        return str(element.text or "")
    return "\n" if element.tag in _BREAKS else " " if element.tag in _TABS else ""


def _properties(archive: zipfile.ZipFile) -> FileText:
    """Return the title, the author, and when the document was saved last, as its properties have them."""
    if _HEAD not in archive.namelist():
        return FileText(text="")
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        tree = etree.fromstring(_part(archive, _HEAD), parser)
    except (etree.LxmlError, UnreadableFileError):
        return FileText(text="")
    times = [text for name in _TIMES if (text := str(tree.findtext(name) or "").strip()) and text != _OF_A_TEMPLATE]
    moments = [moment.at for text in times if (moment := read_moment(text))]
    author = one_line(str(tree.findtext(_AUTHOR) or ""))
    return FileText(
        text="",
        title=one_line(str(tree.findtext(_TITLE) or "")),
        author="" if author == _OF_A_LIBRARY else author,
        published_at=moments[0] if moments else None,
    )
