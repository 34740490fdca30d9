"""Sources are changed by command: what is refused, what stands in the log, and what a running bot sees of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.errors import PolledAlreadyError, SourceChangeError
from bot.core.model import Member
from bot.jobs.by_command.source_changes import SourceChanges
from tests.fakes.clock import FakeClock
from tests.fakes.store import MemoryStore
from tests.handlers.samples import CONFIG
from tests.store.samples import NOON

QUAY = {"id": "quay", "name": "The Quay", "url": "https://quay.example/rss", "tier": "outlet"}
ANN = Member(id="terminal:ann", name="Ann", moderator=True)
KIM = Member(id="discord:999999999999999999", name="Kim", moderator=True)


@pytest.fixture
async def store():
    memory = MemoryStore()
    await memory.open()
    return memory


def own_config(**fields):
    return replace(CONFIG, sources=CONFIG.sources.now, **fields)


@pytest.fixture
def config():
    return own_config()


@pytest.fixture
def changes(store, config):
    return SourceChanges(store=store, config=config, clock=FakeClock(NOON))


def ids(config):
    return [one.id for one in config.sources]


async def test_a_source_is_added_paused_resumed_and_removed_with_a_line_each_in_the_log(changes, config, store):
    await changes.add(QUAY, by=KIM)
    assert ids(config)[-1] == "quay"
    await changes.pause("quay", by=ANN)
    assert config.sources.get("quay").paused
    await changes.resume("quay", by=ANN)
    assert not config.sources.get("quay").paused
    await changes.remove("quay", by=KIM)
    assert config.sources.get("quay") is None
    assert config.sources.ever("quay").name == "The Quay"
    log = await store.changes()
    assert [(one.action, one.by, one.name, one.at) for one in reversed(log)] == [
        ("added", KIM.id, "Kim", NOON),
        ("paused", ANN.id, "Ann", NOON),
        ("resumed", ANN.id, "Ann", NOON),
        ("removed", KIM.id, "Kim", NOON),
    ]
    plain = {"settings": QUAY, "removed": False, "paused": False}
    assert [(one.before, one.after) for one in reversed(log)] == [
        (None, plain),
        (plain, plain | {"paused": True}),
        (plain | {"paused": True}, plain),
        (plain, plain | {"removed": True}),
    ]


async def test_a_running_bot_sees_what_another_process_changed(changes, store):
    running = own_config()
    bot = SourceChanges(store=store, config=running, clock=FakeClock(NOON))
    await bot.refresh()
    await changes.add(QUAY, by=ANN)
    assert "quay" not in ids(running)
    await bot.refresh()
    assert ids(running)[-1] == "quay"
    seen = running.sources.now
    await bot.refresh()
    assert running.sources.now is seen  # nothing was read again


async def test_a_source_of_the_config_is_paused_and_resumed_and_never_removed(changes, config):
    await changes.pause("wire", by=ANN)
    assert config.sources.get("wire").paused
    with pytest.raises(SourceChangeError, match="wire stands in the config; take it out there, or pause it"):
        await changes.remove("wire", by=ANN)
    await changes.resume("wire", by=ANN)
    assert config.sources.now == CONFIG.sources.now


async def test_a_removed_source_can_be_added_again_but_not_with_another_address(changes, config):
    await changes.add(QUAY, by=ANN)
    await changes.remove("quay", by=ANN)
    with pytest.raises(SourceChangeError, match=r"quay was the id of https://quay\.example/rss, whose history"):
        await changes.add(QUAY | {"url": "https://other.example/rss"}, by=ANN)
    await changes.add(QUAY | {"name": "The New Quay"}, by=ANN)
    assert config.sources.get("quay").name == "The New Quay"


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"id": "wire"}, "wire stands in the config, which wins"),
        ({"url": "https://wire.example/rss"}, "is polled already, as wire"),
        ({"url": "https://WIRE.example/rss?utm_source=x"}, "is polled already, as wire"),
        ({"id": "The Quay"}, "'The Quay': is not an id"),
        ({"url": "ftp://quay.example"}, "is not a web address"),
        ({"tier": "gossip"}, "tier: 'gossip'"),
        ({"voice": "nobody"}, "voice: 'nobody' is not one of the actors"),
        ({"kind": "telegram"}, "is not a Telegram channel"),
        ({"select": "a"}, "select: is read where kind is listing"),
        ({"colour": "red"}, "colour: no such setting"),
        ({"kind": "inbox", "folder": "/etc"}, "inbox"),  # nobody opens a folder of the machine from a channel
    ],
)
async def test_what_the_config_would_refuse_is_refused(changes, config, store, settings, why):
    with pytest.raises(SourceChangeError, match=why):
        await changes.add(QUAY | settings, by=ANN)
    assert config.sources.now == CONFIG.sources.now
    assert await store.last_change() == 0


async def test_the_same_id_twice_is_refused(changes):
    await changes.add(QUAY, by=ANN)
    with pytest.raises(SourceChangeError, match="quay is there already"):
        await changes.add(QUAY | {"url": "https://other.example"}, by=ANN)


async def test_of_many_those_are_added_that_can_be(changes, config, store):
    twice, bad = QUAY | {"id": "other"}, QUAY | {"id": "bad", "tier": "gossip"}
    added, refused = await changes.add_all([QUAY, twice, bad], by=ANN)
    assert [one.id for one in added] == ["quay"]
    assert [(table, type(error), str(error).partition(":")[0]) for table, error in refused] == [
        (twice, PolledAlreadyError, "https"),
        (bad, SourceChangeError, "tier"),
    ]
    assert [one.id for one in config.sources][-1] == "quay"
    assert len(await store.changes()) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8080/feed",
        "http://localhost/feed",
        "http://10.0.0.1/feed",
        "http://[::1]/feed",
        "http://169.254.169.254/latest/meta-data",
        "http://news.intra/feed",
        "http://0x7f.1/feed",
        "http://2130706433/feed",
    ],
)
async def test_from_a_channel_only_public_addresses_are_added(store, url):
    config = own_config()
    changes = SourceChanges(store=store, config=config, clock=FakeClock(NOON))
    with pytest.raises(SourceChangeError, match="is not on the open internet"):
        await changes.add(QUAY | {"url": url}, by=KIM)
    await changes.add(QUAY | {"url": url}, by=ANN)
    assert not config.sources.get("quay").from_chat


async def test_what_the_operator_allowed_may_be_added_from_a_channel(store):
    polling = CONFIG.polling.model_copy(update={"allowed_private_hosts": ("news.intra",)})
    config = own_config(polling=polling)
    changes = SourceChanges(store=store, config=config, clock=FakeClock(NOON))
    await changes.add(QUAY | {"url": "http://news.intra/feed"}, by=KIM)
    assert config.sources.get("quay").from_chat


@pytest.mark.parametrize("action", ["pause", "resume", "remove"])
async def test_what_does_not_exist_is_named(changes, action):
    with pytest.raises(SourceChangeError, match="there is no source quay"):
        await getattr(changes, action)("quay", by=ANN)


async def test_twice_is_said(changes):
    with pytest.raises(SourceChangeError, match="wire is not paused"):
        await changes.resume("wire", by=ANN)
    await changes.pause("wire", by=ANN)
    with pytest.raises(SourceChangeError, match="wire is paused already"):
        await changes.pause("wire", by=ANN)


async def test_one_that_the_config_overrules_can_be_taken_out_and_its_pause_stays(store):
    await SourceChanges(store=store, config=own_config(), clock=FakeClock(NOON)).add(QUAY, by=ANN)
    config = own_config()
    quay = replace(config.sources[0], id="quay", url="https://quay.example/other")
    config = replace(config, sources=(*config.sources.now, quay))
    changes = SourceChanges(store=store, config=config, clock=FakeClock(NOON))
    await changes.refresh()
    assert changes.overruled
    await changes.pause("quay", by=ANN)
    await changes.remove("quay", by=ANN)
    assert not changes.overruled
    assert config.sources.get("quay") == replace(quay, paused=True)
