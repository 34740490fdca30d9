"""The queue in PostgreSQL, kept by Procrastinate: who works on what, on whatever host.

A job that fails is tried again by Procrastinate, ever more rarely; one that failed for good is dropped, and handed out
anew while the record says that it is due. One whose worker is gone is dropped when that has given no sign of life.
"""

from __future__ import annotations

import asyncio
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import structlog
from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import AlreadyEnqueued, ProcrastinateException
from procrastinate.jobs import Job as ProcrastinateJob
from procrastinate.jobs import Status
from psycopg_pool import PoolTimeout

from bot.core.errors import OnRecordError, StoreError
from bot.core.work import QUEUE_OF, QUEUE_SCHEMA, Queue, QueueLoad

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence

    from bot.core.work import QueuedJob, Task

log = structlog.get_logger()

SIGN_OF_LIFE_EVERY: Final = 3.0  # seconds
LOST_AFTER: Final = 20.0  # seconds without a sign of life of a worker; its jobs are others' then
DRAINED_AFTER: Final = (
    12.0  # seconds that jobs under way get to end, less than LOST_AFTER: no other does them meanwhile
)
LOOK_FOR_JOBS_EVERY: Final = 0.5  # seconds; a new job is announced, one whose lock has become free is not
AGAIN_AFTER: Final = 2.0  # seconds after the queue could not be used
_CONNECTIONS: Final = 4
_RETRY: Final = RetryStrategy(max_attempts=6, exponential_wait=2)  # a minute in all
# A job that is tried again begins anew; one key may stand for a job that is being done and the next one, which waits.
_UNDER_WAY: Final = """
    SELECT jobs.queueing_lock AS key,
           CASE WHEN jobs.status = 'doing' THEN now() - max(events.at) END AS done_for
      FROM procrastinate_jobs AS jobs
      LEFT JOIN procrastinate_events AS events ON events.job_id = jobs.id AND events.type = 'started'
     WHERE jobs.status IN ('todo', 'doing')
     GROUP BY jobs.id
     ORDER BY done_for NULLS FIRST
"""
_LOAD: Final = """
    SELECT jobs.queue_name AS queue,
           count(*) FILTER (WHERE jobs.status = 'todo') AS waiting,
           count(*) FILTER (WHERE jobs.status = 'doing') AS under_way,
           max(now() - greatest(jobs.scheduled_at, events.at)) FILTER (WHERE jobs.status = 'todo') AS oldest
      FROM procrastinate_jobs AS jobs
      LEFT JOIN procrastinate_events AS events ON events.job_id = jobs.id AND events.type = 'deferred'
     WHERE jobs.status IN ('todo', 'doing') AND (jobs.scheduled_at IS NULL OR jobs.scheduled_at <= now())
     GROUP BY jobs.queue_name
"""


class PostgresQueue:
    """`bot.core.ports.JobQueue`, and what does the jobs.

    Args:
        conninfo: of the database, as libpq takes it.
        name: of the database, for messages.

    """

    def __init__(self, conninfo: str, *, name: str) -> None:
        self._name = name
        connector = PsycopgConnector(
            conninfo=conninfo,
            kwargs={"options": f"-c search_path={QUEUE_SCHEMA}", "connect_timeout": 10},
            min_size=1,
            max_size=_CONNECTIONS,
            timeout=10.0,
        )
        self._app = App(connector=connector)

    async def open(self) -> None:
        """Connect.

        Raises:
            StoreError: the server cannot be reached.

        """
        with self._raised():
            await self._app.open_async()

    async def close(self) -> None:
        """Let go of the connections. May be called twice."""
        await self._app.close_async()

    async def load(self) -> dict[Queue, QueueLoad]:
        """Return what there is to do on each queue, on whatever host it will be done.

        Raises:
            StoreError: the queue cannot be used.

        """
        with self._raised():
            found = await self._app.connector.execute_query_all_async(_LOAD)
        loads = {
            row["queue"]: QueueLoad(
                waiting=row["waiting"], under_way=row["under_way"], oldest=row["oldest"] or timedelta(0)
            )
            for row in found
        }
        return {queue: loads.get(queue.value, QueueLoad()) for queue in Queue}

    async def under_way(self) -> dict[str, timedelta | None]:
        """Return what waits or is being done; see `bot.core.ports.JobQueue`."""
        with self._raised():
            await self._drop_lost()
            found = await self._app.connector.execute_query_all_async(_UNDER_WAY)
        return {row["key"]: row["done_for"] for row in found}

    async def _drop_lost(self) -> None:
        manager = self._app.job_manager
        await manager.prune_stalled_workers(LOST_AFTER)
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=LOST_AFTER):
            log.warning("worker gone, its job is done by another", job=job.queueing_lock)
            with suppress(ProcrastinateException):  # it ended in this moment
                await manager.finish_job(job, Status.FAILED, delete_job=True)

    async def add(self, jobs: Sequence[QueuedJob]) -> None:
        """Add jobs; see `bot.core.ports.JobQueue`."""
        with self._raised():
            manager, queued = self._app.job_manager, [_queued(job) for job in jobs]
            try:
                await manager.batch_defer_jobs_async(queued)
            except AlreadyEnqueued:  # all or none: one by one those that wait already are left out
                for one in queued:
                    with suppress(AlreadyEnqueued):
                        await manager.batch_defer_jobs_async([one])

    async def serve(
        self,
        tasks: Mapping[Task, Callable[..., Awaitable[None]]],
        *,
        queues: Collection[Queue],
        at_once: int,
        stop: asyncio.Event,
    ) -> None:
        """Do jobs until `stop` is set and those under way have ended, or been cut off after a while.

        Args:
            tasks: what does each kind of job, given its arguments.
            queues: those that are served.
            at_once: how many jobs are done at a time.
            stop: set it to end.

        """
        for task, do in tasks.items():
            self._app.task(name=task.value, queue=QUEUE_OF[task].value, retry=_RETRY)(_logged(task, do))
        stopping = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                await self._work(queues, at_once, stopping)
        finally:
            stopping.cancel()

    async def _work(self, queues: Collection[Queue], at_once: int, stopping: asyncio.Task[Any]) -> None:
        working = asyncio.create_task(
            self._app.run_worker_async(
                queues=[one.value for one in queues],
                concurrency=at_once,
                fetch_job_polling_interval=LOOK_FOR_JOBS_EVERY,
                shutdown_graceful_timeout=DRAINED_AFTER,
                update_heartbeat_interval=SIGN_OF_LIFE_EVERY,
                stalled_worker_timeout=LOST_AFTER,
                delete_jobs="always",
                install_signal_handlers=False,
            )
        )
        await asyncio.wait((working, stopping), return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            working.cancel()  # it takes no more jobs, and ends when those under way have
        ended = (await asyncio.gather(working, return_exceptions=True))[0]
        if not stopping.done():
            log.warning("the queue cannot be used, it is tried again", error=str(ended), again_in=AGAIN_AFTER)
            await asyncio.wait((stopping,), timeout=AGAIN_AFTER)

    @contextmanager
    def _raised(self) -> Iterator[None]:
        """Raise what Procrastinate raises as a StoreError about this database."""
        try:
            yield
        except (ProcrastinateException, PoolTimeout) as error:
            why = next(iter(str(error.__cause__ or error).splitlines()), type(error).__name__)
            raise StoreError(f"{self._name}: its queue cannot be used: {why}") from error


def _queued(job: QueuedJob) -> ProcrastinateJob:
    return ProcrastinateJob(
        queue=QUEUE_OF[job.task].value,
        task_name=job.task.value,
        lock=job.lock,
        queueing_lock=job.key,
        priority=job.priority,
        task_kwargs=dict(job.arguments),
        scheduled_at=job.at,
    )


def _logged(task: Task, do: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """Return what does a job and says in the log why it failed: Procrastinate's own log has no words of ours."""

    async def job(**arguments: str) -> None:
        try:
            await do(**arguments)
        except OnRecordError as error:
            log.warning("job failed, it is tried again", job=str(task), **arguments, error=str(error))
            raise
        except Exception:
            log.exception("job failed, it is tried again", job=str(task), **arguments)
            raise

    return job
