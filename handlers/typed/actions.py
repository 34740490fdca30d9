"""Which action of a command is meant, by whom it may be asked for, and what it needs: `source add`, `actor alias`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from handlers import limits
from handlers.command_shapes import Who
from handlers.render.pieces.segments import code, command, words
from handlers.typed.mistake import MistakeError, one_of, shown_back

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handlers.command_shapes import Command


def action_of(known: Command, given: Mapping[str, str], *, needs: Mapping[str, str], may_change: bool) -> str:
    """Return the action that is asked for.

    Args:
        known: the command.
        given: the arguments as typed; those that are missing are empty.
        needs: for each action what its `what` is; those that need none are left out.
        may_change: whether this person may take those of moderators.

    Raises:
        MistakeError: there is no such action, this person may not take it, or `what` is missing.

    """
    name, typed = known.name, given["action"]
    actions = {one.name: one for one in known.actions}
    action = actions.get(typed.casefold())
    if action is None:
        near = process.extractOne(
            typed.casefold(), sorted(actions), scorer=fuzz.ratio, score_cutoff=limits.NEAR_COMMAND
        )
        meant = f"Did you mean {near[0]}?" if near else f"Try {one_of(sorted(actions))}."
        raise MistakeError((words(f"{name} has no action {shown_back(typed)}. {meant}"),))
    asked = f"{name} {action.name}"
    if action.who is Who.MODERATORS and not may_change:
        raise MistakeError(
            (words(f"Only a moderator may use {asked}: someone named in "), code("bot.moderators")),
            (command(f"{name} list"), words(" is for everyone.")),
        )
    if action.name in needs and not given["what"]:
        raise MistakeError((words(f"{asked} needs {needs[action.name]}: "), command(f"{asked} …")))
    return action.name
