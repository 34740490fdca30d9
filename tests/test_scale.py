"""The arithmetic of `python -m benchmarks.scale`: what is used up first, and what news waits."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from benchmarks.scale import ALONE, MANY, STEPS, Costs, Mix, form_for, loads, wait
from tests.documents import ROOT

COSTS, MIX = Costs(), Mix()


def test_each_cost_names_a_command_that_there_is():
    named = [one.metadata["by"].removeprefix("python -m benchmarks.").split()[0] for one in fields(Costs)]
    assert [name for name in named if not (ROOT / f"benchmarks/{name}.py").is_file()] == []


def used(sources, form, **changes):
    return {one.what: one.used for one in loads(sources, form, costs=COSTS, mix=replace(MIX, **changes))}


def test_twice_the_sources_use_twice_of_everything():
    for form in (ALONE, MANY):
        once, twice = used(5_000, form), used(10_000, form)
        assert {what: pytest.approx(2 * share) for what, share in once.items()} == twice


def test_what_is_asked_for_half_as_often_uses_less_and_nothing_uses_more():
    often, seldom = used(10_000, MANY), used(10_000, MANY, poll_every=240.0)
    assert seldom["turns of transactions"] < often["turns of transactions"]
    assert all(seldom[what] <= often[what] for what in often)


@pytest.mark.parametrize("sources", STEPS.values())
def test_the_form_that_is_named_carries_its_sources(sources):
    form = form_for(sources, costs=COSTS, mix=MIX)
    of_channels = {"messages in a channel, one a second"}  # more channels, or routes that ask for less, not more hosts
    shares = used(sources / form.records, form)
    assert max(share for what, share in shares.items() if what not in of_channels) < 1


def test_news_waits_ever_longer_where_readers_are_used_up():
    slow = replace(COSTS, article=12.0)
    few, many = (wait(200 * times, ALONE, costs=slow, mix=MIX)[1] for times in (1, 50))
    assert few < 30
    assert many > 100
