"""The command `source`: what people find, add, pause, resume, remove and list, in channels and at the terminal."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rapidfuzz import fuzz, process

from bot.core.config import read_source
from bot.core.errors import ConfigError, MessengerError, SourceChangeError, SourceError
from bot.core.model import OPERATOR, Platform
from handlers import limits
from handlers.command_table import IMPORT_SOURCES
from handlers.looks import Looks, why_not_fetched
from handlers.opml import OpmlError, read_opml
from handlers.render.pieces.lengths import count
from handlers.render.pieces.segments import Block, code, command, strong, words
from handlers.render.replies import directory, finds
from handlers.render.replies.reply import AnswerFile, Reply, paged
from handlers.source_lists import LIST_NAME, imported, source_list, written_list
from handlers.source_settings import address_of, free_id, settings_of
from handlers.tracking_commands import SOURCE_COMMAND
from handlers.typed.actions import action_of
from handlers.typed.mistake import MistakeError, one_of, shown_back
from handlers.typed.whom import typed_form

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.core.config import Config
    from bot.core.model import Member, Source
    from bot.core.ports import Clock, SiteLookup
    from bot.jobs.by_command.source_changes import SourceChanges
    from handlers.attached import AttachedFile
    from handlers.render.pieces.segments import Line
    from handlers.source_trial import SourceTrial

_NO_FILE = {  # what to do where no file came along
    Platform.DISCORD: "Attach it: choose source import, and the file beside it.",
    Platform.SLACK: (
        "Slack hands no file to a command. Send the file to this app, or into a channel that it is in, and choose "
        f"“{IMPORT_SOURCES}” in the menu of that message, under More message shortcuts."
    ),
}
_NEEDS = {
    "find": "the address of a site",
    "add": "the address of what is to be polled",
    "test": "the id of a source, or an address",
    "pause": "the id of a source",
    "resume": "the id of a source",
    "remove": "the id of a source",
}


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
        self._importing = asyncio.Lock()

    async def run(
        self, given: Mapping[str, str], page: int, *, by: Member, may_change: bool, file: AttachedFile | None = None
    ) -> Reply:
        """Do what is asked.

        Args:
            given: the arguments as typed; those that are missing are empty.
            page: of a list, counted from 0.
            by: who asks.
            may_change: whether this person may change sources.
            file: that came along.

        Raises:
            MistakeError: it cannot be done; the lines say why.
            StoreError: the record cannot be used.

        """
        action = action_of(SOURCE_COMMAND, given, needs=_NEEDS, may_change=may_change)
        if action == "list":
            return await self._list(page)
        if action == "find":
            return await self._find(given["what"], page, by=by, may_add=may_change)
        if action == "export":
            return await self._export()
        if action == "import":
            return await self._import(file, by)
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
        url = address_of(what)
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
        return _changed_reply(
            "Source paused", source, "is not polled until it is resumed: ", f"source resume {source.id}"
        )

    async def _resume(self, given: Mapping[str, str], by: Member) -> Reply:
        source = await self._changes.resume(self._meant(given["what"]), by=by)
        return _changed_reply("Source resumed", source, "is polled again. How it is doing: ", "sources")

    async def _remove(self, given: Mapping[str, str], by: Member) -> Reply:
        source_id = self._meant(given["what"])
        source = self._config.sources.get(source_id)
        await self._changes.remove(source_id, by=by)
        if (still := self._config.sources.get(source_id)) is not None:
            return _changed_reply("Source removed", still, "is in the config and is polled as before: ", "source list")
        name = source.name if source else source_id
        lines = ((strong(name), words(" is no longer polled. What it reported stays on record, under its name.")),)
        return Reply(title="Source removed", blocks=(Block(lines=lines),))

    async def _export(self) -> Reply:
        await self._changes.refresh()
        text, number, left = written_list(self._config)
        said = (
            f"{count(number, 'source')} in {LIST_NAME}, with their tiers and kinds: feed readers take it, and so does "
        )
        lines: list[Line] = [(words(said), command("source import"), words("."))]
        if left:
            lines.append((words(left),))
        kept = AnswerFile(name=LIST_NAME, content=text.encode())
        return Reply(title="Sources as OPML", blocks=(Block(lines=tuple(lines)),), file=kept)

    async def _import(self, file: AttachedFile | None, by: Member) -> Reply:
        """Add the sources of a file, in one transaction.

        Raises:
            MistakeError: there is none, it cannot be had, or it is no OPML.

        """
        if file is None:
            raise _no_file(by)
        body = await _content_of(file)
        try:
            rows = await asyncio.to_thread(read_opml, body)
        except OpmlError as error:
            raise MistakeError((words(f"{shown_back(file.name)} was not imported: {error}."),)) from error
        async with self._importing:  # an id that one file gets is taken for the next
            await self._changes.refresh()
            asked = source_list(rows, config=self._config)
            return imported(asked, *await self._changes.add_all(asked.tables, by=by)).reply()

    def _meant(self, typed: str) -> str:
        """Return the id of the source that is meant: exactly, since something is changed.

        Raises:
            MistakeError: no source has that id or name.

        """
        wanted = typed_form(typed)
        sources = list(self._config.sources)
        found = [one for one in sources if one.id == typed] or [
            one for one in sources if wanted in {typed_form(one.id), typed_form(one.name)}
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


def _no_file(by: Member) -> MistakeError:
    platform = by.id.partition(":")[0]
    way_out: Line = (words("At the terminal: "), code("onrecord source import FILE"))
    if platform in _NO_FILE:
        way_out = (words(_NO_FILE[Platform(platform)]),)
    return MistakeError((words("source import needs an OPML file. "), *way_out))


async def _content_of(file: AttachedFile) -> bytes:
    """Fetch a file, no more of it than a list of sources may hold.

    Raises:
        MistakeError: it is too large, or it cannot be had.

    """
    most = limits.IMPORTED_BYTES
    try:
        body = b"" if file.size > most else await file.fetch(most + 1)
    except MessengerError as error:
        raise MistakeError((words(f"{shown_back(file.name)} cannot be fetched: {error}."),)) from error
    if max(file.size, len(body)) > most:
        said = (
            f"{shown_back(file.name)} is larger than {most // 1_000_000} MB. Cut it into several, or import it whole: "
        )
        raise MistakeError((words(said), code("onrecord source import FILE")))
    return body


def _changed_reply(title: str, source: Source, said: str, then: str) -> Reply:
    line = (strong(source.name), words(" ("), code(source.id), words(f") {said}"), command(then))
    return Reply(title=title, blocks=(Block(lines=(line,)),))
