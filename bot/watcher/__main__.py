"""Writes the pipeline of a config as spaCy stores one, with its manifest: `python -m bot.watcher FOLDER [CONFIG]`.

`spacy.load(FOLDER)` gives it back wherever this package is installed.
"""

from __future__ import annotations

import sys
from pathlib import Path

from bot.core.config import example_config_path, read_config
from bot.watcher.components import make_pipeline
from bot.watcher.people.roster import make_roster


def main(folder: str, config: str | None = None) -> None:
    """Write it."""
    path = Path(config) if config else example_config_path()
    make_pipeline(make_roster(read_config(path).actors)).to_disk(folder)


if __name__ == "__main__":
    main(*sys.argv[1:3])
