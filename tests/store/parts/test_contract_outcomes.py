"""What `Outcomes` promises."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.model import DeliveryState, ItemState
from bot.core.outcomes import Conclusion, Outcome, Subject
from tests.store.samples import NOON, after, article, delivery, item, recheck, save, sighting, statement

REPORTED = Conclusion(
    subject=Subject.STATEMENT,
    subject_id="statement",
    channel="console",
    outcome=Outcome.REPORTED,
    rule="routing.unwanted",
    evidence="the route asks for all",
    related_id="delivery",
    at=NOON,
)


async def conclude(store, *conclusions):
    async with store.transaction() as transaction:
        await transaction.conclude(conclusions)


async def test_a_conclusion_comes_back_as_it_was_saved(store):
    await conclude(store, REPORTED)
    assert await store.conclusions(["statement", "another"]) == [REPORTED]
    assert await store.concluded_of("delivery") == [REPORTED]
    assert await store.conclusions([]) == await store.concluded_of("another") == []


async def test_each_channel_has_its_own_and_the_last_one_counts(store):
    elsewhere = replace(REPORTED, channel="slack:C1", outcome=Outcome.OTHER_TIER)
    later = replace(REPORTED, outcome=Outcome.RULED_OUT, at=after(1), related_id="")
    await conclude(store, REPORTED, elsewhere)
    await conclude(store, later)
    assert await store.conclusions(["statement"]) == [elsewhere, later]


async def test_conclusions_stand_in_the_order_of_their_making(store):
    made = [replace(REPORTED, subject_id=name, at=after(minutes)) for name, minutes in (("c", 1), ("a", 2), ("b", 3))]
    await conclude(store, *reversed(made))
    assert await store.conclusions({"a", "b", "c"}) == made


async def test_conclusions_are_counted_by_kind_since_a_time(store):
    await conclude(
        store, REPORTED, replace(REPORTED, channel="slack:C1"), replace(REPORTED, subject_id="old", at=after(-1))
    )
    await conclude(store, replace(REPORTED, subject=Subject.ARTICLE, channel="", outcome=Outcome.SCREENED_OUT))
    assert await store.concluded_since(NOON) == {
        (Subject.STATEMENT, Outcome.REPORTED): 2,
        (Subject.ARTICLE, Outcome.SCREENED_OUT): 1,
    }


@pytest.mark.parametrize(
    ("values", "counted"),
    [
        ([item("a", state=ItemState.FAILED, next_try_at=NOON)], {(Subject.ITEM, Outcome.GIVEN_UP): 1}),
        ([item("a", state=ItemState.FAILED, first_seen_at=NOON, next_try_at=after(-1))], {}),
        ([item("a", state=ItemState.READ, next_try_at=after(1))], {}),  # its conclusion counts
        ([item("a"), item("b", first_seen_at=after(-9), next_try_at=after(-9))], {(Subject.ITEM, Outcome.WAITING): 2}),
        (
            [delivery("a"), delivery("b", state=DeliveryState.SENDING, created_at=after(-9), next_try_at=after(-9))],
            {(Subject.DELIVERY, Outcome.WAITING): 2},
        ),
        (
            [
                delivery("a", state=DeliveryState.SENT, sent_at=NOON),
                delivery("b", state=DeliveryState.STALE, sent_at=after(1), created_at=after(-9)),
                delivery("c", state=DeliveryState.SENT, sent_at=after(-1), next_try_at=after(5)),  # edited since
            ],
            {(Subject.DELIVERY, Outcome.POSTED): 2},
        ),
        (
            [
                delivery("a", state=DeliveryState.COLLAPSED, next_try_at=NOON, created_at=after(-9)),
                delivery("b", state=DeliveryState.COLLAPSED, next_try_at=after(-1), created_at=after(-9)),
            ],
            {(Subject.DELIVERY, Outcome.COLLAPSED): 1},
        ),
        (
            [
                delivery("a", state=DeliveryState.DEAD, next_try_at=after(1), created_at=after(-9)),
                delivery("b", state=DeliveryState.DEAD, next_try_at=NOON, sent_at=after(-5)),  # an edit was refused
                delivery("c", state=DeliveryState.DEAD, next_try_at=after(-1)),
            ],
            {(Subject.DELIVERY, Outcome.GIVEN_UP): 2},
        ),
    ],
    ids=["failed", "failed before", "read", "items wait", "messages wait", "posted", "collapsed", "given up"],
)
async def test_what_items_and_deliveries_say_in_their_own_rows_is_counted_too(reported, values, counted):
    await save(reported, *values)
    assert await reported.concluded_since(NOON) == counted


async def test_a_transaction_that_fails_concludes_nothing(store):
    async def fail():
        async with store.transaction() as transaction:
            await transaction.conclude([REPORTED])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await store.conclusions(["statement"]) == []


async def test_what_stands_at_an_address_is_found(store):
    again = article("again", version_of="article", fetched_at=after(1))
    await save(store, item(), article(), again, statement(), sighting())
    assert await store.items_at(item().entry.url) == [item()]
    assert await store.articles_at(article().url) == [article(), again]
    assert await store.statements_in("article") == [statement()]
    assert await store.items_at("https://elsewhere.example/") == await store.statements_in("again") == []


async def test_files_of_one_name_are_found_by_it(store):
    named = [
        replace(item(name, first_seen_at=after(number)), entry=replace(item().entry, key=name, url=f"inbox:desk/{url}"))
        for number, (name, url) in enumerate(
            [("i1", "a_b.txt#1d2c"), ("i2", "a_b.txt#99ff"), ("i3", "aXb.txt#1d2c"), ("i4", "a_b.txt")]
        )
    ]
    await save(store, *named)
    source_id = item().source_id
    assert await store.items_named(source_id, "inbox:desk/a_b.txt", limit=9) == named[:2]
    assert await store.items_named(source_id, "inbox:desk/a_b.txt", limit=1) == named[:1]
    assert await store.items_named("other", "inbox:desk/a_b.txt", limit=9) == []


async def test_what_has_no_outcome_is_named(store):
    await save(store, replace(item(), state=ItemState.READ), article(), statement(), sighting())
    await save(store, statement("told", teller="an aide"))
    missing = {"item item", "article article", "attribution sighting", "statement statement"}
    assert set(await store.unexplained()) == missing
    for name in sorted(missing):
        subject, subject_id = name.split()
        assert name in await store.unexplained()
        await conclude(store, replace(REPORTED, subject=Subject(subject), subject_id=subject_id))
        assert name not in await store.unexplained()


async def test_an_item_that_waits_needs_none(store):
    await save(store, item())
    assert await store.unexplained() == []


async def test_the_items_of_an_article_are_found_however_it_was_listed(store):
    read, copied, other = item("read"), item("copied", first_seen_at=after(1)), item("other")
    await save(store, read, copied, other, article())
    for one, outcome in ((copied, Outcome.DUPLICATE), (read, Outcome.READ)):
        await conclude(
            store,
            replace(
                REPORTED, subject=Subject.ITEM, subject_id=one.id, outcome=outcome, related_id="article", channel=""
            ),
        )
    assert await store.items_of("article") == [read, copied]
    assert await store.items_of("another") == []
    assert await store.item("read") == read
    assert await store.item("another") is None


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("strike", ["later", "first"]),
        ("STRIKE ordered", ["first"]),
        ("“order”", ["first"]),
        ("strike, snow", []),
        ("100%", []),
        ("_", []),
        ("…", []),
        ("", []),
        ('") OR 1', []),
    ],
)
async def test_words_that_were_not_said_are_found(store, words, found):
    unsaid = replace(REPORTED, subject=Subject.ATTRIBUTION, channel="", outcome=Outcome.NOT_SAID, related_id="article")
    await conclude(
        store,
        replace(unsaid, subject_id="first", evidence="not said: Had Ordered a strike"),
        replace(unsaid, subject_id="later", evidence="the strike", outcome=Outcome.REJECTED, at=after(1)),
        replace(unsaid, subject_id="said", evidence="the strike", outcome=Outcome.ON_RECORD),
        replace(unsaid, subject_id="old", evidence="the strike", at=after(-60)),
    )
    assert [one.subject_id for one in await store.unsaid_with(words, since=NOON, limit=9)] == found
    assert [one.subject_id for one in await store.unsaid_with(words, since=NOON, limit=1)] == found[:1]


async def test_pages_that_were_given_up_come_last_given_up_first(store):
    ended = replace(REPORTED, subject=Subject.RECHECK, channel="", outcome=Outcome.GIVEN_UP)
    async with store.transaction() as transaction:
        await transaction.conclude(
            [
                replace(ended, subject_id="first"),
                replace(ended, subject_id="later", at=after(1)),
                replace(ended, subject_id="old", at=after(-60)),
                replace(ended, subject_id="read", outcome=Outcome.READ),
                replace(ended, subject_id="item", subject=Subject.ITEM),
            ]
        )
    found = await store.rechecks_given_up(since=NOON, limit=9)
    assert [one.subject_id for one in found] == ["later", "first"]
    assert await store.rechecks_given_up(since=NOON, limit=1) == found[:1]


async def test_old_duplicates_are_forgotten_with_what_was_concluded_of_them(store):
    read = {"state": ItemState.READ}
    await save(store, article())
    await save(store, item("old", **read), item("older", first_seen_at=after(-9), **read), item("kept", **read))
    await save(store, item("young", first_seen_at=after(60), **read), item("looked at", **read), item("waits"))
    await save(store, recheck("looked at"))
    duplicate = replace(REPORTED, subject=Subject.ITEM, channel="", outcome=Outcome.DUPLICATE)
    async with store.transaction() as transaction:
        await transaction.conclude(
            [replace(duplicate, subject_id=one) for one in ("old", "older", "young", "looked at", "waits")]
            + [replace(duplicate, subject_id="kept", outcome=Outcome.READ)]
        )
    found = await store.old_duplicates(before=after(30), limit=9)
    assert [one.id for one in found] == ["older", "old"]
    assert await store.old_duplicates(before=after(30), limit=1) == found[:1]
    assert await store.count_old_duplicates(before=after(30)) == 2
    async with store.transaction() as transaction:
        await transaction.forget_items(["old", "older", "waits"])
    assert await store.item("old") is None
    assert await store.conclusions(["old", "older"]) == []
    assert await store.item("waits") is not None
    assert len(await store.conclusions(["waits", "kept"])) == 2


async def test_a_date_that_another_page_of_the_source_has_is_found(store):
    await save(store, article("a", url="https://gazette.example/1", source_id="gazette", published_at=after(5)))
    await save(store, article("b", url="https://gazette.example/2", source_id="gazette", published_at=None))
    assert [one.url for one in await store.pages_dated("gazette", after(5), limit=9)] == ["https://gazette.example/1"]
    assert await store.pages_dated("gazette", after(5), limit=0) == []
    assert await store.pages_dated("gazette", after(6), limit=9) == []
    assert await store.pages_dated("wire", after(5), limit=9) == []
    assert await store.gives_other_dates("gazette", after(6))
    assert not await store.gives_other_dates("gazette", after(5))
