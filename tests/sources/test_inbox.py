"""An inbox: what is read of each form of file, and what becomes of the files."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome, SourceKind
from bot.sources import inboxes
from bot.sources.inbox.media import FILE_FORMS
from bot.sources.inbox.reader import read_inbox_file
from bot.sources.inbox.wrapped import unwrapped, without_running_heads
from bot.sources.parsing import ParserPool
from tests.loopback.papers import docx, eml, pdf, zipped
from tests.sources.samples import NOW, fetcher_for, source_at, state_of

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


# What is read of each form


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


# Lines


LETTER = [
    "The minister said on Monday that the toll would not be",
    "paid by anybody who lives on the island, and that he had",
    "told the council so. He said it in the hall of the town.",
    "The council did not answer him. It has until the end of",
    "the month to do so.",
    "Nobody asked.",
]
WRAPPED = {
    "wrapped": (LETTER, [" ".join(LETTER[:5]), "Nobody asked."]),
    "each sentence on a line": (
        ["The minister said on Monday that the toll would not be paid.", "He left.", "Nobody had a question for him."],
        ["The minister said on Monday that the toll would not be paid.", "He left.", "Nobody had a question for him."],
    ),
    "a name parted": (
        ["“The toll will not be paid by anybody here,” said Esmail", "Baghaei, the spokesman."],
        ["“The toll will not be paid by anybody here,” said Esmail Baghaei, the spokesman."],
    ),
    "speakers": (
        [*LETTER[:4], "A: Nobody will pay it, as I have told you many times now.", "MR. VANCE: He means it."],
        [" ".join(LETTER[:4]), "A: Nobody will pay it, as I have told you many times now.", "MR. VANCE: He means it."],
    ),
    "long lines are paragraphs": (
        [" ".join([*LETTER[:3], *LETTER[:3]]), " ".join([*LETTER[:3], LETTER[5]])] * 3,
        [" ".join([*LETTER[:3], *LETTER[:3]]), " ".join([*LETTER[:3], LETTER[5]])] * 3,
    ),
    "blank lines": (["One", "", "two"], ["One", "two"]),
    "a compound": (["a cease-fire, he said of the", "cease-", "fire"], ["a cease-fire, he said of the cease-fire"]),
    "nothing": ([], []),
}


@pytest.mark.parametrize("case", WRAPPED)
def test_lines_become_the_paragraphs_that_they_were_broken_from(case):
    lines, paragraphs = WRAPPED[case]
    assert unwrapped(lines) == paragraphs


def test_a_printer_parts_words_and_a_typist_does_not():
    lines = ["the inter-", "national toll"]
    assert unwrapped(lines, hyphenates=True) == ["the international toll"]
    assert unwrapped(lines) == ["the inter-national toll"]


def test_what_heads_and_ends_each_page_is_left_out():
    pages = [["Remarks at the quay", f"Text {name} goes on", f"{number} of 4"] for number, name in enumerate("abcd", 1)]
    assert without_running_heads(pages) == [f"Text {name} goes on" for name in "abcd"]
    assert without_running_heads(pages[:2])[0] == "Remarks at the quay"


@given(st.lists(st.text(alphabet=st.sampled_from("aAZ.:- -—“”é\t"), max_size=60), max_size=12))
def test_no_letter_is_lost_or_moved_however_lines_are_broken(lines):
    assert "".join("".join(unwrapped(lines)).split()) == "".join("".join(lines).split())


@given(st.binary(max_size=400), st.sampled_from(sorted(FILE_FORMS)))
@example(b"Subject: x\nContent-Type: multipart/mixed\n\n--", ".eml")
@example(b"From: \xff\xff\nDate: \xff\nContent-Type: text/plain; charset=\xff\n\nx", ".eml")
@example(b"Subject: =?x?b?x?=\nContent-Transfer-Encoding: base64\n\n====", ".eml")
@example(b"%PDF-1.4\ntrailer<</Root 1 0 R>>", ".pdf")
@example(b"PK\x03\x04", ".docx")
def test_whatever_stands_in_a_file_it_is_read_or_refused(body, suffix):
    with suppress(SourceError):
        assert all(entry.text for entry in read(f"a{suffix}", body).entries)


def test_no_run_of_capitals_holds_up_a_reader():
    began = time.process_time()
    unwrapped(["x" * 90, "A" * 200_000, "A " * 100_000, "Aa" * 100_000])
    assert time.process_time() - began < 2


# The files


async def polled(fetcher, source, *, settle=True):
    feed = await fetcher.fetch_feed(source, state_of(source))
    if settle:
        await fetcher.settle(source)
    return feed


async def looked_twice(fetcher, source):
    await polled(fetcher, source)
    return await polled(fetcher, source)


def files_in(folder):
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if not one.is_dir() or one.is_symlink())


async def test_a_file_is_read_once_it_was_the_same_at_two_looks_and_moved_when_it_is_on_record(tmp_path):
    source = inbox_at(tmp_path)
    (tmp_path / "a.txt").write_text(SAID)
    async with fetcher_for(source) as fetcher:
        assert (await polled(fetcher, source)).outcome is FetchOutcome.UNCHANGED
        feed = await polled(fetcher, source, settle=False)
        assert [one.text for one in feed.entries] == [SAID]
        assert files_in(tmp_path) == ["a.txt"]
        await fetcher.settle(source)
        assert files_in(tmp_path) == ["done/a.txt"]
        assert (await looked_twice(fetcher, source)).entries == ()


async def test_a_file_that_is_written_to_is_left_until_that_ends(tmp_path):
    source = inbox_at(tmp_path)
    async with fetcher_for(source) as fetcher:
        for part in range(1, 4):
            (tmp_path / "a.txt").write_text(SAID * part)
            assert (await polled(fetcher, source)).entries == ()
        (entry,) = (await polled(fetcher, source)).entries
        assert entry.text.count("toll") == 3


async def test_a_file_that_is_replaced_while_it_is_read_is_not_moved_unread(tmp_path):
    source = inbox_at(tmp_path)
    (tmp_path / "a.txt").write_text("One.")
    async with fetcher_for(source) as fetcher:
        await polled(fetcher, source)
        await polled(fetcher, source, settle=False)
        (tmp_path / "a.txt").write_text("Another.")
        await fetcher.settle(source)
        assert files_in(tmp_path) == ["a.txt"]
        (entry,) = (await looked_twice(fetcher, source)).entries
        assert entry.text == "Another."


async def test_what_was_not_saved_is_listed_again(tmp_path):
    source = inbox_at(tmp_path)
    (tmp_path / "a.txt").write_text(SAID)
    async with fetcher_for(source) as fetcher:
        await polled(fetcher, source)
        first = await polled(fetcher, source, settle=False)
        assert (await polled(fetcher, source)).entries == first.entries


async def test_two_files_with_one_content_are_one_entry_and_both_are_moved(tmp_path):
    source = inbox_at(tmp_path)
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(SAID)
    async with fetcher_for(source) as fetcher:
        assert len((await looked_twice(fetcher, source)).entries) == 1
        assert files_in(tmp_path) == ["done/a.txt", "done/b.txt"]


async def test_a_file_without_a_date_has_that_of_its_writing(tmp_path):
    source = inbox_at(tmp_path)
    written_at = NOW - timedelta(hours=3)
    (tmp_path / "a.txt").write_text(SAID)
    os.utime(tmp_path / "a.txt", (written_at.timestamp(),) * 2)
    async with fetcher_for(source) as fetcher:
        (entry,) = (await looked_twice(fetcher, source)).entries
        assert entry.published_at == written_at


async def test_a_file_that_cannot_be_read_is_moved_with_the_reason_beside_it_and_the_others_are_read(tmp_path):
    source = inbox_at(tmp_path)
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    (tmp_path / "table.xlsx").write_bytes(b"PK")
    (tmp_path / "a.txt").write_text(SAID)
    async with fetcher_for(source, settings={"max_feed_bytes": 10_000}) as fetcher:
        (tmp_path / "huge.txt").write_bytes(b"x" * 10_001)
        await polled(fetcher, source)
        feed = await polled(fetcher, source, settle=False)
        assert len(feed.entries) == 1
        assert len(feed.problems) == 3
        assert files_in(tmp_path) == ["a.txt", "broken.pdf", "huge.txt", "table.xlsx"]
        await fetcher.settle(source)
        assert (await looked_twice(fetcher, source)).problems == ()
    assert files_in(tmp_path) == [
        "done/a.txt",
        "failed/broken.pdf",
        "failed/broken.pdf.reason.txt",
        "failed/huge.txt",
        "failed/huge.txt.reason.txt",
        "failed/table.xlsx",
        "failed/table.xlsx.reason.txt",
    ]
    reasons = [(tmp_path / "failed" / f"{name}.reason.txt").read_text() for name in ("huge.txt", "table.xlsx")]
    assert reasons == [
        "huge.txt has 10,001 bytes, more than polling.max_feed_bytes (10,000)\n",
        "table.xlsx is not one of the kinds of file that are read: .txt, .html, .htm, .eml, .pdf, .docx\n",
    ]


async def test_links_and_pipes_are_refused_and_nothing_outside_is_read(tmp_path):
    outside, folder = tmp_path / "secret.txt", tmp_path / "inbox"
    folder.mkdir()
    outside.write_text(SAID)
    (folder / "a.txt").symlink_to(outside)
    os.mkfifo(folder / "b.txt")
    source = inbox_at(folder)
    async with fetcher_for(source) as fetcher:
        feed = await looked_twice(fetcher, source)
    assert feed.entries == ()
    assert len(feed.problems) == 2
    assert outside.read_text() == SAID
    assert files_in(folder) == [
        "failed/a.txt",
        "failed/a.txt.reason.txt",
        "failed/b.txt",
        "failed/b.txt.reason.txt",
    ]


async def test_a_link_that_takes_the_place_of_a_file_after_the_look_is_not_followed(tmp_path, monkeypatch):
    outside, folder = tmp_path / "secret.txt", tmp_path / "inbox"
    folder.mkdir()
    outside.write_text(SAID)
    (folder / "a.txt").write_text(SAID)
    source = inbox_at(folder)
    body_of = inboxes._body_of

    def swapped(path, look):
        path.unlink()
        path.symlink_to(outside)
        return body_of(path, look)

    monkeypatch.setattr(inboxes, "_body_of", swapped)
    async with fetcher_for(source) as fetcher:
        assert (await looked_twice(fetcher, source)).entries == ()


async def test_what_is_not_finished_or_not_meant_is_left_alone(tmp_path):
    left = [".hidden.txt", "a.pdf.part", "b.txt~", "c.crdownload", "sub/d.txt"]
    (tmp_path / "sub").mkdir()
    for name in left:
        (tmp_path / name).write_text(SAID)
    source = inbox_at(tmp_path)
    async with fetcher_for(source) as fetcher:
        assert (await looked_twice(fetcher, source)).entries == ()
    assert files_in(tmp_path) == left


NAMES = {
    "newline": b"a\nb.txt",
    "no UTF-8": b"\xe9\xff.txt",
    "as long as may be": b"x" * 251 + b".txt",
    "quotes and a mention": b"@everyone '\"<>&.txt",
    "dots": b"a..txt..txt",
    "capitals": b"REPORT.TXT",
    "a dash": b"-rf.txt",
    "right to left": "\u202egnp.txt".encode(),
    "an address": b"?a=b#c%2F.txt",
}


@pytest.mark.parametrize("case", NAMES)
@pytest.mark.parametrize("body", [SAID.encode(), b""], ids=["read", "failed"])
async def test_whatever_a_file_is_called_it_is_read_and_moved(tmp_path, case, body):
    name = os.fsdecode(NAMES[case])
    (tmp_path / name).write_bytes(body)
    source = inbox_at(tmp_path)
    async with fetcher_for(source) as fetcher:
        feed = await looked_twice(fetcher, source)
    assert (tmp_path / ("done" if body else "failed") / name).is_file()
    assert not (tmp_path / name).exists()
    for entry in feed.entries:
        entry.url.encode("ascii")
        assert entry.title.isprintable()
    for problem in feed.problems:
        assert problem.isprintable()
        problem.encode()


async def test_a_name_that_is_taken_in_done_overwrites_nothing(tmp_path):
    source = inbox_at(tmp_path)
    async with fetcher_for(source) as fetcher:
        for text in ("One.", "Another."):
            (tmp_path / "a.txt").write_text(text)
            await looked_twice(fetcher, source)
    kept = sorted((tmp_path / "done").iterdir())
    assert len(kept) == 2
    assert {one.read_text() for one in kept} == {"One.", "Another."}
    assert {one.suffix for one in kept} == {".txt"}


async def test_a_file_that_cannot_be_moved_is_named_and_not_read_again(tmp_path, monkeypatch):
    source = inbox_at(tmp_path)
    (tmp_path / "a.txt").write_text(SAID)

    def refused(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(inboxes, "_moved", refused)
    async with fetcher_for(source) as fetcher:
        assert len((await looked_twice(fetcher, source)).entries) == 1
        feed = await polled(fetcher, source)
        assert feed.entries == ()
        assert feed.problems == ("a.txt is done with and cannot be moved",)


class BusyParser:
    """Has no time, as often as is said."""

    def __init__(self, times):
        self.times = times
        self.inner = inboxes

    async def listing(self, body, **arguments):
        self.times -= 1
        if self.times >= 0:
            raise SourceError(FetchOutcome.TOO_COSTLY, arguments["url"], "parsing it took longer than 60 s")
        return read_inbox_file(body, **arguments)

    async def close(self):
        pass


@pytest.mark.parametrize(("times", "ends"), [(2, "done"), (3, "failed")])
async def test_a_file_for_which_the_machine_has_no_time_is_tried_three_times(tmp_path, times, ends):
    source = inbox_at(tmp_path)
    (tmp_path / "a.txt").write_text(SAID)
    async with fetcher_for(source, parser=BusyParser(times)) as fetcher:
        for _ in range(4):
            await polled(fetcher, source)
    assert (tmp_path / ends / "a.txt").is_file()


async def test_very_many_files_are_read_over_several_polls(tmp_path):
    source = inbox_at(tmp_path)
    for number in range(45):
        (tmp_path / f"{number:02}.txt").write_text(f"Text {number} says no.")
    async with fetcher_for(source) as fetcher:
        sizes = [len((await polled(fetcher, source)).entries) for _ in range(5)]
    assert sizes == [0, 20, 20, 5, 0]


FOLDERS = {
    "not there": (lambda _path: None, "there is no folder"),
    "a file": (lambda path: path.write_text("x"), "is no folder"),
    "done leads elsewhere": (
        lambda path: (path.mkdir(), (path / "done").symlink_to(path.parent)),
        "its done or failed is not one",
    ),
}


@pytest.mark.parametrize("case", FOLDERS)
async def test_a_folder_that_cannot_be_used_is_named(tmp_path, case):
    make, why = FOLDERS[case]
    make(tmp_path / "inbox")
    source = inbox_at(tmp_path / "inbox")
    async with fetcher_for(source) as fetcher:
        with pytest.raises(SourceError, match=why) as raised:
            await polled(fetcher, source)
    assert raised.value.outcome is FetchOutcome.NO_FOLDER


# Hostile files


def nested_mail(levels):
    body = b"He said no."
    for _ in range(levels):
        body = b"Subject: x\nContent-Type: message/rfc822\n\n" + body
    return body


def nested_parts(levels):
    head = b"Subject: x\nContent-Type: multipart/mixed; boundary=b0\n\n"
    for level in range(levels):
        head += b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (level, level + 1)
    return head + b"He said no."


HOSTILE = {
    "a ZIP bomb": ("a.docx", zipped({"word/document.xml": b"\0" * 300_000_000})),
    "a bomb of markup": (
        "a.docx",
        zipped({"word/document.xml": b"<w:document xmlns:w='" + W.encode() + b"'>" + b"<w:p>" * 3_000_000}),
    ),
    "endless text in a document": (
        "a.docx",
        zipped({"word/document.xml": f"<w:document xmlns:w='{W}'><w:p><w:r>{'<w:t>no </w:t>' * 1_200_000}".encode()}),
    ),
    "a laugh": (
        "a.docx",
        docx(
            head="<!DOCTYPE x [<!ENTITY a '"
            + "no" * 50
            + "'>"
            + "".join(
                f"<!ENTITY {after} '{f'&{before};' * 10}'>"
                for before, after in zip("abcdefgh", "bcdefghi", strict=True)
            )
            + "]>",
            markup="<w:p><w:r><w:t>&i;</w:t></w:r></w:p>",
        ),
    ),
    "very many parts": ("a.docx", zipped({f"x{number}": "" for number in range(30_000)})),
    "a PDF of streams": ("a.pdf", pdf(["x"], tail=b"9 0 obj\n<<\n" * 200_000)),
    "a PDF of brackets": ("a.pdf", pdf(["x"]).replace(b"(x) Tj", b"[" * 500_000)),
    "a PDF of pages": ("a.pdf", pdf(*[["He said no. " * 9] * 40] * 1500)),
    "a PDF that holds itself": ("a.pdf", pdf(["x"]).replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]")),
    "a mail of mails": ("a.eml", nested_mail(3_000)),
    "a mail of parts": ("a.eml", nested_parts(3_000)),
    "a mail of heads": ("a.eml", b"Subject: x\n" + b"X: y\n" * 500_000 + b"\nHe said no."),
    "a mail of commas": ("a.eml", b"Subject: x\nTo: " + b"a@b.c," * 300_000 + b"\n\nHe said no."),
    "a mail of code words": ("a.eml", b"Subject: " + b"=?utf-8?q?a?= " * 100_000 + b"\n\nHe said no."),
    "markup": ("a.html", b"<div>" * 500_000),
    "attributes": (
        "a.html",
        b"<html><p " + b" ".join(b"a%d=''" % number for number in range(30_000)) + b">x</p></html>",
    ),
    "one line": ("a.txt", b"x" * 9_000_000),
    "lines": ("a.txt", b"x\n" * 4_000_000),
    "marks": ("a.txt", "“".encode() * 3_000_000),
    "capitals": ("a.txt", b"A " * 4_000_000),
    "hyphens": ("a.txt", b"ab-\n" * 1_000_000),
}


async def test_a_hostile_file_ends_within_its_limits(tmp_path):
    pool = ParserPool(processor_seconds=3, memory=600_000_000)
    ended = {}
    for case, (name, body) in HOSTILE.items():
        source = inbox_at(tmp_path)
        given = {"source": source, "content_type": FILE_FORMS[name[1:]], "url": f"inbox:desk/{name}", "now": NOW}
        try:
            ended[case] = [len(one.text) for one in (await pool.listing(body, **given)).entries]
        except SourceError as error:
            ended[case] = error.outcome
    await pool.close()
    fine = (FetchOutcome.NO_TEXT, FetchOutcome.TOO_COSTLY)
    read_all_the_same = {case: end for case, end in ended.items() if end not in fine}
    assert all(max(lengths) <= 200_000 for lengths in read_all_the_same.values()), read_all_the_same
    assert len(ended) == len(HOSTILE)
