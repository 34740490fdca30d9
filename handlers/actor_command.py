"""The command `actor`: whom people track, by which names, and who is taken away; in channels and at the terminal."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from bot.core.errors import ActorChangeError, WatchError
from bot.core.model import StatementQuery
from handlers.render.pieces.lengths import count
from handlers.render.pieces.segments import Block, Line, code, command, strong, words
from handlers.render.replies import directory
from handlers.render.replies.reply import Reply, paged
from handlers.tracking_commands import ACTOR_COMMAND
from handlers.typed.actions import action_of
from handlers.typed.mistake import MistakeError, shown_back
from handlers.typed.whom import Names

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.model import Actor, Member, StoredActor
    from bot.core.ports import Clock, Lookups
    from bot.jobs.by_command.actor_changes import ActorChanges

_LISTS_OF_ACTOR = ("titles", "namesakes", "institutions")
_PRONOUNS = {
    "he": ("he", "him", "his", "himself"),
    "she": ("she", "her", "hers", "herself"),
    "they": ("they", "them", "their", "theirs", "themselves"),
}
_NONE = "none"  # of a list: nothing of it, any more
_NEEDS = {
    "show": "the name of an actor",
    "add": "a name",
    "set": "the name of an actor",
    "alias": "an actor and another name",
    "unalias": "an actor and the name to take away",
    "remove": "the name of an actor",
}


class ActorCommand:
    """Answers `actor`.

    Args:
        changes: changes the actors.
        store: what they are on record with.
        config: what there is.
        clock: the time.

    """

    def __init__(self, *, changes: ActorChanges, store: Lookups, config: Config, clock: Clock) -> None:
        self._changes = changes
        self._store = store
        self._config = config
        self._clock = clock
        self._names = Names(config)
        self._actions: dict[str, Callable[[Mapping[str, str], Member], Awaitable[Reply]]] = {
            "show": self._show,
            "add": self._add,
            "set": self._set,
            "alias": self._alias,
            "unalias": self._unalias,
            "remove": self._remove,
        }

    async def run(self, given: Mapping[str, str], page: int, *, by: Member, may_change: bool) -> Reply:
        """Do what is asked.

        Args:
            given: the arguments as typed; those that are missing are empty.
            page: of a list, counted from 0.
            by: who asks.
            may_change: whether this person may change actors.

        Raises:
            MistakeError: it cannot be done; the lines say why.
            StoreError: the record cannot be used.

        """
        action = action_of(ACTOR_COMMAND, given, needs=_NEEDS, may_change=may_change)
        if action == "list":
            return await self._list(page)
        try:
            return await self._actions[action](given, by)
        except ActorChangeError as error:
            raise MistakeError((words(f"Nothing was changed: {error}."),)) from error
        except WatchError as error:
            raise MistakeError((words(f"It is saved, and takes effect at the next start: {error}."),)) from error

    async def _list(self, page: int) -> Reply:
        await self._changes.refresh()
        rows, now = await self._changes.stored(), self._clock.now()
        actors = list(self._config.actors)
        added = sum(not self._changes.is_configured(one.id) for one in actors)
        title = f"{count(len(actors), 'actor')}: {len(actors) - added} from the config, {added} added by command"
        blocks = [Block(lines=((strong("Not tracked: "), words(why)),)) for why in self._changes.problems]
        blocks += [Block(lines=((strong(actor.name),), self._origin_of(actor, rows, now=now))) for actor in actors]
        return paged(title, blocks, name="actor", values=["list"], page=page)

    async def _show(self, given: Mapping[str, str], _by: Member) -> Reply:
        await self._changes.refresh()
        actor = self._names.actor(given["what"])
        rows, now = await self._changes.stored(), self._clock.now()
        latest = await self._store.statements(StatementQuery(actor_id=actor.id, limit=1))
        blocks = [
            directory.actor_block(actor, latest, now=now),
            directory.actor_names_block(actor),
            Block(lines=(self._origin_of(actor, rows, now=now),)),
        ]
        return Reply(title="Actor", blocks=tuple(one for one in blocks if one.lines))

    def _origin_of(self, actor: Actor, rows: Mapping[str, StoredActor], *, now: datetime) -> Line:
        is_configured = self._changes.is_configured(actor.id)
        return directory.actor_origin_line(actor, rows.get(actor.id), is_configured=is_configured, now=now)

    async def _add(self, given: Mapping[str, str], by: Member) -> Reply:
        settings = self._settings_of(given)
        actor = await self._changes.add(settings, by=by)
        lines: list[Line] = [
            (strong(actor.name), words(" · "), code(actor.id)),
            (words("Statements are found in every text that is read from now on."),),
        ]
        if actor.aliases:
            lines.insert(1, directory.also_line(actor))
        if not actor.aliases and not actor.titles:
            lines.append(
                (
                    words("Nothing but the name is known, so other spellings and titles are missed: "),
                    command(f"actor alias {actor.id} …"),
                    words(" adds a name."),
                )
            )
        lines += self._warned([actor.name, *actor.aliases])
        return Reply(title="Actor added", blocks=(Block(lines=tuple(lines)),))

    async def _set(self, given: Mapping[str, str], by: Member) -> Reply:
        actor, settings = self._meant(given["what"]), self._about(given)
        if not settings:
            raise MistakeError(
                (words("Nothing was said of the actor. Write one like "), code(f'actor set {actor.id} role:"…"')),
            )
        actor = await self._changes.change(actor.id, settings, by=by)
        said: Line = (strong(actor.name), words(" · "), code(actor.id))
        beside = " beside what stands in the config" if self._changes.is_configured(actor.id) else ""
        changed = words(f"Changed{beside}: {', '.join(settings)}. It counts for every text that is read from now on.")
        return Reply(title="Actor changed", blocks=(Block(lines=(said, (changed,))),))

    async def _alias(self, given: Mapping[str, str], by: Member) -> Reply:
        actor, names = self._actor_and_names(given, "alias")
        actor = await self._changes.add_names(actor.id, names, by=by)
        said: Line = (strong(actor.name), words(f" is found as {', '.join(names)} from now on."))
        return Reply(title="Name added", blocks=(Block(lines=(said, *self._warned(names))),))

    async def _unalias(self, given: Mapping[str, str], by: Member) -> Reply:
        actor, names = self._actor_and_names(given, "unalias")
        for name in names:
            actor = await self._changes.remove_name(actor.id, name, by=by)
        said: Line = (strong(actor.name), words(f" is no longer found as {', '.join(names)}."))
        return Reply(title="Name removed", blocks=(Block(lines=(said,)),))

    async def _remove(self, given: Mapping[str, str], by: Member) -> Reply:
        actor = self._meant(given["what"])
        await self._changes.remove(actor.id, by=by)
        if self._config.actors.get(actor.id) is not None:
            said: Line = (strong(actor.name), words(" is in the config, and is tracked as before."))
        else:
            said = (strong(actor.name), words(" is no longer tracked. Their statements stay on record."))
        return Reply(title="Actor removed", blocks=(Block(lines=(said,)),))

    def _settings_of(self, given: Mapping[str, str]) -> dict[str, Any]:
        """Return the table of an actor as the config would have it, with an id of its own.

        Raises:
            MistakeError: it cannot be read.

        """
        name, *aliases = split_names(given["what"]) or [""]
        settings: dict[str, Any] = {"id": given.get("id") or self._free_id(name), "name": name, "pronouns": []}
        if aliases := [*aliases, *split_names(given.get("alias", ""))]:
            settings["aliases"] = aliases
        return settings | self._about(given)

    @staticmethod
    def _about(given: Mapping[str, str]) -> dict[str, Any]:
        """Return what is said of an actor beside the names.

        Raises:
            MistakeError: it cannot be read.

        """
        settings: dict[str, Any] = {}
        if given.get("role"):
            settings["role"] = given["role"]
        for key in _LISTS_OF_ACTOR:
            if listed := split_names(given.get(key, "")):
                settings[key] = [] if listed == [_NONE] else listed
        if typed := given.get("pronouns", "").casefold():
            if typed not in _PRONOUNS:
                raise MistakeError((words(f"{shown_back(typed)} are no pronouns: write he, she or they."),))
            settings["pronouns"] = list(_PRONOUNS[typed])
        return settings

    def _free_id(self, name: str) -> str:
        """Make an id of the last word of a name that nobody has, or ever had while this process ran."""
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
        slugs = [slug for part in plain.split() if (slug := re.sub(r"[^a-z0-9]+", "-", part).strip("-"))]
        base = (slugs[-1] if slugs else "actor")[:28]
        ids = (base, "-".join(slugs)[:32].strip("-") or base, *(f"{base}-{number}" for number in range(2, 10_000)))
        return next(
            (one for one in ids if (known := self._config.actors.ever(one)) is None or known.name == name), base
        )

    def _actor_and_names(self, given: Mapping[str, str], action: str) -> tuple[Actor, list[str]]:
        """Take an actor and names apart: by the key, at a comma, or where the longest name of an actor ends.

        Raises:
            MistakeError: no actor is meant, or no name is left.

        """
        what = given["what"]
        if given.get("alias"):
            return self._meant(what), split_names(given["alias"])
        first, *names = split_names(what)
        if names:
            return self._meant(first), names
        parts = first.split()
        for end in range(len(parts) - 1, 0, -1):
            actor, names = self._names.called(" ".join(parts[:end])), split_names(" ".join(parts[end:]))
            if actor and names:
                return actor, names
        raise MistakeError(
            (words(f"actor {action} needs an actor and a name: "), command(f'actor {action} NAME "OTHER NAME"')),
            (command("actor list"), words(" lists everyone who is tracked.")),
        )

    def _meant(self, typed: str) -> Actor:
        """Return the actor who is meant: exactly, since something is changed.

        Raises:
            MistakeError: nobody who is tracked has that id or name.

        """
        if actor := self._names.called(typed):
            return actor
        near = self._names.near_words(typed.split())
        way_out = f" Did you mean {' or '.join(one.name for one in near)}?" if near else ""
        raise MistakeError(
            (words(f"Nobody who is tracked is called {shown_back(typed)}.{way_out}"),),
            (command("actor list"), words(" lists everyone.")),
        )

    @staticmethod
    def _warned(names: list[str]) -> list[Line]:
        single = [name for name in names if len(name.split()) == 1 and not name.startswith("@")]
        if not single:
            return []
        said = f"By {single[0]} alone, others of that name are found too: name them as namesakes in the config."
        return [(words(said),)]


def split_names(text: str) -> list[str]:
    """Return the names in a text, which commas part."""
    return [name for one in text.split(",") if (name := " ".join(one.split()).strip("\"'“”"))]
