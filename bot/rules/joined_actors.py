"""Who is tracked: the actors of the config, and those that were added by command."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.core.config import read_actor
from bot.core.errors import ConfigError
from bot.core.words import plain_form

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.core.model import Actor, StoredActor


LISTS_BESIDE: Final = ("titles", "institutions", "namesakes")


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedActors:
    """The actors of both places."""

    actors: tuple[Actor, ...]  # those of the config first
    removed: tuple[Actor, ...]  # by command; what they said stays on record under their names
    problems: tuple[str, ...]  # who of the database is not tracked, and why


def join_actors(configured: Sequence[Actor], stored: Iterable[StoredActor]) -> JoinedActors:
    """Join the actors of the config with those of the database.

    Where both name an id the config wins: it is what somebody reads who looks for what the bot does. Names, titles and
    the like that were added to an actor by command stand beside those of the config; a role counts where the config has
    none. So it is with a person whom both name.
    """
    rows = {one.id: one for one in stored}
    actors = [_with_what_is_beside(_with_names(actor, rows.get(actor.id)), rows.get(actor.id)) for actor in configured]
    known = {actor.id for actor in configured}
    called = {plain_form(name): one for one in actors for name in (one.name, *one.aliases)}
    removed: list[Actor] = []
    problems: list[str] = []
    for row in rows.values():
        if row.settings is None or (row.id in known and not row.is_added):
            continue
        way_out = f"`actor remove {row.id}` takes it out"
        if row.id in known:
            problems.append(f"{row.id}: the config names this id too, and wins; {way_out}")
            continue
        try:
            actor = _with_names(read_actor(row.settings), row)
        except ConfigError as error:
            if row.is_added:
                problems.append(f"{row.id}: was added by command: {'; '.join(error.problems)}. {way_out}")
            continue
        same = called.get(plain_form(actor.name))
        if row.is_added and same is not None:
            problems.append(f"{row.id}: the config tracks {actor.name} as {same.id}, and wins; {way_out}")
        (removed if same is not None or not row.is_added else actors).append(actor)
    return JoinedActors(actors=tuple(actors), removed=tuple(removed), problems=tuple(problems))


def _with_what_is_beside(actor: Actor, row: StoredActor | None) -> Actor:
    beside = row.beside if row is not None and row.beside else {}
    titles, institutions, namesakes = (
        tuple(dict.fromkeys([*getattr(actor, key), *beside.get(key, ())])) for key in LISTS_BESIDE
    )
    role = actor.role or str(beside.get("role", ""))
    return replace(actor, role=role, titles=titles, institutions=institutions, namesakes=namesakes)


def _with_names(actor: Actor, row: StoredActor | None) -> Actor:
    if row is None or not row.aliases:
        return actor
    return replace(actor, aliases=tuple(dict.fromkeys([*actor.aliases, *row.aliases])))
