from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.model import Channel, Novelty, Platform, Tier
from bot.rules.routing import newly_wanted, wants
from tests.rules.samples import ROUTE, SOURCE, STATEMENT

OTHER = Channel(platform=Platform.SLACK, channel_id="C0000000001")


@pytest.mark.parametrize(
    ("route", "wanted"),
    [
        ({}, True),
        ({"actor_ids": ("trump",)}, True),
        ({"actor_ids": ("baghaei",)}, False),
        ({"source_ids": ("wire", "other")}, True),
        ({"source_ids": ("other",)}, False),
        ({"tiers": (Tier.PRIMARY, Tier.WIRE)}, True),
        ({"tiers": (Tier.PRIMARY,)}, False),
        ({"least_confidence": 0.8}, True),
        ({"least_confidence": 0.81}, False),
        ({"words": ("TALKS", "tariffs")}, True),
        ({"words": ("summit",)}, True),
        ({"words": ("tariffs",)}, False),
        ({"words": ("talk",)}, True),
        ({"words": ("alks",)}, False),
        ({"words": ("go on",)}, True),
        ({"words": ("on go",)}, False),
        ({"words": ("mit",)}, False),
    ],
)
def test_a_route_wants_what_meets_all_its_conditions(route, wanted):
    assert wants(replace(ROUTE, **route), STATEMENT, source=SOURCE, headline="Before the Summit") is wanted


def test_a_repeat_is_wanted_where_it_was_asked_for():
    repeat = replace(STATEMENT, novelty=Novelty.REPEAT)
    assert not wants(ROUTE, repeat, source=SOURCE, headline="")
    assert wants(replace(ROUTE, repeats=True), repeat, source=SOURCE, headline="")


def test_a_repeat_is_news_to_a_channel_that_heard_of_no_earlier_occasion():
    repeat = replace(STATEMENT, novelty=Novelty.REPEAT)
    assert wants(ROUTE, repeat, source=SOURCE, headline="", heard_before=False)


@pytest.mark.parametrize(
    ("route", "reached", "wanted"),
    [
        pytest.param(ROUTE, [], True, id="nobody has heard of it"),
        pytest.param(ROUTE, [ROUTE.channel], False, id="its channel has"),
        pytest.param(ROUTE, [OTHER], True, id="another channel has"),
        pytest.param(replace(ROUTE, tiers=(Tier.PRIMARY,)), [], False, id="not of that tier"),
        pytest.param(replace(ROUTE, least_confidence=0.81), [], False, id="not sure enough"),
    ],
)
def test_a_route_hears_once_of_what_it_wants(route, reached, wanted):
    assert newly_wanted(route, STATEMENT, source=SOURCE, headline="", reached=reached) is wanted
