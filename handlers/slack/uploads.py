"""A file for one reader: Slack has none that only one person of a channel sees, so it goes into their messages."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from bot.core.errors import MessengerError, TokenRefusedError
from handlers.render.segments import Block, words

if TYPE_CHECKING:
    from handlers.render.reply import AnswerFile, Reply
    from handlers.slack.rest import SlackRest

log = structlog.get_logger()


async def uploaded(rest: SlackRest, reply: Reply, *, user_id: str) -> Reply:
    """Send the file of an answer to somebody, and say in the answer where it is, or why there is none."""
    if reply.file is None:
        return reply
    try:
        await _upload(rest, reply.file, user_id=user_id)
    except MessengerError as error:
        log.warning("file not sent", reader=user_id, error=str(error))
        lacks = isinstance(error, TokenRefusedError)
        way_out = "The app may not send files: reinstall it with manifest.yaml." if lacks else "Try again in a minute."
        said = Block(lines=((words(f"The file could not be sent. {way_out}"),),))
        return replace(reply, blocks=(said, *reply.file.in_words), file=None, mistake=True)
    said = Block(lines=((words("It is in your messages with this app."),),))
    return replace(reply, blocks=(*reply.blocks, said))


async def _upload(rest: SlackRest, file: AnswerFile, *, user_id: str) -> None:
    subject, content = f"slack:{user_id}", file.content
    room = await rest.call("conversations.open", {"users": user_id}, subject=subject)
    place = {"filename": file.name, "length": str(len(content)), **({"alt_txt": file.alt} if file.alt else {})}
    begun = await rest.call("files.getUploadURLExternal", place, subject=subject)
    await rest.upload(str(begun.get("upload_url")), content, subject=subject)
    done = {
        "files": json.dumps([{"id": begun.get("file_id"), "title": file.name}]),
        "channel_id": str((room.get("channel") or {}).get("id")),
    }
    await rest.call("files.completeUploadExternal", done, subject=subject)
