"""The outbox of the engine: messages on their way to channels."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.model.route import Urgency

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.model.channel import Channel
    from bot.core.model.quotation import Span


class DeliveryKind(StrEnum):
    """What a message is."""

    ALERT = "alert"  # a report
    CORRECTION = "correction"  # a reply to an alert: what it reported is no longer so at its source
    OVERFLOW = "overflow"  # one line for the alerts that were too many for their channel
    CATCH_UP = "catch-up"  # one message for the alerts that waited long
    DIGEST = "digest"  # what was said since the one before, at its time
    NOTICE = "notice"  # to who runs the bot: something is out of order
    ALL_CLEAR = "all clear"  # and that it is over


class DeliveryState(StrEnum):
    """Where one message stands: the outbox of the engine."""

    PENDING = "pending"  # to be posted at `next_try_at`
    SENDING = "sending"  # a post was begun; found in this state at a start, its outcome is unknown
    SENT = "sent"  # the platform confirmed it, `message_ref` is its address there
    STALE = "stale"  # posted, but the message no longer tells all: an edit is due at `next_try_at`
    COLLAPSED = "collapsed"  # reported by the overflow line or the catch-up `parent_id`, and never posted by itself
    DEAD = "dead"  # given up; listed by `/status`, never dropped


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a channel gets: the statements of one actor in one article, the lead first."""

    id: str
    actor_id: str
    article_id: str
    statement_ids: tuple[str, ...]
    created_at: datetime
    # Where statements are long or many: beside each id what of it is shown, as a span of the article's text.
    excerpts: tuple[Span | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A message on its way to one channel."""

    id: str  # at most 25 characters: it is the platform's idempotency key as well
    report_id: str | None  # of an alert, and of the alert that a correction answers; None for an overflow line
    channel: Channel
    state: DeliveryState
    next_try_at: datetime  # of one that is COLLAPSED or DEAD: when it became so
    created_at: datetime
    kind: DeliveryKind = DeliveryKind.ALERT
    # The alert that a correction answers, or of whose remark this alert tells more; of a collapsed alert the overflow
    # line or the catch-up that tells of it.
    parent_id: str | None = None
    correction_id: str | None = None  # of a CORRECTION
    notice_id: str | None = None  # of a NOTICE and an ALL_CLEAR
    attempts: int = 0
    revision: int = 0  # rises when the message no longer tells all
    message_ref: str | None = None
    sent_at: datetime | None = None
    last_error: str | None = None
    urgency: Urgency = Urgency.NORMAL
    mention: str = ""  # of urgency MENTION: the id of the role or user group
    thread: str | None = None  # of an alert that goes into one: the day and the actor that it is for
    aside: bool = False  # a bug stopped it: it is tried again, and holds up nothing else in its channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What one digest tells: the statements that came on record since the one before, what leads first."""

    id: str  # of its delivery too
    plan_id: str
    since: datetime
    until: datetime  # the time at which it was due
    zone: str
    reported: tuple[
        tuple[str, str], ...
    ] = ()  # the ids of a statement and of the article in whose words it is reported


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelPause:
    """A channel that refused us: nothing is posted there until `until`, then one message tries it."""

    channel: Channel
    since: datetime
    until: datetime
    reason: str
    tries: int = 0  # in vain, after the one that it refused first


@dataclass(frozen=True, slots=True, kw_only=True)
class StuckChannel:
    """A channel whose messages wait since one of them could not be sent."""

    waiting: int  # messages that are not sent yet, edits among them
    head: Delivery  # the oldest of those that were tried in vain
