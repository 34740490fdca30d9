"""`onrecord web`: the archive in a browser, beside a running bot or where none runs."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

from bot.tools.source_cli import CONFIG, ConfigPath

if TYPE_CHECKING:
    from bot.core.config import Config
    from bot.core.secret_tokens import Secrets

_REFRESH_EVERY = 60.0  # seconds until sources that were added by command are looked for again


def web(config_path: ConfigPath = CONFIG) -> None:
    """Serve the statements on record as pages, read only, until Ctrl-C; also beside a running bot."""
    from bot.core.config import read_config  # noqa: PLC0415 - `--help` needs none of this
    from bot.core.logs import set_up_logs  # noqa: PLC0415
    from bot.core.secret_tokens import read_secrets  # noqa: PLC0415
    from handlers.web import require_guarded  # noqa: PLC0415

    config, secrets = read_config(config_path), read_secrets()
    require_guarded(config.web, secrets.web_password)
    set_up_logs(form=config.bot.log, level=config.bot.log_level, secrets=secrets.values())

    async def until_signal() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await serve(config, secrets, stop)

    asyncio.run(until_signal())


async def serve(config: Config, secrets: Secrets, stop: asyncio.Event) -> None:
    """Serve the archive until `stop` is set.

    Raises:
        ConfigError: it would be open to strangers.
        StoreError: the record cannot be read.

    """
    from bot.core.clock import SystemClock  # noqa: PLC0415
    from bot.jobs.source_changes import SourceChanges  # noqa: PLC0415
    from bot.store import SqlStore  # noqa: PLC0415
    from handlers.web import ArchiveServer  # noqa: PLC0415

    clock = SystemClock()
    store = SqlStore(config.bot.database, read_only=True, lookup_cut_off_after=config.bot.lookup_cut_off_after)
    changes = SourceChanges(store=store, config=config, clock=clock)
    archive = ArchiveServer(config=config, password=secrets.web_password, store=store.for_people(), clock=clock)
    try:
        await store.open()
        await changes.refresh()
        await archive.start()
        while not stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _REFRESH_EVERY)
            await changes.refresh()
    finally:
        await archive.close()
        await store.close()
