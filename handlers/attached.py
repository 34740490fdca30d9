"""A file that somebody attached on a platform, before it is fetched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachedFile:
    """A file, as its platform names it. Nothing of it is fetched before somebody who may have it read asks for it."""

    name: str
    size: int  # bytes, as the platform says; what is fetched is cut off by itself
    fetch: Callable[[int], Awaitable[bytes]]  # at most so many bytes; raises MessengerError, in words for a reader
