"""What an alert says comes in one order on every platform, and nothing is said by colour alone."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from bot.core.model import Novelty
from handlers.discord.message import alert as discord_alert
from handlers.render.messages.card import card
from handlers.render.statement.badges import MARKS, Badge
from handlers.slack.message import alert as slack_alert
from handlers.terminal.console_handler import card_panel
from tests.handlers.samples import CONFIG, report_view, turned
from tests.loopback import discord, slack
from tests.store.samples import quotation, turned_from

ORDER = (
    "CHANGED",
    "Orla Venn",
    "by 35 percent.”",
    "35 percent, before: 25 percent",
    "Harbour Gazette",
    "news outlet",
    "in her own words",
    "told reporters at the quay",
    "said ",
    "by 25 percent.”",
    "Bridge to come",
    "also reported by Coast Wire",
    "now in a primary source",
)


def report():
    seen = (("gazette", 0.0), ("wire", 1.0), ("town-hall", 4.0))
    verdict = turned_from("25 percent", "35 percent")
    return report_view(
        turned(verdict=verdict, seen=seen, quotation=quotation(manner="told reporters at the quay")),
        title="Bridge to come",
    )


def on_discord(shown):
    return discord.shown(discord_alert(shown, delivery_id="d1")).replace("*", "")


def on_slack(shown):
    return slack.shown(slack_alert(shown, delivery_id="d1", command="/onrecord"))


def in_a_terminal(shown):
    console = Console(file=StringIO(), width=200, color_system=None)
    console.print(card_panel(shown))
    return console.file.getvalue()


@pytest.mark.parametrize("written", [on_discord, on_slack, in_a_terminal])
def test_each_platform_tells_the_same_in_the_same_order(written):
    text = written(card(report(), config=CONFIG))
    places = [text.find(part) for part in ORDER]
    assert -1 not in places, ORDER[places.index(-1)]
    assert places == sorted(places)


@pytest.mark.parametrize("novelty", Novelty)
def test_the_notification_names_badge_name_words_and_outlet(novelty):
    shown = card(report_view(turned(novelty)), config=CONFIG)
    for text in (
        discord_alert(shown, delivery_id="d1")["content"],
        slack_alert(shown, delivery_id="d1", command="/onrecord")["text"],
    ):
        for part in (shown.badge, "Orla Venn", "We will cut it by", "Harbour Gazette"):
            assert part in text


def test_every_badge_has_a_mark_and_its_words_tell_it_from_all_others():
    assert set(MARKS) == set(Badge)
    assert len({str(one) for one in Badge}) == len(Badge)
