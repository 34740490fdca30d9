"""What the values of `config.toml` may be, each checked with a message that says what to write."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field

from bot.core.day_names import WEEKDAYS
from bot.core.search_form import searched_words
from bot.core.timetable import timetable_problem

if TYPE_CHECKING:
    from collections.abc import Callable

LogLevel = Literal["debug", "info", "warning", "error"]
_PROGRAM: Final = Path(__file__).parents[2]
_CHANNEL = r"discord:\d{15,20}|slack:(?:T[A-Z0-9]{5,20}/)?[CDG][A-Z0-9]{5,20}|console"
_DURATION_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def _duration(value: object) -> timedelta:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smhd])", value) if isinstance(value, str) else None
    if match is None:
        msg = 'is not a span of time; write a number and a unit: "90s", "2m", "6h", "7d"'
        raise ValueError(msg)
    return timedelta(**{_DURATION_UNITS[match[2]]: float(match[1])})


def _identifier(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,31}", value):
        msg = "is not an id; use up to 32 lower-case letters, digits, - and _"
        raise ValueError(msg)
    return value


def _web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
        is_one = parts.scheme in {"http", "https"} and parts.hostname and not parts.username and parts.port != 0
    except ValueError:  # of a port or an IP address that is none
        is_one = False
    if not is_one:
        msg = "is not a web address; it starts with https:// or http://, and holds no user name"
        raise ValueError(msg)
    return value


def _web_address_or_none(value: str) -> str:
    address = _web_address(value).rstrip("/") if value else ""
    if urlsplit(address).path or urlsplit(address).query:
        msg = 'ends in a path; the archive needs a host of its own, like "https://archive.example.org"'
        raise ValueError(msg)
    return address


def _ip_address(value: str) -> str:
    try:
        return str(ip_address(value))
    except ValueError as error:
        msg = 'is not an IP address; write one like "127.0.0.1" or "10.0.0.7"'
        raise ValueError(msg) from error


def _database(value: str) -> str:
    if not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        msg = 'is not a database address; write "sqlite:///onrecord.db" or "postgresql://user@host/name"'
        raise ValueError(msg)
    return value


def _log_levels(value: object) -> dict[str, str]:
    """Check levels by the names of parts: of folders and modules in bot/, or with handlers before them."""
    wrong = [
        str(part)
        for part, level in (value.items() if isinstance(value, dict) else [(value, "")])
        if level not in get_args(LogLevel) or not _is_part(str(part))
    ]
    if wrong or not isinstance(value, dict):
        msg = (
            f'{wrong[0]} is no part with a level; write parts as folders: {{sources = "debug", "jobs.poll" = "error"}}'
        )
        raise ValueError(msg)
    return value


def _is_part(name: str) -> bool:
    place = _PROGRAM.joinpath(*(() if name.startswith("handlers") else ("bot",)), *name.split("."))
    is_there = place.is_dir() or place.with_name(f"{place.name}.py").is_file()
    return re.fullmatch(r"[a-z_]+(\.[a-z_]+)*", name) is not None and is_there


def _time_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (OSError, ValueError, KeyError) as error:
        msg = 'is not a time zone; write one like "UTC" or "Europe/Berlin"'
        raise ValueError(msg) from error
    return value


def _time_of_day(value: object) -> time:
    match = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", value) if isinstance(value, str) else None
    if match is None:
        msg = 'is not a time of day; write one like "22:00"'
        raise ValueError(msg)
    return time(int(match[1]), int(match[2]))


def _day(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value  # TOML has days of its own
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError as error:
        msg = "is not a day; write one like 2025-01-20"
        raise ValueError(msg) from error


def _weekday(value: str) -> str:
    named = [day for day in WEEKDAYS if value.casefold() in {day, day[:3]}]
    if not named:
        msg = 'is not a day of the week; write "mon", "tue", "wed", "thu", "fri", "sat" or "sun"'
        raise ValueError(msg)
    return named[0]


def _timetable(value: str) -> str:
    if problem := timetable_problem(value):
        raise ValueError(problem)
    return value


def _channel(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(_CHANNEL, value):
        return value
    msg = 'is not a channel; write "discord:<channel id>", "slack:<channel id, like C024BE91L>" or "console"'
    raise ValueError(msg)


def _channel_or_none(value: object) -> str:
    return _channel(value) if value else ""


def _sought(value: str) -> str:
    """Check what a route asks for: has a letter or a digit, since marks are found nowhere."""
    if not searched_words(value):
        msg = "has neither a letter nor a digit, so no text holds it; write a word or a phrase"
        raise ValueError(msg)
    return value


def _wanted_word(value: str) -> str:
    if value.startswith("-"):
        msg = f'begins with a minus; write not_words = ["{value.lstrip("-")}"] for what is not to be there'
        raise ValueError(msg)
    return _sought(value)


def _selector(value: str) -> str:
    import cssselect  # noqa: PLC0415 - few configs hold one, and `onrecord --help` starts without it

    try:
        cssselect.HTMLTranslator().css_to_xpath(value)
    except cssselect.SelectorError as error:
        msg = f"is not a CSS selector: {error}"
        raise ValueError(msg) from error
    return value


_PERSON = r"discord:\d{15,20}|slack:(?:T[A-Z0-9]{5,20}/)?[UW][A-Z0-9]{5,20}"
_NO_PERSON = 'is nobody\'s id; write "discord:<user id>" or "slack:<member id, like U024BE7LH>"'
_NO_GUILD = "is not a server id; right-click the server on Discord, Copy Server ID, and write the number in quotes"
_NO_GATEWAY = "is not a gateway address; it starts with wss://"
_NO_COMMAND = 'is not a slash command; write one like "/onrecord", in lower case and as in manifest.yaml'
_NO_MENTION = (
    'is nobody that an alert may mention; write the id of one role on Discord, "80351110224678912", or of one user '
    'group on Slack, "S0614TZR7"'
)
_NO_HEADER = 'is not the name of a header; write one like "X-Forwarded-User"'
_NO_ROUTE_MANAGER = 'is nobody on Slack; write the id of a member, "U024BE7LH", or of a user group, "S0614TZR7"'
_NO_WORKSPACE = 'is no workspace of Slack; write its id, like "T024BE7LD": it stands in its address in a browser'
_NO_LANGUAGE = 'is not a language; write a code of two or three letters, like "en"'


def _matching(pattern: str, otherwise: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value, re.ASCII):
            raise ValueError(otherwise)
        return value

    return check


Duration = Annotated[timedelta, BeforeValidator(_duration)]
DurationOrNever = Annotated[timedelta | None, BeforeValidator(lambda value: (value and _duration(value)) or None)]
Identifier = Annotated[str, AfterValidator(_identifier)]
Selector = Annotated[str, AfterValidator(_selector)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
RouteManager = Annotated[str, AfterValidator(_matching(r"(?:T[A-Z0-9]{5,20}/)?[UWS][A-Z0-9]{5,20}", _NO_ROUTE_MANAGER))]
Workspace = Annotated[str, AfterValidator(_matching(r"T[A-Z0-9]{5,20}", _NO_WORKSPACE))]
Word = Annotated[str, AfterValidator(_wanted_word)]
UnwantedWord = Annotated[str, AfterValidator(_sought)]
Query = Annotated[str, Field(min_length=2, max_length=500)]
Reason = Annotated[str, Field(max_length=200)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
TimeZone = Annotated[str, AfterValidator(_time_zone)]
CalendarDay = Annotated[date, BeforeValidator(_day)]
TimeOfDay = Annotated[time, BeforeValidator(_time_of_day)]
Weekday = Annotated[str, AfterValidator(_weekday)]
Timetable = Annotated[str, AfterValidator(_timetable)]
ChannelName = Annotated[str, BeforeValidator(_channel)]
ChannelOrNone = Annotated[str, BeforeValidator(_channel_or_none)]
DatabaseAddress = Annotated[str, AfterValidator(_database)]
LogLevels = Annotated[dict[str, LogLevel], BeforeValidator(_log_levels)]
PublicAddress = Annotated[str, AfterValidator(_web_address_or_none)]
IpAddress = Annotated[str, AfterValidator(_ip_address)]
PersonId = Annotated[str, AfterValidator(_matching(_PERSON, _NO_PERSON))]
GuildId = Annotated[str, AfterValidator(_matching(r"\d{15,20}", _NO_GUILD))]
GatewayAddress = Annotated[str, AfterValidator(_matching(r"wss?://\S+", _NO_GATEWAY))]
SlashCommand = Annotated[str, AfterValidator(_matching(r"/[a-z][a-z-]{0,30}", _NO_COMMAND))]
HeaderOrNone = Annotated[str, AfterValidator(_matching(r"[A-Za-z][A-Za-z0-9-]*|", _NO_HEADER))]
MentionOrNone = Annotated[str, AfterValidator(_matching(r"|\d{15,20}|S[A-Z0-9]{5,20}", _NO_MENTION))]
Language = Annotated[str, AfterValidator(_matching(r"[a-z]{2,3}", _NO_LANGUAGE))]
