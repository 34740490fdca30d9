"""What tells how two statements of one actor relate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.core.model import Comparison, Statement


class Comparing(Protocol):
    """The judge, as those who are asked by people see it."""

    async def side_by_side(
        self, earlier: Statement, later: Statement, *, questions: tuple[str, str] = ("", "")
    ) -> Comparison:
        """Compare two statements of one actor.

        Args:
            earlier: the one that the differences lead from.
            later: the one that they lead to.
            questions: what was asked, of answers of a few words: of the earlier one, and of the later one.

        Raises:
            WeightsError: the judge cannot be loaded.
            CompareTimeoutError: it takes too long.

        """
        ...
