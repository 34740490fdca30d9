"""What `bot.ports.Messenger` promises, held by every platform and by the fake that tests of the engine use."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from bot.model import Channel, DeliveryState, Platform
from handlers.console_handler import ConsoleMessenger
from tests.engine import FakeMessenger
from tests.handlers.samples import CONFIG, report_view, statement_view
from tests.handlers.test_discord_rest import handler_for
from tests.handlers.test_slack_rest import handler_for as slack_handler_for
from tests.loopback.discord import CHANNEL_ID, OTHER_CHANNEL_ID, LoopbackDiscord, shown
from tests.loopback.slack import LoopbackSlack
from tests.loopback.slack import shown as slack_shown
from tests.store.samples import delivery

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.ports import Messenger


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A messenger and what can be seen of its work."""

    messenger: Messenger
    channels: tuple[Channel, ...]  # one or two
    text: Callable[[Channel], str]  # all that stands in a channel
    tells_twice: bool = True  # the platform can tell that a delivery is posted a second time


@asynccontextmanager
async def fake():
    messenger = FakeMessenger(Platform.DISCORD)

    def text(channel):
        return "\n".join(line for where, lines in messenger.shown.values() if where == str(channel) for line in lines)

    channels = tuple(Channel(platform=Platform.DISCORD, channel_id=one) for one in (CHANNEL_ID, OTHER_CHANNEL_ID))
    yield Place(messenger=messenger, channels=channels, text=text)


@asynccontextmanager
async def console():
    screen = StringIO()
    messenger = ConsoleMessenger(CONFIG, Console(file=screen, width=200))
    yield Place(messenger=messenger, channels=(Channel(platform=Platform.CONSOLE),), text=lambda _: screen.getvalue())


@asynccontextmanager
async def discord():
    async with LoopbackDiscord() as server:
        handler = handler_for(server)
        channels = tuple(Channel(platform=Platform.DISCORD, channel_id=one) for one in (CHANNEL_ID, OTHER_CHANNEL_ID))
        yield Place(
            messenger=handler,
            channels=channels,
            text=lambda channel: "\n".join(map(shown, server.messages(channel.channel_id))),
        )
        await handler.close()


@asynccontextmanager
async def slack():
    async with LoopbackSlack() as server:
        handler = slack_handler_for(server)
        channels = tuple(Channel(platform=Platform.SLACK, channel_id=one) for one in server.channels)
        yield Place(
            messenger=handler,
            channels=channels,
            text=lambda channel: "\n".join(map(slack_shown, server.messages(channel.channel_id))),
            tells_twice=False,
        )
        await handler.close()


@pytest.fixture(params=[fake, console, discord, slack], ids=lambda make: make.__name__)
async def place(request):
    async with request.param() as place:
        yield place


WORDS = "We will build the bridge."


def one_delivery(place, delivery_id="d1", channel=0):
    return delivery(delivery_id, channel=place.channels[channel], state=DeliveryState.SENDING)


async def test_a_report_is_shown_in_its_channel(place):
    message_ref = await place.messenger.post(one_delivery(place), report_view(statement_view(text=WORDS)))
    assert message_ref
    assert place.text(place.channels[0]).count(WORDS) == 1
    assert place.messenger.platform is place.channels[0].platform


async def test_the_same_delivery_gives_one_message_where_the_platform_can_tell(place):
    report = report_view(statement_view(text=WORDS))
    refs = {await place.messenger.post(one_delivery(place), report) for _ in range(2)}
    messages = 1 if place.tells_twice else 2
    assert len(refs) == messages
    assert place.text(place.channels[0]).count(WORDS) == messages
    assert await place.messenger.find(one_delivery(place)) in refs


async def test_the_same_report_in_two_channels_gives_two_messages(place):
    report = report_view(statement_view(text=WORDS))
    refs = [
        await place.messenger.post(one_delivery(place, f"d{number}", number), report)
        for number in range(len(place.channels))
    ]
    assert len(set(refs)) == len(place.channels)
    assert [place.text(channel).count(WORDS) for channel in place.channels] == [1] * len(place.channels)


async def test_two_deliveries_to_one_channel_give_two_messages(place):
    report = report_view(statement_view(text=WORDS))
    refs = {await place.messenger.post(one_delivery(place, delivery_id), report) for delivery_id in ("d1", "d2")}
    assert len(refs) == 2
    assert place.text(place.channels[0]).count(WORDS) == 2


async def test_a_message_is_found_by_its_delivery_alone(place):
    assert await place.messenger.find(one_delivery(place)) is None
    message_ref = await place.messenger.post(one_delivery(place), report_view())
    assert await place.messenger.find(one_delivery(place)) == message_ref
    assert await place.messenger.find(one_delivery(place, "d2")) is None


async def test_an_edit_shows_what_was_added_and_keeps_the_address(place):
    message_ref = await place.messenger.post(one_delivery(place), report_view(statement_view(text=WORDS)))
    assert "wire" not in place.text(place.channels[0]).casefold()
    grown = statement_view(text=WORDS, seen=(("gazette", 0.0), ("wire", 5.0)))
    stale = replace(one_delivery(place), state=DeliveryState.STALE, message_ref=message_ref, revision=1)
    await place.messenger.edit(stale, report_view(grown))
    assert "wire" in place.text(place.channels[0]).casefold()
    assert await place.messenger.find(stale) == message_ref


async def test_an_edit_can_be_done_twice(place):
    message_ref = await place.messenger.post(one_delivery(place), report_view())
    stale = replace(one_delivery(place), state=DeliveryState.STALE, message_ref=message_ref, revision=1)
    await place.messenger.edit(stale, report_view())
    once = place.text(place.channels[0])
    await place.messenger.edit(stale, report_view())
    assert place.text(place.channels[0]) == once
