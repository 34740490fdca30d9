"""Measure what the light commands cost: `python -m benchmarks.imports [--rounds N]`.

Each runs as a process of its own on a record that it finds; the least of the rounds is printed, since whatever else the
machine does only adds to it.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

CHECKOUT = Path(__file__).parents[1]
COMMANDS = (("--version",), ("--help",), ("health",), ("ask", "status"))
MB = 1024  # in the kilobytes that Linux counts in


async def prepare(folder: Path) -> None:
    """Write the example config, and a record in which the bot has just shown that it lives."""
    from bot.core.config import example_config_path  # noqa: PLC0415 - see `main`
    from bot.core.model import Beat  # noqa: PLC0415
    from bot.store import SqlStore  # noqa: PLC0415

    text = example_config_path().read_text(encoding="utf-8")
    (folder / "config.toml").write_text(text, encoding="utf-8")
    store = SqlStore(f"sqlite:///{folder}/onrecord.db")
    await store.open()
    now = datetime.now(UTC)
    await store.beat(Beat(at=now, started_at=now, platforms={}))
    await store.close()


def _prepare(folder: Path) -> None:
    asyncio.run(prepare(folder))


def measure(arguments: tuple[str, ...], folder: Path) -> tuple[float, float]:
    """Run a command; return its seconds of processor and the most memory that it held, in MB."""
    child = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
        stdout=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, arguments
    return used.ru_utime + used.ru_stime, used.ru_maxrss / MB


def main() -> None:
    """Measure each command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for arguments in COMMANDS:
            # In a process of its own: a child's memory is counted from its fork on, so this one has to stay small.
            preparing = multiprocessing.get_context("spawn").Process(target=_prepare, args=(folder,))
            preparing.start()
            preparing.join()
            seconds, memory = zip(*(measure(arguments, folder) for _ in range(rounds)), strict=True)
            print(f"onrecord {' '.join(arguments):<12} {min(seconds):5.2f} s {min(memory):5.0f} MB")


if __name__ == "__main__":
    main()
