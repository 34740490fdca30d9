from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sources.texts.dates import Certainty, best, is_placeholder, read_moment, zone_used

TEHRAN = timezone(timedelta(hours=3, minutes=30))


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("Tue, 03 Mar 2026 10:00:00 GMT", "2026-03-03T10:00"),
        ("Tue, 03 Mar 2026 10:00:00 +0330", "2026-03-03T06:30"),
        ("3 Mar 2026 10:00 EST", "2026-03-03T15:00"),
        ("Tue, 03 Mar 2026 10:00:00 CET", "2026-03-03T09:00"),
        ("Tue, 03 Mar 2026 10:00:00 BST", "2026-03-03T09:00"),
        ("Tue, 03 Mar 2026 10:00:00 +03:30", "2026-03-03T06:30"),
        ("2026-03-03T10:00:00Z", "2026-03-03T10:00"),
        ("2026-03-03T10:00:00.123456789+02:00", "2026-03-03T08:00"),
        ("2026-03-03T10:00:00+0330", "2026-03-03T06:30"),
        ("2026-03-03 10:00:00 +0200", "2026-03-03T08:00"),
        ("2026-03-03 10:00 UTC", "2026-03-03T10:00"),
        ("2026-03-03T10:00+02", "2026-03-03T08:00"),
        ("2026-03-03T10:00:00 GMT+2", "2026-03-03T08:00"),
        ("20260303T100000Z", "2026-03-03T10:00"),
        ("Tue, 03 Mar 2026 10:00:00 GMT+3", "2026-03-03T07:00"),
        ("Tue, 03 Mar 2026 10:00:00 UTC-0330", "2026-03-03T13:30"),
        ("Tue, 03 Mar 2026 10:00 ET", "2026-03-03T15:00"),
        ("Mon, 06 Jul 2026 10:00 ET", "2026-07-06T14:00"),
        ("Tue, 03 Mar 2026 10:00 PT", "2026-03-03T18:00"),
        ("2026-07-06 10:00 CT", "2026-07-06T15:00"),
        ("Tue, 03 Mar 2026 9:00 PM GMT", "2026-03-03T21:00"),
        ("Tue, 03 Mar 2026 12:05 a.m. GMT", "2026-03-03T00:05"),
        ("Tue, 03 Mar 2026 12:05:09 PM +0000", "2026-03-03T12:05:09"),
        ("2026-03-03 09:00 p.m. EST", "2026-03-04T02:00"),
        ("2026-03-03T09:00:00 PM +0000", "2026-03-03T21:00"),
        ("2026-03-03T09:00:00.000 PM Z", "2026-03-03T21:00"),
        ("Tue, 03 Mar 2026 9 PM ET", "2026-03-04T02:00"),
        ("Tue, 03 Mar 2026 21:00 PM GMT", "2026-03-03T21:00"),
        ("Tue, 03 Mar 2026 10:00:00 +03", "2026-03-03T07:00"),
        ("Tue, 03 Mar 2026 10:00:00 -3", "2026-03-03T13:00"),
        ("3 Mar 2026 10:00 +05", "2026-03-03T05:00"),
        ("Tue, 03 Mar 2026 10.00 +03", "2026-03-03T07:00"),
        ("Tue, 03 Mar 2026 10:00:00+03", "2026-03-03T07:00"),
        ("Tue, 03 Mar 2026 10:00:00 \N{MINUS SIGN}03:30", "2026-03-03T13:30"),
        ("Tue, 03 Mar 2026 10:00:00 +0300 (MSK)", "2026-03-03T07:00"),
        ("Tue, 03 Mar 2026 10:00:00 +0100 CET", "2026-03-03T09:00"),
        ("Tue Mar 03 2026 10:00:00 GMT-0700 (Pacific Daylight Time)", "2026-03-03T17:00"),
        ("Tue Mar 03 2026 10:00:00 GMT+0300 (Arabian Standard Time)", "2026-03-03T07:00"),
        ("Tue Mar 03 10:00:00 +03 2026", "2026-03-03T07:00"),
        ("Tue Mar 03 10:00:00 AKST 2026", "2026-03-03T19:00"),
        ("2026-03-03T10:00:00-07:00[America/Los_Angeles]", "2026-03-03T17:00"),
        ("2026-03-03T10:00:00+03[Europe/Moscow]", "2026-03-03T07:00"),
        ("2026-03-03T10:00:00Z[UTC]", "2026-03-03T10:00"),
        ("2026-07-06T10:00:00[Europe/Paris]", "2026-07-06T08:00"),
        ("2026-03-03T10:00:00 america/new_york", "2026-03-03T15:00"),
        ("Tue, 03 Mar 2026 10:00:00 Asia/Tehran", "2026-03-03T06:30"),
        ("Mon, 06 Jul 2026 10:00:00 AKDT", "2026-07-06T18:00"),
        ("Tue, 03 Mar 2026 10:00:00 HST", "2026-03-03T20:00"),
        ("Tue, 03 Mar 2026 10:00:00 NZDT", "2026-03-02T21:00"),
        ("Tue, 03 Mar 2026 10:00:00 SAST", "2026-03-03T08:00"),
        ("2026-03-03 10:00 ACST", "2026-03-03T00:30"),
        ("Tue, 03 Mar 2026 10:00 (HKT)", "2026-03-03T02:00"),
        ("Tue, 03 Mar 2026 10:00:00 Eastern Time", "2026-03-03T15:00"),
        ("Mon, 06 Jul 2026 10:00 Pacific Daylight Time", "2026-07-06T17:00"),
        ("Tue, 03 Mar 2026 10:00 Eastern Time (US & Canada)", "2026-03-03T15:00"),
        ("2026-03-03 10:00 Central", "2026-03-03T16:00"),
    ],
)
def test_a_time_with_a_zone_is_that_moment(text, utc):
    moment = read_moment(text)
    assert moment.certainty is Certainty.EXACT
    assert moment.at.replace(microsecond=0) == datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert moment.at.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("text", "zone", "utc"),
    [
        pytest.param("2026-03-03T10:00:00", None, "2026-03-03T10:00:00.000001", id="utc where nothing is known"),
        pytest.param("2026-03-03T10:00:00", TEHRAN, "2026-03-03T06:30", id="the document's zone"),
        pytest.param("Tue, 03 Mar 2026 10:00:00", TEHRAN, "2026-03-03T06:30", id="rfc 822"),
        pytest.param("Tue, 03 Mar 2026 10:00:00 IST", TEHRAN, "2026-03-03T06:30", id="a name that three countries use"),
        pytest.param("Tue, 03 Mar 2026 10:00:00 -0000", TEHRAN, "2026-03-03T06:30", id="rfc 5322: zone unknown"),
        pytest.param("2026-03-03T10:00:00 PM", None, "2026-03-03T22:00:00.000001", id="twelve hours behind a T"),
        pytest.param(
            "Tue, 03 Mar 2026 10:00:00 Xanadu Time", None, "2026-03-03T10:00:00.000001", id="a name of no zone"
        ),
        pytest.param("Tue, 03 Mar 2026 10:00:00 (Port of Moscow)", None, "2026-03-03T10:00:00.000001", id="a place"),
        pytest.param("2026-03-03T10:00:00[Mars/Olympus]", None, "2026-03-03T10:00:00.000001", id="no zone in brackets"),
        pytest.param("2026-03-03T10:00:00 ../../etc/passwd", None, "2026-03-03T10:00:00.000001", id="a path"),
        pytest.param(
            "Tue, 03 Mar 2026 10:00:00 +9900", None, "2026-03-03T10:00:00.000001", id="no offset of this world"
        ),
    ],
)
def test_a_time_without_a_zone_is_marked(text, zone, utc):
    moment = read_moment(text, zone=zone)
    assert moment.certainty is Certainty.NO_ZONE
    assert moment.at == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_a_day_stands_for_the_latest_that_it_may_be():
    assert read_moment("2026-03-03").at == datetime(2026, 3, 3, 23, 59, 59, tzinfo=UTC)
    assert read_moment("2026-03-03").certainty is Certainty.DAY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "01/02/2026",
        "1404-12-12T10:00:00+03:30",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2026-13-40",
        "Wed, 30 Nov -0001 00:00:00 +0000",
        "-0001-11-30T00:00:00+00:00",
        "Mon, 01 Jan 0001 00:00:00 +0000",
        "Thu, 01 Jan 1970 00:00:00 +0000",
        "Tue, 99 Foo 2026",
        "2026-03-03T10:00:00+99:00x",
    ],
)
def test_what_is_no_date_of_this_calendar_is_none(text):
    assert read_moment(text) is None or read_moment(text).certainty is not Certainty.EXACT


def test_the_zone_of_a_document_is_the_first_that_says_something():
    assert zone_used(["2026-03-03T10:00:00Z", "x", "2026-03-03T10:00:00+03:30", "2026-03-03T10:00:00+01:00"]) == TEHRAN
    assert zone_used(["2026-03-03T10:00:00Z", "2026-03-03T10:00:00"]) is None


def test_the_better_known_moment_wins_and_the_first_among_equals():
    day, naive, exact, other = map(
        read_moment, ["2026-03-03", "2026-03-03T10:00:00", "2026-03-03T10:00:00Z", "2026-03-04T10:00:00Z"]
    )
    assert best([None, day, naive, exact, other]) == exact
    assert best([]) is None


@settings(deadline=None)
@given(st.text(max_size=60) | st.from_regex(r"[0-9]{1,4}-[0-9]{1,2}-[0-9]{1,2}[T ][0-9:.+-]{1,20}", fullmatch=True))
def test_any_text_is_a_moment_in_utc_or_none(text):
    moment = read_moment(text)
    assert moment is None or moment.at.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("at", "is_one"),
    [
        ("2000-01-01T00:00:00", True),
        ("2026-01-01T00:00:00", True),
        ("2026-03-01T00:00:00", False),
        ("2026-01-01T00:00:01", False),
        ("2026-12-25T00:00:00", False),
        ("2000-01-01T23:59:59", True),
        ("2000-01-01T00:00:00.000001", True),  # as a time without a zone is kept
    ],
)
def test_the_first_instant_of_a_year_is_a_placeholder(at, is_one):
    now = datetime(2026, 11, 27, tzinfo=UTC)
    assert is_placeholder(datetime.fromisoformat(at).replace(tzinfo=UTC), now=now) is is_one


def test_at_new_year_an_article_may_be_of_midnight():
    midnight = datetime(2027, 1, 1, tzinfo=UTC)
    assert not is_placeholder(midnight, now=midnight + timedelta(hours=9))
