"""What was found on a site that could be polled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.model import FetchOutcome, SourceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Something that could be a source, and what it would have brought in the last day."""

    url: str
    kind: SourceKind
    title: str = ""  # as the site calls it
    named_by: str  # "the page", "robots.txt", "a usual address"
    outcome: FetchOutcome | None = None  # of asking it; None: it was not asked
    detail: str = ""  # why it was not asked, or what is wrong with it
    listed: int = 0
    fresh: int = 0  # of them younger than a day
    undated: int = 0
    newest_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundOnSite:
    """What was found on a site, what brings most first."""

    url: str
    title: str = ""
    found: tuple[Found, ...] = ()
    problems: tuple[str, ...] = ()  # what could not be looked at, and why
