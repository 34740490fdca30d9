"""What the jobs of every process work with: the record, the web, the models, and what people change by command."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from bot.core.threads import LostJobs
from bot.jobs.by_command.actor_changes import ActorChanges
from bot.jobs.by_command.route_changes import RouteChanges
from bot.jobs.by_command.source_changes import SourceChanges
from bot.jobs.by_command.tracking import Tracking
from bot.jobs.notices.lost_channels import LostChannels
from bot.jobs.reading.at_work import AtWork
from bot.jobs.recording.record import Recorder
from bot.metrics import MeasuredFetcher, MeasuredMessenger, MeasuredWatcher, Meters
from bot.novelty import Judge
from bot.novelty.compare import Comparer
from bot.sources.fetcher import web_fetcher
from bot.watcher import SpacyWatcher
from bot.watcher.worker import WatcherThread

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from contextlib import AsyncExitStack

    from bot.core.config import Config
    from bot.core.model import Platform
    from bot.core.ports import Clock, Fetcher, Messenger, SharedRecord, Watcher
    from bot.sources.fetcher import WebFetcher
    from bot.store import SqlStore


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineParts:
    """What the jobs work with."""

    config: Config
    clock: Clock
    store: SqlStore
    fetcher: WebFetcher
    watcher: WatcherThread
    comparer: Comparer
    recorder: Recorder
    at_work: AtWork
    lost_jobs: LostJobs
    source_changes: SourceChanges
    route_changes: RouteChanges
    actor_changes: ActorChanges
    lost_channels: LostChannels
    meters: Meters | None

    def loading(self) -> tuple[Awaitable[None], ...]:
        """Begin what takes seconds and is to be there before the first text: models, records, what parses pages."""
        return (
            self.watcher.ready(),
            self.comparer.ready(actor.id for actor in self.config.actors),
            self.fetcher.ready(),
        )

    async def refresh(self, last_change: int | None = None) -> None:
        """Take up what people changed by command, up to the change of this number, by default the last."""
        await self.source_changes.refresh(last_change)
        await self.route_changes.refresh(last_change)

    @property
    def measured_fetcher(self) -> Fetcher:
        """The web as the jobs ask it."""
        return self.fetcher if self.meters is None else MeasuredFetcher(self.fetcher, self.meters)

    def measured_messengers(self, messengers: dict[Platform, Messenger]) -> dict[Platform, Messenger]:
        """Return the platforms as the jobs speak to them."""
        if self.meters is None:
            return messengers
        return {at: MeasuredMessenger(one, self.meters, self.clock) for at, one in messengers.items()}

    @property
    def measured_watcher(self) -> Watcher:
        """The watcher as the jobs ask it."""
        return self.watcher if self.meters is None else MeasuredWatcher(self.watcher, self.meters)


async def open_engine(
    config: Config,
    clock: Clock,
    parts: AsyncExitStack,
    *,
    store: SqlStore,
    shared: SharedRecord | None = None,
) -> EngineParts:
    """Open what the jobs work with; `parts` lets go of it.

    Args:
        config: what to do.
        clock: the time.
        parts: what is let go of in the end.
        store: the record.
        shared: the same, where other processes work on it.

    Raises:
        StoreError: the database cannot be used.

    """
    await store.open()
    parts.push_async_callback(store.close)
    fetcher = await parts.enter_async_context(web_fetcher(config, clock))
    lost = LostJobs(clock)
    watcher = WatcherThread(partial(SpacyWatcher.load, config.actors), lost=lost)
    parts.callback(watcher.close)
    comparer = Comparer(
        store=store, load=Judge.load, clock=clock, remember=config.alerts.remember, shared=shared, lost=lost
    )
    parts.push_async_callback(comparer.close)
    return EngineParts(
        config=config,
        clock=clock,
        store=store,
        fetcher=fetcher,
        watcher=watcher,
        comparer=comparer,
        recorder=Recorder(store=store, comparer=comparer, config=config),
        at_work=AtWork(clock),
        lost_jobs=lost,
        source_changes=SourceChanges(store=store, config=config, clock=clock),
        route_changes=RouteChanges(store=store, config=config, clock=clock),
        actor_changes=ActorChanges(
            store=store,
            config=config,
            clock=clock,
            tracking=Tracking(config=config, watcher=watcher, records=comparer),
        ),
        lost_channels=LostChannels(store=store, clock=clock, config=config),
        meters=Meters() if config.metrics.on else None,
    )
