"""Service: what people say is wrong with a statement → kept, taken back, and what the desk makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import structlog

from bot.core.ids import stable_id
from bot.core.model import Feedback
from bot.core.ports import OutboxWrites, RulingWrites, Transactional

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.core.model import FeedbackKind, Member

log = structlog.get_logger()


class FeedbackWrites(RulingWrites, OutboxWrites, Protocol):
    """What is kept of what people say, and the alerts that it outdates."""


class FeedbackStore(Transactional[FeedbackWrites], Protocol):
    """Where it is kept."""


async def say(store: FeedbackStore, kind: FeedbackKind, statement_id: str, *, by: Member, now: datetime) -> None:
    """Keep what somebody says of a statement. Said by a moderator it rules, and the alerts that report it are outdated.

    Said twice it is said once; of a moderator it is the latest word then.
    """
    feedback_id = id_of(kind, statement_id, by)
    feedback = Feedback(id=feedback_id, statement_id=statement_id, kind=kind, person=by, given_at=now)
    async with store.transaction() as transaction:
        if by.moderator:
            await transaction.remove_feedback(feedback_id)
        await transaction.save_feedback(feedback)
        if by.moderator:  # the latest word, whatever the clock says of the others
            await _rule(transaction, statement_id, kind, now=now)
    log.info("feedback", statement=statement_id, kind=str(kind), person=by.id, moderator=by.moderator)


async def take_back(store: FeedbackStore, kind: FeedbackKind, statement_id: str, *, by: Member, now: datetime) -> bool:
    """Forget what somebody said of a statement, if they did, and tell whether that may change the ruling."""
    feedback_id = id_of(kind, statement_id, by)
    async with store.transaction() as transaction:
        given = await transaction.feedback_on(statement_id)
        ruled = any(one.id == feedback_id and one.person.moderator for one in given)
        await transaction.remove_feedback(feedback_id)
        if ruled:
            rest = [one for one in given if one.id != feedback_id]
            await _rule(transaction, statement_id, ruling(rest), now=now)
    log.info("feedback taken back", statement=statement_id, kind=str(kind), person=by.id)
    return ruled


def ruling(given: Sequence[Feedback]) -> FeedbackKind | None:
    """Return what the desk says, of feedback first given first: the latest word of a moderator."""
    return next((one.kind for one in reversed(given) if one.person.moderator), None)


async def _rule(transaction: FeedbackWrites, statement_id: str, kind: FeedbackKind | None, *, now: datetime) -> None:
    await transaction.rule(statement_id, kind)
    await transaction.outdate([statement_id], at=now)


def id_of(kind: FeedbackKind, statement_id: str, by: Member) -> str:
    """Return the id of what a person says of a statement: said twice it is the same."""
    return stable_id("feedback", statement_id, kind, by.id)
