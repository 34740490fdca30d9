"""What was found on a site, as blocks of a reply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.model import FetchOutcome, SourceKind
from handlers import limits
from handlers.render.pieces.lengths import count, short
from handlers.render.pieces.moments import ago
from handlers.render.pieces.segments import Block, Line, code, command, joined, strong, words

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.finding import Found, FoundOnSite


def found_blocks(site: FoundOnSite, *, now: datetime, may_add: bool) -> list[Block]:
    """Return a block for each thing that was found, and one for what could not be looked at.

    Args:
        site: what was found.
        now: the time.
        may_add: whether the reader may add sources, and is told how.

    """
    blocks = [_found_block(one, now=now, may_add=may_add) for one in site.found]
    blocks += [Block(lines=((words(short(problem, limits.REASON)),),)) for problem in site.problems]
    return blocks or [Block(lines=((words("No feed, sitemap, account or list of articles was found there."),),))]


def _found_block(one: Found, *, now: datetime, may_add: bool) -> Block:
    head = joined(
        [
            (strong(short(one.title, limits.OUTLET) or str(one.kind)),),
            (words(one.kind),) if one.title else (),
            (words(f"named by {one.named_by}"),),
        ]
    )
    lines: list[Line] = [head, (code(one.url),), brings(one, now=now)]
    if may_add and one.outcome is FetchOutcome.OK and one.listed:
        lines.append((command(how_to_add(one)),))
    return Block(lines=tuple(lines))


def brings(one: Found, *, now: datetime) -> Line:
    """Say what it would have brought in the last day, or why that is not known."""
    if one.outcome is None:
        return (words(one.detail),)
    if one.outcome is not FetchOutcome.OK:
        return (words(short(": ".join(filter(None, [one.outcome.words, one.detail])), limits.REASON)),)
    if not one.listed:
        return (words(short(": ".join(filter(None, ["lists nothing", one.detail])), limits.REASON)),)
    if one.newest_at is None:
        return (words(f"{count(one.listed, 'item')}, none of them dated"),)
    undated = f", {one.undated} more without a date" if one.undated else ""
    return (
        words(f"{count(one.fresh, 'item')} in the last day, the newest "),
        ago(one.newest_at, now=now),
        words(undated),
    )


def how_to_add(one: Found) -> str:
    """Return the command that adds it."""
    kind = "" if one.kind is SourceKind.FEED else f" kind:{one.kind}"
    return f"source add {one.url}{kind}"
