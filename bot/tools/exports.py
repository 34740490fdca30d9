"""What is on record as files that other programs read: JSON, one object a line, or CSV for a spreadsheet."""

from __future__ import annotations

import csv
import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

from bot.core.clock import SystemClock
from bot.core.errors import BackupError
from bot.jobs.by_command.source_changes import SourceChanges
from bot.store import SqlStore
from bot.store.parts.exported import all_statements
from handlers.asked.rows import statement_cells, statement_header, statement_row

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from bot.core.config import Config
    from bot.core.model import StatementQuery


async def export_statements(config: Config, folder: Path, query: StatementQuery, *, as_csv: bool) -> tuple[Path, int]:
    """Write the statements that a query finds into a file; returns it with how many they are.

    In JSON each has all its sightings; in CSV the first, and how many there are.

    Raises:
        BackupError: the file cannot be written, or exists.
        StoreError: the record cannot be read.

    """
    path = folder / f"statements.{'csv' if as_csv else 'jsonl'}"
    store = SqlStore(config.store.url, read_only=True)
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
    async for statement, seen in all_statements(store, query):
        yield statement_row(statement, seen, config=config)


async def _write_lines(file: TextIO, rows: AsyncIterator[dict[str, Any]]) -> int:
    number = 0
    async for row in rows:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")
        number += 1
    return number


async def _write_csv(file: TextIO, rows: AsyncIterator[dict[str, Any]]) -> int:
    number, writer = 0, csv.writer(file)
    writer.writerow(statement_header())
    async for row in rows:
        writer.writerow(statement_cells(row))
        number += 1
    return number


@contextmanager
def _new_file(path: Path) -> Iterator[TextIO]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="" if path.suffix == ".csv" else "\n") as file:
            yield file
    except FileExistsError as error:
        raise BackupError(f"{path}: already exists; name another folder") from error
    except OSError as error:
        raise BackupError(
            f"{path}: cannot be written ({error.strerror}); name a folder that you may write to"
        ) from error
