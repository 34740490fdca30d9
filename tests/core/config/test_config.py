"""What a config is read as: defaults, routes, digests and what a search asks for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.config import parse_config
from bot.core.model import Channel, Platform, Route, Tier
from tests.core.config.samples import DIGEST, LEAST


def test_what_is_left_out_has_its_default():
    config = parse_config(LEAST)
    assert config.sources[0].poll_every == timedelta(minutes=2)
    assert config.routes == ()
    assert config.alerts.least_confidence == 0.5


def test_a_route_reads_its_channel_and_falls_back_to_the_common_threshold():
    config = parse_config(
        LEAST + '[alerts]\nleast_confidence = 0.7\n[[routes]]\nchannel = "slack:C024BE91L"\ntiers = ["primary"]'
    )
    (route,) = config.routes
    assert route.channel == Channel(platform=Platform.SLACK, channel_id="C024BE91L")
    assert (route.tiers, route.least_confidence) == ((Tier.PRIMARY,), 0.7)


@pytest.mark.parametrize(
    ("before", "after", "heeds"),
    [("", "", True), ('[polling]\nevery = "2m"\n', "", False), ("", 'every = "5m"\n', False)],
)
def test_what_the_operator_writes_outweighs_what_a_feed_asks_for(before, after, heeds):
    assert parse_config(before + LEAST + after).sources[0].heeds_hints is heeds


SEARCH = """
[[actors]]
id = "vance"
name = "Ada Vance"
[[actors]]
id = "ilk"
name = "Bo Ilk"
queries = ["Ilk AND ferries", '"Bo Ilk"']
[[sources]]
id = "search"
name = "Search"
url = "https://engine.example/rss?q={query}"
kind = "search"
tier = "aggregator"
[[sources]]
id = "gdelt"
name = "GDELT"
kind = "gdelt"
tier = "aggregator"
queries = ["Ilk"]
"""


def test_a_search_asks_for_its_own_queries_or_those_of_the_actors():
    search, gdelt = parse_config(SEARCH).sources
    assert search.queries == ('"Ada Vance"', "Ilk AND ferries", '"Bo Ilk"')
    assert gdelt.queries == ("Ilk",)
    assert gdelt.url == "https://api.gdeltproject.org/api/v2/doc/doc"
    assert (search.poll_every, gdelt.poll_every) == (timedelta(minutes=2), timedelta(minutes=15))


@pytest.mark.parametrize(
    ("quiet", "read"),
    [
        ('{from = "22:00", to = "07:00"}', "22:00-07:00 UTC"),
        ('{from = "9:30", to = "12:00", zone = "Europe/Berlin"}', "09:30-12:00 Europe/Berlin"),
        ('{from = "22:00", to = "07:00", days = ["Fri", "saturday"]}', "22:00-07:00 UTC on friday, saturday"),
        ('{from = "22:00", to = "07:00", mentions = true}', "22:00-07:00 UTC, but for mentions"),
    ],
)
def test_a_route_reads_its_quiet_hours(quiet, read):
    config = parse_config(LEAST + f"[[routes]]\nchannel = 'console'\nquiet = {quiet}\n")
    assert str(config.routes[0].quiet) == read


def test_a_digest_asks_as_a_route_does():
    text = LEAST + DIGEST + "actors = ['trump']\ntiers = ['wire']\nwords = ['ships']\n"
    (plan,) = parse_config(text + "zone = 'Europe/Berlin'\n").digests
    assert plan.wants == Route(
        channel=Channel(platform=Platform.CONSOLE),
        actor_ids=("trump",),
        tiers=(Tier.WIRE,),
        words=("ships",),
        least_confidence=0.5,
    )
    assert (plan.cron, plan.zone) == ("0 8 * * *", "Europe/Berlin")
    (other,) = parse_config(text).digests
    assert (other.zone, other.id == plan.id) == ("UTC", False)
    assert parse_config(text).digests == (other,)
