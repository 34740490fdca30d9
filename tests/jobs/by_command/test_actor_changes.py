"""Actors are changed by command: what is refused, what stands in the log, and what a running bot sees of it."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.core.actor_list import ActorList
from bot.core.config import parse_config
from bot.core.errors import ActorChangeError, WatchError
from bot.core.model import Channel, Member, Route
from bot.jobs.by_command.actor_changes import ActorChanges
from bot.jobs.by_command.source_changes import SourceChanges
from bot.jobs.by_command.tracking import Tracking
from tests.fakes.clock import FakeClock
from tests.fakes.store import MemoryStore
from tests.handlers.samples import CONFIG
from tests.store.samples import NOON

VARGA = {"id": "varga", "name": "Ilse Varga", "aliases": ["I. Varga"], "pronouns": []}
ANN = Member(id="terminal:ann", name="Ann", moderator=True)
KIM = Member(id="discord:999999999999999999", name="Kim", moderator=True)


class FakeTracker:
    """A watcher that notes whom it is told to know, and the records that are asked for."""

    def __init__(self):
        self.known, self.held = [], []
        self.fails = False

    async def prepared(self, actors):
        if self.fails:
            raise WatchError("the weights are damaged")
        await asyncio.sleep(0)
        return [actor.id for actor in actors]

    def use(self, pipeline):
        self.known = pipeline

    def hold(self, actor_ids):
        self.held += actor_ids


@pytest.fixture
async def store():
    memory = MemoryStore()
    await memory.open()
    return memory


def own_config(**fields):
    return replace(CONFIG, sources=CONFIG.sources.now, actors=CONFIG.actors.now, **fields)


@pytest.fixture
def config():
    return own_config()


@pytest.fixture
def tracker():
    return FakeTracker()


@pytest.fixture
def changes(store, config, tracker):
    return changes_of(store, config, tracker)


def changes_of(store, config, tracker):
    tracking = Tracking(config=config, watcher=tracker, records=tracker)
    return ActorChanges(store=store, config=config, clock=FakeClock(NOON), tracking=tracking)


def ids(config):
    return [one.id for one in config.actors]


async def test_an_actor_is_added_named_and_removed_with_a_line_each_in_the_log(changes, config, store, tracker):
    before = ids(config)
    await changes.add(VARGA, by=KIM)
    assert ids(config) == tracker.known == [*before, "varga"]
    assert tracker.held == ["varga"]
    await changes.add_names("varga", ["Ilse V.", "ایلزه وارگا"], by=ANN)
    assert config.actors.get("varga").aliases == ("I. Varga", "Ilse V.", "ایلزه وارگا")
    await changes.remove_name("varga", "ilse v.", by=ANN)
    await changes.remove_name("varga", "I. Varga", by=ANN)
    assert config.actors.get("varga").aliases == ("ایلزه وارگا",)
    await changes.remove("varga", by=KIM)
    assert ids(config) == tracker.known == before
    assert config.actors.ever("varga").name == "Ilse Varga"
    log = list(reversed(await store.changes()))
    assert [(one.subject, one.subject_id, one.action, one.by) for one in log] == [
        ("actor", "varga", "added", KIM.id),
        ("actor", "varga", "named", ANN.id),
        ("actor", "varga", "name removed", ANN.id),
        ("actor", "varga", "name removed", ANN.id),
        ("actor", "varga", "removed", KIM.id),
    ]
    assert log[0].before is None
    assert log[1].after["aliases"] == ["Ilse V.", "ایلزه وارگا"]
    assert log[4].after["removed"]


async def test_it_is_there_after_a_restart_and_somebody_who_was_removed_has_a_name(store, changes, tracker):
    await changes.add(VARGA, by=KIM)
    again = own_config()
    await changes_of(store, again, tracker).refresh()
    assert again.actors.get("varga").name == "Ilse Varga"
    await changes.remove("varga", by=KIM)
    again = own_config()
    await changes_of(store, again, tracker).refresh()
    assert again.actors.get("varga") is None
    assert again.actors.ever("varga").name == "Ilse Varga"


async def test_a_name_of_an_actor_of_the_config_stands_beside_those_of_the_config(changes, config, store, tracker):
    before = config.actors[0]
    await changes.add_names(before.id, ["The Duchess of Quay"], by=ANN)
    assert config.actors[0].aliases == (*before.aliases, "The Duchess of Quay")
    more = own_config()
    more.actors.replace([replace(before, aliases=("Somebody",)), *more.actors[1:]])
    await changes_of(store, more, tracker).refresh()
    assert more.actors[0].aliases == ("Somebody", "The Duchess of Quay")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        pytest.param({"id": "V!"}, "id: 'V!': is not an id", id="an id that is none"),
        pytest.param({"name": "V"}, "name: 'V'", id="a name of one letter"),
        pytest.param({"id": CONFIG.actors[0].id}, "stands in the config, which wins", id="an id of the config"),
        pytest.param(
            {"aliases": [CONFIG.actors[0].name.upper()]}, "is a name of Orla Venn (mayor) already", id="taken"
        ),
        pytest.param({"aliases": ["the"]}, "“the” is an ordinary word", id="an ordinary word"),
        pytest.param({"aliases": ["1984"]}, "“1984” is not a name", id="no letters"),
        pytest.param({"aliases": ["V" * 101]}, "is not a name; write letters, 100 at most", id="too long"),
        pytest.param({"aliases": [f"Name {n}" for n in range(50)]}, "51 names are too many", id="too many"),
        pytest.param({"tone": "loud"}, "tone: no such setting", id="an unknown key"),
    ],
)
async def test_who_is_not_added_and_why(changes, config, store, settings, said):
    before = ids(config)
    with pytest.raises(ActorChangeError) as refused:
        await changes.add(VARGA | settings, by=KIM)
    assert said in str(refused.value)
    assert ids(config) == before
    assert await store.changes() == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda c: c.add(VARGA, by=KIM), "varga is there already"),
        (lambda c: c.add_names("varga", ["I. VARGA"], by=KIM), "is known as I. VARGA already"),
        (lambda c: c.add_names("nobody", ["N"], by=KIM), "nobody who is tracked has the id nobody"),
        (lambda c: c.remove_name("varga", "Someone", by=KIM), "is not known as Someone"),
        (lambda c: c.remove_name("mayor", CONFIG.actors[0].aliases[0], by=KIM), "stands in the config, as a name of"),
        (lambda c: c.remove("mayor", by=KIM), "mayor stands in the config"),
        (lambda c: c.remove("nobody", by=KIM), "nobody who is tracked has the id nobody"),
    ],
)
async def test_what_is_refused_once_somebody_is_added(changes, store, change, said):
    await changes.add(VARGA, by=KIM)
    with pytest.raises(ActorChangeError, match=said.replace("(", r"\(")):
        await change(changes)
    assert len(await store.changes()) == 1


async def test_an_id_is_not_given_to_another_person(changes):
    await changes.add(VARGA, by=KIM)
    await changes.remove("varga", by=KIM)
    with pytest.raises(ActorChangeError, match="was the id of Ilse Varga, whose statements hang on it"):
        await changes.add(VARGA | {"name": "Tamas Varga", "aliases": []}, by=KIM)
    assert (await changes.add(VARGA, by=KIM)).id == "varga"


async def test_somebody_whom_a_route_or_a_source_needs_stays(store, tracker):
    config = own_config()
    changes = changes_of(store, config, tracker)
    await changes.add(VARGA, by=KIM)
    route = Route(channel=Channel.parse("console"), actor_ids=("mayor", "varga"))
    config.routes.fill([route])
    with pytest.raises(ActorChangeError, match=f"a route to {route.channel} asks for varga"):
        await changes.remove("varga", by=KIM)
    config.routes.fill([])
    config.sources.replace([replace(config.sources[0], voice="varga")])
    with pytest.raises(ActorChangeError, match=f"all texts of {config.sources[0].id} are words of varga"):
        await changes.remove("varga", by=KIM)


async def test_what_the_config_names_since_wins_and_it_is_said(store, changes, tracker):
    await changes.add(VARGA, by=KIM)
    config = own_config()
    configured = replace(config.actors[0], id="varga", name="Ilse Varga-Kiss", aliases=())
    object.__setattr__(config, "actors", ActorList([*config.actors, configured]))
    later = changes_of(store, config, tracker)
    await later.refresh()
    assert config.actors.get("varga").name == "Ilse Varga-Kiss"
    assert "varga: the config names this id too, and wins" in later.problems[0]
    await later.remove("varga", by=KIM)
    assert later.problems == ()
    assert config.actors.get("varga").name == "Ilse Varga-Kiss"


async def test_a_person_whom_the_config_tracks_by_another_id_is_not_tracked_twice(store, changes, tracker):
    await changes.add(VARGA, by=KIM)
    config = own_config()
    config.actors.replace([replace(config.actors[0], id="minister", name="Someone", aliases=("ILSE VARGA",))])
    later = changes_of(store, config, tracker)
    await later.refresh()
    assert ids(config) == ["minister"]
    assert config.actors.ever("varga").name == "Ilse Varga"
    assert "varga: the config tracks Ilse Varga as minister, and wins; `actor remove varga`" in later.problems[0]


async def test_a_watcher_that_cannot_be_built_leaves_all_as_it_was(changes, config, tracker):
    before, tracker.fails = ids(config), True
    with pytest.raises(WatchError):
        await changes.add(VARGA, by=KIM)
    assert ids(config) == before
    tracker.fails = False
    await changes.refresh()
    assert ids(config) == [*before, "varga"]


async def test_what_another_process_has_changed_is_taken_up_by_a_look(store, changes, config, tracker):
    await changes.refresh()
    await changes_of(store, own_config(), FakeTracker()).add(VARGA, by=KIM)
    last = await store.last_change()
    await changes.look(last)
    await changes.look(last)  # while the first is under way
    await changes.settled()
    assert tracker.known == ids(config)
    await changes.close()


async def test_searches_ask_for_whoever_is_tracked(store, tracker):
    config = parse_config(
        '[[actors]]\nid = "ash"\nname = "Tom Ash"\n[[sources]]\nid = "finds"\nname = "A Search"\nkind = "search"\n'
        'url = "https://search.example/?q={query}"\ntier = "aggregator"\n'
        '[[sources]]\nid = "own"\nname = "Its Own"\nkind = "search"\nqueries = ["bridge"]\n'
        'url = "https://other.example/?q={query}"\ntier = "aggregator"\n'
    )
    actors, sources = (
        changes_of(store, config, tracker),
        SourceChanges(store=store, config=config, clock=FakeClock(NOON)),
    )
    await actors.add(VARGA, by=KIM)
    await sources.refresh()
    assert config.sources.get("finds").queries == ('"Tom Ash"', '"Ilse Varga"')
    assert config.sources.get("own").queries == ("bridge",)
    for number in range(8):
        await actors.add({"id": f"n{number}", "name": f"Person Number{number}"}, by=KIM)
    await sources.refresh()
    assert len(config.sources.get("finds").queries) == 9
    assert "finds: asks for 9 of 10 people" in sources.problems[0]
