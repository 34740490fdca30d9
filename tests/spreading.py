"""How tests are spread over the processes of `make test`: long ones first, each by itself; then whole files.

A file as one piece of work makes its fixtures once, and costs the process that hands out the work far less than its
tests one by one. A long test that is begun last keeps one process busy while the others have nothing left.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from zlib import crc32

from xdist.scheduler import LoadGroupScheduling

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pytest

# Their tests take seconds each: worlds, whole gold files, and in tests/ itself the whole bot.
LONG = frozenset(
    {
        "tests/novelty/test_gold.py",
        "tests/simulation/test_backlog.py",
        "tests/simulation/test_simulation.py",
        "tests/watcher/test_growing_pages.py",
        "tests/watcher/test_views.py",
    }
)
# Their tests wait nearly all the time, for processes that are killed and started again, and share a fork server that
# takes seconds to start. One process has them, one after another, while the others compute: side by side they left two
# processors idle. By name, since xdist 3.8 puts no mark `xdist_group` into the ids of pytest 9.2.
TOGETHER = {
    "tests/test_kill.py": "kill",
    "tests/test_kill_caught_up.py": "kill",
    "tests/test_many_processes.py": "kill",
}


def is_long(nodeid: str) -> bool:
    """Whether a test is a piece of work by itself."""
    file = nodeid.partition("::")[0]
    return file in LONG or file.count("/") == 1


class Spreading(LoadGroupScheduling):
    """Hands out groups, long tests and whole files, in the order in which they were collected."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        if file in TOGETHER:
            return TOGETHER[file]
        group = super()._split_scope(nodeid)
        return group if group != nodeid or is_long(nodeid) else file


def in_order(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """Return tests as they are to be begun: groups, the long ones, then files, those of the most tests first.

    The long ones are mixed, in the same way each time: some work all the time, and others wait for servers.
    """
    tests = list(items)
    sizes = Counter(one.nodeid.partition("::")[0] for one in tests)

    def place(item: pytest.Item) -> tuple[int, int, str]:
        file = item.nodeid.partition("::")[0]
        if file in TOGETHER:
            return 0, 0, TOGETHER[file]
        if item.get_closest_marker("xdist_group"):
            return 0, 1, ""
        if is_long(item.nodeid):
            return 1, crc32(item.nodeid.encode()), ""
        return 2, -sizes[file], file

    return sorted(tests, key=place)
