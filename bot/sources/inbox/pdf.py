"""A PDF → its text. pypdf runs in the process that can be killed: a PDF can be made to take hours."""

from __future__ import annotations

import io
import logging
import re
from datetime import UTC
from typing import TYPE_CHECKING, Final

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError, PyPdfError

from bot.sources.dates import in_this_age
from bot.sources.inbox.texts import FileText, UnreadableFileError
from bot.sources.inbox.wrapped import unwrapped, without_running_heads
from bot.sources.plain import joined_paragraphs, one_line
from bot.sources.thresholds import LONGEST_ARTICLE

if TYPE_CHECKING:
    from datetime import datetime

# What a program writes for a title that nobody gave: "Microsoft Word - remarks.docx", "untitled", "doc_final.indd".
_NO_TITLE: Final = re.compile(r"microsoft \w+ - .*|untitled.*|.*\.\w{2,4}|\W*", re.IGNORECASE)
logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it says of each fault in a file how it got along with it


def read_pdf(body: bytes) -> FileText:
    """Return the text of a PDF in the order in which it is written, without what heads and ends each page.

    Raises:
        UnreadableFileError: it is broken or locked.

    """
    try:
        reader = PdfReader(io.BytesIO(body), strict=False)
        pages, is_open = [], not reader.is_encrypted or bool(reader.decrypt(""))
        length = 0
        for page in reader.pages if is_open else ():
            pages.append(page.extract_text().splitlines())
            length += sum(map(len, pages[-1]))
            if length > 2 * LONGEST_ARTICLE:
                break
        title, at = _of_head(reader) if is_open else ("", None)
    except (DependencyError, FileNotDecryptedError):
        is_open = False
    except LimitReachedError as error:
        raise UnreadableFileError(f"is too large when unpacked: {error}"[:200]) from error
    except (MemoryError, RecursionError) as error:
        raise UnreadableFileError("is built so that reading it takes too much memory") from error
    except Exception as error:  # a broken file breaks pypdf in any place
        raise UnreadableFileError(f"is a broken PDF: {error!r}"[:200]) from error
    if not is_open:
        raise UnreadableFileError("is locked with a password, or ciphered; save it without")
    blocks = unwrapped(without_running_heads(pages), hyphenates=True)
    return FileText(title=title, text=joined_paragraphs(blocks), published_at=at)


def _of_head(reader: PdfReader) -> tuple[str, datetime | None]:
    """Return the title and the time of making that the file gives."""
    try:
        head = reader.metadata
        title, made_at = one_line(str(head.title or "")) if head else "", head.creation_date if head else None
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError):
        return "", None
    if made_at is not None:
        made_at = in_this_age(made_at if made_at.tzinfo else made_at.replace(tzinfo=UTC))
    return ("" if _NO_TITLE.fullmatch(title) else title), made_at
