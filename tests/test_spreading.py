"""Long tests are begun first, each by itself, and the others go to a process file by file."""

from __future__ import annotations

from types import SimpleNamespace

from tests.spreading import Spreading, in_order

GROUPED = "tests/test_b.py::test_demo@demo"
TOGETHER = ["tests/test_kill.py::test_one", "tests/test_kill_caught_up.py::test_one", "tests/test_kill.py::test_two"]
LONG = ["tests/simulation/test_simulation.py::test_worlds[0]", "tests/test_a.py::test_one", "tests/test_a.py::test_two"]
SHORT = ["tests/core/test_small.py::test_one", *(f"tests/core/test_large.py::test_one[{one}]" for one in range(3))]


def item(nodeid):
    return SimpleNamespace(nodeid=nodeid, get_closest_marker=lambda _name: "@" in nodeid or None)


def test_groups_come_first_then_what_is_long_then_the_largest_files():
    ordered = [one.nodeid for one in in_order(map(item, [*SHORT, *LONG, GROUPED, *TOGETHER]))]
    assert ordered[:4] == [*TOGETHER, GROUPED]
    assert sorted(ordered[4:7]) == sorted(LONG)
    assert ordered[7:] == [*SHORT[1:], SHORT[0]]


def test_the_order_is_the_same_in_every_process():
    assert [one.nodeid for one in in_order(map(item, LONG))] == [one.nodeid for one in in_order(map(item, LONG[::-1]))]


def test_a_long_test_is_a_piece_of_work_and_so_is_a_file_of_short_ones():
    spreading = Spreading.__new__(Spreading)
    assert [spreading._split_scope(one) for one in (GROUPED, *LONG)] == ["demo", *LONG]
    assert {spreading._split_scope(one) for one in TOGETHER} == {"kill"}
    assert {spreading._split_scope(one) for one in SHORT} == {"tests/core/test_small.py", "tests/core/test_large.py"}
