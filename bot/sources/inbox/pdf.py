"""A PDF → its text. pypdf runs in the process that can be killed: a PDF can be made to take hours."""

from __future__ import annotations

import io
import logging
import re
from dataclasses import replace
from datetime import UTC
from typing import Final

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError, PyPdfError

from bot.sources.inbox.texts import FileText, UnreadableFileError
from bot.sources.inbox.wrapped import unwrapped, without_running_heads
from bot.sources.texts.dates import in_this_age
from bot.sources.texts.plain import joined_paragraphs, one_line
from bot.sources.thresholds import LONGEST_ARTICLE

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
        head = _head_of(reader) if is_open else FileText(text="")
    except (DependencyError, FileNotDecryptedError):
        is_open = False
    except LimitReachedError as error:
        raise UnreadableFileError(f"is too large when unpacked: {error}"[:200]) from error
    except (MemoryError, RecursionError) as error:
        raise UnreadableFileError("is built so that reading it takes too much memory") from error
    except Exception as error:  # a broken file breaks pypdf in any place
        raise UnreadableFileError(f"is a broken PDF: {str(error) or type(error).__name__}"[:200]) from error
    if not is_open:
        raise UnreadableFileError("is locked with a password, or ciphered; save it without")
    blocks = unwrapped(without_running_heads(pages), hyphenates=True)
    return replace(head, text=joined_paragraphs(blocks))


def _head_of(reader: PdfReader) -> FileText:
    """Return the title, the author and the time of making that the file gives."""
    try:
        head = reader.metadata
        if head is None:
            return FileText(text="")
        title, author, made_at = one_line(str(head.title or "")), one_line(str(head.author or "")), head.creation_date
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError):
        return FileText(text="")
    return FileText(
        text="",
        title="" if _NO_TITLE.fullmatch(title) else title,
        author=author,
        published_at=in_this_age(made_at if made_at.tzinfo else made_at.replace(tzinfo=UTC)) if made_at else None,
    )
