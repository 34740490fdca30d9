"""A name stands for one thing: no two modules of the house define the same public one for different things."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tests.garbage import not_looked_for

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
# The same of private names: what each of several readers, tables or commands has of its own.
PRIVATE_TWINS = {
    "_post": "of a service, or why it is none",
    "_due": "what is due of a table, made once",
    "_DUE": "what is due of a table",
    "_as_logged": "a stored row, as the audit log has it",
    "_NEEDS": "what an action of a command needs",
}


@cache
def modules() -> tuple[tuple[Path, ast.Module], ...]:
    """Every module of the engine and the handlers, migrations aside: these are never changed."""
    paths = (one for folder in ("bot", "handlers") for one in sorted((ROOT / folder).rglob("*.py")))
    with not_looked_for():
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
                    for target in (one for several in targets for one in getattr(several, "elts", [several])):
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


def package_of(module: str) -> str:
    """The package in which a name is to stand for one thing: a room of the engine, or the handlers."""
    parts = Path(module).parts
    return parts[0] if parts[0] == "handlers" else str(Path(*parts[:2]))


def test_a_private_name_stands_for_one_thing_in_its_package() -> None:
    twice = {}
    for name, places in defined().items():
        if name.startswith("_") and not name.startswith("__") and name not in PRIVATE_TWINS:
            packages = Counter(map(package_of, places))
            twice[name] = sorted(place for place in places if packages[package_of(place)] > 1)
    assert {name: places for name, places in twice.items() if places} == {}


def test_each_private_twin_is_one() -> None:
    names = defined()
    assert [name for name in PRIVATE_TWINS if max(Counter(map(package_of, names[name])).values()) < 2] == []


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
