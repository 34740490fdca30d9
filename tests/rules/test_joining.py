"""Which sources there are: the config wins, and what cannot be read any more is named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.model import StoredSource
from bot.rules.joining import join_sources
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
