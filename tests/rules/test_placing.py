from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core.model import Kind, Novelty, Precision, Relation, SightingView, StatementView, Verdict
from bot.rules.placing import as_reported, placed, reported_again
from tests.rules.samples import QUOTATION, STATEMENT
from tests.store.samples import article, sighting, turned_from


def test_a_repeat_of_a_repeat_repeats_the_first():
    second = placed(replace(STATEMENT, id="s2"), Novelty.REPEAT, STATEMENT, Verdict(relation=Relation.REPEAT))
    third = placed(replace(STATEMENT, id="s3"), Novelty.REPEAT, second, Verdict(relation=Relation.REPEAT))
    assert (second.earlier_id, third.earlier_id) == ("s1", "s1")


def test_one_more_report_brings_the_surest_figure_and_leaves_the_words():
    again = reported_again(STATEMENT, replace(QUOTATION, kind=Kind.MIXED, sense="warns", confidence=0.9))
    assert again == replace(STATEMENT, confidence=0.9)
    assert reported_again(STATEMENT, replace(QUOTATION, confidence=0.1)) == STATEMENT


def test_the_most_exact_time_of_all_reports_is_kept():
    day, year = datetime(2026, 2, 20, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    in_a_year = replace(QUOTATION, said_at=year, said_precision=Precision.YEAR)
    known = reported_again(STATEMENT, in_a_year)
    assert (known.said_at, known.said_precision) == (year, Precision.YEAR)
    known = reported_again(known, replace(QUOTATION, said_at=day, said_precision=Precision.DAY))
    assert (known.said_at, known.said_precision) == (day, Precision.DAY)
    for coarser in (in_a_year, QUOTATION):
        assert reported_again(known, coarser).said_at == day


FIRST = "Tolls fall by 35 percent in May."


def seen_in(article_id, *wordings, kind=Kind.MIXED):
    """Return the sightings of an article that has a statement in each of these wordings."""
    page = article(article_id, text=" / ".join(wordings))
    starts = [page.text.index(words) for words in wordings]
    return [
        SightingView(
            sighting=sighting(
                f"{article_id} {start}",
                article_id=article_id,
                quotation=replace(QUOTATION, content=((start, start + len(words)),), kind=kind, sense="warns"),
            ),
            article=page,
        )
        for start, words in zip(starts, wordings, strict=True)
    ]


def reported_in(*wordings, **changes):
    """Return a statement, first reported as `FIRST`, as an article has it that has these wordings."""
    first = seen_in("first", FIRST, kind=Kind.DIRECT)
    later = seen_in("later", *wordings)
    statement = replace(STATEMENT, text=FIRST, kind=Kind.DIRECT, **changes)
    view = StatementView(statement=statement, sightings=(*first, *later), earlier=STATEMENT, earlier_sightings=())
    assert as_reported(view, first[0].article) == view
    return view, as_reported(view, later[0].article if later else article("another"))


@pytest.mark.parametrize(
    ("wordings", "shown"),
    [
        pytest.param(["Tolls fall by 35 percent."], "Tolls fall by 35 percent.", id="fewer"),
        pytest.param(["Well, tolls, they fall by 35 percent."], "Well, tolls, they fall by 35 percent.", id="others"),
        pytest.param(["Tolls fall.", "In May the tolls fall."], "In May the tolls fall.", id="the fullest of two"),
    ],
)
def test_an_article_shows_a_statement_in_its_own_words(wordings, shown):
    _, here = reported_in(*wordings)
    assert (here.statement.text, here.statement.kind, here.statement.sense) == (shown, Kind.MIXED, "warns")
    assert here.earlier == STATEMENT


@pytest.mark.parametrize(
    "wordings",
    [
        pytest.param([FIRST], id="the same"),
        pytest.param(["Well, he said that the tolls would fall by 35 percent in May.", FIRST], id="among others"),
        pytest.param([], id="not reported"),
        pytest.param([""], id="nothing to read"),
    ],
)
def test_words_on_record_stay_where_the_article_has_them_or_none(wordings):
    view, here = reported_in(*wordings)
    assert here == view


@pytest.mark.parametrize(("words", "novelty"), [("tolls fall", Novelty.NEW), ("fall by 35 percent", Novelty.CHANGED)])
def test_a_change_that_the_article_does_not_have_is_none_of_its_report(words, novelty):
    _, here = reported_in(words, novelty=Novelty.CHANGED, verdict=turned_from("25 percent", "35 percent"))
    assert here.statement.novelty is novelty
    assert (here.earlier is None) is (novelty is Novelty.NEW)
