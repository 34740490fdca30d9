"""The real adapter to the web over a world's, with what is pure worked out once."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

from bot.core.errors import SourceError
from bot.sources.fetcher import WebFetcher
from bot.sources.parsers.pages import read_page
from bot.sources.readers import read_listing

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.simulation.lives import Lives
    from tests.simulation.process import Process


BODIES = 1000  # kept parsed
PURE = (
    "wall_in",
    "content_hash",
    "_is_another_text",
    "_share_shown",
)  # what the fetcher asks of each text that it gets


def web_of(lives: Lives, process: Process) -> WebFetcher:
    """Return the real adapter to the web, over the world's in place of a network."""
    web = WebFetcher(
        clock=lives.clock,
        settings=lives.config.polling,
        sources=lives.config.sources,
        contact="nobody@example.org",
        monotonic=lives.loop.time,
        parser=_Parser(),
    )

    async def nothing() -> None:
        pass

    async def one(address, headers, _reach, _max_bytes, *, cut):  # noqa: ARG001 - as the real one is called
        return await lives.web.answer(process, address, headers)

    web._client.open = web._client.close = nothing
    web._client._one = one
    return web


class _Parser:
    """Implements `Parser`: what is read again and again is read once in a process, since the real one is pure."""

    _read: ClassVar[dict[tuple[bytes, str], Any]] = {}

    async def listing(self, body: bytes, **arguments: Any) -> Any:
        return self.once(read_listing, body, **arguments)

    async def page(self, body: bytes, **arguments: Any) -> Any:
        return self.once(read_page, body, **arguments)

    def once(self, parse: Callable[..., Any], body: bytes, **arguments: Any) -> Any:
        key = (body, arguments["url"])
        if key not in self._read:
            if len(self._read) >= BODIES:
                del self._read[next(iter(self._read))]  # the oldest
            try:
                self._read[key] = parse(body, **arguments)
            except SourceError as error:
                self._read[key] = error
        if isinstance(self._read[key], SourceError):
            raise self._read[key]
        return self._read[key]

    async def close(self) -> None:
        pass


@cache
def once(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a pure function that works nothing out twice: each world has the same few pages a thousand times."""
    return lru_cache(maxsize=BODIES)(function)
