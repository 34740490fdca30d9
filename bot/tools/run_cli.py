"""The commands that run the bot, or a process of those that share its work, until a signal."""

from __future__ import annotations

import logging
import os
import signal
import sys
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.core.errors import ConfigError
from bot.tools.at_terminal import CONFIG, ConfigPath, log_as_configured
from bot.tools.thresholds import DRAIN_WITHIN, END_WITHIN

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from pathlib import Path

    from bot.core.config import Config
    from bot.core.secret_tokens import Secrets

_HEEDED = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_SHARE_FIRST = 'write [work] engine = "procrastinate" and PostgreSQL as store.url'


def run(
    *,
    role: Annotated[
        str, typer.Option(metavar="ROLE", help="Of shared work: all, scheduler, gateway or worker.")
    ] = "all",
    config_path: ConfigPath = CONFIG,
) -> None:
    """Run the bot, or its part of shared work, until SIGTERM or Ctrl-C; SIGHUP has it read its config again."""
    from bot.core.config import read_config  # noqa: PLC0415
    from bot.core.work import ProcessRole  # noqa: PLC0415

    if role not in set(ProcessRole):
        raise typer.BadParameter(f"is none of {', '.join(ProcessRole)}", param_hint="--role")
    config = read_config(config_path)
    if config.work.is_shared:
        _run_share(config, config_path, role=ProcessRole(role))
    elif role != ProcessRole.ALL:
        raise ConfigError([f'work.engine: is "in-process": {_SHARE_FIRST}, then run --role {role}'])
    else:
        _run_alone(config, config_path)


def worker(
    *,
    queues: Annotated[str, typer.Option(help="Which jobs it takes, by commas.")] = "poll,read,deliver",
    concurrency: Annotated[
        int | None, typer.Option(min=1, max=200, help="Jobs under way at a time; by default as the config says.")
    ] = None,
    config_path: ConfigPath = CONFIG,
) -> None:
    """Poll, read and deliver beside others, until SIGTERM or Ctrl-C: it takes no more jobs then, and ends its own."""
    from bot.core.config import read_config  # noqa: PLC0415
    from bot.core.work import ProcessRole, Queue  # noqa: PLC0415

    names = [name.strip() for name in queues.split(",") if name.strip()]
    if unknown := [name for name in names if name not in set(Queue)] or ([] if names else ["nothing"]):
        raise typer.BadParameter(f"{', '.join(unknown)} is none of {', '.join(Queue)}", param_hint="--queues")
    config = read_config(config_path)
    if not config.work.is_shared:
        raise ConfigError([f'work.engine: is "in-process", so there is nothing for a worker: {_SHARE_FIRST}'])
    _run_share(
        config,
        config_path,
        role=ProcessRole.WORKER,
        queues=tuple(dict.fromkeys(map(Queue, names))),
        concurrency=concurrency,
    )


def _run_alone(config: Config, config_path: Path) -> None:
    from bot import app  # noqa: PLC0415
    from bot.core.secret_tokens import read_secrets  # noqa: PLC0415

    secrets = read_secrets()
    _run_until_signal(config, secrets, partial(app.run, config, secrets, path=config_path), within=END_WITHIN)


def _run_share(config: Config, config_path: Path, **share: Any) -> None:
    from bot.app import sharing  # noqa: PLC0415
    from bot.core.secret_tokens import read_secrets  # noqa: PLC0415

    secrets, wanted = read_secrets(), sharing.WorkShare(**share)
    _run_until_signal(
        config, secrets, partial(sharing.run, config, secrets, share=wanted, path=config_path), within=DRAIN_WITHIN
    )


def _run_until_signal(
    config: Config, secrets: Secrets, work: Callable[..., Coroutine[Any, Any, None]], *, within: float
) -> None:
    import asyncio  # noqa: PLC0415

    from bot.tools.standstill import ended_at_a_standstill  # noqa: PLC0415

    log_as_configured(config, secrets)

    async def until_signal() -> None:
        stop, asked, read_again = asyncio.Event(), asyncio.Event(), asyncio.Event()

        def end() -> None:
            asked.set()
            stop.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, end)
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, read_again.set)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _HEEDED)  # what came while the process started itself anew
        with ended_at_a_standstill():
            running = asyncio.create_task(work(stop, read_again=read_again))
            stopping = asyncio.create_task(stop.wait())
            await asyncio.wait((running, stopping), return_when=asyncio.FIRST_COMPLETED)
            await asyncio.wait((running,), timeout=within)
        if running.done():
            running.result()
        # A thread may still load a model, read an article or resolve a name, and the interpreter would wait for it for
        # as long as that takes. The record is whole at every moment, so nothing is lost by leaving now.
        logging.shutdown()
        sys.stdout.flush()
        if stop.is_set() and not asked.is_set():
            _start_anew()
        os._exit(0)

    asyncio.run(until_signal())


def _start_anew() -> None:
    """Begin again in the place of this process, by the command line by which it was begun.

    The same process for systemd, Docker and whoever started it: it needs nobody to start it. Its threads end with what
    it was, and so do its files, sockets and locks, since Python opens none for its heirs.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, _HEEDED)  # kept for the process that heeds them, as this one did
    try:
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - no shell
    except OSError as error:
        sys.stderr.write(f"onrecord: cannot start itself anew: {error}\n")
        os._exit(1)  # systemd and Docker start it


RUN_COMMANDS = (run, worker)
