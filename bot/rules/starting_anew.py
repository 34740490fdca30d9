"""When a process starts itself anew, since texts that are never read to their end keep all others waiting."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.ids import stable_id
from bot.core.model import Notice, NoticeKind, NoticeSubject
from bot.rules.thresholds import MOST_STARTS_ANEW, START_ANEW_EVERY, STARTS_ANEW_WITHIN

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from bot.core.threads import LostJob


def put_off_for(notices: Iterable[Notice], *, now: datetime) -> timedelta:
    """Return how long the next start has to wait: after some within the hour each rests, so that they are no loop.

    They stand on record, so this holds over every start, whoever made it, and for all processes that share the work.
    """
    recent = _recent(notices, now=now)
    if len(recent) < MOST_STARTS_ANEW:
        return timedelta(0)
    return max(START_ANEW_EVERY - min(abs(now - one.noticed_at) for one in recent), timedelta(0))


def started_anew(lost: Collection[LostJob], notices: Iterable[Notice], *, now: datetime) -> Notice:
    """Return the notice that a process starts itself anew for the sake of these jobs."""
    times = len(_recent(notices, now=now)) + 1
    how_often = f"start {times} within the hour" if times > 1 else ""
    return Notice(
        id=stable_id("notice", NoticeKind.STARTED_ANEW, now.isoformat(), *(one.what for one in lost)),
        kind=NoticeKind.STARTED_ANEW,
        began_at=min((one.since for one in lost), default=now),
        noticed_at=now,
        subjects=tuple(NoticeSubject(id=one.what, since=one.since, cause=how_often) for one in lost),
    )


def over(notices: Sequence[Notice], *, now: datetime) -> list[Notice]:
    """Return the notices of such starts that are over: no other was needed for an hour."""
    return [] if _recent(notices, now=now) else [one for one in _starts(notices) if one.ended_at is None]


def _recent(notices: Iterable[Notice], *, now: datetime) -> list[Notice]:
    """Return the starts of the last hour; those of the next, too, where the clock was set back."""
    return [one for one in _starts(notices) if abs(now - one.noticed_at) < STARTS_ANEW_WITHIN]


def _starts(notices: Iterable[Notice]) -> list[Notice]:
    return [one for one in notices if one.kind is NoticeKind.STARTED_ANEW]
