"""The port `Fetcher` over what was fetched before: nobody is asked for anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.errors import SourceError
from bot.core.model import Feed, FetchOutcome
from bot.sources.articles import Articles
from bot.sources.parsing import ParserPool

if TYPE_CHECKING:
    from bot.core.model import Article, FetchedPage, Item, Original, PollState, Source
    from bot.core.ports import Clock
    from bot.sources.parsing import Parser


class ReplayFetcher:
    """What was kept of one text after the other. Call `close` at the end.

    Args:
        clock: the time of what is read.
        parser: reads what hosts sent; by default processes of its own.

    """

    def __init__(self, *, clock: Clock, parser: Parser | None = None) -> None:
        self._parser = parser or ParserPool()
        self._articles = Articles(parser=self._parser, clock=clock, load=self._load)
        self._originals: dict[str, Original] = {}  # by item, what was fetched of it last

    async def close(self) -> None:
        """End the parsers. May be called twice."""
        await self._parser.close()

    def show(self, original: Original) -> None:
        """Let this be what an item's page is from now on."""
        self._originals[original.item.id] = original

    async def fetch_feed(self, source: Source, state: PollState) -> Feed:  # noqa: ARG002 - the port's form
        """Nothing is listed: items come from the record."""
        return Feed(outcome=FetchOutcome.UNCHANGED)

    async def settle(self, source: Source) -> None:
        """Nothing is held."""

    async def fetch_article(self, source: Source, item: Item) -> Article:
        """Make the article of what was fetched; see `bot.core.ports.Fetcher`."""
        return await self._articles.of_item(source, item)

    async def _load(self, source: Source, item: Item) -> FetchedPage:  # noqa: ARG002 - as above
        original = self._originals.get(item.id)
        if original is not None and original.page is not None:
            return original.page
        failure = None if original is None else original.failure
        if failure is None:
            raise SourceError(FetchOutcome.GONE, item.entry.url, "its page is not kept", permanent=True)
        raise SourceError(
            failure.outcome,
            item.entry.url,
            failure.detail,
            permanent=failure.permanent,
            leads_inside=failure.leads_inside,
        )
