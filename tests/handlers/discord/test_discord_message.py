"""Messages and answers hold Discord's limits for any input, and carry no mention."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.model import Kind, Novelty
from handlers import limits
from handlers.discord.markup import markup
from handlers.discord.message import NO_MENTIONS, alert, answer, delivery_ids_in, mentioning, note, token_in
from handlers.discord.registration import registrations
from handlers.render.messages.buttons import Button
from handlers.render.messages.card import card
from handlers.render.messages.note import correction_note
from handlers.render.messages.overflow import overflow_note
from handlers.render.pieces.costs import cost
from handlers.render.pieces.lengths import units
from handlers.render.pieces.segments import Block, link, strong, words
from handlers.render.pieces.text import plain
from handlers.render.replies.reply import Reply
from handlers.transport.answering import FAILED
from tests.examples import dear
from tests.handlers.discord.test_discord_markup import SEGMENTS, TEXTS, marked
from tests.handlers.messages import correction_view, overflow_view
from tests.handlers.samples import CONFIG, report_view, statement_view
from tests.loopback.discord import buttons, shown
from tests.loopback.discord_validation import SPEC, command_problems, message_problems, schema_problems
from tests.store.samples import quotation, statement

ALERT = ("post", "/channels/{channel_id}/messages")
ANSWER = ("patch", "/webhooks/{webhook_id}/{webhook_token}/messages/@original")
LONG = st.one_of(TEXTS, st.sampled_from(["*" * 900, "😀" * 900, "@everyone " * 200, "\\" * 2000, "1. " * 500]))


def problems(place, body):
    return [*message_problems(body, create=True), *schema_problems(*place, body)]


@dear(30)
@given(texts=st.lists(LONG, min_size=1, max_size=6), title=LONG, manner=LONG, sense=LONG)
def test_an_alert_of_any_text_keeps_every_rule(texts, title, manner, sense):
    views = [
        statement_view(f"s{place}", text=text, kind=Kind.MIXED, sense=sense, quotation=quotation(manner=manner))
        for place, text in enumerate(texts)
    ]
    body = alert(card(report_view(*views, title=title), config=CONFIG), delivery_id="d" * 25)
    assert problems(ALERT, body) == []
    assert delivery_ids_in(body) == {"d" * 25}


@dear(30)
@given(before=LONG.filter(lambda text: plain(text).strip()), now=LONG, headline=LONG, actor_id=LONG)
def test_a_note_of_any_text_keeps_every_rule(before, now, headline, actor_id):
    corrected = correction_view(before, now=now)
    article = replace(corrected.before.article, title=headline)
    corrected = replace(corrected, before=replace(corrected.before, article=article))
    for made in (
        correction_note(corrected, config=CONFIG),
        overflow_note(
            replace(overflow_view(), alerts={actor_id: 3}, leads=(statement(actor_id=actor_id, text=before),)),
            config=CONFIG,
        ),
    ):
        body = note(made, delivery_id="d" * 25)
        assert problems(ALERT, body) == []
        assert delivery_ids_in(body) == {"d" * 25}


@dear(30)
@given(
    title=LONG,
    blocks=st.lists(
        st.lists(st.lists(SEGMENTS, min_size=1, max_size=3).map(tuple), min_size=1, max_size=4), max_size=6
    ),
    token=st.text(max_size=89),
    buttons_shown=st.integers(0, 10),
)
def test_an_answer_of_any_text_keeps_every_rule(title, blocks, token, buttons_shown):
    reply = Reply(
        title=title if plain(title).strip() else "Title",
        blocks=tuple(Block(lines=tuple(lines)) for lines in blocks),
        page=1,
        pages=3,
        buttons=tuple(
            Button(label=title or "?", token=f"{place}{token}"[: limits.TOKEN]) for place in range(buttons_shown)
        ),
    )
    body = answer(reply)
    assert problems(ANSWER, body) == []
    assert sum(len(row["components"]) for row in body["components"]) == min(buttons_shown, 25)


def test_an_alert_shows_the_essentials_first():
    view = statement_view("s1", text="We will build *the* bridge.", novelty=Novelty.CHANGED)
    body = alert(card(report_view(view, title="Bridge to [come]"), config=CONFIG), delivery_id="d1")
    assert body["content"].splitlines() == [
        "## 🟠 CHANGED · Orla Venn",
        r"> “We will build \*the\* bridge.”",
        "Harbour Gazette · news outlet",
    ]
    (embed,) = body["embeds"]
    assert embed["author"]["name"] == "Mayor of Port Sorrel"
    assert "[Bridge to (come)](https://gazette.example/bridge?a=1)" in embed["description"]
    assert "said <t:1741089600:f>" in embed["description"]
    assert buttons(body) == {
        "Read": "https://gazette.example/bridge?a=1",
        "Context": "press:d1:show~statement~s1",
        "Wrong speaker": "press:d1:say~wrong speaker~s1",
        "Not a statement": "press:d1:say~not a statement~s1",
        "Not new": "press:d1:say~not new~s1",
    }


def test_nothing_of_an_alert_is_reported_twice():
    views = [statement_view("s1", sense="warns"), statement_view("s2", text="The ferry stays.")]
    text = shown(alert(card(report_view(*views), config=CONFIG), delivery_id="d1"))
    for once in ("Orla Venn", "Mayor of Port Sorrel", "We will build the bridge.", "The ferry stays.", "NEW"):
        assert text.count(once) == 1
    assert text.startswith(
        "## 🟢 NEW · Orla Venn\n> warns, “We will build the bridge.”\nHarbour Gazette · news outlet\n"
    )


@pytest.mark.parametrize("text", ["We will not sign.", "word " * 900])
def test_the_role_that_a_route_allows_is_named_at_the_end_and_notified_by_a_create_alone(text):
    view = card(report_view(statement_view("s1", text=text)), config=CONFIG)
    body = alert(view, delivery_id="d1", mention="444444444444444444")
    assert body["content"].endswith("\n<@&444444444444444444>")
    assert problems(ALERT, body) == []
    assert body["allowed_mentions"] == NO_MENTIONS
    let = body | mentioning("444444444444444444")
    assert problems(ALERT, let) == []
    assert let["allowed_mentions"] == {"parse": [], "replied_user": False, "roles": ["444444444444444444"]}


def test_a_role_that_is_not_known_is_left_out():
    view = replace(card(report_view(), config=CONFIG), role="")
    assert "author" not in alert(view, delivery_id="d1")["embeds"][0]


def test_a_change_shows_both_wordings_with_what_differs():
    earlier = statement_view("s0", text="We will build 25 bridges.").statement
    view = replace(statement_view("s1", text="We will build 35 bridges.", novelty=Novelty.CHANGED), earlier=earlier)
    body = alert(card(report_view(view), config=CONFIG), delivery_id="d1")
    assert body["content"] == (
        "## 🟠 CHANGED · Orla Venn\n> “We will build **35** bridges.”\nHarbour Gazette · news outlet"
    )
    assert "“We will build **25** bridges.”" in body["embeds"][0]["description"]


def test_a_correction_says_what_stood_there_and_what_stands_there_now():
    made = correction_note(correction_view("We will build the bridge.", now="We may build the bridge."), config=CONFIG)
    body = note(made, delivery_id="d1")
    assert body["content"].splitlines() == [
        "## 🔴 CORRECTION · Orla Venn",
        "> “We ~~will~~ **may** build the bridge.”",
        "**changed by Harbour Gazette**, <t:1741093200:f>",
    ]
    assert body["embeds"][0]["description"] == "[Talks resume](https://gazette.example/bridge?a=1)"
    assert buttons(body) == {"Context": "press:d1:show~statement~s1"}


def test_an_overflow_line_leads_to_what_it_counts():
    body = note(overflow_note(overflow_view(mayor=3, harbour_master=2), config=CONFIG), delivery_id="d1")
    assert body["content"].splitlines() == [
        "## ⚪ MORE · 5 more alerts",
        "13:00–13:10 CET: Orla Venn 3, Tibor Kasvili 2",
        "See them all: `/onrecord statements more:0v3rfl0w`",
    ]
    assert body["embeds"][0]["description"].splitlines() == [
        "**Orla Venn**: “The toll falls.”",
        "**Tibor Kasvili**: “The toll falls.”",
        "and 3 more",
    ]
    assert buttons(body) == {"All": "press:d1:show~statements~~~~~0v3rfl0w"}


def test_the_source_is_never_crowded_out_by_the_words():
    views = [statement_view(f"s{place}", text="*" * 2000) for place in range(3)]
    body = alert(card(report_view(*views, title="]" * 300), config=CONFIG), delivery_id="d1")
    assert body["content"].endswith("\nHarbour Gazette · news outlet")


def test_buttons_that_need_two_rows_stand_in_two_of_one_length():
    body = alert(card(report_view(*(statement_view(f"s{n}") for n in range(4))), config=CONFIG), delivery_id="d1")
    rows = [[one["label"] for one in row["components"]] for row in body["components"]]
    assert rows == [["Read", "Context", "All"], ["Wrong speaker", "Not a statement", "Not new"]]


@pytest.mark.parametrize("url", ["", "https://a.example/" + "x" * 500])
def test_an_address_that_discord_takes_for_no_button_is_none(url):
    body = alert(card(report_view(url=url or "ftp://x"), config=CONFIG), delivery_id="d1")
    assert "Read" not in buttons(body)
    assert problems(ALERT, body) == []


def test_a_moment_stands_below_and_not_in_the_notification():
    view = statement_view(seen=(("wire", -90.0), ("gazette", 0.0)))
    body = alert(card(report_view(view), config=CONFIG), delivery_id="d1")
    assert "<t:" not in body["content"]
    assert body["embeds"][0]["description"].startswith("first seen <t:")


def test_a_further_statement_says_where_it_differs_from_the_lead():
    views = [statement_view("s1"), statement_view("s2", novelty=Novelty.CHANGED), statement_view("s3")]
    text = shown(alert(card(report_view(*views), config=CONFIG), delivery_id="d1"))
    assert text.startswith("## 🟢 NEW · ")
    assert text.count("**CHANGED** · ") == 1
    assert text.count("NEW") == 1


def test_a_mistake_is_shown_in_another_colour():
    colours = {answer(Reply(title="T", mistake=mistake))["embeds"][0]["color"] for mistake in (True, False)}
    assert len(colours) == 2


def test_blocks_are_set_apart():
    blocks = (
        Block(lines=((words("a"),), (words("b"),))),
        Block(lines=((strong("c"), link("d", "https://e.example")),)),
    )
    assert answer(Reply(title="T", blocks=blocks))["embeds"][0]["description"] == "a\nb\n\n**c**[d](https://e.example)"


@pytest.mark.parametrize("token", ["show~statement~s1", "turn~statements~1~mayor~a:b~~", ""])
@pytest.mark.parametrize("delivery_id", ["d1", ""])
def test_a_button_reads_what_it_wrote(token, delivery_id):
    assert token_in(f"press:{delivery_id}:{token}") == token


@pytest.mark.parametrize("custom_id", ["", "context:s1:d1", "turn:statements~1", "other"])
def test_a_button_that_is_not_ours_asks_for_what_it_says(custom_id):
    """And `Commands.press` knows nothing of the kind."""
    assert token_in(custom_id) == custom_id
    assert delivery_ids_in({"components": [{"components": [{"custom_id": custom_id}]}]}) == set()


def test_the_buttons_of_an_answer_name_no_delivery():
    assert delivery_ids_in(answer(Reply(title="T", buttons=(Button(label="Next", token="t"),)))) == set()


def test_an_answer_that_broke_keeps_the_rules():
    assert problems(ANSWER, answer(FAILED)) == []


def test_every_command_can_be_registered():
    commands = registrations()
    assert [
        *command_problems(commands),
        *schema_problems("put", "/applications/{application_id}/commands", commands),
    ] == []


@dear(100)
@example([(marked("0"),)] * 3)
@given(st.lists(st.lists(SEGMENTS, min_size=1, max_size=4).map(tuple), min_size=1, max_size=6))
def test_a_page_is_counted_for_more_than_it_takes_here(lines):
    """So no page that `handlers.render.replies.reply` makes is cut."""
    assert units(markup(lines, limit=1_000_000)) <= cost(lines)


def test_discords_own_schema_is_at_hand():
    if not SPEC.exists():
        pytest.skip(f"{SPEC.name} is not beside the checkout: bodies were held to our own rules alone")
    assert schema_problems(*ALERT, {"nonce": "d" * 26}) != []
    assert schema_problems(*ALERT, {"nonce": "d" * 25}) == []
