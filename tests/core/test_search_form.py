"""The search form: one form of every word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.search_form import has_phrase, indexed_words, is_stem, search_form, searched_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ÉCLAIR", "eclair"),
        ("ẞ", "ss"),
        ("Ⅳ", "iv"),
        ("e\u0301", "e"),
        ("كتاب", "كتاب"),
        ("کتاب", "كتاب"),
        ("ی", "ي"),
        ("ى", "ي"),
        ("ئ", "ي"),
        ("ة", "ه"),
        ("أإآٱ", "اااا"),
        ("ؤ", "و"),
        ("ﻻ", "لا"),
        ("كـــتاب", "كتاب"),
        ("كِتَابٌ", "كتاب"),
        ("שָׁלוֹם", "שלום"),
        ("۰۱۲۳۴۵۶۷۸۹ ٠١٢٣٤٥٦٧٨٩", "0123456789 0123456789"),
        ("می‌شود", "ميشود"),
        ("\u202eabc\u2069\u00ad", "abc"),
    ],
)
def test_one_form_stands_for_all(text, expected):
    assert search_form(text) == expected


@given(st.text(st.characters()))
def test_the_form_of_a_form_is_the_same(text):
    assert search_form(search_form(text)) == search_form(text)


@given(st.text(st.characters()))
def test_words_hold_letters_and_digits_only(text):
    assert all(word.isalnum() for word in searched_words(text))


@given(st.text(st.characters()))
def test_a_text_is_indexed_under_each_word_that_it_asks_for(text):
    assert set(searched_words(text)) <= set(indexed_words(text))


def test_words_are_distinct_and_in_their_order():
    assert searched_words("No, no: YES no!") == ["no", "yes"]


def test_a_word_with_a_non_joiner_is_indexed_whole_and_in_parts():
    assert indexed_words("گفت‌وگو") == searched_words("گفتوگو گفت وگو")


def test_words_of_four_letters_are_stems():
    assert [is_stem(word) for word in ("war", "iran")] == [False, True]


@pytest.mark.parametrize(
    ("text", "phrase", "there"),
    [
        ("He warned of software.", "war", False),
        ("The war goes on.", "WAR", True),
        ("The tariffs stay.", "tariff", True),
        ("The Strait of Hormuz is open.", "strait of hormuz", True),
        ("The strait is in Hormuz.", "strait of hormuz", False),
        ("Erdoğan spoke.", "erdogan", True),
        ("می‌رویم", "می‌رویم", True),
        ("می‌رویم", "می رویم", True),
        ("anything", "", False),
        ("", "war", False),
    ],
)
def test_a_phrase_is_in_a_text_as_whole_words_and_stems(text, phrase, there):
    assert has_phrase(text, phrase) is there
