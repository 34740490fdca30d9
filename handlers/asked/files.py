"""An answer as a file: all of it, whatever page was asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from handlers import limits
from handlers.asked.rows import ANSWER_FORMS, csv_text, json_text, statement_row
from handlers.render.pieces.lengths import count
from handlers.render.pieces.segments import Block, line_text, words
from handlers.render.replies.reply import AnswerFile, Reply
from handlers.typed.mistake import MistakeError, shown_back

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.config import Config
    from handlers.asked.activity import ActivityAnswers
    from handlers.asked.digests import DigestAnswers
    from handlers.asked.enquiry import Answerer, Enquiry
    from handlers.asked.rows import Row
    from handlers.asked.statements import StatementAnswers


def file_form(typed: str) -> str:
    """Return the form of a file as it was typed, or "" where none is wanted.

    Raises:
        MistakeError: there is no such form.

    """
    form = typed.strip().lstrip(".").casefold()
    if form and form not in ANSWER_FORMS:
        raise MistakeError((words(f"There are no answers as {shown_back(typed)}. Write as:csv or as:json."),))
    return form


class FileAnswers:
    """Makes a file of an answer: statements with all their sightings, of anything else what is shown.

    Args:
        config: names.
        statements: finds what is on record.
        activity: counts it.
        digests: tells what of it was said of late.

    """

    def __init__(
        self, *, config: Config, statements: StatementAnswers, activity: ActivityAnswers, digests: DigestAnswers
    ) -> None:
        self._config = config
        self._statements = statements
        self._activity = activity
        self._digests = digests

    async def file(self, name: str, asked: Enquiry, *, form: str, answer: Answerer) -> Reply:
        """Answer with a file; a mistake, and that there is nothing, is answered as ever."""
        reply = await answer(replace(asked, page=0))
        if reply.mistake or (reply.file is not None and not reply.file.is_picture):  # it is one as it is
            return reply
        rows = await self._rows(name, asked, reply, answer)
        if not rows:
            return reply
        content = csv_text(rows) if form == "csv" else json_text(reply.title, rows)
        kept = AnswerFile(name=f"{name}.{form}", content=content.encode())
        held = f"{count(len(rows), 'row')} in {kept.name}."
        most = f" These are the newest {limits.FILE_STATEMENTS}." if len(rows) == limits.FILE_STATEMENTS else ""
        return Reply(title=reply.title, blocks=(Block(lines=((words(f"{held}{most}"),),)),), file=kept)

    async def _rows(self, name: str, asked: Enquiry, reply: Reply, answer: Answerer) -> Sequence[Row]:
        if name == "activity":
            return await self._activity.rows(asked) if reply.file else []
        finds = self._digests.views_for(asked) if name == "digest" else self._statements.views_for(name, asked)
        views = await finds
        if views is None:
            return await self._lines(asked, reply, answer)
        return [statement_row(one.statement, one.sightings, config=self._config) for one in views]

    @staticmethod
    async def _lines(asked: Enquiry, first: Reply, answer: Answerer) -> list[dict[str, Any]]:
        """Return the lines of every page of an answer."""
        rows: list[dict[str, Any]] = []
        part, reply = 0, first
        for page in range(min(first.pages, limits.FILE_PAGES)):
            reply = first if page == 0 else await answer(replace(asked, page=page))
            for block in reply.blocks:
                part += 1
                rows += [
                    {"part": part, "text": line_text(line), "links": [one.url for one in line if one.url]}
                    for line in block.lines
                ]
        return rows
