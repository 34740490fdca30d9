"""The servers of a process, each where the config asks for it: posts, figures, the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from bot.core.config import takes_posts
from bot.metrics import MetricsServer
from bot.sources.webhook import Webhook
from handlers.web import ArchiveServer

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.app.engine import EngineParts
    from bot.core.secret_tokens import Secrets
    from bot.jobs.by_command.taking_up import TakingUp
    from bot.jobs.polling.poll import Poller
    from bot.jobs.reading.read import ReadItem
    from bot.queue import PostgresQueue

log = structlog.get_logger()


def make_webhook(engine: EngineParts, secrets: Secrets, poller: Poller) -> Webhook | None:
    """Make the server that takes posts, where a source wants some."""
    config = engine.config
    if not takes_posts(config):
        return None
    if secrets.webhook_secret is None:
        log.error("webhook is off, and posts are not taken", set_to_turn_on="WEBHOOK_SECRET")
        return None
    return Webhook(
        settings=config.webhook,
        secret=secrets.webhook_secret,
        sources=config.sources,
        take=poller.take,
        clock=engine.clock,
    )


def make_metrics_server(
    engine: EngineParts,
    platforms: Callable[[], dict[str, str]],
    changes: TakingUp,
    *,
    queue: PostgresQueue | None = None,
    reads: bool = True,
) -> MetricsServer | None:
    """Make the server of figures, where it is on; `queue` of a process that shares the work, `reads` if it reads."""
    if engine.meters is None:
        return None
    return MetricsServer(
        settings=engine.config.metrics,
        meters=engine.meters,
        store=engine.store.for_people(),
        platforms=platforms,
        clock=engine.clock,
        changes_fail_since=lambda: changes.fails_since,
        at_work=engine.at_work.since,
        queue=queue.load if queue is not None else None,
        reads=reads,
    )


def make_archive(engine: EngineParts, secrets: Secrets) -> ArchiveServer | None:
    """Make the server of the archive, where the config asks for it."""
    if not engine.config.web.enabled:
        return None
    return ArchiveServer(
        config=engine.config, password=secrets.web_password, store=engine.store.for_people(), clock=engine.clock
    )


def to_each(
    on_reading: Callable[[ReadItem], None] | None, metrics: MetricsServer | None
) -> Callable[[ReadItem], None] | None:
    """Return what tells both of each item that was read."""
    if metrics is None:
        return on_reading

    def on_item(reading: ReadItem) -> None:
        metrics.was_read(reading.item, reading.article)
        if on_reading is not None:
            on_reading(reading)

    return on_item
