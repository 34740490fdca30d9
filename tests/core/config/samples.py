"""What the tests of the config are given: the least that is one, and how its mistakes are read."""

from __future__ import annotations

import pytest

from bot.core.config import parse_config
from bot.core.errors import ConfigError

LEAST = """
[[actors]]
id = "trump"
name = "Donald Trump"
[[sources]]
id = "wire"
name = "A Wire"
url = "https://wire.example/feed"
tier = "wire"
"""
DIGEST = '[[digests]]\nchannel = "console"\ncron = "0 8 * * *"\n'


def problems(text):
    with pytest.raises(ConfigError) as caught:
        parse_config(text)
    return caught.value.problems
