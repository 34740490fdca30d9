from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import (
    Article,
    Assertion,
    Channel,
    Delivery,
    DeliveryState,
    FetchOutcome,
    Kind,
    Novelty,
    Platform,
    PollState,
    Precision,
    Quotation,
    Report,
    ReportView,
    Route,
    Source,
    Statement,
    StatementView,
    Tier,
)
from bot.rules import decide

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SOURCE = Source(
    id="wire", name="A Wire", url="https://wire.example/feed", tier=Tier.WIRE, language="en", poll_every=2 * MINUTE
)
STATEMENT = Statement(
    id="s1",
    actor_id="trump",
    text="The talks will go on.",
    kind=Kind.DIRECT,
    said_at=None,
    first_seen_at=NOW,
    novelty=Novelty.NEW,
    confidence=0.8,
)
QUOTATION = Quotation(
    content=((0, 10),), kind=Kind.DIRECT, actor_id="trump", speaker="Donald Trump", confidence=0.9, evidence=(0, 20)
)
ROUTE = Route(channel=Channel(platform=Platform.CONSOLE))
STATE = PollState(source_id="wire", next_poll_at=NOW)
times = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(st.lists(st.text()), st.lists(st.text()))
def test_the_same_parts_give_the_same_id_and_it_fits_every_platform(one, other):
    assert decide.stable_id(*one) == decide.stable_id(*one)
    assert len(decide.stable_id(*one)) == decide.ID_LENGTH
    assert set(decide.stable_id(*one)) <= set(decide.ID_ALPHABET)
    if one != other and not any("\0" in part for part in [*one, *other]) and [*one, ""] != [*other, ""]:
        assert (decide.stable_id(*one) == decide.stable_id(*other)) == ("\0".join(one) == "\0".join(other))


@pytest.mark.parametrize(
    ("last_polled_at", "next_poll_at", "due"),
    [
        pytest.param(NOW - MINUTE, NOW, True, id="its time has come"),
        pytest.param(NOW - 2 * DAY, NOW - DAY, True, id="long overdue"),
        pytest.param(NOW - MINUTE, NOW + MINUTE, False, id="in a minute"),
        pytest.param(NOW, NOW + 30 * DAY, False, id="seldom polled by the operator's choice"),
        pytest.param(NOW + 7 * HOUR, NOW + 8 * HOUR, True, id="polled in the future: the clock went back"),
        pytest.param(None, NOW + HOUR, False, id="never polled"),
    ],
)
def test_is_due(last_polled_at, next_poll_at, due):
    state = replace(STATE, last_polled_at=last_polled_at, next_poll_at=next_poll_at)
    assert decide.is_due(state, now=NOW) is due


@pytest.mark.parametrize(
    ("beat_at", "alive"),
    [
        pytest.param(NOW - MINUTE, True, id="a minute ago"),
        pytest.param(NOW - 2 * MINUTE, False, id="longer ago"),
        pytest.param(NOW + 5 * MINUTE / 60, True, id="the clock went back a little"),
        pytest.param(NOW + DAY, False, id="from before the clock went back"),
    ],
)
def test_is_alive(beat_at, alive):
    assert decide.is_alive(beat_at, now=NOW) is alive


@pytest.mark.parametrize(
    ("next_try_at", "put_off"),
    [
        pytest.param(NOW, False, id="its time has come"),
        pytest.param(NOW + MINUTE, True, id="in a minute"),
        pytest.param(NOW + DAY, True, id="a day, as asked for"),
        pytest.param(NOW + 2 * DAY, False, id="farther ahead than any wait: the clock went back"),
    ],
)
def test_is_put_off(next_try_at, put_off):
    assert decide.is_put_off(next_try_at, now=NOW) is put_off


@pytest.mark.parametrize(
    ("failures", "not_before", "wait"),
    [
        pytest.param(0.0, None, 2 * MINUTE, id="all well"),
        pytest.param(1.0, None, 4 * MINUTE, id="one hard failure doubles"),
        pytest.param(3.0, None, 16 * MINUTE, id="three"),
        pytest.param(500.0, None, 6 * HOUR, id="never longer than the longest"),
        pytest.param(0.0, HOUR, HOUR, id="the host asks for an hour"),
        pytest.param(0.0, MINUTE, 2 * MINUTE, id="the host would take us sooner"),
        pytest.param(0.0, 30 * DAY, DAY, id="nobody keeps us away for more than a day"),
    ],
)
def test_next_poll_at(failures, not_before, wait):
    at = decide.next_poll_at(
        now=NOW, every=2 * MINUTE, longest=6 * HOUR, failures=failures, not_before=not_before, jitter=0
    )
    assert at == NOW + wait


@given(st.floats(0, 1e9), st.floats(-1, 1), times)
def test_a_poll_is_never_planned_for_the_past_nor_beyond_a_tenth_over_the_longest(failures, jitter, now):
    at = decide.next_poll_at(now=now, every=2 * MINUTE, longest=HOUR, failures=failures, not_before=None, jitter=jitter)
    assert now < at <= now + 1.1 * HOUR


@pytest.mark.parametrize(
    ("outcome", "after"),
    [
        (FetchOutcome.OK, 0),
        (FetchOutcome.UNCHANGED, 0),
        (FetchOutcome.TIMEOUT, 1.25),
        (FetchOutcome.DNS_ERROR, 1.5),
        (FetchOutcome.GONE, 2),
    ],
)
def test_failures_are_weighed_and_forgotten_after_a_success(outcome, after):
    assert decide.failures_after(1.0, outcome) == after


@pytest.mark.parametrize(
    ("state", "quiet"),
    [
        pytest.param(None, True, id="never seen"),
        pytest.param(STATE, True, id="never polled with success"),
        pytest.param(replace(STATE, last_ok_at=NOW - HOUR), False, id="polled an hour ago"),
        pytest.param(replace(STATE, last_ok_at=NOW - DAY), True, id="out for a day"),
        pytest.param(replace(STATE, last_ok_at=NOW + DAY), False, id="polled in the future: the clock went back"),
    ],
)
def test_a_first_run_and_a_long_outage_are_a_baseline(state, quiet):
    assert decide.is_quiet_poll(state, now=NOW, gap=12 * HOUR) is quiet


@pytest.mark.parametrize(
    ("published_at", "told"),
    [(NOW - HOUR, True), (NOW - 2 * DAY, False), (None, True)],
    ids=["young", "old", "undated, just fetched"],
)
def test_old_articles_are_not_told(published_at, told):
    article = Article(
        id="a", source_id="wire", url="https://wire.example/a", title="", text="", published_at=published_at,
        fetched_at=NOW, content_hash="",
    )  # fmt: skip
    assert decide.is_reported(article, now=NOW, max_age=DAY) is told


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({}, None),
        ({"second_hand": True}, "second hand: somebody else tells it"),
        ({"assertion": Assertion.NEGATED}, "not said: the text says that it was not"),
        ({"assertion": Assertion.FUTURE}, "not said yet"),
        ({"assertion": Assertion.HYPOTHETICAL}, "only supposed or asked"),
        ({"actor_id": None, "speaker": "Jane Roe"}, "said by Jane Roe"),
        ({"actor_id": None, "speaker": None}, "speaker unknown"),
    ],
)
def test_only_what_a_tracked_actor_is_stated_to_have_said_is_told(change, why):
    assert decide.why_not(replace(QUOTATION, **change)) == why


@pytest.mark.parametrize(
    ("route", "wanted"),
    [
        ({}, True),
        ({"actor_ids": ("trump",)}, True),
        ({"actor_ids": ("baghaei",)}, False),
        ({"source_ids": ("wire", "other")}, True),
        ({"source_ids": ("other",)}, False),
        ({"tiers": (Tier.PRIMARY, Tier.WIRE)}, True),
        ({"tiers": (Tier.PRIMARY,)}, False),
        ({"least_confidence": 0.8}, True),
        ({"least_confidence": 0.81}, False),
        ({"words": ("TALKS", "tariffs")}, True),
        ({"words": ("summit",)}, True),
        ({"words": ("tariffs",)}, False),
    ],
)
def test_a_route_wants_what_meets_all_its_conditions(route, wanted):
    assert decide.wants(replace(ROUTE, **route), STATEMENT, source=SOURCE, headline="Before the Summit") is wanted


def test_a_repeat_is_wanted_where_it_was_asked_for():
    repeat = replace(STATEMENT, novelty=Novelty.REPEAT)
    assert not decide.wants(ROUTE, repeat, source=SOURCE, headline="")
    assert decide.wants(replace(ROUTE, repeats=True), repeat, source=SOURCE, headline="")


def test_a_repeat_of_a_repeat_repeats_the_first():
    second = decide.placed(replace(STATEMENT, id="s2"), Novelty.REPEAT, STATEMENT, "the same wording")
    third = decide.placed(replace(STATEMENT, id="s3"), Novelty.REPEAT, second, "the same wording")
    assert (second.earlier_id, third.earlier_id) == ("s1", "s1")


def test_the_lead_is_what_changed_then_the_longest_in_the_actors_own_words():
    long_direct = replace(STATEMENT, id="s2", text="A longer sentence in his own words.")
    indirect = replace(STATEMENT, id="s3", kind=Kind.INDIRECT, text="x" * 200)
    changed = replace(indirect, id="s4", novelty=Novelty.CHANGED, text="x")
    ordered = decide.lead_first([indirect, STATEMENT, changed, long_direct])
    assert [statement.id for statement in ordered] == ["s4", "s2", "s1", "s3"]


@pytest.mark.parametrize(
    ("attempts", "after", "wait"),
    [(1, None, 2), (2, None, 4), (5, None, 32), (40, None, 900), (1, timedelta(seconds=30), 30), (1, -DAY, 0)],
)
def test_retries_back_off_and_honour_what_was_asked_for(attempts, after, wait):
    assert decide.retry_at(now=NOW, attempts=attempts, after=after, jitter=0) == NOW + timedelta(seconds=wait)


@pytest.mark.parametrize(
    ("closed_for", "wait"),
    [(None, 5 * MINUTE), (MINUTE, 5 * MINUTE), (HOUR, HOUR), (10 * DAY, 6 * HOUR)],
)
def test_a_closed_channel_is_tried_more_and_more_rarely(closed_for, wait):
    since = None if closed_for is None else NOW - closed_for
    assert decide.pause_until(now=NOW, since=since) == NOW + wait


@pytest.mark.parametrize(
    ("text", "content", "words"),
    [
        pytest.param("“We will go on,” he said.", ((0, 16),), "We will go on", id="marks and comma go"),
        pytest.param(
            "“We stay,” he said. “They leave.”", ((0, 10), (20, 33)), "We stay. They leave.", id="two sentences"
        ),
        pytest.param("“We stay,” he said, “for now.”", ((0, 10), (20, 30)), "We stay, for now.", id="one sentence"),
        pytest.param("a\n  b", ((0, 5),), "a b", id="on one line"),
        pytest.param("“”", ((0, 2),), "", id="nothing within"),
        pytest.param("“fear” of “war”", ((0, 15),), "“fear” of “war”", id="marks that say what is quoted stay"),
        pytest.param("“We go on", ((0, 9),), "We go on", id="a paragraph that is not closed"),
    ],
)
def test_statement_text(text, content, words):
    assert decide.statement_text(text, content) == words


def test_the_fuller_wording_is_told_and_the_surest_figure_kept():
    longer = decide.fuller(STATEMENT, text="The talks will go on. We shall see.", quotation=QUOTATION)
    assert (longer.text, longer.confidence) == ("The talks will go on. We shall see.", 0.9)
    shorter = decide.fuller(STATEMENT, text="The talks", quotation=replace(QUOTATION, confidence=0.1))
    assert shorter == STATEMENT


@pytest.mark.parametrize(
    ("known", "new", "is_taken"),
    [
        (Kind.DIRECT, Kind.INDIRECT, False),
        (Kind.DIRECT, Kind.MIXED, False),
        (Kind.MIXED, Kind.INDIRECT, False),
        (Kind.INDIRECT, Kind.DIRECT, True),
        (Kind.MIXED, Kind.MIXED, True),
    ],
)
def test_no_paraphrase_takes_the_place_of_own_words(known, new, is_taken):
    text = "The talks will go on for as long as the others want, he told them."
    told = decide.fuller(replace(STATEMENT, kind=known), text=text, quotation=replace(QUOTATION, kind=new))
    assert (told.text == text, told.kind) == (is_taken, new if is_taken else known)


def test_the_most_exact_time_of_all_reports_is_kept():
    day, year = datetime(2026, 2, 20, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    in_a_year = replace(QUOTATION, said_at=year, said_precision=Precision.YEAR)
    known = decide.fuller(STATEMENT, text="", quotation=in_a_year)
    assert (known.said_at, known.said_precision) == (year, Precision.YEAR)
    known = decide.fuller(known, text="", quotation=replace(QUOTATION, said_at=day, said_precision=Precision.DAY))
    assert (known.said_at, known.said_precision) == (day, Precision.DAY)
    for coarser in (in_a_year, QUOTATION):
        assert decide.fuller(known, text="", quotation=coarser).said_at == day


@pytest.mark.parametrize(
    ("said_at", "precision", "why"),
    [
        (datetime(2026, 2, 21, tzinfo=UTC), Precision.DAY, "background: said 21 Feb 2026"),
        (datetime(2026, 2, 22, tzinfo=UTC), Precision.DAY, None),
        (datetime(2026, 2, 22, 11, 59, tzinfo=UTC), Precision.MOMENT, "background: said 22 Feb 2026"),
        (datetime(2026, 2, 22, 12, 0, tzinfo=UTC), Precision.MOMENT, None),
        (datetime(2026, 2, 9, tzinfo=UTC), Precision.WEEK, "background: said in the week of 9 Feb 2026"),
        (datetime(2026, 2, 16, tzinfo=UTC), Precision.WEEK, None),
        (datetime(2026, 1, 1, tzinfo=UTC), Precision.MONTH, "background: said in Jan 2026"),
        (datetime(2026, 2, 1, tzinfo=UTC), Precision.MONTH, None),
        (datetime(2019, 1, 1, tzinfo=UTC), Precision.YEAR, "background: said in 2019"),
        (datetime(2026, 1, 1, tzinfo=UTC), Precision.YEAR, None),
        (None, Precision.MOMENT, None),
    ],
)
def test_what_may_have_been_said_within_the_week_is_no_background(said_at, precision, why):
    statement = replace(STATEMENT, said_at=said_at, said_precision=precision)
    assert decide.background(statement, published_at=NOW, after=timedelta(days=7)) == why


@given(times.map(lambda at: at.replace(hour=0, minute=0, second=0, microsecond=0)), st.sampled_from(Precision))
def test_a_span_ends_where_the_next_of_its_kind_begins(at, precision):
    if precision in {Precision.MONTH, Precision.YEAR}:
        at = at.replace(day=1)
    if precision is Precision.YEAR:
        at = at.replace(month=1)
    until = decide.said_until(at, precision)
    end = {"day": (until - at).days == 1, "week": (until - at).days == 7, "moment": until == at}
    assert end.get(precision, until.day == 1 and until > at)
    if precision is Precision.YEAR:
        assert (until.year, until.month) == (at.year + 1, 1)
    if precision is Precision.MONTH:
        assert (until.year * 12 + until.month) - (at.year * 12 + at.month) == 1


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
    beyond = decide.beyond_limit(
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
        pytest.param([9], [0, 1, 2], [], [0], id="those told before count"),
        pytest.param([10], [0, 1, 2], [], [], id="those told as long ago as the stretch do not"),
        pytest.param([0, 1, 2, 3, 10, 11, 12], [], [], [3], id="when there is room again, new ones go out"),
        pytest.param([0, 5, 20, 25, 40, 45, 60], [], [], [], id="an outage collapses none that came at leisure"),
        pytest.param([0, 0, 0, 0, 60], [], [], [3], id="a burst in an outage is collapsed as without it"),
        pytest.param([61], [0, 5, 20, 25, 40, 45], [], [], id="what was told late counts for when it was made"),
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
    told = [minute for place, minute in enumerate(minutes) if place not in beyond]
    assert all(sum(end - 10 < minute <= end for minute in told) <= LIMIT for end in range(61))


@given(st.lists(st.integers(0, 60), max_size=30))
def test_an_outage_collapses_what_would_have_been_collapsed_without_it_and_nothing_else(minutes):
    minutes, told = sorted(minutes), []
    for minute in minutes:  # each is judged as it comes
        if not collapsed([minute], told):
            told.append(minute)
    beyond = collapsed(minutes)  # all are judged when it is over
    assert [minute for place, minute in enumerate(minutes) if place not in beyond] == told


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
    assert decide.goes_first(shown, primary={"ministry"}) is expected


@pytest.mark.parametrize(
    ("age", "quiet_for", "wait"),
    [
        pytest.param(0 * HOUR, None, 10 * MINUTE, id="just read"),
        pytest.param(30 * MINUTE, None, 10 * MINUTE, id="young"),
        pytest.param(2 * HOUR, None, 30 * MINUTE, id="a quarter of its age"),
        pytest.param(6 * DAY, None, DAY, id="at most a day"),
        pytest.param(2 * HOUR, 0 * HOUR, 10 * MINUTE, id="its text has just changed"),
        pytest.param(2 * HOUR, 20 * MINUTE, 20 * MINUTE, id="it has been quiet for a while"),
        pytest.param(2 * HOUR, HOUR, 30 * MINUTE, id="it has been quiet for long"),
        pytest.param(2 * DAY, 0 * HOUR, 45 * MINUTE, id="old, and it never rests"),
        pytest.param(-3 * HOUR, None, 10 * MINUTE, id="the clock went back"),
        pytest.param(2 * HOUR, -3 * HOUR, 10 * MINUTE, id="the clock went back after a change"),
        pytest.param(7 * DAY, None, None, id="too old"),
        pytest.param(7 * DAY, 0 * HOUR, None, id="too old, and it never rests"),
    ],
)
def test_a_page_is_fetched_again_by_its_age_and_its_unrest(age, quiet_for, wait):
    changed_at = None if quiet_for is None else NOW - quiet_for
    next_try_at = decide.next_recheck_at(
        now=NOW, since=NOW - age, changed_at=changed_at, every=10 * MINUTE, until=7 * DAY
    )
    assert next_try_at == (None if wait is None else NOW + wait)


@given(times, times, st.none() | times)
def test_a_recheck_is_never_taken_for_a_clock_set_back(now, since, changed_at):
    next_try_at = decide.next_recheck_at(now=now, since=since, changed_at=changed_at, every=10 * MINUTE, until=7 * DAY)
    assert next_try_at is None or (next_try_at > now and decide.is_put_off(next_try_at, now=now))
