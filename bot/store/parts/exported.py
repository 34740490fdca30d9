"""All statements of a query, all texts since a time, one after another: a record of millions fits into no memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.store.forms import rows
from bot.store.forms.tables import articles, sightings, statements
from bot.store.parts import views
from bot.store.parts.lookups import places_of_hits
from bot.store.thresholds import ROWS_A_PAGE, TEXTS_A_PAGE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from bot.core.model import SightingView, Statement, StatementQuery
    from bot.store.connected import Connected

_ALL = 2**62


async def all_statements(
    store: Connected, query: StatementQuery
) -> AsyncIterator[tuple[Statement, list[SightingView]]]:
    """Yield each statement that a query finds, the first of the record first, with its sightings; all of one moment.

    Raises:
        StoreError: the record cannot be read.

    """
    async with store.connected() as connection:
        places = sorted(await places_of_hits(connection, query, most=_ALL))
        for start in range(0, len(places), ROWS_A_PAGE):
            asked = select(*rows.STATEMENT).where(statements.c.seq.in_(places[start : start + ROWS_A_PAGE]))
            found = (await connection.execute(asked.order_by(statements.c.seq))).mappings()
            said = [rows.statement(row) for row in found]
            seen: dict[str, list[SightingView]] = {one.id: [] for one in said}
            for view in await views.sighting_views(connection, sightings.c.statement_id.in_(seen)):
                seen[view.sighting.statement_id].append(view)
            for one in said:
                yield one, seen[one.id]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredText:
    """The text of an article as it stands on record."""

    id: str
    source_id: str
    title: str
    text: str


async def texts_since(store: Connected, since: datetime) -> AsyncIterator[StoredText]:
    """Yield the text of each article that was first read since a time, once however often its page changed.

    Raises:
        StoreError: the record cannot be read.

    """
    columns = (articles.c.id, articles.c.source_id, articles.c.title, articles.c.text)
    wanted = select(*columns).where(articles.c.fetched_at >= since, articles.c.version_of.is_(None))
    async with store.connected() as connection:
        last = ""
        while True:
            page = wanted.where(articles.c.id > last).order_by(articles.c.id).limit(TEXTS_A_PAGE)
            found = (await connection.execute(page)).mappings().all()
            for row in found:
                yield StoredText(**row)
            if len(found) < TEXTS_A_PAGE:
                return
            last = found[-1]["id"]
