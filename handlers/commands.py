"""Every command once: name, help, arguments, who may; run, it returns a `Reply` that any platform can show.

Commands only read, so running one twice does no harm, and no input raises: a mistake is a reply as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import structlog
from rapidfuzz import fuzz, process

from bot.errors import StoreError
from bot.model import DeliveryState, ItemState, StatementQuery
from handlers.card import (
    NAME_LIMIT,
    OUTLET_LIMIT,
    ROLE_LIMIT,
    SENSE_LIMIT,
    TIER_WORDS,
    actor_of,
    badge_of,
    confidence_words,
    kind_words,
    quote_text,
    source_of,
)
from handlers.reply import Reply, cost, marked, paged, pieces
from handlers.segments import (
    Block,
    Line,
    Segment,
    ago,
    code,
    command,
    joined,
    link,
    moment,
    moment_text,
    quoted,
    strong,
    words,
)
from handlers.text import clip, plain, web_link
from handlers.typed import folded_name, names_of, since_at, tokens_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from bot.config import Config
    from bot.model import Actor, PollState, SightingView, Source, StatementView
    from bot.ports import Clock, Store

log = structlog.get_logger()

STATEMENTS_A_PAGE = 5
ACTORS_A_PAGE = 8
LISTED_WORDS_COST = 320  # with the link below, five statements fit into one page
LISTED_LINK_LIMIT = 250
CHOICES = 25  # that Discord shows
CHOICE_LIMIT = 100
LAST_PAGE = 9999
SIGN_OF_LIFE_EVERY = timedelta(minutes=2)  # a bot that is silent for longer is not running

SAME_NAME = 82  # 0..100, rapidfuzz: one letter wrong in six is still the same name
SAME_WORD = 88  # the same for a word among others, which may be meant as a word to search for
NEAR_NAME = 50


class Who(StrEnum):
    """Who may give a command, where the platform can tell."""

    EVERYONE = "everyone"
    KEEPERS = "keepers"  # those who look after the server: channels and errors are named in the answer


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
        who=Who.KEEPERS,
    ),
    Command(
        name="help",
        help="Explain the commands",
        arguments=(Argument(name="command", help="The command to explain", completion=Completion.COMMAND),),
    ),
)


class _MistakeError(Exception):
    """Something that the reader can set right."""

    def __init__(self, *lines: Line) -> None:
        super().__init__()
        self.lines = lines


class Commands:
    """Runs commands over the record."""

    def __init__(self, store: Store, config: Config, clock: Clock) -> None:
        self._store = store
        self._config = config
        self._clock = clock
        self._zone = config.bot.time_zone
        self._commands = {one.name: one for one in COMMANDS}
        self._names = [(folded_name(name), actor) for actor in config.actors for name in names_of(actor)]
        self._titles = [(folded_name(title), actor) for actor in config.actors for title in actor.titles]
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

    async def run(self, name: str, arguments: Mapping[str, str], page: int = 0) -> Reply:
        """Run a command. `arguments` are as typed; missing and blank ones are the same; unknown ones are ignored."""
        try:
            asked = self._command(name)
            given = {one.name: plain(arguments.get(one.name) or "").strip() for one in asked.arguments}
            self._need(asked, given)
            return await self._run[asked.name](given, min(max(page, 0), LAST_PAGE))
        except _MistakeError as mistake:
            return Reply(title="That did not work", blocks=(Block(lines=mistake.lines),), mistake=True)
        except StoreError as error:
            log.exception("lookup failed", command=name, error=str(error))
            line = (words("The record cannot be read just now. Try again in a minute."),)
            return Reply(title="No answer", blocks=(Block(lines=(line,)),), mistake=True)

    async def parse_and_run(self, text: str) -> Reply:
        """Run one line as people type it: `statements trump since:2d ceasefire`. Order and case do not matter."""
        name, arguments, page = self._parse(text)
        return await self.run(name, arguments, page)

    async def turn(self, token: str) -> Reply:
        """Run what `Reply.next` or `Reply.previous` holds."""
        name, _, rest = token.partition("~")
        page, _, rest = rest.partition("~")
        known = self._commands.get(name)
        if known is None or not re.fullmatch(r"\d{1,4}", page, re.ASCII):
            return await self.run("help", {})
        values = rest.split("~")
        arguments = {one.name: value for one, value in zip(known.arguments, values, strict=False)}
        return await self.run(name, arguments, int(page))

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
            values = dict.fromkeys(
                [*own, *(one for one in ("today", "1d", "2d", "7d", "30d") if one.startswith(typed))]
            )
            return tuple(Choice(label=value[:CHOICE_LIMIT], value=value[:CHOICE_LIMIT]) for value in values)
        return ()

    # What people type

    @staticmethod
    def _need(asked: Command, given: Mapping[str, str]) -> None:
        for argument in asked.arguments:
            if argument.required and not given[argument.name]:
                article = "an" if argument.name[0] in "aeiou" else "a"
                raise _MistakeError((words(f"{asked.name} needs {article} {argument.name}: "), command(asked.usage)))

    def _command(self, name: str) -> Command:
        wanted = plain(name).strip().lstrip("/!").casefold()
        if wanted in self._commands:
            return self._commands[wanted]
        near = process.extractOne(wanted, list(self._commands), scorer=fuzz.ratio, score_cutoff=60)
        hint: Line = (words("Did you mean "), command(near[0]), words("?")) if near else ()
        raise _MistakeError(
            joined([(words(f"There is no command “{clip(wanted, 40)}”."),), hint], " "),
            (command("help"), words(" lists the commands.")),
        )

    def _parse(self, text: str) -> tuple[str, dict[str, str], int]:
        tokens = tokens_of(text)
        if not tokens:
            return "help", {}, 0
        name = tokens.pop(0)[1].lstrip("/!").casefold()
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
        if "actor" not in arguments and (found := self._actor_among(free)):
            actor, start, end = found
            arguments["actor"] = actor.id
            del free[start:end]
        if free:
            arguments["words"] = " ".join([*([arguments["words"]] if "words" in arguments else []), *free])

    def _actor_among(self, free: Sequence[str]) -> tuple[Actor, int, int] | None:
        folded = [folded_name(token) for token in free]
        for size in range(min(len(free), 5), 0, -1):
            for start in range(len(free) - size + 1):
                run = " ".join(folded[start : start + size])
                actors = {actor.id: actor for name, actor in self._names if name == run}
                if len(actors) == 1:
                    return next(iter(actors.values())), start, start + size
        for start, token in enumerate(folded):
            scores = self._scores(token) if len(token) > 4 else []  # noqa: PLR2004 - shorter words are near too many
            if scores and scores[0][0] >= SAME_WORD and (len(scores) == 1 or scores[1][0] < scores[0][0]):
                return scores[0][1], start, start + 1
        return None

    def _actor(self, text: str) -> Actor:
        wanted = folded_name(text)
        exact = {actor.id: actor for name, actor in [*self._names, *self._titles] if name == wanted}
        if len(exact) == 1:
            return next(iter(exact.values()))
        scores = self._scores(wanted)
        alike = list(exact.values()) or [actor for score, actor in scores if score >= SAME_NAME]
        if alike and not exact and (len(alike) == 1 or scores[0][0] > scores[1][0]):
            return alike[0]
        near = alike or [actor for score, actor in scores if score >= NEAR_NAME] or list(self._config.actors)
        said = "could be more than one" if alike else "is nobody who is tracked"
        raise _MistakeError(
            (words(f"“{clip(text, 60)}” {said}. Did you mean {_one_of(actor.name for actor in near)}?"),),
            (command("actors"), words(" lists everyone.")),
        )

    def _scores(self, folded: str) -> list[tuple[float, Actor]]:
        best: dict[str, tuple[float, Actor]] = {}
        for name, actor in self._names:
            score = max(fuzz.ratio(folded, name), fuzz.token_sort_ratio(folded, name))
            if actor.id not in best or score > best[actor.id][0]:
                best[actor.id] = (score, actor)
        return sorted(best.values(), key=lambda scored: -scored[0])

    def _source(self, text: str) -> Source:
        wanted = folded_name(text)
        named = [(folded_name(name), source) for source in self._config.sources for name in (source.id, source.name)]
        exact = {source.id: source for name, source in named if name == wanted}
        starting = {source.id: source for name, source in named if name.startswith(wanted)} if wanted else {}
        for found in (exact, starting):
            if len(found) == 1:
                return next(iter(found.values()))
        scores = {
            source.id: max(fuzz.WRatio(wanted, name) for name, one in named if one is source) for _, source in named
        }
        near = sorted(self._config.sources, key=lambda source: -scores[source.id])
        if not exact and not starting and scores[near[0].id] >= SAME_NAME:
            best = [source for source in near if scores[source.id] == scores[near[0].id]]
            if len(best) == 1:
                return best[0]
        raise _MistakeError(
            (words(f"“{clip(text, 60)}” is no source. Did you mean {_one_of(source.id for source in near)}?"),),
            (command("sources"), words(" lists them.")),
        )

    def _since(self, text: str) -> datetime:
        since = self._since_or_none(text)
        if since is None:
            raise _MistakeError(
                (words(f"“{clip(text, 40)}” is no time. Write 2d, 12h, today, monday, or 2026-11-01."),),
            )
        if since > self._clock.now():
            raise _MistakeError((words(f"“{clip(text, 40)}” lies ahead; nobody has said anything since then."),))
        return since

    def _since_or_none(self, text: str) -> datetime | None:
        return since_at(text, now=self._clock.now(), zone=self._zone)

    # The commands

    async def _statements(self, given: Mapping[str, str], page: int) -> Reply:
        actor = self._actor(given["actor"]) if given["actor"] else None
        since = self._since(given["since"]) if given["since"] else None
        source = self._source(given["source"]) if given["source"] else None
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
                f" with “{clip(given['words'], 60)}”" if given["words"] else "",
                f" since {moment_text(since, zone=self._zone)}" if since else "",
                f" from {source.name}" if source else "",
            ],
        )
        if found.total == 0:
            hint = "Try fewer or other words." if given["words"] else "It fills as the sources are polled."
            line = (words(f"Nothing is on record{asked}. {hint}"),)
            return Reply(title="No statements", blocks=(Block(lines=(line,)),))
        if not found.statements and page:
            return await self._statements(given, min(page - 1, (found.total - 1) // STATEMENTS_A_PAGE))
        values = [
            actor.id if actor else "",
            given["words"],
            since.astimezone(ZoneInfo(self._zone)).strftime("%Y-%m-%dT%H:%M") if since else "",
            source.id if source else "",
        ]
        return paged(
            f"{found.total} statement{'s' if found.total > 1 else ''}{asked}",
            [self._listed(view) for view in found.statements],
            name="statements",
            values=values,
            page=page,
            pages=-(-found.total // STATEMENTS_A_PAGE),
        )

    def _listed(self, view: StatementView) -> Block:
        """Return a statement in three lines or fewer, of a bounded cost."""
        statement = view.statement
        actor = actor_of(self._config, statement.actor_id)
        limit = LISTED_WORDS_COST - 4
        said = self._said(view, limit=limit)
        while cost((said,)) > LISTED_WORDS_COST:
            limit = limit * 3 // 4
            said = self._said(view, limit=limit)
        first = view.sightings[0] if view.sightings else None
        reports = f"{len(view.sightings)} reports" if len(view.sightings) > 1 else ""
        self._remember(view)
        return Block(
            lines=(
                said,
                joined(
                    [
                        (strong(clip(actor.name, NAME_LIMIT)),),
                        (words(kind_words(statement.kind, actor)),),
                        (words(badge_of(view).lower()),),
                        (words(confidence_words(statement.confidence)),),
                    ],
                ),
                joined(
                    [
                        (self._outlet(first, LISTED_LINK_LIMIT),) if first else (),
                        (moment(statement.said_at or statement.first_seen_at, zone=self._zone),),
                        (words(reports),) if reports else (),
                        (code(statement.id),),
                    ],
                ),
            ),
        )

    def _said(self, view: StatementView, *, limit: int) -> Line:
        said = quoted(quote_text(view, limit=limit))
        return (words(f"{clip(view.statement.sense, SENSE_LIMIT)}: "), said) if view.statement.sense else (said,)

    def _outlet(self, view: SightingView, limit: int) -> Segment:
        source = source_of(self._config, view.article.source_id, view.article.url)
        name = clip(source.name, OUTLET_LIMIT)
        return link(name, view.article.url) if len(web_link(view.article.url)) <= limit else words(name)

    def _remember(self, view: StatementView) -> None:
        """Keep a statement's id for completion."""
        statement = view.statement
        label = f"{actor_of(self._config, statement.actor_id).name}: {plain(statement.text).strip()}"
        self._shown.pop(statement.id, None)
        self._shown[statement.id] = clip(label, CHOICE_LIMIT)
        if len(self._shown) > CHOICES:
            del self._shown[next(iter(self._shown))]

    async def _latest(self, given: Mapping[str, str], _page: int) -> Reply:
        actor = self._actor(given["actor"])
        found = await self._store.statements(StatementQuery(actor_id=actor.id, limit=1))
        if not found.statements:
            line = (words(f"Nothing by {actor.name} is on record yet. It fills as the sources are polled."),)
            return Reply(title="No statements", blocks=(Block(lines=(line,)),))
        view = found.statements[0]
        rest = (words(f"{found.total} on record: "), command(f"statements {actor.id}"))
        evidence = (words("Evidence: "), command(f"statement {view.statement.id}"))
        return paged(
            f"The last statement by {actor.name}",
            [self._listed(view), Block(lines=(evidence, rest) if found.total > 1 else (evidence,))],
        )

    async def _statement(self, given: Mapping[str, str], page: int) -> Reply:
        statement_id = given["id"].strip("`#.,;:()[]<>").lower()
        view = await self._store.statement(statement_id)
        if view is None:
            near = process.extract(statement_id, list(self._shown), scorer=fuzz.ratio, score_cutoff=70, limit=3)
            hint = f" Did you mean {_one_of(match[0] for match in near)}?" if near else ""
            raise _MistakeError(
                (words(f"No statement has the id “{clip(statement_id, 40)}”.{hint}"),),
                (command("statements"), words(" lists them with their ids.")),
            )
        self._remember(view)
        statement = view.statement
        actor = actor_of(self._config, statement.actor_id)
        facts = joined(
            [
                (strong(clip(actor.name, NAME_LIMIT)),),
                (words(clip(actor.role, ROLE_LIMIT)),) if actor.role else (),
                (words(kind_words(statement.kind, actor)),),
                (words(badge_of(view).lower()),),
                (words(confidence_words(statement.confidence)),),
            ],
        )
        times = joined(
            [
                (words("said "), moment(statement.said_at, zone=self._zone)) if statement.said_at else (),
                (words("first seen "), moment(statement.first_seen_at, zone=self._zone)),
            ],
        )
        sense: Line = (words(f"{clip(statement.sense, SENSE_LIMIT)}:"),) if statement.sense else ()
        full = quote_text(view, limit=len(statement.text) + 1)
        blocks = [Block(lines=(sense,))] if sense else []
        blocks += [Block(lines=((quoted(piece),),)) for piece in pieces(full)]
        blocks.append(Block(lines=(facts, times)))
        if view.sightings:
            blocks += self._evidence(view.sightings[0])
        count = len(view.sightings)
        blocks.append(Block(lines=((strong(f"Reported {count} time{'' if count == 1 else 's'}"),),)))
        blocks += [self._sighting(one, actor) for one in view.sightings]
        return paged(f"Statement {statement.id}", blocks, name="statement", values=[statement.id], page=page)

    def _evidence(self, view: SightingView) -> list[Block]:
        """Return the paragraph that shows the words, with the words marked, and how they were found."""
        quotation, text = view.sighting.quotation, view.article.text
        start = text.rfind("\n", 0, max(quotation.evidence[0], 0)) + 1
        end = text.find("\n", quotation.evidence[1])
        end = len(text) if end < 0 else end
        blocks = [Block(lines=((strong("Evidence"),),))]
        blocks += [Block(lines=(line,)) for line in marked(text, start, end, quotation.content)]
        if quotation.links:
            steps = tuple(
                (words(f"{place}. {clip(plain(step), 200)}"),) for place, step in enumerate(quotation.links, 1)
            )
            blocks.append(Block(lines=((strong("How it was found"),),)))
            blocks += [Block(lines=(step,)) for step in steps]
        return blocks

    def _sighting(self, view: SightingView, actor: Actor) -> Block:
        source = source_of(self._config, view.article.source_id, view.article.url)
        quotation = view.sighting.quotation
        published_at = view.article.published_at
        return Block(
            lines=(
                joined(
                    [
                        (link(clip(source.name, OUTLET_LIMIT), view.article.url),),
                        (words(TIER_WORDS[source.tier]),),
                        (words(clip(plain(view.article.title).strip(), 180)),) if view.article.title.strip() else (),
                    ],
                ),
                joined(
                    [
                        (words("published "), moment(published_at, zone=self._zone)) if published_at else (),
                        (words("seen "), moment(view.sighting.seen_at, zone=self._zone)),
                        (words(kind_words(quotation.kind, actor)),),
                        (words(clip(plain(quotation.manner).strip(), 80)),) if quotation.manner else (),
                        (words(confidence_words(quotation.confidence)),),
                        (words("read from the feed only"),) if not view.article.whole else (),
                    ],
                ),
            ),
        )

    async def _actors(self, _given: Mapping[str, str], page: int) -> Reply:
        everyone = self._config.actors
        pages = max(-(-len(everyone) // ACTORS_A_PAGE), 1)
        page = min(page, pages - 1)
        now, blocks = self._clock.now(), []
        for actor in everyone[page * ACTORS_A_PAGE : (page + 1) * ACTORS_A_PAGE]:
            found = await self._store.statements(StatementQuery(actor_id=actor.id, limit=1))
            record: Line = (words("nothing on record yet"),)
            if found.statements:
                last = found.statements[0].statement
                record = (
                    words(f"{found.total} on record, the last "),
                    ago(last.first_seen_at, now=now),
                    words(": "),
                    command(f"latest {actor.id}"),
                )
            named = joined([(strong(clip(actor.name, NAME_LIMIT)),), (words(clip(actor.role, ROLE_LIMIT)),)])
            aliases = f"also {clip(', '.join(actor.aliases), 120)}" if actor.aliases else ""
            blocks.append(Block(lines=(named, *(((words(aliases),),) if aliases else ()), record)))
        return paged(f"{len(everyone)} tracked", blocks, name="actors", page=page, pages=pages)

    async def _sources(self, _given: Mapping[str, str], page: int) -> Reply:
        states = {state.source_id: state for state in await self._store.poll_states()}
        ordered = sorted(self._config.sources, key=lambda source: -_failures(states.get(source.id)))
        failing = sum(_failures(states.get(source.id)) > 0 for source in ordered)
        waiting = sum(source.id not in states for source in ordered)
        title = ", ".join(
            [
                f"{len(ordered)} sources: {len(ordered) - failing - waiting} well",
                *([f"{failing} failing"] if failing else []),
                *([f"{waiting} not polled yet"] if waiting else []),
            ],
        )
        blocks = [self._source_block(source, states.get(source.id)) for source in ordered]
        return paged(title, blocks, name="sources", page=page)

    def _source_block(self, source: Source, state: PollState | None) -> Block:
        now = self._clock.now()
        head = [(strong(clip(source.name, OUTLET_LIMIT)),), (code(source.id),), (words(TIER_WORDS[source.tier]),)]
        if state is None:
            return Block(lines=(joined([*head, (words("not polled yet"),)]),))
        well = not state.failures
        health = "well" if well else f"failing: {state.last_outcome or 'unknown'}, {state.failures:g} failures"
        lines = [
            joined([*head, (words(health),)]),
            joined(
                [
                    (words("last ok "), ago(state.last_ok_at, now=now)) if state.last_ok_at else (words("never ok"),),
                    (words("last new item "), ago(state.last_new_at, now=now)) if state.last_new_at else (),
                    (words("next poll "), ago(state.next_poll_at, now=now)),
                ],
            ),
        ]
        if not well and state.last_error:
            lines.append((code(clip(plain(state.last_error).strip(), 160)),))
        return Block(lines=tuple(lines))

    async def _status(self, _given: Mapping[str, str], page: int) -> Reply:
        now = self._clock.now()
        beat, counts, pauses = await self._store.last_beat(), await self._store.counts(), await self._store.pauses()
        failed = await self._store.items(ItemState.FAILED, limit=5)
        dead = await self._store.deliveries(DeliveryState.DEAD, limit=5)
        title = "The bot has not run yet"
        life: list[Line] = [(words("No sign of life is on record."),)]
        if beat:
            alive = now - beat.at <= SIGN_OF_LIFE_EVERY
            title = "The bot is running" if alive else "The bot is not running"
            life = [
                (
                    words("last sign of life "),
                    ago(beat.at, now=now),
                    words(", started "),
                    ago(beat.started_at, now=now),
                ),
                *((strong(name), words(f": {clip(plain(state), 160)}")) for name, state in beat.platforms.items()),
            ]
        items, deliveries = counts.items, counts.deliveries
        waiting = sum(
            deliveries.get(one, 0) for one in (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.STALE)
        )
        blocks = [
            Block(lines=tuple(life)),
            Block(
                lines=(
                    (
                        words(
                            f"{counts.articles} articles, {counts.statements} statements, {counts.sightings} sightings",
                        ),
                    ),
                    (
                        words(
                            f"articles: {items.get(ItemState.WAITING, 0)} waiting to be read, "
                            f"{items.get(ItemState.FAILED, 0)} failed",
                        ),
                    ),
                    (
                        words(
                            f"messages: {deliveries.get(DeliveryState.SENT, 0)} sent, {waiting} waiting, "
                            f"{deliveries.get(DeliveryState.DEAD, 0)} dead",
                        ),
                    ),
                ),
            ),
        ]
        for pause in pauses:
            line = joined(
                [
                    (words("paused: "), code(str(pause.channel))),
                    (words("tried again "), ago(pause.until, now=now)),
                    (words(clip(plain(pause.reason).strip(), 160)),),
                ],
            )
            blocks.append(Block(lines=(line,)))
        blocks += [
            Block(
                lines=(
                    joined(
                        [
                            (words("dead message: "), code(one.id), words(" to "), code(str(one.channel))),
                            (words(clip(plain(one.last_error or "no reason on record").strip(), 160)),),
                        ],
                    ),
                ),
            )
            for one in dead
        ]
        blocks += [
            Block(
                lines=(
                    joined(
                        [
                            (words("failed article: "), link(clip(plain(one.entry.title).strip(), 80), one.entry.url)),
                            (words(clip(plain(one.last_error or "no reason on record").strip(), 160)),),
                        ],
                    ),
                ),
            )
            for one in failed
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
        kept = [offer for score, offer in sorted(scored, key=lambda one: -one[0]) if score >= SAME_NAME]
    else:
        kept = [[label, value] for label, value, _ in offers]
    return tuple(
        Choice(label=clip(plain(label).strip(), CHOICE_LIMIT), value=value)
        for label, value in kept[:CHOICES]
        if label.strip() and len(value) <= CHOICE_LIMIT
    )


def _failures(state: PollState | None) -> float:
    return state.failures if state else 0.0


def _one_of(names: Iterable[str]) -> str:
    """Write up to five names: `a, b or c`."""
    shown = [clip(plain(name), NAME_LIMIT) for name in list(names)[:5]]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"
