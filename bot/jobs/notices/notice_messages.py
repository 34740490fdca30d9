"""A notice on its way to the channel of who runs the bot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.ids import stable_id
from bot.core.model import Delivery, DeliveryState

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.model import Channel, DeliveryKind, Notice


def message_of(notice: Notice, channel: Channel, *, kind: DeliveryKind, now: datetime) -> Delivery:
    """Return the delivery that tells the beginning (NOTICE) or the end (ALL_CLEAR) of a notice: one of each."""
    return Delivery(
        id=stable_id(kind, notice.id),
        report_id=None,
        channel=channel,
        state=DeliveryState.PENDING,
        next_try_at=now,
        created_at=now,
        kind=kind,
        notice_id=notice.id,
    )
