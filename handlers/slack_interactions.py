"""What people do on Slack (a command, buttons) → `Commands` → an answer that only they see."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import TYPE_CHECKING, Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.errors import MessengerError
from handlers.slack_message import CONTEXT, NEXT, PREVIOUS, answer, plain_answer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from handlers.commands import Commands
    from handlers.slack_rest import SlackRest

log = structlog.get_logger()

REMEMBERED = 1000  # triggers that were answered
FINISH_WITHIN = 0.5  # seconds, for answers under way at the end

_UNKNOWN_BUTTON = "This button is of another version of the bot. The command still works."
_FAILED = "Something went wrong on the bot's side, and its log says what. Try again in a minute."
_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}  # Slack writes these three, and no others, into what people type


class Interactions:
    """Answers commands and buttons. Each is acknowledged at once and worked on after: Slack waits three seconds.

    Args:
        rest: to answer through.
        commands: what people may ask.
        command: the slash command.
        signing_secret: for requests by HTTP; envelopes of a socket are not signed.

    """

    def __init__(self, *, rest: SlackRest, commands: Commands, command: str, signing_secret: str | None) -> None:
        self._rest = rest
        self._commands = commands
        self._command = command
        self._seen: dict[str, None] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.app = _app(signing_secret)
        self.app.command(command)(self._on_command)
        self.app.action(re.compile(""))(self._on_action)

    async def close(self) -> None:
        """Let answers under way finish, for a moment."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=FINISH_WITHIN)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _on_command(self, ack: Callable[[], Awaitable[Any]], body: dict[str, Any]) -> None:
        await ack()
        self._begin(body, self._run)

    async def _on_action(self, ack: Callable[[], Awaitable[Any]], body: dict[str, Any]) -> None:
        await ack()
        self._begin(body, self._press)

    def _begin(self, body: dict[str, Any], work: Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]) -> None:
        """Answer in the background; what Slack delivers twice is answered once."""
        trigger = str(body.get("trigger_id") or "")
        if trigger in self._seen:
            log.info("slack delivered it twice")
            return
        if trigger:
            self._seen[trigger] = None
            if len(self._seen) > REMEMBERED:
                del self._seen[next(iter(self._seen))]
        task = asyncio.create_task(self._answer(str(body.get("response_url") or ""), work(body)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, response_url: str, work: Awaitable[dict[str, Any]]) -> None:
        try:
            said = await work
        except Exception:  # the reader waits, and nobody else would say anything
            log.exception("slack answer failed")
            said = plain_answer(_FAILED)
        try:
            await self._rest.respond(response_url, said)
        except MessengerError as error:
            log.warning("slack answer not sent", error=str(error))

    async def _run(self, body: dict[str, Any]) -> dict[str, Any]:
        typed = re.sub("|".join(_ENTITIES), lambda match: _ENTITIES[match[0]], str(body.get("text") or ""))
        return answer(await self._commands.parse_and_run(typed), command=self._command)

    async def _press(self, body: dict[str, Any]) -> dict[str, Any]:
        pressed: dict[str, Any] = next(iter(body.get("actions") or ()), {})
        action_id, value = str(pressed.get("action_id", "")), str(pressed.get("value") or "")
        if action_id in {PREVIOUS, NEXT}:
            page = answer(await self._commands.turn(value), command=self._command)
            return page | {"replace_original": True}
        if action_id == CONTEXT:
            shown = answer(await self._commands.run("statement", {"id": value}), command=self._command)
        else:
            shown = plain_answer(_UNKNOWN_BUTTON)
        return shown | {"replace_original": False}


def _app(signing_secret: str | None) -> AsyncApp:
    # Bolt asks Slack who the bot is before the first acknowledgement, unless it is told; its warnings hold whole
    # requests.
    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=None)

    quiet = logging.getLogger("onrecord.slack_bolt")
    quiet.setLevel(logging.ERROR)
    return AsyncApp(
        name="onrecord",
        logger=quiet,
        authorize=authorize,
        signing_secret=signing_secret or "",
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
    )
