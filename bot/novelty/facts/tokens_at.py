"""What stands at a place of a text, where it may end before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def token_at(tokens: Sequence[str], position: int) -> str:
    """Return the token, or "" where the text has none there."""
    return tokens[position] if 0 <= position < len(tokens) else ""
