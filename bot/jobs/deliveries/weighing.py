"""What an alert tells, read to decide when and how it goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from bot.core.errors import NotOnRecordError, OnRecordError
from bot.core.model import ReportView

if TYPE_CHECKING:
    from bot.core.model import Delivery
    from bot.core.ports import Outbox

log = structlog.get_logger()


async def report_of(store: Outbox, alert: Delivery) -> ReportView | None:
    """Return what an alert tells; None: nobody can say, and when its turn comes, it is dead or put aside.

    Raises:
        StoreError: the record cannot be used.

    """
    try:
        message = await store.message(alert)
    except NotOnRecordError:
        return None
    except OnRecordError:
        raise
    except Exception:  # rows that cannot be read hold up no other alert
        log.exception("alert cannot be weighed", delivery=alert.id)
        return None
    return message if isinstance(message, ReportView) else None
