"""A newer text of a page, read and held against what is on record of the older ones."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from bot.changes.overlap import is_cut_short
from bot.changes.page_text import Page
from bot.changes.revision import in_full, revise, withdrawals
from bot.changes.standing import Place
from bot.core.crediting import statement_text
from bot.core.errors import UnreadableTextError
from bot.core.ids import stable_id
from bot.core.model import View
from bot.core.ports import CorrectionWrites, Record, RecordWrites, Transactional
from bot.jobs.reading.better_text import still_better

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bot.changes.revision import Revision
    from bot.core.config import Config
    from bot.core.model import (
        Article,
        Correction,
        Kind,
        Quotation,
        RecheckView,
        SightingView,
        Source,
        Statement,
        Watched,
    )
    from bot.core.ports import Watcher
    from bot.jobs.reading.at_work import AtWork
    from bot.jobs.recording.contents import Contents


class PageWrites(CorrectionWrites, RecordWrites, Protocol):
    """The transaction in which a page is looked up."""


class PageStore(Record, Transactional[PageWrites], Protocol):
    """The record as it is asked for a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnRecord:
    """What is on record of a page in all its versions, beside its newer text."""

    sightings: Sequence[SightingView]
    corrections: Sequence[Correction]
    of_feed: Sequence[SightingView]  # in the teaser or text that its feed held, of which nothing is corrected
    new: Page


class NewerTexts:
    """Reads newer texts of pages.

    Args:
        store: the record.
        watcher: finds the statements.
        config: the actors.
        at_work: shows which text is under way.

    """

    def __init__(self, *, store: PageStore, watcher: Watcher, config: Config, at_work: AtWork) -> None:
        self._store = store
        self._watcher = watcher
        self._config = config
        self._at_work = at_work

    async def better(self, view: RecheckView, source: Source, article: Article) -> Article:
        """Return the text that is read: that of a page, or what its feed holds.

        Raises:
            WatchTimeoutError: it cannot be read.

        """
        with self._at_work.on(f"reading {article.url} again ({len(article.text):,} characters)"):
            return await still_better(self._watcher, article, voice=source.voice, on_record=view.article)

    async def on_record(self, view: RecheckView, article: Article) -> OnRecord | None:
        """Return what is on record of a page beside its newer text; None where that is another page or a part of it."""
        first_id = view.article.page_id
        async with self._store.transaction() as transaction:
            sightings = await transaction.page_sightings(first_id)
            corrections = await transaction.page_corrections(first_id)
            is_another_page = article.url != view.article.url and await transaction.has_article(article.id)
        new = Page(article.text)
        if is_another_page or (view.article.whole and is_cut_short(Page(view.article.text), new)):
            return None
        whole = in_whole_texts(sightings)
        of_feed = [one for one in sightings if one not in whole]
        return OnRecord(sightings=whole, corrections=corrections, of_feed=of_feed, new=new)

    async def revised(
        self, view: RecheckView, source: Source, article: Article, version: Article, on_record: OnRecord
    ) -> tuple[Revision, Watched]:
        """Have a newer text read, and hold it against what is on record.

        What is new in it was written since the last look: "today" in it is the day of this one. Where only the feed's
        teaser was read before, this is the first look at the text: all of it is read, and nothing is corrected.

        Raises:
            WatchTimeoutError, UnreadableTextError: it cannot be read.

        """
        is_first_look = not view.article.whole
        as_of_now = version if is_first_look else replace(version, published_at=version.fetched_at)
        before = replace(view.article, text="") if is_first_look else view.article
        watched = await self._watched(source, article, as_of_now)
        actors = {actor.id: actor for actor in self._config.actors}
        revision = await asyncio.to_thread(
            revise, on_record.sightings, watched.quotations, before=before, new=on_record.new, actors=actors
        )
        if is_first_look:
            revision = replace(revision, fresh=in_full(revision.fresh, on_record.of_feed, new=on_record.new))
        return revision, watched

    async def statements_of(self, restated: Iterable[tuple[Quotation, str]]) -> dict[Quotation, Statement]:
        """Return the statements whose place some words took, as far as they are on record."""
        views = [(quotation, await self._store.statement(statement_id)) for quotation, statement_id in restated]
        return {quotation: view.statement for quotation, view in views if view is not None}

    async def _watched(self, source: Source, article: Article, as_of_now: Article) -> Watched:
        """Return what the watcher finds in the newer text, whoever said it."""
        with self._at_work.on(f"reading {article.url} again ({len(article.text):,} characters)"):
            (watched,) = await self._watcher.watch([as_of_now], voice=source.voice, view=View.EVERYBODY)
        if watched.error is not None:
            raise UnreadableTextError(watched.error)
        return watched


def version_of(article: Article, *, of: Article) -> Article:
    """Return a page as it is now, a version of the first one that was read; `of` where the text is the same."""
    if article.content_hash == of.content_hash:
        return of
    first_id = of.page_id
    version_id = stable_id("article", first_id, article.content_hash)
    return replace(article, id=version_id, version_of=first_id)


def quotes_somebody(watched: Watched) -> bool:
    """Tell whether a text quotes anybody."""
    return any(quotation.rejected is None for quotation in watched.quotations)


def in_whole_texts(sightings: Sequence[SightingView]) -> list[SightingView]:
    """Leave out what stands in a feed's teaser: it is in other words than its page, and nothing follows from that."""
    return [one for one in sightings if one.article.whole]


def seen_again(contents: Contents) -> dict[str, tuple[Kind, Place]]:
    """Return of the statements of a text that were on record where they stand in it."""
    known = {statement.id for statement in contents.seen_again()}
    return {
        one.statement_id: (
            one.quotation.kind,
            Place(
                spans=one.quotation.content,
                text=statement_text(contents.article.text, one.quotation.content),
            ),
        )
        for one in contents.sightings
        if one.statement_id in known
    }


def withdrawn(view: RecheckView, on_record: OnRecord, revision: Revision, *, now: datetime) -> list[Correction]:
    """Return the corrections of a page in whose place another article stands, but for words that this one has too."""
    there = {outcome.sighting.id for outcome in revision.outcomes if outcome.place.same}
    gone = [one for one in on_record.sightings if one.sighting.id not in there]
    return withdrawals(gone, on_record.corrections, article_id=view.article.id, now=now)
