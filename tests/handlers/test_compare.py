"""Two statements side by side, as people ask for them: the verdict, what has changed, the points of both."""

from __future__ import annotations

from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from bot.core.errors import CompareTimeoutError, WeightsError
from bot.core.model import Difference, DifferenceKind, Relation, Verdict
from bot.novelty import Match
from handlers.commands import Commands
from handlers.render.pieces.segments import Style, line_text
from handlers.render.replies.side_by_side import verdict_line
from handlers.render.statement.differences import arrow_words
from tests.fakes.judge import FakeComparing
from tests.handlers.replies import segments_of, text_of
from tests.handlers.samples import CONFIG, READER, put, statement_view
from tests.store.samples import after

STAY, RESIGNED = "We will keep the old dam shut.", "The mayor has resigned."
BEFORE, NOW = f"{STAY} Tolls fall by 25 percent.", f"{STAY} Tolls fall by 35 percent."


def said(statement_id, text, minutes=0.0, **changes):
    return statement_view(statement_id, text=text, seen=(("gazette", minutes),), said_at=after(minutes), **changes)


@pytest.fixture
async def two(store):
    await put(store, said("s1", BEFORE, -90), said("s2", NOW), said("s3", f"{STAY} {RESIGNED}", -30))


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    "line",
    ["compare s1 s2", "/compare s2 s1", "compare `s1`, #s2.", "compare first_id:s1 S2", "compare second_id:s1 s2"],
)
async def test_a_change_is_named_and_marked_in_both_the_earlier_one_first(commands, line):
    reply = await commands.parse_and_run(line)
    assert reply.title == "Two statements by Orla Venn"
    verdict, first, *points = [text for block in reply.blocks for text in map(line_text, block.lines)]
    assert verdict == "Changed · high confidence · 10 % the same in substance"
    assert first == "number: 25 → 35"
    heads = [points[0], points[3]]
    assert [head.partition(" ")[0] for head in heads] == ["1.", "2."]
    assert [head.rpartition(" ")[2] for head in heads] == ["s1", "s2"]
    assert all("Harbour Gazette" in head for head in heads)
    assert points[1:3] == [f"“{STAY}” (also in 2)", "“Tolls fall by 25 percent.” (not in these words in 2)"]
    assert points[4:] == [f"“{STAY}” (also in 1)", "“Tolls fall by 35 percent.” (not in these words in 1)"]
    marked = [one.text for one in segments_of(reply, Style.MARKED)]
    assert marked == ["25", "35"]


@pytest.mark.usefixtures("two")
async def test_what_both_say_and_what_one_alone_says_is_reported_where_nothing_has_changed(commands):
    reply = await commands.parse_and_run("compare s1 s3")
    assert "Another point" in text_of(reply)
    assert f"“{RESIGNED}” (not in these words in 1)" in text_of(reply)
    assert not segments_of(reply, Style.MARKED)


NUMBER = Difference(kind=DifferenceKind.NUMBER, before="25 percent", after="35 percent")


@pytest.mark.parametrize(
    ("verdict", "score", "words"),
    [
        (
            Verdict(relation=Relation.SAME, rule="wording"),
            1.0,
            "The same remark, in the same wording · high confidence · 100 %",
        ),
        (Verdict(relation=Relation.SAME, rule="substance"), 0.8, "The same remark · high confidence · 80 %"),
        (Verdict(relation=Relation.SAME, certain=False), 0.5, "In part the same · low confidence"),
        (Verdict(relation=Relation.REPEAT, days_apart=3), 0.8, "The same position on another occasion, 3 days apart"),
        (Verdict(relation=Relation.REPEAT, days_apart=1), 0.8, "The same position on another occasion, 1 day apart"),
        (Verdict(relation=Relation.REPEAT), 0.8, "The same position on another occasion · high confidence"),
        (
            Verdict(relation=Relation.CHANGED, certain=False, differences=(NUMBER,)),
            0.1,
            "In part the same · low confidence",
        ),
        (Verdict(relation=Relation.CHANGED), 0.1, "On the same subject · high confidence · 10 %"),
        (Verdict(relation=Relation.DIFFERENT), 0.0, "Another point · high confidence · 0 % the same in substance"),
    ],
)
async def test_the_verdict_is_said_with_how_sure_it_is(store, clock, verdict, score, words):
    class OneVerdict:
        def compare_many(self, _actor_id, _new, candidates):
            return [Match(verdict=verdict, score=score) for _ in candidates]

    await put(store, said("s1", BEFORE), said("s2", NOW))
    judge = FakeComparing(OneVerdict())
    reply = await Commands(store=store, config=CONFIG, clock=clock, judge=judge).parse_and_run("compare s1 s2")
    assert text_of(reply).split("\n", 1)[0].startswith(words) or words in text_of(reply)
    comparison = await judge.side_by_side(said("s1", BEFORE).statement, said("s2", NOW).statement)
    assert verdict_line(comparison).startswith(words)


@pytest.mark.parametrize(
    ("difference", "words"),
    [
        ((DifferenceKind.NUMBER, "25 percent", "35 percent"), "number: 25 percent → 35 percent"),
        ((DifferenceKind.MODALITY, "will not", "might"), "modality: will not → might"),
        ((DifferenceKind.CONDITION, "as long as they pay", ""), "condition dropped: as long as they pay"),
        ((DifferenceKind.PARTY, "", "the island"), "party added: the island"),
        ((DifferenceKind.ROLE, "", ""), "role: another account of who did what to whom"),
    ],
)
def test_a_difference_leads_from_what_was_to_what_is(difference, words):
    kind, before, after_ = difference
    assert arrow_words(Difference(kind=kind, before=before, after=after_)) == words


async def test_what_was_denied_is_no_point_of_both(commands, store):
    await put(store, said("s1", STAY, sense="denies"), said("s2", f"{STAY} {RESIGNED}"))
    shown = text_of(await commands.parse_and_run("compare s1 s2"))
    assert f"denies it: “{STAY}” (in 2 under another verb)" in shown
    assert "also in" not in shown


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    ("line", "said_back"),
    [
        pytest.param("compare", "compare needs the ids of two statements: compare first_id second_id", id="no id"),
        pytest.param("compare s1", "compare needs a second id: compare first_id second_id", id="one id"),
        pytest.param("compare s1 s1", "Both ids name the same statement: s1.", id="one id twice"),
        pytest.param("compare s1 S1.", "Both ids name the same statement: s1.", id="one id twice, typed otherwise"),
        pytest.param("compare s1 s9", "No statement has the id “s9”.", id="unknown"),
        pytest.param("compare s9 s1", "No statement has the id “s9”.", id="unknown first"),
        pytest.param("compare s1 s2 s3", "No statement has the id “s2 s3”.", id="three"),
        pytest.param(
            "compare s1 h1",
            "One is by Orla Venn, the other by Tibor Kasvili. Only statements by one person are compared.",
            id="another's",
        ),
    ],
)
async def test_what_cannot_be_compared_is_said(commands, store, line, said_back):
    await put(store, said("h1", NOW, actor_id="harbour-master"))
    reply = await commands.parse_and_run(line)
    assert reply.mistake
    assert said_back in text_of(reply)


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("error", [CompareTimeoutError("300 s"), WeightsError("manifest.json is missing")], ids=repr)
async def test_a_judge_that_fails_is_a_mistake_that_the_log_explains(store, clock, error):
    class Failing:
        async def side_by_side(self, _earlier, _later, *, questions):  # noqa: ARG002
            raise error

    with capture_logs() as logs:
        reply = await Commands(store=store, config=CONFIG, clock=clock, judge=Failing()).parse_and_run("compare s1 s2")
    assert reply.mistake
    assert "cannot be compared right now" in text_of(reply)
    assert [one["event"] for one in logs] == ["not compared"]


@pytest.mark.usefixtures("two")
async def test_a_process_without_a_judge_says_where_to_ask(store, clock):
    reply = await Commands(store=store, config=CONFIG, clock=clock).parse_and_run("compare s1 s2")
    assert "Ask it in a channel" in text_of(reply)


@pytest.mark.usefixtures("two")
async def test_both_ids_are_completed_with_what_was_shown(commands):
    await commands.run("statement", {"id": "s2"})
    assert [one.value for one in await commands.complete("compare", "first_id", "")] == ["s2"]
    assert [one.value for one in await commands.complete("compare", "second_id", "s2")] == ["s2"]


async def test_a_statement_in_full_names_the_command_that_shows_it_beside_the_earlier_one(commands, store):
    view = said("s2", NOW, earlier_id="s1", verdict=Verdict(relation=Relation.SAME, rule="substance"))
    await put(store, said("s1", BEFORE, -90), view)
    reply = await commands.run("statement", {"id": "s2"})
    assert [one.text for one in segments_of(reply, Style.COMMAND)] == ["compare s1 s2"]


async def test_a_long_comparison_is_cut_into_pages_that_lead_on(commands, store):
    long = [
        replace(said(one, " ".join(f"The {number} quay of {one} is closed for good." for number in range(90))))
        for one in ("s1", "s2")
    ]
    await put(store, *long)
    reply = await commands.parse_and_run("compare s1 s2")
    assert reply.pages > 1
    (following,) = reply.buttons
    turned = await commands.press(following.token, by=READER)
    assert (turned.page, turned.title) == (1, reply.title)
