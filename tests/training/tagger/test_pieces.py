"""The word-piece table is cut without losing words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from tests.watcher.tagger.tables import piece_table
from training.tagger import pieces

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Tokenizer, Tokenizer, list[int]]:
    monkeypatch.setattr(pieces, "_FREQUENT", 5)
    full = piece_table("mayor", "bridge", "ferry", "[unused1]")
    full.save(str(tmp_path / "tokenizer.json"))
    text, kept = pieces.cut(tmp_path / "tokenizer.json", ["the ferry"])
    return full, Tokenizer.from_str(text), kept.tolist()


def test_pieces_used_or_frequent_stay_and_rare_ones_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, table, _ = cut(tmp_path, monkeypatch)
    vocabulary = table.get_vocab()
    assert {"ferry", "mayor", "a", "##a"} <= set(vocabulary)
    assert not {"bridge", "[unused1]"} & set(vocabulary)
    assert table.encode("bridge", add_special_tokens=False).tokens == ["b", "##r", "##i", "##d", "##g", "##e"]


def test_kept_names_the_row_of_each_piece_in_the_full_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full, table, kept = cut(tmp_path, monkeypatch)
    assert {piece: kept[new] for piece, new in table.get_vocab().items()} == {
        piece: number for piece, number in full.get_vocab().items() if piece in table.get_vocab()
    }


@given(word=st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=20))
def test_any_word_of_the_full_table_can_still_be_written(word: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("table")
    full = piece_table("mayor", "bridge")
    full.save(str(folder / "tokenizer.json"))
    table = Tokenizer.from_str(pieces.cut(folder / "tokenizer.json", [])[0])
    assert "[UNK]" not in table.encode(word, add_special_tokens=False).tokens


def test_the_frame_of_mpnet_gets_the_names_of_bert(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "_FREQUENT", 0)
    bert = ["[PAD]", "[unused0]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "##a"]
    names = ["<s>", "<pad>", "</s>", "<unk>", *bert, "<mask>"]
    raw = json.loads(piece_table().to_str())
    raw["model"]["vocab"] = {name: number for number, name in enumerate(names)}
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    raw["added_tokens"] = [{"id": names.index(name), "content": name, **flags} for name in names[:4]]
    (tmp_path / "tokenizer.json").write_text(json.dumps(raw))
    text, kept = pieces.cut(tmp_path / "tokenizer.json", ["a [MASK]"])
    table = Tokenizer.from_str(text)
    expected = {
        "[CLS]": "<s>",
        "[PAD]": "<pad>",
        "[SEP]": "</s>",
        "[UNK]": "[UNK]",
        "a": "a",
        "##a": "##a",
        "[MASK]": "<mask>",
    }
    assert {piece: names[kept[number]] for piece, number in table.get_vocab().items()} == expected
