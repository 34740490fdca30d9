"""Adapter to SQL: SQLite by default, PostgreSQL when one machine is not enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.store.shared import SharedStore
    from bot.store.sql_store import SqlStore

__all__ = ["SharedStore", "SqlStore"]


def __getattr__(name: str) -> type[SqlStore]:
    """Import a store when it is asked for: the health check needs one small module of this package alone."""
    if name == "SqlStore":
        from bot.store.sql_store import SqlStore  # noqa: PLC0415

        return SqlStore
    if name == "SharedStore":
        from bot.store.shared import SharedStore  # noqa: PLC0415

        return SharedStore
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
