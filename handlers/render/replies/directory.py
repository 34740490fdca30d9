"""Who is tracked and what is polled, as blocks of a reply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import limits
from handlers.render.pieces.costs import fit
from handlers.render.pieces.lengths import count, short
from handlers.render.pieces.moments import ago, moment
from handlers.render.pieces.segments import Block, Line, code, command, joined, strong, words
from handlers.render.statement.credits import TIER_WORDS

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.model import Actor, PollState, Source, StatementPage, StoredActor, StoredSource


def actor_block(actor: Actor, latest: StatementPage, *, now: datetime) -> Block:
    """Return an actor with what is on record; `latest` is a lookup of the newest statement."""
    lines = [joined([(strong(short(actor.name, limits.NAME) or actor.id),), (words(short(actor.role, limits.ROLE)),)])]
    if actor.aliases:
        lines.append(also_line(actor))
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


def also_line(actor: Actor) -> Line:
    """Name what else an actor is called."""
    return (words(f"also {short(', '.join(actor.aliases), limits.ALIASES)}"),)


def actor_names_block(actor: Actor) -> Block:
    """Return what else is known of an actor: what articles write in place of the name, and who is somebody else."""
    known = {
        "Titles": actor.titles,
        "Speaks for": actor.institutions,
        "Speaks at": actor.venues,
        "Not to be taken for": actor.namesakes,
        "Pronouns": actor.pronouns,
        "Searched for as": actor.queries,
    }
    return Block(
        lines=tuple(
            (strong(f"{name}: "), words(short(", ".join(values), limits.ALIASES)))
            for name, values in known.items()
            if values
        )
    )


def actor_origin_line(actor: Actor, row: StoredActor | None, *, is_configured: bool, now: datetime) -> Line:
    """Say by which id an actor is known, and where they come from.

    Args:
        actor: of the list.
        row: what was set for them by command.
        is_configured: whether they stand in the config.
        now: the time.

    """
    origin: Line = (words("from the config"),)
    if not is_configured and row is not None:
        origin = (words(f"added by {row.set_by} "), ago(row.set_at, now=now))
    named: Line = ()
    if row is not None and row.aliases:
        named = (
            words(
                f"{count(len(row.aliases), 'name')} added by command: {short(', '.join(row.aliases), limits.ALIASES)}"
            ),
        )
    beside = [f"{key} {_listed_or_none(value)}" for key, value in (row.beside or {}).items()] if row else []
    more: Line = (words(f"set by command: {short('; '.join(beside), limits.ALIASES)}"),) if beside else ()
    return joined([(code(actor.id),), origin, named, more])


def _listed_or_none(value: object) -> str:
    return (", ".join(map(str, value)) or "none") if isinstance(value, list) else str(value)


def origin_block(source: Source, row: StoredSource | None, *, is_configured: bool, now: datetime) -> Block:
    """Return a source with where it comes from, and whether it is paused.

    Args:
        source: of the list.
        row: what was set for it by command.
        is_configured: whether it stands in the config.
        now: the time.

    """
    origin: Line = (words(f"from {source.origin or 'the config'}"),)
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


def older_line(state: PollState, *, zone: str) -> Line:
    """Say what of a source's posts the next polls go on with, or nothing."""
    if (older := state.older) is None:
        return ()
    since, before = moment(older.until, zone=zone), moment(older.before, zone=zone)
    return (words("still to be read: posts from "), since, words(" to "), before)


def missed_line(state: PollState, *, now: datetime) -> Line:
    """Say what of a source could not be reached in the last days, or nothing."""
    if state.missed_at is None or now - state.missed_at > limits.MISSED_SHOWN_FOR:
        return ()
    why = fit(short(state.missed, limits.CAUSE), limits.CAUSE_COST)
    return (words("may have missed something, "), ago(state.missed_at, now=now), words(f": {why}"))
