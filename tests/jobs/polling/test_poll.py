from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome, ItemState, OlderPages
from bot.core.outcomes import Outcome, Subject
from tests.engine import DISCORD, Engine
from tests.fakes.clock import FakeClock


@pytest.fixture
async def engine():
    return await Engine.start()


async def waiting(engine):
    return await engine.store.items(ItemState.WAITING, limit=100)


async def state_of(engine, source_id="wire"):
    return {state.source_id: state for state in await engine.store.poll_states()}[source_id]


async def test_new_items_wait_to_be_read_the_oldest_first(engine):
    engine.publish("wire", "https://wire.example/1", "", minutes=9)
    engine.publish("wire", "https://wire.example/2", "", minutes=5)
    await engine.poll()
    due = await engine.store.due_items(now=engine.clock.now(), limit=10)
    assert [item.entry.url for item in due] == ["https://wire.example/1", "https://wire.example/2"]


async def test_a_known_item_is_not_taken_again(engine):
    engine.publish("wire", "https://wire.example/1", "")
    await engine.poll()
    await engine.poll()
    assert len(await waiting(engine)) == 1
    polls = await engine.store.polls("wire")
    assert [(poll.listed, poll.new) for poll in polls] == [(1, 0), (1, 1)]


async def test_the_first_run_is_quiet_and_the_next_is_not(engine):
    engine.publish("wire", "https://wire.example/1", "")
    await engine.poll()
    engine.clock.advance(minutes=2)
    engine.publish("wire", "https://wire.example/2", "")
    await engine.poll()
    assert {item.entry.url[-1]: item.quiet for item in await waiting(engine)} == {"1": True, "2": False}


async def test_after_a_long_outage_what_is_older_than_it_is_quiet_and_what_came_since_is_not(engine):
    await engine.poll()
    engine.clock.advance(hours=13)
    engine.publish("wire", "https://wire.example/1", "", hours=14)
    engine.publish("wire", "https://wire.example/2", "", minutes=2)
    await engine.poll()
    assert {item.entry.url[-1]: item.quiet for item in await waiting(engine)} == {"1": True, "2": False}


async def test_a_failing_source_is_slowed_and_says_why_and_the_others_go_on(engine):
    engine.web.feeds["wire"] = SourceError(FetchOutcome.GONE, "https://wire.example/feed", "404")
    engine.publish("ministry", "https://ministry.example/1", "")
    await engine.poll()
    state = await state_of(engine)
    assert state.last_error == "https://wire.example/feed: gone (404)"
    assert state.next_poll_at == engine.clock.now() + timedelta(minutes=4)
    assert [item.source_id for item in await waiting(engine)] == ["ministry"]


@pytest.mark.parametrize("outcome", [FetchOutcome.HTTP_ERROR, FetchOutcome.NOT_A_FEED], ids=["5xx", "no feed"])
async def test_a_source_that_worked_this_week_is_asked_every_quarter_of_an_hour_and_one_that_is_gone_less(
    engine, outcome
):
    await engine.poll()
    engine.web.feeds["wire"] = SourceError(outcome, "https://wire.example/feed")
    waits = {}
    for hours in (1, 12, 24, 10 * 24):
        engine.clock.time = FakeClock().time + timedelta(hours=hours)
        for _ in range(8):
            await engine.poll()
        waits[hours] = (await state_of(engine)).next_poll_at - engine.clock.now()
    assert max(waits[1], waits[12], waits[24]) <= timedelta(minutes=15)
    assert waits[10 * 24] >= timedelta(minutes=30)


async def test_a_failure_keeps_what_was_known_and_a_success_forgets_the_failures(engine):
    await engine.poll()
    engine.web.feeds["wire"] = SourceError(FetchOutcome.TIMEOUT, "https://wire.example/feed")
    await engine.poll()
    assert (await state_of(engine)).etag == '"1"'
    assert (await state_of(engine)).failures == 0.25
    engine.web.feeds["wire"] = []
    await engine.poll()
    assert (await state_of(engine)).failures == 0
    assert (await state_of(engine)).last_error is None


@pytest.mark.parametrize("how", ["feed", "failure"])
async def test_a_host_that_asks_for_time_gets_it(engine, how):
    if how == "feed":
        engine.web.not_before = timedelta(hours=1)
    else:
        engine.web.feeds["wire"] = SourceError(FetchOutcome.RATE_LIMITED, "x", retry_after=timedelta(hours=1))
    await engine.poll()
    assert (await state_of(engine)).next_poll_at == engine.clock.now() + timedelta(hours=1)


async def test_where_the_operator_says_how_often_the_feed_is_not_asked(engine):
    engine.web.not_before = timedelta(hours=1)
    source = replace(engine.config.sources[0], heeds_hints=False)
    await engine.poller.poll(source, None)
    (state,) = await engine.store.poll_states()
    assert state.next_poll_at <= engine.clock.now() + source.poll_every * 1.1


async def test_a_hung_poll_is_cut_off_and_counts_as_a_timeout(engine):
    async def hang(_source, _state):
        await asyncio.Event().wait()

    engine.web.fetch_feed = hang
    engine.poller._settings = engine.config.polling.model_copy(update={"cut_off_after": timedelta(0)})
    await engine.poll()
    assert (await state_of(engine)).last_outcome is FetchOutcome.TIMEOUT


async def test_a_feed_over_which_a_part_breaks_says_so_and_is_polled_again(engine):
    real, engine.web.fetch_feed = engine.web.fetch_feed, None  # whatever a bug may be
    with capture_logs():
        await engine.poll()
    state = await state_of(engine)
    assert state.last_error == "https://wire.example/feed: broke off (TypeError: 'NoneType' object is not callable)"
    assert state.next_poll_at > engine.clock.now()
    engine.web.fetch_feed = real
    engine.clock.advance(hours=2)
    await engine.poll()
    assert (await state_of(engine)).last_error is None


async def test_a_feed_of_random_guids_grows_no_table_and_has_nothing_fetched_twice(engine):
    await engine.poll()
    for number in range(5):
        engine.web.feeds["wire"] = []
        engine.publish("wire", "https://wire.example/1", "trump: We will win.", guid=str(number))
        engine.publish("wire", "https://wire.example/2", "trump: We have won.", guid=f"b{number}")
        await engine.poll()
        await engine.read()
    assert len(await engine.store.items(ItemState.READ)) == 2
    assert engine.web.asked.count("https://wire.example/1") == 1


async def test_the_next_story_of_a_slot_is_reported_as_well():
    engine = await Engine.started()
    for story in ("We will win the war.", "The tariffs are off now."):
        engine.web.feeds["wire"] = []
        engine.publish("wire", f"https://wire.example/{len(story)}", f"trump: {story}", guid="top-story")
        await engine.run()
        engine.clock.advance(minutes=2)
    assert engine.reported(DISCORD) == [["We will win the war."], ["The tariffs are off now."]]


@pytest.mark.parametrize("guid", ["https://wire.example/1", "https://wire.example/1#1"], ids=["same guid", "next guid"])
async def test_what_a_feed_says_has_changed_is_looked_at_at_once(guid):
    engine = await Engine.started()
    engine.publish("wire", "https://wire.example/1", "trump: We will win the war.")
    await engine.run()
    engine.clock.advance(minutes=3)
    more = "trump: We will win the war.\ntrump: The tariffs are off now."
    engine.web.feeds["wire"] = []
    engine.publish("wire", "https://wire.example/1", more, guid=guid)
    await engine.run()
    assert engine.reported(DISCORD) == [["We will win the war."], ["The tariffs are off now."]]


async def test_what_a_feed_lists_anew_at_every_poll_is_looked_at_ever_more_rarely():
    engine = await Engine.started()
    for _ in range(720):  # a day
        engine.web.feeds["wire"] = []
        engine.publish("wire", "https://wire.example/1", "trump: We will win the war.")
        await engine.run()
        engine.clock.advance(minutes=2)
    assert engine.web.asked.count("https://wire.example/1") < 120


async def test_a_feed_that_says_something_else_at_every_poll_puts_no_look_off_with_each_of_them():
    """When the page was last set to work stays as it is, until a look is set for its feed's sake."""
    engine = await Engine.started()
    url = "https://wire.example/1"
    for number in range(200):
        engine.web.feeds["wire"] = []
        engine.publish("wire", url, f"Nobody says a thing, {number}.")
        await engine.run()
        engine.clock.advance(minutes=30)
        (item,) = await engine.store.items_at(url)
        age = engine.clock.now() - item.first_seen_at
        assert item.next_try_at <= engine.clock.now() + max(timedelta(minutes=30), age / 32)


@pytest.mark.parametrize(("of_all", "most"), [(True, 8), (False, 100)], ids=["of all", "of one"])
async def test_an_old_page_of_which_its_feed_says_something_else_at_every_poll_is_looked_at_rarely(of_all, most):
    """A time of the fetch above every entry: forty days of it are two looks a page, with nothing new in them."""
    engine = await Engine.started()
    urls = [f"https://wire.example/{number}" for number in range(4)]
    for url in urls:
        engine.publish("wire", url, f"trump: We will win the war of {url[-1]}.")
    for _ in range(9 * 4):
        await engine.run()
        engine.clock.advance(hours=6)
    engine.web.asked.clear()
    for number in range(31 * 24):
        engine.web.feeds["wire"] = [
            replace(one, text=f"{one.text} {number}") if of_all or one.url == urls[0] else one
            for one in engine.web.feeds["wire"]
        ]
        await engine.run()
        engine.clock.advance(hours=1)
    looks = [engine.web.asked.count(url) for url in urls]
    assert 2 <= looks[0] <= most
    assert looks[1:] == (looks[:1] * 3 if of_all else [0, 0, 0])
    concluded = [one for one in engine.store._memory.outcomes.values() if one.subject is Subject.ITEM]
    waits = {one.id for one in await waiting(engine)}
    assert {one.outcome for one in concluded if one.subject_id not in waits} == {Outcome.READ}, "none is forgotten"
    if of_all:
        assert "rules.rechecking.announced_at" in {one.rule for one in concluded}


async def test_an_item_that_waits_is_read_as_the_feed_has_it_now(engine):
    engine.publish("wire", "https://wire.example/1", "")
    await engine.poll()
    (entry,) = engine.web.feeds["wire"]
    engine.web.feeds["wire"] = [replace(entry, title="Corrected")]
    await engine.poll()
    assert [item.entry.title for item in await waiting(engine)] == ["Corrected"]


async def test_what_was_given_up_is_tried_again_where_the_feed_lists_it_anew():
    engine = await Engine.started()
    engine.publish("wire", "https://wire.example/1", "")
    del engine.web.pages["https://wire.example/1"]
    await engine.run()
    engine.clock.advance(hours=49)
    await engine.read()
    assert await engine.store.items(ItemState.FAILED)
    engine.web.feeds["wire"] = []
    engine.publish("wire", "https://wire.example/1", "trump: We will win the war.")
    await engine.run()
    engine.clock.advance(hours=2)
    await engine.run()
    assert engine.reported(DISCORD) == [["We will win the war."]]


async def test_what_its_feed_lists_anew_has_two_days_of_tries_once_more():
    engine = await Engine.started()
    url = "https://wire.example/1"
    engine.publish("wire", url, "")
    del engine.web.pages[url]
    await engine.run()
    engine.clock.advance(hours=49)
    await engine.read()
    assert await engine.store.items(ItemState.FAILED)
    engine.web.feeds["wire"] = []
    engine.publish("wire", url, "")
    del engine.web.pages[url]
    for _ in range(5):
        engine.clock.advance(hours=6)
        await engine.run()
    assert await engine.store.items(ItemState.FAILED) == []
    engine.web.pages[url] = "trump: We will win the war."
    engine.clock.advance(hours=7)
    await engine.run()
    (reported,) = await engine.store.items(ItemState.READ)
    assert reported.entry.url == url


async def test_a_poll_says_which_documents_of_its_source_it_could_not_read(engine):
    real = engine.web.fetch_feed

    async def in_part(source, state):
        return replace(await real(source, state), problems=("https://wire.example/2.xml: gone (HTTP 404)",))

    engine.web.fetch_feed = in_part
    await engine.poll()
    (poll,) = await engine.store.polls("wire", limit=1)
    assert (poll.outcome, poll.detail) == (FetchOutcome.OK, "https://wire.example/2.xml: gone (HTTP 404)")


async def test_a_poll_says_how_many_of_very_many_entries_were_left_out(engine):
    real = engine.web.fetch_feed

    async def archive(source, state):
        return replace(await real(source, state), left_out=4500)

    engine.web.fetch_feed = archive
    await engine.poll()
    (poll,) = await engine.store.polls("wire", limit=1)
    assert poll.detail == "the 4500 oldest entries were left out"


def listing_as(engine, **fields):
    """Let every feed be fetched as it is, but for these fields."""
    real = engine.web.fetch_feed

    async def fetched(source, state):
        return replace(await real(source, state), **fields)

    engine.web.fetch_feed = fetched


async def missed(engine):
    """Return what is on record of entries of the wire that are out of reach."""
    found = await engine.store.concluded_of("wire")
    return [one.evidence for one in found if one.outcome is Outcome.MISSED]


async def test_what_is_out_of_reach_is_an_outcome_and_known_of_the_source(engine):
    listing_as(engine, missed=("posts from 09:00 to 10:00: HTTP 404",))
    await engine.poll()
    (poll,) = await engine.store.polls("wire", limit=1)
    state = await state_of(engine)
    assert await missed(engine) == ["posts from 09:00 to 10:00: HTTP 404"]
    assert poll.detail == "missed: posts from 09:00 to 10:00: HTTP 404"
    assert (state.missed, state.missed_at) == ("posts from 09:00 to 10:00: HTTP 404", engine.clock.now())
    listing_as(engine, missed=())
    engine.clock.advance(minutes=2)
    await engine.poll()
    assert (await state_of(engine)).missed_at == state.missed_at, "it is not forgotten at once"


async def test_pages_that_are_left_stay_on_record_until_a_poll_has_read_them(engine):
    engine.publish("wire", "https://wire.example/1", "")
    now = engine.clock.now()
    older = OlderPages(address="https://wire.example/?before=7", before=now, until=now - timedelta(hours=2), since=now)
    listing_as(engine, older=older)
    await engine.poll()
    assert (await state_of(engine)).older == older
    (poll,) = await engine.store.polls("wire", limit=1)
    assert poll.detail.startswith("left for the next poll: posts back to ")
    listing_as(engine, older=None)
    listed = engine.web.feeds["wire"]
    engine.web.feeds["wire"] = SourceError(FetchOutcome.TIMEOUT, "https://wire.example/feed")
    await engine.poll()
    assert (await state_of(engine)).older == older, "a failure reads nothing"
    engine.web.feeds["wire"] = listed
    await engine.poll()
    assert (await state_of(engine)).older is None


@pytest.mark.parametrize(
    ("minutes", "known", "says"),
    [
        pytest.param(1, False, True, id="all is new"),
        pytest.param(1, True, False, id="one is known"),
        pytest.param(9, False, False, id="one is older than the last poll"),
    ],
)
async def test_a_feed_of_which_nothing_is_known_any_more_may_have_lost_entries(engine, minutes, known, says):
    engine.publish("wire", "https://wire.example/1", "", minutes=20)
    await engine.poll()
    assert await missed(engine) == []
    if not known:
        engine.web.feeds["wire"] = []
    engine.clock.advance(minutes=5)
    engine.publish("wire", "https://wire.example/2", "", minutes=minutes)
    engine.publish("wire", "https://wire.example/3", "", minutes=1)
    await engine.poll()
    said = await missed(engine)
    assert bool(said) is says
    assert all("others may have come and gone" in one for one in said)


async def test_a_source_whose_settings_changed_is_read_whole_and_what_has_no_date_there_is_a_baseline():
    engine = await Engine.started()
    engine.publish("wire", "https://wire.example/1", "")
    await engine.run()
    state = await state_of(engine)
    source = replace(engine.config.sources[0], pages=3)
    engine.web.feeds["wire"] = [replace(one, published_at=None) for one in engine.web.feeds["wire"]]
    engine.publish("wire", "https://wire.example/old", "trump: We will win.")
    engine.web.feeds["wire"] = [replace(one, published_at=None) for one in engine.web.feeds["wire"]]
    engine.clock.advance(minutes=2)
    engine.publish("wire", "https://wire.example/new", "", minutes=1)
    asked = []
    real = engine.web.fetch_feed

    async def fetched(source, state):
        asked.append((state.etag, state.body_hash))
        return await real(source, state)

    engine.web.fetch_feed = fetched
    await engine.poller.poll(source, state)
    assert asked == [(None, None)], "the host would call it unchanged"
    assert {item.entry.url[-3:]: item.quiet for item in await waiting(engine)} == {"old": True, "new": False}
    assert await missed(engine) == []
    engine.publish("wire", "https://wire.example/next", "")
    engine.web.feeds["wire"] = [replace(one, published_at=None) for one in engine.web.feeds["wire"]]
    await engine.poller.poll(source, await state_of(engine))
    assert {item.entry.url[-4:]: item.quiet for item in await waiting(engine)}["next"] is False


async def test_of_a_feed_that_names_everything_anew_one_loss_a_day_is_kept(engine):
    for number in range(5):
        engine.web.feeds["wire"] = []
        engine.publish("wire", f"https://wire.example/{number}", "", minutes=0)
        await engine.poll()
        engine.clock.advance(minutes=2)
    assert len(await missed(engine)) == 1
