"""Reads a page, or what its feed holds where that alone has a statement: here alone one of the two is chosen."""

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
    watched = await _found_in(watcher, article, voice)
    if article.of_feed is None or not may_be_wall(watched):
        return article, watched
    of_feed = await _found_in(watcher, article.of_feed, voice)
    return (article.of_feed, of_feed) if says_something(of_feed) else (article, watched)


async def still_better(watcher: Watcher, article: Article, *, voice: str | None, on_record: Article) -> Article:
    """Return which of the two a page is now that was read as what its feed held.

    Where that holds the same still it has a statement still: it is not read once more for as long as the wall stands.

    Args:
        watcher: finds the statements.
        article: as it was fetched now.
        voice: the actor whose own words all texts of the source are.
        on_record: as it was read.

    """
    of_feed = article.of_feed
    if of_feed is not None and of_feed.content_hash == on_record.content_hash:
        return of_feed if may_be_wall(await _found_in(watcher, article, voice)) else article
    better, _ = await better_text(watcher, article, voice=voice)
    return better


async def _found_in(watcher: Watcher, article: Article, voice: str | None) -> Watched:
    (watched,) = await watcher.watch([article], voice=voice, view=View.RECORD)
    return watched
