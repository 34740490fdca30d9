"""Stems by which forms of one word are one, and other words are not."""

from __future__ import annotations

import pytest

from bot.rules.stems import inflection_stem

FORMS = """
    war wars warring warred
    city cities
    tie ties tied
    strike strikes striking
    ban bans banned banning
    agree agrees agreed agreeing
    tax taxes taxed taxing
    leave leaves leaving
    negotiate negotiates negotiated negotiating
    sanction sanctions sanctioned sanctioning
    houthi houthis
"""
OTHERS = """
    war warn ware
    war software
    city cite
    car care
    new news
    plan plane
    fee feed
    organ organization
    relation rely
    nation national
    gas ga
"""


@pytest.mark.parametrize("words", FORMS.split("\n")[1:-1])
def test_the_forms_of_a_word_share_a_stem(words):
    assert len(set(map(inflection_stem, words.split()))) == 1


@pytest.mark.parametrize("words", OTHERS.split("\n")[1:-1])
def test_other_words_do_not(words):
    assert len(set(map(inflection_stem, words.split()))) == len(words.split())


@pytest.mark.parametrize("word", ["تحريم", "s", "us", "g7", "élysées", "4th"])
def test_what_is_no_english_word_is_its_own_stem(word):
    assert inflection_stem(word) == word
