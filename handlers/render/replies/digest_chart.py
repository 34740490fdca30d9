"""The chart of a digest: how much each actor said, as a picture, and the same in words for who cannot see it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.model import DigestView
from handlers import limits
from handlers.render.pieces.lengths import clip, short
from handlers.render.pieces.moments import span_text
from handlers.render.replies.activity import Bar
from handlers.render.replies.plot import activity_png
from handlers.render.replies.reply import AnswerFile
from handlers.render.statement.credits import actor_name

if TYPE_CHECKING:
    from bot.core.config import Config
    from bot.core.model import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestChart:
    """A bar for each actor, who said most first."""

    title: str
    bars: tuple[Bar, ...]

    @property
    def words(self) -> str:
        """The chart in words."""
        in_words = ", ".join(f"{bar.label}: {bar.total}" for bar in self.bars)
        return clip(f"{self.title}. {in_words}.", limits.ALT_TEXT)


def digest_chart(view: DigestView, *, config: Config) -> DigestChart | None:
    """Return the chart of a digest; None of one that a glance at its lines tells as well, and of a catch-up."""
    if view.is_catch_up or view.total < limits.DIGEST_CHART_FROM or len(view.counts) < limits.DIGEST_CHART_ACTORS[0]:
        return None
    bars = [
        Bar(
            first_day=view.since.date(),
            label=short(actor_name(config, actor_id), limits.DIGEST_CHART_NAME),
            numbers=dict(numbers),
        )
        for actor_id, numbers in view.counts.items()
    ]
    bars.sort(key=lambda bar: -bar.total)
    span = span_text(view.since, view.until, zone=view.zone or config.bot.time_zone)
    return DigestChart(title=f"Statements by actor, {span}", bars=tuple(bars[: limits.DIGEST_CHART_ACTORS[1]]))


async def picture_of(message: Message, *, config: Config) -> AnswerFile | None:
    """Draw the chart of a digest, outside the event loop; None of every other message."""
    chart = digest_chart(message, config=config) if isinstance(message, DigestView) else None
    if chart is None:
        return None
    return AnswerFile(name="digest.png", content=await asyncio.to_thread(activity_png, chart), alt=chart.words)
