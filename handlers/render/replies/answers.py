"""Statements on record, as blocks of a reply. Pure: values in, blocks out, each block small enough for any platform."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.model import CorrectionKind, FeedbackKind
from handlers import limits
from handlers.render.pieces.costs import cost, cut, fit
from handlers.render.pieces.lengths import count
from handlers.render.pieces.moments import moment, published
from handlers.render.pieces.segments import (
    Block,
    Line,
    Segment,
    code,
    command,
    joined,
    line_text,
    quoted,
    strong,
    struck,
    words,
)
from handlers.render.statement.aftermath import present_correction
from handlers.render.statement.badges import Badge
from handlers.render.statement.context import evidence
from handlers.render.statement.credits import TIER_WORDS, archive_line
from handlers.render.statement.points import known_line
from handlers.render.statement.presented import present

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.config import Config
    from bot.core.model import Correction, Feedback, ReportView, StatementView
    from handlers.render.statement.presented import Presented, PresentedSighting
    from handlers.render.statement.quotes import Quote


def listed(one: Presented) -> Block:
    """Return a statement in three or four lines of a bounded cost."""
    reports = len(one.pages)
    marks = fit(line_text(one.marks), limits.LISTED_MARKS_COST)
    known = fit(line_text(known_line(one.points)), limits.LISTED_KNOWN_COST)
    below = [
        joined(
            [
                (strong(fit(one.actor, limits.LISTED_NAME_COST)),),
                tuple(replace(piece, text=fit(piece.text, limits.LISTED_NAME_COST)) for piece in one.given),
                _news(one),
                (words(one.background),),
                (words(one.doubt),),
            ],
        ),
        *([(strong(marks),)] if marks else []),
        *([(words(known),)] if known else []),
        joined(
            [
                tuple(_listed_outlet(seen) for seen in one.sightings[:1]),
                (words(count(reports, "report")),) if reports > 1 else (),
                (words("said "), one.said) if one.said else (words("seen "), one.first_seen),
                (code(one.id),),
            ],
        ),
    ]
    leads = leading_words(one, one.quote)
    room = max(
        min(limits.LISTED_COST - cost([leads, *below]), limits.LISTED_WORDS_COST), limits.LISTED_LEAST_WORDS_COST
    )
    text = fit(one.quote.brief(limits.LISTED_WORDS_COST), room)
    return Block(lines=((*leads, struck(text) if one.is_withdrawn else quoted(text)), *below))


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementParts:
    """All of a statement, by what it tells; a part of which there is nothing is empty."""

    words: list[Block]
    marks: Line  # what is wrong with it
    who: Line
    how: Line  # how it was said, how sure that is, and what the comparison with earlier words came to
    when: Line
    readers: Line  # what they say of it
    known: list[Block]  # what of it was said before
    earlier: list[Block]  # the earlier wording, or the earlier occasions
    corrections: list[Block]  # what became of the words at each source
    evidence: list[Block]
    reports: list[Block]


def statement_in_full(view: StatementView, *, given: Sequence[Feedback], config: Config) -> list[Block]:
    """Return all of a statement: words, what they were before, what became of them, the evidence, every report."""
    parts = statement_parts(view, given=given, config=config)
    return [
        *parts.words,
        Block(
            lines=tuple(
                line
                for line in (
                    parts.marks,
                    joined([parts.who, parts.how]),
                    joined([parts.when, archive_line(view.statement.id, config=config)]),
                    parts.readers,
                )
                if line
            )
        ),
        *parts.known,
        *parts.earlier,
        *parts.corrections,
        *parts.evidence,
        Block(lines=((strong(count(len(parts.reports), "report")),),)),
        *parts.reports,
    ]


def statement_parts(view: StatementView, *, given: Sequence[Feedback], config: Config) -> StatementParts:
    """Return all of a statement, part by part.

    Args:
        view: the statement.
        given: what people said of it.
        config: names and the time zone.

    """
    one = present(view, config=config)
    how = joined([one.given, _news(one), (words(one.background),), (words(one.confidence),), (strong(one.verdict),)])
    when = joined([(words("said "), one.said) if one.said else (), (words("first seen "), one.first_seen)])
    return StatementParts(
        words=_whole(one),
        marks=one.marks,
        who=joined([(strong(one.actor),), (words(one.role),)]),
        how=how,
        when=when,
        readers=_feedback_line(given),
        known=_known_blocks(one),
        earlier=_earlier_blocks(one, zone=config.bot.time_zone),
        corrections=_correction_blocks(one, view.corrections, config=config),
        evidence=evidence(view, config=config),
        reports=[_report_block(seen, zone=config.bot.time_zone) for seen in one.pages],
    )


def whole_report(report: ReportView, *, config: Config) -> list[Block]:
    """Return every statement of a report in full, in the order of the text."""
    blocks = []
    for view in sorted(report.statements, key=lambda view: _place(view, report.article.id)):
        one = present(view, config=config, beside=report.report.created_at, article=report.article)
        *above, last = _whole(one)
        facts = joined([(strong(one.badge),), one.given, (words(one.verdict),), one.marks, (code(one.id),)])
        blocks += [*above, Block(lines=(*last.lines, facts)), *_known_blocks(one)]
    return blocks


def leading_words(one: Presented, quote: Quote) -> Line:
    """Return what leads into the words; second-hand ones never begin as the actor's own."""
    leads = f"{'second-hand: ' if one.is_second_hand else ''}{quote.lead_in}"
    return (words(leads),) if leads else ()


def _news(one: Presented) -> Line:
    return () if one.badge is Badge.NEW else (words(one.badge.lower()),)


def _whole(one: Presented) -> list[Block]:
    """Return all the words of a statement, cut where a platform needs it."""
    said = one.whole.line()
    first, *rest = cut(said) or [said]
    return [Block(lines=((*leading_words(one, one.whole), *first),)), *(Block(lines=(line,)) for line in rest)]


def _known_blocks(one: Presented) -> list[Block]:
    """Say what of the words was said before, and when and where."""
    line = known_line(one.points)
    return [Block(lines=(line,))] if line else []


def _earlier_blocks(one: Presented, *, zone: str) -> list[Block]:
    """Return the earlier wording, or the earlier occasions, as far as the comparison found some."""
    before = one.before
    if before is None:
        return []
    occasions = [_occasion(seen, zone=zone) for seen in before.sightings]
    if one.repeated:
        return [Block(lines=((strong("Said before"), words(f": {one.repeated}")), *occasions))]
    head: Line = (strong("Earlier"), words(", "), before.when, words(" · "), code(before.statement_id))
    way: Line = (words("Side by side: "), command(f"compare {before.statement_id} {one.id}"))
    return [
        Block(lines=(head, *occasions[:1])),
        *(Block(lines=(line,)) for line in cut(before.quote.line_with_verb())),
        Block(lines=(way,)),
    ]


def _published_or_seen(seen: PresentedSighting, *, zone: str) -> Segment:
    at = seen.article.published_at
    return moment(seen.seen_at, zone=zone) if at is None else published(at, zone=zone)


def _occasion(seen: PresentedSighting, *, zone: str) -> Line:
    return joined(
        [
            (_published_or_seen(seen, zone=zone),),
            (seen.article.link(),),
            (words(seen.article.headline),),
            (code(seen.statement_id),),
        ]
    )


def _correction_blocks(one: Presented, corrections: Sequence[Correction], *, config: Config) -> list[Block]:
    """Return what became of the words at each source, word by word, first noticed first."""
    zone = config.bot.time_zone
    seen = {sighting.id: sighting for sighting in one.sightings}
    latest = {sighting_id: (it.words, it.seen_at) for sighting_id, it in seen.items()}
    blocks = []
    for correction in corrections:
        sighting = seen.get(correction.sighting_id)
        if sighting is None:
            continue
        stood, read_at = latest[sighting.id]
        versions = (
            words("versions read "),
            moment(read_at, zone=zone),
            words(" and "),
            moment(correction.noticed_at, zone=zone),
        )
        shown = present_correction(
            correction,
            before=sighting.words if correction.kind is CorrectionKind.RESTORED else stood,
            kind=sighting.kind,
            where=sighting.article.outlet,
            beside=read_at,
            zone=zone,
        )
        blocks += [
            Block(lines=(shown.head, versions)),
            *(Block(lines=(line,)) for line in cut(shown.change())),
        ]
        latest[sighting.id] = (shown.now, correction.noticed_at)
    return [Block(lines=((strong("Changes at the source"),),)), *blocks] if blocks else []


def _feedback_line(given: Sequence[Feedback]) -> Line:
    """Say how many people said what is wrong: `readers say: wrong speaker (2), not new (1)`; moderators apart."""
    parts: list[Line] = []
    for who, is_moderator in (("moderators", True), ("readers", False)):
        counted = Counter(one.kind for one in given if one.person.moderator is is_moderator)
        said = ", ".join(f"{kind} ({counted[kind]})" for kind in FeedbackKind if counted[kind])
        parts.append((words(f"{who} say: {said}"),) if said else ())
    return joined(parts)


def _place(view: StatementView, article_id: str) -> int:
    """Return where a statement begins in an article; at its end where it is not known."""
    here = [one.sighting.quotation.content for one in view.sightings if one.article.id == article_id]
    return min((start for content in here for start, _ in content), default=sys.maxsize)


def _listed_outlet(seen: PresentedSighting) -> Segment:
    outlet = seen.article.link(longest=limits.LISTED_LINK)
    return replace(outlet, text=fit(outlet.text, limits.LISTED_NAME_COST))


def _report_block(seen: PresentedSighting, *, zone: str) -> Block:
    published_at = seen.article.published_at
    return Block(
        lines=(
            joined(
                [
                    (seen.article.link(longest=limits.LONGEST_LINK),),
                    (words(TIER_WORDS[seen.article.tier]),),
                    (words(seen.article.headline),),
                ],
            ),
            joined(
                [
                    (words("published "), published(published_at, zone=zone)) if published_at else (),
                    (words("seen "), moment(seen.seen_at, zone=zone)),
                    (words(seen.given),),
                    (words(seen.manner),),
                    (words(seen.confidence),),
                    (words(seen.available),),
                ],
            ),
        ),
    )
