"""robots.txt (RFC 9309) for pages whose address a feed gave."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urljoin
from weakref import WeakValueDictionary

from protego import Protego

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome
from bot.sources.asking.addresses import host_port
from bot.sources.thresholds import FAILURE_KEPT_FOR, LONGEST_CRAWL_DELAY, LONGEST_ROBOTS, MANY_ORIGINS, ROBOTS_KEPT_FOR

if TYPE_CHECKING:
    from datetime import datetime

    from yarl import URL

    from bot.core.ports import Clock
    from bot.sources.asking.addresses import Reach
    from bot.sources.asking.hosts import HostGate
    from bot.sources.asking.http import HttpClient

# The host has no rules, or none that a stranger may lead us to: "unavailable", so crawling is allowed.
UNAVAILABLE = frozenset({FetchOutcome.GONE, FetchOutcome.REFUSED_ADDRESS, FetchOutcome.TOO_MANY_REDIRECTS})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    rules: Protego | None  # None: not reachable, so nothing is allowed for now
    until: datetime
    why: str = ""


class Robots:
    """Asks hosts for their rules and remembers them.

    Args:
        client: fetches robots.txt.
        gate: takes the crawl delays.
        token: the name that the rules know us by, "OnRecord".
        clock: for the age of what is remembered.

    """

    def __init__(self, *, client: HttpClient, gate: HostGate, token: str, clock: Clock) -> None:
        self._client = client
        self._gate = gate
        self._token = token
        self._clock = clock
        self._known: OrderedDict[str, _Rules] = OrderedDict()
        self._asking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def check(self, address: URL, reach: Reach) -> None:
        """Ask whether a page may be fetched.

        Raises:
            SourceError: BLOCKED_BY_ROBOTS, permanent where the rules say so, for now where they could not be read.

        """
        origin = str(address.origin())
        known = await self._rules(origin, reach)
        url = str(address)
        if known.rules is None:
            raise SourceError(
                FetchOutcome.BLOCKED_BY_ROBOTS,
                url,
                f"robots.txt could not be read, so nothing is allowed for now: {known.why}",
                retry_after=max(known.until - self._clock.now(), timedelta(seconds=1)),
            )
        delay = known.rules.crawl_delay(self._token)
        if delay:
            self._gate.slow_down(host_port(address), min(float(delay), LONGEST_CRAWL_DELAY))
        if not known.rules.can_fetch(url, self._token):
            raise SourceError(
                FetchOutcome.BLOCKED_BY_ROBOTS, url, f"{origin}/robots.txt closes it to {self._token}", permanent=True
            )

    async def sitemaps(self, address: URL, reach: Reach) -> tuple[str, ...]:
        """Return the sitemaps that the rules of a host name, in their order.

        Raises:
            SourceError: BLOCKED_BY_ROBOTS, the rules could not be read.

        """
        known = await self._rules(str(address.origin()), reach)
        if known.rules is None:
            raise SourceError(
                FetchOutcome.BLOCKED_BY_ROBOTS, str(address), f"robots.txt could not be read: {known.why}"
            )
        found = (_whole(one, base=str(address.origin())) for one in known.rules.sitemaps)
        return tuple(dict.fromkeys(one for one in found if one))

    async def _rules(self, origin: str, reach: Reach) -> _Rules:
        lock = self._asking.setdefault(origin, asyncio.Lock())
        async with lock:
            known = self._known.get(origin)
            if known is None or known.until <= self._clock.now():
                known = await self._ask(origin, reach)
                self._known[origin] = known
            self._known.move_to_end(origin)
            while len(self._known) > MANY_ORIGINS:
                self._known.popitem(last=False)
            return known

    async def _ask(self, origin: str, reach: Reach) -> _Rules:
        now = self._clock.now()
        try:
            reply = await self._client.get(
                f"{origin}/robots.txt", reach=reach, accept="text/plain, */*;q=0.5", max_bytes=LONGEST_ROBOTS, cut=True
            )
        except SourceError as error:
            if error.outcome in UNAVAILABLE or (error.outcome is FetchOutcome.HTTP_ERROR and error.permanent):
                return _Rules(rules=Protego.parse(""), until=now + ROBOTS_KEPT_FOR)
            return _Rules(rules=None, until=now + (error.retry_after or FAILURE_KEPT_FOR), why=str(error))
        return _Rules(rules=Protego.parse(reply.body.decode("utf-8-sig", "replace")), until=now + ROBOTS_KEPT_FOR)


def _whole(sitemap: str, *, base: str) -> str:
    """Return the address of a sitemap, "" where it is none. The rules ask for whole ones; many hosts write paths."""
    try:
        return urljoin(f"{base}/", sitemap)
    except ValueError:
        return ""
