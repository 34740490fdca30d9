"""What a tick is about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What there is to do at one moment: of which kinds of work at least one piece is due.

    What is under way, or cannot be done now, is due still.
    """

    polls: bool
    items: bool
    rechecks: bool
    deliveries: bool
    last_change: int  # the number of the last change in the audit log, 0 where there is none

    @property
    def has_work(self) -> bool:
        """Whether anything is due at all."""
        return self.polls or self.items or self.rechecks or self.deliveries
