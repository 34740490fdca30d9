"""The tagger with its trained weights, on invented sentences."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.watcher.find.tagger import SpanTriple, Tagger
from bot.watcher.find.tagger.quote_states import quote_states

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load()


def words_of_all(text: str, found: list[SpanTriple]) -> list[tuple[str, str, str]]:
    return [
        tuple(" … ".join(text[start:end] for start, end in part) for part in (each.content, each.cue, each.source))
        for each in found
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "“We will mend the bridge by spring,” the mayor said.",
            [("“We will mend the bridge by spring,”", "said", "the mayor")],
            id="direct",
        ),
        pytest.param(
            "The mayor said that the bridge would be mended by spring.",
            [("that the bridge would be mended by spring", "said", "The mayor")],
            id="indirect",
        ),
        pytest.param(
            '"We will mend the bridge," Anna Lund told reporters. "It will take a year."',
            [('"We will mend the bridge," … "It will take a year."', "told", "Anna Lund")],
            id="interrupted",
        ),
        pytest.param(
            "According to the harbour office, two ferries will stay in port.",
            [("two ferries will stay in port.", "According to", "the harbour office")],
            id="according to",
        ),
        pytest.param("The bridge was built in 1910 and painted green last year.", [], id="nobody speaks"),
        pytest.param("", [], id="empty"),
        pytest.param(" \n\n ", [], id="white space"),
    ],
)
def test_who_said_what(tagger: Tagger, text: str, expected: list[tuple[str, str, str]]) -> None:
    assert words_of_all(text, tagger(text)) == expected


def test_two_speakers_keep_their_own_words(tagger: Tagger) -> None:
    text = "“The roof leaks,” said Anna Lund. Her deputy, Jon Berg, said the repair would cost a million."
    found = words_of_all(text, tagger(text))
    assert [source for _, _, source in found] == ["Anna Lund", "Her deputy, Jon Berg,"]


def test_pipe_gives_what_single_calls_give(tagger: Tagger) -> None:
    texts = ["The mayor said no.", "", "“Yes,” she said."]
    assert list(tagger.pipe(texts)) == [tagger(text) for text in texts]


def test_a_text_of_many_windows_is_read_to_its_end(tagger: Tagger) -> None:
    fields = (f"The road to field {number} is {number * 7} metres long.\n\n" for number in range(80))
    text = "".join(fields) + "“We are there,” the driver said."
    assert words_of_all(text, tagger(text)) == [("“We are there,”", "said", "the driver")]


def test_other_marks_can_be_used() -> None:
    asked: list[str] = []

    def marks(text: str, words: Sequence[tuple[int, int]]) -> NDArray[np.int64]:
        asked.append(text)
        return quote_states(text, words)

    Tagger.load(marks=marks)("“Yes,” she said.")
    assert asked == ["“Yes,” she said."]


def test_weights_have_a_version(tagger: Tagger) -> None:
    assert tagger.version


WILD = st.text(st.sampled_from(list("ab “”\"'‘’«».,:\n\t\u200b\u0301\x00\ufeff\U0001f600ي")), max_size=60)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=WILD)
def test_offsets_of_any_text_are_valid(tagger: Tagger, text: str) -> None:
    for each in tagger(text):
        assert 0 <= each.score <= 1
        for start, end in (*each.content, *each.cue, *each.source):
            assert 0 <= start < end <= len(text)


def test_a_very_long_line_is_no_trouble(tagger: Tagger) -> None:
    began = time.process_time()
    tagger("a" * 200_000 + " said that " + "'x \"y " * 400)
    assert time.process_time() - began < 30


@pytest.mark.parametrize("mark", ["“", "-", "."])
def test_a_line_of_marks_is_not_read_and_what_stands_beside_it_is(tagger: Tagger, mark: str) -> None:
    read = []
    session, run = tagger._session, tagger._session.run
    tagger._session = SimpleNamespace(run=lambda names, inputs: read.append(inputs) or run(names, inputs))
    try:
        text = "“We go,” Ann Bell said.\n" + mark * 5_000 + "\n“We stay,” Bo Dahl said."
        found = [text[slice(*span)] for one in tagger(text) for span in one.source]
    finally:
        tagger._session = session
    assert found == ["Ann Bell", "Bo Dahl"]
    assert len(read) < 8
