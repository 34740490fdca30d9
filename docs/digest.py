"""Draws `docs/digest.png`: a digest with its chart on Discord and Slack, and Slack's App Home.

`python -m docs.digest` puts an invented season on record, makes the bot's own bodies of it, and has headless Chromium
(Debian's package `chromium`) take the picture.
"""  # noqa: INP001 - run from the checkout, never installed

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.core.config import parse_config
from bot.core.model import Beat, DigestItem, DigestView, Member, Platform, StatementQuery
from bot.store import SqlStore
from docs.activity import picture_html
from docs.archive import NOW, StandingClock, seed
from docs.cards import STYLE, discord_html, slack_html
from docs.chromium import photograph
from docs.picture import OUTLETS
from handlers.asked.home import HomeAnswers
from handlers.discord.message import message as discord_message
from handlers.render.messages.shown import shown
from handlers.render.replies.digest_chart import picture_of
from handlers.slack.message import home as slack_home
from handlers.slack.message import message as slack_message

PICTURE = Path(__file__).with_name("digest.png")
SIZE = (1860, 1110)
CONFIG = parse_config(
    """
    [[actors]]
    id = "varga"
    name = "Ilse Varga"
    pronouns = ["she", "her", "hers", "herself"]
    [[actors]]
    id = "kasvili"
    name = "Tibor Kasvili"
    [[routes]]
    channel = "slack:C024BE91L"
    [[routes]]
    channel = "slack:C024BE91M"
    actors = ["varga"]
    novelty = ["changed"]
    """
    + OUTLETS
)
READER = Member(id="slack:U0000000001", name="Kim")


async def digest(store: SqlStore) -> DigestView:
    """Return a digest of the newest statements, of which each third is somebody else's."""
    page = await store.statements(StatementQuery(limit=9))
    items = []
    for place, view in enumerate(page.statements):
        actor_id = "kasvili" if place % 3 == 1 else "varga"
        said = replace(view, statement=replace(view.statement, actor_id=actor_id))
        items.append(DigestItem(statement=said, article=view.sightings[0].article))
    counts: dict[str, Counter[Any]] = {}
    for one in items:
        counts.setdefault(one.statement.statement.actor_id, Counter())[one.statement.statement.novelty] += 1
    return DigestView(id="d1", since=NOW - timedelta(days=5), until=NOW, counts=counts, reported=tuple(items))


async def page() -> str:
    """Return all of the picture as a page."""
    with tempfile.TemporaryDirectory() as folder:
        store = SqlStore(f"sqlite:///{Path(folder) / 'season.db'}")
        await store.open()
        try:
            await seed(store)
            await store.beat(Beat(at=NOW - timedelta(seconds=4), started_at=NOW - timedelta(days=9), platforms={}))
            view = await digest(store)
            home = await HomeAnswers(store=store, config=CONFIG, clock=StandingClock()).home(
                Platform.SLACK, workspace_id="", in_full=False
            )
        finally:
            await store.close()
    note, chart = shown(view, config=CONFIG), await _chart(view)
    cells = {
        "Digest, Discord": discord_html(discord_message(note, delivery_id="d1"), picture=chart),
        "Digest, Slack": slack_html(slack_message(note, delivery_id="d1", command="/onrecord"), picture=chart),
        "App Home, Slack": slack_html(slack_home(home, command="/onrecord")),
    }
    shown_cells = "".join(f"<td style='width:33%'><h1>{name}</h1>{cell}</td>" for name, cell in cells.items())
    return f"<!doctype html><meta charset=utf-8><style>{STYLE}</style><table><tr>{shown_cells}</tr></table>"


async def _chart(view: DigestView) -> str:
    drawn = await picture_of(view, config=CONFIG)
    if drawn is None:
        sys.exit("this digest has no chart")
    return picture_html(drawn)


if __name__ == "__main__":
    photograph(asyncio.run(page()), PICTURE, size=SIZE)
