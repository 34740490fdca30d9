"""Two wordings compared, word by word: which of their words differ. Pure, and never a half word.

What differs is marked only where enough is common to see a difference at all; else all of it would be.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.changes.word_diff import Stretch, with_neighbours_joined, word_diff, written_words
from handlers.render.pieces.lengths import ELLIPSIS, clip
from handlers.render.pieces.segments import Line, Segment, Style, merged, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.changes.word_diff import WrittenWord
    from bot.core.model import Span

COMMON_FROM = 0.4  # share of the letters of the shorter wording that both have
MOST_LACKED = 12  # words in a row that one side has and the other lacks altogether: more than that is no difference
LINK_LETTERS = 3  # of a lone word between two differing ones: it differs with them
KEPT_WORDS = 6  # on either side of a difference, where what is common is shortened


def differences(before: str, after: str) -> tuple[list[Span], list[Span]]:
    """Return what differs, as spans of whole words of each text; none where hardly anything is common."""
    olds, news = written_words(before), written_words(after)
    stretches = _compared(olds, news)
    if not _is_close(olds, news, stretches):
        return [], []
    shown = [one for one in stretches if _is_marked(one)]
    return _spans_of(olds, (one.before for one in shown)), _spans_of(news, (one.after for one in shown))


def occurrences(text: str, phrase: str) -> list[Span]:
    """Return where the words of a phrase stand in a text, one after the other."""
    there, wanted = written_words(text), [word.key for word in written_words(phrase)]
    starts = range(len(there) - len(wanted) + 1) if wanted else ()
    found = [slice(start, start + len(wanted)) for start in starts if there[start].key == wanted[0]]
    return _spans_of(there, (one for one in found if [word.key for word in there[one]] == wanted))


def spans_within(whole: Span, spans: Iterable[Span]) -> list[Span]:
    """Return what of some spans lies within another, counted from where that begins."""
    start, end = whole
    return [
        (max(first, start) - start, min(last, end) - start) for first, last in spans if first < end and start < last
    ]


def with_marks(text: str, spans: Sequence[Span], *, limit: int) -> Line:
    """Return a quotation of at most `limit` characters with the spans marked; of a long one the part around them."""
    start = _window_start(text, spans, limit) if len(text) > limit and spans else 0
    begin = ELLIPSIS if start else ""
    rest = text[start:]
    kept = clip(rest, limit - len(begin))
    end = start + (len(kept) if kept == rest else len(kept) - len(ELLIPSIS))
    pieces = [quoted(begin)]
    place = start
    for first, last in ((max(first, start), min(last, end)) for first, last in spans):
        if first < last:
            pieces += [quoted(text[place:first]), _new(text[first:last])]
            place = last
    pieces.append(quoted(kept[place - start :]))
    return merged(pieces)


def turned(before: str, after: str, *, limit: int | None = None) -> Line:
    """Return one quotation that shows how the first wording became the second: struck words, then marked ones.

    Where hardly anything is common, all of the first is struck and all of the second marked. With a limit, what is
    common is shortened, and all together is cut at that many characters.
    """
    olds, news = written_words(before), written_words(after)
    stretches = _compared(olds, news)
    if not _is_close(olds, news, stretches):
        return _within_limit([(before.strip(), Style.STRUCK), (after.strip(), Style.MARKED)], limit)
    runs = [] if news else [(after, Style.QUOTE)]
    for number, one in enumerate(stretches):
        if one.differs:
            runs += [
                (_stretch_text(before, olds, one.before), Style.STRUCK),
                (_stretch_text(after, news, one.after), Style.MARKED),
            ]
        else:
            there = _stretch_text(after, news, one.after)
            ends = number == 0, number == len(stretches) - 1
            runs.append((_shortened_line(there, *ends) if limit and len(after) > limit else there, Style.QUOTE))
    return _within_limit(runs, limit)


def _compared(olds: Sequence[WrittenWord], news: Sequence[WrittenWord]) -> list[Stretch]:
    """Compare two wordings; a lone short word between two that differ differs with them."""
    stretches = word_diff([word.key for word in olds], [word.key for word in news])
    for place in range(1, len(stretches) - 1):
        one = stretches[place]
        if one.before.stop - one.before.start == 1 and len(olds[one.before.start].key) <= LINK_LETTERS:
            stretches[place] = replace(one, differs=True)
    return with_neighbours_joined(stretches)


def _is_marked(stretch: Stretch) -> bool:
    sizes = [side.stop - side.start for side in (stretch.before, stretch.after)]
    return stretch.differs and (min(sizes) > 0 or max(sizes) <= MOST_LACKED)


def _is_close(olds: Sequence[WrittenWord], news: Sequence[WrittenWord], stretches: Iterable[Stretch]) -> bool:
    shared = sum(len(word.key) for one in stretches if not one.differs for word in news[one.after])
    shorter = min(sum(len(word.key) for word in side) for side in (olds, news))
    return not (olds or news) or shared >= COMMON_FROM * shorter > 0


def _spans_of(words: Sequence[WrittenWord], stretches: Iterable[slice]) -> list[Span]:
    return [(words[one.start].span[0], words[one.stop - 1].span[1]) for one in stretches if one.start < one.stop]


def _stretch_text(text: str, words: Sequence[WrittenWord], stretch: slice) -> str:
    """Return a stretch with all that stands between its words and up to the next one."""
    if stretch.start == stretch.stop:
        return ""
    start = words[stretch.start].span[0] if stretch.start else 0
    return text[start : words[stretch.stop].span[0] if stretch.stop < len(words) else len(text)]


def _window_start(text: str, spans: Sequence[Span], limit: int) -> int:
    """Return where to begin so that the first difference is seen, and what leads to it."""
    first, last = spans[0]
    if last <= limit * 3 // 4:
        return 0
    border = text.rfind(" ", 0, max(first - limit // 4, 0) + 1)
    return border + 1


def _shortened_line(text: str, is_first: bool, is_last: bool) -> str:  # noqa: FBT001 - both ends of one thing
    parts = re.findall(r"\S+\s*", text)
    head, tail = (0 if is_first else KEPT_WORDS), (0 if is_last else KEPT_WORDS)
    if len(parts) <= head + tail + 1:
        return text
    end = "".join(parts[len(parts) - tail :])
    return f"{''.join(parts[:head])}{ELLIPSIS} {end}" if tail else f"{''.join(parts[:head]).rstrip()} {ELLIPSIS}"


def _within_limit(runs: Iterable[tuple[str, Style]], limit: int | None) -> Line:
    """Return runs of text as a quotation with a space between them, cut at the limit."""
    pieces: list[Segment] = []
    for text, style in runs:
        if not text.strip():
            continue
        bare = text.strip()
        if pieces:
            pieces.append(quoted(" "))
        pieces.append(Segment(text=bare, style=style))
    if limit is None:
        return merged(pieces)
    kept: list[Segment] = []
    room = limit
    for piece in pieces:
        if room <= 0:
            break
        kept.append(Segment(text=clip(piece.text, room), style=piece.style))
        room -= len(piece.text)
    return merged(kept)


def _new(text: str) -> Segment:
    return Segment(text=text, style=Style.MARKED)
