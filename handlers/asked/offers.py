"""What each argument of a command can be completed with, from memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.command_table import COMMANDS, Completion
from handlers.typed.completion import Offer
from handlers.typed.whom import names_of

if TYPE_CHECKING:
    from bot.core.config import Config
    from handlers.asked.lately import Lately


def offers(completion: Completion | None, *, config: Config, lately: Lately, command: str) -> list[Offer]:
    """Return all that an argument of a command can mean."""
    match completion:
        case Completion.ACTOR:
            return [Offer(label=one.name, value=one.id, found_by=" ".join(names_of(one))) for one in config.actors]
        case Completion.ACTION:
            actions = next((one.actions for one in COMMANDS if one.name == command), ())
            return [Offer(label=one.name, value=one.name, found_by=one.name) for one in actions]
        case Completion.SOURCE | Completion.SOURCE_ID:
            return [Offer(label=one.name, value=one.id, found_by=f"{one.name} {one.id}") for one in config.sources]
        case Completion.STATEMENT:
            return [Offer(label=label, value=key, found_by=f"{label} {key}") for key, label in lately.newest_first()]
        case Completion.COMMAND:
            return [Offer(label=f"{one.name}: {one.help}", value=one.name, found_by=one.name) for one in COMMANDS]
        case _:
            return []
