"""The terminal as a channel: cards as panels, notes and replies as text, and the picture of an alert.

Source text reaches the terminal only through `Segment` and `Card`, which hold no control characters, and through
`rich.text.Text`, which reads no markup.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console, Group
from rich.panel import Panel
from rich.text import Text

from bot.core.errors import MessageRefusedError, RetryLaterError
from bot.core.model import Platform
from handlers import limits
from handlers.command_table import SLASH
from handlers.render.messages.card import Card, words_line
from handlers.render.messages.shown import shown
from handlers.render.pieces.segments import Style, in_marks, joined, words
from handlers.render.statement.badges import Badge

if TYPE_CHECKING:
    from rich.console import RenderableType

    from bot.core.config import Config
    from bot.core.model import Delivery, Message
    from handlers.render.messages.card import CardQuote
    from handlers.render.messages.note import Note
    from handlers.render.pieces.segments import Line, Segment
    from handlers.render.replies.reply import Reply

STYLES = {
    Style.PLAIN: "",
    Style.STRONG: "bold",
    Style.QUOTE: "italic",
    Style.MARKED: "bold italic bright_yellow",
    Style.STRUCK: "italic strike",
    Style.LINK: "underline",
    Style.TIME: "cyan",
    Style.AGO: "cyan",
    Style.CODE: "dim",
    Style.ROW: "",
    Style.COMMAND: "bold green",
}
BADGE_STYLES = {
    Badge.NEW: "bold black on green",
    Badge.MORE_OF_IT: "bold black on green",
    Badge.SAID_BEFORE: "bold black on white",
    Badge.CHANGED: "bold black on yellow",
    Badge.WITHDRAWN: "bold white on red",
    Badge.CORRECTION: "bold white on red",
    Badge.OVERFLOW: "bold black on white",
    Badge.CATCH_UP: "bold white on blue",
    Badge.DIGEST: "bold white on blue",
    Badge.NOTICE: "bold black on yellow",
    Badge.ALL_CLEAR: "bold black on green",
}


SIGNS = {  # before a note
    Badge.CORRECTION: "↳",
    Badge.OVERFLOW: "+",
    Badge.CATCH_UP: "+",
    Badge.DIGEST: "=",
    Badge.NOTICE: "!",
    Badge.ALL_CLEAR: "✓",
}


class ConsoleMessenger:
    """A `Messenger` that prints. It remembers what it printed for as long as it lives."""

    def __init__(self, config: Config, console: Console) -> None:
        self._config = config
        self._console = console
        self._printed: dict[str, int] = {}  # delivery id → the revision that was shown last

    @property
    def platform(self) -> Platform:
        """The terminal."""
        return Platform.CONSOLE

    async def post(self, delivery: Delivery, message: Message) -> str:
        """Print a message, once for each delivery, and return its address.

        Raises:
            RetryLaterError: the terminal took nothing.
            MessageRefusedError: the terminal's encoding lacks the letters.

        """
        if delivery.id not in self._printed:
            self._print(self._rendered(shown(message, config=self._config)), delivery)
        return _console_ref(delivery)

    async def edit(self, delivery: Delivery, message: Message) -> None:
        """Print what has been added, once for each revision: a terminal cannot take back what it shows.

        Raises:
            RetryLaterError, MessageRefusedError: as `post`.

        """
        if self._printed.get(delivery.id, -1) >= delivery.revision:
            return
        content = shown(message, config=self._config)
        self._print(_update(content) if isinstance(content, Card) else self._rendered(content), delivery)

    async def find(self, delivery: Delivery, message: Message) -> str | None:  # noqa: ARG002 - this process remembers
        """Return the address of a delivery that this process has printed."""
        return _console_ref(delivery) if delivery.id in self._printed else None

    def _print(self, shown: RenderableType, delivery: Delivery) -> None:
        try:
            self._console.print(shown)
        except UnicodeError as error:
            self._forget_unwritten()
            raise MessageRefusedError(
                f"console: delivery {delivery.id} contains characters that the terminal cannot show; set PYTHONUTF8=1",
            ) from error
        except (OSError, ValueError) as error:  # ValueError: the stream is closed
            self._forget_unwritten()
            raise RetryLaterError(f"console: delivery {delivery.id} could not be written ({error})") from error
        self._printed[delivery.id] = delivery.revision

    def _rendered(self, content: Card | Note) -> RenderableType:
        if isinstance(content, Card):
            return card_panel(content)
        return note_text(content, in_colour=has_colour(self._console))

    def _forget_unwritten(self) -> None:
        """Empty Rich's buffer: it keeps what it could not write, and would write it again before the next alert."""
        with suppress(OSError, ValueError), self._console.capture():
            pass


def card_panel(card: Card) -> Panel:
    """Return a card as a panel: name and badge on top, the words, the source, the lead's id at the foot."""
    parts = [part for place, quote in enumerate(card.quotes) for part in _quote_parts(card, quote, is_lead=not place)]
    if card.more:
        parts += [Text(), Text(card.more_text, style="dim")]
    parts += [Text(), *(_styled(line) for line in card.foot)]
    title = Text.assemble((f" {card.label} ", BADGE_STYLES[card.badge]), " ", (card.title, "bold bright_white"))
    if card.role:
        title.append(f" · {card.role}", style="dim")
    return Panel(
        Group(*parts),
        title=title,
        title_align="left",
        subtitle=Text(card.lead_statement_id, style="dim"),
        subtitle_align="right",
        border_style=BADGE_STYLES[card.badge].rpartition(" ")[2],  # the colour that its badge stands on
        box=box.ROUNDED,
        padding=(1, 2),
    )


def has_colour(console: Console) -> bool:
    """Tell whether a terminal shows words apart from others: in a file, or under NO_COLOR, all look alike."""
    return console.color_system is not None and not console.no_color


def note_text(note: Note, *, in_colour: bool = True) -> Text:
    """Return a note as lines of text: what it is and of whom after its sign, the rest below."""
    text = Text.assemble(f"{SIGNS[note.badge]} ", (f" {note.badge} ", BADGE_STYLES[note.badge]), " ")
    text.append(note.title, style="bold")
    for line in (*note.lines, *note.below):
        text.append("\n  ").append_text(_styled(line if in_colour else in_marks(line)))
    return text


def print_reply(reply: Reply, console: Console) -> None:
    """Print an answer, and how to turn its page; of an answer as a file nothing but the file, for a redirection.

    In the place of a picture stands what it shows.
    """
    if reply.file is not None and reply.file.is_picture:
        reply = replace(reply, blocks=(*reply.blocks, *reply.file.in_words), file=None)
    if reply.file is not None:
        console.file.write(reply.file.content.decode())
        return
    console.print(reply_shown(reply, in_colour=has_colour(console)))


def reply_shown(reply: Reply, *, in_colour: bool = True) -> RenderableType:
    """Return an answer as the terminal shows it."""
    parts = [Text(reply.title, style="bold yellow" if reply.mistake else "bold")]
    for block in reply.blocks:
        parts += [Text(), *(_styled(line if in_colour else in_marks(line)) for line in block.lines)]
    if reply.footer:
        on = f"; add page:{reply.page + 2} to the command for the next" if reply.page + 1 < reply.pages else ""
        parts += [Text(), Text(f"{reply.footer}{on}", style="dim")]
    return Group(*parts)


def alert_svg(card: Card) -> str:
    """Return a card as a picture; see `svg_of`."""
    return svg_of(card_panel(card))


def svg_of(shown: RenderableType) -> str:
    """Return what a terminal shows as an SVG picture that needs no font or other file from the network."""
    console = Console(
        record=True, width=limits.PICTURE_WIDTH, file=StringIO(), force_terminal=True, color_system="truecolor"
    )
    console.print(shown)
    picture = console.export_svg(title="On Record", unique_id="onrecord")
    return re.sub(r"@font-face\s*{[^}]*}\s*", "", picture)


def _quote_parts(card: Card, quote: CardQuote, *, is_lead: bool) -> list[Text]:
    """Return a statement of a card: the words, what became of them, what is known of them, what was said before."""
    above: list[Text] = []
    if not is_lead:
        other = quote.badge is not card.badge
        above = [Text(), *([Text(f" {quote.badge} ", style=BADGE_STYLES[quote.badge])] if other else [])]
    said = Text.assemble((quote.lead_in, "bold"), _styled(quote.words, style="bold" if is_lead else ""))
    lines = (
        (quote.news, "bold" if is_lead else "dim"),
        (card.source if is_lead else (), ""),
        (quote.marks, "red"),
        (quote.how, "dim"),
        (quote.known, "dim"),
        (quote.before, "dim"),
        (quote.primary, ""),
    )
    return [*above, said, *(_styled(line, style=style) for line, style in lines if line)]


def _update(card: Card) -> Text:
    """Return what an edit of an alert adds to what was printed."""
    lead = card.quotes[0]
    news = joined([lead.marks, lead.primary, *card.details[1:][-1:]])
    return _styled((words(f"updated · {card.title}: "), *words_line(lead), words(" "), *news), style="dim")


def _styled(line: Line, *, style: str = "") -> Text:
    text = Text(style=style)
    for segment in line:
        text.append(_typed(segment), style=_style(segment))
    return text


def _typed(segment: Segment) -> str:
    return f"{SLASH} {segment.text}" if segment.style is Style.COMMAND else segment.text


def _style(segment: Segment) -> str:
    # A Segment's url is ASCII without spaces, so that it cannot end the terminal's link sequence.
    linked = f" link {segment.url}" if segment.style is Style.LINK else ""
    return f"{STYLES[segment.style]}{linked}".strip()


def _console_ref(delivery: Delivery) -> str:
    return f"console:{delivery.id}"
