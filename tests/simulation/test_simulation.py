"""Two hundred worlds, each held to every invariant; and that the invariants notice a bot that breaks them."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace

import pytest

from bot.core.model import View
from bot.core.outcomes import Outcome
from bot.jobs.deliveries import dispatch
from bot.jobs.reading import read
from bot.watcher import WatchText
from tests.simulation.faults import Kind
from tests.simulation.invariants import breaches
from tests.simulation.making import make_world
from tests.simulation.oracle import OraclePipeline
from tests.simulation.platforms import SimMessenger
from tests.simulation.run import run
from tests.simulation.story import is_same, label_of, shrink, tell
from tests.simulation.test_found import LATER, A, B, fault, page, says, world
from tests.simulation.world import HOUR, MINUTE, Shown, Version

SEEDS = 200
AT_A_TIME = 10


@pytest.mark.parametrize("first", range(0, SEEDS, AT_A_TIME))
def test_worlds(first):
    for seed in range(first, first + AT_A_TIME):
        big = make_world(seed)
        broken = breaches(big, run(big))
        if broken:
            small = shrink(big, broken[0]).world
            result = run(small)
            pytest.fail(f"seed {seed}, {label_of(big, broken[0])}\n{tell(small, result, breaches(small, result))}")


def story_of(seed):
    made = make_world(seed)
    result = run(made)
    return tell(made, result, breaches(made, result)) + "\n".join(result.log)


def test_a_seed_tells_the_same_story_in_every_process():
    code = "from tests.simulation.test_simulation import story_of; print(story_of(3)); print(story_of(17))"
    environment = os.environ | {"PYTHONHASHSEED": "77", "PYTHONPATH": os.pathsep.join(sys.path)}
    other = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert other.stdout == f"{story_of(3)}\n{story_of(17)}\n"


PLAIN = page(says("a"))


@pytest.mark.parametrize("store", ["memory", "sqlite"])
def test_a_plain_day_breaks_nothing(store):
    plain = world(PLAIN, page(says("b", at=LATER), path="/2"), store=store)
    result = run(plain)
    assert breaches(plain, result) == []
    assert [(one.channel, one.reported) for one in result.posted] == [
        ("discord:111111111111111111", [A.words.rstrip(".") + "."]),
        ("discord:111111111111111111", [B.words.rstrip(".") + "."]),
    ]


# The invariants notice: each row breaks the bot, and names what is to be seen.


def lose_what_fails(monkeypatch):
    monkeypatch.setattr(read, "is_given_up", lambda *_, **__: True)


def never_look_before_posting_again(monkeypatch):
    async def find(*_):
        return None

    monkeypatch.setattr(SimMessenger, "find", find)


def post_nothing(monkeypatch):
    async def deliver(*_):
        return False

    monkeypatch.setattr(dispatch.Dispatcher, "_deliver", deliver)


@pytest.mark.parametrize(
    ("break_it", "faults", "notices"),
    [
        (lose_what_fails, [fault(Kind.PAGES_503, 2 * MINUTE)], {"never reported"}),
        (never_look_before_posting_again, [fault(Kind.ANSWERS_LOST, 2 * MINUTE, where="discord")], {"reported twice"}),
        (post_nothing, [], {"never reported", "left waiting"}),
    ],
)
def test_a_bot_that_is_broken_is_noticed(monkeypatch, break_it, faults, notices):
    small = world(PLAIN, faults=tuple(faults))
    assert breaches(small, run(small)) == []
    break_it(monkeypatch)
    assert {one.invariant for one in breaches(small, run(small))} == notices


def test_words_of_another_article_are_noticed():
    small = world(PLAIN)
    result = run(small)
    result.posted[0].shows = [B.words]
    assert [one.invariant for one in breaches(small, result)] == ["another article's words"]


def test_what_has_no_outcome_or_a_wrong_one_is_noticed():
    small = world(PLAIN)
    result = run(small)
    (statement,) = result.statements
    of_tarn, of_all = (statement.id, "slack:C0000000001"), (statement.id, "discord:111111111111111111")
    assert result.outcomes[of_tarn].outcome is Outcome.OTHER_ACTOR
    wrong = replace(result.outcomes[of_all], outcome=Outcome.OTHER_ACTOR)
    for broken, notices in (
        (replace(result, outcomes=result.outcomes | {of_all: wrong}), "explained wrongly"),
        (replace(result, outcomes={of_all: result.outcomes[of_all]}), "unexplained"),
        (replace(result, unexplained=["item 1"]), "unexplained"),
        (replace(result, rows=result.rows | {"outcomes": 40}), "a table grew"),
    ):
        assert {one.invariant for one in breaches(small, broken)} == {notices}


def test_a_correction_of_words_that_stand_is_noticed():
    small = world(page(says("a"), Version(at=LATER, shown=Shown.GONE)))
    result = run(small)
    assert [one.kind for one in result.posted] == ["alert", "correction"]
    assert breaches(small, result) == []
    result.posted[1].at = LATER - 1.0
    assert [one.invariant for one in breaches(small, result)] == ["corrected, and nothing changed"]


def test_a_watcher_that_errs_does_so_on_later_texts_alone_and_says_the_same_of_one_text():
    small = world(PLAIN, watcher_errs=1.0)
    watcher = OraclePipeline(small, process=None, loop=SimpleNamespace(cost=0.0))
    said = f"Ben Okoro said: “{A.words}”"
    texts = [
        WatchText(text=said + more, url="https://outlet.example/1") for more in ("", " He left.", " He came back.")
    ]
    looks = [one.quotations for one in watcher.watch(texts, view=View.TRACKED)]
    assert looks == [one.quotations for one in watcher.watch(texts, view=View.TRACKED)]
    whole, part = ([said[slice(*one.content[0])] for one in quotations] for quotations in looks[:2])
    assert whole == [A.words]
    assert part[0] != A.words
    assert A.words.endswith(part[0])
    assert looks[2] == ()


def test_a_kill_at_any_step_loses_nothing_and_tells_nothing_twice():
    for steps in range(1, 60, 3):
        small = world(PLAIN, faults=(fault(Kind.KILL, 0.0, at=HOUR, amount=steps),))
        assert breaches(small, run(small)) == [], steps


@pytest.mark.parametrize(
    ("break_it", "seed", "needs"),
    [
        pytest.param(lose_what_fails, 0, [Kind.PAGES_404], id="pages fail by a fault of the world"),
        pytest.param(lose_what_fails, 18, [], id="a page fails by its own story"),
        pytest.param(post_nothing, 13, [], id="nothing has to fail"),
    ],
)
def test_a_failure_is_made_small(monkeypatch, break_it, seed, needs):
    """What is left fails as the whole world did, and nothing that is left could go."""
    big = make_world(seed)
    break_it(monkeypatch)
    first = breaches(big, run(big))[0]
    small = shrink(big, first)
    assert any(is_same(first, one) for one in breaches(small.world, run(small.world)))
    assert is_same(first, small.breach)
    assert len(small.world.stories) == 1 < len(big.stories)
    assert label_of(small.world, small.breach) == label_of(big, first) == small.world.stories[0].label
    assert [one.kind for one in small.world.faults] == needs
    assert len(needs) < len(big.faults)
    for kind in needs:
        assert kind in small.cause
        spared = replace(small.world, faults=tuple(one for one in small.world.faults if one.kind is not kind))
        assert breaches(spared, run(spared)) == []
    monkeypatch.undo()
    assert breaches(small.world, run(small.world)) == []
