"""What the config has as it is now: one list that everything holds, while people change it by command."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, Self, TypeVar, overload

T = TypeVar("T")


class LiveList(Sequence[T], Generic[T]):
    """Values in order. Ask it anew each time: it is filled anew when people change something.

    Args:
        values: those that there are.

    """

    def __init__(self, values: Iterable[T] = ()) -> None:
        self._values = tuple(values)

    @classmethod
    def of(cls, values: Iterable[T]) -> Self:
        """Return values as a list; one that is such a list as it is."""
        return values if isinstance(values, cls) else cls(values)

    def fill(self, values: Iterable[T]) -> None:
        """Fill the list anew."""
        self._values = tuple(values)

    @property
    def now(self) -> tuple[T, ...]:
        """What the list holds: the same object for as long as nothing changes."""
        return self._values

    def __len__(self) -> int:
        return len(self._values)

    def __iter__(self) -> Iterator[T]:
        return iter(self._values)

    @overload
    def __getitem__(self, place: int) -> T: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[T, ...]: ...

    def __getitem__(self, place: int | slice) -> T | tuple[T, ...]:
        return self._values[place]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._values == tuple(other)

    def __hash__(self) -> int:
        return hash(self._values)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({list(self._values)})"
