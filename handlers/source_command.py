"""The command `source`: what people find, add, pause, resume, remove and list, in channels and at the terminal."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rapidfuzz import fuzz, process

from bot.core.accounts import account_at, kind_at
from bot.core.config import read_source
from bot.core.errors import ConfigError, SourceChangeError, SourceError
from bot.core.model import OPERATOR, SourceKind, Tier
from bot.core.urls import web_address
from handlers import limits
from handlers.command_table import SOURCE_COMMAND
from handlers.looks import Looks, why_not_fetched
from handlers.render import directory, finds
from handlers.render.lengths import count
from handlers.render.reply import Reply, paged
from handlers.render.segments import Block, code, command, strong, words
from handlers.typed.actions import action_of
from handlers.typed.mistake import MistakeError, one_of, shown_back
from handlers.typed.whom import folded_name

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping

    from bot.core.config import Config
    from bot.core.model import Member, Source
    from bot.core.ports import Clock, SiteLookup
    from bot.jobs.source_changes import SourceChanges
    from handlers.source_trial import SourceTrial

_NEEDS = {
    "find": "the address of a site",
    "add": "the address of what is to be polled",
    "test": "the id of a source, or an address",
    "pause": "the id of a source",
    "resume": "the id of a source",
    "remove": "the id of a source",
}
SETTINGS = (
    "id",
    "name",
    "kind",
    "tier",
    "language",
    "every",
    "voice",
    "select",
    "next",
    "pages",
    "i_know",
)  # as in the config
_LISTS = {"hosts": "article_hosts"}
_NUMBERS = frozenset({"pages"})


class SourceCommand:
    """Answers `source`.

    Args:
        changes: changes the sources.
        config: what there is.
        clock: the time.
        finder: looks at sites; None in a process that is asked nothing of the kind.
        looks: how often a person may have that done; shared with whatever else fetches for people.
        trial: asks a source now; None in a process that is asked nothing of the kind.

    """

    def __init__(
        self,
        *,
        changes: SourceChanges,
        config: Config,
        clock: Clock,
        finder: SiteLookup | None = None,
        looks: Looks | None = None,
        trial: SourceTrial | None = None,
    ) -> None:
        self._changes = changes
        self._finder = finder
        self._looks = looks or Looks(clock)
        self._trial = trial
        self._config = config
        self._clock = clock
        self._actions: dict[str, Callable[[Mapping[str, str], Member], Awaitable[Reply]]] = {
            "add": self._add,
            "test": self._test,
            "pause": self._pause,
            "resume": self._resume,
            "remove": self._remove,
        }

    async def run(self, given: Mapping[str, str], page: int, *, by: Member, may_change: bool) -> Reply:
        """Do what is asked.

        Args:
            given: the arguments as typed; those that are missing are empty.
            page: of a list, counted from 0.
            by: who asks.
            may_change: whether this person may change sources.

        Raises:
            MistakeError: it cannot be done; the lines say why.
            StoreError: the record cannot be used.

        """
        action = action_of(SOURCE_COMMAND, given, needs=_NEEDS, may_change=may_change)
        if action == "list":
            return await self._list(page)
        if action == "find":
            return await self._find(given["what"], page, by=by, may_add=may_change)
        try:
            return await self._actions[action](given, by)
        except SourceChangeError as error:
            raise MistakeError((words(f"Nothing was changed: {error}."),)) from error

    async def _list(self, page: int) -> Reply:
        await self._changes.refresh()
        rows, now = await self._changes.stored(), self._clock.now()
        sources = list(self._config.sources)
        added = sum(not self._changes.is_configured(one.id) for one in sources)
        paused = sum(one.paused for one in sources)
        title = ", ".join(
            [
                f"{count(len(sources), 'source')}: {len(sources) - added} from the config",
                f"{added} added by command",
                *([f"{paused} paused"] if paused else []),
            ]
        )
        not_polled = (*self._changes.overruled, *self._changes.problems)
        blocks = [Block(lines=((strong("Not polled: "), words(why)),)) for why in not_polled]
        blocks += [
            directory.origin_block(
                source, rows.get(source.id), is_configured=self._changes.is_configured(source.id), now=now
            )
            for source in sources
        ]
        return paged(title, blocks, name="source", values=["list"], page=page)

    async def _find(self, what: str, page: int, *, by: Member, may_add: bool) -> Reply:
        if self._finder is None:
            raise MistakeError((words("Sites are looked at by the running bot. Ask it in a channel."),))
        url = _address_of(what)
        is_typed = by.id.startswith(OPERATOR)
        with self._looks.one_more(by):
            try:
                site = await self._finder.find(url, typed=is_typed)
            except SourceError as error:
                raise MistakeError(
                    (words(f"{shown_back(url)} cannot be looked at: {why_not_fetched(error)}."),)
                ) from error
        blocks = finds.found_blocks(site, now=self._clock.now(), may_add=may_add)
        title = f"{count(len(site.found), 'possible source')} on {urlsplit(site.url).hostname}"
        return paged(title, blocks, page=page)

    async def _add(self, given: Mapping[str, str], by: Member) -> Reply:
        settings = settings_of(given)
        settings.setdefault("id", free_id(settings["name"], settings["url"], config=self._config))
        source = await self._changes.add(settings, by=by)
        lines = (
            (strong(source.name), words(" · "), code(source.id), words(f" · {source.kind}")),
            (code(source.url),),
            (words("It is polled within a minute. What it lists now is not reported; what comes after is."),),
            (command("sources"), words(" shows how it is doing.")),
        )
        return Reply(title="Source added", blocks=(Block(lines=lines),))

    async def _test(self, given: Mapping[str, str], by: Member) -> Reply:
        if self._trial is None:
            said = "Sources are asked by the running bot. Ask it in a channel, or type at the terminal: "
            raise MistakeError((words(said), code("onrecord source test")))
        known = "." not in given["what"] or self._config.sources.get(given["what"]) is not None
        source = self._config.sources.get(self._meant(given["what"])) if known else self._at(given)
        with self._looks.one_more(by):
            return await self._trial.run(source or self._at(given))

    def _at(self, given: Mapping[str, str]) -> Source:
        """Return a source made of an address, for the length of a look.

        Raises:
            MistakeError: there is none.
            SourceChangeError: it would not do in a config either.

        """
        try:
            source = read_source(settings_of(given) | {"id": "tried"}, self._config)
        except ConfigError as error:
            raise SourceChangeError("; ".join(error.problems)) from error
        return replace(source, from_chat=True)

    async def _pause(self, given: Mapping[str, str], by: Member) -> Reply:
        source = await self._changes.pause(self._meant(given["what"]), by=by)
        return _said("Source paused", source, "is not polled until it is resumed: ", f"source resume {source.id}")

    async def _resume(self, given: Mapping[str, str], by: Member) -> Reply:
        source = await self._changes.resume(self._meant(given["what"]), by=by)
        return _said("Source resumed", source, "is polled again. How it is doing: ", "sources")

    async def _remove(self, given: Mapping[str, str], by: Member) -> Reply:
        source_id = self._meant(given["what"])
        source = self._config.sources.get(source_id)
        await self._changes.remove(source_id, by=by)
        if (still := self._config.sources.get(source_id)) is not None:
            return _said("Source removed", still, "is in the config and is polled as before: ", "source list")
        name = source.name if source else source_id
        lines = ((strong(name), words(" is no longer polled. What it reported stays on record, under its name.")),)
        return Reply(title="Source removed", blocks=(Block(lines=lines),))

    def _meant(self, typed: str) -> str:
        """Return the id of the source that is meant: exactly, since something is changed.

        Raises:
            MistakeError: no source has that id or name.

        """
        wanted = folded_name(typed)
        sources = list(self._config.sources)
        found = [one for one in sources if one.id == typed] or [
            one for one in sources if wanted in {folded_name(one.id), folded_name(one.name)}
        ]
        if len(found) == 1:
            return found[0].id
        names = {one.id: f"{one.id} {one.name}" for one in sources}
        near = process.extract(
            typed, names, scorer=fuzz.WRatio, score_cutoff=limits.NEAR_NAME, limit=limits.NAMES_OFFERED
        )
        offered = [one.id for one in found] or [key for _, _, key in near]
        way_out = f" Did you mean {one_of(offered)}?" if offered else ""
        raise MistakeError(
            (words(f"No source has the id {shown_back(typed)}.{way_out}"),),
            (command("source list"), words(" lists them all.")),
        )


def free_id(name: str, url: str, *, config: Config, taken: Collection[str] = ()) -> str:
    """Make an id of a name, or else of a host, that no source has, or ever had."""
    base = slug(name) or slug(urlsplit(url).hostname or "") or "source"
    ids = (base, *(f"{base[:27]}-{number}" for number in range(2, 10_000)))
    return next((one for one in ids if one not in taken and config.sources.ever(one) is None), base)


def settings_of(given: Mapping[str, str]) -> dict[str, Any]:
    """Return the table of a source as the config would have it, with what was not typed filled in, but for an id.

    Raises:
        MistakeError: there is no address.

    """
    url, _, name = given["what"].partition(" ")
    url = _address_of(url)
    settings: dict[str, Any] = {"url": url} | {key: given[key] for key in SETTINGS if given.get(key)}
    for key in _NUMBERS & settings.keys():
        settings[key] = int(settings[key]) if settings[key].isdigit() else settings[key]
    for key, setting in _LISTS.items():
        if given.get(key):
            settings[setting] = re.split(r"[,\s]+", given[key].strip(", "))
    kind = kind_at(url) or SourceKind.FEED
    settings.setdefault("kind", str(kind))
    settings.setdefault("tier", str(Tier.OUTLET))
    settings.setdefault("name", name.strip() or _name_at(url, kind))
    return settings


def _address_of(typed: str) -> str:
    """Return an address as it was typed, with https:// where that was left out.

    Raises:
        MistakeError: it is none.

    """
    url = typed if "://" in typed else f"https://{typed}"
    try:
        web_address(url)
    except ValueError as error:
        raise MistakeError(
            (words(f"{shown_back(typed)} is not a web address; it starts with https:// or http://."),)
        ) from error
    return url


def _said(title: str, source: Source, said: str, then: str) -> Reply:
    line = (strong(source.name), words(" ("), code(source.id), words(f") {said}"), command(then))
    return Reply(title=title, blocks=(Block(lines=(line,)),))


def _name_at(url: str, kind: SourceKind) -> str:
    host = (urlsplit(url).hostname or url).removeprefix("www.")
    try:
        return f"{account_at(kind, url)} on {kind.title()}" if kind is not SourceKind.FEED else host
    except (KeyError, ValueError):
        return host


def slug(text: str) -> str:
    """Make an id of a name; "" where it has no letter that ids are made of."""
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")[:32].strip("-")
