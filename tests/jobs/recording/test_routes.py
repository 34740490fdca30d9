"""Who hears of what, by its routes: the words they ask for, and what was said before where they heard nothing of it."""

from __future__ import annotations

import pytest

from bot.core.model import DeliveryState, Urgency
from tests.engine import CONFIG, DISCORD, SLACK, Engine

SAID = "We will never give up our right to trade with the whole world."
ALL = CONFIG[: CONFIG.index("[[routes]]")] + f'[[routes]]\nchannel = "{DISCORD}"\n'


def routed(**conditions):
    more = "\n".join(f"{name} = {value!r}" for name, value in conditions.items())
    return f'{ALL}[[routes]]\nchannel = "{SLACK}"\n{more}\n'


async def reported_by(engine, source_id, text=SAID, *, days=0):
    engine.clock.advance(days=days, minutes=5)
    engine.publish(source_id, f"https://{source_id}.example/{engine.clock.now():%d%H%M}", f"baghaei: {text}")
    await engine.run()


async def test_a_route_for_one_tier_hears_of_what_another_tier_had_days_before():
    engine = await Engine.started(routed(tiers=["primary"]))
    await reported_by(engine, "wire")
    await reported_by(engine, "ministry", days=3)
    await reported_by(engine, "ministry", days=3)
    assert engine.reported(DISCORD) == [[SAID]]
    assert engine.reported(SLACK) == [[SAID]]


async def test_what_only_a_baseline_knew_is_reported_when_it_is_said_again_and_then_no_more():
    engine = await Engine.start(ALL)
    engine.publish("wire", "https://wire.example/1", f"baghaei: {SAID}", days=2)
    await engine.run()
    assert engine.reported(DISCORD) == []
    for _ in range(3):
        await reported_by(engine, "wire", days=3)
    assert engine.reported(DISCORD) == [[SAID]]


@pytest.mark.parametrize(("word", "reported"), [("war", False), ("right", True), ("world", True), ("ware", False)])
async def test_a_word_is_no_part_of_another(word, reported):
    engine = await Engine.started(routed(words=[word]))
    await reported_by(engine, "wire", f"{SAID} He was warned by software.")
    assert bool(engine.reported(SLACK)) is reported


async def test_a_route_hears_of_a_fuller_report_that_alone_has_its_word():
    engine = await Engine.started(routed(words=["enrichment"]))
    await reported_by(engine, "wire")
    assert engine.reported(SLACK) == []
    fuller = f"{SAID} And enrichment goes on."
    await reported_by(engine, "ministry", fuller)
    assert engine.reported(SLACK) == [[fuller]]


@pytest.mark.parametrize(
    ("rest", "path", "reported"),
    [
        pytest.param("", "/1", [], id="it stands in the wire's report alone"),
        pytest.param(" And enrichment goes on.", "/1", [[f"{SAID} And enrichment goes on."]], id="in this one too"),
        pytest.param("", "/enrichment", [[SAID]], id="in the headline of this one"),
        pytest.param("\nbaghaei: And enrichment goes on.", "/1", [[SAID]], id="in the shorter of two parts of it"),
    ],
)
async def test_a_route_asks_for_words_of_the_report_that_it_would_hear_of(rest, path, reported):
    engine = await Engine.started(routed(words=["enrichment"], tiers=["primary"]))
    await reported_by(engine, "wire", f"{SAID} And enrichment goes on.")
    engine.publish("ministry", f"https://ministry.example{path}", f"baghaei: {SAID}{rest}")
    await engine.run()
    assert engine.reported(SLACK) == reported


@pytest.mark.parametrize("rest", ["And enrichment goes on.", "The other side has to move first."])
async def test_an_alert_has_the_words_of_the_article_that_it_names(rest):
    engine = await Engine.started(routed(tiers=["primary"]))
    fuller = f"{SAID} {rest}"
    await reported_by(engine, "wire", fuller)
    await reported_by(engine, "ministry")
    assert engine.reported(DISCORD) == [[fuller]]
    assert engine.reported(SLACK) == [[SAID]]


@pytest.mark.parametrize(
    "later",
    [SAID.replace("We will", "We'll"), f"Well, {SAID[0].lower()}{SAID[1:]}", SAID.replace(".", "!")],
    ids=["a short form", "a word that says nothing", "another mark"],
)
async def test_an_alert_has_other_words_for_the_same_as_its_article_has_them(later):
    engine = await Engine.started(routed(tiers=["primary"]))
    await reported_by(engine, "wire")
    await reported_by(engine, "ministry", later)
    assert engine.reported(DISCORD) == [[SAID]]
    assert engine.reported(SLACK) == [[later]]


ROLE = "444444444444444444"
QUIETLY_AND_CHANGES_WITH_A_MENTION = (
    CONFIG[: CONFIG.index("[[routes]]")]
    + f'[[routes]]\nchannel = "{DISCORD}"\nurgency = "silent"\n'
    + f'[[routes]]\nchannel = "{DISCORD}"\nwords = ["war"]\nurgency = "mention"\nmention = "{ROLE}"\n'
)


@pytest.mark.parametrize(
    ("text", "urgency", "mention"),
    [
        (SAID, Urgency.SILENT, ""),
        ("This is war and nothing else.", Urgency.MENTION, ROLE),
        pytest.param(f"{SAID}\nbaghaei: This is war.", Urgency.MENTION, ROLE, id="one of two in one alert"),
    ],
)
async def test_an_alert_comes_as_loudly_as_the_most_urgent_route_that_wants_it(text, urgency, mention):
    engine = await Engine.started(QUIETLY_AND_CHANGES_WITH_A_MENTION)
    await reported_by(engine, "wire", text)
    (alert,) = await engine.store.deliveries(DeliveryState.SENT)
    assert (alert.urgency, alert.mention) == (urgency, mention)
