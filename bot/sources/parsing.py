"""Parsing where it can be killed: a few processes with a limit of time and memory for each job.

libxml2, trafilatura and feed parsers can be made to work for minutes on a body of half a megabyte, holding the
interpreter lock meanwhile, and a native crash would take the whole bot along. So strangers' bytes are parsed elsewhere.
"""

from __future__ import annotations

import asyncio
import pickle
import signal
import sys
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import structlog

import bot
from bot.core.errors import SourceError
from bot.core.model import FetchOutcome
from bot.sources.thresholds import (
    EXIT_SECONDS,
    FAILURES_REMEMBERED,
    IDLE_SECONDS,
    MEMORY,
    PROCESSES,
    PROCESSOR_SECONDS,
    SPARE_SECONDS,
    WALL_SECONDS,
)

if TYPE_CHECKING:
    from bot.sources.port import Listing, PageText, SiteLinks

log = structlog.get_logger()

_LENGTH_BYTES = 4
_START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from bot.sources.parse_worker import main; main()"
_CHECKOUT = str(Path(bot.__file__).parents[1])
# So short that trafilatura asks all that it has for a second opinion, of which each loads something of its own.
_FIRST_PAGE = (
    b"<!doctype html><html><head><title>A page</title></head><body><nav><a href='/'>Home</a></nav><article>"
    b"<h1>A page</h1><p>It takes longer to read than the next one, so it is read while nobody waits for it.</p>"
    b"</article></body></html>"
)


class Parser(Protocol):
    """Turns the bytes of a host into values, off the event loop."""

    async def listing(self, body: bytes, **arguments: Any) -> Listing:
        """Read a document of a source; the arguments are those of `readers.read_listing`.

        Raises:
            SourceError: NOT_A_FEED, or TOO_COSTLY where it takes more than its time or memory.

        """
        ...

    async def page(self, body: bytes, **arguments: Any) -> PageText:
        """Read a page; the arguments are those of `pages.read_page`.

        Raises:
            SourceError: as `pages.read_page` raises it, or TOO_COSTLY.

        """
        ...

    async def site_links(self, body: bytes, **arguments: Any) -> SiteLinks:
        """Read what a page names; the arguments are those of `site_links.read_site_links`.

        Raises:
            SourceError: NOT_A_FEED, it is no page; or TOO_COSTLY.

        """
        ...

    async def ready(self) -> None:
        """Do now what would be done at the first page, so that no news waits for it."""
        ...

    async def close(self) -> None:
        """Let go of everything. May be called twice."""
        ...


@dataclass(slots=True)
class _Worker:
    process: asyncio.subprocess.Process
    idle: asyncio.TimerHandle | None = None


class ParserPool:
    """Implements `Parser` over processes that start when they are needed and end when they are not.

    Args:
        processes: at most so many at once.
        processor_seconds: what one body may use of a core.
        wall_seconds: how long one body may take in all.
        memory: bytes of address space of one process.

    """

    def __init__(
        self,
        *,
        processes: int = PROCESSES,
        processor_seconds: int = PROCESSOR_SECONDS,
        wall_seconds: float = WALL_SECONDS,
        memory: int = MEMORY,
    ) -> None:
        self._arguments = (str(processor_seconds), str(memory))
        self._wall_seconds = wall_seconds
        self._seats = asyncio.Semaphore(processes)
        self._resting: list[_Worker] = []
        self._failed: OrderedDict[bytes, str] = OrderedDict()
        self._closed = False
        self._starting: asyncio.Task[Any] | None = None

    async def listing(self, body: bytes, **arguments: Any) -> Listing:
        """Read a document of a source."""
        listing: Listing = await self._parse("listing", body, arguments)
        return listing

    async def page(self, body: bytes, **arguments: Any) -> PageText:
        """Read a page."""
        read: PageText = await self._parse("page", body, arguments)
        return read

    async def site_links(self, body: bytes, **arguments: Any) -> SiteLinks:
        """Read what a page names."""
        links: SiteLinks = await self._parse("site_links", body, arguments)
        return links

    async def ready(self) -> None:
        """Start a process and have it read a page, which takes half a second more than the next one does.

        What is to be parsed meanwhile waits for it: a second process would be there later.
        """
        given = {"content_type": "text/html", "url": "the first page", "now": datetime.now(UTC)}
        self._starting = asyncio.create_task(self._done("page", _FIRST_PAGE, given))
        with suppress(SourceError):  # it is in the log
            await self._starting

    async def close(self) -> None:
        """End every process."""
        self._closed = True
        if self._starting is not None:
            self._starting.cancel()
            await asyncio.wait((self._starting,))
        for worker in self._resting:
            await _end(worker)
        self._resting.clear()

    async def _parse(self, name: str, body: bytes, arguments: dict[str, Any]) -> Any:
        if self._starting is not None and not self._starting.done():
            await asyncio.wait((self._starting,))
        return await self._done(name, body, arguments)

    async def _done(self, name: str, body: bytes, arguments: dict[str, Any]) -> Any:
        url = str(arguments["url"])
        key = blake2b(body, digest_size=16).digest()
        if key in self._failed:
            raise SourceError(
                FetchOutcome.TOO_COSTLY, url, f"{self._failed[key]}; the same body as before", permanent=True
            )
        async with self._seats:
            worker = await self._worker()
            try:
                is_done, result = await self._answer(worker, name, body, arguments)
            except (TimeoutError, EOFError, OSError, asyncio.IncompleteReadError) as error:
                why = await self._cause(worker, error)
                # Only processor time is the body's own fault; a busy machine may be to blame for the rest.
                is_its_own = worker.process.returncode == -signal.SIGXCPU
                if is_its_own:
                    self._remember(key, why)
                log.warning("body not parsed", url=url, bytes=len(body), error=why)
                raise SourceError(FetchOutcome.TOO_COSTLY, url, why, permanent=is_its_own) from error
            except BaseException:
                await _end(worker)  # its pipe holds half a job
                raise
            self._rest(worker)
        if is_done:
            return result
        outcome, error_url, detail, permanent = result
        raise SourceError(outcome or FetchOutcome.NO_TEXT, error_url or url, detail, permanent=permanent)

    async def _worker(self) -> _Worker:
        while self._resting:
            worker = self._resting.pop()
            if worker.idle is not None:
                worker.idle.cancel()
            if worker.process.returncode is None:
                return worker
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            _START,
            _CHECKOUT,
            *self._arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        return _Worker(process)

    async def _answer(self, worker: _Worker, name: str, body: bytes, arguments: dict[str, Any]) -> tuple[bool, Any]:
        process = worker.process
        if process.stdin is None or process.stdout is None:
            raise EOFError("the process has no pipes")
        job = pickle.dumps((name, body, arguments), protocol=pickle.HIGHEST_PROTOCOL)
        async with asyncio.timeout(self._wall_seconds):
            process.stdin.write(len(job).to_bytes(_LENGTH_BYTES) + job)
            await process.stdin.drain()
            length = int.from_bytes(await process.stdout.readexactly(_LENGTH_BYTES))
            answer: tuple[bool, Any] = pickle.loads(await process.stdout.readexactly(length))  # noqa: S301 - our own process
            return answer

    async def _cause(self, worker: _Worker, error: Exception) -> str:
        """End a process that did not answer, and say why it did not."""
        if isinstance(error, TimeoutError):
            await _end(worker)
            return f"parsing it took longer than {self._wall_seconds:g} s"
        with suppress(TimeoutError):  # one that closed its pipe and lives on says nothing more
            await asyncio.wait_for(worker.process.wait(), EXIT_SECONDS)
        await _end(worker)
        code = worker.process.returncode or 0
        if code == -signal.SIGXCPU:
            return f"parsing it took more than {self._arguments[0]} s of the processor"
        if code < 0:
            return f"parsing it ended the process with signal {-code}"
        return f"parsing it ended the process with exit code {code} (out of memory?)"

    def _remember(self, key: bytes, why: str) -> None:
        self._failed[key] = why
        if len(self._failed) > FAILURES_REMEMBERED:
            self._failed.popitem(last=False)

    def _rest(self, worker: _Worker) -> None:
        if self._closed:
            worker.process.kill()
            return
        # One waits for the next body. Those that rested before it are of use while many come, and hold 35 MB each.
        for spare in self._resting:
            self._retire_after(SPARE_SECONDS, spare)
        self._resting.append(worker)
        self._retire_after(IDLE_SECONDS, worker)

    def _retire_after(self, seconds: float, worker: _Worker) -> None:
        if worker.idle is not None:
            worker.idle.cancel()
        worker.idle = asyncio.get_running_loop().call_later(seconds, self._retire, worker)

    def _retire(self, worker: _Worker) -> None:
        if worker in self._resting:
            self._resting.remove(worker)
            if worker.process.stdin is not None:
                worker.process.stdin.close()  # it ends at the end of its input


async def _end(worker: _Worker) -> None:
    if worker.idle is not None:
        worker.idle.cancel()
    if worker.process.returncode is None:
        worker.process.kill()
    if worker.process.stdin is not None:
        worker.process.stdin.close()
    await worker.process.wait()
