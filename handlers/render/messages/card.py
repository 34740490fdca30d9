"""Report → Card: the one place for order and length of an alert.

A person reads the essentials in four seconds: the name, the words, the source, and whether it is new.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.model import Kind, StatementView, Tier
from handlers import limits
from handlers.render.messages.buttons import Button, alert_buttons
from handlers.render.pieces.lengths import clip
from handlers.render.pieces.moments import clock, moment, published
from handlers.render.pieces.segments import Line, Segment, isolate, joined, line_text, merged, quoted, strong, words
from handlers.render.statement.aftermath import standing_corrections
from handlers.render.statement.badges import MARKS, Badge
from handlers.render.statement.credits import HEADLINE_ONLY, TIER_WORDS, archive_line, present_article
from handlers.render.statement.points import known_line
from handlers.render.statement.presented import Presented, PresentedSighting, present

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.model import Article, ReportView, SightingView, Span
    from handlers.render.statement.credits import PresentedArticle


@dataclass(frozen=True, slots=True, kw_only=True)
class CardQuote:
    """One statement of a card, or a part of it, in plain text."""

    statement_id: str
    words: Line  # with quotation marks where they are the actor's own; what differs from before is marked
    lead_in: str  # "denies that ", "warns, ": what stands before words that cannot stand alone, else ""
    kind: Kind
    badge: Badge
    marks: Line  # what is wrong with it: "desk ruling: wrong speaker", "changed by the source, 14:05"; mostly empty
    news: Line  # what the comparison with earlier words came to: "35 percent, before: 25 percent"; else empty
    how: Line  # "in his own words · told reporters"; of the lead also when
    primary: Line  # "now in a primary source: …", where that is so of this statement and not of all that are shown
    before: Line  # what was said before, where this repeats it, changes it or may be the same, else empty
    known: (
        Line  # what of it was said before, where something of it is new: “Said before: “We stay.” (Coast Wire, 3 May)”
    )
    turn: str  # of a change: "35 percent, before: 25 percent", where words show it
    is_part: bool  # there is more of it than these words

    @property
    def text(self) -> str:
        """The words with what leads into them: `denies that …`, `warns, …`."""
        return f"{self.lead_in}{line_text(self.words)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An alert in plain text, no longer than the limits. Each platform escapes and lays it out."""

    report_id: str
    title: str  # the actor's name
    role: str
    badge: Badge  # of the lead
    quotes: tuple[CardQuote, ...]  # at least one, the lead first
    more: int  # statements that are not shown
    outlet: str
    tier: Tier
    headline: str  # "" where the article has none
    url: str  # may be clicked, or ""
    lead_statement_id: str
    source: Line  # the outlet and its tier: to be shown below the words of the lead
    details: tuple[Line, ...]  # the headline, the other outlets, a primary source: to be shown below all, in this order
    archive: Line  # the way to the page of the lead, where there is an archive that others read
    buttons: tuple[Button, ...]
    is_headline_only: bool  # of the article there was nothing more

    @property
    def label(self) -> str:
        """What it is, at a glance, before the name: `NEW`, `NEW, headline only`."""
        return f"{self.badge}, {HEADLINE_ONLY}" if self.is_headline_only else str(self.badge)

    @property
    def heading(self) -> Line:
        """What it is and who said it, in letters that stand out: `🟢 NEW · Ilse Varga`."""
        return words(f"{MARKS[self.badge]} {self.label} · "), words(self.title)

    @property
    def foot(self) -> tuple[Line, ...]:
        """What stands below all."""
        return (*self.details, self.archive) if self.archive else self.details

    @property
    def more_text(self) -> str:
        """`and 4 more`, or ""."""
        return f"and {self.more} more" if self.more else ""


def card(report: ReportView, *, config: Config) -> Card:
    """Lay out a report. Made anew whenever its sightings grow, so the same report gives the same card.

    A headline without its page is shown as one, until a fuller report of the same is on record: then that is shown.
    """
    article, created_at = fullest_of(report, config=config), report.report.created_at
    own = present_article(article, config=config)
    is_own = article is report.article
    shown = [
        present(view, config=config, beside=created_at, article=article, excerpt=excerpt if is_own else None)
        for view, excerpt in shown_in(report)
    ]
    layout = _Layout(
        own=own,
        pages=frozenset({own.page_id, present_article(report.article, config=config).page_id}),
        created_at=created_at,
        zone=config.bot.time_zone,
        is_more=bool(report.parent_ref),
    )
    primaries = _primaries(shown, own)
    quotes = layout.quotes(shown, primaries)
    more = len(report.statements) - len(shown)
    return Card(
        report_id=report.report.id,
        title=shown[0].actor,
        role=shown[0].role,
        badge=quotes[0].badge,
        quotes=quotes,
        more=more,
        outlet=own.outlet,
        tier=own.tier,
        headline=own.headline,
        url=own.url,
        lead_statement_id=shown[0].id,
        source=(strong(own.outlet), words(f" · {TIER_WORDS[own.tier]}")),
        details=layout.details(shown, primaries),
        archive=archive_line(shown[0].id, config=config),
        buttons=alert_buttons(
            report.report.id, [one.id for one in shown], all_of_it=more > 0 or any(one.is_part for one in quotes)
        ),
        is_headline_only=own.is_headline_only,
    )


def fullest_of(report: ReportView, *, config: Config) -> Article:
    """Return the article that a card shows: the reported one, or what took the place of a headline without its page.

    That has all that is shown, as it still stands there; the page of that headline comes before another outlet's.
    """
    own = report.article
    if not present_article(own, config=config).is_headline_only:
        return own
    found: list[dict[str, SightingView]] = []
    for view, _ in shown_in(report):
        changed = {one.sighting_id for one in standing_corrections(view)}
        whole = [one for one in view.sightings if one.article.whole and one.sighting.id not in changed]
        found.append({one.article.id: one for one in reversed(whole)})
    in_all = [one for key, one in found[0].items() if all(key in each for each in found)]
    first = min(
        in_all,
        key=lambda one: (one.article.version_of != own.page_id, one.sighting.seen_at),
        default=None,
    )
    return own if first is None else first.article


def shown_in(report: ReportView) -> list[tuple[StatementView, Span | None]]:
    """Return what a card shows: the first statements, each with the span of the article that stands for it."""
    excerpts = report.report.excerpts or (None,) * len(report.statements)
    return list(zip(report.statements, excerpts, strict=True))[: limits.QUOTES]


def words_line(quote: CardQuote) -> Line:
    """Return the words with what leads into them."""
    return merged([quoted(quote.lead_in), *quote.words])


def quote_lines(card: Card, quote: CardQuote) -> list[Line]:
    """Return a further quote as lines: the words, what became of them, what is known of them, what was said before."""
    badge = (strong(quote.badge),) if quote.badge is not card.badge else ()
    below = [quote.marks, joined([badge, quote.news, quote.how]), quote.known, quote.before, quote.primary]
    if quote.badge is Badge.WITHDRAWN:  # the badge stands beside the reason
        below = [joined([badge, quote.marks]), quote.primary]
    return [line for line in (words_line(quote), *below) if line]


def lead_lines(card: Card) -> list[Line]:
    """Return what stands below the words of the lead and its source: how and when, and what else is known of it."""
    lead = card.quotes[0]
    return [line for line in (lead.marks, lead.how, lead.known, lead.before, lead.primary) if line]


def fallback(card: Card) -> str:
    """Return the alert as one line of plain text, for notifications and for screens without layout."""
    lead = card.quotes[0]
    marks = clip(line_text(lead.marks), limits.FALLBACK_LEAD)
    leads = f"{clip(lead.turn, limits.FALLBACK_LEAD)}. " if lead.turn else ""
    since = f"; {marks}" if marks else ""
    if lead.badge is Badge.WITHDRAWN:
        leads, since = f"{marks}. It was: ", ""
    start = (
        f"{MARKS[card.badge]} {card.label} · {isolate(card.title)}{' ' if lead.lead_in and not leads else ': '}{leads}"
    )
    end = f" ({isolate(card.outlet)}{since})"
    room = limits.FALLBACK - len(start) - len(end) - len(isolate(lead.text)) + len(lead.text)
    return f"{start}{isolate(clip(lead.text, room))}{end}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """What all parts of one card have in common."""

    own: PresentedArticle  # the one that is shown
    pages: frozenset[str]  # its page, and that of the one that is reported
    created_at: datetime
    zone: str
    is_more: bool  # it tells more of a remark below the alert that reported it

    def quotes(self, shown: Sequence[Presented], primaries: Mapping[str, PresentedSighting]) -> tuple[CardQuote, ...]:
        """Lay out the statements, the lead at more length; what is true of all of them stands in the details."""
        named = {} if _is_shared(shown, primaries) else primaries
        return tuple(self.quote(one, is_lead=not place, primary=named.get(one.id)) for place, one in enumerate(shown))

    def details(self, shown: Sequence[Presented], primaries: Mapping[str, PresentedSighting]) -> tuple[Line, ...]:
        """Say under which headline it stands, who else reports it, and where a primary source has it."""
        lines = (
            self.headline_line(),
            _also_line(shown, apart_from={self.own.source_id, *(one.article.source_id for one in primaries.values())}),
            self.primary_line(primaries[shown[0].id]) if _is_shared(shown, primaries) else (),
        )
        return tuple(line for line in lines if line)

    def headline_line(self) -> Line:
        """Say under which headline it stands, and who wrote it where that is known."""
        byline: Line = (words(self.own.byline),) if self.own.byline else ()
        return joined([(self.own.headline_link(),), byline])

    def quote(self, one: Presented, *, is_lead: bool, primary: PresentedSighting | None) -> CardQuote:
        """Lay out a statement, or the part that stands for it; of the lead it is said when, which is so of all."""
        earlier, limit = self._seen_earlier(one), limits.LEAD if is_lead else limits.QUOTE
        return CardQuote(
            statement_id=one.id,
            words=one.quote.line(limit),
            lead_in=one.quote.lead_in,
            kind=one.kind,
            badge=self._badge(one, earlier),
            marks=one.marks,
            primary=self.primary_line(primary) if primary else (),
            news=() if one.is_withdrawn else self._news(one, earlier),
            how=joined([self._how(one), self.times_line(one)]) if is_lead else self._how(one),
            known=known_line(one.points),
            before=() if one.is_ruled or one.is_withdrawn else self._before(one),
            turn=one.turn,
            is_part=one.is_part or len(one.quote.text) > limit,
        )

    def _badge(self, one: Presented, earlier: PresentedSighting | None) -> Badge:
        if one.badge is not Badge.NEW:
            return one.badge
        if earlier:
            return Badge.SAID_BEFORE
        return Badge.MORE_OF_IT if self.is_more else Badge.NEW

    def times_line(self, lead: Presented) -> Line:
        published_at = self.own.published_at
        if lead.said is None and published_at is None:  # it may be old, and nothing proves that it is
            return (words("date unknown, first seen "), lead.first_seen)
        return joined(
            [
                (words("said "), lead.said) if lead.said else (),
                (words("published "), published(published_at, zone=self.zone)) if published_at else (),
            ],
        )

    def primary_line(self, one: PresentedSighting) -> Line:
        """Say where a primary source has it, and whether it came later than the alert."""
        now = "now in" if one.seen_at > self.created_at else "in"
        return (strong(f"{now} a primary source: "), one.article.link(), words(", "), self._clock(one.seen_at))

    def _seen_earlier(self, one: Presented) -> PresentedSighting | None:
        """Return the first sighting where it stands in another article and is older than the report."""
        first = next(iter(one.sightings), None)
        if first is None or first.article.page_id in self.pages or first.seen_at >= self.created_at:
            return None
        return first

    def _news(self, one: Presented, earlier: PresentedSighting | None) -> Line:
        if earlier:
            return (words("first seen "), moment(earlier.seen_at, zone=self.zone))
        if self.is_more and one.badge is Badge.NEW:
            return (strong("more of the same remark"),)
        return () if one.is_repeat or one.is_ruled or not one.verdict else (strong(one.verdict),)

    def _how(self, one: Presented) -> Line:
        """Say how the words were given; of words that are not the actor's after all nothing."""
        if one.is_withdrawn:
            return ()
        here = next((seen for seen in one.sightings if seen.article.page_id == self.own.page_id), None)
        here = here or next(iter(one.sightings), None)
        return joined(
            [
                one.given,
                (words("excerpt"),) if one.is_part else (),
                (words(here.manner if here else ""),),
                (words(one.doubt),),
            ]
        )

    def _before(self, one: Presented) -> Line:
        """Return the earlier wording, where the reader has to compare it; of a repeat how often and where."""
        before = one.before
        if before is None:
            return ()
        if one.is_repeat:
            return self._repeated(one, before.sightings)
        return (
            words("earlier, "),
            before.when,
            *(piece for first in before.sightings[:1] for piece in (words(", "), first.article.link())),
            words(": "),
            *before.quote.line_with_verb(limits.EARLIER_WORDS),
        )

    def _repeated(self, one: Presented, reports: Sequence[PresentedSighting]) -> Line:
        latest = reports[-1] if len(reports) > 1 else None
        return joined(
            [
                (strong("said before"), words(f": {one.repeated}")),
                (words("first in "), reports[0].article.link()) if reports else (),
                (words("last in "), latest.article.link(), words(", "), self._clock(latest.seen_at)) if latest else (),
            ]
        )

    def _clock(self, at: datetime) -> Segment:
        return clock(at, beside=self.created_at, zone=self.zone)


def _primaries(shown: Sequence[Presented], own: PresentedArticle) -> dict[str, PresentedSighting]:
    """Return the first sighting of each statement in a primary source other than the card's own, by its id."""
    if own.tier is Tier.PRIMARY:
        return {}
    found: dict[str, PresentedSighting] = {}
    for one in shown:
        for seen in one.sightings:
            if seen.article.tier is Tier.PRIMARY and seen.article.source_id != own.source_id:
                found.setdefault(one.id, seen)
    return found


def _is_shared(shown: Sequence[Presented], primaries: Mapping[str, PresentedSighting]) -> bool:
    """Tell whether a primary source has all that is shown: one line says it of all."""
    return len(primaries) == len(shown)


def _also_line(shown: Sequence[Presented], *, apart_from: set[str]) -> Line:
    """Name the other outlets that report what is shown, first seen first: those that report all of it, then others."""
    seen = sorted(
        ((one, statement.id) for statement in shown for one in statement.sightings), key=lambda pair: pair[0].seen_at
    )
    outlets = {one.article.source_id: one.article.outlet for one, _ in seen if one.article.source_id not in apart_from}
    reported = {(one.article.source_id, statement_id) for one, statement_id in seen}
    whole = [source for source in outlets if all((source, statement.id) in reported for statement in shown)]
    partly = [source for source in outlets if source not in whole]
    named = [*whole, *partly][: limits.OUTLETS]
    all_of_it = ", ".join(outlets[source] for source in named if source in whole)
    some = ", ".join(outlets[source] for source in named if source in partly)
    said = [f"also reported by {all_of_it}"] if all_of_it else []
    said += [f"in part also by {some}" if all_of_it else f"in part also reported by {some}"] if some else []
    more = len(outlets) - len(named)
    return (words(f"{', '.join(said)}{f' and {more} more' if more else ''}"),) if said else ()
