"""The judge as it is shipped."""

from __future__ import annotations

import pytest

from bot.novelty import Judge


@pytest.fixture(scope="module")
def shipped():
    return Judge.load()
