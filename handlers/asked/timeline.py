"""Statements in the order in which they were said, a block a day: how somebody's words on a subject went on."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.rules.times import in_time
from handlers import limits
from handlers.render.pieces.costs import fit
from handlers.render.pieces.segments import Block, code, joined, quoted, strong, struck, words
from handlers.render.replies.answers import leading_words
from handlers.render.statement.presented import present

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.config import Config
    from bot.core.model import StatementView
    from handlers.render.pieces.segments import Line
    from handlers.render.statement.presented import Presented


def as_said(views: Iterable[StatementView]) -> list[StatementView]:
    """Return statements as they were said, the earliest first."""
    return sorted(views, key=lambda one: in_time(one.statement))


def timeline_blocks(views: Iterable[StatementView], *, config: Config, zone: str) -> list[Block]:
    """Return a block for each day, or several where much was said on it."""
    blocks = []
    for day, of_day in groupby(as_said(views), key=lambda one: _day_said(one, zone)):
        shown = list(of_day)
        for start in range(0, len(shown), limits.TIMELINE_A_BLOCK):
            lines: list[Line] = [(strong(f"{day}, continued" if start else day),)]
            for view in shown[start : start + limits.TIMELINE_A_BLOCK]:
                lines += _statement_lines(present(view, config=config))
            blocks.append(Block(lines=tuple(lines)))
    return blocks


def _statement_lines(one: Presented) -> list[Line]:
    leads = leading_words(one, one.quote)
    text = fit(one.quote.brief(limits.TIMELINE_WORDS), limits.LISTED_WORDS_COST)
    about = [
        (strong(fit(one.actor, limits.LISTED_NAME_COST)),),
        one.given,
        (words(str(one.badge)),),
        *([(words(fit(one.turn, limits.LISTED_MARKS_COST)),)] if one.turn else []),
        (words(one.doubt),),
        tuple(words(fit(seen.article.outlet, limits.LISTED_NAME_COST)) for seen in one.sightings[:1]),
        (code(one.id),),
    ]
    return [(*leads, struck(text) if one.is_withdrawn else quoted(text)), joined(about)]


def _day_said(view: StatementView, zone: str) -> str:
    at = in_time(view.statement)[0].astimezone(ZoneInfo(zone))
    return f"{at.day} {at:%b %Y}"
