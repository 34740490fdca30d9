"""A world from its beginning to its end, with the real jobs over it, on virtual time."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import structlog

from bot.sources import articles as article_texts
from bot.store import engines
from tests.records import UNSYNCED, empty_record
from tests.simulation.adapters import PURE, once
from tests.simulation.lives import Lives, Result
from tests.simulation.virtual import StandstillError, VirtualLoop, no_threads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.simulation.world import World


@contextmanager
def _logged(lives: Lives) -> Iterator[None]:
    """Keep what the program logs; a traceback is the program's own fault."""
    before = structlog.get_config()

    def keep(_logger: Any, method: str, fields: dict[str, Any]) -> Any:
        reported = " ".join(f"{name}={value}" for name, value in fields.items() if name not in {"event", "exc_info"})
        lives.note(f"{method}: {fields['event']} {reported}")
        if fields.get("exc_info"):
            lives.broken.append(f"{fields['event']} {reported}")
        raise structlog.DropEvent

    structlog.configure(processors=[_with_error, keep], cache_logger_on_first_use=False)
    try:
        yield
    finally:
        structlog.configure(**before)


def _with_error(_logger: Any, _method: str, fields: dict[str, Any]) -> dict[str, Any]:
    if fields.get("exc_info"):
        import sys  # noqa: PLC0415

        error = sys.exc_info()[1]
        fields["raised"] = f"{type(error).__name__}: {error}"[:300]
    return fields


def run(world: World) -> Result:
    """Run a world from its beginning to its end."""
    with ExitStack() as parts:
        folder: Path | None = None
        if world.store == "sqlite":
            folder = Path(parts.enter_context(tempfile.TemporaryDirectory(prefix="onrecord-world-")))
            (folder / "world.db").write_bytes(empty_record())
            parts.enter_context(no_threads())
            parts.enter_context(patch.object(engines, "SQLITE_SETTINGS", UNSYNCED))
        loop = VirtualLoop()
        parts.callback(loop.close)
        for name in PURE:
            parts.enter_context(patch.object(article_texts, name, once(getattr(article_texts, name))))
        lives = Lives(world, loop, folder)
        parts.enter_context(_logged(lives))
        try:
            loop.run_until_complete(lives.live())
        except StandstillError:
            lives.broken.append("everything stands still")
        return loop.run_until_complete(lives.result())
