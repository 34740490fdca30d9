"""The commands `source` and `actor`, each with its actions: what is polled, and who is tracked."""

from __future__ import annotations

from handlers.command_shapes import Argument, Command, Completion, Who, command_of_actions

_SOURCE_ID = Argument(name="what", help="The id of the source", required=True, completion=Completion.SOURCE_ID)
SOURCE_COMMAND = command_of_actions(
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
ACTOR_COMMAND = command_of_actions(
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
