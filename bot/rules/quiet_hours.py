"""When a channel is left alone: alerts that fall due in the quiet hours of their routes wait for the end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.core.day_names import WEEKDAYS
from bot.core.model import Urgency

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.core.model import QuietHours, Route


def quiet_until(quiet: QuietHours | None, *, now: datetime) -> datetime | None:
    """Return when the quiet hours end in which now lies; None: it lies in none.

    Both ends are read off the clock on the wall. One that falls into the hour that is left out in spring comes when
    that would have ended, and of an hour that comes twice in autumn the first one counts.
    """
    if quiet is None:
        return None
    zone = ZoneInfo(quiet.zone)
    today = now.astimezone(zone).date()
    for day in (today - timedelta(days=1), today):
        if quiet.days and WEEKDAYS[day.weekday()] not in quiet.days:
            continue
        last_day = day if quiet.begins < quiet.ends else day + timedelta(days=1)
        begin, end = (
            datetime.combine(one, at, tzinfo=zone).astimezone(UTC)
            for one, at in ((day, quiet.begins), (last_day, quiet.ends))
        )
        if begin <= now < end:
            return end
    return None


def silent_until(route: Route, *, now: datetime) -> datetime | None:
    """Return until when nothing of a route is posted, for its quiet hours or as it is muted; None: it is posted."""
    quiet = None if _breaks_through(route) else quiet_until(route.quiet, now=now)
    muted = route.muted_until if route.muted_until is not None and route.muted_until > now else None
    return max((end for end in (quiet, muted) if end is not None), default=None)


def held_until(routes: Collection[Route], *, now: datetime) -> datetime | None:
    """Return until when an alert waits that these routes of its channel want; None: it goes out.

    A route that is neither quiet nor muted now wants it at once. So does one whose alerts mention somebody, where its
    quiet hours let mentions through.
    """
    ends = [silent_until(one, now=now) for one in routes]
    known = [end for end in ends if end is not None]
    return min(known) if known and len(known) == len(ends) else None


def _breaks_through(route: Route) -> bool:
    return route.quiet is not None and route.quiet.mentions and route.urgency is Urgency.MENTION
