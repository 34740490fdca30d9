"""`why`: each outcome has its sentence, and each step is told to the one who may hear it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.model import DeliveryState, FetchOutcome, ItemState, Novelty, OlderPages, Recheck
from bot.core.outcomes import Conclusion, Outcome, Subject
from bot.rules.times import marked_without_zone
from bot.tools.why import way_json
from handlers import limits
from handlers.render.pieces.costs import cost
from handlers.render.pieces.segments import line_text, words
from handlers.render.replies.outcomes import SENTENCES, outcome_line
from handlers.why import way_of
from tests.handlers.samples import CONFIG, MODERATOR, READER, correction, put, statement_view
from tests.store.samples import (
    NOON,
    SLACK,
    after,
    article,
    delivery,
    item,
    overflow,
    poll,
    poll_state,
    reply,
    report,
    save,
)

URL = "https://gazette.example/bridge?a=1"
CHANNEL = str(SLACK)
LISTED = replace(item().entry, url=URL)


async def answer(commands, what, *, by=MODERATOR):
    reply = await commands.run("why", {"what": what}, by=by)
    return "\n".join(line_text(line) for block in reply.blocks for line in block.lines)


def conclusion(subject=Subject.STATEMENT, subject_id="s1", outcome=Outcome.REPORTED, **changes):
    values = {"rule": "rules.routing.unwanted", "at": NOON, "channel": CHANNEL if subject is Subject.STATEMENT else ""}
    return Conclusion(subject=subject, subject_id=subject_id, outcome=outcome, **values | changes)


async def conclude(store, *conclusions):
    async with store.transaction() as transaction:
        await transaction.conclude(conclusions)


@pytest.mark.parametrize("outcome", Outcome)
def test_each_outcome_has_a_sentence(outcome):
    assert outcome in SENTENCES
    said = line_text(outcome_line(outcome, where=(words(" in #desk"),), why="because.", rule="rules.one"))
    assert said.endswith(": because. (rules.one)")
    assert "{" not in said
    assert ("{where}" in SENTENCES[outcome]) == (" in #desk" in said)
    assert line_text(outcome_line(outcome)).endswith(".")


def test_a_statement_that_one_channel_does_not_want_is_said_so_in_plain_english():
    line = outcome_line(
        Outcome.BELOW_CONFIDENCE, where=(words(" in #desk"),), why="confidence 0.43, the route asks for 0.50"
    )
    assert line_text(line) == "Not reported in #desk: confidence 0.43, the route asks for 0.50."


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"state": DeliveryState.SENT, "message_ref": "C1/17", "sent_at": NOON}, "Reported{}: 1 h ago{ref}"),
        ({"state": DeliveryState.PENDING}, "Waiting{}: next try now"),
        (
            {"state": DeliveryState.PENDING, "attempts": 2, "last_error": "C1: gone", "next_try_at": after(70)},
            "Waiting{}: next try in 10 min, 2 attempts{error}, gives up in",
        ),
        (
            {"state": DeliveryState.DEAD, "attempts": 3, "last_error": "C1: gone"},
            "Given up{}: 3 attempts{error}",
        ),
        (
            {"state": DeliveryState.COLLAPSED, "parent_id": "line"},
            "Reported{} in one message with other",
        ),
    ],
    ids=str,
)
async def test_what_became_of_a_delivery_is_reported(store, commands, changes, said):
    await put(store, statement_view("s1"))
    await save(store, report(article_id="article-gazette", statement_ids=("s1",)))
    await save(store, overflow("line"), delivery(**changes))
    await conclude(store, conclusion(related_id="delivery", evidence="a route wants it"))
    for what in ("s1", "delivery", "bridge", URL):
        shown = await answer(commands, what)
        wanted = said.replace("{ref}", ", message C1/17").replace("{error}", ", C1: gone")
        assert wanted.replace("{}", f" in {CHANNEL}") in shown
    shown = await answer(commands, "s1", by=READER)
    assert said.replace("{ref}", "").replace("{error}", "").replace("{}", " in a channel") in shown
    assert CHANNEL not in shown
    assert "C1" not in shown


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Waiting: next try now."),
        (
            {"attempts": 4, "last_error": f"{URL}: {FetchOutcome.WALL} (please log in)", "next_try_at": after(90)},
            "Waiting: next try in 30 min, 4 failed attempts, {error}, gives up in",
        ),
        (
            {"state": ItemState.FAILED, "attempts": 9, "last_error": f"{URL}: {FetchOutcome.WALL} (please log in)"},
            "Given up: 9 failed attempts, {error}.",
        ),
    ],
    ids=["waiting", "tried", "given up"],
)
async def test_an_item_that_is_not_read_says_why_and_until_when(store, commands, changes, said):
    await save(store, item(**{"state": ItemState.WAITING, "source_id": "gazette", "entry": LISTED} | changes))
    for what in (URL, f"<{URL}>", f"{URL}&utm_source=x#top", URL.replace("https", "http"), "item"):
        assert said.replace("{error}", f"{URL}: wall (please log in)") in await answer(commands, what)
    shown = await answer(commands, URL, by=READER)
    assert said.replace("{error}", "wall") in shown
    assert "please log in" not in shown


async def test_walls_are_counted_by_source(store, commands):
    await save(store, item(source_id="gazette", last_error=f"{URL}: {FetchOutcome.WALL} (please log in)"))
    async with store.transaction() as transaction:
        await transaction.save_poll(poll_state(last_polled_at=NOON), poll())
    reply = await commands.run("sources", {})
    shown = [line_text(line) for block in reply.blocks for line in block.lines]
    assert "Harbour Gazette: 1 article not read, behind a wall" in shown


async def test_what_was_read_of_a_feed_since_its_page_is_a_wall_is_counted_by_source(store, commands):
    error = f"{URL}: {FetchOutcome.WALL} (it shows nothing of what its feed holds)"
    await save(
        store,
        *(item(one, source_id="gazette", state=ItemState.READ, last_error=error) for one in ("a", "b")),
        item("c", source_id="gazette", state=ItemState.READ),
        item("old", source_id="gazette", state=ItemState.READ, last_error=error, first_seen_at=after(-8 * 24 * 60)),
    )
    reply = await commands.run("sources", {})
    shown = [line_text(line) for block in reply.blocks for line in block.lines]
    assert "Harbour Gazette: 2 articles of the last seven days read as the feed has them, behind a wall" in shown


async def test_a_day_is_counted_in_status(store, commands):
    await conclude(
        store,
        conclusion(outcome=Outcome.REPEAT),
        conclusion(subject_id="s2", outcome=Outcome.REPEAT),
        conclusion(Subject.ARTICLE, "a1", Outcome.SCREENED_OUT),
        conclusion(Subject.ARTICLE, "old", Outcome.SCREENED_OUT, at=after(-24 * 60)),
    )
    reply = await commands.run("status", {})
    shown = [line_text(line) for block in reply.blocks for line in block.lines]
    assert "articles: 1 screened out" in shown
    assert "statements by channel: 2 repeat" in shown


async def test_what_was_not_said_is_found_by_its_words_and_by_its_page(store, commands):
    await save(store, article("a1", url=URL, source_id="gazette"))
    await conclude(
        store,
        conclusion(Subject.ARTICLE, "a1", Outcome.NO_STATEMENT, evidence="1 attributions, none of them a statement"),
        conclusion(
            Subject.ATTRIBUTION, "x", Outcome.NOT_SAID, evidence="only supposed or asked: a Strike", related_id="a1"
        ),
    )
    for what in ("strike", URL, "a1"):
        shown = await answer(commands, what, by=READER)
        assert "Not a statement: only supposed or asked: a Strike." in shown
        assert "No statement by a tracked actor in it" in shown


async def test_a_repeat_names_what_it_repeats(store, commands):
    await put(store, statement_view("s1"), statement_view("s2", novelty=Novelty.REPEAT, earlier_id="s1"))
    await conclude(store, conclusion(subject_id="s2", outcome=Outcome.REPEAT, evidence="said before"))
    shown = await answer(commands, "s2", by=READER)
    assert "a repeat of s1" in shown
    assert "Not reported in a channel, a repeat: said before. (rules.routing.unwanted)" in shown


async def test_corrections_and_their_replies_are_steps(store, commands):
    view = statement_view("s1")
    await put(store, replace(view, corrections=(correction(text="other words"),)))
    await save(store, report(article_id="article-gazette", statement_ids=("s1",)))
    await save(store, delivery(state=DeliveryState.SENT, message_ref="C1/17", sent_at=NOON))
    answered = reply(correction_id="s1-gazette-changed-65", state=DeliveryState.SENT, message_ref="C1/18", sent_at=NOON)
    await save(store, answered)
    shown = await answer(commands, "s1")
    assert "changed by Harbour Gazette" in shown
    assert f"Posted in {CHANNEL}: as a reply to the alert, 1 h ago, message C1/18." in shown


async def test_an_older_version_kept_no_reasons(store, commands):
    await put(store, statement_view("s1"))
    await save(store, report(article_id="article-gazette", statement_ids=("s1",)))
    await save(store, delivery(state=DeliveryState.SENT, message_ref="C1/17", sent_at=NOON))
    shown = await answer(commands, "s1")
    assert "an earlier version of the bot, which kept no reasons" in shown
    assert f"Reported in {CHANNEL}: 1 h ago" in shown


@pytest.mark.parametrize("what", ["https://gazette.example/elsewhere", "gazette.example/elsewhere"])
async def test_of_an_unknown_page_the_sources_of_its_site_are_named(commands, what):
    assert "Harbour Gazette" in await answer(commands, what)


@pytest.mark.parametrize(
    "what", ["https://nowhere.example/1", "no such words", "%", "https://", "https://a b", "…", "x" * 500]
)
async def test_what_nobody_knows_is_said_so(commands, what):
    assert "Nothing on record" in await answer(commands, what)


async def test_many_statements_in_many_channels_fit_into_pages(store, commands):
    views = [statement_view(f"s{number}", text="A long bridge. " * 40) for number in range(30)]
    await put(store, *views)
    await conclude(
        store,
        *(
            conclusion(
                subject_id=view.statement.id, outcome=Outcome.OTHER_WORDS, channel=f"slack:C{n}", evidence="w" * 300
            )
            for view in views
            for n in range(12)
        ),
    )
    address = f"{URL}&utm_source={'x' * 80}"
    first = await commands.run("why", {"what": address}, by=MODERATOR)
    (turn,) = [button for button in first.buttons if button.label == "Next"]
    second = await commands.press(turn.token, by=MODERATOR)
    assert second.blocks == (await commands.run("why", {"what": address}, 1, by=MODERATOR)).blocks
    assert first.pages > 5
    for page in range(first.pages):
        reply = await commands.run("why", {"what": URL}, page, by=MODERATOR)
        assert sum(cost(block.lines) for block in reply.blocks) <= limits.PAGE_COST
    way = await way_of(store, URL, config=CONFIG, now=NOON)
    assert (len(way.statements), way.total) == (limits.WHY_STATEMENTS, 30)


async def test_a_page_says_when_it_is_looked_at_again_and_why_a_later_text_was_not_read(store, commands):
    await save(store, article("a1", url=URL, source_id="gazette"))
    await save(store, item("item", state=ItemState.READ, source_id="gazette", entry=LISTED))
    await save(store, Recheck(item_id="item", article_id="a1", next_try_at=after(80), missing=1))
    await conclude(
        store,
        conclusion(Subject.ITEM, "item", Outcome.READ, related_id="a1"),
        conclusion(Subject.RECHECK, "item", Outcome.GIVEN_UP, evidence="it took too long", rule="jobs.recheck"),
    )
    shown = await answer(commands, URL)
    assert "It is looked at again, next try in 20 min · it was not there the last time" in shown
    assert "Given up: it took too long. (jobs.recheck)" in shown
    assert "it took too long" not in await answer(commands, URL, by=READER)
    await conclude(store, conclusion(Subject.RECHECK, "item", Outcome.READ, rule="jobs.recheck"))
    assert "Given up" not in await answer(commands, URL)


async def test_an_address_that_was_forgotten_finds_what_was_forgotten_of_its_site_by_day(store, commands):
    evidence = "40 listings, 14 days after they were read: their texts were on record"
    await conclude(
        store,
        conclusion(
            Subject.LISTINGS,
            "gazette 2026-03-01",
            Outcome.FORGOTTEN,
            evidence=evidence,
            rule="jobs.prune",
            related_id="gazette",
        ),
    )
    shown = await answer(commands, f"{URL}/quite/another")
    assert f"Forgotten: {evidence}. (jobs.prune) · gazette" in shown


async def test_an_address_that_nobody_listed_finds_what_of_its_site_was_out_of_reach_or_is_still_to_be_read(
    store, commands
):
    evidence = "posts from 09:00 to 10:00 UTC: HTTP 404"
    missed = conclusion(
        Subject.LISTINGS, "gazette 1", Outcome.MISSED, evidence=evidence, rule="jobs.poll", related_id="gazette"
    )
    await conclude(store, missed)
    older = OlderPages(address="https://t.me/s/x?before=7", before=NOON, until=after(-20), since=NOON)
    async with store.transaction() as transaction:
        await transaction.save_poll(poll_state(older=older), poll())
    shown = await answer(commands, f"{URL}/quite/another")
    assert f"Missed: {evidence}. (jobs.poll) · gazette" in shown
    assert "still to be read: posts from 4 Mar 2025, 12:40 CET to 4 Mar 2025, 13:00 CET" in shown


@pytest.mark.parametrize(
    ("published_at", "shown", "written"),
    [
        pytest.param(NOON, "published 4 Mar 2025, 13:00 CET ·", "2025-03-04T12:00:00+00:00", id="of a known zone"),
        pytest.param(
            marked_without_zone(NOON),
            "published 4 Mar 2025, 12:00, zone not named ·",
            "2025-03-04T12:00:00",
            id="of none",
        ),
    ],
)
async def test_a_time_of_which_nobody_named_the_zone_is_shown_as_it_was_written(
    store, commands, published_at, shown, written
):
    entry = replace(LISTED, published_at=published_at)
    page = article(url=URL, published_at=published_at)
    await save(store, page, item(entry=entry, state=ItemState.READ))
    await conclude(
        store,
        conclusion(Subject.ITEM, item().id, Outcome.READ, related_id=page.id),
        conclusion(Subject.ARTICLE, page.id),
    )
    assert shown in await answer(commands, URL)
    way = way_json(await way_of(store, URL, config=CONFIG, now=after(60)))
    assert f'"published_at": "{written}"' in way
    assert ".000001" not in way
