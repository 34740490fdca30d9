"""What `bot.core.ports.Messenger` promises, held by every platform and by the fake that tests of the engine use."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from bot.core.errors import MessageRefusedError, RetryLaterError
from bot.core.model import Channel, DeliveryKind, DeliveryState, Platform
from handlers.terminal.console_handler import ConsoleMessenger
from tests.engine import FakeMessenger
from tests.handlers.discord.test_discord_rest import EDIT, handler_for
from tests.handlers.messages import correction_view, digest_view, notice_view, overflow_view, reported
from tests.handlers.samples import CONFIG, report_view, statement_view
from tests.handlers.slack.test_slack_rest import handler_for as slack_handler_for
from tests.loopback.discord import CHANNEL_ID, OTHER_CHANNEL_ID, LoopbackDiscord, shown
from tests.loopback.slack import LoopbackSlack, pieces
from tests.loopback.slack import shown as slack_shown
from tests.store.samples import delivery

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.model import Message
    from bot.core.ports import Messenger


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A messenger and what can be seen of its work."""

    messenger: Messenger
    channels: tuple[Channel, ...]  # one or two
    text: Callable[[Channel], str]  # all that stands in a channel
    tells_twice: bool = True  # the platform can tell that a delivery is posted a second time
    alive: Callable[[Channel], list[str]] | None = None  # what is a mention, a mark or a link there, but for our own
    delete: Callable[[str], None] | None = None  # the message at an address
    limit_edits: Callable[[], None] | None = None  # for a minute; the next edit alone is reported


@asynccontextmanager
async def fake():
    messenger = FakeMessenger(Platform.DISCORD)

    def text(channel):
        return "\n".join(line for where, lines in messenger.shown.values() if where == str(channel) for line in lines)

    def limit_edits():
        messenger.faults.append(RetryLaterError("too many edits", after=timedelta(minutes=1)))

    channels = tuple(Channel(platform=Platform.DISCORD, channel_id=one) for one in (CHANNEL_ID, OTHER_CHANNEL_ID))
    yield Place(messenger=messenger, channels=channels, text=text, limit_edits=limit_edits)


@asynccontextmanager
async def console():
    screen = StringIO()
    messenger = ConsoleMessenger(CONFIG, Console(file=screen, width=200))
    yield Place(
        messenger=messenger,
        channels=(Channel(platform=Platform.CONSOLE),),
        text=lambda _: screen.getvalue(),
        alive=lambda _: re.findall("\x1b|\x07", screen.getvalue()),
    )


@asynccontextmanager
async def discord():
    async with LoopbackDiscord() as server:
        handler = handler_for(server)

        def text(channel):
            return "\n".join(map(shown, server.messages(channel.channel_id)))

        def delete(message_ref):
            channel_id, message_id = message_ref.split("/")
            server.delete(next(one for one in server.messages(channel_id) if one["id"] == message_id))

        def limit_edits():
            server.fail("PATCH", EDIT, 429, body={"message": "slow", "retry_after": 60})

        yield Place(
            messenger=handler,
            channels=tuple(
                Channel(platform=Platform.DISCORD, channel_id=one) for one in (CHANNEL_ID, OTHER_CHANNEL_ID)
            ),
            text=text,
            alive=lambda channel: re.findall(
                r"@everyone|(?<!\\)<@|(?<!\\)\[here|(?<!\\)`a|https://evil", text(channel)
            ),
            delete=delete,
            limit_edits=limit_edits,
        )
        await handler.close()


@asynccontextmanager
async def slack():
    async with LoopbackSlack() as server:
        handler = slack_handler_for(server)

        def alive(channel):
            parts = [piece for message in server.messages(channel.channel_id) for piece in pieces(message)]
            strange = [part["type"] for part in parts if part["type"] not in {"text", "link", "date"}]
            return strange + [part["url"] for part in parts if "evil" in part.get("url", "")]

        yield Place(
            messenger=handler,
            channels=tuple(Channel(platform=Platform.SLACK, channel_id=one) for one in server.channels),
            text=lambda channel: "\n".join(map(slack_shown, server.messages(channel.channel_id))),
            tells_twice=False,
            alive=alive,
            delete=lambda message_ref: server.delete(*message_ref.split("/")),
            limit_edits=lambda: server.fail("chat.update", "ratelimited", status=429, headers={"Retry-After": "60"}),
        )
        await handler.close()


def places(*makes):
    """Hold a rule in these places only: in others there is nothing that could break it."""
    return pytest.mark.parametrize("place", makes, ids=lambda make: make.__name__, indirect=True)


@pytest.fixture(params=[fake, console, discord, slack], ids=lambda make: make.__name__)
async def place(request):
    async with request.param() as place:
        yield place


WORDS = "We will build the bridge."
TRAP = "@everyone <@1> <!channel> `a` [here](https://evil.example) \x1b[31m\x07"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One kind of message: as it is posted and as it is edited, of words and in answer to the message at an address."""

    kind: DeliveryKind
    make: Callable[[str, str], Message]
    grown: Callable[[str, str], Message]
    says: str  # once, as it is posted
    then_says: str  # as it is edited, and not before


ALERT = Sample(
    kind=DeliveryKind.ALERT,
    make=lambda words, _: report_view(statement_view(text=words)),
    grown=lambda words, _: report_view(statement_view(text=words, seen=(("gazette", 0.0), ("wire", 5.0)))),
    says=WORDS,
    then_says="wire",
)
CORRECTION = Sample(
    kind=DeliveryKind.CORRECTION,
    make=lambda words, parent_ref: correction_view(words, parent_ref=parent_ref),
    grown=lambda words, parent_ref: correction_view(words, parent_ref=parent_ref, now="Perhaps not."),
    says="removed",
    then_says="changed",
)
OVERFLOW = Sample(
    kind=DeliveryKind.OVERFLOW,
    make=lambda *_: overflow_view(mayor=3),
    grown=lambda *_: overflow_view(mayor=5),
    says="3 more",
    then_says="5 more",
)
CATCH_UP = Sample(
    kind=DeliveryKind.CATCH_UP,
    make=lambda words, _: digest_view(reported(1, text=words)),
    grown=lambda words, _: digest_view(reported(1, text=words), reported(2)),
    says=WORDS,
    then_says="we will open bridge number 2.",
)


NOTICE = Sample(
    kind=DeliveryKind.NOTICE,
    make=lambda words, _: notice_view("gazette", cause=f"timeout ({words})"),
    grown=lambda words, _: notice_view("gazette", "wire", cause=f"timeout ({words})"),
    says="timeout",
    then_says="2 sources",
)


@pytest.fixture(params=[ALERT, CORRECTION, OVERFLOW, CATCH_UP, NOTICE], ids=lambda sample: str(sample.kind))
def sample(request):
    return request.param


def one_delivery(place, delivery_id="d1", channel=0, *, sample=ALERT, **changes):
    values = {"channel": place.channels[channel], "state": DeliveryState.SENDING, "kind": sample.kind}
    return delivery(delivery_id, **values | changes)


async def parent(place, channel=0):
    """Post an alert that can be answered, and return its address."""
    other = report_view(statement_view("s9", text="The ferry stays."))
    return await place.messenger.post(one_delivery(place, f"parent{channel}", channel), other)


async def test_a_message_is_shown_in_its_channel(place, sample):
    message = sample.make(WORDS, await parent(place))
    assert await place.messenger.post(one_delivery(place, sample=sample), message)
    assert place.text(place.channels[0]).count(sample.says) == 1
    assert place.messenger.platform is place.channels[0].platform


async def test_the_same_delivery_gives_one_message_where_the_platform_can_tell(place, sample):
    message, one = sample.make(WORDS, await parent(place)), one_delivery(place, sample=sample)
    refs = {await place.messenger.post(one, message) for _ in range(2)}
    messages = 1 if place.tells_twice else 2
    assert len(refs) == messages
    assert place.text(place.channels[0]).count(sample.says) == messages
    assert await place.messenger.find(one, message) in refs


async def test_the_same_message_in_two_channels_gives_two_messages(place, sample):
    refs = [
        await place.messenger.post(
            one_delivery(place, f"d{number}", number, sample=sample), sample.make(WORDS, await parent(place, number))
        )
        for number in range(len(place.channels))
    ]
    assert len(set(refs)) == len(place.channels)
    assert [place.text(channel).count(sample.says) for channel in place.channels] == [1] * len(place.channels)


async def test_two_deliveries_to_one_channel_give_two_messages(place, sample):
    message = sample.make(WORDS, await parent(place))
    refs = {await place.messenger.post(one_delivery(place, one, sample=sample), message) for one in ("d1", "d2")}
    assert len(refs) == 2
    assert place.text(place.channels[0]).count(sample.says) == 2


async def test_a_message_is_found_by_its_delivery_alone(place, sample):
    message, one = sample.make(WORDS, await parent(place)), one_delivery(place, sample=sample)
    assert await place.messenger.find(one, message) is None
    message_ref = await place.messenger.post(one, message)
    assert await place.messenger.find(one, message) == message_ref
    assert await place.messenger.find(one_delivery(place, "d2", sample=sample), message) is None


async def test_an_edit_shows_what_was_added_and_keeps_the_address(place, sample):
    parent_ref = await parent(place)
    message_ref = await place.messenger.post(one_delivery(place, sample=sample), sample.make(WORDS, parent_ref))
    assert sample.then_says not in place.text(place.channels[0]).casefold()
    stale = one_delivery(place, sample=sample, state=DeliveryState.STALE, message_ref=message_ref, revision=1)
    await place.messenger.edit(stale, sample.grown(WORDS, parent_ref))
    assert sample.then_says in place.text(place.channels[0]).casefold()
    assert await place.messenger.find(stale, sample.grown(WORDS, parent_ref)) == message_ref


async def test_an_edit_can_be_done_twice(place, sample):
    message = sample.make(WORDS, await parent(place))
    message_ref = await place.messenger.post(one_delivery(place, sample=sample), message)
    stale = one_delivery(place, sample=sample, state=DeliveryState.STALE, message_ref=message_ref, revision=1)
    await place.messenger.edit(stale, message)
    once = place.text(place.channels[0])
    await place.messenger.edit(stale, message)
    assert place.text(place.channels[0]) == once


@places(console, discord, slack)
async def test_nothing_of_a_source_is_alive(place, sample):
    message = sample.make(TRAP, await parent(place))
    message_ref = await place.messenger.post(one_delivery(place, sample=sample), message)
    stale = one_delivery(place, sample=sample, state=DeliveryState.STALE, message_ref=message_ref, revision=1)
    await place.messenger.edit(stale, sample.grown(TRAP, message_ref))
    assert place.alive(place.channels[0]) == []
    if sample is not OVERFLOW:
        assert "evil.example" in place.text(place.channels[0])


@places(discord, slack)
async def test_a_correction_is_reported_although_its_alert_is_gone(place):
    parent_ref = await parent(place)
    place.delete(parent_ref)
    message, one = CORRECTION.make(WORDS, parent_ref), one_delivery(place, sample=CORRECTION)
    message_ref = await place.messenger.post(one, message)
    assert place.text(place.channels[0]).count(CORRECTION.says) == 1
    assert await place.messenger.find(one, message) == message_ref
    stale = replace(one, state=DeliveryState.STALE, message_ref=message_ref, revision=1)
    await place.messenger.edit(stale, CORRECTION.grown(WORDS, parent_ref))
    assert CORRECTION.then_says in place.text(place.channels[0])


@places(discord, slack)
async def test_a_correction_is_found_although_its_alert_is_deleted_later(place):
    parent_ref = await parent(place)
    message, one = CORRECTION.make(WORDS, parent_ref), one_delivery(place, sample=CORRECTION)
    message_ref = await place.messenger.post(one, message)
    place.delete(parent_ref)
    assert await place.messenger.find(one, message) == message_ref


@places(discord, slack)
async def test_an_edit_of_a_message_that_is_gone_is_refused(place, sample):
    message = sample.make(WORDS, await parent(place))
    message_ref = await place.messenger.post(one_delivery(place, sample=sample), message)
    place.delete(message_ref)
    with pytest.raises(MessageRefusedError):
        await place.messenger.edit(one_delivery(place, sample=sample, message_ref=message_ref, revision=1), message)


@places(fake, discord, slack)
async def test_a_limit_of_edits_says_for_how_long_and_holds_no_news(place, sample):
    message = sample.make(WORDS, await parent(place))
    message_ref = await place.messenger.post(one_delivery(place, sample=sample), message)
    place.limit_edits()
    with pytest.raises(RetryLaterError) as raised:
        await place.messenger.edit(one_delivery(place, sample=sample, message_ref=message_ref, revision=1), message)
    assert raised.value.after == timedelta(minutes=1)
    await place.messenger.post(one_delivery(place, "d2", sample=sample), message)
    assert place.text(place.channels[0]).count(sample.says) == 2
