"""Card and Note → message and Reply → answer, as Discord's bodies. Buttons carry all their state: they outlive us."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Any

from handlers import limits
from handlers.discord.markup import fitted, markup
from handlers.render.messages.buttons import READ
from handlers.render.messages.card import Card, lead_lines, quote_lines, words_line
from handlers.render.pieces.lengths import clip_units, units
from handlers.render.pieces.segments import Style, line_text, room_of_isolates, with_isolates, words
from handlers.render.statement.badges import Badge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from handlers.render.messages.buttons import Button
    from handlers.render.messages.note import Note
    from handlers.render.pieces.segments import Line
    from handlers.render.replies.reply import Reply

# On every create and every edit: an edit parses them anew.
NO_MENTIONS: dict[str, Any] = {"parse": [], "replied_user": False}
EPHEMERAL, SILENT = 1 << 6, 1 << 12

_COLORS = {
    Badge.NEW: 0x2E8B57,
    Badge.MORE_OF_IT: 0x2E8B57,
    Badge.SAID_BEFORE: 0x8A8F98,
    Badge.CHANGED: 0xD98E04,
    Badge.WITHDRAWN: 0xB3372F,
    Badge.CORRECTION: 0xB3372F,
    Badge.OVERFLOW: 0x8A8F98,
    Badge.CATCH_UP: 0x3B5BA5,
    Badge.DIGEST: 0x3B5BA5,
    Badge.NOTICE: 0xD98E04,
    Badge.ALL_CLEAR: 0x2E8B57,
}
_REPLY_COLOR, _MISTAKE_COLOR = 0x3B5BA5, 0xB3372F
_ACTION_ROW, _BUTTON, _GREY, _LINK = 1, 2, 2, 5
_HEADING = "## "
_PRESS_PREFIX = "press"


def token_in(custom_id: str) -> str:
    """Return what a button asks for. Of one that is none of ours it is nothing that `Commands.press` knows."""
    prefix, _, rest = custom_id.partition(":")
    return rest.partition(":")[2] if prefix == _PRESS_PREFIX else custom_id


def delivery_ids_in(message: dict[str, Any]) -> set[str]:
    """Return the deliveries that a message's buttons name."""
    pressed = [
        str(part.get("custom_id", "")).split(":", 2)
        for row in message.get("components", ())
        for part in row.get("components", ())
    ]
    return {one[1] for one in pressed if one[0] == _PRESS_PREFIX and len(one) > 2 and one[1]}  # noqa: PLR2004


def message(shown: Card | Note, *, delivery_id: str, mention: str = "") -> dict[str, Any]:
    """Return the body of what a delivery shows, for a create and for an edit."""
    if isinstance(shown, Card):
        return alert(shown, delivery_id=delivery_id, mention=mention)
    return note(shown, delivery_id=delivery_id)


def mentioning(role_id: str) -> dict[str, Any]:
    """Return what lets a create, and no edit, notify one role and nobody else."""
    return {"allowed_mentions": NO_MENTIONS | {"roles": [role_id]}}


def alert(card: Card, *, delivery_id: str, mention: str = "") -> dict[str, Any]:
    """Return the body of an alert, for a create and for an edit.

    The role of `mention`, an id, is named at the end: it notifies nobody unless `mentioning` lets it.

    What it is, who said what and who reports it stand above the embed and not in it: phones show of a message that is
    all embed that there is one, and no word of it (saadbruno/minecraft-discord-webhook#5, DiscordSRV/DiscordSRV#907).
    The rest stands in the embed, so nothing is read twice.
    """
    lead = card.quotes[0]
    is_pushed = _is_pushable(lead.news)
    details = markup(card.foot, limit=limits.DISCORD_DETAILS)
    further = [*([] if is_pushed else [lead.news]), *lead_lines(card)]
    below = markup(_below_lead(card, further), limit=limits.DISCORD_DESCRIPTION - units(details) - 2)
    embed: dict[str, Any] = {"description": f"{below}\n\n{details}".strip(), "color": _COLORS[card.badge]}
    if card.role:
        embed["author"] = {"name": clip_units(card.role, limits.DISCORD_AUTHOR)}
    # Without marks: a notification shows them as they are written.
    closing: list[Line] = [(words(line_text(line)),) for line in (lead.news if is_pushed else (), card.source) if line]
    named = f"\n<@&{mention}>" if mention else ""
    content = _headed(card.heading, [words_line(lead)], closing, room=limits.DISCORD_CONTENT - units(named)) + named
    return _message_body(content, embed, card.buttons, delivery_id=delivery_id, url=card.url)


def note(note: Note, *, delivery_id: str) -> dict[str, Any]:
    """Return the body of a note, for a create and for an edit.

    As much as can be stands above the embed, as in an alert; not what holds a link, of which Discord would show a
    preview there.
    """
    above = list(takewhile(lambda line: all(one.style is not Style.LINK for one in line), note.lines))
    description = markup([*note.lines[len(above) :], *note.below], limit=limits.DISCORD_DESCRIPTION)
    embed = {"description": description, "color": _COLORS[note.badge]} if description else None
    return _message_body(_headed(note.heading, above, []), embed, note.buttons, delivery_id=delivery_id)


def answer(reply: Reply) -> dict[str, Any]:
    """Return the body of an answer to one reader."""
    lines: list[Line] = []
    for place, block in enumerate(reply.blocks):
        lines += [(), *block.lines] if place else block.lines
    embed: dict[str, Any] = {
        "title": with_isolates(fitted(reply.title, limits.DISCORD_TITLE - room_of_isolates(reply.title))),
        "color": _MISTAKE_COLOR if reply.mistake else _REPLY_COLOR,
    }
    if description := markup(lines, limit=limits.DISCORD_DESCRIPTION).strip():
        embed["description"] = description
    if reply.footer:
        embed["footer"] = {"text": clip_units(reply.footer, limits.DISCORD_FOOTER)}
    return _message_body("", embed, reply.buttons, delivery_id="")


def _is_pushable(line: Line) -> bool:
    """Tell whether a notification shows a line as it reads: of a moment it would show the code."""
    return not any(one.style in {Style.LINK, Style.TIME, Style.AGO} for one in line)


def _headed(heading: Line, lines: Iterable[Line], closing: list[Line], *, room: int = limits.DISCORD_CONTENT) -> str:
    """Return the heading, the lines as far as there is room, and what closes them, which is never cut off."""
    end = markup(closing, limit=limits.DISCORD_SOURCE)
    above = markup([heading, *lines], limit=room - units(_HEADING) - units(end) - 1)
    return f"{_HEADING}{above}\n{end}".rstrip("\n")


def _below_lead(card: Card, lead: Iterable[Line]) -> Iterator[Line]:
    yield from (line for line in lead if line)
    for quote in card.quotes[1:]:
        yield ()
        yield from quote_lines(card, quote)
    if card.more_text:
        yield ()
        yield (words(card.more_text),)


def _message_body(
    content: str, embed: dict[str, Any] | None, buttons: Iterable[Button], *, delivery_id: str, url: str = ""
) -> dict[str, Any]:
    pressed = [_button(one, delivery_id) for one in buttons]
    usable = [*_read_button(url), *(one for one in pressed if units(one["custom_id"]) <= limits.DISCORD_CUSTOM_ID)]
    # Rows of one length: a last button alone in its row looks like another kind of thing.
    a_row = -(-len(usable) // max(-(-len(usable) // limits.DISCORD_BUTTONS_A_ROW), 1)) or 1
    rows = [
        {"type": _ACTION_ROW, "components": usable[start : start + a_row]} for start in range(0, len(usable), a_row)
    ]
    return {
        "content": content,
        "embeds": [embed] if embed else [],
        "components": rows[: limits.DISCORD_ROWS],
        "allowed_mentions": NO_MENTIONS,
    }


def _read_button(url: str) -> list[dict[str, Any]]:
    """Return the button that leads to the article, where there is an address that Discord takes."""
    if not url or units(url) > limits.DISCORD_BUTTON_URL:
        return []
    return [{"type": _BUTTON, "style": _LINK, "label": READ, "url": url}]


def _button(button: Button, delivery_id: str) -> dict[str, Any]:
    custom_id = f"{_PRESS_PREFIX}:{delivery_id}:{button.token}"
    return {
        "type": _BUTTON,
        "style": _GREY,
        "label": clip_units(button.label, limits.DISCORD_BUTTON_LABEL),
        "custom_id": custom_id,
    }
