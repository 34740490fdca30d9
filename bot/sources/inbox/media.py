"""The forms of files that are read, by the end of their names. No parser is loaded for it."""

from __future__ import annotations

from typing import Final

TEXT, HTML, MAIL, PDF = "text/plain", "text/html", "message/rfc822", "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FILE_FORMS: Final = {".txt": TEXT, ".html": HTML, ".htm": HTML, ".eml": MAIL, ".pdf": PDF, ".docx": DOCX}
