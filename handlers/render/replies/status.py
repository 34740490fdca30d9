"""Whether the bot is well, as blocks of a reply: signs of life, counts, and what waits or failed and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.model import DeliveryState, FetchOutcome, ItemState
from bot.rules.health import is_alive, troubles
from handlers import limits
from handlers.render.messages.notices import notice_lines
from handlers.render.pieces.lengths import count, short
from handlers.render.pieces.links import article_link
from handlers.render.pieces.moments import ago
from handlers.render.pieces.segments import Block, Line, code, joined, link, strong, words
from handlers.render.replies.outcomes import counted_lines
from handlers.render.statement.credits import noun_of, source_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.model import Beat, ChannelPause, Counts, Delivery, Item, Notice, StuckChannel
    from bot.core.outcomes import Conclusion, Outcome, Subject
    from handlers.render.pieces.segments import Segment

_UNSENT = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.STALE)


def life_block(beat: Beat | None, *, now: datetime) -> tuple[str, Block]:
    """Return whether the bot is running, in a title and in detail."""
    if beat is None:
        return "The bot has not run yet", Block(lines=((words("There is no sign of life on record."),),))
    life = (words("last sign of life "), ago(beat.at, now=now), words(" · started "), ago(beat.started_at, now=now))
    platforms = [(strong(name), words(f": {short(state, limits.REASON)}")) for name, state in beat.platforms.items()]
    wrong = troubles(beat, now=now)
    title = "The bot is running"
    if wrong:
        title = "The bot is not keeping up" if is_alive(beat.at, now=now) else "The bot is not running"
    warnings = [(strong("wrong"), words(f": {short(one, limits.REASON)}")) for one in wrong]
    at_work = [
        (words(f"under way: {short(what, limits.REASON)}, since "), ago(since, now=now))
        for what, since in beat.at_work.items()
    ]
    return title, Block(lines=(life, *warnings, *platforms, *at_work))


def counts_block(counts: Counts) -> Block:
    """Return what is on record, what waits and what failed, in numbers."""
    items, deliveries = counts.items, counts.deliveries
    waiting = sum(deliveries.get(state, 0) for state in _UNSENT)
    sent, dead, collapsed = (
        deliveries.get(state, 0) for state in (DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.COLLAPSED)
    )
    record = [
        count(counts.articles, "article"),
        count(counts.statements, "statement"),
        count(counts.sightings, "sighting"),
    ]
    messages = [f"{sent} sent", f"{waiting} waiting", f"{dead} given up"]
    lines = (
        f"on record: {', '.join(record)}",
        f"articles: {items.get(ItemState.WAITING, 0)} waiting to be read, {items.get(ItemState.FAILED, 0)} failed",
        f"messages: {', '.join([*messages, *([f'{collapsed} collapsed'] if collapsed else [])])}",
    )
    return Block(lines=tuple((words(line),) for line in lines))


def day_blocks(counted: Mapping[tuple[Subject, Outcome], int]) -> list[Block]:
    """Return what became of things in the last day, in numbers: `why` tells it of each."""
    lines = counted_lines(counted)
    return (
        [Block(lines=((strong("last 24 hours"), words(", each of which "), code("why"), words(" explains")), *lines))]
        if lines
        else []
    )


def is_walled(item: Item) -> bool:
    """Tell whether an article is not read since its page wants something first."""
    return f": {FetchOutcome.WALL}" in (item.last_error or "")


def notices_block(notices: Sequence[Notice], *, config: Config) -> Block:
    """Return what is out of order, the latest first."""
    lines = [line for one in reversed(notices) for line in notice_lines(one, config=config)]
    return Block(lines=tuple(lines[: limits.NOTICE_LINES]))


def pause_block(pause: ChannelPause, *, now: datetime) -> Block:
    """Return a channel that refused us, why, and when it is tried again."""
    head = joined([(words("paused channel: "), code(str(pause.channel))), _next_try(pause.until, now=now)])
    return Block(lines=(head, _reason(pause.reason)))


def stuck_block(stuck: StuckChannel, *, now: datetime) -> Block:
    """Return a channel whose messages wait since one could not be sent, how many they are, and why."""
    head = stuck.head
    waiting = f"{count(stuck.waiting, 'message')} waiting for "
    tried = words(f"{count(head.attempts, 'attempt')} at {head.id}, created ")
    return Block(
        lines=(
            joined([(words(waiting), code(str(head.channel))), _next_try(head.next_try_at, now=now)]),
            (tried, ago(head.created_at, now=now)),
            _reason(head.last_error) if head.last_error else (words("it is being tried again just now"),),
        ),
    )


def dead_block(delivery: Delivery, *, now: datetime) -> Block:
    """Return a message that was given up, and why."""
    tried = words(f"{count(delivery.attempts, 'attempt')}, created ")
    given_up = (words("message given up: "), code(delivery.id), words(" to "), code(str(delivery.channel)))
    return Block(
        lines=(joined([given_up, (tried, ago(delivery.created_at, now=now))]), _reason(delivery.last_error)),
    )


def item_block(item: Item, *, config: Config) -> Block:
    """Return an article or a post that could not be read, and why."""
    noun = noun_of(source_of(config, item.source_id, item.entry.url))
    return Block(lines=((words(f"failed {noun}: "), _title(item, config=config)), _reason(item.last_error)))


def recheck_block(item: Item, given_up: Conclusion, *, config: Config, now: datetime) -> Block:
    """Return a page whose later text is not read, and why: what it says since is not reported."""
    head = (words("page not read again since its text changed: "), _title(item, config=config), words(" · "))
    return Block(lines=((*head, ago(given_up.at, now=now)), _reason(given_up.evidence)))


def _title(item: Item, *, config: Config) -> Segment:
    url = item.entry.url
    safe = article_link(url, source_of(config, item.source_id, url), config)
    return link(short(item.entry.title, limits.HEADLINE) or url, safe)


def _next_try(at: datetime, *, now: datetime) -> Line:
    return (words("next try "), ago(at, now=now)) if at > now else (words("next try now"),)


def _reason(reason: str | None) -> Line:
    return (words(short(reason or "", limits.REASON) or "no reason on record"),)
