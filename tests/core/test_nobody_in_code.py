"""Whom the bot tracks stands in its config: neither code nor a general list knows the three of the example."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import cast

import pytest

ROOT = Path(__file__).parents[2]
THEIRS = re.compile(
    r"baghaei|baqaei|trump(?!et)|netanyahu|iran|tehran|persian|israel|jerusalem|zionist|likud|knesset|"
    r"americ(?!a/)|washington|white.house|pentagon|truth.social|air.force.one|marine.one|"
    r"\b(?:irna|isna|irib|tasnim|mehr|presstv|cnn|msnbc|axios|politico|haaretz|ynet|gop|fbi|cia)\b",
    re.IGNORECASE,
)
CODE = [
    path for folder in ("bot", "handlers") for path in sorted((ROOT / folder).rglob("*.py")) if "demo" not in path.parts
]
GIVEN_NAMES = "womens_names"  # of the whole world, among them some that are a country's
LISTS = sorted(
    path
    for room in ("watcher", "novelty")
    for path in (ROOT / "bot" / room / "lexicon").rglob("*.txt")
    if path.stem != GIVEN_NAMES
)
WITH_DOCSTRING = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def said_by(code: str) -> list[str]:
    """The names and strings of a module, without comments and docstrings, which may give examples."""
    out: list[str] = []
    docstrings: set[ast.expr] = set()
    for node in ast.walk(ast.parse(code)):  # what has a docstring comes before it
        if isinstance(node, WITH_DOCSTRING) and ast.get_docstring(node, clean=False) is not None:
            docstrings.add(cast(ast.Expr, node.body[0]).value)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if node not in docstrings:
                out.append(node.value)
        elif isinstance(node, ast.Name):
            out.append(node.id)
    return out


def test_the_search_finds_what_it_is_for() -> None:
    assert [text for text in said_by('"""Trump."""\nX = "on Truth Social"  # Iran\n') if THEIRS.search(text)]
    assert not [text for text in said_by('"""Trump."""\nX = 1  # Iran\n') if THEIRS.search(text)]


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_code_knows_whom_the_example_tracks(path: Path) -> None:
    assert not [text for text in said_by(path.read_text(encoding="utf-8")) if THEIRS.search(text)]


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_no_general_list_knows_them(path: Path) -> None:
    words = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    held = [word for line in words for word in line.split() if THEIRS.search(word)]
    assert set(held) <= {"israel", "yisrael"}  # given names
