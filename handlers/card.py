"""Report → Card: the one place for wording, order and length of an alert.

A person reads the essentials in four seconds: the name, the words, the source, and whether it is new.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.model import Actor, Kind, Novelty, Source, StatementView, Tier
from handlers.segments import Line, Segment, Style, joined, link, moment, quoted, said, strong, words
from handlers.text import clip, plain, web_link

if TYPE_CHECKING:
    from datetime import datetime

    from bot.config import Config
    from bot.model import ReportView, SightingView, Statement

MOST_QUOTES = 3  # the lead and two more
MOST_OUTLETS = 3  # named beside the card's own
NAME_LIMIT = 80  # characters, as every limit here
ROLE_LIMIT = 120
LEAD_LIMIT = 500
QUOTE_LIMIT = 240
SENSE_LIMIT = 30
MANNER_LIMIT = 80
BEFORE_LIMIT = 200
VERDICT_LIMIT = 120
OUTLET_LIMIT = 60
HEADLINE_LIMIT = 180
FALLBACK_LIMIT = 240

CLAUSE_WORDS = ("that", "whether", "how", "why")
SURE_FROM = 0.9
LIKELY_FROM = 0.7

TIER_WORDS = {
    Tier.PRIMARY: "primary source",
    Tier.WIRE: "news agency",
    Tier.OUTLET: "news outlet",
    Tier.AGGREGATOR: "aggregator",
}
NO_WORDS = "[no readable words]"
_DOUBLE_MARK = re.compile('[“”"]')
_OPENING_FIRST = re.compile(r'^[^“”"]*(?:“|(?:(?<=\s)|^)")')  # the first mark of the text opens
_POSSESSIVES = ("his", "her", "their", "its")
_MARKS = "\"“”„«»'\u2018\u2019"


class Badge(StrEnum):
    """Whether the reader has heard it before."""

    NEW = "NEW"
    SAID_BEFORE = "SAID BEFORE"
    CHANGED = "CHANGED"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardQuote:
    """One statement of a card, in plain text."""

    statement_id: str
    words: str  # with quotation marks where they are the actor's own
    lead_in: str  # "denies: ", "warns ": what stands before words that cannot stand alone, else ""
    kind: Kind
    badge: Badge
    notes: Line  # "in his own words · told reporters · sure (97 %)"
    before: Line  # what was said before, where this changes it or may be the same, else empty

    @property
    def text(self) -> str:
        """The words with what leads into them: `denies: …`, `warns that …`."""
        return f"{self.lead_in}{self.words}"


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
    published_at: datetime | None
    said_at: datetime | None  # of the lead
    also: tuple[str, ...]  # other outlets that report it, first seen first
    also_more: int  # outlets that are not named
    primary: str  # the first primary source that reports it, where the card's own is none
    lead_statement_id: str
    details: tuple[Line, ...]  # the source, the times, the other outlets: to be shown below the quotes, in this order

    @property
    def more_text(self) -> str:
        """`and 4 more`, or ""."""
        return f"and {self.more} more" if self.more else ""


def card(report: ReportView, *, config: Config) -> Card:
    """Lay out a report. Made anew whenever its sightings grow, so the same report gives the same card."""
    actor = actor_of(config, report.report.actor_id)
    zone = config.bot.time_zone
    shown = report.statements[:MOST_QUOTES]
    quotes = tuple(
        _quote(view, report=report, actor=actor, limit=QUOTE_LIMIT if place else LEAD_LIMIT, zone=zone)
        for place, view in enumerate(shown)
    )
    own = source_of(config, report.article.source_id, report.article.url)
    others = _others(shown, own_id=own.id, config=config)
    primary = "" if own.tier is Tier.PRIMARY else next((s.name for s in others if s.tier is Tier.PRIMARY), "")
    lead = shown[0].statement
    published_at = report.article.published_at
    outlet, headline, url = (
        short(own.name, OUTLET_LIMIT) or own.id,
        short(report.article.title, HEADLINE_LIMIT),
        web_link(report.article.url),
    )
    named = [source for source in others if source.name != primary]
    also = tuple(short(source.name, OUTLET_LIMIT) for source in named[:MOST_OUTLETS])
    also_more = len(named) - len(also)
    return Card(
        report_id=report.report.id,
        title=short(actor.name, NAME_LIMIT) or actor.id,
        role=short(actor.role, ROLE_LIMIT),
        badge=quotes[0].badge,
        quotes=quotes,
        more=len(report.statements) - len(quotes),
        outlet=outlet,
        tier=own.tier,
        headline=headline,
        url=url,
        published_at=published_at,
        said_at=lead.said_at,
        also=also,
        also_more=also_more,
        primary=short(primary, OUTLET_LIMIT),
        lead_statement_id=lead.id,
        details=tuple(
            line
            for line in (
                _source_line(outlet, own.tier, headline, url),
                _times_line(lead, published_at, zone=zone),
                _also_line(also, also_more, short(primary, OUTLET_LIMIT)),
            )
            if line
        ),
    )


def quote_lines(card: Card, quote: CardQuote) -> list[Line]:
    """Return a quote as lines: the words, what is known of them, and what was said before where that matters."""
    badge = (strong(quote.badge),) if quote.badge is not card.badge else ()
    lines = [(quoted(quote.text),), joined([badge, quote.notes]), quote.before]
    return [line for line in lines if line]


def fallback(card: Card) -> str:
    """Return the alert as one line of plain text, for notifications and for screens without layout."""
    lead = card.quotes[0]
    start = f"{card.badge} · {card.title}: "
    end = f" ({card.outlet})"
    return f"{start}{clip(lead.text, FALLBACK_LIMIT - len(start) - len(end))}{end}"


def actor_of(config: Config, actor_id: str) -> Actor:
    """Return the actor, or one named by the id alone where the config no longer tracks it."""
    return next((one for one in config.actors if one.id == actor_id), Actor(id=actor_id, name=actor_id))


def source_of(config: Config, source_id: str, url: str) -> Source:
    """Return the source, or one named by the article's host where the config no longer polls it."""
    for source in config.sources:
        if source.id == source_id:
            return source
    return Source(
        id=source_id,
        name=urlsplit(web_link(url)).hostname or source_id,
        url=url,
        tier=Tier.OUTLET,
        language="",
        poll_every=config.polling.every,
    )


def quote_text(view: StatementView, *, limit: int) -> str:
    """Return the words of a statement, at most `limit` characters and two quotation marks where they are direct."""
    text = plain(view.statement.text).strip()
    if view.statement.kind is Kind.DIRECT:
        bare = clip(text.strip(_MARKS + " "), limit) or NO_WORDS
        return f"“{bare}”"
    return clip(_balanced(text), limit) or NO_WORDS


def lead_in(view: StatementView) -> str:
    """Return what leads into the words: their verb's sense, or "says" before a clause that cannot stand alone."""
    sense = short(view.statement.sense or "", SENSE_LIMIT)
    first_word = view.statement.text.split(maxsplit=1)[:1]
    if view.statement.kind is not Kind.DIRECT and first_word and first_word[0].casefold() in CLAUSE_WORDS:
        return f"{sense or 'says'} "
    return f"{sense}: " if sense else ""


def kind_words(kind: Kind, actor: Actor) -> str:
    """Say how the words are given."""
    if kind is Kind.INDIRECT:
        return "paraphrased"
    if kind is Kind.MIXED:
        return "partly quoted"
    whose = next((word for word in actor.pronouns if word in _POSSESSIVES), "their")
    return f"in {whose} own words"


def ordinal(number: int) -> str:
    """Return 1st, 2nd, 3rd, 4th, 11th."""
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def confidence_words(confidence: float) -> str:
    """Say how sure the engine is that the actor said it: `sure (97 %)`."""
    share = min(max(confidence, 0.0), 1.0)
    name = "sure" if share >= SURE_FROM else "likely" if share >= LIKELY_FROM else "unsure"
    return f"{name} ({int(share * 100)} %)"


def short(text: str, limit: int) -> str:
    """Return the text plain, trimmed and no longer than the limit."""
    return clip(plain(text).strip(), limit)


def badge_of(view: StatementView) -> Badge:
    """Tell whether a statement is new against the record of its actor."""
    return {Novelty.NEW: Badge.NEW, Novelty.REPEAT: Badge.SAID_BEFORE, Novelty.CHANGED: Badge.CHANGED}[
        view.statement.novelty
    ]


def _balanced(text: str) -> str:
    """Give a text the double quotation mark that it lost at its beginning or end."""
    marks = _DOUBLE_MARK.findall(text)
    if marks.count("”") + marks.count('"') % 2 > marks.count("“") and not _OPENING_FIRST.search(text):
        return f"“{text}"
    if marks.count("“") + marks.count('"') % 2 > marks.count("”"):
        return f"{text}”"
    return text


def _quote(view: StatementView, *, report: ReportView, actor: Actor, limit: int, zone: str) -> CardQuote:
    statement = view.statement
    here = _sighting_in(view, report.article.id)
    earlier = _seen_earlier(view, report)
    badge = Badge.SAID_BEFORE if earlier and statement.novelty is Novelty.NEW else badge_of(view)
    manner = short(here.sighting.quotation.manner or "", MANNER_LIMIT) if here else ""
    news: Line = ()
    if earlier:
        news = (words("first seen "), moment(earlier.sighting.seen_at, zone=zone))
    elif statement.novelty is Novelty.REPEAT and view.earlier:
        first = _said(view.earlier, zone=zone)
        news = (words(f"{ordinal(view.times)} time since "), replace(first, text=first.text.removeprefix("in ")))
    elif statement.verdict:
        news = (strong(short(statement.verdict, VERDICT_LIMIT)),)
    return CardQuote(
        statement_id=statement.id,
        words=quote_text(view, limit=limit),
        lead_in=lead_in(view),
        kind=statement.kind,
        badge=badge,
        notes=joined(
            [
                (words(kind_words(statement.kind, actor)),),
                (words(manner),) if manner else (),
                (words(confidence_words(statement.confidence)),),
                news,
            ],
        ),
        before=_before(view, zone=zone),
    )


def _before(view: StatementView, *, zone: str) -> Line:
    """Return the earlier wording, where the reader has to compare it with the new one."""
    if view.earlier is None or view.statement.novelty is Novelty.REPEAT:
        return ()
    earlier = StatementView(statement=view.earlier, sightings=())
    return (
        words("before, "),
        _said(view.earlier, zone=zone),
        words(": "),
        quoted(quote_text(earlier, limit=BEFORE_LIMIT)),
    )


def _said(statement: Statement, *, zone: str) -> Segment:
    if statement.said_at:
        return said(statement.said_at, statement.said_precision, zone=zone)
    return moment(statement.published_at or statement.first_seen_at, zone=zone)


def _sighting_in(view: StatementView, article_id: str) -> SightingView | None:
    first = view.sightings[0] if view.sightings else None
    return next((one for one in view.sightings if one.article.id == article_id), first)


def _seen_earlier(view: StatementView, report: ReportView) -> SightingView | None:
    """Return the first sighting where it stands in another article and is older than the report."""
    first = view.sightings[0] if view.sightings else None
    if first is None or first.article.id == report.article.id or first.sighting.seen_at >= report.report.created_at:
        return None
    return first


def _others(shown: tuple[StatementView, ...], *, own_id: str, config: Config) -> list[Source]:
    """Return the other sources that report what is shown, first seen first."""
    sightings = sorted(
        (one for view in shown for one in view.sightings),
        key=lambda one: (one.sighting.seen_at, one.sighting.id),
    )
    sources = {
        one.article.source_id: source_of(config, one.article.source_id, one.article.url) for one in reversed(sightings)
    }
    order = dict.fromkeys(one.article.source_id for one in sightings)
    return [sources[source_id] for source_id in order if source_id != own_id]


def _source_line(outlet: str, tier: Tier, headline: str, url: str) -> Line:
    return joined([(strong(outlet),), (words(TIER_WORDS[tier]),), (link(headline or "article", url),)])


def _times_line(lead: Statement, published_at: datetime | None, *, zone: str) -> Line:
    return joined(
        [
            (words("said "), _said(lead, zone=zone)) if lead.said_at else (),
            (words("published "), moment(published_at, zone=zone)) if published_at else (),
        ],
    )


def _also_line(also: tuple[str, ...], also_more: int, primary: str) -> Line:
    rest = [f"+{also_more}"] if also_more else []
    return joined(
        [
            (words(f"also: {', '.join([*also, *rest])}"),) if also else (),
            (words("primary source: "), Segment(text=primary, style=Style.STRONG)) if primary else (),
        ],
    )
