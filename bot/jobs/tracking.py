"""Service: whom the watcher knows, changed while the bot runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.core.config import Config
    from bot.core.model import Actor

_Pipeline = TypeVar("_Pipeline")


class TracksOthers(Protocol[_Pipeline]):
    """A watcher that can be given other actors."""

    async def prepared(self, actors: Sequence[Actor]) -> _Pipeline:
        """Return what knows these actors, off the event loop; nothing else changes by it.

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


class Tracking(Generic[_Pipeline]):
    """Changes who is tracked: `config.actors`, and those whom the watcher finds.

    Args:
        config: its list of actors is filled anew.
        watcher: finds them.
        records: what they are on record with.

    """

    def __init__(self, *, config: Config, watcher: TracksOthers[_Pipeline], records: HoldsRecords) -> None:
        self._config = config
        self._watcher = watcher
        self._records = records

    async def prepared(self, actors: tuple[Actor, ...]) -> tuple[tuple[Actor, ...], _Pipeline | None]:
        """Make ready to track these actors; nothing else changes by it.

        Raises:
            WatchError: the pipeline cannot be loaded.

        """
        if actors == self._config.actors.now:
            return actors, None
        return actors, await self._watcher.prepared(actors)

    def take(self, ready: tuple[tuple[Actor, ...], _Pipeline | None]) -> None:
        """Track those who were prepared, from the next text on."""
        actors, pipeline = ready
        if pipeline is None:
            return
        before = {actor.id for actor in self._config.actors}
        self._watcher.use(pipeline)
        self._config.actors.replace(actors)
        self._records.hold(actor.id for actor in actors if actor.id not in before)
