"""What a site has that could be polled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.core.finding import FoundOnSite
    from bot.core.model import Article


class SiteLookup(Protocol):
    """Looks at sites."""

    async def find(self, url: str, *, typed: bool) -> FoundOnSite:
        """Return the feeds, sitemaps, accounts and lists of a site, with what each would bring.

        Args:
            url: of the site, or of a page of it.
            typed: by the operator on the machine's own terminal, so that it may be private. Never for what came from a
                channel: from there nothing is asked but the site itself and the services whose accounts are read.

        Raises:
            SourceError: the address itself cannot be looked at.

        """
        ...


class PageLookup(Protocol):
    """Fetches single pages for people in channels."""

    async def page(self, url: str) -> Article:
        """Return the text of a page whose address stands in a message. The article belongs to no source.

        Nothing is asked but the site itself, never a private address, and robots.txt is heeded.

        Raises:
            SourceError: it cannot be fetched or read.

        """
        ...
