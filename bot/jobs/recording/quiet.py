"""Why what an article says is reported to nobody: it stood there before, or is too old; and which dates are none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from bot.core.outcomes import Outcome
from bot.core.ports import Inbox, Outcomes
from bot.rules.times import is_before_history, is_doubted, is_reported

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from bot.core.model import Article, Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Why what a text says goes on record and is reported to nobody."""

    outcome: Outcome
    rule: str
    evidence: str


class DatesStore(Inbox, Outcomes, Protocol):
    """What is asked of the record."""


async def believed(store: DatesStore, item: Item, article: Article, *, now: datetime) -> Article:
    """Return an article without its date where that is none: it is as old as its first sight then (issue 8).

    What a feed says is held against the dates that it gave to all else. What the page says itself may well be older
    than the source: an old page that is listed anew. It is none where another page of the source has it to the second.

    Args:
        store: the record.
        item: by which it was found.
        article: as it was read.
        now: when.

    """
    at = article.published_at
    if at is None or not is_doubted(at, now=now):
        return article
    if at == item.entry.published_at:
        is_none = is_before_history(at, since=await store.history_since(item.source_id, but=at))
    else:
        is_none = await store.is_dated_twice(item.source_id, at, but_of=article.url)
    return replace(article, published_at=None) if is_none else article


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
    published_at = f"{article.published_at:%Y-%m-%d %H:%M} UTC" if article.published_at else "at no known time"
    return Quiet(
        outcome=Outcome.TOO_OLD,
        rule="rules.times.is_reported",
        evidence=f"published {published_at}, more than alerts.max_age before it was first tried",
    )
