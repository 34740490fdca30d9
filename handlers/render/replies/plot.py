"""A chart as a PNG picture, by matplotlib: readable on a dark and on a light screen, and without colours.

It takes a tenth of a second, the first one two: never in the event loop.
"""

from __future__ import annotations

from io import BytesIO
from textwrap import fill
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from bot.core.model import Novelty
from handlers import limits
from handlers.render.replies.activity import SERIES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from handlers.render.replies.activity import Bar

_COLOURS_OF_PAGE, _INK, _SOFT = (
    "#fbfaf7",
    "#1b1d22",
    "#555b66",
)  # a page of its own, so that the screen around it may be any
_LOOKS = {Novelty.NEW: ("#1f7a4d", ""), Novelty.CHANGED: ("#f0ae55", "///"), Novelty.REPEAT: ("#aeb4bf", "...")}
_SIZE, _DPI = (6.6, 3.6), 180  # inches: Discord shows it half as wide as it is, a phone at a third
_MARGIN = 0.12  # inches
_TITLE_WIDTH, _LABELS_WIDTH = 66, 84  # characters of a line that have room across the picture
_ONE_AT_A_TIME = Lock()  # matplotlib keeps fonts and settings for all threads


class Plotted(Protocol):
    """What is drawn: stacked bars below a title."""

    @property
    def title(self) -> str:
        """What stands above the bars."""
        ...

    @property
    def bars(self) -> tuple[Bar, ...]:
        """In their order, each with its label."""
        ...


def activity_png(chart: Plotted) -> bytes:
    """Draw a chart."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - it loads for a second, and few ever ask for a picture
    from matplotlib.layout_engine import ConstrainedLayoutEngine  # noqa: PLC0415 - as above

    with _ONE_AT_A_TIME:
        figure = Figure(figsize=_SIZE, dpi=_DPI, facecolor=_COLOURS_OF_PAGE)
        figure.set_layout_engine(ConstrainedLayoutEngine(w_pad=_MARGIN, h_pad=_MARGIN))
        axes = figure.add_subplot()
        _draw_bars(axes, chart)
        _draw_around(axes, chart)
        content = BytesIO()
        figure.savefig(content, format="png", facecolor=_COLOURS_OF_PAGE, metadata={"Software": "On Record"})
    return content.getvalue()


def _draw_bars(axes: Axes, chart: Plotted) -> None:
    places = range(len(chart.bars))
    feet = [0] * len(chart.bars)
    for novelty, name in SERIES.items():
        numbers = [bar.numbers.get(novelty, 0) for bar in chart.bars]
        if any(numbers):
            colour, hatch = _LOOKS[novelty]
            axes.bar(
                places,
                numbers,
                bottom=feet,
                width=0.8,
                color=colour,
                hatch=hatch,
                edgecolor=_COLOURS_OF_PAGE,
                linewidth=0.6,
                label=name,
            )
            feet = [foot + number for foot, number in zip(feet, numbers, strict=True)]


def _draw_around(axes: Axes, chart: Plotted) -> None:
    """Write title, legend and scales."""
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415 - as above

    title = fill(_drawn(chart.title), _TITLE_WIDTH)
    axes.set_title(title, color=_INK, fontsize=10.5, loc="left", pad=22, parse_math=False)
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(-0.01, 1.0),
        ncols=len(SERIES),
        frameon=False,
        fontsize=9,
        labelcolor=_INK,
        borderaxespad=0.1,
    )
    every = -(-len(chart.bars) // limits.CHART_LABELS)
    places = range(0, len(chart.bars), every)
    width = _LABELS_WIDTH // len(places) - 1
    labels = [fill(_drawn(chart.bars[place].label), width, break_long_words=False) for place in places]
    axes.set_xticks(list(places), labels, parse_math=False)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.tick_params(colors=_SOFT, labelsize=9, length=0)
    axes.tick_params(axis="x", pad=6)
    axes.set_axisbelow(True)
    axes.grid(axis="y", color="#d9d6cf", linewidth=0.8)
    axes.set_xlim(-0.6, len(chart.bars) - 0.4)
    axes.set_ylim(bottom=0)
    axes.set_facecolor(_COLOURS_OF_PAGE)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _drawn(text: str) -> str:
    """Return a text in letters that the font has; of a name in others the message around the picture tells."""
    from matplotlib.font_manager import findfont, get_font  # noqa: PLC0415 - as above

    known = get_font(findfont("DejaVu Sans")).get_charmap()
    return "".join(letter if ord(letter) in known else "?" for letter in text)
