"""`onrecord prune` and `erase`, as they are typed."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from bot.core.model import OPERATOR, FetchedPage, ItemState, Original
from bot.core.outcomes import Conclusion, Outcome, Subject, unsaid_id
from bot.store import SqlStore
from tests.records import empty_record
from tests.store.samples import article, item, save, sighting, statement
from tests.tools.test_exports import CONFIG
from tests.whole import onrecord

NO_BODIES = "originals: 0 {}; 0 kept for [replay], 0.0 MB\nlistings of texts that were on record: 0 {}\n"
RETENTION = '[retention]\ntexts = "30d"\npolls = "7d"\n'
OLD = datetime.now(UTC) - timedelta(days=40)
LONG = "word " * 20_000


@pytest.fixture
async def place(tmp_path):
    """A folder with a config, and a record whose texts are 40 days old."""
    file = tmp_path / "onrecord.db"
    file.write_bytes(empty_record())
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA auto_vacuum = NONE")
        connection.execute("VACUUM")  # as a file is that was made before
    store = SqlStore(f"sqlite:///{file}")
    await store.open()
    await save(
        store,
        item(),
        *[article(f"a{n}", source_id="gone", text=f"First line.\n{LONG}", fetched_at=OLD) for n in range(20)],
        statement(),
        sighting(article_id="a1"),
    )
    await store.close()
    (tmp_path / "config.toml").write_text(CONFIG.format(url=f"sqlite:///{file}") + RETENTION, encoding="utf-8")
    return tmp_path


async def typed(folder, *words):
    return await asyncio.to_thread(onrecord, *words, "-c", folder / "config.toml")


async def test_a_dry_run_counts_and_the_real_one_does_it(place):
    counted = await typed(place, "prune", "--dry-run")
    bodies = NO_BODIES.format("would go", "would go")
    assert (counted.code, counted.out) == (0, f"texts: 20 would go\npolls: 0 would go\n{bodies}")
    size = (place / "onrecord.db").stat().st_size
    done = await typed(place, "prune", "--compact")
    assert done.code == 0
    assert done.out.startswith(f"texts: 20 gone\npolls: 0 gone\n{NO_BODIES.format('gone', 'gone')}file: 2.")
    assert (place / "onrecord.db").stat().st_size < size / 3
    assert (await typed(place, "prune", "--dry-run")).out.startswith("texts: 0 ")
    with closing(sqlite3.connect(place / "onrecord.db")) as connection:
        assert connection.execute("PRAGMA auto_vacuum").fetchone() == (2,)


@pytest.fixture
async def without_retention(place):
    """The same, with a config that has nothing in `[retention]`."""
    config = place / "config.toml"
    config.write_text(config.read_text(encoding="utf-8").replace(RETENTION, ""), encoding="utf-8")
    return place


async def test_without_a_setting_all_is_kept_but_what_has_an_end_anyway(without_retention):
    assert (await typed(without_retention, "prune")).out == (
        NO_BODIES.format("gone", "gone") + "All else is kept for ever: no setting of [retention] says otherwise.\n"
    )


async def test_bodies_and_old_listings_are_counted_and_go_whatever_retention_says(without_retention):
    store = SqlStore(f"sqlite:///{without_retention / 'onrecord.db'}")
    await store.open()
    page = FetchedPage(url="https://news.example/1", content_type="text/html", body=os.urandom(300_000))
    old, young = (datetime.now(UTC) - timedelta(days=days) for days in (15, 13))
    duplicate = {"subject": Subject.ITEM, "outcome": Outcome.DUPLICATE, "rule": "jobs.read"}
    async with store.transaction() as transaction:
        for number, at in enumerate((old, old, young)):
            listed = item(f"i{number}", first_seen_at=at, state=ItemState.READ)
            await transaction.save_item(listed)
            await transaction.keep_original(Original(item=listed, fetched_at=at, page=page))
            await transaction.conclude([Conclusion(subject_id=listed.id, at=at, **duplicate)])
    await store.close()
    wanted = "originals: 2 {0}; 1 kept for [replay], 0.3 MB\nlistings of texts that were on record: 2 {0}\n"
    for words, went in ((["--dry-run"], "would go"), ([], "gone")):
        assert (await typed(without_retention, "prune", *words)).out.startswith(wanted.format(went))
    counted = await typed(without_retention, "prune", "--dry-run")
    assert counted.out.startswith(wanted.replace("2", "0").format("would go"))


async def test_a_dry_run_deletes_nothing_and_the_real_one_all(place):
    counted = await typed(place, "erase", "--source", "gone", "--dry-run")
    assert counted.out == "articles: 20 would go\nsightings: 1 would go\nstatements: 1 would go\n"
    done = await typed(place, "erase", "--source", "gone")
    assert done.out == counted.out.replace("would go", "gone")
    assert (await typed(place, "erase", "--source", "gone")).out == "Nothing is on record of gone.\n"
    store = SqlStore(f"sqlite:///{place / 'onrecord.db'}")
    await store.open()
    (change,) = await store.changes()  # once: what only counted, or found nothing, changed nothing
    await store.close()
    assert (change.subject, change.subject_id, change.action) == ("source", "gone", "erased")
    assert change.by.startswith(OPERATOR)
    assert change.before == {"articles": 20, "sightings": 1, "statements": 1}


SECRET = "Quagmires outlast kumquats"
ONCE, LATER = f"{SECRET}, says nobody else.", f"{SECRET} by a zwieback."


@pytest.fixture
async def with_secret(place):
    """The same, with words of a person who is tracked no longer, which were worded otherwise before."""
    store = SqlStore(f"sqlite:///{place / 'onrecord.db'}")
    await store.open()
    said = partial(statement, "secret", actor_id="varga")
    await save(store, said(text=ONCE))
    await save(store, said(text=LATER), sighting("s2", statement_id="secret", article_id="a2"))
    rejected = {"subject": Subject.ATTRIBUTION, "outcome": Outcome.REJECTED, "rule": "r", "related_id": "a2", "at": OLD}
    async with store.transaction() as transaction:
        await transaction.conclude(
            [Conclusion(subject_id=unsaid_id("varga", "1"), evidence=f"a bare phrase: {ONCE}", **rejected)]
        )
    await store.close()
    return place


def bytes_of(folder):
    return b"".join(path.read_bytes() for path in folder.glob("onrecord.db*"))


def found_in(folder):
    """Return which of the words stand in the files of the record, as they were said or as the index has them."""
    stored = bytes_of(folder).lower()
    return [word for word in (b"quagmire", b"kumquat", b"zwieback") if word in stored]


@pytest.mark.parametrize("what", [("--actor", "varga"), ("--source", "gone")])
async def test_no_byte_of_what_was_deleted_stands_in_the_file(with_secret, what):
    assert found_in(with_secret) == [b"quagmire", b"kumquat", b"zwieback"]
    assert (await typed(with_secret, "erase", *what, "--dry-run")).code == 0
    assert found_in(with_secret)
    done = await typed(with_secret, "erase", *what)
    assert (done.code, done.err) == (0, "")
    assert found_in(with_secret) == []


async def test_where_another_program_reads_the_file_it_is_said_that_bytes_are_left(with_secret, monkeypatch):
    monkeypatch.setattr("bot.tools.letting_go.LETTING_GO_BUSY_AFTER", 0.0)
    with closing(sqlite3.connect(with_secret / "onrecord.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM statements").fetchone()
        done = await typed(with_secret, "erase", "--actor", "varga")
        assert found_in(with_secret)
    assert done.code == 1
    assert "another program reads it" in done.err
    assert "its bytes may stand in what is free of the file until `onrecord prune --compact`" in done.err
    assert (await typed(with_secret, "prune", "--compact")).code == 0
    assert found_in(with_secret) == []


@pytest.mark.parametrize(
    ("words", "message"),
    [(["--source", "gazette"], "is still polled"), (["--actor", "mayor"], "is still tracked")],
)
async def test_what_would_come_back_is_not_deleted(place, words, message):
    refused = await typed(place, "erase", *words)
    assert refused.code == 1
    assert message in refused.err


async def test_a_bot_at_work_keeps_its_record(place):
    store = SqlStore(f"sqlite:///{place / 'onrecord.db'}")
    await store.open()
    try:
        for words in (["prune"], ["erase", "--source", "gone"]):
            refused = await typed(place, *words)
            assert refused.code == 1
            assert "in use by another On Record" in refused.err
        assert (await typed(place, "prune", "--dry-run")).code == 0
    finally:
        await store.close()
