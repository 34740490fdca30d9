"""The judge for a command that may never ask it: loaded where it is asked first."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.model import Comparison, Statement


class JudgeOnDemand:
    """`bot.core.ports.Comparing`, in a process that answers one question."""

    async def side_by_side(
        self, earlier: Statement, later: Statement, *, questions: tuple[str, str] = ("", "")
    ) -> Comparison:
        """Compare two statements of one actor; see the port."""

        def compared() -> Comparison:
            from bot.novelty import Judge  # noqa: PLC0415 - the other questions need no model
            from bot.novelty.side_by_side import compare_statements  # noqa: PLC0415

            return compare_statements(Judge.load(), earlier, later, questions)

        return await asyncio.to_thread(compared)
