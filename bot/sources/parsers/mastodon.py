"""An account on Mastodon, or on a service that speaks its API (Truth Social) → entries. Pure.

An account has a name for people and a number for the API, so the first request asks for the number.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from bot.core.accounts import MASTODON_NUMBER, MASTODON_STATUSES, account_at
from bot.core.errors import SourceError
from bot.core.model import FetchOutcome, SourceKind
from bot.core.urls import canonical_url
from bot.sources.accounts import MASTODON_LOOKUP, MASTODON_STATUS, mastodon_page, origin_of
from bot.sources.parsers.posts import (
    NOT_READ,
    OF_OTHERS,
    PassedOver,
    Post,
    dropped,
    has_class,
    is_too_large,
    json_of,
    listing_of,
    member,
    published_at_of,
    string_at,
    text_of_post,
    with_text,
)
from bot.sources.port import Listing
from bot.sources.texts.plain import PARAGRAPH, line_of, parsed
from bot.sources.thresholds import MANY_ENTRIES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.core.model import Source

SEEN_BY_ALL = frozenset({"public", "unlisted"})
# The link to a quoted post, which servers put into the text for clients that show no quotes.
BARE_QUOTE_LINK = re.compile(r"RE: https?://\S+")  # as servers write it that do not mark it
QUOTE_LINK = f".//*[{has_class('quote-inline')}]"


def read_mastodon(body: bytes, *, source: Source, content_type: str, url: str, now: datetime) -> Listing:
    """Read what the host knows of an account, a page of its posts or one of them, whichever stands at `url`.

    See `port.ReadListing`. Reposts are not his. What a post quotes is left out, and what goes on with one of his own is
    one text with it.

    Raises:
        SourceError: NOT_A_FEED, it is no answer of Mastodon's API.

    """
    if urlsplit(url).path == MASTODON_LOOKUP:
        account = json_of(body, content_type=content_type, url=url, wanted=dict)
        number = string_at(account, "id")
        if not MASTODON_NUMBER.fullmatch(number) or not _is_asked_for(account, source.url):
            raise SourceError(FetchOutcome.NOT_A_FEED, url, "the host names no such account")
        return Listing(entries=(), parts=(mastodon_page(source.url, number=number),))
    if urlsplit(url).path.startswith(MASTODON_STATUS):  # that it is answered is all that was asked
        return Listing(entries=())
    statuses = json_of(body, content_type=content_type, url=url, wanted=list)[:MANY_ENTRIES]
    match = MASTODON_STATUSES.fullmatch(urlsplit(url).path)
    owner = match["number"] if match else ""
    page = [_post(status, owner, origin_of(source.url), now) for status in statuses]
    return listing_of(page, url=url, next_page=_older(source.url, owner, statuses))


def _is_asked_for(account: Any, source_url: str) -> bool:
    """Tell whether an account has the name that was asked for: a wrong one's words would be reported as this one's."""
    asked = account_at(SourceKind.MASTODON, source_url).partition("@")[0]
    return string_at(account, "username").casefold() == asked.casefold()


def _post(status: Any, owner: str, origin: str, now: datetime) -> Post | PassedOver:
    """Return a post, or why it is none."""
    published_at = published_at_of(member(status, "created_at"), now=now)
    number = string_at(status, "id")
    if not MASTODON_NUMBER.fullmatch(number):
        return PassedOver(reason=NOT_READ, published_at=published_at)
    if member(status, "reblog") is not None or string_at(status, "account", "id") != owner:
        return PassedOver(reason=OF_OTHERS, published_at=published_at)
    if string_at(status, "visibility") not in SEEN_BY_ALL:
        return PassedOver(reason="that are not public", published_at=published_at)
    text = _text_of_status(string_at(status, "content"))
    if text is None:
        return PassedOver(reason=NOT_READ, published_at=published_at)
    is_own_thread = string_at(status, "in_reply_to_account_id") == owner
    return with_text(
        Post(
            key=number,
            url=_seen_at(status, number, origin),
            text=text,
            title=line_of(string_at(status, "spoiler_text")),
            published_at=published_at,
            continues=string_at(status, "in_reply_to_id") or None if is_own_thread else None,
        )
    )


def _text_of_status(content: str) -> str | None:
    tree = parsed(f"<div>{content}</div>") if content.strip() else None
    if tree is None:
        return ""
    if is_too_large(tree):
        return None
    dropped(tree.xpath(QUOTE_LINK))
    lines = text_of_post(tree).split(PARAGRAPH)
    return PARAGRAPH.join(line for line in lines if not BARE_QUOTE_LINK.fullmatch(line))


def _seen_at(status: Any, number: str, origin: str) -> str:
    """Return where people see a post: on the host that was asked, whatever the answer says."""
    try:
        url = canonical_url(string_at(status, "url"))
    except ValueError:
        url = ""
    if url.startswith(f"{origin}/"):
        return url
    name = quote(string_at(status, "account", "acct")[:320], safe="@")
    return f"{origin}/@{name or 'account'}/{number}"


def _older(source_url: str, owner: str, statuses: Sequence[Any]) -> str:
    """Return where the posts before those of a page are; empty where it is the last."""
    numbers = [number for status in statuses if MASTODON_NUMBER.fullmatch(number := string_at(status, "id"))]
    return mastodon_page(source_url, number=owner, before=numbers[-1]) if owner and numbers else ""
