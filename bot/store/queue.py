"""The queue's tables beside the record: made with it, and filled by the transaction that makes work.

They are Procrastinate's, in a schema of their own. They hold nothing that the record does not: where they are of
another version, they are made anew, and the next tick fills them.
"""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Final

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.core.errors import StoreError
from bot.core.work import QUEUE_OF, QUEUE_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.core.work import QueuedJob
    from bot.store.address import Address

_IN_QUEUE: Final = f"SET LOCAL search_path = {QUEUE_SCHEMA}"
_MADE_BY: Final = text(f"SELECT obj_description(to_regnamespace('{QUEUE_SCHEMA}'), 'pg_namespace')")
# A job that waits under the same key is as good. Whoever adds it in the same moment makes this one wait for his commit.
_DEFER: Final = text(
    """
    SELECT procrastinate_defer_jobs_v1(ARRAY[
        ROW(:queue, :task, :priority, :lock, :key, CAST(:arguments AS jsonb), NULL)
    ]::procrastinate_job_to_defer_v1[])
    WHERE NOT EXISTS (SELECT 1 FROM procrastinate_jobs WHERE queueing_lock = :key AND status = 'todo')
    """
)
_UNIQUE_VIOLATION: Final = "23505"


def make_queue(connection: Connection, address: Address) -> None:
    """Make the queue's tables, where there are none, or those of another version. Nobody may be at work.

    Raises:
        StoreError: Procrastinate is not installed.

    """
    wanted = _wanted(address)
    if connection.execute(_MADE_BY).scalar() != wanted:
        from procrastinate.schema import SchemaManager  # noqa: PLC0415 - only where there is a queue

        connection.execute(text(f"DROP SCHEMA IF EXISTS {QUEUE_SCHEMA} CASCADE"))
        connection.execute(text(f"CREATE SCHEMA {QUEUE_SCHEMA}"))
        connection.execute(text(_IN_QUEUE))
        # Many statements in one, which the driver takes only where nothing is put in.
        connection.execution_options(no_parameters=True).exec_driver_sql(SchemaManager.get_schema())
        connection.execute(text(f"COMMENT ON SCHEMA {QUEUE_SCHEMA} IS '{wanted}'"))
    connection.commit()


def require_queue(connection: Connection, address: Address) -> None:
    """Make sure that the queue's tables are those of this program.

    Raises:
        StoreError: they are not.

    """
    wanted, made_by = _wanted(address), connection.execute(_MADE_BY).scalar()
    if made_by != wanted:
        raise StoreError(
            f"{address.name}: its queue is of another version ({made_by or 'none'}, this program needs {wanted}): stop "
            "every On Record on it, then start them again"
        )


async def defer(connection: AsyncConnection, jobs: Iterable[QueuedJob]) -> None:
    """Have jobs done once the transaction of this connection is over; whatever else it does is done before.

    Raises:
        SQLAlchemyError: the queue cannot be used.

    """
    await connection.execute(text(_IN_QUEUE))
    for job in jobs:
        values = {
            "queue": QUEUE_OF[job.task].value,
            "task": job.task.value,
            "priority": job.priority,
            "lock": job.lock,
            "key": job.key,
            "arguments": json.dumps(job.arguments),
        }
        try:
            async with connection.begin_nested():
                await connection.execute(_DEFER, values)
        except IntegrityError as error:
            if getattr(error.orig, "sqlstate", None) != _UNIQUE_VIOLATION:
                raise


def _wanted(address: Address) -> str:
    try:
        return f"procrastinate {version('procrastinate')}"
    except PackageNotFoundError as error:
        raise StoreError(
            f"{address.name}: Procrastinate is missing: install it with `pip install 'onrecord[postgres]'`"
        ) from error
