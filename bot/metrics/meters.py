"""The figures by name. Every label has few values, whatever sources, hosts and people there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from prometheus_client import (
    CONTENT_TYPE_PLAIN_0_0_4,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

from bot.core.model import DeliveryState, ItemState
from bot.rules.health import is_connected, is_left
from bot.rules.thresholds import OVERDUE_AFTER

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.core.model import Beat, Counts
    from bot.core.outcomes import Outcome, Subject
    from bot.core.work import Queue, QueueLoad

WRITTEN_AS: Final = CONTENT_TYPE_PLAIN_0_0_4
"""The Content-Type of what `Meters.written` returns."""
_LAGS = (0.25, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 4 * 3600, 24 * 3600)  # seconds
_SHORT = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 60, 120)


class Meters:
    """The figures of one process, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.labels_of: dict[str, tuple[str, ...]] = {}  # by the name of the figure
        ProcessCollector(registry=self.registry)  # memory, processor, open files
        PlatformCollector(registry=self.registry)
        self.lag = self._histogram(
            "lag_seconds",
            "How long news took from one step to the next: published, seen, decided, posted.",
            _LAGS,
            "step",
        )
        self.fetches = self._counter("fetches", "How fetches ended, of feeds and of pages.", "what", "outcome")
        self.fetch_seconds = self._histogram("fetch_seconds", "How long fetches took.", _SHORT, "what")
        self.engine_seconds = self._histogram("engine_seconds", "How long the engine read in one text.", _SHORT)
        self.engine_characters = self._counter("engine_characters", "Characters that the engine has read.")
        self.items_read = self._counter("items_read", "What became of items that were set to work.", "outcome")
        self.messages = self._counter("messages", "How posts and edits ended.", "platform", "what", "outcome")
        self.up = self._gauge("up", "1 while the bot is well, 0 where /health says what is wrong.")
        self.ready = self._gauge("ready", "1 once it works: the record, the models and a platform are there.")
        self.rows = self._gauge("rows", "What is on record.", "table")
        self.items = self._gauge("items", "Items by state; WAITING are the queue.", "state")
        self.deliveries = self._gauge("deliveries", "Messages by state.", "state")
        self.outcomes = self._gauge("outcomes_of_day", "What became of all in the last 24 h.", "subject", "outcome")
        self.jobs = self._gauge("jobs", "Jobs on a queue that several processes share, by state.", "queue", "state")
        self.oldest_job = self._gauge("oldest_job_seconds", "For how long the oldest job of a queue waits.", "queue")
        self.overdue = self._gauge("overdue_seconds", "For how long the oldest work of a kind is due.", "kind")
        self.at_work = self._gauge("at_work_seconds", "For how long what takes longest is under way.")
        self.beat_age = self._gauge("beat_age_seconds", "How old the last sign of life is.")
        self.platform = self._gauge("platform_connected", "1 while a platform or the webhook is connected.", "platform")
        self.memory_peak = self._gauge("memory_peak_bytes", "The most memory that the process ever had.")

    def _counter(self, name: str, described: str, *labels: str) -> Counter:
        self.labels_of[f"onrecord_{name}"] = labels
        return Counter(f"onrecord_{name}", described, labels, registry=self.registry)

    def _gauge(self, name: str, described: str, *labels: str) -> Gauge:
        self.labels_of[f"onrecord_{name}"] = labels
        return Gauge(f"onrecord_{name}", described, labels, registry=self.registry)

    def _histogram(self, name: str, described: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        self.labels_of[f"onrecord_{name}"] = labels
        return Histogram(f"onrecord_{name}", described, labels, registry=self.registry, buckets=buckets)

    def took(self, step: str, since: datetime | None, until: datetime) -> None:
        """Note how long a step took; of what has no time, and of a clock set back, nothing is noted."""
        if since is not None and (seconds := (until - since).total_seconds()) >= 0:
            self.lag.labels(step).observe(seconds)

    def on_record(self, counts: Counts, concluded: dict[tuple[Subject, Outcome], int]) -> None:
        """Set what the record counts."""
        for table in ("articles", "statements", "sightings"):
            self.rows.labels(table).set(getattr(counts, table))
        for item_state in ItemState:
            self.items.labels(item_state).set(counts.items.get(item_state, 0))
        for delivery_state in DeliveryState:
            self.deliveries.labels(delivery_state).set(counts.deliveries.get(delivery_state, 0))
        self.outcomes.clear()
        for (subject, outcome), number in concluded.items():
            self.outcomes.labels(subject, outcome).set(number)

    def on_queues(self, loads: Mapping[Queue, QueueLoad]) -> None:
        """Set what there is to do on the queues that processes share."""
        for queue, load in loads.items():
            self.jobs.labels(queue, "waiting").set(load.waiting)
            self.jobs.labels(queue, "under way").set(load.under_way)
            self.oldest_job.labels(queue).set(load.oldest.total_seconds())

    def alive(self, beat: Beat | None, *, now: datetime, platforms: dict[str, str]) -> None:
        """Set what the last sign of life says, and how platforms are now."""
        for kind in OVERDUE_AFTER:
            since = None if beat is None else beat.overdue.get(kind)
            self.overdue.labels(kind).set(0 if since is None else max((now - since).total_seconds(), 0))
        at_work = (
            []
            if beat is None
            else [(now - since).total_seconds() for what, since in beat.at_work.items() if not is_left(what)]
        )
        self.at_work.set(max([0.0, *at_work]))
        self.beat_age.set(float("inf") if beat is None else abs((now - beat.at).total_seconds()))
        for name, state in platforms.items():
            self.platform.labels(name).set(is_connected(state))

    def written(self) -> bytes:
        """Return all as Prometheus reads it."""
        self.memory_peak.set(_peak())
        text: bytes = generate_latest(self.registry)
        return text


def _peak() -> float:
    import resource  # noqa: PLC0415 - Unix alone has it, and asks for nothing else

    used: Any = resource.getrusage(resource.RUSAGE_SELF)
    return float(used.ru_maxrss * 1024)
