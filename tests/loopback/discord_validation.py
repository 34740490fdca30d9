"""What Discord has against a request: by its own schema where that is at hand, and by limits that it does not hold."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from tests.loopback.server import units

SPEC = Path(__file__).parents[3] / "shared" / "specs" / "discord-openapi.json"
_SUPPRESS_EMBEDS, _SUPPRESS_NOTIFICATIONS = 1 << 2, 1 << 12
_IN_A_MENU = 3  # the kind of a command
_BELOW, _GROUP_OF_COMMANDS = frozenset({1, 2}), 2  # types of what stands below a command
_LINK = 5
_NAME = re.compile(r"[-_'a-z0-9]{1,32}")


def message_problems(body: dict[str, Any], *, create: bool):
    if (body.get("allowed_mentions") or {}).get("parse") != []:
        yield "allowed_mentions does not forbid every mention"
    if (body.get("allowed_mentions") or {}).get("users") or len(_roles(body)) > int(create):
        yield "somebody may be mentioned beside one role in a new message"
    if body.get("message_reference") and body["allowed_mentions"].get("replied_user") is not False:
        yield "the author of what is answered is pinged"
    if units(body.get("content") or "") > 2000:
        yield "content is longer than 2000"
    embeds = body.get("embeds") or []
    if create and not (body.get("content") or embeds):
        yield "the message is empty"
    if sum(map(_embed_units, embeds)) > 6000:
        yield "embeds are longer than 6000 in sum"
    for embed in embeds:
        yield from _embed_problems(embed)
    rows = body.get("components") or []
    if len(rows) > 5 or any(not 1 <= len(row["components"]) <= 5 for row in rows):
        yield "more than five rows, or a row without buttons or with more than five"
    yield from _button_problems([one for row in rows for one in row["components"]])


def _roles(body: dict[str, Any]) -> list[str]:
    return (body.get("allowed_mentions") or {}).get("roles") or []


def _button_problems(offered: list[dict[str, Any]]):
    if any(("url" in one) is not (one["style"] == _LINK) or units(one.get("url", "")) > 512 for one in offered):
        yield "a link without its style or with a url of more than 512"
    pressed = [one.get("custom_id") for one in offered if "url" not in one]
    if len(set(pressed)) != len(pressed):
        yield "custom ids are not unique"
    if any(not one or units(one) > 100 for one in pressed):
        yield "a custom id is empty or longer than 100"


def flag_problems(body: dict[str, Any], *, create: bool):
    allowed = _SUPPRESS_EMBEDS | (_SUPPRESS_NOTIFICATIONS if create else 0)
    if (body.get("flags") or 0) & ~allowed:
        yield f"flags {body['flags']} cannot be set here"


def _embed_problems(embed: dict[str, Any]):
    for name, limit, text in _embed_texts(embed):
        if not text.strip():
            yield f"{name} is empty"
        if units(text) > limit:
            yield f"{name} is longer than {limit}"
    if not (embed.get("title") or embed.get("description")):
        yield "the embed is empty"
    if len(embed.get("fields") or []) > 25:
        yield "more than 25 fields"
    if not re.match(r"https?://", embed.get("url", "https://")):
        yield "the url is no web address"


def _embed_texts(embed: dict[str, Any]):
    for name, limit in (("title", 256), ("description", 4096)):
        if name in embed:
            yield name, limit, embed[name]
    if "author" in embed:
        yield "author", 256, embed["author"]["name"]
    if "footer" in embed:
        yield "footer", 2048, embed["footer"]["text"]
    for one in embed.get("fields") or []:
        yield "field name", 256, one["name"]
        yield "field value", 1024, one["value"]


def _embed_units(embed: dict[str, Any]) -> int:
    return sum(units(text) for _, _, text in _embed_texts(embed))


def command_problems(commands: list[dict[str, Any]]):
    names = [one["name"] for one in commands]
    if len(set(names)) != len(names):
        yield "command names are not unique"
    if len(commands) > 100:
        yield "more than 100 commands"
    for one in commands:
        if one.get("type") == _IN_A_MENU:
            yield from _menu_problems(one)
            continue
        yield from _named_problems(one)
        if _letters(one) > 8000:
            yield f"{one['name']}: names, descriptions and values are longer than 8000 in sum"


def _menu_problems(command: dict[str, Any]):
    if not 1 <= len(command["name"]) <= 32:
        yield f"{command['name']!r} is no name in a menu"
    if command.get("description") or command.get("options"):
        yield f"{command['name']}: what stands in a menu has neither description nor options"


def _named_problems(named: dict[str, Any]):
    if not _NAME.fullmatch(named["name"]):
        yield f"{named['name']!r} is no name"
    if not 1 <= len(named.get("description", "")) <= 100:
        yield f"{named['name']}: description is empty or longer than 100"
    options = named.get("options") or []
    if len(options) > 25:
        yield f"{named['name']}: more than 25 options"
    if len({one["name"] for one in options}) != len(options):
        yield f"{named['name']}: option names are not unique"
    kinds = {one["type"] in _BELOW for one in options}
    if len(kinds) > 1:
        yield f"{named['name']}: subcommands and arguments stand beside each other"
    if named.get("type") == _GROUP_OF_COMMANDS and any(one["type"] == _GROUP_OF_COMMANDS for one in options):
        yield f"{named['name']}: a group stands below a group"
    required = [bool(option.get("required")) for option in options]
    if required != sorted(required, reverse=True):
        yield f"{named['name']}: a required option stands after one that is not"
    for option in options:
        yield from _named_problems(option)


def _letters(named: dict[str, Any]) -> int:
    chosen = sum(len(one["name"]) + len(str(one["value"])) for one in named.get("choices") or [])
    own = len(named["name"]) + len(named.get("description", "")) + chosen
    return own + sum(map(_letters, named.get("options") or []))


@cache
def _spec() -> dict[str, Any] | None:
    return json.loads(SPEC.read_text(encoding="utf-8")) if SPEC.exists() else None


@cache
def _validator(method: str, template: str) -> Draft202012Validator | None:
    spec = _spec()
    if spec is None:
        return None
    found = spec["paths"][template][method]["requestBody"]["content"]["application/json"]["schema"]
    return Draft202012Validator({**found, "components": spec["components"]})


def schema_problems(method: str, template: str, body: Any) -> list[str]:
    """Check a body against Discord's own schema; nothing is found where that file is absent."""
    return list(_schema_problems(method, template, json.dumps(body)))


@cache  # each bot registers the same commands
def _schema_problems(method: str, template: str, body: str) -> tuple[str, ...]:
    validator = _validator(method, template)
    errors = validator.iter_errors(json.loads(body)) if validator else []
    return tuple(f"{one.json_path}: {one.message}"[:300] for one in errors)
