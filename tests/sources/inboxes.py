"""What tests of an inbox share: a source over a folder, and what is read of one file."""

from __future__ import annotations

import os

from bot.core.model import SourceKind
from bot.sources.inbox.media import FILE_FORMS
from bot.sources.inbox.reader import read_inbox_file
from tests.sources.samples import NOW, source_at

SAID = "“We will not pay the toll,” said Esmail Baghaei on Monday."
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def inbox_at(folder):
    return source_at("inbox:desk", id="desk", kind=SourceKind.INBOX, folder=str(folder))


def read(name, body, *, now=NOW):
    suffix = os.path.splitext(name)[1]  # noqa: PTH122
    url = f"inbox:desk/{name}"
    return read_inbox_file(body, source=inbox_at(""), content_type=FILE_FORMS[suffix], url=url, now=now)


def text_of(name, body):
    (entry,) = read(name, body).entries
    return entry.text
