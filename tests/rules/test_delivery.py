from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import Article, ChannelPause, Delivery, DeliveryState, Novelty, Report, ReportView, StatementView
from bot.rules.delivery import beyond_limit, goes_first, is_paused, pause_until
from tests.rules.samples import DAY, HOUR, MINUTE, NOW, ROUTE, STATEMENT


@pytest.mark.parametrize(
    ("closed_for", "tries", "wait"),
    [
        (0 * MINUTE, 0, MINUTE / 2),
        (MINUTE / 2, 1, 2 * MINUTE),
        (2.5 * MINUTE, 2, 5 * MINUTE),
        (7.5 * MINUTE, 3, 7.5 * MINUTE),
        (HOUR, 6, HOUR),
        (10 * DAY, 50, 6 * HOUR),
        (10 * DAY, 5000, 6 * HOUR),
    ],
)
def test_a_closed_channel_is_tried_more_and_more_rarely(closed_for, tries, wait):
    assert pause_until(now=NOW, since=NOW - closed_for, tries=tries) == NOW + wait


@pytest.mark.parametrize(
    ("closed_for", "tries", "wait"),
    [
        pytest.param(10 * HOUR, 1, 2 * MINUTE, id="the clock was behind, or the bot was off: tried once since"),
        pytest.param(10 * HOUR, 4, 15 * MINUTE, id="the clock was behind: tried for a quarter of an hour"),
        pytest.param(-10 * HOUR, 4, MINUTE / 2, id="the clock was ahead"),
        pytest.param(3 * MINUTE, 9, 5 * MINUTE, id="somebody had it tried at once, again and again"),
    ],
)
def test_a_channel_is_closed_for_no_longer_than_its_tries_took_and_the_clock_says(closed_for, tries, wait):
    assert pause_until(now=NOW, since=NOW - closed_for, tries=tries) == NOW + wait


@pytest.mark.parametrize(
    ("ahead", "paused"),
    [
        pytest.param(-1 * MINUTE, False, id="it is over"),
        pytest.param(0 * MINUTE, False, id="it ends now"),
        pytest.param(1 * MINUTE, True, id="it ends in a minute"),
        pytest.param(6 * HOUR, True, id="the longest"),
        pytest.param(6 * HOUR + 1 * MINUTE, False, id="longer than any: it was made by a clock that was ahead"),
    ],
)
def test_a_closed_channel_rests_for_no_longer_than_any(ahead, paused):
    assert is_paused(ChannelPause(channel=ROUTE.channel, since=NOW, until=NOW + ahead, reason=""), now=NOW) is paused


LIMIT, PER = 3, 10 * MINUTE


def alerts_at(minutes):
    return [
        Delivery(
            id=f"a{number}",
            report_id="r",
            channel=ROUTE.channel,
            state=DeliveryState.PENDING,
            next_try_at=NOW,
            created_at=NOW + minute * MINUTE,
        )
        for number, minute in enumerate(minutes)
    ]


def collapsed(minutes, begun=(), first=()):
    """Return the places of the alerts that are too many, made in these minutes."""
    due = alerts_at(minutes)
    beyond = beyond_limit(
        due,
        begun=[NOW + minute * MINUTE for minute in begun],
        first=[f"a{place}" for place in first],
        limit=LIMIT,
        per=PER,
    )
    return [due.index(alert) for alert in beyond]


@pytest.mark.parametrize(
    ("minutes", "begun", "first", "expected"),
    [
        pytest.param([0, 1, 2], [], [], [], id="as many as fit"),
        pytest.param([0, 1, 2, 3], [], [], [3], id="one more: the newest"),
        pytest.param([0] * 40, [], [], list(range(3, 40)), id="a burst in one moment"),
        pytest.param([9], [0, 1, 2], [], [0], id="those reported before count"),
        pytest.param([10], [0, 1, 2], [], [], id="those reported as long ago as the stretch do not"),
        pytest.param([0, 1, 2, 3, 10, 11, 12], [], [], [3], id="when there is room again, new ones go out"),
        pytest.param([0, 5, 20, 25, 40, 45, 60], [], [], [], id="an outage collapses none that came at leisure"),
        pytest.param([0, 0, 0, 0, 60], [], [], [3], id="a burst in an outage is collapsed as without it"),
        pytest.param([61], [0, 5, 20, 25, 40, 45], [], [], id="what was reported late counts for when it was made"),
        pytest.param([4], [5, 6, 7], [], [0], id="an older one finds the room taken by newer ones"),
        pytest.param([1, 11], [0, 0, 0, 0, 0], [], [0], id="the limit was lowered"),
        pytest.param([0, 1, 2, 3, 4], [], [4], [2, 3], id="what goes first takes the room of others"),
        pytest.param([0, 1, 2, 3, 4], [], [0, 1, 2, 3, 4], [3, 4], id="if all go first, the oldest do"),
        pytest.param([3], [0, 1, 2], [0], [0], id="nothing goes first where no room is left"),
    ],
)
def test_what_is_beyond_the_limit_of_a_channel(minutes, begun, first, expected):
    assert collapsed(minutes, begun, first) == expected


@given(st.lists(st.integers(0, 60), max_size=30), st.data())
def test_no_stretch_holds_more_alerts_than_the_limit_whatever_goes_first(minutes, data):
    minutes = sorted(minutes)
    first = data.draw(st.lists(st.sampled_from(range(len(minutes))))) if minutes else []
    beyond = collapsed(minutes, first=first)
    reported = [minute for place, minute in enumerate(minutes) if place not in beyond]
    assert all(sum(end - 10 < minute <= end for minute in reported) <= LIMIT for end in range(61))


@given(st.lists(st.integers(0, 60), max_size=30))
def test_an_outage_collapses_what_would_have_been_collapsed_without_it_and_nothing_else(minutes):
    minutes, reported = sorted(minutes), []
    for minute in minutes:  # each is judged as it comes
        if not collapsed([minute], reported):
            reported.append(minute)
    beyond = collapsed(minutes)  # all are judged when it is over
    assert [minute for place, minute in enumerate(minutes) if place not in beyond] == reported


@pytest.mark.parametrize(
    ("novelties", "source_id", "expected"),
    [
        pytest.param([Novelty.NEW, Novelty.CHANGED], "wire", True, id="a change in it"),
        pytest.param([Novelty.NEW], "ministry", True, id="a primary source"),
        pytest.param([Novelty.NEW, Novelty.REPEAT], "wire", False, id="neither"),
    ],
)
def test_changes_and_primary_sources_are_the_last_to_be_collapsed(novelties, source_id, expected):
    article = Article(
        id="x", source_id=source_id, url="", title="", text="", published_at=None, fetched_at=NOW, content_hash=""
    )
    views = tuple(StatementView(statement=replace(STATEMENT, novelty=novelty), sightings=()) for novelty in novelties)
    report = Report(id="r", actor_id="trump", article_id="x", statement_ids=(), created_at=NOW)
    shown = ReportView(report=report, article=article, statements=views)
    assert goes_first(shown, primary={"ministry"}) is expected
