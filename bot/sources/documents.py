"""One document of a source: fetched with all manners, read, and kept with what it may be asked by next time."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import blake2b
from http import HTTPStatus
from typing import TYPE_CHECKING

from bot.sources.asking.compression import unpacked
from bot.sources.kinds import ADAPTERS
from bot.sources.thresholds import LONGEST_ANSWER, LONGEST_HINT, WHOLE_EVERY

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from datetime import datetime

    from yarl import URL

    from bot.core.config_sections import PollingSettings
    from bot.core.model import PollState, Source
    from bot.core.ports import Clock
    from bot.sources.asking.addresses import Reach
    from bot.sources.asking.http import HttpClient, HttpReply
    from bot.sources.asking.robots import Robots
    from bot.sources.parsing import Parser
    from bot.sources.port import Listing

MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
UNCACHED = re.compile(r"no-store|no-cache", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDocument:
    """One document as it was last read."""

    headers: Mapping[str, str]
    etag: str | None
    last_modified: str | None
    body_hash: str | None
    listing: Listing | None  # None: it is as it was when its validators went on record, and was not read here
    seconds: float = 0.0  # that its host took to answer

    @property
    def parts(self) -> Sequence[str]:
        """The addresses of the documents that it names."""
        return self.listing.parts if self.listing is not None else ()


class Documents:
    """Fetches and reads documents.

    Args:
        client: sends the requests.
        robots: asked for the addresses that a document names.
        parser: reads the documents.
        clock: the time.
        settings: sizes.
        asks_robots: also for the addresses of the sources themselves, where no person wrote them down.

    """

    def __init__(
        self,
        *,
        client: HttpClient,
        robots: Robots,
        parser: Parser,
        clock: Clock,
        settings: PollingSettings,
        asks_robots: bool = False,
    ) -> None:
        self._client = client
        self._robots = robots
        self._parser = parser
        self._clock = clock
        self._settings = settings
        self._asks_robots = asks_robots

    async def read(
        self,
        source: Source,
        address: str,
        reach: Reach,
        *,
        state: PollState | None = None,
        kept: KeptDocument | None = None,
    ) -> KeptDocument:
        """Fetch and read one document.

        Args:
            source: whose it is.
            address: of the document.
            reach: where its redirects may lead.
            state: when its source was polled last; for conditions, where the document is kept.
            kept: as it was; what has not changed is not read again, and lists what it did.

        Raises:
            SourceError: with the outcome.

        """
        limit = min(self._settings.max_feed_bytes, ADAPTERS[source.kind].max_bytes)
        conditions = self._conditions(kept, state) if kept and state else None
        reply = await self._fetched(source, address, reach, max_bytes=limit, headers=conditions)
        etag, last_modified = reply.headers.get("ETag") or None, reply.headers.get("Last-Modified") or None
        if kept and reply.status == HTTPStatus.NOT_MODIFIED:
            return replace(
                kept,
                headers=reply.headers,
                etag=etag or kept.etag,
                last_modified=last_modified or kept.last_modified,
                seconds=reply.seconds,
            )
        body_hash = blake2b(reply.body, digest_size=16).hexdigest()
        is_as_kept = kept is not None and kept.body_hash == body_hash
        return KeptDocument(
            headers=reply.headers,
            etag=etag,
            last_modified=last_modified,
            body_hash=body_hash,
            listing=kept.listing if kept and is_as_kept else await self._listing(source, reply, max_bytes=limit),
            seconds=reply.seconds,
        )

    async def _fetched(
        self, source: Source, address: str, reach: Reach, *, max_bytes: int, headers: Mapping[str, str] | None
    ) -> HttpReply:
        adapter = ADAPTERS[source.kind]
        is_written_down = address in {adapter.first(source), adapter.lookup(source), *adapter.asked(source)}
        if adapter.spacing:
            self._client.slow_down(address, adapter.spacing)
        return await self._client.get(
            address,
            reach=reach,
            accept=adapter.accept,
            max_bytes=max_bytes,
            headers=headers,
            before_hop=None if is_written_down and not self._asks_robots else self._ask_robots(reach),
        )

    async def _listing(self, source: Source, reply: HttpReply, *, max_bytes: int) -> Listing:
        return await self._parser.listing(
            await asyncio.to_thread(unpacked, reply.body, reply.url, max_bytes=max_bytes),
            source=source,
            content_type=reply.headers.get("Content-Type", ""),
            url=reply.url,
            now=self._clock.now(),
        )

    def _ask_robots(self, reach: Reach) -> Callable[[URL], Awaitable[None]]:
        async def ask(address: URL) -> None:
            await self._robots.check(address, reach)

        return ask

    def _conditions(self, kept: KeptDocument, state: PollState) -> Mapping[str, str]:
        last = state.last_polled_at  # when it ended: it may have begun, and asked, in the window before
        if last is not None and _window(last - LONGEST_ANSWER) != _window(self._clock.now()):
            return {}
        headers = {"If-None-Match": kept.etag, "If-Modified-Since": kept.last_modified}
        return {name: value for name, value in headers.items() if value and value.isprintable()}


def _window(at: datetime) -> int:
    return int(at.timestamp() // WHOLE_EVERY.total_seconds())


def not_before(headers: Mapping[str, str], every: timedelta | None) -> timedelta | None:
    """Return how long the host asks us to stay away, at most `LONGEST_HINT`; None where it does not ask."""
    hints = [] if every is None else [every]
    control = headers.get("Cache-Control", "")
    max_age = MAX_AGE.search(control)
    if max_age is not None and not UNCACHED.search(control):
        hints.append(timedelta(seconds=min(int(max_age[1]), 10**7)))
    longest = min(max(hints, default=timedelta(0)), LONGEST_HINT)
    return longest or None
