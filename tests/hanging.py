"""`python -m tests.hanging run -c config.toml`: the bot's own command line, with a watcher that hangs over some texts.

Over some it waits, and over some it keeps the interpreter's lock, so that no other thread gets its turn.

Its first life is a fork, as those of tests/whole.py; it starts itself anew by the command line above.
"""

from __future__ import annotations

from tests import quiet  # noqa: F401 - until `main`

# isort: split
import gc
import re
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

from bot import cli
from bot.app import engine
from bot.core.model import View
from bot.jobs.reading import read
from bot.rules import waiting
from bot.sources import fetcher
from bot.tools import standstill
from bot.watcher import thresholds
from tests.fakes.parser import InlineParser
from tests.whole import FAKE_MODELS, FakePipeline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Watched
    from bot.watcher import WatchText

HANGS = "This text is never read to its end."
KEEPS_THE_LOCK = "Nothing else is done while this text is read."


class HangingPipeline(FakePipeline):
    """Reads to the end what does not say that it is never read to its end."""

    def watch(self, texts: Sequence[WatchText], *, view: View = View.TRACKED) -> list[Watched]:
        if any(HANGS in one.text for one in texts):
            threading.Event().wait()
        if any(KEEPS_THE_LOCK in one.text for one in texts):
            re.match(r"(a+)+$", "a" * 99 + "b")  # for longer than anybody will live
        return super().watch(texts, view=view)


def main() -> None:
    """Run the command line, in haste."""
    gc.enable()
    thresholds.SECONDS_FOR_ANY = 0.5
    read.HANG_RETRY = waiting.CRASH_RETRY = timedelta(seconds=1)
    standstill.STANDSTILL_AFTER, standstill.STANDSTILL_PUT_OFF_EVERY = 2.0, 0.2
    fetcher.ParserPool = InlineParser  # type: ignore[misc]
    for name, fake in (FAKE_MODELS | {"SpacyWatcher": HangingPipeline}).items():
        setattr(engine, name, fake)
    cli.main()


if __name__ == "__main__":
    main()
