"""The statements that were shown of late: what an id is completed with, and what a misread one may have meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from handlers import limits
from handlers.render.pieces.lengths import clip
from handlers.render.pieces.text import plain
from handlers.render.statement.credits import actor_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.config import Config
    from bot.core.model import StatementView


class Lately:
    """Remembers as many statements as can be offered."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._shown: dict[str, str] = {}  # id → label

    def add(self, view: StatementView) -> None:
        """Remember that a statement is shown."""
        statement = view.statement
        label = f"{actor_name(self._config, statement.actor_id)}: {plain(statement.text).strip()}"
        self._shown.pop(statement.id, None)
        self._shown[statement.id] = clip(label, limits.DISCORD_CHOICE)
        if len(self._shown) > limits.DISCORD_CHOICES:
            del self._shown[next(iter(self._shown))]

    def newest_first(self) -> Iterator[tuple[str, str]]:
        """Yield id and label."""
        return reversed(self._shown.items())

    def near(self, typed: str) -> list[str]:
        """Return ids that look like what was typed."""
        found = process.extract(
            typed.lower(), list(self._shown), scorer=fuzz.ratio, score_cutoff=limits.NEAR_ID, limit=3
        )
        return [match[0] for match in found]
