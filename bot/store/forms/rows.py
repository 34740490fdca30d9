"""Values to rows and back, one pair for each table whose row is more than the value's fields."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from bot.core.model import (
    Arrival,
    Article,
    Beat,
    Change,
    Channel,
    ChannelPause,
    Correction,
    CorrectionKind,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Entry,
    Feedback,
    FeedbackKind,
    FetchOutcome,
    Findable,
    IndexEntry,
    Installation,
    Item,
    ItemState,
    Kind,
    Member,
    Novelty,
    OlderPages,
    Poll,
    PollState,
    Precision,
    Recheck,
    Report,
    Sighting,
    Statement,
    StoredActor,
    StoredRoute,
    StoredSource,
    Urgency,
)
from bot.core.outcomes import Conclusion, Outcome, Subject
from bot.store.forms.known_points import decode_known, encode_known
from bot.store.forms.quotation_json import quotation_from_json, quotation_to_json
from bot.store.forms.tables import statements
from bot.store.forms.verdicts import decode_verdict, encode_verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import RowMapping


STATEMENT = [column for column in statements.c if column.name in Statement.__slots__]  # the rest serves searching


_OLDER: Final = tuple(OlderPages.__slots__)  # columns "older_" of `poll_states`
_UNTIL_ON_RECORD: Final = frozenset({"original", "wall", "of_feed"})  # fields of an article that are no columns


def row_of(
    value: Poll
    | Article
    | Recheck
    | Correction
    | Conclusion
    | StoredSource
    | StoredActor
    | StoredRoute
    | Installation
    | Change,
) -> dict[str, Any]:
    """Return the row of a value whose fields are its columns; what an article was read from has a table of its own."""
    return {one.name: getattr(value, one.name) for one in fields(value) if one.name not in _UNTIL_ON_RECORD}


def conclusion(row: RowMapping) -> Conclusion:
    """Read a row of `outcomes`."""
    return Conclusion(**{**row, "subject": Subject(row["subject"]), "outcome": Outcome(row["outcome"])})


def row_of_poll_state(state: PollState) -> dict[str, Any]:
    """Return the row of `poll_states`."""
    row = {name: getattr(state, name) for name in PollState.__slots__ if name != "older"}
    return row | {f"older_{name}": getattr(state.older, name, None) for name in _OLDER}


def poll_state(row: RowMapping) -> PollState:
    """Read a row of `poll_states`."""
    fields = dict(row)
    older = {name: fields.pop(f"older_{name}") for name in _OLDER}
    outcome = fields["last_outcome"]
    fields["last_outcome"] = None if outcome is None else FetchOutcome(outcome)
    return PollState(**fields, older=OlderPages(**older) if older["address"] else None)


def poll(row: RowMapping) -> Poll:
    """Read a row of `polls`."""
    return Poll(
        source_id=row["source_id"],
        polled_at=row["polled_at"],
        outcome=FetchOutcome(row["outcome"]),
        detail=row["detail"],
        listed=row["listed"],
        new=row["new"],
    )


def row_of_item(item: Item) -> dict[str, Any]:
    """Return the row of an item: its own fields beside those of its entry."""
    return {
        "id": item.id,
        "source_id": item.source_id,
        "key": item.entry.key,
        "url": item.entry.url,
        "title": item.entry.title,
        "text": item.entry.text,
        "published_at": item.entry.published_at,
        "first_seen_at": item.first_seen_at,
        "quiet": item.quiet,
        "state": item.state,
        "next_try_at": item.next_try_at,
        "attempts": item.attempts,
        "last_error": item.last_error,
        "begun": item.begun,
        "author": item.entry.author,
    }


def item(row: RowMapping | Mapping[str, Any]) -> Item:
    """Read a row of `items`."""
    return Item(
        id=row["id"],
        source_id=row["source_id"],
        entry=Entry(
            key=row["key"],
            url=row["url"],
            title=row["title"],
            text=row["text"],
            published_at=row["published_at"],
            author=row["author"],
        ),
        first_seen_at=row["first_seen_at"],
        quiet=row["quiet"],
        state=ItemState(row["state"]),
        next_try_at=row["next_try_at"],
        attempts=row["attempts"],
        last_error=row["last_error"],
        begun=row["begun"],
    )


def article(row: RowMapping) -> Article:
    """Read a row of `articles`."""
    return Article(**{name: value for name, value in row.items() if name != "is_cut"})


def row_of_statement(statement: Statement) -> dict[str, Any]:
    """Return the row of a statement, its verdict and known points as JSON."""
    verdict = None if statement.verdict is None else encode_verdict(statement.verdict)
    written = {"verdict": verdict, "known": encode_known(statement.known)}
    return {name: getattr(statement, name) for name in statement.__slots__} | written


def statement(row: RowMapping) -> Statement:
    """Read a row of `statements`."""
    named = {
        "kind": Kind(row["kind"]),
        "novelty": Novelty(row["novelty"]),
        "said_precision": Precision(row["said_precision"]),
        "ruling": None if row["ruling"] is None else FeedbackKind(row["ruling"]),
        "verdict": None if row["verdict"] is None else decode_verdict(row["verdict"]),
        "known": decode_known(row["known"]),
    }
    return Statement(**{**row, **named})


def row_of_index_entry(entry: IndexEntry, *, place: int) -> dict[str, Any]:
    """Return the row of what a statement is found by; its key is the statement's place."""
    return {"seq": place, "made_by": entry.made_by, "terms": "\n".join(entry.terms), "meaning": entry.meaning}


def arrival(row: Sequence[Any], *, made_by: str) -> Arrival:
    """Read what a statement is found by as it came on record: number, actor, time, id, terms and meaning."""
    number, actor_id, first_seen_at, statement_id, terms, meaning = row
    entry = IndexEntry(
        statement_id=statement_id, made_by=made_by, terms=tuple(terms.split("\n")) if terms else (), meaning=meaning
    )
    return Arrival(number=number, actor_id=actor_id, first_seen_at=first_seen_at, entry=entry)


def findable(row: Sequence[Any], *, made_by: str) -> Findable:
    """Read a statement with its row of `index_entries`, if there is one: place, id, time, text, terms and meaning.

    By their order, not by name, since whole records are read so.
    """
    place, statement_id, first_seen_at, text, terms, meaning = row
    entry = None
    if meaning is not None:
        entry = IndexEntry(
            statement_id=statement_id,
            made_by=made_by,
            terms=tuple(terms.split("\n")) if terms else (),
            meaning=meaning,
        )
    return Findable(statement_id=statement_id, first_seen_at=first_seen_at, place=place, entry=entry, text=text)


def row_of_sighting(sighting: Sighting) -> dict[str, Any]:
    """Return the row of a sighting, its quotation as JSON."""
    return {
        "id": sighting.id,
        "statement_id": sighting.statement_id,
        "article_id": sighting.article_id,
        "quotation": quotation_to_json(sighting.quotation),
        "seen_at": sighting.seen_at,
    }


def sighting(row: RowMapping) -> Sighting:
    """Read a row of `sightings`."""
    return Sighting(**{**row, "quotation": quotation_from_json(row["quotation"])})


def recheck(row: RowMapping) -> Recheck:
    """Read a row of `rechecks`."""
    return Recheck(**row)


def correction(row: RowMapping) -> Correction:
    """Read a row of `corrections`."""
    return Correction(**{**row, "kind": CorrectionKind(row["kind"])})


def row_of_feedback(feedback: Feedback) -> dict[str, Any]:
    """Return the row of what a person said: its own fields beside those of the person."""
    return {
        "id": feedback.id,
        "statement_id": feedback.statement_id,
        "kind": feedback.kind,
        "person_id": feedback.person.id,
        "person_name": feedback.person.name,
        "moderator": feedback.person.moderator,
        "given_at": feedback.given_at,
    }


def feedback(row: RowMapping) -> Feedback:
    """Read a row of `feedback`."""
    return Feedback(
        id=row["id"],
        statement_id=row["statement_id"],
        kind=FeedbackKind(row["kind"]),
        person=Member(id=row["person_id"], name=row["person_name"], moderator=row["moderator"]),
        given_at=row["given_at"],
    )


def rows_of_statements(report: Report) -> list[dict[str, Any]]:
    """Return the rows of `report_statements`: what a report holds, in its order.

    Raises:
        ValueError: there are excerpts, and not one beside each statement.

    """
    excerpts = report.excerpts or (None,) * len(report.statement_ids)
    if len(excerpts) != len(report.statement_ids):
        msg = f"report {report.id} has {len(excerpts)} excerpts beside {len(report.statement_ids)} statements"
        raise ValueError(msg)
    return [
        {
            "report_id": report.id,
            "position": position,
            "statement_id": statement_id,
            "excerpt_start": None if excerpt is None else excerpt[0],
            "excerpt_end": None if excerpt is None else excerpt[1],
        }
        for position, (statement_id, excerpt) in enumerate(zip(report.statement_ids, excerpts, strict=True))
    ]


def report(row: RowMapping, listed: Sequence[RowMapping]) -> Report:
    """Read a row of `reports`, with the rows that `report_statements` keeps in their order."""
    excerpts = tuple(
        None if one["excerpt_start"] is None else (one["excerpt_start"], one["excerpt_end"]) for one in listed
    )
    return Report(
        **row,
        statement_ids=tuple(one["statement_id"] for one in listed),
        excerpts=excerpts if any(excerpts) else (),
    )


def row_of_delivery(delivery: Delivery) -> dict[str, Any]:
    """Return the row of a delivery."""
    return {
        "id": delivery.id,
        "report_id": delivery.report_id,
        "channel": str(delivery.channel),
        "state": delivery.state,
        "next_try_at": delivery.next_try_at,
        "created_at": delivery.created_at,
        "kind": delivery.kind,
        "parent_id": delivery.parent_id,
        "correction_id": delivery.correction_id,
        "attempts": delivery.attempts,
        "revision": delivery.revision,
        "message_ref": delivery.message_ref,
        "sent_at": delivery.sent_at,
        "last_error": delivery.last_error,
        "notice_id": delivery.notice_id,
        "urgency": delivery.urgency,
        "mention": delivery.mention,
        "thread": delivery.thread,
        "aside": delivery.aside,
    }


def delivery(row: RowMapping) -> Delivery:
    """Read a row of `deliveries`."""
    named = {
        "channel": Channel.parse(row["channel"]),
        "kind": DeliveryKind(row["kind"]),
        "state": DeliveryState(row["state"]),
        "urgency": Urgency(row["urgency"]),
    }
    return Delivery(**{**row, **named})


def row_of_beat(beat: Beat) -> dict[str, Any]:
    """Return the row of a sign of life: there is one."""
    return {
        "only": 1,
        "at": beat.at,
        "started_at": beat.started_at,
        "platforms": beat.platforms,
        "overdue": _written(beat.overdue),
        "at_work": _written(beat.at_work),
    }


def beat(row: RowMapping) -> Beat:
    """Read the row of `beats`."""
    return Beat(
        at=row["at"],
        started_at=row["started_at"],
        platforms=dict(row["platforms"]),
        overdue=_read(row["overdue"]),
        at_work=_read(row["at_work"]),
    )


def _written(times: dict[str, datetime]) -> dict[str, str]:
    return {name: at.isoformat() for name, at in times.items()}


def _read(times: dict[str, str]) -> dict[str, datetime]:
    return {name: datetime.fromisoformat(at) for name, at in times.items()}


def row_of_pause(pause: ChannelPause) -> dict[str, Any]:
    """Return the row of a pause."""
    return {
        "channel": str(pause.channel),
        "since": pause.since,
        "until": pause.until,
        "reason": pause.reason,
        "tries": pause.tries,
    }


def pause(row: RowMapping) -> ChannelPause:
    """Read a row of `channel_pauses`."""
    return ChannelPause(**{**row, "channel": Channel.parse(row["channel"])})
