"""`onrecord source find`: what was found on a site, as a table for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from bot.core.clock import SystemClock
from bot.core.model import FetchOutcome
from bot.sources.fetcher import web_fetcher
from handlers.render.pieces.moments import ago_text
from handlers.render.pieces.segments import line_text
from handlers.render.pieces.text import plain
from handlers.render.replies.finds import brings

if TYPE_CHECKING:
    from datetime import datetime

    from rich.console import RenderableType

    from bot.core.config import Config
    from bot.core.finding import Found, FoundOnSite


async def find_on_site(config: Config, url: str) -> FoundOnSite:
    """Look at a site whose address was typed by the operator.

    Raises:
        SourceError: it cannot be looked at.

    """
    async with web_fetcher(config, SystemClock()) as fetcher:
        return await fetcher.find(url, typed=True)


def found_table(site: FoundOnSite, *, now: datetime) -> RenderableType:
    """Return what was found: a row each, what brings most first."""
    grid = Table(title=Text(f"{plain(site.title) or 'Found'} ({site.url})"), title_justify="left")
    grid.add_column("kind", no_wrap=True)
    grid.add_column("address", overflow="fold", ratio=3)
    grid.add_column("last day", justify="right", no_wrap=True)
    grid.add_column("newest", no_wrap=True)
    grid.add_column("what else", overflow="fold", ratio=2)
    for one in site.found:
        grid.add_row(*_cells(one, now=now))
    parts: list[RenderableType] = [grid if site.found else Text(f"{site.url} names nothing that could be polled")]
    parts += [Text(plain(problem), style="yellow") for problem in site.problems]
    if any(_is_worth_adding(one) for one in site.found):
        how = "Add one: onrecord source add ADDRESS (--kind KIND, where it is no feed and no account)"
        parts.append(Text(how, style="dim"))
    return Group(*parts)


def _is_worth_adding(one: Found) -> bool:
    return one.outcome is FetchOutcome.OK and one.listed > 0


def _cells(one: Found, *, now: datetime) -> list[Text]:
    title = plain(one.title)
    if not _is_worth_adding(one):
        why = plain(line_text(brings(one, now=now)))
        more = " · ".join(filter(None, [title, why]))
        return [Text(one.kind), Text(one.url), Text("-"), Text("-"), Text(more, style="yellow")]
    undated = f"{one.undated} without a date" if one.undated else ""
    more = " · ".join(filter(None, [title, f"named by {one.named_by}", undated, plain(one.detail)]))
    fresh = Text(str(one.fresh) if one.newest_at else "?", style="bold green" if one.fresh else "dim")
    newest = ago_text(one.newest_at, now=now) if one.newest_at else "?"
    return [Text(one.kind), Text(one.url), fresh, Text(newest), Text(more)]
