"""A platform on which people read alerts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.core.model import Delivery, Message, Platform


class Messenger(Protocol):
    """One platform. Every method raises only `MessengerError`s."""

    @property
    def platform(self) -> Platform:
        """The platform that it speaks to."""
        ...

    async def post(self, delivery: Delivery, message: Message) -> str:
        """Post a message to the delivery's channel and return its address there. A correction answers its alert.

        Posting the same delivery twice within minutes gives one message where the platform can tell.

        Raises:
            RetryLaterError, OutcomeUnknownError, ChannelRefusedError, TokenRefusedError, MessageRefusedError

        """
        ...

    async def edit(self, delivery: Delivery, message: Message) -> None:
        """Show it anew in the message at `delivery.message_ref`. Pings nobody.

        Raises:
            RetryLaterError, ChannelRefusedError, TokenRefusedError, MessageRefusedError (the message is gone)

        """
        ...

    async def find(self, delivery: Delivery, message: Message) -> str | None:
        """Look in the channel for a message of this delivery, begun in an earlier life of this process.

        Returns its address, or None: nothing of it arrived.

        Raises:
            RetryLaterError, ChannelRefusedError, TokenRefusedError

        """
        ...
