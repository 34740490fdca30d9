"""An actor's activity as an SVG picture, drawn by hand: colours come from the style sheet, in light and dark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from handlers import limits
from handlers.render.replies.activity import SERIES

if TYPE_CHECKING:
    from handlers.render.replies.activity import ActivityChart, Bar

CHART_WIDTH, CHART_HEIGHT = 720, 220  # of the view; the picture is as wide as its place
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 8, 14, 36
_STEPS = (1, 2, 5)


def activity_svg(activity: ActivityChart) -> Markup:
    """Return the chart, hidden from screen readers: words and a table beside it say the same."""
    top = scale_end(activity.most)
    room = (CHART_WIDTH - _LEFT - _RIGHT) / len(activity.bars)
    bars = [piece for place, bar in enumerate(activity.bars) for piece in _bar(bar, _LEFT + place * room, room, top)]
    every = -(-len(activity.bars) // limits.CHART_LABELS)
    labels = [
        Markup('<text x="%.1f" y="%d" class="label">%s</text>')
        % (_LEFT + (place + 0.5) * room, CHART_HEIGHT - 8, bar.label)
        for place, bar in enumerate(activity.bars)
        if place % every == 0
    ]
    lines = [piece for number in sorted({0, top // 2, top}) for piece in _line_across(number, top)]
    return Markup('<svg class="chart" viewBox="0 0 %d %d" aria-hidden="true" focusable="false">%s</svg>') % (
        CHART_WIDTH,
        CHART_HEIGHT,
        Markup("").join([*lines, *bars, *labels]),
    )


def scale_end(most: int) -> int:
    """Return the number at which the scale ends: an even one of 1, 2 or 5 times a power of ten, and no less than 2."""
    size = 1
    while True:
        for step in _STEPS:
            if (end := 2 * step * size) >= most:
                return end
        size *= 10


def _bar(bar: Bar, left: float, room: float, top: int) -> list[Markup]:
    """Return the parts of a bar, one above the other, with what it says for a mouse that rests on it."""
    parts = []
    foot = float(CHART_HEIGHT - _BOTTOM)
    gap = min(room * 0.2, 4)
    for novelty, name in SERIES.items():
        number = bar.numbers.get(novelty, 0)
        if number:
            height = number / top * (CHART_HEIGHT - _TOP - _BOTTOM)
            foot -= height
            parts.append(
                Markup('<rect class="%s" x="%.1f" y="%.1f" width="%.1f" height="%.1f"><title>%s</title></rect>')
                % (novelty, left + gap / 2, foot, max(room - gap, 1), height, f"{bar.label}: {number} {name}")
            )
    return parts


def _line_across(number: int, top: int) -> list[Markup]:
    y = CHART_HEIGHT - _BOTTOM - number / top * (CHART_HEIGHT - _TOP - _BOTTOM)
    return [
        Markup('<line class="grid" x1="%d" y1="%.1f" x2="%d" y2="%.1f"/>') % (_LEFT, y, CHART_WIDTH - _RIGHT, y),
        Markup('<text class="scale" x="%d" y="%.1f">%s</text>') % (_LEFT - 6, y + 4, f"{number:,}"),
    ]
