"""What is on record, as blocks of a reply. Pure: values in, blocks out, each block small enough for any platform."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot import decide
from bot.model import DeliveryState, ItemState
from handlers.card import (
    HEADLINE_LIMIT,
    MANNER_LIMIT,
    NAME_LIMIT,
    OUTLET_LIMIT,
    ROLE_LIMIT,
    TIER_WORDS,
    Badge,
    actor_of,
    badge_of,
    confidence_words,
    kind_words,
    lead_in,
    quote_text,
    short,
    source_of,
)
from handlers.reply import fit, marked, pieces
from handlers.segments import (
    Block,
    Line,
    Segment,
    ago,
    code,
    command,
    joined,
    link,
    moment,
    quoted,
    said,
    strong,
    words,
)
from handlers.text import web_link

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.config import Config
    from bot.model import (
        Actor,
        Beat,
        ChannelPause,
        Counts,
        Delivery,
        Item,
        Poll,
        PollState,
        SightingView,
        Source,
        StatementPage,
        StatementView,
    )

LISTED_WORDS_COST = 280  # five statements of these sizes fit into one page
LISTED_LINK_LIMIT = 200
LISTED_NAME_COST = 60
ALIASES_LIMIT = 120
REASON_LIMIT = 160
STEP_LIMIT = 200
EVIDENCE_AROUND = 1500  # characters on either side


def listed(view: StatementView, *, config: Config) -> Block:
    """Return a statement in three lines of a bounded cost."""
    statement, zone = view.statement, config.bot.time_zone
    actor = actor_of(config, statement.actor_id)
    reports = len(view.sightings)
    return Block(
        lines=(
            (*_lead_in(view), quoted(fit(quote_text(view, limit=LISTED_WORDS_COST), LISTED_WORDS_COST))),
            joined(
                [
                    (strong(fit(short(actor.name, NAME_LIMIT) or actor.id, LISTED_NAME_COST)),),
                    (words(kind_words(statement.kind, actor)),),
                    _news(view),
                    (words(confidence_words(statement.confidence)),),
                ],
            ),
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
        ),
    )


def statement_in_full(view: StatementView, *, config: Config) -> list[Block]:
    """Return all of a statement: the words, the evidence in its paragraph, how it was found, every sighting."""
    statement, zone = view.statement, config.bot.time_zone
    actor = actor_of(config, statement.actor_id)
    whole = pieces(quote_text(view, limit=len(statement.text) + 1))
    count = len(view.sightings)
    facts = joined(
        [
            (strong(short(actor.name, NAME_LIMIT) or actor.id),),
            (words(short(actor.role, ROLE_LIMIT)),),
            (words(kind_words(statement.kind, actor)),),
            _news(view),
            (words(confidence_words(statement.confidence)),),
        ],
    )
    times = joined(
        [
            (words("said "), said(statement.said_at, statement.said_precision, zone=zone)) if statement.said_at else (),
            (words("first seen "), moment(statement.first_seen_at, zone=zone)),
        ],
    )
    return [
        Block(lines=((*_lead_in(view), quoted(whole[0])),)),
        *(Block(lines=((quoted(piece),),)) for piece in whole[1:]),
        Block(lines=(facts, times)),
        *(_evidence(view.sightings[0]) if view.sightings else []),
        Block(lines=((strong(f"Reported {count} time{'' if count == 1 else 's'}"),),)),
        *(_sighting(one, actor=actor, config=config) for one in view.sightings),
    ]


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
    alive = decide.is_alive(beat.at, now=now)
    return "The bot is running" if alive else "The bot is not running", Block(lines=(life, *platforms))


def counts_block(counts: Counts) -> Block:
    """Return what is on record, what waits and what failed, in numbers."""
    items, deliveries = counts.items, counts.deliveries
    unsent = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.STALE)
    waiting = sum(deliveries.get(state, 0) for state in unsent)
    sent, dead = deliveries.get(DeliveryState.SENT, 0), deliveries.get(DeliveryState.DEAD, 0)
    lines = (
        f"on record: {counts.articles} articles, {counts.statements} statements, {counts.sightings} sightings",
        f"articles: {items.get(ItemState.WAITING, 0)} waiting to be read, {items.get(ItemState.FAILED, 0)} failed",
        f"messages: {sent} sent, {waiting} waiting, {dead} dead",
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


def _lead_in(view: StatementView) -> Line:
    return (words(leads),) if (leads := lead_in(view)) else ()


def _news(view: StatementView) -> Line:
    badge = badge_of(view)
    return () if badge is Badge.NEW else (words(badge.lower()),)


def _listed_outlet(view: SightingView, config: Config) -> Segment:
    source = source_of(config, view.article.source_id, view.article.url)
    name = fit(short(source.name, OUTLET_LIMIT) or source.id, LISTED_NAME_COST)
    return link(name, view.article.url) if len(web_link(view.article.url)) <= LISTED_LINK_LIMIT else words(name)


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
                    (link(short(source.name, OUTLET_LIMIT) or source.id, article.url),),
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
