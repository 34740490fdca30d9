"""Deleting what a source published or what is on record of an actor, with all that hangs on it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from bot.core.crediting import statement_text
from bot.core.model import DeliveryKind, NoticeKind, Novelty
from bot.core.outcomes import Subject, unsaid_id
from bot.store.connected import Connected, Writing
from bot.store.forms.quotation_json import quotation_from_json
from bot.store.forms.tables import (
    articles,
    corrections,
    deliveries,
    digest_statements,
    feedback_given,
    items,
    notices,
    originals,
    outcomes,
    poll_states,
    polls,
    rechecks,
    report_statements,
    reports,
    sightings,
    statements,
    stored_actors,
    stored_sources,
)
from bot.store.parts.originals import decoded
from bot.store.parts.queries import in_parts

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement, Table


class SqlErasure(Writing, Connected):
    """Deletes within one transaction; each method returns how many rows of each table went."""

    async def erase_source(self, source_id: str) -> Counter[str]:
        """Delete what a source published; a statement that others report stays, in the words of theirs.

        Raises:
            StoreError: the record cannot be written.

        """
        gone: Counter[str] = Counter()
        listed = await self._ids(select(items.c.id).where(items.c.source_id == source_id))
        read = await self._ids(select(articles.c.id).where(articles.c.source_id == source_id))
        seen = await self._ids_in(sightings.c.id, sightings.c.article_id, read)
        said = await self._ids_in(sightings.c.statement_id, sightings.c.id, seen)
        elsewhere = await self._elsewhere(said, seen)
        await self._erase_reports(await self._ids_in(reports.c.id, reports.c.article_id, read), gone)
        await self._erase_sightings(seen, gone)
        await self._erase_statements(said - elsewhere, gone)
        await self._word_as_others(elsewhere)
        await self._erase_in(rechecks, rechecks.c.item_id, listed, gone)
        await self._erase_in(corrections, corrections.c.article_id, read, gone)
        await self._erase_in(digest_statements, digest_statements.c.article_id, read, gone)
        await self._erase_outcomes({*listed, *read, source_id}, gone)
        await self._erase_in(items, items.c.id, listed, gone)
        await self._erase_in(articles, articles.c.id, read, gone)
        for table in (polls, poll_states):
            await self._erase_in(table, table.c.source_id, {source_id}, gone)
        await self._erase_in(originals, originals.c.id, await self._originals_of(source_id), gone)
        await self._erase_in(stored_sources, stored_sources.c.id, {source_id}, gone)
        await self._erase_notices((NoticeKind.FAILING, NoticeKind.SILENT_SOURCE), source_id, gone)
        return gone

    async def erase_actor(self, actor_id: str) -> Counter[str]:
        """Delete the statements of an actor, and what was rejected; the texts in which they stand are their sources'.

        Raises:
            StoreError: the record cannot be written.

        """
        gone: Counter[str] = Counter()
        said = await self._ids(select(statements.c.id).where(statements.c.actor_id == actor_id))
        await self._erase_reports(await self._ids(select(reports.c.id).where(reports.c.actor_id == actor_id)), gone)
        await self._erase_sightings(await self._ids_in(sightings.c.id, sightings.c.statement_id, said), gone)
        await self._erase_statements(said, gone)
        await self._erase_in(stored_actors, stored_actors.c.id, {actor_id}, gone)
        unsaid = delete(outcomes).where(
            outcomes.c.subject_id.startswith(unsaid_id(actor_id, ""), autoescape=True),
            outcomes.c.subject == Subject.ATTRIBUTION,
        )
        gone[outcomes.name] += (await self._run(unsaid)).rowcount
        await self._erase_notices((NoticeKind.SILENT_ACTOR,), actor_id, gone)
        return gone

    async def _erase_reports(self, report_ids: Collection[str], gone: Counter[str]) -> None:
        alerts = await self._ids_in(deliveries.c.id, deliveries.c.report_id, report_ids)
        await self._erase_deliveries(alerts, gone)
        await self._erase_in(report_statements, report_statements.c.report_id, report_ids, gone)
        await self._erase_in(reports, reports.c.id, report_ids, gone)

    async def _erase_deliveries(self, delivery_ids: Collection[str], gone: Counter[str]) -> None:
        """Delete messages, and the corrections that answer them; an alert that answers one stands by itself."""
        for some in in_parts(delivery_ids):
            here = deliveries.c.parent_id.in_(some)
            answers = delete(deliveries).where(here, deliveries.c.kind == DeliveryKind.CORRECTION)
            gone[deliveries.name] += (await self._run(answers)).rowcount
            await self._run(update(deliveries).where(here).values(parent_id=None))
        await self._erase_in(deliveries, deliveries.c.id, delivery_ids, gone)

    async def _erase_sightings(self, sighting_ids: Collection[str], gone: Counter[str]) -> None:
        noticed = await self._ids_in(corrections.c.id, corrections.c.sighting_id, sighting_ids)
        await self._erase_deliveries(await self._ids_in(deliveries.c.id, deliveries.c.correction_id, noticed), gone)
        await self._erase_in(corrections, corrections.c.id, noticed, gone)
        await self._erase_outcomes(sighting_ids, gone)
        await self._erase_in(sightings, sightings.c.id, sighting_ids, gone)

    async def _erase_statements(self, statement_ids: Collection[str], gone: Counter[str]) -> None:
        """Delete statements; what refers to one as the earlier one is the first of its kind then."""
        for some in in_parts(statement_ids):
            later = update(statements).where(statements.c.earlier_id.in_(some), statements.c.id.not_in(some))
            await self._run(later.values(earlier_id=None, verdict=None, novelty=Novelty.NEW))
        await self._erase_outcomes(statement_ids, gone)
        for table in (feedback_given, report_statements, digest_statements):
            await self._erase_in(table, table.c.statement_id, statement_ids, gone)
        await self._erase_in(statements, statements.c.id, statement_ids, gone)

    async def _erase_outcomes(self, ids: Collection[str], gone: Counter[str]) -> None:
        for column in (outcomes.c.subject_id, outcomes.c.related_id):
            await self._erase_in(outcomes, column, ids, gone)

    async def _erase_notices(self, kinds: Collection[NoticeKind], subject_id: str, gone: Counter[str]) -> None:
        """Take a source or an actor out of what was reported of several, and delete what was reported of it alone."""
        alone: set[str] = set()
        for row in await self._rows(select(notices.c.id, notices.c.subjects).where(notices.c.kind.in_(kinds))):
            others = [one for one in row["subjects"] if one["id"] != subject_id]
            if others == row["subjects"]:
                continue
            if not others:
                alone.add(row["id"])
            else:
                await self._run(update(notices).where(notices.c.id == row["id"]).values(subjects=others))
        await self._erase_deliveries(await self._ids_in(deliveries.c.id, deliveries.c.notice_id, alone), gone)
        await self._erase_in(notices, notices.c.id, alone, gone)

    async def _elsewhere(self, statement_ids: Collection[str], but_in: Collection[str]) -> set[str]:
        """Return the statements of which there are other sightings."""
        found: set[str] = set()
        for some in in_parts(statement_ids):
            asked = select(sightings.c.id, sightings.c.statement_id).where(sightings.c.statement_id.in_(some))
            found |= {row["statement_id"] for row in await self._rows(asked) if row["id"] not in but_in}
        return found

    async def _word_as_others(self, statement_ids: Collection[str]) -> None:
        """Give statements the words of their first sighting that is left."""
        for statement_id in statement_ids:
            asked = (
                select(sightings.c.quotation, articles.c.text, articles.c.published_at)
                .join(articles, articles.c.id == sightings.c.article_id)
                .where(sightings.c.statement_id == statement_id)
                .order_by(sightings.c.seen_at, sightings.c.id)
                .limit(1)
            )
            first = (await self._rows(asked))[0]
            words = statement_text(first["text"], quotation_from_json(first["quotation"]).content)
            changed = {"text": words, "published_at": first["published_at"]}
            await self._run(update(statements).where(statements.c.id == statement_id).values(changed))
        self._to_index.update(statement_ids)

    async def _originals_of(self, source_id: str) -> set[str]:
        """Return what is kept of a source's pages: each says so within."""
        every, found = await self._ids(select(originals.c.id)), set()
        for some in in_parts(every):
            for row in await self._rows(select(originals.c.id, originals.c.content).where(originals.c.id.in_(some))):
                if decoded(row["content"]).item.source_id == source_id:
                    found.add(row["id"])
        return found

    async def _ids(self, query: Any) -> set[str]:
        return set(await self._values(query))

    async def _ids_in(self, wanted: ColumnElement[str], column: ColumnElement[Any], ids: Collection[str]) -> set[str]:
        found: set[str] = set()
        for some in in_parts(ids):
            found |= await self._ids(select(wanted).where(column.in_(some)))
        return found

    async def _erase_in(
        self, table: Table, column: ColumnElement[Any], ids: Collection[str], gone: Counter[str]
    ) -> None:
        for some in in_parts(ids):
            gone[table.name] += (await self._run(delete(table).where(column.in_(some)))).rowcount
