"""What goes out to a channel, in which order, and what is too much for it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.model import DeliveryKind, DeliveryState, Novelty
from bot.rules.corrections import RULED_OUT, is_disowned
from bot.rules.thresholds import (
    CATCH_UP_AFTER,
    FEWEST_CAUGHT_UP,
    GATHERED_FOR,
    LONGEST_PAUSE,
    MOST_DOUBLINGS,
    PAUSES,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from bot.core.model import ChannelPause, Delivery, ReportView


def pause_until(*, now: datetime, since: datetime, tries: int) -> datetime:
    """Return when to try a closed channel: after 30 s, 2 min, 5 min, then after as long as it is closed, up to 6 h.

    It is closed for no longer than its tries have taken: of the hours in which the bot was off nobody knows that, and
    by a clock that was behind until now there were none.

    Args:
        now: the time.
        since: when it refused first.
        tries: how often it was tried since, in vain.

    """
    tried_for = sum(PAUSES[:tries], timedelta(0)) * 2.0 ** min(max(tries - len(PAUSES), 0), MOST_DOUBLINGS)
    closed_for = min(now - since, tried_for)
    return now + next((one for one in PAUSES if closed_for < one), min(closed_for, LONGEST_PAUSE))


def is_paused(pause: ChannelPause, *, now: datetime) -> bool:
    """Tell whether a channel rests. None does so for longer than the longest pause: the clock was ahead, then."""
    return now < pause.until <= now + LONGEST_PAUSE


def is_ruled_out(report: ReportView) -> bool:
    """Tell whether nothing of a report stands: ruled out by the desk, or given to somebody else at its source."""
    return all(view.statement.ruling in RULED_OUT or is_disowned(view) for view in report.statements)


def goes_first(report: ReportView, *, primary: Collection[str]) -> bool:
    """Tell whether a report is the last to be collapsed: it reports a change, or stands at the speaker's own house.

    Args:
        report: what the alert shows.
        primary: the ids of the primary sources.

    """
    changed = any(view.statement.novelty is Novelty.CHANGED for view in report.statements)
    return changed or report.article.source_id in primary


def caught_up(due: Sequence[Delivery], *, begun: bool, now: datetime) -> list[Delivery]:
    """Return those of a channel's due messages that one catch-up tells instead: alerts that waited long, if many.

    So are alerts that quiet hours held back, however long, and lines that count alerts. What may have been posted is
    not among them: only what surely was not can be reported in another way.

    Args:
        due: what could go out now.
        begun: a catch-up waits already, and takes even a single one.
        now: the time.

    """
    late = [
        one
        for one in due
        if one.kind in {DeliveryKind.ALERT, DeliveryKind.OVERFLOW}
        and one.state is DeliveryState.PENDING
        and (now - one.created_at > CATCH_UP_AFTER or _was_held(one))
    ]
    return late if begun or len(late) >= FEWEST_CAUGHT_UP else []


def gathered_until(
    published_at: datetime | None, *, off: Iterable[tuple[datetime, datetime]], now: datetime
) -> datetime | None:
    """Return until when an alert is put off that is one of many: news of hours in which nobody looked; None: it is not.

    Args:
        published_at: when its article came out.
        off: when the bot was off, or no source answered.
        now: the time.

    """
    for began, ended in off:
        is_old = published_at is not None and began <= published_at <= ended and now - published_at > CATCH_UP_AFTER
        if is_old and ended <= now < ended + GATHERED_FOR:
            return ended + GATHERED_FOR
    return None


def _was_held(delivery: Delivery) -> bool:
    """Tell whether an alert was put off that nobody tried to post: what was tried counts it, or says why not."""
    is_untried = delivery.kind is DeliveryKind.ALERT and not delivery.attempts and delivery.last_error is None
    return is_untried and delivery.next_try_at > delivery.created_at


def beyond_limit(
    due: Sequence[Delivery], *, begun: Iterable[datetime], first: Collection[str] = (), limit: int, per: timedelta
) -> list[Delivery]:
    """Return those of a channel's due alerts that are too many for it, oldest first. The others go out.

    Alerts are counted by when they were made, not by when they are posted: after an outage all of them are posted in
    one moment, and none is collapsed that would not have been without it.

    Args:
        due: alerts whose post has not begun, oldest first.
        begun: when the alerts were made whose post has begun; they are posted whatever comes.
        first: the ids of those that get room before the others.
        limit: how many alerts may be made in any stretch of `per`.
        per: the length of that stretch.

    """
    posted, collapsed = list(begun), set()
    for alert in sorted(due, key=lambda one: one.id not in first):
        if _has_room(alert.created_at, posted, limit=limit, per=per):
            posted.append(alert.created_at)
        else:
            collapsed.add(alert.id)
    return [alert for alert in due if alert.id in collapsed]


def _has_room(at: datetime, posted: Iterable[datetime], *, limit: int, per: timedelta) -> bool:
    """Tell whether every stretch that holds `at` would hold at most `limit` with it."""
    near = [one for one in posted if at - per < one < at + per]
    ends = [at, *(one for one in near if one > at)]
    return all(sum(end - per < one <= end for one in near) < limit for end in ends)
