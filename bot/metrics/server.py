"""/metrics, /health and /ready: who runs the bot asks, by a program."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, Protocol

from aiohttp import web

from bot.core.errors import OnRecordError
from bot.core.model import ItemState, Platform
from bot.core.ports import Lookups, Outcomes, SignsOfLife
from bot.core.serving import HttpServer
from bot.metrics.meters import WRITTEN_AS
from bot.rules.health import CHANGES, is_connected, troubles

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime

    from bot.core.config_sections import MetricsSettings
    from bot.core.model import Article, Item
    from bot.core.ports import Clock
    from bot.core.work import Queue, QueueLoad
    from bot.metrics.meters import Meters

METRICS_PATH, HEALTH_PATH, READY_PATH = "/metrics", "/health", "/ready"
_CLOSE_WITHIN: Final = 1.0  # seconds
_DAY: Final = timedelta(days=1)
_OPEN: Final = "open"
_LOADED: Final = "loaded"


class MeasuredRecord(Lookups, Outcomes, SignsOfLife, Protocol):
    """What is asked of the record."""


class MetricsServer:
    """Listens from `start` to `close`.

    Args:
        settings: `[metrics]`.
        meters: the figures.
        store: the record, as people ask it: a question has its time, and holds up nothing.
        platforms: returns the state of each platform.
        clock: the time.
        changes_fail_since: returns since when this process takes up no changes by command; None: it does.
        at_work: returns what this process is at and since when, where another one gives the sign of life.
        queue: returns what there is to do on each queue; None of a process that works alone.
        reads: whether this process reads texts, and so waits for the models.

    """

    def __init__(
        self,
        *,
        settings: MetricsSettings,
        meters: Meters,
        store: MeasuredRecord,
        platforms: Callable[[], Mapping[str, str]],
        clock: Clock,
        changes_fail_since: Callable[[], datetime | None] = lambda: None,
        at_work: Callable[[], Mapping[str, datetime]] = dict,
        queue: Callable[[], Awaitable[Mapping[Queue, QueueLoad]]] | None = None,
        reads: bool = True,
    ) -> None:
        self._changes_fail_since = changes_fail_since
        self._at_work = at_work
        self._queue = queue
        self._reads = reads
        self._meters = meters
        self._store = store
        self._platforms = platforms
        self._clock = clock
        self._is_loaded = False
        application = web.Application()
        application.add_routes(
            [
                web.get(METRICS_PATH, self._metrics),
                web.get(HEALTH_PATH, self._health),
                web.get(READY_PATH, self._ready),
            ]
        )
        self._server = HttpServer(
            "metrics",
            application,
            host=settings.host,
            port=settings.port,
            ports=settings.ports,
            path=METRICS_PATH,
            close_within=_CLOSE_WITHIN,
        )

    async def start(self) -> None:
        """Begin to listen."""
        await self._server.start()

    async def close(self) -> None:
        """Answer nobody any more."""
        await self._server.close()

    def loaded(self) -> None:
        """Note that the models are there."""
        self._is_loaded = True

    def was_read(self, item: Item, article: Article | None) -> None:
        """Note what became of an item."""
        self._meters.items_read.labels(item.state).inc()
        if item.state is ItemState.READ and article is not None and not item.quiet:
            self._meters.took("published to seen", article.published_at or item.entry.published_at, item.first_seen_at)
            self._meters.took("seen to read", item.first_seen_at, self._clock.now())

    async def _metrics(self, _request: web.Request) -> web.Response:
        wrong = await self._wrong()
        self._meters.up.set(not wrong)
        self._meters.ready.set(not _missing(await self._states()))
        with suppress(OnRecordError):  # /ready says so; figures of before stand
            counts = await self._store.counts()
            self._meters.on_record(counts, await self._store.concluded_since(self._clock.now() - _DAY))
        if self._queue is not None:
            with suppress(OnRecordError):
                self._meters.on_queues(await self._queue())
        return web.Response(body=self._meters.written(), headers={"Content-Type": WRITTEN_AS})

    async def _health(self, _request: web.Request) -> web.Response:
        """Answer whether work gets done, from the sign of life, as `onrecord health` does."""
        wrong = await self._wrong()
        return _answer(not wrong, {"wrong": wrong, "parts": await self._states()})

    async def _ready(self, _request: web.Request) -> web.Response:
        """Answer whether everything is there that the work needs, and how each part is."""
        states = await self._states()
        return _answer(not _missing(states), {"parts": states})

    async def _wrong(self) -> list[str]:
        now = self._clock.now()
        try:
            beat = await self._store.last_beat()
        except OnRecordError as error:
            return [str(error)]
        if beat is not None:
            beat = replace(beat, at_work={**beat.at_work, **self._at_work()})
        self._meters.alive(beat, now=now, platforms=dict(self._platforms()))
        if beat is None:
            return ["no sign of life yet"]
        if (since := self._changes_fail_since()) is not None:  # in this process, whoever gives the sign of life
            beat = replace(beat, overdue=beat.overdue | {CHANGES: since})
        return troubles(beat, now=now)

    async def _states(self) -> dict[str, str]:
        states = {"record": await _state(self._store.last_beat)}
        if self._queue is not None:
            states["queue"] = await _state(self._queue)
        if self._reads:
            states["models"] = _LOADED if self._is_loaded else "loading"
        return {**states, **self._platforms()}


async def _state(ask: Callable[[], Awaitable[object]]) -> str:
    """Return how a database is, by whether it answers."""
    try:
        await ask()
    except OnRecordError as error:
        return str(error)
    return _OPEN


def _missing(states: Mapping[str, str]) -> list[str]:
    """Return the parts that work waits for: a platform that is off was never wanted."""
    away = [
        str(one)
        for one in Platform
        if not (state := states.get(one, "off")).startswith("off") and not is_connected(state)
    ]
    needed = {"record": _OPEN, "queue": _OPEN, "models": _LOADED}
    return [name for name, well in needed.items() if states.get(name, well) != well] + away


def _answer(is_well: bool, more: dict[str, Any]) -> web.Response:  # noqa: FBT001 - the answer's first word
    status = HTTPStatus.OK if is_well else HTTPStatus.SERVICE_UNAVAILABLE
    return web.json_response({"ok": is_well, **more}, status=status)
