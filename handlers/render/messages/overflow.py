"""One message for the alerts that were too many for their channel: of whom, in which words, and how to see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.model import StatementView
from handlers import limits
from handlers.render.messages.buttons import Press, buttons, token_of
from handlers.render.messages.note import Note
from handlers.render.pieces.costs import fit
from handlers.render.pieces.lengths import clip
from handlers.render.pieces.moments import span_text
from handlers.render.pieces.segments import Line, command, quoted, strong, words
from handlers.render.statement.badges import Badge
from handlers.render.statement.credits import actor_name
from handlers.render.statement.presented import present

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.config import Config
    from bot.core.model import OverflowView
    from handlers.render.statement.presented import Presented


def overflow_note(view: OverflowView, *, config: Config) -> Note:
    """Return the message for alerts that were too many: how many of whom, the lead words of each, the way to all."""
    total = sum(view.alerts.values())
    title = f"{total} more {'alert' if total == 1 else 'alerts'}"
    span = span_text(view.since, view.until, zone=config.bot.time_zone)
    counted = f"{span}: {_counted_by_actor(view, config)}"
    shown = [present(StatementView(statement=one, sightings=()), config=config) for one in view.leads[: limits.LEADS]]
    more = total - len(shown)
    return Note(
        title=title,
        badge=Badge.OVERFLOW,
        lines=((words(counted),), (words("See them all: "), command(f"statements more:{view.id}"))),
        below=(*_lead_lines(shown), *([(words(f"and {more} more"),)] if shown and more > 0 else [])),
        fallback=clip(f"{title} {counted}", limits.FALLBACK),
        buttons=buttons(("All", token_of(Press.SHOW, "statements", "", "", "", "", view.id))),
    )


def _counted_by_actor(view: OverflowView, config: Config) -> str:
    """Count the alerts of each actor, the most first: `Tibor Kasvili 20, Orla Venn 8`."""
    most = sorted(view.alerts.items(), key=lambda one: (-one[1], one[0]))
    named = [f"{actor_name(config, actor_id)} {number}" for actor_id, number in most[: limits.ACTORS_NAMED]]
    others = sum(number for _, number in most[limits.ACTORS_NAMED :])
    return ", ".join([*named, *([f"others {others}"] if others else [])])


def _lead_lines(shown: Sequence[Presented]) -> list[Line]:
    """Return the actor and the first words of each alert, the shorter the more of them there are."""
    fewest, most = limits.LEAD_WORDS
    room = min(max(limits.LEADS_COST // max(len(shown), 1), fewest), most)
    return [
        (
            strong(fit(one.actor, room)),
            words(f": {one.quote.lead_in}"),
            quoted(fit(one.quote.brief(room), room)),
        )
        for one in shown
    ]
