"""A line as people type it: a command, keys and words in any order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.render.text import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from handlers.typed.whom import Names

_TYPED_TOKEN = re.compile(r'(?:(\w+):)?"([^"]*)"|(?:(\w+):)?([^\s"]+)')
_DOUBLE_MARKS = re.compile("[“”„]")
_PAGE = re.compile(r"\d{1,4}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedLine:
    """One line, taken apart."""

    name: str  # of the command, "" where nothing was typed
    arguments: dict[str, str]  # by their keys
    free: tuple[str, ...]  # words without a key, in their order
    page: int  # counted from 0


def parse(text: str, *, arguments_of: Mapping[str, Sequence[str]]) -> TypedLine:
    """Take a line apart. Of a command that does not exist the name alone is read.

    Args:
        text: as it was typed.
        arguments_of: the names of each command's arguments.

    """
    tokens = tokens_of(text)
    name = tokens.pop(0)[1].lstrip("/!").casefold() if tokens else ""  # a key before it is no part of any name
    keys = arguments_of.get(name)
    arguments: dict[str, str] = {}
    free: list[str] = []
    page = 0
    for key, value in tokens if keys is not None else ():
        if key == "page" and _PAGE.fullmatch(value):
            page = max(int(value) - 1, 0)
        elif keys and key in keys:
            arguments[key] = value
        else:
            free.append(f"{key}:{value}" if key else value)
    return TypedLine(name=name, arguments=arguments, free=tuple(free), page=page)


def sorted_out(line: TypedLine, *, names: Names, is_time: Callable[[str], bool]) -> dict[str, str]:
    """Return the arguments of a search: a time and an actor are known from the words to search for.

    Args:
        line: what was typed.
        names: of actors.
        is_time: tells whether a word is a time.

    """
    arguments, free = dict(line.arguments), list(line.free)
    if "since" not in arguments:
        for place, token in enumerate(free):
            led = token.casefold() == "since" and place + 1 < len(free)
            value = free[place + 1] if led else token
            if is_time(value):
                arguments["since"] = value
                del free[place : place + 1 + led]
                break
    if "actor" not in arguments and (found := names.actor_among(free)):
        actor, start, end = found
        arguments["actor"] = actor.id
        del free[start:end]
    if free:
        arguments["words"] = " ".join([*([arguments["words"]] if "words" in arguments else []), *free])
    return arguments


def tokens_of(text: str) -> list[tuple[str, str]]:
    """Split a typed line into `(key, value)`: `key:value`, `key:"two words"`, or words, whose key is ""."""
    found = _TYPED_TOKEN.finditer(_DOUBLE_MARKS.sub('"', plain(text)))
    tokens = [((match[1] or match[3] or "").casefold(), (match[2] or match[4] or "").strip()) for match in found]
    return [(key, value) for key, value in tokens if value]
