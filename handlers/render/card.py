"""Report → Card: the one place for order and length of an alert.

A person reads the essentials in four seconds: the name, the words, the source, and whether it is new.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.model import FeedbackKind, Kind, Novelty, StatementView, Tier
from handlers.render.phrases import (
    HEADLINE_LIMIT,
    MANNER_LIMIT,
    OUTLET_LIMIT,
    ROLE_LIMIT,
    TIER_WORDS,
    Badge,
    actor_name,
    actor_of,
    badge_of,
    bare_words,
    confidence_words,
    count_words,
    how_given,
    is_withdrawn,
    lead_in,
    outlet_link,
    outlet_name,
    quotation,
    short,
    source_of,
    standing_marks,
    turn,
    turn_words,
    verdict_words,
    when_said,
)
from handlers.render.reply import Button, Press, context_buttons, token_of
from handlers.render.segments import Line, clock, joined, line_text, link, merged, moment, quoted, strong, words
from handlers.render.text import clip, web_link

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.model import Actor, ReportView, SightingView, Source, Span, Statement

MOST_QUOTES = 3  # the lead and two more
MOST_OUTLETS = 3  # named beside the card's own
LEAD_LIMIT = 500  # characters, as every limit here
QUOTE_LIMIT = 240
BEFORE_LIMIT = 200
TOLD_LIMIT = 60  # of what a notification says before the words
FALLBACK_LIMIT = 240

REPORT = "report"  # the lookup behind "All"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardQuote:
    """One statement of a card, or a part of it, in plain text."""

    statement_id: str
    words: Line  # with quotation marks where they are the actor's own; what differs from before is marked
    lead_in: str  # "denies: ", "warns ": what stands before words that cannot stand alone, else ""
    kind: Kind
    badge: Badge
    marks: Line  # what is wrong with it: "wrong speaker, says the desk", "changed at source 14:05"; mostly empty
    primary: Line  # "now in a primary source: …", where that is so of this statement and not of all that are shown
    notes: Line  # "in his own words · told reporters · sure (97 %)"
    before: Line  # what was said before, where this repeats it, changes it or may be the same, else empty
    turn: str  # of a change: "25 percent → 35 percent", where that can be named
    is_part: bool  # there is more of it than these words

    @property
    def text(self) -> str:
        """The words with what leads into them: `denies: …`, `warns that …`."""
        return f"{self.lead_in}{line_text(self.words)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An alert in plain text, no longer than the limits of this module. Each platform escapes and lays it out."""

    report_id: str
    title: str  # the actor's name
    role: str
    badge: Badge  # of the lead
    quotes: tuple[CardQuote, ...]  # at least one, the lead first
    more: int  # statements that are not shown
    outlet: str
    tier: Tier
    headline: str  # "" where the article has none
    url: str  # safe in any link, or ""
    lead_statement_id: str
    details: tuple[Line, ...]  # the source, the times, the other outlets: to be shown below the quotes, in this order
    buttons: tuple[Button, ...]

    @property
    def more_text(self) -> str:
        """`and 4 more`, or ""."""
        return f"and {self.more} more" if self.more else ""


def card(report: ReportView, *, config: Config) -> Card:
    """Lay out a report. Made anew whenever its sightings grow, so the same report gives the same card."""
    actor = actor_of(config, report.report.actor_id)
    own = source_of(config, report.article.source_id, report.article.url)
    shown = shown_in(report)
    views = [view for view, _ in shown]
    primaries = {} if own.tier is Tier.PRIMARY else _primaries(views, own_id=own.id, config=config)
    shared = len(primaries) == len(views)  # one line tells it of all that is shown
    layout = _Layout(report=report, actor=actor, config=config, primaries={} if shared else primaries)
    quotes = tuple(
        layout.quote(view, excerpt, limit=QUOTE_LIMIT if place else LEAD_LIMIT)
        for place, (view, excerpt) in enumerate(shown)
    )
    more = len(report.statements) - len(shown)
    lead = views[0].statement
    others = _others(views, own_id=own.id, config=config)
    linked = {one.article.source_id for one in primaries.values()}
    outlet = outlet_name(report.article, config)
    headline = short(report.article.title, HEADLINE_LIMIT)
    details = (
        joined([(strong(outlet),), (words(TIER_WORDS[own.tier]),), (link(headline or "article", report.article.url),)]),
        _times_line(lead, report.article.published_at, zone=config.bot.time_zone),
        _also_line([source for source in others if source.id not in linked]),
        layout.primary_line(primaries[lead.id]) if shared and primaries else (),
    )
    return Card(
        report_id=report.report.id,
        title=actor_name(config, report.report.actor_id),
        role=short(actor.role, ROLE_LIMIT),
        badge=quotes[0].badge,
        quotes=quotes,
        more=more,
        outlet=outlet,
        tier=own.tier,
        headline=headline,
        url=web_link(report.article.url),
        lead_statement_id=lead.id,
        details=tuple(line for line in details if line),
        buttons=_buttons(report.report.id, views, all_of_it=more > 0 or any(one.is_part for one in quotes)),
    )


def shown_in(report: ReportView) -> list[tuple[StatementView, Span | None]]:
    """Return what a card shows: the first statements, each with the span of the article that stands for it."""
    excerpts = report.report.excerpts or (None,) * len(report.statements)
    return list(zip(report.statements, excerpts, strict=True))[:MOST_QUOTES]


def quote_lines(card: Card, quote: CardQuote) -> list[Line]:
    """Return a quote as lines: the words, what became of them, what is known of them, what was said before."""
    badge = (strong(quote.badge),) if quote.badge is not card.badge else ()
    said = merged([quoted(quote.lead_in), *quote.words])
    known = [quote.marks, quote.primary, joined([badge, quote.notes])]
    if not quote.notes:  # of words that are not the actor's after all the badge stands beside the reason
        known = [joined([badge, quote.marks]), quote.primary]
    return [line for line in (said, *known, quote.before) if line]


def fallback(card: Card) -> str:
    """Return the alert as one line of plain text, for notifications and for screens without layout."""
    lead = card.quotes[0]
    told = f"{clip(lead.turn, TOLD_LIMIT)}: " if lead.turn else ""
    if lead.badge is Badge.WITHDRAWN:
        told = f"{clip(line_text(lead.marks), TOLD_LIMIT)}. It was: "
    since = f"; {clip(line_text(lead.marks), TOLD_LIMIT)}" if lead.marks and lead.badge is not Badge.WITHDRAWN else ""
    start = f"{card.badge} · {card.title}: {told}"
    end = f" ({card.outlet}{since})"
    return f"{start}{clip(lead.text, FALLBACK_LIMIT - len(start) - len(end))}{end}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """What all quotes of one card have in common."""

    report: ReportView
    actor: Actor
    config: Config
    primaries: dict[str, SightingView]  # statement id → its first sighting in a primary source, where each says its own

    @property
    def zone(self) -> str:
        return self.config.bot.time_zone

    def quote(self, view: StatementView, excerpt: Span | None, *, limit: int) -> CardQuote:
        """Lay out a statement, or where there is an excerpt the part that stands for it."""
        statement = view.statement
        withdrawn = is_withdrawn(view, article_id=self.report.article.id)
        turned = statement.novelty is Novelty.CHANGED and view.earlier is not None and not _is_ruled(view)
        text = None if excerpt is None or turned else self._part(statement, excerpt)
        old, new = turn(view.earlier, statement) if turned and view.earlier else ((), ())
        primary = self.primaries.get(statement.id)
        marks = standing_marks(view, config=self.config, beside=self.report.report.created_at)
        earlier = _seen_earlier(view, self.report)
        badge = badge_of(view, article_id=self.report.article.id)
        return CardQuote(
            statement_id=statement.id,
            words=quotation(statement, limit=limit, text=text, spans=new, withdrawn=withdrawn),
            lead_in=lead_in(statement, text),
            kind=statement.kind,
            badge=Badge.SAID_BEFORE if earlier and badge is Badge.NEW else badge,
            marks=marks,
            primary=self.primary_line(primary) if primary else (),
            notes=() if withdrawn else self._notes(view, earlier, is_part=text is not None),
            before=() if withdrawn or _is_ruled(view) else self._before(view, old),
            turn=turn_words(statement) if turned else "",
            is_part=text is not None or len(bare_words(statement)) > limit,
        )

    def _part(self, statement: Statement, excerpt: Span) -> str | None:
        """Return the part of a statement, or None where it is all of it."""
        part = self.report.article.text[slice(*excerpt)]
        is_all = len(bare_words(statement, part)) >= len(bare_words(statement))
        return None if is_all else part

    def primary_line(self, view: SightingView) -> Line:
        """Say where a primary source has it, and whether it came later than the alert."""
        created_at = self.report.report.created_at
        now = "now in" if view.sighting.seen_at > created_at else "in"
        when = clock(view.sighting.seen_at, beside=created_at, zone=self.zone)
        return (strong(f"{now} a primary source: "), outlet_link(view, self.config), words(", "), when)

    def _notes(self, view: StatementView, earlier: SightingView | None, *, is_part: bool) -> Line:
        statement = view.statement
        here = _sighting_in(view, self.report.article.id)
        news: Line = ()
        if earlier:
            news = (words("first seen "), moment(earlier.sighting.seen_at, zone=self.zone))
        elif statement.novelty is not Novelty.REPEAT and not _is_ruled(view):
            news = (strong(verdict_words(statement)),)
        return joined(
            [
                how_given(statement, self.actor),
                (words("a part of it"),) if is_part else (),
                (words(short((here and here.sighting.quotation.manner) or "", MANNER_LIMIT)),),
                (words(confidence_words(statement.confidence)),),
                news,
            ]
        )

    def _before(self, view: StatementView, spans: Sequence[Span]) -> Line:
        """Return the earlier wording, where the reader has to compare it; of a repeat how often and where."""
        if view.earlier is None:
            return ()
        if view.statement.novelty is Novelty.REPEAT:
            return self._repeated(view)
        first = view.earlier_sightings[:1]
        return (
            words("before, "),
            when_said(view.earlier, zone=self.zone),
            *(piece for one in first for piece in (words(", "), outlet_link(one, self.config))),
            words(": "),
            *quotation(view.earlier, limit=BEFORE_LIMIT, spans=spans),
        )

    def _repeated(self, view: StatementView) -> Line:
        reports = view.earlier_sightings
        latest = reports[-1] if len(reports) > 1 else None
        return joined(
            [
                (strong("said before"), words(f": {count_words(view, zone=self.zone)}")),
                (words("first in "), outlet_link(reports[0], self.config)) if reports else (),
                (
                    words("last in "),
                    outlet_link(latest, self.config),
                    words(", "),
                    clock(latest.sighting.seen_at, beside=self.report.report.created_at, zone=self.zone),
                )
                if latest
                else (),
            ]
        )


def _is_ruled(view: StatementView) -> bool:
    """Tell whether the desk has overruled what the comparison with earlier words came to."""
    return view.statement.ruling is not None


def _buttons(report_id: str, views: Sequence[StatementView], *, all_of_it: bool) -> tuple[Button, ...]:
    lead_id = views[0].statement.id
    one = len(views) == 1
    offers = [
        ("All", token_of(Press.SHOW, REPORT, report_id) if all_of_it else None),
        *(
            (kind.capitalize(), token_of(Press.SAY, kind, lead_id) if one else token_of(Press.ASK, kind, report_id))
            for kind in FeedbackKind
        ),
    ]
    return context_buttons(lead_id) + tuple(Button(label=label, token=token) for label, token in offers if token)


def _sighting_in(view: StatementView, article_id: str) -> SightingView | None:
    first = view.sightings[0] if view.sightings else None
    return next((one for one in view.sightings if one.article.id == article_id), first)


def _seen_earlier(view: StatementView, report: ReportView) -> SightingView | None:
    """Return the first sighting where it stands in another article and is older than the report."""
    first = view.sightings[0] if view.sightings else None
    if first is None or first.article.id == report.article.id or first.sighting.seen_at >= report.report.created_at:
        return None
    return first


def _primaries(views: Sequence[StatementView], *, own_id: str, config: Config) -> dict[str, SightingView]:
    """Return the first sighting of each statement in a primary source other than the card's own."""
    tiers = {source.id: source.tier for source in config.sources if source.id != own_id}
    found = (
        (view.statement.id, [one for one in view.sightings if tiers.get(one.article.source_id) is Tier.PRIMARY])
        for view in views
    )
    return {statement_id: sightings[0] for statement_id, sightings in found if sightings}


def _others(views: Sequence[StatementView], *, own_id: str, config: Config) -> list[Source]:
    """Return the other sources that report what is shown, first seen first."""
    sightings = sorted(
        (one for view in views for one in view.sightings),
        key=lambda one: (one.sighting.seen_at, one.sighting.id),
    )
    first = {one.article.source_id: one.article for one in reversed(sightings)}
    order = dict.fromkeys(one.article.source_id for one in sightings)
    return [source_of(config, source_id, first[source_id].url) for source_id in order if source_id != own_id]


def _times_line(lead: Statement, published_at: datetime | None, *, zone: str) -> Line:
    return joined(
        [
            (words("said "), when_said(lead, zone=zone)) if lead.said_at else (),
            (words("published "), moment(published_at, zone=zone)) if published_at else (),
        ],
    )


def _also_line(others: Sequence[Source]) -> Line:
    named = [short(source.name, OUTLET_LIMIT) for source in others[:MOST_OUTLETS]]
    rest = [f"+{len(others) - len(named)}"] if len(others) > len(named) else []
    return (words(f"also: {', '.join([*named, *rest])}"),) if named else ()
