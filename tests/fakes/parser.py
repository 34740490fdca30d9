"""Parsing without a process of its own."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.sources.parsers.pages import read_page
from bot.sources.parsers.site_links import read_site_links
from bot.sources.readers import read_listing

if TYPE_CHECKING:
    from bot.sources.parsers.pages import PageText
    from bot.sources.parsers.site_links import SiteLinks
    from bot.sources.port import Listing


class InlineParser:
    """Implements `bot.sources.parsing.Parser` in a thread of this process: nothing of a test's can hang it."""

    async def listing(self, body: bytes, **arguments: Any) -> Listing:
        """Read a document of a source."""
        return await asyncio.to_thread(read_listing, body, **arguments)

    async def page(self, body: bytes, **arguments: Any) -> PageText:
        """Read a page."""
        return await asyncio.to_thread(read_page, body, **arguments)

    async def site_links(self, body: bytes, **arguments: Any) -> SiteLinks:
        """Read what a page names."""
        return await asyncio.to_thread(read_site_links, body, **arguments)

    async def ready(self) -> None:
        """Nothing is started."""

    async def close(self) -> None:
        """Nothing is held."""
