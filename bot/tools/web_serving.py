"""The archive in a process of its own, which reads the record and writes nothing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from bot.core.clock import SystemClock
from bot.core.errors import StoreError
from bot.jobs.actor_changes import ActorChanges
from bot.jobs.source_changes import SourceChanges
from bot.jobs.tracking import Tracking
from bot.store import SqlStore
from handlers.web import ArchiveServer

if TYPE_CHECKING:
    from bot.core.config import Config
    from bot.core.secret_tokens import Secrets

log = structlog.get_logger()

REFRESH_EVERY = 60.0  # seconds until actors and sources that were added by command are looked for again


async def serve(config: Config, secrets: Secrets, stop: asyncio.Event) -> None:
    """Serve the archive until `stop` is set.

    Raises:
        ConfigError: it would be open to strangers.
        StoreError: the record cannot be read at the start.

    """
    clock = SystemClock()
    store = SqlStore(config.bot.database, read_only=True, lookup_cut_off_after=config.bot.lookup_cut_off_after)
    actors = ActorChanges(store=store, config=config, clock=clock, tracking=Tracking(config=config))
    sources = SourceChanges(store=store, config=config, clock=clock)
    archive = ArchiveServer(config=config, password=secrets.web_password, store=store.for_people(), clock=clock)
    try:
        await store.open()
        await actors.refresh()
        await sources.refresh()
        await archive.start()
        while not await _is_set_within(REFRESH_EVERY, stop):
            try:
                await actors.refresh()
                await sources.refresh()
            except StoreError as error:  # each page says so too, and the record may be back in a minute
                log.error("names not read again", error=str(error))  # noqa: TRY400 - the message says all
    finally:
        await archive.close()
        await store.close()


async def _is_set_within(seconds: float, event: asyncio.Event) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True
