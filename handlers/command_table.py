"""What commands there are: the name of each, its help, its arguments, and who may give it.

Each is given as `/onrecord NAME …` on Discord and Slack, and as `onrecord NAME …` in the terminal.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.core.model import Kind

SLASH = "onrecord"  # the command that all others stand below on Discord; on Slack it is `slack.command`
# What a message's own menu offers, on both; Slack takes 24 characters.
FIND_STATEMENTS = "Find statements"
IMPORT_SOURCES = "Import sources"  # on Slack alone, where no file comes with a command
# What stood beside each other on Discord before they stood below SLASH; they work for one release more.
OLD_NAMES = (
    "statements",
    "latest",
    "statement",
    "compare",
    "why",
    "actors",
    "sources",
    "source",
    "status",
    "help",
)


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


HERE, DIRECT = "here", "dm"  # of the argument `channel`
RETRY = "retry"  # of `routes`
OFF = "off"  # of `quiet`
AS_FILE = Argument(name="as", help="The whole answer as a file", choices=("csv", "json"))  # of every command


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


def _acting(name: str, help_: str, actions: tuple[Command, ...], *, what: Argument | None = None) -> Command:
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


_ACTOR = Argument(name="actor", help="Who said it: a name in any spelling", completion=Completion.ACTOR)
_WORDS = Argument(
    name="words", help='Words in the statement or headline; "a phrase" in marks, -word for what is not to be there'
)
_SINCE = Argument(
    name="since", help="When: 2d, yesterday, last week, in may, 2026-11-01..11-07", completion=Completion.SINCE
)
_OF_SOURCE = Argument(name="source", help="The source that reported it", completion=Completion.SOURCE)
_SOURCE_ID = Argument(name="what", help="The id of the source", required=True, completion=Completion.SOURCE_ID)
SOURCE_COMMAND = _acting(
    "source",
    "List sources, or find a site's; moderators also test, add, pause, remove, import and export",
    (
        Command(name="list", help="List the sources, and where each comes from"),
        Command(
            name="find",
            help="Find the feeds, sitemaps, lists and accounts of a site",
            arguments=(Argument(name="what", help="The address of the site", required=True),),
        ),
        Command(
            name="add",
            help="Poll a source from now on",
            who=Who.MODERATORS,
            as_file=False,
            arguments=(
                Argument(name="what", help="The address to poll", required=True),
                *(
                    Argument(name=name, help=help_, completion=Completion.KEYED)
                    for name, help_ in (
                        ("id", "Its short name in commands and in the record"),
                        ("name", "Its name as alerts show it"),
                        ("tier", "Its tier: primary, wire, outlet or aggregator; outlet where it is left out"),
                        ("kind", "Its kind: feed, sitemap, listing, telegram, …; an account is known by its address"),
                        ("every", "How often it is polled, such as 5m"),
                        ("voice", "The id of the actor whose own words all of its texts are"),
                        ("language", "The language of its texts; en where it is left out"),
                        ("hosts", "Hosts beside its own site whose pages may be read, with commas"),
                        ("select", "Of a listing: the CSS selector of the links"),
                        ("next", "Of a listing: the CSS selector of the link to older ones"),
                        ("pages", "Of a listing: how many pages are read at most"),
                        ("i_know", "Why a host of others is asked more than once a minute"),
                    )
                ),
            ),
        ),
        Command(
            name="test",
            help="Ask a source now: what it lists, its newest texts, and the statements in them",
            who=Who.MODERATORS,
            arguments=(
                Argument(name="what", help="The id of a source, or an address", required=True),
                *(
                    Argument(name=name, help=help_, completion=Completion.KEYED)
                    for name, help_ in (
                        ("kind", "Of an address: its kind; an account is known by its own"),
                        ("voice", "Of an address: whose own words its texts are"),
                        ("select", "Of a listing: the CSS selector of the links"),
                        ("hosts", "Hosts beside its own site whose pages may be read, with commas"),
                    )
                ),
            ),
        ),
        *(
            Command(name=name, help=help_, who=Who.MODERATORS, as_file=False, arguments=(_SOURCE_ID,))
            for name, help_ in (
                ("pause", "Poll a source no more until it is resumed"),
                ("resume", "Poll a paused source again"),
                ("remove", "Take a source away that was added by command"),
            )
        ),
        Command(
            name="import",
            help="Poll the sources of an OPML file, as feed readers write it; what is polled already stays as it is",
            who=Who.MODERATORS,
            as_file=False,
            arguments=(
                Argument(
                    name="file",
                    help="The OPML file. On Slack: the menu of a message that holds it",
                    required=True,
                    completion=Completion.KEYED,
                    is_file=True,
                ),
            ),
        ),
        Command(
            name="export",
            help="Write every source as an OPML file, with its tier and kind",
            who=Who.MODERATORS,
            as_file=False,
        ),
    ),
    what=Argument(
        name="what",
        help="The site to look at, the address to add, or the id of the source",
        completion=Completion.SOURCE_ID,
    ),
)
_NAMED_ACTOR = Argument(
    name="what", help="The actor: an id, or a name in full", required=True, completion=Completion.ACTOR
)
_OTHER_NAME = Argument(
    name="alias",
    help="The other name, in any script; several with commas",
    required=True,
    completion=Completion.KEYED,
)
_ABOUT_ACTOR = tuple(
    Argument(name=name, help=help_, completion=Completion.KEYED)
    for name, help_ in (
        ("role", "As alerts show it: Arden's foreign minister"),
        ("titles", "What articles say in place of the name, with commas: Arden's foreign minister"),
        ("institutions", "Whom the actor speaks for, with commas: Arden's foreign ministry"),
        ("namesakes", "Others who bear the name, with commas: Tamas Varga"),
        ("pronouns", "he, she or they; any of them where it is left out"),
    )
)
ACTOR_COMMAND = _acting(
    "actor",
    "Show whom the bot tracks and by which names; for moderators: add, name or remove somebody",
    (
        Command(name="list", help="List everyone who is tracked, and where each comes from"),
        Command(name="show", help="Show all that is known of an actor", arguments=(_NAMED_ACTOR,)),
        Command(
            name="add",
            help="Track somebody from now on",
            who=Who.MODERATORS,
            as_file=False,
            arguments=(
                Argument(name="what", help="The name in full; then other names, with commas", required=True),
                Argument(
                    name="id",
                    help="A short name for commands and the record; made of the name where it is left out",
                    completion=Completion.KEYED,
                ),
                *_ABOUT_ACTOR,
            ),
        ),
        Command(
            name="set",
            help="Say by what else articles call an actor",
            who=Who.MODERATORS,
            as_file=False,
            arguments=(_NAMED_ACTOR, *_ABOUT_ACTOR),
        ),
        Command(
            name="alias",
            help="Know an actor by another name too",
            who=Who.MODERATORS,
            as_file=False,
            arguments=(_NAMED_ACTOR, _OTHER_NAME),
        ),
        Command(
            name="unalias",
            help="Know an actor no more by a name that was added by command",
            who=Who.MODERATORS,
            as_file=False,
            arguments=(_NAMED_ACTOR, _OTHER_NAME),
        ),
        Command(
            name="remove",
            help="Track somebody no more who was added by command",
            who=Who.MODERATORS,
            as_file=False,
            arguments=(_NAMED_ACTOR,),
        ),
    ),
    what=Argument(
        name="what",
        help='A name or an id; other names behind it, each in marks: "Ilse Varga" "I. Varga"',
        completion=Completion.ACTOR,
        many=True,
    ),
)
DIGEST_COMMAND = _acting(
    "digest",
    "Show what was said of late by actor and subject, or when digests come",
    (
        Command(
            name="now",
            help="Show what was said in the last day, or since another time, by actor and subject",
            arguments=(_ACTOR, _SINCE),
        ),
        Command(name="list", help="List the digests, with when the next of each comes"),
    ),
)
_CHANNEL = Argument(
    name="channel",
    help="Where: here if it is left out, or dm for your direct messages",
    choices=(HERE, DIRECT),
    completion=Completion.KEYED,
)
_ROUTE = Argument(
    name="route",
    help="The actor, or the id that routes shows; every route here if it is left out",
    completion=Completion.ACTOR,
)
COMMANDS: tuple[Command, ...] = (
    Command(
        name="statements",
        help="Search what tracked people have said",
        arguments=(
            _ACTOR,
            _WORDS,
            _SINCE,
            _OF_SOURCE,
            Argument(
                name="more",
                help="The id in a MORE, CATCH-UP or DIGEST message: all of it",
                completion=Completion.KEYED,
            ),
            Argument(
                name="kind",
                help="How the words are given: direct, indirect or mixed",
                completion=Completion.KEYED,
                choices=tuple(Kind),
            ),
        ),
    ),
    Command(
        name="timeline",
        help="Show what was said on a subject, day by day in the order in which it was said",
        arguments=(replace(_WORDS, required=True), _ACTOR, _SINCE, _OF_SOURCE),
    ),
    DIGEST_COMMAND,
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
        name="activity",
        help="Draw how much an actor said in a time",
        arguments=(Argument(name="actor", help=_ACTOR.help, required=True, completion=Completion.ACTOR), _SINCE),
    ),
    Command(
        name="why",
        help="Tell step by step why something was reported or not",
        arguments=(
            Argument(
                name="what", help="The address of an article or a post, the id of a statement, or words", required=True
            ),
        ),
    ),
    Command(name="actors", help="List the people being tracked"),
    ACTOR_COMMAND,
    Command(name="sources", help="List the sources and how each is doing"),
    SOURCE_COMMAND,
    Command(
        name="follow",
        as_file=False,
        help="Post here, or send you as direct messages, what an actor says from now on",
        arguments=(
            replace(_ACTOR, required=True),
            replace(_WORDS, help='At least one of these words; "a phrase" in marks, -word for what is not to be there'),
            _CHANNEL,
        ),
    ),
    Command(
        name="unfollow",
        as_file=False,
        help="Stop posting what was followed by command",
        arguments=(
            Argument(
                name="route",
                help="The actor, or the id that routes shows",
                required=True,
                completion=Completion.ACTOR,
            ),
            _CHANNEL,
        ),
    ),
    Command(
        name="routes",
        help="List what is posted here, and since when; with retry, try a channel that refused the bot at once",
        arguments=(
            Argument(name="action", help="Try a channel that refused the bot at once", choices=(RETRY,)),
            _CHANNEL,
        ),
    ),
    Command(
        name="mute",
        as_file=False,
        help="Post nothing here for a while; it goes on record all the same",
        arguments=(
            Argument(name="time", help="How long: 2h, until 9:00, until monday, tomorrow 8am", required=True),
            _ROUTE,
            _CHANNEL,
        ),
    ),
    Command(name="unmute", help="Post again what was muted", as_file=False, arguments=(_ROUTE, _CHANNEL)),
    Command(
        name="quiet",
        help="Show the quiet hours of what is posted here, or set those in which alerts wait",
        arguments=(
            Argument(name="hours", help="When alerts wait each day, such as 22:00-07:00; off ends quiet hours"),
            Argument(name="zone", help="The time zone of the hours, such as Europe/Berlin; yours if it is left out"),
            _CHANNEL,
        ),
    ),
    Command(
        name="status",
        help="Show whether the bot is running, what is waiting and what has failed",
        who=Who.MODERATORS,
    ),
    Command(
        name="reload",
        as_file=False,
        help="Read the config again, and say what has changed",
        who=Who.MODERATORS,
    ),
    Command(
        name="help",
        help="Explain the commands",
        arguments=(Argument(name="command", help="The command to explain", completion=Completion.COMMAND),),
    ),
)
