"""What was on record at a moment, copied: from either database, and nothing that came later."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.model import DeliveryKind, DeliveryState, IndexEntry
from bot.core.outcomes import Conclusion, Outcome, Subject
from bot.store import SqlStore
from bot.store.copying import copy_until
from tests.records import empty_record
from tests.store.samples import SLACK, after, article, delivery, item, report, save, sighting, statement

THEN = after(100)
TEXTS_WITHIN = timedelta(days=14)


@pytest.fixture
async def other(tmp_path):
    file = tmp_path / "other.db"
    file.write_bytes(empty_record())
    opened = SqlStore(f"sqlite:///{file}")
    await opened.open()
    yield opened
    await opened.close()


def of_text(number, minutes, **changes):
    """Return a text, with what it says, who was told, and what is concluded, of one moment."""
    at, name = after(minutes), f"{number}"
    return [
        item(f"i{name}", first_seen_at=at),
        article(f"a{name}", fetched_at=at, url=f"https://news.example/{name}"),
        statement(f"s{name}", first_seen_at=at, **changes),
        sighting(f"g{name}", statement_id=f"s{name}", article_id=f"a{name}", seen_at=at),
        report(f"r{name}", article_id=f"a{name}", statement_ids=(f"s{name}",), created_at=at),
        delivery(f"d{name}", report_id=f"r{name}", channel=SLACK, created_at=at, state=DeliveryState.SENT),
    ]


async def conclude(store, *of):
    async with store.transaction() as transaction:
        await transaction.conclude(
            [
                Conclusion(subject=subject, subject_id=one, outcome=outcome, rule="r", related_id=related, at=at)
                for subject, one, outcome, related, at in of
            ]
        )


async def test_what_was_said_and_reported_by_then_is_there_and_nothing_of_later(sql_store, other):
    await save(sql_store, *of_text(1, 10), *of_text(2, 50), *of_text(3, 150))
    async with sql_store.transaction() as transaction:
        await transaction.save_index_entries(
            [IndexEntry(statement_id=f"s{one}", made_by="m", terms=("bridge",), meaning=b"\0\1") for one in (1, 2, 3)]
        )
    await conclude(
        sql_store,
        (Subject.ITEM, "i1", Outcome.READ, "a1", after(10)),
        (Subject.STATEMENT, "s2", Outcome.BASELINE, "", after(50)),
        (Subject.ITEM, "i3", Outcome.READ, "a3", after(150)),
    )
    await copy_until(sql_store, other, until=THEN, texts_within=TEXTS_WITHIN)
    assert set(await other.statements_by_id({"s1", "s2", "s3"})) == {"s1", "s2"}
    for name in ("1", "2"):
        assert await other.article(f"a{name}") == await sql_store.article(f"a{name}")
        assert await other.statement(f"s{name}") == await sql_store.statement(f"s{name}")
        assert await other.channels_reached(f"s{name}") == {SLACK}
        assert await other.report(f"r{name}") == await sql_store.report(f"r{name}")
    assert await other.article("a3") is None
    assert [one.outcome for one in await other.conclusions({"i1", "s2", "i3"})] == [Outcome.READ, Outcome.BASELINE]
    found = await other.findable("mayor", made_by="m", since=after(0), before=None, limit=9)
    assert [(one.statement_id, one.entry is not None) for one in found] == [("s2", True), ("s1", True)]
    assert await other.history_since("gazette", but=after(9)) == (await sql_store.item("i1")).entry.published_at
    assert (await other.item("i1")).entry.text == ""


async def test_what_refers_to_something_later_does_not_any_more(sql_store, other):
    later = of_text(2, 150)
    first = article("a0", fetched_at=after(-60 * 24 * 30), url="https://news.example/old")
    await save(sql_store, first, *later, *of_text(1, 10, earlier_id="s2"))
    await save(sql_store, replace(article("a9", fetched_at=after(20)), version_of="a0"))
    line = delivery("line", report_id=None, kind=DeliveryKind.OVERFLOW, channel=SLACK, created_at=after(120))
    await save(sql_store, line)
    async with sql_store.transaction() as transaction:
        collapsed = replace(await transaction.delivery("d1"), state=DeliveryState.COLLAPSED, parent_id="line")
        await transaction.update_delivery(collapsed)
    await copy_until(sql_store, other, until=THEN, texts_within=TEXTS_WITHIN)
    assert (await other.statement("s1")).statement.earlier_id is None
    assert (await other.article("a9")).version_of is None
    assert (await other.delivery("d1")).parent_id is None


async def test_an_old_text_is_there_only_where_it_says_something(sql_store, other):
    days = -(TEXTS_WITHIN + timedelta(days=1)).total_seconds() / 60 + 100
    await save(sql_store, *of_text(1, days), article("bare", fetched_at=after(days)))
    await copy_until(sql_store, other, until=THEN, texts_within=TEXTS_WITHIN)
    assert await other.has_article("a1")
    assert not await other.has_article("bare")


async def test_of_an_empty_record_the_copy_is_empty(sql_store, other):
    await copy_until(sql_store, other, until=THEN, texts_within=TEXTS_WITHIN)
    counts = await other.counts()
    assert (counts.articles, counts.statements, counts.items) == (0, 0, {})
