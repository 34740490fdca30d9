"""Packs: actors and sources by beat, chosen by name in a config: `include = ["packs/iran-en"]`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

TABLES: Final = ("actors", "sources")  # what a pack may hold
_PREFIX: Final = "packs/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """One pack."""

    name: str  # as it was included
    tables: Mapping[str, list[dict[str, Any]]]


def read_packs(include: object, *, folder: Path | None, shipped: Path | None) -> tuple[list[Pack], list[str]]:
    """Read the packs that a config includes, and say what is wrong with them.

    Args:
        include: as it stands in the config; what is no list of names is left to whoever reads the config.
        folder: where the config lies: a file of that name there goes first.
        shipped: where the packs of this program lie.

    """
    packs: list[Pack] = []
    problems: list[str] = []
    names = dict.fromkeys(one for one in include if isinstance(one, str)) if isinstance(include, list) else {}
    for name in names:
        path = _path_of(name, folder=folder, shipped=shipped)
        if path is None:
            problems.append(_unknown_pack(name, shipped))
            continue
        try:
            document = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            problems.append(f"include: {name!r}: {path} cannot be read ({error})")
            continue
        problems += [f"{name}: {key}: a pack holds actors and sources alone" for key in document if key not in TABLES]
        tables = {key: document.get(key, []) for key in TABLES}
        if all(isinstance(rows, list) and all(isinstance(row, dict) for row in rows) for rows in tables.values()):
            packs.append(Pack(name=name, tables=tables))
        else:
            problems.append(f"{name}: is not a pack; it holds [[actors]] and [[sources]], as those in config/packs do")
    return packs, problems


def with_packs(document: Mapping[str, Any], packs: Sequence[Pack]) -> tuple[dict[str, Any], dict[str, str], list[str]]:
    """Return a config with what its packs hold, the pack of each source by its id, and what is not taken.

    What stands in the config itself is taken in place of what a pack holds, by the id; of two packs the first is taken.
    A source in the voice of somebody who is not tracked is left out: its texts would be nobody's.
    """
    whole = dict(document)
    origins: dict[str, str] = {}
    notes: list[str] = []
    for table in TABLES:
        own = document.get(table, [])
        if not isinstance(own, list):
            continue
        rows = list(own)
        taken = {row.get("id"): "the config" for row in own if isinstance(row, dict)}
        tracked = {row.get("id") for row in whole.get("actors", []) if isinstance(row, dict)}
        for pack in packs:
            for row in pack.tables[table]:
                key, voice = row.get("id"), row.get("voice")
                if key in taken:
                    notes.append(f"{key}: {taken[key]} is taken, and not {pack.name}, which names it too")
                elif table == "sources" and voice is not None and voice not in tracked:
                    notes.append(
                        f"{key}: is left out of {pack.name}, since {voice}, whose words it holds, is not tracked"
                    )
                else:
                    rows.append(row)
                    taken[key] = pack.name
                    if table == "sources":
                        origins[str(key)] = pack.name
        if rows:
            whole[table] = rows
    return whole, origins, notes


def _path_of(name: str, *, folder: Path | None, shipped: Path | None) -> Path | None:
    places = [folder / name, folder / f"{name}.toml"] if folder is not None else []
    if shipped is not None and name.startswith(_PREFIX) and name.count("/") == 1:
        places.append(shipped / f"{name.removeprefix(_PREFIX)}.toml")
    return next((place for place in places if place.is_file()), None)


def _unknown_pack(name: str, shipped: Path | None) -> str:
    known = sorted(f"{_PREFIX}{path.stem}" for path in shipped.glob("*.toml")) if shipped is not None else []
    near = get_close_matches(name if name.startswith(_PREFIX) else f"{_PREFIX}{name}", known, n=1)
    meant = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}, or name a file of your own"
    return f"include: {name!r} is not a pack; {meant}"
