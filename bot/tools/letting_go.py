"""`onrecord prune` and `erase`: what is let go of by age, and what somebody asked to be deleted."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.clock import SystemClock
from bot.core.errors import EraseError, StoreBusyError
from bot.jobs.by_command.change_log import log_change
from bot.jobs.housekeeping.prune import Pruner
from bot.jobs.housekeeping.sweep import Sweeper
from bot.store import SqlStore
from bot.store.address import parse_address
from bot.store.instance import FileLock
from bot.tools.stored import changes_by_command
from bot.tools.thresholds import LETTING_GO_BUSY_AFTER

if TYPE_CHECKING:
    from bot.core.config import Config
    from bot.core.model import Member
    from bot.jobs.housekeeping.prune import Prunable
    from bot.rules.retention import Kept


@dataclass(frozen=True, slots=True)
class Pruned:
    """What went, or would."""

    by_age: dict[Kept, int]  # of what `[retention]` has a setting for
    others: Prunable  # what has an end without that


async def prune_record(config: Config, *, dry_run: bool) -> Pruned:
    """Let go of what is kept no longer, or count it; returns how much.

    Raises:
        StoreError: the record cannot be used; a running bot does this by itself.

    """
    store = SqlStore(config.store.url, read_only=dry_run)
    await store.open()
    try:
        pruner = Pruner(store=store, clock=SystemClock(), settings=config.replay)
        sweeper = Sweeper(store=store, clock=SystemClock(), settings=config.retention)
        others = await pruner.expired()
        if dry_run:
            return Pruned(await sweeper.expired(), others)
        others = replace(others, listings=await pruner.prune(), originals=await pruner.prune_originals())
        return Pruned(await sweeper.sweep(), others)
    finally:
        await store.close()


def compact_record(config: Config) -> tuple[int, int] | None:
    """Write SQLite's file anew without what is free in it; returns its size before and after, None on a server.

    Nothing of what was deleted stands in it then, nor in its write-ahead log: what is free still holds its old bytes.

    From then on the bot gives free room back by itself, as in every file that was made since this was built.

    Raises:
        EraseError: the file cannot be written anew, or another program reads the old one.
        StoreBusyError: a bot uses it.

    """
    file = parse_address(config.store.url).file
    if file is None:
        return None
    lock = FileLock(file)
    lock.take()
    try:
        before = file.stat().st_size
        with closing(sqlite3.connect(file, timeout=LETTING_GO_BUSY_AFTER, isolation_level=None)) as connection:
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
            # The index of words only marks what is deleted, until it is merged.
            connection.execute("INSERT INTO statement_index(statement_index) VALUES ('optimize')")
            connection.execute("VACUUM")
            (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise EraseError(
                f"the SQLite file {file}: another program reads it, so it cannot be written anew; close that program"
            )
        return before, file.stat().st_size
    except sqlite3.Error as error:
        raise EraseError(
            f"the SQLite file {file}: cannot be written anew ({error}); it needs as much free space as the file takes"
        ) from error
    finally:
        lock.free()


def leave_no_trace(config: Config) -> None:
    """Leave no byte of what was deleted in SQLite's file; a server has its own ways, which docs/operations.md tells.

    Raises:
        EraseError: it cannot be done now; with the way to do it later.

    """
    try:
        compact_record(config)
    except (EraseError, StoreBusyError) as error:
        raise EraseError(
            f"{error}. All of it is deleted, but its bytes may stand in what is free of the file until "
            "`onrecord prune --compact` has written it anew"
        ) from error


class _OnlyCountedError(Exception):
    """Ends a transaction of which nothing is to stay."""


async def erase_from_record(
    config: Config, *, source: str | None, actor: str | None, dry_run: bool, by: Member
) -> Counter[str]:
    """Delete what is on record of a source or an actor, or count it; returns how many rows of each table.

    Who deleted what and how much stands in the audit log, where something was deleted; of what was said nothing does.

    Raises:
        EraseError: it is polled or followed still, and would come back.
        StoreError: the record cannot be used, or a bot uses it.

    """
    async with changes_by_command(config):
        if source is not None and config.sources.get(source) is not None:
            raise EraseError(
                f"{source} is still polled: remove it from the config, or run `onrecord source remove` first"
            )
    if actor is not None and config.actors.get(actor) is not None:
        raise EraseError(
            f"{actor} is still tracked: remove the actor from the config, or run `onrecord actor remove` first"
        )
    store = SqlStore(config.store.url)
    await store.open()
    gone, now = Counter[str](), SystemClock().now()
    try:
        with suppress(_OnlyCountedError):
            async with store.transaction() as transaction:
                if source is not None:
                    gone += await transaction.erase_source(source)
                if actor is not None:
                    gone += await transaction.erase_actor(actor)
                _undo_if(dry_run=dry_run)
                if gone.total():
                    subject, subject_id = ("source", source) if source is not None else ("actor", actor or "")
                    await log_change(
                        transaction, subject, subject_id, "erased", before=dict(+gone), after=None, by=by, at=now
                    )
    finally:
        await store.close()
    return gone


def _undo_if(*, dry_run: bool) -> None:
    if dry_run:
        raise _OnlyCountedError
