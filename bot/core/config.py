"""`config.toml` → a frozen `Config`. Every mistake is reported at once, each with its key path.

Secrets come from the environment, never from the file.

`config.example.toml` documents every key; a test holds the two together.
"""

from __future__ import annotations

import os
import re
import sys
import tomllib
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from bot.core.accounts import problem_with
from bot.core.config_words import did_you_mean, located, said_of, unknown_key
from bot.core.database import DEFAULT_DATABASE, SQLITE, beside
from bot.core.errors import ConfigError
from bot.core.model import HANDED_OVER, Actor, Channel, Platform, Route, Source, SourceKind, Tier
from bot.core.packs import read_packs, with_packs
from bot.core.source_list import SourceList

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

_CHANNEL = r"discord:\d{15,20}|slack:[CG][A-Z0-9]{5,20}|console"
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


def _database(value: str) -> str:
    if not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        msg = 'is not a database address; write "sqlite:///onrecord.db" or "postgresql://user@host/name"'
        raise ValueError(msg)
    return value


def _time_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (OSError, ValueError, KeyError) as error:
        msg = 'is not a time zone; write one like "UTC" or "Europe/Berlin"'
        raise ValueError(msg) from error
    return value


def _channel(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(_CHANNEL, value):
        return value
    msg = 'is not a channel; write "discord:<channel id>", "slack:<channel id, like C024BE91L>" or "console"'
    raise ValueError(msg)


def _channel_or_none(value: object) -> str:
    return _channel(value) if value else ""


def _selector(value: str) -> str:
    import cssselect  # noqa: PLC0415 - few configs hold one, and `onrecord --help` starts without it

    try:
        cssselect.HTMLTranslator().css_to_xpath(value)
    except cssselect.SelectorError as error:
        msg = f"is not a CSS selector: {error}"
        raise ValueError(msg) from error
    return value


_PERSON = r"discord:\d{15,20}|slack:[UW][A-Z0-9]{5,20}"
_NO_PERSON = 'is nobody\'s id; write "discord:<user id>" or "slack:<member id, like U024BE7LH>"'
_NO_GUILD = "is not a server id; right-click the server on Discord, Copy Server ID, and write the number in quotes"
_NO_GATEWAY = "is not a gateway address; it starts with wss://"
_NO_COMMAND = 'is not a slash command; write one like "/onrecord", in lower case and as in manifest.yaml'
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
Query = Annotated[str, Field(min_length=2, max_length=500)]
Reason = Annotated[str, Field(max_length=200)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]


# Keys that bore another name once: an old file is answered with the new one.
RENAMED = {
    "bot.keepers": "bot.moderators",
    "polling.article_attempts": "polling.give_up_after",
    "alerts.ceiling": "alerts.limit",
    "alerts.ceiling_per": "alerts.limit_per",
}


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class BotSettings(_Section):
    """`[bot]`."""

    contact: Annotated[str, Field(min_length=3)] = "no contact given"
    database: Annotated[str, AfterValidator(_database)] = DEFAULT_DATABASE
    time_zone: Annotated[str, AfterValidator(_time_zone)] = "UTC"
    log: Literal["console", "json"] = "console"
    lookup_cut_off_after: Duration = timedelta(seconds=3)
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    ops_channel: Annotated[str, BeforeValidator(_channel_or_none)] = ""
    moderators: tuple[Annotated[str, AfterValidator(_matching(_PERSON, _NO_PERSON))], ...] = ()


class PollingSettings(_Section):
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


class AlertSettings(_Section):
    """`[alerts]`."""

    max_age: Duration = timedelta(hours=24)
    give_up_after: Duration = timedelta(hours=48)
    least_confidence: Share = 0.5
    background_after: Duration = timedelta(days=7)
    edit_every: Duration = timedelta(minutes=1)
    remember: Duration = timedelta(days=90)
    limit: Annotated[int, Field(ge=1, le=1000)] = 12
    limit_per: Duration = timedelta(minutes=10)


class DiscordSettings(_Section):
    """`[discord]`."""

    guilds: tuple[Annotated[str, AfterValidator(_matching(r"\d{15,20}", _NO_GUILD))], ...] = ()
    api: WebAddress = "https://discord.com/api/v10"
    gateway: Annotated[str, AfterValidator(_matching(r"wss?://\S+", _NO_GATEWAY))] = "wss://gateway.discord.gg/"


class SlackSettings(_Section):
    """`[slack]`."""

    mode: Literal["socket", "http"] = "socket"
    api: WebAddress = "https://slack.com/api/"
    command: Annotated[str, AfterValidator(_matching(r"/[a-z][a-z-]{0,30}", _NO_COMMAND))] = "/onrecord"
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 3000


class WebhookSettings(_Section):
    """`[webhook]`."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8790
    max_bytes: Annotated[int, Field(ge=1_000, le=10_000_000)] = 1_000_000
    limit: Annotated[int, Field(ge=1, le=10_000)] = 60
    limit_per: Duration = timedelta(minutes=1)


class ReplaySettings(_Section):
    """`[replay]`."""

    keep_for: Duration = timedelta(days=14)
    keep_bytes: Annotated[int, Field(ge=0)] = 2_000_000_000

    @property
    def keeps(self) -> bool:
        """Whether anything is kept at all."""
        return bool(self.keep_for and self.keep_bytes)


class MetricsSettings(_Section):
    """`[metrics]`."""

    on: bool = False
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 9109


class RetentionSettings(_Section):
    """`[retention]`. None is for ever."""

    texts: DurationOrNever = None
    outcomes: DurationOrNever = None
    polls: DurationOrNever = None
    deliveries: DurationOrNever = None
    statements: DurationOrNever = None


class ActorSettings(_Section):
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


class SourceSettings(_Section):
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
# The kinds that read a key which others have no use for.
KINDS_WITH: Final = {
    "select": frozenset({SourceKind.LISTING}),
    "next": frozenset({SourceKind.LISTING}),
    "pages": frozenset({SourceKind.LISTING}),
    "folder": frozenset({SourceKind.INBOX}),
    "queries": SEARCHES,
    "url": frozenset(SourceKind) - HANDED_OVER,
}
# Those without which a kind is nothing.
_WANTED: Final = {SourceKind.INBOX: "folder", SourceKind.WEBHOOK: "name", SourceKind.GDELT: "name"}
_URLS: Final = {SourceKind.GDELT: "https://api.gdeltproject.org/api/v2/doc/doc"}  # where nothing else is written
QUERY_MARK: Final = "{query}"  # in the address of a search
MOST_QUERIES: Final = 9  # of one source: each is a request at every poll
# How often a kind is polled where nobody says: GDELT has something new every 15 minutes.
_EVERY: Final = {SourceKind.INBOX: timedelta(seconds=5), SourceKind.GDELT: timedelta(minutes=15)}
LEAST_EVERY: Final = timedelta(seconds=60)  # between two polls of somebody else's host, where nobody says why
_NO_SOURCE: Final = {"id": "none", "name": "None", "url": "https://nobody.example/feed", "tier": "outlet"}


class RouteSettings(_Section):
    """`[[routes]]`."""

    channel: Annotated[str, BeforeValidator(_channel)]
    actors: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    tiers: tuple[Tier, ...] = ()
    words: tuple[str, ...] = ()
    repeats: bool = False
    least_confidence: Share | None = None


class Settings(_Section):
    """The whole file, as it is written, with what its packs hold."""

    include: tuple[str, ...] = ()
    bot: BotSettings = BotSettings()
    polling: PollingSettings = PollingSettings()
    alerts: AlertSettings = AlertSettings()
    discord: DiscordSettings = DiscordSettings()
    slack: SlackSettings = SlackSettings()
    webhook: WebhookSettings = WebhookSettings()
    replay: ReplaySettings = ReplaySettings()
    retention: RetentionSettings = RetentionSettings()
    metrics: MetricsSettings = MetricsSettings()
    actors: tuple[ActorSettings, ...] = ()
    sources: tuple[SourceSettings, ...] = ()
    routes: tuple[RouteSettings, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What the bot runs by: the sections as written, actors, sources and routes as the engine knows them."""

    bot: BotSettings
    polling: PollingSettings
    alerts: AlertSettings
    discord: DiscordSettings
    slack: SlackSettings
    webhook: WebhookSettings
    replay: ReplaySettings
    retention: RetentionSettings
    metrics: MetricsSettings
    actors: tuple[Actor, ...]
    sources: SourceList  # of the file; of a running bot those that were added by command too
    routes: tuple[Route, ...]
    notes: tuple[str, ...] = ()  # what of the packs is not taken, and why

    def __post_init__(self) -> None:
        object.__setattr__(self, "sources", SourceList.of(self.sources))


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """Tokens; `repr` never shows them."""

    discord_token: str | None = field(default=None, repr=False)
    slack_bot_token: str | None = field(default=None, repr=False)
    slack_app_token: str | None = field(default=None, repr=False)
    slack_signing_secret: str | None = field(default=None, repr=False)
    webhook_secret: str | None = field(default=None, repr=False)

    def values(self) -> list[str]:
        """Return those that are set, for a log filter."""
        named = (self.discord_token, self.slack_bot_token, self.slack_app_token, self.slack_signing_secret)
        return [token for token in (*named, self.webhook_secret) if token]


def read_config(path: Path) -> Config:
    """Read a config file.

    Raises:
        ConfigError: the file cannot be read, or with every mistake in it.

    """
    try:
        raw = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError([f"{path}: cannot be read ({error}); start from config.example.toml"]) from error
    try:
        config = parse_config(raw, name=str(path), folder=path.parent)
    except ConfigError as error:
        raise ConfigError([located(one, name=str(path), text=raw) for one in error.problems]) from error
    database = beside(config.bot.database, folder=path.parent)
    if problem := _left_elsewhere(config.bot.database, database):
        raise ConfigError([located(f"bot.database: {problem}", name=str(path), text=raw)])
    return replace(config, bot=config.bot.model_copy(update={"database": database}))


def _left_elsewhere(written: str, database: str) -> str:
    """Say that a record lies where it was before its path counted from the config file: none is begun beside it."""
    there, here = (Path(one.removeprefix(SQLITE).partition("?")[0]) for one in (database, written))
    if database == written or there.exists() or not here.is_file():
        return ""
    return (
        f"{written!r}: counts from the config file, where {there} does not exist, and there is a record in the folder "
        f'you are in; write "{SQLITE}{here.resolve()}", or move the record'
    )


def parse_config(text: str, *, name: str = "config.toml", folder: Path | None = None) -> Config:
    """Read a config from its text.

    Args:
        text: of the file.
        name: stands in messages.
        folder: where the file lies, and packs of its own may.

    Raises:
        ConfigError: with every mistake.

    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([f"{name}: is not TOML: {error}"]) from error
    packs, problems = read_packs(document.get("include"), folder=folder, shipped=_shipped_packs())
    for pack in packs:
        problems += [f"{pack.name}: {problem}" for problem in _problems_alone(pack.tables)]
    document, origins, notes = with_packs(document, [] if problems else packs)
    settings, more = _validated(document)
    if problems:  # what a pack would hold is no lack of the config
        more = [one for one in more if ": there are none; " not in one]
    if settings is None or problems or more:
        raise ConfigError([*problems, *more])
    config = _read_tables(settings)
    sources = SourceList(replace(one, origin=origins.get(one.id, "")) for one in config.sources)
    return replace(config, sources=sources, notes=tuple(notes))


def _validated(document: dict[str, Any]) -> tuple[Settings | None, list[str]]:
    """Return the settings of a document, or None, and every mistake in it."""
    try:
        settings = Settings.model_validate(document)
    except ValidationError as error:
        problems = [_problem(document, dict(entry)) for entry in error.errors()]
        return None, [*problems, *_cross_problems(document)]
    return settings, [*_cross_problems(document), *_too_often(settings), *_let_go_too_early(settings)]


def _problems_alone(tables: Mapping[str, list[dict[str, Any]]]) -> list[str]:
    """Return what is wrong with the tables of a pack, whatever else there is."""
    document: dict[str, Any] = {name: list(rows) for name, rows in tables.items()}
    document["sources"] = [{key: row[key] for key in row if key != "voice"} for row in document.get("sources", [])]
    document = {"actors": [{"id": "nobody", "name": "Nobody"}], "sources": [_NO_SOURCE]} | {
        name: rows for name, rows in document.items() if rows
    }
    return _validated(document)[1]


def _shipped_packs() -> Path | None:
    try:
        return example_config_path().parent / "config" / "packs"
    except ConfigError:
        return None


def _too_often(settings: Settings) -> Iterator[str]:
    """Find hosts of others that would be asked more than once a minute by nobody's decision."""
    allowed = frozenset(host.casefold() for host in settings.polling.allowed_private_hosts)
    foreign = [
        (place, one)
        for place, one in enumerate(settings.sources, 1)
        if (url := one.url or _URLS.get(one.kind, "")) and not _is_own(url, allowed)
    ]
    said = f"asks a host of others more than once a minute; write {LEAST_EVERY.total_seconds():.0f}s or more, or"
    for place, source in foreign:
        if source.every is not None and source.every < LEAST_EVERY and not source.i_know.strip():
            yield f'sources[{place}].every: {said} i_know = "why" beside it ({source.id})'
    polling = settings.polling
    is_used = any(one.every is None and one.kind not in _EVERY for _, one in foreign)
    if polling.every < LEAST_EVERY and not polling.i_know.strip() and is_used:
        yield f'polling.every: {said} i_know = "why" beside it'


LEAST_OUTCOMES: Final = timedelta(days=30)  # `why` finds what was rejected for so long


def _let_go_too_early(settings: Settings) -> Iterator[str]:
    """Find what would be let go of while something is decided by it."""
    kept, remembered = settings.retention, settings.alerts.remember
    least = {
        "texts": (settings.polling.recheck_until, "pages are compared with their texts until polling.recheck_until"),
        "outcomes": (LEAST_OUTCOMES, "`why` looks so far back"),
        "deliveries": (remembered, "what was told would be told again within alerts.remember"),
        "statements": (remembered, "what was said would be new again within alerts.remember"),
    }
    for name, (span, why) in least.items():
        value = getattr(kept, name)
        if value is not None and value < span:
            yield f"retention.{name}: is shorter than {span.days} days; {why}"
    if kept.statements is not None and (kept.deliveries is None or kept.deliveries > kept.statements):
        yield "retention.statements: the messages that show them go first; set retention.deliveries no longer than it"


def _is_own(url: str, allowed: Collection[str]) -> bool:
    from bot.core.reach import ip_literal, is_public, registrable_domain  # noqa: PLC0415 - it reads a long list of names

    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    literal = ip_literal(host)
    own = registrable_domain(host) is None if literal is None else not is_public(literal)
    return own or not {host, f"{host}:{parts.port}"}.isdisjoint(allowed)


_NAMES: Final = {Platform.DISCORD: "Discord", Platform.SLACK: "Slack"}
_TOKENS: Final = ("discord_token", "slack_bot_token", "slack_app_token", "slack_signing_secret", "webhook_secret")
SHORTEST_SECRET: Final = 32  # characters: as many as 16 random bytes have, written as hex


def read_secrets(environment: Mapping[str, str] = os.environ) -> Secrets:
    """Read tokens from the environment: `DISCORD_TOKEN` and so on, each also as a file named by `DISCORD_TOKEN_FILE`.

    Raises:
        ConfigError: a token is given twice, or its file cannot be read.

    """
    problems: list[str] = []
    tokens = {name: _secret(name.upper(), environment, problems) for name in _TOKENS}
    if len(tokens["webhook_secret"] or " " * SHORTEST_SECRET) < SHORTEST_SECRET:
        problems.append(f"WEBHOOK_SECRET: is short enough to be guessed; take {SHORTEST_SECRET} characters or more")
    if problems:
        raise ConfigError(problems)
    return Secrets(**tokens)


def missing_tokens(config: Config, secrets: Secrets) -> dict[Platform, str]:
    """Return the platforms that are off, each with the environment variable that would turn it on."""
    off: dict[Platform, str] = {}
    if not secrets.discord_token:
        off[Platform.DISCORD] = "DISCORD_TOKEN"
    second, value = (
        ("SLACK_APP_TOKEN", secrets.slack_app_token)
        if config.slack.mode == "socket"
        else ("SLACK_SIGNING_SECRET", secrets.slack_signing_secret)
    )
    if not secrets.slack_bot_token:
        off[Platform.SLACK] = "SLACK_BOT_TOKEN"
    elif not value:
        off[Platform.SLACK] = second
    return off


def routes_to_nowhere(config: Config, secrets: Secrets) -> list[str]:
    """Say which routes lead to a platform that is off."""
    off = missing_tokens(config, secrets)
    return [
        f"routes[{place}]: leads to {_NAMES[route.channel.platform]}, which is off: set {off[route.channel.platform]}"
        for place, route in enumerate(config.routes, 1)
        if route.channel.platform in off
    ]


def idle_platforms(config: Config, secrets: Secrets) -> list[str]:
    """Say which platforms are on and get no alerts."""
    routed = {route.channel.platform for route in config.routes}
    return [
        f'{name} has a token and gets no alerts: add a route with channel = "{platform}:<channel id>"'
        for platform, name in _NAMES.items()
        if platform not in missing_tokens(config, secrets) and platform not in routed
    ]


def takes_posts(config: Config) -> bool:
    """Tell whether a source of the config is a webhook: without one nothing listens."""
    return any(source.kind is SourceKind.WEBHOOK for source in config.sources)


def _secret(name: str, environment: Mapping[str, str], problems: list[str]) -> str | None:
    value, file_name = environment.get(name, "").strip(), environment.get(f"{name}_FILE", "").strip()
    if value and file_name:
        problems.append(f"{name}: is set, and so is {name}_FILE; set one of them")
    elif file_name:
        try:
            value = Path(file_name).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            problems.append(f"{name}_FILE: {file_name} cannot be read ({error}); name a file that holds the token")
    return value or None


def _read_tables(settings: Settings) -> Config:
    actors = tuple(Actor(**actor.model_dump()) for actor in settings.actors)
    return Config(
        bot=settings.bot,
        polling=settings.polling,
        alerts=settings.alerts,
        discord=settings.discord,
        slack=settings.slack,
        webhook=settings.webhook,
        replay=settings.replay,
        retention=settings.retention,
        metrics=settings.metrics,
        actors=actors,
        sources=SourceList(_read_source(source, settings.polling, actors) for source in settings.sources),
        routes=tuple(
            Route(
                channel=Channel.parse(route.channel),
                actor_ids=route.actors,
                source_ids=route.sources,
                tiers=route.tiers,
                words=route.words,
                repeats=route.repeats,
                least_confidence=(
                    settings.alerts.least_confidence if route.least_confidence is None else route.least_confidence
                ),
            )
            for route in settings.routes
        ),
    )


def _read_source(source: SourceSettings, polling: PollingSettings, actors: Iterable[Actor]) -> Source:
    of_actors = tuple(dict.fromkeys(query for actor in actors for query in actor.searched_for))
    return Source(
        id=source.id,
        name=source.name,
        url=source.url or _URLS.get(source.kind, f"{source.kind}:{source.id}"),
        kind=source.kind,
        select=source.select or "",
        next_page=source.next or "",
        pages=source.pages,
        tier=source.tier,
        language=source.language,
        poll_every=source.every or _EVERY.get(source.kind, polling.every),
        heeds_hints=source.every is None and "every" not in polling.model_fields_set,
        article_hosts=source.article_hosts,
        voice=source.voice,
        folder=source.folder or "",
        queries=(source.queries or of_actors) if source.kind in SEARCHES else (),
    )


def read_source(table: Mapping[str, Any], config: Config) -> Source:
    """Read the table of one source that is not in the file, as if it were.

    Raises:
        ConfigError: with every mistake in it, each after its key.

    """
    document = {"sources": [dict(table)], "actors": [{"id": one.id, "name": one.name} for one in config.actors]}
    settings, problems = _validated(document)
    if settings is None or problems:
        raise ConfigError([problem.removeprefix("sources[1].") for problem in problems])
    return _read_source(settings.sources[0], config.polling, config.actors)


def _problem(document: dict[str, Any], entry: dict[str, Any]) -> str:
    location = entry["loc"]
    if entry["type"] == "extra_forbidden":
        if new := RENAMED.get(_key_path(location)):
            return f"{_key_path(location)}: is called {new} now"
        return f"{_key_path(location)}: {unknown_key(Settings, location)}"
    if entry["type"] == "missing":
        return f"{_key_path(location)}: is missing; config.example.toml shows it"
    value = document
    for key in location:
        value = value[key]
    return f"{_key_path(location)}: {value!r}: {said_of(entry, value)}"


def _key_path(location: tuple[int | str, ...]) -> str:
    """Write a place as a person would: `sources[3].url`, counted from 1."""
    path = ""
    for key in location:
        path += f"[{key + 1}]" if isinstance(key, int) else f".{key}" if path else str(key)
    return path


def _cross_problems(document: dict[str, Any]) -> Iterator[str]:
    """Find what single keys cannot tell: ids twice, and names of actors that do not exist."""
    tables = {name: _tables(document, name) for name in ("actors", "sources", "routes")}
    for name in ("actors", "sources"):
        if not tables[name] and not document.get(name):
            yield f"{name}: there are none; add a [[{name}]] table, or include a pack, as in config.example.toml"
        seen: dict[str, int] = {}
        for place, table in enumerate(tables[name], 1):
            first = seen.setdefault(str(table.get("id")), place)
            if first != place and table.get("id") is not None:
                yield f"{name}[{place}].id: {table['id']!r} is the id of {name}[{first}] as well; give each its own"
    yield from _unknown_names(tables)
    yield from _account_problems(tables["sources"])
    yield from _unread_keys(tables["sources"])
    yield from _query_problems(tables)


def _unread_keys(sources: list[dict[str, Any]]) -> Iterator[str]:
    for place, table in enumerate(sources, 1):
        kind = table.get("kind", SourceKind.FEED)
        if kind not in list(SourceKind):
            continue
        for key, kinds in KINDS_WITH.items():
            if key in table and kind not in kinds:
                wanted = " or ".join(sorted(kinds))
                yield f"sources[{place}].{key}: is read where kind is {wanted}; this one is a {kind}"
        if (needed := _WANTED.get(kind, "url")) not in table:
            yield f"sources[{place}].{needed}: is missing; config.example.toml shows it"


def _query_problems(tables: Mapping[str, list[dict[str, Any]]]) -> Iterator[str]:
    """Find searches without a place for what is searched for, and with more of that than one poll can ask."""
    of_actors = sum(_length(actor.get("queries")) or 1 for actor in tables["actors"])
    for place, table in enumerate(tables["sources"], 1):
        kind, url = str(table.get("kind", SourceKind.FEED)), str(table.get("url", ""))
        if kind == SourceKind.SEARCH and url and QUERY_MARK not in url:
            yield f"sources[{place}].url: {url!r}: write {QUERY_MARK} where what is searched for stands"
        if kind != SourceKind.SEARCH and QUERY_MARK in url:
            yield f"sources[{place}].url: {url!r}: {QUERY_MARK} is filled in where kind is search; this one is a {kind}"
        number = _length(table.get("queries")) or of_actors
        if kind in SEARCHES and number > MOST_QUERIES:
            whose = "queries" if "queries" in table else "queries: are those of the actors, and"
            yield f"sources[{place}].{whose}: {number} are too many for one source; write {MOST_QUERIES} at most"


def _length(value: object) -> int:
    return len(value) if isinstance(value, list) else 0


def _unknown_names(tables: Mapping[str, list[dict[str, Any]]]) -> Iterator[str]:
    """Find actors that there are none of. A source may have been added by command: `jobs.source_changes` knows."""
    actors = [str(table.get("id")) for table in tables["actors"]]
    for place, table in enumerate(tables["routes"], 1):
        wanted = table.get("actors")
        for one in wanted if isinstance(wanted, list) else []:
            if one not in actors:
                ids = f"{', '.join(actors)}{did_you_mean(one, actors)}"
                yield f"routes[{place}].actors: {one!r} is not one of the actors: {ids}"
    for place, table in enumerate(tables["sources"], 1):
        if isinstance(voice := table.get("voice"), str) and voice not in actors:
            ids = f"{', '.join(actors)}{did_you_mean(voice, actors)}"
            yield f"sources[{place}].voice: {voice!r} is not one of the actors: {ids}"


def _account_problems(sources: list[dict[str, Any]]) -> Iterator[str]:
    """Find addresses that are none of the account that the kind wants, and voices where nobody's words are."""
    for place, table in enumerate(sources, 1):
        kind, url = table.get("kind"), table.get("url")
        if kind not in list(SourceKind) or not isinstance(url, str):
            continue
        if problem := problem_with(SourceKind(kind), url):
            yield f"sources[{place}].url: {url!r}: {problem}"
        if kind == SourceKind.YOUTUBE and table.get("voice") is not None:
            yield f"sources[{place}].voice: a channel's notes on a video are not its speaker's words; leave it out"


def _tables(document: dict[str, Any], name: str) -> list[dict[str, Any]]:
    value = document.get(name)
    return [table for table in value if isinstance(table, dict)] if isinstance(value, list) else []


def example_config_path() -> Path:
    """Return where `config.example.toml` lies: beside the packages, or in the environment's share folder.

    Raises:
        ConfigError: in neither.

    """
    places = (
        Path(__file__).parents[2] / "config.example.toml",
        Path(sys.prefix) / "share" / "onrecord" / "config.example.toml",
    )
    for place in places:
        if place.is_file():
            return place
    raise ConfigError(["config.example.toml: is not where it was installed; name a config with -c"])
