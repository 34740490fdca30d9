"""Let the whole bot read real articles, and print what it merged, repeated and called a change, for an editor to read.

    python -m benchmarks.real_desk ../shared/gold/polnear-dev.jsonl ../shared/gold/polnear-train.jsonl --articles 120
    python -m benchmarks.real_desk benchmarks/articles/blind85.jsonl --example

`onrecord run` polls a feed on loopback that lists one article after the other, reads the pages, compares and posts to
the terminal; then `onrecord export --statements` gives back what is on record. Printed are the statements that more
than one article is a sighting of, those reported as a change, as said before or above an earlier one on the same
subject, and how many there are.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.loopback.news import NewsItem, NewsServer, page, rss

if TYPE_CHECKING:
    from collections.abc import Sequence

CHECKOUT = Path(__file__).parents[1]
ACTORS = CHECKOUT.parent / "shared" / "gold" / "polnear-actors.toml"
EXAMPLE = 'include = ["packs/baghaei", "packs/trump", "packs/netanyahu"]\n[bot]\n'
LISTED_AT_ONCE = 4
PATIENCE = 600.0  # seconds without a read article


def config(actors: Path | None, feed: str, folder: Path) -> Path:
    """Write a config with one source on loopback that posts to the terminal."""
    text = EXAMPLE if actors is None else actors.read_text(encoding="utf-8")
    text = text.replace("[bot]", f'[store]\nurl = "sqlite:///{folder}/desk.db"\n[bot]\nlog = "json"', 1)
    source = f'[[sources]]\nid = "wire"\nname = "Wire"\nurl = "{feed}/feed"\ntier = "wire"\nevery = "1s"\n'
    path = folder / "config.toml"
    path.write_text(f'{text}\n{source}\n[[routes]]\nchannel = "console"\n', encoding="utf-8")
    return path


def command(*words: str) -> list[str]:
    """The command line of the bot in this checkout."""
    return [sys.executable, "-m", "bot", *words]


def environment() -> dict[str, str]:
    """The environment without tokens, so that nothing is posted anywhere."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("DISCORD_", "SLACK_"))}


async def read_all(texts: Sequence[str], actors: Path | None, folder: Path) -> Path:
    """Let the bot read texts, a few at a time; returns its config."""
    async with NewsServer() as news:
        news.put_feed("/feed", rss([]))
        path = config(actors, news.url, folder)
        child = await asyncio.create_subprocess_exec(
            *command("run", "-c", str(path)),
            cwd=CHECKOUT,
            env=environment(),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            items: list[NewsItem] = []
            for first in range(0, len(texts), LISTED_AT_ONCE):
                batch = list(enumerate(texts))[first : first + LISTED_AT_ONCE]
                for number, text in batch:
                    now = datetime.now(UTC)
                    paragraphs = [escape(line) for line in text.splitlines() if line.strip()]
                    news.put_page(f"/{number}", page(f"Article {number}", paragraphs, published_at=now))
                    items.append(NewsItem(title=f"Article {number}", path=f"/{number}", published_at=now))
                news.put_feed("/feed", rss(items[-30:]))
                for _ in batch:
                    await asyncio.wait_for(_read(child), PATIENCE)
            child.terminate()
            await child.wait()
        finally:
            with suppress(ProcessLookupError):
                child.kill()
    return path


async def _read(child: asyncio.subprocess.Process) -> None:
    """Wait until the bot has read one more article."""
    assert child.stderr is not None
    last = b""
    async for line in child.stderr:
        if line.startswith(b"{") and json.loads(line).get("event") == "read":
            return
        last = line
    raise SystemExit(f"the bot ended by itself: {last.decode()}")


def on_record(path: Path, folder: Path) -> list[dict[str, Any]]:
    """What the bot put on record, as it exports it."""
    export = command("export", "--statements", "-c", str(path), str(folder))
    subprocess.run(export, cwd=CHECKOUT, env=environment(), check=True)  # noqa: S603 - our own program
    (exported,) = folder.glob("*.jsonl")
    return [json.loads(line) for line in exported.read_text(encoding="utf-8").splitlines()]


def show(rows: Sequence[dict[str, Any]]) -> None:
    """Print what an editor has to judge."""
    by_id = {row["id"]: row for row in rows}
    counted: Counter[str] = Counter()
    for row in rows:
        articles = {one["url"] for one in row["sightings"]}
        kind = "merged" if len(articles) > 1 else row["novelty"]
        kind = "on the same subject" if kind == "new" and row.get("earlier") else kind
        counted[kind] += 1
        if kind == "merged":
            print(f"\nMERGED, {row['actor']}")
            for one in row["sightings"]:
                print(f"  {one['url'].rsplit('/', 1)[-1]}: {' … '.join(one['quoted'])}")
        elif kind != "new":
            earlier = by_id.get(row.get("earlier") or "", {})
            print(f"\n{kind.upper()}, {row['actor']}\n  before: {earlier.get('text')}\n  now:    {row['text']}")
    print(f"\n{counted.total()} statements: {dict(counted.most_common())}")


async def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+", help="articles, a JSON line each")
    parser.add_argument("-c", "--config", type=Path, default=ACTORS, help="whom to watch")
    parser.add_argument("--example", action="store_true", help="watch the three of config.example.toml")
    parser.add_argument("--articles", type=int, default=120)
    given = parser.parse_args()
    texts = [json.loads(line)["text"] for path in given.gold for line in path.read_text(encoding="utf-8").splitlines()]
    texts = texts[: given.articles]
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as name:
        path = await read_all(texts, None if given.example else given.config, Path(name))
        rows = on_record(path, Path(name))
    show(rows)
    print(f"{len(texts)} articles in {timedelta(seconds=round(time.perf_counter() - begun))}")


if __name__ == "__main__":
    asyncio.run(main())
