"""The port `Fetcher` over HTTP."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Self

import structlog

from bot.core.errors import SourceError
from bot.core.model import Article, Feed, FetchedPage, FetchOutcome, ItemState, SourceKind
from bot.core.urls import site_of, web_address
from bot.core.version import release
from bot.sources.articles import Articles
from bot.sources.asking.addresses import Reach, Sites, host_port, reach_of_source, reach_of_typed
from bot.sources.asking.hosts import HostGate
from bot.sources.asking.http import HttpClient
from bot.sources.asking.robots import Robots
from bot.sources.documents import Documents
from bot.sources.finder import SiteFinder
from bot.sources.inboxes import InboxFolders
from bot.sources.kinds import ADAPTERS
from bot.sources.listings import ListingFetcher
from bot.sources.parsing import ParserPool
from bot.sources.thresholds import FIND_WITHIN, LONGEST_TO_FIND

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable
    from types import TracebackType

    from aiohttp.abc import AbstractResolver
    from yarl import URL

    from bot.core.config import Config
    from bot.core.config_sections import PollingSettings
    from bot.core.finding import FoundOnSite
    from bot.core.model import Entry, Item, PollState, Source
    from bot.core.ports import Clock
    from bot.sources.parsing import Parser

log = structlog.get_logger()

PRODUCT = "OnRecord"  # the name in the User-Agent, and the one that robots.txt knows us by
PAGE_TYPES = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"


def web_fetcher(config: Config, clock: Clock) -> WebFetcher:
    """Return the web as `[polling]` and the sources allow it."""
    return WebFetcher(settings=config.polling, sources=config.sources, contact=config.bot.contact, clock=clock)


class WebFetcher:
    """The web. Use as an async context manager, or call `open` and `close`.

    Args:
        clock: the time.
        settings: sizes, times and spacing.
        sources: what is polled; their sites may be linked to by each other.
        contact: an address of a person, for the User-Agent.
        resolver: resolves host names; by default the system's.
        monotonic: seconds that never go back, for turns at a host.
        sleep: how to wait for such a turn.
        parser: reads what hosts send; by default processes of its own.

    """

    def __init__(
        self,
        *,
        clock: Clock,
        settings: PollingSettings,
        sources: Iterable[Source] = (),
        contact: str,
        resolver: AbstractResolver | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        parser: Parser | None = None,
    ) -> None:
        self._clock = clock
        self._settings = settings
        self._sites = Sites(sources)
        every = settings.per_host_every.total_seconds()
        gate = HostGate(every=every, at_once=settings.per_host, monotonic=monotonic, sleep=sleep)
        self._client = HttpClient(
            user_agent=user_agent_of(version=release(), contact=contact),
            timeout=settings.timeout,
            max_redirects=settings.max_redirects,
            clock=clock,
            gate=gate,
            resolver=resolver,
        )
        self._robots = Robots(client=self._client, gate=gate, token=PRODUCT, clock=clock)
        self._parser = parser or ParserPool()
        documents = Documents(
            client=self._client, robots=self._robots, parser=self._parser, clock=clock, settings=settings
        )
        self._listings = ListingFetcher(documents=documents, clock=clock, settings=settings, sites=self._sites)
        self._articles = Articles(parser=self._parser, clock=clock, load=self._load)
        self._inboxes = InboxFolders(parser=self._parser, clock=clock, settings=settings)

    async def open(self) -> None:
        """Make the connection pools. May be called twice."""
        await self._client.open()

    async def ready(self) -> None:
        """Start what parses, so that no news waits for it."""
        await self._parser.ready()

    async def close(self) -> None:
        """Close every connection and end the parsers. May be called twice."""
        await self._client.close()
        await self._parser.close()

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def fetch_feed(self, source: Source, state: PollState) -> Feed:
        """Fetch a source; see `bot.core.ports.Fetcher`."""
        if source.kind is SourceKind.INBOX:
            return await self._inboxes.fetch(source)
        if source.kind is SourceKind.WEBHOOK:  # what is posted is on record already
            return Feed(outcome=FetchOutcome.UNCHANGED)
        return await self._listings.fetch(source, state)

    async def settle(self, source: Source) -> None:
        """Let go of what was fetched; see `bot.core.ports.Fetcher`."""
        await self._inboxes.settle(source)

    async def fetch_article(self, source: Source, item: Item) -> Article:
        """Fetch the page of an item; see `bot.core.ports.Fetcher`.

        A post was listed whole; when it is looked at again, the host is asked whether it still stands.
        """
        if ADAPTERS[source.kind].holds_texts and item.state is ItemState.READ:  # it is looked at again
            await self._check(source, item.entry)
        return await self._articles.of_item(source, item)

    async def _load(self, source: Source, item: Item) -> FetchedPage:
        reach = reach_of_source(source, self._sites, self._settings.allowed_private_hosts)
        return await self._page(item.entry.url, reach, ask_robots=True)

    async def _check(self, source: Source, entry: Entry) -> None:
        """See whether a post still stands. Where the host shows no single ones to us, it does.

        Raises:
            SourceError: GONE, or it could not be seen for now.

        """
        try:
            await self._listings.check(source, entry)
        except SourceError as error:
            is_closed = error.permanent or error.outcome is FetchOutcome.NOT_A_FEED
            if error.outcome is FetchOutcome.GONE or not is_closed:
                raise
            log.info("a post cannot be looked at again", url=entry.url, error=str(error))

    async def fetch_page(self, url: str) -> Article:
        """Fetch one page whose address the operator typed on their own terminal.

        The article belongs to no source. Typing the address is the choice: it may be private and on any site, and
        robots.txt is not asked for a single page that a person wants. Never call it with text that came from a channel
        or from the web.

        Raises:
            SourceError: with the outcome.

        """
        reach = reach_of_typed(url, self._settings.allowed_private_hosts)
        return await self._articles.of_page(url, await self._page(url, reach, ask_robots=False))

    async def find(self, url: str, *, typed: bool) -> FoundOnSite:
        """Find what a site has that could be polled; see `bot.core.ports.SiteLookup`."""
        finder = SiteFinder(
            client=self._client,
            robots=self._robots,
            parser=self._parser,
            clock=self._clock,
            settings=self._settings,
        )
        return await finder.find(url, typed=typed)

    async def page(self, url: str) -> Article:
        """Fetch a page that is named in a message; see `bot.core.ports.PageLookup`."""
        try:
            address = web_address(url)
        except ValueError as error:
            raise SourceError(FetchOutcome.REFUSED_ADDRESS, url, str(error), permanent=True) from error
        host = (address.raw_host or "").casefold()
        allowed = frozenset(one.casefold() for one in self._settings.allowed_private_hosts)
        reach = Reach(
            sites=frozenset({site_of(host)}),
            private=allowed & {host, host_port(address)},  # a public page leads to none of them
            named_by="the message",
        )
        limit = min(self._settings.max_page_bytes, LONGEST_TO_FIND)
        try:
            async with asyncio.timeout(FIND_WITHIN):
                return await self._articles.of_page(url, await self._page(url, reach, ask_robots=True, max_bytes=limit))
        except TimeoutError as error:
            raise SourceError(FetchOutcome.TIMEOUT, url, f"no page within {FIND_WITHIN:.0f} s") from error

    async def robots_on(self, source: Source) -> str:
        """Say what robots.txt says of a source's address, which is asked in any case: a person wrote it down."""
        adapter = ADAPTERS[source.kind]
        try:
            reach = reach_of_source(source, self._sites, self._settings.allowed_private_hosts)
            await self._robots.check(web_address(adapter.lookup(source) or adapter.first(source)), reach)
        except SourceError as error:
            closed = error.outcome is FetchOutcome.BLOCKED_BY_ROBOTS and error.permanent
            return f"{error.detail}; it is asked all the same, since you wrote it down" if closed else error.detail
        return "open to programs"

    async def _page(self, url: str, reach: Reach, *, ask_robots: bool, max_bytes: int | None = None) -> FetchedPage:
        async def ask(address: URL) -> None:
            await self._robots.check(address, reach)

        reply = await self._client.get(
            url,
            reach=reach,
            accept=PAGE_TYPES,
            max_bytes=max_bytes or self._settings.max_page_bytes,
            before_hop=ask if ask_robots else None,
        )
        return FetchedPage(url=reply.url, content_type=reply.headers.get("Content-Type", ""), body=reply.body)


def user_agent_of(*, version: str, contact: str) -> str:
    """Return the User-Agent: what we are, and where a host finds a person (`contact` is a URL or an e-mail)."""
    return f"{PRODUCT}/{version} (+{contact})"
