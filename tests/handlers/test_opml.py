"""OPML: what is read of a list of feeds, what is refused, and that what is written is read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.config import example_config_path, read_config
from handlers.opml import NAMESPACE, OpmlError, arguments_of, read_opml, write_opml

HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def opml(body, head=HEAD, attributes=""):
    return f'{head}<opml version="2.0" {attributes}><head><title>x</title></head><body>{body}</body></opml>'.encode()


QUAY = [{"url": "https://quay.example/rss", "name": "The Quay"}]
FEED = '<outline type="rss" text="The Quay" xmlUrl="https://quay.example/rss"/>'


def at_a(name):
    return [{"url": "https://a.example/", "name": name}]


CHEESE = opml('<outline text="Käse" xmlUrl="https://a.example/"/>', head="").decode().encode("utf-16")
ESCAPED = opml('<outline text="&lt;b&gt; &amp; &#x200f;" xmlUrl="https://a.example/?a=1&amp;b=2"/>')


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (opml(FEED), QUAY),
        (
            opml(f'<outline text="Ports"><outline text="North">{FEED}</outline></outline>'),
            [{"url": "https://quay.example/rss", "name": "The Quay"}],
        ),
        (
            opml('<outline title="T" text="x" xmlUrl=" https://a.example/ "/>'),
            at_a("T"),
        ),
        (
            opml('<outline text="old form" xmlurl="https://a.example/"/>'),
            at_a("old form"),
        ),
        (opml('<outline text="a page" type="link" url="https://a.example/"/>'), []),
        (opml('<outline text="x" xmlUrl=""/>'), []),
        (
            opml('<outline text="x" xmlUrl="https://a.example/" tier="wire" kind="sitemap" shape="round"/>'),
            [{"url": "https://a.example/", "name": "x", "tier": "wire", "kind": "sitemap"}],
        ),
        (
            opml(
                '<outline text="x" xmlUrl="https://a.example/" o:tier="wire" o:id="a" o:hosts="b.example"/>',
                attributes=f'xmlns:o="{NAMESPACE}"',
            ),
            [{"url": "https://a.example/", "name": "x", "tier": "wire", "id": "a", "hosts": "b.example"}],
        ),
        (opml("").replace(b"UTF-8", b"ISO-8859-1"), []),
        (b"\n " + opml(FEED), QUAY),
        (b"\xef\xbb\xbf" + opml(FEED), QUAY),
        (opml(FEED, attributes='xmlns="http://opml.org/spec2"'), QUAY),
        (
            b'<OPML><BODY><OUTLINE TEXT="Old" XMLURL="https://a.example/"/></BODY></OPML>',
            [{"url": "https://a.example/", "name": "Old"}],
        ),
        (CHEESE, at_a("Käse")),
        (
            ESCAPED,
            [{"url": "https://a.example/?a=1&b=2", "name": "<b> & \u200f"}],
        ),
    ],
)
def test_a_list_is_read(body, expected):
    assert read_opml(body) == expected


BOMB = '<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (opml('<outline text="&c;" xmlUrl="https://a.example/"/>', head=HEAD + BOMB), "declares a document type"),
        (opml(FEED, head=HEAD + '<!DOCTYPE opml SYSTEM "file:///etc/passwd">'), "declares a document type"),
        (
            opml('<outline text="&x;"/>', head='<!DOCTYPE opml [<!ENTITY x SYSTEM "http://127.0.0.1/">]>'),
            "declares a document type",
        ),
        (opml(FEED, head="<!DOCTYPE opml>").decode().encode("utf-16"), "declares a document type"),
        (opml("<outline>" * 25 + "</outline>" * 25), "nested more than 20 deep"),
        (b"<opml>" * 100_000, "nested more than 20 deep"),
        (opml(FEED * 2001), "more than 2000 outlines"),
        (opml(f'<outline text="{"x" * 5000}" xmlUrl="https://a.example/"/>'), "longer than 2048 characters"),
        (b" " * 5_000_001, "larger than 5 MB"),
        (opml(FEED)[:-10], "is not XML"),
        (opml("&undefined;"), "is not XML"),
        (opml('<outline xmlUrl="https://a.example/?a=1&b=2"/>'), "an & has to be written &amp;"),
        ('<?xml version="1.0" encoding="gb2312"?><opml/>'.encode("gb2312"), "save it as UTF-8"),
        (b"", "is not XML"),
        (b"\x00\xff" * 50, "is not XML"),
        (b"{}", "is not XML"),
        (b'<?xml version="1.0" encoding="x-none"?><opml/>', "unknown encoding"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>', "but not OPML"),
        (b"<html><body>Not found</body></html>", "but not OPML"),
    ],
)
def test_a_hostile_file_is_refused_with_why(body, why):
    with pytest.raises(OpmlError, match=why):
        read_opml(body)


@given(st.binary(max_size=300) | st.text(max_size=300).map(opml))
def test_no_file_breaks_it(body):
    try:
        rows = read_opml(body)
    except OpmlError:
        return
    assert all(row["url"] for row in rows)


def test_what_is_written_is_read_back():
    sources = read_config(example_config_path()).sources
    rows = read_opml(write_opml(sources, title="x").encode())
    assert [row["url"] for row in rows] == [one.url for one in sources]
    for row, source in zip(rows, sources, strict=True):
        given = arguments_of(row)
        assert (given["id"], given["name"], given["tier"], given["kind"]) == (
            source.id,
            source.name,
            source.tier,
            source.kind,
        )
        assert given.get("voice") == source.voice
        assert given.get("hosts", "") == ",".join(source.article_hosts)
