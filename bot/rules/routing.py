"""Which channel wants what, and whether it heard of it already."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.core.model import Novelty, Target, Urgency
from bot.core.outcomes import Outcome
from bot.rules.route_words import has_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from bot.core.model import Channel, Route, Source, Statement


def unwanted(
    route: Route,
    statement: Statement,
    *,
    source: Source,
    headline: str,
    now: datetime,
    heard_before: bool = True,
) -> tuple[Outcome, str] | None:
    """Return why a channel's route does not want a statement that this source reports, in words too; None: it does.

    The conditions are asked from the widest to the narrowest, so that of several routes the one that comes furthest
    says best why a channel does not hear of it.

    Args:
        route: who asks.
        statement: as it is now on record, in the words of this report.
        source: who reports it now.
        headline: above this report.
        now: the time, by which a route is muted or not.
        heard_before: of a repeat: an alert in its channel reported an earlier occasion. What only a baseline knew, or
            was reported to others alone, is news to a channel (issue 8).

    """
    reasons = (
        _of_others(route, statement, source),
        _said_before(route, statement, heard_before=heard_before),
        _of_other_novelty(route, statement, heard_before=heard_before),
        _given_otherwise(route, statement),
        _by_its_words(route, f"{statement.text}\n{headline}"),
        _unsure(route, statement),
        _muted(route, now=now),
    )
    return next((one for one in reasons if one is not None), None)


def _of_others(route: Route, statement: Statement, source: Source) -> tuple[Outcome, str] | None:
    if route.actor_ids and statement.actor_id not in route.actor_ids:
        return Outcome.OTHER_ACTOR, f"the route follows {', '.join(route.actor_ids)}"
    if route.source_ids and source.id not in route.source_ids:
        return Outcome.OTHER_SOURCE, f"the route listens to {', '.join(route.source_ids)}"
    if route.tiers and source.tier not in route.tiers:
        return Outcome.OTHER_TIER, f"the source is {source.tier}, the route asks for {', '.join(route.tiers)}"
    return None


def _said_before(route: Route, statement: Statement, *, heard_before: bool) -> tuple[Outcome, str] | None:
    if statement.novelty is Novelty.REPEAT and heard_before and Novelty.REPEAT not in _asked_for(route):
        return Outcome.REPEAT, "said before, and the route does not ask for that"
    return None


def _of_other_novelty(route: Route, statement: Statement, *, heard_before: bool) -> tuple[Outcome, str] | None:
    is_news = statement.novelty is Novelty.REPEAT and not heard_before
    novelty = Novelty.NEW if is_news else statement.novelty
    if novelty in _asked_for(route):
        return None
    return Outcome.OTHER_NOVELTY, f"it is {novelty}, the route asks for {', '.join(route.novelty)}"


def _asked_for(route: Route) -> set[Novelty]:
    asked = set(route.novelty) or {Novelty.NEW, Novelty.CHANGED}
    return asked | {Novelty.REPEAT} if route.repeats else asked


def _given_otherwise(route: Route, statement: Statement) -> tuple[Outcome, str] | None:
    if not route.kinds or statement.kind in route.kinds:
        return None
    return Outcome.OTHER_KIND, f"its words are {statement.kind}, the route asks for {', '.join(route.kinds)}"


def _by_its_words(route: Route, said: str) -> tuple[Outcome, str] | None:
    if route.words and not any(has_words(said, word) for word in route.words):
        return Outcome.OTHER_WORDS, f"the route asks for one of: {', '.join(route.words)}"
    if found := [word for word in route.not_words if has_words(said, word)]:
        return Outcome.OTHER_WORDS, f"the route leaves out what has: {', '.join(found)}"
    return None


def _muted(route: Route, *, now: datetime) -> tuple[Outcome, str] | None:
    if route.muted_until is None or route.muted_until <= now:
        return None
    return Outcome.MUTED, f"until {route.muted_until:%Y-%m-%d %H:%M} UTC"


def loudest(routes: Iterable[Route]) -> tuple[Urgency, str]:
    """Return how loudly an alert comes that these routes of one channel want, and whom it mentions.

    The most urgent one decides: a channel that gets all silently, and the changes with a mention, has a route for each.
    Of several that mention somebody the first does: an alert mentions one role or user group.
    """
    ranks = list(Urgency)
    first = max(routes, key=lambda route: ranks.index(route.urgency), default=None)
    return (Urgency.NORMAL, "") if first is None else (first.urgency, first.mention)


def thread_of(routes: Iterable[Route], actor_id: str, *, at: datetime, zone: str) -> str | None:
    """Return the thread into which an alert goes that these routes of one channel want; None: the channel itself.

    It is named by the day and the actor: "2026-03-01 trump". A route that wants the alert in the channel is followed.
    """
    if any(route.target is Target.CHANNEL for route in routes):
        return None
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d} {actor_id}"


def _unsure(route: Route, statement: Statement) -> tuple[Outcome, str] | None:
    if statement.confidence >= route.least_confidence:
        return None
    why = f"confidence {statement.confidence:.2f}, the route asks for {route.least_confidence:.2f}"
    return Outcome.BELOW_CONFIDENCE, why


def newly_wanted(
    route: Route,
    statement: Statement,
    *,
    source: Source,
    headline: str,
    reached: Collection[Channel],
    now: datetime,
    heard_before: bool = True,
) -> bool:
    """Tell whether a route wants this report of a statement, of which its channel has not heard.

    That a statement is on record says nothing of who heard of it: a report may have been saved quietly (a baseline, an
    article too old), not have been wanted (its tier, its confidence), or its alert have died before it was posted. So
    the outbox is asked, not the earlier reports (issue 8).

    Args:
        route: who asks.
        statement: as it is now on record, in the words of this report.
        source: who reports it now.
        headline: above this report.
        reached: the channels in which an alert reports it, or is about to.
        now: the time.
        heard_before: of a repeat: an alert in its channel reported an earlier occasion.

    """
    return (
        route.channel not in reached
        and unwanted(route, statement, source=source, headline=headline, now=now, heard_before=heard_before) is None
    )


def is_another_report(source: Source, first: Source, *, routes: Iterable[Route]) -> bool:
    """Tell whether a page that is on record as one source's is another report where a second source lists it too.

    An aggregator may link to a page of the ministry before the ministry's own feed lists it; the feeds of one paper are
    one report, unless somebody asks for one of them.

    Args:
        source: lists it now.
        first: listed it before.
        routes: those of the config.

    """
    if (source.tier, source.voice) != (first.tier, first.voice):
        return True
    return any((source.id in one.source_ids) is not (first.id in one.source_ids) for one in routes)
