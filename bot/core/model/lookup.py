"""What people ask the record, and its answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.model.article import ItemState
    from bot.core.model.delivery import DeliveryState
    from bot.core.model.novelty import Novelty
    from bot.core.model.quotation import Kind
    from bot.core.model.views import StatementView


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementQuery:
    """A lookup: every condition that is given must hold. Newest first."""

    actor_id: str | None = None
    words: str | None = None
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()  # words and phrases that are not to be there
    source_id: str | None = None
    kind: Kind | None = None
    since: datetime | None = None
    until: datetime | None = None
    overflow_id: str | None = None  # what this line, catch-up or digest tells
    offset: int = 0
    limit: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementPage:
    """One page of a lookup and the number of all hits."""

    statements: tuple[StatementView, ...]
    total: int
    more: bool = False  # there are more hits than `total`, and nobody counted them


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidCount:
    """How many statements of one novelty were first seen in a stretch of time."""

    begins_at: datetime
    novelty: Novelty
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What is on record, for `/status`."""

    articles: int
    statements: int
    sightings: int
    items: dict[ItemState, int]
    deliveries: dict[DeliveryState, int]
