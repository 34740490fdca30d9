"""What became of words since they were reported: at their sources, and at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.crediting import statement_text
from bot.core.model import CorrectionKind, Kind
from bot.rules.corrections import TAKEN_BACK, stands_elsewhere
from handlers import limits
from handlers.render.pieces.lengths import clip, short
from handlers.render.pieces.moments import clock
from handlers.render.pieces.reporting import cue_of, lead_in
from handlers.render.pieces.segments import Line, joined, line_text, merged, quoted, strong, struck, words
from handlers.render.pieces.text import plain
from handlers.render.pieces.wording import turned
from handlers.render.statement.credits import present_article
from handlers.render.statement.quotes import without_marks

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


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentedCorrection:
    """What became of the words of a sighting at its source."""

    head: Line  # `changed by Coast Wire, 14:05`, `Coast Wire now attributes it to Ann Bell, 14:05`
    before: str  # the words as they stood there
    now: str  # as they stand there since; of words that are gone, as they stood
    is_direct: bool  # they are the actor's own: marks are set around them
    kind: CorrectionKind

    def change(self, limit: int | None = None) -> Line:
        """Show how the words were changed, word by word, or that they are gone, or back; at most `limit` characters."""
        room = len(self.before) if limit is None else limit
        match self.kind:
            case CorrectionKind.CHANGED:
                line = turned(self.before, self.now, limit=limit)
            case CorrectionKind.RESTORED:
                line = (quoted(clip(self.before, room)),)
            case _:
                line = (struck(clip(self.before, room)),)
        if not self.is_direct or not line_text(line).strip():
            return line
        return merged([quoted("“"), *line, quoted("”")])

    def brief(self, limit: int) -> str:
        """Return the words as they stand now as plain text, of at most so many characters with their marks."""
        return f"“{short(self.now, limit - 2)}”" if self.is_direct else short(self.now, limit)


def present_correction(
    correction: Correction, *, before: str, kind: Kind, where: str, beside: datetime, zone: str
) -> PresentedCorrection:
    """Put into words what became of a sighting's words.

    Args:
        correction: what became of them.
        before: the words as they stood there.
        kind: of the words.
        where: the outlet.
        beside: when they were reported: a time of that day is shown without its date.
        zone: the time zone.

    """
    changed = correction.kind is CorrectionKind.CHANGED
    return PresentedCorrection(
        head=correction_words(correction, where=where, beside=beside, zone=zone),
        before=before,
        now=without_marks(plain(correction.text)) if changed else before,
        is_direct=kind is Kind.DIRECT,
        kind=correction.kind,
    )


def correction_words(correction: Correction, *, where: str, beside: datetime, zone: str) -> Line:
    """Say what became of words: `changed by Coast Wire, 14:05`, `Coast Wire now attributes it to Ann Bell, 14:05`."""
    what = f"{_DONE[correction.kind]} by {where}" if correction.kind in _DONE else ""
    if not what:
        what = f"{where} now attributes it to {short(correction.text, limits.NAME) or 'someone else'}"
    return (strong(what), words(", "), clock(correction.noticed_at, beside=beside, zone=zone))


def reported_words(view: SightingView) -> str:
    """Return the words as an article reported them, without the marks around them."""
    return without_marks(plain(statement_text(view.article.text, view.sighting.quotation.content)))


def words_with_verb(view: SightingView) -> str:
    """Return the words as an article reported them, with the verb that led into them: `denies that it leaks`."""
    said, quotation = reported_words(view), view.sighting.quotation
    cue = cue_of(view.article.text, quotation)
    return f"{lead_in(said, kind=quotation.kind, sense=quotation.sense, cue=cue)}{said}"


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
    ruling = f"desk ruling: {view.statement.ruling}" if view.statement.ruling else ""
    if not view.corrections:  # as of nearly all
        return joined([(strong(ruling),)])
    standing = [one for last in standing_corrections(view) for one in (*_turns_before(view, last), last)]
    several = len({one.article.source_id for one in view.sightings}) > 1
    outlets = {one.sighting.id: present_article(one.article, config=config).outlet for one in view.sightings}
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
    return joined([(strong(ruling),), *marks, (words(f"and {more} more"),) if more else ()])


def _turns_before(view: StatementView, last: Correction) -> list[Correction]:
    """Return the change that words went through before they were taken back: a reader of the first hears of both."""
    if last.kind not in {CorrectionKind.REMOVED, CorrectionKind.WITHDRAWN}:
        return []
    before = [one for one in view.corrections if one.sighting_id == last.sighting_id and one != last][-1:]
    return [one for one in before if one.kind is CorrectionKind.CHANGED]
