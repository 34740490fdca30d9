"""Lookups on a record that is not small: what they read, how long they may take, and whom they hold up."""

from __future__ import annotations

import asyncio
import random
import re
from contextlib import AsyncExitStack
from datetime import timedelta
from itertools import pairwise

import psycopg
import pytest
from sqlalchemy import event, text

from benchmarks.lookups import ACTORS, NOW, SPAN, fill_postgres, fill_sqlite, forms
from bot.core.errors import LookupTooSlowError
from bot.core.model import Novelty, StatementQuery
from bot.store import SqlStore
from bot.store.forms.record_order import first_place_of_day
from bot.store.parts.lookups import days_to_look_back
from bot.store.thresholds import FURTHER, LOOKUPS_AT_ONCE
from tests.records import empty_record
from tests.store.samples import after, item, save, statement

pytestmark = pytest.mark.xdist_group("lookups")  # the two records are filled once, and not by each worker

STATEMENTS = 3_000
FORMS = list(forms(None, STATEMENTS))
SLOW = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
    "postgresql": "SELECT pg_sleep(60)",
}


@pytest.mark.parametrize(
    ("found_on", "days", "wanted"),
    [
        pytest.param([], 2, 2 * FURTHER, id="none is found"),
        pytest.param([100, *[99] * 9], 2, 2 * FURTHER, id="few are found, which say little"),
        pytest.param([100] * 200 + [99] * 200, 2, 6, id="as many a day as in these, with a margin"),
        pytest.param([71] * 200 + [70] * 200, 31, 46, id="nothing was said for a month, which says nothing of before"),
        pytest.param([100] * 900, 40, 60, id="nearly all are found: half as far again"),
    ],
)
def test_how_far_postgresql_looks_back_goes_by_the_days_in_which_something_was_found(found_on, days, wanted):
    places = [first_place_of_day(day) for day in found_on]
    assert days_to_look_back(1000, places, last_day=100, days=days) == wanted


def in_store(url, work, **settings):
    """Do something with a store."""

    async def done():
        store = SqlStore(url, **settings)
        await store.open()
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(done())


async def nothing(_store):
    pass


@pytest.fixture(scope="module")
def sqlite_record(tmp_path_factory):
    file = tmp_path_factory.mktemp("lookups") / "record.db"
    file.write_bytes(empty_record())
    fill_sqlite(file, STATEMENTS)
    return f"sqlite:///{file}"


@pytest.fixture(scope="module")
def postgres_record(postgres_server):
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE lookups")
    url = postgres_server.replace("/postgres?", "/lookups?")
    in_store(url, nothing)
    fill_postgres(url, STATEMENTS)
    return url


@pytest.fixture(params=["sqlite", "postgres"])
def record(request):
    """The URL of a record of some thousand statements."""
    return request.getfixturevalue(f"{request.param}_record")


def plans(url, name):
    """Return the steps of the plans of all questions that a lookup asks."""

    async def explained(store):
        asked = []
        for engine in (store._lookups, store._opened()):
            event.listen(engine.sync_engine, "before_cursor_execute", lambda *given: asked.append(given[2:4]))
        await forms(store.for_people(), STATEMENTS)[name](random.Random(3))  # noqa: S311 - the same each time
        questions = [(query, values) for query, values in asked if " FROM " in query.replace("\n", " ")]
        explain = "EXPLAIN QUERY PLAN" if url.startswith("sqlite") else "EXPLAIN"
        async with store.looking_up() as connection:
            return [
                str(row[-1])
                for query, values in questions
                for row in await connection.exec_driver_sql(f"{explain} {query}", values)
            ]

    return in_store(url, explained)


@pytest.mark.parametrize("name", FORMS)
def test_no_lookup_walks_or_sorts_a_table(record, name):
    steps = plans(record, name)
    assert steps
    if record.startswith("sqlite"):
        # An index of words is asked for words and a span of places at once. All that is on record stands in its order.
        is_walk = [
            step
            for step in steps
            if step.startswith("SCAN")
            and not step.startswith("SCAN statement_index VIRTUAL TABLE INDEX")
            and not (name.startswith("all") and step.startswith("SCAN statements"))
            # A dozen rows; what was found just before; values that are given.
            and not re.match(r"SCAN (tallies|given|anon_|(\d+ )?CONSTANT)", step)
        ]
        assert is_walk == []
    else:
        assert [step for step in steps if "Seq Scan" in step and " on tallies" not in step] == []


@pytest.mark.parametrize("name", ["activity, 30 days", "activity, a year"])
def test_what_a_chart_counts_stands_side_by_side_in_an_index(record, name):
    """Looked at one by one, a year of a million statements took four times as long. Few are ruled, and those apart."""
    steps = plans(record, name)
    if record.startswith("sqlite"):
        whole = (
            "COVERING INDEX statements_charted (actor_id=? AND novelty=? AND teller=? AND ruling=? AND seq>? AND seq<?)"
        )
        assert sum(whole in step for step in steps) == 2 * len(Novelty)
    else:
        found = [condition for step, condition in pairwise(steps) if "Only Scan using statements_charted" in step]
        parts = ("actor_id", "novelty", "teller IS NULL", "ruling IS NULL", "seq >=", "seq <=")
        assert [[part in one for part in parts] for one in found] == [[True] * len(parts)] * len(Novelty)


@pytest.mark.parametrize("name", ["why, common words", "why, unknown words", "status, outcomes of the day"])
def test_outcomes_are_read_by_their_time(record, name):
    """SQLite goes by the subject if it may, and read all outcomes of three years to count those of a day."""
    steps = [step for step in plans(record, name) if "outcomes" in step]
    assert any("outcomes_made" in step for step in steps)
    assert [step for step in steps if "SCAN" in step or "pkey" in step or "autoindex" in step] == []


def test_what_became_of_items_and_messages_is_read_by_its_time(record):
    """Few are given up in a day, and any number was in three years."""
    steps = plans(record, "status, outcomes of the day")
    for index in ("items_due", "deliveries_over", "deliveries_sent"):
        assert [step for step in steps if index in step], steps
    if record.startswith("sqlite"):
        spans = [step for step in steps if "SEARCH items" in step or "SEARCH deliveries" in step]
        assert [">?" in step and "COVERING" in step for step in spans] == [True] * 3


def test_of_each_actor_as_many_are_counted_as_of_other_hits(record):
    async def asked(store):
        one_by_one = {one: await store.statements(StatementQuery(actor_id=one, limit=1)) for one in ACTORS}
        return one_by_one, await store.newest_of(ACTORS)

    one_by_one, together = in_store(record, asked)
    assert together == one_by_one
    assert {page.more for page in together.values()} == {True, False}


@pytest.mark.parametrize("name", ["common word", "two common words", "five words", "beginning of words"])
def test_postgres_finds_beginnings_of_words_as_it_finds_words(postgres_record, name):
    """What it has for them itself puts the hits of all words that begin so together: 0.5 s for four common ones."""
    steps = [step for step in plans(postgres_record, name) if "statements_words" in step or "Index Cond" in step]
    assert steps
    assert [step for step in steps if re.search(r"''\w{1,7}'':\*", step)] == []


@pytest.mark.parametrize("typed", ["brid", "bridge", "bridgeh", "bridgehe", "bridgehead", "§day§1", "über", "überfl"])
async def test_beginnings_of_any_length_are_found(store, typed):
    await save(store, statement("a", text="At the bridgehead all is überflüssig"), statement("b", text="A brig"))
    found = [view.statement.id for view in (await store.statements(StatementQuery(words=typed))).statements]
    assert found == ([] if typed.startswith("§") else ["a"])


@pytest.mark.parametrize("name", ["common word", "common word, source", "common word, until long ago", "source since"])
def test_postgres_skips_to_the_days_that_are_asked_for(postgres_record, name):
    """Days in one condition with the words had the index walk all that they hold: 130 ms for 17 months of a million."""
    steps = [step for step in plans(postgres_record, name) if "Index Cond" in step and "§day§" in step]
    assert steps
    assert [step for step in steps if "statement_terms(words) @@ '''§day§" not in step] == []


@pytest.mark.parametrize("name", ["why, common words", "why, unknown words"])
def test_postgres_finds_outcomes_by_all_that_its_index_knows(postgres_record, name):
    """Without the subject it took those of a month for four hundred, and sorted 80,000: 0.25 s."""
    steps = [step for step in plans(postgres_record, name) if "Index Cond" in step]
    assert steps
    assert [step for step in steps if not all(f"{one} " in step for one in ("at", "subject", "outcome"))] == []


def test_no_statement_stands_before_the_first_or_after_the_last(record):
    async def asked(store):
        people = store.for_people()
        spans = ({"until": NOW - 2 * SPAN}, {"since": NOW}, {"since": NOW, "until": NOW - SPAN})
        return [await people.statements(StatementQuery(source_id="source-0", **one)) for one in spans]

    assert [page.total for page in in_store(record, asked)] == [0, 0, 0]


def test_words_and_a_source_are_one_question_to_the_index_of_words(record):
    """Not the sightings of the source times the hits of the words: that took two minutes."""
    steps = plans(record, "common word, source, since")
    assert any("statement_index" in step or "statements_words" in step for step in steps)
    assert [step for step in steps if "articles_of_source" in step] == []


async def test_hits_beyond_those_that_are_counted_are_more(store, monkeypatch):
    counted = 20
    for name in ("bot.store.parts.lookups.COUNTED", "tests.fakes.lookups.COUNTED"):
        monkeypatch.setattr(name, counted)
    await save(store, *(statement(f"{number:04}", first_seen_at=after(number)) for number in range(counted + 1)))
    page = await store.statements(StatementQuery(limit=5))
    assert (page.total, page.more) == (counted, True)
    assert [view.statement.id for view in page.statements] == ["0020", "0019", "0018", "0017", "0016"]
    page = await store.statements(StatementQuery(words="bridge", since=after(1), limit=5))
    assert (page.total, page.more) == (counted, False)
    page = await store.statements(StatementQuery(words="bridge", offset=counted - 2, limit=5))
    assert (page.total, page.more) == (counted + 1, False)
    assert [view.statement.id for view in page.statements] == ["0002", "0001", "0000"]


@pytest.mark.parametrize("days", [1, 3, 20, 100, 400, 5_000])
async def test_a_rare_word_is_found_however_long_ago(store, days):
    ago = [
        statement(f"{number}", text="A pangolin.", first_seen_at=after(-number * 1440)) for number in (days, days + 9)
    ]
    await save(store, *ago, *(statement(f"new{n}", first_seen_at=after(n)) for n in range(5)))
    found = [view.statement.id for view in (await store.statements(StatementQuery(words="pangolin"))).statements]
    assert found == [one.id for one in ago]
    since = StatementQuery(words="pangolin", since=ago[0].first_seen_at)
    assert [view.statement.id for view in (await store.statements(since)).statements] == [ago[0].id]
    until = StatementQuery(words="pangolin", until=ago[0].first_seen_at)
    assert [view.statement.id for view in (await store.statements(until)).statements] == [ago[1].id]


async def test_very_many_statements_of_one_moment_are_all_found(store):
    await save(store, *(statement(f"{number:03}") for number in range(600)))
    page = await store.statements(StatementQuery(words="bridge", limit=600))
    assert {view.statement.id for view in page.statements} == {f"{number:03}" for number in range(600)}


# Limits


async def test_a_lookup_that_takes_too_long_is_cut_off(url):
    store = SqlStore(url, lookup_cut_off_after=timedelta(seconds=0.2))
    await store.open()
    with pytest.raises(LookupTooSlowError, match=r"took longer than 0\.2 s"):
        async with store.looking_up() as connection:
            await connection.execute(text(SLOW[connection.dialect.name]))
    assert (await store.statements(StatementQuery())).total == 0
    await store.close()


async def test_lookups_that_hold_all_their_connections_hold_up_no_work(url):
    store = SqlStore(url, lookup_cut_off_after=timedelta(seconds=0.05))
    await store.open()
    people = store.for_people()
    async with AsyncExitStack() as held:
        for _ in range(LOOKUPS_AT_ONCE):
            await held.enter_async_context(store.looking_up())
        with pytest.raises(LookupTooSlowError, match="others hold all"):
            await store.statements(StatementQuery())
        # Whatever a command asks, and not only what finds statements.
        for asked in (lambda: people.statement("s"), lambda: people.items_at("u"), people.counts, people.last_beat):
            with pytest.raises(LookupTooSlowError, match="others hold all"):
                await asked()
        await save(people, item())
        assert [one.id for one in await store.due_items(now=after(1), limit=9)] == ["item"]
    assert (await store.statements(StatementQuery())).total == 0
    await store.close()


async def test_a_lookup_cannot_write(url):
    store = SqlStore(url)
    await store.open()
    async with store.looking_up() as connection:
        with pytest.raises(Exception, match=r"read-?only"):
            await connection.execute(text("DELETE FROM items"))
    await store.close()
