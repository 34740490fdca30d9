"""Signs of life, with what is due and since when: a bot that breathes may have stopped all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import structlog

from bot.core.errors import OnRecordError
from bot.core.model import Beat
from bot.core.ports import Corrections, Inbox, Outbox, SignsOfLife
from bot.rules.health import ANSWER, CHANGES, HANG, LEFT, counted_from, overdue, troubles

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from bot.core.model import Agenda, Channel
    from bot.core.ports import Clock
    from bot.core.threads import LostJobs
    from bot.jobs.by_command.taking_up import TakingUp
    from bot.jobs.notices.lookout import Lookout

log = structlog.get_logger()


class PulseStore(Inbox, Corrections, Outbox, SignsOfLife, Protocol):
    """What is asked of the record, and the sign of life that is left in it."""


class WorkUnderWay(Protocol):
    """Knows what is under way, in this process or in others."""

    def since(self) -> Mapping[str, datetime]:
        """Return what is under way, with the time at which it began."""
        ...


class Pulse:
    """Leaves signs of life.

    Args:
        store: the record.
        clock: the time.
        platforms: returns the state of each platform.
        at_work: the texts or jobs that are under way.
        changes: says since when what people changed by command cannot be taken up.
        lookout: says since when no source has answered.
        lost: the jobs of this process that do not end.

    """

    def __init__(
        self,
        *,
        store: PulseStore,
        clock: Clock,
        platforms: Callable[[], dict[str, str]],
        at_work: WorkUnderWay | None = None,
        changes: TakingUp | None = None,
        lookout: Lookout | None = None,
        lost: LostJobs | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._platforms = platforms
        self._at_work = at_work
        self._changes = changes
        self._lookout = lookout
        self._lost = lost
        self._wrong: list[str] = []  # as the last sign of life has it
        self._is_lost = False  # the last sign of life could not be written
        self._started_at = clock.now()
        self._counted_from: dict[str, datetime] | None = None  # since when work counts as waiting

    def begin(self) -> None:
        """Count from now on."""
        self._started_at = self._clock.now()

    async def beat(self, agenda: Agenda, *, now: datetime) -> None:
        """Leave a sign of life; where it cannot be written, work goes on, and the log says so once.

        Args:
            agenda: of which kinds of work some is due.
            now: the time.

        """
        try:
            await self._beat(agenda, now=now)
        except Exception as error:
            if not self._is_lost:
                if isinstance(error, OnRecordError):
                    log.error("no sign of life can be written", error=str(error))  # noqa: TRY400 - the message says all
                else:
                    log.exception("no sign of life can be written")
            self._is_lost = True
        else:
            if self._is_lost:
                log.info("signs of life are written again")
            self._is_lost = False

    async def _beat(self, agenda: Agenda, *, now: datetime) -> None:
        platforms = self._platforms()
        if self._counted_from is None:
            self._counted_from = counted_from(await self._store.last_beat(), now=self._started_at)
        since = await self._overdue(agenda, platforms, self._counted_from, now=now)
        if self._lookout is not None and (unanswered := self._lookout.no_answer_since) is not None:
            since[ANSWER] = unanswered
        if self._changes is not None and self._changes.fails_since is not None:
            since[CHANGES] = self._changes.fails_since
        at_work = {} if self._at_work is None else dict(self._at_work.since())
        if self._lost is not None:
            at_work |= {f"{LEFT}{one.what}": one.since for one in self._lost.now()}
            if (too_many := self._lost.too_many_since) is not None:
                since[HANG] = too_many
        beat = Beat(at=now, started_at=self._started_at, platforms=platforms, overdue=since, at_work=at_work)
        wrong = troubles(beat, now=now)
        if wrong != self._wrong:
            (log.error if wrong else log.info)("work does not get done" if wrong else "work gets done again", why=wrong)
        self._wrong = wrong
        await self._store.beat(beat)

    async def _overdue(
        self, agenda: Agenda, platforms: dict[str, str], counted_from: dict[str, datetime], *, now: datetime
    ) -> dict[str, datetime]:
        """Return since when the oldest work of each kind is due."""
        store = self._store
        closed: set[Channel] = set()
        if agenda.deliveries:
            closed = {one.channel for one in await store.pauses()}
            closed |= {one.head.channel for one in await store.stuck_channels()}
        polls = await store.due_polls(now=now, limit=1) if agenda.polls else ()
        return overdue(
            items=await store.due_items(now=now, limit=1) if agenda.items else (),
            polls=[state.next_poll_at for state in polls],
            rechecks=await store.due_rechecks(now=now, limit=1) if agenda.rechecks else (),
            deliveries=await store.due_deliveries(now=now, limit=1) if agenda.deliveries else (),
            closed=closed,
            sendable=platforms,
            since=counted_from,
        )
