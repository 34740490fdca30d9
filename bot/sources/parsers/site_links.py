"""What a page names that could be polled: feeds, and accounts on the services whose posts are read."""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from bot.core.accounts import account_at, has_accounts, kind_at
from bot.core.errors import SourceError
from bot.core.model import FetchOutcome, SourceKind
from bot.core.urls import canonical_url, web_address
from bot.sources.parsers.feeds import FEED_TYPES
from bot.sources.parsers.link_pages import FEED_BEGINS
from bot.sources.parsers.pages import DECLARED_CHARSET, HTML_TYPES
from bot.sources.port import Named, SiteLinks
from bot.sources.texts.charsets import charset_of, decode_body
from bot.sources.texts.plain import one_line, parsed
from bot.sources.thresholds import (
    HEAD,
    LONGEST_NAME_OF_A_LINK,
    MANY_ELEMENTS,
    MOST_ACCOUNTS_FOUND,
    MOST_FEEDS_FOUND,
    MOST_PIECES_OF_A_LINK,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml import html

FEED_PATH: Final = re.compile(
    r"(?:^|/)(?:feeds?|rss|atom)/?$|\.(?:rss|atom|rdf)$|/(?:rss|feed|atom|index)\.xml$", re.IGNORECASE
)
# Names on Telegram that are services of it, and no channels.
NO_CHANNELS: Final = frozenset({"share", "joinchat", "addstickers", "proxy", "socks", "login", "confirmphone"})
TELEGRAM_POST: Final = re.compile(r"/(?:s/)?(?P<name>[A-Za-z]\w{3,31})(?:/\d+)?/?")
ACCOUNT_PATH: Final = re.compile(r"/@[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}/?")
YOUTUBE_NAMED: Final = re.compile(r"/(?:@[\w.-]{1,100}|c/[\w.%-]{1,100}|user/[\w.-]{1,100})/?")
# What every feed and every account that is looked for has in its address.
WORTH_A_LOOK: Final = re.compile(
    r"feed|rss|atom|rdf|/@|t\.me|telegram|bsky|youtube|truthsocial|mastodon|mstdn|mas\.to|social\.", re.IGNORECASE
)


def read_site_links(body: bytes, *, content_type: str, url: str) -> SiteLinks:
    """Read which feeds and accounts a page names.

    Args:
        body: the page, decompressed, of a bounded size.
        content_type: the whole header.
        url: where it was fetched.

    Raises:
        SourceError: NOT_A_FEED: it is no page.

    """
    media_type = content_type.partition(";")[0].strip().casefold()
    declared = [match[1].decode() for match in DECLARED_CHARSET.finditer(body[:HEAD])]
    text = decode_body(body, [charset_of(content_type), *declared])
    is_page = media_type in HTML_TYPES and "<" in text and not FEED_BEGINS.search(text[:HEAD])
    tree = parsed(text) if is_page else None
    if tree is None:
        raise SourceError(FetchOutcome.NOT_A_FEED, url, "no HTML page")
    elements = [one for one in islice(tree.iter("link", "a", "title"), MANY_ELEMENTS) if isinstance(one.tag, str)]
    links = [(one, address) for one in elements if _may_lead_there(one) and (address := _address_in(one, url))]
    titles = (_words_in(one) for one in elements if one.tag == "title")
    return SiteLinks(
        title=next(titles, ""),
        feeds=_each_named_once(_feeds(links), most=MOST_FEEDS_FOUND),
        accounts=_each_named_once(_accounts(links), most=MOST_ACCOUNTS_FOUND),
        channels=tuple(dict.fromkeys(_channels(links)))[:MOST_ACCOUNTS_FOUND],
    )


def _words_in(element: html.HtmlElement) -> str:
    """Return the first words of an element; one that others are nested in by thousands has millions."""
    return one_line(" ".join(islice(element.itertext(), MOST_PIECES_OF_A_LINK)))[:LONGEST_NAME_OF_A_LINK]


def _may_lead_there(element: html.HtmlElement) -> bool:
    """Tell whether a link may be one of those that are looked for, before its address is read with care."""
    return element.tag == "link" or bool(WORTH_A_LOOK.search(str(element.get("href") or "")))


def _address_in(element: html.HtmlElement, base: str) -> str:
    with suppress(ValueError):
        return str(web_address(str(element.get("href") or ""), base=base)) if element.get("href") else ""
    return ""


def _feeds(links: list[tuple[html.HtmlElement, str]]) -> Iterable[Named]:
    """Yield the feeds that a page declares, then what else on it reads like one."""
    for element, address in links:
        if element.tag == "link" and _is_declared(element):
            yield Named(
                url=address,
                kind=SourceKind.FEED,
                title=one_line(str(element.get("title") or ""))[:LONGEST_NAME_OF_A_LINK],
            )
    for element, address in links:
        if element.tag == "a" and FEED_PATH.search(urlsplit(address).path):
            yield Named(url=address, kind=SourceKind.FEED, title=_words_in(element))


def _is_declared(element: html.HtmlElement) -> bool:
    is_feed = str(element.get("type") or "").partition(";")[0].strip().casefold() in FEED_TYPES
    return is_feed and "alternate" in str(element.get("rel") or "").casefold().split()


def _accounts(links: list[tuple[html.HtmlElement, str]]) -> Iterable[Named]:
    for element, address in links:
        parts = urlsplit(address)
        is_me = "me" in str(element.get("rel") or "").casefold().split()
        if match := TELEGRAM_POST.fullmatch(parts.path) if parts.hostname in {"t.me", "telegram.me"} else None:
            if match["name"].casefold() not in NO_CHANNELS:
                yield Named(url=f"https://t.me/s/{match['name']}", kind=SourceKind.TELEGRAM, title=match["name"])
        elif (kind := kind_at(address)) is not None:
            yield Named(url=address, kind=kind, title=account_at(kind, address))
        elif is_me and ACCOUNT_PATH.fullmatch(parts.path) and not has_accounts(address):
            yield Named(url=address, kind=SourceKind.MASTODON, title=parts.path.strip("/@"), is_known=False)


def _channels(links: list[tuple[html.HtmlElement, str]]) -> Iterable[str]:
    for _, address in links:
        parts = urlsplit(address)
        if (parts.hostname or "").removeprefix("www.") == "youtube.com" and YOUTUBE_NAMED.fullmatch(parts.path):
            yield f"https://www.youtube.com{parts.path}"


def _each_named_once(named: Iterable[Named], *, most: int) -> tuple[Named, ...]:
    """Return what is named, each address once, the first of them; a page may name thousands."""
    unique: dict[str, Named] = {}
    seen: set[str] = set()
    for one in named:
        if one.url in seen:
            continue
        seen.add(one.url)
        with suppress(ValueError):
            unique.setdefault(canonical_url(one.url), one)
        if len(unique) == most:
            break
    return tuple(unique.values())
