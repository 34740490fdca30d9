"""A workspace on loopback: channels, messages, people, files."""

from __future__ import annotations

import json
import time
from typing import Any

from aiohttp import web

from tests.loopback.server import LoopbackServer
from tests.loopback.slack.objects import (
    BOT_ID,
    CHANNEL_ID,
    FIRST_TEAM,
    OTHER_CHANNEL_ID,
    Upload,
    is_reply,
    refusal,
)

_TEXTS = ("text", "blocks", "metadata")  # what a message is told again with


class Workspace(LoopbackServer):
    """What stands in a workspace, and the methods of the Web API that read and change it."""

    def __init__(self) -> None:
        super().__init__()
        self.team = FIRST_TEAM  # in which people do what they do
        self._asked_in = FIRST_TEAM  # the workspace of the token of the call that is being answered
        self.channels: dict[str, dict[str, Any]] = {
            one: {"id": one, "name": f"room-{one[-1]}", "is_member": True, "is_archived": False}
            for one in (CHANNEL_ID, OTHER_CHANNEL_ID)
        }
        self.files: dict[str, list[Upload]] = {}  # in each channel
        self._uploads: dict[str, Upload] = {}
        self.sent: dict[
            str, tuple[dict[str, Any], bytes]
        ] = {}  # files of people: what is said of each, and its content
        self.homes: dict[str, dict[str, Any]] = {}  # the app's own page, by who opened it
        self.groups: dict[str, list[str]] = {}  # the members of user groups, by their ids
        self.zones: dict[str, str] = {}  # of people, by their ids
        self.page_size: int | None = None  # of histories, where it is to be smaller than what is asked for

    # What a test does

    def put(self, channel_id: str, **message: Any) -> dict[str, Any]:
        """Let somebody write into a channel."""
        stored = {"type": "message", "ts": self._timestamp(), **message}
        self._messages.setdefault(channel_id, []).append(stored)
        return stored

    def send_file(self, name: str, content: bytes, **said: Any) -> dict[str, Any]:
        """Let somebody send a file, and return what a message says of it; `said` changes what Slack tells the app."""
        file_id = f"F{next(self._numbers)}"
        url = f"http://{self.host}/files-pri/{file_id}/{name}"
        about = {"id": file_id, "name": name, "size": len(content), "mode": "hosted", "url_private": url}
        self.sent[file_id] = (about | {"url_private_download": url} | said, content)
        return about | {key: said[key] for key in said.keys() & {"size"}}

    def delete(self, channel_id: str, timestamp: str) -> None:
        """Let somebody delete a message. One that was answered leaves a stone over its thread."""
        everything = self.messages(channel_id)
        message = next(one for one in everything if one["ts"] == timestamp)
        if any(is_reply(one) and one["thread_ts"] == timestamp for one in everything):
            stone = {"type": "message", "subtype": "tombstone", "ts": timestamp, "thread_ts": timestamp}
            message.clear()
            message.update(stone, text="This message was deleted.", user="USLACKBOT")
        else:
            everything.remove(message)

    def direct(self, user_id: str) -> str:
        """Return the id of the channel of the bot's direct messages with a person."""
        channel_id = f"D{user_id[1:]}"
        opened = {"id": channel_id, "is_member": True, "is_archived": False, "is_im": True, "team": self._asked_in}
        self.channels.setdefault(channel_id, opened)
        return channel_id

    # Messages

    def _timestamp(self) -> str:
        return f"{time.time():.0f}.{next(self._numbers):06d}"

    def _room(self, channel_id: str, *, member: bool = True) -> tuple[dict[str, Any], str]:
        room = self.channels.get(channel_id)
        if room is None or room.get("team", FIRST_TEAM) != self._asked_in:
            return {}, "channel_not_found"
        if member and not room["is_member"]:
            return room, "not_in_channel"
        return room, ""

    def _message(self, channel_id: str, timestamp: str | None) -> dict[str, Any] | None:
        return next((one for one in self.messages(channel_id) if one["ts"] == timestamp), None)

    def _chat_postmessage(self, arguments):
        room, refused = self._room(arguments["channel"])
        if refused or room["is_archived"]:
            return refusal(refused or "is_archived")
        shown_files = [one["slack_file"]["id"] for one in arguments.get("blocks", ()) if one["type"] == "image"]
        if any(one not in self._uploads or self._uploads[one].content is None for one in shown_files):
            return refusal("invalid_blocks")
        posted = {name: arguments[name] for name in _TEXTS if name in arguments}
        parent = self._message(arguments["channel"], arguments.get("thread_ts"))
        if parent is not None:
            thread_ts = parent.get("thread_ts", parent["ts"])
            parent["thread_ts"] = thread_ts
            posted["thread_ts"] = thread_ts
            if arguments.get("reply_broadcast"):
                posted["subtype"] = "thread_broadcast"
        # An answer to a message that is gone is not refused: Slack puts it into the channel, and says so by leaving out
        # `thread_ts` (slack-go/slack#1571).
        stored = self.put(arguments["channel"], bot_id=BOT_ID, **posted)
        return {"ok": True, "channel": arguments["channel"], "ts": stored["ts"], "message": stored}

    def _chat_update(self, arguments):
        _, refused = self._room(arguments["channel"])
        if refused:
            return refusal(refused)
        found = self._message(arguments["channel"], arguments["ts"])
        if found is None:
            return refusal("message_not_found")
        if found.get("bot_id") != BOT_ID:
            return refusal("cant_update_message")
        found.update({name: arguments[name] for name in _TEXTS}, edited={"user": "U0"})
        return {"ok": True, "channel": arguments["channel"], "ts": arguments["ts"], "text": arguments["text"]}

    def _conversations_open(self, arguments):
        return {"ok": True, "channel": {"id": self.direct(arguments["users"])}}

    def _conversations_info(self, arguments):
        room, refused = self._room(arguments["channel"], member=False)
        return refusal(refused) if refused else {"ok": True, "channel": room}

    def _conversations_history(self, arguments):
        _, refused = self._room(arguments["channel"])
        if refused:
            return refusal(refused)
        oldest = float(arguments.get("oldest", 0))
        newest_first = [
            one
            for one in reversed(self.messages(arguments["channel"]))
            if float(one["ts"]) > oldest and (not is_reply(one) or one.get("subtype") == "thread_broadcast")
        ]
        return self._page(newest_first, arguments)

    def _conversations_replies(self, arguments):
        _, refused = self._room(arguments["channel"])
        if refused:
            return refusal(refused)
        parent = self._message(arguments["channel"], arguments["ts"])
        if parent is None:
            return refusal("thread_not_found")
        oldest = float(arguments.get("oldest", 0))
        replies = [
            one
            for one in self.messages(arguments["channel"])
            if is_reply(one) and one["thread_ts"] == parent["ts"] and float(one["ts"]) > oldest
        ]
        return self._page([parent, *replies], arguments)

    def _page(self, found: list[dict[str, Any]], arguments: dict[str, Any]) -> dict[str, Any]:
        start = int(arguments.get("cursor") or 0)
        end = start + min(int(arguments.get("limit", 100)), self.page_size or 999)
        shown = found[start:end]
        if arguments.get("include_all_metadata") not in {"true", "1"}:
            shown = [{name: value for name, value in one.items() if name != "metadata"} for one in shown]
        more = end < len(found)
        cursor = {"response_metadata": {"next_cursor": str(end)}} if more else {}
        return {"ok": True, "messages": shown, "has_more": more, **cursor}

    # People, pages and files

    def _usergroups_users_list(self, arguments):
        members = self.groups.get(arguments["usergroup"])
        return refusal("no_such_subteam") if members is None else {"ok": True, "users": members}

    def _users_info(self, arguments):
        user_id = arguments["user"]
        return {"ok": True, "user": {"id": user_id, "name": "reader", "tz": self.zones.get(user_id, "Europe/Berlin")}}

    def _views_publish(self, arguments):
        self.homes[arguments["user_id"]] = arguments["view"]
        return {"ok": True, "view": arguments["view"] | {"id": "V1"}}

    def _files_getuploadurlexternal(self, arguments):
        file_id = f"F{next(self._numbers)}"
        self._uploads[file_id] = Upload(
            name=arguments["filename"], length=int(arguments["length"]), alt=arguments.get("alt_txt", "")
        )
        return {"ok": True, "upload_url": f"http://{self.host}/upload/{file_id}", "file_id": file_id}

    async def _upload(self, request: web.Request) -> web.Response:
        upload = self._uploads[request.match_info["file_id"]]
        upload.content = await request.read()
        if len(upload.content) != upload.length:
            self.violations.append(f"{upload.name}: {len(upload.content)} bytes, and not {upload.length}")
        return web.Response(text="OK")

    def _files_info(self, arguments):
        if arguments["file"] not in self.sent:
            return refusal("file_not_found")
        return {"ok": True, "file": self.sent[arguments["file"]][0]}

    def _files_completeuploadexternal(self, arguments):
        for one in json.loads(arguments["files"]):
            upload = self._uploads.get(one["id"])
            if upload is None or upload.content is None:
                return refusal("file_not_found")
            if "channel_id" in arguments:  # else it is seen where a message shows it
                self.files.setdefault(arguments["channel_id"], []).append(upload)
        return {"ok": True, "files": []}
