"""The port `Fetcher` over HTTP."""

from __future__ import annotations

import asyncio
import time
import unicodedata
from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Self

import structlog

from bot.core.errors import SourceError
from bot.core.ids import stable_id
from bot.core.model import Article, Feed, FetchOutcome, ItemState, SourceKind, Tier
from bot.core.urls import is_front_page, web_address
from bot.core.version import release
from bot.core.words import words_of
from bot.rules.times import clamp_published_at
from bot.sources.addresses import Sites, reach_of_source, reach_of_typed
from bot.sources.dates import Certainty
from bot.sources.finder import SiteFinder
from bot.sources.hosts import HostGate
from bot.sources.http import HttpClient
from bot.sources.inboxes import InboxFolders
from bot.sources.kinds import ADAPTERS
from bot.sources.listings import ListingFetcher
from bot.sources.parsing import ParserPool
from bot.sources.robots import Robots
from bot.sources.thresholds import FEWEST_WORDS, FULLER, LEAST_SHOWN, PATIENCE, SHINGLE
from bot.sources.walls import wall_in

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable
    from types import TracebackType

    from aiohttp.abc import AbstractResolver
    from yarl import URL

    from bot.core.config import Config, PollingSettings
    from bot.core.finding import FoundOnSite
    from bot.core.model import Entry, Item, PollState, Source
    from bot.core.ports import Clock
    from bot.sources.addresses import Reach
    from bot.sources.pages import PageText
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
        gate = HostGate(
            every=settings.per_host_every.total_seconds(),
            at_once=settings.per_host,
            monotonic=monotonic,
            sleep=sleep,
        )
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
        self._listings = ListingFetcher(
            client=self._client,
            robots=self._robots,
            parser=self._parser,
            clock=clock,
            settings=settings,
            sites=self._sites,
        )
        self._inboxes = InboxFolders(parser=self._parser, clock=clock, settings=settings)

    async def open(self) -> None:
        """Make the connection pools. May be called twice."""
        await self._client.open()

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

        The headline is the feed's, which comes without the site's name. The time is the better known one of page and
        feed. A page that the host closes to us (robots.txt, 403) is left alone. A post was listed whole; when it is
        looked at again, the host is asked whether it still stands.
        """
        entry = item.entry
        if ADAPTERS[source.kind].holds_texts:
            if item.state is ItemState.READ:  # it is looked at again
                await self._check(source, entry)
            return self._of_feed(source, item, whole=True)
        if source.voice is not None and source.tier is Tier.AGGREGATOR:
            # A copy of somebody's posts: around them its pages have the headlines of others and what videos say.
            return self._of_feed(source, item)
        if entry.url.partition("#")[0] == source.url.partition("#")[0]:
            no_page = SourceError(FetchOutcome.NO_TEXT, entry.url, "the feed names no page for it", permanent=True)
            return self._feed_article(source, item, no_page)
        try:
            reach = reach_of_source(source, self._sites, self._settings.allowed_private_hosts)
            page = await self._page(entry.url, reach, ask_robots=True)
        except SourceError as error:
            # A page that is gone was taken back, so its teaser is not reported either.
            if error.outcome is FetchOutcome.GONE or not (error.permanent or item.attempts >= PATIENCE):
                raise
            return self._feed_article(source, item, error)
        return self._better(source, item, page)

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

    def _better(self, source: Source, item: Item, page: PageText) -> Article:
        """Make the article of the page, or of the feed's text where the page shows less.

        Raises:
            SourceError: WALL, for now: the page shows no article, and the feed holds none.

        """
        entry = item.entry
        of_page, of_feed = len(page.text.split()), len(entry.text.split())
        phrase = wall_in(page.text)
        is_shorter = of_feed >= (of_page if phrase else FULLER * of_page)
        if of_feed >= FEWEST_WORDS and (is_shorter or _is_another_text(page.text, entry.text)):
            log.info("page shows less than its feed", url=entry.url, words=of_page, words_of_feed=of_feed, wall=phrase)
            return self._of_feed(source, item)
        if phrase and of_page < FEWEST_WORDS:
            wall = SourceError(FetchOutcome.WALL, entry.url, f"it says “{phrase}” in place of an article")
            if item.attempts < PATIENCE:
                raise wall
            return self._feed_article(source, item, wall)
        now = self._clock.now()
        published_at = page.published_at
        if entry.published_at is not None and page.certainty is not Certainty.EXACT:
            published_at = clamp_published_at(entry.published_at, now=now)
        return _article_of(
            source_id=source.id,
            url=page.canonical_url,
            title=entry.title or page.title,
            text=page.text,
            published_at=published_at,
            fetched_at=now,
        )

    async def fetch_page(self, url: str) -> Article:
        """Fetch one page whose address the operator typed on their own terminal.

        The article belongs to no source. Typing the address is the choice: it may be private and on any site, and
        robots.txt is not asked for a single page that a person wants. Never call it with text that came from a channel
        or from the web.

        Raises:
            SourceError: with the outcome.

        """
        page = await self._page(url, reach_of_typed(url, self._settings.allowed_private_hosts), ask_robots=False)
        return _article_of(
            source_id="",
            url=page.canonical_url,
            title=page.title,
            text=page.text,
            published_at=page.published_at,
            fetched_at=self._clock.now(),
        )

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

    async def _page(self, url: str, reach: Reach, *, ask_robots: bool) -> PageText:
        async def ask(address: URL) -> None:
            await self._robots.check(address, reach)

        reply = await self._client.get(
            url,
            reach=reach,
            accept=PAGE_TYPES,
            max_bytes=self._settings.max_page_bytes,
            before_hop=ask if ask_robots else None,
        )
        if is_front_page(reply.url) and not is_front_page(url):
            raise SourceError(FetchOutcome.GONE, url, "it redirects to the front page")
        content_type = reply.headers.get("Content-Type", "")
        return await self._parser.page(reply.body, content_type=content_type, url=reply.url, now=self._clock.now())

    def _feed_article(self, source: Source, item: Item, error: SourceError) -> Article:
        """Make the article of what the feed held, or raise the error where it held nothing, with the headline.

        Where the link leads into somebody's own network, the article has the feed's address, as one without a link has.
        """
        if error.leads_inside:
            own = f"{source.url.partition('#')[0]}#{stable_id(item.entry.key)}"
            item = replace(item, entry=replace(item.entry, url=own))
        if not _words_of(item.entry, source):
            if item.entry.title:
                headline = replace(item, entry=replace(item.entry, text=item.entry.title))
                error.headline = self._of_feed(source, headline)
            raise error
        return self._of_feed(source, item)

    def _of_feed(self, source: Source, item: Item, *, whole: bool = False) -> Article:
        entry = item.entry
        now = self._clock.now()
        return _article_of(
            source_id=source.id,
            url=entry.url,
            title=entry.title,
            text=_words_of(entry, source),
            published_at=clamp_published_at(entry.published_at, now=now),
            fetched_at=now,
            whole=whole,
            author=entry.author,
        )


def _words_of(entry: Entry, source: Source) -> str:
    """Return what a feed has of a text. A post may be nothing but its title; any other title stands above a text."""
    return entry.text or (entry.title if source.voice is not None else "")


def user_agent_of(*, version: str, contact: str) -> str:
    """Return the User-Agent: what we are, and where a host finds a person (`contact` is a URL or an e-mail)."""
    return f"{PRODUCT}/{version} (+{contact})"


def content_hash(text: str) -> str:
    """Return the same value for texts that differ only in spacing, case and forms of letters."""
    normal = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return blake2b(normal.encode(), digest_size=16).hexdigest()


def _article_of(*, url: str, text: str, **fields: Any) -> Article:
    return Article(id=stable_id("article", url), url=url, text=text, content_hash=content_hash(text), **fields)


def _is_another_text(page: str, feed: str) -> bool:
    """Tell whether a page of about the length of its feed's text shows next to nothing of it: comments, or a list."""
    of_page, of_feed = words_of(page), words_of(feed)
    if len(of_page) > FULLER * len(of_feed):
        return False  # the feed may hold a summary in words of its own
    shown = {tuple(of_page[at : at + SHINGLE]) for at in range(len(of_page))}
    runs = {tuple(of_feed[at : at + SHINGLE]) for at in range(max(len(of_feed) - SHINGLE + 1, 1))}
    return len(runs & shown) < LEAST_SHOWN * len(runs)
