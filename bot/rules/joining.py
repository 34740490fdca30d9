"""Which sources there are: those of the config, and those that were added by command."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.config import read_source
from bot.core.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.core.config import Config
    from bot.core.model import Source, StoredSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The sources of both places."""

    sources: tuple[Source, ...]  # those of the config first
    removed: tuple[Source, ...]  # by command
    overruled: tuple[str, ...]  # what of the database is not polled since the config names its id too
    problems: tuple[str, ...]  # what of it cannot be polled


def join_sources(configured: Sequence[Source], stored: Iterable[StoredSource], *, config: Config) -> Joined:
    """Join the sources of the config with those of the database.

    Where both name an id the config wins: it is what somebody reads who looks for what the bot does. What cannot be
    read any more is left out and named, for what is taken for a source must be one.

    Args:
        configured: the sources of the config.
        stored: what was set by command.
        config: how the tables of sources are read.

    """
    rows = {one.id: one for one in stored}
    sources = [_paused_as_set(source, rows.get(source.id)) for source in configured]
    known = {source.id for source in configured}
    removed: list[Source] = []
    overruled: list[str] = []
    problems: list[str] = []
    for row in rows.values():
        if row.settings is None or (row.id in known and not row.is_added):
            continue
        if row.id in known:
            address = row.settings.get("url")
            overruled.append(
                f"{row.id}: the config names this id too, and wins; {address}, added by command, is not polled. "
                f"`source remove {row.id}` takes it out"
            )
            continue
        try:
            source = replace(read_source(row.settings, config), from_chat=row.from_chat)
        except ConfigError as error:
            if row.is_added:
                why = "; ".join(error.problems)
                problems.append(
                    f"{row.id}: was added by command and is not polled: {why}. `source remove {row.id}` takes it out"
                )
            continue
        if row.is_added:
            sources.append(_paused_as_set(source, row))
        else:
            removed.append(source)
    return Joined(sources=tuple(sources), removed=tuple(removed), overruled=tuple(overruled), problems=tuple(problems))


def _paused_as_set(source: Source, row: StoredSource | None) -> Source:
    return source if row is None or row.paused_at is None else replace(source, paused=True)
