"""What of the sources is out of order, and what of it is over: one notice for one outage, whatever number it takes.

A notice is reported when it begins and when it ends. All that is known stands on record, so a restart repeats nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.ids import stable_id
from bot.core.model import Notice, NoticeKind, NoticeSubject
from bot.rules.thresholds import (
    FAILING_AFTER,
    FEW_NOTICES,
    FEWEST_UNANSWERED,
    MANY_FAIL,
    MOST_SUBJECTS,
    NO_ANSWER_AFTER,
    NOTICE_EVERY,
    OUTAGES_WITHIN,
    RARE_NOTICE_EVERY,
    STRAGGLERS_AFTER,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from datetime import datetime, timedelta

    from bot.core.model import PollState


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the sources stand."""

    now: datetime
    source_ids: Collection[str]  # those in use
    failing: Sequence[PollState]
    last_answer_at: datetime | None  # of a source that does not fail
    notices: Sequence[Notice]  # those that are not over, or ended within `OUTAGES_WITHIN`


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeChange:
    """A notice that began, changed or ended."""

    notice: Notice
    begins: bool = False  # this is to be reported
    ends: bool = False  # and this


def no_answer_since(standing: Standing) -> datetime | None:
    """Return since when no source answers; None where one does, or too few were asked to say so.

    A source that failed long before tells nothing of the others, which may have been asked for nothing meanwhile.
    """
    answers = [standing.last_answer_at, *(state.last_ok_at for state in standing.failing)]
    answered_at = max((at for at in answers if at is not None), default=None)
    unanswered = [
        state
        for state in standing.failing
        if answered_at is None
        or ((state.last_polled_at or answered_at) > answered_at and _since(state) > answered_at - NOTICE_EVERY)
    ]
    if not unanswered or len(unanswered) < min(FEWEST_UNANSWERED, len(standing.source_ids)):
        return None
    since = min(map(_since, unanswered))
    return max([since, *([answered_at] if answered_at else []), *_ends(standing.notices, NoticeKind.OFF)])


def outages(standing: Standing) -> list[NoticeChange]:
    """Return which notices of outages begin, change or end."""
    unanswered_since = no_answer_since(standing)
    changes = [*_no_answer(standing, unanswered_since), *_recovered(standing)]
    if unanswered_since is None and (begins := _failing(standing)):
        changes.append(begins)
    return changes


def _no_answer(standing: Standing, since: datetime | None) -> Iterator[NoticeChange]:
    now = standing.now
    known = list(_not_over(standing.notices, NoticeKind.NO_ANSWER))
    if since is None:
        for notice in known:
            yield NoticeChange(notice=replace(notice, ended_at=standing.last_answer_at or now), ends=True)
    elif not known and now - since >= NO_ANSWER_AFTER:
        yield NoticeChange(
            notice=notice_of(NoticeKind.NO_ANSWER, map(_failure, standing.failing), now=now, since=since), begins=True
        )


def _recovered(standing: Standing) -> Iterator[NoticeChange]:
    failing = {state.source_id for state in standing.failing}
    for notice in _not_over(standing.notices, NoticeKind.FAILING):
        yield from followed_up(
            notice,
            standing.source_ids,
            is_over=lambda one: one.id not in failing,
            wait=STRAGGLERS_AFTER,
            now=standing.now,
        )


def followed_up(
    notice: Notice, known: Collection[str], *, is_over: Callable[[NoticeSubject], bool], wait: timedelta, now: datetime
) -> Iterator[NoticeChange]:
    """Yield what became of a notice: who of its subjects is well again, and its end once all are.

    It ends too when some have been well for a while and others are not: these get a notice of their own, which the end
    tells of.

    Args:
        notice: one that is not over.
        known: what may be out of order; what the config has no more is passed over in silence.
        is_over: tells whether a subject is well again.
        wait: for those that are not well while others are.
        now: the time.

    """
    subjects = tuple(
        replace(one, ended_at=now) if one.ended_at is None and is_over(one) else one
        for one in notice.subjects
        if one.id in known or one.ended_at is not None
    )
    left = [one for one in subjects if one.ended_at is None]
    ended = [one.ended_at for one in subjects if one.ended_at is not None]
    after = replace(notice, subjects=subjects)
    if not left:
        yield NoticeChange(notice=replace(after, ended_at=max(ended, default=now)), ends=bool(ended))
    elif ended and min(ended) + wait <= now:
        yield NoticeChange(notice=replace(after, ended_at=now), ends=True)
        rest = notice_of(notice.kind, left, now=now, since=min(one.since for one in left))
        yield NoticeChange(notice=replace(rest, reported=notice.reported))
    elif after != notice:
        yield NoticeChange(notice=after)


def _failing(standing: Standing) -> NoticeChange | None:
    """Return a notice of the sources that have failed for long enough to be reported."""
    now, noticed = standing.now, named(standing.notices, NoticeKind.FAILING)
    if not has_room(standing.notices, NoticeKind.FAILING, now=now):
        return None
    begun = list(_ends(standing.notices, NoticeKind.OFF, NoticeKind.NO_ANSWER))
    failing = [
        (state, now - since, _wait(state.source_id, standing.notices))
        for state in standing.failing
        if state.source_id not in noticed
        for since in (max([_since(state), *begun]),)
        if state.last_polled_at is not None and state.last_polled_at > since  # it failed more than once
    ]
    due = [state for state, span, wait in failing if span >= wait]
    if not due:
        return None
    if len(due) >= MANY_FAIL:
        due = [state for state, span, wait in failing if span >= wait / 3]
    subjects = list(map(_failure, due))
    return NoticeChange(
        notice=notice_of(NoticeKind.FAILING, subjects, now=now, since=min(one.since for one in subjects)), begins=True
    )


def has_room(notices: Iterable[Notice], kind: NoticeKind, *, now: datetime) -> bool:
    """Tell whether one more notice of a kind may begin now: what comes later is reported with what comes until then."""
    begun = [one.noticed_at for one in notices if one.kind is kind and now - one.noticed_at < OUTAGES_WITHIN]
    every = NOTICE_EVERY if len(begun) < FEW_NOTICES else RARE_NOTICE_EVERY
    return not begun or now - max(begun) >= every


def named(notices: Iterable[Notice], kind: NoticeKind) -> set[str]:
    """Return what notices of a kind are of that are not over."""
    return {one.id for notice in _not_over(notices, kind) for one in notice.subjects if one.ended_at is None}


def notice_of(kind: NoticeKind, subjects: Iterable[NoticeSubject], *, now: datetime, since: datetime) -> Notice:
    """Make a notice that begins now."""
    kept = tuple(subjects)[:MOST_SUBJECTS]
    ids = sorted(one.id for one in kept)
    return Notice(
        id=stable_id("notice", kind, now.isoformat(), *ids), kind=kind, began_at=since, noticed_at=now, subjects=kept
    )


def _wait(source_id: str, notices: Iterable[Notice]) -> timedelta:
    """Return how long a source fails before it is reported: the longer, the more often it did in the last day."""
    outages = [
        one for notice in notices if notice.kind is NoticeKind.FAILING for one in notice.subjects if one.ended_at
    ]
    return FAILING_AFTER * 2.0 ** min(sum(one.id == source_id for one in outages), 6)


def _failure(state: PollState) -> NoticeSubject:
    return NoticeSubject(id=state.source_id, since=_since(state), cause=cause_of(state))


def cause_of(state: PollState) -> str:
    """Return the error of a source that fails, without the address before it: its readers know it by its name."""
    outcome = state.last_outcome.words if state.last_outcome else ""
    _, found, rest = (state.last_error or "").partition(f": {outcome}")
    return f"{outcome}{rest}" if found else outcome


def _since(state: PollState) -> datetime:
    return state.failing_since or state.last_polled_at or state.next_poll_at


def _not_over(notices: Iterable[Notice], kind: NoticeKind) -> Iterator[Notice]:
    return (one for one in notices if one.kind is kind and one.ended_at is None)


def _ends(notices: Iterable[Notice], *kinds: NoticeKind) -> Iterator[datetime]:
    return (one.ended_at for one in notices if one.kind in kinds and one.ended_at is not None)
