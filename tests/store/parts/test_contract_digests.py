"""What `bot.core.ports.Store` promises of digests, and of what was said in a span of time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.errors import DigestNotFoundError
from bot.core.model import DeliveryKind, Digest, FeedbackKind, Novelty, StatementQuery
from tests.store.samples import NOON, after, article, delivery, report, save, sighting, statement


def digest(digest_id="digest", **changes) -> Digest:
    values = {
        "plan_id": "plan",
        "since": NOON,
        "until": after(60),
        "zone": "UTC",
        "reported": (("statement", "article"),),
    }
    return Digest(id=digest_id, **values | changes)


def message(digest_id="digest"):
    return delivery(digest_id, report_id=None, kind=DeliveryKind.DIGEST)


async def keep(store, *digests):
    async with store.transaction() as transaction:
        for one in digests:
            await transaction.save_digest(one)


@pytest.fixture
async def said(store):
    await save(store, article(), statement(), sighting(), report())
    return store


async def test_the_last_of_a_plan_is_the_newest_until_a_time(said):
    one, two = digest("one"), digest("two", until=after(120), reported=())
    await keep(said, one, two, digest("other", plan_id="another", until=after(180)))
    assert await said.last_digest("plan", until=after(200)) == two
    assert await said.last_digest("plan", until=after(120)) == two
    assert await said.last_digest("plan", until=after(119)) == one
    assert await said.last_digest("plan", until=after(59)) is None
    assert await said.last_digest("nothing", until=after(200)) is None


async def test_one_with_a_known_id_is_left_as_it_is(said):
    await keep(said, digest(), digest(zone="Europe/Berlin", reported=()))
    assert await said.last_digest("plan", until=after(60)) == digest()


async def test_a_digest_tells_its_statements_in_their_order(said):
    await save(
        said,
        article("another", url="https://news.example/2"),
        statement("s2", novelty=Novelty.REPEAT),
        sighting("of s2", statement_id="s2", article_id="another"),
        message(),
    )
    await keep(said, digest(reported=(("s2", "another"), ("statement", "article"))))
    found = await said.message(message())
    assert (found.id, found.since, found.until, found.zone) == ("digest", NOON, after(60), "UTC")
    assert found.counts == {"mayor": {Novelty.NEW: 1, Novelty.REPEAT: 1}}
    assert [(one.statement.statement.id, one.article.id) for one in found.reported] == [
        ("s2", "another"),
        ("statement", "article"),
    ]
    assert not found.is_catch_up


async def test_what_was_ruled_out_meanwhile_is_not_reported(said):
    await keep(said, digest())
    async with said.transaction() as transaction:
        await transaction.rule("statement", FeedbackKind.WRONG_SPEAKER)
    assert (await said.message(message())).total == 0


async def test_one_that_is_not_on_record_has_no_message(store):
    with pytest.raises(DigestNotFoundError):
        await store.message(message())


async def test_what_it_tells_can_be_looked_up(said):
    await save(said, statement("elsewhere"))
    await keep(said, digest())
    found = await said.statements(StatementQuery(overflow_id="digest"))
    assert [one.statement.id for one in found.statements] == ["statement"]


async def test_what_was_said_in_a_span_is_found_newest_first_and_no_second_hand(store):
    listed = [
        statement("before", first_seen_at=after(-1)),
        statement("first", first_seen_at=NOON),
        statement("second", first_seen_at=after(5)),
        replace(statement("hearsay", first_seen_at=after(6)), teller="Ann Bell"),
        statement("end", first_seen_at=after(10)),
    ]
    await save(store, *listed)
    found = await store.seen_between(NOON, after(10), limit=10)
    assert [one.statement.id for one in found] == ["second", "first"]
    assert [one.statement.id for one in await store.seen_between(NOON, after(10), limit=1)] == ["second"]
