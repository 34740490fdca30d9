"""After three hours without a platform: one message for what waited long, the young ones as they are, each once."""

from __future__ import annotations

import pytest

from tests.simulation.faults import Fault, Kind
from tests.simulation.invariants import breaches
from tests.simulation.run import run
from tests.simulation.story import tell
from tests.simulation.test_found import page, said, says, world
from tests.simulation.world import ALL, HOUR, MINUTE

NUMBER, EVERY = 40, 4.5 * MINUTE
BEGINS, ENDS = HOUR, 4 * HOUR
DOWN = Fault(kind=Kind.PLATFORM_503, at=BEGINS, until=ENDS, where="discord")


def kills(*, amount: int) -> tuple[Fault, ...]:
    return tuple(Fault(kind=Kind.KILL, at=at, until=at, amount=amount) for at in (2 * HOUR, 3.5 * HOUR))


@pytest.mark.parametrize(
    ("most", "faults"),
    [
        pytest.param(1, (DOWN,), id="undisturbed"),
        pytest.param(
            1,
            (Fault(kind=Kind.ANSWERS_LOST, at=BEGINS, until=BEGINS + MINUTE, where="discord"), DOWN),
            id="its first post has no answer",
        ),
        # What may have been posted takes nothing more: what comes later has a second one.
        *(pytest.param(2, (DOWN, *kills(amount=one)), id=f"killed after {one} steps") for one in (1, 7, 20, 45, 60)),
        pytest.param(
            2,
            (DOWN, Fault(kind=Kind.ANSWERS_LOST, at=ENDS, until=ENDS + 20 * MINUTE, where="discord")),
            id="posts of its end have no answer",
        ),
    ],
)
def test_forty_alerts_of_an_outage_of_three_hours_are_one_message_and_the_young_ones(most, faults):
    keys = [f"k{number}" for number in range(NUMBER)]
    at = {key: BEGINS + place * EVERY for place, key in enumerate(keys)}
    made = world(
        *(page(says(key, at=at[key]), path=f"/{key}") for key in keys),
        utterances=tuple(said(key) for key in keys),
        faults=faults,
        hours=8,
    )
    result = run(made)
    broken = breaches(made, result)
    assert not broken, tell(made, result, broken)
    posts = [one for one in result.posted if one.channel == ALL]
    caught_up = [one for one in posts if one.kind == "catch-up"]
    alone = [one for one in posts if one.kind == "alert"]
    assert 1 <= len(caught_up) <= most
    reported = sum(len(one.reported) for one in caught_up)
    assert reported + len(alone) == NUMBER
    assert reported >= 30
    assert all(one.at >= ENDS - MINUTE or one.at < BEGINS + 10 * MINUTE for one in posts)
