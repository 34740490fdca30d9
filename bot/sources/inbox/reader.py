"""A file that somebody put into an inbox → its text, or texts: a mail may bring others along.

Title, time and address are the file's own where it has them. Nothing is cut off in silence: a text that is longer than
any article is refused, with its length.
"""

from __future__ import annotations

from hashlib import blake2b
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from bot.core.errors import SourceError
from bot.core.model import Entry, FetchOutcome
from bot.sources.inbox.forms import check_form, file_text
from bot.sources.inbox.media import MAIL
from bot.sources.inbox.texts import FileText, UnreadableFileError, canonical_or_none
from bot.sources.port import Listing
from bot.sources.texts.dates import is_ahead, is_placeholder
from bot.sources.texts.plain import one_line
from bot.sources.thresholds import LONGEST_AUTHOR

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.model import Source


def read_inbox_file(body: bytes, *, source: Source, content_type: str, url: str, now: datetime) -> Listing:  # noqa: ARG001 - a reader's signature
    """List the texts of a file; see `ReadListing`. `url` is the address that its name has within the bot.

    Raises:
        SourceError: NO_TEXT, permanent: why it cannot be read.

    """
    try:
        texts, passed_over = _texts(body, content_type, now)
    except UnreadableFileError as error:
        raise SourceError(FetchOutcome.NO_TEXT, url, str(error), permanent=True) from error
    digest = blake2b(body, digest_size=16).hexdigest()
    named = one_line(PurePosixPath(unquote(url)).stem)
    entries = tuple(
        Entry(
            key=digest if not place else f"{digest}#{place + 1}",
            url=_address_of(one, f"{url}#{digest[:12]}" + (f"-{place + 1}" if place else "")),
            title=one.title or named,
            text=one.text,
            published_at=_believed_date(one.published_at, now),
            author=one.author[:LONGEST_AUTHOR],
        )
        for place, one in enumerate(texts)
    )
    return Listing(entries=entries, passed_over=passed_over)


def _texts(body: bytes, media_type: str, now: datetime) -> tuple[list[FileText], tuple[tuple[str, int], ...]]:
    if not body:
        raise UnreadableFileError("is empty")
    if media_type == MAIL:
        from bot.sources.inbox.mail import read_mail  # noqa: PLC0415 - as the libraries of other forms

        check_form(body, media_type)
        return read_mail(body, now=now)
    return [file_text(body, media_type, now=now)], ()


def _address_of(one: FileText, own: str) -> str:
    return canonical_or_none(one.link) or own


def _believed_date(at: datetime | None, now: datetime) -> datetime | None:
    return None if at is None or is_placeholder(at, now=now) or is_ahead(at, now=now) else at
