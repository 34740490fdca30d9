"""The terminal shows alerts and answers, and nothing that a source wrote can move its cursor."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO, StringIO, TextIOWrapper
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from rich.console import Console

from bot.core.errors import MessageRefusedError, RetryLaterError
from bot.core.model import Channel, CorrectionKind, FeedbackKind, Novelty, Platform
from handlers.render.messages.card import card
from handlers.render.pieces.segments import Block, code, command, link, quoted, words
from handlers.render.replies.reply import Reply
from handlers.render.statement.badges import Badge
from handlers.terminal.console_handler import ConsoleMessenger, alert_svg, card_panel, print_reply
from tests.handlers.messages import correction_view, overflow_view
from tests.handlers.render.test_text import NASTY
from tests.handlers.samples import CONFIG, report_view, statement_view
from tests.store.samples import delivery, quotation

CONSOLE = Channel(platform=Platform.CONSOLE)
# What Rich itself writes: colours, and links around their text.
OWN_ESCAPES = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;(id=[0-9-]+)?;(https?://[!-~]+)?\x1b\\")


def terminal(file=None, *, width=100):
    return Console(
        file=file or StringIO(), width=width, force_terminal=True, color_system="truecolor", legacy_windows=False
    )


def shown(console):
    return OWN_ESCAPES.sub("", console.file.getvalue())


@pytest.fixture
def console():
    return terminal()


@pytest.fixture
def messenger(console):
    return ConsoleMessenger(CONFIG, console)


async def test_an_alert_shows_the_essentials(messenger, console):
    view = statement_view(sense="warns", seen=(("gazette", 0.0), ("wire", 1.0)))
    address = await messenger.post(delivery("d1", channel=CONSOLE), report_view(view, title="Bridge to come"))
    assert address == "console:d1"
    for expected in (
        "NEW  Orla Venn · Mayor of Port Sorrel",
        "warns, “We will build the bridge.”",
        "Harbour Gazette · news outlet",
        "in her own words · medium confidence · said 4 Mar 2025, 13:00 CET",
        "Bridge to come",
        "also reported by Coast Wire",
        "s1",
    ):
        assert expected in shown(console)
    assert "\x1b]8;" in console.file.getvalue()


async def test_an_alert_is_printed_once(messenger, console):
    await messenger.post(delivery("d1"), report_view())
    before = console.file.getvalue()
    assert await messenger.post(delivery("d1"), report_view()) == "console:d1"
    assert console.file.getvalue() == before
    await messenger.post(delivery("d2"), report_view())
    assert console.file.getvalue() != before


async def test_find_knows_what_was_printed(messenger):
    assert await messenger.find(delivery("d1"), report_view()) is None
    await messenger.post(delivery("d1"), report_view())
    assert await messenger.find(delivery("d1"), report_view()) == "console:d1"
    assert messenger.platform is Platform.CONSOLE


async def test_an_edit_tells_the_new_outlets_once_for_each_revision(messenger, console):
    await messenger.post(delivery("d1"), report_view())
    grown = report_view(statement_view(seen=(("gazette", 0.0), ("wire", 1.0))))
    for _ in range(2):
        await messenger.edit(delivery("d1", revision=1, message_ref="console:d1"), grown)
    assert shown(console).count("also reported by Coast Wire") == 1
    assert "updated · Orla Venn: “We will build the bridge.”" in shown(console)


async def test_an_edit_of_an_earlier_life_is_shown(messenger, console):
    await messenger.edit(delivery("d1", revision=3, message_ref="console:d1"), report_view())
    assert "updated · Orla Venn" in shown(console)


async def test_a_correction_is_reported_in_lines(messenger, console):
    corrected = correction_view("We will build the bridge.", now="We may build the bridge.")
    assert await messenger.post(delivery("d1"), corrected) == "console:d1"
    assert shown(console).splitlines() == [
        "↳  CORRECTION  Orla Venn",
        "  “We will may build the bridge.”",
        "  changed by Harbour Gazette, 14:00 CET",
        "  Talks resume",
    ]
    written = console.file.getvalue()
    assert re.search(r"\x1b\[[0-9;]*9mwill\x1b", written)  # struck through
    assert re.search(r"\x1b\[1;[0-9;]*mmay\x1b", written)  # bold


async def test_without_colours_a_correction_keeps_the_marks_of_its_diff():
    plain = Console(file=StringIO(), width=100, color_system=None)
    corrected = correction_view("We will build the bridge.", now="We may build the bridge.")
    await ConsoleMessenger(CONFIG, plain).post(delivery("d1"), corrected)
    assert "“We [-will-] {+may+} build the bridge.”" in plain.file.getvalue()


async def test_an_overflow_line_is_reported_again_once_for_each_revision(messenger, console):
    await messenger.post(delivery("d1"), overflow_view(mayor=3))
    for _ in range(2):
        await messenger.edit(delivery("d1", revision=1, message_ref="console:d1"), overflow_view(mayor=5))
    assert shown(console).splitlines() == [
        line
        for count in (3, 5)
        for line in (
            f"+  MORE  {count} more alerts",
            f"  13:00–13:10 CET: Orla Venn {count}",
            "  See them all: onrecord statements more:0v3rfl0w",
            "  Orla Venn: “The toll falls.”",
            f"  and {count - 1} more",
        )
    ]


async def test_an_edit_tells_what_became_of_the_words(messenger, console):
    await messenger.post(delivery("d1"), report_view())
    ruled = report_view(statement_view(ruling=FeedbackKind.WRONG_SPEAKER))
    await messenger.edit(delivery("d1", revision=1, message_ref="console:d1"), ruled)
    update = " ".join(shown(console).partition("updated · ")[2].split())
    assert update.startswith("Orla Venn: “We will build the bridge.” desk ruling: wrong speaker")


async def test_a_closed_terminal_is_tried_later_and_nothing_counts_as_printed():
    console = terminal()
    console.file.close()
    messenger = ConsoleMessenger(CONFIG, console)
    with pytest.raises(RetryLaterError, match="delivery d1 could not be written"):
        await messenger.post(delivery("d1"), report_view())
    assert await messenger.find(delivery("d1"), report_view()) is None


async def test_a_failed_alert_is_printed_once_when_the_terminal_is_back():
    class Flaky(StringIO):
        broken = True

        def write(self, text):
            if self.broken:
                raise OSError("disk full")
            return super().write(text)

    console = terminal(Flaky())
    messenger = ConsoleMessenger(CONFIG, console)
    with pytest.raises(RetryLaterError, match="disk full"):
        await messenger.post(delivery("d1"), report_view())
    console.file.broken = False
    await messenger.post(delivery("d1"), report_view())
    assert shown(console).count("We will build the bridge.") == 1


async def test_a_terminal_without_the_letters_refuses_the_message():
    console = terminal(TextIOWrapper(BytesIO(), encoding="ascii"))
    with pytest.raises(MessageRefusedError, match="PYTHONUTF8=1"):
        await ConsoleMessenger(CONFIG, console).post(delivery("d1"), report_view())


@given(text=NASTY, other=NASTY)
async def test_no_source_text_reaches_the_terminal_as_a_control(text, other):
    console = terminal()
    view = statement_view(text=text, sense=other, quotation=quotation(manner=text))
    report = report_view(view, title=f"[red]{other}[/] :boom: {text}", url=f"https://a.example/{text}")
    messenger = ConsoleMessenger(CONFIG, console)
    await messenger.post(delivery("d1"), report)
    await messenger.post(delivery("d2"), correction_view(text or "x", now=other, kind=CorrectionKind.CHANGED))
    print_reply(
        Reply(title=other, blocks=(Block(lines=((words(text), link(other, f"https://a.example/{text}")),)),)), console
    )
    printed = shown(console)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]", printed)
    assert ":boom:" in printed or "…" in printed


def test_rich_markup_in_a_source_is_text():
    console = terminal(width=60)
    report = report_view(statement_view(text="See [bold]this[/bold] and [link=https://evil.example]that[/link]"))
    console.print(card_panel(card(report, config=CONFIG)))
    assert "[bold]this[/bold]" in shown(console)
    assert "8;;https://evil.example" not in console.file.getvalue()


def test_a_statement_with_another_badge_than_the_lead_says_so():
    console = terminal()
    others = [statement_view(one) for one in ("s3", "s4", "s5")]
    report = report_view(statement_view("s1"), statement_view("s2", novelty=Novelty.CHANGED), *others)
    console.print(card_panel(card(report, config=CONFIG)))
    assert shown(console).count("CHANGED") == 1
    assert "and 2 more" in shown(console)


def test_the_lead_stands_out_from_the_others():
    console = terminal()
    others = [statement_view(one, text=f"Words of {one}.", sense="warns") for one in ("s2", "s3")]
    console.print(card_panel(card(report_view(statement_view("s1"), *others), config=CONFIG)))
    written = console.file.getvalue()
    assert "\x1b[1;3m“We will build the bridge.”" in written
    for one in ("s2", "s3"):
        assert f"\x1b[1mwarns, \x1b[0m\x1b[3m“Words of {one}.”" in written


def test_an_answer_is_printed_with_its_commands_as_they_are_typed_here(console):
    lines = ((words("Nothing. Try "), command("statements venn")), (quoted("“We go.”"), words(" "), code("s1")))
    print_reply(Reply(title="No answer", blocks=(Block(lines=lines),), page=1, pages=3, mistake=True), console)
    assert shown(console).splitlines() == [
        "No answer",
        "",
        "Nothing. Try onrecord statements venn",
        "“We go.” s1",
        "",
        "page 2 of 3; add page:3 to the command for the next",
    ]


def test_the_last_page_offers_no_next(console):
    print_reply(Reply(title="Done", page=2, pages=3), console)
    assert shown(console).splitlines()[-1] == "page 3 of 3"


def test_a_picture_of_an_alert_is_whole_and_asks_nothing_of_the_network():
    picture = alert_svg(card(report_view(), config=CONFIG))
    root = ET.fromstring(picture)  # noqa: S314 - we have just made it
    text = "".join(root.itertext()).replace("\xa0", " ")
    assert "“We will build the bridge.”" in text
    assert "@font-face" not in picture
    assert picture == alert_svg(card(report_view(), config=CONFIG))


@pytest.mark.parametrize("badge", Badge)
def test_each_badge_can_be_drawn(badge):
    drawn = replace(card(report_view(), config=CONFIG), badge=badge)
    console = terminal()
    console.print(card_panel(drawn))
    assert badge in shown(console)
