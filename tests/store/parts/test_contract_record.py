"""What `Record` promises: articles, statements and their sightings, and what can be found again."""

from __future__ import annotations

from dataclasses import replace

from bot.core.model import (
    Assertion,
    FeedbackKind,
    IndexEntry,
    Kind,
    KnownPoint,
    KnownPointView,
    Novelty,
    Relation,
    SightingView,
    StatementQuery,
    StatementView,
    Verdict,
)
from tests.store.asking import ids
from tests.store.samples import NOON, after, article, correction, quotation, save, sighting, statement, turned_from


async def test_an_article_is_on_record_once_saved(store):
    async with store.transaction() as transaction:
        assert not await transaction.has_article("article")
        await transaction.save_article(article())
        assert await transaction.has_article("article")
    assert await store.article("article") == article()
    assert await store.article("another") is None


async def test_a_statement_comes_back_with_its_sightings_first_seen_first(store):
    quoted = quotation(
        content=((3, 9), (12, 20)),
        cue=((0, 2),),
        source=((21, 25),),
        kind=Kind.MIXED,
        assertion=Assertion.STATED,
        speaker="بقائی",
        actor_id="mayor",
        manner="told reporters",
        sense="denies",
        second_hand=True,
        teller="The minister",
        links=("he", "the mayor"),
    )
    said = statement(sense="warns", novelty=Novelty.CHANGED, said_at=None, teller="The minister")
    bare = article("bare", published_at=None, whole=False, author="Ada Vance", text="„Text“ \U0001f600")
    late, early = sighting("late", seen_at=after(1), quotation=quoted), sighting("early", article_id="bare")
    await save(store, article(), bare, said, late, early)
    assert await store.statement("statement") == StatementView(
        statement=said,
        sightings=(SightingView(sighting=early, article=bare), SightingView(sighting=late, article=article())),
    )
    assert await store.statement("nothing") is None


async def test_articles_are_found_by_their_ids(store):
    await save(store, article("a1"), article("a2", url="https://wire.example/1"), article("a3"))
    assert await store.articles_by_id(["a2", "a1", "none"]) == {one: await store.article(one) for one in ("a1", "a2")}
    assert await store.articles_by_id([]) == {}


async def test_a_known_statement_and_a_known_article_are_replaced(store):
    await save(store, article(), statement(), sighting())
    changed = statement(text="We will not build it.", kind=Kind.INDIRECT, confidence=0.5, sense="denies")
    await save(store, changed, article(title="Corrected"))
    view = await store.statement("statement")
    assert view.statement == changed
    assert view.sightings[0].article == article(title="Corrected")


async def test_a_known_sighting_is_left_as_it_is(store):
    await save(store, article(), statement(), sighting())
    await save(store, sighting(seen_at=after(1), quotation=quotation(confidence=0.1)))
    assert [seen.sighting for seen in (await store.statement("statement")).sightings] == [sighting()]


async def test_recent_statements_are_of_one_actor_newest_first(store):
    await save(
        store,
        statement("old", first_seen_at=after(-1)),
        statement("a"),
        statement("b"),
        statement("new", first_seen_at=after(1)),
        statement("other", actor_id="minister"),
        statement("told", teller="A rival"),
    )
    async with store.transaction() as transaction:
        recent = await transaction.recent_statements("mayor", since=NOON, limit=9)
        assert ids(recent) == ["new", "b", "a"]
        assert recent[1] == statement("b")
        assert ids(await transaction.recent_statements("mayor", since=NOON, limit=2)) == ["new", "b"]


async def test_statements_are_given_by_their_ids_and_those_that_are_not_on_record_left_out(store):
    await save(store, statement("a"), statement("b", teller="A rival"))
    assert await store.statements_by_id(["b", "never", "a"]) == {
        "a": statement("a"),
        "b": statement("b", teller="A rival"),
    }
    assert await store.statements_by_id([]) == {}


def entry(statement_id, made_by="model 1", **changes):
    values = {"terms": ("bridge", "=20 percent", "größe"), "meaning": bytes(range(128))}
    return IndexEntry(statement_id=statement_id, made_by=made_by, **values | changes)


async def findable(store, before=None, limit=9, made_by="model 1", since=NOON):
    return await store.findable("mayor", made_by=made_by, since=since, before=before, limit=limit)


async def test_what_can_be_found_comes_in_parts_newest_first_with_its_entry_or_its_text(store):
    await save(store, *(statement(f"s{number}", first_seen_at=after(number)) for number in range(5)))
    await save(store, statement("other", actor_id="minister"), statement("told", teller="A rival"))
    async with store.transaction() as transaction:
        await transaction.save_index_entries([entry("s3"), entry("s1", "model 0"), entry("s0", terms=()), entry("no")])
    first = await findable(store, limit=2)
    rest = await findable(store, before=first[-1].place)
    assert [one.statement_id for one in first + rest] == ["s4", "s3", "s2", "s1", "s0"]
    assert [one.first_seen_at for one in first] == [after(4), after(3)]
    text = statement().text
    assert [(one.entry, one.text) for one in first + rest] == [
        (None, text),
        (entry("s3"), ""),
        (None, text),
        (None, text),
        (entry("s0", terms=()), ""),
    ]
    assert [one.statement_id for one in await findable(store, since=after(3))] == ["s4", "s3"]
    assert await findable(store, before=rest[-1].place) == []


async def test_an_entry_of_another_model_takes_the_place_of_the_last(store):
    await save(store, statement())
    for made_by in ("model 1", "model 2"):
        async with store.transaction() as transaction:
            await transaction.save_index_entries([entry("statement", made_by)])
    assert [(one.entry, one.text) for one in await findable(store)] == [(None, statement().text)]
    assert [one.entry for one in await findable(store, made_by="model 2")] == [entry("statement", "model 2")]


async def test_very_many_statements_of_one_moment_are_all_in_some_part(store):
    await save(store, *(statement(f"s{number:02}") for number in range(25)))
    found, before = [], None
    while part := await findable(store, before=before, limit=4):
        found += [one.statement_id for one in part]
        before = part[-1].place
    assert sorted(found) == [f"s{number:02}" for number in range(25)]


async def test_a_repeat_knows_the_first_time_and_how_often_it_was_said(store):
    first = statement("s1")
    again = [
        replace(
            first,
            id=f"s{place}",
            novelty=Novelty.REPEAT,
            earlier_id="s1",
            first_seen_at=after(place),
            verdict=Verdict(relation=Relation.REPEAT, rule="wording", days_apart=3),
        )
        for place in (2, 3)
    ]
    await save(store, first, *again)
    views = {view.statement.id: view for view in (await store.statements(StatementQuery())).statements}
    assert {one: (view.times, view.earlier) for one, view in views.items()} == {
        "s1": (1, None),
        "s2": (2, first),
        "s3": (3, first),
    }


async def test_a_change_knows_what_it_changes(store):
    first = statement("s1")
    turned = replace(first, id="s2", novelty=Novelty.CHANGED, earlier_id="s1", verdict=turned_from("25", "35 percent"))
    await save(store, first, turned)
    view = await store.statement("s2")
    assert (view.statement, view.earlier, view.times) == (turned, first, 1)


async def test_a_point_that_is_on_record_comes_with_what_says_it_and_where_that_was_seen_first(store):
    old, ruled = statement("s1"), statement("s2")
    points = tuple(
        KnownPoint(span=span, statement_id=one, relation=relation)
        for span, one, relation in (
            ((0, 25), "s1", Relation.REPEAT),
            ((26, 40), "s2", Relation.SAME),
            ((41, 50), "never", Relation.SAME),
        )
    )
    seen, later = sighting("i1", statement_id="s1"), sighting("i2", statement_id="s1", seen_at=after(3))
    new = statement("s9", known=points)
    await save(store, article(), old, ruled, seen, later, new)
    view = await store.statement("s9")
    assert view.statement == new
    on_record = KnownPointView(point=points[0], statement=old, sighting=SightingView(sighting=seen, article=article()))
    assert view.known == (on_record, KnownPointView(point=points[1], statement=ruled, sighting=None))
    async with store.transaction() as transaction:
        await transaction.rule("s2", FeedbackKind.NOT_A_STATEMENT)
    assert (await store.statement("s9")).known == (on_record,)


async def test_a_sighting_is_moved_to_another_statement_with_its_corrections_and_found_there(store):
    here, there = statement("here", text="The bridge opens."), statement("there", text="The bridge opens again.")
    seen, other = sighting("a", statement_id="here"), sighting("b", statement_id="here")
    noticed = correction(sighting_id="b", statement_id="here")
    await save(store, article(title="About bridges"), here, there, seen, other, noticed)
    async with store.transaction() as transaction:
        await transaction.move_sighting("b", "there")
        await transaction.move_sighting("nothing", "there")
    views = {one: await store.statement(one) for one in ("here", "there")}
    assert {one: [s.sighting.id for s in view.sightings] for one, view in views.items()} == {
        "here": ["a"],
        "there": ["b"],
    }
    assert [len(view.corrections) for view in views.values()] == [0, 1]
    found = await store.statements(StatementQuery(words="bridges"))
    assert {view.statement.id for view in found.statements} == {"here", "there"}
