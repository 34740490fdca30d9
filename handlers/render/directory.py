"""Who is tracked and what is polled, as blocks of a reply."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.core.model import SourceKind
from handlers import limits
from handlers.render.credits import TIER_WORDS
from handlers.render.lengths import count, short
from handlers.render.moments import ago, moment
from handlers.render.segments import Block, Line, code, command, joined, strong, words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.core.model import Actor, Poll, PollState, Source, StatementPage, StoredSource


def actor_block(actor: Actor, latest: StatementPage, *, now: datetime) -> Block:
    """Return an actor with what is on record; `latest` is a lookup of the newest statement."""
    lines = [joined([(strong(short(actor.name, limits.NAME) or actor.id),), (words(short(actor.role, limits.ROLE)),)])]
    if actor.aliases:
        lines.append((words(f"also {short(', '.join(actor.aliases), limits.ALIASES)}"),))
    if latest.statements:
        seen = ago(latest.statements[0].statement.first_seen_at, now=now)
        lines.append(
            (
                words(f"{'more than ' if latest.more else ''}{latest.total} on record, the latest "),
                seen,
                words(": "),
                command(f"latest {actor.id}"),
            )
        )
    else:
        lines.append((words("nothing on record yet"),))
    return Block(lines=tuple(lines))


def origin_block(source: Source, row: StoredSource | None, *, is_configured: bool, now: datetime) -> Block:
    """Return a source with where it comes from, and whether it is paused.

    Args:
        source: of the list.
        row: what was set for it by command.
        is_configured: whether it stands in the config.
        now: the time.

    """
    origin: Line = (words("from the config"),)
    if not is_configured and row is not None:
        origin = (words(f"added by {row.set_by} "), ago(row.set_at, now=now))
    paused: Line = ()
    if row is not None and row.paused_at is not None:
        paused = (strong("paused"), words(f" by {row.paused_by} "), ago(row.paused_at, now=now))
    head = joined(
        [
            (strong(short(source.name, limits.OUTLET) or source.id),),
            (code(source.id),),
            (words(TIER_WORDS[source.tier]),),
            (words(source.kind),),
            paused,
        ]
    )
    return Block(lines=(head, joined([origin, (code(short(source.url, limits.REASON)),)])))


def source_block(
    source: Source, state: PollState | None, *, history: Sequence[Poll], now: datetime, zone: str, walled: int = 0
) -> Block:
    """Return how a source is doing.

    Args:
        source: of the config.
        state: what is known of it.
        history: the last polls of one that fails.
        now: the time.
        zone: for times of the clock.
        walled: articles that could not be read since their pages want a login, a consent or a human first.

    """
    head: list[Line] = [
        (strong(short(source.name, limits.OUTLET) or source.id),),
        (code(source.id),),
        (words(TIER_WORDS[source.tier]),),
        () if source.kind is SourceKind.FEED else (words(source.kind),),
    ]
    if source.paused:
        return Block(lines=(joined([*head, (words("paused: "), command(f"source resume {source.id}"))]),))
    if state is None or state.last_polled_at is None:
        return Block(lines=(joined([*head, (words("not polled yet"),)]),))
    walls: Line = (words(f"{count(walled, 'article')} not read, behind a wall"),) if walled else ()
    below = [older_line(state, zone=zone), _missed_line(state, now=now), walls]
    how, error = words("ok"), ""
    if state.failures:
        how = words(f"failing: {state.last_outcome or 'no answer'}, failure score {state.failures:g}")
        error = short(state.last_error or "", limits.REASON)
        below = [_polls(history), (code(error),) if error else (), *below]
    return Block(lines=(joined([*head, (how,)]), _poll_times(state, now=now), *(line for line in below if line)))


def older_line(state: PollState, *, zone: str) -> Line:
    """Say what of a source's posts the next polls go on with, or nothing."""
    if (older := state.older) is None:
        return ()
    since, before = moment(older.until, zone=zone), moment(older.before, zone=zone)
    return (words("still to be read: posts from "), since, words(" to "), before)


def _missed_line(state: PollState, *, now: datetime) -> Line:
    """Say what of a source could not be reached in the last days, or nothing."""
    if state.missed_at is None or now - state.missed_at > limits.MISSED_SHOWN_FOR:
        return ()
    return (words("may have missed, "), ago(state.missed_at, now=now), words(f": {short(state.missed, limits.REASON)}"))


def _poll_times(state: PollState, *, now: datetime) -> Line:
    is_due = state.next_poll_at <= now
    return joined(
        [
            (words("last read "), ago(state.last_ok_at, now=now)) if state.last_ok_at else (words("never read"),),
            (words("last new item "), ago(state.last_new_at, now=now)) if state.last_new_at else (),
            (words("due now"),) if is_due else (words("next poll "), ago(state.next_poll_at, now=now)),
        ],
    )


def _polls(history: Sequence[Poll]) -> Line:
    """Count how the last polls ended: `last 3 polls: 2 timeout, 1 ok`."""
    outcomes = Counter(poll.outcome for poll in history).most_common()
    counted = ", ".join(f"{number} {outcome}" for outcome, number in outcomes)
    return (words(f"last {len(history)} polls: {counted}"),) if history else ()
