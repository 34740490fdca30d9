"""How a question about a speaker is laid out, and what the packaged network says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.core.errors import WeightsError
from bot.watcher.find.tagger import Tagger
from bot.watcher.find.tagger.encoded import encode
from bot.watcher.find.tagger.quote_states import quote_states
from bot.watcher.find.tagger.speakers import (
    READ_BEFORE,
    READ_BEHIND,
    READ_CLOSING,
    READ_FIRST,
    READ_OPENING,
    SpeakerNetwork,
)
from tests.watcher.tagger.tables import piece_table

if TYPE_CHECKING:
    from pathlib import Path

    from bot.core.model import Span

TABLE = piece_table("he", "said", "we", "go", "ann", "bell", "w", "[MASK]")
READER = SpeakerNetwork(__file__, TABLE, quote_states, 1)  # type: ignore[arg-type]  # reads no file


def laid_out(text: str, content: list[Span], source: list[Span], *names: str) -> str:
    """The pieces, with the place of the source and of the names in brackets."""
    row = READER.laid_out(encode(text, TABLE, quote_states), content, source, names)
    pieces = [TABLE.id_to_token(piece) for piece in row.pieces]
    assert len(row.features) == len(pieces)
    for start, end in [row.source, *row.names]:
        pieces[start], pieces[end - 1] = f"({pieces[start]}", f"{pieces[end - 1]})"
    return " ".join(pieces).replace("[CLS]", "^").replace("[SEP]", "|").replace("[MASK]", "*").replace("[UNK]", "~")


@pytest.mark.parametrize(
    ("content", "source", "wanted"),
    [
        pytest.param([(0, 5)], [(6, 8)], "^ (ann bell) | (ann go) | we go (* he *) said |", id="behind the words"),
        pytest.param([(0, 5)], [], "^ (ann bell) | (ann go) | (* *) we go he said |", id="no source"),
    ],
)
def test_the_names_stand_before_the_passage_and_marks_around_the_source(content, source, wanted):
    assert laid_out("we go he said", content, source, "Ann Bell", "Ann Go") == wanted


def test_a_long_quotation_loses_its_middle_and_a_far_passage_is_not_read():
    said = "w " * 60
    text = "go " * 200 + said + "he said " + "go " * 50
    start = text.index("w")
    row = laid_out(text, [(start, start + len(said))], [(start + len(said), start + len(said) + 2)], "Ann")
    before, _, behind = row.partition("(* he *)")
    assert before.split().count("go") == READ_FIRST + READ_BEFORE
    assert before.split().count("w") == READ_OPENING + READ_CLOSING
    assert before.split().count("~") == 2  # behind the head of the page, and where the middle stood
    assert len(behind.split()) == READ_BEHIND + 1


def test_of_a_short_text_all_is_read_once():
    row = laid_out("we said go he said", [(8, 10)], [(11, 13)], "Ann Bell")
    assert row == "^ (ann bell) | we said go (* he *) said |"


def test_what_stands_between_the_words_and_their_source_is_read():
    assert "we go said (* he *)" in laid_out("we go said he", [(0, 5)], [(11, 13)], "Ann")


def test_files_that_do_not_load_are_named(tmp_path: Path):
    with pytest.raises(WeightsError, match=r"speakers.onnx: does not load .* install the package again"):
        SpeakerNetwork(tmp_path, TABLE, quote_states, 1)("we go", [(0, 5)], [], ["Ann"])


@pytest.fixture(scope="module")
def packaged() -> SpeakerNetwork:
    try:
        tagger = Tagger.load()
    except WeightsError as error:
        pytest.skip(f"the model's weights are not here: {error}")
    assert tagger.who_speaks is not None
    return tagger.who_speaks


PLAIN = (
    "Mayor Ida Holm met the harbour master, Jon Rask, on Monday. The quay was too short, Rask told her. "
    "{} disagreed. “We measured it twice,” she said."
)
UNSURE = pytest.mark.xfail(strict=True, reason="version 9 takes *the mayor* for somebody without a name, by 51 to 49 %")


@pytest.mark.parametrize("subject", ["Holm", pytest.param("The mayor", marks=UNSURE)])
def test_the_packaged_network_knows_who_she_is(packaged, subject):
    text = PLAIN.format(subject)
    start = text.index("“We")
    source = text.rindex("she")
    names = ["Jon Rask", "Ida Holm"]
    shares = packaged(text, [(start, start + 23)], [(source, source + 3)], names)
    assert len(shares) == 3
    assert sum(shares) == pytest.approx(1)
    assert shares[2] == max(shares)
    turned = packaged(text, [(start, start + 23)], [(source, source + 3)], names[::-1])
    assert turned[1] == max(turned)
