"""What `bot.core.ports.Store` promises of messages: what each shows, which channel is stuck, who has heard."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.errors import AlertNotPostedError, CorrectionNotFoundError, OverflowEmptyError, ReportNotFoundError
from bot.core.model import (
    CorrectionKind,
    CorrectionView,
    DeliveryState,
    Novelty,
    SightingView,
)
from tests.store.asking import ids, on_record
from tests.store.samples import (
    CONSOLE,
    CORRECTED,
    NOON,
    POSTED,
    SLACK,
    after,
    article,
    correction,
    delivery,
    overflow,
    reply,
    report,
    save,
    sighting,
    statement,
)

# What a message shows


async def test_a_delivery_comes_back_with_its_kind_and_what_it_belongs_to(store):
    await save(store, *CORRECTED, POSTED, reply(), overflow())
    assert await on_record(store) == {"delivery": POSTED, "reply": reply(), "overflow": overflow()}


async def test_an_alert_shows_its_report_as_it_is_now(store):
    await save(store, *CORRECTED, delivery())
    await save(store, statement(text="We will not build it."))
    assert await store.message(delivery()) == await store.report("report")
    assert (await store.message(delivery())).statements[0].statement.text == "We will not build it."


@pytest.mark.parametrize(
    ("parent", "parent_ref"),
    [
        pytest.param(POSTED, POSTED.message_ref, id="posted"),
        pytest.param(delivery(), "", id="not posted yet"),
        pytest.param(overflow("delivery", message_ref="1"), "", id="the line of a collapsed one"),
    ],
)
async def test_more_of_a_remark_names_the_message_that_reported_it_first(store, parent, parent_ref):
    await save(store, *CORRECTED, parent, delivery("more", parent_id="delivery"))
    shown = await store.message(delivery("more", parent_id="delivery"))
    assert shown == replace(await store.report("report"), parent_ref=parent_ref)


async def test_a_correction_of_an_alert_in_a_thread_names_the_message_that_heads_it(store):
    more = delivery("more", parent_id="delivery", state=DeliveryState.SENT, message_ref="1700000000.000200")
    await save(store, *CORRECTED, POSTED, more, reply(parent_id="more"))
    shown = await store.message(reply(parent_id="more"))
    assert (shown.parent_ref, shown.thread_ref) == ("1700000000.000200", POSTED.message_ref)


async def test_an_alert_of_a_thread_names_what_was_posted_first_of_its_day_and_channel(store):
    day = "2026-03-01 trump"
    first = replace(POSTED, thread=day)
    second = delivery("second", thread=day, state=DeliveryState.SENT, message_ref="2", sent_at=after(90))
    third, alone = delivery("third", thread=day), delivery("alone", thread="2026-03-02 trump")
    other = delivery("other", thread=day, channel=CONSOLE)
    await save(store, *CORRECTED, first, second, third, alone, other, reply(parent_id="second"))
    heads = [(await store.message(one)).thread_ref for one in (first, second, third, alone, other)]
    assert heads == ["", POSTED.message_ref, POSTED.message_ref, "", ""]
    answer = await store.message(reply(parent_id="second"))
    assert (answer.parent_ref, answer.thread_ref) == ("2", POSTED.message_ref)
    assert (await store.delivery("second")).thread == day


async def test_a_correction_shows_the_words_as_they_were_reported_and_what_it_answers(store):
    reported = correction(kind=CorrectionKind.CHANGED, text="We may build it.", article_id="second")
    second = article("second", version_of="article", text="Another text.")
    await save(store, article(), second, statement(), sighting(), reported, report(), POSTED, reply())
    assert await store.message(reply()) == CorrectionView(
        correction=reported,
        statement=statement(),
        before=SightingView(sighting=sighting(), article=article()),
        parent_ref="1700000000.000100",
    )


# Channels that are stuck


async def test_a_stuck_channel_is_named_with_the_oldest_that_failed_and_all_that_waits(reported):
    failed = {"last_error": "503", "attempts": 2}
    await save(
        reported,
        delivery("new", created_at=after(9), **failed),
        delivery("old", created_at=after(1), **failed),
        delivery("older but not tried", created_at=NOON),
        delivery("an edit", state=DeliveryState.STALE, message_ref="1", created_at=after(3)),
        delivery("begun", state=DeliveryState.SENDING, created_at=after(4)),
        delivery("sent", state=DeliveryState.SENT, message_ref="2", **failed),
        delivery("dead", state=DeliveryState.DEAD, created_at=after(-9), **failed),
        delivery("elsewhere", channel=CONSOLE),
    )
    (stuck,) = await reported.stuck_channels()
    assert (stuck.waiting, stuck.head) == (5, delivery("old", created_at=after(1), **failed))


async def test_a_channel_is_stuck_while_a_message_is_tried_again(reported):
    again = delivery("again", state=DeliveryState.SENDING, attempts=2)
    await save(reported, again, delivery("begun", channel=CONSOLE, state=DeliveryState.SENDING, attempts=1))
    assert [one.head for one in await reported.stuck_channels()] == [again]


async def test_what_is_tried_again_is_found_however_much_waits_but_for_what_a_bug_stopped(reported):
    failed = {"last_error": "503", "attempts": 2}
    await save(
        reported,
        delivery("second", created_at=after(2), next_try_at=after(5), **failed),
        delivery("first", state=DeliveryState.SENDING, created_at=after(1), next_try_at=after(4), **failed),
        delivery("put aside", next_try_at=after(3), aside=True, **failed),
        delivery("not tried", next_try_at=after(1)),
        delivery("an edit", state=DeliveryState.STALE, message_ref="1", next_try_at=after(1), **failed),
        delivery("elsewhere", channel=CONSOLE, created_at=after(3), next_try_at=after(5), **failed),
    )
    assert [one.id for one in await reported.retries()] == ["first", "second", "elsewhere"]
    assert [one.id for one in await reported.retries(channel=CONSOLE)] == ["elsewhere"]


async def test_the_channel_that_waits_longest_comes_first(reported):
    failed = {"last_error": "503", "attempts": 2}
    await save(reported, delivery("a", created_at=after(2), **failed), delivery("b", channel=CONSOLE, **failed))
    assert [one.head.id for one in await reported.stuck_channels()] == ["b", "a"]
    assert [one.head.id for one in await reported.stuck_channels(limit=1)] == ["b"]


@pytest.mark.parametrize(
    ("asked", "error", "subject"),
    [
        pytest.param(delivery(report_id="nothing"), ReportNotFoundError, "nothing", id="no report"),
        pytest.param(overflow("nothing"), OverflowEmptyError, "nothing", id="no overflow line"),
        pytest.param(reply(correction_id="nothing"), CorrectionNotFoundError, "nothing", id="no correction"),
        pytest.param(reply(parent_id="nothing"), AlertNotPostedError, "nothing", id="no alert to answer"),
        pytest.param(reply(parent_id="unposted"), AlertNotPostedError, "unposted", id="an alert without a message"),
    ],
)
async def test_a_message_that_cannot_be_shown_names_what_is_missing(store, asked, error, subject):
    await save(store, *CORRECTED, POSTED, delivery("unposted"))
    with pytest.raises(error, match=subject) as raised:
        await store.message(asked)
    assert raised.value.subject == subject


# What alerts tell


@pytest.mark.parametrize(
    ("state", "sent_at", "reached"),
    [
        (DeliveryState.PENDING, None, True),
        (DeliveryState.SENDING, None, True),
        (DeliveryState.SENT, NOON, True),
        (DeliveryState.STALE, NOON, True),
        (DeliveryState.COLLAPSED, None, True),
        pytest.param(DeliveryState.DEAD, None, False, id="died before it was posted"),
        pytest.param(DeliveryState.DEAD, NOON, True, id="posted, and its edit refused"),
    ],
)
async def test_a_channel_has_heard_of_a_statement_but_for_an_alert_that_was_never_posted(
    store, state, sent_at, reached
):
    await save(
        store,
        *CORRECTED,
        statement("other"),
        report("another", statement_ids=("other",)),
        delivery("alert", state=state, sent_at=sent_at),
        delivery("another", report_id="another", channel=CONSOLE),
        reply(channel=CONSOLE, parent_id="alert"),
    )
    assert await store.channels_reached("statement") == ({delivery().channel} if reached else set())


async def test_a_channel_has_heard_of_any_occasion_of_what_is_repeated(store):
    again = {"novelty": Novelty.REPEAT, "earlier_id": "statement"}
    await save(
        store,
        *CORRECTED,
        statement("repeat", **again),
        statement("change", **again | {"novelty": Novelty.CHANGED}),
        report("repeated", statement_ids=("repeat",)),
        report("changed", statement_ids=("change",)),
        delivery("repeated", report_id="repeated", channel=CONSOLE),
        delivery("changed", report_id="changed", channel=SLACK),
    )
    assert await store.channels_that_heard("statement") == {CONSOLE}
    assert await store.channels_that_heard("change") == {SLACK}


async def test_alerts_telling_a_statement_are_those_that_have_a_message_oldest_first(store):
    posted = {"message_ref": "1", "state": DeliveryState.SENT}
    await save(
        store,
        *CORRECTED,
        statement("other"),
        report("both", statement_ids=("other", "statement")),
        report("another", statement_ids=("other",)),
        delivery("c", **posted),
        delivery("b", **posted, report_id="both", created_at=after(1)),
        delivery("a", **posted | {"state": DeliveryState.STALE}, created_at=after(1), channel=CONSOLE),
        delivery("unposted"),
        delivery("another", **posted, report_id="another"),
        reply(**posted, parent_id="c"),
    )
    async with store.transaction() as transaction:
        reported = await transaction.alerts_telling("statement")
        assert reported[0] == delivery("c", **posted)
        assert ids(reported) == ["c", "a", "b"]
        assert await transaction.alerts_telling("nothing") == []


async def test_replies_are_counted_by_channel_since_a_time_whatever_became_of_them(store):
    await save(
        store,
        *CORRECTED,
        delivery("delivery", message_ref="1", state=DeliveryState.SENT),
        reply("before", created_at=after(-1)),
        reply("then"),
        reply("dead", created_at=after(1), state=DeliveryState.DEAD),
        reply("elsewhere", channel=CONSOLE),
    )
    async with store.transaction() as transaction:
        assert await transaction.replies_since(SLACK, NOON) == 2
        assert await transaction.replies_since(CONSOLE, NOON) == 1
        assert await transaction.replies_since(SLACK, after(2)) == 0


async def test_the_deliveries_of_a_statement_are_found_whatever_became_of_them(store):
    await save(store, article(), statement(), statement("other"), sighting(), report(), correction())
    await save(store, report("elsewhere", statement_ids=("other",)))
    dead = delivery("dead", state=DeliveryState.DEAD, created_at=after(1))
    answer = reply(created_at=after(2))
    await save(store, delivery(), dead, answer, delivery("elsewhere", report_id="elsewhere"))
    assert await store.deliveries_of("statement") == [delivery(), dead, answer]
    assert [one.id for one in await store.deliveries_of("other")] == ["elsewhere"]
    assert await store.deliveries_of("another") == []
    assert await store.delivery("dead") == dead
    assert await store.delivery("another") is None
