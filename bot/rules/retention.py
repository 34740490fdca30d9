"""What of the record is let go of, and when; and what of an old text stays.

Nothing that a later decision goes by: what a remark is compared with (`alerts.remember`), and which channel was told of
it. `bot.core.config` holds the settings to that.
"""

from __future__ import annotations

from bisect import bisect_right
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.rules.thresholds import LET_GO_AT_LEAST, LET_GO_AT_MOST, LET_GO_WITHIN

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from bot.core.config_sections import RetentionSettings
    from bot.core.model import Span

CUT_MARK = "…"  # a paragraph of its own, where others were


class Kept(StrEnum):
    """What is kept for a time; the setting in `[retention]`, in the order in which it is let go of."""

    TEXTS = "texts"
    OUTCOMES = "outcomes"
    POLLS = "polls"
    DELIVERIES = "deliveries"
    STATEMENTS = "statements"


def expired_before(settings: RetentionSettings, *, now: datetime) -> dict[Kept, datetime]:
    """Return what is let go of, each with the moment from before which it is."""
    after = {kept: getattr(settings, kept) for kept in Kept}
    return {kept: now - span for kept, span in after.items() if span is not None}


def let_go_next(number: int, *, took: float) -> int:
    """Return how many rows are let go of in the next transaction, by the seconds that so many took in the last."""
    if took > LET_GO_WITHIN:
        return max(number // 2, LET_GO_AT_LEAST)
    return min(number * 2, LET_GO_AT_MOST) if took < LET_GO_WITHIN / 4 else number


class CutText:
    """A text of which only the paragraphs with these spans are left, the first where there are no spans.

    Args:
        text: the whole.
        spans: what is shown of it: quotations, with who said them, and the sentences that show it.

    """

    def __init__(self, text: str, spans: Collection[Span]) -> None:
        kept = list(_merged(_paragraph(text, span) for span in sorted(spans or ((0, 0),))))
        pieces: list[str] = []
        self._starts, self._shifts = [start for start, _ in kept], []
        length = 0
        for start, end in kept:
            before = "" if not start else f"{CUT_MARK}\n" if not length else f"\n{CUT_MARK}\n"
            self._shifts.append(length + len(before) - start)
            pieces += [before, text[start:end]]
            length += len(before) + end - start
        rest = f"\n{CUT_MARK}" if kept[-1][1] < len(text) else ""
        self.text = "".join([*pieces, rest])

    def moved(self, span: Span) -> Span:
        """Return where a span of the whole text, one of those that are kept, stands in this one."""
        shift = self._shifts[max(bisect_right(self._starts, span[0]) - 1, 0)]
        return span[0] + shift, span[1] + shift


def _paragraph(text: str, span: Span) -> Span:
    """Return the paragraphs in which a span stands."""
    end = text.find("\n", max(span[1] - 1, span[0]))
    return text.rfind("\n", 0, span[0]) + 1, len(text) if end < 0 else end


def _merged(spans: Iterator[Span]) -> Iterator[Span]:
    """Put together what overlaps or is beside each other."""
    start, end = next(spans)
    for next_start, next_end in spans:
        if next_start <= end + 1:
            end = max(end, next_end)
            continue
        yield start, end
        start, end = next_start, next_end
    yield start, end
