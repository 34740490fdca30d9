"""Service: texts that are never read to their end keep all others waiting → the process starts itself anew.

Nothing can end a thread, so the process has to. A text that hung is on record, is tried once a day, and is given up
after two; so this ends, whatever the texts are.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

import structlog

from bot.core.errors import OnRecordError
from bot.core.model import Channel, DeliveryKind, NoticeKind
from bot.core.ports import Notices, NoticeWrites, OutboxWrites, Transactional
from bot.jobs.notices.notice_messages import message_of
from bot.jobs.thresholds import ASKED_AGAIN_AFTER
from bot.rules.starting_anew import put_off_for, started_anew
from bot.rules.thresholds import STARTS_ANEW_WITHIN

if TYPE_CHECKING:
    from bot.core.config import Config
    from bot.core.ports import Clock
    from bot.core.threads import LostJobs

log = structlog.get_logger()


class StartAnewWrites(NoticeWrites, OutboxWrites, Protocol):
    """What is written of a start."""


class StartAnewStore(Notices, Transactional[StartAnewWrites], Protocol):
    """What is read and written of the starts."""


class StartAnew:
    """Knows when this process is to start itself anew.

    Args:
        store: the record.
        config: names the channel of who runs the bot.
        clock: the time.
        lost: the jobs that do not end.

    """

    def __init__(self, *, store: StartAnewStore, config: Config, clock: Clock, lost: LostJobs) -> None:
        self._store = store
        self._config = config
        self._clock = clock
        self._lost = lost
        self._is_said = False  # that a start is put off, for these jobs

    async def due(self) -> None:
        """Wait until the process is to start itself anew; that and why is on record then, and in the log."""
        while True:
            await self._lost.too_many()
            try:
                if await self._is_due():
                    return
            except OnRecordError as error:  # without the record nothing can be read either
                log.warning("the start anew waits", error=str(error))
            except Exception:  # without another try nothing would ever be read again
                log.exception("the start anew waits")
            await asyncio.sleep(ASKED_AGAIN_AFTER)

    async def _is_due(self) -> bool:
        """Tell whether the start is due, and put it on record; else say once for how long it is put off."""
        now, texts = self._clock.now(), [one.what for one in self._lost.now()]
        notices = await self._store.notices(since=now - STARTS_ANEW_WITHIN)
        wait = put_off_for(notices, now=now)
        if wait > timedelta(0):
            if not self._is_said:
                log.error("nothing is read until the bot starts itself anew", never_end=texts, at=now + wait)
            self._is_said = True
            return False
        self._is_said = False
        notice = started_anew(self._lost.now(), notices, now=now)
        before = [one for one in notices if one.kind is NoticeKind.STARTED_ANEW and one.ended_at is None]
        ops_channel = self._config.bot.ops_channel
        channel = Channel.parse(ops_channel) if ops_channel else None
        async with self._store.transaction() as transaction:
            for one in before:
                if not one.reported:  # the newest says how many there were
                    await transaction.save_notice(replace(one, ended_at=now))
            if channel is not None and not any(one.reported for one in before):  # once, whatever number it takes
                notice = replace(notice, reported=True)
                await transaction.add_delivery(message_of(notice, channel, kind=DeliveryKind.NOTICE, now=now))
            await transaction.save_notice(notice)
        log.error("the bot starts itself anew: these never end, and all others wait", never_end=texts)
        return True
