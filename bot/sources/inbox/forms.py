"""A file that is one text, by its form. The libraries load when the first such file comes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.rules.outcomes import CUT
from bot.sources.inbox.media import DOCX, FILE_FORMS, HTML, PDF, TEXT
from bot.sources.inbox.texts import TOO_LONG, FileText, UnreadableFileError, html_text, plain_text
from bot.sources.texts.charsets import decode_body
from bot.sources.thresholds import HEAD, LONGEST_ARTICLE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

_FIRST_BYTES: Final = {b"%PDF-": PDF, b"PK\x03\x04": DOCX}
_MARKS_OF_WIDE_TEXT: Final = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


def file_text(body: bytes, media_type: str, *, now: datetime) -> FileText:
    """Read a file that is one text.

    Raises:
        UnreadableFileError: it is none.

    """
    check_form(body, media_type)
    read = _READERS[media_type](body, now)
    if not re.search(r"\w", read.text):
        raise UnreadableFileError("holds no text" + _NO_TEXT_OF.get(media_type, ""))
    if read.text.endswith(CUT) or len(read.text) > LONGEST_ARTICLE:
        raise UnreadableFileError(TOO_LONG)
    return read


_NO_TEXT_OF: Final = {PDF: ": its pages may be pictures (a scan), which are not read"}


def check_form(body: bytes, media_type: str) -> None:
    """Refuse what is something else than its name says.

    Raises:
        UnreadableFileError: it is.

    """
    is_really = next((form for magic, form in _FIRST_BYTES.items() if body[:1024].lstrip().startswith(magic)), None)
    if media_type in {PDF, DOCX}:
        if is_really != media_type:
            what = "a PDF" if media_type == PDF else "a Word document"
            raise UnreadableFileError(f"is not {what}, though its name says so")
    elif is_really is not None:
        what = "a PDF" if is_really == PDF else "a ZIP archive or an Office document"
        raise UnreadableFileError(f"is {what}, though its name ends in {_suffix_of(media_type)}")
    elif b"\0" in body[:HEAD] and not body.startswith(_MARKS_OF_WIDE_TEXT):
        raise UnreadableFileError("is not text: it holds binary data")


def _suffix_of(media_type: str) -> str:
    return next(suffix for suffix, form in FILE_FORMS.items() if form == media_type)


def _plain_file(body: bytes, _now: datetime) -> FileText:
    return plain_text(decode_body(body, []))


def _pdf_file(body: bytes, _now: datetime) -> FileText:
    from bot.sources.inbox.pdf import read_pdf  # noqa: PLC0415 - few sources bring one, and every parser would load it

    return read_pdf(body)


def _docx_file(body: bytes, _now: datetime) -> FileText:
    from bot.sources.inbox.docx import read_docx  # noqa: PLC0415 - as above

    return read_docx(body)


_READERS: Final[Mapping[str, Callable[[bytes, datetime], FileText]]] = {
    TEXT: _plain_file,
    HTML: html_text,
    PDF: _pdf_file,
    DOCX: _docx_file,
}
IS_READ: Final = frozenset(_READERS)  # of what is attached to a mail
