"""Any statement makes an alert that both platforms take, that reads back as it was, and that pings nobody.

A hundred statements in each run; 10,000 with `HYPOTHESIS_PROFILE=many`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.core.model import CorrectionKind, FeedbackKind, Kind, KnownPoint, Novelty, Precision, Relation
from handlers.discord.message import alert as discord_alert
from handlers.render.messages.card import card, words_line
from handlers.render.pieces.lengths import ELLIPSIS
from handlers.render.pieces.reporting import FRAMES, third_person
from handlers.render.pieces.segments import CLOSE_ISOLATE, OPEN_ISOLATE, line_text
from handlers.slack.message import alert as slack_alert
from tests.handlers.discord.test_discord_markup import TEXTS
from tests.handlers.render.test_text import NASTY
from tests.handlers.samples import CONFIG, correction, report_view, statement_view
from tests.loopback import slack
from tests.loopback.discord_validation import message_problems as discord_problems
from tests.loopback.discord_validation import schema_problems
from tests.loopback.slack_validation import message_problems as slack_problems
from tests.store.samples import quotation, statement, turned_from

PHRASES = (
    *("We will build the bridge.", "that the works are late", "unions to end the strike", "to keep the port open"),
    *("the report “nonsense”", "No.", "“”", "سنبني الجسر قبل نهاية العام", "לא נשלם על הגשר", "我们不会付钱。"),
    *("@everyone @here", "<!channel> <@U1> <@1> <#C1>", "```", "# The bridge", "https://evil.example", "&amp; <b>"),
    "word " * 300,
    "😀" * 700,
)
WORDS = st.one_of(st.sampled_from(PHRASES), st.lists(st.sampled_from(PHRASES), max_size=4).map(" ".join), TEXTS, NASTY)
NAMES = st.one_of(st.sampled_from(["Orla Venn", "اورلا ون", "@everyone", "V" * 300, "a_b*c", "<@1>"]), NASTY)
SENSES = st.one_of(st.none(), st.sampled_from([*map(third_person, FRAMES), "calls it", "rules out", "calls on"]), NASTY)
URLS = st.sampled_from(
    ["https://a.example/1", "https://a.example/" + "x" * 980, "https://a.example/?q=<!here>|", "javascript:1", "", "x"]
)
MOMENTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
CREATE = {"unfurl_links": False, "unfurl_media": False, "mrkdwn": False}
PINGS = re.compile(r"@everyone|@here|(?<!\\)<[@#!]")


@st.composite
def reports(draw):
    views = [_view(draw, f"s{place}") for place in range(draw(st.integers(1, 4)))]
    return report_view(*views, title=draw(WORDS), url=draw(URLS), author=draw(NAMES), whole=draw(st.booleans()))


def _view(draw, statement_id):
    text = draw(WORDS) or "x"
    found = quotation(
        manner=draw(st.none() | WORDS),
        verb=draw(st.none() | st.sampled_from([*FRAMES])),
        question=draw(st.none() | WORDS),
    )
    known = (KnownPoint(span=(0, len(text) // 2), statement_id="s0", relation=Relation.REPEAT),)
    made = statement_view(
        statement_id,
        text=text,
        kind=draw(st.sampled_from(Kind)),
        sense=draw(SENSES),
        quotation=found,
        novelty=draw(st.sampled_from(Novelty)),
        ruling=draw(st.none() | st.sampled_from(FeedbackKind)),
        verdict=draw(st.none() | st.builds(turned_from, WORDS, WORDS)),
        teller=draw(st.none() | NAMES),
        confidence=draw(st.floats(0, 1)),
        said_at=draw(st.none() | MOMENTS),
        said_precision=draw(st.sampled_from(Precision)),
        known=draw(st.sampled_from([(), known])),
        seen=draw(st.sampled_from([(("gazette", 0.0),), (("wire", -9.0), ("gazette", 0.0), ("town-hall", 4.0))])),
    )
    changes = draw(st.lists(st.sampled_from(CorrectionKind), max_size=2))
    return replace(
        made,
        earlier=statement("s0", text=draw(WORDS) or "x") if draw(st.booleans()) else None,
        corrections=tuple(
            correction(kind, of=statement_id, text=draw(WORDS), minutes=60.0 + place)
            for place, kind in enumerate(changes)
        ),
    )


def configured(draw):
    actor, *others = CONFIG.actors
    return replace(CONFIG, actors=(replace(actor, name=draw(NAMES), role=draw(WORDS)), *others))


def read_back(markdown):
    """Return what Discord shows of a text: escaped marks are shown, and those that are alive are not."""
    dead = re.sub(r"\\([^0-9A-Za-z\s])", lambda found: chr(0xE000 + ord(found[1])), markdown)
    bare = re.sub(r"^(?:## |> )", "", re.sub(r"\*\*|~~", "", dead))
    return without_isolates(
        "".join(chr(ord(one) - 0xE000) if 0xE000 <= ord(one) < 0xE100 else one for one in bare).replace("\u200b", "")
    )


def without_isolates(text):
    assert text.count(OPEN_ISOLATE) == text.count(CLOSE_ISOLATE)
    return text.replace(OPEN_ISOLATE, "").replace(CLOSE_ISOLATE, "")


def is_read(shown, expected):
    """Tell whether a line reads as it is, or as its beginning."""
    beginning = shown.removesuffix(ELLIPSIS).rstrip()
    return shown == expected or (shown.endswith(ELLIPSIS) and expected.startswith(beginning))


@pytest.mark.timeout(7200)  # 10,000 take their time
@settings(phases=(Phase.explicit, Phase.generate))  # a failure is shown as it was found: to shrink it takes minutes
@given(report=reports(), data=st.data())
def test_an_alert_of_any_statement_is_taken_reads_back_and_pings_nobody(report, data):
    made = card(report, config=configured(data.draw))
    lead = line_text(words_line(made.quotes[0]))
    heading = line_text(made.heading)

    body = discord_alert(made, delivery_id="d" * 25)
    problems = [*discord_problems(body, create=True)]
    assert [*problems, *schema_problems("post", "/channels/{channel_id}/messages", body)] == []
    lines = [read_back(line) for line in body["content"].splitlines()]
    assert is_read(lines[0], heading)
    assert is_read(lines[1], lead)
    assert lines[-1] == line_text(made.source)
    assert not PINGS.search(body["content"] + body["embeds"][0]["description"])

    body = slack_alert(made, delivery_id="d" * 25, command="/onrecord")
    assert slack_problems(body | CREATE, alert=True) == []
    lines = [without_isolates(line) for line in slack.shown(body).splitlines()]
    assert is_read(lines[0], heading)
    assert lead in lines
    assert line_text(made.source) in lines
    assert made.badge in body["text"]
    assert made.outlet in without_isolates(body["text"])


def test_what_is_looked_for_would_be_found():
    assert PINGS.search("hello @everyone")
    assert PINGS.search("<@1>")
    assert not PINGS.search(r"\<@1>")
    assert read_back(r"> **a\*b**") == "a*b"
    assert not is_read("abc", "abd")
