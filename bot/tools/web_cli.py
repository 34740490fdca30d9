"""`onrecord web`: the archive in a browser, beside a running bot or where none runs."""

from __future__ import annotations

from bot.tools.at_terminal import CONFIG, ConfigPath, log_as_configured


def web(config_path: ConfigPath = CONFIG) -> None:
    """Serve the statements on record as pages, read only, until Ctrl-C; also beside a running bot."""
    import asyncio  # noqa: PLC0415 - `--help` needs none of this
    import signal  # noqa: PLC0415

    from bot.core.config import read_config  # noqa: PLC0415
    from bot.core.secret_tokens import read_secrets  # noqa: PLC0415
    from bot.tools.web_serving import serve  # noqa: PLC0415
    from handlers.web import require_guarded  # noqa: PLC0415

    config, secrets = read_config(config_path), read_secrets()
    require_guarded(config.web, secrets.web_password)
    log_as_configured(config, secrets)

    async def until_signal() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await serve(config, secrets, stop)

    asyncio.run(until_signal())
