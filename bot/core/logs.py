"""How the program logs: structlog, for its own events and those of libraries, to standard error, without secrets."""

from __future__ import annotations

import logging
import sys
import time
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from collections.abc import Sequence

HIDDEN = "[secret]"
# What is tried again by itself, and comes by the dozen when a network or a platform is away.
REPEATING = frozenset({"poll failed", "article not read", "delivery waits"})
LIMITED_FOR = 60.0  # seconds


class _HidingFormatter(structlog.stdlib.ProcessorFormatter):
    """Hides secrets in the finished line: there, whatever a value or a traceback held within is text."""

    def __init__(self, secrets: Sequence[str], **options: Any) -> None:
        super().__init__(**options)
        self._secrets = sorted(secrets, key=len, reverse=True)  # one may hold another

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, HIDDEN)
        return line


class _LimitingHandler(logging.StreamHandler[Any]):
    """Writes of lines that come by the dozen the first of a minute, and then how many more there were.

    Which source or message it was stands on record, and `sources` and `status` show it.
    """

    def __init__(self) -> None:
        super().__init__(sys.stderr)
        self._until: dict[str, float] = {}  # by event, when its minute is over
        self._held: dict[str, tuple[logging.LogRecord, int]] = {}  # the last of it, and how many were not written

    def emit(self, record: logging.LogRecord) -> None:
        now = time.monotonic()
        self._write_held([event for event, until in self._until.items() if until <= now])
        said = record.msg if isinstance(record.msg, dict) else {}
        event = str(said.get("event"))
        if event in REPEATING and not said.get("exc_info"):
            if event in self._until:
                self._held[event] = (record, self._held.get(event, (record, 0))[1] + 1)
                return
            self._until[event] = now + LIMITED_FOR
        super().emit(record)

    def close(self) -> None:
        self._write_held(list(self._until))
        super().close()

    def _write_held(self, events: Sequence[str]) -> None:
        for event in events:
            del self._until[event]
            record, number = self._held.pop(event, (None, 0))
            if record is not None and isinstance(record.msg, dict):
                if number > 1:
                    record.msg = record.msg | {"others_like_it": number - 1}
                super().emit(record)


def set_up_logs(*, form: str, level: str, secrets: Sequence[str] = ()) -> None:
    """Set up logging for the process.

    Args:
        form: "console" for people, "json" for programs.
        level: the least level shown of our own events; libraries show warnings and worse.
        secrets: values that are replaced wherever they would appear.

    """
    before: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler = _LimitingHandler()
    handler.setFormatter(_HidingFormatter(secrets, foreign_pre_chain=before, processors=_finishing(form)))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    set_level(level)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *before,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def set_level(level: str) -> None:
    """Set the least level that is shown of our own events."""
    for name in ("bot", "handlers"):
        logging.getLogger(name).setLevel(level.upper())


def _finishing(form: str) -> list[structlog.types.Processor]:
    """Return what makes a line of an event: a line of JSON, or one for people, in colours where a person looks on."""
    return [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
    ]
