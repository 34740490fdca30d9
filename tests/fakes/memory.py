"""What is on record in memory: values by id, how they are seen together, and what may refer to what."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from bot.core.errors import ReportNotFoundError, StoreError
from bot.core.model import KnownPointView, Novelty, ReportView, SightingView, StatementView
from bot.rules.corrections import RULED_OUT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.model import (
        Article,
        Beat,
        Change,
        ChannelPause,
        Correction,
        Delivery,
        Digest,
        Feedback,
        IndexEntry,
        Installation,
        Item,
        Notice,
        Original,
        Poll,
        PollState,
        Recheck,
        Report,
        Sighting,
        Statement,
        StoredActor,
        StoredRoute,
        StoredSource,
    )
    from bot.core.outcomes import Conclusion


@dataclass
class Memory:
    """Everything that is on record. Dicts of values by id, so a shallow copy of each is a snapshot."""

    poll_states: dict[str, PollState] = field(default_factory=dict)
    out_of_use: dict[str, None] = field(default_factory=dict)  # sources that the config has no more
    polls: dict[str, tuple[Poll, ...]] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    articles: dict[str, Article] = field(default_factory=dict)
    statements: dict[str, Statement] = field(default_factory=dict)
    index_entries: dict[str, IndexEntry] = field(default_factory=dict)  # by the statement's id
    sightings: dict[str, Sighting] = field(default_factory=dict)
    rechecks: dict[str, Recheck] = field(default_factory=dict)
    corrections: dict[str, Correction] = field(default_factory=dict)
    feedback: dict[str, Feedback] = field(default_factory=dict)
    reports: dict[str, Report] = field(default_factory=dict)
    deliveries: dict[str, Delivery] = field(default_factory=dict)
    pauses: dict[str, ChannelPause] = field(default_factory=dict)
    notices: dict[str, Notice] = field(default_factory=dict)
    digests: dict[str, Digest] = field(default_factory=dict)
    outcomes: dict[tuple[str, str, str], Conclusion] = field(default_factory=dict)
    stored_sources: dict[str, StoredSource] = field(default_factory=dict)
    stored_actors: dict[str, StoredActor] = field(default_factory=dict)
    stored_routes: dict[str, StoredRoute] = field(default_factory=dict)
    installations: dict[str, Installation] = field(default_factory=dict)  # by their workspaces
    audit_log: dict[int, Change] = field(default_factory=dict)  # by number, from 1
    originals: dict[str, Original] = field(default_factory=dict)  # by what was read from which item
    beat: Beat | None = None

    def copy(self) -> Memory:
        kept = vars(self)
        return Memory(**{name: one.copy() if isinstance(one, dict) else one for name, one in kept.items()})

    def page(self, article_id: str) -> list[Sighting]:
        """Return the sightings in all versions of an article's page, first seen first."""
        article = self.articles.get(article_id)
        first = None if article is None else article.version_of or article.id
        versions = {a.id for a in self.articles.values() if first in {a.id, a.version_of}} if first else set()
        found = [s for s in self.sightings.values() if s.article_id in versions]
        return sorted(found, key=lambda s: (s.seen_at, s.id))

    def sighting_view(self, sighting: Sighting) -> SightingView:
        return SightingView(sighting=sighting, article=self.articles[sighting.article_id])

    def first_sighting(self, statement_id: str) -> list[SightingView]:
        """Return the first sighting of a statement, or nothing where it was never seen."""
        seen = [s for s in self.sightings.values() if s.statement_id == statement_id]
        return [self.sighting_view(min(seen, key=lambda s: (s.seen_at, s.id)))] if seen else []

    def view(self, statement: Statement) -> StatementView:
        seen = [s for s in self.sightings.values() if s.statement_id == statement.id]
        seen.sort(key=lambda s: (s.seen_at, s.id))
        repeated = [
            one
            for one in self.statements.values()
            if statement.novelty is one.novelty is Novelty.REPEAT
            and statement.earlier_id is not None
            and one.earlier_id == statement.earlier_id
        ]
        occasions = []
        if statement.novelty in {Novelty.REPEAT, Novelty.CHANGED} and statement.earlier_id is not None:
            before = sorted(
                (one.first_seen_at, one.id) for one in repeated if one.first_seen_at < statement.first_seen_at
            )
            occasions = [statement.earlier_id, *(occasion for _, occasion in before[-4:])]
        corrections = [c for c in self.corrections.values() if c.statement_id == statement.id]
        return StatementView(
            statement=statement,
            sightings=tuple(map(self.sighting_view, seen)),
            earlier=self.statements.get(statement.earlier_id or ""),
            times=1 + sum(one.first_seen_at <= statement.first_seen_at for one in repeated),
            earlier_sightings=tuple(view for occasion in occasions for view in self.first_sighting(occasion)),
            corrections=tuple(sorted(corrections, key=lambda c: (c.noticed_at, c.id))),
            known=tuple(self.known_points(statement)),
        )

    def known_points(self, statement: Statement) -> Iterator[KnownPointView]:
        for point in statement.known:
            said = self.statements.get(point.statement_id)
            if said is not None and said.ruling not in RULED_OUT:
                seen = next(iter(self.first_sighting(said.id)), None)
                yield KnownPointView(point=point, statement=said, sighting=seen)

    def report_view(self, report_id: str | None) -> ReportView:
        report = self.reports.get(report_id)
        if report is None:
            raise ReportNotFoundError(report_id)
        return ReportView(
            report=report,
            article=self.articles[report.article_id],
            statements=tuple(self.view(self.statements[statement_id]) for statement_id in report.statement_ids),
        )

    def feedback_on(self, statement_id: str) -> list[Feedback]:
        found = [given for given in self.feedback.values() if given.statement_id == statement_id]
        return sorted(found, key=lambda given: (given.given_at, given.id))

    def check(self, before: Memory) -> None:
        """Raise StoreError where a value refers to one that is not on record, as it may where something was saved."""
        if all(getattr(self, name) == getattr(before, name) for name in REFERRING):
            return
        refers = [(a.version_of, self.articles) for a in self.articles.values()]
        refers += [(s.earlier_id, self.statements) for s in self.statements.values()]
        for seen in self.sightings.values():
            refers += [(seen.statement_id, self.statements), (seen.article_id, self.articles)]
        for recheck in self.rechecks.values():
            refers += [(recheck.item_id, self.items), (recheck.article_id, self.articles)]
        for noted in self.corrections.values():
            refers += [(noted.sighting_id, self.sightings), (noted.statement_id, self.statements)]
            refers += [(noted.article_id, self.articles)]
        refers += [(given.statement_id, self.statements) for given in self.feedback.values()]
        for report in self.reports.values():
            refers += [(report.article_id, self.articles), *((s, self.statements) for s in report.statement_ids)]
        for delivery in self.deliveries.values():
            refers += [(delivery.report_id, self.reports), (delivery.parent_id, self.deliveries)]
            refers += [(delivery.correction_id, self.corrections)]
        if any(key is not None and key not in kept for key, kept in refers):
            raise StoreError("the memory: a row was refused, since it refers to one that is not on record")


KEPT = [kept.name for kept in fields(Memory)]
# What refers to something else, or is referred to: values are never removed from the others.
UNREFERRED = {
    "poll_states",
    "out_of_use",
    "polls",
    "pauses",
    "notices",
    "outcomes",
    "stored_sources",
    "stored_actors",
    "stored_routes",
    "installations",
    "audit_log",
    "originals",
    "beat",
}
REFERRING = [name for name in KEPT if name not in UNREFERRED]


class Remembering(ABC):
    """Something that looks into the memory: a store as it was saved last, a transaction with its own writes."""

    @property
    @abstractmethod
    def _memory(self) -> Memory: ...
