"""When a page is fetched again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.model import ItemState
from bot.rules.thresholds import (
    EMPTY_SHARE,
    LONGEST_ARTICLE_RETRY,
    LONGEST_CLOSED_RETRY,
    LONGEST_RECHECK,
    MISSING_RETRY,
    RECHECK_SHARE,
    RESTLESS_SHARE,
)
from bot.rules.waiting import is_given_up

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from bot.core.model import Article, Item


def known_since(item: Item, article: Article) -> datetime:
    """Return from when on a page's age and the looks at it are counted: from our first sight of it.

    A live page that was begun days ago and is listed now is as likely to grow as a new one, and for as long. Of a
    baseline's pages, which are all seen at once, the old ones are looked at as rarely as their own date says, or their
    feed's: the later one counts, as where it is asked whether they are reported (`times.is_reported`).
    """
    if not item.quiet or article.published_at is None:
        return item.first_seen_at
    published_at = max(one for one in (article.published_at, item.entry.published_at) if one is not None)
    return min(item.first_seen_at, published_at)


def is_looked_at_often(item: Item, article: Article, *, has_statements: bool) -> bool:
    """Tell whether a page is looked at after a quarter of its age: where what it says is on record, or was to be read.

    The second is one whose host was out of order until its feed's teaser had to do: it may be up any moment. Where the
    first try was refused, the page is closed to us, and its host is not asked that often.
    """
    return has_statements or (not article.whole and item.attempts > 1)


def announced_at(
    item: Item, *, now: datetime, every: timedelta, until: timedelta, of_all: bool = False
) -> datetime | None:
    """Return when to look at a page again of which its feed says something else: at once, and then ever more rarely.

    Some feeds say something else at every fetch; theirs are asked no more often than a page that changes at every look.
    An old page of which its feed says it as of all others is asked as rarely as a page that rests, and until then not
    at all (None): for as long as such a feed lists it, there is no end to it.

    Args:
        item: as it is on record; read, so its `next_try_at` is when it was last set to work.
        now: when the feed was fetched.
        every: the shortest wait between two announcements that are heeded.
        until: the age from which a page is old.
        of_all: the feed says something else of all that it lists.

    """
    age = now - item.first_seen_at
    if of_all and age >= until and item.state is ItemState.READ:
        return now if now >= item.next_try_at + max(every, age * RECHECK_SHARE) else None
    if item.next_try_at <= item.first_seen_at:
        return now
    return max(now, min(item.next_try_at + max(every, age * RESTLESS_SHARE), now + LONGEST_RECHECK))


def owed_from(owed_since: datetime | None, *, now: datetime, give_up_after: timedelta) -> datetime:
    """Return since when a look is owed to a feed that says something else of a page now, and may have done so before.

    A feed that says something else at every fetch has no page tried any sooner for it.
    """
    is_owed = owed_since is not None and not is_given_up(owed_since, now=now, after=give_up_after)
    return min(owed_since, now) if owed_since is not None and is_owed else now


def owed_look_at(
    owed_since: datetime | None, *, now: datetime, give_up_after: timedelta, is_closed: bool = False
) -> datetime | None:
    """Return when to look again at a page that could not be looked at, though its feed says something else of it.

    It may hold news, so it is tried as one that was never read: after a minute, then after as long as it has been
    tried, and no more often than by its age once a new one would be given up. None: no look is owed to its feed.

    Args:
        owed_since: since when its feed says so, and no look has succeeded.
        now: when the last one failed.
        give_up_after: for how long a page is tried that was never read.
        is_closed: its host refuses the page to us, or shows a wall: that lasts for long.

    """
    if owed_since is None or is_given_up(owed_since, now=now, after=give_up_after):
        return None
    longest = LONGEST_CLOSED_RETRY if is_closed else LONGEST_ARTICLE_RETRY
    tried_for = now - owed_since if now >= owed_since else longest  # the clock went back
    return now + min(max(tried_for, MISSING_RETRY), longest)


def next_recheck_at(
    *,
    now: datetime,
    known: datetime,
    changed_at: datetime | None,
    every: timedelta,
    until: timedelta,
    has_statements: bool = True,
) -> datetime | None:
    """Return when to fetch a page again, or None: no more, since it is too old.

    First after `every`, then after a quarter of the time for which it is known. A page whose text was found to be
    another is asked again after `every`, then after as long as it has been quiet; an old one that never rests is asked
    ever more rarely. One that holds no statement may be a stub that fills up, or a live page: it is asked when it is
    known for twice as long.

    Args:
        now: when it was fetched.
        known: from when on its looks are counted (`known_since`).
        changed_at: when its text was last found to be another.
        every: the shortest wait.
        until: the age, as its looks are counted, from which it is fetched no more.
        has_statements: some of what it says is on record, or it is looked at as often (`is_looked_at_often`).

    """
    age = now - known
    if age >= until:
        return None
    wait = age * (RECHECK_SHARE if has_statements else EMPTY_SHARE)
    if changed_at is not None and has_statements:
        wait = min(wait, max(now - changed_at, age * RESTLESS_SHARE))
    return now + min(max(wait, every), LONGEST_RECHECK)
