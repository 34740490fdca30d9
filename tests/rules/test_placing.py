from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.core.model import Kind, Novelty, Precision, Relation, Verdict
from bot.rules.placing import placed, reported_again
from tests.rules.samples import QUOTATION, STATEMENT


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
