"""Runs what knows the time under other clocks: `make clock`, or `python -m tests.clock [NUMBER …] [-- PYTEST'S WORDS]`.

The clock of the whole process, and of all that it starts, is moved with libfaketime (Debian's package `faketime`), and
goes on from there at its own pace. Each of the moments is in a zone of its own. Those at the end of a day or a clock's
change begin some minutes before it, so that a run crosses it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
# What reads words, compares them or lays them out takes the time from its arguments, if at all, and would give the same
# in every run. What reads dates in words, `tests/watcher/test_when.py` and `tests/novelty/facts/test_days.py`, is run.
TIMELESS: Final = (
    *("changes", "training", "tools/evaluate", "core/test_nobody_in_code.py", "core/test_search_form.py"),
    *("handlers/test_discord_markup.py", "handlers/test_slack_markup.py", "sources/test_plain.py"),
    *("test_container.py", "test_docs.py", "test_locks.py", "test_makefile.py"),
)
READERS: Final = ("watcher", "novelty")
OF_TIME: Final = ("watcher/test_when.py", "novelty/test_clock.py", "novelty/test_days.py", "novelty/test_compare.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When and where a run begins."""

    what: str
    at: datetime
    zone: str


MOMENTS: Final = (
    Moment(what="a Monday", at=datetime(2026, 3, 30, 3, tzinfo=UTC), zone="Asia/Kathmandu"),
    Moment(what="a Tuesday, the end of a month", at=datetime(2026, 3, 31, 23, 57, tzinfo=UTC), zone="UTC"),
    Moment(
        what="a Wednesday, the end of a year", at=datetime(2025, 12, 31, 10, 57, tzinfo=UTC), zone="Pacific/Auckland"
    ),
    Moment(what="a Thursday, 29 February", at=datetime(2024, 2, 29, 17, tzinfo=UTC), zone="America/New_York"),
    Moment(what="a Friday, the end of a day", at=datetime(2026, 5, 15, 18, 12, tzinfo=UTC), zone="Asia/Kathmandu"),
    Moment(what="a Saturday; clocks go back", at=datetime(2026, 4, 4, 13, 57, tzinfo=UTC), zone="Pacific/Auckland"),
    Moment(what="a Sunday; clocks go forward", at=datetime(2026, 3, 8, 6, 57, tzinfo=UTC), zone="America/New_York"),
    Moment(what="a Sunday; clocks go back", at=datetime(2026, 11, 1, 5, 57, tzinfo=UTC), zone="America/New_York"),
)


def tests_of_time() -> list[str]:
    """Return the arguments with which pytest runs what knows the time."""
    left_out = [f"--ignore=tests/{name}" for name in (*TIMELESS, *READERS)]
    return ["tests", *(f"tests/{name}" for name in OF_TIME), *left_out]


def library() -> str:
    """Return where libfaketime is, or end."""
    program = shutil.which("faketime")
    if program is None:
        sys.exit("`faketime` is not installed: apt install faketime")
    asked = [program, "-m", "2020-01-01", "printenv", "LD_PRELOAD"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603 - our own words


def run(moment: Moment, arguments: list[str], preload: str) -> int:
    """Run tests under a clock; 0 is green."""
    away = round(moment.at.timestamp() - time.time())
    environment = os.environ | {
        "LD_PRELOAD": preload,
        "FAKETIME": f"{away:+d}",  # seconds: a clock time would be twofold in the hour that comes twice
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",  # only the wall clock is wrong
        "TZ": moment.zone,
    }
    print(f"{moment.what}: {moment.at:%Y-%m-%d %H:%M} UTC, {moment.zone}", flush=True)  # noqa: T201 - a command
    command = [sys.executable, "-m", "pytest", "-q", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode  # noqa: S603 - our own words


def main() -> None:
    """Run each moment that is asked for, or all; end with 1 where one is red."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("number", nargs="*", type=int, help=f"of moments, 1 to {len(MOMENTS)}; all by default")
    ours, _, theirs = " ".join(sys.argv[1:]).partition("--")
    numbers = parser.parse_args(ours.split()).number or range(1, len(MOMENTS) + 1)
    arguments = theirs.split() or [*tests_of_time(), "-n", "auto"]
    preload = library()
    red = [MOMENTS[number - 1].what for number in numbers if run(MOMENTS[number - 1], arguments, preload)]
    sys.exit(f"red: {'; '.join(red)}" if red else 0)


if __name__ == "__main__":
    main()
