"""The numbers that a package goes by stand in one table, each with what it is: `thresholds.py`."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

BOT = Path(__file__).parents[2] / "bot"
TABLES = sorted(BOT.glob("*/thresholds.py"))
NUMBERS = {"timedelta", "range", "float", "int"}  # what is called with nothing but numbers is one
# Numbers that nobody set by judgment: of a form, of the calendar, of a language, of an enumeration, the buckets of a
# histogram; or of a model, whose numbers are as it was built and trained, and stand beside its weights.
FACTS = {
    "core/serving.py": {"LAST_PORT"},
    "core/timetable.py": {"_FIELDS"},
    "core/work.py": {"_HOLD", "_DELIVER", "_NEWS", "_BEGUN", "_LOOK", "_BASELINE"},
    "metrics/meters.py": {"_LAGS", "_SHORT"},
    "novelty/differences/vetoes.py": {"NOWHERE"},
    "novelty/facts/amounts.py": {"_A_YEAR", "_FREEZING"},
    "novelty/facts/days.py": {"_LAST_DAYS", "_MONTHS_OF_A_YEAR"},
    "novelty/facts/numbers.py": {"_TEN", "_DOZEN"},
    "novelty/facts/shares.py": {"_LETTERS_OF_HAS"},
    "novelty/facts/times_of_day.py": {"_HALF_A_DAY", "_MOST_HOURS", "_MOST_MINUTES", "_NOON"},
    "novelty/judge.py": {"_SAME", "_CHANGED", "_DIFFERENT"},
    "novelty/memory/index.py": {"TERMS_VERSION"},
    "novelty/memory/record.py": {"_MICROSECOND"},
    "novelty/memory/vectors.py": {"WIDTH"},
    "changes/standing.py": {"_PAIR", "_LEFT_OUT", "_ADDED"},
    "rules/activity.py": {"_HOUR", "_DAY", "_WORKING_DAYS"},
    "rules/times.py": {"LAST_ZONE", "NO_ZONE_MARK"},
    "sources/asking/compression.py": {"_RAW_FIRST", "_DEFLATE"},
    "sources/parsing.py": {"_LENGTH_BYTES"},
    "sources/texts/dates.py": {"HALF_A_DAY"},
    "store/forms/record_order.py": {"DAYS_OF_MONTH", "_MICROSECOND"},
    "store/instance.py": {"INSTANCE_KEY"},
    "store/moving.py": {"_LARGEST"},
    "store/parts/exported.py": {"_ALL"},
    "tools/at_terminal.py": {"EXIT_FAILED"},
    "watcher/attribute/confidence.py": {"OWN_VOICE", "OWN_PARAGRAPH", "CONTINUED"},
}
OF_MODELS = ("watcher/find/tagger/",)
RELEASED = ("store/migrations/",)  # stay as they were


def is_number(value: ast.expr | None) -> bool:
    """Tell whether an expression is made of numbers alone."""
    match value:
        case ast.Constant(value=one):
            return isinstance(one, int | float) and not isinstance(one, bool)
        case ast.UnaryOp(operand=one):
            return is_number(one)
        case ast.BinOp(left=left, right=right):
            return is_number(left) and is_number(right)
        case ast.Tuple(elts=several) if several:
            return all(map(is_number, several))
        case ast.Call(func=ast.Name(id=name), args=given, keywords=named) if name in NUMBERS:
            return all(map(is_number, [*given, *(one.value for one in named)]))
    return False


def numbers_in(code: str) -> set[str]:
    """Name the numbers that a module defines."""
    names: set[str] = set()
    for node in ast.parse(code).body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and is_number(node.value):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)}
    return names


def unexplained(code: str) -> list[str]:
    """Yield the definitions of a table of which no word is said: on their line, above it, or by the one before."""
    lines = code.split("\n")
    return [
        lines[node.lineno - 1]
        for node in ast.parse(code).body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and not any("#" in line for line in lines[max(node.lineno - 2, 0) : node.end_lineno])
    ]


def test_the_search_finds_what_it_is_for() -> None:
    code = "from x import Y\nA = 3\nB: Final = timedelta(days=1)\nC, D = 1, 2\nE = -0.5\nF = True\nG = max(Y, 3)\n"
    assert numbers_in(code) == {"A", "B", "C", "D", "E"}
    assert unexplained("A = 1  # words\nB = 2\n\nC = 3\n") == ["C = 3"]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.parent.name)
def test_a_package_with_a_table_has_its_numbers_there(table: Path) -> None:
    beside = {}
    for path in sorted(table.parent.rglob("*.py")):
        name = str(path.relative_to(BOT))
        if path != table and not name.startswith(OF_MODELS + RELEASED):
            beside[name] = numbers_in(path.read_text("utf-8")) - FACTS.get(name, set())
    assert {name: found for name, found in beside.items() if found} == {}


def test_a_package_whose_numbers_stand_in_several_modules_has_a_table() -> None:
    counts = {}
    for package in sorted(one for one in BOT.iterdir() if one.is_dir() and one / "thresholds.py" not in TABLES):
        counts[package.name] = [
            path.name
            for path in sorted(package.rglob("*.py"))
            if numbers_in(path.read_text("utf-8")) - FACTS.get(str(path.relative_to(BOT)), set())
        ]
    assert {name: modules for name, modules in counts.items() if len(modules) > 1} == {}


def test_each_fact_is_there() -> None:
    assert {name: names for name, names in FACTS.items() if names - numbers_in((BOT / name).read_text("utf-8"))} == {}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.parent.name)
def test_each_number_of_a_table_says_what_it_is(table: Path) -> None:
    assert unexplained(table.read_text("utf-8")) == []
