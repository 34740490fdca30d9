"""What `bot.core.ports.Store` promises of all that it keeps: references, times, transactions, and being closed.

The memory fake, SQLite and PostgreSQL are held to it alike, here and in the modules beside this one, one for each port.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from bot.core.errors import NotOnRecordError, StatementNotFoundError, StoreError
from bot.core.model import Beat, DeliveryState, ItemState
from bot.rules.thresholds import LONGEST_WAIT
from tests.store.asking import found, ids
from tests.store.samples import (
    NOON,
    after,
    article,
    correction,
    delivery,
    feedback,
    item,
    overflow,
    recheck,
    reply,
    report,
    save,
    sighting,
    statement,
)


async def test_a_transaction_reads_what_it_wrote(store):
    async with store.transaction() as transaction:
        await transaction.save_statement(statement())
        await transaction.save_item(item())
        assert await transaction.recent_statements("mayor", since=NOON, limit=9) == [statement()]
        assert await transaction.listed_before("gazette", item_ids={"item"}, urls=()) == [item()]


@pytest.mark.parametrize(
    "orphan",
    [
        article(version_of="nothing"),
        statement(earlier_id="nothing"),
        sighting(),
        recheck(),
        correction(),
        feedback(),
        report(),
        delivery(),
        overflow(parent_id="nothing"),
        overflow(correction_id="nothing"),
    ],
    ids=[
        "a version of no article",
        "a repeat of no statement",
        "a sighting of no statement",
        "a recheck of no article",
        "a correction of no sighting",
        "feedback on no statement",
        "a report of no article",
        "a delivery of no report",
        "a delivery of no parent",
        "a delivery of no correction",
    ],
)
async def test_what_refers_to_nothing_is_refused(store, orphan):
    with pytest.raises(StoreError, match="not on record"):
        await save(store, item(), orphan)
    assert await store.items(ItemState.WAITING) == []


async def test_rows_that_belong_together_may_be_saved_in_any_order(store):
    await save(
        store, reply(), delivery(), report(), correction(), sighting(), statement(), article(), recheck(), item()
    )
    assert (await store.report("report")).statements[0].sightings[0].article == article()


async def test_times_of_any_zone_come_back_in_utc_and_are_compared_as_moments(store):
    tehran = timezone(timedelta(hours=3, minutes=30))
    await save(store, statement(first_seen_at=NOON.astimezone(tehran), said_at=NOON.astimezone(tehran)))
    view = await store.statement("statement")
    assert view.statement.said_at == NOON
    assert await found(store, since=after(-0.001).astimezone(tehran)) == ["statement"]
    assert await found(store, since=after(0.001).astimezone(tehran)) == []


async def test_microseconds_are_kept(store):
    moment = NOON.replace(microsecond=123456)
    await save(store, statement(first_seen_at=moment))
    assert (await store.statement("statement")).statement.first_seen_at == moment


async def test_what_was_put_off_before_the_clock_went_back_is_due(store):
    at_last, too_far = {"next_try_at": NOON + LONGEST_WAIT}, {"next_try_at": NOON + LONGEST_WAIT + timedelta(seconds=1)}
    await save(store, item("put off", **at_last), item("due", **too_far))
    await save(store, article(), statement(), report(), delivery("put off", **at_last), delivery("due", **too_far))
    assert ids(await store.due_items(now=NOON, limit=9)) == ["due"]
    assert ids(await store.due_deliveries(now=NOON, limit=9)) == ["due"]


async def test_a_ruling_on_a_statement_that_is_not_there_names_it(store):
    async with store.transaction() as transaction:
        with pytest.raises(StatementNotFoundError, match="statement 'nothing' is not on record"):
            await transaction.rule("nothing", None)


async def test_what_is_not_there_takes_no_transaction_with_it(store):
    async with store.transaction() as transaction:
        await transaction.save_article(article())
        with pytest.raises(NotOnRecordError):
            await transaction.rule("nothing", None)
    assert await store.article("article") == article()


async def test_an_exception_rolls_everything_back_and_passes_through(store):
    await save(store, article(), statement(), report(), delivery())

    async def fail():
        async with store.transaction() as transaction:
            await transaction.save_item(item())
            await transaction.save_statement(statement(text="Other words."))
            await transaction.outdate(["statement"], at=NOON)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await store.items(ItemState.WAITING) == []
    assert (await store.statement("statement")).statement == statement()
    assert await found(store, words="bridge") == ["statement"]
    assert await store.deliveries(DeliveryState.PENDING) == [delivery()]


async def test_lookups_see_nothing_of_a_transaction_before_it_commits(store):
    async with store.transaction() as transaction:
        await transaction.save_item(item())
        assert await store.items(ItemState.WAITING) == []
    assert await store.items(ItemState.WAITING) == [item()]


async def test_transactions_run_one_after_the_other(store):
    await save(store, statement(text="0"))

    async def add_one():
        async with store.transaction() as transaction:
            (before,) = await transaction.recent_statements("mayor", since=NOON, limit=9)
            await asyncio.sleep(0)
            await transaction.save_statement(replace(before, text=str(int(before.text) + 1)))

    await asyncio.gather(*(add_one() for _ in range(12)))
    assert (await store.statement("statement")).statement.text == "12"


async def test_a_cancelled_transaction_leaves_nothing_and_the_next_one_runs(store):
    begun = asyncio.Event()

    async def hang():
        async with store.transaction() as transaction:
            await transaction.save_item(item("lost"))
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await save(store, item("kept"))
    assert ids(await store.items(ItemState.WAITING)) == ["kept"]


async def test_a_closed_store_refuses_and_closing_twice_is_fine(store):
    await store.close()
    await store.close()
    with pytest.raises(StoreError, match="not open"):
        await store.counts()
    with pytest.raises(StoreError, match="not open"):
        await save(store, item())


async def test_only_the_last_sign_of_life_is_kept(store):
    assert await store.last_beat() is None
    await store.beat(Beat(at=after(0), started_at=after(0), platforms={"discord": "connecting"}))
    last = Beat(at=after(1), started_at=after(0), platforms={"discord": "connected"})
    await store.beat(last)
    assert await store.last_beat() == last
