"""Every command once: name, help, arguments, who may; run, it returns a `Reply` that any platform can show.

Commands only read, and what a button says of a statement is said once however often it arrives, so doing either twice
does no harm. No input raises: a mistake is a reply as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

import structlog
from rapidfuzz import fuzz, process

from bot.core.errors import ReportNotFoundError, StoreError
from bot.core.model import DeliveryState, FeedbackKind, ItemState, Platform, StatementQuery
from bot.core.ports import Inbox, Lookups, Outbox, Record, Rulings, SignsOfLife
from handlers import feedback
from handlers.render import answers
from handlers.render.card import REPORT, shown_in
from handlers.render.phrases import actor_name, background_words, is_withdrawn
from handlers.render.reply import Button, Press, Reply, paged, takes_place
from handlers.render.segments import Block, Line, code, command, joined, moment_text, strong, words
from handlers.render.text import clip, plain
from handlers.typed import SHOWN_LIMIT, MistakeError, Names, folded_name, names_of, one_of, since_at, tokens_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.model import Person, PollState, ReportView, StatementView
    from bot.core.ports import Clock

log = structlog.get_logger()

STATEMENTS_A_PAGE = 5
FAILURES_SHOWN = 5  # of each sort
WAITING_LOOKED_AT = 50
LATEST_LOOKED_AT = 25  # to find the last of the actor's own that is no background
CHOICES = 25  # that Discord shows
CHOICE_LIMIT = 100
LAST_PAGE = 9999
NEAR_COMMAND = 60  # 0..100, rapidfuzz
NEAR_ID = 70
GOOD_CHOICE = 80
MISREAD = str.maketrans("oil", "011")  # letters that no id holds, for the digits that they look like
SPANS_OFFERED = ("today", "1d", "2d", "7d", "30d")


BLIND = frozenset({Platform.SLACK})  # platforms that do not tell who looks after a place


class Who(StrEnum):
    """Who may give a command."""

    EVERYONE = "everyone"
    MODERATORS = "moderators"  # those who look after the bot: channels and errors are named in the answer


class Completion(StrEnum):
    """What an argument can be completed with."""

    NOTHING = "nothing"
    ACTOR = "actor"
    SOURCE = "source"
    SINCE = "since"
    STATEMENT = "statement"
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
        keyed = argument.completion in {Completion.SINCE, Completion.SOURCE}
        shown = f"{argument.name}:…" if keyed else argument.name
        return shown if argument.required else f"[{shown}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One completion; both texts have at most 100 characters."""

    label: str
    value: str


_ACTOR = Argument(name="actor", help="Who said it: a name in any spelling", completion=Completion.ACTOR)
COMMANDS: tuple[Command, ...] = (
    Command(
        name="statements",
        help="Search what was said",
        arguments=(
            _ACTOR,
            Argument(name="words", help="Words that the statement or the headline holds"),
            Argument(name="since", help="2d, 12h, today, monday, 2026-11-01", completion=Completion.SINCE),
            Argument(name="source", help="The source that reported it", completion=Completion.SOURCE),
        ),
    ),
    Command(
        name="latest",
        help="Show the last statement of an actor",
        arguments=(Argument(name="actor", help=_ACTOR.help, required=True, completion=Completion.ACTOR),),
    ),
    Command(
        name="statement",
        help="Show one statement with its evidence and everyone who reported it",
        arguments=(
            Argument(
                name="id",
                help="The id that stands below each statement",
                required=True,
                completion=Completion.STATEMENT,
            ),
        ),
    ),
    Command(name="actors", help="List the people that are tracked"),
    Command(name="sources", help="List the sources and how they fare"),
    Command(
        name="status",
        help="Show whether the bot is alive, what waits and what failed",
        who=Who.MODERATORS,
    ),
    Command(
        name="help",
        help="Explain the commands",
        arguments=(Argument(name="command", help="The command to explain", completion=Completion.COMMAND),),
    ),
)


_KINDS = frozenset(FeedbackKind)


class CommandStore(Inbox, Outbox, Record, Lookups, Rulings, SignsOfLife, feedback.FeedbackStore, Protocol):
    """What commands ask of the record, and what buttons write."""


class Commands:
    """Runs commands over the record."""

    def __init__(self, store: CommandStore, config: Config, clock: Clock) -> None:
        self._store = store
        self._config = config
        self._clock = clock
        self._zone = config.bot.time_zone
        self._commands = {one.name: one for one in COMMANDS}
        self._names = Names(config)
        self._shown: dict[str, str] = {}  # statements shown of late, for completion: id → label
        self._run: dict[str, Callable[[Mapping[str, str], int], Awaitable[Reply]]] = {
            "statements": self._statements,
            "latest": self._latest,
            "statement": self._statement,
            "actors": self._actors,
            "sources": self._sources,
            "status": self._status,
            "help": self._help,
        }

    async def run(self, name: str, arguments: Mapping[str, str], page: int = 0, *, by: Person | None = None) -> Reply:
        """Run a command. `arguments` are as typed; missing and blank ones are the same; unknown ones are ignored.

        Args:
            name: the command's, forgivingly.
            arguments: by their names.
            page: counted from 0.
            by: who asks; None is whoever has the machine's own terminal, and may ask all.

        """
        return await self._answered(name, self._command_run(name, arguments, page, by=by))

    async def parse_and_run(self, text: str, *, by: Person | None = None) -> Reply:
        """Run one line as people type it: `statements trump since:2d ceasefire`. Order and case do not matter."""
        name, arguments, page = self._parse(text)
        return await self.run(name, arguments, page, by=by)

    async def press(self, token: str, *, by: Person) -> Reply:
        """Do what a button asks for: show something, turn a page, or keep what is said of a statement."""
        reply = await self._answered(token, self._pressed(token, by=by), again=Button(label="Try again", token=token))
        return replace(reply, replaces=takes_place(token))

    async def complete(self, name: str, argument: str, typed: str) -> tuple[Choice, ...]:
        """Complete an argument from memory, the best first, at most 25."""
        known = self._commands.get(name)
        completion = next((one.completion for one in known.arguments if one.name == argument), None) if known else None
        typed = plain(typed).strip()
        if completion is Completion.ACTOR:
            return _choices(typed, [(one.name, one.id, " ".join(names_of(one))) for one in self._config.actors])
        if completion is Completion.SOURCE:
            return _choices(typed, [(one.name, one.id, f"{one.name} {one.id}") for one in self._config.sources])
        if completion is Completion.STATEMENT:
            shown = reversed(self._shown.items())
            return _choices(typed, [(label, key, f"{label} {key}") for key, label in shown])
        if completion is Completion.COMMAND:
            return _choices(typed, [(f"{one.name}: {one.help}", one.name, one.name) for one in COMMANDS])
        if completion is Completion.SINCE:
            own = [typed] if typed and self._since_or_none(typed) else []
            values = dict.fromkeys([*own, *(span for span in SPANS_OFFERED if span.startswith(typed))])
            return tuple(Choice(label=value, value=value) for value in values if len(value) <= CHOICE_LIMIT)
        return ()

    async def _answered(self, asked: str, work: Awaitable[Reply], *, again: Button | None = None) -> Reply:
        try:
            return await work
        except MistakeError as mistake:
            return Reply(title="That did not work", blocks=(Block(lines=mistake.lines),), mistake=True)
        except StoreError as error:
            log.exception("lookup failed", command=asked, error=str(error))
            said = "The record cannot be used just now. Try again in a minute."
            failed = _said_plainly("No answer", said, mistake=True)
            return replace(failed, buttons=(again,)) if again else failed

    async def _command_run(self, name: str, arguments: Mapping[str, str], page: int, *, by: Person | None) -> Reply:
        asked = self._command(name)
        if asked.who is Who.MODERATORS and not self._keeps(by):
            raise MistakeError(
                (
                    words(f"{asked.name} is for those who look after the bot; "),
                    code("bot.moderators"),
                    words(" names them."),
                )
            )
        given = {one.name: plain(arguments.get(one.name) or "").strip() for one in asked.arguments}
        self._need(asked, given)
        return await self._run[asked.name](given, min(max(page, 0), LAST_PAGE))

    def _keeps(self, by: Person | None) -> bool:
        """Tell whether somebody looks after the bot, or nobody can tell who does."""
        if by is None or by.moderator:
            return True
        platform = by.id.partition(":")[0]
        return platform in BLIND and not any(one.startswith(f"{platform}:") for one in self._config.bot.moderators)

    # Buttons

    async def _pressed(self, token: str, *, by: Person) -> Reply:
        verb, *values = token.split("~")
        match verb, values:
            case Press.SHOW, [name, *given]:
                return await self._looked_up(name, given, 0, by=by)
            case Press.TURN, [name, page, *given] if re.fullmatch(r"\d{1,4}", page, re.ASCII):
                return await self._looked_up(name, given, int(page), by=by)
            case Press.ASK, [kind, report_id] if kind in _KINDS:
                return await self._which(FeedbackKind(kind), report_id, by=by)
            case ((Press.SAY | Press.PICK), [kind, statement_id]) if kind in _KINDS:
                return await self._say(FeedbackKind(kind), statement_id, by=by)
            case Press.UNSAY, [kind, statement_id] if kind in _KINDS:
                return await self._unsay(FeedbackKind(kind), statement_id, by=by)
            case _:
                raise MistakeError(
                    (words("This button is of another version of the bot. The commands still work: "), command("help"))
                )

    async def _looked_up(self, name: str, values: Sequence[str], page: int, *, by: Person) -> Reply:
        if name == REPORT:
            return await self._report("".join(values[:1]), page)
        arguments = {one.name: value for one, value in zip(self._command(name).arguments, values, strict=False)}
        return await self._command_run(name, arguments, page, by=by)

    async def _report(self, report_id: str, page: int) -> Reply:
        """Show every statement of a report."""
        report = await self._report_of(report_id)
        for view in report.statements[:CHOICES]:
            self._remember(view)
        blocks = answers.whole_report(report, config=self._config)
        count = _count(len(report.statements), "statement")
        title = f"{count} by {actor_name(self._config, report.report.actor_id)} in one article"
        return paged(title, blocks, name=REPORT, values=[report_id], page=page)

    async def _report_of(self, report_id: str) -> ReportView:
        try:
            return await self._store.report(report_id)
        except ReportNotFoundError:
            raise MistakeError(
                (words("This alert is no longer on record. "), command("statements"), words(" lists what is."))
            ) from None

    async def _which(self, kind: FeedbackKind, report_id: str, *, by: Person) -> Reply:
        """Ask of which statement of an alert something is said."""
        views = [view for view, _ in shown_in(await self._report_of(report_id))]
        if len(views) == 1:
            return await self._say(kind, views[0].statement.id, by=by)
        return answers.choice(kind, views)

    async def _say(self, kind: FeedbackKind, statement_id: str, *, by: Person) -> Reply:
        view = await self._statement_of(statement_id)
        await feedback.say(self._store, kind, statement_id, by=by, now=self._clock.now())
        return answers.noted(view, kind, by=by)

    async def _unsay(self, kind: FeedbackKind, statement_id: str, *, by: Person) -> Reply:
        view = await self._statement_of(statement_id)
        ruled = await feedback.take_back(self._store, kind, statement_id, by=by, now=self._clock.now())
        return answers.taken_back(view, kind, ruled=ruled)

    async def _statement_of(self, statement_id: str) -> StatementView:
        view = await self._store.statement(statement_id)
        if view is None:
            raise MistakeError(
                (words("This statement is no longer on record. "), command("statements"), words(" lists what is."))
            )
        return view

    # What people type

    @staticmethod
    def _need(asked: Command, given: Mapping[str, str]) -> None:
        for argument in asked.arguments:
            if argument.required and not given[argument.name]:
                article = "an" if argument.name[0] in "aeiou" else "a"
                raise MistakeError((words(f"{asked.name} needs {article} {argument.name}: "), command(asked.usage)))

    def _command(self, name: str) -> Command:
        wanted = plain(name).strip().lstrip("/!").casefold()
        if wanted in self._commands:
            return self._commands[wanted]
        near = process.extractOne(wanted, list(self._commands), scorer=fuzz.ratio, score_cutoff=NEAR_COMMAND)
        meant = near[0] if near else ""
        if not near and (found := self._names.actor_among([wanted])):
            meant = f"latest {found[0].id}"
        hint: Line = (words("Did you mean "), command(meant), words("?")) if meant else ()
        raise MistakeError(
            joined([(words(f"There is no command “{clip(wanted, SHOWN_LIMIT)}”."),), hint], " "),
            (command("help"), words(" lists the commands.")),
        )

    def _parse(self, text: str) -> tuple[str, dict[str, str], int]:
        tokens = tokens_of(text)
        if not tokens:
            return "help", {}, 0
        name = tokens.pop(0)[1].lstrip("/!").casefold()  # a key before it is no part of any command's name
        known = self._commands.get(name)
        if known is None:
            return name, {}, 0
        arguments: dict[str, str] = {}
        page, free = 0, []
        for key, value in tokens:
            if key == "page" and re.fullmatch(r"\d{1,4}", value, re.ASCII):
                page = max(int(value) - 1, 0)
            elif any(one.name == key for one in known.arguments):
                arguments[key] = value
            else:
                free.append(f"{key}:{value}" if key else value)
        if name == "statements":
            self._sort_out(free, arguments)
        elif known.arguments and free:
            arguments.setdefault(known.arguments[0].name, " ".join(free))
        return name, arguments, page

    def _sort_out(self, free: list[str], arguments: dict[str, str]) -> None:
        """Tell a time and an actor among free words from the words to search for."""
        if "since" not in arguments:
            for place, token in enumerate(free):
                led = token.casefold() == "since" and place + 1 < len(free)
                value = free[place + 1] if led else token
                if self._since_or_none(value):
                    arguments["since"] = value
                    del free[place : place + 1 + led]
                    break
        if "actor" not in arguments and (found := self._names.actor_among(free)):
            actor, start, end = found
            arguments["actor"] = actor.id
            del free[start:end]
        if free:
            arguments["words"] = " ".join([*([arguments["words"]] if "words" in arguments else []), *free])

    def _since(self, text: str) -> datetime:
        since = self._since_or_none(text)
        if since is None:
            raise MistakeError(
                (words(f"“{clip(text, SHOWN_LIMIT)}” is no time. Write 2d, 12h, today, monday, or 2026-11-01."),),
            )
        if since > self._clock.now():
            raise MistakeError(
                (words(f"“{clip(text, SHOWN_LIMIT)}” lies ahead; nobody has said anything since then."),)
            )
        return since

    def _since_or_none(self, text: str) -> datetime | None:
        return since_at(text, now=self._clock.now(), zone=self._zone)

    # The commands

    async def _statements(self, given: Mapping[str, str], page: int) -> Reply:
        actor = self._names.actor(given["actor"]) if given["actor"] else None
        since = self._since(given["since"]) if given["since"] else None
        source = self._names.source(given["source"]) if given["source"] else None
        query = StatementQuery(
            actor_id=actor.id if actor else None,
            words=given["words"] or None,
            since=since,
            source_id=source.id if source else None,
            offset=page * STATEMENTS_A_PAGE,
            limit=STATEMENTS_A_PAGE,
        )
        found = await self._store.statements(query)
        asked = "".join(
            [
                f" by {actor.name}" if actor else "",
                f" with “{clip(given['words'], SHOWN_LIMIT)}”" if given["words"] else "",
                f" since {moment_text(since, zone=self._zone)}" if since else "",
                f" from {source.name}" if source else "",
            ],
        )
        if found.total == 0:
            hint = "Try fewer or other words." if given["words"] else "The record fills as the sources are polled."
            return _said_plainly("No statements", f"Nothing is on record{asked}. {hint}")
        if not found.statements and page:
            return await self._statements(given, min(page - 1, (found.total - 1) // STATEMENTS_A_PAGE))
        values = [
            actor.id if actor else "",
            given["words"],
            since.astimezone(ZoneInfo(self._zone)).strftime("%Y-%m-%dT%H:%M") if since else "",  # a fixed first page
            source.id if source else "",
        ]
        return paged(
            f"{_count(found.total, 'statement')}{asked}",
            [self._listed(view) for view in found.statements],
            name="statements",
            values=values,
            page=page,
            pages=-(-found.total // STATEMENTS_A_PAGE),
        )

    def _listed(self, view: StatementView) -> Block:
        self._remember(view)
        return answers.listed(view, config=self._config)

    def _remember(self, view: StatementView) -> None:
        """Keep a statement's id for completion."""
        statement = view.statement
        label = f"{actor_name(self._config, statement.actor_id)}: {plain(statement.text).strip()}"
        self._shown.pop(statement.id, None)
        self._shown[statement.id] = clip(label, CHOICE_LIMIT)
        if len(self._shown) > CHOICES:
            del self._shown[next(iter(self._shown))]

    async def _latest(self, given: Mapping[str, str], _page: int) -> Reply:
        actor = self._names.actor(given["actor"])
        found = await self._store.statements(StatementQuery(actor_id=actor.id, limit=LATEST_LOOKED_AT))
        if not found.statements:
            said = f"Nothing by {actor.name} is on record yet. The record fills as the sources are polled."
            return _said_plainly("No statements", said)
        own = [view for view in found.statements if view.statement.teller is None and not is_withdrawn(view)]
        news = [view for view in own if not background_words(view, config=self._config)]
        listing = command(f"statements {actor.id}")
        if not own:
            said = f"{actor.name} is on record only with what others told, or what was withdrawn: "
            return Reply(title="No statements", blocks=(Block(lines=((words(said), listing),)),))
        view = (news or own)[0]
        rest = (words(f"{found.total} on record: "), listing)
        evidence = (words("Evidence: "), command(f"statement {view.statement.id}"))
        return paged(
            f"The last statement by {actor.name}",
            [self._listed(view), Block(lines=(evidence, rest) if found.total > 1 else (evidence,))],
        )

    async def _statement(self, given: Mapping[str, str], page: int) -> Reply:
        typed = given["id"].strip("`#.,;:()[]<>")
        for statement_id in dict.fromkeys([typed, typed.lower(), typed.lower().translate(MISREAD)]):
            if view := await self._store.statement(statement_id):
                self._remember(view)
                given_on = await self._store.feedback_on(statement_id)
                blocks = answers.statement_in_full(view, given=given_on, config=self._config)
                return paged(f"Statement {statement_id}", blocks, name="statement", values=[statement_id], page=page)
        near = process.extract(typed.lower(), list(self._shown), scorer=fuzz.ratio, score_cutoff=NEAR_ID, limit=3)
        hint = f" Did you mean {one_of(match[0] for match in near)}?" if near else ""
        raise MistakeError(
            (words(f"No statement has the id “{clip(typed, SHOWN_LIMIT)}”.{hint}"),),
            (command("statements"), words(" lists them with their ids.")),
        )

    async def _actors(self, _given: Mapping[str, str], page: int) -> Reply:
        now = self._clock.now()
        blocks = [
            answers.actor_block(
                actor, await self._store.statements(StatementQuery(actor_id=actor.id, limit=1)), now=now
            )
            for actor in self._config.actors
        ]
        return paged(f"{_count(len(blocks), 'actor')} tracked", blocks, name="actors", page=page)

    async def _sources(self, _given: Mapping[str, str], page: int) -> Reply:
        states = {state.source_id: state for state in await self._store.poll_states()}
        ordered = sorted(self._config.sources, key=lambda source: -_failures(states.get(source.id)))
        failing = sum(_failures(states.get(source.id)) > 0 for source in ordered)
        waiting = sum(source.id not in states for source in ordered)
        title = ", ".join(
            [
                f"{_count(len(ordered), 'source')}: {len(ordered) - failing - waiting} well",
                *([f"{failing} failing"] if failing else []),
                *([f"{waiting} not polled yet"] if waiting else []),
            ],
        )
        now = self._clock.now()
        blocks = [
            answers.source_block(
                source,
                states.get(source.id),
                history=await self._store.polls(source.id) if _failures(states.get(source.id)) else [],
                now=now,
            )
            for source in ordered
        ]
        return paged(title, blocks, name="sources", page=page)

    async def _status(self, _given: Mapping[str, str], page: int) -> Reply:
        now = self._clock.now()
        title, life = answers.life_block(await self._store.last_beat(), now=now)
        dead = await self._store.deliveries(DeliveryState.DEAD, limit=FAILURES_SHOWN)
        waiting = await self._store.deliveries(DeliveryState.PENDING, limit=WAITING_LOOKED_AT)
        tried = [delivery for delivery in waiting if delivery.last_error][:FAILURES_SHOWN]
        blocks = [
            life,
            answers.counts_block(await self._store.counts()),
            *(answers.pause_block(pause, now=now) for pause in await self._store.pauses()),
            *(answers.delivery_block(delivery, now=now) for delivery in [*dead, *tried]),
            *(answers.item_block(item) for item in await self._store.items(ItemState.FAILED, limit=FAILURES_SHOWN)),
        ]
        return paged(title, blocks, name="status", page=page)

    async def _help(self, given: Mapping[str, str], _page: int) -> Reply:
        if given["command"]:
            asked = self._command(given["command"])
            lines: list[Line] = [(command(asked.usage),), (words(asked.help),)]
            lines += [(strong(one.name), words(f": {one.help}")) for one in asked.arguments]
            return paged(f"Help: {asked.name}", [Block(lines=tuple(lines))])
        lines = [(command(one.usage), words(f": {one.help}")) for one in COMMANDS]
        return paged("Commands", [Block(lines=tuple(lines))])


def _choices(typed: str, offers: Sequence[tuple[str, str, str]]) -> tuple[Choice, ...]:
    """Return offers `(label, value, what it is found by)`: all, or those near to what is typed, the best first."""
    folded = folded_name(typed)
    if folded:
        scored = [(fuzz.partial_ratio(folded, folded_name(found_by)), offer) for *offer, found_by in offers]
        kept = [offer for score, offer in sorted(scored, key=lambda one: -one[0]) if score >= GOOD_CHOICE]
    else:
        kept = [[label, value] for label, value, _ in offers]
    return tuple(
        Choice(label=clip(plain(label).strip(), CHOICE_LIMIT), value=value)
        for label, value in kept[:CHOICES]
        if label.strip() and len(value) <= CHOICE_LIMIT
    )


def _failures(state: PollState | None) -> float:
    return state.failures if state else 0.0


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _said_plainly(title: str, sentence: str, *, mistake: bool = False) -> Reply:
    return Reply(title=title, blocks=(Block(lines=((words(sentence),),)),), mistake=mistake)
