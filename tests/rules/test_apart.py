"""What a statement can be taken apart from, and what it is then."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.model import FeedbackKind, Novelty, Relation, SightingView, StatementView, Verdict
from bot.rules.apart import Merge, apart_from_earlier, merges, statement_apart, together_again
from bot.rules.placing import RESTATED
from tests.rules.samples import HOUR, NOW, STATEMENT
from tests.store.samples import article, quotation, sighting, turned_from

EARLIER = replace(STATEMENT, id="s0")
LATER = replace(STATEMENT, earlier_id="s0", novelty=Novelty.REPEAT)


def seen(page, *, text="The talks will go on. They will.", content=((0, 21),), version_of=None, at=NOW):
    return SightingView(
        sighting=sighting(f"{page} {content}", quotation=quotation(content=content), seen_at=at),
        article=article(page, text=text, version_of=version_of),
    )


def of(view):
    return [one.id for one in merges(view)]


@pytest.mark.parametrize(
    ("statement", "earlier", "found"),
    [
        pytest.param(LATER, EARLIER, ["earlier"], id="a repeat"),
        pytest.param(STATEMENT, None, [], id="of nothing earlier"),
        pytest.param(replace(LATER, ruling=FeedbackKind.NOT_THE_SAME), EARLIER, [], id="the desk ruled on it"),
        pytest.param(replace(LATER, verdict=RESTATED), EARLIER, [], id="words in the place of others"),
    ],
)
def test_it_is_apart_from_the_earlier_one_where_that_is_reported(statement, earlier, found):
    assert of(StatementView(statement=statement, sightings=(seen("a"),), earlier=earlier)) == found


@pytest.mark.parametrize(
    ("sightings", "found"),
    [
        pytest.param([seen("a")], [], id="the first page is the statement"),
        pytest.param([seen("a"), seen("b"), seen("c")], ["b ((0, 21),)", "c ((0, 21),)"], id="each page but the first"),
        pytest.param([seen("a"), seen("a2", version_of="a")], [], id="another version of the page"),
        pytest.param([seen("a"), seen("b"), seen("b", content=((22, 32),))], ["b ((0, 21),)"], id="twice in a page"),
    ],
)
def test_it_is_apart_from_each_other_page(sightings, found):
    assert of(StatementView(statement=STATEMENT, sightings=tuple(sightings))) == found


def test_what_a_page_says_by_itself_is_the_fullest_of_its_words_as_old_as_the_first_of_them():
    sightings = (seen("b", at=NOW), seen("b", content=((0, 32),), at=NOW + HOUR))
    view = StatementView(statement=STATEMENT, sightings=(seen("a"), *sightings))
    other = statement_apart(view, Merge(sightings=sightings))
    assert (other.text, other.first_seen_at) == ("The talks will go on. They will.", NOW)
    assert (other.novelty, other.earlier_id, other.ruling) == (Novelty.NEW, "s1", FeedbackKind.NOT_THE_SAME)
    assert other.id not in {"s1", statement_apart(view, Merge(sightings=sightings[:1])).id}


def test_apart_from_an_earlier_one_it_is_news():
    assert apart_from_earlier(LATER) == replace(LATER, novelty=Novelty.NEW)


REPEATED = Verdict(relation=Relation.REPEAT, rule="wording", days_apart=2)


@pytest.mark.parametrize(
    ("verdict", "novelty"),
    [
        pytest.param(REPEATED, Novelty.REPEAT, id="the same words"),
        pytest.param(replace(REPEATED, rule="excerpt"), Novelty.REPEAT, id="a part of them"),
        pytest.param(replace(REPEATED, rule="excerpt", in_part=True), Novelty.NEW, id="more than they"),
        pytest.param(replace(REPEATED, rule="substance"), Novelty.NEW, id="a judge's word for it"),
        pytest.param(turned_from("25 percent", "35 percent"), Novelty.CHANGED, id="a change"),
    ],
)
def test_taken_back_it_is_what_the_comparison_said(verdict, novelty):
    before = replace(LATER, novelty=novelty, verdict=verdict)
    apart = replace(apart_from_earlier(before), ruling=FeedbackKind.NOT_THE_SAME)
    view = StatementView(statement=apart, sightings=(seen("a"),), earlier=EARLIER)
    assert together_again(view) == before


def test_what_was_made_of_a_page_is_the_same_as_the_statement_that_it_was_taken_from():
    view = StatementView(statement=STATEMENT, sightings=(seen("a"), seen("b")))
    apart = replace(statement_apart(view, Merge(sightings=(seen("b"),))), text=STATEMENT.text)
    together = together_again(StatementView(statement=apart, sightings=(), earlier=STATEMENT))
    assert (together.novelty, together.ruling) == (Novelty.NEW, None)
    assert together.verdict == Verdict(relation=Relation.SAME, rule="wording")
    assert of(StatementView(statement=together, sightings=(seen("b"),), earlier=STATEMENT)) == ["earlier"]
