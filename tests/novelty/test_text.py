"""Texts that differ in form only are one text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.words import JOINT, plain_form, token_spans, tokens, words_of
from bot.novelty import fingerprint

SENTENCE = "We won't sign “the water treaty”, and the café in Besançon knows it."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(SENTENCE, SENTENCE.upper(), id="capitals"),
        pytest.param(SENTENCE, SENTENCE.replace(" ", " \n\t"), id="whitespace"),
        pytest.param(SENTENCE, SENTENCE.replace("“", "„").replace("”", "“"), id="other quotation marks"),
        pytest.param(SENTENCE, SENTENCE.replace("“", "").replace("”", ""), id="no quotation marks"),
        pytest.param(SENTENCE, f"«{SENTENCE}»", id="quoted whole"),
        pytest.param(SENTENCE, SENTENCE.replace("'", "’"), id="typographic apostrophe"),
        pytest.param(SENTENCE, unicodedata.normalize("NFD", SENTENCE), id="decomposed"),
        pytest.param(SENTENCE, SENTENCE.replace("water", "wa\u00adter"), id="soft hyphen"),
        pytest.param("the ﬁsh quota", "the fish quota", id="ligature"),
        pytest.param("wait … and see", "wait ... and see", id="ellipsis"),
        pytest.param(f"We stay{JOINT}They leave.", "We stay. They leave.", id="two pieces of a quotation"),
        pytest.param(f"Never!{JOINT}They leave.", "Never! They leave.", id="two with a mark between"),
        pytest.param(f"We stay{JOINT}“for now” they say", "We stay, for now they say", id="two of one sentence"),
    ],
)
def test_form_is_no_difference(one, other):
    assert fingerprint(one) == fingerprint(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("We sign.", "We do not sign.", id="a word more"),
        pytest.param("25 percent", "35 percent", id="a digit"),
        pytest.param("their dam", "the dam", id="letters"),
    ],
)
def test_words_are_a_difference(one, other):
    assert fingerprint(one) != fingerprint(other)


@given(st.text(max_size=60))
def test_the_form_of_a_form_is_the_same(text):
    assert plain_form(plain_form(text)) == plain_form(text)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Co", "Cn"]), max_size=60))
def test_the_unicode_form_never_matters(text):
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert fingerprint(unicodedata.normalize(form, text)) == fingerprint(text)


@given(st.text("abcdeé ßİıŁ'“”.-", max_size=60))
def test_capitals_never_matter(text):
    assert fingerprint(text.upper()) == fingerprint(text) == fingerprint(text.casefold())


def test_a_fingerprint_is_short_and_hexadecimal():
    assert len(fingerprint(SENTENCE)) == 32
    assert int(fingerprint(SENTENCE), 16) >= 0


def test_words_leave_the_marks_out():
    assert words_of("No — not one, he said: none!") == ["no", "not", "one", "he", "said", "none"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("We won’t pay.", ["We", "won’t", "won’t", "pay", "."], id="a contraction is two words"),
        pytest.param("“Wait … and see”", ["Wait", "…", "and", "see"], id="marks of quotation are none"),
        pytest.param("25,000 of $2.5bn", ["25,000", "of", "$2.5", "bn"], id="numbers"),
        pytest.param("wa\u00adter  ,Ｎow", ["wa\u00adter", ",", "Ｎow"], id="soft hyphen, wide letter, stray space"),
        pytest.param("ex-king", ["ex", "king"], id="hyphen"),
        pytest.param("the ﬁsh", ["the", "ﬁsh"], id="ligature"),
    ],
)
def test_tokens_are_found_where_they_stand(text, expected):
    assert [text[slice(*span)] for span in token_spans(text)] == expected


LETTERS = st.text(st.characters() | st.sampled_from("abn't’.,…-“\" 25$€"), max_size=60)
PIECES = st.lists(LETTERS, max_size=4).map(JOINT.join)


@given(LETTERS | PIECES)
def test_each_token_has_its_place(text):
    spans = token_spans(text)
    assert len(spans) == len(tokens(text))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert list(spans) == sorted(spans)
