"""Service: due deliveries → messengers → sent, next try, or dead.

A post is announced in the record (SENDING) before it is made. Found in that state, its outcome is unknown, and the
channel is looked through for the message before it is posted again. So a crash or an outage delays an alert, loses
none, and tells none twice.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from bot import decide
from bot.errors import (
    ChannelRefusedError,
    MessageRefusedError,
    OnRecordError,
    OutcomeUnknownError,
    RetryLaterError,
    TokenRefusedError,
)
from bot.model import ChannelPause, DeliveryState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from bot.config import AlertSettings
    from bot.model import Channel, Delivery, Platform
    from bot.ports import Clock, Messenger, Store

log = structlog.get_logger()

TOO_OLD = "too old to tell"
AT_A_TIME = 50  # deliveries of one channel looked at in one round
ATTEMPTS_AT_A_BUG = 5  # at a message that breaks a part of this program, before it is dead


class Dispatcher:
    """Delivers what is due, channel by channel, in order within a channel.

    Args:
        store: the record.
        messengers: the platforms that are on. Deliveries to others wait until they are too old.
        clock: the time.
        settings: `[alerts]`.
        jitter: returns 0..1.

    """

    def __init__(
        self,
        *,
        store: Store,
        messengers: Mapping[Platform, Messenger],
        clock: Clock,
        settings: AlertSettings,
        jitter: Callable[[], float],
    ) -> None:
        self._store = store
        self._messengers = messengers
        self._clock = clock
        self._settings = settings
        self._jitter = jitter
        self._held: dict[Channel, datetime] = {}  # a platform asked us to wait: nothing to this channel before then
        self._edits_held: dict[Channel, datetime] = {}  # the same of edits: platforms count them apart from posts
        self._busy: set[Channel] = set()
        self._looking = asyncio.Lock()

    async def dispatch_due(self) -> None:
        """Deliver what is due now. May be called while an earlier call is at work: its channels are left alone."""
        async with self._looking:
            queues, pauses = await self._take_due()
        ended = await asyncio.gather(
            *(self._run(queue, pauses.get(channel)) for channel, queue in queues.items()), return_exceptions=True
        )
        for error in ended:  # not before every channel has ended: who waits for this waits for all that is under way
            if error is not None:
                raise error

    async def _take_due(self) -> tuple[dict[Channel, list[Delivery]], dict[Channel, ChannelPause]]:
        """Return what is due by channel, each taken by this call, and the pauses."""
        now = self._clock.now()
        # As it was before the record was read: of a channel that was at work then, what was read may be outdated.
        busy = set(self._busy)
        pauses = {pause.channel: pause for pause in await self._store.pauses()}
        queues: dict[Channel, list[Delivery]] = {}
        for delivery in await self._store.due_deliveries(now=now, limit=AT_A_TIME):
            channel = delivery.channel
            if channel in busy:
                continue
            if delivery.state is DeliveryState.PENDING and now - delivery.created_at > self._settings.max_age:
                await self._give_up(delivery, delivery.last_error or TOO_OLD)
            elif (
                channel.platform in self._messengers
                and not decide.is_put_off(delivery.next_try_at, now=now)
                and not self._is_held(delivery, now=now)
                and (channel not in pauses or not decide.is_put_off(pauses[channel].until, now=now))
            ):
                queues.setdefault(channel, []).append(delivery)
        self._busy.update(queues)
        return queues, pauses

    def _is_held(self, delivery: Delivery, *, now: datetime) -> bool:
        holds = (self._held, self._edits_held) if delivery.state is DeliveryState.STALE else (self._held,)
        return any(decide.is_put_off(hold.get(delivery.channel, now), now=now) for hold in holds)

    async def _run(self, queue: list[Delivery], pause: ChannelPause | None) -> None:
        channel = queue[0].channel
        try:
            for delivery in queue:
                if not await self._deliver(delivery, pause):
                    return
                pause = None
        finally:
            self._busy.discard(channel)

    async def _deliver(self, delivery: Delivery, pause: ChannelPause | None) -> bool:
        """Try one delivery; returns whether the channel can take more now."""
        begun = delivery
        try:
            if delivery.state is DeliveryState.STALE:
                await self._edit(delivery)
            else:
                begun = await self._post(delivery)
        except (RetryLaterError, OutcomeUnknownError) as error:
            await self._retry(delivery, error)
            return False
        except (ChannelRefusedError, TokenRefusedError) as error:
            await self._pause(delivery, pause, error)
            return False
        except MessageRefusedError as error:
            await self._give_up(delivery, str(error))
            return True
        except OnRecordError:
            raise
        except Exception as error:
            log.exception("delivery broke off", delivery=delivery.id, channel=str(delivery.channel))
            await self._put_aside(delivery, error)
            return True
        if pause is not None:
            async with self._store.transaction() as transaction:
                await transaction.end_pause(str(delivery.channel))
            log.info("channel open again", channel=str(delivery.channel))
        log.info("delivered", delivery=delivery.id, channel=str(begun.channel), edit=begun is delivery)
        return True

    async def _post(self, delivery: Delivery) -> Delivery:
        messenger = self._messengers[delivery.channel.platform]
        message_ref = await messenger.find(delivery) if delivery.state is DeliveryState.SENDING else None
        report = await self._store.report(delivery.report_id)
        begun = replace(delivery, state=DeliveryState.SENDING, attempts=delivery.attempts + 1)
        if message_ref is None:
            if self._clock.now() - delivery.created_at > self._settings.max_age:
                raise MessageRefusedError(TOO_OLD)
            await self._save(begun)
            message_ref = await messenger.post(begun, report)
        sent = replace(
            begun,
            state=DeliveryState.SENT,
            attempts=0,  # those of the edits to come are counted anew
            message_ref=message_ref,
            sent_at=self._clock.now(),
            next_try_at=self._clock.now() + self._settings.edit_every,
            last_error=None,
        )
        await self._save(sent)
        return sent

    async def _edit(self, delivery: Delivery) -> None:
        report = await self._store.report(delivery.report_id)
        await self._messengers[delivery.channel.platform].edit(delivery, report)
        await self._save(
            replace(
                delivery,
                state=DeliveryState.SENT,
                attempts=0,
                next_try_at=self._clock.now() + self._settings.edit_every,
                last_error=None,
            )
        )

    async def _retry(self, delivery: Delivery, error: RetryLaterError | OutcomeUnknownError) -> None:
        now = self._clock.now()
        after = error.after if isinstance(error, RetryLaterError) else None
        attempts = delivery.attempts + 1
        next_try_at = decide.retry_at(now=now, attempts=attempts, after=after, jitter=self._jitter())
        unknown = delivery.state is DeliveryState.PENDING and isinstance(error, OutcomeUnknownError)
        state = DeliveryState.SENDING if unknown else delivery.state
        await self._save(
            replace(delivery, state=state, attempts=attempts, next_try_at=next_try_at, last_error=str(error))
        )
        held = self._edits_held if delivery.state is DeliveryState.STALE else self._held
        held[delivery.channel] = next_try_at
        log.warning("delivery waits", delivery=delivery.id, channel=str(delivery.channel), error=str(error))

    async def _give_up(self, delivery: Delivery, why: str) -> None:
        await self._save(replace(delivery, state=DeliveryState.DEAD, last_error=why))
        log.warning("delivery dead", delivery=delivery.id, channel=str(delivery.channel), error=why)

    async def _put_aside(self, delivery: Delivery, error: Exception) -> None:
        """Let a message that breaks a part of this program hold up no other: nobody else asked us to wait."""
        attempts = delivery.attempts + 1
        unknown = delivery.state is DeliveryState.PENDING  # it may have been on its way
        state = DeliveryState.SENDING if unknown else delivery.state
        await self._save(
            replace(
                delivery,
                state=DeliveryState.DEAD if attempts >= ATTEMPTS_AT_A_BUG else state,
                attempts=attempts,
                next_try_at=decide.retry_at(
                    now=self._clock.now(), attempts=attempts, after=None, jitter=self._jitter()
                ),
                last_error=f"{type(error).__name__}: {error}"[:500],
            )
        )

    async def _pause(
        self, delivery: Delivery, pause: ChannelPause | None, error: ChannelRefusedError | TokenRefusedError
    ) -> None:
        now = self._clock.now()
        since = now if pause is None else pause.since
        closed = ChannelPause(
            channel=delivery.channel,
            since=since,
            until=decide.pause_until(now=now, since=since),
            reason=str(error),
        )
        async with self._store.transaction() as transaction:
            await transaction.save_pause(closed)
            await transaction.update_delivery(replace(delivery, next_try_at=now, last_error=str(error)))
        log.warning("channel paused", channel=str(closed.channel), until=closed.until.isoformat(), error=str(error))

    async def _save(self, delivery: Delivery) -> None:
        async with self._store.transaction() as transaction:
            await transaction.update_delivery(delivery)
