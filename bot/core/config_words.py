"""What is wrong with a setting, and what would be right, in words for whoever writes the file."""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

_QUOTED = re.compile(r"'([^']*)'")
_TABLE_HEAD = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?")
_KEY = re.compile(r"""\s*(?:"([^"]+)"|'([^']+)'|([\w-]+))\s*(?:=|\.)""")
_PLACE = re.compile(r"[\w-]+(?:\[\d+\])?(?:\.[\w-]+(?:\[\d+\])?)*(?=: )")
_TOML_LINE = re.compile(r"\(at line (\d+), column \d+\)")


def said_of(entry: Mapping[str, Any], value: object) -> str:
    """Return what pydantic found wrong with a value, and what would be right.

    Args:
        entry: one of `ValidationError.errors()`.
        value: what stands in the file.

    """
    kind, context = str(entry["type"]), entry.get("ctx") or {}
    key = next((one for one in reversed(entry["loc"]) if isinstance(one, str)), "")
    if kind == "value_error":
        return str(entry["msg"]).removeprefix("Value error, ")
    if kind in {"literal_error", "enum"}:
        known = _QUOTED.findall(str(context.get("expected", "")))
        return f"write one of {', '.join(known)}{did_you_mean(value, known)}"
    says = _SAYS.get(kind)
    return says(key, value, context) if says else "is not what this setting takes; config.example.toml shows it"


def did_you_mean(typed: object, known: Iterable[object], *, before: str = "; ") -> str:
    """Return `; did you mean “trump”?` where something known is near to what was typed, else nothing."""
    near = difflib.get_close_matches(str(typed).casefold(), [str(one) for one in known], n=1, cutoff=0.6)
    return f"{before}did you mean {near[0]}?" if near else ""


def unknown_key(model: type[BaseModel], location: tuple[int | str, ...]) -> str:
    """Say that there is no such setting, and which one may be meant."""
    within: type[BaseModel] | None = model
    for key in location[:-1]:
        if isinstance(key, str) and within is not None:
            field = within.model_fields.get(key)
            within = _model_in(field.annotation) if field else None
    known = [info.alias or name for name, info in within.model_fields.items()] if within else []
    near = did_you_mean(location[-1], known, before="")
    return f"no such setting; {near or 'config.example.toml lists every one'}"


def located(problem: str, *, name: str, text: str) -> str:
    """Put the file and the line before a problem: `config.toml:12: routes[1].actors: …`."""
    if match := _TOML_LINE.search(problem):
        said = problem.removeprefix(f"{name}: ").replace(f" {match[0]}", "")
        return f"{name}:{match[1]}: {said}"
    place = _PLACE.match(problem)
    line = line_of_place(place[0], text) if place else None
    return f"{name}:{line}: {problem}" if line else f"{name}: {problem}"


def line_of_place(place: str, text: str) -> int | None:
    """Return the line on which `sources[3].url` stands, counted from 1; of what is missing that of its table."""
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None
    lines = list(_places(text))
    while place:
        for number, found in lines:
            if place in {found, re.sub(r"\[1\]$", "", found)}:
                return number
        place = re.sub(r"(\.[\w-]+|\[\d+\])$", "", place) if re.search(r"(\.[\w-]+|\[\d+\])$", place) else ""
    return None


def _places(text: str) -> Iterator[tuple[int, str]]:
    """Yield each table and key of a file with its line. What is within a value of many lines may be taken for a key."""
    table = ""
    seen: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if match := _TABLE_HEAD.fullmatch(line):
            table = match[2].strip("\"'")
            if match[1] == "[[":
                seen[table] = seen.get(table, 0) + 1
                table = f"{table}[{seen[table]}]"
            yield number, table
        elif match := _KEY.match(line):
            key = match[1] or match[2] or match[3]
            yield number, f"{table}.{key}" if table else key


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for one in get_args(annotation) if (found := _model_in(one))), None)


def _as_list(key: str, value: object, _context: Mapping[str, Any]) -> str:
    shown = value if isinstance(value, str | int | float) else "…"
    return f"write a list: {key} = [{json.dumps(shown, ensure_ascii=False)}]"


def _as_table(key: str, _value: object, _context: Mapping[str, Any]) -> str:
    many = key in {"actors", "sources", "routes", "digests"}
    return f"write a table: {'[[' if many else '['}{key}{']]' if many else ']'}, and its keys on the lines below"


def _as_text(key: str, value: object, _context: Mapping[str, Any]) -> str:
    shown = f'"{value}"' if isinstance(value, int | float) and not isinstance(value, bool) else '"…"'
    return f"write text in quotes: {key} = {shown}"


def _short(_key: str, _value: object, context: Mapping[str, Any]) -> str:
    least = context.get("min_length", 1)
    return "is empty; write something, or leave it out" if least == 1 else f"write {least} characters or more"


_WHOLE: Callable[..., str] = lambda key, *_: f"write a whole number: {key} = 5"  # noqa: E731
_NUMBER: Callable[..., str] = lambda key, *_: f"write a number: {key} = 0.5"  # noqa: E731
_SAYS: dict[str, Callable[[str, object, Mapping[str, Any]], str]] = {
    "tuple_type": _as_list,
    "list_type": _as_list,
    "model_type": _as_table,
    "model_attributes_type": _as_table,
    "dict_type": _as_table,
    "string_type": _as_text,
    "string_too_short": _short,
    "string_too_long": lambda _key, _value, context: (
        f"is longer than {context.get('max_length')} characters; shorten it"
    ),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), _WHOLE),
    **dict.fromkeys(("float_type", "float_parsing"), _NUMBER),
    **dict.fromkeys(("bool_type", "bool_parsing"), lambda *_: "write true or false, without quotes"),
    "greater_than_equal": lambda _key, _value, context: f"write {context.get('ge')} or more",
    "less_than_equal": lambda _key, _value, context: f"write {context.get('le')} or less",
}
