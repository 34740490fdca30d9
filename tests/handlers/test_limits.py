"""Thresholds stand in one table, each with where it came from."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import handlers

HOME = Path(handlers.__file__).parent
TABLE = HOME / "limits.py"
OTHERS = sorted(path for path in HOME.rglob("*.py") if path not in {TABLE, HOME / "render" / "pieces" / "wording.py"})


def numbers(path: Path) -> list[str]:
    """Return the public names of a module that stand for a number, a span of time, or a row of numbers."""
    found = []
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if not isinstance(node, ast.Assign):
            continue
        value = ast.unparse(node.value)
        is_number = not isinstance(ast.literal_eval(value) if value.replace(".", "").isdigit() else "", str)
        if is_number or value.startswith("timedelta("):
            found += [ast.unparse(target) for target in node.targets if not ast.unparse(target).startswith("_")]
    return found


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.relative_to(HOME).as_posix())
def test_no_other_module_has_a_threshold_of_its_own(path):
    assert [name for name in numbers(path) if name not in CODES] == []


# What a platform's protocol calls by a number is no threshold.
CODES = {
    *("UNKNOWN_MESSAGE", "NOT_OUR_MESSAGE", "ARCHIVED_THREAD", "EDITED_TOO_OFTEN", "NO_HISTORY_TO_ANSWER"),
    *("ACKNOWLEDGED", "UNKNOWN_CHANNEL", "THREAD_EXISTS", "NOT_A_TEXT_CHANNEL"),
}


def test_each_threshold_says_where_it_came_from():
    """A comment stands beside it, or the one above it speaks for it: of a block, or of those that follow."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith("# Discord"))
    bare, is_explained = [], False
    for line in lines[start:]:
        is_explained = bool(line) and (is_explained or line.startswith("#") or "#" in line)
        if line and not is_explained:
            bare.append(line)
    assert bare == []
