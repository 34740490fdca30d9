"""How much is usual, by hour of the week, and for how long nothing may come before that is worth a word.

The estimate is one that can be said in a sentence: how many came in such an hour of such a day, on average over the
last weeks, with the two hours before and after counted in part, and all days at that hour counted a little. Silence is
reported once so many were to be expected that by chance (Poisson) none would come once in 100,000 times, and well more
than in all pauses but one that there were: what comes in bursts, or rests on Fridays, is not silent.

Hours are those of UTC. Where clocks go forward or back, what is usual moves by an hour, which its neighbours cover.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import log
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from bot.core.day_names import WEEKDAYS
from bot.rules.thresholds import (
    BEYOND_PAUSES,
    FEWEST_EVENTS,
    FEWEST_WEEKS,
    LONGEST_SILENCE,
    MANY_PAUSES,
    NEIGHBOURS,
    OTHER_DAY,
    OTHER_DAYS_WEIGHT,
    SILENT_BY_CHANCE,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

_HOUR: Final = timedelta(hours=1)
_DAY: Final = 24
_WEEK: Final = 7 * _DAY
_WORKING_DAYS: Final = range(5)

SpanOfTime = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What is usual of a source or an actor."""

    rates: tuple[float, ...]  # what is to be expected in each hour of the week, from Monday 0:00 UTC on
    pause: float  # what was to be expected in the longest pause but one


def usual(times: Sequence[datetime], *, off: Iterable[SpanOfTime] = ()) -> Usual | None:
    """Return what is usual by what came, oldest first; None where that is too little to say.

    The time since the last of them is not counted: it may be the silence that is asked about.

    Args:
        times: when something came in the last weeks.
        off: when nobody looked.

    """
    if len(times) < FEWEST_EVENTS:
        return None
    counted = Counter(map(_hour, times))
    unseen = _hours_in(off)
    hours = [one for one in _hours(_hour(times[0]), times[-1] + _HOUR) if one not in unseen]
    if len(hours) < FEWEST_WEEKS * _WEEK:
        return None
    rates = _rates(hours, counted)
    pauses, expected_since = list[float](), 0.0
    for one in hours:
        expected_since += rates[_place(one)]
        if counted[one]:
            pauses.append(expected_since)
            expected_since = 0.0
    pauses.sort()
    return Usual(rates=rates, pause=pauses[-2 if len(pauses) >= MANY_PAUSES else -1])


def silent_at(known: Usual, *, since: datetime, off: Iterable[SpanOfTime] = (), least: timedelta) -> datetime | None:
    """Return when silence that lasts since then is worth a word; None: not within `LONGEST_SILENCE`.

    Args:
        known: what is usual.
        since: when something came last.
        off: when nobody looked.
        least: a shorter silence is none.

    """
    enough = max(-log(SILENT_BY_CHANCE), BEYOND_PAUSES * known.pause)
    unseen = _hours_in(off)
    expected_since, seen = 0.0, timedelta(0)
    for one in _hours(_hour(since), since + LONGEST_SILENCE):
        if one in unseen:
            continue
        share = min((one + _HOUR - since) / _HOUR, 1.0)
        expected_since += known.rates[_place(one)] * share
        seen += _HOUR * share
        if expected_since >= enough and seen >= least:
            return one + _HOUR
    return None


def usual_on(known: Usual, day: datetime, *, zone: str) -> tuple[float, str]:
    """Return how much is usual on the day of that moment in a zone, and how to call such a day.

    It is a "weekday" from Monday to Friday, but for one on which much more or less is usual than on the five together.
    """
    local = day.astimezone(ZoneInfo(zone))
    of_days = {}
    for back in range(7):
        midnight = (local - timedelta(days=back)).replace(hour=0, minute=0, second=0, microsecond=0)
        starts = _hour(midnight.astimezone(UTC))
        of_days[midnight.weekday()] = sum(known.rates[_place(starts + at * _HOUR)] for at in range(_DAY))
    this = of_days[local.weekday()]
    on_weekdays = sum(of_days[one] for one in _WORKING_DAYS) / len(_WORKING_DAYS)
    if local.weekday() in _WORKING_DAYS and on_weekdays / OTHER_DAY <= this <= on_weekdays * OTHER_DAY:
        return on_weekdays, "weekday"
    return this, WEEKDAYS[local.weekday()].capitalize()


def _rates(hours: Collection[datetime], counted: Counter[datetime]) -> tuple[float, ...]:
    came, looked = [0] * _WEEK, [0] * _WEEK
    for one in hours:
        looked[_place(one)] += 1
        came[_place(one)] += counted[one]
    came_near, looked_near = (
        [sum(weight * of_hour[(at + by) % _WEEK] for by, weight in NEIGHBOURS.items()) for at in range(_WEEK)]
        for of_hour in (came, looked)
    )
    any_day = [
        sum(came_near[at::_DAY]) / max(sum(looked_near[at::_DAY]), 1) for at in range(_DAY)
    ]  # at that hour, whatever the day
    weight = OTHER_DAYS_WEIGHT * sum(NEIGHBOURS.values())
    return tuple((came_near[at] + weight * any_day[at % _DAY]) / (looked_near[at] + weight) for at in range(_WEEK))


def _place(hour: datetime) -> int:
    return hour.weekday() * _DAY + hour.hour


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _hours(first: datetime, until: datetime) -> Iterator[datetime]:
    while first < until:
        yield first
        first += _HOUR


def _hours_in(spans: Iterable[SpanOfTime]) -> set[datetime]:
    """Return the hours that are in these spans, even if only in part."""
    return {one for start, end in spans for one in _hours(_hour(start), end)}
