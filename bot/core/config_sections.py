"""The sections of `config.toml`, key by key, with what each may be."""

from __future__ import annotations

import re
from datetime import time, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal, Self, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bot.core.database import DEFAULT_DATABASE
from bot.core.day_names import WEEKDAYS
from bot.core.model import Kind, Novelty, SourceKind, Target, Tier, Urgency
from bot.core.search_form import searched_words
from bot.core.timetable import timetable_problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

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


class Section(BaseModel):
    """A table of the file. Nothing in it is assigned to; it takes the values of another when the file is read again."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    def take(self, other: Self, names: Iterable[str]) -> None:
        """Take the values of these keys, for whoever holds this section."""
        for name in names:
            self.__dict__[name] = getattr(other, name)
            (self.model_fields_set.add if name in other.model_fields_set else self.model_fields_set.discard)(name)


class BotSettings(Section):
    """`[bot]`."""

    contact: Annotated[str, Field(min_length=3)] = "no contact given"
    time_zone: Annotated[str, AfterValidator(_time_zone)] = "UTC"
    log: Literal["console", "json"] = "console"
    lookup_cut_off_after: Duration = timedelta(seconds=3)
    log_level: LogLevel = "info"
    log_levels: Annotated[dict[str, LogLevel], BeforeValidator(_log_levels)] = Field(default_factory=dict)
    ops_channel: Annotated[str, BeforeValidator(_channel_or_none)] = ""
    moderators: tuple[Annotated[str, AfterValidator(_matching(_PERSON, _NO_PERSON))], ...] = ()


class StoreSettings(Section):
    """`[store]`."""

    url: Annotated[str, AfterValidator(_database)] = DEFAULT_DATABASE


class PollingSettings(Section):
    """`[polling]`."""

    every: Duration = timedelta(minutes=2)
    i_know: Reason = ""
    longest: Duration = timedelta(hours=6)
    timeout: Duration = timedelta(seconds=30)
    cut_off_after: Duration = timedelta(minutes=2)
    max_feed_bytes: Annotated[int, Field(ge=10_000, le=100_000_000)] = 10_000_000
    max_page_bytes: Annotated[int, Field(ge=10_000, le=100_000_000)] = 5_000_000
    max_redirects: Annotated[int, Field(ge=0, le=20)] = 5
    at_once: Annotated[int, Field(ge=1, le=100)] = 8
    per_host: Annotated[int, Field(ge=1, le=10)] = 2
    per_host_every: Duration = timedelta(seconds=0.5)
    allowed_private_hosts: tuple[str, ...] = ()
    give_up_after: Duration = timedelta(hours=48)
    baseline_after: Duration = timedelta(hours=12)
    recheck_every: Duration = timedelta(minutes=10)
    recheck_until: Duration = timedelta(days=7)


class AlertSettings(Section):
    """`[alerts]`."""

    max_age: Duration = timedelta(hours=24)
    give_up_after: Duration = timedelta(hours=48)
    least_confidence: Share = 0.5
    background_after: Duration = timedelta(days=7)
    edit_every: Duration = timedelta(minutes=1)
    remember: Duration = timedelta(days=90)
    limit: Annotated[int, Field(ge=1, le=1000)] = 12
    limit_per: Duration = timedelta(minutes=10)


class DiscordSettings(Section):
    """`[discord]`."""

    guilds: tuple[Annotated[str, AfterValidator(_matching(r"\d{15,20}", _NO_GUILD))], ...] = ()
    api: WebAddress = "https://discord.com/api/v10"
    gateway: Annotated[str, AfterValidator(_matching(r"wss?://\S+", _NO_GATEWAY))] = "wss://gateway.discord.gg/"


class SlackSettings(Section):
    """`[slack]`."""

    mode: Literal["socket", "http"] = "socket"
    api: WebAddress = "https://slack.com/api/"
    command: Annotated[str, AfterValidator(_matching(r"/[a-z][a-z-]{0,30}", _NO_COMMAND))] = "/onrecord"
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 3000
    route_managers: tuple[RouteManager, ...] = ()
    workspaces: tuple[Workspace, ...] = ()


class WebhookSettings(Section):
    """`[webhook]`."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8790
    max_bytes: Annotated[int, Field(ge=1_000, le=10_000_000)] = 1_000_000
    limit: Annotated[int, Field(ge=1, le=10_000)] = 60
    limit_per: Duration = timedelta(minutes=1)


class ReplaySettings(Section):
    """`[replay]`."""

    keep_for: Duration = timedelta(days=14)
    keep_bytes: Annotated[int, Field(ge=0)] = 2_000_000_000

    @property
    def keeps(self) -> bool:
        """Whether anything is kept at all."""
        return bool(self.keep_for and self.keep_bytes)


class MetricsSettings(Section):
    """`[metrics]`."""

    on: bool = False
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 9109


class WebSettings(Section):
    """`[web]`."""

    enabled: bool = False
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8791
    public_url: Annotated[str, AfterValidator(_web_address_or_none)] = ""
    proxy_header: Annotated[str, AfterValidator(_matching(r"[A-Za-z][A-Za-z0-9-]*|", _NO_HEADER))] = ""
    proxies: tuple[Annotated[str, AfterValidator(_ip_address)], ...] = ("127.0.0.1", "::1")


class WorkSettings(Section):
    """`[work]`."""

    engine: Literal["in-process", "procrastinate"] = "in-process"
    concurrency: Annotated[int, Field(ge=1, le=200)] = 20

    @property
    def is_shared(self) -> bool:
        """Whether several processes share the work."""
        return self.engine == "procrastinate"


class RetentionSettings(Section):
    """`[retention]`. None is for ever."""

    texts: DurationOrNever = None
    outcomes: DurationOrNever = None
    polls: DurationOrNever = None
    deliveries: DurationOrNever = None
    statements: DurationOrNever = None


class ActorSettings(Section):
    """`[[actors]]`."""

    id: Identifier
    name: Annotated[str, Field(min_length=2)]
    role: str = ""
    aliases: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    venues: tuple[str, ...] = ()
    namesakes: tuple[str, ...] = ()
    pronouns: tuple[str, ...] = ("he", "him", "his", "himself")
    queries: tuple[Query, ...] = ()


class SourceSettings(Section):
    """`[[sources]]`."""

    id: Identifier
    name: Annotated[str, Field(min_length=1)]
    url: WebAddress | None = None
    folder: Annotated[str, Field(min_length=1)] | None = None
    queries: tuple[Query, ...] = ()
    kind: SourceKind = SourceKind.FEED
    select: Selector | None = None
    next: Selector | None = None
    pages: Annotated[int, Field(ge=1, le=20)] = 1
    tier: Tier
    language: Annotated[str, AfterValidator(_matching(r"[a-z]{2,3}", _NO_LANGUAGE))] = "en"
    every: Duration | None = None
    i_know: Reason = ""
    article_hosts: tuple[str, ...] = ()
    voice: str | None = None


SEARCHES: Final = frozenset({SourceKind.SEARCH, SourceKind.GDELT})
URLS_OF_KINDS: Final = {
    SourceKind.GDELT: "https://api.gdeltproject.org/api/v2/doc/doc"
}  # where nothing else is written
QUERY_MARK: Final = "{query}"  # in the address of a search
# How often a kind is polled where nobody says: GDELT has something new every 15 minutes.
EVERY_OF_KINDS: Final = {SourceKind.INBOX: timedelta(seconds=5), SourceKind.GDELT: timedelta(minutes=15)}
LEAST_EVERY: Final = timedelta(seconds=60)  # between two polls of somebody else's host, where nobody says why


class QuietSettings(Section):
    """`quiet` of a route."""

    begins: Annotated[time, BeforeValidator(_time_of_day), Field(alias="from")]
    ends: Annotated[time, BeforeValidator(_time_of_day), Field(alias="to")]
    zone: Annotated[str, AfterValidator(_time_zone)] | None = None
    days: tuple[Annotated[str, AfterValidator(_weekday)], ...] = ()
    mentions: bool = False

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if self.begins == self.ends:
            msg = 'begins and ends at the same time; write two times less than a day apart, like "22:00" and "07:00"'
            raise ValueError(msg)
        return self


class RouteSettings(Section):
    """`[[routes]]`."""

    channel: Annotated[str, BeforeValidator(_channel)]
    actors: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    tiers: tuple[Tier, ...] = ()
    words: tuple[Word, ...] = ()
    not_words: tuple[UnwantedWord, ...] = ()
    novelty: tuple[Novelty, ...] = ()
    kinds: tuple[Kind, ...] = ()
    repeats: bool = False
    least_confidence: Share | None = None
    urgency: Urgency = Urgency.NORMAL
    mention: Annotated[str, AfterValidator(_matching(r"|\d{15,20}|S[A-Z0-9]{5,20}", _NO_MENTION))] = ""
    target: Target = Target.CHANNEL
    quiet: Annotated[QuietSettings | None, BeforeValidator(lambda value: None if value == {} else value)] = None


class DigestSettings(Section):
    """`[[digests]]`."""

    channel: Annotated[str, BeforeValidator(_channel)]
    cron: Annotated[str, AfterValidator(_timetable)]
    zone: Annotated[str, AfterValidator(_time_zone)] | None = None
    actors: tuple[str, ...] = ()
    tiers: tuple[Tier, ...] = ()
    words: tuple[Word, ...] = ()
    repeats: bool = False
    least_confidence: Share | None = None


class Settings(Section):
    """The whole file, as it is written, with what its packs hold."""

    include: tuple[str, ...] = ()
    bot: BotSettings = Field(default_factory=BotSettings)
    store: StoreSettings = Field(default_factory=StoreSettings)
    polling: PollingSettings = Field(default_factory=PollingSettings)
    alerts: AlertSettings = Field(default_factory=AlertSettings)
    discord: DiscordSettings = Field(default_factory=DiscordSettings)
    slack: SlackSettings = Field(default_factory=SlackSettings)
    webhook: WebhookSettings = Field(default_factory=WebhookSettings)
    replay: ReplaySettings = Field(default_factory=ReplaySettings)
    retention: RetentionSettings = Field(default_factory=RetentionSettings)
    metrics: MetricsSettings = Field(default_factory=MetricsSettings)
    web: WebSettings = Field(default_factory=WebSettings)
    work: WorkSettings = Field(default_factory=WorkSettings)
    actors: tuple[ActorSettings, ...] = ()
    sources: tuple[SourceSettings, ...] = ()
    routes: tuple[RouteSettings, ...] = ()
    digests: tuple[DigestSettings, ...] = ()
