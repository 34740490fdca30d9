"""When something is due that people put on a timetable: by cron's five fields, on the clock of a zone.

Times are worked out on the clock on the wall and then put into the zone, so that each comes once: what falls into the
hour that is left out in spring comes when that hour would have ended, and of an hour that comes twice in autumn the
first one counts. APScheduler's own trigger in such a zone skips the one and fires twice in the other.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from bot.core.thresholds import LEAST_BETWEEN_DIGESTS, LOOKED_AHEAD, LOOKED_BACK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apscheduler.triggers.cron import CronTrigger

_DAYS: Final = ("sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FIELDS: Final = 5


def timetable_problem(cron: str) -> str | None:
    """Return what is wrong with a timetable in cron's form, and the way out; None: nothing is."""
    way_out = 'write minute, hour, day, month and day of the week as cron does: "0 8 * * 1-5" is 8:00 on weekdays'
    try:
        trigger = _trigger(cron)
    except ValueError:
        return f"is not a timetable; {way_out}"
    fields = cron.split()
    if fields[2] != "*" and fields[4] != "*":
        return "names days of the month and of the week; leave one of them as *"
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    first = trigger.get_next_fire_time(None, begin)
    if first is None or first - begin > LOOKED_AHEAD:
        return f"is a time that never comes; {way_out}"
    second = trigger.get_next_fire_time(first, first + timedelta(seconds=1))
    if second is not None and second - first < LEAST_BETWEEN_DIGESTS:
        return "is more often than once an hour; alerts tell at once what is new"
    return None


def latest(cron: str, *, zone: str, now: datetime) -> datetime | None:
    """Return the last time on a timetable that is not after now, in UTC; None: none in two years."""
    for back in LOOKED_BACK:
        last = None
        for at in _times(cron, zone=zone, since=now - back):
            if at > now:
                break
            last = at
        if last is not None:
            return last
    return None


def following(cron: str, *, zone: str, now: datetime) -> datetime | None:
    """Return the next time on a timetable after now, in UTC; None: it never comes."""
    return next((at for at in _times(cron, zone=zone, since=now) if at > now), None)


def _times(cron: str, *, zone: str, since: datetime) -> Iterator[datetime]:
    trigger, place = _trigger(cron), ZoneInfo(zone)
    # An hour early on the wall: the hour that comes twice is there twice.
    wall = (since.astimezone(place) - timedelta(hours=2)).replace(tzinfo=UTC, fold=0)
    while (fires := trigger.get_next_fire_time(None, wall)) is not None:
        wall = fires + timedelta(seconds=1)
        yield fires.replace(tzinfo=place, fold=0).astimezone(UTC)


@lru_cache(maxsize=64)
def _trigger(cron: str) -> CronTrigger:
    """Read a timetable for the clock on the wall.

    Raises:
        ValueError: it is none.

    """
    from apscheduler.triggers.cron import CronTrigger  # noqa: PLC0415 - few configs hold one

    fields = cron.split()
    if len(fields) != _FIELDS:
        raise ValueError(cron)
    minute, hour, day, month, weekday = fields
    return CronTrigger(minute=minute, hour=hour, day=day, month=month, day_of_week=_weekdays(weekday), timezone=UTC)


def _weekdays(field: str) -> str:
    """Write days of the week as APScheduler has them, whose 0 is Monday; cron's 0 and 7 are Sunday."""
    if field == "*" or field[:1].isalpha():
        return field
    days: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, _, last = ("0", "-", "6") if span == "*" else span.partition("-")
        ends = int(last or ("6" if step else first))
        if not 0 <= int(first) <= ends <= len(_DAYS) - 1:
            raise ValueError(field)
        days |= {day % 7 for day in range(int(first), ends + 1, int(step or 1))}
    return ",".join(_DAYS[day] for day in sorted(days))
