from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sources.texts.charsets import charset_of, decode_body

PERSIAN = "سخنگوی وزارت گفت که این طرح را نمی پذیریم"
RUSSIAN = "Министр заявил, что порт останется открытым"


@pytest.mark.parametrize(
    ("body", "declared", "text"),
    [
        pytest.param(PERSIAN.encode(), [], PERSIAN, id="utf-8"),
        pytest.param(PERSIAN.encode(), ["windows-1256"], PERSIAN, id="utf-8 under a wrong label"),
        pytest.param("منظور".encode("cp1256"), ["windows-1256"], "منظور", id="windows-1256"),
        pytest.param(RUSSIAN.encode("koi8-r"), ["koi8-r"], RUSSIAN, id="koi8-r"),
        pytest.param(RUSSIAN.encode("koi8-r") * 3, [], RUSSIAN * 3, id="koi8-r without a label"),
        pytest.param("“No”".encode("cp1252"), ["iso-8859-1"], "“No”", id="what pages mean by latin-1"),
        pytest.param("\ufeff“No”".encode("utf-16-le"), ["utf-8"], "“No”", id="byte order mark"),
        pytest.param("首相は語った".encode("iso-2022-jp"), ["iso-2022-jp"], "首相は語った", id="seven bits"),
        pytest.param("首相は語った".encode("euc-jp"), ["euc-jp"], "首相は語った", id="euc-jp"),
        pytest.param(b"x" * 200 + b"\xff", ["utf-8"], "x" * 200 + "�", id="one broken byte"),
        pytest.param(
            "The café – “No”".encode("cp1252") + b"x" * 200, ["utf-8"], "The café – “No”" + "x" * 200, id="a lie"
        ),
        pytest.param("é".encode() * 3 + b"x" * 200 + b"\xe9", ["utf-8"], "ééé" + "x" * 200 + "�", id="a broken é"),
        pytest.param(b"+ADw-script+AD4-", ["utf-7"], "+ADw-script+AD4-", id="utf-7 is not of the web"),
        pytest.param(b"x", ["no-such", "", "\x00", "rot13", "base64"], "x", id="unknown labels"),
    ],
)
def test_bytes_become_the_text_that_was_meant(body, declared, text):
    assert decode_body(body, declared) == text


@pytest.mark.parametrize(
    ("header", "label"),
    [
        ("text/html; charset=UTF-8", "UTF-8"),
        ('text/html; x=y; Charset="koi8-r"', "koi8-r"),
        ("text/html", ""),
        ("", ""),
    ],
)
def test_the_charset_stands_in_the_header(header, label):
    assert charset_of(header) == label


@settings(deadline=None)
@given(st.binary(max_size=400), st.lists(st.text(max_size=12), max_size=3))
def test_any_bytes_become_text(body, declared):
    assert isinstance(decode_body(body, declared), str)
