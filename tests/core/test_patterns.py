"""A regular expression longer than a line is written out: VERBOSE, so that its branches can be read and explained."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
CODE = [
    path
    for folder in ("bot", "handlers")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts  # these stay as they were released
]


MOST_UNEXPLAINED = 4  # lines that a pattern may have without a word on what it finds


@lru_cache(1)
def parsed(code: str) -> ast.Module:
    """A module, or nothing of one that makes no pattern: most are, and to parse them takes most of the time."""
    return ast.parse(code if "re." in code else "")


def compiled(code: str) -> Iterator[ast.Call]:
    """Yield each call that makes a pattern."""
    for node in ast.walk(parsed(code)):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re")), args=[_, *_]):
                yield node


def long_ones(code: str) -> list[int]:
    """The lines at which patterns of several lines begin that are not VERBOSE, however they are put together."""
    return [
        node.lineno
        for node in compiled(code)
        if node.args[0].end_lineno != node.args[0].lineno and "VERBOSE" not in ast.unparse(node)
    ]


def unexplained(code: str) -> list[int]:
    """The lines at which longer ones begin that have no comment in them, at their ends or above."""
    lines = code.split("\n")
    return [
        node.lineno
        for node in compiled(code)
        if (node.args[0].end_lineno or 0) - node.args[0].lineno >= MOST_UNEXPLAINED
        and not any(re.search(r"(?:^|\s)# ", line) for line in lines[max(node.lineno - 2, 0) : node.end_lineno])
    ]


def pieced(code: str) -> list[int]:
    """The lines at which parts of patterns begin that are put together of strings on several lines."""
    lines = code.split("\n")
    return [
        node.lineno
        for node in parsed(code).body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and isinstance(node.value, ast.Constant | ast.JoinedStr)
        and node.value.end_lineno != node.value.lineno
        and '"""' not in lines[node.value.lineno - 1]
        and re.search(r"\(\?|\\\\[bswdW]", ast.unparse(node.value))
    ]


def test_the_search_finds_what_it_is_for() -> None:
    assert long_ones('import re\nX = re.compile(\n    r"a"\n    r"b"\n)\n') == [2]
    assert long_ones('import re\nX = re.search(\n    "a" + "|".join(\n    "b"\n), text)\n') == [2]
    assert long_ones('import re\nX = re.compile(r"""\n    a\n    b\n""", re.VERBOSE)\nY = re.compile("a")\n') == []
    long = 'import re\n{}X = re.compile(r"""\n    a\n    b\n    c{}\n    d\n""", re.VERBOSE)\n'
    assert [unexplained(long.format(*said)) for said in [("", ""), ("# a\n", ""), ("", "  # a")]] == [[2], [], []]
    assert pieced(
        'import re\nre.X\nX = (\n    r"(?:a"\n    r"|b)"\n)\nY = r"""\n    (?:a)\n"""\nZ = (\n    "a"\n    "b"\n)\n'
    ) == [3]


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_pattern_of_several_lines_is_verbose_and_says_what_it_finds(path: Path) -> None:
    code = path.read_text(encoding="utf-8")
    assert (long_ones(code), unexplained(code), pieced(code)) == ([], [], [])
