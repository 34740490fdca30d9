"""What is to be done, as several processes hand it to each other: jobs by name, each on its queue."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from bot.core.model import HANDED_OVER

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.model import Channel, DigestPlan, Item, RecheckView, Source


class ProcessRole(StrEnum):
    """What a process does of all the work."""

    ALL = "all"  # everything, in one process
    SCHEDULER = "scheduler"  # says what is due
    GATEWAY = "gateway"  # hears and answers people, and takes what is posted to the webhook
    WORKER = "worker"  # polls, reads, delivers, makes digests


class Queue(StrEnum):
    """Where jobs wait; a worker may serve some of them only."""

    POLL = "poll"
    READ = "read"
    DELIVER = "deliver"


class Task(StrEnum):
    """What a job does."""

    POLL = "poll"  # a source that is due
    READ = "read"  # an item that waits
    RECHECK = "recheck"  # a page that is due to be looked at again
    DELIVER = "deliver"  # what is due in a channel
    DIGEST = "digest"  # a plan of which the record has no digest of its time
    PRUNE = "prune"  # let go of what is kept no longer


QUEUE_OF = {
    Task.POLL: Queue.POLL,
    Task.READ: Queue.READ,
    Task.RECHECK: Queue.READ,
    Task.DELIVER: Queue.DELIVER,
    Task.DIGEST: Queue.DELIVER,
    Task.PRUNE: Queue.POLL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedJob:
    """One thing to do. The record says whether it is still to be done when its turn comes, so a job may come twice."""

    task: Task
    subject: str  # the id of the source, item or plan, or the channel
    lock: str | None = None  # of the jobs with one lock one is done at a time, on whatever host
    priority: int = 0  # the highest first
    arguments: dict[str, str] = field(default_factory=dict)
    at: datetime | None = None  # not before; until then it holds up all other jobs with its lock
    name: str = ""  # what it waits for under another key than others of its kind

    @property
    def key(self) -> str:
        """What waits under one key waits once."""
        return f"{self.name or self.task} {self.subject}"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLoad:
    """What there is to do on a queue."""

    waiting: int = 0  # jobs whose time has come
    under_way: int = 0
    oldest: timedelta = timedelta(0)  # for how long the one that waits longest could have been done


QUEUE_SCHEMA: Final = "onrecord_queue"  # of PostgreSQL: the queue's tables stand apart from the record's
ONLY_PAGES, EVERYTHING = "pages", "everything"  # what a prune lets go of
_HOLD, _DELIVER, _NEWS, _BEGUN, _LOOK, _BASELINE = 10, 5, 0, -1, -5, -10


def poll_job(source: Source) -> QueuedJob:
    """Return the job that polls a source; of those of one host one at a time, beside one page of it.

    Polls never end, so all news that waits goes before them: where there is more to do than the workers can, what is
    found is read before more is looked for. Pages due to be looked at again take turns with them.
    """
    lock = None if source.kind in HANDED_OVER else _lock("feeds", source.url)
    return QueuedJob(task=Task.POLL, subject=source.id, lock=lock, priority=_LOOK, arguments={"source_id": source.id})


def read_job(item: Item) -> QueuedJob:
    """Return the job that reads an item: news first, then what may have killed a process, a baseline last of all.

    What was begun is given up after three attempts, so it cannot hold up the polls behind it for long.
    """
    priority = _BEGUN if item.begun else _BASELINE if item.quiet else _NEWS
    return QueuedJob(
        task=Task.READ,
        subject=item.id,
        lock=_lock("pages", item.entry.url),
        priority=priority,
        arguments={"source_id": item.source_id, "item_id": item.id},
    )


def recheck_job(view: RecheckView) -> QueuedJob:
    """Return the job that looks at a page again."""
    return QueuedJob(
        task=Task.RECHECK,
        subject=view.item.id,
        lock=_lock("pages", view.item.entry.url),
        priority=_LOOK,
        arguments={"item_id": view.item.id},
    )


def deliver_job(channel: Channel) -> QueuedJob:
    """Return the job that delivers what is due in a channel; one at a time, so that its order is kept.

    It goes before what is to be read and polled: where there is too much to do, what is found is reported.
    """
    return QueuedJob(
        task=Task.DELIVER,
        subject=str(channel),
        lock=f"channel {channel}",
        priority=_DELIVER,
        arguments={"channel": str(channel)},
    )


def hold_job(channel: Channel, *, until: datetime) -> QueuedJob:
    """Return the job that goes on with a channel whose platform asked us to wait, and holds up the others till then."""
    return replace(deliver_job(channel), name="hold", priority=_HOLD, at=until)


def digest_job(plan: DigestPlan) -> QueuedJob:
    """Return the job that makes what is due of a plan's digests; one at a time, and before what is read and polled."""
    return QueuedJob(
        task=Task.DIGEST,
        subject=plan.id,
        lock=f"digest {plan.id}",
        priority=_DELIVER,
        arguments={"plan_id": plan.id},
    )


def prune_job(*, daily: bool) -> QueuedJob:
    """Return the job that lets go of what is kept no longer: of pages all day long, of all else once a day."""
    what = EVERYTHING if daily else ONLY_PAGES
    return QueuedJob(task=Task.PRUNE, subject=what, lock="prune", arguments={"what": what})


def _lock(what: str, url: str) -> str | None:
    host = urlsplit(url).hostname
    return f"{what} of {host}" if host else None
