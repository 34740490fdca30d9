"""More of a remark that was reported in a channel: what a fuller quotation adds answers the first alert, in its thread.

Only where words prove that both are of one remark, and on the day of the alert. Nothing is hidden by it: the rest is
posted all the same, and what is not sure of all this is an alert of its own.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.core.model import DeliveryKind, DeliveryState, Novelty, Relation
from bot.core.words import words_of
from bot.rules.thresholds import LEAST_SHARED, MORE_WITHIN

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.model import Channel, Delivery, Statement


def partly_reported_by(statement: Statement) -> frozenset[str]:
    """Return the ids of the statements that are the same remark in fewer points.

    Its points that were said on the same occasion are among theirs, enough words of them, and others are not. A change
    leads an alert of its own.
    """
    if statement.novelty is not Novelty.NEW:
        return frozenset()
    shared: Counter[str] = Counter()
    for point in statement.known:
        if point.relation is Relation.SAME:
            shared[point.statement_id] += len(words_of(statement.text[slice(*point.span)]))
    return frozenset(one for one, words in shared.items() if words >= LEAST_SHARED)


def heads_thread(alert: Delivery, channel: Channel, *, now: datetime) -> bool:
    """Tell whether what is more of a remark is reported below this alert: of its channel and its day, and in sight."""
    return (
        alert.kind is DeliveryKind.ALERT
        and alert.channel == channel
        and alert.state not in {DeliveryState.COLLAPSED, DeliveryState.DEAD}
        and now - alert.created_at < MORE_WITHIN
    )
