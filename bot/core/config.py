"""`config.toml` → a frozen `Config`. Every mistake is reported at once, each with its key path.

Secrets come from the environment, never from the file (`bot.core.secret_tokens`).

`config.example.toml` documents every key; a test holds the two together.
"""

from __future__ import annotations

import sys
import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.core.actor_list import ActorList
from bot.core.config_problems import problems_alone, route_problems, validated
from bot.core.config_sections import (
    EVERY_OF_KINDS,
    SEARCHES,
    URLS_OF_KINDS,
    ActorSettings,
    RouteSettings,
    Section,
)
from bot.core.config_words import located
from bot.core.database import SQLITE, beside, with_store
from bot.core.errors import ConfigError
from bot.core.ids import stable_id
from bot.core.live_list import LiveList
from bot.core.model import Actor, Channel, DigestPlan, QuietHours, Route, Source, SourceKind, Term
from bot.core.packs import read_packs, with_packs
from bot.core.source_list import SourceList

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.core.config_sections import (
        AlertSettings,
        BotSettings,
        DigestSettings,
        DiscordSettings,
        MetricsSettings,
        PollingSettings,
        QuietSettings,
        ReplaySettings,
        RetentionSettings,
        Settings,
        SlackSettings,
        SourceSettings,
        StoreSettings,
        WebhookSettings,
        WebSettings,
        WorkSettings,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What the bot runs by: the sections as written, actors, sources and routes as the engine knows them.

    One object that everything holds: its sections and lists take new values when the file is read again.
    """

    bot: BotSettings
    store: StoreSettings
    polling: PollingSettings
    alerts: AlertSettings
    discord: DiscordSettings
    slack: SlackSettings
    webhook: WebhookSettings
    replay: ReplaySettings
    retention: RetentionSettings
    metrics: MetricsSettings
    web: WebSettings
    work: WorkSettings
    actors: ActorList
    sources: SourceList  # of the file; of a running bot those that were added by command too
    routes: LiveList[Route]  # as `sources`
    digests: LiveList[DigestPlan]  # as `sources`
    notes: tuple[str, ...] = ()  # what of the packs is not taken, and why

    def __post_init__(self) -> None:
        object.__setattr__(self, "actors", ActorList.of(self.actors))
        object.__setattr__(self, "sources", SourceList.of(self.sources))
        object.__setattr__(self, "routes", LiveList.of(self.routes))
        object.__setattr__(self, "digests", LiveList.of(self.digests))

    def with_own_lists(self, *, of: Config | None = None) -> Config:
        """Return a config whose lists stay as they are now; its sections are the very ones of this or another one."""
        actors, sources, routes = ActorList(self.actors), SourceList(self.sources), LiveList(self.routes)
        return replace(of or self, actors=actors, sources=sources, routes=routes, digests=LiveList(self.digests))

    def sections(self) -> dict[str, Section]:
        """Return the sections by their names in the file."""
        named = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value for name, value in named.items() if isinstance(value, Section)}


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
    url = beside(config.store.url, folder=path.parent)
    if problem := _left_elsewhere(config.store.url, url):
        raise ConfigError([located(f"store.url: {problem}", name=str(path), text=raw)])
    return replace(config, store=config.store.model_copy(update={"url": url}))


def _left_elsewhere(written: str, url: str) -> str:
    """Say that a record lies where it was before its path counted from the config file: none is begun beside it."""
    there, here = (Path(one.removeprefix(SQLITE).partition("?")[0]) for one in (url, written))
    if url == written or there.exists() or not here.is_file():
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
    document, earlier_names = with_store(document)
    packs, problems = read_packs(document.get("include"), folder=folder, shipped=_shipped_packs())
    for pack in packs:
        problems += [f"{pack.name}: {problem}" for problem in problems_alone(pack.tables)]
    document, origins, notes = with_packs(document, [] if problems else packs)
    settings, more = validated(document)
    if problems:  # what a pack would hold is no lack of the config
        more = [one for one in more if ": there are none; " not in one]
    if settings is None or problems or more:
        raise ConfigError([*problems, *more])
    config = _read_tables(settings)
    sources = SourceList(replace(one, origin=origins.get(one.id, "")) for one in config.sources)
    return replace(config, sources=sources, notes=(*earlier_names, *notes))


def _shipped_packs() -> Path | None:
    try:
        return example_config_path().parent / "config" / "packs"
    except ConfigError:
        return None


def takes_posts(config: Config) -> bool:
    """Tell whether a source of the config is a webhook: without one nothing listens."""
    return any(source.kind is SourceKind.WEBHOOK for source in config.sources)


def _read_tables(settings: Settings) -> Config:
    actors = ActorList(map(_actor, settings.actors))
    return Config(
        bot=settings.bot,
        store=settings.store,
        polling=settings.polling,
        alerts=settings.alerts,
        discord=settings.discord,
        slack=settings.slack,
        webhook=settings.webhook,
        replay=settings.replay,
        retention=settings.retention,
        metrics=settings.metrics,
        web=settings.web,
        work=settings.work,
        actors=actors,
        sources=SourceList(_read_source(source, settings.polling, actors) for source in settings.sources),
        routes=LiveList(_read_route(route, settings.alerts, zone=settings.bot.time_zone) for route in settings.routes),
        digests=LiveList(_read_digest(digest, settings) for digest in settings.digests),
    )


def _read_digest(digest: DigestSettings, settings: Settings) -> DigestPlan:
    asks = RouteSettings(**{name: getattr(digest, name) for name in digest.model_fields_set - {"cron", "zone"}})
    wants, zone = _read_route(asks, settings.alerts, zone=settings.bot.time_zone), digest.zone or settings.bot.time_zone
    return DigestPlan(
        id=stable_id("digest plan", repr(wants), digest.cron, zone), wants=wants, cron=digest.cron, zone=zone
    )


def _read_quiet(quiet: QuietSettings | None, *, zone: str) -> QuietHours | None:
    if quiet is None:
        return None
    return QuietHours(
        begins=quiet.begins, ends=quiet.ends, zone=quiet.zone or zone, days=quiet.days, mentions=quiet.mentions
    )


def _read_route(route: RouteSettings, alerts: AlertSettings, *, zone: str) -> Route:
    return Route(
        channel=Channel.parse(route.channel),
        actor_ids=route.actors,
        source_ids=route.sources,
        tiers=route.tiers,
        words=route.words,
        not_words=route.not_words,
        novelty=route.novelty,
        kinds=route.kinds,
        repeats=route.repeats,
        least_confidence=alerts.least_confidence if route.least_confidence is None else route.least_confidence,
        urgency=route.urgency,
        mention=route.mention,
        target=route.target,
        quiet=_read_quiet(route.quiet, zone=zone),
    )


def read_route(table: Mapping[str, Any], config: Config) -> Route:
    """Read the table of one route that is not in the file, as if it were.

    Raises:
        ConfigError: with every mistake in it, each after its key.

    """
    settings, problems = route_problems(table, actor_ids=[one.id for one in config.actors])
    if settings is None or problems:
        raise ConfigError(problems)
    return _read_route(settings.routes[0], config.alerts, zone=config.bot.time_zone)


def _read_source(source: SourceSettings, polling: PollingSettings, actors: Iterable[Actor]) -> Source:
    of_actors = tuple(dict.fromkeys(query for actor in actors for query in actor.searched_for))
    return Source(
        id=source.id,
        name=source.name,
        url=source.url or URLS_OF_KINDS.get(source.kind, f"{source.kind}:{source.id}"),
        kind=source.kind,
        select=source.select or "",
        next_page=source.next or "",
        pages=source.pages,
        tier=source.tier,
        language=source.language,
        poll_every=source.every or EVERY_OF_KINDS.get(source.kind, polling.every),
        heeds_hints=source.every is None and "every" not in polling.model_fields_set,
        article_hosts=source.article_hosts,
        voice=source.voice,
        folder=source.folder or "",
        queries=(source.queries or of_actors) if source.kind in SEARCHES else (),
        asks_for_actors=source.kind in SEARCHES and not source.queries,
    )


def read_source(table: Mapping[str, Any], config: Config) -> Source:
    """Read the table of one source that is not in the file, as if it were.

    Raises:
        ConfigError: with every mistake in it, each after its key.

    """
    document = {"sources": [dict(table)], "actors": [{"id": one.id, "name": one.name} for one in config.actors]}
    settings, problems = validated(document)
    if settings is None or problems:
        raise ConfigError([problem.removeprefix("sources[1].") for problem in problems])
    return _read_source(settings.sources[0], config.polling, config.actors)


def read_actor(table: Mapping[str, Any]) -> Actor:
    """Read the table of one actor who is not in the file, as if it were.

    Raises:
        ConfigError: with every mistake in it, each after its key.

    """
    if problems := problems_alone({"actors": [dict(table)]}):
        raise ConfigError([problem.removeprefix("actors[1].") for problem in problems])
    return _actor(ActorSettings.model_validate(dict(table)))


def _actor(settings: ActorSettings) -> Actor:
    terms = tuple(Term(**term.model_dump()) for term in settings.terms)
    return Actor(**{**settings.model_dump(), "terms": terms})


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
