"""A time is read as people type it, in their own zone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handlers.typed.since import since_at


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2d", datetime(2026, 3, 2, 9, tzinfo=UTC)),
        ("12 hours", datetime(2026, 3, 3, 21, tzinfo=UTC)),
        ("30m", datetime(2026, 3, 4, 8, 30, tzinfo=UTC)),
        ("1w", datetime(2026, 2, 25, 9, tzinfo=UTC)),
        ("Today", datetime(2026, 3, 3, 23, tzinfo=UTC)),
        ("yesterday", datetime(2026, 3, 2, 23, tzinfo=UTC)),
        ("monday", datetime(2026, 3, 1, 23, tzinfo=UTC)),
        ("wednesday", datetime(2026, 3, 3, 23, tzinfo=UTC)),
        ("2026-02-01", datetime(2026, 1, 31, 23, tzinfo=UTC)),
        ("2026-02-01 10:30", datetime(2026, 2, 1, 9, 30, tzinfo=UTC)),
        ("2026-02-01t10:30", datetime(2026, 2, 1, 9, 30, tzinfo=UTC)),
        ("٢d", None),
        ("", None),
        ("2", None),
        ("1900-01-01", None),
        ("2026-13-01", None),
    ],
)
def test_times_are_read_in_the_reader_zone(text, expected):
    assert since_at(text, now=datetime(2026, 3, 4, 9, tzinfo=UTC), zone="Europe/Berlin") == expected
