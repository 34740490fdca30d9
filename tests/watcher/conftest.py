"""Where the packaged model's findings are kept from one run to the next."""

from __future__ import annotations

import shutil

import pytest

from bot.watcher.find.tagger.weights import MANIFEST, PACKAGED
from tests.watcher.reader import Remembering, what_decides


@pytest.fixture(scope="session", autouse=True)
def _memory_of_the_model(request):
    """Keep them in pytest's cache, by text: those of other weights or other code are let go of."""
    cache = getattr(request.config, "cache", None)
    if cache is None or not (PACKAGED / MANIFEST).exists():  # started with `-p no:cacheprovider`, or without weights
        return
    folder = cache.mkdir("tagged")
    Remembering.folder = folder / what_decides()
    Remembering.folder.mkdir(exist_ok=True)
    for other in folder.iterdir():
        if other != Remembering.folder:
            shutil.rmtree(other, ignore_errors=True)
