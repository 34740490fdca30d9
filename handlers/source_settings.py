"""What is typed, or stands in a list, of a source → the table that a config would have of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.core.accounts import account_at, kind_at
from bot.core.model import SourceKind, Tier
from bot.core.urls import web_address
from handlers.render.pieces.segments import words
from handlers.typed.mistake import MistakeError, shown_back

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bot.core.config import Config

SETTINGS = (
    "id",
    "name",
    "kind",
    "tier",
    "language",
    "every",
    "voice",
    "select",
    "next",
    "pages",
    "i_know",
)  # as in the config
_LISTS = {"hosts": "article_hosts"}
_NUMBERS = frozenset({"pages"})


def settings_of(given: Mapping[str, str]) -> dict[str, Any]:
    """Return the table of a source as the config would have it, with what was not typed filled in, but for an id.

    Raises:
        MistakeError: there is no address.

    """
    url, _, name = given["what"].partition(" ")
    url = address_of(url)
    settings: dict[str, Any] = {"url": url} | {key: given[key] for key in SETTINGS if given.get(key)}
    for key in _NUMBERS & settings.keys():
        settings[key] = int(settings[key]) if settings[key].isdigit() else settings[key]
    for key, setting in _LISTS.items():
        if given.get(key):
            settings[setting] = re.split(r"[,\s]+", given[key].strip(", "))
    kind = kind_at(url) or SourceKind.FEED
    settings.setdefault("kind", str(kind))
    settings.setdefault("tier", str(Tier.OUTLET))
    settings.setdefault("name", name.strip() or _name_at(url, kind))
    return settings


def address_of(typed: str) -> str:
    """Return an address as it was typed, with https:// where that was left out.

    Raises:
        MistakeError: it is none.

    """
    bare = re.sub(r"^feed:(?=https?://)|^feed://", "", typed, flags=re.IGNORECASE)  # as some sites write their feeds
    url = bare if "://" in bare else f"https://{bare}"
    try:
        web_address(url)
    except ValueError as error:
        raise MistakeError(
            (words(f"{shown_back(typed)} is not a web address; it starts with https:// or http://."),)
        ) from error
    return url


def free_id(name: str, url: str, *, config: Config, taken: Collection[str] = ()) -> str:
    """Make an id of a name, or else of a host, that no source has, or ever had."""
    base = slug(name) or slug(urlsplit(url).hostname or "") or "source"
    ids = (base, *(f"{base[:27]}-{number}" for number in range(2, 10_000)))
    return next((one for one in ids if one not in taken and config.sources.ever(one) is None), base)


def slug(text: str) -> str:
    """Make an id of a name; "" where it has no letter that ids are made of."""
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")[:32].strip("-")


def _name_at(url: str, kind: SourceKind) -> str:
    host = (urlsplit(url).hostname or url).removeprefix("www.")
    try:
        return f"{account_at(kind, url)} on {kind.title()}" if kind is not SourceKind.FEED else host
    except (KeyError, ValueError):
        return host
