"""A statement with all that is known of it, in the words in which people read it, built once.

Cards, notes and answers choose from a `Presented` and cut it to length; how a fact is put is decided here and below.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.model import FeedbackKind, Novelty, StatementView
from bot.core.words import words_of
from bot.rules.placing import as_reported
from handlers import limits
from handlers.render.pieces.lengths import short
from handlers.render.pieces.moments import moment, said
from handlers.render.statement.aftermath import reported_words, standing_marks
from handlers.render.statement.badges import Badge, badge_of
from handlers.render.statement.credits import actor_of, available_of, present_article
from handlers.render.statement.differences import as_written, turn, turn_words, verdict_words
from handlers.render.statement.facts import (
    background_words,
    confidence_figure,
    count_words,
    doubt_words,
    how_given,
    kind_words,
    manner_words,
    when_said,
)
from handlers.render.statement.points import new_words, points_before, present_points
from handlers.render.statement.quotes import quote_of

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.model import Actor, Article, Kind, SightingView, Span, Statement
    from handlers.render.pieces.segments import Line, Segment
    from handlers.render.statement.credits import PresentedArticle
    from handlers.render.statement.points import PresentedPoint
    from handlers.render.statement.quotes import Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentedSighting:
    """One report of a statement, in one article."""

    id: str
    statement_id: str
    article: PresentedArticle
    words: str  # as they were reported, without the marks around them
    kind: Kind
    seen_at: datetime
    given: str  # "in her own words"
    manner: str  # "told reporters in Tehran", or ""
    confidence: str
    available: str  # what there was of a page that could not be read: "headline only"; "" where it was


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What was said before: what a statement changes, repeats, or is judged to be the same as."""

    statement_id: str
    quote: Quote
    when: Segment
    sightings: tuple[PresentedSighting, ...]  # the first one; of a repeat the first of each earlier occasion


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """A statement with all that is known of it."""

    id: str
    actor: str
    role: str
    kind: Kind
    badge: Badge
    quote: Quote  # what of it leads: what is new, or the part of the article that stands for it
    whole: Quote  # all of it, as it was said
    points: tuple[PresentedPoint, ...]  # what of it was said before, where something is new
    is_ruled: bool  # the desk overruled what the comparison with earlier words came to
    is_second_hand: bool
    is_repeat: bool
    given: Line  # "in her own words", "second-hand, via Ann Bell"; empty where the words are not the actor's after all
    confidence: str  # "high confidence (97 %)"
    doubt: str  # "low confidence"; "" where there is hardly a doubt
    verdict: str
    turn: str  # of a change: "35 percent, before: 25 percent", where words show it
    background: str
    marks: Line  # what is wrong with it: "desk ruling: wrong speaker", "changed by the source, 14:05"; mostly empty
    said: Segment | None
    first_seen: Segment
    repeated: str  # "7th time since 3 May", or ""
    before: Before | None
    sightings: tuple[PresentedSighting, ...]

    @property
    def is_withdrawn(self) -> bool:
        """Whether the words must not look like the actor's own."""
        return self.badge is Badge.WITHDRAWN

    @property
    def is_part(self) -> bool:
        """Whether the quote is a part of the statement."""
        return self.quote.is_part

    @property
    def pages(self) -> tuple[PresentedSighting, ...]:
        """The sightings, one for each article: a headline and its text are one report."""
        pages: dict[str, PresentedSighting] = {}
        for one in self.sightings:
            pages.setdefault(one.article.page_id, one)
        return tuple(pages.values())


def present(
    view: StatementView,
    *,
    config: Config,
    beside: datetime | None = None,
    article: Article | None = None,
    excerpt: Span | None = None,
) -> Presented:
    """Put a statement into words.

    Args:
        view: the statement.
        config: names and the time zone.
        beside: when it was reported: times of that day are shown without their date. None is when it was first seen.
        article: the one that is reported, in whose words it is put; None is all that have it, in those of the first.
        excerpt: the part of the article that stands for the statement; of a change all that is new is shown.

    """
    view = view if article is None else as_reported(view, article)
    statement, zone = view.statement, config.bot.time_zone
    actor = actor_of(config, statement.actor_id)
    badge = badge_of(view, article_id=article.id if article else None)
    changed = view.earlier if statement.novelty is Novelty.CHANGED and statement.ruling is None else None
    part = None if article is None or excerpt is None or changed else article.text[slice(*excerpt)]
    words = _words(view, changed, part=part, is_struck=badge is Badge.WITHDRAWN)
    points = () if badge is Badge.WITHDRAWN else present_points(view, beside=beside, config=config)
    # What is new is not the same as the earlier statement, and the line of what was said before names that.
    stands_below = not changed and any(one.statement_id == statement.earlier_id for one in points)
    in_doubt = (
        statement.verdict is not None and not statement.verdict.certain
    )  # on record of a version that reported it
    compared = not (stands_below or in_doubt or statement.ruling is FeedbackKind.NOT_THE_SAME)
    return Presented(
        id=statement.id,
        actor=short(actor.name, limits.NAME) or actor.id,
        role=short(actor.role, limits.ROLE),
        kind=statement.kind,
        badge=badge,
        quote=words.lead,
        whole=words.whole,
        points=points,
        is_ruled=statement.ruling is not None,
        is_second_hand=statement.teller is not None,
        is_repeat=statement.novelty is Novelty.REPEAT,
        given=() if badge is Badge.WITHDRAWN else how_given(statement, actor),
        confidence=confidence_figure(statement.confidence),
        doubt=doubt_words(statement.confidence),
        background=background_words(view, config=config),
        repeated=count_words(view, zone=zone),
        verdict=verdict_words(as_written(statement, view.earlier)) if compared else "",
        turn=turn_words(as_written(statement, view.earlier)) if changed else "",
        marks=standing_marks(view, config=config, beside=beside or statement.first_seen_at),
        said=said(statement.said_at, statement.said_precision, zone=zone) if statement.said_at else None,
        first_seen=moment(statement.first_seen_at, zone=zone),
        before=_presented_before(view, words.turned, actor=actor, config=config) if compared else None,
        sightings=tuple(_presented_sighting(one, actor=actor, config=config) for one in view.sightings),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """The words of a statement as they are shown."""

    lead: Quote
    whole: Quote
    turned: tuple[Span, ...]  # of what it changes: the words that differ


def _words(view: StatementView, changed: Statement | None, *, part: str | None, is_struck: bool) -> _Words:
    """Choose the words that lead: the part that stands for the statement, unless it was said before; or what is new."""
    statement = view.statement
    whole = quote_of(view, spans=_new_spans(changed, statement), is_struck=is_struck)
    new = None if is_struck else new_words(statement, points_before(view))
    part = new if part is None or _is_known(view, part) else part
    shown = statement if part is None else replace(statement, text=part)
    return _Words(
        lead=whole
        if part is None
        else quote_of(view, part=part, spans=_new_spans(changed, shown), is_struck=is_struck),
        whole=whole,
        turned=tuple(turn(changed, shown)[0]) if changed else (),
    )


def _new_spans(changed: Statement | None, shown: Statement) -> tuple[Span, ...]:
    return tuple(turn(changed, shown)[1]) if changed else ()


def _is_known(view: StatementView, part: str) -> bool:
    """Tell whether a part of the article is what was said before."""
    said = words_of(part)
    return any(words_of(view.statement.text[slice(*one.span)]) == said for one in points_before(view))


def _presented_before(view: StatementView, spans: tuple[Span, ...], *, actor: Actor, config: Config) -> Before | None:
    earlier = view.earlier
    if earlier is None:
        return None
    return Before(
        statement_id=earlier.id,
        quote=quote_of(StatementView(statement=earlier, sightings=view.earlier_sightings), spans=spans),
        when=when_said(earlier, zone=config.bot.time_zone),
        sightings=tuple(_presented_sighting(one, actor=actor, config=config) for one in view.earlier_sightings),
    )


def _presented_sighting(view: SightingView, *, actor: Actor, config: Config) -> PresentedSighting:
    quotation = view.sighting.quotation
    return PresentedSighting(
        id=view.sighting.id,
        statement_id=view.sighting.statement_id,
        article=present_article(view.article, config=config),
        words=reported_words(view),
        kind=quotation.kind,
        seen_at=view.sighting.seen_at,
        given=kind_words(quotation.kind, actor),
        manner=manner_words(quotation, view.article.text),
        confidence=confidence_figure(quotation.confidence),
        available=available_of(view.article, config=config),
    )
