"""The sources as they are now: one list that everything holds, while people add, pause and remove by command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.live_list import LiveList

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.model import Source


class SourceList(LiveList["Source"]):
    """The sources, in order, with the names of those that were removed.

    Args:
        sources: those that there are.

    """

    def __init__(self, sources: Iterable[Source] = ()) -> None:
        super().__init__()
        self.replace(sources)

    def replace(self, sources: Iterable[Source], *, removed: Iterable[Source] = ()) -> None:
        """Fill the list anew; those that were removed are known by their names still."""
        self.fill(sources)
        self._by_id = {source.id: source for source in self}
        self._named = {source.id: source for source in removed} | self._by_id

    def get(self, source_id: str) -> Source | None:
        """Return a source of the list, paused or not."""
        return self._by_id.get(source_id)

    def ever(self, source_id: str) -> Source | None:
        """Return a source of the list, or one that was removed from it by command."""
        return self._named.get(source_id)
