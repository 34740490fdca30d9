"""What people ask of the record, in memory."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.core.model import Counts, Novelty, ReportView, SaidCount, StatementPage, StatementQuery, StatementView
from bot.core.outcomes import UNSAID, Subject
from bot.core.search_form import fits_phrases, indexed_words, is_stem, searched_words
from bot.core.thresholds import COUNTED
from bot.core.words import words_as_written
from bot.rules.corrections import RULED_OUT
from tests.fakes.memory import Remembering

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from bot.core.model import Statement
    from bot.core.outcomes import Conclusion, Outcome


class MemoryLookups(Remembering):
    """`bot.core.ports.Lookups`."""

    async def statements(self, query: StatementQuery) -> StatementPage:
        views = [self._memory.view(statement) for statement in self._memory.statements.values()]
        hits = [view for view in views if _answers(view, query) and self._is_in(view.statement.id, query.overflow_id)]
        hits.sort(key=lambda view: (view.statement.first_seen_at, view.statement.id), reverse=True)
        page = hits[query.offset : query.offset + query.limit]
        most = max(query.offset + query.limit, COUNTED)
        return StatementPage(statements=tuple(page), total=min(len(hits), most), more=len(hits) > most)

    async def newest_of(self, actor_ids: Collection[str]) -> dict[str, StatementPage]:
        pages = {one: await self.statements(StatementQuery(actor_id=one, limit=1)) for one in actor_ids}
        return {one: page for one, page in pages.items() if page.statements}

    def _is_in(self, statement_id: str, overflow_id: str | None) -> bool:
        """Tell whether a line, a catch-up or a digest tells a statement."""
        digest = self._memory.digests.get(overflow_id or "")
        if digest is not None:
            return any(statement_id == one for one, _ in digest.reported)
        alerts = [d for d in self._memory.deliveries.values() if d.parent_id == overflow_id]
        return overflow_id is None or any(
            statement_id in self._memory.reports[d.report_id].statement_ids for d in alerts if d.report_id
        )

    async def report(self, report_id: str) -> ReportView:
        return self._memory.report_view(report_id)

    async def unsaid_with(self, words: str, *, since: datetime, limit: int) -> list[Conclusion]:
        wanted = words_as_written(words)
        found = [
            one
            for one in self._memory.outcomes.values()
            if one.subject is Subject.ATTRIBUTION
            and one.outcome in UNSAID
            and one.at >= since
            and wanted
            and all(word in one.evidence.lower() for word in wanted)
        ]
        return sorted(found, key=lambda one: (-one.at.timestamp(), one.subject_id))[:limit]

    async def concluded_lately(self, wanted: Collection[Outcome], *, since: datetime, limit: int) -> list[Conclusion]:
        found = [
            one
            for one in self._memory.outcomes.values()
            if one.subject in {Subject.ATTRIBUTION, Subject.STATEMENT} and one.outcome in wanted and one.at >= since
        ]
        return sorted(found, key=lambda one: (-one.at.timestamp(), one.subject_id, one.channel))[:limit]

    async def statements_by_source(self, actor_ids: Collection[str], *, since: datetime) -> dict[str, int]:
        record = self._memory
        said = {s.id for s in record.statements.values() if s.actor_id in actor_ids and s.first_seen_at >= since}
        seen = [s for s in record.sightings.values() if s.statement_id in said]
        return Counter(of for of, _ in {(record.articles[s.article_id].source_id, s.statement_id) for s in seen})

    async def said_counts(self, actor_id: str, *, bounds: Sequence[datetime]) -> list[SaidCount]:
        own = [
            one
            for one in self._memory.statements.values()
            if one.actor_id == actor_id and one.teller is None and one.ruling not in RULED_OUT
        ]
        counted = Counter(
            (begin, one.novelty) for one in own for begin, end in pairwise(bounds) if begin <= one.first_seen_at < end
        )
        return [
            SaidCount(begins_at=begin, novelty=novelty, number=counted[begin, novelty])
            for begin, novelty in sorted(counted)
        ]

    async def later_statements(self, statement_id: str, *, limit: int) -> list[Statement]:
        said = self._memory.statements.values()
        later = [one for one in said if one.earlier_id == statement_id and one.novelty is Novelty.CHANGED]
        return sorted(later, key=lambda one: (one.first_seen_at, one.id))[:limit]

    async def counts(self) -> Counts:
        record = self._memory
        return Counts(
            articles=len(record.articles),
            statements=len(record.statements),
            sightings=len(record.sightings),
            items=dict(Counter(item.state for item in record.items.values())),
            deliveries=dict(Counter(delivery.state for delivery in record.deliveries.values())),
        )


def _answers(view: StatementView, query: StatementQuery) -> bool:
    said, articles = view.statement, [sighting.article for sighting in view.sightings]
    return (
        (query.actor_id is None or said.actor_id == query.actor_id)
        and (query.kind is None or said.kind is query.kind)
        and (query.since is None or said.first_seen_at >= query.since)
        and (query.until is None or said.first_seen_at < query.until)
        and (query.source_id is None or any(article.source_id == query.source_id for article in articles))
        and _fits_words([said.text, *(article.title for article in articles)], query)
    )


def _fits_words(texts: list[str], query: StatementQuery) -> bool:
    asked = " ".join([query.words or "", *query.phrases])
    return (not asked.strip() or _holds("\n".join(texts), asked)) and fits_phrases(texts, query)


def _holds(text: str, asked: str) -> bool:
    there, wanted = indexed_words(text), searched_words(asked)
    return bool(wanted) and all(
        any(word.startswith(sought) if is_stem(sought) else word == sought for word in there) for sought in wanted
    )
