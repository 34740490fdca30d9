"""Sentences that go on in the tense of reported speech behind who said the one before."""

from __future__ import annotations

import pytest

from tests.watcher.reader import find, rules, told

BEFORE = "The bridge was sound, Trump said."
GOES_ON = [
    pytest.param("It had stood for a century.", ["It had stood for a century"], id="had"),
    pytest.param("Nobody would have to pay.", ["Nobody would have to pay"], id="would"),
    pytest.param("He’d never doubted it.", ["He’d never doubted it"], id="a short form"),
    pytest.param("It had shut. It would reopen. It was hot.", ["It had shut", "It would reopen"], id="and on"),
]  # fmt: skip
ENDS = [
    pytest.param("It is the oldest in the state.", id="another tense"),
    pytest.param("The mill has had to close.", id="the perfect of today"),
    pytest.param("\nIt had stood for a century.", id="another paragraph"),
    pytest.param("He was referring to a bridge that had burned.", id="the writer explains"),
    pytest.param("The sign had said “closed”.", id="words in marks"),
]


@pytest.mark.parametrize(("behind", "expected"), GOES_ON)
def test_what_goes_on_in_that_tense_is_his(behind: str, expected: list[str]) -> None:
    assert _said(f"{BEFORE} {behind}") == ["The bridge was sound", *expected]


@pytest.mark.parametrize("behind", ENDS)
def test_else_the_writer_tells_it(behind: str) -> None:
    assert _said(f"{BEFORE} {behind}") == ["The bridge was sound"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Trump said the bridge was sound. It had stood for a century.", id="before the words"),
        pytest.param("The bridge was sound, Trump never said. It had stood for a century.", id="not said"),
    ],
)
def test_only_behind_a_speaker_who_ends_the_sentence(text: str) -> None:
    content = "the bridge was sound" if "the bridge" in text else "The bridge was sound"
    words = [one for _, one in told(text, find(rules((content, "said", "Trump")), text))]
    assert not any("century" in one for one in words)


def _said(text: str) -> list[str]:
    found = told(text, find(rules(("The bridge was sound", "said", "Trump")), text))
    return [words for actor, words in found if actor == "trump"]
