"""A record of years: what one message needs reads no whole table, and what is deleted is found no more."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, select, text

from bot.core.model import DeliveryKind, FeedbackKind, IndexEntry, Novelty, StatementQuery
from bot.store import SqlStore
from bot.store.forms.tables import index_entries, statements
from tests.store.samples import (
    NOON,
    SLACK,
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

LONG_RECORD = (
    item(),
    article(),
    article("second", version_of="article"),
    statement(),
    *(statement(f"r{n}", novelty=Novelty.REPEAT, earlier_id="statement", first_seen_at=after(n)) for n in range(1, 8)),
    statement("changed", novelty=Novelty.CHANGED, earlier_id="statement"),
    sighting(),
    sighting("s", article_id="second", statement_id="r7"),
    correction(),
    report(statement_ids=("statement", "r7", "changed")),
    delivery(message_ref="1"),
    delivery("waits"),
    reply(),
    recheck(),
    feedback(),
)
ENTRY = IndexEntry(statement_id="statement", made_by="model", terms=("bridge",), meaning=bytes(128))
LOOKUPS = {
    "failing sources": lambda store: store.failing_polls(),
    "the last answer": lambda store: store.last_answer_at(),
    "what a source listed": lambda store: store.listed_at("gazette", since=NOON),
    "what an actor said": lambda store: store.said_at("mayor", since=NOON),
    "an alert": lambda store: store.message(delivery()),
    "a correction": lambda store: store.message(reply()),
    "an overflow line": lambda store: store.message(overflow()),
    "the limit": lambda store: store.alerts_tried(SLACK, since=NOON),
    "a catch-up": lambda store: store.message(overflow(kind=DeliveryKind.CATCH_UP)),
    "the catch-up of a channel": lambda store: store.catch_up(SLACK),
    "the last digest": lambda store: store.last_digest("plan", until=NOON),
    "what was said of late": lambda store: store.seen_between(NOON - timedelta(days=1), NOON, limit=9),
    "the line of a channel": lambda store: store.overflow(SLACK, since=NOON),
    "a page": lambda store: store.page_sightings("second"),
    "what there is to do": lambda store: store.agenda(now=NOON),
    "what is due to be fetched again": lambda store: store.due_rechecks(now=NOON, limit=9),
}
STEPS = {
    "collapsing": lambda transaction: transaction.collapse(["delivery"], overflow(), at=NOON, edit_at=NOON),
    "catching up": lambda transaction: transaction.collapse(
        ["delivery", "overflow"], overflow("catch-up", kind=DeliveryKind.CATCH_UP), at=NOON, edit_at=NOON
    ),
    "outdating": lambda transaction: transaction.outdate(["statement"], at=NOON),
    "the channels of a statement": lambda transaction: transaction.channels_reached("statement"),
    "the alerts of a statement": lambda transaction: transaction.alerts_telling("statement"),
    "the corrections of a page": lambda transaction: transaction.page_corrections("second"),
    "a ruling": lambda transaction: transaction.rule("statement", FeedbackKind.NOT_NEW),
    "the last words of an actor": lambda transaction: transaction.recent_statements("mayor", since=NOON, limit=5),
    "candidates": lambda transaction: transaction.statements_by_id(["statement", "r7"]),
    "what can be found": lambda transaction: transaction.findable(
        "mayor", made_by="model", since=NOON, before=None, limit=9
    ),
    "what it is found by": lambda transaction: transaction.save_index_entries([ENTRY]),
    "what is ruled out": lambda transaction: transaction.ruled_out("mayor"),
    "feedback": lambda transaction: transaction.feedback_on("statement"),
    "feedback taken back": lambda transaction: transaction.remove_feedback("feedback"),
    "no more fetching": lambda transaction: transaction.end_recheck("item"),
}


@pytest.mark.parametrize("asked", [*LOOKUPS, *STEPS])
async def test_nothing_that_one_message_needs_reads_a_whole_table(sqlite_url, tmp_path, asked):
    store = SqlStore(sqlite_url)
    await store.open()
    await save(store, *LONG_RECORD)
    async with store.transaction() as transaction:
        await transaction.collapse(["waits"], overflow(), at=NOON, edit_at=NOON)
    ran = []
    event.listen(store._opened().sync_engine, "before_cursor_execute", lambda *given: ran.append(given[2:4]))
    if asked in LOOKUPS:
        await LOOKUPS[asked](store)
    else:
        async with store.transaction() as transaction:
            ran.clear()
            await STEPS[asked](transaction)
    await store.close()
    with closing(sqlite3.connect(tmp_path / "onrecord.db")) as connection:
        steps = [
            step
            for query, values in ran
            if query.startswith(("SELECT", "UPDATE", "DELETE"))
            for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {query}", values)
        ]
    assert any(step.startswith("SEARCH") for step in steps)
    assert [step for step in steps if step.startswith("SCAN") and step != "SCAN CONSTANT ROW"] == []


async def test_sources_that_wait_cost_a_tick_nothing(sqlite_url, tmp_path):
    store = SqlStore(sqlite_url)
    await store.open()
    ran = []
    event.listen(store._opened().sync_engine, "before_cursor_execute", lambda *given: ran.append(given[2:4]))
    assert await store.due_polls(now=NOON, limit=5) == []
    await store.close()
    with closing(sqlite3.connect(tmp_path / "onrecord.db")) as connection:
        ((query, values),) = [one for one in ran if one[0].startswith("SELECT")]
        steps = [step for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {query}", values)]
    assert [step.partition(" (")[0] for step in steps if "poll_states" in step] == [
        "SEARCH poll_states USING INDEX polls_due",
        "SEARCH poll_states USING INDEX polls_ended",
    ]
    assert not any("TEMP B-TREE" in step for step in steps)


async def test_what_a_statement_is_found_by_goes_with_it(sql_store):
    await save(sql_store, statement(), statement("stays"))
    async with sql_store.transaction() as transaction:
        await transaction.save_index_entries([ENTRY, replace(ENTRY, statement_id="stays")])
    async with sql_store.transaction() as transaction:
        await transaction._run(text("DELETE FROM statements WHERE id = 'statement'"))
    async with sql_store.connected() as connection:
        left = (await connection.execute(select(index_entries.c.seq, statements.c.id).outerjoin(statements))).all()
    assert [row.id for row in left] == ["stays"]


async def test_what_is_deleted_is_neither_counted_nor_found(sql_store):
    await save(sql_store, article(), *map(statement, "abc"), sighting(statement_id="a"), item())
    async with sql_store.transaction() as transaction:
        for table in ("sightings", "items"):
            await transaction._run(text(f"DELETE FROM {table}"))  # noqa: S608 - constants
        await transaction._run(text("DELETE FROM statements WHERE id <> 'b'"))
    counts = await sql_store.counts()
    assert (counts.articles, counts.statements, counts.sightings, counts.items) == (1, 1, 0, {})
    page = await sql_store.statements(StatementQuery(words="bridge"))
    assert ([view.statement.id for view in page.statements], page.total) == (["b"], 1)
