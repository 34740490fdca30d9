"""A name stands for one thing: no two modules of the house define the same public one for different things."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

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


def defined() -> dict[str, set[str]]:
    """The modules that define each name, migrations aside: these are never changed."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for path in (one for folder in ("bot", "handlers") for one in (ROOT / folder).rglob("*.py")):
        if "migrations" in path.parts:
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
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
