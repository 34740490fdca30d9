"""What `Notices` promises: what is out of order, until its end and a while after it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.errors import NoticeNotFoundError
from bot.core.model import DeliveryKind, Notice, NoticeKind, NoticeSubject, NoticeView
from tests.store.samples import after, delivery, save

FAILS = Notice(
    id="n1",
    kind=NoticeKind.FAILING,
    began_at=after(1),
    noticed_at=after(16),
    subjects=(
        NoticeSubject(id="gazette", since=after(1), cause="timeout"),
        NoticeSubject(id="wire", since=after(2), per_day=4.5, day="weekday", ended_at=after(20)),
    ),
    reported=True,
)


async def put(store, *notices):
    async with store.transaction() as transaction:
        for one in notices:
            await transaction.save_notice(one)


async def test_a_notice_comes_back_as_it_was_saved(store):
    bare = Notice(id="n0", kind=NoticeKind.OFF, began_at=after(3), noticed_at=after(4), ended_at=after(4))
    await put(store, FAILS, bare)
    assert await store.notices(since=after(0)) == [bare, FAILS]


async def test_a_notice_that_is_over_is_asked_for_by_its_end(store):
    await put(store, FAILS)
    over = replace(FAILS, ended_at=after(30))
    await put(store, over)
    assert await store.notices(since=after(30)) == [over]
    assert await store.notices(since=after(31)) == []


@pytest.mark.parametrize("kind", [DeliveryKind.NOTICE, DeliveryKind.ALL_CLEAR])
async def test_its_message_shows_it_as_it_is_on_record(store, kind):
    one = delivery("d1", report_id=None, kind=kind, notice_id="n1")
    await put(store, FAILS)
    await save(store, one)
    (due,) = await store.due_deliveries(now=after(60), limit=10)
    assert due == one
    assert await store.message(due) == NoticeView(notice=FAILS, is_over=kind is DeliveryKind.ALL_CLEAR)


async def test_a_message_of_no_notice_is_none(store):
    with pytest.raises(NoticeNotFoundError):
        await store.message(delivery("d1", report_id=None, kind=DeliveryKind.NOTICE, notice_id="n9"))
