"""What is on its way to channels: deliveries, the messages that they show, paused channels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from bot.core.model import (
        Channel,
        ChannelPause,
        Delivery,
        DeliveryKind,
        DeliveryState,
        Message,
        Report,
        StuckChannel,
    )


class Outbox(Protocol):
    """The outbox, as it is on record."""

    async def due_deliveries(self, *, now: datetime, limit: int) -> list[Delivery]:
        """Return PENDING, SENDING and STALE deliveries that are not put off (`waiting.is_put_off`).

        STALE ones come last, so that edits keep no news waiting; within that the oldest come first. At most `limit` of
        each channel, so that none that is closed to us keeps the others waiting.
        """
        ...

    async def deliveries(self, state: DeliveryState, *, limit: int = 50) -> list[Delivery]:
        """Return deliveries in a state, newest first."""
        ...

    async def retries(self, *, channel: Channel | None = None) -> list[Delivery]:
        """Return what is PENDING or SENDING and failed when it was tried, but for what is put aside, oldest first.

        Args:
            channel: where; None: in all channels.

        """
        ...

    async def delivery(self, delivery_id: str) -> Delivery | None:
        """Return a delivery, or None."""
        ...

    async def deliveries_of(self, statement_id: str) -> list[Delivery]:
        """Return the alerts that tell a statement and the replies that correct it, oldest first.

        Whatever became of them: those that wait, are collapsed or dead are among them.
        """
        ...

    async def message(self, delivery: Delivery) -> Message:
        """Return what a delivery shows, as it is now on record, by its kind.

        A report, a correction, a line or a catch-up for alerts that are collapsed into it, a digest, or a notice.

        An alert that tells more of a remark names the message of the alert that reported it first, if that was posted.

        Raises:
            ReportNotFoundError: an alert's report is not on record.
            CorrectionNotFoundError: a reply's correction is not.
            AlertNotPostedError: the alert that a reply answers is not, or has no message.
            OverflowEmptyError: no alert is collapsed into an overflow line, or none of a catch-up's statements stands.
            DigestNotFoundError: a digest is not on record.
            NoticeNotFoundError: a notice is not.

        """
        ...

    async def alerts_telling(self, statement_id: str) -> list[Delivery]:
        """Return the alerts that tell a statement and stand in their channels (have a `message_ref`), oldest first."""
        ...

    async def channels_reached(self, statement_id: str) -> set[Channel]:
        """Return the channels in which an alert tells a statement, or is to: not where it died before it was posted.

        An alert that is collapsed counts: its line or catch-up tells of it.
        """
        ...

    async def channels_that_heard(self, statement_id: str) -> set[Channel]:
        """Return the channels that `channels_reached` names of a statement or of anything that repeats it."""
        ...

    async def alerts_tried(self, channel: Channel, *, since: datetime) -> list[datetime]:
        """Return when those alerts of a channel were made that were tried or posted, of those made since, oldest first.

        `since` is included. One that was collapsed, or that waits for its first try, is not among them.
        """
        ...

    async def replies_since(self, channel: Channel, since: datetime) -> int:
        """Count the replies to alerts of a channel that were made at `since` or later, whatever became of them."""
        ...

    async def overflow(self, channel: Channel, *, since: datetime) -> Delivery | None:
        """Return the newest overflow line of a channel that was made at `since` or later and is not dead."""
        ...

    async def catch_up(self, channel: Channel) -> Delivery | None:
        """Return the newest catch-up of a channel whose post has not begun."""
        ...

    async def stuck_channels(self, *, limit: int = 50) -> list[StuckChannel]:
        """Return channels whose messages wait since one of them could not be sent, the one that waits longest first.

        A channel is one of them while that message is tried again, too; its head has no `last_error` then.
        """
        ...

    async def pauses(self) -> list[ChannelPause]:
        """Return the paused channels."""
        ...


class OutboxWrites(Outbox, Protocol):
    """The outbox within a transaction."""

    async def save_report(self, report: Report) -> None:
        """Save a report. One with a known id is left as it is."""
        ...

    async def add_delivery(self, delivery: Delivery) -> None:
        """Save a new delivery. One with a known id is left as it is."""
        ...

    async def update_delivery(self, delivery: Delivery) -> None:
        """Save what became of a delivery, all fields but `revision`.

        A delivery whose revision on record is higher than the given one was outrun: saved as SENT it becomes STALE.

        Raises:
            DeliveryNotFoundError: it is not on record.

        """
        ...

    async def outdate(self, statement_ids: Collection[str], *, at: datetime) -> None:
        """Say that alerts telling these statements no longer tell all.

        Raises the revision of each of these alerts; a SENT one becomes STALE with `next_try_at` = `at`. Dead and
        collapsed ones stay what they are.
        """
        ...

    async def collapse(
        self, alert_ids: Collection[str], overflow: Delivery, *, at: datetime, edit_at: datetime
    ) -> None:
        """Collapse PENDING alerts into an overflow line or a catch-up, which is added where it is not on record.

        The alerts become COLLAPSED, at the time `at`, with it as their parent; those that are not PENDING any more stay
        as they are. The revision of a known line rises, it is as old as the given one, and a SENT one becomes STALE
        with `next_try_at` = `edit_at`. Where no alert is PENDING any more, nothing changes.

        A catch-up takes overflow lines that are PENDING as it takes alerts, and reports what they reported.
        """
        ...

    async def release(self, channel: Channel, kinds: Collection[DeliveryKind], *, at: datetime) -> None:
        """Have PENDING deliveries of these kinds of a channel, where they are put off beyond `at`, wait until then."""
        ...

    async def save_pause(self, pause: ChannelPause) -> None:
        """Save the pause of a channel."""
        ...

    async def end_pause(self, channel: str) -> None:
        """Forget the pause of a channel, given as `str(channel)`."""
        ...
