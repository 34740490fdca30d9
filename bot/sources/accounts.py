"""What is asked of the services whose posts are read, and what their refusals mean. No parser is loaded for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit

from bot.core.accounts import BLUESKY_FEED, BLUESKY_POSTS, MASTODON_STATUSES, YOUTUBE_FEED, account_at
from bot.core.errors import SourceError
from bot.core.model import FetchOutcome, SourceKind
from bot.sources.thresholds import BLUESKY_PAGE, MASTODON_PAGE

if TYPE_CHECKING:
    from bot.core.model import Source

MASTODON_LOOKUP: Final = "/api/v1/accounts/lookup"
MASTODON_STATUS: Final = "/api/v1/statuses/"
BLUESKY_API: Final = "https://public.api.bsky.app"
BLUESKY_SITE: Final = "bsky.app"
_REFUSED: Final = frozenset({"HTTP 401", "HTTP 403"})


def origin_of(url: str) -> str:
    """Return scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def telegram_page(url: str, *, before: int | None = None) -> str:
    """Return where the posts of a channel are that came before a number; the newest without one."""
    page = f"{origin_of(url)}/s/{account_at(SourceKind.TELEGRAM, url)}"
    return page if before is None else f"{page}?before={before}"


def mastodon_lookup(url: str) -> str:
    """Return where the number of an account is asked for, which the API wants; empty where its address holds it."""
    if MASTODON_STATUSES.fullmatch(urlsplit(url).path):
        return ""
    return f"{origin_of(url)}{MASTODON_LOOKUP}?{urlencode({'acct': account_at(SourceKind.MASTODON, url)})}"


def mastodon_page(url: str, *, number: str = "", before: str = "") -> str:
    """Return where the posts of an account are that came before another.

    Args:
        url: of the account.
        number: of the account, where its address does not hold it.
        before: the number of a post.

    """
    number = number or account_at(SourceKind.MASTODON, url)
    asked = {"limit": str(MASTODON_PAGE), "exclude_reblogs": "true"} | ({"max_id": before} if before else {})
    return f"{origin_of(url)}/api/v1/accounts/{number}/statuses?{urlencode(asked)}"


def bluesky_page(url: str, *, cursor: str = "") -> str:
    """Return where the posts of an account are that stand behind a cursor."""
    asked = {"actor": account_at(SourceKind.BLUESKY, url), "filter": "posts_with_replies", "limit": str(BLUESKY_PAGE)}
    return f"{_bluesky_origin(url)}{BLUESKY_FEED}?{urlencode(asked | ({'cursor': cursor} if cursor else {}))}"


def telegram_post(key: str) -> str:
    """Return where a post of a channel is shown by itself, by the key of its entry."""
    return f"{key}?embed=1"


def mastodon_post(url: str, key: str) -> str:
    """Return where a post is shown by itself, by the address of its account and the key of its entry."""
    return f"{origin_of(url)}{MASTODON_STATUS}{key}"


def bluesky_post(url: str, key: str) -> str:
    """Return where a post is shown by itself, by the address of its account and the key of its entry."""
    return f"{_bluesky_origin(url)}{BLUESKY_POSTS}?{urlencode({'uris': key})}"


def youtube_page(url: str) -> str:
    """Return the feed of the channel at an address (`/channel/UC…`, or the feed itself, of a channel or a playlist)."""
    if urlsplit(url).path == YOUTUBE_FEED:
        return url
    return f"{origin_of(url)}{YOUTUBE_FEED}?{urlencode({'channel_id': account_at(SourceKind.YOUTUBE, url)})}"


def _bluesky_origin(url: str) -> str:
    return BLUESKY_API if urlsplit(url).hostname == BLUESKY_SITE else origin_of(url)


def explained(source: Source, error: SourceError) -> SourceError:
    """Return an error with what it means of an account, for people, before what was seen."""
    if not (meaning := _meaning(source, error)):
        return error
    return SourceError(
        error.outcome,
        error.url,
        f"{meaning}; {error.detail}" if error.detail else meaning,
        retry_after=error.retry_after,
        permanent=error.permanent,
        leads_inside=error.leads_inside,
    )


def _meaning(source: Source, error: SourceError) -> str:
    name, host = account_at(source.kind, source.url), urlsplit(error.url).netloc
    is_gone = error.outcome is FetchOutcome.GONE
    match source.kind:
        case SourceKind.MASTODON if is_gone:
            return f"{host} has no account {name}, or it was deleted or suspended"
        case SourceKind.MASTODON if error.detail in _REFUSED:
            return f"{host} shows its posts only to people with an account, or not to programs"
        case SourceKind.BLUESKY if is_gone or error.detail == "HTTP 400":
            return f"bluesky has no account {name}, or it was deleted or suspended"
        case SourceKind.YOUTUBE if is_gone:
            return f"youtube has no channel {name}, or it was deleted"
        case _:
            return ""
