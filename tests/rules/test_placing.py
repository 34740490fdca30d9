from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core.model import Kind, Novelty, Precision
from bot.rules.placing import fuller, placed
from tests.rules.samples import QUOTATION, STATEMENT


def test_a_repeat_of_a_repeat_repeats_the_first():
    second = placed(replace(STATEMENT, id="s2"), Novelty.REPEAT, STATEMENT, "the same wording")
    third = placed(replace(STATEMENT, id="s3"), Novelty.REPEAT, second, "the same wording")
    assert (second.earlier_id, third.earlier_id) == ("s1", "s1")


def test_the_fuller_wording_is_told_and_the_surest_figure_kept():
    longer = fuller(STATEMENT, text="The talks will go on. We shall see.", quotation=QUOTATION)
    assert (longer.text, longer.confidence) == ("The talks will go on. We shall see.", 0.9)
    shorter = fuller(STATEMENT, text="The talks", quotation=replace(QUOTATION, confidence=0.1))
    assert shorter == STATEMENT


@pytest.mark.parametrize(
    ("known", "new", "is_taken"),
    [
        (Kind.DIRECT, Kind.INDIRECT, False),
        (Kind.DIRECT, Kind.MIXED, False),
        (Kind.MIXED, Kind.INDIRECT, False),
        (Kind.INDIRECT, Kind.DIRECT, True),
        (Kind.MIXED, Kind.MIXED, True),
    ],
)
def test_no_paraphrase_takes_the_place_of_own_words(known, new, is_taken):
    text = "The talks will go on for as long as the others want, he told them."
    told = fuller(replace(STATEMENT, kind=known), text=text, quotation=replace(QUOTATION, kind=new))
    assert (told.text == text, told.kind) == (is_taken, new if is_taken else known)


def test_the_most_exact_time_of_all_reports_is_kept():
    day, year = datetime(2026, 2, 20, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    in_a_year = replace(QUOTATION, said_at=year, said_precision=Precision.YEAR)
    known = fuller(STATEMENT, text="", quotation=in_a_year)
    assert (known.said_at, known.said_precision) == (year, Precision.YEAR)
    known = fuller(known, text="", quotation=replace(QUOTATION, said_at=day, said_precision=Precision.DAY))
    assert (known.said_at, known.said_precision) == (day, Precision.DAY)
    for coarser in (in_a_year, QUOTATION):
        assert fuller(known, text="", quotation=coarser).said_at == day
