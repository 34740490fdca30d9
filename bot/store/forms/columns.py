"""The kinds of columns: texts and times that every database takes, keys, and how one table refers to another."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Index, Integer, Text, TypeDecorator, text

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

# Of a delivery that will be posted no more: since `next_try_at`. A question has it to the letter, as its index does.
IS_OVER = "state IN ('collapsed', 'dead')"


class CleanText(TypeDecorator[str]):
    """Text that every database takes: NUL and lone surrogates are replaced one for one, so that spans still fit."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - the base's form
        """Return the text as it can be stored."""
        if value is None:
            return None
        return value.encode(errors="replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, kept in UTC: SQLite has no zones, PostgreSQL answers in the zone of the session."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the time as it is stored.

        Raises:
            ValueError: the time has no zone.

        """
        if value is None:
            return None
        if value.tzinfo is None:
            msg = f"{value} has no zone"
            raise ValueError(msg)
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the aware UTC time."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


def text_column(name: str, *constraints: Any, nullable: bool = False, primary_key: bool = False) -> Column[str]:
    """Make a column of text."""
    return Column(name, CleanText, *constraints, nullable=nullable, primary_key=primary_key)


def time_column(name: str, *, nullable: bool = False) -> Column[datetime]:
    """Make a column of times."""
    return Column(name, UtcDateTime, nullable=nullable)


def sequence_column() -> Column[int]:
    """Make the column `seq`, which numbers rows in the order in which they come."""
    return Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)


def refers(to: str) -> ForeignKey:
    """Refer to another table. It is checked at the commit: the rows of a transaction may come in any order."""
    return ForeignKey(to, deferrable=True, initially="DEFERRED")


def few(name: str, column: str, *others: str, within: tuple[str, ...] = ()) -> Index:
    """Index a column that is seldom filled: it costs nothing where it is not."""
    filled = text(f"{column} IS NOT NULL")
    return Index(name, *within, column, *others, sqlite_where=filled, postgresql_where=filled)
