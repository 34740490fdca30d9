"""One remark in direct and in reported speech: the words prove it, or both are reported."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.core.model import Actor, Kind, Novelty, Statement
from bot.novelty.wordings.reported import names_nobody_else, retelling_of

TUESDAY = datetime(2026, 5, 5, 9, tzinfo=UTC)
MINISTER = Actor(
    id="minister",
    name="Ada Holm",
    role="Prime Minister of Norway",
    titles=("the Norwegian premier",),
    pronouns=("she", "her", "her", "herself"),
)


def said(text: str, kind: Kind, sense: str | None = None) -> Statement:
    return Statement(
        id=f"{kind} {text}",
        actor_id="minister",
        text=text,
        kind=kind,
        said_at=None,
        first_seen_at=TUESDAY,
        published_at=TUESDAY,
        novelty=Novelty.NEW,
        confidence=0.9,
        sense=sense,
    )


ONE_REMARK = [
    ("Norway will not leave the old harbour.", "Norway would not leave the old harbour"),
    ("We will not leave the old harbour.", "Norway would not leave the old harbour"),
    ("We will not leave the old harbour.", "they would not leave the old harbour"),
    ("Our ships are in the bay.", "Norwegian ships were in the bay"),
    ("I can sign the paper on the ferries.", "she could sign the paper on the ferries"),
    ("I have never seen the paper on the ferries.", "she had never seen the paper on the ferries"),
    ("We did not receive a letter from the guild.", "they had not received a letter from the guild"),
    ("I was never told about the ferries.", "she had never been told about the ferries"),
    ("I met the captain in Bergen yesterday.", "she had met the captain in Bergen the day before"),
    ("We vote on the ferries today.", "they voted on the ferries on Tuesday"),
    ("We leave the harbour tomorrow.", "they left the harbour on Wednesday"),
    ("We must paint the ferries here.", "they had to paint the ferries there"),
    ("The ferries are late this week.", "the ferries were late that week"),
    ("The strike may end next week.", "the strike might end the following week"),
    ("We would consider an offer for the ferries.", "they would consider an offer for the ferries"),
    ("It is the last offer to the guild. We want peace in the harbour.", "they wanted peace in the harbour"),
]
TWO_REMARKS = [
    ("We will not leave the old harbour.", "Norway would leave the old harbour"),
    ("We will not leave the old harbour.", "Sweden would not leave the old harbour"),
    ("I will sign the paper on the ferries.", "she might sign the paper on the ferries"),
    ("I can sign the paper on the ferries.", "she would sign the paper on the ferries"),
    ("I will sign the paper on the ferries.", "he would sign the paper on the ferries"),
    ("We would leave the old harbour.", "Norway will leave the old harbour"),
    ("We could leave the old harbour.", "they can leave the old harbour"),
    ("We are closing the old harbour.", "they had closed the old harbour"),
    ("We leave the old harbour.", "they had left the old harbour"),
    ("I met the captain in Bergen.", "she would meet the captain in Bergen"),
    ("The ferries will be late by Friday.", "the ferries were late by Friday"),
    ("We vote on the ferries today.", "they voted on the ferries on Thursday"),
    ("We leave the harbour if they pay us.", "they would leave the harbour"),
    ("We hold 40 of the ferries.", "they held 14 of the ferries"),
    ("They will pay for the ferries.", "we would pay for the ferries"),
    ("We sank the ferries of the guild.", "they had sunk us"),
    ("We will paint the US ferries.", "they would paint us ferries"),
    ("We had a plan for the ferries.", "they have a plan for the ferries"),
]


@pytest.mark.parametrize(("direct", "report"), ONE_REMARK)
def test_a_report_of_the_same_words_is_proven(direct, report):
    one, other = said(direct, Kind.DIRECT), said(report, Kind.INDIRECT)
    assert retelling_of(other, one, MINISTER)


@pytest.mark.parametrize(("direct", "report"), TWO_REMARKS)
def test_what_the_words_do_not_prove_is_reported(direct, report):
    one, other = said(direct, Kind.DIRECT), said(report, Kind.INDIRECT)
    assert retelling_of(other, one, MINISTER) is None
    assert retelling_of(one, other, MINISTER) is None


def test_direct_words_say_all_that_a_report_of_them_says_and_more_where_they_go_on():
    report = said("they wanted peace in the harbour", Kind.INDIRECT)
    short, long = (
        said(text, Kind.DIRECT)
        for text in ("We want peace in the harbour.", "We want peace in the harbour. The ferries will be sold.")
    )
    assert retelling_of(short, report, MINISTER)
    assert retelling_of(report, long, MINISTER)
    assert retelling_of(long, report, MINISTER) is None


def test_two_direct_quotations_are_compared_as_they_stand():
    will, would = (said(f"We {one} leave the old harbour.", Kind.DIRECT) for one in ("will", "would"))
    assert retelling_of(will, would, MINISTER) is None


def test_what_was_denied_is_no_report_of_what_was_said():
    one = said("We will leave the old harbour.", Kind.DIRECT)
    assert retelling_of(said("they would leave the old harbour", Kind.INDIRECT, sense="denies"), one, MINISTER) is None


def test_without_the_speaker_only_tense_place_and_day_are_compared():
    one = said("We will leave the old harbour.", Kind.DIRECT)
    assert retelling_of(said("they would leave the old harbour", Kind.INDIRECT), one, None) is None
    same = said("The ferries will leave the harbour.", Kind.DIRECT)
    assert retelling_of(said("the ferries would leave the harbour", Kind.INDIRECT), same, None)


REPORT = "they would pay for the ferries"


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("Holm told reporters on Monday that", True),
        ("The room was full. Ada Holm, the Norwegian premier, said", True),
        ("Asked about Sweden, Holm said", False),
        ("Mr Dahl had left. Of Dahl, Holm said", False),
        ("The captains were angry. Asked about the captains, Holm said", False),
        ("Sweden has its reasons. Holm said", False),
    ],
)
def test_they_are_the_speakers_own_where_nobody_else_is_named(before, expected):
    assert names_nobody_else(f"{before} {REPORT}.", REPORT, MINISTER) is expected
