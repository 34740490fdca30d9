"""The record of an actor in memory: no news waits for the whole of it, and what is there is found."""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.core.errors import StoreError
from bot.core.model import Relation, Verdict
from bot.novelty import Index, Match
from bot.novelty.compare import Comparer
from bot.novelty.memory import record
from bot.novelty.memory.index import TERMS_VERSION, terms
from bot.novelty.thresholds import GIVES_WAY_FOR
from bot.store import SqlStore
from tests.engine import SLACK, Engine
from tests.fakes.clock import FakeClock
from tests.fakes.store import MemoryStore, MemoryTransaction
from tests.novelty.comparing import placed
from tests.simulation.virtual import VirtualLoop
from tests.store.samples import NOON, after, save, statement
from tests.store.test_schema import ask, migrated

READING = 0.2  # seconds for a part of the record, in time that passes only when everybody waits
PARTS = 100  # as many as 25,000 statements have
PART = 4
PLACES = ("quay", "ferry", "market", "school", "tower", "canal", "mill", "square", "tunnel", "theatre")


def text_of(number):
    return f"The {PLACES[number % 10]} of ward {number} will be rebuilt for {number} thousand crowns."


def on_record(count, actor_id="mayor"):
    """Make statements, the oldest first, a minute apart, the last one at noon."""
    return [
        statement(f"s{number}", actor_id=actor_id, text=text_of(number), first_seen_at=after(number - count + 1))
        for number in range(count)
    ]


def news(text, statement_id="news", **fields):
    return statement(statement_id, text=text, first_seen_at=after(5), published_at=after(5), **fields)


class SlowTransaction(MemoryTransaction):
    async def findable(self, *args, **options):
        await asyncio.sleep(READING)
        return await super().findable(*args, **options)


class SlowStore(MemoryStore):
    """A record of which each part takes a while to read."""

    @asynccontextmanager
    async def transaction(self):
        async with super().transaction() as transaction:
            transaction.__class__ = SlowTransaction
            yield transaction


class Different:
    """A judge to whom nothing is the same, so that only words prove it; it remembers what it was asked."""

    def __init__(self):
        self.pairs = []

    def compare_many(self, _actor_id, new, candidates):
        self.pairs += [(new.text, one.text) for one in candidates]
        return [Match(verdict=Verdict(relation=Relation.DIFFERENT), score=0.0) for _ in candidates]


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch):
    monkeypatch.setattr(record, "RECORD_PART", PART)


def comparer_over(store, judge=None, now=NOON, remember=90):
    judge = judge or Different()
    return Comparer(store=store, load=lambda: judge, clock=FakeClock(now), remember=timedelta(days=remember))


def in_virtual_time(work):
    loop = VirtualLoop()
    try:
        return loop.run_until_complete(work(loop))
    finally:
        loop.close()


# No news waits


def test_news_of_an_actor_with_a_long_record_is_reported_within_a_second_of_a_start():
    async def start(loop):
        engine = Engine()
        engine.store = SlowStore()
        await engine.store.open()
        engine.restart()
        await engine.run()
        engine.clock.advance(minutes=5)
        before = [
            replace(one, first_seen_at=engine.clock.now() - timedelta(hours=2, minutes=number))
            for number, one in enumerate(on_record(PARTS * PART, actor_id="baghaei"))
        ]
        await save(engine.store, *before)
        engine.restart()
        begun = loop.time()
        await engine.comparer.ready(["baghaei"])
        engine.publish("wire", "https://wire.example/1", "baghaei: The lighthouse is to be painted in green.")
        await engine.poll()
        listed = loop.time()  # while a poll works in threads, this clock runs on to what the background reads next
        await engine.read()
        await engine.dispatcher.dispatch_due()
        waited = loop.time() - listed
        await engine.comparer.filled()
        return waited, loop.time() - begun, engine.reported(SLACK)

    waited, whole, reported = in_virtual_time(start)
    assert reported == [["The lighthouse is to be painted in green."]]
    assert waited < 1
    assert whole >= PARTS * READING


def test_while_the_record_is_read_its_newest_part_is_known_and_what_is_not_found_is_reported():
    async def start(_loop):
        store, count = SlowStore(), PARTS * PART
        await store.open()
        await save(store, *on_record(count))
        comparer = comparer_over(store)
        await comparer.ready(["mayor"])
        newest, oldest = news(text_of(count - 1)), news(text_of(0), "again")
        early = [await placed(comparer, one) for one in (newest, oldest)]
        await comparer.filled()
        late = [await placed(comparer, one) for one in (newest, oldest)]
        return [[one.same.id if one.same else None for one in some] for some in (early, late)]

    early, late = in_virtual_time(start)
    assert early == [f"s{PARTS * PART - 1}", None]
    assert late == [f"s{PARTS * PART - 1}", "s0"]


def test_the_background_rests_while_news_is_under_way_but_not_for_ever():
    async def start(loop):
        store = SlowStore()
        await store.open()
        await save(store, *on_record(2 * PART))
        comparer = comparer_over(store)
        at_rest = []
        for longer in (timedelta(seconds=-1), timedelta(seconds=1)):
            begun = loop.time()
            with comparer.going_first():
                await comparer.ready(["mayor"])
                await asyncio.sleep(GIVES_WAY_FOR + longer.total_seconds())
                at_rest.append(len(comparer._records.of("mayor").index) == 0)
            await comparer.filled()
            at_rest.append(loop.time() - begun)
            comparer._records.of("mayor").forget_all()
        return at_rest

    rested, in_memory, cut_short, later = in_virtual_time(start)
    assert rested
    assert in_memory == pytest.approx(GIVES_WAY_FOR - 1 + 3 * READING, abs=READING)
    assert not cut_short
    assert later == pytest.approx(GIVES_WAY_FOR + 1, abs=2 * READING)


def test_nothing_is_compared_twice_while_the_record_is_read():
    judge, count = Different(), 12 * PART

    async def start(_loop):
        store = SlowStore()
        await store.open()
        await save(store, *on_record(count))
        comparer = comparer_over(store, judge)
        await comparer.ready(["mayor"])
        said = [news(f"The lighthouse of ward {number} is to be sold.", f"n{number}") for number in range(3)]
        for one in said:
            async with comparer.holding(["mayor"]):
                entries = await comparer.entries([one])
                await comparer.place(one, beside=[])
                async with store.transaction() as transaction:
                    await transaction.save_statement(one)
                    await transaction.save_index_entries(list(entries.values()))
                await comparer.keep([one], entries)
            await asyncio.sleep(READING * 1.5)
        await comparer.filled()
        index = comparer._records.of("mayor").index
        return len(index), len(index._ids)

    assert in_virtual_time(start) == (count + 3, count + 3)  # each is in it once, and none was replaced
    assert judge.pairs
    assert len(judge.pairs) == len(set(judge.pairs))


def test_two_long_records_are_read_in_turn():
    async def start(_loop):
        store = SlowStore()
        await store.open()
        await save(store, *on_record(50 * PART))
        await save(store, *(replace(one, id=f"m{one.id}") for one in on_record(3 * PART, actor_id="minister")))
        comparer = comparer_over(store)
        await comparer.ready(["mayor", "minister"])
        await asyncio.sleep(12 * READING)
        whole = [comparer._records.of(one).is_whole for one in ("mayor", "minister")]
        await comparer.close()
        return whole

    assert in_virtual_time(start) == [False, True]


async def test_a_candidate_that_was_disowned_is_passed_over_and_the_others_not_compared_again(monkeypatch):
    store, judge = MemoryStore(), Different()
    await store.open()
    await save(store, statement("wrong"), *on_record(3))
    comparer = comparer_over(store, judge)

    async def is_disowned(one):
        return one.id == "wrong"

    monkeypatch.setattr(comparer, "_is_disowned", is_disowned)
    assert (await placed(comparer, news(statement().text))).same is None
    assert len(judge.pairs) == len(set(judge.pairs)) == 4
    await comparer.close()


# What is on record


@pytest.fixture(params=["memory", "sqlite"])
async def store(request):
    opened = MemoryStore() if request.param == "memory" else SqlStore(request.getfixturevalue("sqlite_url"))
    await opened.open()
    yield opened
    await opened.close()


async def filled(store, **options):
    comparer = comparer_over(store, **options)
    await comparer.ready(["mayor"])
    await comparer.filled()
    return comparer


async def without_entry(store, made_by=None):
    found = await store.findable("mayor", made_by=made_by or Index().made_by, since=after(-9999), before=None, limit=99)
    return [one.statement_id for one in found if one.entry is None]


async def test_what_is_on_record_without_entries_gets_them_once(store, monkeypatch):
    await save(store, *on_record(3 * PART + 1), statement("told", teller="A rival", text=text_of(77)))
    first = await filled(store)
    assert await without_entry(store) == []
    await first.close()
    monkeypatch.setattr(Index, "entry", None)  # nothing is worked out again
    second = await filled(store)
    index = second._records.of("mayor").index
    assert len(index) == 3 * PART + 1
    assert [index.candidates(text_of(number), 1)[0][0] for number in (0, 7, 3 * PART)] == ["s0", "s7", f"s{3 * PART}"]
    await second.close()


async def test_another_model_makes_them_anew(store, monkeypatch):
    await save(store, *on_record(PART + 1))
    await (await filled(store)).close()
    old = Index().made_by
    monkeypatch.setattr("bot.novelty.memory.index.TERMS_VERSION", TERMS_VERSION + 1)
    await (await filled(store)).close()
    assert Index().made_by != old
    assert await without_entry(store) == []
    assert len(await without_entry(store, made_by=old)) == PART + 1


async def test_a_record_of_the_last_version_is_filled_in_the_background(tmp_path, monkeypatch):
    """Version 7: what statements are found by is on record."""
    url = f"sqlite:///{tmp_path / 'onrecord.db'}"
    with monkeypatch.context() as older:
        older.setattr("bot.store.schema.newest_version", lambda: "0006")
        await migrated(url)
    row = "statements (seq, id, actor_id, text, kind, said_precision, novelty, confidence, first_seen_at)"
    for one in on_record(2 * PART + 1):
        seq = (one.first_seen_at - NOON) // timedelta(microseconds=1) * 2048 + 1741089600000000 * 2048
        at = one.first_seen_at.replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
        values = f"{seq}, '{one.id}', 'mayor', '{one.text}', 'direct', 'moment', 'new', 0.9, '{at}'"
        await ask(url, f"INSERT INTO {row} VALUES ({values})")  # noqa: S608 - constants of ours
    store = SqlStore(url)
    await store.open()
    comparer = await filled(store)
    assert (await placed(comparer, news(text_of(0)))).same.id == "s0"
    await comparer.close()
    await store.close()
    assert await ask(url, "SELECT count(*), min(length(meaning)) FROM index_entries") == [(2 * PART + 1, 128)]


async def test_what_is_said_is_saved_with_what_it_is_found_by():
    engine = await Engine.started()
    engine.publish("wire", "https://wire.example/1", "baghaei: The lighthouse is to be painted in green.")
    (reading, *_) = [one for one in await engine.run() if one.new]
    (said,) = reading.new
    assert engine.store._memory.index_entries[said.id] == Index().entry(said.id, said.text)


async def test_what_was_taken_off_the_record_is_no_candidate(store):
    await save(store, *on_record(3))
    comparer = await filled(store)
    assert (await placed(comparer, news(text_of(1)))).same.id == "s1"
    if isinstance(store, MemoryStore):
        del store._saved.statements["s1"]
    else:
        async with store.transaction() as transaction:
            await transaction._connection.exec_driver_sql("DELETE FROM statements WHERE id = 's1'")
    assert (await placed(comparer, news(text_of(1)))).same is None
    assert "s1" not in comparer._records.of("mayor").index
    await comparer.close()


async def test_what_is_older_than_is_remembered_is_no_candidate(store):
    await save(store, *on_record(PART + 1))
    comparer = await filled(store)
    comparer._records._clock.advance(days=90)
    assert (await placed(comparer, news(text_of(0)))).same is None
    assert (await placed(comparer, news(text_of(PART)))).same.id == f"s{PART}"
    await comparer.close()


async def test_a_record_that_cannot_be_read_is_read_with_the_next_news(store, monkeypatch):
    await save(store, *on_record(3 * PART))

    async def broken(*_, **__):
        raise StoreError("the disk is full")

    comparer = comparer_over(store)
    with monkeypatch.context() as failing:
        failing.setattr(comparer._records, "_part", broken)
        with capture_logs() as logs:
            await comparer.ready(["mayor"])
            await comparer.filled()
    assert [one["error"] for one in logs if one["log_level"] == "warning"] == ["the disk is full"]
    assert (await placed(comparer, news("The lighthouse is to be sold."))).same is None
    await comparer.filled()
    assert (await placed(comparer, news(text_of(0)))).same.id == "s0"
    await comparer.close()


# What is found


def test_the_order_in_which_the_record_was_read_decides_nothing():
    texts = [text_of(number % 7) for number in range(300)]
    first, second = Index(), Index()
    entries = [(first.entry(f"s{number}", text), number) for number, text in enumerate(texts)]
    first.put(entries)
    for start in range(280, -1, -20):
        second.put(entries[start : start + 20])
    for text in texts[:7]:
        assert first.candidates(text, 20) == second.candidates(text, 20)


def test_of_the_same_words_said_often_the_newest_are_found():
    index = Index()
    index.put([(index.entry(f"s{number}", statement().text), number) for number in range(200, 0, -1)])
    assert [one for one, _ in index.candidates(statement().text, 3)] == ["s200", "s199", "s198"]


def test_what_is_there_already_is_left_as_it_is():
    index = Index()
    entry = index.entry("a", statement().text)
    index.put([(entry, 1), (entry, 1)])
    index.put([(entry, 1)])
    assert (len(index), len(index._ids)) == (1, 1)


SAMPLES = (
    "A fifth of the nurses, some 1.5 million of 48-hour strikers, met on Tuesday 11 May in Bern.",
    "We won't accept it: the treaty's articles 4 and 5 were never ratified by the Dutch!",
    "Naïve Größe, 20% of £3bn; U.S. forces left — “two hundred” ships, said Washington.",
    "The cable costs 2.5bn shekels, two and a half million of them this year.",
    "One customer in six pays EUR 20m for 50 square miles, on Nov. 26 at half past nine in the evening.",
)


def test_whoever_changes_the_terms_raises_their_version():
    """Entries on record would be compared with others, and found by what they were not filed under."""
    digest = hashlib.sha256(repr([sorted(terms(text)) for text in SAMPLES]).encode()).hexdigest()[:12]
    assert (TERMS_VERSION, digest) == (3, "2dba550512e4")
