"""Which sources and routes there are: the config wins, and what cannot be read any more is named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.config import read_route
from bot.core.model import StoredRoute, StoredSource
from bot.core.routes import route_id
from bot.rules.joining import join_routes, join_sources
from tests.handlers.samples import CONFIG
from tests.store.samples import NOON, after

QUAY = {"id": "quay", "name": "The Quay", "url": "https://quay.example/rss", "tier": "outlet"}


def stored(**fields) -> StoredSource:
    return StoredSource(**{"id": "quay", "settings": QUAY, "set_at": NOON, "set_by": "terminal:ann"} | fields)


def joined(*rows):
    return join_sources(CONFIG.sources.now, rows, config=CONFIG)


def test_what_was_added_comes_after_the_config():
    found = joined(stored())
    assert [one.id for one in found.sources] == [*(one.id for one in CONFIG.sources), "quay"]
    added = found.sources[-1]
    assert (added.name, added.url, added.paused, added.from_chat) == ("The Quay", QUAY["url"], False, False)
    assert added.poll_every == CONFIG.polling.every
    assert (found.removed, found.overruled, found.problems) == ((), (), ())


@pytest.mark.parametrize(
    ("set_by", "from_chat"), [("terminal:ann", False), ("discord:1", True), ("slack:U1", True), ("opml:ann", True)]
)
def test_an_address_that_the_operator_did_not_type_has_to_be_public(set_by, from_chat):
    assert joined(stored(set_by=set_by)).sources[-1].from_chat is from_chat


def test_the_config_wins_where_both_name_an_id_and_says_so():
    found = joined(stored(id="wire", settings=QUAY | {"id": "wire"}))
    assert found.sources == CONFIG.sources.now
    (said,) = found.overruled
    assert said.startswith("wire: the config names this id too, and wins; https://quay.example/rss, added by command")


def test_a_pause_holds_for_both():
    rows = stored(paused_at=after(1), paused_by="x"), stored(id="wire", settings=None, paused_at=NOON, paused_by="x")
    assert {one.id for one in joined(*rows).sources if one.paused} == {"quay", "wire"}


def test_what_was_removed_is_polled_no_more_and_known_by_its_name():
    found = joined(stored(removed_at=after(1)), stored(id="wire", settings=QUAY | {"id": "wire"}, removed_at=NOON))
    assert found.sources == CONFIG.sources.now
    assert [one.name for one in found.removed] == ["The Quay"]
    assert found.overruled == ()


def test_what_was_set_for_a_source_that_left_the_config_means_nothing():
    assert joined(stored(id="gone", settings=None, paused_at=NOON)).sources == CONFIG.sources.now


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        (QUAY | {"voice": "nobody"}, "voice: 'nobody' is not one of the actors"),
        (QUAY | {"shape": "round"}, "shape: no such setting"),
        ({"id": "quay"}, "name: is missing"),
    ],
    ids=["an actor that left the config", "a setting of another version", "half of one"],
)
def test_what_cannot_be_read_any_more_is_named_and_left_out(settings, why):
    """A voice that is nobody's would put the texts into nobody's mouth, or another's."""
    found = joined(stored(settings=settings))
    assert found.sources == CONFIG.sources.now
    (problem,) = found.problems
    assert problem.startswith("quay: was added by command and is not polled")
    assert why in problem
    assert joined(replace(stored(settings=settings), removed_at=NOON)).problems == ()


WANTED = {"channel": "slack:C0000000009", "actors": ["mayor"], "words": ["oil", "Gas"], "not_words": ["olive"]}


def routed(table, **fields) -> StoredRoute:
    route = read_route(table, CONFIG)
    row = {"id": route_id(route), "channel": str(route.channel), "settings": table, "set_at": NOON, "set_by": "x"}
    return StoredRoute(**row | fields)


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ({"words": ["gas", "OIL"]}, True),
        ({"urgency": "silent"}, True),
        ({"least_confidence": 0.9}, True),
        ({"words": ["oil"]}, False),
        ({"words": ["oil", "gas", "olive"], "not_words": []}, False),
        ({"not_words": []}, False),
        ({"actors": []}, False),
        ({"channel": "slack:C0000000008"}, False),
        ({"tiers": ["primary"]}, False),
        ({"novelty": ["changed"]}, False),
        ({"kinds": ["direct"]}, False),
    ],
)
def test_a_route_is_known_by_what_it_asks_for(changed, same):
    assert (route_id(read_route(WANTED | changed, CONFIG)) == route_id(read_route(WANTED, CONFIG))) is same


def test_routes_by_command_come_after_those_of_the_config_which_wins_where_both_ask_for_the_same():
    configured = (read_route(WANTED | {"urgency": "silent"}, CONFIG),)
    same, other = routed(WANTED), routed(WANTED | {"words": []})
    found = join_routes(configured, [same, other], config=CONFIG)
    assert found.routes == (*configured, replace(read_route(WANTED | {"words": []}, CONFIG), by_command=True))
    assert (found.overruled, found.problems) == ((same.id,), ())


def test_a_removed_route_is_none_and_a_mute_holds_for_both():
    configured = (read_route(WANTED, CONFIG),)
    mute = routed(WANTED, settings=None, muted_until=after(5))
    other = routed(WANTED | {"words": []}, muted_until=after(6))
    gone = routed(WANTED | {"actors": []}, removed_at=after(1))
    found = join_routes(configured, [mute, other, gone], config=CONFIG)
    assert [one.muted_until for one in found.routes] == [after(5), after(6)]


def test_a_route_whose_actor_is_tracked_no_more_is_named_and_left_out():
    row = replace(routed(WANTED), settings=WANTED | {"actors": ["gone"]})
    found = join_routes((), [row], config=CONFIG)
    assert found.routes == ()
    (said,) = found.problems
    assert said.startswith(f"{row.id}: was added by command and cannot be read: actors: 'gone' is not one of the")
    assert said.endswith(f"`unfollow {row.id}` removes it")
