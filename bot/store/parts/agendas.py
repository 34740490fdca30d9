"""What a tick asks first, in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import exists, func, or_, select

from bot.core.model import Agenda, ItemState
from bot.store.connected import Connected
from bot.store.forms.tables import audit_log, deliveries, items, poll_states, rechecks
from bot.store.parts.outbox import UNSENT
from bot.store.parts.queries import NOW, TOO_FAR, at_most, falls_due

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select


def _any(*kinds: tuple[ColumnElement[bool], ...]) -> ColumnElement[bool]:
    """Tell that there is a row of one of these kinds. Each is a question of its own, and goes along an index."""
    return or_(*(exists().where(*kind) for kind in kinds))


def _agenda() -> Select[Any]:
    """What `agenda` asks. The conditions are those of `due_polls`, `due_items`, `due_rechecks`, `due_deliveries`."""
    polled, put_off = poll_states.c, rechecks.c.next_try_at
    waiting = items.c.state == ItemState.WAITING
    return select(
        select(func.max(audit_log.c.seq)).scalar_subquery().label("last_change"),
        _any(
            (polled.in_use, polled.next_poll_at <= NOW),
            (polled.in_use, polled.last_polled_at > NOW),
        ).label("polls"),
        _any((waiting, items.c.next_try_at <= NOW), (waiting, items.c.next_try_at > TOO_FAR)).label("items"),
        _any(
            *(
                (rechecks.c.has_statements == has_statements, came)
                for has_statements in (True, False)
                for came in (put_off <= NOW, put_off > TOO_FAR)
            )
        ).label("rechecks"),
        _any((deliveries.c.state.in_(UNSENT), falls_due(deliveries))).label("deliveries"),
    )


_AGENDA: Final = _agenda()


class SqlAgendas(Connected):
    """`bot.core.ports.Agendas`."""

    async def agenda(self, *, now: datetime) -> Agenda:
        (found,) = await self._rows(_AGENDA, at_most(1, now=now))
        return Agenda(**{**found, "last_change": found["last_change"] or 0})
