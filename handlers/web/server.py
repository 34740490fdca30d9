"""The server of the archive: who asks is let in or not, and whatever breaks is answered in plain words."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

import structlog
from aiohttp import web

from bot.core.errors import LookupTooSlowError, StoreError
from bot.core.serving import HttpServer
from handlers import limits
from handlers.web.access import CHALLENGE, Gate, WrongPasswords, require_guarded
from handlers.web.pages import Pages
from handlers.web.responses import failure, guarded

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.core.config import Config
    from bot.core.ports import Clock
    from handlers.web.pages import ArchiveStore

    Answerer = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = structlog.get_logger()

_REASONS: Final = {
    HTTPStatus.NOT_FOUND: ("Nothing here", "There is no page at this address."),
    HTTPStatus.METHOD_NOT_ALLOWED: ("Read only", "The archive is read, and takes nothing."),
    HTTPStatus.REQUEST_URI_TOO_LONG: ("Too long", "The address is too long. Search for fewer words."),
}
_TRIES: Final = "Too many wrong passwords came from your address. Try again in some minutes."
_BUSY: Final = "Too many people are searching at this moment. Try again in a few seconds."
_SLOW: Final = "This takes too long to look up. Name an actor or a source, or a time, or search for rarer words."
_AWAY: Final = "The record cannot be read right now. Try again in a minute."
_BROKEN: Final = "Something went wrong on the archive's side. Try again in a minute."


class ArchiveServer:
    """Serves the archive from `start` to `close`.

    Args:
        config: `[web]`, names and the time zone.
        password: of all readers, None where there is none.
        store: the record as people ask it.
        clock: the time.

    Raises:
        ConfigError: the archive would be open to strangers.

    """

    def __init__(self, *, config: Config, password: str | None, store: ArchiveStore, clock: Clock) -> None:
        settings = config.web
        require_guarded(settings, password)
        self._gate = Gate(settings=settings, password=password)
        self._wrong = WrongPasswords(settings)
        self._clock = clock
        self._pages = Pages(store=store, config=config, clock=clock)
        self._seats = asyncio.Semaphore(limits.WEB_ANSWERS_AT_A_TIME)
        self._waiting = 0
        self.application = web.Application(middlewares=[self._answered, self._let_in, self._seated])
        self.application.add_routes(self._pages.routes())
        self._server = HttpServer(
            "archive",
            self.application,
            host=settings.host,
            port=settings.port,
            path="/",
            close_within=limits.WEB_CLOSE_WITHIN,
        )

    @property
    def state(self) -> str:
        """Whether pages are served, in words."""
        return self._server.state

    async def start(self) -> None:
        """Begin to listen; a port that cannot be had is tried again."""
        await self._server.start()

    async def close(self) -> None:
        """Serve nothing any more."""
        await self._server.close()

    @web.middleware
    async def _answered(self, request: web.Request, handler: Answerer) -> web.StreamResponse:
        return guarded(await self._in_words(request, handler))

    async def _in_words(self, request: web.Request, handler: Answerer) -> web.StreamResponse:
        again = {"Retry-After": str(limits.WEB_RETRY)}
        try:
            return await handler(request)
        except web.HTTPException as error:
            if error.status < HTTPStatus.BAD_REQUEST:
                guarded(error)
                raise
            status = HTTPStatus(error.status)
            title, said = _REASONS.get(status, (status.phrase, status.description))
            if error.text and error.text != f"{error.status}: {error.reason}":  # a page's own words
                said = error.text
            allowed = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
            return self._failed(title, said, status=status, headers=allowed)
        except LookupTooSlowError as error:
            log.warning("lookup too slow", page=request.path, error=str(error))
            return self._failed("Too slow", _SLOW, status=HTTPStatus.SERVICE_UNAVAILABLE, headers=again)
        except StoreError as error:
            log.exception("lookup failed", page=request.path, error=str(error))
            return self._failed("No answer", _AWAY, status=HTTPStatus.SERVICE_UNAVAILABLE, headers=again)
        except Exception:  # the reader waits, and nobody else would say anything
            log.exception("page failed", page=request.path)
            return self._failed("No answer", _BROKEN, status=HTTPStatus.INTERNAL_SERVER_ERROR)

    @web.middleware
    async def _let_in(self, request: web.Request, handler: Answerer) -> web.StreamResponse:
        peer, now, tries = request.remote or "", self._clock.now(), "Authorization" in request.headers
        if tries and (wait := self._wrong.wait(peer, request.headers, now=now)) is not None:
            again = {"Retry-After": f"{wait.total_seconds():.0f}"}
            log.warning("too many wrong passwords", peer=request.remote)
            return self._failed("Too many tries", _TRIES, status=HTTPStatus.TOO_MANY_REQUESTS, headers=again)
        refusal = self._gate.refusal(peer=peer, host=request.host, headers=request.headers)
        if refusal is None:
            return await handler(request)
        if tries and refusal.status is HTTPStatus.UNAUTHORIZED:
            self._wrong.note(peer, request.headers, now=now)
        log.warning("reader refused", peer=request.remote, status=int(refusal.status))
        asks = {"WWW-Authenticate": CHALLENGE} if refusal.status is HTTPStatus.UNAUTHORIZED else {}
        return self._failed("Not let in", refusal.reason, status=refusal.status, headers=asks)

    @web.middleware
    async def _seated(self, request: web.Request, handler: Answerer) -> web.StreamResponse:
        """Answer few at a time: lookups have four connections, and people in channels need some of them."""
        if self._waiting >= limits.WEB_WAITING:
            again = {"Retry-After": str(limits.WEB_RETRY)}
            return self._failed("Busy", _BUSY, status=HTTPStatus.SERVICE_UNAVAILABLE, headers=again)
        self._waiting += 1
        try:
            async with self._seats:
                return await handler(request)
        finally:
            self._waiting -= 1

    def _failed(
        self, title: str, said: str, *, status: HTTPStatus, headers: dict[str, str] | None = None
    ) -> web.Response:
        return failure(self._pages.failure(title, said), status=status, headers=headers)
