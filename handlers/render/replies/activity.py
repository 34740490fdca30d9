"""How much somebody said, by day, week or month: the numbers behind a chart, and the same in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.core.model import Novelty
from handlers import limits
from handlers.render.pieces.lengths import clip, count

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.model import SaidCount

SERIES = {Novelty.NEW: "new", Novelty.CHANGED: "changed", Novelty.REPEAT: "said before"}  # as they are stacked


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """What was said in one day, week, month or year."""

    first_day: date
    label: str  # "4 Mar", "Mar 2026", "2026"
    numbers: dict[Novelty, int]

    @property
    def total(self) -> int:
        """All of it."""
        return sum(self.numbers.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityChart:
    """How much one actor said in a stretch of time; there is a bar for each part of it, empty ones too."""

    actor: str
    unit: str  # "day", "week", "month" or "year"
    first_day: date
    last_day: date
    bars: tuple[Bar, ...]

    @property
    def most(self) -> int:
        """The number of the highest bar."""
        return max((bar.total for bar in self.bars), default=0)

    @property
    def total(self) -> int:
        """All that was said."""
        return sum(bar.total for bar in self.bars)

    @property
    def title(self) -> str:
        """`Statements by Orla Venn by day, 4 Mar 2026 to 10 Mar 2026`."""
        days = " to ".join(
            dict.fromkeys([_day_in_words(self.first_day, year=True), _day_in_words(self.last_day, year=True)])
        )
        return f"Statements by {self.actor} by {self.unit}, {days}"

    @property
    def summary(self) -> str:
        """`12 statements: 8 new, 1 changed, 3 said before. Most on 6 Mar: 5.`."""
        if not self.total:
            return "No statements."
        if self.total == 1:
            (bar,) = (bar for bar in self.bars if bar.total)
            (kind,) = (name for one, name in SERIES.items() if bar.numbers.get(one))
            return f"1 statement, {kind}, {self._when(bar)}."
        numbers = ((sum(bar.numbers.get(one, 0) for bar in self.bars), name) for one, name in SERIES.items())
        parts = ", ".join(f"{number:,} {name}" for number, name in numbers if number)
        return f"{self.total:,} {count(self.total, 'statement').partition(' ')[2]}: {parts}. {self._most_words()}"

    @property
    def words(self) -> str:
        """The chart in words, for who cannot see it."""
        bars = ", ".join(f"{bar.label}: {bar.total:,}" for bar in self.bars if bar.total)
        return clip(
            " ".join(filter(None, [f"{self.title}.", self.summary, f"{bars}." if bars else ""])), limits.ALT_TEXT
        )

    def _most_words(self) -> str:
        most = self.most
        first, *others = (bar for bar in self.bars if bar.total == most)
        if others:
            return f"Most in one {self.unit}: {most:,}."
        if most == self.total:
            return f"All {self._when(first)}."
        return f"Most {self._when(first)}: {most:,}."

    def _when(self, bar: Bar) -> str:
        lead = {"day": "on", "week": "in the week of"}.get(self.unit, "in")
        return f"{lead} {bar.label}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretches:
    """A time in days, weeks, months or years: what a chart has its bars for."""

    unit: str
    days: tuple[date, ...]  # the first of each
    bounds: tuple[datetime, ...]  # when each begins, and the end of the last
    first_day: date
    last_day: date


def stretches_of(since: datetime, until: datetime, *, zone: str) -> Stretches:
    """Cut a time into what fits into a chart; the first and the last stretch may be no whole ones.

    Args:
        since: when it begins.
        until: when it ends; that is not part of it.
        zone: in which days begin.

    """
    here = ZoneInfo(zone)
    first, last = since.astimezone(here).date(), (until - timedelta(microseconds=1)).astimezone(here).date()
    unit = _unit_of((last - first).days + 1)
    days = [_begin_of(first, unit)]
    while (following := _after(days[-1], unit)) <= last:
        days.append(following)
    begins = (datetime.combine(day, time(), tzinfo=here).astimezone(UTC) for day in days[1:])
    return Stretches(unit=unit, days=tuple(days), bounds=(since, *begins, until), first_day=first, last_day=last)


def activity_of(counted: Iterable[SaidCount], stretches: Stretches, *, actor: str) -> ActivityChart:
    """Put numbers into bars, for an actor of this name."""
    numbers: dict[datetime, dict[Novelty, int]] = {}
    for one in counted:
        numbers.setdefault(one.begins_at, {})[one.novelty] = one.number
    bars = (
        Bar(first_day=day, label=_label_of_bar(day, stretches.unit), numbers=numbers.get(begin, {}))
        for day, begin in zip(stretches.days, stretches.bounds, strict=False)
    )
    return ActivityChart(
        actor=actor,
        unit=stretches.unit,
        first_day=stretches.first_day,
        last_day=stretches.last_day,
        bars=tuple(bars),
    )


def _unit_of(days: int) -> str:
    longest = (("day", limits.CHART_DAYS), ("week", 7 * limits.CHART_WEEKS), ("month", 31 * limits.CHART_MONTHS))
    return next((unit for unit, most in longest if days <= most), "year")


def _begin_of(day: date, unit: str) -> date:
    match unit:
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "year":
            return day.replace(month=1, day=1)
    return day


def _after(day: date, unit: str) -> date:
    """Return the beginning of the day, week, month or year behind the one that begins with a day."""
    longest = {"day": 1, "week": 7, "month": 31, "year": 366}[unit]
    return _begin_of(day + timedelta(days=longest), unit)


def _label_of_bar(day: date, unit: str) -> str:
    return {"month": f"{day:%b %Y}", "year": f"{day:%Y}"}.get(unit, _day_in_words(day))


def _day_in_words(day: date, *, year: bool = False) -> str:
    return f"{day.day} {day:%b %Y}" if year else f"{day.day} {day:%b}"
