"""What `bot.core.ports.Store` promises where there are too many alerts: collapsing, overflow lines, catching up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.errors import OverflowEmptyError
from bot.core.model import (
    DeliveryKind,
    DeliveryState,
    FeedbackKind,
    Novelty,
    OverflowView,
    StatementQuery,
)
from tests.store.asking import COLLAPSED_AT, EDIT_AT, collapse, ids, on_record
from tests.store.samples import (
    CONSOLE,
    CORRECTED,
    NOON,
    POSTED,
    SLACK,
    after,
    article,
    delivery,
    overflow,
    reply,
    report,
    save,
    sighting,
    statement,
)

# Collapsing


async def test_collapsed_alerts_stand_in_their_line(reported):
    alerts = [delivery("a"), delivery("b"), delivery("c")]
    await save(reported, *alerts)
    await collapse(reported, ["a", "b"], overflow())
    assert await on_record(reported) == {
        "a": replace(alerts[0], state=DeliveryState.COLLAPSED, parent_id="overflow", next_try_at=COLLAPSED_AT),
        "b": replace(alerts[1], state=DeliveryState.COLLAPSED, parent_id="overflow", next_try_at=COLLAPSED_AT),
        "c": alerts[2],
        "overflow": overflow(),
    }


async def test_very_many_alerts_are_collapsed_at_once(reported, monkeypatch):
    monkeypatch.setattr("bot.store.parts.queries.IDS_AT_ONCE", 5)
    alerts = [delivery(f"{number:04}") for number in range(11)]
    await save(reported, *alerts)
    await collapse(reported, ids(alerts), overflow())
    assert (await reported.message(overflow())).alerts == {"mayor": 11}


@pytest.mark.parametrize(
    ("state", "outdated"),
    [
        (DeliveryState.PENDING, {}),
        (DeliveryState.SENDING, {}),
        (DeliveryState.SENT, {"state": DeliveryState.STALE, "next_try_at": EDIT_AT}),
        (DeliveryState.STALE, {}),
    ],
)
async def test_collapsing_into_a_known_line_calls_for_an_edit_of_what_was_sent(reported, state, outdated):
    line = overflow(state=state, next_try_at=after(1), attempts=1)
    await save(reported, delivery(), line)
    await collapse(reported, ["delivery"], replace(line, state=DeliveryState.PENDING, attempts=0))
    assert (await on_record(reported))["overflow"] == replace(line, revision=1, **outdated)


@pytest.mark.parametrize("state", [state for state in DeliveryState if state is not DeliveryState.PENDING])
async def test_an_alert_that_is_not_pending_any_more_stays_as_it_is(reported, state):
    begun = delivery("begun", state=state)
    await save(reported, begun, delivery("waits"))
    await collapse(reported, ["begun", "waits", "unknown"], overflow())
    found = await on_record(reported)
    assert found["begun"] == begun
    assert found["waits"].state is DeliveryState.COLLAPSED


@pytest.mark.parametrize("alert_ids", [["begun"], ["overflow"], []], ids=repr)
async def test_where_nothing_can_be_collapsed_nothing_changes(reported, alert_ids):
    line = overflow()
    await save(reported, delivery("begun", state=DeliveryState.SENDING), line)
    before = await on_record(reported)
    await collapse(reported, alert_ids, line)
    await collapse(reported, alert_ids, overflow("new"))
    assert await on_record(reported) == before


async def test_collapsing_twice_is_collapsing_once(reported):
    await save(reported, delivery())
    await collapse(reported, ["delivery"], overflow())
    before = await on_record(reported)
    await collapse(reported, ["delivery"], overflow())
    await collapse(reported, ["delivery"], overflow("another", created_at=after(1)))
    assert await on_record(reported) == before


async def test_only_alerts_are_collapsed(store):
    await save(store, *CORRECTED, POSTED, reply())
    await collapse(store, ["reply"], overflow())
    assert await store.deliveries(DeliveryState.PENDING) == [reply()]


async def test_what_is_collapsed_is_undone_with_its_transaction(reported):
    await save(reported, delivery())

    async def fail():
        async with reported.transaction() as transaction:
            await transaction.collapse(["delivery"], overflow(), at=COLLAPSED_AT, edit_at=EDIT_AT)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await on_record(reported) == {"delivery": delivery()}


# Overflow lines and limits


@pytest.mark.parametrize(
    ("lines", "newest"),
    [
        ([], None),
        ([overflow("old", created_at=after(-1))], None),
        ([overflow("a"), overflow("b", created_at=after(1)), overflow("c")], "b"),
        ([overflow("a"), overflow("b")], "b"),
        (
            [overflow("a", state=DeliveryState.STALE), overflow("dead", created_at=after(1), state=DeliveryState.DEAD)],
            "a",
        ),
        ([overflow("elsewhere", channel=CONSOLE)], None),
        ([delivery("alert")], None),
    ],
    ids=["none", "too old", "some", "of one moment", "a dead one", "another channel", "an alert"],
)
async def test_the_overflow_line_of_a_channel_is_the_newest_that_lives(reported, lines, newest):
    await save(reported, *lines)
    found = await reported.overflow(SLACK, since=NOON)
    assert (found and found.id) == newest


@pytest.mark.parametrize(
    ("alert", "counts"),
    [
        (delivery(), False),
        (delivery(attempts=1), True),
        (delivery(state=DeliveryState.SENDING, attempts=1), True),
        (delivery(state=DeliveryState.SENT, sent_at=after(9)), True),
        (delivery(state=DeliveryState.STALE, sent_at=after(9)), True),
        (delivery(state=DeliveryState.DEAD, sent_at=after(9)), True),
        (delivery(state=DeliveryState.DEAD), False),
        (delivery(state=DeliveryState.COLLAPSED), False),
        (delivery(state=DeliveryState.COLLAPSED, attempts=1), False),
        (delivery(state=DeliveryState.SENT, sent_at=after(9), created_at=after(-1)), False),
        (delivery(state=DeliveryState.SENT, sent_at=after(9), channel=CONSOLE), False),
        (overflow(state=DeliveryState.SENT, sent_at=after(9)), False),
    ],
    ids=[
        "pending",
        "tried",
        "being sent",
        "sent",
        "stale",
        "dead after it was sent",
        "dead before its first try",
        "collapsed",
        "tried and collapsed",
        "made before",
        "in another channel",
        "an overflow line",
    ],
)
async def test_alerts_tried_are_those_of_a_channel_that_reached_it_or_may_have(reported, alert, counts):
    await save(reported, alert)
    assert await reported.alerts_tried(SLACK, since=NOON) == ([alert.created_at] if counts else [])


async def test_alerts_tried_are_counted_by_when_they_were_made_the_oldest_first(reported):
    made = [delivery(f"{place}", created_at=after(place % 3), attempts=1) for place in range(5)]
    await save(reported, *made)
    assert await reported.alerts_tried(SLACK, since=NOON) == [after(0), after(0), after(1), after(1), after(2)]


async def test_an_edit_counts_an_alert_no_second_time(reported):
    await save(reported, POSTED)
    async with reported.transaction() as transaction:
        await transaction.outdate(["statement"], at=after(60))
    (stale,) = await reported.due_deliveries(now=after(60), limit=9)
    async with reported.transaction() as transaction:
        await transaction.update_delivery(replace(stale, state=DeliveryState.SENT))
    assert await reported.alerts_tried(SLACK, since=NOON) == [NOON]
    assert await reported.alerts_tried(SLACK, since=after(1)) == []


async def test_an_overflow_line_counts_its_alerts_by_actor_from_the_first_to_the_last(store):
    await save(
        store,
        article(),
        statement(),
        statement("second"),
        report("r", statement_ids=("second", "statement")),
        report("s"),
        report("t", actor_id="minister"),
        overflow(),
        delivery("1", report_id="r", created_at=after(3)),
        delivery("2", report_id="s", created_at=after(1)),
        delivery("3", report_id="t", created_at=after(7)),
        delivery("4", report_id="t", created_at=after(9)),
        delivery("5", report_id="t", created_at=after(-9)),
    )
    await collapse(store, ["1", "2", "3"], overflow())
    await collapse(store, ["5"], overflow("earlier line", created_at=after(-9)))
    assert await store.message(overflow()) == OverflowView(
        id="overflow",
        since=after(1),
        until=after(7),
        alerts={"mayor": 2, "minister": 1},
        leads=(statement(), statement("second"), statement()),
    )


async def test_what_the_alerts_of_an_overflow_line_report_can_be_looked_up(store):
    await save(store, article(), statement(), statement("second"), statement("elsewhere"))
    await save(store, report("r", statement_ids=("statement", "second")), report("s", statement_ids=("elsewhere",)))
    await save(store, delivery("1", report_id="r"), delivery("2", report_id="r"), delivery("3", report_id="s"))
    await collapse(store, ["1", "2"], overflow())
    found = await store.statements(StatementQuery(overflow_id="overflow"))
    assert {view.statement.id for view in found.statements} == {"statement", "second"}
    assert found.total == 2
    assert (await store.statements(StatementQuery(overflow_id="nothing"))).total == 0


# Catching up


def catch_up(delivery_id="catch-up", **changes):
    return overflow(delivery_id, kind=DeliveryKind.CATCH_UP, **changes)


async def test_a_catch_up_tells_the_statements_of_its_alerts_changes_first(store):
    texts = {"s1": Novelty.NEW, "s2": Novelty.REPEAT, "s3": Novelty.CHANGED, "s4": Novelty.NEW}
    said = [statement(one, novelty=novelty, earlier_id=None) for one, novelty in texts.items()]
    await save(
        store,
        article(),
        article("another", url="https://news.example/2"),
        *said,
        *(sighting(f"of {one}", statement_id=one) for one in texts),
        report("r1", statement_ids=("s1", "s2")),
        report("r2", statement_ids=("s3", "s4"), article_id="another"),
        delivery("1", report_id="r1", created_at=after(1)),
        delivery("2", report_id="r2", created_at=after(7)),
    )
    await collapse(store, ["1", "2"], catch_up())
    found = await store.message(catch_up())
    assert (found.id, found.since, found.until) == ("catch-up", after(1), after(7))
    assert found.counts == {"mayor": {Novelty.NEW: 2, Novelty.REPEAT: 1, Novelty.CHANGED: 1}}
    assert found.total == 4
    assert [(one.statement.statement.id, one.article.id) for one in found.reported] == [
        ("s3", "another"),
        ("s1", "article"),
        ("s2", "article"),
        ("s4", "another"),
    ]


async def test_what_was_ruled_out_is_not_caught_up_with(reported):
    await save(reported, delivery())
    await collapse(reported, ["delivery"], catch_up())
    async with reported.transaction() as transaction:
        await transaction.rule("statement", FeedbackKind.NOT_A_STATEMENT)
    with pytest.raises(OverflowEmptyError):
        await reported.message(catch_up())


async def test_a_line_that_was_not_posted_is_caught_up_with_and_its_alerts(reported):
    await save(reported, delivery("a"), delivery("b"))
    await collapse(reported, ["a"], overflow())
    await collapse(reported, ["b", "overflow"], catch_up())
    found = await on_record(reported)
    assert {one.parent_id for one in found.values()} == {None, "catch-up"}
    assert {one.state for name, one in found.items() if name != "catch-up"} == {DeliveryState.COLLAPSED}
    assert (await reported.message(catch_up())).total == 2
    assert await reported.channels_reached("statement") == {SLACK}


async def test_a_line_that_was_posted_stays_as_it_is(reported):
    await save(reported, delivery("a"), delivery("b"))
    await collapse(reported, ["a"], overflow(state=DeliveryState.SENT))
    await collapse(reported, ["b", "overflow"], catch_up())
    found = await on_record(reported)
    assert (found["overflow"].state, found["a"].parent_id) == (DeliveryState.SENT, "overflow")


async def test_a_catch_up_is_as_old_as_the_newest_that_it_tells(reported):
    await save(reported, delivery("a"), delivery("b", created_at=after(9)))
    await collapse(reported, ["a"], catch_up())
    await collapse(reported, ["b"], catch_up(created_at=after(9)))
    assert (await on_record(reported))["catch-up"] == catch_up(created_at=after(9), revision=1)


@pytest.mark.parametrize("state", DeliveryState)
async def test_only_a_catch_up_whose_post_has_not_begun_takes_more(reported, state):
    await save(reported, catch_up(state=state), catch_up("elsewhere", channel=CONSOLE), overflow())
    found = await reported.catch_up(SLACK)
    assert found == (catch_up() if state is DeliveryState.PENDING else None)
