"""The sources as they are now: one list that everything holds, while people add, pause and remove by command."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.core.model import Source


class SourceList(Sequence["Source"]):
    """The sources, in order. Ask it anew each time: it is filled anew when people change something.

    Args:
        sources: those that there are.

    """

    def __init__(self, sources: Iterable[Source] = ()) -> None:
        self.replace(sources)

    @classmethod
    def of(cls, sources: Iterable[Source]) -> SourceList:
        """Return sources as a list; one that is such a list as it is."""
        return sources if isinstance(sources, SourceList) else cls(sources)

    def replace(self, sources: Iterable[Source], *, removed: Iterable[Source] = ()) -> None:
        """Fill the list anew; those that were removed are known by their names still."""
        self._sources = tuple(sources)
        self._by_id = {source.id: source for source in self._sources}
        self._named = {source.id: source for source in removed} | self._by_id

    def get(self, source_id: str) -> Source | None:
        """Return a source of the list, paused or not."""
        return self._by_id.get(source_id)

    def ever(self, source_id: str) -> Source | None:
        """Return a source of the list, or one that was removed from it by command."""
        return self._named.get(source_id)

    @property
    def now(self) -> tuple[Source, ...]:
        """What the list holds: the same object for as long as nothing changes."""
        return self._sources

    def __len__(self) -> int:
        return len(self._sources)

    def __iter__(self) -> Iterator[Source]:
        return iter(self._sources)

    @overload
    def __getitem__(self, place: int) -> Source: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Source, ...]: ...

    def __getitem__(self, place: int | slice) -> Source | tuple[Source, ...]:
        return self._sources[place]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._sources == tuple(other)

    def __hash__(self) -> int:
        return hash(self._sources)

    def __repr__(self) -> str:
        return f"SourceList({list(self._by_id)})"
