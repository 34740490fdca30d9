"""What `Agendas` promises: an agenda names exactly the kinds of work that are found when they are asked for."""

from __future__ import annotations

import pytest

from bot.core.model import Agenda, Change, DeliveryState, ItemState
from bot.rules.thresholds import LONGEST_WAIT
from tests.store.samples import NOON, after, article, delivery, item, poll, poll_state, recheck, report, save, statement

NOTHING = Agenda(polls=False, items=False, rechecks=False, deliveries=False, last_change=0)
EARLY, TOO_FAR = after(0.001), NOON + LONGEST_WAIT + (after(1) - NOON)  # behind that the clock went back


async def asked(store, now=NOON):
    """Return the agenda, once it was seen to say what each question finds."""
    agenda = await store.agenda(now=now)
    assert agenda == Agenda(
        polls=bool(await store.due_polls(now=now, limit=1)),
        items=bool(await store.due_items(now=now, limit=1)),
        rechecks=bool(await store.due_rechecks(now=now, limit=1)),
        deliveries=bool(await store.due_deliveries(now=now, limit=1)),
        last_change=await store.last_change(),
    )
    return agenda


def kinds(agenda):
    return {one for one in ("polls", "items", "rechecks", "deliveries") if getattr(agenda, one)}


async def test_on_an_empty_record_there_is_nothing_to_do(store):
    assert await asked(store) == NOTHING
    assert not NOTHING.has_work


@pytest.mark.parametrize(
    ("next_poll_at", "last_polled_at", "is_due"),
    [
        (NOON, None, True),
        (after(-9), after(-19), True),
        (EARLY, after(-1), False),
        (EARLY, after(1), True),  # the clock went back
        (after(-1), after(1), True),
    ],
)
async def test_polls(store, next_poll_at, last_polled_at, is_due):
    async with store.transaction() as transaction:
        await transaction.save_poll(
            poll_state(source_id="a", next_poll_at=next_poll_at, last_polled_at=last_polled_at), poll(source_id="a")
        )
    agenda = await asked(store)
    assert kinds(agenda) == ({"polls"} if is_due else set())
    assert agenda.has_work is is_due
    async with store.transaction() as transaction:
        await transaction.enlist((), now=NOON)
    assert await asked(store) == NOTHING


@pytest.mark.parametrize(("next_try_at", "is_due"), [(NOON, True), (EARLY, False), (TOO_FAR, True)])
async def test_items_pages_and_deliveries_are_put_off_alike(store, next_try_at, is_due):
    await save(store, article(), statement(), report(), item(state=ItemState.READ), recheck(next_try_at=next_try_at))
    assert kinds(await asked(store)) == ({"rechecks"} if is_due else set())
    await save(store, recheck(next_try_at=next_try_at, has_statements=False))
    assert kinds(await asked(store)) == ({"rechecks"} if is_due else set())
    async with store.transaction() as transaction:
        await transaction.end_recheck("item")
    await save(store, item(next_try_at=next_try_at))
    assert kinds(await asked(store)) == ({"items"} if is_due else set())
    await save(store, item(state=ItemState.READ))
    await save(store, delivery())
    for state in DeliveryState:
        async with store.transaction() as transaction:
            await transaction.update_delivery(delivery(state=state, next_try_at=next_try_at))
        unsent = state in {DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.STALE}
        assert kinds(await asked(store)) == ({"deliveries"} if is_due and unsent else set()), state


async def test_the_last_change_is_that_of_the_audit_log(store):
    about = {"by": "kim", "name": "Kim", "subject": "source", "subject_id": "a", "action": "added"}
    for number in (1, 2):
        async with store.transaction() as transaction:
            await transaction.log_change(Change(at=NOON, before=None, after={}, **about))
        agenda = await asked(store)
        assert agenda.last_change == number
        assert not agenda.has_work
