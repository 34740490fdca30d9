"""Where an account stands on the services whose posts are read, and what it is called there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

from bot.core.model import SourceKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from urllib.parse import SplitResult

TELEGRAM_NAME: Final = r"[A-Za-z][A-Za-z0-9_]{3,31}"
MASTODON_NUMBER: Final = re.compile(r"[A-Za-z0-9]{1,40}")
MASTODON_STATUSES: Final = re.compile(rf"/api/v1/accounts/(?P<number>{MASTODON_NUMBER.pattern})/statuses/?")
BLUESKY_FEED: Final = "/xrpc/app.bsky.feed.getAuthorFeed"
BLUESKY_POSTS: Final = "/xrpc/app.bsky.feed.getPosts"
BLUESKY_HANDLE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{2,252}")
DID: Final = r"did:[a-z]+:[A-Za-z0-9._:%-]{1,200}"
YOUTUBE_FEED: Final = "/feeds/videos.xml"

_ACCOUNT_HOSTS: Final[Mapping[str, SourceKind]] = {
    "t.me": SourceKind.TELEGRAM,
    "telegram.me": SourceKind.TELEGRAM,
    "bsky.app": SourceKind.BLUESKY,
    "public.api.bsky.app": SourceKind.BLUESKY,
    "youtube.com": SourceKind.YOUTUBE,
    "truthsocial.com": SourceKind.MASTODON,
    "mastodon.social": SourceKind.MASTODON,
    "mastodon.online": SourceKind.MASTODON,
    "mastodon.world": SourceKind.MASTODON,
    "mstdn.social": SourceKind.MASTODON,
    "mas.to": SourceKind.MASTODON,
    "social.network.europa.eu": SourceKind.MASTODON,
    "social.bund.de": SourceKind.MASTODON,
}

_TELEGRAM: Final = re.compile(rf"/(?:s/)?(?P<name>{TELEGRAM_NAME})/?")
_MASTODON: Final = re.compile(r"/(?:@|users/)(?P<name>[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}(?:@[A-Za-z0-9.-]{1,253})?)/?")
_BLUESKY: Final = re.compile(rf"{BLUESKY_HANDLE.pattern}|{DID}")
_YOUTUBE: Final = re.compile(r"UC[A-Za-z0-9_-]{22}")
_YOUTUBE_LIST: Final = re.compile(r"[A-Za-z0-9_-]{10,64}")


def account_at(kind: SourceKind, url: str) -> str:
    """Return what the account at an address is called: the name of a channel, a handle, a number.

    Raises:
        ValueError: no account of the kind stands there; the message says how such an address is written.

    """
    named, said = _NAMED[kind]
    name = named(urlsplit(url))
    if not name:
        raise ValueError(said)
    return name


def kind_at(url: str) -> SourceKind | None:
    """Return the kind of the account that stands at an address, or None where none is known to.

    Mastodon runs on thousands of hosts: only those that are known for it are taken for it.
    """
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    kind = _ACCOUNT_HOSTS.get(host)
    return kind if kind is not None and not problem_with(kind, url) else None


def has_accounts(url: str) -> bool:
    """Tell whether an address is of a service that is known for its accounts."""
    return (urlsplit(url).hostname or "").removeprefix("www.") in _ACCOUNT_HOSTS


def problem_with(kind: SourceKind, url: str) -> str:
    """Return why an address is none of an account where the kind wants one; empty where all is well."""
    try:
        if kind in _NAMED:
            account_at(kind, url)
    except ValueError as error:
        return str(error)
    return ""


def _telegram(address: SplitResult) -> str:
    match = _TELEGRAM.fullmatch(address.path)
    return match["name"] if match else ""


def _mastodon(address: SplitResult) -> str:
    if match := MASTODON_STATUSES.fullmatch(address.path):
        return match["number"]
    match = _MASTODON.fullmatch(address.path)
    return match["name"] if match else ""


def _bluesky(address: SplitResult) -> str:
    if address.path == BLUESKY_FEED:
        name = _asked(address, "actor")
    else:
        name = address.path.removeprefix("/profile/").rstrip("/") if address.path.startswith("/profile/") else ""
    return name if _BLUESKY.fullmatch(name) else ""


def _youtube(address: SplitResult) -> str:
    if address.path == YOUTUBE_FEED:
        channel, playlist = _asked(address, "channel_id"), _asked(address, "playlist_id")
        return channel if _YOUTUBE.fullmatch(channel) else playlist if _YOUTUBE_LIST.fullmatch(playlist) else ""
    name = address.path.removeprefix("/channel/").rstrip("/")
    return name if _YOUTUBE.fullmatch(name) else ""


def _asked(address: SplitResult, name: str) -> str:
    return parse_qs(address.query).get(name, [""])[0]


_NAMED: Final[Mapping[SourceKind, tuple[Callable[[SplitResult], str], str]]] = {
    SourceKind.TELEGRAM: (_telegram, "is not a Telegram channel; write https://t.me/s/NAME"),
    SourceKind.MASTODON: (
        _mastodon,
        "is not an account; write https://HOST/@NAME, or https://HOST/api/v1/accounts/NUMBER/statuses",
    ),
    SourceKind.BLUESKY: (_bluesky, "is not a Bluesky account; write https://bsky.app/profile/HANDLE"),
    SourceKind.YOUTUBE: (
        _youtube,
        "is not a YouTube channel; write https://www.youtube.com/feeds/videos.xml?channel_id=UC…",
    ),
}
