"""Who said what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.core.model import View

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Article, Watched


class Watcher(Protocol):
    """Finds who said what. Slow work is done off the event loop."""

    async def watch(
        self, articles: Sequence[Article], *, voice: str | None = None, view: View = View.TRACKED
    ) -> list[Watched]:
        """Read articles; the answers stand in the order of the articles. No text raises but by the time that it takes.

        What cannot be read says so (`Watched.error`).

        Args:
            articles: to read.
            voice: the id of the actor whose own words the texts are, where their source was declared so.
            view: of whom one wants to hear. Statements of tracked actors are the same in each; what is rejected is
                marked so.

        """
        ...
