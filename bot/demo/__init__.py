"""The demo: the real bot for a moment, on invented news that a server on this machine publishes in waves.

Everything but the news is what `onrecord run` uses: HTTP, feeds, pages, the pipeline, a SQLite file, the outbox, and
pages fetched again.
"""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.rule import Rule
from rich.text import Text

from bot import app
from bot.core.clock import SystemClock
from bot.core.config import example_config_path, read_config
from bot.core.live_list import LiveList
from bot.core.model import Channel, DeliveryState, ItemState, Novelty, Platform, Route, Source, StatementQuery, Tier
from bot.core.secret_tokens import Secrets
from bot.core.source_list import SourceList
from bot.demo.server import NewsServer
from bot.store import SqlStore
from handlers.commands import Commands
from handlers.render.pieces.lengths import clip
from handlers.render.pieces.text import plain
from handlers.render.statement.differences import verdict_words
from handlers.terminal.console_handler import print_reply

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from bot.core.config import Config
    from bot.core.model import Statement
    from bot.jobs.reading.read import ReadItem

LOOKUP = "statements baghaei inspectors"
LOOK_EVERY = 0.2  # seconds between two looks at how far the bot is
LINE_LIMIT = 76  # characters: a line of what was not reported fits into 80 columns
UNDER_WAY = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.STALE)


async def run_demo(*, seconds: float, console: Console | None = None) -> bool:
    """Run the demo; returns whether all of the sample news was read and reported in time."""
    console = console or Console(highlight=False)
    console.print(Text("On Record, demo. The news below is invented, and so is what the three people say in it."))
    with tempfile.TemporaryDirectory(prefix="onrecord-demo-") as folder:
        async with NewsServer() as server:
            config = _demo_config(server, Path(folder) / "onrecord.db")
            progress = _Progress(server, console)
            stop = asyncio.Event()
            running = asyncio.create_task(
                app.run(
                    config,
                    Secrets(),
                    stop,
                    console=console,
                    on_loaded=progress.loaded.set,
                    on_reading=progress.take,
                )
            )
            try:
                async with asyncio.timeout(seconds):
                    await _first_done(running, _publish(server, progress, config, console))
                whole = True
            except TimeoutError:
                console.print(Text(f"Stopped after {seconds:.0f} s, before all was read.", style="bold red"))
                whole = False
            stop.set()
            await running
            await _show_lookup(config, console)
    _show_skipped(progress.readings, config, console)
    return whole


class _Progress:
    """How far the bot is with the sample news."""

    def __init__(self, server: NewsServer, console: Console) -> None:
        self.server = server
        self.console = console
        self.loaded = asyncio.Event()
        self.readings: list[ReadItem] = []
        self._read = asyncio.Event()

    def take(self, reading: ReadItem) -> None:
        if reading.item.state is not ItemState.WAITING:
            self.readings.append(reading)
            self._read.set()

    async def all_read(self) -> None:
        """Wait until everything that is published has been read, or given up."""
        while len(self.readings) < len(self.server.published()):
            self._read.clear()
            await self._read.wait()


async def _first_done(running: asyncio.Task[None], publishing: Coroutine[None, None, None]) -> None:
    """Wait for the news to be reported; a bot that ends before that has failed, and its error is raised."""
    telling = asyncio.create_task(publishing)
    await asyncio.wait((running, telling), return_when=asyncio.FIRST_COMPLETED)
    if running.done():
        telling.cancel()
        running.result()
    await telling


async def _publish(server: NewsServer, progress: _Progress, config: Config, console: Console) -> None:
    with _bar(console) as bar:
        task = bar.add_task("loading the pipeline", total=None)
        await progress.loaded.wait()
        bar.update(task, description="reading what stands in the feeds already: on record, reported to nobody")
        await progress.all_read()
    for wave, part in enumerate(server.news.parts, 1):
        server.wave = wave
        console.print(Rule(Text(f"news, part {wave}: {part}"), style="dim"))
        await progress.all_read()
        await _all_reported(config, corrected=len(server.corrected()))


async def _all_reported(config: Config, *, corrected: int) -> None:
    """Wait until so many pages were found to be corrected, and the outbox is empty."""
    store = SqlStore(config.store.url, read_only=True)
    await store.open()
    try:
        while True:
            views = (await store.statements(StatementQuery(limit=100))).statements
            found = {one.article_id for view in views for one in view.corrections}
            deliveries = (await store.counts()).deliveries
            if len(found) >= corrected and not any(deliveries.get(state) for state in UNDER_WAY):
                return
            await asyncio.sleep(LOOK_EVERY)
    finally:
        await store.close()


def _bar(console: Console) -> Progress:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=20), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True)


def _demo_config(server: NewsServer, database: Path) -> Config:
    """Return the example config with the sample outlets for its sources, and patience fit for a demo."""
    config = read_config(example_config_path())
    sources = tuple(
        Source(
            id=one.id,
            name=one.name,
            url=f"{server.address}/{one.id}/feed",
            tier=Tier(one.tier),
            language="en",
            poll_every=timedelta(seconds=1),
            voice=one.voice,
        )
        for one in server.news.sources
    )
    return replace(
        config,
        sources=SourceList(sources),
        routes=LiveList(
            [Route(channel=Channel(platform=Platform.CONSOLE), least_confidence=config.alerts.least_confidence)]
        ),
        store=config.store.model_copy(update={"url": f"sqlite:///{database}"}),
        polling=config.polling.model_copy(
            update={
                "every": timedelta(seconds=1),
                "per_host": 4,
                "per_host_every": timedelta(0),
                "recheck_every": timedelta(seconds=1),
                "give_up_after": timedelta(0),
            }
        ),
        alerts=config.alerts.model_copy(update={"edit_every": timedelta(seconds=2)}),
    )


async def _show_lookup(config: Config, console: Console) -> None:
    store = SqlStore(config.store.url, read_only=True)
    await store.open()
    try:
        commands = Commands(store=store, config=config, clock=SystemClock())
        reply = await commands.parse_and_run(LOOKUP)
    finally:
        await store.close()
    console.print(Rule(Text(f"a lookup: onrecord {LOOKUP}"), style="dim"))
    print_reply(reply, console)


def _show_skipped(readings: list[ReadItem], config: Config, console: Console) -> None:
    names = {source.id: source.name for source in config.sources}
    rejected: dict[str, list[str]] = {}  # by the reason
    for reading in readings:
        for words, why in _skipped(reading):
            rejected.setdefault(why, []).append(f"{names[reading.item.source_id]}: {words or reading.item.entry.title}")
    console.print(Rule(Text("what was not reported, and why"), style="dim"))
    for why, lines in rejected.items():
        console.print(Text(plain(why), style="bold"))
        for line in lines:
            console.print(Text(f"  {clip(plain(line), LINE_LIMIT)}"))


def _why_quiet(reading: ReadItem, one: Statement) -> str:
    """Say why a new statement was posted to nobody; or ""."""
    if reading.item.quiet:
        return "baseline: stood in the feed before the bot started"
    return f"said before, and counted: {verdict_words(one)}" if one.novelty is Novelty.REPEAT else ""


def _skipped(reading: ReadItem) -> list[tuple[str, str]]:
    """Return what one article holds that was reported to nobody, each with the reason; "" for words is all of it."""
    if reading.article is None:
        return [("", (reading.item.last_error or "").removeprefix(f"{reading.item.entry.url}: "))]
    if reading.screened:
        return [("", "names no tracked actor; it was not analysed")]
    rows = [(rejected.text, rejected.why) for rejected in reading.rejected]
    rows += [(one.text, "on record already: the message was edited instead") for one in reading.seen_again]
    rows += [(one.text, why) for one in reading.new if (why := _why_quiet(reading, one))]
    if not rows and not reading.new:
        rows = [("", "no statement by a tracked actor")]
    return rows
