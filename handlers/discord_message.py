"""Card → alert and Reply → answer, as Discord's message bodies. Buttons carry all their state, so they outlive us."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from handlers.card import Badge, quote_lines
from handlers.discord_markup import cut, fitted, markup, units
from handlers.segments import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handlers.card import Card
    from handlers.reply import Reply
    from handlers.segments import Line

TITLE_LIMIT = 256  # units, as every limit here
AUTHOR_LIMIT = 256
FOOTER_LIMIT = 2048
DESCRIPTION_LIMIT = 4096
DETAILS_LIMIT = 1800  # of the description: what stands below the quotes is never crowded out by them
CUSTOM_ID_LIMIT = 100

NO_MENTIONS: dict[str, list[str]] = {"parse": []}  # on every create and every edit: an edit parses them anew
EPHEMERAL = 64

_COLORS = {Badge.NEW: 0x2E8B57, Badge.SAID_BEFORE: 0x8A8F98, Badge.CHANGED: 0xD98E04}
_REPLY_COLOR, _MISTAKE_COLOR = 0x3B5BA5, 0xB3372F
_ACTION_ROW, _BUTTON, _GREY = 1, 2, 2
_CONTEXT, _TURN = "context", "turn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The button below an alert: show the statement with its evidence."""

    statement_id: str
    delivery_id: str

    @property
    def custom_id(self) -> str:
        """What the button carries."""
        return f"{_CONTEXT}:{self.statement_id}:{self.delivery_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A button below an answer: show another page."""

    token: str

    @property
    def custom_id(self) -> str:
        """What the button carries."""
        return f"{_TURN}:{self.token}"


def button_of(custom_id: str) -> Context | Turn | None:
    """Read what a button carries; None where it is none of ours."""
    name, _, rest = custom_id.partition(":")
    if name == _TURN and rest:
        return Turn(token=rest)
    statement_id, _, delivery_id = rest.partition(":")
    if name == _CONTEXT and statement_id and delivery_id:
        return Context(statement_id=statement_id, delivery_id=delivery_id)
    return None


def alert(card: Card, *, delivery_id: str) -> dict[str, Any]:
    """Return the body of an alert, for a create and for an edit."""
    details = markup(card.details, limit=DETAILS_LIMIT)
    quotes = markup(_quote_lines(card), limit=DESCRIPTION_LIMIT - units(details) - 2)
    embed = {
        "author": {"name": cut(" · ".join(filter(None, (card.badge, card.role))), AUTHOR_LIMIT)},
        "title": fitted(card.title, TITLE_LIMIT),
        "description": f"{quotes}\n\n{details}",
        "color": _COLORS[card.badge],
    }
    if card.url:
        embed["url"] = card.url
    context = Context(statement_id=card.lead_statement_id, delivery_id=delivery_id)
    return _body(embed, [("Context", context)])


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
    turns = [("Previous", reply.previous), ("Next", reply.next)]
    return _body(embed, [(label, Turn(token=token)) for label, token in turns if token])


def _quote_lines(card: Card) -> Iterator[Line]:
    for place, quote in enumerate(card.quotes):
        if place:
            yield ()
        yield from quote_lines(card, quote)
    if card.more_text:
        yield ()
        yield (words(card.more_text),)


def _body(embed: dict[str, Any], buttons: list[tuple[str, Context | Turn]]) -> dict[str, Any]:
    row = [
        {"type": _BUTTON, "style": _GREY, "label": label, "custom_id": button.custom_id}
        for label, button in buttons
        if units(button.custom_id) <= CUSTOM_ID_LIMIT
    ]
    return {
        "embeds": [embed],
        "components": [{"type": _ACTION_ROW, "components": row}] if row else [],
        "allowed_mentions": NO_MENTIONS,
    }
