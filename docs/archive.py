"""Draws `docs/archive.png`: pages of the archive on a desk, on a phone and in the dark.

`python -m docs.archive` puts an invented season on record, serves it on loopback as `onrecord web` does, and has
headless Chromium (Debian's package `chromium`) take the pictures. With `--serve` it is served until Ctrl-C instead.
"""  # noqa: INP001 - run from the checkout, never installed

from __future__ import annotations

import asyncio
import html
import random
import socket
import sys
import tempfile
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.model import (
    Article,
    Correction,
    CorrectionKind,
    Difference,
    DifferenceKind,
    Kind,
    Novelty,
    Quotation,
    Relation,
    Sighting,
    Statement,
    Verdict,
)
from bot.core.outcomes import Conclusion, Outcome, Subject
from bot.store import SqlStore
from docs.chromium import photograph, take
from docs.picture import CONFIG
from handlers.web import ArchiveServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.core.ports import Transaction

PICTURE = Path(__file__).with_name("archive.png")
NOW = datetime.fromisoformat("2026-03-20T17:00:00+00:00")
WIDTH, HEIGHT = 1800, 1055  # of the picture
SAID = (
    "We will come to the table in {} when it is ready.",
    "The ferry line to {} stays open until the new bridge carries its first train.",
    "No customs officer of ours was at the quay of {} that night.",
    "We have asked the river commission for its minutes on {}, all of them.",
    "The wells above the dam at {} will be dug by our own people.",
    "A toll at {} is not on the table, and it will not be.",
    "Arden sends two engineers to the lock of {} on Monday.",
)
PLACES = (
    "Oran Ferry",
    "Lower Arden",
    "Stone Quay",
    "Brill",
    "the Narrows",
    "Hale Island",
    "Marsh End",
    "Tarn",
    "Old Mill",
    "Wick",
)
HEADLINES = ("Arden sets terms for river talks", "What the ministry said on Monday", "The dam, the toll and the ferry")
FILLER = "Nobody on the other bank would say whether the offer had been read. The talks begin again on Thursday."


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One picture of a page."""

    title: str
    path: str
    width: int
    height: int
    is_dark: bool = False


SHOTS = (
    Shot(title="A search", path="/?q=dam+since:30d&actor=varga", width=880, height=1250),
    Shot(
        title="A statement, in the dark, on a phone",
        path="/statements/7k2m9q4xw0c",
        width=500,
        height=1250,
        is_dark=True,
    ),
    Shot(title="An actor", path="/actors/varga", width=880, height=1250),
)


async def seed(store: SqlStore) -> None:
    """Put an invented season on record."""
    chance = random.Random(5)  # noqa: S311 - a picture
    async with store.transaction() as transaction:
        said: list[str] = []
        for number in range(96):
            at = NOW - timedelta(hours=(95 - number) * 7.6 + chance.random() * 5)
            if chance.random() > 0.75:  # noqa: PLR2004 - some days are quiet
                continue
            is_old = bool(said) and chance.random() < 0.2  # noqa: PLR2004 - one in five was said before
            place = PLACES[len(said) // len(SAID)]
            text = chance.choice(said) if is_old else SAID[len(said) % len(SAID)].format(place)
            said += [] if is_old else [text]
            await _put(transaction, f"q{number:010}", text, at=at, novelty=Novelty.REPEAT if is_old else Novelty.NEW)
        first, then, last = NOW - timedelta(days=33), NOW - timedelta(days=11), NOW - timedelta(hours=2)
        await _put(transaction, "m6w1a9zqk5x", "We pay 25 percent of the dam.", at=first, novelty=Novelty.NEW)
        await _put(
            transaction,
            "7k2m9q4xw0c",
            "We pay 35 percent of the dam, and not a cent more.",
            at=then,
            novelty=Novelty.CHANGED,
            earlier_id="m6w1a9zqk5x",
            verdict=_turn("25 percent", "35 percent"),
            sources=("northern-wire", "harbour-gazette", "arden-ministry"),
        )
        await _put(
            transaction,
            "x3v8b1n7t5q",
            "We pay 40 percent of the dam, and not a cent more.",
            at=last,
            novelty=Novelty.CHANGED,
            earlier_id="7k2m9q4xw0c",
            verdict=_turn("35 percent", "40 percent"),
        )
        await transaction.save_correction(
            Correction(
                id="c1",
                sighting_id="7k2m9q4xw0c-harbour-gazette",
                statement_id="7k2m9q4xw0c",
                article_id="7k2m9q4xw0c-harbour-gazette",
                kind=CorrectionKind.CHANGED,
                noticed_at=then + timedelta(hours=3),
                text="We pay 35 percent of the dam, and not a cent more than that.",
            )
        )
        await transaction.conclude(
            [
                Conclusion(
                    subject=Subject.STATEMENT,
                    subject_id="x3v8b1n7t5q",
                    outcome=Outcome.OTHER_SOURCE,
                    rule="routing.unwanted",
                    at=last,
                    channel="slack:C024BE91L",
                )
            ]
        )


def _turn(before: str, after: str) -> Verdict:
    difference = Difference(kind=DifferenceKind.NUMBER, before=before, after=after)
    return Verdict(relation=Relation.CHANGED, rule="number", differences=(difference,))


async def _put(
    transaction: Transaction,
    statement_id: str,
    text: str,
    *,
    at: datetime,
    novelty: Novelty,
    earlier_id: str | None = None,
    verdict: Verdict | None = None,
    sources: tuple[str, ...] = ("northern-wire",),
) -> None:
    said = Statement(
        id=statement_id,
        actor_id="varga",
        text=text,
        kind=Kind.DIRECT,
        said_at=at,
        first_seen_at=at,
        published_at=at,
        novelty=novelty,
        confidence=0.96,
        earlier_id=earlier_id,
        verdict=verdict,
    )
    await transaction.save_statement(said)
    for place, source in enumerate(sources):
        lead = "Ilse Varga told reporters at her weekly press conference: “"
        key = f"{statement_id}-{source}"
        article = Article(
            id=key,
            source_id=source,
            url=f"https://{source}.example/{statement_id}",
            title=HEADLINES[(place + len(text)) % len(HEADLINES)],
            text=f"{lead}{text}” {FILLER}\n{FILLER}",
            published_at=at,
            fetched_at=at,
            content_hash=key,
        )
        quotation = Quotation(
            content=((len(lead), len(lead) + len(text)),),
            kind=Kind.DIRECT,
            confidence=0.96,
            evidence=(0, len(lead) + len(text) + 1),
            manner="told reporters at her weekly press conference",
        )
        await transaction.save_article(article)
        await transaction.save_sighting(
            Sighting(
                id=key,
                statement_id=statement_id,
                article_id=key,
                quotation=quotation,
                seen_at=at + timedelta(minutes=place * 7),
            )
        )


class StandingClock:
    """The time of the pictures."""

    def now(self) -> datetime:
        """Return it."""
        return NOW


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[str]:
    """Serve the season on loopback meanwhile; yields the address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = replace(CONFIG, web=CONFIG.web.model_copy(update={"port": port}))
    store = SqlStore(f"sqlite:///{folder / 'archive.db'}")
    await store.open()
    await seed(store)
    archive = ArchiveServer(config=config, password=None, store=store.for_people(), clock=StandingClock())
    await archive.start()
    await _listens(port)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await archive.close()
        await store.close()


async def _listens(port: int) -> None:
    """Wait until somebody answers there."""
    for _ in range(100):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return


async def serve(folder: Path, shots: tuple[Shot, ...]) -> None:
    """Serve the record and take the pictures; without any, serve it until somebody ends it."""
    async with served(folder) as address:
        if not shots:
            print(f"{address}/")  # noqa: T201 - where to look
            await asyncio.get_running_loop().create_future()
        for place, shot in enumerate(shots):
            await asyncio.to_thread(
                take,
                f"{address}{shot.path}",
                folder / f"{place}.png",
                size=(shot.width, shot.height),
                is_dark=shot.is_dark,
            )


def sheet(folder: Path) -> str:
    """Return all pictures side by side as one page."""
    figures = "".join(
        f"<figure style='flex:{shot.width}'><figcaption>{html.escape(shot.title)}</figcaption>"
        f"<img src='{(folder / f'{place}.png').as_uri()}'></figure>"
        for place, shot in enumerate(SHOTS)
    )
    style = (
        "body{margin:0;padding:14px;background:#e9ebee;display:flex;gap:14px;align-items:flex-start;"
        "font:15px system-ui,sans-serif}figure{margin:0}figcaption{padding:4px 0 8px;font-weight:bold}"
        "img{width:100%;border-radius:8px;border:1px solid #ccc}"
    )
    return f"<!doctype html><meta charset=utf-8><style>{style}</style>{figures}"


def main() -> None:
    """Take the picture, or serve the record."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if "--serve" in sys.argv:
            asyncio.run(serve(folder, ()))
            return
        asyncio.run(serve(folder, SHOTS))
        photograph(sheet(folder), PICTURE, size=(WIDTH, HEIGHT))


if __name__ == "__main__":
    main()
