"""Messages that are no alerts: the reply to an alert whose words changed at their source, and what every note holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.model import StatementView
from handlers import limits
from handlers.render.messages.buttons import Button, context_buttons
from handlers.render.pieces.lengths import clip
from handlers.render.pieces.segments import Line, line_text, merged, quoted, words
from handlers.render.statement.aftermath import present_correction
from handlers.render.statement.badges import MARKS, Badge
from handlers.render.statement.presented import present

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

    @property
    def heading(self) -> Line:
        """What it is and what of, in letters that stand out: `🔴 CORRECTION · Ilse Varga`."""
        return words(f"{MARKS[self.badge]} {self.badge} · "), words(self.title)


def correction_note(view: CorrectionView, *, config: Config) -> Note:
    """Return the reply to an alert whose words changed at their source: what, where, when, from what to what."""
    one = present(StatementView(statement=view.statement, sightings=(view.before,)), config=config)
    (seen,) = one.sightings
    correction = present_correction(
        view.correction,
        before=seen.words or view.statement.text,
        kind=seen.kind,
        where=seen.article.outlet,
        beside=seen.seen_at,
        zone=config.bot.time_zone,
    )
    start = f"{Badge.CORRECTION} · {one.actor}: {clip(line_text(correction.head), limits.CORRECTION_LEAD)}: "
    leads = one.quote.lead_in if view.statement.sense is not None else ""  # a denial's words alone are what it denies
    start += leads
    change = merged([quoted(leads), *correction.change(limits.CORRECTED)])
    lines = (change, correction.head, (seen.article.headline_link(),))
    return Note(
        title=one.actor,
        badge=Badge.CORRECTION,
        lines=tuple(line for line in lines if line_text(line).strip()),
        fallback=start + correction.brief(limits.FALLBACK - len(start)),
        buttons=context_buttons(one.id),
    )
