"""What people do on Slack (a command, buttons) → `Commands` → an answer that only they see."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import TYPE_CHECKING, Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.core.errors import MessengerError
from bot.core.model import Member, Platform
from handlers import limits
from handlers.slack.message import READ_ID, answer
from handlers.slack.uploads import uploaded
from handlers.slack.zones import ReaderZones
from handlers.transport.answering import body_of
from handlers.transport.connection import Heard

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.core.config import Config
    from handlers.commands import Commands
    from handlers.render.reply import Reply
    from handlers.slack.rest import SlackRest

log = structlog.get_logger()

# Slack writes these three, and no others, into what people type.
_WRITTEN_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}


class Interactions:
    """Answers commands and buttons. Each is acknowledged at once and worked on after: Slack waits three seconds.

    Args:
        rest: to answer through.
        commands: what people may ask.
        config: the slash command, and who looks after the bot: Slack itself does not tell who that is.
        signing_secret: for requests by HTTP; envelopes of a socket are not signed.

    """

    def __init__(
        self,
        *,
        rest: SlackRest,
        commands: Commands,
        config: Config,
        signing_secret: str | None,
    ) -> None:
        self._rest = rest
        self._commands = commands
        self._config = config
        self._heard = Heard()
        self._zones = ReaderZones(rest)
        self._tasks: set[asyncio.Task[None]] = set()
        self.app = _app(signing_secret)
        self.app.command(config.slack.command)(self._on_command)
        self.app.action(READ_ID)(_on_link)
        self.app.action(re.compile(""))(self._on_action)

    async def close(self) -> None:
        """Let answers under way finish, for a moment."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=limits.SLACK_FINISH_WITHIN)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _on_command(self, ack: Callable[[], Awaitable[Any]], body: dict[str, Any]) -> None:
        await ack()
        self._begin(body, self._run)

    async def _on_action(self, ack: Callable[[], Awaitable[Any]], body: dict[str, Any]) -> None:
        await ack()
        self._begin(body, self._press)

    def _begin(self, body: dict[str, Any], work: Callable[[dict[str, Any]], Awaitable[Reply]]) -> None:
        """Answer in the background; what Slack delivers twice is answered once."""
        if not self._heard.is_new(str(body.get("trigger_id") or "")):
            log.info("slack delivered it twice")
            return
        task = asyncio.create_task(self._answer(body, work(body)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, body: dict[str, Any], work: Awaitable[Reply]) -> None:
        # Whatever a button asks for: an alert, which is there for all, stays.
        for_one = (body.get("container") or {}).get("is_ephemeral") is True

        def marked_up(reply: Reply) -> dict[str, Any]:
            return answer(reply, command=self._config.slack.command) | {"replace_original": reply.replaces and for_one}

        reader = str(body.get("user_id") or (body.get("user") or {}).get("id") or "")

        async def with_its_file() -> Reply:
            return await uploaded(self._rest, await work, user_id=reader)

        said, _ = await body_of(with_its_file(), marked_up, event="slack answer failed")
        try:
            await self._rest.respond(str(body.get("response_url") or ""), said)
        except MessengerError as error:
            log.warning("slack answer not sent", error=str(error))

    async def _run(self, body: dict[str, Any]) -> Reply:
        typed = re.sub(
            "|".join(_WRITTEN_ENTITIES), lambda match: _WRITTEN_ENTITIES[match[0]], str(body.get("text") or "")
        )
        by = await self._person(body.get("user_id"), body.get("user_name"))
        return await self._commands.parse_and_run(typed, by=by)

    async def _press(self, body: dict[str, Any]) -> Reply:
        pressed: dict[str, Any] = next(iter(body.get("actions") or ()), {})
        user: dict[str, Any] = body.get("user") or {}
        by = await self._person(user.get("id"), user.get("name"))
        return await self._commands.press(str(pressed.get("value") or ""), by=by)

    async def _person(self, user_id: object, name: object) -> Member:
        person_id = f"{Platform.SLACK}:{user_id}"
        zone = await self._zones.of(str(user_id))
        moderator = person_id in self._config.bot.moderators
        return Member(id=person_id, name=str(name or ""), moderator=moderator, time_zone=zone)


async def _on_link(ack: Callable[[], Awaitable[Any]]) -> None:
    """Say that a press of a link was heard: the reader's own browser follows it."""
    await ack()


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
