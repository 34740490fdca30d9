"""Where a statement stands: one occasion or two, and when it is sure enough to be reported to nobody."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from bot.core.errors import WatchTimeoutError
from bot.core.model import (
    Difference,
    DifferenceKind,
    FeedbackKind,
    Kind,
    Novelty,
    Precision,
    Relation,
    Statement,
    Verdict,
)
from bot.novelty import Match, compare
from bot.novelty.clock import occasions
from bot.novelty.compare import Comparer
from bot.novelty.placement import Placement, choose
from bot.novelty.thresholds import CANDIDATES, CANDIDATES_BESIDE_OF_MANY, CANDIDATES_OF_MANY, MANY, ON_ONE_SUBJECT
from tests.fakes.clock import FakeClock
from tests.fakes.store import MemoryStore
from tests.novelty.comparing import comparing, placed
from tests.store.samples import save

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


class OfOneWording:
    """A judge of statements that say the same: only the clock decides."""

    def compare_many(self, _actor_id, new, candidates):
        return [self._compare(*occasions(new, one)) for one in candidates]

    def _compare(self, one_occasion, days_apart):
        relation = Relation.SAME if one_occasion else Relation.REPEAT
        return Match(verdict=Verdict(relation=relation, days_apart=days_apart), score=1.0)


def statement(name, published_at, said_at=None, precision=Precision.MOMENT):
    return Statement(
        id=name,
        actor_id="mayor",
        text="The quay is a ruin.",
        kind=Kind.DIRECT,
        said_at=said_at,
        said_precision=precision,
        first_seen_at=published_at,
        published_at=published_at,
        novelty=Novelty.NEW,
        confidence=0.9,
    )


@pytest.fixture
async def comparer():
    async with comparing(OfOneWording, NOW) as comparer:
        yield comparer


MID_FEBRUARY = datetime(2026, 2, 14, 9, tzinfo=UTC)
FEBRUARY = {"said_at": datetime(2026, 2, 1, tzinfo=UTC), "precision": Precision.MONTH}
YEAR = {"said_at": datetime(2026, 1, 1, tzinfo=UTC), "precision": Precision.YEAR}
LONG_AGO = {"said_at": datetime(2019, 1, 1, tzinfo=UTC), "precision": Precision.YEAR}
FRIDAY = {"said_at": datetime(2026, 3, 6, tzinfo=UTC), "precision": Precision.DAY}
BEFORE = {"said_at": datetime(2026, 2, 21, tzinfo=UTC), "precision": Precision.BEFORE}
MONDAY = {"said_at": datetime(2026, 3, 9, tzinfo=UTC), "precision": Precision.DAY}
A_DAY = {"said_at": datetime(2026, 2, 14, tzinfo=UTC), "precision": Precision.DAY}


@pytest.mark.parametrize(
    ("earlier", "later", "same"),
    [
        pytest.param(
            statement("a", MID_FEBRUARY), statement("b", NOW, **FEBRUARY), True, id="last month, a report of then"
        ),
        pytest.param(statement("a", NOW, **A_DAY), statement("b", NOW, **FEBRUARY), True, id="a day of that month"),
        pytest.param(statement("a", NOW, **FEBRUARY), statement("b", NOW, **A_DAY), True, id="a month, then its day"),
        pytest.param(
            statement("a", NOW, **FEBRUARY), statement("b", MID_FEBRUARY), True, id="an older report comes late"
        ),
        pytest.param(statement("a", NOW, **FEBRUARY), statement("b", NOW, **YEAR), True, id="a month of that year"),
        pytest.param(statement("a", MID_FEBRUARY), statement("b", NOW, **LONG_AGO), False, id="another year"),
        pytest.param(statement("a", NOW, **LONG_AGO), statement("b", NOW), False, id="long ago and now"),
        pytest.param(statement("a", NOW, **FEBRUARY), statement("b", NOW), False, id="last month and now"),
        pytest.param(
            statement("a", MID_FEBRUARY), statement("b", NOW, **BEFORE), True, id="then, and some time before"
        ),
        pytest.param(statement("a", NOW, **LONG_AGO), statement("b", NOW, **BEFORE), True, id="of a year before"),
        pytest.param(statement("a", NOW, **BEFORE), statement("b", NOW), False, id="some time before and now"),
        pytest.param(statement("a", NOW, **FRIDAY), statement("b", NOW), True, id="a day named by one of two outlets"),
        pytest.param(statement("a", NOW), statement("b", NOW, **FRIDAY), True, id="a day named by the second of them"),
        pytest.param(statement("a", NOW, **A_DAY), statement("b", NOW), False, id="a day of last month and now"),
        pytest.param(statement("a", NOW, **FRIDAY), statement("b", NOW, **MONDAY), False, id="two days"),
        pytest.param(statement("a", MID_FEBRUARY), statement("b", NOW), False, id="two moments"),
    ],
)
async def test_what_may_be_one_time_is_one_occasion(comparer, earlier, later, same):
    placement = await placed(comparer, later, earlier)
    assert (placement.same is not None) is same
    assert placement.novelty is (Novelty.NEW if same else Novelty.REPEAT)


TURN = Difference(kind=DifferenceKind.NUMBER, before="25", after="35")


def match(relation, score, *differences, certain=True):
    verdict = Verdict(relation=relation, certain=certain, rule="substance", differences=differences)
    return Match(verdict=verdict, score=score)


EARLIER = statement("s0", NOW)


OTHER_WORDS = "That quay, a ruin by now, must be rebuilt."
SAME, REPEAT, CHANGED, DIFFERENT = Relation


@pytest.mark.parametrize(
    ("found", "hidden", "novelty", "is_linked"),
    [
        pytest.param(match(SAME, 0.99), None, Novelty.NEW, True, id="surely the same"),
        pytest.param(match(SAME, 0.6, certain=False), None, Novelty.NEW, False, id="a narrow same"),
        pytest.param(match(REPEAT, 0.9), None, Novelty.NEW, True, id="a repeat"),
        pytest.param(match(REPEAT, 0.6, certain=False), None, Novelty.NEW, False, id="a narrow repeat"),
        pytest.param(match(CHANGED, 0.2, TURN), None, Novelty.CHANGED, True, id="a turn"),
        pytest.param(match(CHANGED, 0.2), None, Novelty.NEW, True, id="a turn without a name"),
        pytest.param(match(DIFFERENT, 0.1), None, Novelty.NEW, False, id="another point"),
    ],
)
def test_what_is_judged_in_other_words_is_reported(found, hidden, novelty, is_linked):
    placement = choose(replace(statement("s1", NOW), text=OTHER_WORDS), [(EARLIER, found)])
    assert (placement.same, placement.proven, placement.novelty) == (hidden, False, novelty)
    assert (placement.earlier, placement.verdict) == ((EARLIER, found.verdict) if is_linked else (None, None))


@pytest.mark.parametrize(
    "found",
    [match(SAME, 0.99), match(SAME, 0.3, certain=False), match(CHANGED, 0.2, TURN), match(DIFFERENT, 0.1)],
    ids=lambda found: str(found.verdict.relation),
)
@pytest.mark.parametrize("days", [0, 9])
def test_words_that_stand_on_record_are_hidden_whatever_the_judge_says(found, days):
    placement = choose(statement("s1", NOW), [(statement("s0", NOW - timedelta(days=days)), found)])
    assert placement.proven
    if days and found.verdict.relation is not SAME:
        assert (placement.same, placement.novelty) == (None, Novelty.REPEAT)
        assert (placement.earlier.id, placement.verdict.days_apart) == ("s0", 9)
    elif not days or found.verdict.certain:
        assert placement.same.id == "s0"


@pytest.mark.parametrize("relation", Relation)
@pytest.mark.parametrize("more", ["{} The mayor has resigned.", "The mayor has resigned. {}", "If they stay: {}"])
def test_a_text_that_says_more_than_the_record_is_never_hidden(relation, more):
    fuller = replace(statement("s1", NOW), text=more.format(EARLIER.text))
    placement = choose(fuller, [(EARLIER, match(relation, 1.0, TURN))])
    assert (placement.same, placement.proven) == (None, False)
    assert placement.novelty is not Novelty.REPEAT


@pytest.mark.parametrize(
    ("before", "now", "is_hidden"),
    [
        (None, None, True),
        ("denies", "denies", True),
        (None, "warns", True),
        ("admits", "promises", True),
        ("denies", None, False),
        (None, "denies", False),
        ("welcomes", "rejects", False),
        ("warns", "jokes", False),
    ],
)
def test_what_was_denied_and_is_now_said_is_reported(before, now, is_hidden):
    old, new = replace(EARLIER, sense=before), replace(statement("s1", NOW), sense=now)
    assert choose(new, [(old, match(SAME, 1.0))]).proven is is_hidden


@pytest.mark.parametrize("differences", [(TURN,), ()], ids=["a turn", "a turn without a name"])
@pytest.mark.parametrize("answers", [set(), {"s0"}], ids=["two subjects", "to the same question"])
def test_two_that_share_hardly_a_word_are_a_change_only_as_answers_to_one_question(differences, answers):
    """The network calls many pairs of a record a change, of which both sides are about something else."""
    unlike = replace(match(CHANGED, 0.1, *differences), shared=ON_ONE_SUBJECT / 2)
    now = replace(statement("s1", NOW), text="They had asked for it in seven hours, and the committee in ten months.")
    found = choose(now, [(EARLIER, unlike)], answers=answers)
    assert found.earlier is (EARLIER if answers else None)
    assert found.novelty is (Novelty.CHANGED if answers and differences else Novelty.NEW)


@pytest.mark.parametrize("answer", ["No.", "Absolutely not", "We will not do it."])
def test_a_short_answer_is_compared_with_nothing_but_answers_to_its_question(answer):
    before, now = (replace(statement(name, NOW), text=answer) for name in ("s0", "s1"))
    assert choose(now, [(before, match(SAME, 1.0))]) == Placement()
    assert choose(now, [(before, match(CHANGED, 0.2, TURN))]) == Placement()
    assert choose(now, [(before, match(SAME, 1.0))], answers={"s0"}).same is before


def test_the_same_words_outrank_what_is_judged_the_same():
    judged = replace(statement("s2", NOW), text=OTHER_WORDS)
    found = [(judged, match(SAME, 1.0)), (EARLIER, match(SAME, 0.9))]
    assert choose(statement("s1", NOW), found).same is EARLIER


@pytest.mark.parametrize(
    ("published_after", "novelty"),
    [
        pytest.param(timedelta(hours=2), Novelty.CHANGED, id="the later report says only on which day"),
        pytest.param(timedelta(hours=-2), Novelty.NEW, id="it was printed before the other one"),
    ],
)
def test_a_turn_of_the_same_day_is_a_change_though_only_its_day_is_known(published_after, novelty):
    day = NOW.replace(hour=0)
    later = statement("s1", NOW + published_after, said_at=day, precision=Precision.DAY)
    assert choose(replace(later, text=OTHER_WORDS), [(EARLIER, match(CHANGED, 0.1, TURN))]).novelty is novelty


def test_what_is_proven_by_a_report_of_the_words_is_another_report_of_them():
    new = replace(statement("s1", NOW), text=OTHER_WORDS)
    assert choose(new, [(EARLIER, match(CHANGED, 0.1))], reported={(new.id, EARLIER.id)}).same is EARLIER


def test_a_turn_back_is_a_change_from_the_last_word_and_no_repeat_of_the_first():
    first = statement("s0", NOW - timedelta(days=9))
    last = replace(statement("s2", NOW - timedelta(days=2)), text=OTHER_WORDS)
    placement = choose(statement("s1", NOW), [(first, match(REPEAT, 1.0)), (last, match(CHANGED, 0.1, TURN))])
    assert (placement.novelty, placement.earlier) == (Novelty.CHANGED, last)


class Asked:
    """A judge to whom nothing is the same; it remembers with what each statement was compared."""

    def __init__(self):
        self.pairs = []

    def compare_many(self, _actor_id, new, candidates):
        self.pairs += [(new.text, one.text) for one in candidates]
        return [Match(verdict=Verdict(relation=Relation.DIFFERENT), score=0.0) for _ in candidates]


@pytest.fixture
async def asked(comparer):
    comparer._judge = Asked()
    return comparer._judge


def said(number, text, age=timedelta(0), **fields):
    return replace(statement(f"s{number}", NOW - age), text=text, **fields)


NEAR = [said(100 + n, f"Money is scarce in town number {n}.", timedelta(days=5)) for n in range(CANDIDATES)]


@pytest.mark.parametrize(
    ("ages", "compared"),
    [
        pytest.param((50, 47, 20, 3), {47, 20, 3}, id="of two days"),
        pytest.param(range(1, 9), {1, 2, 3, 4, 5}, id="five at most"),
    ],
)
async def test_the_last_words_are_compared_though_they_share_none_with_the_new_ones(comparer, asked, ages, compared):
    last = [said(age, f"Ships sank {age}", timedelta(hours=age)) for age in sorted(ages, reverse=True)]
    await placed(comparer, said(0, "Money is scarce in town."), *NEAR, *last)
    by_text = {one.text: age for one, age in zip(last, sorted(ages, reverse=True), strict=True)}
    assert {by_text[old] for _, old in asked.pairs if old in by_text} == compared


async def test_what_others_tell_of_an_actor_is_compared_with_nothing(comparer, asked):
    await placed(comparer, said(2, "The quay is a ruin."), said(1, "The quay is a ruin.", teller="A rival"))
    assert asked.pairs == []


@pytest.mark.parametrize("ruling", [FeedbackKind.WRONG_SPEAKER, FeedbackKind.NOT_A_STATEMENT])
async def test_what_is_ruled_out_is_no_candidate_until_the_ruling_is_taken_back(comparer, ruling):
    async with comparer._store.transaction() as transaction:
        await transaction.save_statement(EARLIER)
    found = []
    for change in (None, ruling, None):
        async with comparer._store.transaction() as transaction:
            await transaction.rule(EARLIER.id, change)
        placement = await placed(comparer, statement("s9", NOW))
        found.append(placement.same is not None)
    assert found == [True, False, True]


async def test_the_passages_of_a_long_text_are_compared_ahead_and_not_again(comparer, asked):
    passages = [said(n, f"Passage number {n} about the quay.") for n in range(MANY + 1)]
    precomputed = await comparer.precompute(passages)
    done = len(asked.pairs)
    async with comparer.holding(["mayor"]):
        for number, passage in enumerate(passages):
            await comparer.place(passage, beside=passages[:number], precomputed=precomputed)
    assert len(asked.pairs) == done <= len(passages) * (CANDIDATES_OF_MANY + CANDIDATES_BESIDE_OF_MANY)
    assert await comparer.precompute(passages[:MANY]) is None


@pytest.mark.parametrize("error", [RuntimeError, asyncio.CancelledError])
async def test_after_a_commit_that_failed_the_record_is_read_again(comparer, error):
    """It may be on record all the same: the connection broke while it was committed."""
    await save(comparer._store, statement("first", NOW - timedelta(days=300)))
    async with comparer.holding(["mayor"]):
        pass
    await comparer.filled()
    long_ago = NOW - timedelta(days=200)  # no last word, which is read each time

    async def lose_the_connection():
        async with comparer.holding(["mayor"]):
            await save(comparer._store, replace(statement("second", long_ago), text="The bridge is a ruin as well."))
            raise error

    with pytest.raises(error):
        await lose_the_connection()
    placement = await placed(comparer, replace(statement("third", NOW), text="The bridge is a ruin as well."))
    assert placement.earlier is not None
    assert placement.earlier.id == "second"


async def test_a_pair_over_which_the_judge_hangs_is_given_up_and_the_next_is_compared(monkeypatch):
    monkeypatch.setattr(compare, "COMPARE_SECONDS", 0.05)
    let_go = threading.Event()

    class Hanging(OfOneWording):
        def compare_many(self, actor_id, new, candidates):
            if new.text == "hang":
                let_go.wait()
            return super().compare_many(actor_id, new, candidates)

    store = MemoryStore()
    await store.open()
    comparer = Comparer(store=store, load=Hanging, clock=FakeClock(NOW), remember=timedelta(days=4000))
    known = statement("known", NOW - timedelta(hours=1))
    async with store.transaction() as transaction:
        await transaction.save_statement(known)
    with pytest.raises(WatchTimeoutError):
        async with comparer.holding({"mayor"}):
            await comparer.place(replace(statement("new", NOW), text="hang"), beside=())
    async with comparer.holding({"mayor"}):  # what was in memory is read again
        assert (await comparer.place(statement("again", NOW), beside=())).same == known
    let_go.set()
    await comparer.close()


OLD_WORDS = "We will not go back to the table under threat, and nobody should wait for a sign."
TURNED_WORDS = OLD_WORDS.replace("will not go", "will go")
RETRANSLATED = "Under threats there is no return to the talks; let no one expect a signal"


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(
    ("text", "relations", "novelty", "earlier"),
    [
        pytest.param(TURNED_WORDS, (CHANGED, SAME), Novelty.CHANGED, OLD_WORDS, id="a turn of the nearer words"),
        pytest.param(OLD_WORDS + " Ever.", (SAME, CHANGED), Novelty.NEW, OLD_WORDS, id="the nearer ones again"),
        pytest.param(OLD_WORDS, (REPEAT, SAME), Novelty.REPEAT, OLD_WORDS, id="the very words of another day"),
    ],
)
def test_of_two_that_speak_of_it_the_nearer_in_words_decides(text, relations, novelty, earlier, order):
    ago = timedelta(days=3 if REPEAT in relations else 0)
    on_record = [
        replace(statement("s0", NOW - ago), text=OLD_WORDS),
        replace(statement("s1", NOW), text=RETRANSLATED),
    ]
    found = [
        (one, match(relation, 1.0, *((TURN,) if relation is CHANGED else ())))
        for one, relation in zip(on_record, relations, strict=True)
    ]
    placement = choose(replace(statement("s2", NOW), text=text), found[::order])
    assert (placement.novelty, placement.earlier.text) == (novelty, earlier)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_cut_of_the_old_words_is_no_turn_though_a_re_translation_is_more_surely_the_same(order):
    matches = {OLD_WORDS: match(SAME, 0.95), RETRANSLATED: match(SAME, 0.99), TURNED_WORDS: match(CHANGED, 0.1, TURN)}
    found = [
        (replace(statement(f"s{number}", NOW), text=text), one) for number, (text, one) in enumerate(matches.items())
    ]
    placement = choose(replace(statement("s9", NOW), text=f"Once more: {OLD_WORDS}"), [found[place] for place in order])
    assert placement.novelty is Novelty.NEW
