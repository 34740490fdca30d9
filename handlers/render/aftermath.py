"""What became of words since they were reported: at their sources, and at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.crediting import statement_text
from bot.core.model import CorrectionKind, Kind
from bot.rules.corrections import TAKEN_BACK, stands_elsewhere
from handlers import limits
from handlers.render.credits import outlet_name
from handlers.render.lengths import clip, short
from handlers.render.moments import clock
from handlers.render.quotes import without_marks
from handlers.render.segments import Line, joined, line_text, merged, quoted, strong, struck, words
from handlers.render.text import plain
from handlers.render.wording import turned

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.model import Correction, SightingView, StatementView

_DONE = {
    CorrectionKind.CHANGED: "changed",
    CorrectionKind.REMOVED: "removed",
    CorrectionKind.WITHDRAWN: "withdrawn",
    CorrectionKind.RESTORED: "restored",
}
_ONE_SOURCE = "the source"


def correction_words(correction: Correction, *, where: str, beside: datetime, zone: str) -> Line:
    """Say what became of words: `changed by Coast Wire, 14:05`, `Coast Wire now attributes it to Ann Bell, 14:05`."""
    when = clock(correction.noticed_at, beside=beside, zone=zone)
    if correction.kind is CorrectionKind.REASCRIBED:
        who = short(correction.text, limits.NAME) or "someone else"
        return (strong(f"{where} now attributes it to {who}"), words(", "), when)
    return (strong(f"{_DONE[correction.kind]} by {where}"), words(", "), when)


def change_line(before: str, correction: Correction, *, kind: Kind, limit: int | None = None) -> Line:
    """Show what became of words: how they were changed, word by word, or that they are gone, or back.

    Args:
        before: the words as they stood there.
        correction: what became of them.
        kind: of the words; direct ones stand in marks.
        limit: characters between the marks; None is all.

    """
    room = len(before) if limit is None else limit
    match correction.kind:
        case CorrectionKind.CHANGED:
            line = turned(before, without_marks(plain(correction.text)), limit=limit)
        case CorrectionKind.RESTORED:
            line = (quoted(clip(before, room)),)
        case _:
            line = (struck(clip(before, room)),)
    if kind is not Kind.DIRECT or not line_text(line).strip():
        return line
    return merged([quoted("“"), *line, quoted("”")])


def reported_words(view: SightingView) -> str:
    """Return the words as an article reported them, without the marks around them."""
    return without_marks(plain(statement_text(view.article.text, view.sighting.quotation.content)))


def standing_corrections(view: StatementView) -> list[Correction]:
    """Return the latest correction of each sighting, those that say "restored" last, of each sort the latest first.

    What its source still has on another page it has not taken back.
    """
    latest = {one.sighting_id: one for one in view.corrections}
    shown = [
        one for one in latest.values() if one.kind not in TAKEN_BACK or not stands_elsewhere(view, one.sighting_id)
    ]
    newest = sorted(shown, key=lambda one: (one.noticed_at, one.id), reverse=True)
    return sorted(newest, key=lambda one: one.kind is CorrectionKind.RESTORED)


def standing_marks(view: StatementView, *, config: Config, beside: datetime) -> Line:
    """Say what the desk and the sources said of the words since they were reported; empty where that is nothing."""
    standing = [one for last in standing_corrections(view) for one in (*_turns_before(view, last), last)]
    several = len({one.article.source_id for one in view.sightings}) > 1
    outlets = {one.sighting.id: outlet_name(one.article, config) for one in view.sightings}
    marks = [
        correction_words(
            one,
            where=outlets.get(one.sighting_id, _ONE_SOURCE) if several else _ONE_SOURCE,
            beside=beside,
            zone=config.bot.time_zone,
        )
        for one in standing[: limits.CORRECTIONS_NAMED]
    ]
    more = len(standing) - len(marks)
    ruling = f"desk ruling: {view.statement.ruling}" if view.statement.ruling else ""
    return joined([(strong(ruling),), *marks, (words(f"and {more} more"),) if more else ()])


def _turns_before(view: StatementView, last: Correction) -> list[Correction]:
    """Return the change that words went through before they were taken back: a reader of the first hears of both."""
    if last.kind not in {CorrectionKind.REMOVED, CorrectionKind.WITHDRAWN}:
        return []
    before = [one for one in view.corrections if one.sighting_id == last.sighting_id and one != last][-1:]
    return [one for one in before if one.kind is CorrectionKind.CHANGED]
