"""What is known of a statement, in words: the one place for how a fact is put, whoever shows it."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.core.crediting import statement_text
from bot.core.model import (
    Actor,
    CorrectionKind,
    DifferenceKind,
    FeedbackKind,
    Kind,
    Novelty,
    Precision,
    Relation,
    Source,
    Tier,
)
from bot.rules.corrections import RULED_OUT, TAKEN_BACK, stands_elsewhere
from bot.rules.times import background, said_words
from handlers.render.segments import (
    Line,
    Segment,
    clock,
    joined,
    line_text,
    link,
    merged,
    moment,
    quoted,
    said,
    strong,
    struck,
    words,
)
from handlers.render.text import clip, plain, web_link
from handlers.render.wording import differences, occurrences, turned, with_marks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.model import Article, Correction, Difference, SightingView, Span, Statement, StatementView, Verdict

NAME_LIMIT = 80  # characters, as every limit here
ROLE_LIMIT = 120
SENSE_LIMIT = 30
MANNER_LIMIT = 80
VERDICT_LIMIT = 120
OUTLET_LIMIT = 60
HEADLINE_LIMIT = 180
LINK_LIMIT = 200  # many links share one message
MOST_NOTED = 2  # corrections that are named beside the words; the rest is counted

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

# What differs, where no words of either text show it.
_KIND_WORDS = {
    DifferenceKind.POLARITY: "one of them denies it",
    DifferenceKind.MODALITY: "how certain or intended it is",
    DifferenceKind.CONDITION: "the condition",
    DifferenceKind.SCOPE: "how much of it",
    DifferenceKind.ROLE: "who does it to whom",
}
_CORRECTED = {
    CorrectionKind.CHANGED: "changed at",
    CorrectionKind.REMOVED: "removed at",
    CorrectionKind.WITHDRAWN: "withdrawn at",
    CorrectionKind.RESTORED: "back at",
}
_DOUBLE_MARK = re.compile('[“”"]')
_OPENING_FIRST = re.compile(r'^[^“”"]*(?:“|(?:(?<=\s)|^)")')  # the first mark of the text opens
_POSSESSIVES = ("his", "her", "their", "its")
_MARKS = "\"“”„«»'\u2018\u2019"


class Badge(StrEnum):
    """What a message is, at a glance."""

    NEW = "NEW"
    SAID_BEFORE = "SAID BEFORE"
    CHANGED = "CHANGED"
    WITHDRAWN = "WITHDRAWN"  # the actor did not say it after all
    CORRECTION = "CORRECTION"  # what became of an alert's words at their source
    OVERFLOW = "MORE"  # alerts that were too many for their channel


# Who and where


def short(text: str, limit: int) -> str:
    """Return the text plain, trimmed and no longer than the limit."""
    return clip(plain(text).strip(), limit)


def actor_of(config: Config, actor_id: str) -> Actor:
    """Return the actor, or one named by the id alone where the config no longer tracks it."""
    return next((one for one in config.actors if one.id == actor_id), Actor(id=actor_id, name=actor_id))


def actor_name(config: Config, actor_id: str) -> str:
    """Return the actor's name as it is shown."""
    return short(actor_of(config, actor_id).name, NAME_LIMIT) or actor_id


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


def outlet_name(article: Article, config: Config) -> str:
    """Return the name of an article's source as it is shown."""
    source = source_of(config, article.source_id, article.url)
    return short(source.name, OUTLET_LIMIT) or source.id


def outlet_link(view: SightingView, config: Config, *, longest: int = LINK_LIMIT) -> Segment:
    """Return the name of the outlet, which leads to its article where the address is not longer than that."""
    name, url = outlet_name(view.article, config), view.article.url
    return link(name, url) if len(web_link(url)) <= longest else words(name)


# The words


def bare_words(statement: Statement, text: str | None = None) -> str:
    """Return the words of a statement, or a part of them, without the marks that `quotation` sets around them."""
    whole = plain(statement.text if text is None else text).strip()
    if statement.kind is Kind.DIRECT:
        return whole.strip(_MARKS + " ") or NO_WORDS
    return _balanced(whole) or NO_WORDS


def quotation(
    statement: Statement,
    *,
    limit: int,
    text: str | None = None,
    spans: Sequence[Span] = (),
    withdrawn: bool = False,
) -> Line:
    """Return the words as a quotation of at most `limit` characters, and two marks where they are direct.

    Args:
        statement: whose words.
        limit: for what stands between the marks.
        text: the part of the words to show; None is all.
        spans: of `bare_words`, to be marked.
        withdrawn: they are not the actor's words after all: struck.

    """
    bare = bare_words(statement, text)
    line = (struck(clip(bare, limit)),) if withdrawn else with_marks(bare, spans, limit=limit)
    if statement.kind is not Kind.DIRECT:
        return line
    mark = struck if withdrawn else quoted
    return merged([mark("“"), *line, mark("”")])


def quote_text(statement: Statement, *, limit: int, text: str | None = None) -> str:
    """Return `quotation` as plain text."""
    bare = clip(bare_words(statement, text), limit)
    return f"“{bare}”" if statement.kind is Kind.DIRECT else bare


def lead_in(statement: Statement, text: str | None = None) -> str:
    """Return what leads into the words: their verb's sense, or "says" before a clause that cannot stand alone."""
    sense = short(statement.sense or "", SENSE_LIMIT)
    first_word = (statement.text if text is None else text).split(maxsplit=1)[:1]
    if statement.kind is not Kind.DIRECT and first_word and first_word[0].casefold() in CLAUSE_WORDS:
        return f"{sense or 'says'} "
    return f"{sense}: " if sense else ""


def turn(before: Statement, after: Statement) -> tuple[list[Span], list[Span]]:
    """Return the words that differ, as spans of the `bare_words` of each; "35 percent" where the verdict names it so.

    Where the wordings have too little in common, what the verdict names is looked for in them.
    """
    old, new = bare_words(before), bare_words(after)
    was, now = _named(after)
    old_named, new_named = occurrences(old, was), occurrences(new, now)
    old_spans, new_spans = differences(old, new)
    if not (old_spans or new_spans):
        return old_named, new_named
    return _widened(old_spans, old_named), _widened(new_spans, new_named)


# What is known of them


def kind_words(kind: Kind, actor: Actor) -> str:
    """Say how the words are given."""
    if kind is Kind.INDIRECT:
        return "paraphrased"
    if kind is Kind.MIXED:
        return "partly quoted"
    whose = next((word for word in actor.pronouns if word in _POSSESSIVES), "their")
    return f"in {whose} own words"


def how_given(statement: Statement, actor: Actor) -> Line:
    """Say how the words are given, or who told them of the actor."""
    if statement.teller is None:
        return (words(kind_words(statement.kind, actor)),)
    return (strong(f"second hand: told by {short(statement.teller, NAME_LIMIT) or 'somebody'}"),)


def confidence_words(confidence: float) -> str:
    """Say how sure the engine is that the actor said it: `sure (97 %)`."""
    share = min(max(confidence, 0.0), 1.0)
    name = "sure" if share >= SURE_FROM else "likely" if share >= LIKELY_FROM else "unsure"
    return f"{name} ({int(share * 100)} %)"


def ordinal(number: int) -> str:
    """Return 1st, 2nd, 3rd, 4th, 11th."""
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def when_said(statement: Statement, *, zone: str) -> Segment:
    """Return when it was said, or published, or first seen."""
    if statement.said_at:
        return said(statement.said_at, statement.said_precision, zone=zone)
    return moment(statement.published_at or statement.first_seen_at, zone=zone)


def verdict_words(statement: Statement) -> str:
    """Return what the comparison with earlier words came to, or ""."""
    return short(comparison_words(statement.verdict), VERDICT_LIMIT) if statement.verdict else ""


def comparison_words(verdict: Verdict) -> str:
    """Say what a comparison came to: `the same wording, said again 3 days apart`, `differs: 25 → 35 percent`."""
    match verdict.relation:
        case Relation.SAME | Relation.REPEAT if not verdict.certain:
            return "perhaps the same"
        case Relation.SAME | Relation.REPEAT:
            what = "the same wording" if verdict.rule == "wording" else "the same in substance"
            return f"{what}, {_occasion_words(verdict)}"
        case Relation.CHANGED if verdict.rule == "correction":
            return "corrected at its source"
        case Relation.CHANGED:
            differs = (
                f"differs: {difference_words(verdict.differences[0])}"
                if verdict.differences
                else "differs in other words"
            )
            return differs if verdict.certain else f"perhaps changed; {differs}"
        case Relation.DIFFERENT:
            return "another point" if verdict.certain else "perhaps the same; another point"


def difference_words(difference: Difference) -> str:
    """Say what differs: `25 percent → 35 percent`."""
    if difference.before or difference.after:
        return f"{difference.before or 'nothing'} → {difference.after or 'nothing'}"
    return _KIND_WORDS.get(difference.kind, "other words")


def _occasion_words(verdict: Verdict) -> str:
    if verdict.relation is Relation.SAME:
        return "one occasion"
    if not verdict.days_apart:
        return "the text names the earlier occasion"
    return f"said again {verdict.days_apart} day{'' if verdict.days_apart == 1 else 's'} apart"


def turn_words(statement: Statement) -> str:
    """Return what a verdict names: `25 percent → 35 percent`, `no longer “if they sign”`, `now “not”`; or ""."""
    was, now = _named(statement)
    if was and now:
        return f"{was} → {now}"
    return f"no longer “{was}”" if was else f"now “{now}”" if now else ""


def badge_of(view: StatementView, *, article_id: str | None = None) -> Badge:
    """Tell what a statement is against the record of its actor, and whether it still is one."""
    if is_withdrawn(view, article_id=article_id):
        return Badge.WITHDRAWN
    if view.statement.ruling is FeedbackKind.NOT_NEW:
        return Badge.SAID_BEFORE
    return {Novelty.NEW: Badge.NEW, Novelty.REPEAT: Badge.SAID_BEFORE, Novelty.CHANGED: Badge.CHANGED}[
        view.statement.novelty
    ]


def is_withdrawn(view: StatementView, *, article_id: str | None = None) -> bool:
    """Tell whether the words must not look like the actor's own.

    The desk said so; or the article, or where it is None each that had them, now says that somebody else said them.
    """
    if view.statement.ruling in RULED_OUT:
        return True
    standing = {one.sighting_id: one.kind for one in standing_corrections(view)}
    here = [one for one in view.sightings if one.article.id == article_id] or view.sightings
    return bool(here) and all(standing.get(one.sighting.id) is CorrectionKind.REASCRIBED for one in here)


def ruling_words(view: StatementView) -> str:
    """Return what the desk said is wrong: `wrong speaker, says the desk`; or ""."""
    return f"{view.statement.ruling}, says the desk" if view.statement.ruling else ""


def standing_corrections(view: StatementView) -> list[Correction]:
    """Return the latest correction of each sighting, those that say "back" last, of each sort the latest first.

    What its source still has on another page it has not taken back.
    """
    latest = {one.sighting_id: one for one in view.corrections}
    shown = [
        one for one in latest.values() if one.kind not in TAKEN_BACK or not stands_elsewhere(view, one.sighting_id)
    ]
    newest = sorted(shown, key=lambda one: (one.noticed_at, one.id), reverse=True)
    return sorted(newest, key=lambda one: one.kind is CorrectionKind.RESTORED)


def _turns_before(view: StatementView, last: Correction) -> list[Correction]:
    """Return the change that words went through before they were taken back: a reader of the first hears of both."""
    if last.kind not in {CorrectionKind.REMOVED, CorrectionKind.WITHDRAWN}:
        return []
    before = [one for one in view.corrections if one.sighting_id == last.sighting_id and one != last][-1:]
    return [one for one in before if one.kind is CorrectionKind.CHANGED]


def correction_words(correction: Correction, *, where: str, beside: datetime, zone: str) -> Line:
    """Say what became of words: `changed at source 14:05`, `at source now said by Ann, 14:05`."""
    when = clock(correction.noticed_at, beside=beside, zone=zone)
    if correction.kind is CorrectionKind.REASCRIBED:
        who = short(correction.text, NAME_LIMIT) or "somebody else"
        return (strong(f"at {where} now said by {who}"), words(", "), when)
    return (strong(f"{_CORRECTED[correction.kind]} {where}"), words(" "), when)


def reported_words(view: SightingView) -> str:
    """Return the words as an article reported them, without the marks around them."""
    return plain(statement_text(view.article.text, view.sighting.quotation.content)).strip(_MARKS + " ")


def change_line(before: str, correction: Correction, *, kind: Kind, limit: int | None = None) -> Line:
    """Show what became of words: how they were changed, word by word, or that they are gone, or back.

    Args:
        before: the words as they stood there.
        correction: what became of them.
        kind: of the words; direct ones stand in marks.
        limit: characters between the marks; None is all.

    """
    room = len(before) if limit is None else limit
    match correction.kind:
        case CorrectionKind.CHANGED:
            line = turned(before, plain(correction.text).strip(_MARKS + " "), limit=limit)
        case CorrectionKind.RESTORED:
            line = (quoted(clip(before, room)),)
        case _:
            line = (struck(clip(before, room)),)
    if kind is not Kind.DIRECT or not line_text(line).strip():
        return line
    return merged([quoted("“"), *line, quoted("”")])


def standing_marks(view: StatementView, *, config: Config, beside: datetime) -> Line:
    """Say what the desk and the sources said of the words since they were told; empty where that is nothing."""
    standing = [one for last in standing_corrections(view) for one in (*_turns_before(view, last), last)]
    several = len({one.article.source_id for one in view.sightings}) > 1
    outlets = {one.sighting.id: outlet_name(one.article, config) for one in view.sightings}
    marks = [
        correction_words(
            one,
            where=outlets.get(one.sighting_id, "source") if several else "source",
            beside=beside,
            zone=config.bot.time_zone,
        )
        for one in standing[:MOST_NOTED]
    ]
    more = len(standing) - len(marks)
    return joined(
        [
            (strong(ruling_words(view)),),
            *marks,
            (words(f"+{more} more"),) if more else (),
        ]
    )


def background_words(view: StatementView, *, config: Config) -> str:
    """Say that the words were old when they were first reported: `background: said in 2019`; or ""."""
    statement = view.statement
    first = view.sightings[0].article if view.sightings else None
    published_at = statement.published_at or (first and (first.published_at or first.fetched_at))
    return (
        background(
            statement,
            published_at=published_at or statement.first_seen_at,
            after=config.alerts.background_after,
        )
        or ""
    )


def count_words(view: StatementView, *, zone: str) -> str:
    """Say how often it has been said: `7th time since 3 May`; or "" where it is no repeat of anything on record."""
    first, statement = view.earlier, view.statement
    if statement.novelty is not Novelty.REPEAT or first is None:
        return ""
    if first.said_at and first.said_precision is not Precision.MOMENT:
        since = said_words(first.said_at, first.said_precision).removeprefix("in ")
    else:
        begun, now = (
            at.astimezone(ZoneInfo(zone))
            for at in (first.said_at or first.published_at or first.first_seen_at, statement.first_seen_at)
        )
        since = f"{begun.day} {begun:%b}" if begun.year == now.year else f"{begun.day} {begun:%b %Y}"
    return f"{ordinal(view.times)} time since {since}"


def _named(statement: Statement) -> tuple[str, str]:
    """Return what the verdict says stood there before and stands there now; "" where nothing does."""
    if statement.verdict is None or not statement.verdict.differences:
        return "", ""
    difference = statement.verdict.differences[0]
    return short(difference.before, VERDICT_LIMIT), short(difference.after, VERDICT_LIMIT)


def _widened(spans: Sequence[Span], named: Sequence[Span]) -> list[Span]:
    """Return the spans, each as wide as what is named where they meet."""
    met = [one for one in named if any(one[0] < end and start < one[1] for start, end in spans)]
    wide: list[Span] = []
    for start, end in sorted([*spans, *met]):
        if wide and start < wide[-1][1]:
            wide[-1] = (wide[-1][0], max(wide[-1][1], end))
        else:
            wide.append((start, end))
    return wide


def _balanced(text: str) -> str:
    """Give a text the double quotation mark that it lost at its beginning or end."""
    marks = _DOUBLE_MARK.findall(text)
    if marks.count("”") + marks.count('"') % 2 > marks.count("“") and not _OPENING_FIRST.search(text):
        return f"“{text}"
    if marks.count("“") + marks.count('"') % 2 > marks.count("”"):
        return f"{text}”"
    return text
