"""Carries out what a command or a button asks for, and returns a `Reply` that any platform can show.

What people look up is read only, and what a button says of a statement is kept once however often it arrives, so doing
either twice does no harm. No input raises: a mistake is a reply as well.
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

import structlog
from rapidfuzz import fuzz, process

from bot.core.errors import LookupTooSlowError, StoreError
from handlers import limits
from handlers.asked.activity import ActivityAnswers
from handlers.asked.digests import DigestAnswers
from handlers.asked.enquiry import Enquiry
from handlers.asked.explained import all_commands, one_command
from handlers.asked.files import FileAnswers, file_form
from handlers.asked.home import HomeAnswers
from handlers.asked.lately import Lately
from handlers.asked.offers import Offers
from handlers.asked.presses import Presses
from handlers.asked.search import not_a_time
from handlers.asked.state import StateAnswers
from handlers.asked.statements import StatementAnswers
from handlers.asked.ways import WayAnswers
from handlers.command_shapes import Completion, Who
from handlers.command_table import COMMANDS, FIND_STATEMENTS
from handlers.reload_command import ReloadCommand
from handlers.render.messages.buttons import REPORT, Button, takes_place
from handlers.render.pieces.lengths import clip
from handlers.render.pieces.segments import Block, Line, code, command, words
from handlers.render.pieces.text import plain
from handlers.render.replies.reply import Reply, sentence
from handlers.tracking_commands import SOURCE_COMMAND
from handlers.typed.ahead import moment_ahead
from handlers.typed.completion import Choice, choices, times
from handlers.typed.line import behind_its_action, followed, parse, sorted_out, time_at_an_end, untimed
from handlers.typed.mistake import MistakeError, one_of, shown_back
from handlers.typed.periods import period_at
from handlers.typed.whom import Names
from handlers.who_may import AT_THE_TERMINAL, may_see_all, moderates

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterator, Mapping, Sequence

    from bot.core.config import Config
    from bot.core.model import Member, Platform
    from bot.core.ports import Clock, Comparing
    from handlers.actor_command import ActorCommand
    from handlers.asked.enquiry import Answerer, CommandStore
    from handlers.asked.routes import RouteAnswers
    from handlers.attached import AttachedFile
    from handlers.command_shapes import Command
    from handlers.message_command import MessageCommand
    from handlers.source_command import SourceCommand
    from handlers.typed.line import TypedLine

log = structlog.get_logger()

_CALLED = {  # arguments that their name alone does not explain
    "words": "words",
    "what": "an address, the id of a statement, or words of it",
    "first_id": "the ids of two statements",
    "second_id": "a second id",
}
_ARGUMENTS_OF: Final = {one.name: [argument.name for argument in one.arguments] for one in COMMANDS}
_POSITIONAL: Final = {
    one.name: [argument.name for argument in one.arguments if argument.completion is not Completion.KEYED]
    for one in COMMANDS
}


class Commands:
    """Runs commands over the record."""

    def __init__(
        self,
        store: CommandStore,
        config: Config,
        clock: Clock,
        *,
        judge: Comparing | None = None,
        sources: SourceCommand | None = None,
        actors: ActorCommand | None = None,
        reload: ReloadCommand | None = None,
        messages: MessageCommand | None = None,
        routes: RouteAnswers | None = None,
    ) -> None:
        """Take what commands work with.

        Args:
            store: the record.
            config: names and the time zone.
            clock: the time.
            judge: compares statements; None in a process that is asked nothing of the kind.
            sources: answers `source`; None in a process that is asked nothing of the kind.
            actors: answers `actor`; None in a process that is asked nothing of the kind.
            reload: answers `reload`; None in a process that reads its config once.
            messages: finds statements in messages; None in a process that reads no texts.
            routes: answers `follow` and the like; None in a process that is asked nothing of the kind.

        """
        self._source_command = sources
        self._actor_command = actors
        self._message_command = messages
        self._reload_command = reload or ReloadCommand(None)
        self._config = config
        self._clock = clock
        self._commands = {one.name: one for one in COMMANDS}
        self._names = Names(config)
        self._lately = Lately(config)
        self._offers = Offers(config=config, lately=self._lately)
        self._under_way: Counter[str] = Counter()  # lookups, by who asked
        state = StateAnswers(store=store, config=config, clock=clock)
        statements = StatementAnswers(
            store=store, config=config, clock=clock, names=self._names, lately=self._lately, judge=judge
        )
        activity = ActivityAnswers(store=store, config=config, clock=clock, names=self._names)
        digests = DigestAnswers(store=store, config=config, clock=clock, names=self._names)
        self._files = FileAnswers(config=config, statements=statements, activity=activity, digests=digests)
        self._presses = Presses(store=store, config=config, clock=clock, lately=self._lately, look_up=self._looked_up)
        self._home = HomeAnswers(store=store, config=config, clock=clock)
        self._run: dict[str, Answerer] = {
            "statements": statements.search,
            "timeline": statements.timeline,
            "digest": digests.digest,
            "latest": statements.latest,
            "statement": statements.in_full,
            "compare": statements.compared,
            "activity": activity.activity,
            "why": WayAnswers(store=store, config=config, clock=clock, lately=self._lately).why,
            "actors": state.actors,
            "actor": self._actor,
            "sources": state.sources,
            "source": self._source,
            "status": state.state,
            "reload": self._reload,
            "help": self._help,
            **_of_routes(routes),
        }

    async def run(
        self,
        name: str,
        arguments: Mapping[str, str],
        page: int = 0,
        *,
        by: Member | None = None,
        file: AttachedFile | None = None,
    ) -> Reply:
        """Run a command. `arguments` are as typed; missing and blank ones are the same; unknown ones are ignored.

        Args:
            name: the command's, forgivingly.
            arguments: by their names; any command also takes `as`, the form of a file.
            page: counted from 0.
            by: who asks; None is whoever has the machine's own terminal, and may ask all.
            file: that came along.

        """
        return await self._answered(name, self._command_run(name, arguments, page, by=by, file=file))

    async def parse_and_run(self, text: str, *, by: Member | None = None) -> Reply:
        """Run one line as people type it: `statements trump since:2d ceasefire`. Order and case do not matter."""
        line = parse(text, arguments_of=_ARGUMENTS_OF)
        arguments = line.arguments
        if line.name in {"statements", "timeline", "activity"}:
            arguments = sorted_out(line, names=self._names, is_time=self._is_time)
            if meant := untimed(line, arguments):
                return await self._answered(line.name, _refused(meant))
            if line.name == "activity" and "actor" not in arguments:
                arguments["actor"] = arguments.get("words", "")  # nobody's name, and what may be meant is said
        elif line.name == "digest" and line.free and "action" not in arguments:
            arguments = behind_its_action(line, names=self._names, is_time=self._is_time)
        elif line.name == "follow":
            arguments = followed(line, names=self._names)
        elif line.name == "mute":
            zone = (by.time_zone if by else "") or self._config.bot.time_zone
            arguments = time_at_an_end(line, is_time=partial(self._is_ahead, zone=zone))
        elif line.free and (names := [one for one in _POSITIONAL[line.name] if one not in arguments]):
            most = len(names) - 1  # a word each, and for the last all the rest
            free = [one.text if one.quoted else str(one) for one in line.free]
            values = [*free[:most], self._last_of(line, names[-1], free[most:])]
            arguments = dict(zip(names, values, strict=False)) | arguments
        return await self.run(line.name or "help", arguments, line.page, by=by)

    def _last_of(self, line: TypedLine, name: str, free: Sequence[str]) -> str:
        """Join the words of the last argument. Of one that may hold several things, commas part what marks part.

        So `Ilse Varga "I. Varga" Varga` is three names, and `Ilse Varga` is one.
        """
        many = any(one.many for one in self._commands[line.name].arguments if one.name == name)
        tokens = line.free[len(line.free) - len(free) :]
        first = next((place for place, one in enumerate(tokens) if one.quoted), None) if many else None
        if first is None:
            return " ".join(free)
        return ", ".join(filter(None, [" ".join(free[:first]), *free[first:]]))

    async def press(self, token: str, *, by: Member) -> Reply:
        """Do what a button asks for: show something, turn a page, or keep what is said of a statement."""
        work = self._presses.pressed(token, by=by)
        reply = await self._answered(token, work, again=Button(label="Try again", token=token))
        return replace(reply, replaces=takes_place(token))

    async def find_in_message(self, text: str, links: Sequence[str], *, by: Member) -> Reply:
        """Find the statements in a message, or on the page behind its first link.

        Args:
            text: of the message, without the marks of its platform.
            links: that stand in it.
            by: who asks.

        """
        return await self._answered(FIND_STATEMENTS, self._found_in_message(text, links, by=by))

    async def home(self, platform: Platform, *, by: Member) -> Reply:
        """Show whether the bot is well, where alerts go, and the latest statements."""
        workspace_id = by.place.channel.workspace_id if by.place else ""
        page = self._home.home(platform, workspace_id=workspace_id, in_full=self._moderates(by))
        return await self._answered("home", page)

    async def complete(self, name: str, argument: str, typed: str) -> tuple[Choice, ...]:
        """Complete an argument from memory, the best first, at most 25."""
        asked = self._commands.get(name)
        completion = next((one.completion for one in asked.arguments if one.name == argument), None) if asked else None
        typed = plain(typed).strip()
        if completion is Completion.SINCE:
            meant = period_at(typed, now=self._clock.now(), zone=self._config.bot.time_zone, guess=False)
            return times(typed, is_time=meant is not None)
        return choices(typed, self._offers.of(completion, command=name))

    async def _answered(self, asked: str, work: Awaitable[Reply], *, again: Button | None = None) -> Reply:
        try:
            return await work
        except MistakeError as mistake:
            return Reply(title="That did not work", blocks=(Block(lines=mistake.lines),), mistake=True)
        except LookupTooSlowError as error:
            log.warning("lookup too slow", command=asked, error=str(error))
            lines: tuple[Line, ...] = (
                (words("This takes too long to look up. Narrow it: name an actor or a source, or a time like "),),
                (code("since:30d"), words(", or search for rarer words.")),
            )
            return Reply(title="Too slow", blocks=(Block(lines=lines),), mistake=True)
        except StoreError as error:
            log.exception("lookup failed", command=asked, error=str(error))
            failed = sentence("No answer", "The record cannot be read right now. Try again in a minute.", mistake=True)
            return replace(failed, buttons=(again,)) if again else failed

    async def import_sources(self, file: AttachedFile | None, *, by: Member) -> Reply:
        """Add the sources of a file that stands in a message."""
        return await self.run(SOURCE_COMMAND.name, {"action": "import"}, by=by, file=file)

    async def _command_run(
        self,
        name: str,
        arguments: Mapping[str, str],
        page: int,
        *,
        by: Member | None,
        file: AttachedFile | None = None,
    ) -> Reply:
        asked = self._command(name)
        if asked.who is Who.MODERATORS and not self._moderates(by):
            raise MistakeError(
                (
                    words(f"{asked.name} is for moderators, who are named in "),
                    code("bot.moderators"),
                    words("."),
                )
            )
        given = {one.name: plain(arguments.get(one.name) or "").strip() for one in asked.arguments}
        self._need(asked, given)
        page = min(max(page, 0), limits.LAST_PAGE)
        with self._one_more(by):
            enquiry = Enquiry(given=given, page=page, by=by, file=file, in_full=self._moderates(by))
            answer = self._run[asked.name]
            if form := file_form(arguments.get("as") or ""):
                return await self._files.file(asked.name, enquiry, form=form, answer=answer)
            return await answer(enquiry)

    async def _found_in_message(self, text: str, links: Sequence[str], *, by: Member) -> Reply:
        if self._message_command is None:
            raise MistakeError((words("Messages are read by the running bot. Ask it in a channel."),))
        with self._one_more(by):
            return await self._message_command.find(text, links, by=by)

    async def _looked_up(self, name: str, values: Sequence[str], page: int, by: Member) -> Reply:
        """Run a command for a button, or show what has no command: a whole report."""
        if name == REPORT:
            with self._one_more(by):
                return await self._presses.report("".join(values[:1]), page)
        arguments = {one.name: value for one, value in zip(self._command(name).arguments, values, strict=False)}
        return await self._command_run(name, arguments, page, by=by)

    @contextmanager
    def _one_more(self, by: Member | None) -> Iterator[None]:
        """Count a lookup of a person while it is under way, and refuse one too many."""
        who = by.id if by else ""
        if self._under_way[who] >= limits.LOOKUPS_AT_A_TIME:
            raise MistakeError((words("You are already waiting for other answers. Ask again once you have them."),))
        self._under_way[who] += 1
        try:
            yield
        finally:
            self._under_way[who] -= 1
            if not self._under_way[who]:
                del self._under_way[who]

    def _moderates(self, by: Member | None) -> bool:
        return may_see_all(by, moderators=self._config.bot.moderators)

    def _is_ahead(self, text: str, *, zone: str) -> bool:
        return moment_ahead(text, now=self._clock.now(), zone=zone) is not None

    def _is_time(self, text: str, alone: bool) -> bool:  # noqa: FBT001 - as `sorted_out` asks
        return period_at(text, now=self._clock.now(), zone=self._config.bot.time_zone, alone=alone) is not None

    @staticmethod
    def _need(asked: Command, given: Mapping[str, str]) -> None:
        for argument in asked.arguments:
            if argument.required and not given[argument.name]:
                if argument.name == "action":
                    offered = one_of(one.name for one in asked.actions)
                    raise MistakeError((words(f"{asked.name} needs an action: {offered}."),))
                name = _CALLED.get(argument.name) or f"{'an' if argument.name[0] in 'aeiou' else 'a'} {argument.name}"
                raise MistakeError((words(f"{asked.name} needs {name}: "), command(asked.usage)))

    def _command(self, name: str) -> Command:
        wanted = plain(name).strip().lstrip("/!").casefold()
        if wanted in self._commands:
            return self._commands[wanted]
        near = process.extractOne(wanted, list(self._commands), scorer=fuzz.ratio, score_cutoff=limits.NEAR_COMMAND)
        meant = near[0] if near else ""
        if not near and (found := self._names.actor_among([wanted])):
            meant = f"latest {found[0].id}"
        if meant:
            raise MistakeError(
                (words(f"There is no command {shown_back(wanted)}. Did you mean "), command(meant), words("?")),
                (command("help"), words(" lists the commands.")),
            )
        raise MistakeError(
            (words(f"There is no command {shown_back(wanted)}, and nobody of that name is tracked."),),
            (command("help"), words(" lists the commands, "), command("actors"), words(" who is tracked.")),
        )

    async def _source(self, asked: Enquiry) -> Reply:
        if self._source_command is None:
            raise MistakeError((words("Sources are not changed here."),))
        by = asked.by or AT_THE_TERMINAL
        may_change = moderates(by)
        return await self._source_command.run(asked.given, asked.page, by=by, may_change=may_change, file=asked.file)

    async def _actor(self, asked: Enquiry) -> Reply:
        if self._actor_command is None:
            raise MistakeError((words("Actors are not changed here."),))
        by = asked.by or AT_THE_TERMINAL
        return await self._actor_command.run(asked.given, asked.page, by=by, may_change=moderates(by))

    async def _reload(self, asked: Enquiry) -> Reply:
        return await self._reload_command.run(by=asked.by or AT_THE_TERMINAL)

    async def _help(self, asked: Enquiry) -> Reply:
        name = asked.given["command"]
        return one_command(self._command(name), page=asked.page) if name else all_commands()


async def _refused(meant: str) -> Reply:
    """Say that what somebody means by a time is none."""
    quoted = f'"{clip(meant, limits.SHOWN_BACK)}"'
    way_out: Line = (words("To search for the words, put them in quotation marks: "), code(quoted))
    raise MistakeError(not_a_time(meant), way_out)


def _of_routes(routes: RouteAnswers | None) -> dict[str, Answerer]:
    """Return what answers the commands that change routes; where nothing does, each says so."""
    if routes is None:
        return dict.fromkeys(("follow", "unfollow", "routes", "mute", "unmute", "quiet"), _not_here)
    return {
        "follow": routes.follow,
        "unfollow": routes.unfollow,
        "routes": routes.routes,
        "mute": routes.mute,
        "unmute": routes.unmute,
        "quiet": routes.quiet,
    }


async def _not_here(_asked: Enquiry) -> Reply:
    raise MistakeError((words("Routes are not changed here."),))
