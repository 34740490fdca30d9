"""A few busy hours are like each other; `python -m tests.simulation.flat` lets a day at ten times the rate go by."""

from __future__ import annotations

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
