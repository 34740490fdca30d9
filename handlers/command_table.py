"""What commands there are, those of sources and actors (`handlers.tracking_commands`) among them.

Each is given as `/onrecord NAME …` on Discord and Slack, and as `onrecord NAME …` in the terminal.
"""

from __future__ import annotations

from dataclasses import replace

from bot.core.model import Kind
from handlers.command_shapes import Argument, Command, Completion, Who, command_of_actions
from handlers.tracking_commands import ACTOR_COMMAND, SOURCE_COMMAND

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


HERE, DIRECT = "here", "dm"  # of the argument `channel`
RETRY = "retry"  # of `routes`
OFF = "off"  # of `quiet`
AS_FILE = Argument(name="as", help="The whole answer as a file", choices=("csv", "json"))  # of every command


_ACTOR = Argument(name="actor", help="Who said it: a name in any spelling", completion=Completion.ACTOR)
_WORDS = Argument(
    name="words", help='Words in the statement or headline; "a phrase" in marks, -word for what is not to be there'
)
_SINCE = Argument(
    name="since", help="When: 2d, yesterday, last week, in may, 2026-11-01..11-07", completion=Completion.SINCE
)
_OF_SOURCE = Argument(name="source", help="The source that reported it", completion=Completion.SOURCE)
DIGEST_COMMAND = command_of_actions(
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
