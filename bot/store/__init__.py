"""Adapter to SQL: SQLite by default, PostgreSQL when one machine is not enough."""

from bot.store.sql_store import SqlStore

__all__ = ["SqlStore"]
