"""What a reader searches for: the fields of the form, read as the commands read what is typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from handlers import limits
from handlers.asked.search import search_of
from handlers.command_table import COMMANDS
from handlers.render.pieces.text import plain
from handlers.typed.line import parse, sorted_out
from handlers.typed.periods import as_typed_period, period_at

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from handlers.asked.search import Search
    from handlers.typed.whom import Names

WORDS = "q"
FILTERS = ("actor", "source", "kind", "since")
_COMMAND = "statements"
_ARGUMENTS = {one.name: [argument.name for argument in one.arguments] for one in COMMANDS if one.name == _COMMAND}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """The form as it was filled in."""

    values: Mapping[str, str]
    page: int = 0  # counted from 0

    def address(self, path: str = "/", *, page: int = 0, **changes: str) -> str:
        """Return the address of the same search, with some fields changed, elsewhere, or on another page."""
        filled = {name: value for name, value in {**self.values, **changes}.items() if value}
        if page:
            filled["page"] = str(page + 1)
        return f"{path}?{urlencode(filled)}" if filled else path


def fields_in(query: Mapping[str, str]) -> Fields:
    """Read the form from an address; what is no field is left out."""
    values = {name: plain(query.get(name, "")).strip()[: limits.WEB_FIELD] for name in (WORDS, *FILTERS)}
    page = query.get("page", "1")
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < limits.WEB_FIELD else 1
    return Fields(values=values, page=min(max(number - 1, 0), limits.WEB_LAST_PAGE))


def search_in(fields: Fields, *, names: Names, now: datetime, zone: str) -> Search:
    """Return what is searched for. A filter counts for more than what is typed among the words.

    Raises:
        MistakeError: no such actor, source, kind or time.

    """

    def is_time(text: str, alone: bool) -> bool:  # noqa: FBT001 - as `sorted_out` asks
        return period_at(text, now=now, zone=zone, alone=alone) is not None

    line = parse(f"{_COMMAND} {fields.values[WORDS]}", arguments_of=_ARGUMENTS)
    typed = sorted_out(line, names=names, is_time=is_time)
    given = typed | {name: fields.values[name] for name in FILTERS if fields.values[name]}
    return search_of(given, names=names, now=now, zone=zone)


def fields_of(search: Search) -> Fields:
    """Return the form that asks for a search."""
    values = {
        WORDS: search.words,
        "actor": search.actor.id if search.actor else "",
        "source": search.source.id if search.source else "",
        "kind": search.kind or "",
        "since": as_typed_period(search.period) if search.period else "",
    }
    return Fields(values=values)
