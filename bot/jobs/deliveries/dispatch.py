"""Service: due deliveries → messengers → sent, next try, or dead.

A post is announced in the record (SENDING) before it is made. Found in that state, its outcome is unknown, and the
channel is looked through for the message before it is posted again: not before the post can only have arrived or be
lost, since a request that is under way outlives whoever sent it. So a crash or an outage delays an alert, loses none,
and posts none twice.

Alerts that waited long, and alerts beyond a channel's limit, are collapsed first (`bot.jobs.deliveries.collapse`):
they stay on record, and one message tells them.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import structlog
from structlog.contextvars import bind_contextvars, bound_contextvars, unbind_contextvars

from bot.core.errors import (
    ChannelRefusedError,
    MessageRefusedError,
    NotOnRecordError,
    OnRecordError,
    OutcomeUnknownError,
    RetryLaterError,
    TokenRefusedError,
)
from bot.core.model import ChannelPause, CorrectionView, DeliveryKind, DeliveryState, ReportView
from bot.core.outcomes import Subject
from bot.core.ports import Notices, Outbox, Outcomes, StoredRoutes, Transactional
from bot.jobs.deliveries.collapse import Collapser
from bot.jobs.deliveries.holding import Holding
from bot.jobs.notices.lost_channels import LostChannelWrites
from bot.jobs.thresholds import DELIVERIES_AT_A_TIME
from bot.rules.delivery import is_paused, is_ruled_out
from bot.rules.thresholds import DELIVERY_RETRY, POSTED_WITHIN
from bot.rules.waiting import arrived_at, is_given_up, is_put_off, retry_at

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from bot.core.config_sections import AlertSettings
    from bot.core.model import Article, Channel, Delivery, Message, Platform, Route, Source
    from bot.core.ports import Clock, Messenger
    from bot.jobs.notices.lost_channels import LostChannels

log = structlog.get_logger()

TOO_OLD = "too old to tell"
RULED_OUT_BEFORE_POST = "ruled out by the desk, or given to somebody else at its source, before it was posted"
NOTHING_TO_TELL = {
    DeliveryKind.ALERT: "its report is not on record any more",
    DeliveryKind.CORRECTION: "the alert that it answers is not on record as posted any more",
    DeliveryKind.OVERFLOW: "the alerts that it counts are not on record any more",
    DeliveryKind.CATCH_UP: "the statements that it tells are not on record any more, or were ruled out",
    DeliveryKind.DIGEST: "it is not on record any more",
    DeliveryKind.NOTICE: "what it tells is not on record any more",
    DeliveryKind.ALL_CLEAR: "what it says is over is not on record any more",
}


class DispatchStore(Outbox, Notices, Outcomes, StoredRoutes, Transactional[LostChannelWrites], Protocol):
    """What delivering reads and writes."""


class Dispatcher:
    """Delivers what is due, channel by channel, in order within a channel.

    Args:
        store: the record.
        messengers: the platforms that are on. Deliveries to others wait until they are too old.
        clock: the time.
        settings: `[alerts]`.
        sources: those that there are.
        routes: likewise: in the quiet hours of theirs alerts wait.
        lost: parks channels that refuse a message.
        jitter: returns 0..1.

    """

    def __init__(
        self,
        *,
        store: DispatchStore,
        messengers: Mapping[Platform, Messenger],
        clock: Clock,
        settings: AlertSettings,
        sources: Sequence[Source],
        routes: Sequence[Route],
        lost: LostChannels,
        jitter: Callable[[], float],
    ) -> None:
        self._store = store
        self._messengers = messengers
        self._clock = clock
        self._settings = settings
        self._holding = Holding(store=store, routes=routes, sources=sources)
        self._collapser = Collapser(store=store, clock=clock, settings=settings, sources=sources)
        self._lost = lost
        self._jitter = jitter
        self._held: dict[Channel, datetime] = {}  # a platform asked us to wait: nothing to this channel before then
        self._edits_held: dict[Channel, datetime] = {}  # the same of edits: platforms count them apart from posts
        self._is_first_look = True
        self._busy: set[Channel] = set()
        self._looking = asyncio.Lock()

    async def dispatch(self, channel: Channel) -> datetime | None:
        """Deliver what is due now in one channel; returns until when its platform asked us to wait, if it did."""
        await self.dispatch_due(channel)
        until = self._held.get(channel)
        return until if until is not None and is_put_off(until, now=self._clock.now()) else None

    async def dispatch_due(self, only: Channel | None = None) -> None:
        """Deliver what is due now. May be called while an earlier call is at work: its channels are left alone.

        Args:
            only: the one channel that is looked at; None: all.

        """
        async with self._looking:
            queues, pauses = await self._take_due(only)
        ended = await asyncio.gather(
            *(self._run(queue, pauses.get(channel)) for channel, queue in queues.items()), return_exceptions=True
        )
        for error in ended:  # not before every channel has ended: who waits for this waits for all that is under way
            if error is not None:
                raise error

    async def _take_due(
        self, only: Channel | None
    ) -> tuple[dict[Channel, list[Delivery]], dict[Channel, ChannelPause]]:
        """Return what is due by channel, each taken by this call, and the pauses."""
        if self._is_first_look or only is not None:  # where each channel is a job, another process was at the last one
            await self._hold_again(only)
            self._is_first_look = False
        # As it was before the record was read: of a channel that was at work then, what was read may be outdated.
        busy = set(self._busy)
        pauses = {pause.channel: pause for pause in await self._store.pauses()}
        queues = await self._queues(busy, pauses, only)
        while await self._collapser.collapse(queues):
            queues = await self._queues(busy, pauses, only)
        self._busy.update(queues)
        return queues, pauses

    async def _hold_again(self, only: Channel | None) -> None:
        """Keep the order of a channel over a restart, or another process: what is tried again goes first there."""
        for one in await self._store.retries(channel=only):
            self._held[one.channel] = max(one.next_try_at, self._held.get(one.channel, one.next_try_at))

    async def _queues(
        self, busy: set[Channel], pauses: Mapping[Channel, ChannelPause], only: Channel | None
    ) -> dict[Channel, list[Delivery]]:
        """Return what can go out now by channel, and give up what is too old."""
        now = self._clock.now()
        queues: dict[Channel, list[Delivery]] = {}
        for delivery in await self._store.due_deliveries(now=now, limit=DELIVERIES_AT_A_TIME):
            channel = delivery.channel
            if channel in busy or only not in {None, channel}:
                continue
            if delivery.state is DeliveryState.PENDING and self._is_given_up(delivery, now=now):
                await self._give_up(delivery, delivery.last_error or TOO_OLD)
            elif _is_on_its_way(delivery, now=now):
                self._held[channel] = arrived_at(delivery.next_try_at)
            elif (
                channel.platform in self._messengers
                and not is_put_off(delivery.next_try_at, now=now)
                and not self._is_held(delivery, now=now)
                and (channel not in pauses or not is_paused(pauses[channel], now=now))
                and not await self._holding.holds(delivery, now=now)
            ):
                queues.setdefault(channel, []).append(delivery)
        return queues

    def _is_given_up(self, delivery: Delivery, *, now: datetime) -> bool:
        return is_given_up(delivery.created_at, now=now, after=self._settings.give_up_after)

    def _is_held(self, delivery: Delivery, *, now: datetime) -> bool:
        holds = (self._held, self._edits_held) if delivery.state is DeliveryState.STALE else (self._held,)
        return any(is_put_off(hold.get(delivery.channel, now), now=now) for hold in holds)

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
        with bound_contextvars(delivery=delivery.id, channel=str(delivery.channel)):
            try:
                return await self._try(delivery, pause)
            finally:
                unbind_contextvars("item")

    async def _try(self, delivery: Delivery, pause: ChannelPause | None) -> bool:
        begun, begun_at = delivery, self._clock.now()
        try:
            if delivery.state is DeliveryState.STALE:
                await self._edit(delivery)
            else:
                begun = await self._post(delivery)
        except (RetryLaterError, OutcomeUnknownError) as error:
            await self._retry(delivery, error, begun_at=begun_at)
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
            log.exception("delivery broke off")
            await self._put_aside(delivery, error)
            return True
        if pause is not None:
            await self._lost.open_again(delivery.channel)
        log.info("delivered", edit=begun is delivery)
        return True

    async def _post(self, delivery: Delivery) -> Delivery:
        messenger = self._messengers[delivery.channel.platform]
        message = await self._message(delivery)
        was_sending = delivery.state is DeliveryState.SENDING
        message_ref = found = await messenger.find(delivery, message) if was_sending else None
        now = self._clock.now()
        begun = replace(
            delivery,
            state=DeliveryState.SENDING,
            attempts=delivery.attempts + 1,
            next_try_at=now,
            last_error=None,
            aside=False,
        )
        if message_ref is None:
            if self._is_given_up(delivery, now=now):
                raise MessageRefusedError(delivery.last_error or TOO_OLD)
            if isinstance(message, ReportView) and is_ruled_out(message):
                raise MessageRefusedError(RULED_OUT_BEFORE_POST)
            await self._save(begun)
            message_ref = await _posted(messenger, begun, message)
        # One that was found may be from before the last revision, and would tell too little until the next.
        outdated = found is not None and delivery.revision > 0
        sent = replace(
            begun,
            state=DeliveryState.STALE if outdated else DeliveryState.SENT,
            attempts=0,  # those of the edits to come are counted anew
            message_ref=message_ref,
            sent_at=self._clock.now(),
            next_try_at=self._clock.now() + self._settings.edit_every,
            last_error=None,
        )
        await self._save(sent)
        return sent

    async def _edit(self, delivery: Delivery) -> None:
        message = await self._message(delivery)
        await self._messengers[delivery.channel.platform].edit(delivery, message)
        await self._save(
            replace(
                delivery,
                state=DeliveryState.SENT,
                attempts=0,
                next_try_at=self._clock.now() + self._settings.edit_every,
                last_error=None,
            )
        )

    async def _message(self, delivery: Delivery) -> Message:
        try:
            message = await self._store.message(delivery)
        except NotOnRecordError as error:
            raise MessageRefusedError(NOTHING_TO_TELL[delivery.kind]) from error
        if article := _article_of(message):
            concluded = await self._store.concluded_of(article.id)
            for item in [one.subject_id for one in concluded if one.subject is Subject.ITEM][:1]:
                bind_contextvars(item=item)  # by which the lines about its fetch and its reading are found
        return message

    async def _retry(
        self, delivery: Delivery, error: RetryLaterError | OutcomeUnknownError, *, begun_at: datetime
    ) -> None:
        now = self._clock.now()
        after = error.after if isinstance(error, RetryLaterError) else None
        attempts = delivery.attempts + 1
        next_try_at = retry_at(now=now, attempts=attempts, after=after, jitter=self._jitter())
        state = delivery.state
        if isinstance(error, OutcomeUnknownError) and state is not DeliveryState.STALE:
            state, next_try_at = DeliveryState.SENDING, max(next_try_at, arrived_at(begun_at))
        await self._save(
            replace(
                delivery, state=state, attempts=attempts, next_try_at=next_try_at, last_error=str(error), aside=False
            )
        )
        if delivery.state is DeliveryState.STALE:
            # Where nobody asked us to wait it may be this one message that cannot be edited: it waits ever longer, and
            # the other edits of its channel for a moment (issue 8: one answer of HTML stopped 27).
            self._edits_held[delivery.channel] = next_try_at if after is not None else now + DELIVERY_RETRY
        else:
            self._held[delivery.channel] = next_try_at
        log.warning("delivery waits", error=str(error))

    async def _give_up(self, delivery: Delivery, why: str) -> None:
        await self._save(replace(delivery, state=DeliveryState.DEAD, next_try_at=self._clock.now(), last_error=why))
        log.warning("delivery dead", delivery=delivery.id, channel=str(delivery.channel), error=why)

    async def _put_aside(self, delivery: Delivery, error: Exception) -> None:
        """Let a message that breaks a part of this program hold up no other: nobody else asked us to wait.

        A bug loses no message: it is tried again, ever more rarely, until its time is over, and posted if it was mended
        by then.
        """
        now = self._clock.now()
        attempts = delivery.attempts + 1
        over = self._is_given_up(delivery, now=now)
        next_try_at = retry_at(now=now, attempts=attempts, after=None, jitter=self._jitter())
        unknown = delivery.state is DeliveryState.PENDING  # it may have been on its way
        state = DeliveryState.SENDING if unknown else delivery.state
        await self._save(
            replace(
                delivery,
                state=DeliveryState.DEAD if over else state,
                attempts=attempts,
                next_try_at=now if over else next_try_at,
                last_error=f"{type(error).__name__}: {error}"[:500],
                aside=True,
            )
        )

    async def _pause(
        self, delivery: Delivery, pause: ChannelPause | None, error: ChannelRefusedError | TokenRefusedError
    ) -> None:
        put_off = replace(delivery, next_try_at=self._clock.now(), last_error=str(error))
        async with self._store.transaction() as transaction:
            await self._lost.park(transaction, delivery.channel, pause, error)
            await transaction.update_delivery(put_off)

    async def _save(self, delivery: Delivery) -> None:
        async with self._store.transaction() as transaction:
            await transaction.update_delivery(delivery)


def _article_of(message: Message) -> Article | None:
    """Return the article that a message tells of; None: it tells of many, or of none."""
    match message:
        case ReportView():
            return message.article
        case CorrectionView():
            return message.before.article
        case _:
            return None


def _is_on_its_way(delivery: Delivery, *, now: datetime) -> bool:
    """Tell whether a post was begun just now of which nobody noted an end: whoever made it is gone."""
    is_begun = delivery.state is DeliveryState.SENDING and delivery.last_error is None
    return is_begun and is_put_off(arrived_at(delivery.next_try_at), now=now)


async def _posted(messenger: Messenger, delivery: Delivery, message: Message) -> str:
    """Post a message, within the time after which others may look for it."""
    try:
        async with asyncio.timeout(POSTED_WITHIN.total_seconds()):
            return await messenger.post(delivery, message)
    except TimeoutError as error:
        raise OutcomeUnknownError(f"{delivery.channel}: no answer came in {POSTED_WITHIN.seconds} s") from error
