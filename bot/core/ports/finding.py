"""What a site has that could be polled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.core.finding import FoundOnSite


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
