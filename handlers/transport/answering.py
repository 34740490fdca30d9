"""A reader waits for an answer: there is one, whatever breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog

from handlers.render.reply import sentence

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from handlers.render.reply import AnswerFile, Reply

log = structlog.get_logger()

FAILED = sentence("No answer", "Something went wrong on the bot's side. Try again in a minute.", mistake=True)


async def body_of(
    work: Awaitable[Reply], mark_up: Callable[[Reply], dict[str, Any]], *, event: str, **subject: object
) -> tuple[dict[str, Any], AnswerFile | None]:
    """Wait for an answer and mark it up; where either breaks, mark up that it did. Returns it with its file.

    Args:
        work: gives the answer.
        mark_up: makes the platform's body of it.
        event: what the log says where it breaks.
        subject: what it is about, for the log.

    """
    try:
        reply = await work
        return mark_up(reply), reply.file
    except Exception:  # the reader waits, and nobody else would say anything
        log.exception(event, **subject)
        return mark_up(FAILED), None
