"""What is on record, as blocks of a reply. Pure: values in, blocks out, each block small enough for any platform."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.model import CorrectionKind, DeliveryState, FeedbackKind, ItemState, Novelty
from bot.rules.health import is_alive
from handlers.render.phrases import (
    HEADLINE_LIMIT,
    MANNER_LIMIT,
    NAME_LIMIT,
    OUTLET_LIMIT,
    ROLE_LIMIT,
    TIER_WORDS,
    Badge,
    actor_name,
    actor_of,
    background_words,
    badge_of,
    change_line,
    confidence_words,
    correction_words,
    count_words,
    how_given,
    is_withdrawn,
    kind_words,
    lead_in,
    outlet_link,
    outlet_name,
    quotation,
    quote_text,
    reported_words,
    short,
    source_of,
    standing_marks,
    turn,
    verdict_words,
    when_said,
)
from handlers.render.reply import LABEL_LIMIT, Button, Press, Reply, cost, cut, fit, marked, token_of
from handlers.render.segments import (
    Block,
    Line,
    Segment,
    ago,
    code,
    command,
    joined,
    line_text,
    link,
    moment,
    quoted,
    said,
    strong,
    struck,
    words,
)
from handlers.render.text import LONGEST_LINK, plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.model import (
        Actor,
        Beat,
        ChannelPause,
        Counts,
        Delivery,
        Feedback,
        Item,
        Person,
        Poll,
        PollState,
        ReportView,
        SightingView,
        Source,
        Span,
        Statement,
        StatementPage,
        StatementView,
    )

LISTED_COST = 690  # of a statement in a list: five fit into one page
LISTED_WORDS_COST = 280
LISTED_LEAST_WORDS_COST = 100  # whatever else is to be told
LISTED_LINK_LIMIT = 160
LISTED_NAME_COST = 60
LISTED_MARKS_COST = 100
ALIASES_LIMIT = 120
REASON_LIMIT = 160
STEP_LIMIT = 200
CHOICE_COST = 400
EVIDENCE_AROUND = 1500  # characters on either side


def listed(view: StatementView, *, config: Config) -> Block:
    """Return a statement in three or four lines of a bounded cost."""
    statement, zone = view.statement, config.bot.time_zone
    reports = len(view.sightings)
    given = _how_given(view, actor_of(config, statement.actor_id))
    marks = fit(line_text(standing_marks(view, config=config, beside=statement.first_seen_at)), LISTED_MARKS_COST)
    told = [
        joined(
            [
                (strong(fit(actor_name(config, statement.actor_id), LISTED_NAME_COST)),),
                tuple(replace(one, text=fit(one.text, LISTED_NAME_COST)) for one in given),
                _news(view),
                (words(background_words(view, config=config)),),
                (words(confidence_words(statement.confidence)),),
            ],
        ),
        *([(strong(marks),)] if marks else []),
        joined(
            [
                (_listed_outlet(view.sightings[0], config),) if view.sightings else (),
                (words(f"{reports} reports"),) if reports > 1 else (),
                (words("said "), said(statement.said_at, statement.said_precision, zone=zone))
                if statement.said_at
                else (words("seen "), moment(statement.first_seen_at, zone=zone)),
                (code(statement.id),),
            ],
        ),
    ]
    leads = _lead_in(statement)
    room = max(min(LISTED_COST - cost([leads, *told]), LISTED_WORDS_COST), LISTED_LEAST_WORDS_COST)
    text = fit(quote_text(statement, limit=LISTED_WORDS_COST), room)
    return Block(lines=((*leads, struck(text) if is_withdrawn(view) else quoted(text)), *told))


def statement_in_full(view: StatementView, *, given: Sequence[Feedback], config: Config) -> list[Block]:
    """Return all of a statement: words, what they were before, what became of them, the evidence, every sighting.

    Args:
        view: the statement.
        given: what people said of it.
        config: names and the time zone.

    """
    statement, zone = view.statement, config.bot.time_zone
    actor = actor_of(config, statement.actor_id)
    count = len(view.sightings)
    changed = view.earlier is not None and statement.novelty is Novelty.CHANGED
    old, new = turn(view.earlier, statement) if changed and view.earlier else ((), ())
    facts = joined(
        [
            (strong(actor_name(config, statement.actor_id)),),
            (words(short(actor.role, ROLE_LIMIT)),),
            _how_given(view, actor),
            _news(view),
            (words(background_words(view, config=config)),),
            (words(confidence_words(statement.confidence)),),
            (strong(verdict_words(statement)),),
        ],
    )
    times = joined(
        [
            (words("said "), said(statement.said_at, statement.said_precision, zone=zone)) if statement.said_at else (),
            (words("first seen "), moment(statement.first_seen_at, zone=zone)),
        ],
    )
    marks = standing_marks(view, config=config, beside=statement.first_seen_at)
    return [
        *_whole(view, spans=new),
        Block(lines=tuple(line for line in (marks, facts, times, _feedback_line(given)) if line)),
        *_before(view, spans=old, config=config),
        *_corrections(view, config=config),
        *(_evidence(view.sightings[0]) if view.sightings else []),
        Block(lines=((strong(f"Reported {count} time{'' if count == 1 else 's'}"),),)),
        *(_sighting(one, actor=actor, config=config) for one in view.sightings),
    ]


def whole_report(report: ReportView, *, config: Config) -> list[Block]:
    """Return every statement of a report in full, in the order of the text."""
    actor = actor_of(config, report.report.actor_id)
    blocks = []
    for view in sorted(report.statements, key=lambda view: _place(view, report.article.id)):
        *above, last = _whole(view)
        facts = joined(
            [
                (strong(badge_of(view, article_id=report.article.id)),),
                _how_given(view, actor),
                (words(verdict_words(view.statement)),),
                standing_marks(view, config=config, beside=report.report.created_at),
                (code(view.statement.id),),
            ]
        )
        blocks += [*above, Block(lines=(*last.lines, facts))]
    return blocks


def choice(kind: FeedbackKind, views: Sequence[StatementView]) -> Reply:
    """Ask of which statement a reader says that something is wrong with it."""
    numbered = list(enumerate((view.statement for view in views), 1))
    return Reply(
        title=f"{kind.capitalize()}: which statement?",
        blocks=tuple(
            Block(lines=((words(f"{number}. "), quoted(fit(quote_text(one, limit=CHOICE_COST), CHOICE_COST))),))
            for number, one in numbered
        ),
        buttons=tuple(
            Button(label=f"{number}. {quote_text(one, limit=LABEL_LIMIT // 2)}", token=token)
            for number, one in numbered
            if (token := token_of(Press.PICK, kind, one.id))
        ),
    )


def noted(view: StatementView, kind: FeedbackKind, *, by: Person) -> Reply:
    """Say what is done about what a reader said, and offer to take it back."""
    done = (
        "Noted. The message will be corrected."
        if by.moderator
        else "Noted for the next evaluation; a moderator decides about the message."
    )
    token = token_of(Press.UNSAY, kind, view.statement.id)
    return Reply(
        title=kind.capitalize(),
        blocks=(_judged(view), Block(lines=((words(done),),))),
        buttons=(Button(label="Take back", token=token),) if token else (),
    )


def taken_back(view: StatementView, kind: FeedbackKind, *, ruled: bool) -> Reply:
    """Say that what a reader said no longer counts."""
    done = "Taken back. The message will be corrected." if ruled else "Taken back."
    return Reply(title=kind.capitalize(), blocks=(_judged(view), Block(lines=((words(done),),))))


def actor_block(actor: Actor, last: StatementPage, *, now: datetime) -> Block:
    """Return an actor with what is on record; `last` is a lookup of the newest statement."""
    lines = [joined([(strong(short(actor.name, NAME_LIMIT) or actor.id),), (words(short(actor.role, ROLE_LIMIT)),)])]
    if actor.aliases:
        lines.append((words(f"also {short(', '.join(actor.aliases), ALIASES_LIMIT)}"),))
    if last.statements:
        seen = ago(last.statements[0].statement.first_seen_at, now=now)
        lines.append((words(f"{last.total} on record, the last "), seen, words(": "), command(f"latest {actor.id}")))
    else:
        lines.append((words("nothing on record yet"),))
    return Block(lines=tuple(lines))


def source_block(source: Source, state: PollState | None, *, history: Sequence[Poll], now: datetime) -> Block:
    """Return how a source fares; `history` holds the last polls of one that fails."""
    head = [
        (strong(short(source.name, OUTLET_LIMIT) or source.id),),
        (code(source.id),),
        (words(TIER_WORDS[source.tier]),),
    ]
    if state is None:
        return Block(lines=(joined([*head, (words("not polled yet"),)]),))
    times = joined(
        [
            (words("last ok "), ago(state.last_ok_at, now=now)) if state.last_ok_at else (words("never ok"),),
            (words("last new item "), ago(state.last_new_at, now=now)) if state.last_new_at else (),
            (words("next poll "), ago(state.next_poll_at, now=now))
            if state.next_poll_at > now
            else (words("due now"),),
        ],
    )
    if not state.failures:
        return Block(lines=(joined([*head, (words("well"),)]), times))
    failing = words(f"failing: {state.last_outcome or 'no answer'}, weighted failures in a row: {state.failures:g}")
    error = short(state.last_error or "", REASON_LIMIT)
    outcomes = Counter(poll.outcome for poll in history).most_common()
    told = ", ".join(f"{number} {outcome}" for outcome, number in outcomes)
    polls = (words(f"last {len(history)} polls: {told}"),) if history else ()
    return Block(
        lines=(joined([*head, (failing,)]), times, *([polls] if polls else []), *([(code(error),)] if error else []))
    )


def life_block(beat: Beat | None, *, now: datetime) -> tuple[str, Block]:
    """Return whether the bot is running, in a title and in detail."""
    if beat is None:
        return "The bot has not run yet", Block(lines=((words("No sign of life is on record."),),))
    life = (words("last sign of life "), ago(beat.at, now=now), words(" · started "), ago(beat.started_at, now=now))
    platforms = [(strong(name), words(f": {short(state, REASON_LIMIT)}")) for name, state in beat.platforms.items()]
    alive = is_alive(beat.at, now=now)
    return "The bot is running" if alive else "The bot is not running", Block(lines=(life, *platforms))


def counts_block(counts: Counts) -> Block:
    """Return what is on record, what waits and what failed, in numbers."""
    items, deliveries = counts.items, counts.deliveries
    unsent = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.STALE)
    waiting = sum(deliveries.get(state, 0) for state in unsent)
    sent, dead, collapsed = (
        deliveries.get(state, 0) for state in (DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.COLLAPSED)
    )
    lines = (
        f"on record: {counts.articles} articles, {counts.statements} statements, {counts.sightings} sightings",
        f"articles: {items.get(ItemState.WAITING, 0)} waiting to be read, {items.get(ItemState.FAILED, 0)} failed",
        f"messages: {sent} sent, {waiting} waiting, {dead} dead"
        + (f", {collapsed} in overflow lines" if collapsed else ""),
    )
    return Block(lines=tuple((words(line),) for line in lines))


def pause_block(pause: ChannelPause, *, now: datetime) -> Block:
    """Return a channel that refused us, why, and when it is tried again."""
    until = (words("next try "), ago(pause.until, now=now)) if pause.until > now else (words("next try due"),)
    return Block(
        lines=(
            joined([(words("paused channel: "), code(str(pause.channel))), until]),
            (words(short(pause.reason, REASON_LIMIT) or "no reason on record"),),
        ),
    )


def delivery_block(delivery: Delivery, *, now: datetime) -> Block:
    """Return a message that is dead or failed at least once, and why."""
    reason = short(delivery.last_error or "", REASON_LIMIT) or "no reason on record"
    name = "dead message: " if delivery.state is DeliveryState.DEAD else "waiting message: "
    tried = f"{delivery.attempts} attempt{'' if delivery.attempts == 1 else 's'}"
    return Block(
        lines=(
            joined(
                [
                    (words(name), code(delivery.id), words(" to "), code(str(delivery.channel))),
                    (words(f"{tried}, made "), ago(delivery.created_at, now=now)),
                ],
            ),
            (words(reason),),
        ),
    )


def item_block(item: Item) -> Block:
    """Return an article that could not be read, and why."""
    title = short(item.entry.title, HEADLINE_LIMIT) or item.entry.url
    reason = short(item.last_error or "", REASON_LIMIT) or "no reason on record"
    return Block(lines=((words("failed article: "), link(title, item.entry.url)), (words(reason),)))


def _lead_in(statement: Statement) -> Line:
    """Return what leads into the words; second-hand ones never begin as the actor's own."""
    leads = f"{'second hand: ' if statement.teller is not None else ''}{lead_in(statement)}"
    return (words(leads),) if leads else ()


def _how_given(view: StatementView, actor: Actor) -> Line:
    """Say how the words are given, where they still are the actor's."""
    return () if is_withdrawn(view) else how_given(view.statement, actor)


def _whole(view: StatementView, *, spans: Sequence[Span] = ()) -> list[Block]:
    """Return all the words of a statement, cut where a platform needs it."""
    statement = view.statement
    said = quotation(statement, limit=len(statement.text) + 1, spans=spans, withdrawn=is_withdrawn(view))
    first, *rest = cut(said) or [said]
    return [Block(lines=((*_lead_in(statement), *first),)), *(Block(lines=(line,)) for line in rest)]


def _before(view: StatementView, *, spans: Sequence[Span], config: Config) -> list[Block]:
    """Return the earlier wording, or the earlier occasions, as far as the comparison found some."""
    zone, earlier = config.bot.time_zone, view.earlier
    if earlier is None:
        return []
    head: Line
    if repeated := count_words(view, zone=zone):
        head = (strong("Said before"), words(f": {repeated}"))
        return [Block(lines=(head, *(_occasion(one, config=config) for one in view.earlier_sightings)))]
    said_then = quotation(earlier, limit=len(earlier.text) + 1, spans=spans)
    head = (strong("Before"), words(", "), when_said(earlier, zone=zone), words(" · "), code(earlier.id))
    reports = [_occasion(one, config=config) for one in view.earlier_sightings[:1]]
    return [Block(lines=(head, *reports)), *(Block(lines=(line,)) for line in cut(said_then))]


def _occasion(view: SightingView, *, config: Config) -> Line:
    return joined(
        [
            (moment(view.article.published_at or view.sighting.seen_at, zone=config.bot.time_zone),),
            (outlet_link(view, config),),
            (words(short(view.article.title, HEADLINE_LIMIT)),),
            (code(view.sighting.statement_id),),
        ]
    )


def _corrections(view: StatementView, *, config: Config) -> list[Block]:
    """Return what became of the words at each source, word by word, first noticed first."""
    zone = config.bot.time_zone
    seen = {one.sighting.id: one for one in view.sightings}
    first = {sighting_id: (reported_words(one), one.sighting.seen_at) for sighting_id, one in seen.items()}
    latest = dict(first)
    blocks = []
    for correction in view.corrections:
        sighting = seen.get(correction.sighting_id)
        if sighting is None:
            continue
        stood, read_at = latest[sighting.sighting.id]
        if correction.kind is CorrectionKind.RESTORED:
            stood = first[sighting.sighting.id][0]
        where = outlet_name(sighting.article, config)
        versions = (
            words("version read "),
            moment(read_at, zone=zone),
            words(" → version read "),
            moment(correction.noticed_at, zone=zone),
        )
        head = correction_words(correction, where=where, beside=read_at, zone=zone)
        change = change_line(stood, correction, kind=sighting.sighting.quotation.kind)
        blocks += [Block(lines=(head, versions)), *(Block(lines=(line,)) for line in cut(change))]
        now = plain(correction.text) if correction.kind is CorrectionKind.CHANGED else stood
        latest[sighting.sighting.id] = (now, correction.noticed_at)
    return [Block(lines=((strong("At the source since"),),)), *blocks] if blocks else []


def _feedback_line(given: Sequence[Feedback]) -> Line:
    """Say how many people said what is wrong: `readers say: wrong speaker 2, not new 1`."""
    counted = Counter(one.kind for one in given)
    told = ", ".join(f"{kind} {counted[kind]}" for kind in FeedbackKind if counted[kind])
    return (words(f"readers say: {told}"),) if told else ()


def _judged(view: StatementView) -> Block:
    return Block(lines=((quoted(fit(quote_text(view.statement, limit=CHOICE_COST), CHOICE_COST)),),))


def _place(view: StatementView, article_id: str) -> int:
    """Return where a statement begins in an article; at its end where it is not known."""
    here = [one.sighting.quotation.content for one in view.sightings if one.article.id == article_id]
    return min((start for content in here for start, _ in content), default=sys.maxsize)


def _news(view: StatementView) -> Line:
    badge = badge_of(view)
    return () if badge is Badge.NEW else (words(badge.lower()),)


def _listed_outlet(view: SightingView, config: Config) -> Segment:
    outlet = outlet_link(view, config, longest=LISTED_LINK_LIMIT)
    return replace(outlet, text=fit(outlet.text, LISTED_NAME_COST))


def _evidence(view: SightingView) -> list[Block]:
    """Return the paragraph that shows the words, with the words marked, and how they were found."""
    quotation, text = view.sighting.quotation, view.article.text
    first, last = max(quotation.evidence[0], 0), max(quotation.evidence[1], 0)
    start, end = text.rfind("\n", 0, first) + 1, text.find("\n", last)
    start = max(start, first - EVIDENCE_AROUND)  # a page without paragraphs is not told whole
    end = min(len(text) if end < 0 else end, last + EVIDENCE_AROUND)
    paragraph = marked(text, start, end, quotation.content)
    blocks = [Block(lines=((strong("Evidence"),),)), *(Block(lines=(line,)) for line in paragraph)]
    if quotation.links:
        blocks.append(Block(lines=((strong("How it was found"),),)))
        steps = enumerate(quotation.links, 1)
        blocks += [Block(lines=((words(f"{place}. {short(step, STEP_LIMIT)}"),),)) for place, step in steps]
    return blocks


def _sighting(view: SightingView, *, actor: Actor, config: Config) -> Block:
    zone, article, quotation = config.bot.time_zone, view.article, view.sighting.quotation
    source = source_of(config, article.source_id, article.url)
    return Block(
        lines=(
            joined(
                [
                    (outlet_link(view, config, longest=LONGEST_LINK),),
                    (words(TIER_WORDS[source.tier]),),
                    (words(short(article.title, HEADLINE_LIMIT)),),
                ],
            ),
            joined(
                [
                    (words("published "), moment(article.published_at, zone=zone)) if article.published_at else (),
                    (words("seen "), moment(view.sighting.seen_at, zone=zone)),
                    (words(kind_words(quotation.kind, actor)),),
                    (words(short(quotation.manner or "", MANNER_LIMIT)),),
                    (words(confidence_words(quotation.confidence)),),
                    () if article.whole else (words("only the feed's text could be read"),),
                ],
            ),
        ),
    )
