"""An account on Bluesky → entries, by the public API. Pure.

Bluesky has no edits: a post stands as it was written, or is deleted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.core.accounts import BLUESKY_HANDLE, BLUESKY_POSTS, DID, account_at
from bot.core.errors import SourceError
from bot.core.model import FetchOutcome, SourceKind
from bot.sources.accounts import bluesky_page
from bot.sources.parsers.posts import (
    NOT_READ,
    OF_OTHERS,
    PassedOver,
    Post,
    json_of,
    listing_of,
    member,
    paragraphs_of_lines,
    published_at_of,
    string_at,
    with_text,
)
from bot.sources.port import Listing
from bot.sources.thresholds import MANY_ENTRIES

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.model import Source

PEOPLE_SEE = "https://bsky.app"
POST = re.compile(rf"at://(?P<did>{DID})/app\.bsky\.feed\.post/(?P<key>[A-Za-z0-9._~:-]{{1,64}})")
NO_HANDLE = "handle.invalid"
PIN = "app.bsky.feed.defs#reasonPin"  # his own, shown at the top


def read_bluesky(body: bytes, *, source: Source, content_type: str, url: str, now: datetime) -> Listing:
    """Read a page of an account's posts, or one of them, whichever stands at `url`; see `port.ReadListing`.

    Reposts are not his. What a post quotes is left out, and what goes on with one of his own is one text with it.

    Raises:
        SourceError: NOT_A_FEED, it is no answer of the API; GONE, the post is not there.

    """
    answer = json_of(body, content_type=content_type, url=url, wanted=dict)
    if urlsplit(url).path == BLUESKY_POSTS:
        if member(answer, "posts") == []:
            raise SourceError(FetchOutcome.GONE, url, "the post is not there any more")
        return Listing(entries=())
    items = member(answer, "feed")
    items = items[:MANY_ENTRIES] if isinstance(items, list) else []
    owner = _owner(items, account_at(SourceKind.BLUESKY, source.url))
    cursor = string_at(answer, "cursor")
    older = bluesky_page(source.url, cursor=cursor) if cursor else ""
    return listing_of([_post(item, owner, now) for item in items], url=url, next_page=older)


def _owner(items: list[Any], name: str) -> str:
    """Return the DID of the account that was asked for: its own, or that of its handle; empty where nobody has it.

    A handle that fails its check is shown as invalid; the account is then the one author that the page has.
    """
    if name.startswith("did:"):
        return name
    own = [member(item, "post", "author") for item in items if not _is_repost(item)]
    by_handle = {
        string_at(author, "did") for author in own if string_at(author, "handle").casefold() == name.casefold()
    }
    everybody = {string_at(author, "did") for author in own}
    found = by_handle or everybody
    return found.pop() if len(found) == 1 else ""


def _is_repost(item: Any) -> bool:
    reason = member(item, "reason")
    return reason is not None and string_at(reason, "$type") != PIN


def _post(item: Any, owner: str, now: datetime) -> Post | PassedOver:
    """Return a post, or why it is none."""
    published_at = _published_at(item, now)
    key = string_at(item, "post", "uri")
    match = POST.fullmatch(key)
    if match is None:
        return PassedOver(reason=NOT_READ, published_at=published_at)
    if _is_repost(item) or match["did"] != owner or string_at(item, "post", "author", "did") != owner:
        return PassedOver(reason=OF_OTHERS, published_at=published_at)
    parent = POST.fullmatch(string_at(item, "post", "record", "reply", "parent", "uri"))
    handle = string_at(item, "post", "author", "handle")
    name = handle if BLUESKY_HANDLE.fullmatch(handle) and handle != NO_HANDLE else owner
    return with_text(
        Post(
            key=key,
            url=f"{PEOPLE_SEE}/profile/{name}/post/{match['key']}",
            text=paragraphs_of_lines(string_at(item, "post", "record", "text")),
            published_at=published_at,
            continues=parent[0] if parent is not None and parent["did"] == owner else None,
        )
    )


def _published_at(item: Any, now: datetime) -> datetime | None:
    """Return when a post was published, or a repost was made: by that it has its place on a page."""
    if _is_repost(item):
        return published_at_of(member(item, "reason", "indexedAt"), now=now)
    # Whoever posts writes the first of these; the second is when the service saw it.
    times = [
        published_at_of(member(item, "post", *path), now=now) for path in (("record", "createdAt"), ("indexedAt",))
    ]
    return min((at for at in times if at is not None), default=None)
