"""What people said is wrong with alerts, in the forms of the gold files."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest

from bot.core.config import parse_config
from bot.core.model import Feedback, FeedbackKind, Member
from bot.jobs.scheduling import scheduler
from bot.tools.evaluate import GoldForm, form_of, read_rows
from bot.tools.evaluate.feedback import FeedbackGold, feedback_gold, score_feedback
from tests.engine import CONFIG
from tests.fakes.judge import FakeJudge
from tests.fakes.store import MemoryStore
from tests.loopback import discord, slack
from tests.store import samples
from tests.whole import ALL_ON_DISCORD, ALL_ON_SLACK, TICK_EVERY, Newsroom, needs_weights, onrecord

CHANNELS = (ALL_ON_DISCORD, ALL_ON_SLACK)
WORDS = "The new ferry will sail before the ice comes, and I will be on board."

TEXT = "“The bridge opens in May,” the mayor said. A clerk added that “the paint is still wet”. “No ferry,” she said."
SPANS = {"bridge": (1, 25), "paint": (67, 89), "ferry": (94, 103)}
MODERATOR, READER = Member(id="discord:1", moderator=True), Member(id="slack:U0000002")


async def record(*given, earlier=""):
    """Return a store with one article by one actor, and what people said of its statements."""
    store = MemoryStore()
    await store.open()
    async with store.transaction() as transaction:
        await transaction.save_article(samples.article(text=TEXT))
        if earlier:
            before = samples.NOON - timedelta(days=9)
            await transaction.save_statement(
                samples.statement("before", text=earlier, first_seen_at=before, published_at=before, said_at=before)
            )
        for name, span in SPANS.items():
            text = TEXT[slice(*span)]
            await transaction.save_statement(samples.statement(name, text=text, first_seen_at=samples.NOON))
            quotation = samples.quotation(content=(span,), actor_id="mayor")
            await transaction.save_sighting(samples.sighting(name, statement_id=name, quotation=quotation))
        for number, (name, kind, person) in enumerate(given):
            await transaction.save_feedback(
                Feedback(id=str(number), statement_id=name, kind=kind, person=person, given_at=samples.NOON)
            )
    return store


async def gold_of(*given, **kept):
    return await feedback_gold(await record(*given, **kept), parse_config(CONFIG), FakeJudge())


async def test_without_feedback_there_is_nothing_to_export():
    assert await gold_of() == FeedbackGold()


@pytest.mark.parametrize("kind", [FeedbackKind.WRONG_SPEAKER, FeedbackKind.NOT_A_STATEMENT])
async def test_what_people_object_to_is_a_non_statement_and_the_rest_is_borderline(kind):
    gold = await gold_of(("paint", kind, MODERATOR), ("paint", kind, READER))
    (row,) = gold.articles.values()
    assert form_of(gold.articles, name="feedback") is GoldForm.ACTORS
    why = f"{kind}, say 2 people"
    assert row["non_statements"] == [{"span": list(SPANS["paint"]), "actor": "mayor", "why": why}]
    assert [(one["content"], one["must"]) for one in row["statements"]] == [
        ([list(SPANS["bridge"])], False),
        ([list(SPANS["ferry"])], False),
    ]
    assert (gold.statements, gold.by_moderators, gold.pairs) == ({kind: 1}, 1, {})


@pytest.mark.parametrize(("earlier", "pairs"), [("The bridge opens in May", 1), ("", 0)])
async def test_what_is_not_new_is_a_pair_with_what_was_said_before(earlier, pairs):
    gold = await gold_of(("bridge", FeedbackKind.NOT_NEW, READER), earlier=earlier)
    assert gold.articles == {}
    assert (len(gold.pairs), gold.unpaired) == (pairs, 1 - pairs)
    for pair in gold.pairs.values():
        assert form_of(gold.pairs, name="feedback") is GoldForm.PAIRS
        assert (pair["a"]["text"], pair["b"]["text"]) == ("The bridge opens in May,", earlier)
        assert pair["label"] == "repeat"
        assert pair["why"] == "not new, says 1 person; the earlier one is the nearest on record, not named by anybody"


@pytest.mark.parametrize(
    ("reported", "again"),
    [
        ([], 0),
        ([("mayor", SPANS["paint"])], 1),
        ([("clerk", SPANS["paint"])], 0),
        ([("mayor", SPANS["bridge"])], 0),
    ],
    ids=["nothing", "the same words", "in another mouth", "other words"],
)
async def test_the_score_counts_what_the_engine_would_report_again(reported, again):
    gold = await gold_of(("paint", FeedbackKind.WRONG_SPEAKER, READER))
    statements = [{"actor": actor, "content": [list(span)], "assertion": "stated"} for actor, span in reported]
    figures = score_feedback(gold, read={"article": {"statements": statements}}, judged={})
    assert (figures["objections"], figures["reported_again"]) == (1, again)


@pytest.mark.parametrize(("label", "known"), [("same", 1), ("repeat", 1), ("changed", 0), ("different", 0)])
async def test_the_score_counts_the_pairs_that_the_judge_knows_now(label, known):
    gold = await gold_of(("bridge", FeedbackKind.NOT_NEW, READER), earlier="The bridge opens in May")
    (pair_id,) = gold.pairs
    assert score_feedback(gold, read={}, judged={pair_id: {"label": label}})["known_now"] == known


@pytest.mark.parametrize(("label", "merged"), [("same", 1), ("repeat", 1), ("changed", 0), ("different", 0)])
async def test_what_was_told_apart_is_a_pair_of_two_and_the_score_counts_what_is_merged_again(label, merged):
    store = await record(("bridge", FeedbackKind.NOT_THE_SAME, MODERATOR), earlier="The bridge opens in May")
    async with store.transaction() as transaction:
        apart = samples.statement("bridge", text="The bridge opens in May", earlier_id="before")
        await transaction.save_statement(apart)
    gold = await feedback_gold(store, parse_config(CONFIG), FakeJudge())
    ((pair_id, row),) = gold.pairs.items()
    assert (row["label"], row["why"]) == ("different", "not the same, says 1 person")
    figures = score_feedback(gold, read={}, judged={pair_id: {"label": label}})
    assert (figures["apart"], figures["merged_now"], figures["pairs"], figures["known_now"]) == (1, merged, 0, 0)


async def test_of_what_a_reader_did_not_name_there_is_no_pair():
    assert (await gold_of(("bridge", FeedbackKind.NOT_THE_SAME, READER))).pairs == {}


@needs_weights
async def test_what_people_answer_on_the_platforms_corrects_the_message_and_is_scored_and_exported(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(scheduler, "TICK_EVERY", TICK_EVERY)
    async with Newsroom(tmp_path) as room:
        async with room.bot():
            await room.discord.ready()
            await room.slack.ready()
            room.publish("wire", f"“{WORDS}” Donald Trump told reporters at the quay.")
            await room.reported(1)
            await room.until_sent(2)
            (on_discord,) = room.discord.messages(discord.CHANNEL_ID)
            (on_slack,) = room.slack.messages(slack.CHANNEL_ID)
            await room.slack.click("Not a statement", on_slack)  # a reader's: noted, and nothing is corrected
            await room.discord.click(discord.buttons(on_discord)["Wrong speaker"], by=discord.MANAGER)
            await room.until(lambda: all("desk ruling: wrong speaker" in room.alerts(one)[0] for one in CHANNELS))
        assert all("WITHDRAWN" in room.alerts(one)[0] for one in CHANNELS)
        shown = await asyncio.to_thread(onrecord, "evaluate", "--feedback", "--json", "-c", room.config_path)
        assert shown.code == 0, shown.err
        figures = json.loads(shown.out)
        assert figures["statements"] == {"wrong speaker": 1, "not a statement": 1, "not new": 0, "not the same": 0}
        assert (figures["by_moderators"], figures["objections"], figures["reported_again"]) == (1, 2, 2)
        ended = await asyncio.to_thread(onrecord, "export", tmp_path / "gold", "--feedback", "-c", room.config_path)
        assert ended.code == 0, ended.err
    articles = tmp_path / "gold" / "feedback-actors.jsonl"
    (row,) = read_rows(articles).values()
    assert [one["why"] for one in row["non_statements"]] == [
        "wrong speaker, says 1 person",
        "not a statement, says 1 person",
    ]
    assert [row["text"][slice(*one["span"])].strip("“”") for one in row["non_statements"]] == [WORDS, WORDS]
    scored = await asyncio.to_thread(onrecord, "evaluate", articles, "--json", "-c", room.config_path)
    assert json.loads(scored.out)["alarms"] == 1


@pytest.mark.parametrize("words", [["evaluate"], ["evaluate", "gold.jsonl", "--feedback"], ["export"]])
def test_what_is_to_be_scored_or_exported_must_be_said(words):
    assert onrecord(*words).code == 2
