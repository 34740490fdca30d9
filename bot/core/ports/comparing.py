"""What tells how two statements of one actor relate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.core.model import Comparison, Statement


class Comparing(Protocol):
    """The judge, as those who are asked by people see it."""

    async def side_by_side(self, earlier: Statement, later: Statement) -> Comparison:
        """Compare two statements of one actor.

        Raises:
            WeightsError: the judge cannot be loaded.
            CompareTimeoutError: it takes too long.

        """
        ...
