"""Which of two texts is read: that of a page, or what its feed holds, of which the page shows nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.crediting import why_not
from bot.core.model import View

if TYPE_CHECKING:
    from bot.core.model import Article, Watched
    from bot.core.ports import Watcher


async def better_text(watcher: Watcher, article: Article, *, voice: str | None) -> tuple[Article, Watched]:
    """Have a text read, and return it with what was found; what its feed holds, where that alone has a statement.

    A page in which a tracked actor comes up as a speaker is the article, whatever it says of his words: that they were
    not said, too. Only one that has nothing of the kind may be a wall, in whatever words.

    Args:
        watcher: finds the statements.
        article: as it was fetched.
        voice: the actor whose own words all texts of the source are.

    """
    (watched,) = await watcher.watch([article], voice=voice, view=View.RECORD)
    if article.of_feed is None or watched.error is not None or any(one.actor_id for one in watched.quotations):
        return article, watched
    (of_feed,) = await watcher.watch([article.of_feed], voice=voice, view=View.RECORD)
    return (article.of_feed, of_feed) if says_something(of_feed) else (article, watched)


def says_something(watched: Watched) -> bool:
    """Tell whether a text holds a statement of a tracked actor."""
    return any(one.actor_id is not None and why_not(one) is None for one in watched.quotations)
