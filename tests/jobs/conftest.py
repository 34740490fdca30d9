"""A bot that is started and knows nothing yet. Modules that begin with more have an `engine` of their own."""

from __future__ import annotations

import pytest

from tests.engine import Engine


@pytest.fixture
async def engine():
    return await Engine.started()
