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
# Whole files of few tests, or of fixtures that cost more than the tests: seconds in all, so they are begun before the
# other files, of which those with few tests come last.
HEAVY = frozenset(
    {
        "tests/handlers/test_pages_of_answers.py",
        "tests/handlers/web/test_serving.py",
        "tests/jobs/notices/test_silence.py",
        "tests/jobs/test_disk_full.py",
        "tests/novelty/differences/test_frames.py",
        "tests/novelty/test_judge.py",
        "tests/novelty/test_memory_kept.py",
        "tests/queue/test_postgres_queue.py",
        "tests/simulation/test_flat.py",
        "tests/simulation/test_found.py",
        "tests/sources/inbox/test_inbox_hostile.py",
        "tests/sources/test_accounts.py",
        "tests/sources/test_parsing.py",
        "tests/store/forms/test_typed_verdicts.py",
        "tests/store/test_moving.py",
        "tests/store/test_schema.py",
        "tests/store/test_shared.py",
        "tests/tools/evaluate/test_feedback.py",
        "tests/tools/evaluate/test_measures.py",
        "tests/tools/test_backups.py",
        "tests/tools/test_scan.py",
        "tests/watcher/tagger/test_tagger.py",
        "tests/watcher/test_components.py",
        "tests/watcher/test_lexicon.py",
    }
)
# Files and tests that start lives of the bot by `Newsroom.start_process`: forks of a server that takes seconds of a
# processor to start. Two processes have them, each one after another, and so there are two servers; they wait for most
# of the time, for lives that are killed and started again, while the others compute. One process with all of them was
# busy to the end of the run. By name, since xdist 3.8 puts no mark `xdist_group` into the ids of pytest 9.2.
# `start_process` holds each to being here.
FORKING = {
    "tests/test_kill.py": 0,
    "tests/test_kill_caught_up.py": 0,
    "tests/test_accounts_reported.py::test_a_kill_loses_no_post_of_the_pages_that_were_still_to_be_read": 1,
    "tests/test_app.py": 1,
    "tests/test_many_processes.py": 1,
    "tests/test_one_id.py": 1,
    "tests/test_reload.py::test_a_process_heeds_the_signal_and_goes_on_with_a_broken_file": 1,
    "tests/test_security.py::test_a_room_cannot_be_left_where_a_process_wrote_a_secret": 1,
    "tests/test_sources_by_command.py::test_it_survives_a_kill_of_the_bot_that_it_was_added_to": 1,
    "tests/test_starts_anew.py": 1,
}


def forking(nodeid: str) -> int | None:
    """Return the number of the process that has a test which starts lives of the bot; None: it starts none."""
    return FORKING.get(nodeid.partition("::")[0], FORKING.get(nodeid.partition("[")[0]))


def is_long(nodeid: str) -> bool:
    """Whether a test is a piece of work by itself."""
    file = nodeid.partition("::")[0]
    return file in LONG or file.count("/") == 1


class Spreading(LoadGroupScheduling):
    """Hands out groups, long tests and whole files, in the order in which they were collected."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        if (process := forking(nodeid)) is not None:
            return f"forking {process}"
        group = super()._split_scope(nodeid)
        return group if group != nodeid or is_long(nodeid) else file


def in_order(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """Return tests as they are to be begun: groups, the long ones, the heavy files, then those of the most tests first.

    The long ones are mixed, in the same way each time: some work all the time, and others wait for servers.
    """
    tests = list(items)
    sizes = Counter(one.nodeid.partition("::")[0] for one in tests)

    def place(item: pytest.Item) -> tuple[int, int, str]:
        file = item.nodeid.partition("::")[0]
        if (process := forking(item.nodeid)) is not None:
            return 0, process, ""
        if item.get_closest_marker("xdist_group"):
            return 0, 2, ""
        if is_long(item.nodeid):
            return 1, crc32(item.nodeid.encode()), ""
        return 2 if file in HEAVY else 3, -sizes[file], file

    return sorted(tests, key=place)
