"""Lists of sources, as OPML: what one asks for as tables of a config, and what came of it, for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.core.errors import PolledAlreadyError
from bot.core.model import HANDED_OVER
from handlers import limits
from handlers.opml import arguments_of, write_opml
from handlers.render.pieces.lengths import count, short
from handlers.render.pieces.segments import Block, Line, code, command, strong, words
from handlers.render.pieces.text import plain
from handlers.render.replies.reply import AnswerFile, Reply
from handlers.source_settings import free_id, settings_of
from handlers.typed.mistake import MistakeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.core.config import Config
    from bot.core.errors import SourceChangeError
    from bot.core.model import Source

LIST_NAME, WHOLE_NAME = "sources.opml", "import.txt"
_AFTER_ADDING = "They are polled within a minute. What they list now is not reported; what comes after is."
_LISTED: Line = (command("source list"), words(" shows them all."))
_Refused = tuple[str, str]  # an address, and why


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOfSources:
    """What a file asks for."""

    tables: tuple[dict[str, Any], ...]  # as the config would have them
    refused: tuple[_Refused, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of a file."""

    added: tuple[Source, ...]
    known: int  # polled already
    refused: tuple[_Refused, ...]

    @property
    def in_short(self) -> str:
        """`3 sources added, 1 polled already, 2 refused`."""
        if not (self.added or self.known or self.refused):
            return "No source in the file"
        known = f", {self.known} polled already" if self.known else ""
        refused = f", {len(self.refused)} refused" if self.refused else ""
        return f"{count(len(self.added), 'source')} added{known}{refused}"

    def lines(self) -> list[str]:
        """Return all of it as lines."""
        return [
            self.in_short,
            *(f"  added {one.id}: {one.url}" for one in self.added),
            *(f"  refused {plain(url)[:200]}: {plain(why)}" for url, why in self.refused),
        ]

    def reply(self) -> Reply:
        """Return the beginning of it as an answer, with all of it as a file where that is more."""
        most = limits.IMPORTED_SHOWN
        added = [(strong(short(one.name, limits.OUTLET)), words(" · "), code(one.id)) for one in self.added[:most]]
        refused = [_refused_line(url, why) for url, why in self.refused[:most]]
        hidden = max(len(self.added) - most, 0) + max(len(self.refused) - most, 0)
        notes: list[Line] = [(words(_AFTER_ADDING),), _LISTED] if self.added else [(words("Nothing was changed."),)]
        if not (self.added or self.known or self.refused):
            notes = [(words("None of its outlines has an address, as xmlUrl."),)]
        if hidden:
            notes.append((words(f"{hidden} more stand in {WHOLE_NAME}."),))
        whole = AnswerFile(name=WHOLE_NAME, content="\n".join(self.lines()).encode()) if hidden else None
        blocks = [Block(lines=tuple(lines)) for lines in (added, refused, notes) if lines]
        return Reply(title=self.in_short, blocks=tuple(blocks), file=whole)


def source_list(rows: Iterable[Mapping[str, str]], *, config: Config) -> ListOfSources:
    """Return what a file asks for; what stands in it without an id gets one that no source has, or ever had.

    Args:
        rows: its outlines, as `handlers.opml.read_opml` returns them.
        config: what there is.

    """
    tables: list[dict[str, Any]] = []
    refused: list[_Refused] = []
    taken: set[str] = set()
    for row in rows:
        try:
            table = settings_of(arguments_of(row))
        except MistakeError:
            refused.append((row["url"], "not a web address"))
            continue
        if "id" not in table or table["id"] in taken:
            table["id"] = free_id(table["name"], table["url"], config=config, taken=taken)
        taken.add(table["id"])
        tables.append(table)
    return ListOfSources(tables=tuple(tables), refused=tuple(refused))


def imported(
    asked: ListOfSources, added: Iterable[Source], others: Iterable[tuple[Mapping[str, Any], SourceChangeError]]
) -> Imported:
    """Return what came of a file: what was added, and of the others why not."""
    why_not = list(others)
    refused = [(str(table["url"]), str(error)) for table, error in why_not if not isinstance(error, PolledAlreadyError)]
    known = len(why_not) - len(refused)
    return Imported(added=tuple(added), known=known, refused=(*asked.refused, *refused))


def written_list(config: Config) -> tuple[str, int, str]:
    """Return every source that has an address as OPML, how many they are, and of which others it says nothing."""
    sources = [one for one in config.sources if one.kind not in HANDED_OVER]
    left = [one.id for one in config.sources if one.kind in HANDED_OVER]
    said = f"Not in the file, for want of an address: {', '.join(left)}." if left else ""
    return write_opml(sources, title="Sources of On Record"), len(sources), said


def _refused_line(url: str, why: str) -> Line:
    # What the config says of an address begins with it, or with the key that is wrong.
    return (code(short(url, limits.IMPORTED_URL)), words(f" refused: {short(why, limits.REASON)}"))
