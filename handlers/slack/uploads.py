"""A file for one reader: Slack has none that only one person of a channel sees, so it goes into their messages."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import structlog

from bot.core.errors import MessengerError, TokenRefusedError
from handlers.render.pieces.segments import Block, words

if TYPE_CHECKING:
    from handlers.render.replies.reply import AnswerFile, Reply
    from handlers.slack.rest import SlackRest

log = structlog.get_logger()


async def uploaded(rest: SlackRest, reply: Reply, *, user_id: str) -> Reply:
    """Send the file of an answer to somebody, and say in the answer where it is, or why there is none."""
    if reply.file is None:
        return reply
    try:
        await _to_reader(rest, reply.file, user_id=user_id)
    except MessengerError as error:
        log.warning("file not sent", reader=user_id, error=str(error))
        lacks = isinstance(error, TokenRefusedError)
        way_out = "The app may not send files: reinstall it with manifest.yaml." if lacks else "Try again in a minute."
        said = Block(lines=((words(f"The file could not be sent. {way_out}"),),))
        return replace(reply, blocks=(said, *reply.file.in_words), file=None, mistake=True)
    return replace(reply, blocks=(*reply.blocks, where_it_is(reply.file)))


def where_it_is(file: AnswerFile) -> Block:
    """Return what an answer says of a file that was sent."""
    return Block(
        lines=((words(f"The {'picture' if file.is_picture else 'file'} is in your messages with this app."),),)
    )


async def picture_block(rest: SlackRest, picture: AnswerFile, *, subject: str) -> dict[str, Any]:
    """Send a picture that a message shows, and return its block; until a message has it, nobody sees it.

    Raises:
        MessengerError: it could not be sent.

    """
    file_id = await _upload(rest, picture, subject=subject)
    return {"type": "image", "slack_file": {"id": file_id}, "alt_text": picture.alt or picture.name}


async def _to_reader(rest: SlackRest, file: AnswerFile, *, user_id: str) -> None:
    room = await rest.call("conversations.open", {"users": user_id}, subject=f"slack:{user_id}")
    place = {"channel_id": str((room.get("channel") or {}).get("id"))}
    await _upload(rest, file, subject=f"slack:{user_id}", **place)


async def _upload(rest: SlackRest, file: AnswerFile, *, subject: str, **place: str) -> str:
    """Send a file to where it is to stand, and return its id."""
    content = file.content
    about = {"filename": file.name, "length": str(len(content)), **({"alt_txt": file.alt} if file.alt else {})}
    begun = await rest.call("files.getUploadURLExternal", about, subject=subject)
    await rest.upload(str(begun.get("upload_url")), content, subject=subject)
    done = {"files": json.dumps([{"id": begun.get("file_id"), "title": file.name}]), **place}
    await rest.call("files.completeUploadExternal", done, subject=subject)
    return str(begun.get("file_id"))
