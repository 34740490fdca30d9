"""A record is moved into another database: all of it or none, and what was stopped goes on."""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest
from sqlalchemy import delete, select, update

from bot.core.errors import MoveError, StoreBusyError, StoreError
from bot.core.model import Beat, DeliveryState, IndexEntry
from bot.core.outcomes import Conclusion, Outcome, Subject
from bot.store import SqlStore, moving
from bot.store.forms.tables import articles, metadata, tallies
from bot.store.moving import NewHome, move_all
from tests.store.samples import (
    NOON,
    SLACK,
    after,
    article,
    correction,
    delivery,
    feedback,
    item,
    pause,
    poll,
    poll_state,
    recheck,
    report,
    save,
    sighting,
    statement,
)

ALL = {table.name for table in metadata.sorted_tables} - {"tallies"}
SEEN = []


def quiet(*_):
    pass


@asynccontextmanager
async def opened(store):
    await store.open()
    try:
        yield store
    finally:
        await store.close()


async def fill(store):
    """Put something into most tables: rows that refer to each other in every direction, and odd values."""
    await save(
        store,
        item("i1"),
        item("i2", first_seen_at=after(5)),
        article("b", text="“Ilse” said \N{MICRO SIGN}\n\ttwo things, 100 % \\ of it."),
        article("a", version_of="b", url="https://news.example/a", text=""),
        statement("z", first_seen_at=after(2)),
        statement("a", first_seen_at=after(1), earlier_id="z"),  # the earlier one comes later in every order
        sighting("g", statement_id="a", article_id="a"),
        sighting("h", statement_id="z", article_id="b"),
        recheck("i1", article_id="b"),
        correction("c", statement_id="a", sighting_id="g", article_id="a"),
        feedback("f", statement_id="z"),
        report("r", article_id="a", statement_ids=("a", "z")),
        delivery("d2", report_id="r", channel=SLACK, state=DeliveryState.SENT, message_ref="C/1"),
        delivery("d1", report_id="r", channel=SLACK, parent_id="d2"),
        pause(),
    )
    async with store.transaction() as transaction:
        await transaction.save_index_entries(
            [IndexEntry(statement_id=one, made_by="m", terms=("bridge",), meaning=b"\0\xff") for one in ("a", "z")]
        )
        await transaction.save_beat(Beat(at=NOON, started_at=NOON, platforms={"slack": "connected"}))
        for _ in range(3):
            await transaction.save_poll(poll_state(), poll())
        await transaction.conclude(
            [Conclusion(subject=Subject.ITEM, subject_id="i1", outcome=Outcome.READ, rule="r", related_id="a", at=NOON)]
        )


async def contents(store):
    async with store.connected() as connection:
        return {
            table.name: sorted(repr(tuple(row)) for row in await connection.execute(select(table)))
            for table in metadata.sorted_tables
        }


async def test_all_of_a_record_is_in_the_new_database_and_the_bot_goes_on_there(sqlite_url, empty_postgres_url):
    async with opened(SqlStore(sqlite_url)) as old:
        await fill(old)
        async with opened(NewHome(empty_postgres_url)) as new:
            sums = await move_all(old, new, progress=quiet)
        before = await contents(old)
    assert sums.keys() == ALL
    assert sums["statements"].rows == 2
    async with opened(SqlStore(empty_postgres_url)) as store:
        assert await contents(store) == before
        async with store.transaction() as transaction:
            await transaction.save_poll(poll_state(), poll())  # its number is the next one
        assert len(await store.polls("gazette")) == 4


async def test_what_was_stopped_goes_on_and_is_no_record_until_it_is_whole(sqlite_url, empty_postgres_url):
    def stop_at_statements(table, *_):
        if table == "statements":
            raise KeyboardInterrupt

    async with opened(SqlStore(sqlite_url)) as old:
        await fill(old)
        with pytest.raises(KeyboardInterrupt):
            async with opened(NewHome(empty_postgres_url)) as new:
                await move_all(old, new, progress=stop_at_statements)
        for store in (SqlStore(empty_postgres_url), SqlStore(empty_postgres_url, read_only=True)):
            with pytest.raises(StoreError, match="a part of a record that is being moved: run `onrecord move` again"):
                await store.open()
        begun = []
        async with opened(NewHome(empty_postgres_url)) as new:
            await move_all(old, new, progress=lambda table, done, total: begun.append((table, done, total)))
        assert next(one for one in begun if one[0] == "items") == ("items", 2, 2)
        before = await contents(old)
    async with opened(SqlStore(empty_postgres_url)) as store:
        assert await contents(store) == before


CHANGES = {
    "a row is gone": (delete(articles).where(articles.c.id == "a"), "articles is not as in .* .1 rows of 2"),
    "a row is another": (update(articles).where(articles.c.id == "a").values(title="Another"), "other contents"),
    "a row is not counted": (update(tallies).values(counted=7), "counted otherwise"),
}


@pytest.mark.parametrize("what", CHANGES)
async def test_a_copy_that_is_not_the_same_is_reported_and_taken_for_no_record(
    sqlite_url, empty_postgres_url, monkeypatch, what
):
    change, message = CHANGES[what]
    summed = moving._sum

    async def changed(store, table, progress):
        if table.name == moving._COPIED[0].name and isinstance(store, NewHome):
            async with store.transaction() as transaction, transaction.connected() as connection:
                await connection.exec_driver_sql("SET session_replication_role = replica")
                await connection.execute(change)
        return await summed(store, table, progress)

    monkeypatch.setattr(moving, "_sum", changed)
    async with opened(SqlStore(sqlite_url)) as old:
        await fill(old)
        async with opened(NewHome(empty_postgres_url)) as new:
            with pytest.raises(MoveError, match=message):
                await move_all(old, new, progress=quiet)
    with pytest.raises(StoreError, match="a part of a record"):
        await SqlStore(empty_postgres_url).open()


async def test_a_database_that_holds_a_record_is_left_alone(empty_postgres_url):
    async with opened(SqlStore(empty_postgres_url)) as store:
        with pytest.raises(StoreBusyError):
            await NewHome(empty_postgres_url).open()
        await save(store, item("kept"))
    with pytest.raises(MoveError, match="holds a record already: name an empty database"):
        await NewHome(empty_postgres_url).open()
