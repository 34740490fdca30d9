"""Where the record lies, read from a config file without the rest of it.

A health check runs every half minute for as long as the bot lives, so it must not pay for reading the whole config.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

SQLITE = "sqlite:///"
DEFAULT_DATABASE = f"{SQLITE}onrecord.db"


def database_of(config_path: Path) -> str | None:
    """Return the address of the database; None where the file does not say, which `read_config` explains."""
    try:
        document, _ = with_store(tomllib.loads(config_path.read_text(encoding="utf-8")))
    except (OSError, ValueError):  # tomllib's and the decoder's errors are both a ValueError
        return None
    section = document.get("store", {})
    address = section.get("url", DEFAULT_DATABASE) if isinstance(section, dict) else None
    return beside(address.strip(), folder=config_path.parent) if isinstance(address, str) else None


def with_store(document: dict[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return a document with its database as `store.url`, and what to say of one that still writes `bot.database`.

    What is written under both names stays, and is answered as a key that there is not.
    """
    bot, store = document.get("bot"), document.get("store", {})
    if not isinstance(bot, dict) or not isinstance(store, dict) or "url" in store:
        return document, ()
    if not isinstance(bot.get("database"), str):
        return document, ()
    others = {key: value for key, value in bot.items() if key != "database"}
    moved = {**document, "bot": others, "store": {**store, "url": bot["database"]}}
    return moved, ("bot.database: is called store.url now, and read under that name: write it as url below [store]",)


def beside(address: str, *, folder: Path) -> str:
    """Return an address whose file, where it is one, counts from the folder of the config, wherever it is run."""
    path, mark, options = address.removeprefix(SQLITE).partition("?")
    if not address.startswith(SQLITE) or path in {"", ":memory:"} or path.startswith(("/", "~", "file:")):
        return address
    return f"{SQLITE}{folder / path}{mark}{options}"
