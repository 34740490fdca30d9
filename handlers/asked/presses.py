"""What a button asks for: to show something, to turn a page, or to keep what is said of a statement."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.core.errors import ReportNotFoundError
from bot.core.model import FeedbackKind
from bot.jobs.rulings import feedback
from bot.jobs.rulings.apart import put_together, take_apart
from bot.rules.apart import merges, statement_apart
from handlers import limits
from handlers.render.messages.buttons import OF_ALERTS, REPORT, Press
from handlers.render.messages.card import shown_in
from handlers.render.pieces.lengths import count
from handlers.render.pieces.segments import command, words
from handlers.render.replies import answers, feedback_answers
from handlers.render.replies.reply import Reply, paged
from handlers.render.statement.credits import actor_name, present_article
from handlers.typed.mistake import MistakeError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.core.config import Config
    from bot.core.model import Member, ReportView, StatementView
    from bot.core.ports import Clock
    from handlers.asked.enquiry import CommandStore
    from handlers.asked.lately import Lately


class Presses:
    """Does what buttons ask for.

    Args:
        store: the record.
        config: names.
        clock: the time.
        lately: remembers what is shown.
        look_up: runs a command by its name, with the values of its arguments in their order and a page.

    """

    def __init__(
        self,
        *,
        store: CommandStore,
        config: Config,
        clock: Clock,
        lately: Lately,
        look_up: Callable[[str, Sequence[str], int, Member], Awaitable[Reply]],
    ) -> None:
        self._store = store
        self._config = config
        self._clock = clock
        self._lately = lately
        self._look_up = look_up

    async def pressed(self, token: str, *, by: Member) -> Reply:
        """Do what one asks for.

        Raises:
            MistakeError: it cannot be done; the lines say why.

        """
        verb, *values = token.split("~")
        match verb, values:
            case Press.SHOW, [name, *given]:
                return await self._look_up(name, given, 0, by)
            case Press.TURN, [name, page, *given] if re.fullmatch(r"\d{1,4}", page, re.ASCII):
                return await self._look_up(name, given, int(page), by)
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

    async def report(self, report_id: str, page: int) -> Reply:
        """Show every statement of a report."""
        report = await self._report_of(report_id)
        for view in report.statements[: limits.DISCORD_CHOICES]:
            self._lately.add(view)
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
        if kind is FeedbackKind.NOT_THE_SAME and view.statement.ruling is kind:
            if not by.moderator:
                raise MistakeError((words("A moderator separated them, and a moderator can take that back."),))
            await put_together(self._store, view, by=by, now=self._clock.now())
            return feedback_answers.together(view)
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
            raise MistakeError((words("These are already separate."),))
        if not meant:
            return feedback_answers.merge_choice(view, found, config=self._config)
        channels = await take_apart(self._store, self._config, view, meant[0], by=by, now=self._clock.now())
        apart_id = statement_id if meant[0].earlier else statement_apart(view, meant[0]).id
        return feedback_answers.separated(view, meant[0], apart_id=apart_id, channels=channels, config=self._config)

    async def _statement_of(self, statement_id: str) -> StatementView:
        view = await self._store.statement(statement_id)
        if view is None:
            raise MistakeError(
                (words("This statement is no longer on record. "), command("statements"), words(" lists what is."))
            )
        return view
