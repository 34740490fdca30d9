"""Hours of each day as people type them: `22:00-07:00`, `10pm to 7am Europe/Berlin`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from handlers.render.pieces.text import plain
from handlers.typed.ahead import clock_time

if TYPE_CHECKING:
    from datetime import time

_TIME_OF_DAY = r"\d{1,2}(?:[:.]\d\d)?\s*(?:am|pm)?|noon|midnight"
_HOURS = re.compile(
    rf"(?:from\s+)?({_TIME_OF_DAY})\s*(?:[-\u2013\u2014]|to|till|until)\s*({_TIME_OF_DAY})(?:\s+(?:in\s+)?(\S.*))?",
    re.ASCII,
)


def hours_of_day(text: str) -> tuple[time, time, str] | None:
    """Return when the hours that a text means begin and end, and what is typed behind them; None: it means none."""
    match = _HOURS.fullmatch(" ".join(plain(text).split()).casefold())
    if match is None:
        return None
    try:
        begins, ends = clock_time(match[1].strip()), clock_time(match[2].strip())
    except ValueError:  # no such hour
        return None
    return None if begins is None or ends is None or begins == ends else (begins, ends, match[3] or "")


def zone_named(text: str) -> str | None:
    """Return the time zone of a name, or of a city that one zone alone is named after; None: there is none."""
    wanted = "_".join(plain(text).casefold().split())
    zones = sorted(available_timezones())
    named = [one for one in zones if one.casefold() == wanted]
    named = named or [one for one in zones if one.casefold().rpartition("/")[2] == wanted]
    return named[0] if len(named) == 1 else None
