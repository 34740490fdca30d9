"""`onrecord check`: the config, then tokens, channels and sources, live."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import typer

from bot.tools.at_terminal import CONFIG, EXIT_FAILED, ConfigPath, console_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.config import Config


def check(config_path: ConfigPath = CONFIG) -> None:
    """Check the config, then tokens, channels and sources, live. Exits with 0: all well, 1: not, 2: bad config."""
    from bot.core.config import read_config  # noqa: PLC0415
    from bot.core.logs import set_up_logs  # noqa: PLC0415
    from bot.core.secret_tokens import read_secrets  # noqa: PLC0415
    from bot.tools import check as checks  # noqa: PLC0415
    from handlers.render.pieces.lengths import count  # noqa: PLC0415

    config, secrets = read_config(config_path), read_secrets()
    set_up_logs(form=config.bot.log, level="error", secrets=secrets.values())
    console = console_of(markup=False, soft_wrap=True)

    async def all_checks() -> bool:
        well = True
        async for line in checks.live_checks(config, secrets):
            console.print(f"{'ok  ' if line.ok else 'FAIL'} {line.subject}: {line.message}")
            well = well and line.ok
        return well

    parts = (count(len(part), noun) for noun, part in _parts_of_config(config).items())
    console.print(f"ok   config: {', '.join(parts)}")
    for note in config.notes:
        console.print(f"ok   pack: {note}")
    if not asyncio.run(all_checks()):
        raise typer.Exit(EXIT_FAILED)


def _parts_of_config(config: Config) -> dict[str, Sequence[object]]:
    return {"actor": config.actors, "source": config.sources, "route": config.routes}
