"""From scores to quotations."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.watcher.find.tagger import crf, link
from bot.watcher.find.tagger.decode import Scores, SpanTriple, decode, spans
from bot.watcher.find.tagger.encoded import encode
from bot.watcher.find.tagger.quote_states import quote_states
from tests.watcher.tagger.tables import piece_table
from tests.watcher.tagger.test_link import HIDDEN, weights

TABLE = piece_table()
SIGNS = {"-": 0, "C": 1, "c": 2, "Q": 3, "q": 4, "S": 5, "s": 6}


def flat_weights(*, none_bias: float = -5.0) -> dict[str, np.ndarray]:
    """Links decided by distance alone."""
    w = {name: np.zeros_like(value) for name, value in weights().items()}
    w["distance"] = np.tile(link.distance_prior(), (link.RELATIONS, 1))
    w["none_bias"] += np.float32(none_bias)
    w["transitions"], w["start"] = crf.forbidden_transitions(), crf.forbidden_starts()
    return w


def tag(text: str, signs: str, w: dict[str, np.ndarray] | None = None) -> list[SpanTriple]:
    encoded = encode(text, TABLE, quote_states)
    emissions = np.full((len(encoded.words), len(crf.LABELS)), -6, np.float32)
    emissions[range(len(signs)), [SIGNS[sign] for sign in signs]] = 6
    return decode(encoded, Scores(emissions, np.zeros((len(signs), HIDDEN), np.float32)), w or flat_weights())


def words_of_all(text: str, found: list[SpanTriple]) -> list[tuple[list[str], list[str], list[str]]]:
    return [
        tuple([text[start:end] for start, end in part] for part in (each.content, each.cue, each.source))
        for each in found
    ]


@pytest.mark.parametrize(
    ("text", "signs", "expected"),
    [
        pytest.param("we go she said", "CcSQ", [(["we go"], ["said"], ["she"])], id="one quotation"),
        pytest.param(
            "we go she said now then", "CcSQCc", [(["we go", "now then"], ["said"], ["she"])], id="interrupted"
        ),
        pytest.param(
            "Ann said a b Bo said c d",
            "SQCcSQCc",
            [(["a b"], ["said"], ["Ann"]), (["c d"], ["said"], ["Bo"])],
            id="two quotations",
        ),
        pytest.param("a b Ann", "CcS", [(["a b"], [], ["Ann"])], id="no cue"),
        pytest.param("a b said", "CcQ", [(["a b"], ["said"], [])], id="no source"),
        pytest.param("a b", "Cc", [(["a b"], [], [])], id="content alone"),
        pytest.param("Ann said", "SQ", [], id="a cue without content is none"),
        pytest.param("", "", [], id="empty"),
    ],
)
def test_quotations_found(text: str, signs: str, expected: list[tuple[list[str], list[str], list[str]]]) -> None:
    assert words_of_all(text, tag(text, signs)) == expected


def test_contents_far_from_every_cue_stand_alone() -> None:
    text = "a b Ann said " + "w " * 150 + "c d"
    signs = "CcSQ" + "-" * 150 + "Cc"
    found = tag(text, signs, flat_weights(none_bias=-3.0))
    assert words_of_all(text, found) == [(["a b"], ["said"], ["Ann"]), (["c d"], [], [])]


def test_a_sure_quotation_has_a_high_score_and_an_unsure_one_a_lower() -> None:
    sure = tag("we go she said", "CcSQ")[0]
    unsure = tag("we go she said", "CcSQ", flat_weights(none_bias=-0.5))[0]
    assert 0 < unsure.score < sure.score <= 1
    assert sure.features["content"] > 0.99
    assert set(sure.features) == {
        "content", "borders", "cue", "source", "cue_link", "source_link", "parts", "words",
    }  # fmt: skip


@settings(deadline=None)
@given(words=st.integers(0, 60), seed=st.integers(0, 1000))
def test_any_scores_give_valid_offsets(words: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    text = " ".join("w" * words)
    encoded = encode(text, TABLE, quote_states)
    scores = Scores(
        chance.normal(size=(words, len(crf.LABELS))).astype(np.float32) * 3,
        chance.normal(size=(words, HIDDEN)).astype(np.float32),
    )
    w = weights(seed) | {"transitions": crf.forbidden_transitions(), "start": crf.forbidden_starts()}
    found = decode(encoded, scores, w)
    assert found == sorted(found, key=lambda each: each.content)
    taken = [part for each in found for part in each.content]
    assert len(taken) == len(set(taken))
    for each in found:
        assert each.content
        assert 0 <= each.score <= 1
        for start, end in (*each.content, *each.cue, *each.source):
            assert 0 <= start < end <= len(text)


def test_spans_of_a_path() -> None:
    path = np.array([SIGNS[sign] for sign in "CcCQqSC"])
    assert spans(path, crf.CONTENT).tolist() == [[0, 1], [2, 2], [6, 6]]
    assert spans(path, crf.CUE).tolist() == [[3, 4]]
    assert spans(path, crf.SOURCE).tolist() == [[5, 5]]
