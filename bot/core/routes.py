"""By what a route is known: what it asks for, so that the config and a command that say the same name the same one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.ids import stable_id
from bot.core.model import Platform
from bot.core.thresholds import ROUTE_ID_LENGTH

if TYPE_CHECKING:
    from bot.core.model import Route


def route_id(route: Route) -> str:
    """Return the short id of a route: of who wants what, whatever the order, and however loudly it is said."""
    asked = (
        route.actor_ids,
        route.source_ids,
        route.tiers,
        tuple(word.casefold() for word in route.words),
        tuple(word.casefold() for word in route.not_words),
        route.novelty,
        route.kinds,
    )
    parts = ("\n".join(sorted(map(str, one))) for one in asked)
    return stable_id("route", str(route.channel), *parts)[:ROUTE_ID_LENGTH]


def is_direct(route: Route) -> bool:
    """Tell whether a route leads to somebody's direct messages on Slack; on Discord their ids tell nothing of it."""
    return route.channel.platform is Platform.SLACK and route.channel.id_there.startswith("D")
