"""Which channel wants what, and whether it heard of it already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.model import Kind, Novelty

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from bot.core.model import Channel, Route, Source, Statement


def wants(route: Route, statement: Statement, *, source: Source, headline: str) -> bool:
    """Tell whether a channel's route wants a statement that this source reports."""
    if route.actor_ids and statement.actor_id not in route.actor_ids:
        return False
    if route.source_ids and source.id not in route.source_ids:
        return False
    if statement.novelty is Novelty.REPEAT and not route.repeats:
        return False
    if route.tiers and source.tier not in route.tiers:
        return False
    if statement.confidence < route.least_confidence:
        return False
    said = f"{statement.text}\n{headline}".casefold()
    return not route.words or any(word.casefold() in said for word in route.words)


def newly_wanted(
    route: Route, statement: Statement, *, source: Source, headline: str, reached: Collection[Channel]
) -> bool:
    """Tell whether a route wants this report of a statement, of which its channel has not heard.

    That a statement is on record says nothing of who heard of it: a report may have been saved quietly (a baseline, an
    article too old), not have been wanted (its tier, its confidence), or its alert have died before it was posted. So
    the outbox is asked, not the earlier reports (issue 8).

    Args:
        route: who asks.
        statement: as it is now on record.
        source: who reports it now.
        headline: above this report.
        reached: the channels in which an alert tells it, or is about to.

    """
    return route.channel not in reached and wants(route, statement, source=source, headline=headline)


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


def lead_first(statements: Sequence[Statement]) -> list[Statement]:
    """Order the statements of one report: a change first, then the actor's own words, then the longer."""
    order = {Kind.DIRECT: 0, Kind.MIXED: 1, Kind.INDIRECT: 2}
    return sorted(
        statements,
        key=lambda one: (one.novelty is not Novelty.CHANGED, order[one.kind], -len(one.text)),
    )
