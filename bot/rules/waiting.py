"""When something is tried again that failed, and whether its time has come."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.rules.thresholds import (
    ARTICLE_RETRY,
    CRASH_RETRY,
    DELIVERY_RETRY,
    LONGEST_ARTICLE_RETRY,
    LONGEST_CLOSED_RETRY,
    LONGEST_HEEDED,
    LONGEST_RETRY,
    LONGEST_WAIT,
    MISSING_RETRY,
    MOST_DOUBLINGS,
    ON_ITS_WAY,
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
    longest: timedelta = LONGEST_RETRY,
) -> datetime:
    """Return when to try again: after `first`, doubled for each attempt, at most `longest`; or when asked to.

    Args:
        now: when the attempt failed.
        attempts: how many were made, at least 1.
        after: how long the other side asked us to wait; heeded for up to a day.
        jitter: 0..1, adds up to a quarter of the wait, so that many do not come back in one moment.
        first: the wait after the first attempt.
        longest: no wait is longer, but for one that was asked for.

    """
    backoff = min(first * 2.0 ** min(attempts - 1, MOST_DOUBLINGS), longest)
    wait = backoff if after is None else min(max(after, timedelta(0)), LONGEST_HEEDED)
    return now + wait + backoff * RETRY_JITTER * jitter


def arrived_at(begun_at: datetime) -> datetime:
    """Return from when on a post that was begun stands in its channel, or never will: not before it is looked for."""
    return begun_at + ON_ITS_WAY


def article_retry_at(
    *,
    now: datetime,
    attempts: int,
    after: timedelta | None,
    is_missing: bool,
    is_closed: bool = False,
    jitter: float,
) -> datetime:
    """Return when to try an article again that could not be read.

    Args:
        now: when the attempt failed.
        attempts: how many were made.
        after: how long the host asked us to wait.
        is_missing: the host says that asking again soon is pointless (404, 403): it may still come up, or open.
        is_closed: and that it will be for long: not that it is not there (404), which may be over within the hour.
        jitter: 0..1.

    """
    return retry_at(
        now=now,
        attempts=max(attempts, 1),
        after=after,
        jitter=jitter,
        first=MISSING_RETRY if is_missing else ARTICLE_RETRY,
        longest=LONGEST_CLOSED_RETRY if is_closed else LONGEST_ARTICLE_RETRY,
    )


def next_after_crash(*, now: datetime, begun: int) -> datetime:
    """Return when a text is tried again should the process end over it: after one kill at once, then after minutes.

    Args:
        now: when it is begun.
        begun: how often it was before, without an end.

    """
    return now + CRASH_RETRY * begun


def is_given_up(since: datetime, *, now: datetime, after: timedelta) -> bool:
    """Tell whether what has been tried without success `since` is tried no more. Nothing is before its time is over.

    Counted attempts are no measure: six of them were over after ten minutes, and any outage of a quarter of an hour,
    theirs or ours, lost every item that waited (issue 8).
    """
    return now - since >= after
