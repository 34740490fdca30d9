"""What the tests cost: a plugin that adds up the processor's seconds by file, `python -m pytest -p tests.costs …`.

The clock on the wall says how busy the machine is besides; these seconds say what a test asks of it: of its process
with all threads, of the processes that it started and waited for, and of the bot's lives that are forks of another
process (tests/whole.py). A server that lives as long as the tests, as PostgreSQL does, is not counted.
"""

from __future__ import annotations

import os
from collections import defaultdict
from multiprocessing import forkserver
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable

_NAME = "processor_seconds"
_BEGAN = pytest.StashKey[float]()
_MOST = 40  # lines of each of the two tables


def _spent() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system + _of_forks()


def _of_forks() -> float:
    """Return what the server of forks and those of its children that have ended have spent, as Linux counts it."""
    server = forkserver._forkserver._forkserver_pid
    try:
        fields = Path(f"/proc/{server}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:  # there is none, or no Linux
        return 0.0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item):
    """Time the whole of a test, the making of its fixtures and their end included."""
    item.stash[_BEGAN] = _spent()
    return (yield)


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_makereport(item):
    """Put what was spent since the last report into this one; it travels with it from a worker to the terminal."""
    report = yield
    now = _spent()
    report.user_properties = [*report.user_properties, (_NAME, now - item.stash[_BEGAN])]
    item.stash[_BEGAN] = now
    return report


def pytest_terminal_summary(terminalreporter):
    """Print the folders, the files and the tests that cost most."""
    tests: dict[str, float] = defaultdict(float)
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if name == _NAME:
                    tests[report.nodeid] += value
    folders: dict[str, float] = defaultdict(float)
    files: dict[str, float] = defaultdict(float)
    for test, seconds in tests.items():
        file = test.partition("::")[0]
        parts = file.split("/")
        folders["/".join(parts[:2]) if len(parts) > 2 else parts[0]] += seconds
        files[file] += seconds
    terminalreporter.section("processor seconds")
    terminalreporter.write_line(f"{sum(tests.values()):8.1f} all")
    for table in (folders, files, tests):
        terminalreporter.write_line("")
        for line in _dearest(table.items()):
            terminalreporter.write_line(line)


def _dearest(table: Iterable[tuple[str, float]]) -> list[str]:
    dearest = sorted(table, key=lambda row: -row[1])[:_MOST]
    return [f"{seconds:8.1f} {name}" for name, seconds in dearest]
