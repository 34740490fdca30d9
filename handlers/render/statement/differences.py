"""What the comparison with earlier words came to, and what a change changes: in words, and as spans of both texts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.model import DifferenceKind, Relation
from handlers import limits
from handlers.render.pieces.lengths import short
from handlers.render.pieces.wording import differences, occurrences
from handlers.render.statement.quotes import bare_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Difference, Span, Statement, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class _Phrases:
    """How a kind of difference is put, by what of it is known."""

    both: str = "“{after}”, before: “{before}”"
    added: str = "now says “{after}”"
    dropped: str = "no longer says “{before}”"
    unnamed: str  # where no words of either text show it


PHRASES = {
    DifferenceKind.NUMBER: _Phrases(
        both="{after}, before: {before}",
        added="now names {after}",
        dropped="no longer names {before}",
        unnamed="another number",
    ),
    DifferenceKind.DATE: _Phrases(
        both="{after}, before: {before}",
        added="now names {after}",
        dropped="no longer names {before}",
        unnamed="another date",
    ),
    DifferenceKind.PARTY: _Phrases(
        both="{after}, before: {before}",
        added="now names {after}",
        dropped="no longer names {before}",
        unnamed="someone else",
    ),
    DifferenceKind.POLARITY: _Phrases(unnamed="now the opposite"),
    DifferenceKind.OPPOSITE: _Phrases(unnamed="now the opposite"),
    DifferenceKind.MODALITY: _Phrases(unnamed="a different degree of certainty"),
    DifferenceKind.CONDITION: _Phrases(
        both="another condition: {after}, before: {before}",
        added="condition added: {after}",
        dropped="condition dropped: {before}",
        unnamed="another condition",
    ),
    DifferenceKind.SCOPE: _Phrases(unnamed="broader or narrower than before"),
    DifferenceKind.ROLE: _Phrases(unnamed="another account of who did what to whom"),
    DifferenceKind.WORDING: _Phrases(unnamed="other words"),
    DifferenceKind.VERB: _Phrases(
        both="{after}, before: {before}",
        added="now: {after}",
        dropped="no longer: {before}",
        unnamed="another verb",
    ),
}


NOT_DECIDED = "not decided"  # the margin is too narrow: both are told as new, and nothing is said of the other
NO_QUESTION = "not comparable: so few words mean nothing without their question"


def difference_words(difference: Difference) -> str:
    """Say what differs: `35 percent, before: 25 percent`, `now says “not”`, `condition dropped: as long as …`."""
    before, after = (short(text, limits.DIFFERENCE) for text in (difference.before, difference.after))
    phrases = PHRASES[difference.kind]
    phrase = phrases.both if before and after else phrases.added if after else phrases.dropped if before else None
    return phrase.format(before=before, after=after) if phrase else phrases.unnamed


def verdict_words(statement: Statement) -> str:
    """Return what the comparison with earlier words came to, or ""."""
    return short(comparison_words(statement.verdict), limits.VERDICT) if statement.verdict else ""


def comparison_words(verdict: Verdict) -> str:
    """Say what a comparison came to: `the same wording, 3 days later`, `35 percent, before: 25 percent`."""
    match verdict.relation:
        case Relation.SAME | Relation.REPEAT if not verdict.certain:
            return NOT_DECIDED
        case Relation.SAME | Relation.REPEAT:
            return f"{_same_words(verdict)}, {_occasion_words(verdict)}"
        case Relation.CHANGED if verdict.rule == "correction":
            return "corrected at its source"
        case Relation.CHANGED:
            return difference_words(verdict.differences[0]) if verdict.is_named_change else "on the same subject"
        case Relation.DIFFERENT:
            if verdict.rule == "question":
                return "an answer to another question"
            return "another point" if verdict.certain else NOT_DECIDED


def _same_words(verdict: Verdict) -> str:
    """Say what two that say the same have in common: no more than that."""
    if verdict.rule == "wording":
        return "the same wording"
    if verdict.rule == "reported":
        return "the same in reported speech"
    if verdict.rule == "excerpt":
        return "in part the same wording" if verdict.in_part else "a part of the same wording"
    return "in part the same in substance" if verdict.in_part else "the same in substance"


def as_written(statement: Statement, earlier: Statement | None) -> Statement:
    """Return a statement whose differences are written as in both texts: "Friday", where the verdict has "friday".

    Words that a text does not have are not shown as its own: verdicts once had amounts, days and states in one form,
    and of several reports of a statement each has its own words. Where the earlier one is not at hand, what is on
    record of it stands.
    """
    verdict = statement.verdict
    if verdict is None:
        return statement
    if verdict.rule == "verb":  # the verbs stand before the words of either
        return statement
    written = tuple(
        _in_both_texts(one, earlier.text if earlier else None, statement.text) for one in verdict.differences
    )
    return replace(statement, verdict=replace(verdict, differences=written))


def _in_both_texts(one: Difference, old: str | None, new: str) -> Difference:
    before, after = one.before if old is None else _in_text(one.before, old), _in_text(one.after, new)
    is_found = bool(before) == bool(one.before) and bool(after) == bool(one.after)
    return replace(one, before=before, after=after) if is_found else replace(one, before="", after="")


def _in_text(phrase: str, text: str) -> str:
    places = _places(text, phrase)
    return text[slice(*places[0])] if places else ""


def _places(text: str, phrase: str) -> list[Span]:
    """Return where a text has the words of a phrase, or its very letters: "eleven" of "eleven-kilometre"."""
    whole = re.compile(rf"(?<!\w){re.escape(phrase)}(?!\w)") if phrase else None
    return occurrences(text, phrase) or ([match.span() for match in whole.finditer(text)] if whole else [])


def turn_words(statement: Statement) -> str:
    """Return what a change changes, where words of either text show it; or ""."""
    named = [one for one in _named(statement) if one.before or one.after]
    return difference_words(named[0]) if named else ""


def arrow_words(difference: Difference) -> str:
    """Say from what to what: `number: 25 percent → 35 percent`, `condition dropped: as long as they pay`."""
    before, after = (short(text, limits.DIFFERENCE) for text in (difference.before, difference.after))
    if before and after:
        return f"{difference.kind}: {before} → {after}"
    if before or after:
        return f"{difference.kind} {'dropped' if before else 'added'}: {before or after}"
    return f"{difference.kind}: {PHRASES[difference.kind].unnamed}"


def turn(before: Statement, after: Statement) -> tuple[list[Span], list[Span]]:
    """Return the words that differ, as spans of the `bare_words` of each: "35 percent" where it is named so."""
    return turn_of(bare_words(before), bare_words(after), _named(after))


def turn_of(old: str, new: str, named: Sequence[Difference]) -> tuple[list[Span], list[Span]]:
    """Return the words that differ, as spans of each text.

    Where a verdict names them, "35 percent", it is those alone: what else differs is another way to put the same.
    """
    before, after = differences(old, new)
    if any(one.kind is DifferenceKind.VERB for one in named):  # the words are the same
        return [], []
    if not any(one.before or one.after for one in named):
        return before, after
    return _where_named(old, [one.before for one in named], before), _where_named(
        new, [one.after for one in named], after
    )


def _named(statement: Statement) -> tuple[Difference, ...]:
    """Return the difference that decided."""
    return statement.verdict.differences[:1] if statement.verdict else ()


def _occasion_words(verdict: Verdict) -> str:
    if verdict.relation is Relation.SAME:
        return "on the same occasion"
    if not verdict.days_apart:
        return "as the text itself recalls"
    return f"{verdict.days_apart} day{'' if verdict.days_apart == 1 else 's'} later"


def _where_named(text: str, phrases: Sequence[str], differing: Sequence[Span]) -> list[Span]:
    """Return where a text has what is named, of several places those that differ; all that differs where it has not."""
    places = [span for phrase in phrases for span in _places(text, phrase)]
    met = [one for one in places if any(one[0] < end and start < one[1] for start, end in differing)]
    if not places:
        return [*differing] if any(phrases) else []
    wide: list[Span] = []
    for start, end in sorted(met or places):
        if wide and start < wide[-1][1]:
            wide[-1] = (wide[-1][0], max(wide[-1][1], end))
        else:
            wide.append((start, end))
    return wide
