"""The words of a statement as they are shown: in marks where they are the actor's own, with what leads into them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from bot.core.crediting import statement_text
from bot.core.marks import as_inner_marks
from bot.core.model import Kind, StatementView
from handlers import limits
from handlers.render.pieces.beginnings import begun_low
from handlers.render.pieces.lengths import clip, short
from handlers.render.pieces.reporting import cue_of, lead_in
from handlers.render.pieces.segments import Line, merged, quoted, struck, words
from handlers.render.pieces.text import plain
from handlers.render.pieces.wording import with_marks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.model import SightingView, Span, Statement

NO_WORDS = "[no readable words]"

_DOUBLE_MARK = re.compile('[“”"]')
_OPENING_FIRST = re.compile(r'^[^“”"]*(?:“|(?:(?<=\s)|^)")')  # the first mark of the text opens
_OUTER_MARKS = "\"“”„«»'\u2018\u2019"
# A quotation within the words that lost its other mark with those around them, by that mark; the single one is an
# apostrophe as well.
_UNCLOSED = {
    "\u2019": re.compile("(?<!\\w)\u2018(?:[^\u2018\u2019]|\u2019(?=\\w))*$"),
    "”": re.compile(r"“[^“”]*$"),
    '"': re.compile(r'^[^"]*(?<!\S)"[^"]*(?:"[^"]*"[^"]*)*$'),
}
_UNOPENED = {
    "\u2018": re.compile("^(?:[^\u2018\u2019]|\u2019(?=\\w))*\u2019(?!\\w)"),
    "“": re.compile(r"^[^“”]*”"),
}
_BEGINNING = 20  # characters that show whether a part begins where the words do


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words of a statement, or a part of them, as they are shown."""

    text: str  # plain, without the marks that are set around it
    is_direct: bool  # all of them are the actor's own: marks are set around them
    lead_in: str = ""  # "denies that ", "urges ", "warns, "
    spans: tuple[Span, ...] = ()  # of `text`: what differs from before
    is_part: bool = False  # they are a part of the statement
    is_struck: bool = False  # they are not the actor's after all
    question: str = ""  # what was asked, of words that mean nothing without it: “Will you sign?”

    def line(self, limit: int | None = None) -> Line:
        """Return the words as a line, with at most `limit` characters between the marks."""
        room = len(self.text) + 1 if limit is None else limit - len(self.question)
        line = (struck(clip(self.text, room)),) if self.is_struck else with_marks(self.text, self.spans, limit=room)
        if self.is_direct:
            mark = struck if self.is_struck else quoted
            line = merged([mark("“"), *line, mark("”")])
        return (words(f"{self.question} — "), *line) if self.question else line

    def line_with_verb(self, limit: int | None = None) -> Line:
        """Return the words as a line, with what leads into them before them."""
        return merged([quoted(self.lead_in), *self.line(limit)])

    def with_verb(self, limit: int) -> str:
        """Return the words as plain text, with what leads into them: `denies that the dam leaks`."""
        return f"{self.lead_in}{self.brief(limit)}"

    def brief(self, limit: int) -> str:
        """Return the words alone as plain text, with at most `limit` characters between the marks."""
        bare = clip(self.text, limit - len(self.question))
        said = f"“{bare}”" if self.is_direct else bare
        return f"{self.question} — {said}" if self.question else said


def all_words(statement: Statement) -> Quote:
    """Return all the words of a statement, where none of its reports is at hand: with its sense alone before them."""
    return quote_of(StatementView(statement=statement, sightings=()))


def quote_of(
    view: StatementView, *, part: str | None = None, spans: tuple[Span, ...] = (), is_struck: bool = False
) -> Quote:
    """Return the words of a statement, with what leads into them.

    Args:
        view: the statement.
        part: the words that stand for it; None, or words that are no fewer, is all of it.
        spans: of the words: what differs from before.
        is_struck: they are not the actor's after all.

    """
    statement = view.statement
    whole, bare = bare_words(statement), bare_words(statement, part)
    is_part = part is not None and len(bare) < len(whole)
    text = part if is_part else statement.text
    begins = not is_part or statement.text.startswith((part or "")[:_BEGINNING])
    sighting = shown_sighting(view)
    cue = cue_of(sighting.article.text, sighting.sighting.quotation) if begins and sighting else None
    leads = lead_in(text or "", kind=statement.kind, sense=statement.sense, cue=cue)
    asked = question_words(view.sightings)
    shown = bare if is_part else whole
    if leads and not leads.endswith(": ") and statement.kind is not Kind.DIRECT:
        shown = begun_low(shown, article=sighting.article.text if sighting else "")
    return Quote(
        text=shown,
        is_direct=statement.kind is Kind.DIRECT,
        is_part=is_part,
        lead_in=f"{asked} — {leads}" if asked and leads else leads,  # "says yes" means what was asked
        question="" if leads else asked,
        spans=spans,
        is_struck=is_struck,
    )


def shown_sighting(view: StatementView) -> SightingView | None:
    """Return the sighting whose words a statement shows: the fullest wording need not be the first that was seen."""
    text = view.statement.text

    def likeness(one: SightingView) -> float:
        return fuzz.ratio(statement_text(one.article.text, one.sighting.quotation.content), text)

    return max(view.sightings, key=likeness, default=None)  # of two that are alike the first seen


def bare_words(statement: Statement, text: str | None = None) -> str:
    """Return the words of a statement, or a part of them, without the marks that a `Quote` sets around them."""
    whole = plain(statement.text if text is None else text).strip()
    if statement.kind is Kind.DIRECT:
        return as_inner_marks(without_marks(whole)) or NO_WORDS
    return _balanced(whole) or NO_WORDS


def first_question(sightings: Iterable[SightingView]) -> str:
    """Return what was asked of an answer of a few words, in the words of the first report that has it; or ""."""
    return next(filter(None, (one.sighting.quotation.question for one in sightings)), "")


def question_words(sightings: Iterable[SightingView]) -> str:
    """Put into words what was asked of an answer of a few words."""
    question = short(plain(first_question(sightings)), limits.QUESTION)
    return f"“{question}”" if question.endswith("?") else f"asked {question}" if question else ""


def without_marks(text: str) -> str:
    """Return a text without the marks and spaces at its ends; of a quotation within it both marks stay."""
    bare = text.strip(_OUTER_MARKS + " ")
    before, _, behind = text.partition(bare) if bare else ("", "", "")
    if behind[:1] in _UNCLOSED and _UNCLOSED[behind[0]].search(bare):
        return f"{bare}{behind[0]}"
    is_around = (before[-1:], behind[:1]) in {("\u2018", "\u2019"), ("“", "”")}
    if before[-1:] in _UNOPENED and not is_around and _UNOPENED[before[-1]].search(bare):
        return f"{before[-1]}{bare}"
    return bare


def _balanced(text: str) -> str:
    """Give a text the double quotation mark that it lost at its beginning or end."""
    marks = _DOUBLE_MARK.findall(text)
    if marks.count("”") + marks.count('"') % 2 > marks.count("“") and not _OPENING_FIRST.search(text):
        return f"“{text}"
    if marks.count("“") + marks.count('"') % 2 > marks.count("”"):
        return f"{text}”"
    return text
