"""A statement with all that is known of it, in the words in which people read it, built once.

Cards, notes and answers choose from a `Presented` and cut it to length; how a fact is put is decided here and below.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from bot.core.crediting import statement_text
from bot.core.model import Kind, Novelty
from handlers import limits
from handlers.render.aftermath import standing_marks
from handlers.render.badges import Badge, badge_of
from handlers.render.credits import actor_of, address_of, outlet_name, source_of
from handlers.render.differences import turn, turn_words, verdict_words
from handlers.render.facts import background_words, confidence_words, count_words, how_given, kind_words, when_said
from handlers.render.lengths import short
from handlers.render.moments import moment, said
from handlers.render.quotes import Quote, bare_words, lead_in, opening_of, question_words
from handlers.render.segments import Line, link, words

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.model import Actor, Article, SightingView, Span, Statement, StatementView, Tier
    from handlers.render.segments import Segment


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentedSighting:
    """One report of a statement, in one article."""

    statement_id: str
    page_id: str  # all versions of an article are one page
    source_id: str
    outlet: str
    tier: Tier
    headline: str
    url: str  # may be clicked, or ""
    published_at: datetime | None
    seen_at: datetime
    given: str  # "in her own words"
    manner: str  # "told reporters in Tehran", or ""
    confidence: str
    is_whole: bool  # the page itself was read, and not the feed's text alone

    def link(self, *, longest: int = limits.LINK) -> Segment:
        """Return the name of the outlet, which leads to its article where the address is not longer than that."""
        return link(self.outlet, self.url) if len(self.url) <= longest else words(self.outlet)


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What was said before: what a statement changes, repeats, or may repeat."""

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
    quote: Quote
    is_part: bool  # the quote is a part of the statement
    is_ruled: bool  # the desk overruled what the comparison with earlier words came to
    is_second_hand: bool
    is_repeat: bool
    given: Line  # "in her own words", "second-hand, via Ann Bell"; empty where the words are not the actor's after all
    confidence: str
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
    def pages(self) -> tuple[PresentedSighting, ...]:
        """The sightings, one for each article: a headline and its text are one report."""
        pages: dict[str, PresentedSighting] = {}
        for one in self.sightings:
            pages.setdefault(one.page_id, one)
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
        article: the one that is told of; None is all that have it.
        excerpt: the part of the article that stands for the statement; of a change all of it is shown.

    """
    statement, zone = view.statement, config.bot.time_zone
    actor = actor_of(config, statement.actor_id)
    badge = badge_of(view, article_id=article.id if article else None)
    withdrawn, ruled = badge is Badge.WITHDRAWN, statement.ruling is not None
    changed = view.earlier if statement.novelty is Novelty.CHANGED and not ruled else None
    old, new = turn(changed, statement) if changed else ([], [])
    part = None if article is None or excerpt is None or changed else _part(statement, article, excerpt)
    return Presented(
        id=statement.id,
        actor=short(actor.name, limits.NAME) or actor.id,
        role=short(actor.role, limits.ROLE),
        kind=statement.kind,
        badge=badge,
        quote=_quote(view, part, spans=tuple(new), is_struck=withdrawn),
        is_part=part is not None,
        is_ruled=ruled,
        is_second_hand=statement.teller is not None,
        is_repeat=statement.novelty is Novelty.REPEAT,
        given=() if withdrawn else how_given(statement, actor),
        confidence=confidence_words(statement.confidence),
        verdict=verdict_words(statement),
        turn=turn_words(statement) if changed else "",
        background=background_words(view, config=config),
        marks=standing_marks(view, config=config, beside=beside or statement.first_seen_at),
        said=said(statement.said_at, statement.said_precision, zone=zone) if statement.said_at else None,
        first_seen=moment(statement.first_seen_at, zone=zone),
        repeated=count_words(view, zone=zone),
        before=_before(view, tuple(old), actor=actor, config=config),
        sightings=tuple(_sighting(one, actor=actor, config=config) for one in view.sightings),
    )


def shown_sighting(view: StatementView) -> SightingView | None:
    """Return the sighting whose words a statement shows: the fullest wording need not be the first that was seen."""
    text = view.statement.text

    def likeness(one: SightingView) -> float:
        return fuzz.ratio(statement_text(one.article.text, one.sighting.quotation.content), text)

    return max(view.sightings, key=likeness, default=None)  # of two that are alike the first seen


def _quote(view: StatementView, part: str | None, *, spans: tuple[Span, ...], is_struck: bool) -> Quote:
    """Return the words of a statement, or the part that stands for it, with what leads into them."""
    statement = view.statement
    text, opening = (statement.text, _opening(view)) if part is None else (part, None)
    leads = lead_in(text, kind=statement.kind, sense=statement.sense, opening=opening)
    return Quote(
        text=bare_words(statement, text),
        is_direct=statement.kind is Kind.DIRECT,
        lead_in=leads,
        spans=spans,
        is_struck=is_struck,
        question="" if leads else question_words(view.sightings),
    )


def _opening(view: StatementView) -> str | None:
    if view.statement.sense is None or view.statement.kind is Kind.DIRECT:
        return None
    sighting = shown_sighting(view)
    return None if sighting is None else opening_of(sighting.article.text, sighting.sighting.quotation)


def _part(statement: Statement, article: Article, excerpt: Span) -> str | None:
    """Return the part of a statement, or None where it is all of it."""
    part = article.text[slice(*excerpt)]
    is_all = len(bare_words(statement, part)) >= len(bare_words(statement))
    return None if is_all else part


def _before(view: StatementView, spans: tuple[Span, ...], *, actor: Actor, config: Config) -> Before | None:
    earlier = view.earlier
    if earlier is None:
        return None
    return Before(
        statement_id=earlier.id,
        quote=Quote(
            text=bare_words(earlier),
            is_direct=earlier.kind is Kind.DIRECT,
            spans=spans,
            question=question_words(view.earlier_sightings),
        ),
        when=when_said(earlier, zone=config.bot.time_zone),
        sightings=tuple(_sighting(one, actor=actor, config=config) for one in view.earlier_sightings),
    )


def _sighting(view: SightingView, *, actor: Actor, config: Config) -> PresentedSighting:
    article, quotation = view.article, view.sighting.quotation
    source = source_of(config, article.source_id, article.url)
    return PresentedSighting(
        statement_id=view.sighting.statement_id,
        page_id=article.version_of or article.id,
        source_id=source.id,
        outlet=outlet_name(article, config),
        tier=source.tier,
        headline=short(article.title, limits.HEADLINE),
        url=address_of(article, config),
        published_at=article.published_at,
        seen_at=view.sighting.seen_at,
        given=kind_words(quotation.kind, actor),
        manner=short(quotation.manner or "", limits.MANNER),
        confidence=confidence_words(quotation.confidence),
        is_whole=article.whole,
    )
