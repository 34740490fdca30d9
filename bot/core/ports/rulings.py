"""What people say is wrong with a statement, and what the desk rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.core.model import Feedback, FeedbackKind, FeedbackView


class Rulings(Protocol):
    """Feedback, as it is on record."""

    async def feedback(self) -> list[FeedbackView]:
        """Return every statement that people said something of, first seen first."""
        ...

    async def feedback_on(self, statement_id: str) -> list[Feedback]:
        """Return what people said of a statement, first given first."""
        ...


class RulingWrites(Rulings, Protocol):
    """Feedback and rulings within a transaction."""

    async def save_feedback(self, feedback: Feedback) -> None:
        """Save what a person said. The same again, known by its id, is left as it is."""
        ...

    async def remove_feedback(self, feedback_id: str) -> bool:
        """Forget what a person said, and tell whether it was on record."""
        ...

    async def rule(self, statement_id: str, ruling: FeedbackKind | None) -> None:
        """Save what the desk says is wrong with a statement; None: nothing is.

        Raises:
            StatementNotFoundError: it is not on record.

        """
        ...
