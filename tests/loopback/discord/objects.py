"""What Discord's things look like: ids, permissions, people, channels, messages, answers; and faults."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio
    import re

TOKEN = "loopback-token"
APPLICATION_ID = BOT_ID = "900000000000000001"
READER_ID = "900000000000000002"
GUILD_ID = "800000000000000001"
CHANNEL_ID, OTHER_CHANNEL_ID = "700000000000000001", "700000000000000002"
EVERYTHING = str(0x400 | 0x800 | 0x4000 | 0x10000)  # view, send, embed, read the history
MANAGE_GUILD, MANAGE_CHANNELS, ADMINISTRATOR = 1 << 5, 1 << 4, 1 << 3
DIRECT, THREAD, FORUM = 1, 11, 15  # types of channels: of direct messages, in a channel, of posts alone
IN_SERVERS, WITH_THE_BOT = 0, 1  # contexts of a command
EPOCH = 1_420_070_400_000
READ_MESSAGE_HISTORY = 1 << 16
ATTACH_FILES = 1 << 15
EPHEMERAL = 1 << 6
MESSAGE, REPLY = 0, 19
GROUP = 2  # the type of an option that holds subcommands
STRING, ATTACHMENT = 3, 11  # types of options


@dataclass
class Fault:
    """What happens instead of an answer; `stored` is True where the request takes effect all the same."""

    method: str
    path: re.Pattern[str]
    status: int | None = None  # None: the connection drops
    body: dict[str, Any] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    stored: bool = False
    hangs: bool = False  # no answer comes, for longer than anybody waits
    times: int = 1


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who gives a command or presses a button. Discord says of each what they may do there."""

    id: str = READER_ID
    name: str = "reader"
    permissions: int = 0


@dataclass(kw_only=True)
class Attached:
    """A file that a reader attaches to a command; `said` changes what Discord says of it."""

    name: str
    content: bytes
    id: str = ""
    said: dict[str, Any] = field(default_factory=dict)


READER = Reader()
MANAGER = Reader(id="900000000000000004", name="manager", permissions=MANAGE_GUILD)
CHANNEL_MANAGER = Reader(id="900000000000000005", name="channel manager", permissions=MANAGE_CHANNELS)


@dataclass
class Reply:
    """What one interaction got: the callback's body, then the message that took the place of "thinking"."""

    callback: dict[str, Any]
    message: dict[str, Any] | None = None

    @property
    def ephemeral(self) -> bool:
        """Whether one reader alone sees it."""
        flags = self.message["flags"] if self.message else (self.callback.get("data") or {}).get("flags") or 0
        return bool(flags & EPHEMERAL)

    @property
    def choices(self) -> list[dict[str, Any]]:
        return self.callback["data"]["choices"]

    @property
    def text(self) -> str:
        """All that a reader sees, but for the buttons."""
        message = self.message or self.callback.get("data") or {}
        return shown(message)

    @property
    def buttons(self) -> dict[str, str]:
        return buttons(self.message or {})


@dataclass
class Interaction:
    id: str
    token: str
    message: dict[str, Any] | None  # the one whose button was pressed
    reply: asyncio.Future[Reply]
    event: dict[str, Any] = field(default_factory=dict)
    callback: dict[str, Any] | None = None
    shown: dict[str, Any] | None = None  # the message that took the place of "thinking"


@dataclass
class Session:
    sent: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    intents: int = 0


def shown(message: dict[str, Any]) -> str:
    """Return all text of a message, but for its buttons."""
    parts = [message.get("content") or ""]
    for embed in message.get("embeds") or []:
        author, footer = embed.get("author") or {}, embed.get("footer") or {}
        parts += [author.get("name", ""), embed.get("title", ""), embed.get("description", ""), footer.get("text", "")]
    return "\n".join(part for part in parts if part)


def buttons(message: dict[str, Any]) -> dict[str, str]:
    """Return label → custom id, or address of one that is a link."""
    rows = message.get("components") or []
    return {one["label"]: one.get("custom_id") or one["url"] for row in rows for one in row["components"]}


def put_into(message: dict[str, Any], body: dict[str, Any]) -> None:
    message.update({key: body[key] for key in ("content", "embeds", "components") if key in body})
    message["edits"] += 1


def as_sent(message: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in message.items() if key != "edits"}


def user_of(user_id: str) -> dict[str, Any]:
    bot = user_id == BOT_ID
    name = "onrecord" if bot else "reader"
    return {"id": user_id, "username": name, "discriminator": "0", "avatar": None, "bot": bot, "global_name": None}


def member_of(user_id: str) -> dict[str, Any]:
    joined = {"joined_at": "2026-03-01T12:00:00.000000+00:00", "deaf": False, "mute": False, "flags": 0}
    return {"user": user_of(user_id), "roles": [], "nick": None, "avatar": None, "pending": False, **joined}


def channel_of(channel_id: str) -> dict[str, Any]:
    return {
        "id": channel_id,
        "type": 0,
        "guild_id": GUILD_ID,
        "name": f"desk-{channel_id[-1]}",
        "position": 0,
        "permission_overwrites": [],
        "nsfw": False,
        "topic": None,
        "rate_limit_per_user": 0,
        "parent_id": None,
        "last_message_id": None,
    }
