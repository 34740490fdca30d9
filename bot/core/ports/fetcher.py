"""The web."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.core.model import Article, Feed, Item, PollState, Source


class Fetcher(Protocol):
    """The web, with sizes capped, times limited and addresses checked."""

    async def fetch_feed(self, source: Source, state: PollState) -> Feed:
        """Fetch a source, conditionally on what `state` knows. Entries come newest first, keys unique.

        Raises:
            SourceError: with the outcome; nothing else, whatever the host sends.

        """
        ...

    async def settle(self, source: Source) -> None:
        """Let go of what the last `fetch_feed` of a source brought: it is on record.

        The files of an inbox are moved then, and not before. May be called twice; never raises.
        """
        ...

    async def fetch_article(self, source: Source, item: Item) -> Article:
        """Fetch the page of an item and take the article out of it.

        Where the page may not be fetched (robots.txt, an address that nobody chose) or holds no text, and the feed
        itself holds text, the article is made of that, with `whole=False`. So is every article of an aggregator that is
        an actor's voice, also where the feed holds no text. A post is whole as it was listed; one
        that was read is only looked for.

        Raises:
            SourceError: the page could not be read now, or never (`permanent`). Where nothing but the feed's headline
                is left of it, that comes along (`headline`): a statement in it is reported as what it is.

        """
        ...
