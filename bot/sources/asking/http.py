"""One GET, with every limit held and every failure named."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING

import aiohttp
from aiohttp.http_exceptions import HttpProcessingError

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome
from bot.core.unreachable import why_unreachable
from bot.core.urls import web_address
from bot.sources.asking.addresses import PrivateAddressError, PublicResolver, host_port, refused
from bot.sources.asking.compression import Decompressor
from bot.sources.thresholds import CHUNK, CONNECT_TIMEOUT, LONGEST_RETRY_AFTER

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

    from aiohttp.abc import AbstractResolver
    from yarl import URL

    from bot.core.ports import Clock
    from bot.sources.asking.addresses import Reach
    from bot.sources.asking.hosts import HostGate

REDIRECTS = frozenset({301, 302, 303, 307, 308})
GONE = frozenset({404, 410})
TRANSIENT = frozenset({408, 421, 425, 429})  # 4xx that say nothing about the address


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpReply:
    """The answer at the end of the redirects: 200 with a body, or 304 without one."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    cookies: SimpleCookie = field(default_factory=SimpleCookie)  # that it sets
    seconds: float = 0.0  # that the host took, once it was asked

    @property
    def content_type(self) -> str:
        """The media type without parameters, in lower case; empty where the host names none."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().casefold()


class HttpClient:
    """Sends GET requests. Use as an async context manager.

    Keeps two pools of connections apart: one whose names are checked to be public, and one for the few hosts that the
    operator lets be private. So no connection opened for the operator's own host is ever used for a stranger's link.

    Args:
        user_agent: sent with each request: who we are, and where to complain.
        timeout: for one request, from its turn at the host to the last byte.
        max_redirects: that are followed.
        clock: the time, for dates in Retry-After.
        gate: spacing per host.
        resolver: resolves names; by default the system's.

    """

    def __init__(
        self,
        *,
        user_agent: str,
        timeout: timedelta,
        max_redirects: int,
        clock: Clock,
        gate: HostGate,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._user_agent = user_agent
        self._timeout = timeout
        self._max_redirects = max_redirects
        self._clock = clock
        self._gate = gate
        self._resolver = resolver
        self._public: aiohttp.ClientSession | None = None
        self._private: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Make the two pools."""
        if self._public is not None:
            return
        inner = self._resolver or aiohttp.ThreadedResolver()
        self._public = self._session(PublicResolver(inner))
        self._private = self._session(inner)

    def slow_down(self, url: str, every: float) -> None:
        """Keep requests to the host of an address at least so many seconds apart, as it asks for."""
        self._gate.slow_down(host_port(web_address(url)), every)

    async def close(self) -> None:
        """Close every connection. May be called twice."""
        for session in (self._public, self._private):
            if session is not None:
                await session.close()
        self._public = self._private = None

    async def get(
        self,
        url: str,
        *,
        reach: Reach,
        accept: str,
        max_bytes: int,
        headers: Mapping[str, str] | None = None,
        cut: bool = False,
        before_hop: Callable[[URL], Awaitable[None]] | None = None,
    ) -> HttpReply:
        """Fetch an address and follow its redirects.

        Some hosts answer each first request with a redirect to itself and a cookie (en.mfa.ir), so the cookies of a
        fetch go with its next hops, where their own domain, path and scheme allow. They end with it: nobody is known
        again from one fetch to the next.

        Args:
            url: what to fetch.
            reach: which addresses the fetch may go to, asked at each hop.
            accept: the Accept header.
            max_bytes: of the body, after decompression.
            headers: further headers.
            cut: keep the first `max_bytes` of a longer body, rather than fail.
            before_hop: asked at each hop after `reach`; refuses by raising SourceError.

        Raises:
            SourceError: with the outcome.

        """
        sent = {"Accept": accept, **(headers or {})}
        cookies = aiohttp.CookieJar(unsafe=True)  # also of hosts that have no name
        hop = url
        for _ in range(self._max_redirects + 1):
            address = _allowed_address(hop, reach, asked_for=url)
            if before_hop is not None:
                await before_hop(address)
            async with self._gate.turn(host_port(address), hop):
                begun_at = time.monotonic()
                reply = await self._one(address, sent | _cookie_header(cookies, address), reach, max_bytes, cut=cut)
            if reply.status not in REDIRECTS:
                self._check_status(reply, host_port(address))
                return replace(reply, seconds=time.monotonic() - begun_at)
            cookies.update_cookies(reply.cookies, address)
            hop = _redirect_target(address, reply)
        raise SourceError(
            FetchOutcome.TOO_MANY_REDIRECTS,
            url,
            f"more than {self._max_redirects}, the last to {hop}",
            permanent=True,
        )

    async def _one(
        self, address: URL, headers: Mapping[str, str], reach: Reach, max_bytes: int, *, cut: bool
    ) -> HttpReply:
        session = self._private if reach.may_be_private(address) else self._public
        if session is None:
            raise RuntimeError("HttpClient is not open")
        url = str(address)
        async with (
            _named_failures(url, self._timeout),
            session.get(address, headers=headers, allow_redirects=False) as response,
        ):
            wanted = response.status == HTTPStatus.OK
            body = await _body_within(response, url, max_bytes, cut=cut) if wanted else b""
            return HttpReply(
                url=url,
                status=response.status,
                headers=response.headers.copy(),
                cookies=response.cookies,
                body=body,
            )

    def _check_status(self, reply: HttpReply, host: str) -> None:
        status = reply.status
        if status in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}:
            return
        detail = f"HTTP {status}"
        if status in GONE:
            raise SourceError(FetchOutcome.GONE, reply.url, detail, permanent=True)
        retry_after = read_retry_after(reply.headers.get("Retry-After", ""), now=self._clock.now())
        if retry_after is not None and status >= HTTPStatus.BAD_REQUEST:
            self._gate.close(host, retry_after)
        limited = status == HTTPStatus.TOO_MANY_REQUESTS or (
            status == HTTPStatus.SERVICE_UNAVAILABLE and retry_after is not None
        )
        raise SourceError(
            FetchOutcome.RATE_LIMITED if limited else FetchOutcome.HTTP_ERROR,
            reply.url,
            detail,
            retry_after=retry_after,
            permanent=HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR and status not in TRANSIENT,
        )

    def _session(self, resolver: AbstractResolver) -> aiohttp.ClientSession:
        connect = min(CONNECT_TIMEOUT, self._timeout.total_seconds())
        return aiohttp.ClientSession(
            # Hosts that hang would use up any number; `HostGate` holds down those to one host.
            connector=aiohttp.TCPConnector(resolver=resolver, limit=0),
            cookie_jar=aiohttp.DummyCookieJar(),  # those of one fetch are in `get`
            headers={"User-Agent": self._user_agent, "Accept-Encoding": "gzip, deflate"},
            auto_decompress=False,  # aiohttp takes a compressed body that ends in the middle for a whole one
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=connect),
            trust_env=False,  # a proxy would resolve names where nobody checks them, .netrc would send a password
        )


def read_retry_after(value: str, *, now: datetime) -> timedelta | None:
    """Read a Retry-After header, seconds or a date, of at most a day; None where it says nothing usable."""
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=min(int(text[:9]), 10**8)), LONGEST_RETRY_AFTER)
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError):
        return None
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
    return min(max(at - now, timedelta(0)), LONGEST_RETRY_AFTER)


async def _body_within(response: aiohttp.ClientResponse, url: str, max_bytes: int, *, cut: bool) -> bytes:
    # A Content-Length is of the compressed body, so it can only show that a body is too large, never that it is not.
    if not cut and (response.content_length or 0) > max_bytes:
        raise SourceError(
            FetchOutcome.TOO_LARGE, url, f"{response.content_length} bytes, at most {max_bytes}", permanent=True
        )
    body = bytearray()
    coding = Decompressor.of(response.headers.get("Content-Encoding", ""))
    async for chunk in response.content.iter_chunked(CHUNK):
        body += coding.feed(chunk, room=max_bytes + 1 - len(body)) if coding else chunk
        if len(body) > max_bytes:
            if cut:
                return bytes(body[:max_bytes])
            raise SourceError(FetchOutcome.TOO_LARGE, url, f"more than {max_bytes} bytes", permanent=True)
    if coding and not coding.is_whole:
        raise SourceError(FetchOutcome.HTTP_ERROR, url, f"the compressed body was cut off after {len(body)} bytes")
    return bytes(body)


def _cookie_header(cookies: aiohttp.CookieJar, address: URL) -> dict[str, str]:
    """Return the header with what an address may know of the cookies; none where that is nothing."""
    known = cookies.filter_cookies(address)
    return {"Cookie": "; ".join(f"{one.key}={one.coded_value}" for one in known.values())} if known else {}


def _allowed_address(hop: str, reach: Reach, *, asked_for: str) -> URL:
    try:
        address = web_address(hop)
        reach.judge(address)
    except ValueError as error:
        raise refused(hop, str(error)) from error
    except SourceError as error:
        if hop == asked_for:
            raise
        raise refused(asked_for, f"redirects to {hop}: {error.detail}", leads_inside=error.leads_inside) from error
    return address


def _redirect_target(address: URL, reply: HttpReply) -> str:
    location = reply.headers.get("Location", "").strip()
    if not location:
        raise SourceError(FetchOutcome.HTTP_ERROR, reply.url, f"HTTP {reply.status} without a Location", permanent=True)
    try:
        return str(web_address(location, base=str(address)))
    except ValueError as error:
        raise refused(reply.url, f"redirects to {location[:200]!a}: {error}") from error


@asynccontextmanager
async def _named_failures(url: str, limit: timedelta) -> AsyncIterator[None]:
    """Give each way in which a request can fail its outcome."""
    try:
        async with asyncio.timeout(limit.total_seconds()):
            yield
    except SourceError:
        raise
    except TimeoutError as error:
        raise SourceError(FetchOutcome.TIMEOUT, url, f"no whole answer within {limit.total_seconds():g} s") from error
    except aiohttp.ClientConnectorDNSError as error:
        if isinstance(error.os_error, PrivateAddressError):
            raise refused(url, str(error.os_error), leads_inside=True) from error
        raise SourceError(FetchOutcome.DNS_ERROR, url, why_unreachable(error)) from error
    except aiohttp.ClientSSLError as error:
        raise SourceError(FetchOutcome.TLS_ERROR, url, why_unreachable(error)) from error
    except (aiohttp.ClientResponseError, aiohttp.ClientPayloadError, HttpProcessingError) as error:
        raise SourceError(FetchOutcome.HTTP_ERROR, url, f"the answer is not HTTP: {error}"[:300]) from error
    except (aiohttp.ClientError, OSError) as error:
        raise SourceError(FetchOutcome.CONNECT_ERROR, url, why_unreachable(error)) from error
    except (ValueError, AssertionError) as error:
        # What aiohttp raises on a host name or a header that it cannot read.
        raise SourceError(FetchOutcome.HTTP_ERROR, url, f"{type(error).__name__}: {error}"[:300]) from error
