"""When a text was published, and when words were said: what is too old to be news."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from bot.core.model import Precision
from bot.rules.thresholds import DOUBTED_AFTER

if TYPE_CHECKING:
    from bot.core.model import Article, Statement

DAY_ENDS: Final = time(23, 59, 59)  # what a day stands for of which nobody wrote the time: the latest that it may be
LAST_ZONE: Final = timedelta(hours=12)  # so long after UTC's a day ends where it ends last
# Microseconds of a time that is taken for UTC's since nobody wrote its zone. No feed and no page writes them.
NO_ZONE_MARK: Final = 1


def clamp_published_at(published_at: datetime | None, *, now: datetime) -> datetime | None:
    """Return the time of publication, never later than now: a feed's clock may be wrong."""
    return None if published_at is None else min(published_at, now)


def words_published_at(article: Article) -> datetime | None:
    """Return when the words of a text were published: those of a later version of a page were there since its fetch."""
    return article.fetched_at if article.version_of else article.published_at


def published_or_seen_at(statement: Statement) -> datetime:
    """Return when a statement was published, or was first seen."""
    return statement.published_at or statement.first_seen_at


def said_or_published_at(statement: Statement) -> datetime:
    """Return when a statement was said, or was published, or was first seen."""
    return statement.said_at or published_or_seen_at(statement)


def in_time(statement: Statement) -> tuple[datetime, datetime, str]:
    """Return what sorts statements by when they were said, as far as that is known, the earliest first."""
    return said_or_published_at(statement), statement.first_seen_at, statement.id


def is_reported(article: Article, *, listed_at: datetime | None = None, now: datetime, max_age: timedelta) -> bool:
    """Tell whether an article is young enough to be posted. One without a date is as old as its fetch.

    A live blog keeps the date of its first entry, and its feed says that it was written on: the later one counts.

    Args:
        article: as it was read.
        listed_at: the time that its feed gives it.
        now: when it was read, or as of when its age counts (`age_counted_at`).
        max_age: of what is posted.

    """
    dates = [min(latest_possible(one), now) for one in (article.published_at, listed_at) if one is not None]
    return now - max(dates, default=article.fetched_at) <= max_age


def age_counted_at(tried_since: datetime, *, now: datetime, give_up_after: timedelta) -> datetime:
    """Return when an article is as old as counts that could not be read at first: when it was first tried.

    Else news that was young when it was listed would be tried for two days, and be too old after one. What was tried
    for longer than anything is counts as old as it was at the last such moment.
    """
    return min(max(tried_since, now - give_up_after), now)


def marked_without_zone(at: datetime) -> datetime:
    """Return a time taken for UTC's as the record keeps it: marked, since it may be that of any other zone."""
    return at.replace(microsecond=NO_ZONE_MARK)


def has_no_zone(published_at: datetime) -> bool:
    """Tell whether nobody wrote the zone of a time of publication, so that it is taken for UTC's."""
    return published_at.microsecond == NO_ZONE_MARK


def published_words(published_at: datetime) -> str:
    """Write a time of publication for a log or an outcome: `2026-11-03 14:05 UTC`."""
    return f"{published_at:%Y-%m-%d %H:%M}{', zone not named' if has_no_zone(published_at) else ' UTC'}"


def published_iso(published_at: datetime) -> str:
    """Write a time of publication for a program, in ISO 8601: without a zone where nobody named one."""
    if has_no_zone(published_at):
        return published_at.replace(microsecond=0, tzinfo=None).isoformat()
    return published_at.isoformat()


def latest_possible(at: datetime) -> datetime:
    """Return the latest moment that a time may be of which the zone, or all but the day, is not known."""
    return at + LAST_ZONE if at.time() == DAY_ENDS or has_no_zone(at) else at


def is_young(published_at: datetime | None, *, seen_at: datetime) -> bool:
    """Tell whether what was seen then was news then, and not found where it had stood for long."""
    return published_at is None or seen_at - published_at <= timedelta(days=1)


def is_doubted(at: datetime | None, *, now: datetime) -> bool:
    """Tell whether a date is so old that it is held against those that its source gives otherwise."""
    return at is not None and now - at > DOUBTED_AFTER


def is_before_history(at: datetime, *, since: datetime | None) -> bool:
    """Tell whether a date is none: software that knows none writes one of long before the source's own history.

    Args:
        at: the date.
        since: the earliest other one that the source gave.

    """
    return since is not None and since - at > DOUBTED_AFTER


def is_round(at: datetime) -> bool:
    """Tell whether a date is a day or a half hour: many texts are published at such a time, or dated by it."""
    return at.time() == DAY_ENDS or (at.minute % 30 == 0 and at.second == 0)


def said_from(said_at: datetime, precision: Precision) -> datetime:
    """Return the beginning of the span in which words were said: of what was said before a moment there is none."""
    return datetime.min.replace(tzinfo=UTC) if precision is Precision.BEFORE else said_at


def said_until(said_at: datetime, precision: Precision) -> datetime:
    """Return the end of the span in which words were said; of one that no calendar holds the last moment of it."""
    try:
        return _end_of(said_at, precision)
    except OverflowError:  # "in 9999"
        return datetime.max.replace(tzinfo=UTC)


def _end_of(said_at: datetime, precision: Precision) -> datetime:
    match precision:
        case Precision.MOMENT | Precision.BEFORE:
            return said_at
        case Precision.DAY:
            return said_at + timedelta(days=1)
        case Precision.WEEK:
            return said_at + timedelta(days=7)
        case Precision.MONTH:
            return (said_at.replace(day=1) + timedelta(days=32)).replace(day=1)
        case Precision.YEAR:
            return (said_at.replace(month=1, day=1) + timedelta(days=366)).replace(day=1)


def said_words(said_at: datetime, precision: Precision) -> str:
    """Write when words were said, no more exactly than is known: `3 Jun 2019`, `in Jun 2019`, `before 2019`."""
    match precision:
        case Precision.YEAR:
            return f"in {said_at.year}"
        case Precision.MONTH:
            return f"in {said_at:%b} {said_at.year}"
        case Precision.WEEK:
            return f"in the week of {said_at.day} {said_at:%b} {said_at.year}"
        case Precision.BEFORE if (said_at.month, said_at.day) == (1, 1):
            return f"before {said_at.year}"
        case Precision.BEFORE:
            return f"before {said_at.day} {said_at:%b} {said_at.year}"
        case _:
            return f"{said_at.day} {said_at:%b} {said_at.year}"


def background(statement: Statement, *, published_at: datetime, after: timedelta) -> str | None:
    """Return why a statement is no news, or None: all that is known of when it was said lies long before the article.

    Args:
        statement: as it is on record.
        published_at: when the article was.
        after: how long before that counts as long.

    """
    return background_time(statement.said_at, statement.said_precision, published_at=published_at, after=after)


def background_time(
    said_at: datetime | None, precision: Precision, *, published_at: datetime, after: timedelta
) -> str | None:
    """Return why words of that time are no news in an article of `published_at`, or None."""
    if said_at is None or published_at - said_until(said_at, precision) <= after:
        return None
    return f"background: said {said_words(said_at, precision)}"
