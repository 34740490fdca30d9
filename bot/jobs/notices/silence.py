"""Service: who has brought nothing for longer than ever, sources and actors → notices that begin, change or end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Protocol

from bot.core.model import NoticeKind, NoticeSubject
from bot.core.ports import Activity, Inbox, Notices
from bot.jobs.thresholds import KNOWN_FOR, LOOKED_UP_AT_A_TIME
from bot.rules.activity import silent_at, usual, usual_on
from bot.rules.outages import NoticeChange, followed_up, has_room, named, notice_of
from bot.rules.thresholds import (
    LEAST_SILENCE,
    LEAST_SILENCE_OF_ACTOR,
    OVERDUE_AFTER,
    SILENT_STRAGGLERS_AFTER,
    USUAL_WITHIN,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.model import Notice, PollState
    from bot.rules.activity import SpanOfTime, Usual
    from bot.rules.outages import Standing


class SilenceStore(Inbox, Notices, Activity, Protocol):
    """What is asked of the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Patience:
    """When the silence of a source is worth a word, as it was worked out at a time."""

    since: datetime
    worked_out_at: datetime
    until: datetime | None


class Silence:
    """Finds who is silent.

    Args:
        store: the record.
        config: sources, actors, and the zone of days.

    """

    def __init__(self, *, store: SilenceStore, config: Config) -> None:
        self._store = store
        self._sources = config.sources
        self._config = config
        self._patience: dict[str, _Patience] = {}  # by source

    async def changes(self, standing: Standing) -> list[NoticeChange]:
        """Return which notices of silence begin, change or end."""
        notices = await self._store.notices(since=standing.now - USUAL_WITHIN)
        return [
            *await self._of_sources(standing, notices),
            *await self._of_actors(standing, notices),
        ]

    async def _of_sources(self, standing: Standing, notices: Sequence[Notice]) -> list[NoticeChange]:
        kind, now = NoticeKind.SILENT_SOURCE, standing.now
        in_use = standing.source_ids
        states = {one.source_id: one for one in await self._store.poll_states() if one.source_id in in_use}

        def speaks(subject: NoticeSubject) -> bool:
            state = states.get(subject.id)
            return state is not None and state.last_new_at is not None and state.last_new_at > subject.since

        changes = _followed_up(notices, kind, in_use, speaks, now=now)
        if not has_room(notices, kind, now=now):
            return changes
        noticed, room = named(notices, kind), LOOKED_UP_AT_A_TIME
        silent: list[NoticeSubject] = []
        for state in states.values():
            if state.source_id in noticed or state.failing_since or not _may_be_silent(state, now=now):
                continue
            known = self._patience.get(state.source_id)
            if known is None or known.since != state.last_new_at or not _is_recent(known, now=now):
                if not room:
                    continue
                room -= 1
                known = None
            subject = await self._silent_source(state, known, notices, now=now)
            if subject is not None:
                silent.append(subject)
        return changes + _begun(kind, silent, now=now)

    async def _silent_source(
        self, state: PollState, known: _Patience | None, notices: Sequence[Notice], *, now: datetime
    ) -> NoticeSubject | None:
        """Return a source that is silent. Before it is said, all is worked out anew: it may have failed meanwhile."""
        if known is not None and (known.until is None or not _answered_after(state, known.until)):
            return None
        since, off = state.last_new_at or now, _off(notices, state.source_id)
        times = await self._store.listed_at(state.source_id, since=now - USUAL_WITHIN)
        found = usual(times, off=off)
        until = None if found is None else silent_at(found, since=since, off=off, least=LEAST_SILENCE)
        self._patience[state.source_id] = _Patience(since=since, worked_out_at=now, until=until)
        if found is None or until is None or not _answered_after(state, until):
            return None
        return self._subject(state.source_id, since, found, now=now)

    async def _of_actors(self, standing: Standing, notices: Sequence[Notice]) -> list[NoticeChange]:
        kind, now = NoticeKind.SILENT_ACTOR, standing.now
        actor_ids = {actor.id for actor in self._config.actors}
        said = {one: await self._store.said_at(one, since=now - USUAL_WITHIN) for one in sorted(actor_ids)}

        def speaks(subject: NoticeSubject) -> bool:
            times = said.get(subject.id, [])
            return bool(times) and times[-1] > subject.since

        changes = _followed_up(notices, kind, actor_ids, speaks, now=now)
        if not has_room(notices, kind, now=now) or await self._is_blind(standing):
            return changes
        noticed, off = named(notices, kind), _off(notices)
        silent: list[NoticeSubject] = []
        for actor_id, times in said.items():
            if actor_id in noticed or (found := usual(times, off=off)) is None:
                continue
            until = silent_at(found, since=times[-1], off=off, least=LEAST_SILENCE_OF_ACTOR)
            if until is not None and until <= now:
                silent.append(self._subject(actor_id, times[-1], found, now=now))
        return changes + _begun(kind, silent, now=now)

    async def _is_blind(self, standing: Standing) -> bool:
        """Tell whether it may be us who hear nothing: half of the sources fail, or what came was not read yet."""
        if 2 * len(standing.failing) >= len(standing.source_ids):
            return True
        waiting = await self._store.due_items(now=standing.now, limit=1)
        return any(not one.quiet and standing.now - one.next_try_at > OVERDUE_AFTER["item"] for one in waiting)

    def _subject(self, subject_id: str, since: datetime, found: Usual, *, now: datetime) -> NoticeSubject:
        per_day, day = usual_on(found, now, zone=self._config.bot.time_zone)
        return NoticeSubject(id=subject_id, since=since, per_day=per_day, day=day)


def _followed_up(
    notices: Iterable[Notice],
    kind: NoticeKind,
    known: Collection[str],
    is_over: Callable[[NoticeSubject], bool],
    *,
    now: datetime,
) -> list[NoticeChange]:
    follow = partial(followed_up, known=known, is_over=is_over, wait=SILENT_STRAGGLERS_AFTER, now=now)
    return [change for one in notices if one.kind is kind and one.ended_at is None for change in follow(one)]


def _begun(kind: NoticeKind, silent: Sequence[NoticeSubject], *, now: datetime) -> list[NoticeChange]:
    if not silent:
        return []
    return [NoticeChange(notice=notice_of(kind, silent, now=now, since=min(one.since for one in silent)), begins=True)]


def _may_be_silent(state: PollState, *, now: datetime) -> bool:
    return state.last_new_at is not None and now - state.last_new_at >= LEAST_SILENCE


def _is_recent(known: _Patience, *, now: datetime) -> bool:
    return timedelta(0) <= now - known.worked_out_at < KNOWN_FOR


def _answered_after(state: PollState, at: datetime) -> bool:
    return state.last_ok_at is not None and state.last_ok_at >= at


def _off(notices: Iterable[Notice], source_id: str = "") -> list[SpanOfTime]:
    """Return when nobody looked: the bot was off, no source answered, or this one failed."""
    spans: list[SpanOfTime] = []
    for one in notices:
        if one.kind in {NoticeKind.OFF, NoticeKind.NO_ANSWER} and one.ended_at is not None:
            spans.append((one.began_at, one.ended_at))
        elif one.kind is NoticeKind.FAILING:
            spans += [(of.since, of.ended_at) for of in one.subjects if of.id == source_id and of.ended_at is not None]
    return spans
