"""Lines → HTML, in which nothing of the source text is alive: every piece is escaped, and stands in an element."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from markupsafe import Markup, escape

from handlers.command_table import SLASH
from handlers.render.pieces.links import statement_path
from handlers.render.pieces.segments import Style, in_runs, isolated

if TYPE_CHECKING:
    from handlers.render.pieces.segments import Line, Segment

_TAGS = {
    Style.STRONG: "strong",
    Style.MARKED: "mark",
    Style.STRUCK: "del",
    Style.CODE: "code",
    Style.ROW: "code",
}
_HEARD = {Style.STRUCK: "removed: ", Style.MARKED: "added: "}  # by those who do not see the marks of a word diff


def line_html(line: Line) -> Markup:
    """Return a line as HTML, its quotations kept apart from what stands beside them."""
    return _joined(line, quoted_in="bdi")


def words_html(line: Line) -> Markup:
    """Return a line as HTML that is one quotation, in an element that says its direction."""
    return _joined(line, quoted_in="span")


def actor_path(actor_id: str) -> str:
    """Return the path of an actor's page."""
    return f"/actors/{quote(actor_id, safe='')}"


def _joined(line: Line, *, quoted_in: str) -> Markup:
    is_diff = {Style.STRUCK, Style.MARKED} <= {piece.style for piece in line}
    pieces = isolated(line) if quoted_in == "bdi" else line
    return Markup("").join(_piece_html(piece, quoted_in=quoted_in, is_diff=is_diff) for piece in pieces)


def _piece_html(piece: Segment, *, quoted_in: str, is_diff: bool) -> Markup:
    match piece.style:
        case Style.PLAIN:
            return _text_html(piece)
        case Style.QUOTE:
            return _element(quoted_in, {}, piece.text)
        case Style.LINK:
            return _element("a", {"href": piece.url, "rel": "noopener noreferrer nofollow"}, _text_html(piece))
        case Style.TIME | Style.AGO:
            return _element("time", {"datetime": piece.at.isoformat() if piece.at else ""}, piece.text)
        case Style.COMMAND:
            return _command_html(piece.text)
        case _:
            text = _text_html(piece)
            if is_diff and piece.style in _HEARD:
                text = _element("span", {"class": "heard"}, _HEARD[piece.style]) + text
            return _element(_TAGS[piece.style], {}, text)


def _text_html(piece: Segment) -> Markup:
    """Return the text of a piece; what is written from right to left in it moves nothing that stands beside it."""
    if piece.parted:
        parts = in_runs(piece.text)
        return Markup("").join(_element("bdi", {}, part) if is_apart else escape(part) for part, is_apart in parts)
    return _element("bdi", {}, piece.text) if piece.opens else escape(piece.text)


def _command_html(text: str) -> Markup:
    """Return a command as a link to the page that answers it, or as what to type in a channel."""
    name, _, rest = text.partition(" ")
    match name, rest:
        case "statements", _:
            return _element("a", {"href": f"/?{urlencode({'q': rest})}" if rest else "/"}, rest or "all statements")
        case "statement", statement_id if statement_id:
            return _element("a", {"href": statement_path(statement_id)}, statement_id)
        case "latest", actor_id if actor_id:
            return _element("a", {"href": actor_path(actor_id)}, actor_id)
        case "actors", "":
            return _element("a", {"href": "/actors"}, "the list of actors")
    return _element("code", {}, f"/{SLASH} {text}")


def _element(tag: str, attributes: dict[str, str], text: str | Markup) -> Markup:
    """Return an element; its tag and the names of its attributes are ours, and all else is escaped."""
    # A page has hundreds of them, and `Markup.format`, which escapes by itself, takes twenty times as long.
    named = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    return Markup(f"<{tag}{named}>{escape(text)}</{tag}>")  # noqa: S704 - escaped here
