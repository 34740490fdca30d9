"""Which addresses of a document may be articles: on the source's own site, and by their path no list and no service."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from yarl import URL

from bot.core.urls import canonical_url, is_front_page, site_of
from bot.core.word_files import read_words
from bot.rules.times import DAY_ENDS

if TYPE_CHECKING:
    from bot.core.model import Source

NO_PAGES = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|mp[34]|m3u8|mov|avi|pdf|docx?|xlsx?|pptx?|zip|gz|css|js|json|xml|rss|ics)$",
    re.IGNORECASE,
)
PAGED = re.compile(r"/page[/-]?\d+/?$", re.IGNORECASE)
DAY_IN_PATH = re.compile(r"(?<!\d)((?:19|20)\d\d)[/_-](0?[1-9]|1[0-2])[/_-](0?[1-9]|[12]\d|3[01])(?!\d)")


def article_address(link: str, *, base: str, source: Source) -> str:
    """Return the canonical address that a link leads to, or an empty string where no article of the source is there.

    Args:
        link: as it stands in the document.
        base: where relative ones start.
        source: on whose site, or `article_hosts`, its articles are.

    """
    try:
        address = canonical_url(link, base=base)
    except ValueError:
        return ""
    path = URL(address).path
    if is_front_page(address) or NO_PAGES.search(path) or PAGED.search(path) or not is_on_site(address, source):
        return ""
    return "" if no_articles().intersection(path.casefold().split("/")) else address


def day_in_address(address: str) -> datetime | None:
    """Return the end of the day that an address names ("/2026/11/28/…"), or None."""
    match = DAY_IN_PATH.search(address)
    if match is None:
        return None
    try:
        day = date(*map(int, match.groups()))
    except ValueError:
        return None
    return datetime.combine(day, DAY_ENDS, UTC)


def names_no_article(name: str) -> bool:
    """Tell whether a file's name ("author-sitemap2.xml") says that it lists no articles."""
    return bool(no_articles().intersection(re.split(r"[\W\d_]+", name.casefold())))


@cache
def no_articles() -> frozenset[str]:
    """Return the words of no_articles.txt."""
    return frozenset(read_words(files("bot.sources.texts").joinpath("no_articles.txt")))


def is_on_site(address: str, source: Source) -> bool:
    """Tell whether an address is on the source's own site, or on one of its `article_hosts`."""
    host = URL(address).raw_host or ""
    own = site_of(URL(source.url).raw_host or "")
    return "*" in source.article_hosts or any(
        host == one or host.endswith(f".{one}") for one in (own, *map(str.casefold, source.article_hosts))
    )
