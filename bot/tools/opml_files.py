"""`onrecord source import` and `export`: OPML files, into and out of the sources that there are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.core.model import HANDED_OVER
from bot.tools.opml import LONGEST_OPML, OpmlError, arguments_of, read_opml, write_opml
from bot.tools.stored import source_changes
from handlers.render.lengths import count
from handlers.render.text import plain
from handlers.source_command import free_id, settings_of
from handlers.typed.mistake import MistakeError

if TYPE_CHECKING:
    from pathlib import Path

    from bot.core.config import Config
    from bot.core.model import Member, Source

_IMPORTED = "opml:"  # begins the id of who imported: whoever wrote the addresses down was not the operator
_KNOWN = "is polled already"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of a file."""

    added: tuple[Source, ...]
    known: int  # polled already
    refused: tuple[tuple[str, str], ...]  # addresses, with why

    def lines(self) -> list[str]:
        """Return the outcome as lines for a person."""
        known = f", {self.known} polled already" if self.known else ""
        refused = f", {len(self.refused)} refused" if self.refused else ""
        return [
            f"{count(len(self.added), 'source')} added{known}{refused}",
            *(f"  added {one.id}: {one.url}" for one in self.added),
            *(f"  refused {plain(url)[:200]}: {plain(why)}" for url, why in self.refused),
        ]


async def import_opml(config: Config, path: Path, *, by: Member) -> Imported:
    """Add the sources of a file, in one transaction.

    Raises:
        OpmlError: the file cannot be read, or is no OPML.
        StoreError: the database cannot be used.

    """
    rows = read_opml(_bytes_of(path))
    refused: list[tuple[str, str]] = []
    tables: list[dict[str, Any]] = []
    async with source_changes(config, writing=True) as changes:
        taken: set[str] = set()
        for row in rows:
            try:
                table = settings_of(arguments_of(row))
            except MistakeError:
                refused.append((row["url"], "is not a web address"))
                continue
            if "id" not in table or table["id"] in taken:
                table["id"] = free_id(table["name"], table["url"], config=config, taken=taken)
            taken.add(table["id"])
            tables.append(table)
        person = replace(by, id=f"{_IMPORTED}{by.id.partition(':')[2]}")
        added, others = await changes.add_all(tables, by=person)
    why_not = [(str(table["url"]), why) for table, why in others]
    known = [one for one in why_not if _KNOWN in one[1]]
    refused += [one for one in why_not if _KNOWN not in one[1]]
    return Imported(added=tuple(added), known=len(known), refused=tuple(refused))


async def export_opml(config: Config) -> tuple[str, int]:
    """Return every source as OPML, and how many they are.

    Raises:
        StoreError: the database cannot be used.

    """
    async with source_changes(config):
        sources = [one for one in config.sources if one.kind not in HANDED_OVER]
    return write_opml(sources, title="Sources of On Record"), len(sources)


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LONGEST_OPML + 1)  # of a file that has no end, too
    except OSError as error:
        raise OpmlError(f"{path}: cannot be read ({error.strerror})") from error
