"""Routes as blocks of a reply: what each asks for, where it comes from, when it is quiet, and whether it is muted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.model import Novelty, Target, Urgency
from bot.core.routes import route_id
from handlers import limits
from handlers.render.pieces.lengths import short
from handlers.render.pieces.moments import ago, moment
from handlers.render.pieces.segments import Block, Line, code, command, joined, strong, words
from handlers.render.statement.credits import actor_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.model import ChannelPause, Route, StoredRoute

_NOVELTY = {Novelty.NEW: "new statements", Novelty.CHANGED: "changes", Novelty.REPEAT: "repeats"}
_TARGET = {Target.CHANNEL: "", Target.THREAD_A_DAY: "in a thread a day"}
_URGENCY = {Urgency.SILENT: "silently", Urgency.NORMAL: "", Urgency.MENTION: "with a mention"}


def route_name(route: Route, *, config: Config) -> str:
    """Say what a route asks for: `Orla Venn, with “oil” or “gas”, without “olive oil”`."""
    people = _joined_names((actor_name(config, one) for one in route.actor_ids), "and") or "Everyone tracked"
    sources = (source.name if (source := config.sources.ever(one)) else one for one in route.source_ids)
    asked = [
        people,
        _led("with ", _joined_names(map(_in_quotes, route.words), "or")),
        _led("without ", _joined_names(map(_in_quotes, route.not_words), "or")),
        _led("only ", _joined_names((_NOVELTY[one] for one in route.novelty), "and")),
        _led("only ", _joined_names(map(str, route.kinds), "or"), " quotations"),
        _led("from ", _joined_names(sources, "or")),
        _led("from ", _joined_names(map(str, route.tiers), "or"), " sources"),
        "repeats too" if route.repeats else "",
    ]
    return short(", ".join(filter(None, asked)), limits.ROUTE)


def route_block(
    route: Route, row: StoredRoute | None, *, config: Config, now: datetime, zone: str, names_channel: bool
) -> Block:
    """Return a route with where it comes from.

    Args:
        route: of the list.
        row: what was set for it by command.
        config: names, and where it stands itself.
        now: the time.
        zone: of the reader.
        names_channel: it is not the channel in which this is read.

    """
    origin: Line = (words("from the config"),)
    if route.by_command and row is not None:
        origin = (words(f"followed by {short(row.set_by_name, limits.NAME) or row.set_by} "), ago(row.set_at, now=now))
    muted: Line = ()
    if route.muted_until is not None and route.muted_until > now:
        muted = (strong("muted"), words(" until "), moment(route.muted_until, zone=zone))
    quiet: Line = (words(f"quiet {route.quiet}"),) if route.quiet is not None else ()
    where: Line = (words("to "), code(str(route.channel))) if names_channel else ()
    loud: Line = (words(_URGENCY[route.urgency]),)
    threaded: Line = (words(_TARGET[route.target]),)
    return Block(
        lines=(
            joined([(strong(route_name(route, config=config)),), where]),
            joined([(code(route_id(route)),), origin, threaded, loud, quiet, muted]),
        )
    )


def held_block(pause: ChannelPause, *, now: datetime) -> Block:
    """Say that nothing can be posted to a channel, why, and what can be done."""
    head = (strong("The bot cannot post here"), words(", since "), ago(pause.since, now=now), words(": "))
    again = (words("It tries again "), ago(pause.until, now=now), words("; "), command("routes retry"))
    return Block(lines=((*head, words(short(pause.reason, limits.REASON))), (*again, words(" tries at once."))))


def _in_quotes(word: str) -> str:
    return f"“{word}”"


def _led(lead: str, said: str, end: str = "") -> str:
    return f"{lead}{said}{end}" if said else ""


def _joined_names(names: Iterable[str], last: str) -> str:
    named = list(names)
    return f" {last} ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)
