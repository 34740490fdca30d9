"""Service: whom the watcher knows, changed while the bot runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.core.config import Config
    from bot.core.model import Actor
    from bot.rules.joined_actors import JoinedActors

_Pipeline = TypeVar("_Pipeline")


class TracksOthers(Protocol[_Pipeline]):
    """A watcher that can be given other actors."""

    async def prepared(self, actors: Sequence[Actor]) -> _Pipeline | None:
        """Return what knows these actors, made off the event loop; nothing else changes by it.

        None: nothing is loaded yet, and whoever is tracked then will be known.

        Raises:
            WatchError: the pipeline cannot be loaded.

        """
        ...

    def use(self, pipeline: _Pipeline) -> None:
        """Read with it from the next text on. What is being read is read to its end as it was begun."""
        ...


class HoldsRecords(Protocol):
    """What has the records of actors in memory."""

    def hold(self, actor_ids: Iterable[str]) -> None:
        """Begin to read the records of these actors in the background."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready(Generic[_Pipeline]):
    """Actors who can be tracked from now on."""

    joined: JoinedActors
    pipeline: _Pipeline | None = None


class Tracking(Generic[_Pipeline]):
    """Changes who is tracked: `config.actors`, and those whom the watcher finds.

    Args:
        config: its list of actors is filled anew.
        watcher: finds them; None in a process that reads no texts.
        records: what they are on record with; None in such a process.

    """

    def __init__(
        self, *, config: Config, watcher: TracksOthers[_Pipeline] | None = None, records: HoldsRecords | None = None
    ) -> None:
        self._config = config
        self._watcher = watcher
        self._records = records

    async def prepared(self, joined: JoinedActors) -> Ready[_Pipeline]:
        """Make ready to track these actors; nothing else changes by it.

        Raises:
            WatchError: the pipeline cannot be loaded.

        """
        if self._watcher is None or joined.actors == self._config.actors.now:
            return Ready(joined=joined)
        return Ready(joined=joined, pipeline=await self._watcher.prepared(joined.actors))

    def take(self, ready: Ready[_Pipeline]) -> None:
        """Track those who are ready, from the next text on."""
        actors = ready.joined.actors
        before = {actor.id for actor in self._config.actors}
        if self._watcher is not None and ready.pipeline is not None:
            self._watcher.use(ready.pipeline)
        self._config.actors.replace(actors, removed=ready.joined.removed)
        if self._records is not None and (new := [actor.id for actor in actors if actor.id not in before]):
            self._records.hold(new)
