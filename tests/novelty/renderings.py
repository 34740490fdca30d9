"""Texts as the judge is given them."""

from __future__ import annotations

import datetime as dt

from bot.core.model import Relation
from bot.novelty import Rendering

NOON = dt.datetime(2026, 5, 8, 12, tzinfo=dt.UTC)
MERGED = {Relation.SAME, Relation.REPEAT}


def rendering(text: str, *, said_at: dt.datetime | None = NOON, kind: str = "direct") -> Rendering:
    return Rendering(text=text, kind=kind, said_at=said_at, published_at=said_at or NOON)
