"""The jobs, each with what it works with."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, TypedDict

from bot.jobs.by_command.taking_up import TakingUp
from bot.jobs.deliveries.digests import Digester
from bot.jobs.deliveries.dispatch import Dispatcher
from bot.jobs.housekeeping.prune import Pruner
from bot.jobs.housekeeping.sweep import Sweeper
from bot.jobs.notices.lookout import Lookout
from bot.jobs.polling.poll import Poller
from bot.jobs.reading.read import Reader
from bot.jobs.rechecks.recheck import Rechecker
from bot.jobs.scheduling.pulse import Pulse
from bot.jobs.scheduling.scheduler import Scheduler, Services
from bot.jobs.scheduling.start_anew import StartAnew

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Mapping

    from bot.app.engine import EngineParts
    from bot.core.config import Config
    from bot.core.model import Platform
    from bot.core.ports import Clock, Fetcher, Messenger, Watcher
    from bot.jobs.by_command.reload import Reload
    from bot.jobs.reading.at_work import AtWork
    from bot.jobs.reading.read import ReadItem
    from bot.jobs.recording.record import Recorder
    from bot.jobs.scheduling.hand_out import HandOut
    from bot.store import SqlStore


def make_scheduler(
    engine: EngineParts,
    messengers: Mapping[Platform, Messenger],
    *,
    poller: Poller,
    platforms: Callable[[], dict[str, str]],
    on_reading: Callable[[ReadItem], None] | None,
    changes: TakingUp,
    hand_out: HandOut | None = None,
) -> Scheduler:
    """Make what says when; with `hand_out` what is due is done by workers."""
    lookout = Lookout(store=engine.store, config=engine.config, clock=engine.clock)
    services = Services(
        poller=poller,
        reader=make_reader(engine),
        rechecker=make_rechecker(engine),
        dispatcher=make_dispatcher(engine, messengers),
        digester=make_digester(engine),
        lookout=lookout,
        changes=changes,
        pruner=make_pruner(engine),
        sweeper=make_sweeper(engine),
    )
    pulse = Pulse(
        store=engine.store,
        clock=engine.clock,
        platforms=platforms,
        at_work=engine.at_work if hand_out is None else hand_out,
        changes=changes,
        lookout=lookout,
        lost=engine.lost_jobs,
    )
    return Scheduler(
        store=engine.store,
        services=services,
        pulse=pulse,
        sources=engine.config.sources,
        clock=engine.clock,
        settings=engine.config.polling,
        on_reading=on_reading,
        hand_out=hand_out,
    )


async def start_anew(engine: EngineParts, stop: asyncio.Event) -> None:
    """Set `stop` when the process is to start itself anew: its command does so then, unless somebody else ends it."""
    anew = StartAnew(store=engine.store, config=engine.config, clock=engine.clock, lost=engine.lost_jobs)
    await anew.due()
    stop.set()


def make_taking_up(engine: EngineParts, reload: Reload | None) -> TakingUp:
    """Make what takes up what was changed by command, in this process or in another."""

    async def take_up(last_change: int | None) -> None:
        last = await engine.store.last_change() if last_change is None else last_change
        if reload is not None:
            await reload.if_asked(last)
        await engine.actor_changes.look(last)
        await engine.refresh(last)

    return TakingUp(take_up, engine.clock)


def make_poller(engine: EngineParts) -> Poller:
    """Make what polls sources."""
    return Poller(
        store=engine.store,
        fetcher=engine.measured_fetcher,
        clock=engine.clock,
        settings=engine.config.polling,
        jitter=lambda: random.uniform(-1, 1),  # noqa: S311 - spreads load, guards nothing
    )


class _ReadingParts(TypedDict):
    """What reading a page anew needs as much as reading it first."""

    store: SqlStore
    fetcher: Fetcher
    watcher: Watcher
    recorder: Recorder
    clock: Clock
    config: Config
    at_work: AtWork


def _reading_parts(engine: EngineParts) -> _ReadingParts:
    return {
        "store": engine.store,
        "fetcher": engine.measured_fetcher,
        "watcher": engine.measured_watcher,
        "recorder": engine.recorder,
        "clock": engine.clock,
        "config": engine.config,
        "at_work": engine.at_work,
    }


def make_reader(engine: EngineParts) -> Reader:
    """Make what reads items."""
    return Reader(**_reading_parts(engine), jitter=random.random)


def make_rechecker(engine: EngineParts) -> Rechecker:
    """Make what looks at pages again."""
    return Rechecker(**_reading_parts(engine))


def make_dispatcher(engine: EngineParts, messengers: Mapping[Platform, Messenger]) -> Dispatcher:
    """Make what delivers."""
    return Dispatcher(
        lost=engine.lost_channels,
        store=engine.store,
        messengers=messengers,
        clock=engine.clock,
        settings=engine.config.alerts,
        sources=engine.config.sources,
        routes=engine.config.routes,
        jitter=random.random,
    )


def make_digester(engine: EngineParts) -> Digester:
    """Make what makes digests."""
    return Digester(store=engine.store, config=engine.config, clock=engine.clock)


def make_pruner(engine: EngineParts) -> Pruner:
    """Make what forgets what is kept no longer."""
    return Pruner(store=engine.store, clock=engine.clock, settings=engine.config.replay)


def make_sweeper(engine: EngineParts) -> Sweeper:
    """Make what lets go of what is old."""
    return Sweeper(store=engine.store, clock=engine.clock, settings=engine.config.retention)
