"""Whether reported words still stand in a newer text of their page, and if not, what stands in their place. Pure.

Words are compared without case, marks, whitespace and Unicode form. Neither a typo that was mended nor another way to
write a word (cease-fire, ceasefire) makes others of them; a number, a negation or any other word does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from bot.changes.thresholds import (
    BEFORE,
    CLAUSE_REST,
    FEW,
    LEAST_LEFT,
    MOST_OFF,
    NEAR,
    NEAR_OF_FEW,
    REPLACED,
    STRAY,
    TRIES,
    TYPO_FROM,
)
from bot.changes.word_diff import word_diff
from bot.core.crediting import statement_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.changes.page_text import Page
    from bot.core.model import Span

_CLAUSE_END: Final = re.compile(r"[.!?…;:,\n\"“”„«»—–]")  # noqa: RUF001
_MARKS: Final = ('"', "“", "”", "«", "»")
_SENTENCE_END: Final = re.compile(r"[.!?…\n]")
_NEGATIONS: Final = frozenset({"not", "no", "never", "nobody", "nothing", "neither", "nor", "none", "without"})
# How long words of number begin, beside those in digits.
_NUMBERS: Final = (
    *("seven", "eight", "nine", "eleven", "twel", "thir", "four", "fift", "sixt", "twent", "fort"),
    *("hundred", "thousand", "mill", "bill", "trill"),
)
_PAIR, _LEFT_OUT, _ADDED = range(3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where reported words are in the newer text."""

    spans: tuple[Span, ...] = ()  # of the words, or of what took their place; none: they are gone
    same: bool = False
    text: str = ""  # what took their place


def place_of(content: Sequence[Span], old: Page, new: Page) -> Place:
    """Find the words of a quotation in a newer text of its page.

    Args:
        content: the quotation's spans in the old text.
        old: the text that it was found in.
        new: the newer one.

    """
    pieces = [_piece_place(span, old, new) for span in content if old.sequence(span)]
    found = [place for place in pieces if place.spans]
    spans = tuple(span for place in found for span in place.spans)
    same = bool(pieces) and all(place.same for place in pieces)
    return Place(spans=spans, same=same, text="" if same else statement_text(new.text, sorted(spans)))


def stood(content: Sequence[Span], new: Page, old: Page) -> bool:
    """Tell whether words of the new text stood in the old one."""
    return all(old.has(new.sequence(span)) for span in content)


def overlaps(content: Sequence[Span], spans: Sequence[Span]) -> bool:
    """Tell whether two contents share at least half of the shorter one."""
    shared = sum(max(min(a_end, b_end) - max(a, b), 0) for a, a_end in content for b, b_end in spans)
    shorter = min(sum(end - start for start, end in one) for one in (content, spans))
    return 0 < shorter <= 2 * shared


def _piece_place(span: Span, old: Page, new: Page) -> Place:
    words = old.sequence(span)
    negated = _negation_before(old, old.words_in(span)[0])
    turned = None
    same: list[Span] = []
    for at in new.places(words):
        stretch = (at, at + len(words))
        negation = _negation_before(new, at)
        if negation is not None and negated is None:
            turned = turned or _changed(new, (negation, stretch[1]), ends_with=old.text[span[1] - 1])
        else:
            same.append(_span(new, stretch))
    if same:
        return Place(spans=tuple(same), same=True)
    return turned or _likest(words, span, old, new)


def _likest(words: Sequence[str], span: Span, old: Page, new: Page) -> Place:
    """Find the stretch that took the place of words which are not there as they were."""
    sought, line = " ".join(words), new.line
    for _ in range(TRIES):
        start, end = 0, len(line)
        if len(sought) < len(line):
            found = fuzz.partial_ratio_alignment(sought, line)
            if found is None or not found.score:
                break
            start, end = found.dest_start, found.dest_end
        stretch = _stretch(words, new, new.words_at(start, end))
        if stretch is None:
            break
        there = new.words[slice(*stretch)]
        if _is_as_good_as(words, there):
            return Place(spans=(_span(new, stretch),), same=True)
        if _is_near(words, there) and not _stood_elsewhere(there, span, old):
            return _changed(new, stretch, ends_with=old.text[span[1] - 1])
        line = line[:start] + "\0" * (end - start) + line[end:]
    return Place()


def _stretch(words: Sequence[str], new: Page, near: tuple[int, int]) -> tuple[int, int] | None:
    """Return which words of the text stand in the place of the given ones, near to a likely place."""
    slack = min(MOST_OFF, FEW + len(words) // 2)
    first = max(near[0] - slack, 0)
    pairs = _aligned(words, new.words[first : near[1] + slack])
    while (
        len(pairs) > 1 and pairs[0][0] > 0 and _is_stray(words, *pairs[:2], parted=_is_parted(new, first + pairs[1][1]))
    ):
        del pairs[0]
    while (
        len(pairs) > 1
        and pairs[-1][0] < len(words) - 1
        and _is_stray(words, *pairs[:-3:-1], parted=_is_parted(new, first + pairs[-1][1]))
    ):
        del pairs[-1]
    if not pairs:
        return None
    (place, start), (last, end) = pairs[0], pairs[-1]
    return _clause_start(new, first + start, place), _clause_end(new, first + end + 1, len(words) - 1 - last)


def _is_stray(words: Sequence[str], edge: tuple[int, int], inner: tuple[int, int], *, parted: bool) -> bool:
    """Tell whether a short word at the edge of what is left matches by accident: it is parted from the next one."""
    beside = abs(edge[0] - inner[0]) == abs(edge[1] - inner[1]) == 1
    return len(words[edge[0]]) <= STRAY and (parted or not beside)


def _aligned(words: Sequence[str], window: Sequence[str]) -> list[tuple[int, int]]:
    """Return the pairs of equal words of the cheapest way to turn the words into some stretch of the window.

    One word in another's place costs more than one that is left out, so that no far words are taken for replacements.
    """
    wide = len(window) + 1
    row = [0.0] * wide
    steps: list[bytearray] = []
    for word in words:
        above, row = row, [row[0] + 1.0]
        step = bytearray([_LEFT_OUT])
        for column, other in enumerate(window):
            pair = above[column] + (0.0 if word == other else REPLACED)
            left_out, added = above[column + 1] + 1.0, row[column] + 1.0
            best = min(pair, left_out, added)
            row.append(best)
            step.append(_PAIR if best == pair else _LEFT_OUT if best == left_out else _ADDED)
        steps.append(step)
    pairs: list[tuple[int, int]] = []
    line, column = len(words), row.index(min(row))
    while line and (column or steps[line - 1][column] == _LEFT_OUT):
        step_back = steps[line - 1][column]
        if step_back == _PAIR and words[line - 1] == window[column - 1]:
            pairs.append((line - 1, column - 1))
        line -= step_back != _ADDED
        column -= step_back != _LEFT_OUT
    return pairs[::-1]


def _clause_start(page: Page, start: int, missing: int) -> int:
    """Return where the clause begins, where words at its beginning were replaced."""
    reach = missing + CLAUSE_REST if missing else 0
    for _ in range(reach):
        if start == 0 or page.words[start - 1] == "that" or _is_parted(page, start):
            break
        start -= 1
    return start


def _clause_end(page: Page, end: int, missing: int) -> int:
    reach = missing + CLAUSE_REST if missing else 0
    for _ in range(reach):
        if end == len(page.words) or _is_parted(page, end):
            break
        end += 1
    return end


def _is_parted(page: Page, number: int) -> bool:
    """Tell whether a mark that ends a clause stands before a word."""
    return bool(_CLAUSE_END.search(page.text, page.spans[number - 1][1], page.spans[number][0]))


def _negation_before(page: Page, number: int) -> int | None:
    """Return the number of a negation shortly before a word, in its sentence."""
    for before in range(number - 1, max(number - 1 - BEFORE, -1), -1):
        if _SENTENCE_END.search(page.text, page.spans[before][1], page.spans[before + 1][0]):
            return None
        if page.words[before] in _NEGATIONS:
            return before
    return None


def _is_near(words: Sequence[str], there: Sequence[str]) -> bool:
    overlap = [word for one in word_diff(words, there) if not one.differs for word in words[one.before]]
    letters = [sum(map(len, one)) for one in (overlap, words, there)]
    if len(overlap) == len(there) >= FEW and len(overlap) >= LEAST_LEFT * len(words):
        return True
    return 2 * letters[0] >= (NEAR if len(words) >= FEW else NEAR_OF_FEW) * (letters[1] + letters[2])


def _stood_elsewhere(there: Sequence[str], span: Span, old: Page) -> bool:
    """Tell whether a stretch stood in the old text too, beside the words in question: then it took no place."""
    first, end = old.words_in(span)
    return any(at + len(there) <= first or at >= end for at in old.places(there))


def _is_as_good_as(words: Sequence[str], there: Sequence[str]) -> bool:
    """Tell whether words differ in nothing but spelling."""
    return all(_is_one_spelling(words[one.before], there[one.after]) for one in word_diff(words, there))


def _is_one_spelling(gone: Sequence[str], come: Sequence[str]) -> bool:
    if "".join(gone) == "".join(come):
        return True
    return len(gone) == len(come) and all(
        one == other or _is_typo(one, other) for one, other in zip(gone, come, strict=True)
    )


def _is_typo(one: str, other: str) -> bool:
    return (
        max(len(one), len(other)) >= TYPO_FROM
        and one[0] == other[0]
        and OSA.distance(one, other) == 1
        and not any(word in _NEGATIONS or word.startswith(_NUMBERS) or not word.isalpha() for word in (one, other))
    )


def _span(page: Page, stretch: tuple[int, int]) -> Span:
    return page.spans[stretch[0]][0], page.spans[stretch[1] - 1][1]


def _changed(page: Page, stretch: tuple[int, int], *, ends_with: str) -> Place:
    start, end = _span(page, stretch)
    if any(mark in page.text[start:end] for mark in _MARKS) and page.text[end : end + 1] in _MARKS:
        end += 1  # a mark that was opened within is closed
    elif _SENTENCE_END.match(ends_with) and _SENTENCE_END.match(page.text, end):
        end += 1  # what ended the sentence does so still
    return Place(spans=((start, end),))
