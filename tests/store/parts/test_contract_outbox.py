"""What `Outbox` promises: reports, deliveries and the order in which they are due, and pauses of channels."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.errors import DeliveryNotFoundError, ReportNotFoundError
from bot.core.model import DeliveryKind, DeliveryState
from tests.store.asking import ids
from tests.store.samples import (
    CONSOLE,
    NOON,
    SLACK,
    after,
    article,
    correction,
    delivery,
    overflow,
    pause,
    reply,
    report,
    save,
    sighting,
    statement,
)


async def test_a_report_shows_its_statements_in_its_own_order(store):
    reported = report(statement_ids=("b", "c", "a"))
    await save(store, article(), *map(statement, "abc"), sighting(statement_id="c"), reported)
    view = await store.report("report")
    assert view.report == reported
    assert view.article == article()
    assert [one.statement.id for one in view.statements] == ["b", "c", "a"]
    assert [len(one.sightings) for one in view.statements] == [0, 1, 0]


@pytest.mark.parametrize(
    ("excerpts", "kept"),
    [
        ((), ()),
        (((3, 9), None, (0, 4)), ((3, 9), None, (0, 4))),
        ((None, (0, 0), None), (None, (0, 0), None)),
        ((None, None, None), ()),
    ],
    ids=["none", "of some", "an empty one", "of none"],
)
async def test_a_report_keeps_beside_each_statement_what_of_it_is_shown(store, excerpts, kept):
    reported = report(statement_ids=("b", "c", "a"), excerpts=excerpts)
    await save(store, article(), *map(statement, "abc"), reported)
    assert (await store.report("report")).report == replace(reported, excerpts=kept)


async def test_a_report_with_fewer_excerpts_than_statements_is_refused(store):
    with pytest.raises(ValueError, match="report report has 1 excerpts beside 2 statements"):
        await save(store, article(), *map(statement, "ab"), report(statement_ids=("a", "b"), excerpts=((0, 4),)))


async def test_a_report_that_is_not_there_is_named(store):
    with pytest.raises(ReportNotFoundError, match="report 'nothing' is not on record"):
        await store.report("nothing")


async def test_a_known_report_and_a_known_delivery_are_left_as_they_are(store):
    await save(store, article(), statement(), statement("b"), report(), delivery())
    await save(store, report(statement_ids=("b", "statement")), delivery(attempts=7, channel=CONSOLE))
    assert (await store.report("report")).report == report()
    assert await store.deliveries(DeliveryState.PENDING) == [delivery()]


async def test_due_deliveries_come_edits_last_oldest_first(store):
    await save(
        store,
        article(),
        statement(),
        report(),
        delivery("b"),
        delivery("a"),
        delivery("stale", state=DeliveryState.STALE, created_at=after(-2)),
        delivery("sending", state=DeliveryState.SENDING, created_at=after(-1)),
        delivery("sending later", state=DeliveryState.SENDING, next_try_at=after(60), created_at=after(-3)),
        delivery("later", next_try_at=after(0.001)),
        delivery("stale later", state=DeliveryState.STALE, next_try_at=after(1)),
        delivery("sent", state=DeliveryState.SENT),
        delivery("dead", state=DeliveryState.DEAD),
        delivery("collapsed", state=DeliveryState.COLLAPSED),
    )
    assert ids(await store.due_deliveries(now=NOON, limit=9)) == ["sending", "a", "b", "stale"]
    assert ids(await store.due_deliveries(now=NOON, limit=3)) == ["sending", "a", "b"]


async def test_a_channel_with_many_due_deliveries_hides_no_other_channel(store):
    many = [delivery(f"a{number}", created_at=after(-9 + number)) for number in range(4)]
    await save(store, article(), statement(), report(), *many, delivery("b", channel=CONSOLE))
    assert ids(await store.due_deliveries(now=NOON, limit=2)) == ["a0", "a1", "b"]


async def test_deliveries_in_a_state_come_newest_first(store):
    dead = {"state": DeliveryState.DEAD}
    new = delivery("new", **dead, created_at=after(1), last_error="refused")
    await save(store, article(), statement(), report(), delivery("a", **dead), delivery("b", **dead), new, delivery())
    assert ids(await store.deliveries(DeliveryState.DEAD)) == ["new", "b", "a"]
    assert await store.deliveries(DeliveryState.DEAD, limit=1) == [new]


async def test_all_of_a_delivery_is_updated_but_its_revision(store):
    await save(store, article(), statement(), report(), delivery(revision=2))
    sent = delivery(
        state=DeliveryState.SENT,
        next_try_at=after(1),
        attempts=2,
        revision=2,
        message_ref="1700000000.000100",
        sent_at=after(2),
        last_error="a timeout before",
    )
    async with store.transaction() as transaction:
        await transaction.update_delivery(replace(sent, revision=9))
    assert await store.deliveries(DeliveryState.SENT) == [sent]


@pytest.mark.parametrize(
    ("saved_as", "stands_as"),
    [
        (DeliveryState.PENDING, DeliveryState.PENDING),
        (DeliveryState.SENDING, DeliveryState.SENDING),
        (DeliveryState.SENT, DeliveryState.STALE),
        (DeliveryState.STALE, DeliveryState.STALE),
        (DeliveryState.DEAD, DeliveryState.DEAD),
        (DeliveryState.COLLAPSED, DeliveryState.COLLAPSED),
    ],
)
async def test_a_delivery_that_was_outrun_becomes_stale_when_it_is_saved_as_sent(store, saved_as, stands_as):
    await save(store, article(), statement(), report(), delivery(state=DeliveryState.SENDING))
    begun = delivery(state=DeliveryState.SENDING)
    async with store.transaction() as transaction:
        await transaction.outdate(["statement"], at=after(5))
    async with store.transaction() as transaction:
        await transaction.update_delivery(replace(begun, state=saved_as, message_ref="1"))
    assert await store.deliveries(stands_as) == [replace(begun, state=stands_as, message_ref="1", revision=1)]


async def test_an_edit_that_reported_the_newest_revision_is_sent_again(store):
    await save(store, article(), statement(), report(), delivery(state=DeliveryState.SENT, message_ref="1"))
    async with store.transaction() as transaction:
        await transaction.outdate(["statement"], at=NOON)
    (stale,) = await store.due_deliveries(now=NOON, limit=9)
    async with store.transaction() as transaction:
        await transaction.update_delivery(replace(stale, state=DeliveryState.SENT))
    assert await store.deliveries(DeliveryState.SENT) == [
        delivery(state=DeliveryState.SENT, message_ref="1", revision=1)
    ]


@pytest.mark.parametrize(
    ("state", "outdated"),
    [
        (DeliveryState.PENDING, {"revision": 1}),
        (DeliveryState.SENDING, {"revision": 1}),
        (DeliveryState.SENT, {"revision": 1, "state": DeliveryState.STALE, "next_try_at": after(5)}),
        (DeliveryState.STALE, {"revision": 1}),
        (DeliveryState.DEAD, {}),
        (DeliveryState.COLLAPSED, {}),
    ],
)
async def test_outdating_raises_the_revision_and_calls_for_an_edit_of_what_was_sent(store, state, outdated):
    before = delivery(state=state)
    await save(store, article(), statement(), report(), before)
    async with store.transaction() as transaction:
        await transaction.outdate(["statement"], at=after(5))
    expected = replace(before, **outdated)
    assert await store.deliveries(expected.state) == [expected]


async def test_outdating_touches_alerts_only(store):
    corrected = (article(), statement(), sighting(), correction(), report())
    await save(store, *corrected, delivery(state=DeliveryState.SENDING), reply(), overflow())
    async with store.transaction() as transaction:
        await transaction.outdate(["statement"], at=after(5))
    assert await store.deliveries(DeliveryState.PENDING) == [reply(), overflow()]
    assert await store.deliveries(DeliveryState.SENDING) == [delivery(state=DeliveryState.SENDING, revision=1)]


async def test_outdating_touches_only_deliveries_that_tell_the_statements_and_each_once(store):
    await save(
        store,
        article(),
        *map(statement, "abc"),
        report("both", statement_ids=("a", "b")),
        report("other", statement_ids=("c",)),
        delivery("1", report_id="both"),
        delivery("2", report_id="both", channel=CONSOLE),
        delivery("3", report_id="other"),
    )
    async with store.transaction() as transaction:
        await transaction.outdate({"a", "b", "unknown"}, at=NOON)
        await transaction.outdate([], at=NOON)
    pending = await store.deliveries(DeliveryState.PENDING)
    assert [(one.id, one.revision) for one in pending] == [("3", 0), ("2", 1), ("1", 1)]


async def test_updating_a_delivery_that_is_not_there_names_it(store):
    async with store.transaction() as transaction:
        with pytest.raises(DeliveryNotFoundError, match="delivery 'nothing' is not on record") as raised:
            await transaction.update_delivery(delivery("nothing"))
    assert raised.value.subject == "nothing"


@pytest.mark.parametrize(
    ("changed", "released"),
    [
        pytest.param({}, True, id="put off"),
        pytest.param({"attempts": 1, "last_error": "busy"}, True, id="put off after a first try"),
        pytest.param({"next_try_at": after(1)}, False, id="due before"),
        pytest.param({"state": DeliveryState.SENDING}, False, id="perhaps posted"),
        pytest.param({"state": DeliveryState.STALE}, False, id="to be edited"),
        pytest.param({"channel": CONSOLE}, False, id="of another channel"),
        pytest.param({"kind": DeliveryKind.DIGEST}, False, id="of another kind"),
    ],
)
async def test_what_waits_in_a_channel_is_released(store, changed, released):
    waiting = replace(delivery(channel=SLACK, next_try_at=after(600)), **changed)
    await save(store, article(), statement(), report(), waiting)
    async with store.transaction() as transaction:
        await transaction.release(SLACK, {DeliveryKind.ALERT, DeliveryKind.OVERFLOW}, at=after(5))
    assert await store.delivery(waiting.id) == (replace(waiting, next_try_at=after(5)) if released else waiting)


async def test_a_pause_lasts_until_it_is_ended(store):
    await save(store, pause(), pause(channel=CONSOLE))
    again = pause(reason="still closed", until=after(10), tries=1)
    await save(store, again)
    assert await store.pauses() == [pause(channel=CONSOLE), again]
    async with store.transaction() as transaction:
        await transaction.end_pause(str(SLACK))
        await transaction.end_pause("slack:C00000000")
    assert await store.pauses() == [pause(channel=CONSOLE)]
