"""Where the record lies, read from a config file without the rest of it.

A health check runs every half minute for as long as the bot lives, so it must not pay for reading the whole config.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SQLITE = "sqlite:///"
DEFAULT_DATABASE = f"{SQLITE}onrecord.db"


def database_of(config_path: Path) -> str | None:
    """Return the address of the database; None where the file does not say, which `read_config` explains."""
    try:
        section = tomllib.loads(config_path.read_text(encoding="utf-8")).get("bot", {})
    except (OSError, ValueError):  # tomllib's and the decoder's errors are both a ValueError
        return None
    address = section.get("database", DEFAULT_DATABASE) if isinstance(section, dict) else None
    return beside(address.strip(), folder=config_path.parent) if isinstance(address, str) else None


def beside(address: str, *, folder: Path) -> str:
    """Return an address whose file, where it is one, counts from the folder of the config, wherever it is run."""
    path, mark, options = address.removeprefix(SQLITE).partition("?")
    if not address.startswith(SQLITE) or path in {"", ":memory:"} or path.startswith(("/", "~", "file:")):
        return address
    return f"{SQLITE}{folder / path}{mark}{options}"
