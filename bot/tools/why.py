"""`onrecord why`: the way of an article, a statement or words, from the record; beside it what the rules find today."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.core.clock import SystemClock
from bot.jobs.by_command.source_changes import SourceChanges
from bot.rules.times import published_iso
from bot.store import SqlStore
from handlers.commands import Commands
from handlers.why import way_of

if TYPE_CHECKING:
    from bot.core.config import Config
    from bot.core.way import Way
    from handlers.render.replies.reply import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A way, for programs and for people."""

    way: Way
    pages: tuple[Reply, ...]


async def explain(config: Config, what: str) -> Explained:
    """Ask the record, beside a running bot or without one.

    Raises:
        StoreError: it cannot be read.

    """
    clock = SystemClock()
    store = SqlStore(config.store.url, read_only=True, lookup_cut_off_after=config.bot.lookup_cut_off_after)
    await store.open()
    try:
        await SourceChanges(store=store, config=config, clock=clock).refresh()
        way = await way_of(store, what, config=config, now=clock.now())
        commands = Commands(store=store, config=config, clock=clock)
        first = await commands.run("why", {"what": what})
        rest = [await commands.run("why", {"what": what}, page) for page in range(1, first.pages)]
        return Explained(way=way, pages=(first, *rest))
    finally:
        await store.close()


def way_json(way: Way, **beside: Any) -> str:
    """Write a way as one JSON object: the fields of `bot.core.way`, without the texts of articles."""
    return json.dumps(_without_texts(asdict(way)) | beside, ensure_ascii=False, indent=2, default=_plain)


def _without_texts(value: Any) -> Any:
    """Leave out what is long: the text of an article or of a feed's entry, which the record keeps anyway."""
    if isinstance(value, dict):
        is_text = "title" in value
        dated = {"published_at": published_iso(value["published_at"])} if value.get("published_at") else {}
        kept = {key: one for key, one in (value | dated).items() if not (is_text and key == "text")}
        return {key: _without_texts(one) for key, one in kept.items()}
    return [_without_texts(one) for one in value] if isinstance(value, (list, tuple)) else value


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
