"""The archive in a process of its own, which reads the record and writes nothing."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

import structlog

from bot.core.clock import SystemClock
from bot.core.errors import ConfigError, StoreError
from bot.jobs.by_command.actor_changes import ActorChanges
from bot.jobs.by_command.source_changes import SourceChanges
from bot.jobs.by_command.tracking import Tracking
from bot.store import SqlStore
from bot.tools.thresholds import REFRESH_EVERY
from handlers.web import ArchiveServer

if TYPE_CHECKING:
    from bot.core.config import Config
    from bot.core.secret_tokens import Secrets

log = structlog.get_logger()


async def serve(config: Config, secrets: Secrets, stop: asyncio.Event) -> None:
    """Serve the archive until `stop` is set.

    Raises:
        ConfigError: it would be open to strangers, or its port is taken.
        StoreError: the record cannot be read at the start.

    """
    clock = SystemClock()
    store = SqlStore(config.store.url, read_only=True, lookup_cut_off_after=config.bot.lookup_cut_off_after)
    actors = ActorChanges(store=store, config=config, clock=clock, tracking=Tracking(config=config))
    sources = SourceChanges(store=store, config=config, clock=clock)
    archive = ArchiveServer(config=config, password=secrets.web_password, store=store.for_people(), clock=clock)
    require_free(config.web.host, config.web.port)
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


def require_free(host: str, port: int) -> None:
    """Raise `ConfigError` where a port cannot be had: whoever types the command waits for no other program to end."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.create_server(address[:2], family=family):
            pass
    except OSError as error:
        what = "end what listens there, or name another port"
        raise ConfigError([f"web.port: {host}:{port} cannot be had ({error.strerror or error}); {what}"]) from error


async def _is_set_within(seconds: float, event: asyncio.Event) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True
