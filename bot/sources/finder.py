"""What a site has that could be polled: feeds, sitemaps, a list of articles, accounts; and what each would bring.

Whoever asks may be a member of a channel, and whatever the site names was written by a stranger. So every request goes
through the one client, with the checks of every other; robots.txt is asked for all that was found and not typed; there
are few requests, in a bounded time. From a channel, nothing is asked but the site itself and the services whose
accounts are read; a private address is reached by nobody who does not have the machine's own terminal, unless the
operator allowed its host for all.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from bot.core.accounts import has_accounts, kind_at
from bot.core.errors import SourceError
from bot.core.finding import Found, FoundOnSite
from bot.core.model import FetchOutcome, PollState, Source, SourceKind, Tier
from bot.core.urls import canonical_url, site_of, web_address
from bot.sources.asking.addresses import Reach, host_port
from bot.sources.documents import Documents
from bot.sources.kinds import PAGES
from bot.sources.listings import ListingFetcher
from bot.sources.thresholds import (
    FIND_AT_ONCE,
    FIND_WITHIN,
    LONGEST_TO_FIND,
    MOST_ASKED_TO_FIND,
    MOST_SITEMAPS_FOUND,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from yarl import URL

    from bot.core.config_sections import PollingSettings
    from bot.core.model import Feed
    from bot.core.ports import Clock
    from bot.sources.asking.http import HttpClient
    from bot.sources.asking.robots import Robots
    from bot.sources.parsing import Parser
    from bot.sources.port import SiteLinks

USUAL_FEEDS: Final = ("/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json")
USUAL_SITEMAPS: Final = ("/news-sitemap.xml", "/sitemap_news.xml", "/sitemap.xml", "/sitemap_index.xml")
THE_PAGE, THE_ROBOTS, ITSELF, A_GUESS = "the page", "robots.txt", "the address itself", "a usual address"
_NEVER = datetime.min.replace(tzinfo=UTC)
# What a guess, or the page for a list, may answer without being worth a line.
_NOTHING: Final = frozenset({
    FetchOutcome.GONE, FetchOutcome.NOT_A_FEED, FetchOutcome.HTTP_ERROR, FetchOutcome.REFUSED_ADDRESS,
    FetchOutcome.BLOCKED_BY_ROBOTS, FetchOutcome.TOO_MANY_REDIRECTS,
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What was found, and what it listed."""

    found: Found
    keys: frozenset[str] = frozenset()  # of its entries


@dataclass(frozen=True, slots=True, kw_only=True)
class _Means:
    """What sites are looked at with."""

    client: HttpClient
    robots: Robots
    parser: Parser
    clock: Clock
    settings: PollingSettings


class SiteFinder:
    """Looks at sites.

    Args:
        client: sends the requests.
        robots: asked for what was found.
        parser: reads what comes.
        clock: the time.
        settings: sizes, times, and the private hosts that are allowed for all.

    """

    def __init__(
        self, *, client: HttpClient, robots: Robots, parser: Parser, clock: Clock, settings: PollingSettings
    ) -> None:
        self._means = _Means(client=client, robots=robots, parser=parser, clock=clock, settings=settings)

    async def find(self, url: str, *, typed: bool) -> FoundOnSite:
        """Look at the site of an address.

        Args:
            url: of the site, or of a page of it.
            typed: by the operator on the machine's own terminal: it may be private, and what the page names on other
                public sites is asked too.

        Raises:
            SourceError: the address itself cannot be looked at.

        """
        try:
            address = web_address(url)
        except ValueError as error:
            raise SourceError(FetchOutcome.REFUSED_ADDRESS, url, str(error), permanent=True) from error
        search = _Search(self._means, address, typed=typed)
        try:
            async with asyncio.timeout(FIND_WITHIN):
                await search.run()
        except TimeoutError:
            search.problems.append(f"stopped after {FIND_WITHIN:.0f} s; what was found until then is shown")
        return search.result()


class _Search:
    """One look at one site."""

    def __init__(self, means: _Means, address: URL, *, typed: bool) -> None:
        settings = means.settings
        self._client, self._robots = means.client, means.robots
        self._parser, self._clock = means.parser, means.clock
        self._address = address
        self._typed = typed
        self._site = site_of((address.raw_host or "").casefold())
        own = (host_port(address),) if typed else ()
        allowed = (*(host.casefold() for host in settings.allowed_private_hosts), *own)
        self._reach = Reach(
            sites=frozenset({"*"} if typed else {self._site}),
            private=frozenset(allowed),
            named_by="the address asked for",
        )
        self._max_page_bytes = min(settings.max_page_bytes, LONGEST_TO_FIND)
        self._poll_every = settings.every
        limits = {"allowed_private_hosts": allowed, "max_feed_bytes": min(settings.max_feed_bytes, LONGEST_TO_FIND)}
        within = settings.model_copy(update=limits)
        documents = Documents(
            client=self._client,
            robots=self._robots,
            parser=self._parser,
            clock=self._clock,
            settings=within,
            asks_robots=True,
        )
        self._listings = ListingFetcher(documents=documents, clock=self._clock, settings=within, sites=())
        self._at_once = asyncio.Semaphore(FIND_AT_ONCE)
        self._begun: set[str] = set()  # canonical addresses that are asked, or were
        self._asked: list[_Asked] = []
        self._title = ""
        self.problems: list[str] = []

    async def run(self) -> None:
        url = str(self._address)
        if (kind := kind_at(url)) is not None:
            await self._ask_all([Found(url=url, kind=kind, named_by=THE_PAGE)])
            return
        reply = await self._client.get(
            url, reach=self._reach, accept=PAGES, max_bytes=self._max_page_bytes, before_hop=self._before_page
        )
        self._address = web_address(reply.url)
        try:
            links: SiteLinks | None = await self._parser.site_links(
                reply.body, content_type=reply.headers.get("Content-Type", ""), url=reply.url
            )
        except SourceError as error:
            if error.outcome is not FetchOutcome.NOT_A_FEED:
                raise
            links = None
        if links is None:  # it may be what is looked for
            kinds = SourceKind.FEED, SourceKind.SITEMAP
            await self._ask_all([Found(url=reply.url, kind=kind, named_by=ITSELF) for kind in kinds])
            if not self._asked:
                self.problems.append("the address itself leads to no page, no feed and no sitemap")
        else:
            self._title = links.title
            named = [Found(url=one.url, kind=one.kind, title=one.title, named_by=THE_PAGE) for one in links.feeds]
            await self._ask_all(named)
            await self._ask_accounts(links)
            await self._ask_all([Found(url=reply.url, kind=SourceKind.LISTING, title=links.title, named_by=THE_PAGE)])
        await self._ask_sitemaps()
        if links is not None:
            await self._ask_all(self._guesses(USUAL_FEEDS, SourceKind.FEED))

    def result(self) -> FoundOnSite:
        """Return what was found, what brings most first; the same list under two addresses once."""
        unique: list[_Asked] = []
        for one in sorted(self._asked, key=lambda asked: (asked.found.named_by == A_GUESS, asked.found.url)):
            if not (one.keys and any(one.keys == other.keys for other in unique)):
                unique.append(one)
        found = [one.found for one in unique]
        found.sort(key=lambda one: (one.outcome is not FetchOutcome.OK, -one.fresh, _NEVER - (one.newest_at or _NEVER)))
        return FoundOnSite(url=str(self._address), title=self._title, found=tuple(found), problems=tuple(self.problems))

    async def _before_page(self, address: URL) -> None:
        if not self._typed:
            await self._robots.check(address, self._reach)

    async def _ask_accounts(self, links: SiteLinks) -> None:
        named: list[Found] = []
        for one in links.accounts:
            found = Found(url=one.url, kind=one.kind, title=one.title, named_by=THE_PAGE)
            if one.is_known:
                named.append(found)
            else:
                host = urlsplit(one.url).hostname
                self._asked.append(_Asked(found=replace(found, detail=f"not asked: {host} may be any server")))
        for channel in links.channels:
            with suppress(SourceError):  # it is one of many, and may be gone
                page = await self._other_page(channel)
                named += [
                    Found(
                        url=one.url, kind=SourceKind.YOUTUBE, title=urlsplit(channel).path.strip("/"), named_by=THE_PAGE
                    )
                    for one in page.feeds[:1]
                    if kind_at(one.url) is SourceKind.YOUTUBE
                ]
        await self._ask_all(named)

    async def _other_page(self, url: str) -> SiteLinks:
        """Read a page of a service whose accounts are read."""
        reach = Reach(sites=frozenset({site_of(urlsplit(url).hostname or "")}), private=frozenset(), named_by=url)

        async def ask(address: URL) -> None:
            await self._robots.check(address, reach)

        reply = await self._client.get(url, reach=reach, accept=PAGES, max_bytes=self._max_page_bytes, before_hop=ask)
        links: SiteLinks = await self._parser.site_links(
            reply.body, content_type=reply.headers.get("Content-Type", ""), url=reply.url
        )
        return links

    async def _ask_sitemaps(self) -> None:
        try:
            listed = await self._robots.sitemaps(self._address, self._reach)
        except SourceError as error:
            self.problems.append(str(error))
            return
        named = [Found(url=one, kind=SourceKind.SITEMAP, named_by=THE_ROBOTS) for one in listed[:MOST_SITEMAPS_FOUND]]
        await self._ask_all(named)
        if len(listed) > MOST_SITEMAPS_FOUND:
            self.problems.append(
                f"robots.txt names {len(listed)} sitemaps; the first {MOST_SITEMAPS_FOUND} were looked at"
            )
        if not named:
            await self._ask_all(self._guesses(USUAL_SITEMAPS, SourceKind.SITEMAP))

    def _guesses(self, paths: Sequence[str], kind: SourceKind) -> list[Found]:
        origin = str(self._address.origin())
        return [Found(url=urljoin(origin, path), kind=kind, named_by=A_GUESS) for path in paths]

    async def _ask_all(self, named: Iterable[Found]) -> None:
        """Ask what was found, a few at once; what was asked before is not asked again."""
        wanted: list[Found] = []
        for one in named:
            key = f"{one.kind} {_canonical_or_as_is(one.url)}"
            if key in self._begun:
                continue
            self._begun.add(key)
            if not self._may_ask(one):
                host = urlsplit(one.url).hostname
                self._asked.append(_Asked(found=replace(one, detail=f"not asked: {host} is another site")))
            elif len(self._begun) > MOST_ASKED_TO_FIND:
                self._asked.append(_Asked(found=replace(one, detail="not asked: there are too many")))
            else:
                wanted.append(one)
        await asyncio.gather(*map(self._ask, wanted))

    def _may_ask(self, one: Found) -> bool:
        """Tell whether an address is the site's own, or of a service whose accounts are read; the operator may more."""
        host = (urlsplit(one.url).hostname or "").casefold()
        own = host == self._site or host.endswith(f".{self._site}")
        return self._typed or own or (has_accounts(one.url) and kind_at(one.url) is one.kind)

    async def _ask(self, one: Found) -> None:
        source = Source(
            id=f"{one.kind} {one.url}",
            name=one.title or one.url,
            url=one.url,
            tier=Tier.OUTLET,
            language="en",
            poll_every=self._poll_every,
            kind=one.kind,
            from_chat=True,  # whoever wrote the address down was no operator
        )
        state = PollState(source_id=source.id, next_poll_at=self._clock.now())
        try:
            async with self._at_once:
                feed = await self._listings.fetch(source, state)
        except SourceError as error:
            is_guess = one.named_by in {A_GUESS, ITSELF} or one.kind is SourceKind.LISTING
            if not (is_guess and error.outcome in _NOTHING):
                self._asked.append(_Asked(found=replace(one, outcome=error.outcome, detail=error.detail)))
            return
        if feed.entries or one.named_by != A_GUESS:
            keys = frozenset(entry.key for entry in feed.entries)
            self._asked.append(_Asked(found=self._with_figures(one, feed), keys=keys))

    def _with_figures(self, one: Found, feed: Feed) -> Found:
        dated = [entry.published_at for entry in feed.entries if entry.published_at is not None]
        now = self._clock.now()
        passed_over = ", ".join(f"{number} {reason}" for reason, number in feed.passed_over)
        return replace(
            one,
            outcome=feed.outcome,
            detail="; ".join([*([f"passed over: {passed_over}"] if passed_over else []), *feed.problems]),
            listed=len(feed.entries),
            fresh=sum(now - at <= timedelta(days=1) for at in dated),
            undated=len(feed.entries) - len(dated),
            newest_at=max(dated, default=None),
        )


def _canonical_or_as_is(url: str) -> str:
    try:
        return canonical_url(url)
    except ValueError:
        return url
