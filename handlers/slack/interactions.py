"""What people do on Slack (a command, buttons, a menu, the app's page) → `Commands` → an answer that only they see."""

from __future__ import annotations

import asyncio
import logging
import re
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.core.errors import MessengerError, StoreError
from bot.core.model import AskedIn, Channel, Member, Platform
from handlers import limits
from handlers.attached import AttachedFile
from handlers.render.replies.reply import sentence
from handlers.slack.managers import RouteManagers
from handlers.slack.message import FIND_ID, IMPORT_ID, READ_ID, answer, home
from handlers.slack.uploads import uploaded
from handlers.slack.workspaces import id_in
from handlers.slack.written import said_on_slack
from handlers.slack.zones import ReaderZones
from handlers.transport.answering import UnderWay, body_of, sent
from handlers.transport.connection import Heard

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from bot.core.config import Config
    from handlers.commands import Commands
    from handlers.render.replies.reply import Reply
    from handlers.slack.installing import Installer
    from handlers.slack.workspaces import Workspaces

log = structlog.get_logger()

# Slack writes these three, and no others, into what people type.
_WRITTEN_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}


class Interactions:
    """Answers commands and buttons. Each is acknowledged at once and worked on after: Slack waits three seconds.

    Args:
        workspaces: to answer through.
        commands: what people may ask.
        config: the slash command, and who looks after the bot: Slack itself does not tell who that is.
        signing_secret: for requests by HTTP; envelopes of a socket are not signed.
        installer: forgets a workspace that removes the app; None: there is one.

    """

    def __init__(
        self,
        *,
        workspaces: Workspaces,
        commands: Commands,
        config: Config,
        signing_secret: str | None,
        installer: Installer | None = None,
    ) -> None:
        self._workspaces = workspaces
        self._installer = installer
        self._commands = commands
        self._config = config
        self._heard = Heard()
        self._zones = ReaderZones(workspaces)
        self._managers = RouteManagers(workspaces, config=config)
        self._under_way = UnderWay()
        self.app = _app(signing_secret)
        self.app.command(config.slack.command)(self._on_command)
        self.app.shortcut({"type": "message_action", "callback_id": FIND_ID})(self._on_find)
        self.app.shortcut({"type": "message_action", "callback_id": IMPORT_ID})(self._on_import)
        self.app.event("app_home_opened")(self._on_home)
        self.app.event("app_uninstalled")(self._on_removal)
        self.app.event("tokens_revoked")(self._on_removal)
        self.app.action(READ_ID)(_on_link)
        self.app.action(re.compile(""))(self._on_action)

    async def close(self) -> None:
        """Let answers under way finish, for a moment."""
        await self._under_way.end()

    async def _on_command(self, ack: Callable[[], Awaitable[Any]], body: dict[str, Any]) -> None:
        await ack()
        self._begin(body, self._run)

    async def _on_action(self, ack: Callable[[], Awaitable[Any]], body: dict[str, Any]) -> None:
        await ack()
        self._begin(body, self._press)

    async def _on_find(self, ack: Callable[[], Awaitable[Any]], body: dict[str, Any]) -> None:
        await ack()
        self._begin(body, self._find)

    async def _on_import(self, ack: Callable[[], Awaitable[Any]], body: dict[str, Any]) -> None:
        await ack()
        self._begin(body, self._import)

    async def _on_home(self, body: dict[str, Any]) -> None:
        """Show the app's own page anew each time that somebody opens it."""
        event: dict[str, Any] = body.get("event") or {}
        key = self._workspaces.key_of(_team_of(body))
        if key is not None and event.get("tab") == "home" and self._heard.is_new(str(body.get("event_id") or "")):
            self._go(self._show_home(str(event.get("user") or ""), key))

    async def _on_removal(self, body: dict[str, Any]) -> None:
        """Forget a workspace that removed the app: nothing can be posted there from now on."""
        event: dict[str, Any] = body.get("event") or {}
        is_ours = event.get("type") == "app_uninstalled" or bool((event.get("tokens") or {}).get("bot"))
        if is_ours and self._heard.is_new(str(body.get("event_id") or "")):
            self._go(self._forget(_team_of(body), str(event.get("type"))))

    async def _forget(self, team_id: str, why: str) -> None:
        if self._installer is None:
            log.error("slack app removed", workspace=team_id, why=why, way_out="install it anew with manifest.yaml")
            return
        try:
            await self._installer.forget(team_id, why=why)
        except StoreError as error:  # its token is refused from now on all the same
            log.warning("workspace not forgotten", workspace=team_id, error=str(error))

    async def _show_home(self, user_id: str, key: str) -> None:
        by = await self._person({"id": user_id}, None, key)
        said, _ = await body_of(
            self._commands.home(Platform.SLACK, by=by),
            partial(home, command=self._config.slack.command),
            event="slack home failed",
        )
        try:
            rest = await self._workspaces.rest(key)
            await rest.call("views.publish", {"user_id": user_id, "view": said}, subject="slack home")
        except (MessengerError, StoreError) as error:
            log.warning("slack home not shown", error=str(error))

    def _go(self, work: Coroutine[Any, Any, None]) -> None:
        self._under_way.add(asyncio.create_task(work))

    def _begin(self, body: dict[str, Any], work: Callable[[dict[str, Any], str], Awaitable[Reply]]) -> None:
        """Answer in the background; what Slack delivers twice is answered once."""
        if not self._heard.is_new(str(body.get("trigger_id") or "")):
            log.info("slack delivered it twice")
            return
        key = self._workspaces.key_of(_team_of(body))
        self._go(self._answer(body, key or "", _unserved() if key is None else work(body, key)))

    async def _answer(self, body: dict[str, Any], key: str, work: Awaitable[Reply]) -> None:
        # Whatever a button asks for: an alert, which is there for all, stays.
        for_one = (body.get("container") or {}).get("is_ephemeral") is True

        def marked_up(reply: Reply) -> dict[str, Any]:
            return answer(reply, command=self._config.slack.command) | {"replace_original": reply.replaces and for_one}

        reader = str(body.get("user_id") or (body.get("user") or {}).get("id") or "")

        async def with_its_file() -> Reply:
            reply = await work
            return (
                reply if reply.file is None else await uploaded(await self._workspaces.rest(key), reply, user_id=reader)
            )

        said, _ = await body_of(with_its_file(), marked_up, event="slack answer failed")
        try:
            respond = partial(self._workspaces.alone.respond, str(body.get("response_url") or ""), said)
            await sent(respond, within=limits.ANSWER_WITHIN, repeatable=False)
        except MessengerError as error:
            log.warning("slack answer not sent", error=str(error))

    async def _run(self, body: dict[str, Any], key: str) -> Reply:
        typed = re.sub(
            "|".join(_WRITTEN_ENTITIES), lambda match: _WRITTEN_ENTITIES[match[0]], str(body.get("text") or "")
        )
        user = {"id": body.get("user_id"), "name": body.get("user_name")}
        by = await self._person(user, body.get("channel_id"), key)
        return await self._commands.parse_and_run(typed, by=by)

    async def _press(self, body: dict[str, Any], key: str) -> Reply:
        pressed: dict[str, Any] = next(iter(body.get("actions") or ()), {})
        user: dict[str, Any] = body.get("user") or {}
        channel_id = (body.get("channel") or {}).get("id") or (body.get("container") or {}).get("channel_id")
        by = await self._person(user, channel_id, key)
        return await self._commands.press(str(pressed.get("value") or ""), by=by)

    async def _find(self, body: dict[str, Any], key: str) -> Reply:
        message: dict[str, Any] = body.get("message") or {}
        user: dict[str, Any] = body.get("user") or {}
        text, links = said_on_slack(str(message.get("text") or ""))
        by = await self._person(user, (body.get("channel") or {}).get("id"), key)
        return await self._commands.find_in_message(text, links, by=by)

    async def _import(self, body: dict[str, Any], key: str) -> Reply:
        """Add the sources of the file that a message holds: Slack hands none to a command."""
        files = [one for one in (body.get("message") or {}).get("files") or () if isinstance(one, dict)]
        by = await self._person(body.get("user") or {}, (body.get("channel") or {}).get("id"), key)
        return await self._commands.import_sources(await self._attached(files, key), by=by)

    async def _attached(self, files: list[dict[str, Any]], key: str) -> AttachedFile | None:
        """Return the first of some files whose name is that of an OPML file, or else the first."""
        named = (one for one in files if str(one.get("name", "")).lower().endswith((".opml", ".xml")))
        found = next(named, next(iter(files), None))
        if found is None:
            return None
        fetch = partial((await self._workspaces.rest(key)).file, str(found.get("id", "")))
        return AttachedFile(name=str(found.get("name", "")), size=int(found.get("size") or 0), fetch=fetch)

    async def _person(self, user: dict[str, Any], channel_id: object, key: str) -> Member:
        user_id, name = str(user.get("id")), user.get("name")
        person_id = f"{Platform.SLACK}:{id_in(key, user_id)}"
        zone = await self._zones.of(user_id, key)
        channel = Channel(platform=Platform.SLACK, channel_id=id_in(key, str(channel_id or "unknown")))
        place = AskedIn(
            channel=channel,
            is_direct=channel.id_there.startswith("D"),
            may_manage=await self._managers.has(user_id, key),
        )
        is_moderator = person_id in self._config.bot.moderators
        return Member(id=person_id, name=str(name or ""), moderator=is_moderator, time_zone=zone, place=place)


def _team_of(body: dict[str, Any]) -> str:
    """Return the id of the workspace that something comes from."""
    team: dict[str, Any] = body.get("team") or {}
    user = body.get("user")
    return str(body.get("team_id") or team.get("id") or (user.get("team_id") if isinstance(user, dict) else "") or "")


async def _unserved() -> Reply:
    said = "Its operator lists the workspaces that it does in slack.workspaces of the config."
    return sentence("This bot does not serve this workspace", said, mistake=True)


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
