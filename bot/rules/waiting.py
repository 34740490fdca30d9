"""When something is tried again that failed, and whether its time has come."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.rules.thresholds import (
    DELIVERY_RETRY,
    LONGEST_HEEDED,
    LONGEST_RETRY,
    LONGEST_WAIT,
    MOST_DOUBLINGS,
    RETRY_JITTER,
)

if TYPE_CHECKING:
    from datetime import datetime


def is_put_off(next_try_at: datetime, *, now: datetime) -> bool:
    """Tell whether a next try is still to come. One too far ahead means that the clock went back."""
    return now < next_try_at <= now + LONGEST_WAIT


def retry_at(
    *,
    now: datetime,
    attempts: int,
    after: timedelta | None,
    jitter: float,
    first: timedelta = DELIVERY_RETRY,
) -> datetime:
    """Return when to try again: after `first`, doubled for each attempt, at most 15 min; or when asked to.

    Args:
        now: when the attempt failed.
        attempts: how many were made, at least 1.
        after: how long the other side asked us to wait; heeded for up to a day.
        jitter: 0..1, adds up to a quarter of the wait, so that many do not come back in one moment.
        first: the wait after the first attempt.

    """
    backoff = min(first * 2.0 ** min(attempts - 1, MOST_DOUBLINGS), LONGEST_RETRY)
    wait = backoff if after is None else min(max(after, timedelta(0)), LONGEST_HEEDED)
    return now + wait + backoff * RETRY_JITTER * jitter
