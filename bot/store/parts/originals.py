"""What texts were read from, in SQL: each a compressed row of a line of JSON and the page behind it."""

from __future__ import annotations

import asyncio
import json
import zlib
from datetime import datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, delete, func, or_, select

from bot.core.ids import stable_id
from bot.core.model import FetchedPage, FetchFailure, FetchOutcome, Original
from bot.store.connected import Connected, Writing
from bot.store.forms import rows
from bot.store.forms.tables import originals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement

    from bot.core.model import Item

_AGE: Final = (originals.c.fetched_at, originals.c.id)
_WHEN: Final = ("published_at", "first_seen_at", "next_try_at")  # of the item and its entry


class SqlOriginals(Connected):
    """`bot.core.ports.Originals`."""

    async def originals(self, *, since: datetime, after: Original | None = None, limit: int) -> list[Original]:
        wanted: ColumnElement[bool] = originals.c.fetched_at >= since
        if after is not None:
            at, original_id = after.fetched_at, _id_of(after)
            same_time = and_(originals.c.fetched_at == at, originals.c.id > original_id)
            wanted = and_(wanted, or_(originals.c.fetched_at > at, same_time))
        query = select(originals.c.content).where(wanted).order_by(*_AGE).limit(limit)
        contents = await self._values(query)
        return await asyncio.to_thread(lambda: [decoded(one) for one in contents])

    async def originals_kept(self, *, since: datetime | None = None) -> tuple[int, int]:
        query = select(func.count(), func.coalesce(func.sum(originals.c.size), 0)).select_from(originals)
        if since is not None:
            query = query.where(originals.c.fetched_at >= since)
        async with self.connected() as connection:
            number, size = (await connection.execute(query)).one()
        return number, int(size)

    async def originals_beyond(self, *, before: datetime, most_bytes: int) -> tuple[int, int]:
        newest_first = (originals.c.fetched_at.desc(), originals.c.id.desc())
        with_younger = func.sum(originals.c.size).over(order_by=newest_first).label("with_younger")
        each = select(originals.c.fetched_at, originals.c.size, with_younger).subquery()
        query = select(func.count(), func.coalesce(func.sum(each.c.size), 0)).where(
            or_(each.c.fetched_at < before, each.c.with_younger > most_bytes)
        )
        async with self.connected() as connection:
            number, size = (await connection.execute(query)).one()
        return number, int(size)

    async def first_original_at(self) -> datetime | None:
        return next(iter(await self._values(select(originals.c.fetched_at).order_by(*_AGE).limit(1))), None)


class SqlOriginalWrites(SqlOriginals, Writing):
    """`bot.core.ports.OriginalWrites`."""

    async def keep_original(self, original: Original) -> None:
        content = await asyncio.to_thread(encoded, original)
        row = {"id": _id_of(original), "fetched_at": original.fetched_at, "size": len(content), "content": content}
        await self._add(originals, row)

    async def forget_originals(self, *, before: datetime, most_bytes: int, limit: int) -> int:
        _, kept = await self.originals_kept()
        oldest = select(originals.c.id, originals.c.fetched_at, originals.c.size).order_by(*_AGE).limit(limit)
        gone: list[str] = []
        for row in await self._rows(oldest):
            if row["fetched_at"] >= before and kept <= most_bytes:
                break
            gone.append(row["id"])
            kept -= row["size"]
        if gone:
            await self._run(delete(originals).where(originals.c.id.in_(gone)))
        return len(gone)


def encoded(original: Original) -> bytes:
    """Return what is kept of an original."""
    page, failure = original.page, original.failure
    head: dict[str, Any] = {"item": _times_written(rows.row_of_item(original.item)), "fetched_at": original.fetched_at}
    if page is not None:
        head["page"] = {"url": page.url, "content_type": page.content_type}
    if failure is not None:
        head["failure"] = {name: getattr(failure, name) for name in failure.__slots__}
    body = b"" if page is None else page.body
    return zlib.compress(json.dumps(_times_written(head)).encode() + b"\n" + body)


def decoded(content: bytes) -> Original:
    """Return the original that `encoded` wrote."""
    line, _, body = zlib.decompress(content).partition(b"\n")
    head = json.loads(line)
    page, failure = head.get("page"), head.get("failure")
    return Original(
        item=_item(head["item"]),
        fetched_at=datetime.fromisoformat(head["fetched_at"]),
        page=None if page is None else FetchedPage(**page, body=body),
        failure=None if failure is None else FetchFailure(**{**failure, "outcome": FetchOutcome(failure["outcome"])}),
    )


def _times_written(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: one.isoformat() if isinstance(one, datetime) else one for name, one in values.items()}


def _item(written: Mapping[str, Any]) -> Item:
    times = {name: written[name] and datetime.fromisoformat(written[name]) for name in _WHEN}
    return rows.item({**written, **times})


def _id_of(original: Original) -> str:
    """Return the id of what was read from an item, whenever that was."""
    item, page = original.item, original.page
    entry = {name: getattr(item.entry, name) for name in item.entry.__slots__}
    digest = blake2b(json.dumps(_times_written(entry)).encode(), digest_size=16)
    digest.update(b"" if page is None else page.body)
    return stable_id("original", item.id, digest.hexdigest())
