"""Answers about statements: searched for, the latest, one in full, two side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import structlog

from bot.core.errors import WatchError
from bot.core.model import StatementQuery
from bot.rules.apart import merges
from bot.rules.times import in_time
from handlers import limits
from handlers.render import answers, side_by_side
from handlers.render.buttons import apart_buttons
from handlers.render.credits import actor_name
from handlers.render.lengths import count
from handlers.render.moments import moment_text
from handlers.render.presented import present
from handlers.render.reply import Reply, paged, sentence
from handlers.render.segments import Block, code, command, words
from handlers.typed.mistake import MistakeError, one_of, shown_back
from handlers.typed.since import since_at

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.model import Actor, Source, StatementView
    from bot.core.ports import Clock, Comparing
    from handlers.asked.enquiry import CommandStore, Enquiry
    from handlers.asked.lately import Lately
    from handlers.typed.whom import Names

log = structlog.get_logger()

MISREAD = str.maketrans("oil", "011")  # letters that no id holds, for the digits that they look like

_AROUND_ID = "`#.,;:()[]<>"  # what people copy with an id


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
        self._zone = config.bot.time_zone
        self._names = names
        self._lately = lately
        self._judge = judge

    async def search(self, asked: Enquiry) -> Reply:
        """Find statements by actor, words, time and source."""
        wanted = self._asked(asked.given)
        return await self._found_page(wanted, asked.page)

    async def _found_page(self, asked: _Asked, page: int) -> Reply:
        found = await self._store.statements(asked.query(page))
        if found.total == 0:
            hint = "Try fewer or other words." if asked.words else "More arrives as the sources are read."
            return sentence("No statements", f"Nothing on record{asked.said(self._zone)}. {hint}")
        last = (found.total - 1) // limits.STATEMENTS_A_PAGE
        if not found.statements and page:
            return await self._found_page(asked, min(page - 1, last))
        return paged(
            f"{'more than ' if found.more else ''}{count(found.total, 'statement')}{asked.said(self._zone)}",
            [self._listed(view) for view in found.statements],
            name="statements",
            values=asked.values(self._zone),
            page=page,
            pages=last + 1,
        )

    async def latest(self, asked: Enquiry) -> Reply:
        """Show the latest statement of an actor that is news."""
        actor = self._names.actor(asked.given["actor"])
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

    async def in_full(self, asked: Enquiry) -> Reply:
        """Show one statement with its evidence."""
        view = await self._found(asked.given["id"])
        statement_id = view.statement.id
        given_on = await self._store.feedback_on(statement_id)
        blocks = answers.statement_in_full(view, given=given_on, config=self._config)
        reply = paged(f"Statement {statement_id}", blocks, name="statement", values=[statement_id], page=asked.page)
        return replace(reply, buttons=(*reply.buttons, *(apart_buttons(statement_id) if merges(view) else ())))

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
            comparison = await self._judge.side_by_side(earlier.statement, later.statement)
        except WatchError as error:
            log.warning("not compared", statements=[one.statement.id for one in views], error=str(error))
            raise MistakeError((words("The two cannot be compared right now. Try again in a minute."),)) from error
        blocks = side_by_side.blocks(earlier, later, comparison, config=self._config)
        ids = [one.statement.id for one in views]
        return paged(f"Two statements by {who[0]}", blocks, name="compare", values=ids, page=asked.page)

    def _asked(self, given: Mapping[str, str]) -> _Asked:
        return _Asked(
            actor=self._names.actor(given["actor"]) if given["actor"] else None,
            words=given["words"],
            since=self._since(given["since"]) if given["since"] else None,
            source=self._names.source(given["source"]) if given["source"] else None,
            overflow_id=given["more"].strip(_AROUND_ID).lower(),
        )

    def _since(self, text: str) -> datetime:
        since = since_at(text, now=self._clock.now(), zone=self._zone)
        if since is None:
            raise MistakeError(
                (words(f"{shown_back(text)} is not a time. Try 2d, 12h, today, monday or 2026-11-01."),),
            )
        if since > self._clock.now():
            raise MistakeError((words(f"{shown_back(text)} is in the future."),))
        return since

    def _listed(self, view: StatementView) -> Block:
        self._lately.add(view)
        return answers.listed(present(view, config=self._config))

    async def _found(self, given: str) -> StatementView:
        """Return the statement with an id as it was typed, forgivingly."""
        typed = given.strip(_AROUND_ID)
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
