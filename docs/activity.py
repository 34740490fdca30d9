"""Draws `docs/activity.png`: what `/onrecord activity` answers, on Discord in the dark and on Slack in the light.

`python -m docs.activity` puts the invented season of `docs/archive.py` on record, asks as a reader does, and has
headless Chromium (Debian's package `chromium`) take the picture.
"""  # noqa: INP001 - run from the checkout, never installed

from __future__ import annotations

import asyncio
import base64
import html
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.store import SqlStore
from docs.archive import StandingClock, seed
from docs.cards import STYLE, discord_html, slack_html
from docs.chromium import photograph
from docs.picture import CONFIG
from handlers.asked.activity import ActivityAnswers
from handlers.asked.enquiry import Enquiry
from handlers.discord.message import answer as discord_answer
from handlers.slack.message import answer as slack_answer
from handlers.slack.uploads import where_it_is
from handlers.typed.whom import Names

if TYPE_CHECKING:
    from handlers.render.replies.reply import AnswerFile, Reply

PICTURE = Path(__file__).with_name("activity.png")
SIZE = (1400, 670)


async def answered() -> Reply:
    """Return the answer to `activity varga 30d` on the last day of the season."""
    with tempfile.TemporaryDirectory() as folder:
        store = SqlStore(f"sqlite:///{Path(folder) / 'season.db'}")
        await store.open()
        try:
            await seed(store)
            answers = ActivityAnswers(store=store, config=CONFIG, clock=StandingClock(), names=Names(CONFIG))
            return await answers.activity(Enquiry(given={"actor": "varga", "since": "30d"}))
        finally:
            await store.close()


def page(reply: Reply) -> str:
    """Return an answer with its chart, laid out as on both platforms, as a page."""
    if reply.file is None:
        sys.exit("this answer has no chart")
    chart = picture_html(reply.file)
    sent = slack_answer(replace(reply, blocks=(*reply.blocks, where_it_is(reply.file))), command="/onrecord")
    cells = {
        "/onrecord activity, Discord": discord_html(discord_answer(reply), picture=chart),
        "/onrecord activity, Slack": slack_html(sent) + f"<h1>Messages with the app, Slack</h1>{chart}",
    }
    shown = "".join(f"<td><h1>{name}</h1>{cell}</td>" for name, cell in cells.items())
    style = f"{STYLE} h1 {{ margin-top: 12px }}"
    return f"<!doctype html><meta charset=utf-8><style>{style}</style><table><tr>{shown}</tr></table>"


def picture_html(picture: AnswerFile) -> str:
    """Return a picture of the bot's, with its words for who cannot see it, as HTML that needs no other file."""
    content = base64.b64encode(picture.content).decode()
    return f"<img width=100% alt='{html.escape(picture.alt)}' src='data:{picture.media_type};base64,{content}'>"


if __name__ == "__main__":
    photograph(page(asyncio.run(answered())), PICTURE, size=SIZE)
