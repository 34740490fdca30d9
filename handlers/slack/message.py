"""Card and Note → message and Reply → answer, as Slack's bodies. Buttons carry all their state, so they outlive us."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from handlers import limits
from handlers.render.messages.buttons import READ
from handlers.render.messages.card import Card, fallback, lead_lines, quote_lines, words_line
from handlers.render.pieces.lengths import clip, clip_units, units
from handlers.render.pieces.segments import isolate, room_of_isolates, with_isolates, without_styles, words
from handlers.slack.markup import notification, rich_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from handlers.render.messages.buttons import Button
    from handlers.render.messages.note import Note
    from handlers.render.pieces.segments import Line
    from handlers.render.replies.reply import Reply

EVENT_TYPE = "onrecord_delivery"
PRESS = "press"  # `block_id` of the buttons; each one's `action_id` is this and its place, its value is its token

READ_ID = "read"  # `action_id` of the link to the article: Slack tells of a press of it, and nothing is to be done

# `callback_id` of what a message's own menu offers, as manifest.yaml has it
FIND_ID = "find_statements"
IMPORT_ID = "import_sources"

_CUT_NOTE = "… The rest does not fit into one message."


def message(shown: Card | Note, *, delivery_id: str, command: str, mention: str = "") -> dict[str, Any]:
    """Return what a delivery shows, for a create and for an edit."""
    if isinstance(shown, Card):
        return alert(shown, delivery_id=delivery_id, command=command, mention=mention)
    return note(shown, delivery_id=delivery_id, command=command)


def alert(card: Card, *, delivery_id: str, command: str, mention: str = "") -> dict[str, Any]:
    """Return what an alert holds, for a create and for an edit.

    The user group of `mention`, an id, is named below the source: the one piece of mrkdwn in any message, and no text
    of others is in it. An edit that has what the post had notifies nobody.
    """
    lead, *further = card.quotes
    more = (words(card.more_text),) if card.more_text else ()
    blocks = [
        _header("".join(isolate(piece.text) for piece in card.heading)),
        _context(isolate(card.role)),
        rich_text([words_line(lead), lead.news], command=command),
        _source(card, command=command),
        _mention(mention),
        rich_text(lead_lines(card), command=command),
        *(rich_text(quote_lines(card, quote), command=command) for quote in further),
        rich_text([more], command=command),
        rich_text(card.foot, command=command),
    ]
    return _sent(fallback(card), blocks, card.buttons, delivery_id=delivery_id)


def note(note: Note, *, delivery_id: str, command: str) -> dict[str, Any]:
    """Return what a note holds, for a create and for an edit."""
    blocks = [
        _header("".join(isolate(piece.text) for piece in note.heading)),
        rich_text([*note.lines, *note.below], command=command),
    ]
    return _sent(note.fallback, blocks, note.buttons, delivery_id=delivery_id)


def home(reply: Reply, *, command: str) -> dict[str, Any]:
    """Return what the app's own page holds. It has no buttons: a press there could not be answered."""
    return {"type": "home", "blocks": answer(replace(reply, buttons=()), command=command)["blocks"]}


def answer(reply: Reply, *, command: str) -> dict[str, Any]:
    """Return what an answer to one reader holds."""
    blocks = [
        _header(with_isolates(clip_units(reply.title, limits.SLACK_HEADER - room_of_isolates(reply.title)))),
        *(rich_text(block.lines, command=command) for block in reply.blocks),
        _context(reply.footer),
    ]
    lines: list[Line] = [(words(reply.title),), *(line for block in reply.blocks for line in block.lines)]
    text = (
        notification(clip(" · ".join(filter(None, map(without_styles, lines))), limits.SLACK_NOTIFICATION)) or "No text"
    )
    return {
        "text": text,
        "blocks": _within_limits(blocks, reply.buttons, room=limits.SLACK_MESSAGE - units(text)),
        "response_type": "ephemeral",
    }


def delivery_id_of(message: dict[str, Any]) -> str | None:
    """Return the delivery that a message in a channel is of, or None where it is none of ours."""
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return None
    delivery_id = (metadata.get("event_payload") or {}).get("delivery_id")
    return delivery_id if isinstance(delivery_id, str) else None


def _sent(
    said: str, blocks: list[dict[str, Any] | None], buttons: Iterable[Button], *, delivery_id: str
) -> dict[str, Any]:
    text = notification(said)
    return {
        "text": text,
        "blocks": _within_limits(blocks, buttons, room=limits.SLACK_MESSAGE - units(text)),
        "metadata": {"event_type": EVENT_TYPE, "event_payload": {"delivery_id": delivery_id}},
        # Neither addresses nor names in the notification come alive.
        "parse": "none",
        "link_names": False,
    }


def _header(text: str) -> dict[str, Any] | None:
    return {"type": "header", "text": _plain_text(text, limits.SLACK_HEADER)} if text.strip() else None


def _context(text: str) -> dict[str, Any] | None:
    return {"type": "context", "elements": [_plain_text(text, limits.SLACK_CONTEXT)]} if text.strip() else None


def _mention(usergroup_id: str) -> dict[str, Any] | None:
    text = f"<!subteam^{usergroup_id}>"
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}} if usergroup_id else None


def _source(card: Card, *, command: str) -> dict[str, Any] | None:
    """Return the outlet beside the button that leads to the article, or alone where there is no address to offer."""
    if not card.url:
        return rich_text([card.source], command=command)
    button = {
        "type": "button",
        "text": _plain_text(READ, limits.SLACK_BUTTON_LABEL),
        "action_id": READ_ID,
        "url": card.url,
        "accessibility_label": clip_units(f"{READ} it at {card.outlet}", limits.SLACK_BUTTON_LABEL),
    }
    text = _plain_text("".join(isolate(piece.text) for piece in card.source), limits.SLACK_SECTION)
    return {"type": "section", "text": text, "accessory": button}


def _actions(buttons: Iterable[Button]) -> list[dict[str, Any]]:
    elements = [
        {
            "type": "button",
            "text": _plain_text(button.label, limits.SLACK_BUTTON_LABEL),
            "action_id": f"{PRESS}-{place}",
            "value": button.token,
        }
        for place, button in enumerate(buttons)
        if 0 < units(button.token) <= limits.SLACK_BUTTON_VALUE
    ]
    return [{"type": "actions", "block_id": PRESS, "elements": elements[: limits.SLACK_BUTTONS]}] if elements else []


def _plain_text(text: str, limit: int) -> dict[str, Any]:
    return {"type": "plain_text", "text": clip_units(text, limit), "emoji": False}


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
        if room < 0 or len(kept) + len(end) + 1 >= limits.SLACK_BLOCKS:
            kept.append(note)
            break
        kept.append(block)
    return [*kept, *end]


def _spent(blocks: list[dict[str, Any]]) -> int:
    return units(json.dumps(blocks, ensure_ascii=False))
