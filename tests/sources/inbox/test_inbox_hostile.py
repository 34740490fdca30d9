"""An inbox: files that are made to hold up whoever reads them end within their limits."""

from __future__ import annotations

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome
from bot.sources.inbox.media import FILE_FORMS
from bot.sources.parsing import ParserPool
from tests.loopback.papers import docx, pdf, zipped
from tests.sources.inboxes import W, inbox_at
from tests.sources.samples import NOW


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


def hostile():
    """Return the name and the bytes of each; here, since they are large and take seconds to make."""
    return {
        "a ZIP bomb": ("a.docx", zipped({"word/document.xml": b"\0" * 300_000_000})),
        "a bomb of markup": (
            "a.docx",
            zipped({"word/document.xml": b"<w:document xmlns:w='" + W.encode() + b"'>" + b"<w:p>" * 3_000_000}),
        ),
        "endless text in a document": (
            "a.docx",
            zipped(
                {"word/document.xml": f"<w:document xmlns:w='{W}'><w:p><w:r>{'<w:t>no </w:t>' * 1_200_000}".encode()}
            ),
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
    pool = ParserPool(processor_seconds=2, memory=600_000_000)
    ended = {}
    files = hostile()
    for case, (name, body) in files.items():
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
    assert len(ended) == len(files)
