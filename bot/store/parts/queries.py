"""Pieces of questions that several parts of the store ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import BindParameter, Integer, Text, bindparam, column, or_, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from bot.rules.thresholds import LONGEST_WAIT
from bot.store.thresholds import IDS_AT_ONCE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import CTE, ColumnElement, RowMapping, Select, Table
    from sqlalchemy.ext.asyncio import AsyncConnection
    from sqlalchemy.sql.compiler import SQLCompiler
    from sqlalchemy.types import TypeEngine


def in_parts(ids: Collection[str]) -> Iterator[Sequence[str]]:
    """Yield the ids in order, in parts that fit into one query."""
    in_order = sorted(ids)
    for start in range(0, len(in_order), IDS_AT_ONCE):
        yield in_order[start : start + IDS_AT_ONCE]


async def found_rows(connection: AsyncConnection, query: Select[Any]) -> Sequence[RowMapping]:
    """Return what a query finds."""
    found: Sequence[RowMapping] = (await connection.execute(query)).mappings().all()
    return found


def given_rows(number: int, *types: TypeEngine[Any]) -> CTE:
    """Return as many rows that are no table's, with the columns `column1`, `column2`: `given_values` fills them.

    Both databases name the columns of VALUES so. Of one SELECT for each row, a chart's took SQLAlchemy longer to put
    together than the database to answer.
    """
    row = ", ".join(f":given_{{0}}_{place}" for place in range(len(types)))
    listed = ", ".join(f"({row})".format(place) for place in range(number))
    columns = [column(f"column{place}", kind) for place, kind in enumerate(types, start=1)]
    return text(f"VALUES {listed}").columns(*columns).cte("given")


def given_values(rows: Iterable[Iterable[Any]]) -> dict[str, Any]:
    """Return the values of `given_rows`."""
    return {f"given_{number}_{place}": one for number, row in enumerate(rows) for place, one in enumerate(row)}


NOW: Final[BindParameter[Any]] = bindparam("now")
TOO_FAR: Final[BindParameter[Any]] = bindparam("too_far")  # a next try behind it means that the clock went back
MOST: Final[BindParameter[int]] = bindparam("most", type_=Integer)


def falls_due(kept: Table) -> ColumnElement[bool]:
    """Tell that `waiting.is_put_off` is not so at NOW."""
    return or_(kept.c.next_try_at <= NOW, kept.c.next_try_at > TOO_FAR)


def at_most(limit: int, *, now: datetime) -> dict[str, Any]:
    """Return the values of NOW, TOO_FAR and MOST."""
    return {"now": now, "too_far": now + LONGEST_WAIT, "most": limit}


class ByNoIndex(FunctionElement[str]):
    """Keep SQLite from going by an index of a column, where another is meant.

    SQLite keeps no statistics here, and takes any equality, or an order that saves it a sort, for better than a span of
    time: it read all outcomes that there are to count those of one day. PostgreSQL has statistics, and needs the column
    as it is for them: it took the outcomes of a month for four hundred, and sorted 80,000.
    """

    type = Text()
    inherit_cache = True


@compiles(ByNoIndex)
def _column(element: ByNoIndex, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.clauses, **options)


@compiles(ByNoIndex, "sqlite")
def _bare_term(element: ByNoIndex, compiler: SQLCompiler, **options: Any) -> str:
    return f"+{compiler.process(element.clauses, **options)}"  # https://www.sqlite.org/optoverview.html, "unary +"
