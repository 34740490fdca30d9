"""What is wrong with a config, each mistake with its key path: by single keys, and by what keys say of each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from pydantic import ValidationError

from bot.core.accounts import problem_with
from bot.core.config_sections import EVERY_OF_KINDS, QUERY_MARK, SEARCHES, URLS_OF_KINDS, Settings
from bot.core.config_words import did_you_mean, said_of, unknown_key
from bot.core.database import SQLITE
from bot.core.model import HANDED_OVER, SourceKind, Urgency
from bot.core.thresholds import LEAST_EVERY, LEAST_OUTCOMES, MOST_QUERIES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

# Keys that bore another name once: an old file is answered with the new one.
RENAMED = {
    "bot.database": "store.url",
    "bot.keepers": "bot.moderators",
    "polling.article_attempts": "polling.give_up_after",
    "alerts.ceiling": "alerts.limit",
    "alerts.ceiling_per": "alerts.limit_per",
}
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
_NO_SOURCE: Final = {"id": "none", "name": "None", "url": "https://nobody.example/feed", "tier": "outlet"}


def validated(document: dict[str, Any]) -> tuple[Settings | None, list[str]]:
    """Return the settings of a document, or None, and every mistake in it."""
    try:
        settings = Settings.model_validate(document)
    except ValidationError as error:
        problems = [_problem(document, dict(entry)) for entry in error.errors()]
        return None, [*problems, *_cross_problems(document)]
    of_sections = [*_too_often(settings), *_let_go_too_early(settings), *_shared_in_a_file(settings)]
    return settings, [*_cross_problems(document), *of_sections]


def problems_alone(tables: Mapping[str, list[dict[str, Any]]]) -> list[str]:
    """Return what is wrong with the tables of a pack, whatever else there is."""
    document: dict[str, Any] = {name: list(rows) for name, rows in tables.items()}
    document["sources"] = [{key: row[key] for key in row if key != "voice"} for row in document.get("sources", [])]
    document = {"actors": [{"id": "nobody", "name": "Nobody"}], "sources": [_NO_SOURCE]} | {
        name: rows for name, rows in document.items() if rows
    }
    return validated(document)[1]


def route_problems(table: Mapping[str, Any], *, actor_ids: Collection[str]) -> tuple[Settings | None, list[str]]:
    """Return the settings that hold one route that is not in the file, or None, and every mistake in it by its key."""
    actors = [{"id": one, "name": one.ljust(2, "-")} for one in actor_ids]
    settings, problems = validated({"actors": actors, "sources": [_NO_SOURCE], "routes": [dict(table)]})
    return settings, [problem.removeprefix("routes[1].") for problem in problems]


def _shared_in_a_file(settings: Settings) -> Iterator[str]:
    if settings.work.is_shared and settings.store.url.startswith(SQLITE):
        yield (
            'work.engine: "procrastinate" needs PostgreSQL: SQLite has one writer, and no other host can lock its '
            'file; write store.url = "postgresql://user@host/name", or leave [work] out'
        )


def _too_often(settings: Settings) -> Iterator[str]:
    """Find hosts of others that would be asked more than once a minute by nobody's decision."""
    allowed = frozenset(host.casefold() for host in settings.polling.allowed_private_hosts)
    foreign = [
        (place, one)
        for place, one in enumerate(settings.sources, 1)
        if (url := one.url or URLS_OF_KINDS.get(one.kind, "")) and not _is_own(url, allowed)
    ]
    said = f"asks a host of others more than once a minute; write {LEAST_EVERY.total_seconds():.0f}s or more, or"
    for place, source in foreign:
        if source.every is not None and source.every < LEAST_EVERY and not source.i_know.strip():
            yield f'sources[{place}].every: {said} i_know = "why" beside it ({source.id})'
    polling = settings.polling
    is_used = any(one.every is None and one.kind not in EVERY_OF_KINDS for _, one in foreign)
    if polling.every < LEAST_EVERY and not polling.i_know.strip() and is_used:
        yield f'polling.every: {said} i_know = "why" beside it'


def _let_go_too_early(settings: Settings) -> Iterator[str]:
    """Find what would be let go of while something is decided by it."""
    kept, remembered = settings.retention, settings.alerts.remember
    least = {
        "texts": (settings.polling.recheck_until, "pages are compared with their texts until polling.recheck_until"),
        "outcomes": (LEAST_OUTCOMES, "`why` looks so far back"),
        "deliveries": (remembered, "what was reported would be reported again within alerts.remember"),
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
    tables = {name: _tables(document, name) for name in ("actors", "sources", "routes", "digests")}
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
    yield from _mention_problems(document, tables["routes"])
    yield from _workspace_problems(document, tables)


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


def _mention_problems(document: dict[str, Any], routes: list[dict[str, Any]]) -> Iterator[str]:
    """Find routes that may mention nobody, somebody of another platform, or everyone."""
    discord = document.get("discord")
    guilds = discord.get("guilds") if isinstance(discord, dict) else None
    for place, table in enumerate(routes, 1):
        channel, mention = str(table.get("channel", "")), table.get("mention") or ""
        where, mentions = f"routes[{place}].mention", table.get("urgency") == Urgency.MENTION
        if mentions and not mention:
            yield f"{where}: is missing; name the one role or user group that alerts of this route may mention"
        elif mention and not mentions:
            yield f'{where}: is read where urgency is "mention"; write that too, or leave this out'
        elif mention and isinstance(guilds, list) and mention in guilds:
            yield f"{where}: {mention!r}: is the server's own id, which stands for everyone; name another role"
        elif mention and not channel.startswith("slack:" if str(mention).startswith("S") else "discord:"):
            yield f"{where}: {mention!r}: is of another platform than the channel, {channel}; only that one can mention"


def _workspace_problems(document: dict[str, Any], tables: Mapping[str, list[dict[str, Any]]]) -> Iterator[str]:
    """Find channels of workspaces that the bot is not in, and workspaces that could not reach it."""
    slack = document.get("slack")
    slack = slack if isinstance(slack, dict) else {}
    listed = [str(one) for one in _listed(slack.get("workspaces"))]
    if listed and slack.get("mode") != "http":
        yield 'slack.workspaces: people of several workspaces reach the bot by HTTP alone; write mode = "http" as well'
    bot = document.get("bot")
    channels = [
        (f"{name}[{place}].channel", str(table.get("channel", "")))
        for name in ("routes", "digests")
        for place, table in enumerate(tables[name], 1)
    ]
    channels += [("bot.ops_channel", str(bot.get("ops_channel", "")))] if isinstance(bot, dict) else []
    for where, channel in channels:
        workspace, slash, rest = channel.removeprefix("slack:").partition("/")
        if slash and workspace not in listed:
            yield f"{where}: {channel!r}: {workspace} is not one of slack.workspaces; add it there"
        elif slash and workspace == listed[0]:
            yield f'{where}: {channel!r}: {workspace} is the first workspace; write "slack:{rest}"'


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _length(value: object) -> int:
    return len(value) if isinstance(value, list) else 0


def _unknown_names(tables: Mapping[str, list[dict[str, Any]]]) -> Iterator[str]:
    """Find actors that there are none of. A source may have been added by command: `jobs.source_changes` knows."""
    actors = [str(table.get("id")) for table in tables["actors"]]
    wanted = [
        (f"{name}[{place}].actors", one)
        for name in ("routes", "digests")
        for place, table in enumerate(tables[name], 1)
        for one in _listed(table.get("actors"))
    ]
    for where, one in wanted:
        if one not in actors:
            yield f"{where}: {one!r} is not one of the actors: {', '.join(actors)}{did_you_mean(one, actors)}"
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
