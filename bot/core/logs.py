"""How the program logs: structlog, for its own events and those of libraries, to standard error, without secrets."""

from __future__ import annotations

import logging
import sys
import time
from typing import TYPE_CHECKING, Any

import structlog

from bot.core.thresholds import LIMITED_FOR

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HIDDEN = "[secret]"
# What is tried again by itself, and comes by the dozen when a network, a platform or the database is away.
REPEATING = frozenset(
    {
        "poll failed",
        "article not read",
        "delivery waits",
        "tick failed",
        "job failed, it is tried again",
        "role cannot be asked for",
        "the queue cannot be used, it is tried again",
    }
)
_OURS = ("bot", "handlers")


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

    Which source or message it was stands on record, and `sources` and `status` show it. Of what libraries say, every
    line is limited so.
    """

    def __init__(self) -> None:
        super().__init__(sys.stderr)
        self._until: dict[str, float] = {}  # by what is repeated, when its minute is over
        self._held: dict[str, tuple[logging.LogRecord, int]] = {}  # the last of it, and how many were not written

    def emit(self, record: logging.LogRecord) -> None:
        now = time.monotonic()
        self._write_held([name for name, until in self._until.items() if until <= now])
        name = _repeated(record)
        if name is not None:
            if name in self._until:
                self._held[name] = (record, self._held.get(name, (record, 0))[1] + 1)
                return
            self._until[name] = now + LIMITED_FOR
        super().emit(record)

    def close(self) -> None:
        self._write_held(list(self._until))
        super().close()

    def _write_held(self, names: Sequence[str]) -> None:
        for name in names:
            del self._until[name]
            record, number = self._held.pop(name, (None, 0))
            if record is not None:
                super().emit(_counted(record, others=number - 1))


def _repeated(record: logging.LogRecord) -> str | None:
    """Return the name under which a line is limited; None: it is written whenever it comes."""
    if not isinstance(record.msg, dict):  # of a library
        return None if record.exc_info else f"{record.name} {record.levelno} {record.msg}"
    event = str(record.msg.get("event"))
    return event if event in REPEATING and not record.msg.get("exc_info") else None


def _counted(record: logging.LogRecord, *, others: int) -> logging.LogRecord:
    """Return a line that says for how many it stands beside itself."""
    if others and isinstance(record.msg, dict):
        record.msg = record.msg | {"others_like_it": others}
    elif others:
        record.msg, record.args = f"{record.getMessage()} (and {others} like it)", ()
    return record


def set_up_logs(
    *, form: str, level: str, secrets: Sequence[str] = (), of_parts: Mapping[str, str] | None = None
) -> None:
    """Set up logging for the process.

    Args:
        form: "console" for people, "json" for programs.
        level: the least level shown of our own events; libraries show warnings and worse.
        secrets: values that are replaced wherever they would appear.
        of_parts: levels of some parts, as `set_levels` takes them.

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
    set_levels(level, of_parts or {})
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


def set_levels(level: str, of_parts: Mapping[str, str]) -> None:
    """Set the least level that is shown of our own events, from now on.

    Args:
        level: of all.
        of_parts: of some, by the names of their folders, "sources" or "handlers.discord".

    """
    for name in logging.root.manager.loggerDict:
        if name.partition(".")[0] in _OURS:
            logging.getLogger(name).setLevel(logging.NOTSET)  # as whatever it is a part of
    for name in _OURS:
        logging.getLogger(name).setLevel(level.upper())
    for part, own in of_parts.items():
        logging.getLogger(part if part.partition(".")[0] in _OURS else f"bot.{part}").setLevel(own.upper())


def _finishing(form: str) -> list[structlog.types.Processor]:
    """Return what makes a line of an event: a line of JSON, or one for people, in colours where a person looks on."""
    return [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
    ]
