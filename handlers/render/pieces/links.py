"""Addresses that people may click: safe inside any platform's markup, and none that the bot itself would refuse."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

from bot.core.reach import private_hosts_of, stays_outside
from handlers import limits

if TYPE_CHECKING:
    from bot.core.config import Config
    from bot.core.model import Source

_HOST = re.compile(r"[A-Za-z0-9._-]+|\[?[0-9a-fA-F:.]+\]?")
_SAFE = "/%:@!$&'+,;=~-._"


@lru_cache(maxsize=1024)  # asked of each address on a page several times
def web_link(url: str) -> str:
    """Return the address in ASCII, safe inside any platform's link; or "" where it is none to offer.

    Only http and https, without a user name, no longer than `limits.LONGEST_LINK`.
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port
    except ValueError:  # a bad port, a bad bracket, a host that IDNA does not take
        return ""
    named = parts.username is not None or parts.password is not None
    if named or parts.scheme not in {"http", "https"} or not _HOST.fullmatch(host):
        return ""
    authority = f"[{host}]" if ":" in host else host
    link = urlunsplit(
        (
            parts.scheme,
            f"{authority}:{port}" if port is not None else authority,
            quote(parts.path, safe=_SAFE, errors="replace"),
            quote(parts.query, safe=f"{_SAFE}?", errors="replace"),
            quote(parts.fragment, safe=f"{_SAFE}?", errors="replace"),
        ),
    )
    return link if len(link) <= limits.LONGEST_LINK else ""


def article_link(url: str, source: Source, config: Config) -> str:
    """Return the address of an article as a link, or "" where nobody is to be sent there.

    What a feed links to is written by strangers. An address inside somebody's network is shown only where the operator
    wrote that host down, as for the fetch (`bot.core.reach`): a reader's click goes out from the reader's own desk.
    """
    link = web_link(url)
    private = private_hosts_of(source, config.polling.allowed_private_hosts)
    return link if link and stays_outside(link, private=private) else ""


def archive_link(statement_id: str, config: Config) -> str:
    """Return the address of a statement's page in the archive, or "" where `web.public_url` names none."""
    root = config.web.public_url
    return web_link(f"{root}{statement_path(statement_id)}") if root else ""


def statement_path(statement_id: str) -> str:
    """Return where a statement's page stands in the archive."""
    return f"/statements/{quote(statement_id, safe='')}"
