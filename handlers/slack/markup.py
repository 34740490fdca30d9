"""Lines → Slack's rich text, in which nothing of the source text is alive.

Rich text says of each piece what it is: a text is a text, whatever stands in it, and only an element of its own is a
link, a mention, an emoji or a date. So no escaping can be forgotten; the notification, which is mrkdwn, is the one
place that needs it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from handlers import limits
from handlers.render.pieces.lengths import clip_units, units
from handlers.render.pieces.segments import (
    CLOSE_ISOLATE,
    OPEN_ISOLATE,
    QUOTING,
    Style,
    isolated,
    parted,
    room_of_isolates,
)
from handlers.render.pieces.text import ZERO_WIDTH_SPACE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from handlers.render.pieces.segments import Line, Segment

_ENTITY_OF = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# Slack has no escape for its marks. They are left out of the notification; the message itself keeps every character.
_LIVE_MARKS = re.compile(r"[*~`]|(?<!\w)_+|_+(?!\w)")
_SHORTCODES_AND_ADDRESSES = re.compile(r":(?=[\w+'-]+:)|:(?=//)|@(?=\w)")
_FORMATS = {Style.TIME: "{date_short_pretty} {time}", Style.AGO: "{ago}"}
_STYLES = {
    Style.STRONG: {"bold": True},
    Style.MARKED: {"bold": True},
    Style.STRUCK: {"strike": True},
    Style.CODE: {"code": True},
    Style.COMMAND: {"code": True},
}


def notification(text: str) -> str:
    """Return plain text as mrkdwn of one line that shows just this text, without the marks that would be alive."""
    harmless = _SHORTCODES_AND_ADDRESSES.sub(lambda match: match[0] + ZERO_WIDTH_SPACE, _LIVE_MARKS.sub("", text))
    return "".join(_ENTITY_OF.get(character, character) for character in harmless)


def rich_text(lines: Iterable[Line], *, command: str) -> dict[str, Any] | None:
    """Return lines as one block, or None where there is nothing to show; Slack refuses what is empty.

    Args:
        lines: what to show; a line with a quotation stands apart as one.
        command: the slash command, which is written before commands to type.

    """
    parts: list[tuple[str, list[dict[str, Any]]]] = []
    for line in lines:
        pieces = _elements(line, command)
        if not pieces:
            continue
        kind = "rich_text_quote" if any(one.style in QUOTING for one in line) else "rich_text_section"
        if line[0].style is Style.ROW:
            kind = "rich_text_preformatted"
        if parts and parts[-1][0] == kind:  # two sections in a row are not kept apart by Slack
            pieces = [*parts.pop()[1], {"type": "text", "text": "\n"}, *pieces]
        parts.append((kind, pieces))
    if not parts:
        return None
    return {
        "type": "rich_text",
        "elements": [{"type": kind, "elements": _merged_elements(pieces)} for kind, pieces in parts],
    }


def _elements(line: Line, command: str) -> list[dict[str, Any]]:
    if not any(segment.text.strip() for segment in line):
        return []
    return [_rich_text(segment, command) for segment in isolated(line) if segment.text]


def _rich_text(segment: Segment, command: str) -> dict[str, Any]:
    room = limits.SLACK_PIECE - segment.opens - segment.closes
    text = segment.opens * OPEN_ISOLATE + clip_units(segment.text, room) + segment.closes * CLOSE_ISOLATE
    if segment.parted:
        text = parted(clip_units(segment.text, room - room_of_isolates(segment.text)))
    if segment.style is Style.LINK:
        return {"type": "link", "url": segment.url, "text": text}
    if segment.at and segment.style in _FORMATS:
        timestamp = int(segment.at.timestamp())
        if 0 <= timestamp <= limits.SLACK_LAST_MOMENT:
            # Slack shows it in the reader's own zone and language.
            return {"type": "date", "timestamp": timestamp, "format": _FORMATS[segment.style], "fallback": text}
    if segment.style is Style.COMMAND:
        text = clip_units(f"{command} {segment.text}", limits.SLACK_PIECE)
    style = _STYLES.get(segment.style)
    return {"type": "text", "text": text} | ({"style": style} if style else {})


def _merged_elements(pieces: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Join texts of one style that stand side by side: each element costs of what a message may hold."""
    merged: list[dict[str, Any]] = []
    for piece in pieces:
        last = merged[-1] if merged else {}
        alike = last.get("type") == piece["type"] == "text" and last.get("style") == piece.get("style")
        if alike and units(last["text"]) + units(piece["text"]) <= limits.SLACK_PIECE:
            merged[-1] = last | {"text": last["text"] + piece["text"]}
        else:
            merged.append(piece)
    return merged
