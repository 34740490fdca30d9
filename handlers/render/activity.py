"""How much somebody said, by day, week or month: the numbers behind a chart, and the same in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.core.model import Novelty
from handlers import limits
from handlers.render.lengths import clip, count

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.core.model import SaidCount

SERIES = {Novelty.NEW: "new", Novelty.CHANGED: "changed", Novelty.REPEAT: "said before"}  # as they are stacked


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """What was said in one day, week or month."""

    first_day: date
    label: str  # "4 Mar", "Mar 2026"
    numbers: dict[Novelty, int]

    @property
    def total(self) -> int:
        """All of it."""
        return sum(self.numbers.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityChart:
    """How much one actor said in a stretch of time; there is a bar for each part of it, empty ones too."""

    actor: str
    unit: str  # "day", "week" or "month"
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
        days = " to ".join(dict.fromkeys([_day(self.first_day, year=True), _day(self.last_day, year=True)]))
        return f"Statements by {self.actor} by {self.unit}, {days}"

    @property
    def summary(self) -> str:
        """`12 statements: 8 new, 1 changed, 3 said before. Most on 6 Mar: 5.`."""
        if not self.total:
            return "No statements."
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
        highest = [bar.label for bar in self.bars if bar.total == self.most]
        lead = {"day": "on ", "week": "in the week of ", "month": "in "}[self.unit]
        if len(highest) > 1:
            return f"Most in one {self.unit}: {self.most:,}."
        return f"Most {lead}{highest[0]}: {self.most:,}."


def activity_of(
    counted: Iterable[SaidCount], *, actor: str, since: datetime, until: datetime, zone: str
) -> ActivityChart:
    """Put numbers into bars.

    Args:
        counted: statements by quarter of an hour and novelty.
        actor: whose, as the name is shown.
        since: when the stretch of time begins.
        until: when it ends; that is not part of it.
        zone: in which days begin.

    """
    here = ZoneInfo(zone)
    first, last = since.astimezone(here).date(), (until - timedelta(microseconds=1)).astimezone(here).date()
    unit = _unit_of((last - first).days + 1)
    numbers: Counter[tuple[date, Novelty]] = Counter()
    for one in counted:
        numbers[_begin_of(one.at.astimezone(here).date(), unit), one.novelty] += one.number
    begins = [_begin_of(first, unit)]
    while (following := _after(begins[-1], unit)) <= last:
        begins.append(following)
    bars = (
        Bar(
            first_day=day,
            label=_label(day, unit),
            numbers={one: numbers[day, one] for one in SERIES if numbers[day, one]},
        )
        for day in begins
    )
    return ActivityChart(actor=actor, unit=unit, first_day=first, last_day=last, bars=tuple(bars))


def _unit_of(days: int) -> str:
    if days <= limits.CHART_DAYS:
        return "day"
    return "week" if days <= limits.CHART_WEEKS * 7 else "month"


def _begin_of(day: date, unit: str) -> date:
    match unit:
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday())
        case _:
            return day.replace(day=1)


def _after(day: date, unit: str) -> date:
    match unit:
        case "day":
            return day + timedelta(days=1)
        case "week":
            return day + timedelta(weeks=1)
        case _:
            return (day + timedelta(days=31)).replace(day=1)


def _label(day: date, unit: str) -> str:
    return f"{day:%b %Y}" if unit == "month" else _day(day)


def _day(day: date, *, year: bool = False) -> str:
    return f"{day.day} {day:%b %Y}" if year else f"{day.day} {day:%b}"
