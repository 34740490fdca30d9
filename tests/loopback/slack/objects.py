"""What Slack's things look like: ids, tokens, messages and what a reader sees of them; and faults."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from aiohttp import web

ROOT = Path(__file__).parents[3]
BOT_TOKEN, APP_TOKEN, SIGNING_SECRET = "xoxb-loopback", "xapp-loopback", "loopback-signing-secret"
CHANNEL_ID, OTHER_CHANNEL_ID = "C0000000001", "C0000000002"
READER_ID, MODERATOR_ID = "U0000000001", "U0000000002"
BOT_ID, OTHER_BOT_ID = "B0000000001", "B0000000002"
COMMAND = "/onrecord"
CLIENT_ID, CLIENT_SECRET = "111.222", "loopback-client-secret"
FIRST_TEAM, OTHER_TEAM = "T1", "T0000000002"
ACK_WITHIN = 3.0
USES, USABLE_FOR = 5, 1800.0  # of a response_url


@dataclass
class Fault:
    """What happens instead of an answer; `stored` is True where the request takes effect all the same."""

    method: str
    error: str | None = None  # Slack's code
    status: int | None = None  # of HTTP; neither this nor a code: the connection drops
    text: str | None = None  # a body that is not Slack's
    headers: dict[str, str] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)
    stored: bool = False
    hangs: bool = False  # no answer comes, for longer than anybody waits
    times: int = 1


@dataclass
class Address:
    """A response_url and what came there."""

    message: dict[str, Any] | None  # the answer that its button stands below
    made_at: float
    uses: int = 0
    answers: list[dict[str, Any]] = field(default_factory=list)


@dataclass(kw_only=True)
class Upload:
    """A file that somebody was sent."""

    name: str
    length: int
    alt: str = ""
    content: bytes | None = None


@cache  # each loopback asks for its scopes, and to read it takes longer than to start one
def manifest() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "manifest.yaml").read_text(encoding="utf-8"))


def manifest_scopes() -> set[str]:
    return set(manifest()["oauth_config"]["scopes"]["bot"])


def shown(message: dict[str, Any]) -> str:
    """Return all that a reader sees of a message, but for the buttons."""
    lines = []
    for block in message.get("blocks", []):
        if block["type"] in {"header", "section"}:
            lines.append(block["text"]["text"])
        elif block["type"] == "context":
            lines += [element["text"] for element in block["elements"]]
        elif block["type"] == "rich_text":
            lines += ["".join(map(_seen, part["elements"])) for part in block["elements"]]
    return "\n".join(lines) or message.get("text", "")


def _seen(piece: dict[str, Any]) -> str:
    return piece["fallback"] if piece["type"] == "date" else piece["text"]


def pieces(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Return every piece of rich text of a message."""
    return [
        piece
        for block in message.get("blocks", [])
        if block["type"] == "rich_text"
        for part in block["elements"]
        for piece in part["elements"]
    ]


def buttons(message: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the buttons of a message by label."""
    actions = [block for block in message.get("blocks", []) if block["type"] == "actions"]
    return {button["text"]["text"]: button for block in actions for button in block["elements"]}


def is_reply(message: dict[str, Any]) -> bool:
    return message.get("thread_ts", message["ts"]) != message["ts"]


def refusal(code: str) -> dict[str, Any]:
    return {"ok": False, "error": code}


def as_json(body: dict[str, Any], **how: Any) -> web.Response:
    return web.json_response(body, **how)
