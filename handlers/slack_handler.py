"""On Record on Slack: messages out, commands in."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Protocol

import structlog

from bot.core.errors import (
    ConfigError,
    MessageRefusedError,
    MessengerError,
    OutcomeUnknownError,
    StoreError,
    TokenRefusedError,
)
from bot.core.model import Channel, DigestView, NoticeView, OverflowView, Platform, ReportView, Urgency
from bot.core.ports import Installations, InstallationWrites, Transactional
from handlers import limits
from handlers.render.messages.shown import shown
from handlers.render.replies.digest_chart import picture_of
from handlers.slack import message as bodies
from handlers.slack.installing import Installer
from handlers.slack.interactions import Interactions
from handlers.slack.message import delivery_id_of
from handlers.slack.rest import SCOPES, ThreadRefusedError
from handlers.slack.server import SlackServer
from handlers.slack.socket import SlackSocket
from handlers.slack.uploads import picture_block
from handlers.slack.workspaces import Workspaces, id_in
from handlers.transport.checks import channel_results, problem_seen
from handlers.transport.connection import Connection
from handlers.transport.search import look_through

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping, Sequence

    from bot.core.config import Config
    from bot.core.model import Delivery, Message
    from bot.core.ports import Clock
    from bot.core.secret_tokens import Secrets
    from handlers.commands import Commands
    from handlers.render.replies.reply import AnswerFile
    from handlers.slack.rest import SlackRest
    from handlers.transport.checks import Result

log = structlog.get_logger()

_DIRECT_PREFIX = "D"  # begins the id of a channel of direct messages


class SlackHandler:
    """A Messenger for Slack, and the command there.

    Slack has no way to post a message once only. Each message carries its delivery's id, so after a post of unknown
    outcome it can be found.

    Args:
        secrets: the bot's token, and the app's token or the signing secret, as the mode needs.
        config: what to do.
        commands: what people may ask.
        clock: the time.
        installations: where the tokens of several workspaces are kept (`slack.workspaces`).
        retry_after: seconds to the next try to connect, by failures in a row.
        post_every: seconds between messages to one channel, after a burst.

    Raises:
        ConfigError: HTTP mode without a signing secret: anybody could speak as Slack.

    """

    def __init__(
        self,
        *,
        secrets: Secrets,
        config: Config,
        commands: Commands,
        clock: Clock,
        installations: InstallationStore | None = None,
        retry_after: Sequence[float] = limits.SLACK_RETRY_AFTER,
        post_every: float = limits.SLACK_POST_EVERY,
    ) -> None:
        slack = config.slack
        if slack.mode == "http" and not secrets.slack_signing_secret:
            raise ConfigError(['SLACK_SIGNING_SECRET: is not set; slack.mode "http" needs it'])
        self._config = config
        self._app_token = (secrets.slack_app_token or "") if slack.mode == "socket" else None
        workspaces = Workspaces(config=config, token=secrets.slack_bot_token or "", installations=installations)
        installer = None
        if slack.workspaces and installations is not None:
            installer = Installer(
                secrets=secrets, config=config, store=installations, workspaces=workspaces, clock=clock
            )
        self._workspaces = workspaces
        self._interactions = Interactions(
            workspaces=workspaces,
            commands=commands,
            config=config,
            signing_secret=secrets.slack_signing_secret,
            installer=installer,
        )
        app = self._interactions.app
        way = (
            SlackServer(app=app, host=slack.host, port=slack.port, installer=installer)
            if self._app_token is None
            else SlackSocket(app=app, rest=workspaces.alone, app_token=self._app_token)
        )
        self._connection = Connection(name="slack", live=way.live, clock=clock, retry_after=retry_after)
        self._pace = _Pace(every=post_every)

    @property
    def platform(self) -> Platform:
        """The platform that it speaks to."""
        return Platform.SLACK

    @property
    def state(self) -> str:
        """How the connection for commands stands, in words: `connected`, `connecting since …`, `token refused: …`."""
        return self._connection.state

    async def start(self) -> None:
        """Connect in the background. Posting works before that is done."""
        self._connection.start()

    async def close(self) -> None:
        """Disconnect, within two seconds. May be called twice, and before the start."""
        await self._connection.close()
        await self._interactions.close()
        await self._workspaces.close()

    async def post(self, delivery: Delivery, message: Message) -> str:
        """Post a message; see `bot.core.ports.Messenger`. The same delivery posted twice gives two: `find` first.

        A correction answers its alert in the thread, and what is more of a remark the alert that reported it; the
        latter is news, so the channel shows it as well. Where that alert is gone Slack puts it into the channel.
        """
        subject = str(delivery.channel)
        await self._pace.wait(subject)
        body = {"channel": delivery.channel.id_there, "unfurl_links": False, "unfurl_media": False, "mrkdwn": False}
        body |= self._body(delivery, message)
        picture = await picture_of(message, config=self._config)
        async with self._workspaces.at(delivery.channel) as rest:
            if picture is not None:
                return await _post_with(rest, picture, body, delivery)
            try:
                posted = await rest.call("chat.postMessage", body | _answering(delivery, message), subject=subject)
            except ThreadRefusedError as error:
                log.info("answer stands beside its alert", delivery=delivery.id, error=str(error))
                posted = await rest.call("chat.postMessage", body, subject=subject)
            return _address_of(posted, delivery)

    async def edit(self, delivery: Delivery, message: Message) -> None:
        """Show a message anew; see `bot.core.ports.Messenger`."""
        channel_id, _, timestamp = (delivery.message_ref or "").partition("/")
        if not (channel_id and timestamp):
            raise MessageRefusedError(f"{delivery.channel}: {delivery.message_ref!r} is not the address of a message")
        body = self._body(delivery, message)
        async with self._workspaces.at(delivery.channel) as rest:
            edited = {"channel": channel_id, "ts": timestamp} | body
            await rest.call("chat.update", edited, subject=str(delivery.channel))

    async def find(self, delivery: Delivery, message: Message) -> str | None:
        """Look for the message of a delivery; see `bot.core.ports.Messenger`.

        An answer is looked for in the thread of its alert, and then, as every message, in the channel: there it stands
        where the alert was gone.
        """
        async with self._workspaces.at(delivery.channel) as rest:
            if thread := _thread_of(message):
                try:
                    asked = {"ts": thread["thread_ts"]}
                    found = await _look_for(rest, "conversations.replies", delivery, asked)
                # Slack's page on this method denies it to bots in channels, and bots use it there. Were it denied to
                # us, an answer posted twice would be less of a harm than a channel that waits for it for ever.
                except (ThreadRefusedError, TokenRefusedError) as error:
                    log.warning("thread not looked through", delivery=delivery.id, error=str(error))
                else:
                    if found:
                        return found
            return await _look_for(rest, "conversations.history", delivery, {})

    async def check(self, channels: Iterable[Channel]) -> list[Result]:
        """Return for the tokens and for each channel: what, whether it is well, and what is wrong. Posts nothing."""
        results = [await self._token_result(key) for key in self._workspaces.keys]
        if not self._workspaces.ids and not results[0][1]:
            return results
        if self._app_token is not None:
            try:
                rest = self._workspaces.alone
                await rest.call("apps.connections.open", {}, subject="slack", app_token=self._app_token)
            except MessengerError as error:
                results.append(("slack socket", False, str(error)))
            else:
                results.append(("slack socket", True, "the bot can open a socket"))

        return [*results, *await channel_results(channels, self._problem_of)]

    async def _token_result(self, key: str) -> Result:
        name = f"slack workspace {key or self._workspaces.ids[0]}" if self._workspaces.ids else "slack"
        try:
            rest = await self._workspaces.rest(key)
            bot = await rest.own()
        except (MessengerError, StoreError) as error:
            return name, False, str(error)
        return _scopes_result(name, rest.scopes, who=f"{bot.get('user')} in {bot.get('team')}")

    async def problem_in(self, channel: Channel) -> str | None:
        """Return what keeps the bot from posting in a channel; see `bot.core.ports.ChannelAccess`."""
        return await problem_seen(channel, self._problem_of)

    async def direct_channel(self, person_id: str) -> Channel:
        """Return the channel of direct messages with a person; see `bot.core.ports.ChannelAccess`."""
        person = Channel(platform=Platform.SLACK, channel_id=person_id.partition(":")[2])  # of the same workspace
        async with self._workspaces.at(person) as rest:
            opened = await rest.call("conversations.open", {"users": person.id_there}, subject=person_id)
        channel_id = id_in(person.workspace_id, str((opened.get("channel") or {}).get("id")))
        return Channel(platform=Platform.SLACK, channel_id=channel_id)

    async def _problem_of(self, channel: Channel) -> str | None:
        if channel.id_there.startswith(_DIRECT_PREFIX):  # it was opened to the bot, and its like needs a scope more
            return None
        async with self._workspaces.at(channel) as rest:
            found = await rest.call("conversations.info", {"channel": channel.id_there}, subject=str(channel))
            about = found.get("channel") or {}
            if about.get("is_archived"):
                return f"#{about.get('name')} is archived; restore it, or take the route out"
            if not (about.get("is_member") or about.get("is_im")):
                bot = await rest.own()
                return f"the bot is not in #{about.get('name')}; type there: /invite @{bot.get('user')}"
        return None

    def _body(self, delivery: Delivery, message: Message) -> dict[str, Any]:
        content = shown(message, config=self._config)
        return bodies.message(
            content, delivery_id=delivery.id, command=self._config.slack.command, mention=delivery.mention
        )


class InstallationStore(Installations, Transactional[InstallationWrites], Protocol):
    """The ports of the record that this handler uses."""


async def _post_with(rest: SlackRest, picture: AnswerFile, body: dict[str, Any], delivery: Delivery) -> str:
    """Post a message with a picture; without it where Slack takes none, since the message says it all."""
    subject = str(delivery.channel)
    try:
        block = await picture_block(rest, picture, subject=subject)
        pictured = body | {"blocks": [*body["blocks"][:-1], block, *body["blocks"][-1:]]}
        posted = await rest.call("chat.postMessage", pictured, subject=subject)
    except (MessageRefusedError, TokenRefusedError) as error:
        log.info("no picture posted", delivery=delivery.id, error=str(error))
        posted = await rest.call("chat.postMessage", body, subject=subject)
    return _address_of(posted, delivery)


async def _look_for(rest: SlackRest, method: str, delivery: Delivery, where: dict[str, str]) -> str | None:
    bot_id = (await rest.own()).get("bot_id")
    found = await look_through(
        _pages(rest, method, delivery, where),
        lambda one: one.get("bot_id") == bot_id and delivery_id_of(one) == delivery.id,
    )
    return f"{delivery.channel.id_there}/{found['ts']}" if found else None


async def _pages(
    rest: SlackRest, method: str, delivery: Delivery, where: dict[str, str]
) -> AsyncIterator[Sequence[dict[str, Any]]]:
    asked = where | {
        "channel": delivery.channel.id_there,
        "oldest": f"{(delivery.created_at - limits.SLACK_CLOCK_SKEW).timestamp():.6f}",
        "include_all_metadata": "true",
        "limit": str(limits.MESSAGES_A_REQUEST),
    }
    while True:
        page = await rest.call(method, asked, subject=str(delivery.channel))
        yield page.get("messages", ())
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return
        asked["cursor"] = cursor


def _address_of(posted: Mapping[str, Any], delivery: Delivery) -> str:
    if not posted.get("ts"):
        raise OutcomeUnknownError(f"{delivery.channel}: Slack took a message and did not say where it is")
    return f"{posted.get('channel', delivery.channel.id_there)}/{posted['ts']}"


def _thread_of(message: Message) -> dict[str, str]:
    """Return the thread that a message is an answer in; of others nothing."""
    match message:
        case OverflowView() | DigestView() | NoticeView():
            head = ""
        case _:  # no thread begins at an answer
            head = message.thread_ref or message.parent_ref
    timestamp = head.partition("/")[2]
    return {"thread_ts": timestamp} if timestamp else {}


def _answering(delivery: Delivery, message: Message) -> dict[str, Any]:
    """Return what makes a message an answer: more of a remark is reported in the channel as well, since it is news.

    A silent alert stays in the thread: there it notifies only who takes part in it. So does one of a thread a day.
    """
    thread: dict[str, Any] = _thread_of(message)
    is_news = isinstance(message, ReportView) and delivery.thread is None
    is_loud = is_news and delivery.urgency is not Urgency.SILENT
    return thread | {"reply_broadcast": True} if thread and is_loud else thread


class _Pace:
    """Lets a burst through to each channel, then one message each so many seconds."""

    def __init__(self, *, every: float) -> None:
        self._every = every
        self._due_at: dict[str, float] = {}  # channel id → time of the loop by which what was sent is allowed for

    async def wait(self, channel_id: str) -> None:
        now = asyncio.get_running_loop().time()
        due_at = max(self._due_at.get(channel_id, now), now)
        self._due_at[channel_id] = due_at + self._every
        early = due_at - (limits.SLACK_BURST - 1) * self._every - now
        if early > 0:
            await asyncio.sleep(early)


def _scopes_result(name: str, scopes: frozenset[str] | None, *, who: str) -> Result:
    needed = {"commands", *(scope for of_method in SCOPES.values() for scope in of_method)}
    if missing := sorted(needed - scopes) if scopes is not None else []:
        return name, False, f"the token lacks {', '.join(missing)}; reinstall the app with manifest.yaml"
    return name, True, f"logged in as {who}"
