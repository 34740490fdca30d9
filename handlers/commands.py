"""Carries out what a command or a button asks for, and returns a `Reply` that any platform can show.

Commands only read, and what a button says of a statement is kept once however often it arrives, so doing either twice
does no harm. No input raises: a mistake is a reply as well.
"""

from __future__ import annotations

import re
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

import structlog
from rapidfuzz import fuzz, process

from bot.core.errors import LookupTooSlowError, ReportNotFoundError, StoreError, WatchError
from bot.core.model import (
    OPERATOR,
    DeliveryState,
    FeedbackKind,
    ItemState,
    Member,
    Platform,
    StatementQuery,
)
from bot.core.ports import Notices, Rulings, SignsOfLife, Transactional
from bot.jobs import feedback
from bot.jobs.apart import ApartWrites, take_apart
from bot.rules.apart import merges
from bot.rules.times import in_time
from handlers import limits
from handlers.command_table import COMMANDS, Completion, Who
from handlers.render import answers, directory, feedback_answers, side_by_side, status
from handlers.render.buttons import OF_ALERTS, REPORT, Button, Press, apart_buttons, takes_place, token_of
from handlers.render.card import shown_in
from handlers.render.credits import actor_name, present_article
from handlers.render.lengths import clip, count
from handlers.render.moments import moment_text
from handlers.render.presented import present
from handlers.render.reply import Reply, paged, sentence
from handlers.render.segments import Block, Line, code, command, joined, strong, words
from handlers.render.sources_table import sources_blocks, sources_title, standings
from handlers.render.text import plain
from handlers.render.ways import Ways
from handlers.source_command import CHANGING
from handlers.typed.completion import Choice, Offer, choices, times
from handlers.typed.line import parse, sorted_out
from handlers.typed.mistake import MistakeError, one_of, shown_back
from handlers.typed.since import since_at
from handlers.typed.whom import Names, names_of
from handlers.why import WhyStore, way_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.model import Actor, Item, ReportView, Source, StatementView
    from bot.core.ports import Clock, Comparing
    from handlers.command_table import Command
    from handlers.source_command import SourceCommand

log = structlog.get_logger()

MISREAD = str.maketrans("oil", "011")  # letters that no id holds, for the digits that they look like
BLIND = frozenset({Platform.SLACK})  # platforms that do not tell who looks after a place

_WHY, _SOURCE = "why", "source"
_AT_THE_TERMINAL = Member(id=f"{OPERATOR}operator", name="operator", moderator=True)
_AROUND_ID = "`#.,;:()[]<>"  # what people copy with an id


class CommandStore(WhyStore, Rulings, Notices, SignsOfLife, Transactional[ApartWrites], Protocol):
    """What commands ask of the record, and what buttons write."""


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
    ) -> None:
        """Take what commands work with.

        Args:
            store: the record.
            config: names and the time zone.
            clock: the time.
            judge: compares statements; None in a process that is asked nothing of the kind.
            sources: answers `source`; None in a process that is asked nothing of the kind.

        """
        self._store = store
        self._judge = judge
        self._source_command = sources
        self._config = config
        self._clock = clock
        self._zone = config.bot.time_zone
        self._commands = {one.name: one for one in COMMANDS}
        self._arguments_of = {one.name: [argument.name for argument in one.arguments] for one in COMMANDS}
        self._positional = {
            one.name: [argument.name for argument in one.arguments if argument.completion is not Completion.KEYED]
            for one in COMMANDS
        }
        self._names = Names(config)
        self._under_way: Counter[str] = Counter()  # lookups, by who asked
        self._shown: dict[str, str] = {}  # statements shown of late, for completion: id → label
        self._run: dict[str, Callable[[Mapping[str, str], int], Awaitable[Reply]]] = {
            "statements": self._statements,
            "latest": self._latest,
            "statement": self._statement,
            "compare": self._compare,
            "actors": self._actors,
            "sources": self._sources,
            "status": self._status,
            "help": self._help,
        }  # and `why` and `source`, whose answers depend on who asks

    async def run(self, name: str, arguments: Mapping[str, str], page: int = 0, *, by: Member | None = None) -> Reply:
        """Run a command. `arguments` are as typed; missing and blank ones are the same; unknown ones are ignored.

        Args:
            name: the command's, forgivingly.
            arguments: by their names.
            page: counted from 0.
            by: who asks; None is whoever has the machine's own terminal, and may ask all.

        """
        return await self._answered(name, self._command_run(name, arguments, page, by=by))

    async def parse_and_run(self, text: str, *, by: Member | None = None) -> Reply:
        """Run one line as people type it: `statements trump since:2d ceasefire`. Order and case do not matter."""
        line = parse(text, arguments_of=self._arguments_of)
        arguments = line.arguments
        if line.name == "statements":
            arguments = sorted_out(line, names=self._names, is_time=lambda word: self._since_or_none(word) is not None)
        elif line.free and (names := [one for one in self._positional[line.name] if one not in arguments]):
            most = len(names) - 1  # a word each, and for the last all the rest
            values = [*line.free[:most], " ".join(line.free[most:])]
            arguments = dict(zip(names, values, strict=False)) | arguments
        return await self.run(line.name or "help", arguments, line.page, by=by)

    async def press(self, token: str, *, by: Member) -> Reply:
        """Do what a button asks for: show something, turn a page, or keep what is said of a statement."""
        reply = await self._answered(token, self._pressed(token, by=by), again=Button(label="Try again", token=token))
        return replace(reply, replaces=takes_place(token))

    async def complete(self, name: str, argument: str, typed: str) -> tuple[Choice, ...]:
        """Complete an argument from memory, the best first, at most 25."""
        known = self._commands.get(name)
        completion = next((one.completion for one in known.arguments if one.name == argument), None) if known else None
        typed = plain(typed).strip()
        if completion is Completion.SINCE:
            return times(typed, is_time=self._since_or_none(typed) is not None)
        return choices(typed, self._offers(completion))

    def _offers(self, completion: Completion | None) -> list[Offer]:
        """Return all that an argument can mean."""
        match completion:
            case Completion.ACTOR:
                actors = self._config.actors
                return [Offer(label=one.name, value=one.id, found_by=" ".join(names_of(one))) for one in actors]
            case Completion.ACTION:
                return [Offer(label=one, value=one, found_by=one) for one in ("list", "find", *sorted(CHANGING))]
            case Completion.SOURCE | Completion.SOURCE_ID:
                sources = self._config.sources
                return [Offer(label=one.name, value=one.id, found_by=f"{one.name} {one.id}") for one in sources]
            case Completion.STATEMENT:
                shown = reversed(self._shown.items())
                return [Offer(label=label, value=key, found_by=f"{label} {key}") for key, label in shown]
            case Completion.COMMAND:
                return [Offer(label=f"{one.name}: {one.help}", value=one.name, found_by=one.name) for one in COMMANDS]
            case _:
                return []

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

    async def _command_run(self, name: str, arguments: Mapping[str, str], page: int, *, by: Member | None) -> Reply:
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
        with self._one_more(by):
            if asked.name == _SOURCE:
                return await self._source(given, min(max(page, 0), limits.LAST_PAGE), by=by)
            if asked.name == _WHY:
                return await self._why(given["what"], page, in_full=self._moderates(by))
            return await self._run[asked.name](given, min(max(page, 0), limits.LAST_PAGE))

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
        """Tell whether somebody looks after the bot, or nobody can tell who does."""
        if by is None or by.moderator:
            return True
        platform = by.id.partition(":")[0]
        return platform in BLIND and not any(one.startswith(f"{platform}:") for one in self._config.bot.moderators)

    # Buttons

    async def _pressed(self, token: str, *, by: Member) -> Reply:
        verb, *values = token.split("~")
        match verb, values:
            case Press.SHOW, [name, *given]:
                return await self._looked_up(name, given, 0, by=by)
            case Press.TURN, [name, page, *given] if re.fullmatch(r"\d{1,4}", page, re.ASCII):
                return await self._looked_up(name, given, int(page), by=by)
            case Press.ASK, [kind, report_id] if kind in OF_ALERTS:
                return await self._which(FeedbackKind(kind), report_id, by=by)
            case ((Press.SAY | Press.PICK), [kind, statement_id]) if kind in OF_ALERTS:
                return await self._say(FeedbackKind(kind), statement_id, by=by)
            case Press.UNSAY, [kind, statement_id] if kind in frozenset(FeedbackKind):
                return await self._unsay(FeedbackKind(kind), statement_id, by=by)
            case ((Press.APART | Press.PART), [statement_id, *merge_id]):
                return await self._apart(statement_id, "".join(merge_id), by=by)
            case _:
                raise MistakeError(
                    (
                        words("This button belongs to another version of the bot. The commands still work: "),
                        command("help"),
                    )
                )

    async def _looked_up(self, name: str, values: Sequence[str], page: int, *, by: Member) -> Reply:
        if name == REPORT:
            with self._one_more(by):
                return await self._report("".join(values[:1]), page)
        arguments = {one.name: value for one, value in zip(self._command(name).arguments, values, strict=False)}
        return await self._command_run(name, arguments, page, by=by)

    async def _report(self, report_id: str, page: int) -> Reply:
        """Show every statement of a report."""
        report = await self._report_of(report_id)
        for view in report.statements[: limits.DISCORD_CHOICES]:
            self._remember(view)
        blocks = answers.whole_report(report, config=self._config)
        actor = actor_name(self._config, report.report.actor_id)
        noun = present_article(report.article, config=self._config).noun
        title = f"{count(len(report.statements), 'statement')} by {actor} in one {noun}"
        return paged(title, blocks, name=REPORT, values=[report_id], page=page)

    async def _report_of(self, report_id: str) -> ReportView:
        try:
            return await self._store.report(report_id)
        except ReportNotFoundError:
            raise MistakeError(
                (words("This alert is no longer on record. "), command("statements"), words(" lists what is."))
            ) from None

    async def _which(self, kind: FeedbackKind, report_id: str, *, by: Member) -> Reply:
        """Ask of which statement of an alert something is said."""
        views = [view for view, _ in shown_in(await self._report_of(report_id))]
        if len(views) == 1:
            return await self._say(kind, views[0].statement.id, by=by)
        return feedback_answers.choice(kind, views)

    async def _say(self, kind: FeedbackKind, statement_id: str, *, by: Member) -> Reply:
        view = await self._statement_of(statement_id)
        await feedback.say(self._store, kind, statement_id, by=by, now=self._clock.now())
        return feedback_answers.noted(view, kind, by=by)

    async def _unsay(self, kind: FeedbackKind, statement_id: str, *, by: Member) -> Reply:
        view = await self._statement_of(statement_id)
        ruled = await feedback.take_back(self._store, kind, statement_id, by=by, now=self._clock.now())
        return feedback_answers.taken_back(view, kind, ruled=ruled)

    async def _apart(self, statement_id: str, merge_id: str, *, by: Member) -> Reply:
        """Take a statement apart from something that it was merged with; ask first from what."""
        view = await self._statement_of(statement_id)
        if not by.moderator:
            await feedback.say(self._store, FeedbackKind.NOT_THE_SAME, statement_id, by=by, now=self._clock.now())
            return feedback_answers.noted(view, FeedbackKind.NOT_THE_SAME, by=by)
        found = merges(view)
        meant = [one for one in found if one.id == merge_id]
        if not found or (merge_id and not meant):
            raise MistakeError((words("These are told apart already."),))
        if not meant:
            return feedback_answers.merge_choice(view, found, config=self._config)
        channels = await take_apart(self._store, self._config, view, meant[0], by=by, now=self._clock.now())
        return feedback_answers.told_apart(view, meant[0], channels=channels, config=self._config)

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
        near = process.extractOne(wanted, list(self._commands), scorer=fuzz.ratio, score_cutoff=limits.NEAR_COMMAND)
        meant = near[0] if near else ""
        if not near and (found := self._names.actor_among([wanted])):
            meant = f"latest {found[0].id}"
        hint: Line = (words("Did you mean "), command(meant), words("?")) if meant else ()
        raise MistakeError(
            joined([(words(f"There is no command {shown_back(wanted)}."),), hint], " "),
            (command("help"), words(" lists the commands.")),
        )

    def _since(self, text: str) -> datetime:
        since = self._since_or_none(text)
        if since is None:
            raise MistakeError(
                (words(f"{shown_back(text)} is not a time. Try 2d, 12h, today, monday or 2026-11-01."),),
            )
        if since > self._clock.now():
            raise MistakeError((words(f"{shown_back(text)} is in the future."),))
        return since

    def _since_or_none(self, text: str) -> datetime | None:
        return since_at(text, now=self._clock.now(), zone=self._zone)

    # The commands

    async def _statements(self, given: Mapping[str, str], page: int) -> Reply:
        asked = self._asked(given)
        found = await self._store.statements(asked.query(page))
        if found.total == 0:
            hint = "Try fewer or other words." if asked.words else "More arrives as the sources are read."
            return sentence("No statements", f"Nothing on record{asked.said(self._zone)}. {hint}")
        last = (found.total - 1) // limits.STATEMENTS_A_PAGE
        if not found.statements and page:
            return await self._statements(given, min(page - 1, last))
        return paged(
            f"{'more than ' if found.more else ''}{count(found.total, 'statement')}{asked.said(self._zone)}",
            [self._listed(view) for view in found.statements],
            name="statements",
            values=asked.values(self._zone),
            page=page,
            pages=last + 1,
        )

    def _asked(self, given: Mapping[str, str]) -> _Asked:
        return _Asked(
            actor=self._names.actor(given["actor"]) if given["actor"] else None,
            words=given["words"],
            since=self._since(given["since"]) if given["since"] else None,
            source=self._names.source(given["source"]) if given["source"] else None,
            overflow_id=given["more"].strip(_AROUND_ID).lower(),
        )

    def _listed(self, view: StatementView) -> Block:
        self._remember(view)
        return answers.listed(present(view, config=self._config))

    def _remember(self, view: StatementView) -> None:
        """Keep a statement's id for completion."""
        statement = view.statement
        label = f"{actor_name(self._config, statement.actor_id)}: {plain(statement.text).strip()}"
        self._shown.pop(statement.id, None)
        self._shown[statement.id] = clip(label, limits.DISCORD_CHOICE)
        if len(self._shown) > limits.DISCORD_CHOICES:
            del self._shown[next(iter(self._shown))]

    async def _latest(self, given: Mapping[str, str], _page: int) -> Reply:
        actor = self._names.actor(given["actor"])
        found = await self._store.statements(StatementQuery(actor_id=actor.id, limit=limits.LATEST_LOOKED_AT))
        if not found.statements:
            said = f"Nothing by {actor.name} is on record yet. More arrives as the sources are read."
            return sentence("No statements", said)
        shown = [(view, present(view, config=self._config)) for view in found.statements]
        own = [(view, one) for view, one in shown if not (one.is_second_hand or one.is_withdrawn)]
        news = [(view, one) for view, one in own if not one.background]
        listing = command(f"statements {actor.id}")
        if not own:
            said = f"All that is on record for {actor.name} is second-hand or withdrawn: "
            return Reply(title="No statements", blocks=(Block(lines=((words(said), listing),)),))
        view, one = (news or own)[0]
        rest = (words(f"{'more than ' if found.more else ''}{found.total} on record: "), listing)
        evidence = (words("Evidence: "), command(f"statement {one.id}"))
        return paged(
            f"The latest statement by {actor.name}",
            [self._listed(view), Block(lines=(evidence, rest) if found.total > 1 else (evidence,))],
        )

    async def _statement(self, given: Mapping[str, str], page: int) -> Reply:
        view = await self._found(given["id"])
        statement_id = view.statement.id
        given_on = await self._store.feedback_on(statement_id)
        blocks = answers.statement_in_full(view, given=given_on, config=self._config)
        reply = paged(f"Statement {statement_id}", blocks, name="statement", values=[statement_id], page=page)
        return replace(reply, buttons=(*reply.buttons, *(apart_buttons(statement_id) if merges(view) else ())))

    async def _compare(self, given: Mapping[str, str], page: int) -> Reply:
        """Show two statements of one actor side by side, the earlier one first."""
        views = [await self._found(given[one]) for one in ("first_id", "second_id")]
        earlier, later = sorted(views, key=lambda one: in_time(one.statement))
        if earlier.statement.id == later.statement.id:
            raise MistakeError((words("Both ids are of the same statement: "), code(earlier.statement.id), words(".")))
        who = [actor_name(self._config, one.statement.actor_id) for one in views]
        if earlier.statement.actor_id != later.statement.actor_id:
            raise MistakeError(
                (words(f"One is by {who[0]}, the other by {who[1]}. Only statements by one person are compared."),)
            )
        if self._judge is None:
            raise MistakeError((words("Statements are compared by the running bot. Ask it in a channel."),))
        try:
            comparison = await self._judge.side_by_side(earlier.statement, later.statement)
        except WatchError as error:
            log.warning("not compared", statements=[one.statement.id for one in views], error=str(error))
            raise MistakeError((words("The two cannot be compared right now. Try again in a minute."),)) from error
        blocks = side_by_side.blocks(earlier, later, comparison, config=self._config)
        ids = [one.statement.id for one in views]
        return paged(f"Two statements by {who[0]}", blocks, name="compare", values=ids, page=page)

    async def _found(self, given: str) -> StatementView:
        """Return the statement with an id as it was typed, forgivingly."""
        typed = given.strip(_AROUND_ID)
        for statement_id in dict.fromkeys([typed, typed.lower(), typed.lower().translate(MISREAD)]):
            if view := await self._store.statement(statement_id):
                self._remember(view)
                return view
        near = process.extract(
            typed.lower(), list(self._shown), scorer=fuzz.ratio, score_cutoff=limits.NEAR_ID, limit=3
        )
        hint = f" Did you mean {one_of(match[0] for match in near)}?" if near else ""
        raise MistakeError(
            (words(f"No statement has the id {shown_back(typed)}.{hint}"),),
            (command("statements"), words(" lists them with their ids.")),
        )

    async def _why(self, what: str, page: int, *, in_full: bool) -> Reply:
        now = self._clock.now()
        way = await way_of(self._store, what, config=self._config, now=now)
        for step in way.statements:
            self._remember(step.view)
        blocks = Ways(config=self._config, now=now, in_full=in_full).blocks(way)
        title = f"Why: {clip(way.asked, limits.SHOWN_BACK)}"
        carried = "~" not in way.asked and token_of(Press.TURN, _WHY, str(limits.LAST_PAGE), way.asked)
        again = way.asked if carried or len(way.articles) != 1 else way.articles[0].article.id
        return paged(title, blocks, name=_WHY, values=[again], page=page)

    async def _actors(self, _given: Mapping[str, str], page: int) -> Reply:
        now = self._clock.now()
        blocks = [
            directory.actor_block(
                actor, await self._store.statements(StatementQuery(actor_id=actor.id, limit=1)), now=now
            )
            for actor in self._config.actors
        ]
        return paged(f"{count(len(blocks), 'actor')} tracked", blocks, name="actors", page=page)

    async def _sources(self, _given: Mapping[str, str], page: int) -> Reply:
        now = self._clock.now()
        actor_ids = [actor.id for actor in self._config.actors]
        fare = standings(
            self._config.sources,
            {state.source_id: state for state in await self._store.poll_states()},
            await self._store.notices(since=now),
            statements=await self._store.statements_by_source(actor_ids, since=now - limits.STATEMENTS_OF),
            walled=Counter(one.source_id for one in await self._not_read() if status.is_walled(one)),
        )
        pages = max(-(-len(fare) // limits.SOURCES_A_PAGE), 1)
        page = min(page, pages - 1)
        shown = fare[page * limits.SOURCES_A_PAGE : (page + 1) * limits.SOURCES_A_PAGE]
        blocks = sources_blocks(shown, now=now, zone=self._zone)
        return paged(sources_title(fare), blocks, name="sources", page=page, pages=pages)

    async def _source(self, given: Mapping[str, str], page: int, *, by: Member | None) -> Reply:
        if self._source_command is None:
            raise MistakeError((words("Sources are not changed here."),))
        by = by or _AT_THE_TERMINAL
        return await self._source_command.run(given, page, by=by, may_change=by.moderator)

    async def _not_read(self) -> list[Item]:
        """Return articles that wait or were given up, the last of each."""
        return [
            item
            for state in (ItemState.WAITING, ItemState.FAILED)
            for item in await self._store.items(state, limit=limits.WALLS_LOOKED_AT)
        ]

    async def _status(self, _given: Mapping[str, str], page: int) -> Reply:
        now = self._clock.now()
        title, life = status.life_block(await self._store.last_beat(), now=now)
        pauses = await self._store.pauses()
        paused = {pause.channel for pause in pauses}  # which say why nothing goes out
        stuck = [one for one in await self._store.stuck_channels() if one.head.channel not in paused]
        dead = await self._store.deliveries(DeliveryState.DEAD, limit=limits.FAILURES_SHOWN)
        failed = await self._store.items(ItemState.FAILED, limit=limits.FAILURES_SHOWN)
        notices = [one for one in await self._store.notices(since=now) if one.ended_at is None]
        since = now - self._config.polling.recheck_until
        unseen = [
            (item, one)
            for one in await self._store.rechecks_given_up(since=since, limit=limits.FAILURES_SHOWN)
            if (item := await self._store.item(one.subject_id)) is not None
        ]
        blocks = [
            life,
            status.counts_block(await self._store.counts()),
            *([status.notices_block(notices, config=self._config)] if notices else []),
            *status.day_blocks(await self._store.concluded_since(now - limits.STATUS_COUNTS)),
            *(status.pause_block(pause, now=now) for pause in pauses),
            *(status.stuck_block(one, now=now) for one in stuck),
            *(status.dead_block(delivery, now=now) for delivery in dead),
            *(status.item_block(item, config=self._config) for item in failed),
            *(status.recheck_block(item, one, config=self._config, now=now) for item, one in unseen),
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What a search asks for."""

    actor: Actor | None
    words: str
    since: datetime | None
    source: Source | None
    overflow_id: str

    def query(self, page: int) -> StatementQuery:
        return StatementQuery(
            actor_id=self.actor.id if self.actor else None,
            words=self.words or None,
            since=self.since,
            source_id=self.source.id if self.source else None,
            overflow_id=self.overflow_id or None,
            offset=page * limits.STATEMENTS_A_PAGE,
            limit=limits.STATEMENTS_A_PAGE,
        )

    def said(self, zone: str) -> str:
        """Say what is asked for, as the end of a sentence."""
        parts = [
            f" by {self.actor.name}" if self.actor else "",
            f" with {shown_back(self.words)}" if self.words else "",
            f" since {moment_text(self.since, zone=zone)}" if self.since else "",
            f" from {self.source.name}" if self.source else "",
            f" in the alerts of {shown_back(self.overflow_id)}" if self.overflow_id else "",
        ]
        return "".join(parts)

    def values(self, zone: str) -> list[str]:
        """Return what a button carries to ask for the same, with times that stay what they are."""
        since = self.since.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M") if self.since else ""
        found_by = [self.actor.id if self.actor else "", self.words, since, self.source.id if self.source else ""]
        return [*found_by, *([self.overflow_id] if self.overflow_id else [])]
