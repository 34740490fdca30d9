"""Digests in SQL, and what was said in a span of time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.core.model import Digest
from bot.store.connected import Connected, Writing
from bot.store.forms import rows
from bot.store.forms.record_order import first_place
from bot.store.forms.tables import digest_statements, digests, statements
from bot.store.parts import views
from bot.store.parts.queries import in_parts

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.model import StatementView


class SqlDigests(Connected):
    """`bot.core.ports.Digests`."""

    async def last_digest(self, plan_id: str, *, until: datetime) -> Digest | None:
        found = await self._rows(
            select(digests)
            .where(digests.c.plan_id == plan_id, digests.c.until <= until)
            .order_by(digests.c.until.desc(), digests.c.id.desc())
            .limit(1)
        )
        if not found:
            return None
        reported = await self._rows(
            select(digest_statements.c.statement_id, digest_statements.c.article_id)
            .where(digest_statements.c.digest_id == found[0]["id"])
            .order_by(digest_statements.c.position)
        )
        return Digest(**found[0], reported=tuple((row["statement_id"], row["article_id"]) for row in reported))

    async def seen_between(self, since: datetime, until: datetime, *, limit: int) -> list[StatementView]:
        said = await self._rows(
            select(*rows.STATEMENT)
            .where(
                statements.c.seq >= first_place(since),
                statements.c.seq < first_place(until),
                statements.c.teller.is_(None),
            )
            .order_by(statements.c.seq.desc())
            .limit(limit)
        )
        found = {row["id"]: rows.statement(row) for row in said}
        seen: dict[str, StatementView] = {}
        async with self.connected() as connection:
            for some in in_parts(found):
                shown = await views.statement_views(connection, [found[one] for one in some])
                seen |= {one.statement.id: one for one in shown}
        return [seen[one] for one in found]


class SqlDigestWrites(SqlDigests, Writing):
    """`bot.core.ports.DigestWrites`."""

    async def save_digest(self, digest: Digest) -> None:
        row = {name: getattr(digest, name) for name in ("id", "plan_id", "since", "until", "zone")}
        if not await self._add(digests, row) or not digest.reported:
            return
        reported = [
            {"digest_id": digest.id, "position": place, "statement_id": statement_id, "article_id": article_id}
            for place, (statement_id, article_id) in enumerate(digest.reported)
        ]
        await self._run(digest_statements.insert(), reported)
