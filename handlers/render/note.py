"""Messages that are no alerts: the reply to an alert whose words changed at their source, and what every note holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.model import CorrectionKind, Kind
from handlers import limits
from handlers.render.aftermath import change_line, correction_words, reported_words
from handlers.render.badges import Badge
from handlers.render.buttons import Button, context_buttons
from handlers.render.credits import actor_name, headline_link, outlet_name
from handlers.render.lengths import clip, short
from handlers.render.segments import Line, line_text

if TYPE_CHECKING:
    from bot.core.config import Config
    from bot.core.model import CorrectionView


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A short message in plain text. Each platform escapes and lays it out, and pings nobody with it."""

    title: str
    badge: Badge
    lines: tuple[Line, ...]  # what it says
    below: tuple[Line, ...] = ()  # and what of, to be shown below in full
    fallback: str  # the note in one line, for notifications and for screens without layout
    buttons: tuple[Button, ...] = ()


def correction_note(view: CorrectionView, *, config: Config) -> Note:
    """Return the reply to an alert whose words changed at their source: what, where, when, from what to what."""
    correction, article = view.correction, view.before.article
    actor = actor_name(config, view.statement.actor_id)
    what = correction_words(
        correction,
        where=outlet_name(article, config),
        beside=view.before.sighting.seen_at,
        zone=config.bot.time_zone,
    )
    before = reported_words(view.before) or view.statement.text
    now = correction.text if correction.kind is CorrectionKind.CHANGED else before
    start = f"{Badge.CORRECTION} · {actor}: {clip(line_text(what), limits.CORRECTION_LEAD)}: "
    kind = view.before.sighting.quotation.kind
    change = change_line(before, correction, kind=kind, limit=limits.CORRECTED)
    end = "“{}”" if kind is Kind.DIRECT else "{}"
    lines = (change, what, (headline_link(article, config),))
    return Note(
        title=actor,
        badge=Badge.CORRECTION,
        lines=tuple(line for line in lines if line_text(line).strip()),
        fallback=start + end.format(short(now, limits.FALLBACK - len(start) - len(end))),
        buttons=context_buttons(view.statement.id),
    )
