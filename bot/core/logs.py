"""How the program logs: structlog, for its own events and those of libraries, to standard error, without secrets."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from collections.abc import Sequence

HIDDEN = "[secret]"


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
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_HidingFormatter(secrets, foreign_pre_chain=before, processors=_finishing(form)))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in ("bot", "handlers"):
        logging.getLogger(name).setLevel(level.upper())
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


def _finishing(form: str) -> list[structlog.types.Processor]:
    """Return what makes a line of an event: a line of JSON, or one for people, in colours where a person looks on."""
    return [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
    ]
