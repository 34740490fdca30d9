"""What goes wrong, from when to when. Values only, made from a seed; times are seconds as in `world`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from random import Random

MINUTE, HOUR = 60.0, 3600.0


class Kind(StrEnum):
    """What is out of order; beside each what `where` names."""

    HOST_REFUSES = "the host refuses connections"  # a source
    HOST_HANGS = "the host never answers"  # a source
    HOST_503 = "the host answers 503"  # a source
    HOST_429 = "the host answers 429 and asks to wait"  # a source
    NOT_A_FEED = "the feed is an HTML page"  # a source
    PAGES_503 = "the pages answer 503, the feed goes on"  # a source
    PAGES_HANG = "the pages never answer, the feed goes on"  # a source
    PAGES_404 = "the pages answer 404, the feed goes on"  # a source
    NETWORK = "no network"
    PLATFORM_503 = "the platform answers 503"  # a platform
    PLATFORM_429 = "the platform answers 429 and asks to wait"  # a platform
    ANSWERS_LOST = "posts arrive, and their answers do not"  # a platform
    REQUESTS_LOST = "posts do not arrive, and nobody says so"  # a platform
    CHANNEL_REFUSED = "we may not post there"  # a channel
    TOKEN_REFUSED = "our token is refused"  # a platform
    EDITS_FAIL = "edits are answered with HTML"  # a channel
    ONE_EDIT_FAILS = "edits of one message are answered with HTML"  # a channel
    MACHINE_OFF = "the machine is off"
    SUSPENDED = "the laptop is closed"
    DISK_FULL = "the disk is full"
    DATABASE_GONE = "the database is gone"
    CLOCK = "the clock is wrong"  # by `amount` seconds
    KILL = "the process is killed"  # after `amount` steps


OF_SOURCES = (
    Kind.HOST_REFUSES, Kind.HOST_HANGS, Kind.HOST_503, Kind.HOST_429, Kind.NOT_A_FEED, Kind.PAGES_503,
    Kind.PAGES_HANG, Kind.PAGES_404,
)  # fmt: skip
OF_PLATFORMS = (Kind.PLATFORM_503, Kind.PLATFORM_429, Kind.ANSWERS_LOST, Kind.REQUESTS_LOST, Kind.TOKEN_REFUSED)
OF_CHANNELS = (Kind.CHANNEL_REFUSED, Kind.EDITS_FAIL, Kind.ONE_EDIT_FAILS)
OF_THE_MACHINE = (
    Kind.NETWORK, Kind.MACHINE_OFF, Kind.SUSPENDED, Kind.DISK_FULL, Kind.DATABASE_GONE, Kind.CLOCK, Kind.KILL,
    Kind.KILL, Kind.KILL,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something out of order."""

    kind: Kind
    at: float
    until: float
    where: str = ""
    amount: float = 0.0

    def holds(self, at: float, where: str = "") -> bool:
        return self.at <= at < self.until and self.where in {"", where}


def ruling(faults: Iterable[Fault], kinds: Sequence[Kind], at: float, where: str = "") -> Fault | None:
    """Return the first fault of these kinds that holds now."""
    return next((one for one in faults if one.kind in kinds and one.holds(at, where)), None)


def make_faults(rng: Random, sources: Sequence[str], channels: Sequence[str], last: float) -> tuple[Fault, ...]:
    """Return the faults of a world; but for messages that cannot be edited all end by `last`."""
    number = rng.choice([0, 0, 1, 1, 2, 3, 4])
    return tuple(sorted((_fault(rng, sources, channels, last) for _ in range(number)), key=lambda one: one.at))


def _fault(rng: Random, sources: Sequence[str], channels: Sequence[str], last: float) -> Fault:
    kinds = rng.choice([OF_SOURCES, OF_SOURCES, OF_PLATFORMS, OF_CHANNELS, OF_THE_MACHINE, OF_THE_MACHINE])
    kind = rng.choice(kinds)
    # Most outages are short; some are longer than any patience.
    lasts = rng.choice([2 * MINUTE, 10 * MINUTE, 25 * MINUTE, HOUR, 3 * HOUR, 15 * HOUR])
    at = rng.uniform(5 * MINUTE, max(last - lasts, 10 * MINUTE))
    until = min(at + lasts, max(last, at + MINUTE))
    where, amount = "", 0.0
    if kinds is OF_SOURCES:
        where = rng.choice(list(sources))
    elif kinds is OF_PLATFORMS:
        where = rng.choice(["discord", "slack"])
    elif kinds is OF_CHANNELS:
        where = rng.choice(list(channels))
        if kind is Kind.ONE_EDIT_FAILS:
            until = at + 48 * HOUR  # a message that cannot be edited never can be: it must hold up no other
    elif kind is Kind.CLOCK:
        amount = rng.choice([-10 * HOUR, -HOUR, -MINUTE, MINUTE, HOUR, 5 * HOUR])
    elif kind is Kind.KILL:
        amount, until = rng.randint(1, 60), at
    return Fault(kind=kind, at=at, until=until, where=where, amount=amount)
