"""Several processes on one record: what two of them read in one moment is reported once."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest

from bot.core.errors import StoreError
from bot.novelty.memory import record
from bot.store import SharedStore
from tests.engine import DISCORD, Engine, FakeWeb
from tests.patience import patient

SAID = "baghaei: The sanctions will never change our course."
LESS = "baghaei: Nobody has asked for an extension."
MORE = "baghaei: Talks about the straits begin on Monday."


class MeetingWeb(FakeWeb):
    """Gives nobody his page before the other one has asked for his."""

    def __init__(self, clock, barrier):
        super().__init__(clock)
        self.barrier = barrier

    async def fetch_article(self, source, item):
        article = await super().fetch_article(source, item)
        await self.barrier.wait()
        return article


@asynccontextmanager
async def workers(url, count=2):
    """Return engines that share a record, each with a store of its own, after the first look at all sources."""
    stores = [SharedStore(url) for _ in range(count)]
    for store in stores:
        await store.open()
    engines = [Engine(shared=store) for store in stores]
    await engines[0].run()
    for engine in engines:
        engine.web.feeds, engine.web.pages = engines[0].web.feeds, engines[0].web.pages
        engine.clock.advance(minutes=5)
    try:
        yield engines
    finally:
        for engine in engines:
            await engine.comparer.close()
            await engine.store.close()


async def test_two_outlets_that_are_read_in_one_moment_by_two_workers_are_one_statement(postgres_url):
    async with workers(postgres_url) as (one, other):
        one.publish("wire", "https://wire.example/1", SAID)
        one.publish("ministry", "https://ministry.example/1", SAID)
        await one.poll()
        barrier = asyncio.Barrier(2)
        for engine in (one, other):
            web = MeetingWeb(engine.clock, barrier)
            web.pages = one.web.pages
            engine.web = web
            engine.restart()
        first, second = await one.store.due_items(now=one.clock.now(), limit=9)

        readings = await asyncio.gather(one.reader.read(first), other.reader.read(second))

        assert sorted((len(reading.new), len(reading.seen_again)) for reading in readings) == [(0, 1), (1, 0)]
        (said,) = {said.id for reading in readings for said in (*reading.new, *reading.seen_again)}
        view = await one.store.statement(said)
        assert {sighting.article.source_id for sighting in view.sightings} == {"wire", "ministry"}
        await one.dispatcher.dispatch_due()
        await other.dispatcher.dispatch_due()
        assert len(one.reported(DISCORD)) + len(other.reported(DISCORD)) == 1


async def test_what_one_worker_has_put_on_record_the_other_knows_though_its_clock_is_behind(postgres_url, monkeypatch):
    monkeypatch.setattr(record, "LATEST", 0)  # an actor's last words are asked for anew each time, the others not
    async with workers(postgres_url) as (one, other):
        for url, text in {"https://wire.example/0": MORE, "https://wire.example/00": LESS}.items():
            one.publish("wire", url, text)
            await one.poll()
            await other.read()  # what is on record is in its memory from here on
        one.clock.advance(seconds=-30)  # its statement's place is before the other's last one
        one.publish("wire", "https://wire.example/1", SAID)
        await one.poll()
        (reading,) = await one.read()
        assert len(reading.new) == 1
        other.publish("ministry", "https://ministry.example/1", SAID)
        await other.poll()

        (again,) = await other.read()

        assert [said.id for said in again.seen_again] == [reading.new[0].id]


async def test_what_comes_on_record_between_the_start_of_a_worker_and_its_first_news_is_known(
    postgres_url, monkeypatch
):
    monkeypatch.setattr(record, "LATEST", 0)
    async with workers(postgres_url) as (one, other):
        one.publish("wire", "https://wire.example/0", MORE)
        await one.poll()
        await one.read()
        await other.comparer.ready(["baghaei"])
        await other.comparer.filled()
        for number, text in enumerate((SAID, LESS)):
            one.publish("wire", f"https://wire.example/1{number}", text)
        await one.poll()
        first, _ = await one.read()
        other.publish("ministry", "https://ministry.example/1", first.article.text)
        await other.poll()

        (again,) = await other.read()

        assert [said.id for said in again.seen_again] == [first.new[0].id]


async def test_a_worker_hears_of_what_another_puts_on_record(postgres_url, monkeypatch):
    monkeypatch.setattr(record, "LATEST", 0)
    async with workers(postgres_url) as (one, other):
        heard = asyncio.Event()
        arrivals = other.store.arrivals

        async def noted(**what):
            found = await arrivals(**what)
            if found[1]:
                heard.set()
            return found

        monkeypatch.setattr(other.store, "arrivals", noted)
        one.publish("wire", "https://wire.example/0", MORE)
        await one.poll()
        await other.read()  # what is on record is in its memory from here on
        following = asyncio.create_task(other.comparer.follow())
        one.publish("wire", "https://wire.example/1", SAID)
        await one.poll()
        (reading,) = await one.read()
        async with asyncio.timeout(patient(20)):
            await heard.wait()
        following.cancel()
        await asyncio.wait([following])

        async def nothing(*, after, made_by):  # noqa: ARG001 - as it is called
            return after, ()

        monkeypatch.setattr(other.store, "arrivals", nothing)  # what it has not heard of it does not know
        other.publish("ministry", "https://ministry.example/1", SAID)
        await other.poll()
        (again,) = await other.read()
        assert [said.id for said in again.seen_again] == [reading.new[0].id]


async def test_what_is_heard_of_and_cannot_be_read_ends_the_listening(postgres_url, monkeypatch):
    async with workers(postgres_url) as (one, other):

        async def gone(**_):
            raise StoreError("the server is gone")

        one.publish("wire", "https://wire.example/0", MORE)
        await one.poll()
        await other.read()
        following = asyncio.create_task(other.comparer.follow())
        one.publish("wire", "https://wire.example/1", SAID)
        await one.poll()
        monkeypatch.setattr(other.store, "arrivals", gone)
        await one.read()
        async with asyncio.timeout(patient(20)):
            with pytest.raises(StoreError, match="the server is gone"):
                await following


async def test_nobody_hears_of_what_is_new_where_the_server_is_gone(postgres_url):
    async with workers(postgres_url, 1) as (engine,):
        following = asyncio.create_task(engine.comparer.follow())
        asked = (
            "SELECT count(*), count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE query LIKE 'LISTEN%%' AND datname = current_database()"
        )
        async with asyncio.timeout(patient(20)), engine.store.connected() as connection:
            while not (await connection.exec_driver_sql(asked)).scalar_one():
                await connection.rollback()
        with pytest.raises(StoreError, match="the connection was lost"):
            await following


async def test_what_was_compared_while_its_actor_was_lost_is_not_saved(postgres_url):
    async with workers(postgres_url, 1) as (engine,):
        with pytest.raises(StoreError, match="connection"):  # noqa: PT012 - the transaction is what fails
            async with engine.store.holding_actors(["baghaei"]):
                async with engine.store.connected() as connection:
                    await connection.exec_driver_sql(
                        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1"
                        " AND mode = 'ExclusiveLock'"
                        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                    )
                async with engine.store.transaction():
                    pass
