"""An inbox: what is read of each form of file."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.errors import SourceError
from bot.sources.inbox.media import FILE_FORMS
from tests.loopback.papers import docx, eml, pdf, zipped
from tests.sources.inboxes import SAID, read

TEXTS = {
    "lines": (
        "a.txt",
        f"Remarks at the quay\n\n{SAID}\n\nHe left.".encode(),
        ("Remarks at the quay", f"Remarks at the quay\n\n{SAID}\n\nHe left."),
    ),
    "no headline": ("a.txt", f"{SAID}\n\nHe left.".encode(), ("a", f"{SAID}\n\nHe left.")),
    "a page code of old": ("a.txt", SAID.encode("cp1252"), ("a", SAID)),
    "two bytes a letter": ("a.txt", SAID.encode("utf-16"), ("a", SAID)),
    "markup is text": ("a.txt", b"The <b>toll</b> &amp; more", ("a", "The <b>toll</b> &amp; more")),
    "Windows": ("a.txt", b"One.\r\n\r\nTwo.\r\n", ("a", "One.\n\nTwo.")),
    "a fragment": ("a.html", b"<p>He said no.</p><p>He left.</p>", ("a", "He said no.\n\nHe left.")),
    "a mail": (
        "a.eml",
        eml(SAID, Subject="Fwd: RE: The toll"),
        ("The toll", SAID),
    ),
    "a mail with markup alone": (
        "a.eml",
        b"Subject: x\nContent-Type: text/html; charset=windows-1255\n\n<p>" + "נמל אשדוד".encode("cp1255") + b"</p>",
        ("x", "נמל אשדוד"),
    ),
    "a mail that quotes": ("a.eml", eml("> One\n> > two\n", Subject="q"), ("q", "One two")),
    "a mail in an unknown code": (
        "a.eml",
        b"Subject: =?utf-8?q?M=C3=B6we?=\nContent-Type: text/plain; charset=klingon\n\nM\xc3\xb6we",
        ("Möwe", "Möwe"),
    ),
    "a document": ("a.docx", docx("One & two.", "Three.", title="Toll"), ("Toll", "One & two.\n\nThree.")),
    "a document with tracked changes": (
        "a.docx",
        docx(
            markup='<w:p><w:r><w:t xml:space="preserve">We will </w:t></w:r><w:del><w:r>'
            "<w:delText>pay</w:delText></w:r></w:del><w:ins><w:r><w:t>refuse</w:t></w:r></w:ins><w:r><w:t>.</w:t></w:r></w:p>"
        ),
        ("a", "We will refuse."),
    ),
    "a document with a text box": (
        "a.docx",
        docx(
            markup="<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>In the box.</w:t></w:r>"
            "</w:p></w:txbxContent></mc:Choice><mc:Fallback><w:p><w:r><w:t>In the box.</w:t></w:r></w:p></mc:Fallback>"
            "</mc:AlternateContent></w:r><w:r><w:t>Around it.</w:t></w:r></w:p>"
        ),
        ("a", "In the box.\n\nAround it."),
    ),
    "a document with a table": (
        "a.docx",
        docx(
            markup="<w:tbl><w:tr><w:tc><w:p><w:r><w:t>One</w:t><w:br/><w:t>Two</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        ),
        ("a", "One\n\nTwo"),
    ),
    "a PDF": ("a.pdf", pdf(["One goes", "on here."], info={"Title": "Toll"}), ("Toll", "One goes on here.")),
    "a PDF that Word named": (
        "a.pdf",
        pdf(["One."], info={"Title": "Microsoft Word - x.docx"}),
        ("a", "One."),
    ),
}


@pytest.mark.parametrize("case", TEXTS)
def test_the_text_and_title_of_a_file(case):
    name, body, expected = TEXTS[case]
    (entry,) = read(name, body).entries
    assert (entry.title, entry.text) == expected


DATES = {
    "a mail": (eml("x", Date="Tue, 03 Mar 2026 09:30:00 +0330"), "a.eml", datetime(2026, 3, 3, 6, 0, tzinfo=UTC)),
    "a mail of next year": (eml("x", Date="Tue, 02 Mar 2027 09:30:00 +0330"), "a.eml", None),
    "a mail without": (eml("x"), "a.eml", None),
    "a PDF": (
        pdf(["x"], info={"CreationDate": "D:20260302110000+02'00'"}),
        "a.pdf",
        datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
    ),
    "a PDF of nonsense": (pdf(["x"], info={"CreationDate": "yesterday"}), "a.pdf", None),
    "a document": (docx("x", saved_at="2026-03-02T09:00:00Z"), "a.docx", datetime(2026, 3, 2, 9, 0, tzinfo=UTC)),
    "a document of a library's template": (docx("x", saved_at="2013-12-23T23:15:00Z"), "a.docx", None),
    "a text": (b"x", "a.txt", None),
    "a page": (
        b'<html><head><meta property="article:published_time" content="2026-03-01T08:00:00Z"></head><body><article><p>'
        + b"He said no, and it was a long no. " * 5
        + b"</p></article></body></html>",
        "a.html",
        datetime(2026, 3, 1, 8, 0, tzinfo=UTC),
    ),
}


@pytest.mark.parametrize("case", DATES)
def test_the_date_that_a_file_gives(case):
    body, name, expected = DATES[case]
    (entry,) = read(name, body).entries
    assert entry.published_at == expected


AUTHORS = {
    "a mail": (eml("x", Subject="Toll"), "a.eml", "Press Office"),
    "a mail passed on": (eml("x", Subject="FW: Toll"), "a.eml", ""),
    "a PDF": (pdf(["x"], info={"Author": "Ada Vance"}), "a.pdf", "Ada Vance"),
    "a document": (docx("x", author="Ada  Vance"), "a.docx", "Ada Vance"),
    "a document of a library": (docx("x", author="python-docx"), "a.docx", ""),
    "a page": (b'<html><head><meta name="author" content="Ada Vance"></head><p>He said no.</p>', "a.html", "Ada Vance"),
    "a very long one": (pdf(["x"], info={"Author": "Ada " * 90}), "a.pdf", ("Ada " * 90)[:100]),
    "a text": (b"By Ada Vance", "a.txt", ""),
}


@pytest.mark.parametrize("case", AUTHORS)
def test_the_author_that_a_file_gives(case):
    body, name, expected = AUTHORS[case]
    (entry,) = read(name, body).entries
    assert entry.author == expected


LINKS = {
    "canonical": (
        b'<link rel="canonical" href="https://Harbour.com/toll?utm_source=x"><p>x y</p>',
        "https://harbour.com/toll",
    ),
    "og": (b'<meta property="og:url" content="https://harbour.com/toll"><p>x y</p>', "https://harbour.com/toll"),
    "none of the web": (b'<link rel="canonical" href="file:///etc/passwd"><p>x y</p>', None),
    "relative": (b'<link rel="canonical" href="/toll"><p>x y</p>', None),
}


@pytest.mark.parametrize("case", LINKS)
def test_the_address_that_a_saved_page_gives(case):
    body, expected = LINKS[case]
    (entry,) = read("a.html", body).entries
    assert entry.url == (expected or f"inbox:desk/a.html#{entry.key[:12]}")


def test_what_is_attached_to_a_mail_is_read_with_its_date():
    forwarded = eml("Within.", Subject="Inner", Date="Mon, 02 Mar 2026 09:00:00 +0000")
    body = eml(
        "See the text attached.",
        Subject="Remarks",
        Date="Tue, 03 Mar 2026 09:30:00 +0000",
        attached={
            "remarks.pdf": ("application/octet-stream", pdf(["In the PDF."])),
            "photo.bin": ("application/octet-stream", b"\x00"),
            "old.docx": ("application/msword", b"\xd0\xcf\x11\xe0"),
            "x.eml": ("text/plain", b"In the text."),
        },
        html="<p>See the text attached.</p>",
    ).replace(b"--\n", b"--\n", 1)
    listing = read("a.eml", body)
    at = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
    assert [(one.title, one.text, one.published_at) for one in listing.entries] == [
        ("Remarks", "See the text attached.", at),
        ("remarks", "In the PDF.", at),
        ("x", "In the text.", at),
    ]
    assert dict(listing.passed_over) == {
        "attachment that is not a Word document, though its name says so": 1,
        "attachments that are no text": 1,
    }
    assert len({one.key for one in listing.entries} | {one.url for one in listing.entries}) == 6
    holder = (
        b"Subject: Fwd\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nOuter.\n"
        b"--b\nContent-Type: message/rfc822\n\n" + forwarded + b"\n--b--\n"
    )
    assert [(one.title, one.text) for one in read("b.eml", holder).entries] == [("Fwd", "Outer."), ("Inner", "Within.")]


REFUSED = {
    "empty": ("a.txt", b"", "is empty"),
    "blank": ("a.txt", b" \n\n ", "holds no text"),
    "binary": ("a.txt", b"GIF89a\0\0\x01", "is not text: it holds binary data"),
    "a PDF by another name": ("a.txt", pdf(["x"]), "is a PDF, though its name ends in .txt"),
    "an archive by another name": ("a.html", zipped({"x": "y"}), "is a ZIP archive or an Office document"),
    "a text by another name": ("a.pdf", b"He said no.", "is not a PDF, though its name says so"),
    "no mail": ("a.eml", b"He said no.", "is not a mail"),
    "an empty mail": ("a.eml", eml("", Subject="x"), "holds no text"),
    "a mail with a picture": (
        "a.eml",
        eml("", attached={"x.doc": ("application/msword", b"x")}),
        "1 attachments that are no text",
    ),
    "a scan": ("a.pdf", pdf([]), "may be pictures"),
    "half a PDF": ("a.pdf", pdf(["x"])[:60], "is a broken PDF"),
    "another archive": ("a.docx", zipped({"x": "y"}), "is not a Word document: it has no word/document.xml"),
    "half a document": ("a.docx", docx("x" * 5000)[:300], "is a broken or locked Word document"),
    "a document that is no XML": ("a.docx", zipped({"word/document.xml": "<w:p"}), "is a broken Word document"),
    "a document with entities": (
        "a.docx",
        docx("x", head='<!DOCTYPE x [<!ENTITY a "b">]>'),
        "declares a document type",
    ),
    "a book": ("a.txt", b"He said no. " * 20_000, "holds more than 200,000 characters of text"),
    "a book of Word": ("a.docx", docx(*["He said no. " * 100] * 200), "holds more than 200,000 characters of text"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_is_none_is_refused_with_the_reason(case):
    name, body, why = REFUSED[case]
    with pytest.raises(SourceError, match=why) as raised:
        read(name, body)
    assert raised.value.permanent


@given(st.binary(max_size=400), st.sampled_from(sorted(FILE_FORMS)))
@example(b"Subject: x\nContent-Type: multipart/mixed\n\n--", ".eml")
@example(b"From: \xff\xff\nDate: \xff\nContent-Type: text/plain; charset=\xff\n\nx", ".eml")
@example(b"Subject: =?x?b?x?=\nContent-Transfer-Encoding: base64\n\n====", ".eml")
@example(b"%PDF-1.4\ntrailer<</Root 1 0 R>>", ".pdf")
@example(b"PK\x03\x04", ".docx")
def test_whatever_stands_in_a_file_it_is_read_or_refused(body, suffix):
    with suppress(SourceError):
        assert all(entry.text for entry in read(f"a{suffix}", body).entries)
