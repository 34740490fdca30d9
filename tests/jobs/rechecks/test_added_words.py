"""What is added to a page is news, and so are words in the place of others where no reply tells them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.errors import MessageRefusedError
from bot.core.model import DeliveryKind, DeliveryState
from tests.engine import CONFIG, DISCORD, SLACK, Engine
from tests.fakes.watcher import FakeWatcher
from tests.jobs.rechecks.rechecking import (
    FILLER,
    LATER,
    OTHER,
    SAID,
    STORY,
    URL,
    change_before_posting,
    look_again,
    noted,
    replies,
    said,
    story_reported,
)


@pytest.fixture
async def engine():
    """One article is reported."""
    return await story_reported()


class Waking(FakeWatcher):
    """A watcher that finds at the second look what it did not find at the first, without a reason in the text."""

    async def watch(self, articles, **options):
        (found,) = await super().watch([replace(one, text=one.text.replace("?", ":")) for one in articles], **options)
        return [found]


async def test_words_that_were_there_before_are_no_news_because_they_are_found_now():
    engine = await Engine.started()
    engine.publish("wire", URL, f"{STORY}\nbaghaei? {LATER}")
    await engine.run()
    engine.rechecker._newer_texts._watcher = Waking()
    await look_again(engine, f"{STORY}\nAnother line.\nbaghaei? {LATER}")
    assert await said(engine, actor_id="baghaei") == [SAID]


async def test_words_that_were_somebody_elses_and_are_said_to_be_the_actors_are_news(engine):
    engine.publish("wire", "https://wire.example/2", f"{STORY.replace(SAID, LATER)}\nvance: {OTHER}")
    await engine.run()
    engine.web.pages["https://wire.example/2"] = f"{STORY.replace(SAID, LATER)}\nbaghaei: {OTHER}"
    engine.clock.advance(minutes=10)
    await engine.run()
    assert engine.reported(SLACK)[-1] == [OTHER]


async def test_a_page_that_grows_is_reported_on(engine):
    await look_again(engine, f"{STORY}\nbaghaei: {LATER}")
    assert engine.reported(SLACK) == [[SAID], [LATER]]
    assert await noted(engine) == {}
    await look_again(engine, f"{STORY}\nbaghaei: {LATER}\nAnd so on.")
    assert engine.slack.posts == 2


async def test_what_is_added_to_a_page_of_yesterday_is_news_of_today(engine):
    for _ in range(24):
        await look_again(engine, after=timedelta(hours=2))
    await look_again(engine, f"{STORY}\nbaghaei: {LATER}", after=timedelta(hours=24))
    assert engine.reported(SLACK)[-1] == [LATER]


async def test_what_is_added_to_a_page_of_the_baseline_is_news():
    engine = await Engine.start()
    engine.publish("wire", URL, STORY)
    await engine.run()
    assert engine.reported(SLACK) == []
    await look_again(engine, f"{STORY}\nbaghaei: {LATER}")
    assert engine.reported(SLACK) == [[LATER]]


async def test_the_new_words_of_a_corrected_baseline_are_news_where_there_is_no_alert_to_answer():
    engine = await Engine.start()
    engine.publish("wire", URL, STORY)
    await engine.run()
    await look_again(engine, STORY.replace("25", "35"))
    assert list(await noted(engine)) == [SAID]
    assert engine.reported(SLACK) == engine.reported(DISCORD) == [[SAID.replace("25", "35")]]


async def test_what_a_look_that_is_half_a_day_late_finds_is_news(engine):
    await look_again(engine, f"{STORY}\nbaghaei: {LATER}", after=timedelta(hours=15))
    assert engine.reported(SLACK) == [[SAID], [LATER]]


async def test_after_a_long_outage_what_was_added_meanwhile_is_no_news(engine):
    await look_again(engine, f"{STORY}\nbaghaei: {LATER}", after=timedelta(days=2))
    assert LATER in await said(engine, actor_id="baghaei")
    assert engine.reported(SLACK) == [[SAID]]


async def test_what_is_added_and_was_said_before_edits_the_alert_and_posts_nothing(engine):
    engine.publish("ministry", "https://ministry.example/1", f"baghaei: {LATER}")
    await engine.run()
    await look_again(engine, f"{STORY}\nbaghaei: {LATER}")
    await look_again(engine, after=timedelta(minutes=1))
    assert (engine.slack.posts, engine.slack.edits) == (2, 1)


TURNED = SAID.replace("25", "35")


async def test_the_new_words_are_news_where_the_alert_of_the_old_ones_was_collapsed():
    engine = await Engine.started(f"{CONFIG}\n[alerts]\nlimit = 1")
    engine.publish("wire", "https://wire.example/0", f"baghaei: {LATER}\n{FILLER}", seconds=1)
    engine.publish("wire", URL, STORY)
    await engine.run()
    assert engine.reported(SLACK) == [[LATER], ["1 more"]]
    await look_again(engine, STORY.replace("25", "35"), after=timedelta(minutes=20))
    assert engine.reported(SLACK)[-1] == [TURNED]


async def test_the_new_words_are_news_where_the_alert_of_the_old_ones_waits_still(engine):
    await change_before_posting(engine, f"baghaei: {LATER.replace('never', 'always')}\n{FILLER}")
    await engine.run()
    assert [LATER.replace("never", "always")] in engine.reported(SLACK)


async def test_what_is_beyond_the_replies_of_one_look_is_reported_as_news():
    engine = await Engine.started()
    things = ("ships", "nets", "masts", "oars", "rafts")
    lines = [f"baghaei: Sentence about the {thing} that cost 25 coins in all." for thing in things]
    engine.publish("wire", URL, "\n".join([*lines, FILLER]))
    await engine.run()
    changed = [line.replace("25", "35") for line in lines]
    for _ in range(3):
        await look_again(engine, "\n".join([*changed, FILLER]))
    reported = engine.reported(SLACK)
    reported_as_news = {line for message in reported for line in message if "35" in line}
    answered = {
        line.removeprefix("changed: ") for (line,) in (one for one in reported if one[0].startswith("changed: "))
    }
    assert len(answered) == 3
    assert {line.replace("35", "25") for line in reported_as_news} | answered == {
        line.partition(": ")[2] for line in lines
    }
    assert len(reported) == 1 + 3 + 1


async def test_words_that_turn_for_ever_are_not_reported_anew_at_each_turn(engine):
    for number in range(12):
        await look_again(engine, STORY.replace("25", "35") if number % 2 == 0 else STORY, after=timedelta(hours=4))
    assert engine.reported(SLACK).count([TURNED]) == 0
    assert len(await replies(engine)) == 4


async def test_words_whose_correction_died_unposted_are_news_where_they_are_reported_again(engine):
    """The reply that was to report them was refused: to its channel nobody has said them."""
    turned = SAID.replace("25 percent", "35 percent")
    engine.slack.faults = [MessageRefusedError("400 invalid blocks")]
    await look_again(engine, STORY.replace(SAID, turned))
    dead = await engine.store.deliveries(DeliveryState.DEAD)
    assert [one.kind for one in dead if str(one.channel) == SLACK] == [DeliveryKind.CORRECTION]
    engine.clock.advance(hours=1)
    engine.publish("ministry", "https://ministry.example/9", f"baghaei: {turned}")
    await engine.run()
    assert engine.reported(SLACK)[-1] == [turned]
    assert [turned] not in engine.reported(DISCORD)
