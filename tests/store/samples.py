"""Values with everything filled in; a test says only what it is about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.core.model import (
    Article,
    Channel,
    ChannelPause,
    Correction,
    CorrectionKind,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Difference,
    DifferenceKind,
    Entry,
    Feedback,
    FeedbackKind,
    FetchOutcome,
    Item,
    ItemState,
    Kind,
    Member,
    Novelty,
    Platform,
    Poll,
    PollState,
    Quotation,
    Recheck,
    Relation,
    Report,
    Sighting,
    Statement,
    Verdict,
)

NOON = datetime(2025, 3, 4, 12, tzinfo=UTC)
CONSOLE = Channel(platform=Platform.CONSOLE)
SLACK = Channel(platform=Platform.SLACK, channel_id="C024BE91L")


def after(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def turned_from(before: str, after_: str, kind=DifferenceKind.NUMBER) -> Verdict:
    """Return the verdict that words stand in the place of others."""
    difference = Difference(kind=kind, before=before, after=after_)
    return Verdict(relation=Relation.CHANGED, rule=str(kind), differences=(difference,))


PERHAPS = Verdict(relation=Relation.SAME, certain=False, rule="substance")


def poll_state(**changes) -> PollState:
    return PollState(**{"source_id": "gazette", "next_poll_at": NOON} | changes)


def poll(**changes) -> Poll:
    return Poll(**{"source_id": "gazette", "polled_at": NOON, "outcome": FetchOutcome.OK} | changes)


def item(item_id="item", **changes) -> Item:
    entry = Entry(
        key="guid-1", url="https://news.example/1", title="A title", text="A text", published_at=NOON, author="Ada"
    )
    values = {"source_id": "gazette", "entry": entry, "first_seen_at": NOON, "quiet": False}
    return Item(id=item_id, **values | {"state": ItemState.WAITING, "next_try_at": NOON} | changes)


def article(article_id="article", **changes) -> Article:
    values = {"source_id": "gazette", "url": "https://news.example/1", "title": "Talks resume", "text": "A text."}
    return Article(id=article_id, **values | {"published_at": NOON, "fetched_at": NOON, "content_hash": "h"} | changes)


def statement(statement_id="statement", **changes) -> Statement:
    values = {"actor_id": "mayor", "text": "We will build the bridge.", "kind": Kind.DIRECT, "said_at": NOON}
    values |= {"first_seen_at": NOON, "novelty": Novelty.NEW, "confidence": 0.75}
    return Statement(id=statement_id, **values | changes)


def quotation(**changes) -> Quotation:
    return Quotation(**{"content": ((0, 9),), "kind": Kind.DIRECT, "confidence": 0.75, "evidence": (0, 20)} | changes)


def sighting(sighting_id="sighting", **changes) -> Sighting:
    values = {"statement_id": "statement", "article_id": "article", "quotation": quotation(), "seen_at": NOON}
    return Sighting(id=sighting_id, **values | changes)


def recheck(item_id="item", **changes) -> Recheck:
    return Recheck(item_id=item_id, **{"article_id": "article", "next_try_at": NOON} | changes)


def correction(correction_id="correction", **changes) -> Correction:
    values = {"sighting_id": "sighting", "statement_id": "statement", "article_id": "article"}
    values |= {"kind": CorrectionKind.REMOVED, "noticed_at": NOON}
    return Correction(id=correction_id, **values | changes)


def person(person_id="slack:U024BE7LH", **changes) -> Member:
    return Member(id=person_id, **changes)


def feedback(feedback_id="feedback", **changes) -> Feedback:
    values = {"statement_id": "statement", "kind": FeedbackKind.NOT_NEW, "person": person(), "given_at": NOON}
    return Feedback(id=feedback_id, **values | changes)


def report(report_id="report", **changes) -> Report:
    values = {"actor_id": "mayor", "article_id": "article", "statement_ids": ("statement",), "created_at": NOON}
    return Report(id=report_id, **values | changes)


def delivery(delivery_id="delivery", **changes) -> Delivery:
    values = {"report_id": "report", "channel": SLACK, "state": DeliveryState.PENDING}
    return Delivery(id=delivery_id, **values | {"next_try_at": NOON, "created_at": NOON} | changes)


def overflow(delivery_id="overflow", **changes) -> Delivery:
    return delivery(delivery_id, **{"report_id": None, "kind": DeliveryKind.OVERFLOW} | changes)


def reply(delivery_id="reply", **changes) -> Delivery:
    """Return the delivery of a correction."""
    values = {"kind": DeliveryKind.CORRECTION, "parent_id": "delivery", "correction_id": "correction"}
    return delivery(delivery_id, **values | changes)


def pause(**changes) -> ChannelPause:
    return ChannelPause(
        **{"channel": SLACK, "since": NOON, "until": after(5), "reason": "not in the channel"} | changes
    )


# A report that was corrected, and an alert that was posted.
CORRECTED = (article(), statement(), sighting(), correction(), report())
POSTED = delivery(state=DeliveryState.SENT, message_ref="1700000000.000100", sent_at=NOON)


async def save(store, *values) -> None:
    """Save values in one transaction, each in the way of its kind."""
    async with store.transaction() as transaction:
        ways = {
            Item: transaction.save_item,
            Article: transaction.save_article,
            Statement: transaction.save_statement,
            Sighting: transaction.save_sighting,
            Recheck: transaction.save_recheck,
            Correction: transaction.save_correction,
            Feedback: transaction.save_feedback,
            Report: transaction.save_report,
            Delivery: transaction.add_delivery,
            ChannelPause: transaction.save_pause,
        }
        for value in values:
            await ways[type(value)](value)
