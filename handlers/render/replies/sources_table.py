"""How the sources fare, as a table that a person reads: the worst first, and why below it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from bot.core.model import NoticeKind
from bot.rules.outages import cause_of
from handlers import limits
from handlers.render.pieces.costs import fit
from handlers.render.pieces.lengths import count, short
from handlers.render.pieces.moments import ago_text, clock, spell
from handlers.render.pieces.segments import Block, joined, row, strong, words
from handlers.render.replies.directory import missed_line, older_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.core.model import Notice, PollState, Source
    from handlers.render.pieces.segments import Line

_WIDTHS = (22, 16, 8, 4)  # of the columns: 53 characters are what Discord shows of a line beside its margin
_HEAD = ("source", "state", "last new", "7 d")
_MEANS = "7 d: statements by tracked people, in seven days"


class Health(IntEnum):
    """How a source fares, the worst first."""

    FAILING = 0
    SILENT = 1
    SLOW = 2
    WORKING = 3
    NOT_POLLED = 4
    PAUSED = 5


_COUNTED_AS = {
    Health.WORKING: "working",
    Health.FAILING: "failing",
    Health.SILENT: "silent",
    Health.SLOW: "slow",
    Health.NOT_POLLED: "not polled yet",
    Health.PAUSED: "paused",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStanding:
    """A source with all that its row shows."""

    source: Source
    state: PollState | None
    health: Health
    silent_since: datetime | None
    statements: int  # first seen in the last seven days
    walled: int  # articles that could not be read since their pages want a login, a consent or a human first
    of_feed: int  # articles that were read as the feed has them in the last seven days, for the same reason

    @property
    def since(self) -> datetime | None:
        """Since when it fails or is silent."""
        if self.health is Health.SILENT:
            return self.silent_since
        return self.state.failing_since if self.state is not None else None


def standings(
    sources: Iterable[Source],
    states: Mapping[str, PollState],
    notices: Iterable[Notice],
    *,
    statements: Mapping[str, int],
    walled: Mapping[str, int],
    of_feed: Mapping[str, int],
) -> list[SourceStanding]:
    """Return how each source fares, the worst first; of those that fail or are silent who does so longest.

    Args:
        sources: in their order, which stays for those that fare alike.
        states: what is known of each that was enlisted.
        notices: those that are not over.
        statements: of each in the last seven days.
        walled: articles of each behind a wall.
        of_feed: articles of each that were read as the feed has them in the last seven days, since a wall stood before.

    """
    silent = {
        one.id: one.since
        for notice in notices
        if notice.kind is NoticeKind.SILENT_SOURCE
        for one in notice.subjects
        if one.ended_at is None
    }
    made = [
        SourceStanding(
            source=source,
            state=(state := states.get(source.id)),
            health=_health(source, state, is_silent=source.id in silent),
            silent_since=silent.get(source.id),
            statements=statements.get(source.id, 0),
            walled=walled.get(source.id, 0),
            of_feed=of_feed.get(source.id, 0),
        )
        for source in sources
    ]
    return sorted(made, key=lambda one: (one.health, one.since.timestamp() if one.since else 0.0))


def sources_title(all_of_them: Sequence[SourceStanding]) -> str:
    """Count the sources by how they fare: `62 sources: 58 working, 3 failing, 1 silent`."""
    counted = Counter(one.health for one in all_of_them)
    parts = [f"{counted[health]} {said}" for health, said in _COUNTED_AS.items() if counted[health]]
    return f"{count(len(all_of_them), 'source')}: {', '.join(parts)}" if parts else "No sources"


def sources_blocks(shown: Sequence[SourceStanding], *, now: datetime, zone: str) -> list[Block]:
    """Return some sources as a table, and below it why those fail that do, and what its last column counts."""
    rows = [row(_HEAD, _WIDTHS), *(row(_cells(one, now=now), _WIDTHS) for one in shown)]
    table = Block(lines=tuple((one,) for one in rows))
    below = [line for one in shown for line in _remarks(one, now=now, zone=zone)]
    return [table, Block(lines=(*below, (words(_MEANS),)))]


def _health(source: Source, state: PollState | None, *, is_silent: bool) -> Health:
    if source.paused:
        return Health.PAUSED
    if state is None or state.last_polled_at is None:
        return Health.NOT_POLLED
    if state.failing_since is not None:
        return Health.FAILING
    if is_silent:
        return Health.SILENT
    is_slow = state.answer_seconds is not None and state.answer_seconds >= limits.SLOW_ANSWER
    return Health.SLOW if is_slow else Health.WORKING


def _cells(one: SourceStanding, *, now: datetime) -> tuple[str, ...]:
    said = _COUNTED_AS[one.health]
    if one.since is not None and one.health in {Health.FAILING, Health.SILENT}:
        said = f"{said} {spell(now - one.since)}"
    elif one.health is Health.SLOW and one.state is not None and one.state.answer_seconds is not None:
        said = f"{said}, {one.state.answer_seconds:.0f} s"
    new_at = None if one.state is None else one.state.last_new_at
    return (one.source.name or one.source.id, said, spell(now - new_at) if new_at else "", str(one.statements))


def _remarks(one: SourceStanding, *, now: datetime, zone: str) -> Iterator[Line]:
    name = strong(fit(short(one.source.name, limits.OUTLET) or one.source.id, limits.REMARK_NAME_COST))
    if one.health is Health.FAILING and one.state is not None and one.since is not None:
        since = (words("since "), clock(one.since, beside=now, zone=zone))
        is_due = one.state.next_poll_at <= now
        then = "due now" if is_due else f"next try {ago_text(one.state.next_poll_at, now=now)}"
        why = words(fit(short(cause_of(one.state), limits.CAUSE), limits.CAUSE_COST))
        yield (name, words(": "), *joined([(why,), since, (words(then),)]))
    if one.state is not None:
        further = (older_line(one.state, zone=zone), missed_line(one.state, now=now))
        yield from ((name, words(": "), *line) for line in further if line)
    if one.walled:
        yield (name, words(f": {count(one.walled, 'article')} not read, behind a wall"))
    if one.of_feed:
        of_them = "as the feed has it" if one.of_feed == 1 else "as the feed has them"
        said = f": {count(one.of_feed, 'article')} of the last seven days read {of_them}, behind a wall"
        yield (name, words(said))
