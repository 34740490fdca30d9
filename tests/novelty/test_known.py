"""Partly new statements: each is reported, the new point leads, and nothing is taken for said before that was not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.model import (
    CorrectionKind,
    FeedbackKind,
    Kind,
    Novelty,
    Relation,
    Statement,
)
from bot.core.words import words_of
from bot.novelty import Match
from handlers.render.statement.points import new_words
from tests.fakes.judge import FakeJudge
from tests.novelty.comparing import comparing, placed
from tests.store.samples import article, correction, sighting, turned_from

NOW = datetime(2026, 5, 12, 12, tzinfo=UTC)
EARLIER = NOW - timedelta(days=9)

# What is on record, what is said now, and what of it was said before; behind it stands or before it what is new.
PARTLY_NEW = [
    # the old sentence, and a new one
    ("We will keep the dam shut.", "We will keep the dam shut. The mayor has resigned.", "We will keep the dam shut."),
    ("God bless our brave pilots.", "God bless our brave pilots. The strike begins at noon.",
     "God bless our brave pilots."),
    ("The ferry sails again at noon.", "The ferry sails again at noon. Nobody may leave the island.",
     "The ferry sails again at noon."),
    ("We pay a quarter of the costs.", "We pay a quarter of the costs. The others pay nothing.",
     "We pay a quarter of the costs."),
    ("Prices will fall by 10 percent.", "Prices will fall by 10%. Wages will rise in June.",
     "Prices will fall by 10%."),
    ("The bridge belongs to the town.", "THE BRIDGE BELONGS TO THE TOWN. We have sold the quay.",
     "THE BRIDGE BELONGS TO THE TOWN."),
    ("Our patience has an end.", "Well, our patience has an end. The envoy goes home tonight.",
     "Well, our patience has an end."),
    ("The harbour has three locks.", "The harbour has three locks. Two of them are broken.",
     "The harbour has three locks."),
    ("No school will be closed here.", "No school will be closed here. Three hospitals will.",
     "No school will be closed here."),
    ("We can’t leave the valley now.", "We cannot leave the valley now. A bus waits at every stop.",
     "We cannot leave the valley now."),
    ("The tram runs through the city, and we pay for it.", "The tram runs through the city. A prisoner was freed.",
     "The tram runs through the city."),
    ("Every pilot gets a new licence.", "Every pilot gets a new licence. Is that enough? The union says no.",
     "Every pilot gets a new licence."),
    # a new sentence, and the old one
    ("We will keep the dam shut.", "The mayor has resigned. We will keep the dam shut.", "We will keep the dam shut."),
    ("The council meets in the mill.", "Two engineers were arrested! The council meets in the mill.",
     "The council meets in the mill."),
    ("The old mill must be repaired.", "I have signed the order. The old mill must be repaired.",
     "The old mill must be repaired."),
    ("Bread stays free for children.", "From July we tax sugar. Bread stays free for children.",
     "Bread stays free for children."),
    ("The grain goes to the island.", "Rain came at last. The grain goes to the island. The trucks are ready.",
     "The grain goes to the island."),
    ("The border opens at seven.", "No. We have changed the lock. The border opens at seven.",
     "The border opens at seven."),
    ("Our doctors have worked day and night.", "Fever has reached us; our doctors have worked day and night.",
     "our doctors have worked day and night."),
    ("The rail line ends at the lake.", "A tunnel will be dug. And the rail line ends at the lake.",
     "And the rail line ends at the lake."),
    ("The archive is open to everybody.", "We found the lost letters…\nThe archive is open to everybody.",
     "The archive is open to everybody."),
    ("The fleet has eleven ships.", "One ship was sunk in the night. The fleet has eleven ships, so look.",
     "The fleet has eleven ships, so look."),
    # the old clause and a new one, either way round
    ("The enrichment of ore is our right.", "The enrichment of ore is our right, and we are leaving the treaty.",
     "The enrichment of ore is our right"),
    ("Our patience has an end.", "Our patience has an end, and it ends tonight.", "Our patience has an end"),
    ("The tram is free for everybody.", "A prisoner was freed, and the tram is free for everybody.",
     "the tram is free for everybody."),
    ("We have freed four prisoners.", "We have freed four prisoners, and they know it. The tram is free for everybody.",
     "We have freed four prisoners"),
    ("We will close the northern gate.", "I have signed the order; we will close the northern gate.",
     "we will close the northern gate."),
    ("We are leaving the grain pact.", "The harvest was poor, and we are leaving the grain pact.",
     "we are leaving the grain pact."),
    ("The water is safe to drink.", "The water is safe to drink – and the pipes will be renewed in June.",
     "The water is safe to drink"),
    ("The island is part of the county.", "The island is part of the county; its people will vote in May.",
     "The island is part of the county"),
    ("We have rebuilt the old theatre.", "We have rebuilt the old theatre, and I will open it on Sunday.",
     "We have rebuilt the old theatre"),
    ("The lighthouse must stay dark.", "The lighthouse must stay dark, and the captains have agreed.",
     "The lighthouse must stay dark"),
    ("that the northern gate is closed", "that the northern gate is closed, and that trains are late",
     "that the northern gate is closed"),
    ("We will keep the dam shut, and the bridge is open.", "We will keep the dam shut, and the road is closed.",
     "We will keep the dam shut"),
    ("The hospital has two hundred beds.", "The hospital has two hundred beds, and it needs a thousand.",
     "The hospital has two hundred beds"),
    ("We will sell the old mill.", "We will sell the old mill, and nobody will stop us.", "We will sell the old mill"),
    # traps: another number, name, day, modality
    ("We pay a quarter of the costs.", "We pay a half of the costs. The others pay nothing.", ""),
    ("Prices will fall by 10 percent.", "Prices will fall by 12 percent. Wages will rise in June.", ""),
    ("The ferry sails again on Friday.", "The ferry sails again on Sunday. Nobody may leave the island.", ""),
    ("The ferry sails again on Friday.", "The ferry sails again on Friday. Nobody may leave the island.", ""),
    ("Two pilots were lost last night.", "Two pilots were lost last night. Nobody may leave the island.", ""),
    ("Oslo hosts the winter talks.", "Bern hosts the winter talks. The prisoner was freed.", ""),
    ("We will sell the town hall.", "We may sell the town hall. The bids are good.", ""),
    ("The fleet has eleven ships.", "The fleet has twelve ships, and we are building two.", ""),
    # traps: denied, taken back, under a condition, asked
    ("We will sell the town hall.", "We will not sell the town hall. The bids are good.", ""),
    ("We will keep the dam shut.", "It is not true that we will keep the dam shut. The mayor has resigned.", ""),
    ("We will keep the dam shut.", "We will keep the dam shut. That is a lie of my rival.", ""),
    ("We will keep the dam shut.", "We will keep the dam shut. But only if it rains.", ""),
    ("We will keep the dam shut.", "We will keep the dam shut, unless it rains. The mayor has resigned.", ""),
    ("We will keep the dam shut.", "If it rains, we will keep the dam shut, and we will close the road.", ""),
    ("We will keep the dam shut.", "We will close the road, and we will keep the dam shut, if it rains.", ""),
    ("We will sell the town hall.", "Will we sell the town hall? The council meets on Monday.", ""),
    ("We will sell the town hall.", "My rivals say one thing. We will sell the town hall.", ""),
    ("We will sell the town hall.", "He told a paper: “Money is gone. We will sell the town hall.” He is mad.", ""),
    ("We will sell the town hall.", "We will sell the town hall. Never again.", ""),
    ("We will sell the town hall.", "They pay the rent, or we will sell the town hall.", ""),
    ("We will sell the town hall.", "We will sell the town hall, but not this year. The bids are good.", ""),
    ("We would save a fortune.", "They should cut the toll, and we would save a fortune.", ""),
    # traps: words that point to what is named elsewhere, and words that mean nothing alone
    ("The talks go on in the city.", "The talks go on in the city. A prisoner was freed.", ""),
    ("We accept the proposal.", "We accept the proposal. The bridge opens on Monday.", ""),
    ("It is unacceptable to us.", "The mayor has resigned. It is unacceptable to us.", ""),
    ("That was a great mistake.", "They sold the quay, and that was a great mistake.", ""),
    ("No. We will see.", "No. We have changed the lock.", ""),
    ("Absolutely not.", "Will I go? Absolutely not. The border opens at seven.", ""),
    ("I like it very much.", "I like it very much. The border opens at seven.", ""),
    # traps: roles, names in capitals, who is meant
    ("They attacked us ships at night.", "They attacked US ships at night. A war has begun.", ""),
    ("The grain goes to the island.", "The grain goes from the island. The trucks are ready.", ""),
    ("They will leave the coast.", "We will leave the coast, and the boats are ready.", ""),
]  # fmt: skip


def said(name, text, at=NOW, **fields):
    values = {"actor_id": "mayor", "kind": Kind.DIRECT, "said_at": None, "novelty": Novelty.NEW, "confidence": 0.9}
    return Statement(id=name, text=text, first_seen_at=at, published_at=at, **values | fields)


@pytest.fixture
async def comparer():
    async with comparing(FakeJudge, NOW) as comparer:
        yield comparer


@pytest.mark.parametrize(("old", "new", "known"), PARTLY_NEW)
async def test_what_is_partly_new_is_reported_and_what_was_said_before_is_known(comparer, old, new, known):
    placement = await placed(comparer, said("b", new), said("a", old, EARLIER))
    assert (placement.same, placement.proven) == (None, False)
    assert placement.novelty is not Novelty.REPEAT
    assert [new[slice(*one.span)] for one in placement.known] == ([known] if known else [])
    assert {one.statement_id for one in placement.known} <= {"a"}
    leads = new_words(said("b", new), placement.known)
    assert (leads is None) is not bool(known)
    assert not known or not set(words_of(known)) >= set(words_of(leads)[:3])
    assert {one.relation for one in placement.known} <= {Relation.REPEAT}


DAM, RESIGNED = "We will keep the dam shut.", "The mayor has resigned."
BOTH = f"{DAM} {RESIGNED}"


def test_a_third_of_the_rows_are_traps():
    traps = [row for row in PARTLY_NEW if not row[2]]
    assert len(PARTLY_NEW) >= 60
    assert len(traps) * 3 >= len(PARTLY_NEW)


@pytest.mark.parametrize(
    ("on_record", "expected"),
    [
        pytest.param([said("a", DAM, NOW - timedelta(hours=2))], [("a", Relation.SAME)], id="a fuller quotation"),
        pytest.param(
            [said("a", DAM, EARLIER - timedelta(days=9)), said("b", DAM, EARLIER)], [("b", Relation.REPEAT)],
            id="the latest that says it",
        ),
        pytest.param(
            [said("a", DAM, EARLIER), said("b", RESIGNED, EARLIER)],
            [("a", Relation.REPEAT), ("b", Relation.REPEAT)], id="all of it, in two statements",
        ),
        pytest.param(
            [said("a", DAM, EARLIER), said("b", "We will keep the dam open.", EARLIER + timedelta(days=2))], [],
            id="otherwise since",
        ),
        pytest.param(
            [said("b", "We will keep the dam open.", EARLIER - timedelta(days=2)), said("a", DAM, EARLIER)],
            [("a", Relation.REPEAT)], id="otherwise before",
        ),
        pytest.param([said("a", DAM, NOW + timedelta(days=2))], [], id="only later"),
        pytest.param([said("a", DAM, EARLIER, sense="denies")], [], id="denied by the verb"),
        pytest.param([said("a", DAM, EARLIER, teller="A rival")], [], id="told by somebody else"),
        pytest.param([said("a", DAM, EARLIER, ruling=FeedbackKind.WRONG_SPEAKER)], [], id="ruled out"),
        pytest.param([said("a", DAM, EARLIER, actor_id="minister")], [], id="by another actor"),
    ],
)  # fmt: skip
async def test_where_and_when_a_point_was_said(comparer, on_record, expected):
    placement = await placed(comparer, said("z", BOTH), *on_record)
    assert [(one.statement_id, one.relation) for one in placement.known] == expected


async def test_what_was_since_credited_to_somebody_else_says_no_point(comparer):
    reascribed = correction(sighting_id="seen", statement_id="a", kind=CorrectionKind.REASCRIBED, text="A rival")
    first = (article(), said("a", DAM, EARLIER), sighting("seen", statement_id="a"))
    assert (await placed(comparer, said("y", BOTH), *first)).known
    assert not (await placed(comparer, said("z", BOTH), reascribed)).known


async def test_all_of_it_on_record_has_no_points_apart(comparer):
    placement = await placed(comparer, said("z", BOTH), said("a", BOTH, EARLIER))
    assert (placement.novelty, placement.known) == (Novelty.REPEAT, ())


async def test_a_sentence_of_a_long_statement_is_found_though_the_whole_is_near_to_others(comparer):
    quays = [f"The quay number {number} is rotten, and money for quay {number} is scarce." for number in range(40)]
    others = [said(f"s{number}", text, EARLIER) for number, text in enumerate(quays)]
    long = " ".join(["The quays are rotten, and money for a quay is scarce."] * 4)
    placement = await placed(comparer, said("z", f"{long} {DAM}"), said("a", DAM, EARLIER - timedelta(days=9)), *others)
    assert [one.statement_id for one in placement.known] == ["a"]


class TurnJudge:
    """A judge to whom all is a change from 25 to 35 percent."""

    def compare_many(self, _actor_id, _new, candidates):
        return [Match(verdict=turned_from("25 percent", "35 percent"), score=0.1) for _ in candidates]


async def test_the_words_of_a_change_lead_though_they_are_on_record(comparer):
    comparer._judge = TurnJudge()
    duty = "The new duty is 35 percent."
    on_record = (said("a", duty, EARLIER), said("b", DAM, EARLIER), said("c", "The new duty is 25 percent.", EARLIER))
    placement = await placed(comparer, said("z", f"{duty} {DAM} {RESIGNED}"), *on_record)
    assert placement.novelty is Novelty.CHANGED
    assert [one.statement_id for one in placement.known] == ["b"]


async def test_what_its_own_article_says_twice_was_not_said_before(comparer):
    placement = await placed(comparer, said("z", BOTH), beside=[said("y", DAM)])
    assert (placement.known, [one.id for one in placement.absorbs]) == ((), ["y"])


async def test_a_sentence_that_is_on_record_whole_is_known_with_each_of_its_clauses(comparer):
    old = "We will keep the dam shut, and nobody will ever stop us."
    new = f"{old} The mayor has resigned."
    placement = await placed(comparer, said("b", new), said("a", old, EARLIER))
    known = ["We will keep the dam shut", "nobody will ever stop us."]
    assert [new[slice(*one.span)] for one in placement.known] == known
