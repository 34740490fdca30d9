"""What became of things: read off the rows of items and deliveries, put together for everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.crediting import is_second_hand, why_not
from bot.core.model import DeliveryState, ItemState
from bot.core.outcomes import Outcome
from bot.rules.routing import unwanted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bot.core.model import Channel, Delivery, Item, Quotation, Route, Source, Statement

CUT = "[…]"  # the last paragraph of a text that goes on where it was found, and was not kept further

_FURTHEST = (  # the order in which `routing.unwanted` asks
    Outcome.OTHER_ACTOR,
    Outcome.OTHER_SOURCE,
    Outcome.OTHER_TIER,
    Outcome.REPEAT,
    Outcome.OTHER_NOVELTY,
    Outcome.OTHER_KIND,
    Outcome.OTHER_WORDS,
    Outcome.BELOW_CONFIDENCE,
    Outcome.MUTED,
)
ITEM_OUTCOMES = {
    ItemState.WAITING: Outcome.WAITING,
    ItemState.READ: Outcome.READ,
    ItemState.FAILED: Outcome.GIVEN_UP,
}
DELIVERY_OUTCOMES = {
    DeliveryState.PENDING: Outcome.WAITING,
    DeliveryState.SENDING: Outcome.WAITING,
    DeliveryState.SENT: Outcome.POSTED,
    DeliveryState.STALE: Outcome.POSTED,
    DeliveryState.COLLAPSED: Outcome.COLLAPSED,
    DeliveryState.DEAD: Outcome.GIVEN_UP,
}


def item_outcome(item: Item) -> Outcome:
    """Return what became of an item, as far as its own row says it."""
    return ITEM_OUTCOMES[item.state]


def delivery_outcome(delivery: Delivery) -> Outcome:
    """Return what became of a delivery."""
    return DELIVERY_OUTCOMES[delivery.state]


def attribution_outcome(quotation: Quotation) -> tuple[Outcome, str, str] | None:
    """Return why an attribution is no statement of its actor, with the rule and its words; None: it is one."""
    why = why_not(quotation)
    if why is None:
        return None
    if quotation.rejected is not None:
        return Outcome.REJECTED, f"watcher.{quotation.rejected_by}" if quotation.rejected_by else "watcher", why
    return (Outcome.SECOND_HAND if is_second_hand(quotation) else Outcome.NOT_SAID), "core.crediting.why_not", why


def unsaid(quotations: Sequence[Quotation]) -> list[Quotation]:
    """Return the attributions of tracked actors that left nothing on record.

    Not what is part of a statement of the same actor: a stage that joins two pieces or finds words a second time says
    of one that it is none, and the words are on record all the same.
    """
    kept = [one for one in quotations if why_not(one) is None or is_second_hand(one)]
    return [
        one
        for one in quotations
        if one.actor_id is not None
        and one not in kept
        and one.content
        and not any(one.actor_id == other.actor_id and _is_within(one, other) for other in kept)
    ]


def _is_within(one: Quotation, other: Quotation) -> bool:
    return all(any(start <= a and b <= end for start, end in other.content) for a, b in one.content)


def channel_outcome(
    channel: Channel,
    routes: Iterable[Route],
    statement: Statement,
    *,
    source: Source,
    headline: str,
    now: datetime,
    heard_before: bool,
) -> tuple[Outcome, str]:
    """Return why no route to a channel wants a statement: by the route that comes furthest.

    Raises:
        ValueError: one of them wants it.

    """
    reasons = [
        unwanted(route, statement, source=source, headline=headline, now=now, heard_before=heard_before)
        for route in routes
        if route.channel == channel
    ]
    known = [reason for reason in reasons if reason is not None]
    if len(known) < len(reasons) or not known:
        raise ValueError(f"{channel} wants {statement.id}")
    return max(known, key=lambda reason: _FURTHEST.index(reason[0]))
