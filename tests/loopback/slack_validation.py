"""What Slack has against a message: by the schema of its own types where that is at hand, and by limits beyond it."""

from __future__ import annotations

import json
import re
import warnings
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jsonschema import Draft7Validator, ValidationError
from jsonschema.validators import extend
from slack_sdk.models.blocks import Block

from tests.loopback.server import units

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SPEC = Path(__file__).parents[3] / "shared" / "specs" / "slack-knownblock.schema.json"
REFUSED_FROM, OUR_LIMIT = 13_000, 10_000  # characters of a message
_ISOLATE = re.compile("\u2068[^\u2068\u2069]*\u2069")
_MENTION = re.compile(r"<!subteam\^S[A-Z0-9]+>")  # and no other piece of mrkdwn
_BIDI = {*"\u061c\u200e\u200f", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}


def message_problems(body: dict[str, Any], *, alert: bool) -> list[str]:
    """Return what Slack, or our own rules, have against a message."""
    blocks = body.get("blocks", [])
    problems = [*_text_problems(body), *(problem for block in blocks for problem in _block_problems(block))]
    if len(blocks) > 50:
        problems.append("more than 50 blocks")
    named = [block["block_id"] for block in blocks if "block_id" in block]
    if len(set(named)) < len(named):
        problems.append("two blocks of one block_id")
    spent = units(json.dumps(blocks, ensure_ascii=False)) + units(body.get("text", ""))
    if spent >= OUR_LIMIT:
        problems.append(f"{spent} characters" + (", refused" if spent >= REFUSED_FROM else ""))
    if alert:
        problems += _alert_problems(body)
    elif body.get("response_type") != "ephemeral":
        problems.append("an answer that everyone sees")
    problems += [f"a bidirectional control in {text[:40]!r}" for text in _texts(body) if is_turned(text)]
    return problems


def home_problems(view: dict[str, Any]) -> list[str]:
    """Return what Slack, or our own rules, have against the app's own page."""
    blocks = view.get("blocks", [])
    problems = [problem for block in blocks for problem in _block_problems(block)]
    if view.keys() != {"type", "blocks"} or view["type"] != "home":
        problems.append("is no page of an app")
    if not 0 < len(blocks) <= 100:
        problems.append(f"{len(blocks)} blocks on a page")
    if any(block["type"] == "actions" for block in blocks):
        problems.append("a button that nobody can answer")
    return problems + [f"a bidirectional control in {text[:40]!r}" for text in _texts(view) if is_turned(text)]


def is_turned(text: str) -> bool:
    """Tell whether a text moves what stands beside it; a whole isolate (FSI … PDI) does not."""
    return bool(_BIDI & set(_ISOLATE.sub("", text)))


def _texts(value: Any) -> Iterator[str]:
    """Yield each text of a body; the pieces of one line together, since an isolate may span several."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        pieces = value.get("elements") if str(value.get("type", "")).startswith("rich_text_") else None
        yield from _texts("".join(one.get("text", "") for one in pieces) if pieces else list(value.values()))
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _text_problems(body):
    text = body.get("text")
    if not isinstance(text, str) or not text.strip():
        yield "no text"
    elif units(text) > 4000:
        yield "text over 4000"
    elif any(mark in text for mark in "<>"):
        yield "markup in the text"


def _alert_problems(body):
    if "ts" not in body:
        if body.get("unfurl_links") is not False or body.get("unfurl_media") is not False:
            yield "links unfurl"
        if body.get("mrkdwn") is not False:
            yield "marks in the text come alive"
    if body.get("parse") != "none" or body.get("link_names") is not False:
        yield "names or addresses come alive"
    metadata = body.get("metadata", {})
    if not isinstance(metadata.get("event_type"), str) or not isinstance(metadata.get("event_payload"), dict):
        yield "invalid_metadata_format"


def _section_problems(block: dict[str, Any]):
    if block["text"]["type"] == "mrkdwn":
        if not _MENTION.fullmatch(block["text"]["text"]) or "accessory" in block:
            yield "marks come alive, and not those of one user group alone"
        return
    yield from _plain_problems(block["text"], 3000)
    yield from _link_problems(block["accessory"])


def _block_problems(block: dict[str, Any]):
    yield from schema_problems(block)
    kind = block.get("type")
    if kind == "header":
        yield from _plain_problems(block["text"], 150)
    elif kind == "context":
        yield from _size_problems("context", block["elements"], 10)
        for element in block["elements"]:
            yield from _plain_problems(element, 3000)
    elif kind == "section":
        yield from _section_problems(block)
    elif kind == "actions":
        yield from _size_problems("actions", block["elements"], 25)
        yield from _button_problems(block["elements"])
    elif kind == "rich_text":
        yield from _rich_problems(block)
    elif kind != "image" or not block["alt_text"].strip():
        yield f"a picture without words, or a block of type {kind}, which this check does not know"
    if kind in {"header", "context", "actions", "section"}:
        yield from model_problems(block)


def _rich_problems(block: dict[str, Any]):
    yield from _size_problems("rich_text", block["elements"], 1000)
    for part in block["elements"]:
        yield from _size_problems(part["type"], part["elements"], 1000)
        for piece in part["elements"]:
            yield from _piece_problems(piece)


def _size_problems(name, elements, most):
    if not 1 <= len(elements) <= most:
        yield f"{name} with {len(elements)} elements"


def _plain_problems(text, most):
    if text["type"] != "plain_text" or text.get("emoji") is not False:
        yield "text in which marks or emoji are alive"
    if not text["text"].strip() or units(text["text"]) > most:
        yield f"text of {units(text['text'])} characters where 1 to {most} are allowed"


def _button_problems(found):
    if len({one["action_id"] for one in found}) < len(found):
        yield "two buttons of one action_id"
    for button in found:
        yield from _plain_problems(button["text"], 75)
        if not 1 <= units(button["action_id"]) <= 255 or not 1 <= units(button["value"]) <= 2000:
            yield f"button {button['action_id']} carries too much or nothing"


def _link_problems(button):
    yield from _plain_problems(button["text"], 75)
    if not button["url"].startswith(("http://", "https://")) or units(button["url"]) > 3000:
        yield f"link {button['url'][:60]}"
    if "value" in button or units(button["accessibility_label"]) > 75:
        yield "a link with a value, or with a label that is too long"


def _piece_problems(piece):
    if piece["type"] == "date":
        if not 0 <= piece["timestamp"] < 1e10 or not piece["fallback"]:
            yield f"date {piece['timestamp']}"
    elif piece["type"] == "link":
        if not piece["url"].startswith(("http://", "https://")) or units(piece["url"]) > 3000 or not piece["text"]:
            yield f"link {piece['url'][:60]}"
    elif piece["type"] != "text":
        yield f"a living piece: {piece['type']}"
    elif not 1 <= units(piece["text"]) <= 3000:
        yield f"piece of {units(piece['text'])} characters"


def schema_problems(block: dict[str, Any]) -> list[str]:
    """Return what the schema of Slack's types has against a block; nothing where it is not at hand."""
    validator = _validator()
    if validator is None or validator.is_valid(block):
        return []
    return [f"schema: {block.get('type')} is no known block"]


def model_problems(block: dict[str, Any]) -> list[str]:
    """Return what slack-sdk's own models have against a block."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            Block.parse(block).validate_json()
        except Exception as error:  # noqa: BLE001 - each kind of check of theirs is a problem of ours
            return [f"slack-sdk: {error}"]
    return []


def _any_of(validator: Any, schemas: Sequence[Any], instance: Any, _schema: Any) -> Iterator[ValidationError]:
    """Look no further where a schema fails: jsonschema's own lists every error of all twenty kinds of block."""
    if not any(validator.evolve(schema=one).is_valid(instance) for one in schemas if _may_be(one, instance)):
        yield ValidationError("it is of no kind that the schema lists")


def _may_be(schema: dict[str, Any], instance: Any) -> bool:
    """Tell whether a schema allows the type that an object names; one of another type need not be looked through."""
    allowed = _type_of(schema.get("$ref", ""))
    return allowed is None or not isinstance(instance, dict) or instance.get("type") == allowed


@cache
def _type_of(reference: str) -> str | None:
    """Return the one type that a definition requires of an object; None where it leaves it open."""
    found = _definitions().get(reference.removeprefix("#/definitions/"), {})
    return found.get("properties", {}).get("type", {}).get("const") if "type" in found.get("required", ()) else None


@cache
def _definitions() -> dict[str, Any]:
    return json.loads(SPEC.read_text(encoding="utf-8"))["definitions"]


@cache
def _validator() -> Any:
    if not SPEC.is_file():
        return None
    return extend(Draft7Validator, {"anyOf": _any_of})(json.loads(SPEC.read_text(encoding="utf-8")))
