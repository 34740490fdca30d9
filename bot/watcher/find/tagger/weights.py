"""The trained files: which there are, and whether they are what was trained."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from bot.core.errors import WeightsError

PACKAGED = Path(__file__).parent / "weights"
MANIFEST = "manifest.json"
FORMAT = 1
"""Rises when the runtime can no longer read older files."""

MODEL, HEADS, PIECES = "model.onnx", "heads.npz", "tokenizer.json"
FILES = (MODEL, HEADS, PIECES)

_WAY_OUT = "install the package again, or rebuild the files with `python -m training.tagger`"


def checked(folder: Path) -> str:
    """Compare the files with their manifest and return the version of the weights.

    Raises:
        WeightsError: a file is missing, damaged or of another format.

    """
    manifest = folder / MANIFEST
    try:
        stated = json.loads(manifest.read_text(encoding="utf-8"))
        version, form, sums = stated["version"], stated["format"], stated["sha256"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"{manifest}: not a manifest of the quotation tagger ({error}); {_WAY_OUT}"
        raise WeightsError(message) from error
    if form != FORMAT:
        message = f"{manifest}: weights of format {form}, this version reads format {FORMAT}; {_WAY_OUT}"
        raise WeightsError(message)
    for name in FILES:
        try:
            found = checksum(folder / name)
        except OSError as error:
            message = f"{folder / name}: cannot be read ({error}); {_WAY_OUT}"
            raise WeightsError(message) from error
        if found != sums.get(name):
            stated_sum = str(sums.get(name))
            message = (
                f"{folder / name}: checksum {found[:12]}… is not the {stated_sum[:12]}… of the manifest; {_WAY_OUT}"
            )
            raise WeightsError(message)
    return str(version)


def write_manifest(folder: Path, version: str) -> None:
    """State the version and the checksums of the files that are there."""
    stated = {"version": version, "format": FORMAT, "sha256": {name: checksum(folder / name) for name in FILES}}
    (folder / MANIFEST).write_text(json.dumps(stated, indent=2) + "\n", encoding="utf-8")


def checksum(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
