"""Answers about statements: searched for, the latest, one in full, two side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from bot.core.errors import WatchError
from bot.core.model import FeedbackKind, StatementQuery
from bot.rules.apart import merges
from bot.rules.times import in_time
from handlers import limits
from handlers.asked.search import AROUND_ID, nothing_found, search_of
from handlers.asked.timeline import as_said, timeline_blocks
from handlers.render.messages.buttons import apart_buttons, together_buttons
from handlers.render.pieces.lengths import count
from handlers.render.pieces.segments import Block, code, command, words
from handlers.render.replies import answers, side_by_side
from handlers.render.replies.reply import Reply, paged, sentence
from handlers.render.statement.credits import actor_name
from handlers.render.statement.presented import present
from handlers.render.statement.quotes import first_question
from handlers.typed.mistake import MistakeError, one_of, shown_back

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.config import Config
    from bot.core.model import Actor, StatementPage, StatementView
    from bot.core.ports import Clock, Comparing
    from handlers.asked.enquiry import CommandStore, Enquiry
    from handlers.asked.lately import Lately
    from handlers.asked.search import Search
    from handlers.typed.whom import Names

log = structlog.get_logger()

MISREAD = str.maketrans("oil", "011")  # letters that no id holds, for the digits that they look like


class StatementAnswers:
    """Looks statements up.

    Args:
        store: the record.
        config: names and the time zone.
        clock: the time.
        names: of actors and sources.
        lately: remembers what is shown.
        judge: compares statements; None in a process that is asked nothing of the kind.

    """

    def __init__(
        self,
        *,
        store: CommandStore,
        config: Config,
        clock: Clock,
        names: Names,
        lately: Lately,
        judge: Comparing | None,
    ) -> None:
        self._store = store
        self._config = config
        self._clock = clock
        self._names = names
        self._lately = lately
        self._judge = judge

    async def search(self, asked: Enquiry) -> Reply:
        """Find statements by actor, words, time and source."""
        zone = self._zone_of(asked)
        wanted = self._wanted(asked.given, zone)
        found = await self._store.statements(wanted.query(page=asked.page))
        if found.total == 0:
            return await self._nothing(wanted, zone)
        last = (found.total - 1) // limits.STATEMENTS_A_PAGE
        page = asked.page
        if not found.statements and page:
            page = min(page - 1, last)
            found = await self._store.statements(wanted.query(page=page))
        return paged(
            f"{'more than ' if found.more else ''}{count(found.total, 'statement')}{wanted.said(zone)}",
            [self._listed(view) for view in found.statements],
            name="statements",
            values=wanted.values(),
            page=page,
            pages=last + 1,
        )

    async def timeline(self, asked: Enquiry) -> Reply:
        """Show what was said on a subject in the order in which it was said."""
        zone = self._zone_of(asked)
        wanted = self._wanted({**asked.given, "more": ""}, zone)
        found = await self._store.statements(wanted.query(size=limits.TIMELINE))
        if not found.statements:
            return await self._nothing(wanted, zone)
        for view in found.statements[: limits.DISCORD_CHOICES]:
            self._lately.add(view)
        blocks = timeline_blocks(found.statements, config=self._config, zone=zone)
        newest = f"the newest {limits.TIMELINE} statements" if found.total > limits.TIMELINE else ""
        title = f"Timeline: {newest or count(found.total, 'statement')}{wanted.said(zone)}"
        words_first = [wanted.words, *(one for place, one in enumerate(wanted.values()) if place != 1)]
        return paged(title, blocks, name="timeline", values=words_first, page=asked.page)

    async def _nothing(self, wanted: Search, zone: str) -> Reply:
        lines = await nothing_found(wanted, store=self._store, names=self._names, zone=zone)
        return paged("No statements", [Block(lines=tuple(lines))])

    async def views_for(self, name: str, asked: Enquiry) -> list[StatementView] | None:
        """Return the statements that a command shows on all its pages; None of a command that shows something else."""
        match name:
            case "statements":
                wanted = self._wanted(asked.given, self._zone_of(asked))
                found = await self._store.statements(wanted.query(size=limits.FILE_STATEMENTS))
                return list(found.statements)
            case "timeline":
                wanted = self._wanted({**asked.given, "more": ""}, self._zone_of(asked))
                return as_said((await self._store.statements(wanted.query(size=limits.FILE_STATEMENTS))).statements)
            case "latest":
                _, news = await self._latest_of(self._names.actor(asked.given["actor"]))
                return news[:1]
            case "statement":
                return [await self._found(asked.given["id"])]
            case "compare":
                return [await self._found(asked.given[one]) for one in ("first_id", "second_id")]
        return None

    async def latest(self, asked: Enquiry) -> Reply:
        """Show the latest statement of an actor that is news."""
        actor = self._names.actor(asked.given["actor"])
        found, own = await self._latest_of(actor)
        if not found.statements:
            said = f"Nothing by {actor.name} is on record yet. More arrives as the sources are read."
            return sentence("No statements", said)
        listing = command(f"statements {actor.id}")
        if not own:
            said = f"All that is on record for {actor.name} is second-hand or withdrawn: "
            return Reply(title="No statements", blocks=(Block(lines=((words(said), listing),)),))
        rest = (words(f"{'more than ' if found.more else ''}{found.total} on record: "), listing)
        evidence = (words("Evidence: "), command(f"statement {own[0].statement.id}"))
        return paged(
            f"The latest statement by {actor.name}",
            [self._listed(own[0]), Block(lines=(evidence, rest) if found.total > 1 else (evidence,))],
        )

    async def _latest_of(self, actor: Actor) -> tuple[StatementPage, list[StatementView]]:
        """Return what is on record of an actor, and of it the actor's own words: news before background."""
        found = await self._store.statements(StatementQuery(actor_id=actor.id, limit=limits.LATEST_LOOKED_AT))
        shown = [(view, present(view, config=self._config)) for view in found.statements]
        own = [(view, one) for view, one in shown if not (one.is_second_hand or one.is_withdrawn)]
        return found, [view for view, one in sorted(own, key=lambda pair: bool(pair[1].background))]

    async def in_full(self, asked: Enquiry) -> Reply:
        """Show one statement with its evidence."""
        view = await self._found(asked.given["id"])
        statement_id = view.statement.id
        given_on = await self._store.feedback_on(statement_id)
        blocks = answers.statement_in_full(view, given=given_on, config=self._config)
        reply = paged(f"Statement {statement_id}", blocks, name="statement", values=[statement_id], page=asked.page)
        is_apart = view.statement.ruling is FeedbackKind.NOT_THE_SAME
        offered = together_buttons(statement_id) if is_apart else apart_buttons(statement_id) if merges(view) else ()
        return replace(reply, buttons=(*reply.buttons, *offered))

    async def compared(self, asked: Enquiry) -> Reply:
        """Show two statements of one actor side by side, the earlier one first."""
        views = [await self._found(asked.given[one]) for one in ("first_id", "second_id")]
        earlier, later = sorted(views, key=lambda one: in_time(one.statement))
        if earlier.statement.id == later.statement.id:
            raise MistakeError((words("Both ids name the same statement: "), code(earlier.statement.id), words(".")))
        who = [actor_name(self._config, one.statement.actor_id) for one in views]
        if earlier.statement.actor_id != later.statement.actor_id:
            raise MistakeError(
                (words(f"One is by {who[0]}, the other by {who[1]}. Only statements by one person are compared."),)
            )
        if self._judge is None:
            raise MistakeError((words("Statements are compared by the running bot. Ask it in a channel."),))
        try:
            asked_of = (first_question(earlier.sightings), first_question(later.sightings))
            comparison = await self._judge.side_by_side(earlier.statement, later.statement, questions=asked_of)
        except WatchError as error:
            log.warning("not compared", statements=[one.statement.id for one in views], error=str(error))
            raise MistakeError((words("The two cannot be compared right now. Try again in a minute."),)) from error
        blocks = side_by_side.blocks(earlier, later, comparison, config=self._config)
        ids = [one.statement.id for one in views]
        return paged(f"Two statements by {who[0]}", blocks, name="compare", values=ids, page=asked.page)

    def _zone_of(self, asked: Enquiry) -> str:
        return (asked.by.time_zone if asked.by else "") or self._config.bot.time_zone

    def _wanted(self, given: Mapping[str, str], zone: str) -> Search:
        return search_of(given, names=self._names, now=self._clock.now(), zone=zone)

    def _listed(self, view: StatementView) -> Block:
        self._lately.add(view)
        return answers.listed(present(view, config=self._config))

    async def _found(self, given: str) -> StatementView:
        """Return the statement with an id as it was typed, forgivingly."""
        typed = given.strip(AROUND_ID)
        for statement_id in dict.fromkeys([typed, typed.lower(), typed.lower().translate(MISREAD)]):
            if view := await self._store.statement(statement_id):
                self._lately.add(view)
                return view
        near = self._lately.near(typed)
        hint = f" Did you mean {one_of(near)}?" if near else ""
        raise MistakeError(
            (words(f"No statement has the id {shown_back(typed)}.{hint}"),),
            (command("statements"), words(" lists them with their ids.")),
        )
