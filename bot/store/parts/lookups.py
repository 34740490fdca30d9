"""What people ask of the record, in SQL.

A lookup finds the places of its hits first, newest first and no more of them than are counted, then reads one page of
them. Neither database is asked to sort or to count all hits of a common word: both would read a large part of the
record for it.
"""

from __future__ import annotations

from abc import abstractmethod
from functools import lru_cache
from itertools import pairwise
from math import ceil, sqrt
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, bindparam, func, select, text

from bot.core.model import Counts, DeliveryState, FeedbackKind, ItemState, Novelty, SaidCount, StatementPage
from bot.core.outcomes import UNSAID, Subject
from bot.core.search_form import fits_phrases, is_stem, mark, searched_words
from bot.core.thresholds import COUNTED, UNSAID_LOOKED_AT
from bot.core.words import words_as_written
from bot.rules.corrections import RULED_OUT
from bot.store.connected import Connected
from bot.store.forms import rows
from bot.store.forms.columns import CleanText
from bot.store.forms.record_order import DAYS_OF_MONTH, day_of, first_place, first_place_of_day
from bot.store.forms.tables import (
    articles,
    deliveries,
    digest_statements,
    items,
    outcomes,
    report_statements,
    sightings,
    statements,
    tallies,
)
from bot.store.forms.triggers import COUNTED_ROWS
from bot.store.parts import views
from bot.store.parts.queries import ByNoIndex, found_rows, given_rows, given_values, in_parts
from bot.store.thresholds import FIRST_DAYS, FURTHER, HITS_LOOKED_AT, LONGEST_PREFIX

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.core.model import ReportView, Statement, StatementQuery
    from bot.core.outcomes import Conclusion, Outcome


_RULED_AND_KEPT = sorted(set(FeedbackKind) - RULED_OUT)


_IN_SQLITE = """
SELECT rowid FROM statement_index
WHERE statement_index MATCH :terms AND rowid >= :first AND rowid < :until ORDER BY rowid DESC LIMIT :most
"""
# "seq + 0", so that the index of words alone answers; materialized, so that no plan walks all rows in their order.
_IN_POSTGRES = """
WITH hits AS MATERIALIZED (
    SELECT seq FROM statements
    WHERE statement_terms(words) @@ CAST(:terms AS tsquery) {in_span}
        AND seq + 0 >= :first AND seq + 0 < :until
)
SELECT seq FROM hits ORDER BY seq DESC LIMIT :most
"""
# A condition of its own: the index skips from hit to hit of the terms, and to the span. In one condition with the terms
# it walked all that the months hold, since each of them is rarer than a common word: 130 ms for 17 of them.
_IN_SPAN = "AND statement_terms(words) @@ CAST(:days AS tsquery)"
_IN_POSTGRES_EVER, _IN_POSTGRES_SPAN = (text(_IN_POSTGRES.format(in_span=one)) for one in ("", _IN_SPAN))


class SqlLookups(Connected):
    """`bot.core.ports.Lookups`."""

    @abstractmethod
    def looking_up(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """Give a connection to a lookup: of their own, and for a limited time.

        Raises:
            LookupTooSlowError: the time is over.
            StoreError: in place of what the database raises within.

        """

    async def statements(self, query: StatementQuery) -> StatementPage:
        most = max(query.offset + query.limit, COUNTED)
        async with self.looking_up() as connection:
            places = await places_of_hits(connection, query, most=most + 1)
            on_page = places[query.offset : query.offset + query.limit]
            said = select(*rows.STATEMENT).where(statements.c.seq.in_(on_page)).order_by(statements.c.seq.desc())
            found = (await connection.execute(said)).mappings().all() if on_page else []
            shown = await views.statement_views(connection, [rows.statement(row) for row in found])
        return StatementPage(statements=tuple(shown), total=min(len(places), most), more=len(places) > most)

    async def newest_of(self, actor_ids: Collection[str]) -> dict[str, StatementPage]:
        found: dict[str, StatementPage] = {}
        async with self.looking_up() as connection:
            for some in in_parts(actor_ids):
                given = given_values((one,) for one in some)
                counted = [row for row in await connection.execute(_counted_of(len(some)), given) if row[-1]]
                said = select(*rows.STATEMENT).where(statements.c.seq.in_([place for _, place, _ in counted]))
                newest = [rows.statement(row) for row in await found_rows(connection, said)]
                shown = {one.statement.actor_id: one for one in await views.statement_views(connection, newest)}
                for actor_id, _, number in counted:
                    found[actor_id] = StatementPage(
                        statements=(shown[actor_id],), total=min(number, COUNTED), more=number > COUNTED
                    )
        return found

    async def report(self, report_id: str) -> ReportView:
        async with self.looking_up() as connection:
            return await views.report_view(connection, report_id)

    async def unsaid_with(self, words: str, *, since: datetime, limit: int) -> list[Conclusion]:
        wanted = words_as_written(words)
        if not wanted:
            return []
        # The newest first, and then no more of them than a lookup has time for: no index knows parts of words.
        for most in UNSAID_LOOKED_AT:
            newest = (
                select(outcomes)
                .where(
                    ByNoIndex(outcomes.c.subject) == Subject.ATTRIBUTION,
                    outcomes.c.outcome.in_(UNSAID),
                    outcomes.c.at >= since,
                )
                .order_by(outcomes.c.at.desc())
                .limit(most)
                .subquery()
            )
            query = (
                select(newest)
                .where(*(newest.c.evidence.icontains(word, autoescape=True) for word in wanted))
                .order_by(newest.c.at.desc(), newest.c.subject_id)
                .limit(limit)
            )
            async with self.looking_up() as connection:
                found = [rows.conclusion(row) for row in (await connection.execute(query)).mappings()]
            if len(found) == limit:
                break
        return found

    async def concluded_lately(self, wanted: Collection[Outcome], *, since: datetime, limit: int) -> list[Conclusion]:
        query = (
            select(outcomes)
            .where(
                outcomes.c.at >= since,
                ByNoIndex(outcomes.c.subject).in_((Subject.ATTRIBUTION, Subject.STATEMENT)),
                ByNoIndex(outcomes.c.outcome).in_(sorted(wanted)),
            )
            .order_by(outcomes.c.at.desc(), outcomes.c.subject_id, outcomes.c.channel)
            .limit(limit)
        )
        async with self.looking_up() as connection:
            return [rows.conclusion(row) for row in (await connection.execute(query)).mappings()]

    async def statements_by_source(self, actor_ids: Collection[str], *, since: datetime) -> dict[str, int]:
        query = (
            select(articles.c.source_id, func.count(statements.c.seq.distinct()))
            .select_from(statements)
            .join(sightings, sightings.c.statement_id == statements.c.id)
            .join(articles, articles.c.id == sightings.c.article_id)
            .where(statements.c.actor_id.in_(actor_ids), statements.c.first_seen_at >= since)
            .group_by(articles.c.source_id)
        )
        async with self.looking_up() as connection:
            return {row[0]: row[1] for row in await connection.execute(query)}

    async def said_counts(self, actor_id: str, *, bounds: Sequence[datetime]) -> list[SaidCount]:
        ends = [first_place(bound) for bound in bounds]
        kinds = sorted(Novelty)
        given = given_values(pairwise(ends)) | {"actor_id": actor_id}
        begins = dict(zip(ends, bounds, strict=True))
        async with self.looking_up() as connection:
            return [
                SaidCount(begins_at=begins[place], novelty=one, number=number)
                for place, *numbers in sorted(await connection.execute(_said_in(len(ends) - 1), given))
                for one, number in zip(kinds, numbers, strict=True)
                if number
            ]

    async def later_statements(self, statement_id: str, *, limit: int) -> list[Statement]:
        query = (
            select(*rows.STATEMENT)
            .where(statements.c.earlier_id == statement_id, statements.c.novelty == Novelty.CHANGED)
            .order_by(statements.c.first_seen_at, statements.c.id)
            .limit(limit)
        )
        async with self.looking_up() as connection:
            return [rows.statement(row) for row in (await connection.execute(query)).mappings()]

    async def counts(self) -> Counts:
        async with self.looking_up() as connection:
            found = [row for row in await connection.execute(select(tallies)) if row.counted]
        return Counts(
            **{table: sum(row.counted for row in found if row.name == table) for table in COUNTED_ROWS},
            items={ItemState(row.state): row.counted for row in found if row.name == items.name},
            deliveries={DeliveryState(row.state): row.counted for row in found if row.name == deliveries.name},
        )


@lru_cache(maxsize=64)  # putting it together takes as long as the database with a month
def _said_in(number: int) -> Select[Any]:
    """Ask for what an actor said himself in so many stretches of places, by novelty, but for what is ruled out.

    Each ruling is counted alone: what is counted then stands side by side in an index. Looked at one by one, a year of
    a million statements took four times as long.
    """
    stretches = given_rows(number, BigInteger(), BigInteger())
    its = (
        statements.c.actor_id == bindparam("actor_id"),
        statements.c.teller.is_(None),
        statements.c.seq.between(stretches.c.column1, stretches.c.column2 - 1),
    )
    rulings = (statements.c.ruling.is_(None), statements.c.ruling.in_(_RULED_AND_KEPT))
    counted = []
    for novelty in sorted(Novelty):
        unruled, kept = (
            select(func.count())
            .where(*its, statements.c.novelty == novelty, ruling)
            .correlate(stretches)
            .scalar_subquery()
            for ruling in rulings
        )
        counted.append(unruled + kept)
    return select(stretches.c.column1, *counted)


@lru_cache(maxsize=64)
def _counted_of(number: int) -> Select[Any]:
    """Ask for the place of the newest statement of so many actors, and how many there are, up to one too many."""
    asked = given_rows(number, CleanText())
    its = select(statements.c.seq).where(statements.c.actor_id == asked.c.column1).order_by(statements.c.seq.desc())
    some = its.limit(COUNTED + 1).correlate(asked).subquery()
    newest = its.limit(1).correlate(asked).scalar_subquery()
    return select(asked.c.column1, newest, select(func.count()).select_from(some).scalar_subquery())


async def places_of_hits(connection: AsyncConnection, query: StatementQuery, *, most: int) -> Sequence[int]:
    """Return the places of the newest hits, newest first."""
    first = first_place(query.since) if query.since else -(2**63)
    until = first_place(query.until) if query.until else 2**63 - 1
    if not (query.phrases or query.without):
        return await _places_of_words(connection, query, first=first, until=until, most=most)
    kept: list[int] = []
    while len(kept) < most:  # no index knows the order of words, so the newest are looked at until there are enough
        found = await _places_of_words(connection, query, first=first, until=until, most=HITS_LOOKED_AT)
        kept += await _places_kept(connection, query, found)
        if len(found) < HITS_LOOKED_AT:
            break
        until = found[-1]
    return kept[:most]


async def _places_kept(connection: AsyncConnection, query: StatementQuery, places: Sequence[int]) -> list[int]:
    """Return the places at which the phrases stand, and nothing of what is not to be there."""
    said = select(statements.c.seq, statements.c.id, statements.c.text).where(statements.c.seq.in_(places))
    found = {row.id: (row.seq, [row.text]) for row in await connection.execute(said)} if places else {}
    headlines = (
        select(sightings.c.statement_id, articles.c.title)
        .join(articles, articles.c.id == sightings.c.article_id)
        .where(sightings.c.statement_id.in_(found))
    )
    for row in await connection.execute(headlines) if found else ():
        found[row.statement_id][1].append(row.title)
    return sorted((seq for seq, texts in found.values() if fits_phrases(texts, query)), reverse=True)


async def _places_of_words(
    connection: AsyncConnection, query: StatementQuery, *, first: int, until: int, most: int
) -> Sequence[int]:
    asked = " ".join([query.words or "", *query.phrases]).strip()
    words = searched_words(asked)
    if asked and not words:  # only punctuation was asked for, and no words hold that
        return []
    if query.overflow_id is not None:
        return await _places_in_overflow(connection, query, words, first=first, until=until)
    if not words and query.source_id is None:
        return await _places_without_words(connection, query, first=first, until=until, most=most)
    find = _places_in_sqlite if connection.dialect.name == "sqlite" else _places_in_postgres
    return await find(connection, words, _marks(query), first=first, until=until, most=most)


# Words in their search form are letters and digits only, so nothing in a quoted one is syntax.


async def _places_in_sqlite(
    connection: AsyncConnection, words: Sequence[str], marks: Sequence[str], *, first: int, until: int, most: int
) -> Sequence[int]:
    terms = [*(f'"{word}"*' if is_stem(word) else f'"{word}"' for word in words), *(f'"{one}"' for one in marks)]
    asked_for = {"terms": " ".join(terms), "first": first, "until": until, "most": most}
    found: Sequence[int] = (await connection.execute(text(_IN_SQLITE), asked_for)).scalars().all()
    return found


async def _places_in_postgres(
    connection: AsyncConnection, words: Sequence[str], marks: Sequence[str], *, first: int, until: int, most: int
) -> Sequence[int]:
    terms = " & ".join([*map(_term, words), *(f"'{one}'" for one in marks)])
    oldest, newest = (await connection.execute(select(func.min(statements.c.seq), func.max(statements.c.seq)))).one()
    found: Sequence[int] = []
    if oldest is None:
        return found
    begin, end = max(first, oldest), min(until, newest + 1)
    last_day, days = day_of(end - 1), FIRST_DAYS
    since = end
    while since > begin and len(found) < most:
        since = max(first_place_of_day(last_day - days + 1), begin)
        asked_for = {"terms": terms, "first": since, "until": end, "most": most}
        is_all = (since, end) == (oldest, newest + 1)
        if not is_all:
            asked_for["days"] = " | ".join(f"'{one}'" for one in _marks_of_days(day_of(since), last_day))
        find = _IN_POSTGRES_EVER if is_all else _IN_POSTGRES_SPAN
        found = (await connection.execute(find, asked_for)).scalars().all()
        days = days_to_look_back(most, found, last_day=last_day, days=days)
    return found


def days_to_look_back(most: int, found: Sequence[int], *, last_day: int, days: int) -> int:
    """Return in how many days so many hits stand, if others are like those in which these were found.

    With a margin of two standard errors of a count: what is read beyond what is wanted costs as much as what is wanted.
    Days behind the newest hit say nothing of those before it: the bot was off, or the newest statement stands alone.
    """
    if not found:
        return days * FURTHER
    without = last_day - day_of(found[0])
    needed = without + ceil((days - without) * most / len(found) * (1 + 2 / sqrt(len(found))))
    return min(max(days + days // 2, needed), days * FURTHER)


def _term(word: str) -> str:
    """Return what finds a word in PostgreSQL's index, as `POSTGRES_TERMS` fills it."""
    if not is_stem(word):
        return f"'{word}'"
    return f"'{word}*'" if len(word) <= LONGEST_PREFIX else f"'{word}':*"


def _marks(query: StatementQuery) -> list[str]:
    facts = (("actor", query.actor_id), ("kind", query.kind), ("source", query.source_id))
    return [mark(what, value) for what, value in facts if value is not None]


async def _places_in_overflow(
    connection: AsyncConnection, query: StatementQuery, words: Sequence[str], *, first: int, until: int
) -> list[int]:
    """Return the places of what a line, a catch-up or a digest tells: few enough to look at each."""
    collapsed = (
        select(report_statements.c.statement_id)
        .join(deliveries, deliveries.c.report_id == report_statements.c.report_id)
        .where(deliveries.c.parent_id == query.overflow_id)
    )
    digested = select(digest_statements.c.statement_id).where(digest_statements.c.digest_id == query.overflow_id)
    asked = select(statements.c.seq, statements.c.words).where(
        statements.c.id.in_(collapsed.union(digested)), statements.c.seq >= first, statements.c.seq < until
    )
    marks = set(_marks(query))
    found = []
    for row in await connection.execute(asked):
        there = row.words.split()
        said = all(any(one.startswith(w) if is_stem(w) else one == w for one in there) for w in words)
        if said and marks.issubset(there):
            found.append(row.seq)
    return sorted(found, reverse=True)


async def _places_without_words(
    connection: AsyncConnection, query: StatementQuery, *, first: int, until: int, most: int
) -> Sequence[int]:
    asked = select(statements.c.seq).where(statements.c.seq >= first, statements.c.seq < until)
    if query.actor_id is not None:
        asked = asked.where(statements.c.actor_id == query.actor_id)
    if query.kind is not None:
        asked = asked.where(statements.c.kind == query.kind)
    found: Sequence[int] = (
        (await connection.execute(asked.order_by(statements.c.seq.desc()).limit(most))).scalars().all()
    )
    return found


def _marks_of_days(begin: int, last: int) -> list[str]:
    """Return the marks of these days, or of their months where the days are many."""
    if last - begin < DAYS_OF_MONTH:
        return [mark("day", day) for day in range(begin, last + 1)]
    return [mark("month", month) for month in range(begin // DAYS_OF_MONTH, last // DAYS_OF_MONTH + 1)]
