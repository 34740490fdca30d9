"""What changes when the config is read again while the bot runs, in words, and what has to wait for the next start."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, TypeVar

from bot.core.model import Actor, Route, Source, SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.config import Config
    from bot.core.model import DigestPlan

# What is read from the config each time it is needed. Anything else is read once, when the bot starts.
LIVE_SETTINGS: Final = {
    "bot": frozenset({"time_zone", "log_level", "log_levels", "ops_channel", "moderators"}),
    "polling": frozenset(
        {
            "every",
            "i_know",
            "longest",
            "cut_off_after",
            "max_feed_bytes",
            "max_page_bytes",
            "allowed_private_hosts",
            "give_up_after",
            "baseline_after",
            "recheck_every",
            "recheck_until",
        }
    ),
    "alerts": frozenset(
        {
            "max_age",
            "give_up_after",
            "least_confidence",
            "background_after",
            "edit_every",
            "limit",
            "limit_per",
        }
    ),
    "slack": frozenset({"route_managers"}),
    "replay": frozenset({"keep_for", "keep_bytes"}),
    "retention": frozenset({"texts", "outcomes", "polls", "deliveries", "statements"}),
}
_UNITS: Final = (("d", timedelta(days=1)), ("h", timedelta(hours=1)), ("m", timedelta(minutes=1)))
_One = TypeVar("_One", Actor, Source)
_NAMES: Final = {
    "poll_every": "every",
    "next_page": "next",
    "actor_ids": "actors",
    "source_ids": "sources",
}  # as the file calls what the engine calls otherwise
_FOLLOW: Final = frozenset(
    {"heeds_hints", "origin", "paused", "from_chat", "asks_for_actors"}
)  # of other settings, or of no file


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigChanges:
    """What differs between two readings of the config."""

    made: tuple[str, ...] = ()  # a line each: "alerts.limit: 12 → 5"
    at_restart: tuple[str, ...] = ()  # settings that take effect at the next start, by their keys
    warnings: tuple[str, ...] = ()  # what of the file leads nowhere


def config_changes(old: Config, new: Config, *, takes_posts: bool, warnings: tuple[str, ...] = ()) -> ConfigChanges:
    """Tell what differs.

    Args:
        old: what the bot runs by; its lists as the file had them.
        new: the file as it is now.
        takes_posts: whether the server for webhooks runs.
        warnings: what of the file leads nowhere.

    """
    made: list[str] = []
    later: list[str] = []
    for name, section in old.sections().items():
        other = new.sections()[name]
        for key in type(section).model_fields:
            before, after = getattr(section, key), getattr(other, key)
            if before == after:
                continue
            if key in LIVE_SETTINGS.get(name, ()):
                made.append(f"{name}.{key}: {said_value(before)} → {said_value(after)}")
            else:
                later.append(f"{name}.{key}")
    if not takes_posts and any(one.kind is SourceKind.WEBHOOK for one in new.sources):
        later.append("webhook (no source took posts when the bot started)")
    made += _actor_changes(old.actors, new.actors)
    made += _source_changes(old, new)
    made += _route_changes(old, new)
    made += _digest_changes(old.digests, new.digests)
    return ConfigChanges(made=tuple(made), at_restart=tuple(later), warnings=warnings)


def said_value(value: Any) -> str:
    """Write a value of a setting as the file has it."""
    match value:
        case bool():
            return "true" if value else "false"
        case None:
            return "never"
        case timedelta():
            return _said_span(value)
        case str():
            return f'"{value}"'
        case tuple():
            return f"[{', '.join(map(said_value, value))}]"
        case _:
            return str(value)


def _said_span(span: timedelta) -> str:
    for unit, length in _UNITS:
        if span and not span % length:
            return f"{span // length}{unit}"
    return f"{span.total_seconds():g}s"


def _actor_changes(old: Sequence[Actor], new: Sequence[Actor]) -> Iterator[str]:
    return _changes_of("actor", old, new, _different)


def _source_changes(old: Config, new: Config) -> Iterator[str]:
    """Tell which sources differ. What all of them take from `polling.every` or from the actors is said there."""
    follows = {"poll_every"} if old.polling.every != new.polling.every else set()
    if [one.searched_for for one in old.actors] != [one.searched_for for one in new.actors]:
        follows.add("queries")

    def different(before: Source, after: Source) -> list[str]:
        return [name for name in _different(before, after) if name not in _FOLLOW | follows]

    return _changes_of("source", old.sources, new.sources, different)


def _changes_of(word: str, old: Sequence[_One], new: Sequence[_One], different: Any) -> Iterator[str]:
    before, after = ({one.id: one for one in ones} for ones in (old, new))
    for one_id, one in after.items():
        if one_id not in before:
            yield f"{word} added: {one.name} ({one_id})"
        elif names := different(before[one_id], one):
            changes = [
                f"{_NAMES.get(name, name)} {said_value(getattr(before[one_id], name))} → "
                f"{said_value(getattr(one, name))}"
                for name in names
            ]
            yield f"{word} changed: {one.name} ({one_id}): {', '.join(changes)}"
    for one_id, one in before.items():
        if one_id not in after:
            yield f"{word} removed: {one.name} ({one_id})"


def _different(before: _One, after: _One) -> list[str]:
    return [one.name for one in fields(before) if getattr(before, one.name) != getattr(after, one.name)]


def _route_changes(old: Config, new: Config) -> Iterator[str]:
    """Tell which routes came and went. A route has no name of its own: one that is changed goes, and comes."""
    common = new.alerts.least_confidence
    moved = old.alerts.least_confidence
    before = Counter(
        replace(one, least_confidence=common) if one.least_confidence == moved else one for one in old.routes
    )
    after = Counter(new.routes)
    for route in (after - before).elements():
        yield f"route added: {said_route(route)}"
    for route in (before - after).elements():
        yield f"route removed: {said_route(route)}"


def _digest_changes(old: Sequence[DigestPlan], new: Sequence[DigestPlan]) -> Iterator[str]:
    """Tell which digests came and went: like a route, one has no name of its own."""
    for word, here, there in (("added", new, old), ("removed", old, new)):
        ids = {one.id for one in there}
        for one in here:
            if one.id not in ids:
                yield f"digest {word}: {said_route(one.wants)}, at {one.cron} in {one.zone}"


def said_route(route: Route) -> str:
    """Name a route by its channel and by what it lets through."""
    plain = Route(channel=route.channel, least_confidence=route.least_confidence)
    limits = [
        f"{_NAMES.get(one.name, one.name)} {said_value(value)}"
        for one in fields(route)
        if (value := getattr(route, one.name)) != getattr(plain, one.name)
    ]
    return f"{route.channel}, {', '.join(limits) or 'everything'}"
