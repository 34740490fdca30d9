"""The terminal as a channel: cards as panels, notes and replies as text, and the picture of an alert.

Source text reaches the terminal only through `Segment` and `Card`, which hold no control characters, and through
`rich.text.Text`, which reads no markup.
"""

from __future__ import annotations

import re
from contextlib import suppress
from io import StringIO
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console, Group
from rich.panel import Panel
from rich.text import Text

from bot.core.errors import MessageRefusedError, RetryLaterError
from bot.core.model import CorrectionView, OverflowView, Platform
from handlers.render.card import card, quote_lines
from handlers.render.notes import correction_note, overflow_note
from handlers.render.phrases import Badge
from handlers.render.segments import Style, joined, words

if TYPE_CHECKING:
    from rich.console import RenderableType

    from bot.core.config import Config
    from bot.core.model import Delivery, Message
    from handlers.render.card import Card
    from handlers.render.notes import Note
    from handlers.render.reply import Reply
    from handlers.render.segments import Line, Segment

PICTURE_WIDTH = 92  # columns
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
    Style.COMMAND: "bold green",
}
BADGE_STYLES = {
    Badge.NEW: "bold black on green",
    Badge.SAID_BEFORE: "bold black on white",
    Badge.CHANGED: "bold black on yellow",
    Badge.WITHDRAWN: "bold white on red",
    Badge.CORRECTION: "bold white on red",
    Badge.OVERFLOW: "bold black on white",
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
            self._print(self._whole(message), delivery)
        return _address(delivery)

    async def edit(self, delivery: Delivery, message: Message) -> None:
        """Print what has been added, once for each revision: a terminal cannot take back what it shows.

        Raises:
            RetryLaterError, MessageRefusedError: as `post`.

        """
        if self._printed.get(delivery.id, -1) >= delivery.revision:
            return
        if isinstance(message, CorrectionView | OverflowView):
            self._print(self._whole(message), delivery)
            return
        shown = card(message, config=self._config)
        lead = shown.quotes[0]
        news = joined([lead.marks, lead.primary, *shown.details[-1:]])
        update = (words(f"updated · {shown.title}: "), *quote_lines(shown, lead)[0], words(" "), *news)
        self._print(_text(update, style="dim"), delivery)

    def _whole(self, message: Message) -> RenderableType:
        if isinstance(message, CorrectionView):
            return note_text(correction_note(message, config=self._config), sign="↳")
        if isinstance(message, OverflowView):
            return note_text(overflow_note(message, config=self._config), sign="+")
        return card_panel(card(message, config=self._config))

    async def find(self, delivery: Delivery, message: Message) -> str | None:  # noqa: ARG002 - this process remembers
        """Return the address of a delivery that this process has printed."""
        return _address(delivery) if delivery.id in self._printed else None

    def _print(self, shown: RenderableType, delivery: Delivery) -> None:
        try:
            self._console.print(shown)
        except UnicodeError as error:
            self._forget_unwritten()
            raise MessageRefusedError(
                f"console: delivery {delivery.id} holds letters that the terminal cannot write; set PYTHONUTF8=1",
            ) from error
        except (OSError, ValueError) as error:  # ValueError: the stream is closed
            self._forget_unwritten()
            raise RetryLaterError(f"console: delivery {delivery.id} could not be written ({error})") from error
        self._printed[delivery.id] = delivery.revision

    def _forget_unwritten(self) -> None:
        """Empty Rich's buffer: it keeps what it could not write, and would write it again before the next alert."""
        with suppress(OSError, ValueError), self._console.capture():
            pass


def card_panel(shown: Card) -> Panel:
    """Return a card as a panel: name and badge on top, the words, the source, the lead's id at the foot."""
    parts: list[Text] = []
    for place, quote in enumerate(shown.quotes):
        if place:
            parts.append(Text())
            if quote.badge is not shown.badge:
                parts.append(Text(f" {quote.badge} ", style=BADGE_STYLES[quote.badge]))
        said = Text.assemble((quote.lead_in, "bold"), _text(quote.words, style="" if place else "bold"))
        parts += [said, *([_text(quote.marks, style="red")] if quote.marks else [])]
        parts += [_text(quote.primary)] if quote.primary else []
        parts += [_text(line, style="dim") for line in (quote.notes, quote.before) if line]
    if shown.more:
        parts += [Text(), Text(shown.more_text, style="dim")]
    parts += [Text(), *(_text(line) for line in shown.details)]
    title = Text.assemble((f" {shown.badge} ", BADGE_STYLES[shown.badge]), " ", (shown.title, "bold bright_white"))
    if shown.role:
        title.append(f" · {shown.role}", style="dim")
    return Panel(
        Group(*parts),
        title=title,
        title_align="left",
        subtitle=Text(shown.lead_statement_id, style="dim"),
        subtitle_align="right",
        border_style=BADGE_STYLES[shown.badge].rpartition(" ")[2],  # the colour that its badge stands on
        box=box.ROUNDED,
        padding=(1, 2),
    )


def note_text(note: Note, *, sign: str) -> Text:
    """Return a note as lines of text: what it is and of whom after its sign, the rest below."""
    text = Text.assemble(f"{sign} ", (f" {note.badge} ", BADGE_STYLES[note.badge]), " ", (note.title, "bold"))
    for line in note.lines:
        text.append("\n  ").append_text(_text(line))
    return text


def print_reply(reply: Reply, console: Console) -> None:
    """Print an answer, and how to turn its page."""
    console.print(Text(reply.title, style="bold yellow" if reply.mistake else "bold"))
    for block in reply.blocks:
        console.print()
        for line in block.lines:
            console.print(_text(line))
    if reply.footer:
        console.print()
        on = f"; add page:{reply.page + 2} to the command for the next" if reply.page + 1 < reply.pages else ""
        console.print(Text(f"{reply.footer}{on}", style="dim"))


def alert_svg(shown: Card) -> str:
    """Return a card as an SVG picture that needs no font or other file from the network."""
    console = Console(record=True, width=PICTURE_WIDTH, file=StringIO(), force_terminal=True, color_system="truecolor")
    console.print(card_panel(shown))
    picture = console.export_svg(title="On Record", unique_id="onrecord")
    return re.sub(r"@font-face\s*{[^}]*}\s*", "", picture)


def _text(line: Line, *, style: str = "") -> Text:
    text = Text(style=style)
    for segment in line:
        text.append(_typed(segment), style=_style(segment))
    return text


def _typed(segment: Segment) -> str:
    return f'onrecord ask "{segment.text}"' if segment.style is Style.COMMAND else segment.text


def _style(segment: Segment) -> str:
    # A Segment's url is ASCII without spaces, so that it cannot end the terminal's link sequence.
    linked = f" link {segment.url}" if segment.style is Style.LINK else ""
    return f"{STYLES[segment.style]}{linked}".strip()


def _address(delivery: Delivery) -> str:
    return f"console:{delivery.id}"
