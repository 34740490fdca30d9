"""Messages and answers hold Slack's limits for any input."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import Kind, Novelty
from handlers import limits
from handlers.render.messages.buttons import Button
from handlers.render.messages.card import card
from handlers.render.messages.note import correction_note
from handlers.render.messages.overflow import overflow_note
from handlers.render.pieces.costs import cost
from handlers.render.pieces.segments import Block, link, strong, words
from handlers.render.replies.reply import Reply
from handlers.slack.message import alert, answer, delivery_id_of, note
from handlers.transport.answering import FAILED
from tests.examples import dear
from tests.handlers.messages import correction_view, overflow_view
from tests.handlers.samples import CONFIG, report_view, statement_view
from tests.handlers.slack.test_slack_markup import LINES, TEXTS
from tests.loopback.server import units
from tests.loopback.slack import buttons, pieces, shown
from tests.loopback.slack_validation import SPEC, message_problems, model_problems, schema_problems
from tests.store.samples import quotation, statement

LONG = st.one_of(TEXTS, st.sampled_from(["&" * 9000, "😀" * 4000, '"' * 9000, "\\" * 9000, "<!channel> " * 900]))
NEXT = Button(label="Next", token="turn~actors~1")
CREATE = {"unfurl_links": False, "unfurl_media": False, "mrkdwn": False}


def alert_of(report, delivery_id="d1"):
    return alert(card(report, config=CONFIG), delivery_id=delivery_id, command="/onrecord")


def note_of(made, delivery_id="d1"):
    return note(made, delivery_id=delivery_id, command="/onrecord")


def answer_of(reply):
    return answer(reply, command="/onrecord")


@dear(40)
@given(
    texts=st.lists(LONG, min_size=1, max_size=6),
    title=LONG,
    manner=LONG,
    sense=LONG,
    url=st.sampled_from(["https://a.example/" + "x" * 970, "javascript:alert(1)", "https://a.example/?q=<!here>|"]),
)
def test_an_alert_of_any_text_keeps_every_rule(texts, title, manner, sense, url):
    views = [
        statement_view(f"s{place}", text=text, kind=Kind.MIXED, sense=sense, quotation=quotation(manner=manner))
        for place, text in enumerate(texts)
    ]
    body = alert_of(report_view(*views, title=title, url=url), "d" * 25)
    assert message_problems(body | CREATE, alert=True) == []
    assert buttons(body)["Context"]["value"] == "show~statement~s0"
    assert "too long" not in shown(body)


@dear(40)
@given(before=LONG, now=LONG, headline=LONG, actor_id=LONG)
def test_a_note_of_any_text_keeps_every_rule(before, now, headline, actor_id):
    corrected = correction_view(before or "x", now=now)
    article = replace(corrected.before.article, title=headline)
    corrected = replace(corrected, before=replace(corrected.before, article=article))
    for made in (
        correction_note(corrected, config=CONFIG),
        overflow_note(
            replace(overflow_view(), alerts={actor_id: 3}, leads=(statement(actor_id=actor_id, text=before),)),
            config=CONFIG,
        ),
    ):
        body = note_of(made, "d" * 25)
        assert message_problems(body | CREATE, alert=True) == []
        assert delivery_id_of(body) == "d" * 25
        assert buttons(body)
        assert "too long" not in shown(body)


@dear(40)
@given(
    title=LONG,
    blocks=st.lists(st.lists(st.one_of(LINES, LONG.map(lambda text: (words(text),))), max_size=4), max_size=60),
    token=st.text(max_size=90),
    buttons_shown=st.integers(0, 30),
)
def test_an_answer_of_any_text_keeps_every_rule(title, blocks, token, buttons_shown):
    reply = Reply(
        title=title,
        blocks=tuple(Block(lines=tuple(lines)) for lines in blocks),
        page=1,
        pages=3,
        buttons=tuple(Button(label=f"B{place}", token=f"{place}{token}") for place in range(buttons_shown)),
    )
    body = answer_of(reply)
    assert message_problems(body, alert=False) == []
    assert list(buttons(body)) == [f"B{place}" for place in range(min(buttons_shown, 25))]


def test_an_answer_that_is_too_long_says_so_and_keeps_its_buttons():
    blocks = tuple(Block(lines=((words(f"{place} " + "x" * 400),),)) for place in range(60))
    body = answer_of(Reply(title="All", blocks=blocks, pages=2, buttons=(NEXT,)))
    assert "does not fit" in shown(body)
    assert list(buttons(body)) == ["Next"]
    assert len(body["blocks"]) < 60
    assert message_problems(body, alert=False) == []


def test_more_blocks_than_slack_takes_are_left_out():
    blocks = tuple(Block(lines=((words(str(place)),),)) for place in range(70))
    body = answer_of(Reply(title="All", blocks=blocks, pages=2, buttons=(NEXT,)))
    assert len(body["blocks"]) == 50
    assert [block["type"] for block in body["blocks"][-2:]] == ["context", "actions"]


def test_an_alert_shows_the_essentials_first():
    view = statement_view("s1", text="We will build *the* bridge.", novelty=Novelty.CHANGED)
    body = alert_of(report_view(view, title="Bridge to [come]"))
    lines = shown(body).splitlines()
    assert lines[:4] == [
        "🟠 CHANGED · Orla Venn",
        "Mayor of Port Sorrel",
        "“We will build *the* bridge.”",
        "Harbour Gazette · news outlet",
    ]
    (read,) = [block["accessory"] for block in body["blocks"] if block["type"] == "section"]
    assert (read["text"]["text"], read["url"]) == ("Read", "https://gazette.example/bridge?a=1")
    assert read["accessibility_label"] == "Read it at Harbour Gazette"
    assert body["text"].startswith("🟠 CHANGED · Orla Venn: “We will build the bridge.”")
    assert {"type": "link", "url": "https://gazette.example/bridge?a=1", "text": "Bridge to [come]"} in pieces(body)
    assert 1741089600 in [one.get("timestamp") for one in pieces(body)]


def test_the_user_group_that_a_route_allows_is_named_below_the_source():
    view = card(report_view(statement_view("s1")), config=CONFIG)
    body = alert(view, delivery_id="d1", command="/onrecord", mention="S0614TZR7")
    assert message_problems(CREATE | body, alert=True) == []
    source, mention = (block for block in body["blocks"] if block["type"] == "section")
    assert source["text"]["type"] == "plain_text"
    assert mention == {"type": "section", "text": {"type": "mrkdwn", "text": "<!subteam^S0614TZR7>"}}
    assert "subteam" not in body["text"]


def test_a_change_shows_both_wordings_with_what_differs():
    earlier = statement_view("s0", text="We will build 25 bridges.").statement
    view = replace(statement_view("s1", text="We will build 35 bridges.", novelty=Novelty.CHANGED), earlier=earlier)
    body = alert_of(report_view(view))
    bold = [one["text"] for one in pieces(body) if (one.get("style") or {}).get("bold")]
    assert bold[0] == "35"
    assert "25" in bold
    assert "“We will build 35 bridges.”" in shown(body)
    assert "“We will build 25 bridges.”" in shown(body)


def test_a_correction_says_what_stood_there_and_what_stands_there_now():
    made = correction_note(correction_view("We will build the bridge.", now="We may build the bridge."), config=CONFIG)
    body = note_of(made)
    struck = [one["text"] for one in pieces(body) if (one.get("style") or {}).get("strike")]
    assert struck == ["will"]
    assert shown(body).startswith("🔴 CORRECTION · Orla Venn\n“We will may build the bridge.”")
    assert "changed by Harbour Gazette" in shown(body)
    assert buttons(body)["Context"]["value"] == "show~statement~s1"


def test_an_overflow_line_leads_to_what_it_counts():
    body = note_of(overflow_note(overflow_view(mayor=3, harbour_master=2), config=CONFIG))
    assert shown(body).startswith("⚪ MORE · 5 more alerts\n13:00–13:10 CET: Orla Venn 3, Tibor Kasvili 2")
    assert "/onrecord statements more:0v3rfl0w" in shown(body)
    assert buttons(body)["All"]["value"] == "show~statements~~~~~0v3rfl0w"


def test_an_alert_names_its_delivery_and_nothing_else_does():
    assert delivery_id_of(alert_of(report_view(), "d7")) == "d7"
    assert delivery_id_of({"text": "d7"}) is None
    assert delivery_id_of({"metadata": {"event_type": "deploy", "event_payload": {"delivery_id": "d7"}}}) is None


def test_the_most_that_a_page_holds_fits_into_one_message():
    line = (strong("Orla Venn"), words(" · in her own words · "), link("Harbour Gazette", "https://gazette.example/a"))
    blocks = tuple(Block(lines=(line,) * 3) for _ in range(12))
    assert 0.9 * limits.PAGE_COST < cost([one for block in blocks for one in block.lines]) <= limits.PAGE_COST
    assert "too long" not in shown(answer_of(Reply(title="Full", blocks=blocks)))


def test_an_answer_that_broke_is_for_one_reader():
    assert message_problems(answer(FAILED, command="/onrecord"), alert=False) == []


# The check itself can fail

GOOD = alert_of(report_view()) | CREATE
BUTTON = {"type": "button", "action_id": "a", "value": "v", "text": {"type": "plain_text", "text": "A", "emoji": False}}


LINK = {
    "type": "button",
    "action_id": "read",
    "url": "https://a.example",
    "text": {"type": "plain_text", "text": "Read", "emoji": False},
    "accessibility_label": "Read it at A",
}


def section(*elements):
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"text": ""}, id="no text"),
        pytest.param({"text": "<!channel>"}, id="a broadcast in the text"),
        pytest.param({"text": "\u202eevil"}, id="a bidirectional control"),
        pytest.param({"unfurl_links": True}, id="links unfurl"),
        pytest.param({"mrkdwn": True}, id="marks come alive"),
        pytest.param({"metadata": {}}, id="no metadata"),
        pytest.param({"blocks": [section({"type": "text", "text": "x"})] * 51}, id="51 blocks"),
        pytest.param({"blocks": [section({"type": "text", "text": "x" * 2900})] * 4}, id="too much in total"),
        pytest.param({"blocks": [section({"type": "text", "text": ""})]}, id="an empty piece"),
        pytest.param({"blocks": [section()]}, id="an empty section"),
        pytest.param({"blocks": [{"type": "rich_text", "elements": []}]}, id="an empty block"),
        pytest.param({"blocks": [section({"type": "broadcast", "range": "channel"})]}, id="a broadcast"),
        pytest.param({"blocks": [section({"type": "link", "url": "file:///", "text": "x"})]}, id="a link to a file"),
        pytest.param({"blocks": [{"type": "actions", "elements": [BUTTON] * 2}]}, id="one action_id twice"),
        pytest.param(
            {"blocks": [{"type": "actions", "block_id": "b", "elements": [BUTTON]}] * 2}, id="one block_id twice"
        ),
        pytest.param(
            {"blocks": [{"type": "actions", "elements": [BUTTON | {"value": "v" * 2001}]}]}, id="a long value"
        ),
        pytest.param({"blocks": [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}]}, id="marks in a header"),
        *(
            pytest.param({"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]}, id=text)
            for text in ("<!here>", "<!channel>", "<!everyone>", "<@U024BE7LH>", "<!subteam^S1> <!here>", "hello")
        ),
        pytest.param(
            {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "x"}, "accessory": LINK}]},
            id="marks at all",
        ),
    ],
)
def test_a_message_that_breaks_a_rule_is_found(changes):
    assert message_problems(GOOD, alert=True) == []
    assert message_problems(GOOD | changes, alert=True)


def test_slacks_own_models_and_schema_take_part():
    assert model_problems({"type": "header", "text": {"type": "plain_text", "text": "x" * 151}})
    if not SPEC.is_file():
        pytest.skip(f"Slack's schema is not at hand: {SPEC.name}")
    assert schema_problems({"type": "rich_text", "elements": [{"type": "no_such_part", "elements": []}]})


def test_what_is_counted_is_what_is_sent():
    assert units(json.dumps(GOOD["blocks"], ensure_ascii=False)) < 3000
