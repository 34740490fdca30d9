"""What people type, read forgivingly: words and keys of a line, times, names in any spelling."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from handlers.text import plain

if TYPE_CHECKING:
    from bot.model import Actor

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SPAN = re.compile(r"(\d{1,6})\s*(m|min|h|hours?|d|days?|w|weeks?)", re.ASCII)
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([t ]\d\d:\d\d)?", re.ASCII)


def since_at(text: str, *, now: datetime, zone: str) -> datetime | None:
    """Return the moment that a text means, or None: `2d`, `today`, `monday` (the last one), `2026-11-01`.

    Days begin at midnight in the time zone of that name.
    """
    try:
        return _since(plain(text).strip().casefold(), now=now, zone=zone)
    except (ValueError, OverflowError):  # no such day, or none that a calendar holds
        return None


def _since(wanted: str, *, now: datetime, zone: str) -> datetime | None:
    local = now.astimezone(ZoneInfo(zone))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if match := _SPAN.fullmatch(wanted):
        return now - timedelta(**{_UNITS[match[2][0]]: int(match[1])})
    if _MOMENT.fullmatch(wanted):
        return datetime.fromisoformat(wanted.upper()).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    back = {"today": 0, "yesterday": 1} | {day: (local.weekday() - place) % 7 for place, day in enumerate(_DAYS)}
    return (midnight - timedelta(days=back[wanted])).astimezone(UTC) if wanted in back else None


def tokens_of(text: str) -> list[tuple[str, str]]:
    """Split a typed line into `(key, value)`: `key:value`, `key:"two words"`, or words, whose key is ""."""
    typed = re.sub(r"[“”„]", '"', plain(text))
    found = re.finditer(r'(?:(\w+):)?"([^"]*)"|(?:(\w+):)?([^\s"]+)', typed)
    tokens = [((match[1] or match[3] or "").casefold(), (match[2] or match[4] or "").strip()) for match in found]
    return [(key, value) for key, value in tokens if value]


def folded_name(text: str) -> str:
    """Return a name as it is compared: without case, accents, points, and the forms of Arabic and Persian letters."""
    letters = unicodedata.normalize("NFKD", plain(text).casefold()).translate({0x64A: "ی", 0x649: "ی", 0x643: "ک"})
    kept = ("" if unicodedata.combining(c) else c if c.isalnum() else " " for c in letters)
    return " ".join("".join(kept).split())


def names_of(actor: Actor) -> list[str]:
    """Return all that an actor is called: id, names, and each part of the name that can stand alone."""
    parts = [part for part in actor.name.split() if len(part) > 2]  # noqa: PLR2004 - "al", "de"
    surnames = [alias.split()[-1] for alias in actor.aliases if " " in alias.strip()]
    return list(dict.fromkeys([actor.id, actor.name, *actor.aliases, *parts, *surnames]))
