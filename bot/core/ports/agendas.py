"""What a tick asks first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.model import Agenda


class Agendas(Protocol):
    """What there is to do, in one question.

    A bot ticks 86,400 times a day, and most ticks find nothing: each kind of work is asked for where this says that
    some is due, and at no other time.
    """

    async def agenda(self, *, now: datetime) -> Agenda:
        """Return of which kinds of work some is due, as `due_polls`, `due_items`, … would, and the last change."""
        ...
