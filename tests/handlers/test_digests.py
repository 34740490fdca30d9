"""One message for many statements: by actor and subject, changes first, no longer than either platform takes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import Channel, DigestPlan, FeedbackKind, Kind, Novelty, Route, Tier
from handlers import limits
from handlers.commands import Commands
from handlers.discord import message as discord
from handlers.render.messages.digest import digest_note
from handlers.render.pieces.costs import cost
from handlers.render.pieces.segments import Style, line_text
from handlers.render.statement.badges import Badge
from handlers.slack import message as slack
from tests.examples import dear
from tests.handlers.messages import digest_view, reported
from tests.handlers.render.test_random_statements import CREATE, NAMES, PINGS, URLS, WORDS
from tests.handlers.replies import text_of
from tests.handlers.samples import CONFIG, MODERATOR, READER, put, statement_view
from tests.loopback.discord_validation import message_problems as discord_problems
from tests.loopback.discord_validation import schema_problems
from tests.loopback.slack_validation import message_problems as slack_problems
from tests.store.samples import after, turned_from

BUDGET = {"title": "Council budget in the red", "text": "The budget has a hole of 12 million."}
TALKS = {"actor_id": "harbour-master", "title": "Dockers' talks stall", "text": "There is no date for more talks."}


def note(*listed, **changes):
    return digest_note(digest_view(*listed, **changes), config=CONFIG)


def below(*listed, **changes):
    return [line_text(line) for line in note(*listed, **changes).below]


def test_it_reads_by_actor_and_subject():
    shown = note(reported(1), reported(2, **BUDGET), reported(3), reported(4, **TALKS))
    assert line_text(shown.heading) == "🔵 CATCH-UP · 4 statements"
    assert [line_text(line) for line in shown.lines] == ["13:00\u201314:30 CET: Orla Venn 3, Tibor Kasvili 1"]
    assert [line_text(line) for line in shown.below] == [
        "Orla Venn · 3 statements",
        "▪ The bridge opens",
        "🟢 NEW · “We will open bridge number 1.” · Harbour Gazette, 13:01",
        "🟢 NEW · “We will open bridge number 3.” · Harbour Gazette, 13:03",
        "▪ Council budget in the red",
        "🟢 NEW · “The budget has a hole of 12 million.” · Harbour Gazette, 13:02",
        "",
        "Tibor Kasvili · 1 statement",
        "▪ Dockers' talks stall",
        "🟢 NEW · “There is no date for more talks.” · Harbour Gazette, 13:04",
    ]
    assert shown.fallback == "CATCH-UP · 4 statements · 13:00\u201314:30 CET: Orla Venn 3, Tibor Kasvili 1"
    assert [(button.label, button.token) for button in shown.buttons] == [("All", "show~statements~~~~~d1gest")]


def test_changes_lead_and_say_what_changed():
    verdict = turned_from("25 ships", "35 ships")
    changed = reported(9, text="There will be 35 ships.", title="Ships", novelty=Novelty.CHANGED, verdict=verdict)
    shown = note(reported(1), reported(2, **TALKS), changed)
    assert shown.title == "3 statements, 1 change"
    first = [line_text(line) for line in shown.below][:3]
    assert first[0] == "Orla Venn · 2 statements, 1 change"
    assert first[2].startswith("🟠 CHANGED · “There will be 35 ships.”")


def test_a_primary_source_leads_what_is_as_new_and_what_was_said_before_comes_last():
    listed = below(
        reported(1, novelty=Novelty.REPEAT, **BUDGET), reported(2), reported(3, source_id="town-hall", **TALKS)
    )
    assert [line.split(" · ")[0] for line in listed if " · “" in line] == ["🟢 NEW", "🟢 NEW", "⚪ SAID BEFORE"]
    assert listed[0].startswith("Tibor Kasvili")


@pytest.mark.parametrize(
    ("number", "total", "title", "rest"),
    [
        (1, 1, "1 statement", []),
        (2, 2, "2 statements", []),
        (2, 3, "3 statements", ["and 1 more: statements more:d1gest"]),
        (60, 900, "900 statements", ["and 880 more: statements more:d1gest"]),
    ],
)
def test_of_very_many_the_rest_is_counted_with_the_command_that_shows_it(number, total, title, rest):
    shown = note(*(reported(place, text=f"Yes to {place}.") for place in range(1, number + 1)), total=total)
    assert shown.title == title
    assert [line_text(line) for line in shown.below if "more" in line_text(line)] == rest
    assert cost(shown.below) <= limits.DIGEST_COST


def test_what_is_left_out_is_what_matters_least():
    long = "A sentence with so many words that a message has no room for twenty of its kind, as we all know. " * 3
    listed = [reported(place, text=f"{long} {place}") for place in range(30)]
    changed = reported(40, text="We turn.", title="A turn", novelty=Novelty.CHANGED)
    shown = [line for line in below(*listed, changed) if " · “" in line]
    assert "We turn." in shown[0]
    assert 8 < len(shown) < 20


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        ({}, {"page": "a1", "text": "Taxes will not rise."}, True),
        ({"title": "Port talks resume in Vell", "text": "We want the port talks to go on."},
         {"title": "Vell port talks go on", "text": "The talks on the port are hard."}, True),
        ({"title": "Orla Venn says taxes fall", "text": "Taxes will fall."},
         {"title": "Orla Venn says ferries stop", "text": "Ferries will stop."}, False),
        (BUDGET, {"title": "The bridge opens", "text": "The bridge will be open."}, False),
    ],
)  # fmt: skip
def test_what_is_of_one_subject_stands_together(first, second, together):
    headlines = [line for line in below(reported(1, **first), reported(2, **second)) if line.startswith("▪")]
    assert (len(headlines) == 1) is together


def test_words_that_are_not_the_actors_after_all_are_struck():
    shown = note(reported(1, ruling=FeedbackKind.WRONG_SPEAKER), reported(2, kind=Kind.INDIRECT, text="that it rains"))
    styles = {piece.style for line in shown.below for piece in line}
    assert Style.STRUCK in styles
    assert any("WITHDRAWN" in line_text(line) for line in shown.below)


def test_times_of_another_day_have_their_day():
    (_, _, line) = below(reported(1), until=after(60 * 24))
    assert line.endswith(", 4 Mar 13:01")


@dear(30)
@given(data=st.data())
def test_any_statements_make_a_message_that_both_platforms_take_whole_and_that_pings_nobody(data):
    listed = [
        reported(
            place,
            text=data.draw(WORDS) or "x",
            title=data.draw(WORDS),
            novelty=data.draw(st.sampled_from(Novelty)),
            actor_id=data.draw(st.sampled_from(["mayor", "harbour-master"]) | NAMES.filter(bool)),
            teller=data.draw(st.none() | NAMES),
            sense=data.draw(st.none() | WORDS),
        )
        for place in range(data.draw(st.integers(1, 30)))
    ]
    listed = [replace(one, article=replace(one.article, url=data.draw(URLS))) for one in listed]
    made = note(*listed, total=data.draw(st.integers(0, 2000)))
    assert cost(made.below) <= limits.DIGEST_COST or sum(" · " in line_text(line) for line in made.below) <= 2
    on_discord = discord.message(made, delivery_id="d" * 25)
    problems = [*discord_problems(on_discord, create=True)]
    assert [*problems, *schema_problems("post", "/channels/{channel_id}/messages", on_discord)] == []
    assert not PINGS.search(on_discord["content"] + on_discord["embeds"][0]["description"])
    on_slack = slack.message(made, delivery_id="d" * 25, command="/onrecord")
    assert slack_problems(on_slack | CREATE, alert=True) == []
    assert "does not fit" not in json.dumps(on_slack)
    assert made.badge is Badge.CATCH_UP


# On demand, and the timetable


PLANNED = replace(
    CONFIG,
    digests=(
        DigestPlan(
            id="1",
            wants=Route(channel=Channel.parse("slack:C0000000009"), actor_ids=("mayor",), tiers=(Tier.PRIMARY,)),
            cron="0 8 * * 1-5",
            zone="Europe/Berlin",
        ),
    ),
)


async def test_a_digest_on_demand_tells_the_last_day(commands, store, clock):
    fresh = statement_view("s1", text="We will open the bridge.")
    old = statement_view("s2", text="We will close the port.", first_seen_at=after(-60 * 30), seen=(("wire", -1800.0),))
    await put(store, fresh, old)
    clock.time = after(60)
    reply = await commands.run("digest", {"action": "now"})
    assert reply.title.startswith("Digest: 1 statement, ")
    assert "“We will open the bridge.” · Harbour Gazette" in text_of(reply)
    assert "port" not in text_of(reply)
    assert "port" in text_of(await commands.parse_and_run("digest now since:2d"))
    assert "No new statements by Tibor Kasvili" in text_of(await commands.parse_and_run("digest now Kasvili"))


async def test_a_long_one_is_turned_page_by_page(commands, store, clock):
    await put(store, *(statement_view(f"s{one}", text=f"{'Many words of it. ' * 12} {one}") for one in range(40)))
    clock.time = after(60)
    reply = await commands.parse_and_run("digest now")
    assert reply.pages > 1
    shown = text_of(reply)
    while turn := next((one for one in reply.buttons if one.label == "Next"), None):
        reply = await commands.press(turn.token, by=READER)
        shown += text_of(reply)
    assert all(f" {one}”" in shown or "…" in shown for one in range(40))
    assert shown.count("🟢 NEW") == 40


@pytest.mark.parametrize(
    "line",
    [
        "digest now since yesterday",
        "digest now since: 1d",
        "digest now mayor since yesterday",
        "digest now 1d Venn",
        "digest since:yesterday now",
    ],
)
async def test_a_time_is_typed_as_for_any_search(commands, store, clock, line):
    await put(store, statement_view("s1", text="We will open the bridge."))
    clock.time = after(60)
    reply = await commands.parse_and_run(line)
    assert not reply.mistake
    assert "We will open the bridge." in text_of(reply)
    assert "No new statements, 3 Mar" in text_of(await commands.parse_and_run("digest now yesterday"))


async def test_one_as_a_file_has_a_row_for_each_statement(commands, store, clock):
    await put(store, statement_view("s1", text="We will open the bridge."))
    clock.time = after(60)
    reply = await commands.parse_and_run("digest now as:csv")
    header, row = reply.file.content.decode().splitlines()
    assert header.startswith("id,actor,")
    assert row.startswith("s1,mayor,Orla Venn,We will open the bridge.,")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("digest tomorrow", "digest has no action “tomorrow”."),
        ("digest now since:nonsense", "“nonsense” is not a time."),
        ("digest", "digest needs an action: now or list."),
        ("digest now obama", "“obama” is not a tracked person"),
        ("digest now obama yesterday", "“obama” is not a tracked person"),
    ],
)
async def test_a_mistake_is_answered_with_the_way_out(commands, line, said):
    reply = await commands.parse_and_run(line)
    assert reply.mistake
    assert said in text_of(reply)


async def test_the_digests_are_listed_with_when_they_come(store, clock):
    clock.time = datetime(2026, 11, 28, 12, tzinfo=UTC)
    asked = Commands(store, PLANNED, clock)
    shown_to_all = text_of(await asked.run("digest", {"action": "list"}, by=READER))
    assert "Orla Venn · from primary" in shown_to_all
    assert "next 30 Nov 2026, 08:00 CET" in shown_to_all
    assert "C0000000009" not in shown_to_all
    assert "slack:C0000000009" in text_of(await asked.run("digest", {"action": "list"}, by=MODERATOR))


async def test_without_any_it_is_said_how_to_add_one(commands):
    assert "[[digests]]" in text_of(await commands.run("digest", {"action": "list"}))


def test_a_digest_says_of_which_time_it_is():
    shown = note(reported(1), is_catch_up=False, since=after(-24 * 60), until=after(0), zone="UTC")
    assert line_text(shown.heading) == "🔵 DIGEST · 1 statement"
    assert line_text(shown.lines[0]) == "3 Mar 12:00\u20134 Mar 12:00 UTC: Orla Venn 1"


def test_one_that_has_nothing_to_tell_is_short():
    shown = note(is_catch_up=False, counts={}, reported=(), zone="UTC")
    assert line_text(shown.heading) == "🔵 DIGEST · No new statements"
    assert (shown.below, len(shown.buttons)) == ((), 1)
    assert slack_problems(slack.message(shown, delivery_id="d", command="/o") | CREATE, alert=True) == []
    assert [*discord_problems(discord.message(shown, delivery_id="d"), create=True)] == []
