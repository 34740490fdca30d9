"""Measure the running bot: `python -m benchmarks.bot [--articles N]`.

It prints how long the command takes to its first poll and to a loaded pipeline, its memory when idle and after reading,
what screening saves on a stream of which one article in twenty names a tracked actor, what it costs to fetch a page and
take its text out, and how long the event loop is held up while the watcher reads. Where nothing else is said, times are
of a clock on the wall: run it on a machine that has nothing else to do.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.clock import SystemClock
from bot.core.config import example_config_path, read_config
from bot.core.config_sections import PollingSettings
from bot.core.model import Article
from bot.demo.server import sample_news
from bot.sources.fetcher import WebFetcher
from bot.watcher import SpacyWatcher, WatchText
from bot.watcher.worker import WatcherThread
from tests.loopback.news import NewsItem, NewsServer, page, rss

if TYPE_CHECKING:
    from collections.abc import Sequence

CHECKOUT = Path(__file__).parents[1]
GOLD = CHECKOUT.parent / "shared" / "gold" / "polnear-dev.jsonl"
NAMED_IN = 20  # one article in so many names a tracked actor
LOAD_WITHIN = 120.0  # seconds
SETTLED_AFTER = 3.0  # seconds
PAGES = 200
LINKS, SCRIPT_LINES = 300, 4_000  # around the text: 20 kB and 72 kB, as news sites have
TARGETS = {"start to first poll": "under 5 s", "idle memory": "under 650 MB"}


def row(name: str, value: str) -> None:
    """Print one figure."""
    print(f"{name:<58} {value:>14}   {TARGETS.get(name, '')}")


def resident_mb(pid: int | str = "self") -> float:
    """Return the resident memory of a process in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def processor_seconds(pid: int) -> float:
    """Return the processor time that a process has taken."""
    user, system = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


# The command as a process


def example_with(news: NewsServer, folder: Path) -> Path:
    """Write the example config with one source, on loopback, and a database of its own."""
    text = example_config_path().read_text(encoding="utf-8")
    head, _, rest = text.partition("# What you hand over yourself.")
    assert rest
    head = re.sub(r"(?s)^include = \[.*?^\]", 'include = ["packs/trump", "packs/netanyahu"]', head, flags=re.MULTILINE)
    settings = head.replace('url = "sqlite:///onrecord.db"', f'url = "sqlite:///{folder}/onrecord.db"')
    settings = settings.replace('log = "console"', 'log = "json"').replace('every = "2m"', 'every = "1s"')
    source = f'[[sources]]\nid = "bench"\nname = "Bench"\nurl = "{news.url}/feed"\ntier = "wire"\n'
    path = folder / "config.toml"
    path.write_text(settings + source, encoding="utf-8")
    return path


async def measure_process(texts: Sequence[WatchText], now: datetime) -> None:
    """Start `onrecord run`, let it become idle, let it read, and print times and memory."""
    with tempfile.TemporaryDirectory() as folder:
        async with NewsServer() as news:
            news.put_feed("/feed", rss([]))
            config_path = example_with(news, Path(folder))
            begun_at = time.perf_counter()
            child = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run", "-c", str(config_path)),
                cwd=CHECKOUT,
                env={key: value for key, value in os.environ.items() if not key.startswith(("DISCORD_", "SLACK_"))},
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE,
            )
            try:
                loaded = asyncio.create_task(_said(child, "pipeline loaded"))
                async with asyncio.timeout(LOAD_WITHIN):
                    while not news.asked("/feed"):  # noqa: ASYNC110 - the bot is another process
                        await asyncio.sleep(0.005)
                    row("start to first poll", f"{time.perf_counter() - begun_at:.1f} s")
                    row("start to first poll, processor time", f"{processor_seconds(child.pid):.1f} s")
                    await loaded
                row("start to pipeline loaded", f"{time.perf_counter() - begun_at:.1f} s")
                await asyncio.sleep(SETTLED_AFTER)
                row("idle memory", f"{resident_mb(child.pid):.0f} MB")
                await _let_read(child, news, texts, now)
                await asyncio.sleep(SETTLED_AFTER)
                row(f"memory after {len(texts)} articles", f"{resident_mb(child.pid):.0f} MB")
                begun_at = time.perf_counter()
                child.terminate()
                await child.communicate()
                row("SIGTERM to end", f"{time.perf_counter() - begun_at:.1f} s")
            finally:
                with suppress(ProcessLookupError):
                    child.kill()


async def _let_read(
    child: asyncio.subprocess.Process, news: NewsServer, texts: Sequence[WatchText], now: datetime
) -> None:
    items = []
    for number, text in enumerate(texts):
        news.put_page(f"/{number}", page(f"Article {number}", text.text.split("\n\n"), published_at=now))
        items.append(NewsItem(title=f"Article {number}", path=f"/{number}", published_at=now))
    news.put_feed("/feed", rss(items))
    async with asyncio.timeout(LOAD_WITHIN):
        for _ in texts:
            await _said(child, "read")


async def _said(child: asyncio.subprocess.Process, event: str) -> None:
    """Wait until the log of the process holds an event."""
    assert child.stderr is not None
    async for line in child.stderr:
        if line.startswith(b"{") and json.loads(line).get("event") == event:
            return
    raise SystemExit("the bot ended by itself")


# The watcher in this process


class Screened(SpacyWatcher):
    """Tells what the screen says."""

    def wanted(self, text: WatchText) -> bool:
        """Whether the text names a tracked actor."""
        return self._names_actor(text)


class Unscreened(SpacyWatcher):
    """Reads every text."""

    def _names_actor(self, _text: WatchText) -> bool:
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Articles as they come, and where they are from."""

    texts: list[WatchText]
    named: int
    origin: str


def stream(watcher: Screened, number: int, now: datetime) -> Stream:
    """Return a stream of articles of which one in twenty names a tracked actor."""
    if GOLD.is_file():
        lines = GOLD.read_text(encoding="utf-8").splitlines()
        texts, origin = [WatchText(text=json.loads(line)["text"]) for line in lines], GOLD.name
    else:
        texts, origin = [WatchText(text=one.text) for one in sample_news(now).articles if one.text], "the demo's news"
    naming = [text for text in texts if watcher.wanted(text)]
    others = [text for text in texts if not watcher.wanted(text)]
    named = max(number // NAMED_IN, 1)
    chosen = [naming[place % len(naming)] for place in range(named)]
    chosen += [others[place % len(others)] for place in range(number - named)]
    return Stream(texts=chosen, named=named, origin=origin)


def measure_screen(number: int, now: datetime) -> Stream:
    """Print what screening saves, and return the stream."""
    config = read_config(example_config_path())
    watcher, unscreened = Screened.load(config.actors), Unscreened.load(config.actors)
    articles = stream(watcher, number, now)
    words = statistics.mean(len(one.text.split()) for one in articles.texts)
    row("stream", f"{number} articles")
    print(f"  {articles.named} name an actor, {words:.0f} words each, from {articles.origin}")
    seconds = {}
    for name, reader in (("with screen", watcher), ("without screen", unscreened)):
        reader.watch(articles.texts[:2])
        begun_at = time.process_time()
        reader.watch(articles.texts)
        seconds[name] = time.process_time() - begun_at
        row(f"reading the stream {name}, processor time", f"{seconds[name]:.2f} s")
    row("share of the time that screening saves", f"{1 - seconds['with screen'] / seconds['without screen']:.1%}")
    begun_at = time.process_time()
    for text in articles.texts:
        watcher.wanted(text)
    row("screen, an article", f"{1e3 * (time.process_time() - begun_at) / number:.2f} ms")
    begun_at = time.process_time()
    unscreened.watch(articles.texts[articles.named :])
    row("pipeline, an article", f"{1e3 * (time.process_time() - begun_at) / (number - articles.named):.1f} ms")
    return articles


async def measure_pages(texts: Sequence[WatchText], now: datetime) -> None:
    """Print what it costs to fetch a page and take its text out: here, with the server, and where it is parsed."""
    menu = "".join(f'<li><a href="/topic/{number}">Topic {number} of the day</a></li>' for number in range(LINKS))
    script = f"<script>{'var a = [0, 1, 2];' * SCRIPT_LINES}</script>"
    settings = PollingSettings.model_validate({"allowed_private_hosts": ["127.0.0.1"], "per_host_every": "0s"})
    web = WebFetcher(clock=SystemClock(), settings=settings, contact="desk@example.org")
    async with NewsServer() as news, web:
        for number, text in enumerate(texts):
            html = page(f"Article {number}", text.text.split("\n\n"), head=script, published_at=now)
            news.put_page(f"/{number}", html.replace("<ul>", f"<ul>{menu}", 1))
        await web.ready()
        await web.page(f"{news.url}/0")
        before = _processor_seconds_of_all()
        for number in range(PAGES):
            await web.page(f"{news.url}/{number % len(texts)}")
        spent = _processor_seconds_of_all() - before
    row("page fetched and its text taken out, processor time", f"{1e3 * spent / PAGES:.1f} ms")


def _processor_seconds_of_all() -> float:
    """Return the processor time of this process and of those that it has started and that still run."""
    of_threads = [(thread / "children").read_text(encoding="ascii") for thread in Path("/proc/self/task").iterdir()]
    return sum(processor_seconds(int(pid)) for pid in (str(os.getpid()), *" ".join(of_threads).split()))


def measure_second_process() -> None:
    """Print what a process that holds nothing but the pipeline takes: the price of reading in one beside the bot's."""
    script = (
        "from bot.core.config import example_config_path, read_config\n"
        "from bot.watcher import SpacyWatcher\n"
        "from benchmarks.bot import resident_mb\n"
        "watcher = SpacyWatcher.load(read_config(example_config_path()).actors)\n"
        "print(resident_mb())\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], cwd=CHECKOUT, capture_output=True, text=True, check=True)  # noqa: S603
    row("memory of a process with the pipeline alone", f"{float(ended.stdout):.0f} MB")


async def measure_loop(texts: Sequence[WatchText], now: datetime) -> None:
    """Print how late the event loop is while the watcher reads in its thread, and while nothing is read."""
    config = read_config(example_config_path())
    watcher = WatcherThread(partial(Unscreened.load, config.actors))
    await watcher.ready()
    articles = [_article(text.text, now) for text in texts]
    for name, work in (
        ("nothing is read", asyncio.sleep(3.0)),
        ("the watcher reads in its thread", _read_all(watcher, articles)),
    ):
        delays = await _delays(asyncio.ensure_future(work))
        worst, late = max(delays), statistics.quantiles(delays, n=100)[98]
        row(f"event loop while {name}: worst", f"{worst * 1e3:.0f} ms")
        row(f"event loop while {name}: 99 in 100", f"{late * 1e3:.1f} ms")
    watcher.close()


async def _read_all(watcher: WatcherThread, articles: Sequence[Article]) -> None:
    for article in articles:
        await watcher.watch([article])


async def _delays(work: asyncio.Future[None], every: float = 0.005) -> list[float]:
    """Return by how many seconds each of many short sleeps took too long while work was done."""
    delays = []
    while not work.done():
        begun_at = time.perf_counter()
        await asyncio.sleep(every)
        delays.append(max(time.perf_counter() - begun_at - every, 0.0))
    await work
    return delays


def _article(text: str, now: datetime) -> Article:
    return Article(
        id="a", source_id="s", url="", title="", text=text, published_at=now, fetched_at=now, content_hash=""
    )


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=200, help="length of the stream")
    number = parser.parse_args().articles
    now = datetime.now(UTC)
    news = [WatchText(text=one.text) for one in sample_news(now).articles if one.text]
    asyncio.run(measure_process(news, now))
    articles = measure_screen(number, now)
    asyncio.run(measure_pages(articles.texts, now))
    measure_second_process()
    asyncio.run(measure_loop(articles.texts[: max(number // 4, 10)], now))


if __name__ == "__main__":
    main()
