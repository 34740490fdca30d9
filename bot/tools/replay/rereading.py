"""The bot's way from a text to deliveries over a record of its own: the same reader, watcher, judge and routes."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from bot.core.model import DeliveryState, ItemState, Recheck, RecheckView
from bot.core.outcomes import Outcome, Subject
from bot.jobs.deliveries.collapse import Collapser
from bot.jobs.reading.read import Reader
from bot.jobs.rechecks.recheck import Rechecker
from bot.jobs.recording.record import Recorder
from bot.novelty import Judge
from bot.novelty.compare import Comparer
from bot.sources.replayed import ReplayFetcher
from bot.tools.thresholds import DELIVERED_AT_ONCE
from bot.watcher import SpacyWatcher
from bot.watcher.worker import WatcherThread

if TYPE_CHECKING:
    from datetime import datetime
    from types import TracebackType

    from bot.core.config import Config
    from bot.core.model import Article, Channel, Delivery, Item, Original
    from bot.store import SqlStore


class StandingClock:
    """Stands at the time of what is read."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """Return that time."""
        return self.at


class Rereading:
    """Reads originals, in the order of time. Use as an async context manager.

    Args:
        config: the rules.
        scratch: the record that it writes: as the real one stood before the first of them was fetched.
        clock: is set to when each of them was.

    """

    def __init__(self, config: Config, scratch: SqlStore, clock: StandingClock) -> None:
        self._config = config
        self._scratch = scratch
        self._clock = clock
        self._fetcher = ReplayFetcher(clock=clock)
        self._watcher = WatcherThread(partial(SpacyWatcher.load, config.actors))
        self._comparer = Comparer(store=scratch, load=Judge.load, clock=clock, remember=config.alerts.remember)
        parts: dict[str, Any] = {
            "store": scratch,
            "fetcher": self._fetcher,
            "watcher": self._watcher,
            "recorder": Recorder(store=scratch, comparer=self._comparer, config=config),
            "clock": clock,
            "config": config,
        }
        self._reader = Reader(**parts, jitter=lambda: 0.0)
        self._rechecker = Rechecker(**parts)
        self._collapser = Collapser(store=scratch, clock=clock, settings=config.alerts, sources=config.sources)
        self.items: set[str] = set()  # that were read again
        self.unread: set[str] = set()  # of them those that these rules cannot read
        self.texts = 0
        self.without_source = 0

    async def __aenter__(self) -> Self:
        try:
            await self._watcher.ready()
            await self._comparer.ready(actor.id for actor in self._config.actors)
            await self._comparer.filled()
            await self._post()
        except BaseException:
            await self._close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._close()

    async def _close(self) -> None:
        self._watcher.close()
        await self._comparer.close()
        await self._fetcher.close()

    async def read(self, original: Original) -> None:
        """Read one text as the bot would have when it was fetched: for the first time, or as a later text of its page.

        Raises:
            OnRecordError: the record or a model cannot be used.

        """
        item = original.item
        if self._config.sources.get(item.source_id) is None:
            self.without_source += 1
            return
        self._clock.at = original.fetched_at
        self._fetcher.show(original)
        self.items.add(item.id)
        self.texts += 1
        await self._read(original, item)
        await self._collapse()
        await self._post()

    async def _read(self, original: Original, item: Item) -> None:
        newest = await self._newest(item.id) if item.state is ItemState.READ else None
        if newest is not None:
            due = Recheck(item_id=item.id, article_id=newest.id, next_try_at=original.fetched_at)
            known = await self._scratch.rechecks_of([item.id])
            recheck = replace(known[0], next_try_at=original.fetched_at) if known else due
            await self._rechecker.recheck(RecheckView(recheck=recheck, item=item, article=newest))
            return
        reading = await self._reader.read(replace(item, state=ItemState.WAITING, begun=0))
        (self.unread.add if reading.article is None else self.unread.discard)(item.id)

    async def _collapse(self) -> None:
        """Collapse into lines what is too much for a channel, as the bot does before it posts."""
        collapsed = True
        while collapsed:
            queues: dict[Channel, list[Delivery]] = {}
            for one in await self._scratch.deliveries(DeliveryState.PENDING, limit=DELIVERED_AT_ONCE):
                queues.setdefault(one.channel, []).append(one)
            collapsed = await self._collapser.collapse(queues)

    async def _post(self) -> None:
        """Let what waits count as posted, as it mostly was: what follows answers or edits it.

        Else each correction would come as an alert of its own, since nobody was told what it corrects.
        """
        while due := await self._scratch.deliveries(DeliveryState.PENDING, limit=DELIVERED_AT_ONCE):
            async with self._scratch.transaction() as transaction:
                for one in due:
                    sent = replace(
                        one, state=DeliveryState.SENT, sent_at=self._clock.at, message_ref=f"replayed/{one.id}"
                    )
                    await transaction.update_delivery(sent)

    async def _newest(self, item_id: str) -> Article | None:
        """Return the newest text of an item's page that is on record here."""
        for one in await self._scratch.conclusions([item_id]):
            if one.subject is not Subject.ITEM or one.outcome not in {Outcome.READ, Outcome.DUPLICATE}:
                continue
            first = await self._scratch.article(one.related_id)
            if first is not None:
                versions = await self._scratch.articles_at(first.url)
                return next((it for it in reversed(versions) if it.version_of == first.id), first)
        return None
