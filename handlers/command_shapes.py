"""What a command is made of: its name, its help, its arguments, its actions, and who may give it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Who(StrEnum):
    """Who may give a command."""

    EVERYONE = "everyone"
    MODERATORS = "moderators"  # those who look after the bot: channels and errors are named in the answer


class Completion(StrEnum):
    """What an argument can be completed with."""

    NOTHING = "nothing"
    ACTOR = "actor"
    SOURCE = "source"
    KEYED = "keyed"  # nothing, and it is typed with its key
    SINCE = "since"
    STATEMENT = "statement"
    ACTION = "action"  # of `source` and `actor`
    SOURCE_ID = "source id"
    COMMAND = "command"


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """One argument of a command."""

    name: str
    help: str
    required: bool = False
    completion: Completion = Completion.NOTHING
    choices: tuple[str, ...] = ()  # what it can be alone, where that is no more than a few
    is_file: bool = False  # it is a file that somebody attaches, where the platform takes one with a command
    many: bool = False  # it may hold several things, with commas; where it is typed, each between marks is one


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command, as every platform offers it, or one action of a command."""

    name: str
    help: str
    arguments: tuple[Argument, ...] = ()
    who: Who = Who.EVERYONE
    as_file: bool = True  # its answer is worth a file; Discord has no room to offer one behind what changes something
    actions: tuple[Command, ...] = ()  # `arguments` then begin with the action, and hold those of all of them

    @property
    def usage(self) -> str:
        """The command with its arguments: `latest actor`, `statements [actor] [words] [since:…]`."""
        return " ".join([self.name, *(self._shown(argument) for argument in self.arguments)])

    @staticmethod
    def _shown(argument: Argument) -> str:
        keyed = argument.completion in {Completion.SINCE, Completion.SOURCE, Completion.KEYED}
        shown = f"{argument.name}:…" if keyed else argument.name
        return shown if argument.required else f"[{shown}]"


def command_of_actions(name: str, help_: str, actions: tuple[Command, ...], *, what: Argument | None = None) -> Command:
    """Make a command of actions: `source add …`. Where it is typed, the action is its first argument."""
    names = [one.name for one in actions]
    action = Argument(
        name="action",
        help=f"{', '.join(names[:-1])} or {names[-1]}",
        required=True,
        completion=Completion.ACTION,
    )
    others = {one.name: replace(one, required=False) for action in actions for one in action.arguments}
    others |= {what.name: what} if what else {}
    return Command(name=name, help=help_, arguments=(action, *others.values()), actions=actions)
