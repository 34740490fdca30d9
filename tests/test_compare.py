"""Where a statement stands: one occasion or two, and when it is sure enough to be told to nobody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.compare import Comparer, choose
from bot.model import Kind, Novelty, Precision, Statement
from bot.novelty import Match, Verdict
from bot.novelty.clock import occasions
from tests.fakes.clock import FakeClock
from tests.fakes.store import MemoryStore

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


class OfOneWording:
    """A judge of statements that say the same: only the clock decides."""

    def compare_many(self, _actor_id, new, candidates):
        return [self._compare(*occasions(new, one)) for one in candidates]

    def _compare(self, one_occasion, reason):
        return Match(verdict=Verdict.SAME if one_occasion else Verdict.REPEAT, score=1.0, reason=reason, certain=True)


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
    store = MemoryStore()
    await store.open()
    comparer = Comparer(store=store, load=OfOneWording, clock=FakeClock(NOW), remember=timedelta(days=4000))
    yield comparer
    comparer.close()


MID_FEBRUARY = datetime(2026, 2, 14, 9, tzinfo=UTC)
FEBRUARY = {"said_at": datetime(2026, 2, 1, tzinfo=UTC), "precision": Precision.MONTH}
YEAR = {"said_at": datetime(2026, 1, 1, tzinfo=UTC), "precision": Precision.YEAR}
LONG_AGO = {"said_at": datetime(2019, 1, 1, tzinfo=UTC), "precision": Precision.YEAR}
FRIDAY = {"said_at": datetime(2026, 3, 6, tzinfo=UTC), "precision": Precision.DAY}
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
        pytest.param(statement("a", NOW, **FRIDAY), statement("b", NOW), True, id="a day named by one of two outlets"),
        pytest.param(statement("a", NOW), statement("b", NOW, **FRIDAY), True, id="a day named by the second of them"),
        pytest.param(statement("a", NOW, **A_DAY), statement("b", NOW), False, id="a day of last month and now"),
        pytest.param(statement("a", NOW, **FRIDAY), statement("b", NOW, **MONDAY), False, id="two days"),
        pytest.param(statement("a", MID_FEBRUARY), statement("b", NOW), False, id="two moments"),
    ],
)
async def test_what_may_be_one_time_is_one_occasion(comparer, earlier, later, same):
    async with comparer.holding(["mayor"]):
        comparer.keep([earlier])
        placement = await comparer.place(later, beside=[])
    assert (placement.same is not None) is same
    assert placement.novelty is (Novelty.NEW if same else Novelty.REPEAT)


def match(verdict, score, reason="the same in substance"):
    return Match(verdict=verdict, score=score, reason=reason, certain=True)


EARLIER = statement("s0", NOW)


@pytest.mark.parametrize(
    ("found", "same", "novelty", "verdict"),
    [
        pytest.param(match(Verdict.SAME, 0.9), True, Novelty.NEW, None, id="surely the same"),
        pytest.param(match(Verdict.SAME, 0.6), False, Novelty.NEW, "perhaps the same", id="a narrow same is told"),
        pytest.param(match(Verdict.REPEAT, 0.9), False, Novelty.REPEAT, "the same in substance", id="a repeat"),
        pytest.param(match(Verdict.REPEAT, 0.6), False, Novelty.NEW, "perhaps the same", id="a narrow repeat is told"),
        pytest.param(
            match(Verdict.CHANGED, 0.2, "differs: 25 → 35"), False, Novelty.CHANGED, "differs: 25 → 35", id="a turn"
        ),
        pytest.param(
            match(Verdict.CHANGED, 0.2, "differs in other words"), False, Novelty.NEW, None, id="a turn without a name"
        ),
        pytest.param(match(Verdict.DIFFERENT, 0.1, "another point"), False, Novelty.NEW, None, id="another point"),
    ],
)
def test_hiding_news_asks_for_more_than_telling_it_twice(found, same, novelty, verdict):
    placement = choose(statement("s1", NOW), [(EARLIER, found)])
    assert (placement.same is EARLIER, placement.novelty, placement.verdict) == (same, novelty, verdict)
