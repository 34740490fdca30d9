"""Files as programs write them: PDFs, Word documents, mails."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_HEAD = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"


def pdf(*pages: Sequence[str], info: Mapping[str, str] | None = None, tail: bytes = b"") -> bytes:
    """Write a PDF, each page given by its lines; `info` is its metadata, `tail` stands behind its objects."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for lines in pages:
        shown = " ".join(f"({_escaped(line)}) Tj T*" for line in lines)
        stream = f"BT /F1 11 Tf 72 760 Td 14 TL {shown} ET".encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {len(objects)} 0 R /Resources "
            "<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>".encode()
        )
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    objects.append(
        b"<< " + b" ".join(f"/{key} ({_escaped(value)})".encode() for key, value in (info or {}).items()) + b" >>"
    )
    written, places = bytearray(b"%PDF-1.4\n"), []
    for number, one in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    written += tail
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF"
    return bytes(written) + head + table + end % (len(objects) + 1, len(objects), len(written))


def docx(
    *paragraphs: str, title: str = "", saved_at: str = "", author: str = "", markup: str = "", head: str = ""
) -> bytes:
    """Write a Word document; `markup` stands behind its paragraphs, `head` before its root."""
    body = "".join(f"<w:p><w:r><w:t>{escape(one)}</w:t></w:r></w:p>" for one in paragraphs) + markup
    document = f'<?xml version="1.0"?>{head}<w:document xmlns:w="{_W}" {_MC}><w:body>{body}</w:body></w:document>'
    core = (
        f'<?xml version="1.0"?><cp:coreProperties xmlns:cp="{_HEAD}" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>{escape(title)}</dc:title>'
        f"<dc:creator>{escape(author)}</dc:creator>"
        f"<dcterms:modified>{saved_at}</dcterms:modified></cp:coreProperties>"
    )
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": document, "docProps/core.xml": core})


_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """Write a ZIP archive, packed in haste: some tests put hundreds of megabytes into one."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return written.getvalue()


def eml(text: str, *, attached: Mapping[str, tuple[str, bytes]] | None = None, html: str = "", **heads: str) -> bytes:
    """Write a mail; `attached` is the type and the content of each attachment, by its name."""
    mail = EmailMessage()
    for name, value in {"From": "Press Office <press@harbour.example>", **heads}.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    for name, (media_type, data) in (attached or {}).items():
        first, _, second = media_type.partition("/")
        mail.add_attachment(data, maintype=first, subtype=second, filename=name)
    return mail.as_bytes()


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
