"""Which statements a message in a channel holds, or the page behind its first link: asked from the message's menu."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from bot.core.crediting import statement_text, why_not
from bot.core.errors import SourceError, WatchError
from bot.core.model import Article, Kind, View
from handlers import limits
from handlers.looks import why_not_fetched
from handlers.render.pieces.lengths import clip, count, short
from handlers.render.pieces.segments import Block, Line, joined, link, quoted, strong, words
from handlers.render.replies.reply import Reply
from handlers.render.statement.credits import actor_name
from handlers.render.statement.facts import confidence_figure
from handlers.typed.mistake import MistakeError, shown_back

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.config import Config
    from bot.core.model import Member, Quotation, Watched
    from bot.core.ports import Clock, PageLookup, Watcher
    from handlers.looks import Looks

log = structlog.get_logger()


class MessageCommand:
    """Finds statements in messages. Nothing is saved, and nobody else is told.

    Args:
        watcher: reads the words.
        pages: fetches what a link leads to.
        looks: how often a person may have that done.
        config: names.
        clock: the time.

    """

    def __init__(self, *, watcher: Watcher, pages: PageLookup, looks: Looks, config: Config, clock: Clock) -> None:
        self._watcher = watcher
        self._pages = pages
        self._looks = looks
        self._config = config
        self._clock = clock

    async def find(self, text: str, links: Sequence[str], *, by: Member) -> Reply:
        """Read a message; where it holds no statement, read the page behind its first link.

        Args:
            text: of the message, without the marks of its platform.
            links: that stand in it.
            by: who asks.

        Raises:
            MistakeError: there is nothing to read, or it cannot be read; the lines say why.

        """
        if not text.strip() and not links:
            raise MistakeError((words("This message holds no text, so there is nothing to find in it."),))
        found = await self._read(text, title="")
        if any(why_not(one) is None for one in found.quotations) or not links:
            return self._shown(found, text, where="in this message")
        with self._looks.one_more(by):
            try:
                page = await self._pages.page(links[0])
            except SourceError as error:
                said = f"No statement stands in the message, and {shown_back(links[0])} cannot be read: "
                raise MistakeError((words(f"{said}{why_not_fetched(error)}."),)) from error
        found = await self._read(page.text, title=page.title)
        return self._shown(found, page.text, where="on the page", page=page)

    async def _read(self, text: str, *, title: str) -> Watched:
        """Read the beginning of a text, as much as holds up no news.

        Raises:
            MistakeError: it cannot be read now.

        """
        now = self._clock.now()
        article = Article(
            id="",
            source_id="",
            url="",
            title=title,
            text=text[: limits.MESSAGE_READ],
            published_at=now,
            fetched_at=now,
            content_hash="",
        )
        try:
            async with asyncio.timeout(limits.MESSAGE_READ_WITHIN):
                (found,) = await self._watcher.watch([article], view=View.RECORD)
        except TimeoutError as error:
            raise MistakeError((words("The bot is busy with the news. Try again in a minute."),)) from error
        except WatchError as error:
            log.warning("message not read", error=str(error))
            raise MistakeError((words("The text cannot be read right now. Try again in a minute."),)) from error
        if found.error is not None:
            raise MistakeError((words("The text could not be read; the log of the bot says why."),))
        return found

    def _shown(self, found: Watched, text: str, *, where: str, page: Article | None = None) -> Reply:
        own = [one for one in found.quotations if one.actor_id is not None]
        said = [one for one in own if why_not(one) is None]
        blocks = [self._block(one, text) for one in said[: limits.MESSAGE_STATEMENTS]]
        if len(said) > len(blocks):
            blocks.append(Block(lines=((words(f"and {len(said) - len(blocks)} more"),),)))
        if not said:
            blocks.append(Block(lines=((words(_why_none(found)),),)))
            others = own[: limits.MESSAGE_REJECTED]
            blocks += [self._block(one, text) for one in others]
        notes: list[Line] = []
        if page is not None:
            notes.append((words("Read: "), link(short(page.title, limits.HEADLINE) or "the page", page.url)))
        if len(text) > limits.MESSAGE_READ:
            notes.append((words(f"Only the first {limits.MESSAGE_READ:,} characters were read."),))
        if notes:
            blocks.append(Block(lines=tuple(notes)))
        return Reply(title=f"{count(len(said), 'statement') if said else 'No statement'} {where}", blocks=tuple(blocks))

    def _block(self, one: Quotation, text: str) -> Block:
        shown = clip(statement_text(text, one.content), limits.MESSAGE_WORDS)
        said = f"“{shown}”" if one.kind is Kind.DIRECT else shown
        facts = joined(
            [
                (strong(actor_name(self._config, one.actor_id or "")),),
                (words(f"{one.kind} speech"),),
                (words(confidence_figure(one.confidence)),),
            ]
        )
        reason = why_not(one)
        rejected: tuple[Line, ...] = ((words(f"not reported: {short(reason, limits.REASON)}"),),) if reason else ()
        return Block(lines=(facts, (quoted(said),), *rejected))


def _why_none(found: Watched) -> str:
    if found.screened:
        return "It names nobody who is tracked."
    if any(one.actor_id is not None for one in found.quotations):
        return "It quotes somebody who is tracked, but not so that it would be reported:"
    return "It names somebody who is tracked, and credits them with no statement."
