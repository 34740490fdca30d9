"""`onrecord replay`: what was fetched before, read again by today's rules, beside what the record says was reported.

Nothing is fetched or posted, and the record is only read.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bot.core.errors import OnRecordError
from bot.jobs.by_command.route_changes import RouteChanges
from bot.jobs.by_command.source_changes import SourceChanges
from bot.store import SqlStore
from bot.store.copying import copy_until
from bot.tools.replay.alerts import AlertChange, alerts_of, changes_between
from bot.tools.replay.rereading import Rereading, StandingClock
from bot.tools.thresholds import ORIGINALS_AT_ONCE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.model import Original


class NothingKeptError(OnRecordError):
    """There is nothing to read again; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What came of it."""

    asked_since: datetime
    since: datetime  # later than asked for where no more is kept
    texts: int  # that were read again
    without_source: int  # left out: there is no such source any more
    unread: int  # that these rules cannot read
    on_record: int  # alerts, each counted once for each channel
    by_these_rules: int
    in_line_on_record: int  # of them, that a line counts in place of a message each
    in_line_by_these_rules: int
    changes: tuple[AlertChange, ...]


async def read_again(
    config: Config, *, since: datetime, begin: Callable[[int], None], advance: Callable[[], None]
) -> Replayed:
    """Read again what was fetched since then.

    Args:
        config: the rules, and where the record is.
        since: when to begin.
        begin: is called once, with the number of texts, when all is loaded.
        advance: is called after each text.

    Raises:
        NothingKeptError: nothing that was fetched since then is kept.
        StoreError: the record cannot be read, or no other one be made beside it.
        WatchError: the models cannot be loaded.

    """
    async with _opened(SqlStore(config.store.url, read_only=True)) as store:
        first = await store.first_original_at()
        number, _ = await store.originals_kept(since=since)
        if first is None or not number:
            raise NothingKeptError(_nothing_kept(config, first, since=since))
        start = max(since, first)
        clock = StandingClock(start)
        await SourceChanges(store=store, config=config, clock=clock).refresh()
        await RouteChanges(store=store, config=config, clock=clock).refresh()
        with TemporaryDirectory(prefix="onrecord-replay-") as folder:
            async with _opened(SqlStore(f"sqlite:///{Path(folder) / 'replay.db'}")) as scratch:
                await copy_until(store, scratch, until=start, texts_within=config.polling.recheck_until)
                async with Rereading(config, scratch, clock) as rereading:
                    begin(number)
                    async for original in _kept(store, since=start, number=number):
                        await rereading.read(original)
                        advance()
                before = await alerts_of(store, rereading.items, since=start)
                after = await alerts_of(scratch, rereading.items, since=start)
    return Replayed(
        asked_since=since,
        since=start,
        texts=rereading.texts,
        without_source=rereading.without_source,
        unread=len(rereading.unread),
        on_record=sum(one.messages for one in before.values()),
        by_these_rules=sum(one.messages for one in after.values()),
        in_line_on_record=sum(one.messages for one in before.values() if one.in_line),
        in_line_by_these_rules=sum(one.messages for one in after.values() if one.in_line),
        changes=changes_between(before, after),
    )


async def _kept(store: SqlStore, *, since: datetime, number: int) -> AsyncIterator[Original]:
    """Yield what was fetched since then, first fetched first; not what a running bot keeps in the meantime."""
    last: Original | None = None
    while part := await store.originals(since=since, after=last, limit=min(ORIGINALS_AT_ONCE, number)):
        for original in part:
            yield original
        last, number = part[-1], number - len(part)
        if not number:
            return


def _nothing_kept(config: Config, first: datetime | None, *, since: datetime) -> str:
    if first is not None:
        return f"nothing that was fetched since {since:%Y-%m-%d %H:%M} UTC is kept: choose an earlier --since"
    if not config.replay.keeps:
        return "nothing is kept to be read again: set replay.keep_for and replay.keep_bytes, and let the bot run"
    return "nothing is kept to be read again yet: from its next start on the bot keeps what it reads"


@asynccontextmanager
async def _opened(store: SqlStore) -> AsyncIterator[SqlStore]:
    await store.open()
    try:
        yield store
    finally:
        await store.close()
