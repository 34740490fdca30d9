"""What each argument of a command can be completed with, from memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.command_shapes import Completion
from handlers.command_table import COMMANDS
from handlers.typed.completion import Offer
from handlers.typed.whom import names_of, typed_form

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.config import Config
    from bot.core.model import Actor, Source
    from handlers.asked.lately import Lately

_ACTIONS = {
    command.name: [Offer(label=one.name, value=one.name, found_by=typed_form(one.name)) for one in command.actions]
    for command in COMMANDS
}
_COMMANDS = [Offer(label=f"{one.name}: {one.help}", value=one.name, found_by=typed_form(one.name)) for one in COMMANDS]


class Offers:
    """Knows all that an argument can mean; the form of names is made once, and not at each letter that is typed.

    Args:
        config: actors and sources.
        lately: the statements that were shown.

    """

    def __init__(self, *, config: Config, lately: Lately) -> None:
        self._config = config
        self._lately = lately
        self._actors: tuple[tuple[Actor, ...], list[Offer]] = (), []  # those there were, and what they are found by
        self._sources: tuple[tuple[Source, ...], list[Offer]] = (), []

    def of(self, completion: Completion | None, *, command: str) -> Sequence[Offer]:
        """Return all that an argument of a command can mean."""
        match completion:
            case Completion.ACTOR:
                return self._of_actors()
            case Completion.SOURCE | Completion.SOURCE_ID:
                return self._of_sources()
            case Completion.ACTION:
                return _ACTIONS.get(command, ())
            case Completion.STATEMENT:
                shown = self._lately.newest_first()
                return [Offer(label=label, value=key, found_by=typed_form(f"{label} {key}")) for key, label in shown]
            case Completion.COMMAND:
                return _COMMANDS
            case _:
                return ()

    def _of_actors(self) -> list[Offer]:
        now = self._config.actors.now
        if self._actors[0] is not now:
            made = [Offer(label=one.name, value=one.id, found_by=typed_form(" ".join(names_of(one)))) for one in now]
            self._actors = now, made
        return self._actors[1]

    def _of_sources(self) -> list[Offer]:
        now = self._config.sources.now
        if self._sources[0] is not now:
            made = [Offer(label=one.name, value=one.id, found_by=typed_form(f"{one.name} {one.id}")) for one in now]
            self._sources = now, made
        return self._sources[1]
