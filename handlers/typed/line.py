"""A line as people type it: a command, keys and words in any order."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from handlers.render.pieces.text import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from handlers.typed.whom import Names

_TYPED_TOKEN = re.compile(r'(-?)(?:(\w+):)?"([^"]*)"|(?:(\w+):)?([^\s"]+)')
_DOUBLE_MARKS = re.compile("[“”„]")
_PAGE_NUMBER = re.compile(r"\d{1,4}", re.ASCII)
_NOT_TO_BE_THERE = re.compile(r"-(?=[^\W\d_])")  # before a letter: -5 is a number
_TIME_WORDS = 6  # "between may 3 and may 7"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A word as it was typed, or several between marks."""

    text: str
    key: str = ""
    quoted: bool = False
    without: bool = False  # it stands behind a minus

    @property
    def is_bare(self) -> bool:
        """Whether it may be part of a name or a time: what is quoted or to be left out is a word to search for."""
        return not (self.quoted or self.without)

    def __str__(self) -> str:
        minus, mark, key = "-" if self.without else "", '"' if self.quoted else "", f"{self.key}:" if self.key else ""
        return f"{minus}{key}{mark}{self.text}{mark}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedLine:
    """One line, taken apart."""

    name: str  # of the command, "" where nothing was typed
    arguments: dict[str, str]  # by their keys
    free: tuple[Token, ...]  # without a key of the command, in their order
    places: dict[str, int]  # of each key, how many free tokens stand before it
    page: int  # counted from 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Words to search for, taken apart."""

    words: str
    phrases: tuple[str, ...]
    without: tuple[str, ...]


def parse(text: str, *, arguments_of: Mapping[str, Sequence[str]]) -> TypedLine:
    """Take a line apart. Of a command that does not exist the name alone is read.

    Args:
        text: as it was typed.
        arguments_of: the names of each command's arguments.

    """
    tokens = tokens_of(text)
    name = tokens.pop(0).text.lstrip("/!").casefold() if tokens else ""  # a key before it is no part of any name
    keys = arguments_of.get(name)
    arguments: dict[str, str] = {}
    free: list[Token] = []
    places: dict[str, int] = {}
    for token in _joined_keys(tokens, keys) if keys is not None else ():
        if token.key == "page" and _PAGE_NUMBER.fullmatch(token.text):
            page = max(int(token.text) - 1, 0)
            places["page"] = page
        elif token.key in {*(keys or ()), "as"} and not token.without:
            arguments[token.key] = token.text
            places[token.key] = len(free)
        else:
            free.append(token)
    return TypedLine(name=name, arguments=arguments, free=tuple(free), places=places, page=places.pop("page", 0))


def sorted_out(line: TypedLine, *, names: Names, is_time: Callable[[str, bool], bool]) -> dict[str, str]:
    """Return the arguments of a search: a time and an actor are known from the words to search for.

    Args:
        line: what was typed.
        names: of actors.
        is_time: tells whether words are a time; the second argument says that they stand alone, without their key.

    """
    arguments, free = dict(line.arguments), list(line.free)
    if "since" in arguments:  # since:last week
        place = line.places["since"]
        for end in range(min(place + _TIME_WORDS, _end_of_bare(free, place)), place, -1):
            longer = " ".join([arguments["since"], *(one.text for one in free[place:end])])
            if is_time(longer, False):
                arguments["since"] = longer
                del free[place:end]
                break
    elif found := _time_among(free, is_time):
        arguments["since"], start, end = found
        del free[start:end]
    if "actor" not in arguments and (named := names.actor_among([one.text if one.is_bare else "" for one in free])):
        actor, start, end = named
        arguments["actor"] = actor.id
        del free[start:end]
    if free:
        arguments["words"] = " ".join([*([arguments["words"]] if "words" in arguments else []), *map(str, free)])
    return arguments


def untimed(line: TypedLine, arguments: Mapping[str, str]) -> str:
    """Return the words behind a bare `since` that are no time, with it; empty where there are none.

    Whoever types `trump since gibberish` means a time, and would be told that nothing has the words.
    """
    free = list(line.free)
    place = next((at for at, one in enumerate(free) if one.is_bare and one.text.casefold() == "since"), None)
    if "since" in arguments or place is None or place + 1 >= _end_of_bare(free, place):
        return ""
    return " ".join(str(one) for one in free[place : _end_of_bare(free, place)])


def followed(line: TypedLine, *, names: Names) -> dict[str, str]:
    """Return the arguments of `follow`: whom, and of the rest words. Where nobody is known the first word is meant."""
    bare = tuple(one for one in line.free if not (one.is_bare and one.text.casefold() == "the"))  # "the mayor"
    arguments = sorted_out(replace(line, free=bare), names=names, is_time=_never)
    if "actor" not in arguments and line.free:
        first, *rest = map(str, line.free)
        arguments = line.arguments | {"actor": first} | ({"words": " ".join(rest)} if rest else {})
    return arguments


def behind_its_action(line: TypedLine, *, names: Names, is_time: Callable[[str, bool], bool]) -> dict[str, str]:
    """Return the arguments of a command whose action comes first: `digest now varga since yesterday`."""
    action, *rest = line.free
    places = {key: max(place - 1, 0) for key, place in line.places.items()}
    arguments = sorted_out(replace(line, free=tuple(rest), places=places), names=names, is_time=is_time)
    if typed := arguments.pop("words", ""):
        arguments.setdefault("actor", typed)  # nobody's name, and what may be meant is said
    return {"action": str(action)} | arguments


def time_at_an_end(line: TypedLine, *, is_time: Callable[[str], bool]) -> dict[str, str]:
    """Return the arguments of `mute`: the words at the end, or else at the start, that are a time, and a route."""
    free = [str(one) for one in line.free]  # of 9:00 the hour is no key
    arguments = dict(line.arguments)
    if "time" in arguments:
        return {"route": " ".join(free)} | arguments if free else arguments
    at_end = ((free[place:], free[:place]) for place in range(len(free)))
    at_start = ((free[:place], free[place:]) for place in range(len(free) - 1, 0, -1))
    found = next(((time, rest) for time, rest in (*at_end, *at_start) if is_time(" ".join(time))), None)
    time, rest = found or (free, [])  # that it is none is said of what was typed
    return ({"route": " ".join(rest)} if rest else {}) | ({"time": " ".join(time)} if time else {}) | arguments


def _never(_text: str, _alone: bool) -> bool:  # noqa: FBT001 - as `sorted_out` asks
    return False


def sought_in(text: str) -> Sought:
    """Take apart what is searched for: words, "phrases" and what is -not to be there."""
    tokens = [replace(one, text=str(replace(one, without=False, quoted=False)), key="") for one in tokens_of(text)]
    wanted = [one for one in tokens if not one.without]
    return Sought(
        words=" ".join(one.text for one in wanted if not one.quoted),
        phrases=tuple(one.text for one in wanted if one.quoted),
        without=tuple(one.text for one in tokens if one.without),
    )


def tokens_of(text: str) -> list[Token]:
    """Split a typed line into `key:value`, `key:"two words"`, "two words", -words, and words."""
    tokens = []
    for match in _TYPED_TOKEN.finditer(_DOUBLE_MARKS.sub('"', plain(text))):
        minus, quoted_key, quoted, key, word = match.groups()
        key, text = (quoted_key or key or "").casefold(), (quoted if quoted is not None else word).strip()
        bare_minus = not key and word is not None and _NOT_TO_BE_THERE.match(word)
        without = bool(minus or bare_minus)
        if text:
            text = text[1:] if bare_minus else text
            tokens.append(Token(text=text, key=key, quoted=quoted is not None, without=without))
    return tokens


def _joined_keys(tokens: Sequence[Token], keys: Sequence[str] | None) -> Iterator[Token]:
    """Put a key and its value together where a space stands between them: `since: 2d`."""
    key = ""
    for token in tokens:
        if key:
            yield replace(token, key=key) if not token.key else token
            key = ""
        elif token.is_bare and token.text.endswith(":") and token.text[:-1].casefold() in {*(keys or ()), "as"}:
            key = token.text[:-1].casefold()
        else:
            yield token


def _time_among(free: Sequence[Token], is_time: Callable[[str, bool], bool]) -> tuple[str, int, int] | None:
    """Return the first and longest run of words that is a time, and its half-open range."""
    for start in range(len(free)):
        for end in range(min(start + _TIME_WORDS, _end_of_bare(free, start)), start, -1):
            run = " ".join(str(one) for one in free[start:end])
            if is_time(run, True):
                return f"in {run}" if is_time(f"in {run}", False) else run, start, end
    return None


def _end_of_bare(free: Sequence[Token], start: int) -> int:
    return next((place for place in range(start, len(free)) if not free[place].is_bare), len(free))
