"""The time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime


class Clock(Protocol):
    """The time. Nothing else in the engine reads a clock."""

    def now(self) -> datetime:
        """Return the aware UTC time."""
        ...
