"""The judge as it is shipped, and where what its network says is kept from one run to the next."""

from __future__ import annotations

import shutil

import pytest

from bot.novelty import Judge
from bot.novelty.encoder import WEIGHTS_FOLDER
from tests.novelty.remembering import RememberingEncoder, remembering_judge, what_decides


@pytest.fixture(scope="session", autouse=True)
def _memory_of_the_network(request):
    """Keep it in pytest's cache, by pair: that of other weights or other code is let go of."""
    cache = getattr(request.config, "cache", None)
    if cache is None or not (WEIGHTS_FOLDER / "manifest.json").exists():
        return
    folder = cache.mkdir("compared")
    RememberingEncoder.folder = folder / what_decides()
    RememberingEncoder.folder.mkdir(exist_ok=True)
    for other in folder.iterdir():
        if other != RememberingEncoder.folder:
            shutil.rmtree(other, ignore_errors=True)


@pytest.fixture(scope="session")
def shipped(_memory_of_the_network):
    """Return it over the network's memory, for tests that ask what it says of texts."""
    return remembering_judge()


@pytest.fixture(scope="module")
def forgetful():
    """Return it without a memory, for tests of the network itself."""
    return Judge.load()
