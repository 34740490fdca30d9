"""A source tried out in a channel: what it lists, its newest texts, and the statements in them. Nothing is saved."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from bot.core.crediting import statement_text, why_not
from bot.core.errors import SourceError, WatchError
from bot.core.model import HANDED_OVER, Item, Kind, PollState
from handlers import limits
from handlers.looks import why_not_fetched
from handlers.render.pieces.lengths import clip, count, short
from handlers.render.pieces.moments import published
from handlers.render.pieces.segments import Block, Line, joined, link, quoted, strong, words
from handlers.render.replies.reply import Reply
from handlers.render.statement.credits import actor_name
from handlers.typed.mistake import MistakeError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.config import Config
    from bot.core.model import Article, Entry, Feed, Quotation, Source, Watched
    from bot.core.ports import Clock, Fetcher


class ReadText(Protocol):
    """Reads a text; see `bot.jobs.reading.better_text`."""

    async def __call__(self, article: Article, *, voice: str | None) -> tuple[Article, Watched]:
        """Return the text that is the article, and what was found in it."""
        ...


class SourceTrial:
    """Asks a source as the bot would.

    Args:
        fetcher: asks it.
        read_text: reads one of its texts as the bot does: the page, or what its feed holds.
        config: names.
        clock: the time.

    """

    def __init__(self, *, fetcher: Fetcher, read_text: ReadText, config: Config, clock: Clock) -> None:
        self._fetcher = fetcher
        self._read_text = read_text
        self._config = config
        self._clock = clock

    async def run(self, source: Source) -> Reply:
        """Ask a source now, and read its newest items.

        Raises:
            MistakeError: it cannot be asked; the lines say why.

        """
        if source.kind in HANDED_OVER:
            said = f"What is handed over to {source.name} is read as it comes: there is nothing to ask."
            raise MistakeError((words(said),))
        try:
            async with asyncio.timeout(limits.SOURCE_TRIED_WITHIN):
                feed = await self._fetcher.fetch_feed(
                    source, PollState(source_id=source.id, next_poll_at=self._clock.now())
                )
                newest = feed.entries[: limits.SOURCE_ITEMS_TRIED]
                items = [await self._item_block(source, entry) for entry in newest]
        except SourceError as error:
            raise MistakeError((words(f"{source.name} cannot be read: {why_not_fetched(error)}."),)) from error
        except TimeoutError as error:
            raise MistakeError((words(f"{source.name} took too long. Try again in a minute."),)) from error
        except WatchError as error:
            raise MistakeError((words("The texts cannot be read right now. Try again in a minute."),)) from error
        return Reply(title="Source tried", blocks=(self._head(source, feed), *items))

    def _head(self, source: Source, feed: Feed) -> Block:
        dated = [one.published_at for one in feed.entries if one.published_at is not None]
        newest: Line = (words("newest "), published(max(dated), zone=self._config.bot.time_zone)) if dated else ()
        listed: Line = (words(f"{source.kind} · {count(len(feed.entries), 'item')}"),)
        passed_over = [(words(f"passed over: {number} {reason}"),) for reason, number in feed.passed_over]
        problems = [(words(f"not well: {short(one, limits.REASON)}"),) for one in feed.problems]
        name: Line = (link(source.name, source.url),)
        return Block(lines=(name, joined([listed, newest]), *passed_over, *problems))

    async def _item_block(self, source: Source, entry: Entry) -> Block:
        title = short(entry.title, limits.HEADLINE) or "no headline"
        when: Line = (published(entry.published_at, zone=self._config.bot.time_zone),) if entry.published_at else ()
        head = joined([(link(title, entry.url) if entry.url else strong(title),), when])
        try:
            article = await self._fetcher.fetch_article(source, Item.on_trial(source.id, entry, self._clock.now()))
        except SourceError as error:
            return Block(lines=(head, (words(f"no text: {why_not_fetched(error)}"),)))
        article, found = await self._read_text(article, voice=source.voice)
        said = [one for one in found.quotations if one.actor_id is not None and why_not(one) is None]
        length = f"{count(len(article.text.split()), 'word')} · {count(len(said), 'statement')}"
        begins: Line = (words(f"{length} · begins: {clip(short(article.text, limits.HEADLINE), limits.HEADLINE)}"),)
        return Block(lines=(head, begins, *self._said(said, article)))

    def _said(self, said: Sequence[Quotation], article: Article) -> list[Line]:
        lines: list[Line] = []
        for one in said[: limits.SOURCE_STATEMENTS_SHOWN]:
            shown = clip(statement_text(article.text, one.content), limits.MESSAGE_WORDS)
            quotation = f"“{shown}”" if one.kind is Kind.DIRECT else shown
            lines.append((strong(f"{actor_name(self._config, one.actor_id or '')}: "), quoted(quotation)))
        return lines
