"""Corrections go on record, and the alerts that tell what was corrected are edited and answered."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Protocol

import structlog

from bot.core.ids import stable_id
from bot.core.model import Delivery, DeliveryKind, DeliveryState
from bot.core.ports import CorrectionWrites, OutboxWrites
from bot.jobs.thresholds import MOST_REPLIES
from bot.rules.corrections import needs_reply

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.core.config_sections import AlertSettings
    from bot.core.model import Correction
    from bot.core.ports import Record

log = structlog.get_logger()


class AnswerWrites(CorrectionWrites, OutboxWrites, Protocol):
    """What corrections write."""


async def save_corrections(
    transaction: AnswerWrites,
    corrections: Sequence[Correction],
    *,
    record: Record,
    alerts: AlertSettings,
    now: datetime,
) -> None:
    """Save corrections, have the alerts that tell their statements edited, and answer these.

    A channel gets as many replies as it gets alerts; beyond that the marks in the alerts say it.
    """
    limit, per = alerts.limit, alerts.limit_per
    answered: set[tuple[str, str, str, str]] = set()
    replies: Counter[str] = Counter()
    for correction in corrections:
        await transaction.save_correction(correction)
        statement = await record.statement(correction.statement_id)
        if statement is not None and not needs_reply(statement, correction):
            continue
        for alert in await transaction.alerts_telling(correction.statement_id):
            said = (alert.id, correction.statement_id, str(correction.kind), correction.text)
            if said in answered or replies[alert.id] == MOST_REPLIES:
                continue
            if await transaction.replies_since(alert.channel, now - per) >= limit:
                log.warning("too many corrections for replies, alerts are marked", channel=str(alert.channel))
                continue
            answered.add(said)
            replies[alert.id] += 1
            await transaction.add_delivery(_reply(alert, correction, now=now))
    await transaction.outdate({one.statement_id for one in corrections}, at=now)


def _reply(alert: Delivery, correction: Correction, *, now: datetime) -> Delivery:
    return Delivery(
        id=stable_id("correction", correction.id, alert.id),
        report_id=alert.report_id,
        channel=alert.channel,
        state=DeliveryState.PENDING,
        next_try_at=now,
        created_at=now,
        kind=DeliveryKind.CORRECTION,
        parent_id=alert.id,
        correction_id=correction.id,
    )
