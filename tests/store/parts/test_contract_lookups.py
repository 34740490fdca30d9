"""What `Lookups` promises: what a query finds, whatever is typed, and what the record counts."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.model import Counts, DeliveryState, FeedbackKind, ItemState, Kind, Novelty, SaidCount, StatementQuery
from tests.store.asking import found, ids
from tests.store.samples import (
    NOON,
    after,
    article,
    delivery,
    item,
    overflow,
    quotation,
    report,
    save,
    sighting,
    statement,
)

# One store serves all examples of a property: they only look things up, or write rows of their own.
on_one_store = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


async def test_counts_tell_what_is_on_record(store):
    assert await store.counts() == Counts(articles=0, statements=0, sightings=0, items={}, deliveries={})
    await save(
        store,
        item("1"),
        item("2"),
        item("3", state=ItemState.FAILED),
        article(),
        *map(statement, "abc"),
        sighting("1", statement_id="a"),
        sighting("2", statement_id="a"),
        report(statement_ids=("a",)),
        delivery("1", state=DeliveryState.DEAD),
        delivery("2"),
        delivery("3", state=DeliveryState.COLLAPSED, parent_id="4"),
        overflow("4", state=DeliveryState.SENT),
    )
    assert await store.counts() == Counts(
        articles=1,
        statements=3,
        sightings=2,
        items={ItemState.WAITING: 2, ItemState.FAILED: 1},
        deliveries=dict.fromkeys(
            [DeliveryState.DEAD, DeliveryState.PENDING, DeliveryState.COLLAPSED, DeliveryState.SENT], 1
        ),
    )


async def test_counts_follow_what_is_saved_again_and_what_changes_its_state(store):
    await save(store, item("1"), article(), statement(), sighting())
    await save(store, item("1"), article(), statement(), sighting(), item("2"))
    counts = await store.counts()
    assert (counts.articles, counts.statements, counts.sightings) == (1, 1, 1)
    assert counts.items == {ItemState.WAITING: 2}
    await save(store, item("1", state=ItemState.READ), item("2", state=ItemState.READ))
    assert (await store.counts()).items == {ItemState.READ: 2}


FOUND = [  # what a statement says, and words that find it
    ("The Bridge is SAFE", "bridge safe"),
    ("The bridge is safe", "safe BRIDGE"),
    ("Straße und Café", "STRASSE cafe"),
    ("El Niño llegó", "nino LLEGO"),
    ("ﬁnal ｗｏｒｄ № 5", "final word 5"),
    ("Łódź and Søren", "lodz soren"),
    ("İstanbul", "istanbul"),
    ("گفت‌وگوهای ایران", "گفت وگوهای ايران"),
    ("گفت‌وگو", "گفتوگو"),
    ("مذاکرات هسته‌ای", "مذاكرات هستهاى"),
    ("إسماعيل بقائي", "اسماعیل بقایی"),
    ("الجمهوریة الإسلامية", "الجمهوريه الاسلامیه"),
    ("مُذَاكَرَات", "مذاکرات"),
    ("الســـلام", "السلام"),
    ("آمریکا", "امريكا"),
    ("בִּנְיָמִין נְתַנְיָהוּ", "בנימין נתניהו"),
    ("سال ۱۴۰۳", "1403"),
    ("عام ٢٠٢٥", "2025"),
    ("Year 2025", "٢٠٢٥"),
    ("raise tariffs on steel", "tariff"),
    ("Iranian officials", "iran"),
    ("don't panic", "don't"),
    ("U.S.-led talks; 3.5% (net)", "u.s. led 3.5%"),
    ("«پیام» را خواند", '"پیام"'),
    ("कार्यक्रम शुरू", "कार्यक्रम"),
    ("x" * 200, "x" * 200),
]
MISSED = [  # words that "The bridge is safe in the warning" does not hold
    "bridge tunnel",
    "war",  # words of up to three letters are whole
    "ridge",
    "bridges",
    "bridge NOT",
    "bridge OR tunnel",
    "bri*",
    "!!!",
    "🌉",
    "words:bridge",
    "statement_id:statement",
    "%",
    "brid_e",
]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"phrases": ("bridge is safe",)}, ["1"]),
        ({"phrases": ("is bridge",)}, []),
        ({"phrases": ("Bridge opens",)}, ["3", "1"]),  # a headline
        ({"phrases": ("ministers meet",), "words": "ferry"}, ["2"]),
        ({"phrases": ("safe bridge opens",)}, []),  # a statement and a headline are two texts
        ({"without": ("ferry",)}, ["4", "3", "1"]),
        ({"without": ("ferr", "nobody asked")}, ["3", "1"]),
        ({"words": "ministers", "without": ("bridge",)}, ["2"]),
        ({"phrases": ("is",), "actor_id": "minister"}, ["3"]),
        ({"phrases": ("!",)}, []),
        ({"without": ("!",)}, ["4", "3", "2", "1"]),
        ({"without": ("ferry",), "offset": 1, "limit": 1}, ["3"]),
    ],
)
async def test_phrases_stand_in_one_text_and_what_is_left_out_in_none(record, asked, found, monkeypatch):
    monkeypatch.setattr("bot.store.parts.lookups.HITS_LOOKED_AT", 2)
    page = await record.statements(StatementQuery(**asked))
    assert [view.statement.id for view in page.statements] == found
    assert page.total == (3 if "offset" in asked else len(found))


@pytest.fixture
async def record(store):
    await save(
        store,
        article("g", source_id="gazette", title="Bridge opens"),
        article("h", source_id="herald", title="Ministers meet in Genève"),
        statement("1", first_seen_at=after(1), text="The bridge is safe."),
        statement("2", first_seen_at=after(2), text="No ferry will run.", kind=Kind.INDIRECT),
        statement("3", first_seen_at=after(2), text="The tunnel is closed.", actor_id="minister"),
        statement("4", first_seen_at=after(4), text="Nobody asked me."),
        sighting("1g", statement_id="1", article_id="g"),
        sighting("1h", statement_id="1", article_id="h"),
        sighting("2h", statement_id="2", article_id="h"),
        sighting("3g", statement_id="3", article_id="g"),
    )
    return store


@pytest.mark.parametrize(
    ("conditions", "hits"),
    [
        ({}, "4321"),
        ({"actor_id": "mayor"}, "421"),
        ({"actor_id": "nobody"}, ""),
        ({"kind": Kind.INDIRECT}, "2"),
        ({"source_id": "herald"}, "21"),
        ({"source_id": "gazette"}, "31"),
        ({"since": after(2)}, "432"),
        ({"until": after(2)}, "1"),
        ({"since": after(1), "until": after(4)}, "321"),
        ({"words": "bridge"}, "31"),
        ({"words": "bridge", "source_id": "herald"}, "1"),
        ({"words": "the"}, "31"),
        ({"actor_id": "mayor", "source_id": "gazette", "kind": Kind.DIRECT, "since": NOON}, "1"),
        ({"words": " "}, "4321"),
    ],
    ids=repr,
)
async def test_a_lookup_holds_every_condition_newest_first(record, conditions, hits):
    page = await record.statements(StatementQuery(**conditions))
    assert [view.statement.id for view in page.statements] == list(hits)
    assert page.total == len(hits)


async def test_a_lookup_gives_pages_and_the_number_of_all_hits(record):
    pages = [await record.statements(StatementQuery(offset=offset, limit=3)) for offset in (0, 3, 6)]
    assert [[view.statement.id for view in page.statements] for page in pages] == [["4", "3", "2"], ["1"], []]
    assert [page.total for page in pages] == [4, 4, 4]


async def test_a_lookup_brings_every_sighting_not_only_those_that_matched(record):
    page = await record.statements(StatementQuery(source_id="gazette", words="safe"))
    assert [seen.article.id for seen in page.statements[0].sightings] == ["g", "h"]


async def test_words_are_found_whatever_their_form(store):
    await save(store, *(statement(f"{number:02}", text=text) for number, (text, _) in enumerate(FOUND)))
    for number, (text, asked) in enumerate(FOUND):
        assert f"{number:02}" in await found(store, words=asked), (text, asked)


async def test_words_that_are_not_all_there_find_nothing(store):
    await save(store, article(title="Elsewhere"), statement(text="The bridge is safe in the warning"), sighting())
    for asked in MISSED:
        assert await found(store, words=asked) == [], asked


async def test_words_may_stand_in_the_statement_and_in_any_headline(store):
    await save(store, article(), article("b", title="Council votes"), statement())
    await save(store, sighting("1"), sighting("2", article_id="b"))
    assert await found(store, words="talks council bridge") == ["statement"]


async def test_a_lookup_follows_a_statement_or_a_headline_that_changes(store):
    await save(store, article(), statement(), sighting())
    await save(store, statement(text="Nothing is decided."))
    assert await found(store, words="bridge") == []
    assert await found(store, words="decided resume") == ["statement"]
    await save(store, article(title="Corrected"))
    assert await found(store, words="resume") == []
    assert await found(store, words="decided corrected") == ["statement"]


async def test_a_text_of_very_many_words_is_searched_by_its_first_ones(store):
    await save(store, statement(text=" ".join(f"word{number}" for number in range(3_000))))
    assert await found(store, words="word1999") == ["statement"]


# `st.text` leaves surrogates out; a search box can send them.
ANY_TEXT = st.text(st.characters(), max_size=60) | st.text(
    alphabet="\"'*():^-+&|!<>\\ \0\ud800abcANDORT%_{}", max_size=30
)


@on_one_store
@given(asked=ANY_TEXT)
async def test_no_query_raises(store, asked):
    page = await store.statements(StatementQuery(words=asked))
    assert page.total == 0


@on_one_store
@given(text=ANY_TEXT, title=ANY_TEXT)
async def test_any_text_is_saved_and_each_of_its_words_is_found_in_either_case(store, text, title):
    await save(
        store, article(title=title, text=text), statement(text=text), sighting(quotation=quotation(speaker=text))
    )
    for asked in {word for part in (text, title) for word in part.split() if any(map(str.isalnum, word))}:
        assert await found(store, words=asked) == ["statement"]
        assert await found(store, words=asked.upper()) == ["statement"]


async def test_a_query_of_thousands_of_words_is_answered(store):
    text = " ".join(f"word{number}" for number in range(1_500))
    await save(store, statement(text=text))
    assert await found(store, words=text) == ["statement"]
    assert await found(store, words=f"{text} other") == []


async def test_statements_are_counted_by_each_source_that_reports_them(store):
    await save(
        store,
        article("a1", source_id="gazette"),
        article("a2", source_id="wire", url="https://wire.example/1"),
        statement("both", first_seen_at=after(5)),
        statement("one", first_seen_at=after(1)),
        statement("old", first_seen_at=after(-1)),
        statement("other", actor_id="other", first_seen_at=after(5)),
        *(
            sighting(f"{one}-{where}-{twice}", statement_id=one, article_id=where)
            for one, where, twice in (
                ("both", "a1", 0),
                ("both", "a1", 1),
                ("both", "a2", 0),
                ("one", "a1", 0),
                ("old", "a1", 0),
                ("other", "a1", 0),
            )
        ),
    )
    assert await store.statements_by_source(["mayor"], since=NOON) == {"gazette": 2, "wire": 1}
    assert await store.statements_by_source([], since=NOON) == {}


async def test_statements_of_an_actor_are_counted_by_time_and_novelty(store):
    await save(
        store,
        statement("a", first_seen_at=after(0)),
        statement("b", first_seen_at=after(14.9)),
        statement("c", first_seen_at=after(15), novelty=Novelty.CHANGED, earlier_id="a"),
        statement("d", first_seen_at=after(16), novelty=Novelty.REPEAT, earlier_id="a"),
        statement("others", first_seen_at=after(1), actor_id="harbour-master"),
        statement("told", first_seen_at=after(1), teller="Ann Bell"),
        statement("before", first_seen_at=after(-1)),
        statement("end", first_seen_at=after(60)),
    )
    counted = await store.said_counts("mayor", bounds=[NOON, after(15), after(30), after(60)])
    assert counted == [
        SaidCount(begins_at=NOON, novelty=Novelty.NEW, number=2),
        SaidCount(begins_at=after(15), novelty=Novelty.CHANGED, number=1),
        SaidCount(begins_at=after(15), novelty=Novelty.REPEAT, number=1),
    ]
    many = [after(minutes) for minutes in range(-250, 250)]
    assert sum(one.number for one in await store.said_counts("mayor", bounds=many)) == 6


@pytest.mark.parametrize(
    ("ruling", "number"),
    [
        (FeedbackKind.WRONG_SPEAKER, 0),
        (FeedbackKind.NOT_A_STATEMENT, 0),
        (FeedbackKind.NOT_NEW, 1),
        (FeedbackKind.NOT_THE_SAME, 1),
    ],
)
async def test_what_the_desk_ruled_out_is_not_counted(store, ruling, number):
    await save(store, statement("a"))
    async with store.transaction() as transaction:
        await transaction.rule("a", ruling)
    counted = await store.said_counts("mayor", bounds=[after(-60), after(60)])
    assert sum(one.number for one in counted) == number


async def test_of_each_actor_there_is_the_newest_and_the_number(store):
    await save(
        store,
        article("a1"),
        statement("old", first_seen_at=after(1)),
        statement("new", first_seen_at=after(9)),
        statement("told", first_seen_at=after(5), teller="Ann Bell"),
        statement("other", first_seen_at=after(2), actor_id="harbour-master"),
        sighting("of-new", statement_id="new", article_id="a1"),
    )
    pages = await store.newest_of(["harbour-master", "mayor", "nobody"])
    for actor_id in ("mayor", "harbour-master"):
        assert pages[actor_id] == await store.statements(StatementQuery(actor_id=actor_id, limit=1))
    assert {one: (ids(view.statement for view in page.statements), page.total) for one, page in pages.items()} == {
        "mayor": (["new"], 3),
        "harbour-master": (["other"], 1),
    }
    assert ids(view.sighting for view in pages["mayor"].statements[0].sightings) == ["of-new"]
    assert await store.newest_of(["nobody"]) == await store.newest_of([]) == {}


async def test_the_later_versions_of_a_statement_are_those_that_change_it(store):
    await save(
        store,
        statement("a", first_seen_at=after(0)),
        statement("c", first_seen_at=after(20), novelty=Novelty.CHANGED, earlier_id="a"),
        statement("b", first_seen_at=after(10), novelty=Novelty.CHANGED, earlier_id="a"),
        statement("d", first_seen_at=after(5), novelty=Novelty.REPEAT, earlier_id="a"),
        statement("e", first_seen_at=after(30), novelty=Novelty.CHANGED, earlier_id="c"),
    )
    assert [one.id for one in await store.later_statements("a", limit=5)] == ["b", "c"]
    assert [one.id for one in await store.later_statements("a", limit=1)] == ["b"]
    assert await store.later_statements("e", limit=5) == []
