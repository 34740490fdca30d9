"""A mail as it was saved (.eml) → its text, and those of what is attached to it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from bot.sources.inbox.forms import IS_READ, file_text
from bot.sources.inbox.media import FILE_FORMS, HTML, MAIL
from bot.sources.inbox.texts import FileText, UnreadableFileError, plain_text
from bot.sources.texts.charsets import charset_of, decode_body
from bot.sources.texts.dates import read_moment
from bot.sources.texts.plain import one_line, paragraphs_of
from bot.sources.thresholds import LONGEST_HEAD_OF_A_MAIL, MOST_ATTACHMENTS, MOST_MAILS_IN_A_MAIL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

_PASSED_ON: Final = re.compile(r"(?:(?:re|fwd?|aw|wg)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_QUOTED: Final = re.compile(r"^(?:> ?)+", re.MULTILINE)
_ANGLES: Final = re.compile(r"<([^<>\s]+)>")
_VAGUE: Final = frozenset({"application/octet-stream", "application/x-pdf", "application/msword", "application/zip"})


def read_mail(body: bytes, *, now: datetime) -> tuple[list[FileText], tuple[tuple[str, int], ...]]:
    """Return the texts of a mail, its own first, and what was passed over, by reason.

    What is attached has the mail's date: it was published when it was sent.

    Raises:
        UnreadableFileError: it holds none, or is no mail.

    """
    if len(re.split(rb"\r?\n\r?\n", body, maxsplit=1)[0]) > LONGEST_HEAD_OF_A_MAIL:
        raise UnreadableFileError(f"has a head of more than {LONGEST_HEAD_OF_A_MAIL:,} bytes")
    passed_over: Counter[str] = Counter()
    try:
        mail = message_from_bytes(body, policy=policy.default)
        if not isinstance(mail, EmailMessage) or not any(_head(mail, name) for name in ("From", "Date", "Subject")):
            raise UnreadableFileError("is not a mail: it has no header with From, Date or Subject")
        texts = list(_mail_texts(mail, passed_over, now=now, level=0))
    except RecursionError as error:
        raise UnreadableFileError("is built of parts within parts without end") from error
    if not texts:
        why = ", ".join(f"{number} {reason}" for reason, number in sorted(passed_over.items()))
        raise UnreadableFileError("holds no text" + (f" but {why}" if why else ""))
    return texts, tuple(sorted(passed_over.items()))


def _mail_texts(mail: EmailMessage, passed_over: Counter[str], *, now: datetime, level: int) -> Iterator[FileText]:
    at, subject = _sent_at(mail), one_line(_PASSED_ON.sub("", _head(mail, "Subject"), count=1))
    own, author = _own_text(mail), _author_of(mail)
    if own.text:
        yield replace(own, title=subject or own.title, published_at=at, link=_archived_at(mail), author=author)
    for place, part in enumerate(_attached(mail)):
        if place >= MOST_ATTACHMENTS:
            passed_over["attachments too many"] += 1
            continue
        if part.get_content_type() == MAIL:
            yield from _mails_in(part, passed_over, now=now, level=level + 1)
            continue
        if (media_type := _form_of(part)) is None:
            passed_over["attachments that are no text"] += 1
            continue
        try:
            read = file_text(_payload(part), media_type, now=now)
        except UnreadableFileError as error:
            passed_over[f"attachment that {error}"] += 1
            continue
        name = one_line(PurePosixPath(part.get_filename() or "").stem)
        yield replace(
            read,
            title=read.title or name or subject,
            published_at=at or read.published_at,
            author=read.author or author,
        )


def _mails_in(part: EmailMessage, passed_over: Counter[str], *, now: datetime, level: int) -> Iterator[FileText]:
    inner = part.get_payload()
    for one in inner if isinstance(inner, list) else []:
        if level > MOST_MAILS_IN_A_MAIL or not isinstance(one, EmailMessage):
            passed_over["mails within mails"] += 1
        else:
            yield from _mail_texts(one, passed_over, now=now, level=level)


def _own_text(mail: EmailMessage) -> FileText:
    part: Any = mail.get_body(preferencelist=("plain", "html"))
    if part is None or part.is_multipart():
        return FileText(text="")
    text = _decoded(part)
    if part.get_content_type() == HTML:
        return FileText(text=paragraphs_of(text))
    return replace(plain_text(_QUOTED.sub("", text)), title="")


def _attached(mail: EmailMessage) -> Iterable[EmailMessage]:
    if not mail.is_multipart():
        return []
    body: Any = mail.get_body(preferencelist=("plain", "html"))
    alternatives = {id(body)} | {id(one) for one in (mail.get_body((form,)) for form in ("plain", "html")) if one}
    return [
        part
        for part in _leaves(mail, depth=0)
        if id(part) not in alternatives and not part.get_content_type().startswith(("multipart/", "image/"))
    ]


def _leaves(mail: EmailMessage, *, depth: int) -> Iterator[EmailMessage]:
    """Yield the parts of a mail; of a mail within it the part that holds it."""
    for part in mail.get_payload() if mail.is_multipart() else []:
        if not isinstance(part, EmailMessage):
            continue
        if part.get_content_maintype() == "multipart":
            if depth < MOST_ATTACHMENTS:
                yield from _leaves(part, depth=depth + 1)
        else:
            yield part


def _form_of(part: EmailMessage) -> str | None:
    said = part.get_content_type()
    by_name = FILE_FORMS.get(PurePosixPath((part.get_filename() or "").casefold()).suffix)
    return said if said in IS_READ else by_name if said in _VAGUE and by_name in IS_READ else None


def _payload(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _decoded(part: EmailMessage) -> str:
    return decode_body(_payload(part), [charset_of(_head(part, "Content-Type"))])


def _head(mail: EmailMessage, name: str) -> str:
    """Return a header; those that break the rules raise whatever it is when they are read."""
    try:
        return str(mail.get(name, ""))
    except Exception:  # noqa: BLE001 - the email package over hostile heads
        return ""


def _sent_at(mail: EmailMessage) -> datetime | None:
    moment = read_moment(_head(mail, "Date"))
    return moment.at.astimezone(UTC) if moment else None


def _author_of(mail: EmailMessage) -> str:
    """Return the name of the sender; who passes a mail on did not write it."""
    if _PASSED_ON.match(_head(mail, "Subject")):
        return ""
    return one_line(parseaddr(_head(mail, "From"))[0])


def _archived_at(mail: EmailMessage) -> str:
    """Return where the mail stands on the web (RFC 5064)."""
    link = _ANGLES.search(_head(mail, "Archived-At"))
    return link[1] if link else ""
