"""A name stands for one thing: no two modules of the house define the same public one for different things."""

from __future__ import annotations

import ast
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
# Names of one role that each place has of its own, so that whoever knows one knows all of them.
TWINS = {
    "main": "the entry of a process",
    "run": "a command, and what it runs",
    "message": "what a platform sends",
    "alert": "what a platform sends",
    "note": "what a platform sends",
    "answer": "what a platform sends",
    "Interactions": "what a platform hears",
}
# Private names that stood for so many things that none of them said anything.
WORN_OUT = {"_WORD", "_MARKS", "_text", "_read", "_moment", "_sentences", "_DETERMINERS", "_address", "_parts"}


@cache
def modules() -> tuple[tuple[Path, ast.Module], ...]:
    """Every module of the engine and the handlers, migrations aside: these are never changed."""
    paths = (one for folder in ("bot", "handlers") for one in sorted((ROOT / folder).rglob("*.py")))
    return tuple((path, ast.parse(path.read_text("utf-8"))) for path in paths if "migrations" not in path.parts)


def defined() -> dict[str, set[str]]:
    """The modules that define each name."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for path, tree in modules():
        for node in tree.body:
            match node:
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                    names[name].add(str(path.relative_to(ROOT)))
                case ast.Assign(targets=targets):
                    for target in targets:
                        if isinstance(target, ast.Name):
                            names[target.id].add(str(path.relative_to(ROOT)))
                case ast.AnnAssign(target=ast.Name(id=name)):
                    names[name].add(str(path.relative_to(ROOT)))
    return names


def test_a_public_name_is_defined_once() -> None:
    twice = {
        name: sorted(places)
        for name, places in defined().items()
        if len(places) > 1 and not name.startswith("_") and name not in TWINS | {"log": ""}
    }
    assert twice == {}


def test_each_twin_is_one() -> None:
    names = defined()
    assert [name for name in TWINS if len(names[name]) < 2] == []


def test_worn_out_names_stand_for_one_thing_at_most() -> None:
    names = defined()
    assert {name: sorted(names[name]) for name in WORN_OUT if len(names[name]) > 1} == {}


# The house's own words of its first days, each with the word of the field that says the same.
DIALECT = {
    "told": "reported",
    "untold": "unreported",
    "fate": "outcome",
    "rehearse": "precompute",
    "keeper": "moderator",
    "furniture": "boilerplate",
    "fold": "collapse, or the form of a word",
    "folded": "collapsed, or the form of a word",
    "ceiling": "limit",
}


def named_in(tree: ast.AST) -> Iterator[str]:
    """Yield every name that a module gives: to functions and classes, arguments, variables and attributes."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name


def test_no_name_is_of_the_private_dialect() -> None:
    found = {
        str(path.relative_to(ROOT)): words
        for path, tree in modules()
        if (words := {name for name in named_in(tree) if not DIALECT.keys().isdisjoint(name.lower().split("_"))})
    }
    assert found == {}
