"""Whether the bot runs, and whether its work gets done."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.rules.thresholds import ALIVE_WITHIN, OVERDUE_AFTER, RESTARTED_WITHIN, STUCK_AFTER

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from bot.core.model import Beat, Channel, Delivery, Item, RecheckView

ITEM, POLL, RECHECK, DELIVERY, ANSWER, CHANGES = "item", "poll", "recheck", "delivery", "answer", "changes"
HANG = "hang"
LEFT = "given up on, though its thread goes on: "  # before what a sign of life says of a text that nobody waits for
_WAITS = {
    ITEM: "an article has been waiting to be read",
    POLL: "a source has been due to be polled",
    RECHECK: "a page has been due to be looked at again",
    DELIVERY: "a message has been due to be sent",
    ANSWER: "no source has answered",
    CHANGES: "what was changed by command has not been taken up",
    HANG: "texts that never end have kept all others waiting, until the bot starts itself anew,",
}


def is_alive(beat_at: datetime, *, now: datetime) -> bool:
    """Tell whether the bot's last sign of life shows that it runs; one far in the future is older than it looks."""
    return abs(now - beat_at) <= ALIVE_WITHIN


def is_connected(state: str) -> bool:
    """Tell from the state of a platform or server, in words, whether it hears people: in HTTP mode it listens."""
    return state.startswith(("connected", "listening"))


def troubles(beat: Beat, *, now: datetime) -> list[str]:
    """Return in words what is wrong with a bot: nothing, where it is well.

    That it breathes is not enough: a text over which a thread hangs stops all news while the sign of life is fresh.
    """
    if not is_alive(beat.at, now=now):
        return [f"no sign of life for {span_words(abs(now - beat.at).total_seconds())}"]
    late = [
        f"{_WAITS[kind]} for {span_words((now - since).total_seconds())}"
        for kind, since in beat.overdue.items()
        if kind in _WAITS and now - since > OVERDUE_AFTER[kind]
    ]
    stuck = [
        f"{what} has been under way for {span_words((now - since).total_seconds())}"
        for what, since in beat.at_work.items()
        if now - since > STUCK_AFTER and not is_left(what)
    ]
    return late + stuck


def is_left(what: str) -> bool:
    """Tell whether something under way was given up on: it keeps a processor busy, and nobody waiting."""
    return what.startswith(LEFT)


def counted_from(last: Beat | None, *, now: datetime) -> dict[str, datetime]:
    """Return since when work counts as waiting for a bot that starts now, by kind.

    Work of before a long pause is not late. But a process that ends again and again and gets nothing done is a silent
    stop: what the last one left waiting waits on.

    Args:
        last: the sign of life of the process before.
        now: when this one starts.

    """
    if last is None or not timedelta(0) <= now - last.at <= RESTARTED_WITHIN:
        return dict.fromkeys(_WAITS, now)
    return {kind: last.overdue.get(kind, last.at) for kind in _WAITS}


def overdue(
    *,
    items: Iterable[Item],
    polls: Iterable[datetime],
    rechecks: Iterable[RecheckView],
    deliveries: Iterable[Delivery],
    closed: Collection[Channel],
    sendable: Mapping[str, str],
    since: Mapping[str, datetime],
) -> dict[str, datetime]:
    """Return since when the oldest work of each kind is due that the bot could do.

    Args:
        items: due ones; a baseline may take its hours.
        polls: when sources were due that are.
        rechecks: due ones, of a baseline too: those that are longest due would hide all others.
        deliveries: due ones; edits keep nobody waiting.
        closed: channels that wait by intent, which `/status` names.
        sendable: the state of each platform; where one is off or away, it says so itself.
        since: when the count began, by kind (`counted_from`); nothing is due for longer.

    """
    due = {
        ITEM: [one.next_try_at for one in items if not one.quiet],
        POLL: list(polls),
        RECHECK: [one.recheck.next_try_at for one in rechecks],
        DELIVERY: [
            one.next_try_at
            for one in deliveries
            if one.message_ref is None
            and one.channel not in closed
            and is_connected(sendable.get(one.channel.platform, "connected"))
        ],
    }
    return {kind: max(min(times), since[kind]) for kind, times in due.items() if times}


def span_words(seconds: float) -> str:
    """Write a span of time: `12 s`, `31 min`, `2 h 5 min`."""
    minutes = int(seconds // 60)
    if not minutes:
        return f"{seconds:.0f} s"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if hours else f"{minutes} min"
