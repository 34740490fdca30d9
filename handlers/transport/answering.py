"""A reader waits for an answer: there is one, whatever breaks."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import structlog

from bot.core.errors import MessengerError, OutcomeUnknownError, RetryLaterError
from handlers import limits
from handlers.render.replies.reply import sentence

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from handlers.render.replies.reply import AnswerFile, Reply

log = structlog.get_logger()

FAILED = sentence("No answer", "Something went wrong on the bot's side. Try again in a minute.", mistake=True)


class UnderWay:
    """Answers that are being given; the end waits for them, for a moment."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def __bool__(self) -> bool:
        return bool(self._tasks)

    def add(self, task: asyncio.Task[None]) -> None:
        """Take up one."""
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def end(self) -> None:
        """Let them finish, or cut them off. May be called twice."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=limits.ANSWERS_FINISH_WITHIN)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)


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


async def sent(send: Callable[[], Awaitable[object]], *, within: float, repeatable: bool) -> None:
    """Send what a reader waits for, and again where it did not arrive.

    Args:
        send: one try.
        within: seconds after which nobody takes it any more.
        repeatable: sent twice, it shows once; so it is sent again where nobody knows whether it arrived.

    Raises:
        MessengerError: of the last try.

    """
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + within
    for pause in limits.ANSWER_AGAIN_AFTER:
        failed: MessengerError
        try:
            await send()
        except RetryLaterError as error:
            failed, wait = error, max(pause, error.after.total_seconds() if error.after else 0.0)
        except OutcomeUnknownError as error:
            if not repeatable:
                raise
            failed, wait = error, pause
        else:
            return
        if loop.time() + wait > ends_at:
            raise failed
        await asyncio.sleep(wait)
    await send()
