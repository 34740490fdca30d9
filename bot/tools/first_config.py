"""The first config of a newcomer: about twenty lines with comments, made of a few answers."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_HEAD = """\
# On Record. Every setting stands with its default in config.example.toml; what is left out has its default.
# Check this file, your tokens and the sources:  onrecord check -c {name}
"""
_BOT = """
[bot]
# Sent to every host that is polled: a mail address or a page of yours.
contact = {contact}
# The zone in which times are read and shown where the platform does not tell the reader's own.
time_zone = {time_zone}
"""
_ACTOR = """
[[actors]]
id = {id}
name = {name}
# What else articles call this person finds more, and namesakes keep others out:
# role = "…"
# titles = ["the …"]
# aliases = ["…"]
# namesakes = ["…"]
"""
_INCLUDE = """
# Sources and people by beat; what stands in this file goes before them.
include = [
{lines}]
"""
_SOURCES = """
# What is read beside packs. tier says how near it stands to the speaker: primary, wire, outlet or aggregator.
"""
_ROUTE = """
# Where alerts go. actors = ["…"] or words = ["…"] below it would narrow that.
[[routes]]
channel = {channel}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstAnswers:
    """What a newcomer wants."""

    channel: str  # as in a route
    actors: tuple[str, ...]  # names
    packs: tuple[str, ...]  # without "packs/"
    sources: tuple[Mapping[str, str], ...] = ()  # of their own, as tables of a config
    contact: str = ""
    time_zone: str = "UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedPack:
    """A pack that can be chosen."""

    name: str
    about: str
    actors: Mapping[str, str]  # the names in it, each in small letters with its own id
    sources: int


def shipped_packs(folder: Path) -> list[ShippedPack]:
    """Return the packs of the program, those with sources first."""
    packs = []
    for path in sorted(folder.glob("*.toml")):
        text = path.read_text(encoding="utf-8")
        tables: dict[str, Any] = tomllib.loads(text)
        about = text.partition("\n")[0].lstrip("# ").partition(". ")[0].rstrip(".")
        names = {one["name"].casefold(): one["id"] for one in tables.get("actors", ())}
        packs.append(ShippedPack(name=path.stem, about=about, actors=names, sources=len(tables.get("sources", ()))))
    return sorted(packs, key=lambda one: not one.sources)


def config_text(answers: FirstAnswers, shipped: Sequence[ShippedPack], *, name: str) -> str:
    """Write the config. A person of whom there is a pack is taken from there, with every spelling."""
    people = {known: pack for pack in shipped for known in pack.actors}
    packs, own = list(answers.packs), []
    for actor in answers.actors:
        pack = people.get(actor.casefold()) or next((one for one in shipped if actor in one.actors.values()), None)
        if pack is None:
            own.append(actor)
        elif pack.name not in packs:
            packs.append(pack.name)
    parts = [_HEAD.format(name=name)]
    if packs:
        about = {one.name: one.about for one in shipped}
        lines = "".join(f'  "packs/{one}",  # {about[one]}\n' for one in packs)
        parts.append(_INCLUDE.format(lines=lines))
    contact = answers.contact or "no contact given"
    parts.append(_BOT.format(contact=_quoted(contact), time_zone=_quoted(answers.time_zone)))
    taken: set[str] = set()
    parts += [_ACTOR.format(id=_quoted(_free_id(actor, taken)), name=_quoted(actor)) for actor in own]
    parts += [_SOURCES] if answers.sources else []
    for one in answers.sources:
        keys = "".join(f"{key} = {_quoted(one[key])}\n" for key in ("id", "name", "url", "kind", "tier"))
        parts.append(f"[[sources]]\n{keys}")
    parts.append(_ROUTE.format(channel=_quoted(answers.channel)))
    return "".join(parts)


def channel_of(platform: str, channel: str) -> str:
    """Return a channel as a route has it, of an id or a link to it as people copy them."""
    if platform == "terminal":
        return "console"
    found = re.findall(r"\d{15,20}" if platform == "discord" else r"[CG][A-Z0-9]{7,20}", channel)
    return f"{platform}:{found[-1] if found else channel.strip()}"


def _free_id(name: str, taken: set[str]) -> str:
    base = re.sub(r"[^a-z0-9]+", "-", name.casefold().split()[-1] if name.split() else "").strip("-")[:28] or "actor"
    found = next(one for one in (base, *(f"{base}-{number}" for number in range(2, 1000))) if one not in taken)
    taken.add(found)
    return found


def _quoted(text: str) -> str:
    """Write TOML's string; JSON's is one but for a character that TOML wants escaped, and halves of a pair."""
    sound = text.encode("utf-8", errors="replace").decode()
    return json.dumps(sound, ensure_ascii=False).replace("\x7f", "\\u007f")
