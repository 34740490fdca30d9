"""The trained files: which there are, and whether they are what was trained."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from bot.core.errors import WeightsError

PACKAGED = Path(__file__).parent / "weights"
MANIFEST = "manifest.json"
FORMAT = 1
"""Rises when the runtime can no longer read older files."""

MODEL, HEADS, PIECES = "model.onnx", "heads.npz", "tokenizer.json"
FILES = (MODEL, HEADS, PIECES)
TABLE = "table.bin"
"""The word pieces' vectors, where they are too large to lie in the model."""
SPEAKERS = ("speakers.onnx", "speakers.npz")
"""Those of the network that is asked who speaks, where there is one."""

_WAY_OUT = "install the package again, or rebuild the files with `python -m training.tagger`"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is stated of the weights: version, bits of the encoder, whether speakers can be asked for."""

    version: str
    weight_bits: int
    has_speakers: bool = False


def checked(folder: Path) -> Manifest:
    """Compare the files with their manifest and return what it states.

    Raises:
        WeightsError: a file is missing, damaged or of another format.

    """
    manifest = folder / MANIFEST
    try:
        stated = json.loads(manifest.read_text(encoding="utf-8"))
        version, form, sums = stated["version"], stated["format"], stated["sha256"]
        stated_bits = int(stated.get("weight_bits", 8))
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"{manifest}: not a manifest of the quotation tagger ({error}); {_WAY_OUT}"
        raise WeightsError(message) from error
    if form != FORMAT:
        message = f"{manifest}: weights of format {form}, this version reads format {FORMAT}; {_WAY_OUT}"
        raise WeightsError(message)
    for name in (*FILES, *(name for name in (TABLE, *SPEAKERS) if name in sums)):
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
    return Manifest(str(version), stated_bits, set(SPEAKERS) <= sums.keys())


def write_manifest(folder: Path, version: str, weight_bits: int) -> None:
    """State the version, the bits of the encoder's weights and the checksums of the files that are there."""
    names = (*FILES, *(name for name in (TABLE, *SPEAKERS) if (folder / name).exists()))
    sums = {name: checksum(folder / name) for name in names}
    stated = {"version": version, "format": FORMAT, "weight_bits": weight_bits, "sha256": sums}
    (folder / MANIFEST).write_text(json.dumps(stated, indent=2) + "\n", encoding="utf-8")


def checksum(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
