"""Service: what is out of order among the sources → notices on record, and messages to `bot.ops_channel`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import structlog

from bot.core.model import Channel, DeliveryKind, NoticeKind
from bot.core.ports import Activity, Inbox, Notices, NoticeWrites, OutboxWrites, SignsOfLife, Transactional
from bot.jobs.notices.notice_messages import message_of
from bot.jobs.notices.silence import Silence
from bot.jobs.thresholds import SILENCE_LOOKED_FOR_EVERY
from bot.rules.outages import NoticeChange, Standing, no_answer_since, notice_of, outages
from bot.rules.starting_anew import over
from bot.rules.thresholds import OUTAGES_WITHIN, RESTARTED_WITHIN

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.ports import Clock

log = structlog.get_logger()


class LookoutWrites(NoticeWrites, OutboxWrites, Protocol):
    """What the lookout writes."""


class LookoutStore(Inbox, Notices, Activity, SignsOfLife, Transactional[LookoutWrites], Protocol):
    """What the lookout reads and writes."""


class Lookout:
    """Looks what is out of order, and says so once.

    Args:
        store: the record.
        config: sources, actors, and the channel of who runs the bot.
        clock: the time.

    """

    def __init__(self, *, store: LookoutStore, config: Config, clock: Clock) -> None:
        self._store = store
        self._sources = config.sources
        self._config = config
        self._silence = Silence(store=store, config=config)
        self._silence_looked_at: datetime | None = None
        self._clock = clock
        self._looked_at: datetime | None = None
        self.no_answer_since: datetime | None = None  # no source answers since then

    async def look(self) -> None:
        """Look what is out of order and what is in order again."""
        now = self._clock.now()
        await self._note_absence(now=now)
        standing = Standing(
            now=now,
            source_ids={source.id for source in self._sources if not source.paused},
            failing=await self._store.failing_polls(),
            last_answer_at=await self._store.last_answer_at(),
            notices=await self._store.notices(since=now - OUTAGES_WITHIN),
        )
        self.no_answer_since = no_answer_since(standing)
        started_anew = [replace(one, ended_at=now) for one in over(standing.notices, now=now)]
        await self._save([NoticeChange(notice=one, ends=True) for one in started_anew], now=now)
        await self._save(outages(standing), now=now)
        # What fails is out of order in another way, and the record is not asked for weeks of history each minute.
        last = self._silence_looked_at
        if self.no_answer_since is None and (last is None or abs(now - last) >= SILENCE_LOOKED_FOR_EVERY):
            self._silence_looked_at = now
            await self._save(await self._silence.changes(standing), now=now)

    async def _note_absence(self, *, now: datetime) -> None:
        """Put on record that nobody looked for a while: the process, or the whole machine, was off or asleep."""
        last = self._looked_at
        if last is None:
            beat = await self._store.last_beat()
            last = None if beat is None else beat.at
        if last is not None and now - last > RESTARTED_WITHIN:
            off = notice_of(NoticeKind.OFF, (), now=now, since=last)
            async with self._store.transaction() as transaction:
                await transaction.save_notice(replace(off, ended_at=now))
            log.info("was off", since=last.isoformat())
        self._looked_at = now

    async def _save(self, changes: list[NoticeChange], *, now: datetime) -> None:
        if not changes:
            return
        ops_channel = self._config.bot.ops_channel
        channel = Channel.parse(ops_channel) if ops_channel else None
        async with self._store.transaction() as transaction:
            for one in changes:
                notice = replace(one.notice, reported=channel is not None) if one.begins else one.notice
                await transaction.save_notice(notice)
                if channel is not None and notice.reported and (one.begins or one.ends):
                    kind = DeliveryKind.ALL_CLEAR if one.ends else DeliveryKind.NOTICE
                    await transaction.add_delivery(message_of(notice, channel, kind=kind, now=now))
        for one in changes:
            if one.begins or one.ends:
                _log_change(one)


def _log_change(change: NoticeChange) -> None:
    notice = change.notice
    subjects = [one.id for one in notice.subjects]
    if change.begins:
        log.warning("out of order", what=str(notice.kind), subjects=subjects, since=notice.began_at.isoformat())
    else:
        log.info("in order again", what=str(notice.kind), subjects=subjects)
