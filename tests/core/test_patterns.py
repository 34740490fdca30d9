"""A regular expression longer than a line is written out: VERBOSE, so that its branches can be read and explained."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = [
    path
    for folder in ("bot", "handlers")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts  # these stay as they were released
]


def long_ones(code: str) -> list[int]:
    """The lines at which patterns of several lines begin that are not VERBOSE."""
    if "re.compile" not in code:  # most modules: to parse them takes most of the time
        return []
    return [
        node.lineno
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "re.compile"
        and isinstance(node.args[0], ast.Constant | ast.JoinedStr)
        and node.args[0].end_lineno != node.args[0].lineno
        and "VERBOSE" not in ast.unparse(node)
    ]


def test_the_search_finds_what_it_is_for() -> None:
    assert long_ones('import re\nX = re.compile(\n    r"a"\n    r"b"\n)\n') == [2]
    assert long_ones('import re\nX = re.compile(r"""\n    a\n    b\n""", re.VERBOSE)\nY = re.compile("a")\n') == []


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_pattern_of_several_lines_is_verbose(path: Path) -> None:
    assert long_ones(path.read_text(encoding="utf-8")) == []
