"""Why what an article says is reported to nobody: it stood there before, or is too old; and which dates are none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Protocol

from bot.core.model import ItemState
from bot.core.outcomes import Outcome
from bot.core.ports import Inbox, Outcomes
from bot.rules.thresholds import LISTED_APART, MOST_OF_A_DATE
from bot.rules.times import is_before_history, is_doubted, is_reported, is_round, latest_possible, published_words

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from bot.core.model import Article, Item, Statement

HIDDEN_BY_DATE: Final = "jobs.quiet.hidden_by"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Why what a text says goes on record and is reported to nobody."""

    outcome: Outcome
    rule: str
    evidence: str


class DatesStore(Inbox, Outcomes, Protocol):
    """What is asked of the record."""


async def believed(store: DatesStore, item: Item, article: Article, *, now: datetime, max_age: timedelta) -> Article:
    """Return an article without its date where that is none: it is as old as its first sight then (issue 8).

    What a feed says is held against the dates that it gave to all else. What the page says itself may well be older
    than the source: an old page that is listed anew. It is none where another page of the source has it to the second.
    Of the last year only a date is asked about that would hide what the text says, and then that other page has to have
    come up at another time: what is published in one batch is listed together.

    Args:
        store: the record.
        item: by which it was found.
        article: as it was read.
        now: when.
        max_age: of what is reported.

    """
    at = article.published_at
    if at is None:
        return article
    is_long_ago = is_doubted(at, now=now)
    if is_long_ago and at == item.entry.published_at:
        is_none = is_before_history(at, since=await store.history_since(item.source_id, but=at))
    elif is_long_ago or (not item.quiet and now - latest_possible(at) > max_age):
        is_none = await _is_of_a_template(store, item, article, at, apart=not is_long_ago)
    else:
        is_none = False
    return replace(article, published_at=None) if is_none else article


async def _is_of_a_template(store: DatesStore, item: Item, article: Article, at: datetime, *, apart: bool) -> bool:
    """Tell whether a date is that of all pages of a source: of its template, or of its software.

    Args:
        store: the record.
        item: by which the article was found.
        article: as it was read.
        at: its date.
        apart: only a page that came up at another time says so; and where the date is a day or a half hour, which two
            texts have easily in common, only if the source gives no other.

    """
    if any(one.rule == HIDDEN_BY_DATE for one in await store.conclusions([item.id])):
        return True  # another page said so, which is on record without it
    others = [
        one for one in await store.pages_dated(item.source_id, at, limit=MOST_OF_A_DATE) if one.url != article.url
    ]
    if not apart:
        return bool(others)
    if not any(abs(one.fetched_at - item.first_seen_at) >= LISTED_APART for one in others):
        return False
    return not (is_round(at) and await store.gives_other_dates(item.source_id, at))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """What a date has hidden that has turned out to be none."""

    items: tuple[Item, ...]  # of one page: to be read again
    statements: tuple[Statement, ...]  # that were taken to be published then, without that date


async def hidden_by(
    store: DatesStore, source_id: str, at: datetime, *, now: datetime, max_age: timedelta
) -> list[Hidden]:
    """Return what a date of a source has hidden which has turned out to be none: what would be young without it."""
    found: list[Hidden] = []
    for page in await store.pages_dated(source_id, at, limit=MOST_OF_A_DATE):
        statements = await store.statements_in(page.id)
        concluded = await store.conclusions([one.id for one in statements])
        items = [
            one
            for one in await store.items_of(page.id)
            if one.state is ItemState.READ and not one.quiet and now - one.first_seen_at <= max_age
        ]
        if items and any(one.outcome is Outcome.TOO_OLD for one in concluded):
            undated = [replace(one, published_at=None) for one in statements if one.published_at == at]
            found.append(Hidden(items=tuple(items), statements=tuple(undated)))
    return found


def quiet_because(item: Item, article: Article, *, now: datetime, max_age: timedelta) -> Quiet | None:
    """Return why what an article says is reported to nobody when it is first read; None: those who want it hear of it.

    Args:
        item: by which it was found.
        article: as it was read, with the dates that are believed.
        now: when its age is counted (`times.age_counted_at`).
        max_age: of what is reported.

    """
    if item.quiet:
        return Quiet(
            outcome=Outcome.BASELINE,
            rule="rules.polling.is_baseline",
            evidence="it stood at its source before the first look, before the last one in a long time, or where the "
            "source's settings had nobody look before",
        )
    # Where the page says no date, the article has that of its feed: where it has none, that one is not believed.
    listed_at = item.entry.published_at if article.published_at else None
    if is_reported(article, listed_at=listed_at, now=now, max_age=max_age):
        return None
    published_at = published_words(article.published_at) if article.published_at else "at no known time"
    return Quiet(
        outcome=Outcome.TOO_OLD,
        rule="rules.times.is_reported",
        evidence=f"published {published_at}, more than alerts.max_age before it was first tried",
    )
