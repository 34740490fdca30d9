"""Card and Note → message and Reply → answer, as Slack's bodies. Buttons carry all their state, so they outlive us."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from handlers.render.card import fallback, quote_lines
from handlers.render.segments import line_text, strong, words
from handlers.render.text import clip
from handlers.slack.markup import cut, notification, rich_text, units

if TYPE_CHECKING:
    from collections.abc import Iterable

    from handlers.render.card import Card
    from handlers.render.notes import Note
    from handlers.render.reply import Button, Reply
    from handlers.render.segments import Line

HEADER_LIMIT = 150  # units, as every limit here
CONTEXT_LIMIT = 3000
BUTTON_LIMIT = 75
BUTTON_VALUE_LIMIT = 2000
MOST_BLOCKS = 50
MOST_BUTTONS = 25
# Slack refuses a message at about 13,000 characters whatever its blocks hold, and does not say what it counts; so
# everything is counted here, the blocks as they are sent.
SPENDING_LIMIT = 9800
NOTIFICATION_LIMIT = 300

EVENT_TYPE = "onrecord_delivery"
PRESS = "press"  # `block_id` of the buttons; each one's `action_id` is this and its place, its value is its token

_CUT_NOTE = "… The rest is too long for one message."


def alert(card: Card, *, delivery_id: str, command: str) -> dict[str, Any]:
    """Return what an alert holds, for a create and for an edit."""
    quotes = [rich_text(quote_lines(card, quote), command=command) for quote in card.quotes]
    more = (words(card.more_text),) if card.more_text else ()
    blocks = [
        _header(card.title),
        _context(" · ".join(filter(None, (card.badge, card.role)))),
        *quotes,
        rich_text([more], command=command),
        rich_text(card.details, command=command),
    ]
    return _told(fallback(card), blocks, card.buttons, delivery_id=delivery_id)


def note(note: Note, *, delivery_id: str, command: str) -> dict[str, Any]:
    """Return what a correction or an overflow line holds, for a create and for an edit."""
    headline = (words(f"{note.badge} · "), strong(note.title))
    blocks = [rich_text([headline], command=command), rich_text(note.lines, command=command)]
    return _told(note.fallback, blocks, note.buttons, delivery_id=delivery_id)


def answer(reply: Reply, *, command: str) -> dict[str, Any]:
    """Return what an answer to one reader holds."""
    blocks = [
        _header(reply.title),
        *(rich_text(block.lines, command=command) for block in reply.blocks),
        _context(reply.footer),
    ]
    lines: list[Line] = [(words(reply.title),), *(line for block in reply.blocks for line in block.lines)]
    text = notification(clip(" · ".join(filter(None, map(line_text, lines))), NOTIFICATION_LIMIT)) or "No words"
    return {
        "text": text,
        "blocks": _within_limits(blocks, reply.buttons, room=SPENDING_LIMIT - units(text)),
        "response_type": "ephemeral",
    }


def plain_answer(sentence: str) -> dict[str, Any]:
    """Return an answer of one sentence of our own."""
    return {"text": sentence, "response_type": "ephemeral"}


def delivery_id_of(message: dict[str, Any]) -> str | None:
    """Return the delivery that a message in a channel is of, or None where it is none of ours."""
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return None
    delivery_id = (metadata.get("event_payload") or {}).get("delivery_id")
    return delivery_id if isinstance(delivery_id, str) else None


def _told(
    said: str, blocks: list[dict[str, Any] | None], buttons: Iterable[Button], *, delivery_id: str
) -> dict[str, Any]:
    text = notification(said)
    return {
        "text": text,
        "blocks": _within_limits(blocks, buttons, room=SPENDING_LIMIT - units(text)),
        "metadata": {"event_type": EVENT_TYPE, "event_payload": {"delivery_id": delivery_id}},
        # Neither addresses nor names in the notification come alive.
        "parse": "none",
        "link_names": False,
    }


def _header(text: str) -> dict[str, Any] | None:
    return {"type": "header", "text": _plain_text(text, HEADER_LIMIT)} if text.strip() else None


def _context(text: str) -> dict[str, Any] | None:
    return {"type": "context", "elements": [_plain_text(text, CONTEXT_LIMIT)]} if text.strip() else None


def _actions(buttons: Iterable[Button]) -> list[dict[str, Any]]:
    elements = [
        {
            "type": "button",
            "text": _plain_text(button.label, BUTTON_LIMIT),
            "action_id": f"{PRESS}-{place}",
            "value": button.token,
        }
        for place, button in enumerate(buttons)
        if 0 < units(button.token) <= BUTTON_VALUE_LIMIT
    ]
    return [{"type": "actions", "block_id": PRESS, "elements": elements[:MOST_BUTTONS]}] if elements else []


def _plain_text(text: str, limit: int) -> dict[str, Any]:
    return {"type": "plain_text", "text": cut(text, limit), "emoji": False}


def _within_limits(
    blocks: list[dict[str, Any] | None], buttons: Iterable[Button], *, room: int
) -> list[dict[str, Any]]:
    """Return the blocks that fit into one message, with the buttons at the end."""
    kept: list[dict[str, Any]] = []
    end = _actions(buttons)
    note = _context(_CUT_NOTE) or {}
    room -= _spent(end) + _spent([note])
    for block in filter(None, blocks):
        room -= _spent([block])
        if room < 0 or len(kept) + len(end) + 1 >= MOST_BLOCKS:
            kept.append(note)
            break
        kept.append(block)
    return [*kept, *end]


def _spent(blocks: list[dict[str, Any]]) -> int:
    return units(json.dumps(blocks, ensure_ascii=False))
