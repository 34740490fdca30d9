"""Old rows are let go of, and nothing that something younger refers to; on both databases."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from bot.core.errors import StoreError
from bot.core.model import (
    DeliveryKind,
    DeliveryState,
    Digest,
    FetchOutcome,
    Notice,
    NoticeKind,
    NoticeSubject,
    Novelty,
)
from bot.core.outcomes import Conclusion, Outcome, Subject, unsaid_id
from bot.rules.retention import CUT_MARK, Kept
from bot.store import SqlStore
from bot.store.forms.tables import metadata
from tests.store.samples import (
    NOON,
    after,
    article,
    correction,
    delivery,
    feedback,
    item,
    overflow,
    poll,
    poll_state,
    quotation,
    recheck,
    reply,
    report,
    save,
    sighting,
    statement,
)

OLD, LIMIT, YOUNG = NOON - timedelta(days=1), NOON, NOON + timedelta(days=1)
TEXT = "A first paragraph that nobody needs.\nThe mayor said: “We build.”\nThe end of it, which is long enough."
SAID = (TEXT.index("We build"), TEXT.index("We build") + 8)


async def let_go(store, kept, limit=100):
    async with store.transaction() as transaction:
        return await transaction.let_go(kept, before=LIMIT, limit=limit)


async def all_gone(store, kept):
    """Let go of all, one at a time; return how many, and hold the count of a dry run to it."""
    number = 0
    while await let_go(store, kept, limit=1):
        number += 1
    return number


async def left(store):
    """Return how many rows of each table there are."""
    async with store.connected() as connection:
        numbers = {
            table.name: (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            for table in metadata.sorted_tables
        }
    return {name: number for name, number in numbers.items() if number and name != "tallies"}


def spoken(**changes):
    return quotation(content=(SAID,), source=((41, 46),), evidence=(37, 64), **changes)


async def test_of_an_old_text_the_quotations_stay_with_all_that_shows_them(sql_store):
    await save(
        sql_store,
        article(text=TEXT, fetched_at=OLD),
        article("young", text=TEXT, fetched_at=YOUNG),
        statement(),
        sighting(quotation=spoken()),
    )
    assert await sql_store.expired(Kept.TEXTS, before=LIMIT) == 1
    assert await all_gone(sql_store, Kept.TEXTS) == 1
    (view,) = (await sql_store.statement("statement")).sightings
    assert view.article.text == f"{CUT_MARK}\nThe mayor said: “We build.”\n{CUT_MARK}"
    shown = view.sighting.quotation
    cut = view.article.text
    assert [cut[start:end] for start, end in (*shown.content, *shown.source, shown.evidence)] == [
        TEXT[start:end] for start, end in (SAID, (41, 46), (37, 64))
    ]
    assert (await sql_store.article("young")).text == TEXT


async def test_a_text_that_comes_again_does_not_move_the_quotations_of_the_cut_one(sql_store):
    whole = article(text=TEXT, fetched_at=OLD)
    await save(sql_store, whole, statement(), sighting(quotation=spoken()))
    await all_gone(sql_store, Kept.TEXTS)
    await save(sql_store, whole)
    (view,) = (await sql_store.statement("statement")).sightings
    ((start, end),) = view.sighting.quotation.content
    assert view.article.text[start:end] == "We build"


async def test_a_page_that_is_looked_at_again_keeps_its_text_in_all_versions(sql_store):
    await save(
        sql_store,
        item(),
        article(text=TEXT, fetched_at=OLD),
        article("later", text=TEXT, fetched_at=OLD, version_of="article"),
        recheck(article_id="later"),
    )
    assert await all_gone(sql_store, Kept.TEXTS) == 0
    async with sql_store.transaction() as transaction:
        await transaction.end_recheck("item")
    assert await all_gone(sql_store, Kept.TEXTS) == 2


def conclusion(subject_id, at):
    return Conclusion(
        subject=Subject.ITEM, subject_id=subject_id, outcome=Outcome.READ, rule="jobs.read", evidence="", at=at
    )


async def test_outcomes_and_polls_go_by_their_age(sql_store):
    async with sql_store.transaction() as transaction:
        await transaction.conclude([conclusion("old", OLD), conclusion("young", YOUNG)])
        for at in (OLD, OLD, YOUNG):
            await transaction.save_poll(poll_state(), poll(polled_at=at, outcome=FetchOutcome.OK))
    assert await sql_store.expired(Kept.OUTCOMES, before=LIMIT) == await all_gone(sql_store, Kept.OUTCOMES) == 1
    assert await sql_store.expired(Kept.POLLS, before=LIMIT) == await all_gone(sql_store, Kept.POLLS) == 2
    assert await left(sql_store) == {"poll_states": 1, "polls": 1, "outcomes": 1}


def alert(delivery_id, **changes):
    return delivery(delivery_id, **{"state": DeliveryState.SENT, "created_at": OLD} | changes)


@pytest.mark.parametrize(
    ("deliveries", "gone"),
    [
        ([alert("a")], 1),
        ([alert("a", created_at=YOUNG)], 0),
        ([alert("a", state=DeliveryState.PENDING)], 0),
        ([alert("a", state=DeliveryState.STALE)], 0),
        ([alert("a", state=DeliveryState.DEAD)], 1),
        ([overflow("line", state=DeliveryState.SENT, created_at=OLD), alert("a", parent_id="line")], 2),
        ([alert("a"), alert("b", parent_id="a", created_at=YOUNG)], 0),
        ([alert("a"), alert("b", parent_id="a"), alert("c", parent_id="b")], 3),
    ],
    ids=["sent", "young", "pending", "stale", "dead", "line", "answered lately", "answered"],
)
async def test_messages_go_with_what_they_showed_unless_something_younger_answers_them(sql_store, deliveries, gone):
    await save(sql_store, article(), statement(), sighting(), report(created_at=OLD), *deliveries)
    assert await all_gone(sql_store, Kept.DELIVERIES) == gone
    rows = await left(sql_store)
    assert rows.get("deliveries", 0) == len(deliveries) - gone
    assert ("reports" in rows, "report_statements" in rows) == (gone < len(deliveries), gone < len(deliveries))


def said(statement_id="statement", **changes):
    return statement(statement_id, **{"first_seen_at": OLD} | changes)


async def test_a_statement_goes_with_all_that_hangs_on_it(sql_store):
    await save(sql_store, article(), said(), sighting(seen_at=OLD), correction(noticed_at=OLD), feedback())
    async with sql_store.transaction() as transaction:
        about = {"outcome": Outcome.ON_RECORD, "rule": "r", "evidence": "", "at": OLD}
        await transaction.conclude(
            [
                Conclusion(subject=Subject.ATTRIBUTION, subject_id="sighting", **about),
                Conclusion(subject=Subject.STATEMENT, subject_id="statement", **about),
                Conclusion(subject=Subject.ARTICLE, subject_id="article", **about),
            ]
        )
    assert await sql_store.expired(Kept.STATEMENTS, before=LIMIT) == 1
    assert await all_gone(sql_store, Kept.STATEMENTS) == 1
    assert await left(sql_store) == {"articles": 1, "outcomes": 1}
    assert (await sql_store.counts()).statements == 0


@pytest.mark.parametrize(
    "younger",
    [
        [sighting("again", seen_at=YOUNG)],
        [statement("repeat", first_seen_at=YOUNG, novelty=Novelty.REPEAT, earlier_id="statement")],
        [report(created_at=OLD), alert("a")],
    ],
    ids=["seen again", "repeated", "told"],
)
async def test_a_statement_stays_while_something_refers_to_it(sql_store, younger):
    await save(sql_store, article(), said(), sighting(seen_at=OLD), *younger)
    assert await all_gone(sql_store, Kept.STATEMENTS) == 0
    assert await sql_store.statement("statement") is not None


async def test_a_chain_of_old_statements_goes_from_its_end(sql_store):
    links = [said(f"s{n}", earlier_id=f"s{n - 1}" if n else None, first_seen_at=OLD + timedelta(n)) for n in range(3)]
    await save(sql_store, *[one for one in links if one.first_seen_at < LIMIT])
    await save(sql_store, *[one for one in links if one.first_seen_at >= LIMIT])
    assert await all_gone(sql_store, Kept.STATEMENTS) == 0
    await save(sql_store, *[said(f"t{n}", earlier_id=f"t{n - 1}" if n else None) for n in range(3)])
    assert await all_gone(sql_store, Kept.STATEMENTS) == 3


async def test_what_is_let_go_of_is_given_back_to_the_disk(tmp_path, sqlite_url):
    file = tmp_path / "onrecord.db"
    store = SqlStore(sqlite_url)
    await store.open()
    await save(store, *[article(f"a{n}", text="word " * 4000, fetched_at=OLD) for n in range(100)])
    await save(store, *[article(f"b{n}", text="a\n" * 8000, fetched_at=OLD) for n in range(100)])
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        ((page,),) = connection.execute("PRAGMA page_size")
    before = file.stat().st_size
    await let_go(store, Kept.TEXTS, limit=500)
    free = [await free_pages(store)]
    while await store.give_back(100):
        free.append(await free_pages(store))
    await store.close()
    # Each time all that was asked for: a page at a time, each synced, is an hour of a large record's prune.
    assert free == [*range(free[0], 0, -100), 0]
    assert len(free) > 2
    assert file.stat().st_size <= before - free[0] * page


async def free_pages(store):
    async with store.connected() as connection:
        return (await connection.exec_driver_sql("PRAGMA freelist_count")).scalar_one()


async def test_room_that_cannot_be_given_back_is_reported_as_of_this_database(sqlite_url):
    store = SqlStore(sqlite_url)
    await store.open()
    await save(store, article(text="word " * 4000, fetched_at=OLD))
    await let_go(store, Kept.TEXTS)
    await store.close()
    reader = SqlStore(sqlite_url, read_only=True)
    await reader.open()
    with pytest.raises(StoreError, match=r"onrecord\.db.*may not be written"):
        await reader.give_back(1)
    await reader.close()


@pytest.mark.parametrize("kept", [one for one in Kept if one is not Kept.POLLS])  # of which 30 a source are kept
async def test_what_is_old_is_found_without_a_walk_through_a_table(sqlite_url, kept):
    store = SqlStore(sqlite_url)
    await store.open()
    await fill(store)
    asked = []
    async with store.transaction() as transaction:
        async with transaction.connected() as connection:
            event.listen(connection.sync_connection, "before_cursor_execute", lambda *given: asked.append(given[2:5]))
        assert await transaction.let_go(kept, before=YOUNG + timedelta(days=9), limit=9)
    async with store.connected() as connection:
        steps = [
            str(row[-1])
            for query, values, _ in asked
            for row in await connection.exec_driver_sql(
                f"EXPLAIN QUERY PLAN {query}", values[0] if isinstance(values, list) else values
            )
        ]
    await store.close()
    assert steps
    walked = {step.split()[1] for step in steps if step.startswith("SCAN ")}
    assert walked & {*metadata.tables} <= {"rechecks"}  # the pages that are young


@pytest.mark.parametrize(
    ("table", "column"),
    sorted((table.name, key.parent.name) for table in metadata.sorted_tables for key in table.foreign_keys),
)
def test_what_refers_to_a_row_is_found_by_an_index_when_that_one_is_deleted(table, column):
    leading = [[one.name for one in index.columns][:1] for index in metadata.tables[table].indexes]
    assert [column] in [*leading, [one.name for one in metadata.tables[table].primary_key.columns][:1]]


# Deleting on request


async def erase(store, **what):
    async with store.transaction() as transaction:
        if "source" in what:
            return await transaction.erase_source(what["source"])
        return await transaction.erase_actor(what["actor"])


async def fill(store):
    """Two sources and two actors: one statement of the mayor is reported by both, one by each alone."""
    other = {"source_id": "wire", "url": "https://wire.example/1"}
    text = "“We build.” “We pay.” “We built.”"
    places = {"both": (1, 10), "gazette": (13, 20), "wire": (13, 20)}
    await save(
        store,
        item(),
        article(text=text, version_of=None),
        article("newer", text=text, version_of="article"),
        article("other", text=text.replace("We build", "We shall build"), **other),
        recheck(article_id="newer"),
        statement("both", text="We build."),
        statement("gazette", text="We pay."),
        statement("wire", text="We pay.", earlier_id="gazette", novelty=Novelty.REPEAT, first_seen_at=after(2)),
        statement("clerk", text="We built.", actor_id="clerk"),
        sighting("1", statement_id="both", quotation=quotation(content=(places["both"],))),
        sighting(
            "2", statement_id="both", article_id="other", seen_at=after(1), quotation=quotation(content=((1, 16),))
        ),
        sighting("3", statement_id="gazette"),
        sighting("4", statement_id="wire", article_id="other", seen_at=after(2)),
        sighting("5", statement_id="clerk"),
        correction(sighting_id="1", statement_id="both", article_id="newer"),
        feedback(statement_id="gazette"),
        report(statement_ids=("both", "gazette")),
        report("second", statement_ids=("wire",), article_id="other"),
        delivery(state=DeliveryState.SENT, message_ref="m"),
        reply(state=DeliveryState.SENT),
        delivery("more", report_id="second", parent_id="delivery"),
    )
    async with store.transaction() as transaction:
        await transaction.save_poll(poll_state(), poll())
        await transaction.conclude([conclusion("item", NOON)])


async def test_a_source_goes_with_all_that_hangs_on_it_and_others_reports_stay(sql_store):
    await fill(sql_store)
    gone = await erase(sql_store, source="gazette")
    assert +gone == {
        "articles": 2, "corrections": 1, "deliveries": 2, "feedback": 1, "items": 1, "outcomes": 1, "poll_states": 1,
        "polls": 1, "rechecks": 1, "report_statements": 2, "reports": 1, "sightings": 3, "statements": 2,
    }  # fmt: skip
    assert await left(sql_store) == {
        "articles": 1, "deliveries": 1, "report_statements": 1, "reports": 1, "sightings": 2, "statements": 2,
    }  # fmt: skip
    both = await sql_store.statement("both")
    assert (both.statement.text, [one.sighting.id for one in both.sightings]) == ("We shall build.", ["2"])
    wire = (await sql_store.statement("wire")).statement
    assert (wire.novelty, wire.earlier_id) == (Novelty.NEW, None)
    (more,) = [one for one in await sql_store.due_deliveries(now=NOON, limit=9) if one.id == "more"]
    assert more.parent_id is None


async def test_an_actor_goes_with_all_that_hangs_on_it_and_texts_stay(sql_store):
    await fill(sql_store)
    await erase(sql_store, actor="mayor")
    assert await left(sql_store) == {
        "articles": 3, "items": 1, "outcomes": 1, "poll_states": 1, "polls": 1, "rechecks": 1, "sightings": 1,
        "statements": 1,
    }  # fmt: skip
    assert (await sql_store.counts()).statements == 1


REJECTED = {"subject": Subject.ATTRIBUTION, "outcome": Outcome.REJECTED, "rule": "r", "evidence": "a bare phrase: No."}


async def test_what_was_rejected_of_an_actor_goes_and_that_of_others_stays(sql_store):
    await save(sql_store, article())
    of = [unsaid_id(actor_id, "1") for actor_id in ("may_or", "mayxor", "may_or-2", "may")]
    async with sql_store.transaction() as transaction:
        about = REJECTED | {"related_id": "article", "at": NOON}
        await transaction.conclude([Conclusion(subject_id=one, **about) for one in of])
    assert +(await erase(sql_store, actor="may_or")) == {"outcomes": 1}
    assert {one.subject_id for one in await sql_store.concluded_of("article")} == set(of[1:])
    assert +(await erase(sql_store, source="gazette")) == {"articles": 1, "outcomes": 3}


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        (NoticeKind.SILENT_ACTOR, {"actor": "mayor"}),
        (NoticeKind.SILENT_SOURCE, {"source": "mayor"}),
        (NoticeKind.FAILING, {"source": "mayor"}),
    ],
)
async def test_what_was_reported_to_who_runs_the_bot_goes_too(sql_store, kind, what):
    alone, other = (NoticeSubject(id=one, since=NOON) for one in ("mayor", "clerk"))
    reported = {"alone": (alone,), "several": (alone, other), "other": (other,), "nobody": ()}
    async with sql_store.transaction() as transaction:
        for name, subjects in reported.items():
            notice = Notice(id=name, kind=kind, began_at=NOON, noticed_at=NOON, subjects=subjects)
            await transaction.save_notice(notice)
            message = delivery(name, report_id=None, kind=DeliveryKind.NOTICE, notice_id=name)
            await transaction.add_delivery(message)
    (other_kind,) = {"actor", "source"} - {*what}
    assert not +(await erase(sql_store, **{other_kind: "mayor"}))
    assert +(await erase(sql_store, **what)) == {"notices": 1, "deliveries": 1}
    left = {one.id: one.subjects for one in await sql_store.notices(since=NOON)}
    assert left == {"several": (other,), "other": (other,), "nobody": ()}


async def test_of_nobody_nothing_is_deleted(sql_store):
    await fill(sql_store)
    before = await left(sql_store)
    assert not +(await erase(sql_store, source="nobody"))
    assert not +(await erase(sql_store, actor="nobody"))
    assert await left(sql_store) == before


DIGEST = Digest(
    id="digest",
    plan_id="plan",
    since=NOON,
    until=after(60),
    zone="UTC",
    reported=(("both", "article"), ("wire", "other"), ("clerk", "article")),
)


@pytest.mark.parametrize(
    ("what", "left"),
    [({"source": "gazette"}, ["wire"]), ({"actor": "mayor"}, ["clerk"]), ({"actor": "clerk"}, ["both", "wire"])],
    ids=str,
)
async def test_what_is_erased_goes_out_of_digests_too(sql_store, what, left):
    await fill(sql_store)
    async with sql_store.transaction() as transaction:
        await transaction.save_digest(DIGEST)
    await erase(sql_store, **what)
    reported = (await sql_store.last_digest("plan", until=after(60))).reported
    assert [statement_id for statement_id, _ in reported] == left


async def test_a_digest_keeps_its_statements_for_as_long_as_its_message_is_kept(sql_store):
    message = delivery("digest", report_id=None, kind=DeliveryKind.DIGEST, state=DeliveryState.SENT, created_at=OLD)
    await save(sql_store, article(), statement(first_seen_at=OLD), message)
    async with sql_store.transaction() as transaction:
        await transaction.save_digest(replace(DIGEST, reported=(("statement", "article"),)))
        assert await transaction.let_go("statements", before=NOON, limit=9) == 0
        assert await transaction.let_go("deliveries", before=NOON, limit=9) == 1
        assert await transaction.let_go("statements", before=NOON, limit=9) == 1
