"""All statements of a query, one after another: a record of millions fits into no memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.store import rows, views
from bot.store.lookups import places_of_hits
from bot.store.tables import sightings, statements

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.core.model import SightingView, Statement, StatementQuery
    from bot.store.connected import Connected

_PAGE = 500
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
        for start in range(0, len(places), _PAGE):
            asked = select(*rows.STATEMENT).where(statements.c.seq.in_(places[start : start + _PAGE]))
            found = (await connection.execute(asked.order_by(statements.c.seq))).mappings()
            said = [rows.statement(row) for row in found]
            seen: dict[str, list[SightingView]] = {one.id: [] for one in said}
            for view in await views.sighting_views(connection, sightings.c.statement_id.in_(seen)):
                seen[view.sighting.statement_id].append(view)
            for one in said:
                yield one, seen[one.id]
