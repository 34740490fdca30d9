"""What is on record as files that other programs read: JSON, one object a line, or CSV for a spreadsheet."""

from __future__ import annotations

import csv
import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

from bot.core.clock import SystemClock
from bot.core.errors import BackupError
from bot.jobs.source_changes import SourceChanges
from bot.store import SqlStore
from bot.store.exported import all_statements

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from datetime import datetime
    from pathlib import Path

    from bot.core.config import Config
    from bot.core.model import SightingView, Statement, StatementQuery

COLUMNS = (
    *("id", "actor", "actor_name", "text", "kind", "sense", "novelty", "earlier", "confidence", "said_at"),
    *("said_precision", "published_at", "first_seen_at", "teller", "ruling"),
)
FIRST_REPORT = ("source", "source_name", "url", "title")
# A spreadsheet takes what begins so for a formula, and the text is a stranger's.
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


async def export_statements(config: Config, folder: Path, query: StatementQuery, *, as_csv: bool) -> tuple[Path, int]:
    """Write the statements that a query finds into a file; returns it with how many they are.

    In JSON each has all its sightings; in CSV the first, and how many there are.

    Raises:
        BackupError: the file cannot be written, or exists.
        StoreError: the record cannot be read.

    """
    path = folder / f"statements.{'csv' if as_csv else 'jsonl'}"
    store = SqlStore(config.bot.database, read_only=True)
    await store.open()
    try:
        await SourceChanges(store=store, config=config, clock=SystemClock()).refresh()
        with _new_file(path) as file:
            write = _write_csv if as_csv else _write_lines
            number = await write(file, _rows_of(store, query, config))
    finally:
        await store.close()
    return path, number


async def _rows_of(store: SqlStore, query: StatementQuery, config: Config) -> AsyncIterator[dict[str, Any]]:
    names = {actor.id: actor.name for actor in config.actors}
    async for statement, seen in all_statements(store, query):
        yield _row(statement, names.get(statement.actor_id, "")) | {"sightings": [_seen(one, config) for one in seen]}


def _row(statement: Statement, actor_name: str) -> dict[str, Any]:
    values = (
        *(statement.id, statement.actor_id, actor_name, statement.text, statement.kind, statement.sense),
        *(statement.novelty, statement.earlier_id, statement.confidence, _written(statement.said_at)),
        statement.said_precision if statement.said_at else None,
        *(_written(statement.published_at), _written(statement.first_seen_at), statement.teller, statement.ruling),
    )
    return dict(zip(COLUMNS, values, strict=True))


def _seen(view: SightingView, config: Config) -> dict[str, Any]:
    article, quotation = view.article, view.sighting.quotation
    source = config.sources.ever(article.source_id)
    return {
        "source": article.source_id,
        "source_name": source.name if source else "",
        "url": article.url,
        "title": article.title,
        "author": article.author,
        "published_at": _written(article.published_at),
        "seen_at": _written(view.sighting.seen_at),
        "quoted": [article.text[start:end] for start, end in quotation.content],
        "speaker": quotation.speaker,
        "confidence": quotation.confidence,
        "whole": article.whole,
    }


async def _write_lines(file: TextIO, rows: AsyncIterator[dict[str, Any]]) -> int:
    number = 0
    async for row in rows:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")
        number += 1
    return number


async def _write_csv(file: TextIO, rows: AsyncIterator[dict[str, Any]]) -> int:
    number, writer = 0, csv.writer(file)
    writer.writerow([*COLUMNS, *FIRST_REPORT, "sightings"])
    async for row in rows:
        first: dict[str, Any] = next(iter(row["sightings"]), {})
        cells = [*(row[name] for name in COLUMNS), *(first.get(name, "") for name in FIRST_REPORT)]
        writer.writerow([*map(_cell, cells), len(row["sightings"])])
        number += 1
    return number


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


@contextmanager
def _new_file(path: Path) -> Iterator[TextIO]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="" if path.suffix == ".csv" else "\n") as file:
            yield file
    except FileExistsError as error:
        raise BackupError(f"{path}: exists already; name another folder") from error
    except OSError as error:
        raise BackupError(f"{path}: cannot be written ({error.strerror}); name a folder that can") from error


def _written(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
