"""A process starts itself anew as often as it takes, and not in a loop."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.model import NoticeKind
from bot.core.threads import LostJob
from bot.rules.outages import notice_of
from bot.rules.starting_anew import over, put_off_for, started_anew
from tests.store.samples import NOON

LOST = [
    LostJob(what=f"reading https://wire.example/{one}", since=NOON - timedelta(minutes=one), mark=one) for one in (2, 1)
]


def starts(*minutes):
    return [started_anew(LOST, [], now=NOON - timedelta(minutes=one)) for one in minutes]


@pytest.mark.parametrize(
    ("minutes", "waits"),
    [
        pytest.param([], 0, id="the first"),
        pytest.param([1, 2, 3], 0, id="two texts need three"),
        pytest.param([1, 2, 3, 4], 9, id="then each rests for ten minutes"),
        pytest.param([10, 20, 30, 40, 50], 0, id="and is due after them"),
        pytest.param([1, 61, 62, 63, 64], 0, id="what is longer ago counts no more"),
        pytest.param([-1, -2, -3, -4], 9, id="by a clock that was set back they count too"),
        pytest.param([-100, -200, -300, -400, -500], 0, id="but nothing waits for days"),
    ],
)
def test_after_some_starts_within_the_hour_each_rests(minutes, waits):
    assert put_off_for(starts(*minutes), now=NOON) == timedelta(minutes=waits)


def test_other_notices_are_no_starts():
    others = [notice_of(NoticeKind.FAILING, (), now=NOON, since=NOON)] * 9
    assert put_off_for(others, now=NOON) == timedelta(0)
    assert over(others, now=NOON + timedelta(days=1)) == []


def test_a_start_names_what_never_ended_since_when_and_how_many_there_were():
    notice = started_anew(LOST, starts(5, 10, 70), now=NOON)
    assert [one.id for one in notice.subjects] == ["reading https://wire.example/2", "reading https://wire.example/1"]
    assert notice.began_at == NOON - timedelta(minutes=2)
    assert {one.cause for one in notice.subjects} == {"start 3 within the hour"}


def test_it_is_over_when_no_other_was_needed_for_an_hour():
    notices = starts(61, 70)
    assert over(notices, now=NOON) == notices
    assert over(notices, now=NOON - timedelta(minutes=2)) == []
