"""Weights are refused when they are not what was trained."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bot.core.errors import WeightsError
from bot.watcher.find.tagger import Tagger
from bot.watcher.find.tagger.weights import FILES, HEADS, MANIFEST, MODEL, TABLE, Manifest, checked, write_manifest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FILES:
        (tmp_path / name).write_bytes(name.encode())
    write_manifest(tmp_path, "7", 8)
    return tmp_path


def test_files_that_match_their_manifest_have_a_version(folder: Path) -> None:
    assert checked(folder) == Manifest("7", 8)


@pytest.mark.parametrize("name", FILES)
def test_a_changed_file_is_refused_by_name(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"something else")
    with pytest.raises(WeightsError, match=rf"{name}: checksum .* install the package again"):
        Tagger.load(folder)


def test_a_table_beside_the_model_is_checked_too(folder: Path) -> None:
    (folder / TABLE).write_bytes(b"rows")
    write_manifest(folder, "8", 7)
    assert checked(folder) == Manifest("8", 7)
    (folder / TABLE).write_bytes(b"other rows")
    with pytest.raises(WeightsError, match=rf"{TABLE}: checksum"):
        Tagger.load(folder)


def test_weights_that_state_no_bits_have_eight(folder: Path) -> None:
    stated = json.loads((folder / MANIFEST).read_text())
    del stated["weight_bits"]
    (folder / MANIFEST).write_text(json.dumps(stated))
    assert checked(folder).weight_bits == 8


def test_a_missing_file_is_refused_by_name(folder: Path) -> None:
    (folder / MODEL).unlink()
    with pytest.raises(WeightsError, match=rf"{MODEL}: cannot be read .* install the package again"):
        Tagger.load(folder)


@pytest.mark.parametrize("manifest", ["", "[]", "{}", '{"version": "1", "format": 1}'])
def test_a_broken_manifest_is_refused(folder: Path, manifest: str) -> None:
    (folder / MANIFEST).write_text(manifest)
    with pytest.raises(WeightsError, match=f"{MANIFEST}: not a manifest"):
        Tagger.load(folder)


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=MANIFEST):
        Tagger.load(tmp_path / "nowhere")


def test_another_format_is_refused(folder: Path) -> None:
    stated = json.loads((folder / MANIFEST).read_text()) | {"format": 99}
    (folder / MANIFEST).write_text(json.dumps(stated))
    with pytest.raises(WeightsError, match="format 99"):
        Tagger.load(folder)


def test_a_manifest_entry_that_is_missing_is_refused(folder: Path) -> None:
    stated = json.loads((folder / MANIFEST).read_text())
    del stated["sha256"][HEADS]
    (folder / MANIFEST).write_text(json.dumps(stated))
    with pytest.raises(WeightsError, match=HEADS):
        Tagger.load(folder)


def test_files_that_match_but_cannot_be_loaded_are_refused(folder: Path) -> None:
    with pytest.raises(WeightsError, match="do not load"):
        Tagger.load(folder)
