"""Nothing ends without an outcome on record, and it is the right one. `Engine.run` asks for the first itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.errors import RetryLaterError
from bot.core.model import DeliveryState, ItemState
from bot.core.outcomes import Outcome, Subject, unsaid_id
from bot.rules.thresholds import MOST_UNSAID
from handlers.commands import Commands
from handlers.render.pieces.segments import line_text
from tests.engine import CONFIG, DISCORD, SLACK, Engine

URL = "https://wire.example/1"
STORY = "baghaei: We will not sit at any table under threats."
ROUTES = CONFIG[: CONFIG.index("[[routes]]")]


def concluded(engine, subject):
    return [one for one in engine.store._memory.outcomes.values() if one.subject is subject]


async def test_a_statement_that_is_reported_has_its_delivery_beside_it(engine):
    engine.publish("wire", URL, STORY)
    await engine.run()
    reported = concluded(engine, Subject.STATEMENT)
    assert {(one.channel, one.outcome) for one in reported} == {(SLACK, Outcome.REPORTED), (DISCORD, Outcome.REPORTED)}
    assert {one.related_id for one in reported} == set(engine.store._memory.deliveries)
    (article,) = concluded(engine, Subject.ARTICLE)
    (item,) = concluded(engine, Subject.ITEM)
    (attribution,) = concluded(engine, Subject.ATTRIBUTION)
    assert article.outcome is Outcome.HAS_STATEMENTS
    assert (item.outcome, item.related_id) == (Outcome.READ, article.subject_id)
    assert (attribution.outcome, attribution.related_id) == (Outcome.ON_RECORD, article.subject_id)
    assert attribution.evidence == "We will not sit at any table under threats."


async def day_in_status(engine):
    """Return what `status` says of the last day."""
    answers = Commands(store=engine.store, config=engine.config, clock=engine.clock)
    shown = [line_text(line) for block in (await answers.run("status", {})).blocks for line in block.lines]
    if "last 24 hours, each of which why explains" not in shown:
        return []
    return [line for line in shown[shown.index("last 24 hours, each of which why explains") + 1 :] if ": " in line]


async def test_what_was_given_up_counts_on_the_day_of_its_end():
    """An article was given up after two days of tries, and `status` said of the day: "items: 1 read"."""
    engine = await Engine.started()
    engine.publish("wire", URL, "")
    del engine.web.pages[URL]
    engine.slack.faults = [RetryLaterError("down")] * 500
    await engine.run()
    engine.publish("wire", "https://wire.example/2", STORY)
    await engine.run()
    assert {"items: 1 read, 1 waiting", "messages: 1 posted, 1 waiting"} <= set(await day_in_status(engine))
    for _ in range(49):
        engine.clock.advance(hours=1)
        await engine.run()
    (given_up,) = await engine.store.items(ItemState.FAILED)
    assert engine.clock.now() - given_up.next_try_at < timedelta(hours=2)
    assert {"items: 1 given up", "messages: 1 given up"} <= set(await day_in_status(engine))
    engine.clock.advance(hours=25)
    assert not [line for line in await day_in_status(engine) if line.startswith(("items", "messages"))]


async def test_what_one_message_reports_of_many_counts_as_collapsed(engine):
    engine.slack.faults = [RetryLaterError("down")] * 3
    for number in range(5):
        said = f"We will not sit at the table of {'abcde'[number]} under threats."
        engine.publish("wire", f"{URL}{number}", f"baghaei: {said}")
    await engine.run()
    for _ in range(4):
        engine.clock.advance(hours=1)
        await engine.run()
    shown = [line for line in await day_in_status(engine) if line.startswith("messages")]
    collapsed = await engine.store.deliveries(DeliveryState.COLLAPSED)
    posted = await engine.store.deliveries(DeliveryState.SENT)
    assert collapsed
    assert shown == [f"messages: {len(posted)} posted, {len(collapsed)} collapsed"]


async def test_a_baseline_says_that_it_is_one():
    engine = await Engine.start()
    engine.publish("wire", URL, STORY)
    await engine.run()
    assert {one.outcome for one in concluded(engine, Subject.STATEMENT)} == {Outcome.BASELINE}


async def test_what_is_too_old_says_when_it_was_published(engine):
    engine.publish("wire", URL, STORY, days=3)
    await engine.run()
    reported = concluded(engine, Subject.STATEMENT)
    assert {one.outcome for one in reported} == {Outcome.TOO_OLD}
    assert "published 20" in reported[0].evidence


async def test_an_article_without_a_statement_says_so(engine):
    engine.publish("wire", URL, "Snow fell on the pier.")
    await engine.run()
    (article,) = concluded(engine, Subject.ARTICLE)
    assert article.outcome in {Outcome.SCREENED_OUT, Outcome.NO_STATEMENT}


@pytest.mark.parametrize(
    ("route", "outcome", "evidence"),
    [
        ('actors = ["trump"]', Outcome.OTHER_ACTOR, "trump"),
        ('sources = ["ministry"]', Outcome.OTHER_SOURCE, "ministry"),
        ('tiers = ["primary"]', Outcome.OTHER_TIER, "primary"),
        ('words = ["grain"]', Outcome.OTHER_WORDS, "grain"),
        ("least_confidence = 1.0", Outcome.BELOW_CONFIDENCE, "1.00"),
    ],
)
async def test_a_channel_that_does_not_want_it_says_why(route, outcome, evidence):
    engine = await Engine.started(f'{ROUTES}[[routes]]\nchannel = "{DISCORD}"\n{route}\n')
    engine.publish("wire", URL, STORY)
    await engine.run()
    (reported,) = concluded(engine, Subject.STATEMENT)
    assert (reported.channel, reported.outcome) == (DISCORD, outcome)
    assert evidence in reported.evidence


async def test_of_several_routes_the_one_that_comes_furthest_says_why():
    routes = "".join(
        f'[[routes]]\nchannel = "{DISCORD}"\n{one}\n'
        for one in ('actors = ["trump"]', 'words = ["grain"]', 'tiers = ["primary"]')
    )
    engine = await Engine.started(f"{ROUTES}{routes}")
    engine.publish("wire", URL, STORY)
    await engine.run()
    (reported,) = concluded(engine, Subject.STATEMENT)
    assert reported.outcome is Outcome.OTHER_WORDS


async def test_without_a_route_that_is_the_reason():
    engine = await Engine.started(ROUTES)
    engine.publish("wire", URL, STORY)
    await engine.run()
    (reported,) = concluded(engine, Subject.STATEMENT)
    assert (reported.channel, reported.outcome) == ("", Outcome.NO_ROUTE)


async def test_a_later_report_leaves_the_first_outcome_as_it_is(engine):
    engine.publish("wire", URL, STORY)
    await engine.run()
    before = concluded(engine, Subject.STATEMENT)
    engine.publish("ministry", "https://ministry.example/1", STORY)
    await engine.run()
    assert concluded(engine, Subject.STATEMENT) == before
    assert [one.outcome for one in concluded(engine, Subject.ATTRIBUTION)] == [Outcome.ON_RECORD, Outcome.SEEN_AGAIN]


async def test_the_baseline_that_is_reported_afresh_is_reported():
    engine = await Engine.start()
    engine.publish("wire", URL, STORY)
    await engine.run()
    engine.clock.advance(minutes=5)
    engine.publish("ministry", "https://ministry.example/1", STORY)
    await engine.run()
    assert {one.outcome for one in concluded(engine, Subject.STATEMENT)} == {Outcome.REPORTED}


async def test_what_a_stage_rejected_of_an_actor_says_by_which_stage_and_why(engine):
    engine.publish("wire", URL, f"{STORY}\ntrump! a harbour of harbours\ntrump? The ferries will run.")
    await engine.run()
    unsaid = {one.outcome: one for one in concluded(engine, Subject.ATTRIBUTION)}
    rejected = unsaid[Outcome.REJECTED]
    (article,) = concluded(engine, Subject.ARTICLE)
    assert (rejected.rule, rejected.related_id) == ("watcher.bare_phrases", article.subject_id)
    assert rejected.evidence == "a bare phrase, which says nothing by itself: a harbour of harbours (Trump)"
    assert unsaid[Outcome.NOT_SAID].evidence.endswith(": The ferries will run. (Trump)")
    whose = {outcome: one.subject_id.startswith(unsaid_id("trump", "")) for outcome, one in unsaid.items()}
    assert whose == {Outcome.ON_RECORD: False, Outcome.REJECTED: True, Outcome.NOT_SAID: True}


async def test_what_is_rejected_on_a_page_since_the_last_look_says_so_once(engine):
    engine.publish("wire", URL, f"{STORY}\ntrump! a harbour of harbours")
    await engine.run()
    engine.web.pages[URL] += "\ntrump! a quay of quays"
    for _ in range(3):
        engine.clock.advance(minutes=20)
        await engine.run()
    rejected = [one.evidence for one in concluded(engine, Subject.ATTRIBUTION) if one.outcome is Outcome.REJECTED]
    assert [one.partition(": ")[2] for one in rejected] == ["a harbour of harbours (Trump)", "a quay of quays (Trump)"]


async def test_the_rejected_of_one_text_are_bounded(engine):
    engine.publish("wire", URL, "\n".join(f"trump! a harbour of {number} harbours" for number in range(300)))
    await engine.run()
    assert len(concluded(engine, Subject.ATTRIBUTION)) == MOST_UNSAID
    (article,) = concluded(engine, Subject.ARTICLE)
    assert article.evidence == (
        "300 attributions, none of them a statement; "
        f"{300 - MOST_UNSAID} of the attributions that are no statement have no outcome of their own"
    )


async def test_an_article_that_was_cut_says_so(engine):
    engine.publish("wire", URL, f"{STORY}\n\n[…]")
    await engine.run()
    (article,) = concluded(engine, Subject.ARTICLE)
    assert article.evidence == (
        "1 of tracked actors, 0 at second hand; what stands behind its first 57 characters was not kept"
    )
