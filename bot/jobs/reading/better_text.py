"""Reads a page, or what its feed holds where that alone has a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.model import View
from bot.rules.walls import may_be_wall, says_something

if TYPE_CHECKING:
    from bot.core.model import Article, Watched
    from bot.core.ports import Watcher


async def better_text(watcher: Watcher, article: Article, *, voice: str | None) -> tuple[Article, Watched]:
    """Have a text read, and return it with what was found; what its feed holds, where that alone has a statement.

    Args:
        watcher: finds the statements.
        article: as it was fetched.
        voice: the actor whose own words all texts of the source are.

    """
    (watched,) = await watcher.watch([article], voice=voice, view=View.RECORD)
    if article.of_feed is None or not may_be_wall(watched):
        return article, watched
    (of_feed,) = await watcher.watch([article.of_feed], voice=voice, view=View.RECORD)
    return (article.of_feed, of_feed) if says_something(of_feed) else (article, watched)
