"""Alerts and answers hold Discord's limits for any input, and carry no mention."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Kind, Novelty
from handlers.card import card
from handlers.commands import COMMANDS
from handlers.discord_markup import markup, units
from handlers.discord_message import Context, Turn, alert, answer, button_of
from handlers.discord_registration import registration
from handlers.reply import Reply, cost
from handlers.segments import Block, link, strong, words
from handlers.text import plain
from tests.handlers.samples import CONFIG, report_view, statement_view
from tests.handlers.test_discord_markup import SEGMENTS, TEXTS
from tests.loopback.discord import SPEC, buttons, command_problems, message_problems, schema_problems, shown
from tests.store.samples import quotation

ALERT = ("post", "/channels/{channel_id}/messages")
ANSWER = ("patch", "/webhooks/{webhook_id}/{webhook_token}/messages/@original")
LONG = st.one_of(TEXTS, st.sampled_from(["*" * 900, "😀" * 900, "@everyone " * 200, "\\" * 2000, "1. " * 500]))


def problems(place, body):
    return [*message_problems(body, create=True), *schema_problems(*place, body)]


@settings(max_examples=30, deadline=None)
@given(texts=st.lists(LONG, min_size=1, max_size=6), title=LONG, manner=LONG, sense=LONG)
def test_an_alert_of_any_text_keeps_every_rule(texts, title, manner, sense):
    views = [
        statement_view(f"s{place}", text=text, kind=Kind.MIXED, sense=sense, quotation=quotation(manner=manner))
        for place, text in enumerate(texts)
    ]
    body = alert(card(report_view(*views, title=title), config=CONFIG), delivery_id="d" * 25)
    assert problems(ALERT, body) == []


@settings(max_examples=30, deadline=None)
@given(
    title=LONG,
    blocks=st.lists(
        st.lists(st.lists(SEGMENTS, min_size=1, max_size=3).map(tuple), min_size=1, max_size=4), max_size=6
    ),
    token=st.text(max_size=90),
)
def test_an_answer_of_any_text_keeps_every_rule(title, blocks, token):
    reply = Reply(
        title=title if plain(title).strip() else "Title",
        blocks=tuple(Block(lines=tuple(lines)) for lines in blocks),
        page=1,
        pages=3,
        previous=f"p{token}"[:90],
        next=f"n{token}"[:90],
    )
    assert problems(ANSWER, answer(reply)) == []


def test_an_alert_shows_the_essentials_first():
    told = statement_view("s1", text="We will build *the* bridge.", novelty=Novelty.CHANGED)
    body = alert(card(report_view(told, title="Bridge to [come]"), config=CONFIG), delivery_id="d1")
    (embed,) = body["embeds"]
    assert embed["author"]["name"] == "CHANGED · Mayor of Port Sorrel"
    assert (embed["title"], embed["url"]) == ("Orla Venn", "https://gazette.example/bridge?a=1")
    first, _, rest = embed["description"].partition("\n")
    assert first == r"> “We will build \*the\* bridge.”"
    assert "[Bridge to (come)](https://gazette.example/bridge?a=1)" in rest
    assert "said <t:1741089600:f>" in rest
    assert buttons(body) == {"Context": "context:s1:d1"}


def test_the_source_is_never_crowded_out_by_the_words():
    views = [statement_view(f"s{place}", text="*" * 2000) for place in range(3)]
    body = alert(card(report_view(*views, title="]" * 300), config=CONFIG), delivery_id="d1")
    assert "**Harbour Gazette**" in shown(body)


def test_a_further_statement_says_where_it_differs_from_the_lead():
    views = [statement_view("s1"), statement_view("s2", novelty=Novelty.CHANGED), statement_view("s3")]
    text = shown(alert(card(report_view(*views), config=CONFIG), delivery_id="d1"))
    assert text.startswith("NEW · ")
    assert text.count("**CHANGED** · ") == 1
    assert "**NEW**" not in text


def test_a_mistake_is_shown_in_another_colour():
    colours = {answer(Reply(title="T", mistake=mistake))["embeds"][0]["color"] for mistake in (True, False)}
    assert len(colours) == 2


def test_blocks_are_set_apart():
    blocks = (
        Block(lines=((words("a"),), (words("b"),))),
        Block(lines=((strong("c"), link("d", "https://e.example")),)),
    )
    assert answer(Reply(title="T", blocks=blocks))["embeds"][0]["description"] == "a\nb\n\n**c**[d](https://e.example)"


@pytest.mark.parametrize(
    "button",
    [Context(statement_id="s1", delivery_id="d1"), Turn(token="statements~1~mayor~a:b~~")],
    ids=["context", "turn"],
)
def test_a_button_reads_what_it_wrote(button):
    assert button_of(button.custom_id) == button


@pytest.mark.parametrize("custom_id", ["", "context", "context:s1", "context::d1", "turn:", "other:s1:d1"])
def test_a_button_that_is_not_ours_is_none(custom_id):
    assert button_of(custom_id) is None


def test_every_command_can_be_registered():
    commands = [registration(command) for command in COMMANDS]
    assert [
        *command_problems(commands),
        *schema_problems("put", "/applications/{application_id}/commands", commands),
    ] == []


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(SEGMENTS, min_size=1, max_size=4).map(tuple), min_size=1, max_size=6))
def test_a_page_is_counted_for_more_than_it_takes_here(lines):
    """So no page that `handlers.reply` makes is cut."""
    assert units(markup(lines, limit=1_000_000)) <= cost(lines)


def test_discords_own_schema_is_at_hand():
    if not SPEC.exists():
        pytest.skip(f"{SPEC.name} is not beside the checkout: bodies were held to our own rules alone")
    assert schema_problems(*ALERT, {"nonce": "d" * 26}) != []
    assert schema_problems(*ALERT, {"nonce": "d" * 25}) == []
