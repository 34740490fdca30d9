"""Gold quotations become labels and links."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.watcher.find.tagger.encoded import encode
from bot.watcher.find.tagger.quote_states import quote_states
from tests.watcher.tagger.tables import piece_table
from training.tagger.articles import Document, Quotation, read_article
from training.tagger.gold import Example, example

if TYPE_CHECKING:
    from pathlib import Path

TABLE = piece_table()
SIGNS = "-CcQqSs"


def learnt(tmp_path: Path, marked: str) -> Example:
    path = tmp_path / "x.txt"
    path.write_text(f"title: x\n\n{marked}", encoding="utf-8")
    document = read_article(path)
    return example(document, encode(document.text, TABLE, quote_states))


@pytest.mark.parametrize(
    ("marked", "labels"),
    [
        pytest.param("⟦s1:She⟧ ⟦q1:has said⟧ ⟦c1:we all go⟧.", "SQqCcc-", id="one quotation"),
        pytest.param("⟦c1:a b⟧ ⟦s1:x⟧ ⟦q1:said⟧. ⟦c1:c⟧", "CcSQ-C", id="interrupted"),
        pytest.param("⟦s1:x⟧ ⟦q1:said⟧ ⟦c1:that ⟦s2:y⟧ ⟦q2:says⟧ ⟦c2:no⟧⟧", "SQCccc", id="the outermost content wins"),
    ],
)
def test_labels(tmp_path: Path, marked: str, labels: str) -> None:
    assert "".join(SIGNS[label] for label in learnt(tmp_path, marked).labels) == labels


def test_links(tmp_path: Path) -> None:
    found = learnt(tmp_path, "⟦c1:a b⟧ ⟦s1:x y⟧ ⟦q1:said⟧. ⟦c1:c⟧ ⟦c2:d e⟧ ⟦q2:saying⟧")
    assert found.cue_of == {(0, 1): (4, 4), (6, 6): (4, 4), (7, 8): (9, 9)}
    assert found.source_of_cue == {(4, 4): (2, 3), (9, 9): None}
    assert found.source_of_content == {(0, 1): (2, 3), (6, 6): (2, 3), (7, 8): None}


def test_content_without_a_cue_is_linked_to_none(tmp_path: Path) -> None:
    found = learnt(tmp_path, "⟦s1:Ann⟧: ⟦c1:we go⟧")
    assert found.cue_of == {(2, 3): None}
    assert found.source_of_content == {(2, 3): (0, 0)}


def test_an_inner_quotation_that_lost_its_words_is_not_linked(tmp_path: Path) -> None:
    found = learnt(tmp_path, "⟦s1:x⟧ ⟦q1:said⟧ ⟦c1:that ⟦s2:y⟧ ⟦q2:says⟧ ⟦c2:no⟧⟧")
    assert found.cue_of == {(2, 5): (1, 1)}


def test_thoughts_are_labelled_among_all_but_not_as_speech() -> None:
    thought = Quotation(content=((12, 16),), cue=((4, 11),), source=((0, 3),), speech=False)
    document = Document(id="x", text="She fears so it goes", quotations=(thought,))
    found = example(document, encode(document.text, TABLE, quote_states))
    assert not found.labels.any()
    assert found.all_labels.any()
    assert not found.cue_of
