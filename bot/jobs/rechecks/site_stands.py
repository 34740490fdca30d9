"""Whether a site still shows its pages: one that is gone counts as taken back only where others stand."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

import structlog

from bot.changes.overlap import Overlap
from bot.changes.page_text import Page
from bot.changes.thresholds import PART
from bot.core.errors import SourceError
from bot.core.model import ItemState
from bot.core.ports import Inbox, Record
from bot.jobs.thresholds import LOOKED_THROUGH, OTHERS_ASKED

if TYPE_CHECKING:
    from datetime import timedelta

    from bot.core.model import RecheckView, Source
    from bot.core.ports import Fetcher

log = structlog.get_logger()


class PagesOnRecord(Inbox, Record, Protocol):
    """The record as it is asked for other pages."""


async def others_stand(
    view: RecheckView, source: Source, *, record: PagesOnRecord, fetcher: Fetcher, within: timedelta
) -> bool:
    """Tell whether the site still shows other pages as they were: it is not the whole of it that is out of order.

    Where nothing else of it is on record, it does.
    """
    host = urlsplit(view.article.url).hostname
    others = [
        item
        for item in await record.items(ItemState.READ, limit=LOOKED_THROUGH)
        if item.source_id == source.id and item.id != view.item.id and urlsplit(item.entry.url).hostname == host
    ]
    for item in others[:OTHERS_ASKED]:
        try:
            async with asyncio.timeout(within.total_seconds()):
                article = await fetcher.fetch_article(source, item)
        except (SourceError, TimeoutError):
            continue
        known = await record.article(article.id)
        if article.whole and known and Overlap(Page(known.text), Page(article.text)).share >= PART:
            return True
    if others:
        log.warning("pages are gone, and others of the site too: nothing is withdrawn", source=source.id, host=host)
    return not others
