"""Feedback and rulings in memory."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.errors import StatementNotFoundError
from bot.core.model import FeedbackKind, FeedbackView
from tests.fakes.memory import Remembering

if TYPE_CHECKING:
    from bot.core.model import Feedback


class MemoryRulings(Remembering):
    """`bot.core.ports.Rulings`."""

    async def feedback(self) -> list[FeedbackView]:
        record = self._memory
        spoken_of = [record.statements[one] for one in {given.statement_id for given in record.feedback.values()}]
        spoken_of.sort(key=lambda s: (s.first_seen_at, s.id))
        return [FeedbackView(statement=record.view(s), given=tuple(record.feedback_on(s.id))) for s in spoken_of]

    async def feedback_on(self, statement_id: str) -> list[Feedback]:
        return self._memory.feedback_on(statement_id)


class MemoryRulingWrites(MemoryRulings):
    """`bot.core.ports.RulingWrites`."""

    async def save_feedback(self, feedback: Feedback) -> None:
        self._memory.feedback.setdefault(feedback.id, feedback)

    async def remove_feedback(self, feedback_id: str) -> bool:
        return self._memory.feedback.pop(feedback_id, None) is not None

    async def rule(self, statement_id: str, ruling: FeedbackKind | None) -> None:
        if statement_id not in self._memory.statements:
            raise StatementNotFoundError(statement_id)
        self._memory.statements[statement_id] = replace(self._memory.statements[statement_id], ruling=ruling)
