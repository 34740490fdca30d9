"""`onrecord source import` and `export`: OPML files, into and out of the sources that there are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.tools.stored import source_changes
from handlers.opml import LONGEST_OPML, OpmlError, read_opml
from handlers.source_lists import Imported, imported, source_list, written_list

if TYPE_CHECKING:
    from pathlib import Path

    from bot.core.config import Config
    from bot.core.model import Member

_IMPORTED = "opml:"  # begins the id of who imported: whoever wrote the addresses down was not the operator


async def import_opml(config: Config, path: Path, *, by: Member) -> Imported:
    """Add the sources of a file, in one transaction.

    Raises:
        OpmlError: the file cannot be read, or is no OPML.
        StoreError: the database cannot be used.

    """
    rows = read_opml(_bytes_of(path))
    async with source_changes(config, writing=True) as changes:
        asked = source_list(rows, config=config)
        person = replace(by, id=f"{_IMPORTED}{by.id.partition(':')[2]}")
        return imported(asked, *await changes.add_all(asked.tables, by=person))


async def export_opml(config: Config) -> tuple[str, int, str]:
    """Return every source that has an address as OPML, how many they are, and of which others it says nothing.

    Raises:
        StoreError: the database cannot be used.

    """
    async with source_changes(config):
        return written_list(config)


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LONGEST_OPML + 1)  # of a file that has no end, too
    except OSError as error:
        raise OpmlError(f"{path}: cannot be read ({error.strerror})") from error
