"""The tracked people as they are now: one list that everything holds, while people add and remove by command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.live_list import LiveList

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.model import Actor


class ActorList(LiveList["Actor"]):
    """The tracked people, in order.

    Args:
        actors: those that there are.

    """

    def __init__(self, actors: Iterable[Actor] = ()) -> None:
        super().__init__()
        self._named: dict[str, Actor] = {}
        self.replace(actors)

    def replace(self, actors: Iterable[Actor], *, removed: Iterable[Actor] = ()) -> None:
        """Fill the list anew; those that were removed are known by their names still."""
        self.fill(actors)
        self._by_id = {actor.id: actor for actor in self}
        self._named |= {actor.id: actor for actor in removed} | self._by_id

    def get(self, actor_id: str) -> Actor | None:
        """Return somebody who is tracked."""
        return self._by_id.get(actor_id)

    def ever(self, actor_id: str) -> Actor | None:
        """Return somebody who is tracked, or was."""
        return self._named.get(actor_id)
