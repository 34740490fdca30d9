"""A few busy hours are like each other, and slowly tested, so is a day at ten times the usual rate."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.documents import ROOT
from tests.simulation.flat import APART, day, growth, measured


def test_hours_at_a_steady_rate_are_like_each_other():
    hours = measured(day(hours=4, rate=20))
    assert [one.statements for one in hours[:3]] == [20, 20, 20]
    assert (
        max(one.lag for one in hours) <= 300
    )  # a source is asked every two minutes, and more rarely where nothing comes
    assert growth([one.memory for one in hours]) <= 2 * APART  # so short a time has a start of its own in it
    assert abs(growth([one.lag for one in hours])) <= 0.5


def test_growth_is_that_of_the_last_quarter_over_the_second():
    assert growth([9.0, 1.0, 5.0, 1.1]) > APART > growth([9.0, 1.0, 5.0, 1.0])


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_day_at_ten_times_the_usual_rate_is_flat_within_five_per_cent():
    """In a process of its own, whose memory is that of the day alone."""
    command = [sys.executable, "-m", "tests.simulation.flat"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "(at most +5%)" in ended.stdout
