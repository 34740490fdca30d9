"""Expressions of time in English news: "on Tuesday", "last June", "3 June 2019", "in a 2019 interview", as days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.core.model import Precision

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "",
            "a an one",
            "two couple",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        )
    )
    for word in words.split()
}
_SEASON_ENDS = {"spring": 5, "summer": 8, "fall": 11, "autumn": 11}  # the last month of each in the north
_SEASONS = "|".join(_SEASON_ENDS)
_NEAREST_AHEAD = timedelta(days=31)  # a date without a year that comes again within this span may be meant as to come

# What is said at, in or by: an expression before one of these is the time of speaking.
_SPEECH_EVENTS = (
    r"(?:interviews?|briefings?|(?:news |press )?conference|press(?: event)?|speech(?:es)?|address(?:es)?|posts?"
    r"|tweets?|statements?|remarks?|comments?|letters?|messages?|videos?|rall(?:y|ies)|hearings?|testimony|debates?"
    r"|lectures?|op-ed|column|essay|article|memoirs?|books?|podcasts?|broadcasts?|programme?|show|editions?|sermons?"
    r"|town hall|phone call|appearances?|campaign|conversation|discussion|talk|deposition|monologue|documentary)"
)
_DAY = r"(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
_PART = r"(?:,? (?:early |late )?(?:morning|afternoon|evening|night))?"
_MONTH = (
    r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)(?!\w)"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)(?![\w%])"
_NUMBER = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?![\w%:]|[.,]\d)"
_WHICH = r"(?P<which>[Ll]ast|[Tt]his past|[Tt]he past|[Tt]his)"
_BETWEEN = (
    r"(?:(?!(?:in|an?|the|at|on|his|her|its|with|to|for|by|of|from|during|he|she|it|that|and|or|said) )[\w-]+ ){0,3}"
)
_OF_EVENT = rf"(?P<event>(?:['’]s?)?(?= {_BETWEEN}{_SPEECH_EVENTS}(?!\w)))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """When words were said: `at` is the beginning of the day, week, month or year that is known, in UTC."""

    at: datetime
    precision: Precision


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """An expression of time at `[start, end)` of a text; the preposition before it may belong to it."""

    start: int
    end: int
    said: Said | None  # None: it leaves open which day it means
    of_event: bool = False  # the time of an occasion of speaking: "Monday's briefing", "a 2019 interview"


def start_of(day: date, precision: Precision) -> Said:
    """Give the span of this precision in which a day lies."""
    match precision:
        case Precision.WEEK:
            day -= timedelta(days=min(day.weekday(), (day - date.min).days))
        case Precision.MONTH:
            day = day.replace(day=1)
        case Precision.YEAR:
            day = day.replace(month=1, day=1)
    return Said(at=datetime.combine(day, time(), UTC), precision=precision)


def find_times(text: str, today: date | None, *, next_begun: bool = False) -> Iterator[Expression]:
    """Give the expressions of time in a text, in order.

    Args:
        text: one sentence.
        today: the day of the article. Without it, only what names its year is resolved.
        next_begun: the next day has begun where many articles of that moment are written. A weekday without *last* is
            that day then, and not the one six days ago.

    """
    for match in _ANY.finditer(text):
        for pattern, resolve in _FORMS:
            found = pattern.match(text, match.start())
            if found:
                of_event = bool(found.groupdict().get("event") is not None)
                said = _resolved(resolve, found, today)
                if next_begun and resolve is _weekday and not found["which"]:
                    said = _of_next_day(said, today)
                yield Expression(start=found.start(), end=found.end(), said=said, of_event=of_event)
                break


def _resolved(
    resolve: Callable[[dict[str, str], date | None], Said | None], found: re.Match[str], today: date | None
) -> Said | None:
    try:
        said = resolve({name: value or "" for name, value in found.groupdict().items()}, today)
    except (ValueError, OverflowError):  # 30 February; years that no calendar has
        return None
    if said is None or (today is not None and said.at.date() > today + timedelta(days=1)):
        return None
    return said


def _date(words: dict[str, str], today: date | None) -> Said | None:
    month, day = _MONTHS.index(words["month"][:3].lower()) + 1, int(words["day"])
    if words.get("year"):
        return start_of(date(int(words["year"]), month, day), Precision.DAY)
    if today is None:
        return None
    found = date(today.year, month, day)
    if found > today + timedelta(days=1):
        if found - today <= _NEAREST_AHEAD:
            return None
        found = found.replace(year=today.year - 1)
    elif found.replace(year=today.year + 1) - today <= _NEAREST_AHEAD:
        return None
    return start_of(found, Precision.DAY)


def _iso(words: dict[str, str], _today: date | None) -> Said | None:
    return start_of(date.fromisoformat(words["iso"]), Precision.DAY)


def _month(words: dict[str, str], today: date | None) -> Said | None:
    month = _MONTHS.index(words["month"][:3].lower()) + 1
    if words.get("year"):
        return start_of(date(int(words["year"]), month, 1), Precision.MONTH)
    if today is None:
        return None
    if words.get("last_year"):
        return start_of(date(today.year - 1, month, 1), Precision.MONTH)
    found, last = date(today.year, month, 1), words.get("which", "").lower() == "last"
    if found > today or (last and month == today.month):
        if not last and found - today <= _NEAREST_AHEAD:
            return None
        found = found.replace(year=today.year - 1)
    return start_of(found, Precision.MONTH)


def _weekday(words: dict[str, str], today: date | None) -> Said | None:
    if today is None:
        return None
    back = (today.weekday() - _DAYS.index(words["weekday"].lower())) % 7
    if back == 0 and words["which"].lower() in {"last", "this past", "the past"}:
        back = 7
    return start_of(today - timedelta(days=back), Precision.DAY)


def _of_next_day(said: Said | None, today: date | None) -> Said | None:
    six_days_ago = said is not None and today is not None and said.at.date() == today - timedelta(days=6)
    return start_of(today + timedelta(days=1), Precision.DAY) if today is not None and six_days_ago else said


def _near(words: dict[str, str], today: date | None) -> Said | None:
    if today is None:
        return None
    yesterday = words["near"].lower() in {"yesterday", "last night"}
    return start_of(today - timedelta(days=yesterday), Precision.DAY)


def _span(words: dict[str, str], today: date | None) -> Said | None:
    if today is None:
        return None
    back = words["which"].lower() != "this"
    match words["unit"]:
        case "week":
            return start_of(today - timedelta(days=7 * back), Precision.WEEK)
        case "month":
            return start_of(today.replace(day=1) - timedelta(days=back), Precision.MONTH)
        case _:
            return start_of(today.replace(year=today.year - back, day=1), Precision.YEAR)


def _ago(words: dict[str, str], today: date | None) -> Said | None:
    number = int(words["number"]) if words["number"].isdigit() else _NUMBERS.get(words["number"].lower(), 0)
    if today is None or not number:
        return None
    match words["unit"]:
        case "day":
            return start_of(today - timedelta(days=number), Precision.DAY)
        case "week":
            return start_of(today - timedelta(weeks=number), Precision.WEEK)
        case "month":
            months = today.year * 12 + today.month - 1 - number
            return start_of(date(months // 12, months % 12 + 1, 1), Precision.MONTH)
        case unit:
            years = number * (10 if unit == "decade" else 1)
            return start_of(date(today.year - years, 1, 1), Precision.YEAR)


def _season(words: dict[str, str], today: date | None) -> Said | None:
    if today is None:
        return None
    over = today.month > _SEASON_ENDS[words["season"]]
    return start_of(date(today.year - (not over), 1, 1), Precision.YEAR)


def _year(words: dict[str, str], _today: date | None) -> Said | None:
    return start_of(date(int(words["year"]), 1, 1), Precision.YEAR)


def _open(_words: dict[str, str], _today: date | None) -> Said | None:
    return None


# The longest forms first: at one place the first that fits counts.
_FORMS: tuple[tuple[re.Pattern[str], Callable[[dict[str, str], date | None], Said | None]], ...] = tuple(
    (re.compile(pattern), resolve)
    for pattern, resolve in (
        (rf"(?:{_DAY}{_PART},? )?(?:the )?{_NUMBER}(?: of)? {_MONTH}(?:,? {_YEAR})?{_OF_EVENT}?", _date),
        (rf"(?:{_DAY}{_PART},? )?{_MONTH} {_NUMBER}(?:,? {_YEAR})?{_OF_EVENT}?", _date),
        (r"(?P<iso>(?:19|20)\d\d-\d\d-\d\d)(?!\w)", _iso),
        (rf"{_MONTH}(?:,| of)? {_YEAR}{_OF_EVENT}?", _month),
        (rf"{_MONTH},? (?:of )?(?P<last_year>last year){_OF_EVENT}?", _month),
        (rf"{_WHICH} {_MONTH}(?! \d){_OF_EVENT}?", _month),
        (rf"(?:[Ii]n|[Dd]uring) (?:early |mid-|late )?{_MONTH}(?! \d){_OF_EVENT}?", _month),
        (rf"(?:{_WHICH} )?{_DAY}{_PART}{_OF_EVENT}?", _weekday),
        (
            (
                r"(?P<near>[Yy]esterday|today|(?<![\w.] )Today|[Tt]onight|[Ll]ast night"
                r"|[Tt]his (?:morning|afternoon|evening)|[Ee]arlier in the day|[Ll]ater in the day)(?!\w)"
                rf"{_OF_EVENT}?"
            ),
            _near,
        ),
        (
            rf"(?P<which>[Ll]ast|[Tt]his past|[Tt]he past|[Tt]his) (?P<unit>week|month|year)(?!\w){_OF_EVENT}?",
            _span,
        ),
        (rf"[Ll]ast (?P<season>{_SEASONS})(?!\w)", _season),
        (
            r"(?:[Aa] )?(?P<number>\d{1,3}|[A-Za-z]+) (?:of )?(?P<unit>day|week|month|year|decade)s? ago(?!\w)",
            _ago,
        ),
        (rf"{_YEAR}{_OF_EVENT}", _year),
        (
            rf"(?:[Ii]n|[Dd]uring)(?: the (?:{_SEASONS}|winter) of)? (?:early |mid-|late )?{_YEAR}{_OF_EVENT}?",
            _year,
        ),
        (
            (
                r"(?:(?:[Aa]|one|two|three|several|some|many|few) )?(?:hours?|days?|weeks?|months?|years?)"
                r" (?:ago|earlier|before|later)(?!\w)|[Tt]he (?:day|week|month|year) before(?!\w)"
            ),
            _open,
        ),
    )
)
_ANY = re.compile(  # where one may begin
    r"(?<![\w.-])(?=[A-Z0-9]|last |this |the |yester|to(?:day|night)|earlier|later|in |during "
    r"|(?:\w{1,15} ){1,3}(?:ago|earlier|before|later)(?!\w))"
)
