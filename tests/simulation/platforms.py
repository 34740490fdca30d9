"""Discord and Slack as they answer at a moment, behind the port `Messenger`."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.errors import (
    ChannelRefusedError,
    OutcomeUnknownError,
    RetryLaterError,
    TokenRefusedError,
)
from bot.core.model import CorrectionView, DigestView, OverflowView, Platform, ReportView
from bot.rules.placing import as_reported
from tests.simulation.faults import Kind, ruling

if TYPE_CHECKING:
    from bot.core.model import Delivery, Message
    from tests.simulation.process import Process
    from tests.simulation.virtual import VirtualClock
    from tests.simulation.world import World


@dataclass(slots=True, kw_only=True)
class Posted:
    """A message that stands in a channel."""

    at: float
    channel: str
    delivery_id: str
    kind: str  # "alert", "correction", "overflow" or "catch-up"
    reported: list[str]  # the words of each statement when it was posted
    shows: list[str]  # the same as it stands there now
    url: str  # of the article that it names
    urls: list[str]  # of the articles that it names, one for each of what it shows
    about: str = ""  # of a correction: the words that it corrects
    reports: set[str] = field(default_factory=set)  # addresses of all reports that it names now
    edits: int = 0


class Platforms:
    """What stands in all channels; outlives the process."""

    def __init__(self, world: World, clock: VirtualClock) -> None:
        self.world = world
        self.clock = clock
        self.posted: list[Posted] = []

    def of(self, delivery: Delivery) -> Posted | None:
        return next(
            (one for one in self.posted if one.delivery_id == delivery.id and one.channel == str(delivery.channel)),
            None,
        )


class SimMessenger:
    """Implements `Messenger` for one life of the process."""

    def __init__(self, platform: Platform, platforms: Platforms, process: Process) -> None:
        self._platform = platform
        self._all = platforms
        self._process = process

    @property
    def platform(self) -> Platform:
        return self._platform

    async def post(self, delivery: Delivery, message: Message) -> str:
        await self._process.cross("a post")
        await asyncio.sleep(0.3)
        fault = self._fault(delivery, [Kind.ANSWERS_LOST, Kind.REQUESTS_LOST, Kind.CHANNEL_REFUSED])
        if fault is not Kind.REQUESTS_LOST:
            await self._process.cross("a post arrives")
            self._all.posted.append(_posted(delivery, message, self._all.clock.true()))
        await self._process.cross("a post is answered")
        if fault is not None:
            raise OutcomeUnknownError("no answer came")
        return f"{self._platform} {delivery.id}"

    async def edit(self, delivery: Delivery, message: Message) -> None:
        await self._process.cross("an edit")
        await asyncio.sleep(0.3)
        self._fault(delivery, [Kind.CHANNEL_REFUSED, Kind.EDITS_FAIL, Kind.ONE_EDIT_FAILS])
        known = self._all.of(delivery)
        assert known is not None, "an edit of a message that was never posted"
        await self._process.cross("an edit arrives")
        fresh = _posted(delivery, message, known.at)
        known.shows, known.reports, known.edits = fresh.reported, fresh.reports, known.edits + 1

    async def find(self, delivery: Delivery, _message: Message) -> str | None:
        await self._process.cross("a look through the channel")
        await asyncio.sleep(0.3)
        self._fault(delivery, [Kind.CHANNEL_REFUSED])
        return f"{self._platform} {delivery.id}" if self._all.of(delivery) else None

    def _fault(self, delivery: Delivery, more: list[Kind]) -> Kind | None:
        """Raise what is out of order, or return that an answer or a request is lost."""
        at, faults = self._all.clock.true(), self._all.world.faults
        if ruling(faults, [Kind.NETWORK], at):
            raise RetryLaterError("no network")
        own = [Kind.PLATFORM_503, Kind.PLATFORM_429, Kind.TOKEN_REFUSED]
        fault = ruling(faults, [*own, *more], at, str(self._platform)) or ruling(
            faults, more, at, str(delivery.channel)
        )
        if fault is None:
            return None
        match fault.kind:
            case Kind.PLATFORM_429:
                raise RetryLaterError("429", after=timedelta(seconds=min(fault.until - at, 300.0) + 1.0))
            case Kind.TOKEN_REFUSED:
                raise TokenRefusedError("invalid_auth")
            case Kind.CHANNEL_REFUSED:
                raise ChannelRefusedError("missing access")
            case Kind.ANSWERS_LOST | Kind.REQUESTS_LOST:
                return fault.kind
            case Kind.ONE_EDIT_FAILS:
                oldest = next(one for one in self._all.posted if one.channel == str(delivery.channel))
                if oldest.delivery_id != delivery.id:
                    return None
                raise RetryLaterError("answered with HTML")
            case _:
                raise RetryLaterError(str(fault.kind))


def _posted(delivery: Delivery, message: Message, at: float) -> Posted:
    kind, reported, url, urls, about, reports = "alert", [], "", [], "", set()
    if isinstance(message, ReportView):
        reported = [as_reported(view, message.article).statement.text for view in message.statements]
        url = message.article.url
        reports = {one.article.url for view in message.statements for one in view.sightings}
    elif isinstance(message, CorrectionView):
        kind, reported, url = "correction", [message.correction.text], message.before.article.url
        about = message.statement.text
    elif isinstance(message, OverflowView):
        kind, reported = "overflow", [f"{sum(message.alerts.values())} more"]
    elif isinstance(message, DigestView):
        kind, urls = "catch-up", [one.article.url for one in message.reported]
        reported = [as_reported(one.statement, one.article).statement.text for one in message.reported]
    return Posted(
        at=at,
        channel=str(delivery.channel),
        delivery_id=delivery.id,
        kind=kind,
        reported=reported,
        shows=list(reported),
        url=url,
        urls=urls or [url] * len(reported),
        about=about,
        reports=reports,
    )
