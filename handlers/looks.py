"""How often a person may have the bot fetch something from the web, and why it was not to be had, in words."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.core.model import OPERATOR
from handlers import limits
from handlers.render.pieces.segments import words
from handlers.typed.mistake import MistakeError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.core.errors import SourceError
    from bot.core.model import Member
    from bot.core.ports import Clock


class Looks:
    """Counts what people have fetched by a command, be it a site or a page.

    Args:
        clock: the time.

    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._times: dict[str, list[datetime]] = {}  # when each person asked for something, lately
        self._under_way = 0

    @contextmanager
    def one_more(self, by: Member) -> Iterator[None]:
        """Count one of a person while it is under way, and refuse one too many of them, or of all at once.

        Raises:
            MistakeError: it is one too many.

        """
        now = self._clock.now()
        self._times = {
            who: kept
            for who, times in self._times.items()
            if (kept := [at for at in times if now - at < limits.FINDS_PER])
        }
        own = self._times.setdefault(by.id, [])
        if len(own) >= limits.FINDS_A_PERSON and not by.id.startswith(OPERATOR):
            minutes = int(limits.FINDS_PER.total_seconds() // 60)
            said = f"You have had {limits.FINDS_A_PERSON} addresses looked at in {minutes} minutes. Try again later."
            raise MistakeError((words(said),))
        if self._under_way >= limits.FINDS_AT_A_TIME:
            raise MistakeError((words("Other addresses are being looked at. Try again in a minute."),))
        own.append(now)
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1


def why_not_fetched(error: SourceError) -> str:
    """Say in words why an address cannot be looked at, without naming what a private name leads to."""
    if error.leads_inside:
        return "it is not on the open internet"
    return ": ".join(filter(None, [error.outcome.words, error.detail]))
