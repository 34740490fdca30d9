"""How much somebody said in a time: a picture, the same in words for who cannot see it, and as rows for a file."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from handlers import limits
from handlers.asked.search import period_of
from handlers.render.pieces.lengths import short
from handlers.render.pieces.segments import Block, command, row, words
from handlers.render.replies.activity import SERIES, ActivityChart, activity_of, stretches_of
from handlers.render.replies.plot import activity_png
from handlers.render.replies.reply import AnswerFile, Reply

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.model import Actor
    from bot.core.ports import Clock, Lookups
    from handlers.asked.enquiry import Enquiry
    from handlers.render.pieces.segments import Line
    from handlers.typed.periods import Period
    from handlers.typed.whom import Names

DEFAULT_PERIOD: Final = f"{limits.ACTIVITY_FOR.days}d"
_BAR_WIDTH: Final = 24  # characters of the longest bar in a table of text


class ActivityAnswers:
    """Counts what actors said.

    Args:
        store: the record.
        config: names and the time zone.
        clock: the time.
        names: of actors.

    """

    def __init__(self, *, store: Lookups, config: Config, clock: Clock, names: Names) -> None:
        self._store = store
        self._config = config
        self._clock = clock
        self._names = names

    async def activity(self, asked: Enquiry) -> Reply:
        """Draw it, outside the event loop."""
        actor, chart = await self._chart(asked)
        if not chart.total:
            wider = (words("Try a longer time: "), command(f"activity {actor.id} since:{limits.ACTIVITY_WIDER}"))
            return Reply(title=chart.title, blocks=(Block(lines=((words("No statements in this time."),), wider)),))
        listed = (
            words("The statements: "),
            command(f"statements {actor.id} since:{_shell_safe(asked.given['since'])}"),
        )
        picture = AnswerFile(
            name=f"activity-{actor.id}.png",
            content=await asyncio.to_thread(activity_png, chart),
            alt=chart.words,
            in_words=(Block(lines=tuple(_table(chart))),),
        )
        return Reply(title=chart.title, blocks=(Block(lines=((words(chart.summary),), listed)),), file=picture)

    async def rows(self, asked: Enquiry) -> list[dict[str, Any]]:
        """Return the numbers, a row for each day, week or month."""
        _, chart = await self._chart(asked)
        return [
            {chart.unit: bar.first_day.isoformat()}
            | {str(novelty): bar.numbers.get(novelty, 0) for novelty in SERIES}
            | {"all": bar.total}
            for bar in chart.bars
        ]

    async def _chart(self, asked: Enquiry) -> tuple[Actor, ActivityChart]:
        zone = (asked.by.time_zone if asked.by else "") or self._config.bot.time_zone
        now = self._clock.now()
        actor = self._names.actor(asked.given["actor"])
        period = period_of(asked.given["since"] or DEFAULT_PERIOD, now=now, zone=zone)
        return actor, await activity_in(period, actor, store=self._store, now=now, zone=zone)


async def activity_in(period: Period, actor: Actor, *, store: Lookups, now: datetime, zone: str) -> ActivityChart:
    """Return how much an actor said; of a time without a beginning the end of it, and of none what lies ahead."""
    until = min(period.until or now, now)
    since = period.since or until - limits.ACTIVITY_FOR
    stretches = stretches_of(since, until, zone=zone)
    counted = await store.said_counts(actor.id, bounds=stretches.bounds)
    return activity_of(counted, stretches, actor=short(actor.name, limits.NAME) or actor.id)


def _shell_safe(typed: str) -> str:
    since = typed or DEFAULT_PERIOD
    return f'"{since}"' if " " in since else since


def _table(chart: ActivityChart) -> list[Line]:
    """Return the chart as a table of text."""
    widths = (10, 5, 8, 12, 5, _BAR_WIDTH)
    head = row((chart.unit, *SERIES.values(), "all", ""), widths)
    lines: list[Line] = [(head,)]
    for bar in chart.bars:
        numbers = (str(bar.numbers.get(one, 0)) for one in SERIES)
        length = -(-bar.total * _BAR_WIDTH // chart.most)
        lines.append((row((bar.label, *numbers, str(bar.total), "█" * length), widths),))
    return lines
