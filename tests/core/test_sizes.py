"""How long a function and a file of the program may be: what grows beyond that says two things."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
LONGEST_BODY = 40  # lines of a function, without its signature and its docstring
LONGEST_FILE = 460  # lines: what the table of commands has


def modules():
    """Yield the modules of the program; migrations stay as they were written."""
    for folder in ("bot", "handlers"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def bodies(text):
    """Yield each function of a module with the lines of its body."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            said = [one for one in node.body if one is not node.body[0] or ast.get_docstring(node) is None]
            yield node.name, node.end_lineno - said[0].lineno + 1 if said else 0


def test_no_function_is_longer_than_can_be_read_at_once() -> None:
    lengths = {f"{name}: {function}": size for name, text in modules() for function, size in bodies(text)}
    assert {where: size for where, size in lengths.items() if size > LONGEST_BODY} == {}


def test_no_file_is_longer_than_one_subject_takes() -> None:
    assert {name: size for name, text in modules() if (size := text.count("\n")) > LONGEST_FILE} == {}


def test_a_body_is_counted_without_signature_and_docstring() -> None:
    text = 'def one(\n    first,\n    second,\n):\n    """Say.\n\n    More.\n    """\n    a = 1\n\n    return a\n'
    assert list(bodies(text)) == [("one", 3)]
    assert list(bodies('def two():\n    """Say."""\n')) == [("two", 0)]
