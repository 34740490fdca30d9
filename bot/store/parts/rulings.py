"""Feedback and rulings in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, update

from bot.core.errors import StatementNotFoundError
from bot.store.connected import Connected, Writing
from bot.store.forms import rows
from bot.store.forms.tables import feedback_given, statements
from bot.store.parts import views

if TYPE_CHECKING:
    from bot.core.model import Feedback, FeedbackKind, FeedbackView


class SqlRulings(Connected):
    """`bot.core.ports.Rulings`."""

    async def feedback(self) -> list[FeedbackView]:
        async with self.connected() as connection:
            return await views.all_feedback(connection)

    async def feedback_on(self, statement_id: str) -> list[Feedback]:
        async with self.connected() as connection:
            return await views.feedback_on(connection, [statement_id])


class SqlRulingWrites(SqlRulings, Writing):
    """`bot.core.ports.RulingWrites`."""

    async def save_feedback(self, feedback: Feedback) -> None:
        await self._add(feedback_given, rows.row_of_feedback(feedback))

    async def remove_feedback(self, feedback_id: str) -> bool:
        return bool((await self._run(delete(feedback_given).where(feedback_given.c.id == feedback_id))).rowcount)

    async def rule(self, statement_id: str, ruling: FeedbackKind | None) -> None:
        ruled = await self._run(update(statements).where(statements.c.id == statement_id).values(ruling=ruling))
        if not ruled.rowcount:
            raise StatementNotFoundError(statement_id)
