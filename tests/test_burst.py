"""The benchmark of many alerts at once, in small: each is reported once in each channel of both platforms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.burst import allowed_seconds, burst, without_checks
from tests.whole import with_fake_models

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


async def test_few_alerts_over_channels_of_both_platforms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with_fake_models(monkeypatch)
    without_checks(monkeypatch)
    _, discord, slack = await burst(tmp_path, of_each=2, channels=4)
    assert (len(discord.posted_at), discord.refused) == (4, 0)
    assert (len(slack.posted_at), slack.refused) == (4, 0)


def test_what_the_limits_allow():
    assert allowed_seconds(5, 4) < 5 < allowed_seconds(12, 4)
