"""Times as people type them: `2d`, `today`, `monday`, `2026-11-01`."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.day_names import WEEKDAYS
from handlers import limits
from handlers.render.text import plain

_SPAN = re.compile(r"(\d{1,6})\s*(m|min|h|hours?|d|days?|w|weeks?)", re.ASCII)
_SPANS_OF = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([t ]\d\d:\d\d)?", re.ASCII)


def since_at(text: str, *, now: datetime, zone: str) -> datetime | None:
    """Return the moment that a text means, or None: `2d`, `today`, `monday` (the last one), `2026-11-01`.

    Days begin at midnight in the time zone of that name.
    """
    try:
        since = _since(plain(text).strip().casefold(), now=now, zone=zone)
    except (ValueError, OverflowError):  # no such day, or none that a calendar holds
        return None
    return since if since and since.year >= limits.EARLIEST_YEAR else None


def _since(wanted: str, *, now: datetime, zone: str) -> datetime | None:
    local = now.astimezone(ZoneInfo(zone))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if match := _SPAN.fullmatch(wanted):
        return now - timedelta(**{_SPANS_OF[match[2][0]]: int(match[1])})
    if _MOMENT.fullmatch(wanted):
        return datetime.fromisoformat(wanted.upper()).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    back = {"today": 0, "yesterday": 1} | {day: (local.weekday() - place) % 7 for place, day in enumerate(WEEKDAYS)}
    return (midnight - timedelta(days=back[wanted])).astimezone(UTC) if wanted in back else None
