"""Long tests are begun first, each by itself, and the others go to a process file by file."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests import spreading
from tests.documents import ROOT
from tests.spreading import Spreading, in_order
from tests.whole import Newsroom

GROUPED = "tests/test_b.py::test_demo@demo"
BY_NAME = "tests/test_security.py::test_a_room_cannot_be_left_where_a_process_wrote_a_secret"
FORKING = ["tests/test_kill.py::test_one", "tests/test_kill_caught_up.py::test_one[a::b]", BY_NAME, f"{BY_NAME}[a]"]
HEAVY = ["tests/sources/test_parsing.py::test_one"]
LONG = ["tests/simulation/test_simulation.py::test_worlds[0]", "tests/test_a.py::test_one", "tests/test_a.py::test_two"]
SHORT = ["tests/core/test_small.py::test_one", *(f"tests/core/test_large.py::test_one[{one}]" for one in range(3))]


def item(nodeid):
    return SimpleNamespace(nodeid=nodeid, get_closest_marker=lambda _name: "@" in nodeid or None)


def test_groups_come_first_then_what_is_long_then_heavy_files_then_the_largest():
    ordered = [one.nodeid for one in in_order(map(item, [*SHORT, *HEAVY, *LONG, GROUPED, *FORKING]))]
    assert ordered[:5] == [*FORKING, GROUPED]
    assert sorted(ordered[5:8]) == sorted(LONG)
    assert ordered[8:] == [*HEAVY, *SHORT[1:], SHORT[0]]


def test_the_order_is_the_same_in_every_process():
    assert [one.nodeid for one in in_order(map(item, LONG))] == [one.nodeid for one in in_order(map(item, LONG[::-1]))]


def test_a_long_test_is_a_piece_of_work_and_so_is_a_file_of_short_ones():
    scheduler = Spreading.__new__(Spreading)
    assert [scheduler._split_scope(one) for one in (GROUPED, *LONG)] == ["demo", *LONG]
    assert [scheduler._split_scope(one) for one in FORKING] == ["forking 0"] * 2 + ["forking 1"] * 2
    assert {scheduler._split_scope(one) for one in SHORT} == {"tests/core/test_small.py", "tests/core/test_large.py"}


def test_every_name_in_the_tables_is_one_of_a_test():
    for name in (*spreading.LONG, *spreading.HEAVY, *spreading.FORKING):
        file, _, function = name.partition("::")
        text = (ROOT / file).read_text(encoding="utf-8")
        assert f"def {function or 'test_'}" in text, name


async def test_who_starts_a_life_of_the_bot_is_in_the_table_of_those(tmp_path):
    with pytest.raises(AssertionError, match="FORKING"):
        Newsroom(tmp_path).start_process()
