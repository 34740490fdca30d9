"""What commands there are: the name of each, its help, its arguments, and who may give it."""

from __future__ import annotations

from dataclasses import dataclass
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
    ACTION = "action"  # of `source`
    SOURCE_ID = "source id"
    COMMAND = "command"


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """One argument of a command."""

    name: str
    help: str
    required: bool = False
    completion: Completion = Completion.NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command, as every platform offers it."""

    name: str
    help: str
    arguments: tuple[Argument, ...] = ()
    who: Who = Who.EVERYONE

    @property
    def usage(self) -> str:
        """The command with its arguments: `latest actor`, `statements [actor] [words] [since:…]`."""
        return " ".join([self.name, *(self._shown(argument) for argument in self.arguments)])

    @staticmethod
    def _shown(argument: Argument) -> str:
        keyed = argument.completion in {Completion.SINCE, Completion.SOURCE, Completion.KEYED}
        shown = f"{argument.name}:…" if keyed else argument.name
        return shown if argument.required else f"[{shown}]"


_ACTOR = Argument(name="actor", help="Who said it: a name in any spelling", completion=Completion.ACTOR)
COMMANDS: tuple[Command, ...] = (
    Command(
        name="statements",
        help="Search what tracked people have said",
        arguments=(
            _ACTOR,
            Argument(name="words", help="Words in the statement or the headline"),
            Argument(name="since", help="2d, 12h, today, monday, 2026-11-01", completion=Completion.SINCE),
            Argument(name="source", help="The source that reported it", completion=Completion.SOURCE),
            Argument(
                name="more", help="The id in a MORE message: what its alerts reported", completion=Completion.KEYED
            ),
        ),
    ),
    Command(
        name="latest",
        help="Show an actor's latest statement",
        arguments=(Argument(name="actor", help=_ACTOR.help, required=True, completion=Completion.ACTOR),),
    ),
    Command(
        name="statement",
        help="Show one statement with its evidence and everyone who reported it",
        arguments=(
            Argument(
                name="id",
                help="The id shown below each statement",
                required=True,
                completion=Completion.STATEMENT,
            ),
        ),
    ),
    Command(
        name="compare",
        help="Show two statements side by side: what both say, and what has changed",
        arguments=(
            Argument(
                name="first_id",
                help="The id shown below a statement",
                required=True,
                completion=Completion.STATEMENT,
            ),
            Argument(
                name="second_id",
                help="The id of another statement by the same person",
                required=True,
                completion=Completion.STATEMENT,
            ),
        ),
    ),
    Command(
        name="why",
        help="Tell step by step why something was or was not reported",
        arguments=(
            Argument(
                name="what", help="The address of an article or a post, the id of a statement, or words", required=True
            ),
        ),
    ),
    Command(name="actors", help="List the people being tracked"),
    Command(name="sources", help="List the sources and how each is doing"),
    Command(
        name="source",
        help="List sources, or find those of a site; for moderators: add, pause, resume or remove one",
        arguments=(
            Argument(
                name="action",
                help="list, find, add, pause, resume or remove",
                required=True,
                completion=Completion.ACTION,
            ),
            Argument(
                name="what",
                help="The site to look at, the address to add, or the id of the source",
                completion=Completion.SOURCE_ID,
            ),
            *(
                Argument(name=name, help=help_, completion=Completion.KEYED)
                for name, help_ in (
                    ("id", "To add: its short name in commands and in the record"),
                    ("name", "To add: its name as alerts show it"),
                    ("tier", "To add: primary, wire, outlet or aggregator; outlet where it is left out"),
                    ("kind", "To add: feed, sitemap, listing, telegram, …; an account is known by its address"),
                    ("every", "To add: how often it is polled, such as 5m"),
                    ("voice", "To add: the id of the actor whose own words all of its texts are"),
                    ("language", "To add: the language of its texts; en where it is left out"),
                    ("hosts", "To add: hosts beside its own site whose pages may be read, with commas"),
                    ("select", "To add, of a listing: the CSS selector of the links"),
                    ("next", "To add, of a listing: the CSS selector of the link to older ones"),
                    ("pages", "To add, of a listing: how many pages are read at most"),
                    ("i_know", "To add: why a host of others is asked more than once a minute"),
                )
            ),
        ),
    ),
    Command(
        name="status",
        help="Show whether the bot is running, what is waiting and what has failed",
        who=Who.MODERATORS,
    ),
    Command(
        name="help",
        help="Explain the commands",
        arguments=(Argument(name="command", help="The command to explain", completion=Completion.COMMAND),),
    ),
)
