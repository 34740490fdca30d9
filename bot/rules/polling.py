"""When a source is polled, how failures slow it, and which of its polls is a baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.model import FetchOutcome
from bot.rules.thresholds import (
    ANSWER_WEIGHT,
    FAILURE_WEIGHTS,
    HARD_FAILURE,
    LISTED_WITHIN,
    LONGEST_HEEDED,
    LONGEST_LATELY,
    MOST_DOUBLINGS,
    POLL_JITTER,
    WORKED_LATELY,
)
from bot.rules.times import latest_possible

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from bot.core.model import PollState, Source


def is_due(state: PollState, *, now: datetime) -> bool:
    """Tell whether a source is to be polled. A last poll that is still to come means that the clock went back."""
    return state.next_poll_at <= now or (state.last_polled_at is not None and state.last_polled_at > now)


def next_poll_at(
    *,
    now: datetime,
    every: timedelta,
    longest: timedelta,
    failures: float,
    not_before: timedelta | None,
    jitter: float,
) -> datetime:
    """Return when to poll again: the interval doubled for each whole failure, within its bounds, spread by jitter.

    Args:
        now: when this poll ended.
        every: the source's interval while all is well.
        longest: no wait is longer, but for one that the host asked for, of up to a day.
        failures: weighted failures in a row.
        not_before: how long the host asked us to stay away.
        jitter: -1..1, moves the time by up to a tenth of the interval.

    """
    wait = min(every * 2 ** min(failures, MOST_DOUBLINGS), max(longest, every))
    wait += wait * POLL_JITTER * jitter
    if not_before is not None:
        wait = max(wait, min(not_before, LONGEST_HEEDED))
    return now + wait


def longest_wait(state: PollState, *, now: datetime, longest: timedelta) -> timedelta:
    """Return how long a source that fails may wait: one that worked in the last week will be back, with its news.

    Args:
        state: what was known of it.
        now: the time.
        longest: the wait for one that has been out for longer.

    """
    worked = state.last_ok_at is not None and now - state.last_ok_at <= WORKED_LATELY
    return min(longest, LONGEST_LATELY) if worked else longest


def failures_after(failures: float, outcome: FetchOutcome) -> float:
    """Return the weighted failures in a row after one more fetch."""
    if outcome in (FetchOutcome.OK, FetchOutcome.UNCHANGED):
        return 0.0
    return failures + FAILURE_WEIGHTS.get(outcome, HARD_FAILURE)


def lately(before: float | None, seconds: float | None) -> float | None:
    """Return how long a host takes to answer of late: an average in which each answer weighs less with each after it.

    Args:
        before: the average up to now.
        seconds: what the last answer took; None where nothing was asked.

    """
    if before is None or seconds is None:
        return before if seconds is None else seconds
    return before + (seconds - before) * ANSWER_WEIGHT


def read_as(source: Source) -> str:
    """Return those of a source's settings that decide what it lists, as one text."""
    return " ".join([source.kind, source.url, str(source.pages), source.select, source.next_page]).strip()


def reads_differently(source: Source, state: PollState) -> bool:
    """Tell whether a source lists something else than at its last good poll, by its settings."""
    return state.read_as is not None and state.read_as != read_as(source)


def is_baseline(
    published_at: datetime | None,
    state: PollState | None,
    *,
    now: datetime,
    gap: timedelta,
    reads_anew: bool = False,
) -> bool:
    """Tell whether what a feed lists for the first time is a baseline: on record, and posted to nobody.

    All of a source's first good poll is. After a long outage it is what was published before the source was last read:
    what came since then is news, however long nobody could read it (issue 8), and `times.is_reported` says how old
    news may be. A feed may list a page a while after its date, or have answered 304 for too long, so what is dated
    shortly before that look is news, too. What has no date came since then as well, as far as is known: what was
    listed before is on record. A time without a zone, and a day, stand for the latest that they may be.

    Where the settings make it read another list, or more of one, this is the first look at that: what has no date is a
    baseline, for an archive would be reported as new, and so is what was published before the last poll.

    Args:
        published_at: as the feed says.
        state: what was known of the source before this poll.
        now: when it was polled.
        gap: how long an outage counts as long.
        reads_anew: it reads something else than at the last good poll.

    """
    if state is None or state.last_ok_at is None:
        return True
    if published_at is None:
        return reads_anew
    if reads_anew:
        return published_at <= state.last_ok_at
    was_listed_by_then = latest_possible(published_at) <= state.last_ok_at - LISTED_WITHIN
    return was_listed_by_then and now - state.last_ok_at > gap
