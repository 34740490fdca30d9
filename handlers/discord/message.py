"""Card and Note → message and Reply → answer, as Discord's bodies. Buttons carry all their state: they outlive us."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Any

from handlers.discord.markup import cut, fitted, markup, units
from handlers.render.card import quote_lines
from handlers.render.phrases import Badge
from handlers.render.segments import Style, strong, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from handlers.render.card import Card
    from handlers.render.notes import Note
    from handlers.render.reply import Button, Reply
    from handlers.render.segments import Line

CONTENT_LIMIT = 2000  # units, as every limit here
TITLE_LIMIT = 256
AUTHOR_LIMIT = 256
FOOTER_LIMIT = 2048
DESCRIPTION_LIMIT = 4096
DETAILS_LIMIT = 1800  # of the description: what stands below the quotes is never crowded out by them
LABEL_LIMIT = 80
CUSTOM_ID_LIMIT = 100
MOST_ROWS, BUTTONS_A_ROW = 5, 5

# On every create and every edit: an edit parses them anew.
NO_MENTIONS: dict[str, Any] = {"parse": [], "replied_user": False}
EPHEMERAL, SILENT = 1 << 6, 1 << 12

_COLORS = {
    Badge.NEW: 0x2E8B57,
    Badge.SAID_BEFORE: 0x8A8F98,
    Badge.CHANGED: 0xD98E04,
    Badge.WITHDRAWN: 0xB3372F,
    Badge.CORRECTION: 0xB3372F,
    Badge.OVERFLOW: 0x8A8F98,
}
_REPLY_COLOR, _MISTAKE_COLOR = 0x3B5BA5, 0xB3372F
_ACTION_ROW, _BUTTON, _GREY = 1, 2, 2
_PRESS = "press"


def token_in(custom_id: str) -> str:
    """Return what a button asks for. Of one that is none of ours it is nothing that `Commands.press` knows."""
    prefix, _, rest = custom_id.partition(":")
    return rest.partition(":")[2] if prefix == _PRESS else custom_id


def delivery_ids_in(message: dict[str, Any]) -> set[str]:
    """Return the deliveries that a message's buttons name."""
    pressed = [
        str(part.get("custom_id", "")).split(":", 2)
        for row in message.get("components", ())
        for part in row.get("components", ())
    ]
    return {one[1] for one in pressed if one[0] == _PRESS and len(one) > 2 and one[1]}  # noqa: PLR2004


def alert(card: Card, *, delivery_id: str) -> dict[str, Any]:
    """Return the body of an alert, for a create and for an edit.

    Who said what stands above the embed and not in it: phones show of a message that is all embed that there is one,
    and no word of it (saadbruno/minecraft-discord-webhook#5, DiscordSRV/DiscordSRV#907). The rest stands in the embed,
    so nothing is read twice.
    """
    lead = quote_lines(card, card.quotes[0])
    details = markup(card.details, limit=DETAILS_LIMIT)
    below = markup(_below(card, lead[1:]), limit=DESCRIPTION_LIMIT - units(details) - 2)
    embed: dict[str, Any] = {"description": f"{below}\n\n{details}".strip(), "color": _COLORS[card.badge]}
    if card.role:
        embed["author"] = {"name": cut(card.role, AUTHOR_LIMIT)}
    between = " " if card.quotes[0].lead_in else ": "
    headline = (words(f"{card.badge} · "), strong(card.title), words(between), *lead[0])
    return _body([headline], embed, card.buttons, delivery_id=delivery_id)


def note(note: Note, *, delivery_id: str) -> dict[str, Any]:
    """Return the body of a correction or of an overflow line, for a create and for an edit.

    As much as can be stands above the embed, as in an alert; not what holds a link, of which Discord would show a
    preview there.
    """
    told = list(takewhile(lambda line: all(one.style is not Style.LINK for one in line), note.lines))
    headline = (words(f"{note.badge} · "), strong(note.title))
    description = markup(note.lines[len(told) :], limit=DESCRIPTION_LIMIT)
    embed = {"description": description, "color": _COLORS[note.badge]} if description else None
    return _body([headline, *told], embed, note.buttons, delivery_id=delivery_id)


def answer(reply: Reply) -> dict[str, Any]:
    """Return the body of an answer to one reader."""
    lines: list[Line] = []
    for place, block in enumerate(reply.blocks):
        lines += [(), *block.lines] if place else block.lines
    embed: dict[str, Any] = {
        "title": fitted(reply.title, TITLE_LIMIT),
        "color": _MISTAKE_COLOR if reply.mistake else _REPLY_COLOR,
    }
    if description := markup(lines, limit=DESCRIPTION_LIMIT).strip():
        embed["description"] = description
    if reply.footer:
        embed["footer"] = {"text": cut(reply.footer, FOOTER_LIMIT)}
    return _body([], embed, reply.buttons, delivery_id="")


def plain_answer(sentence: str) -> dict[str, Any]:
    """Return an answer of one sentence of our own."""
    return {"content": sentence, "embeds": [], "components": [], "allowed_mentions": NO_MENTIONS}


def _below(card: Card, notes: Iterable[Line]) -> Iterator[Line]:
    yield from notes
    for quote in card.quotes[1:]:
        yield ()
        yield from quote_lines(card, quote)
    if card.more_text:
        yield ()
        yield (words(card.more_text),)


def _body(
    headline: list[Line], embed: dict[str, Any] | None, buttons: Iterable[Button], *, delivery_id: str
) -> dict[str, Any]:
    made = [_button(one, delivery_id) for one in buttons]
    usable = [one for one in made if units(one["custom_id"]) <= CUSTOM_ID_LIMIT]
    rows = [
        {"type": _ACTION_ROW, "components": usable[start : start + BUTTONS_A_ROW]}
        for start in range(0, len(usable), BUTTONS_A_ROW)
    ]
    return {
        "content": markup(headline, limit=CONTENT_LIMIT),
        "embeds": [embed] if embed else [],
        "components": rows[:MOST_ROWS],
        "allowed_mentions": NO_MENTIONS,
    }


def _button(button: Button, delivery_id: str) -> dict[str, Any]:
    custom_id = f"{_PRESS}:{delivery_id}:{button.token}"
    return {"type": _BUTTON, "style": _GREY, "label": cut(button.label, LABEL_LIMIT), "custom_id": custom_id}
