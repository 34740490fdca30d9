"""What `Store` promises of pages that change, of what people say of statements, and of earlier occasions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.model import (
    CorrectionKind,
    FeedbackKind,
    FeedbackView,
    Novelty,
    RecheckView,
    SightingView,
    StatementQuery,
)
from bot.rules.thresholds import LONGEST_WAIT
from tests.store.asking import ids
from tests.store.samples import (
    NOON,
    PERHAPS,
    after,
    article,
    correction,
    feedback,
    item,
    person,
    recheck,
    save,
    sighting,
    statement,
)

FIRST, SECOND, THIRD = article(), article("second", version_of="article"), article("third", version_of="article")


async def read(store, ask, *arguments):
    async with store.transaction() as transaction:
        return await getattr(transaction, ask)(*arguments)


# Pages that are fetched again


async def test_a_due_recheck_comes_with_its_page_and_the_newest_version(store):
    due = recheck(article_id="second", missing=2, changed_at=after(-1), owed_since=after(-2))
    await save(store, item(), FIRST, SECOND, due)
    assert await store.due_rechecks(now=NOON, limit=9) == [RecheckView(recheck=due, item=item(), article=SECOND)]


async def test_due_rechecks_are_not_put_off_longest_due_first(store):
    times = {
        "c": NOON,
        "b": NOON,
        "a": after(-9),
        "soon": after(0.001),
        "put off": NOON + LONGEST_WAIT,
        "the clock went back": NOON + LONGEST_WAIT + timedelta(seconds=1),
    }
    await save(store, FIRST, *map(item, times), *(recheck(one, next_try_at=at) for one, at in times.items()))
    due = [view.recheck.item_id for view in await store.due_rechecks(now=NOON, limit=9)]
    assert due == ["a", "b", "c", "the clock went back"]
    assert [view.item.id for view in await store.due_rechecks(now=NOON, limit=2)] == ["a", "b"]


async def test_due_rechecks_of_a_source_that_is_left_out_hide_no_others(store):
    slow = [item(f"slow {number}", source_id="slow") for number in range(3)]
    other = item("other", source_id="other")
    await save(store, FIRST, *slow, other, *(recheck(one.id, next_try_at=after(-9)) for one in slow))
    await save(store, recheck("other", next_try_at=NOON))
    assert len(await store.due_rechecks(now=NOON, limit=2)) == 2
    assert [view.item.id for view in await store.due_rechecks(now=NOON, limit=2, but_of={"slow"})] == ["other"]
    assert await store.due_rechecks(now=NOON, limit=2, but_of={"slow", "other"}) == []


async def test_pages_with_statements_on_record_are_due_before_others(store):
    empty = recheck("empty", next_try_at=after(-9), has_statements=False)
    await save(store, item("empty"), item(), FIRST, empty, recheck(next_try_at=NOON))
    assert [view.recheck.item_id for view in await store.due_rechecks(now=NOON, limit=9)] == ["item", "empty"]


async def test_the_recheck_of_a_page_names_any_version_of_it(store):
    await save(store, item(), FIRST, SECOND, article("other"), recheck(article_id=SECOND.id))
    async with store.transaction() as transaction:
        assert await transaction.recheck_of_page(FIRST.id) == recheck(article_id=SECOND.id)
        assert await transaction.recheck_of_page("other") is None


async def test_rechecks_of_items_are_those_that_are_planned(store):
    await save(store, item("a"), item("b"), item("c"), FIRST, recheck("b"), recheck("a"))
    assert await store.rechecks_of({"a", "b", "c"}) == [recheck("a"), recheck("b")]
    assert await store.rechecks_of(set()) == []


async def test_a_recheck_is_replaced_and_ended_by_its_item(store):
    await save(store, item(), item("other"), FIRST, recheck(), recheck("other"))
    await save(store, recheck(next_try_at=after(1), missing=1), recheck("other", next_try_at=after(2)))
    assert await store.due_rechecks(now=NOON, limit=9) == []
    async with store.transaction() as transaction:
        await transaction.end_recheck("other")
        await transaction.end_recheck("nothing")
    (left,) = await store.due_rechecks(now=after(3), limit=9)
    assert left.recheck == recheck(next_try_at=after(1), missing=1)


# Versions of a page


@pytest.fixture
async def page(store):
    """A page in three versions, beside another page that tells the same statement."""
    await save(
        store,
        *(FIRST, SECOND, THIRD, article("other")),
        *(statement(), statement("b")),
        sighting("1"),
        sighting("2", article_id="second", seen_at=after(1), statement_id="b"),
        sighting("4", article_id="third", seen_at=after(2)),
        sighting("3", article_id="third", seen_at=after(2), statement_id="b"),
        sighting("elsewhere", article_id="other"),
        correction("c1", sighting_id="1", noticed_at=after(2)),
        correction("c3", sighting_id="2", statement_id="b", article_id="third", noticed_at=after(1)),
        correction("c2", sighting_id="4", noticed_at=after(1)),
        correction("elsewhere", sighting_id="elsewhere", article_id="other"),
    )
    return store


@pytest.mark.parametrize("version", ["article", "second", "third"])
async def test_a_page_has_the_sightings_of_all_its_versions_first_seen_first(page, version):
    found = await read(page, "page_sightings", version)
    assert found == await page.page_sightings(version)
    assert [view.sighting.id for view in found] == ["1", "2", "3", "4"]
    assert [view.article for view in found] == [FIRST, SECOND, THIRD, THIRD]
    assert ids(await read(page, "page_corrections", version)) == ["c2", "c3", "c1"]


async def test_another_page_has_its_own_sightings(page):
    assert [view.sighting.id for view in await page.page_sightings("other")] == ["elsewhere"]
    assert ids(await read(page, "page_corrections", "other")) == ["elsewhere"]
    assert await page.page_sightings("nothing") == []
    assert await read(page, "page_corrections", "nothing") == []


async def test_a_page_is_read_with_what_its_transaction_has_written(store):
    async with store.transaction() as transaction:
        await transaction.save_article(FIRST)
        await transaction.save_statement(statement())
        await transaction.save_sighting(sighting())
        await transaction.save_correction(correction())
        assert await transaction.page_sightings("article") == [SightingView(sighting=sighting(), article=FIRST)]
        assert await transaction.page_corrections("article") == [correction()]


async def test_a_statement_comes_with_the_corrections_of_all_its_sightings_first_noticed_first(page):
    view = await page.statement("statement")
    assert ids(view.corrections) == ["elsewhere", "c2", "c1"]
    (other,) = (await page.statement("b")).corrections
    assert other == correction("c3", sighting_id="2", statement_id="b", article_id="third", noticed_at=after(1))


async def test_a_known_correction_is_left_as_it_is(store):
    first = correction(kind=CorrectionKind.CHANGED, text="Other words.")
    await save(store, FIRST, statement(), sighting(), first)
    await save(store, replace(first, kind=CorrectionKind.RESTORED, text="", noticed_at=after(1)))
    assert (await store.statement("statement")).corrections == (first,)


# What people say is wrong


async def test_feedback_comes_back_as_it_was_given_first_given_first(store):
    moderator = person("discord:80351110224678912", name="Ada", moderator=True)
    late = feedback("late", kind=FeedbackKind.WRONG_SPEAKER, person=moderator, given_at=after(1))
    await save(store, statement(), statement("other"), late, feedback("b"), feedback("a"))
    await save(store, feedback("other", statement_id="other"))
    found = await read(store, "feedback_on", "statement")
    assert found == [feedback("a"), feedback("b"), late]
    assert await read(store, "feedback_on", "nothing") == []
    assert await store.feedback_on("statement") == found
    assert await store.feedback_on("nothing") == []


async def test_the_same_feedback_again_is_left_as_it_is(store):
    await save(store, statement(), feedback())
    await save(store, feedback(given_at=after(1), person=person(name="Ada")))
    assert await read(store, "feedback_on", "statement") == [feedback()]


async def test_feedback_can_be_taken_back(store):
    await save(store, statement(), feedback(), feedback("other"))
    assert await read(store, "remove_feedback", "feedback") is True
    assert await read(store, "remove_feedback", "feedback") is False
    assert await read(store, "feedback_on", "statement") == [feedback("other")]


async def test_all_feedback_stands_by_statement_first_seen_first(store):
    await save(
        store,
        FIRST,
        *(statement("b"), statement("a"), statement("early", first_seen_at=after(-1)), statement("silent")),
        sighting(statement_id="early"),
        feedback("1", statement_id="a"),
        feedback("2", statement_id="b", given_at=after(2)),
        feedback("3", statement_id="b", given_at=after(1)),
        feedback("4", statement_id="early", given_at=after(3)),
    )
    views = await store.feedback()
    assert [view.statement.statement.id for view in views] == ["early", "a", "b"]
    assert ids(views[2].given) == ["3", "2"]
    assert views[0] == FeedbackView(
        statement=await store.statement("early"), given=(feedback("4", statement_id="early", given_at=after(3)),)
    )


async def test_where_nobody_said_anything_there_is_no_feedback(store):
    await save(store, statement())
    assert await store.feedback() == []


async def test_feedback_on_very_many_statements_is_given_in_order(store, monkeypatch):
    monkeypatch.setattr("bot.store.parts.queries.IDS_AT_ONCE", 5)
    spoken_of = [statement(f"{number:04}", first_seen_at=after(-number)) for number in range(11)]
    await save(store, *spoken_of, *(feedback(f"f{one.id}", statement_id=one.id) for one in spoken_of))
    assert [view.statement.statement for view in await store.feedback()] == spoken_of[::-1]


# What the desk rules


async def test_a_ruling_stays_on_its_statement_until_another(store):
    await save(store, statement(), statement("other"))
    for ruling in (FeedbackKind.NOT_NEW, FeedbackKind.WRONG_SPEAKER, None):
        await read(store, "rule", "statement", ruling)
        assert (await store.statement("statement")).statement == statement(ruling=ruling)
    assert (await store.statement("other")).statement == statement("other")


async def test_saving_a_known_statement_leaves_its_ruling_alone(store):
    await save(store, statement(ruling=FeedbackKind.NOT_NEW))
    await save(store, statement(text="We will build it."))
    assert (await store.statement("statement")).statement == statement(
        text="We will build it.", ruling=FeedbackKind.NOT_NEW
    )
    await read(store, "rule", "statement", None)
    await save(store, statement(ruling=FeedbackKind.WRONG_SPEAKER))
    assert (await store.statement("statement")).statement.ruling is None


async def test_ruled_out_are_the_statements_that_the_actor_did_not_make(store):
    await save(
        store,
        statement("fine"),
        statement("a", ruling=FeedbackKind.WRONG_SPEAKER),
        statement("b", ruling=FeedbackKind.NOT_A_STATEMENT),
        statement("old news", ruling=FeedbackKind.NOT_NEW),
        statement("other", ruling=FeedbackKind.WRONG_SPEAKER, actor_id="minister"),
    )
    assert await read(store, "ruled_out", "mayor") == {"a", "b"}
    assert await read(store, "ruled_out", "nobody") == set()


async def test_lookups_find_what_is_ruled_out_and_what_is_second_hand(store):
    ruled = statement("b", ruling=FeedbackKind.WRONG_SPEAKER)
    reported = statement("a", teller="The minister", first_seen_at=after(-1))
    await save(store, ruled, reported)
    page = await store.statements(StatementQuery(words="bridge"))
    assert [view.statement for view in page.statements] == [ruled, reported]


# What was said before


def occasion(place, **changes):
    """Return the statement of one occasion, its place in the row of them as its id."""
    repeat = {"novelty": Novelty.REPEAT, "earlier_id": "0"} if place else {}
    return statement(f"{place}", **{"first_seen_at": after(place)} | repeat | changes)


def seen(place, **changes):
    return sighting(f"s{place}", statement_id=f"{place}", **{"seen_at": after(place)} | changes)


@pytest.mark.parametrize(
    ("place", "before"),
    [(0, ""), (1, "0"), (2, "01"), (5, "01234"), (6, "02345"), (8, "04567")],
    ids=["the first", "the second", "the third", "the sixth", "the seventh", "the ninth"],
)
async def test_a_repeat_shows_the_first_occasion_and_the_latest_four_before_it(store, place, before):
    await save(store, FIRST, *map(occasion, range(9)), *map(seen, range(9)))
    view = await store.statement(f"{place}")
    assert [one.sighting.statement_id for one in view.earlier_sightings] == list(before)
    assert view.times == place + 1


async def test_an_occasion_is_shown_by_its_first_sighting(store):
    second = article("b", source_id="herald")
    first = seen(0, article_id="b", seen_at=after(-1))
    late = replace(first, id="late", article_id="article", seen_at=NOON)
    tied = replace(first, id="tied", article_id="article")
    await save(store, FIRST, second, occasion(0), occasion(1), late, tied, first, seen(1))
    assert (await store.statement("1")).earlier_sightings == (SightingView(sighting=first, article=second),)


async def test_only_repeats_of_the_same_words_are_occasions(store):
    await save(
        store,
        FIRST,
        *(occasion(0), occasion(1, novelty=Novelty.CHANGED), occasion(2, earlier_id="9"), occasion(3)),
        *(occasion(4, first_seen_at=after(3)), occasion(9, novelty=Novelty.NEW, earlier_id=None)),
        *(seen(place) for place in (0, 1, 2, 3, 4, 9)),
    )
    assert [one.sighting.id for one in (await store.statement("3")).earlier_sightings] == ["s0"]


async def test_an_occasion_that_no_article_reports_is_not_shown(store):
    await save(store, FIRST, occasion(0), occasion(1), occasion(2), seen(1))
    assert [one.sighting.id for one in (await store.statement("2")).earlier_sightings] == ["s1"]


async def test_a_change_shows_the_first_sighting_of_what_it_changes(store):
    changed = occasion(2, novelty=Novelty.CHANGED, earlier_id="1")
    await save(store, FIRST, occasion(0), occasion(1), changed, seen(0), seen(1), seen(2))
    await save(store, replace(seen(1), id="later", seen_at=after(9)))
    view = await store.statement("2")
    assert view.earlier_sightings == (SightingView(sighting=seen(1), article=FIRST),)


async def test_what_is_perhaps_the_same_shows_no_earlier_occasion(store):
    perhaps = occasion(1, novelty=Novelty.NEW, verdict=PERHAPS)
    await save(store, FIRST, occasion(0), perhaps, seen(0), seen(1))
    view = await store.statement("1")
    assert (view.earlier, view.earlier_sightings) == (occasion(0), ())


async def test_a_lookup_brings_the_earlier_occasions_of_each_statement(store):
    await save(store, FIRST, *map(occasion, range(3)), *map(seen, range(3)))
    page = await store.statements(StatementQuery())
    shown = {view.statement.id: [one.sighting.id for one in view.earlier_sightings] for view in page.statements}
    assert shown == {"0": [], "1": ["s0"], "2": ["s0", "s1"]}
