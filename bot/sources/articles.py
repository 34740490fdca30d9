"""Articles made of pages and of what feeds hold, whoever fetched the pages."""

from __future__ import annotations

import unicodedata
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, TypeAlias

import structlog

from bot.core.errors import SourceError
from bot.core.ids import stable_id
from bot.core.model import Article, FetchedPage, FetchFailure, FetchOutcome, Item, Original, Source, Tier
from bot.core.urls import is_front_page
from bot.core.words import words_of
from bot.rules.times import clamp_published_at
from bot.sources.kinds import ADAPTERS
from bot.sources.texts.dates import Certainty
from bot.sources.texts.walls import is_nothing_else, wall_in
from bot.sources.thresholds import FEWEST_WORDS, FULLER, LEAST_SHOWN, PATIENCE, SHINGLE

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.model import Entry
    from bot.core.ports import Clock
    from bot.sources.parsing import Parser
    from bot.sources.port import PageText

log = structlog.get_logger()

LoadPage: TypeAlias = Callable[[Source, Item], Awaitable[FetchedPage]]  # raises SourceError where it is not to be had


@dataclass(slots=True)
class _Loaded:
    """What came of an item's page."""

    page: FetchedPage | None = None
    failure: FetchFailure | None = None

    def original(self, item: Item, *, fetched_at: datetime) -> Original:
        return Original(item=item, fetched_at=fetched_at, page=self.page, failure=self.failure)


class Articles:
    """Makes articles.

    Args:
        parser: reads pages.
        clock: the time.
        load: gets the page of an item.

    """

    def __init__(self, *, parser: Parser, clock: Clock, load: LoadPage) -> None:
        self._parser = parser
        self._clock = clock
        self._load = load

    async def of_item(self, source: Source, item: Item) -> Article:
        """Make the article of an item, with what it was read from.

        The headline is the feed's, which comes without the site's name. The time is the better known one of page and
        feed. A page that the host closes to us (robots.txt, 403) is left alone.

        Raises:
            SourceError: as `bot.core.ports.Fetcher.fetch_article` raises it.

        """
        loaded = _Loaded()
        try:
            article = await self._of_item(source, item, loaded)
        except SourceError as error:
            if error.headline is not None:
                error.headline = _with_original(error.headline, item, loaded)
                error.original = error.headline.original
            elif loaded.page is not None:
                error.original = loaded.original(item, fetched_at=self._clock.now())
            raise
        return _with_original(article, item, loaded)

    async def _of_item(self, source: Source, item: Item, loaded: _Loaded) -> Article:
        entry = item.entry
        if ADAPTERS[source.kind].holds_texts:
            return self._of_feed(source, item, whole=True)
        if source.voice is not None and source.tier is Tier.AGGREGATOR:
            # A copy of somebody's posts: around them its pages have the headlines of others and what videos say.
            return self._of_feed(source, item)
        if entry.url.partition("#")[0] == source.url.partition("#")[0]:
            no_page = SourceError(FetchOutcome.NO_TEXT, entry.url, "the feed names no page for it", permanent=True)
            return self._feed_article(source, item, no_page)
        try:
            loaded.page = await self._load(source, item)
        except SourceError as error:
            loaded.failure = FetchFailure(
                outcome=error.outcome,
                detail=error.detail,
                permanent=error.permanent,
                leads_inside=error.leads_inside,
            )
            return self._without_page(source, item, error)
        try:
            page = await self._read(entry.url, loaded.page, in_own_voice=source.voice is not None)
        except SourceError as error:
            return self._without_page(source, item, error)
        return self._better(source, item, page)

    async def of_page(self, url: str, page: FetchedPage) -> Article:
        """Make the article of a page that belongs to no source.

        Raises:
            SourceError: it has none.

        """
        read = await self._read(url, page, in_own_voice=False)
        return _article_of(
            source_id="",
            url=read.canonical_url,
            title=read.title,
            text=read.text,
            published_at=read.published_at,
            fetched_at=self._clock.now(),
        )

    async def _read(self, url: str, page: FetchedPage, *, in_own_voice: bool) -> PageText:
        if is_front_page(page.url) and not is_front_page(url):
            raise SourceError(FetchOutcome.GONE, url, "it redirects to the front page")
        return await self._parser.page(
            page.body,
            content_type=page.content_type,
            url=page.url,
            now=self._clock.now(),
            in_own_voice=in_own_voice,
        )

    def _without_page(self, source: Source, item: Item, error: SourceError) -> Article:
        """Make the article of what the feed held where the page is closed to us, or was for long.

        A page that is gone was taken back, so its teaser is not reported either.
        """
        if error.outcome is FetchOutcome.GONE or not (error.permanent or item.attempts >= PATIENCE):
            raise error
        return self._feed_article(source, item, error)

    def _better(self, source: Source, item: Item, page: PageText) -> Article:
        """Make the article of the page, or of the feed's text where the page shows less.

        A page that shows nothing of its feed's text comes with both: it may be a wall in words that nobody knows, or
        the article to a summary in words of its own. What is found in them tells which.

        Raises:
            SourceError: WALL, for now: the page shows no article, and the feed holds none.

        """
        entry = item.entry
        of_page, of_feed = len(page.text.split()), len(entry.text.split())
        phrase = wall_in(page.text)
        says = f"it says “{phrase}” in place of an article" if phrase else ""
        is_shorter = of_feed >= (of_page if phrase else FULLER * of_page)
        if of_feed >= FEWEST_WORDS and (is_shorter or _is_another_text(page.text, entry.text)):
            log.info("page shows less than its feed", url=entry.url, words=of_page, words_of_feed=of_feed, wall=phrase)
            return self._of_feed(source, item, wall=says or f"it shows {of_page} words, and not those of its feed")
        if phrase and (of_page < FEWEST_WORDS or is_nothing_else(page.text)):
            wall = SourceError(FetchOutcome.WALL, entry.url, says)
            if item.attempts < PATIENCE:
                raise wall
            return self._feed_article(source, item, wall)
        now = self._clock.now()
        published_at = page.published_at
        if entry.published_at is not None and page.certainty is not Certainty.EXACT:
            published_at = clamp_published_at(entry.published_at, now=now)
        shows_nothing = entry.text and not _share_shown(page.text, entry.text)
        why = says or "it shows nothing of what its feed holds"
        return _article_of(
            source_id=source.id,
            url=page.canonical_url,
            title=entry.title or page.title,
            text=page.text,
            published_at=published_at,
            fetched_at=now,
            of_feed=self._of_feed(source, item, wall=why) if shows_nothing else None,
        )

    def _feed_article(self, source: Source, item: Item, error: SourceError) -> Article:
        """Make the article of what the feed held, or raise the error where it held nothing, with the headline.

        Where the link leads into somebody's own network, the article has the feed's address, as one without a link has.
        """
        if error.leads_inside:
            own = f"{source.url.partition('#')[0]}#{stable_id(item.entry.key)}"
            item = replace(item, entry=replace(item.entry, url=own))
        if not _words_of(item.entry, source):
            if item.entry.title:
                headline = replace(item, entry=replace(item.entry, text=item.entry.title))
                error.headline = self._of_feed(source, headline)
            raise error
        is_wall = error.outcome is FetchOutcome.WALL
        return self._of_feed(source, item, wall=error.detail if is_wall else "")

    def _of_feed(self, source: Source, item: Item, *, whole: bool = False, wall: str = "") -> Article:
        entry = item.entry
        now = self._clock.now()
        return _article_of(
            source_id=source.id,
            url=entry.url,
            title=entry.title,
            text=_words_of(entry, source),
            published_at=clamp_published_at(entry.published_at, now=now),
            fetched_at=now,
            whole=whole,
            author=entry.author,
            wall=wall,
        )


def _with_original(article: Article, item: Item, loaded: _Loaded) -> Article:
    original = loaded.original(item, fetched_at=article.fetched_at)
    of_feed = None if article.of_feed is None else replace(article.of_feed, original=original)
    return replace(article, original=original, of_feed=of_feed)


def _words_of(entry: Entry, source: Source) -> str:
    """Return what a feed has of a text. A post may be nothing but its title; any other title stands above a text."""
    return entry.text or (entry.title if source.voice is not None else "")


def content_hash(text: str) -> str:
    """Return the same value for texts that differ only in spacing, case and forms of letters."""
    normal = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return blake2b(normal.encode(), digest_size=16).hexdigest()


def _article_of(*, url: str, text: str, **fields: Any) -> Article:
    return Article(id=stable_id("article", url), url=url, text=text, content_hash=content_hash(text), **fields)


def _is_another_text(page: str, feed: str) -> bool:
    """Tell whether a page of about the length of its feed's text shows next to nothing of it: comments, or a list."""
    of_page, of_feed = words_of(page), words_of(feed)
    if len(of_page) > FULLER * len(of_feed):
        return False  # the feed may hold a summary in words of its own
    return _share_shown(page, feed) < LEAST_SHOWN


def _share_shown(page: str, feed: str) -> float:
    """Return which share of the runs of words of a feed's text its page shows, 0 to 1; of no words all are shown."""
    of_page, of_feed = words_of(page), words_of(feed)
    if not of_feed:
        return 1.0
    length = min(SHINGLE, len(of_feed))
    shown = {tuple(of_page[at : at + length]) for at in range(len(of_page))}
    runs = {tuple(of_feed[at : at + length]) for at in range(len(of_feed) - length + 1)}
    return len(runs & shown) / len(runs)
