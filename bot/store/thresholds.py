"""Every number that the record goes by, with what it is: what one statement of SQL takes, and how long is waited.

They were set by judgment, where neither the database's own limit nor a measurement stands beside them.
"""

from __future__ import annotations

from typing import Final

# Waiting.
BUSY_AFTER: Final = 10.0  # seconds to wait for another program that writes to SQLite's file
LOOKUPS_AT_ONCE: Final = 4  # connections that lookups have for themselves
STEPS_BETWEEN_LOOKS: Final = 10_000  # of SQLite's machine, some milliseconds, between two looks at the clock
SIGN_BUSY_AFTER: Final = 10.0  # seconds to wait for the bot, which may be writing
ARRIVALS_AT_ONCE: Final = 2_000  # statements of other processes, asked for in one look
STILL_THERE_WITHIN: Final = 10.0  # seconds for an answer of the server, before a role is taken for lost

# What one statement of SQL takes.
IDS_AT_ONCE: Final = 500  # SQLite takes 32,766 parameters
ROWS_AT_ONCE: Final = 500  # copied for a replay, or moved to another database
ROWS_A_PAGE: Final = 500  # of an export, in memory
TEXTS_A_PAGE: Final = 100  # the same of whole articles
# PostgreSQL's index of words knows no order: it is asked for the last days first, then for as many as hold enough hits
# by what these had. A word that is common is found in a few, and one that is rare costs little in all.
FIRST_DAYS: Final = 2
FURTHER: Final = 4  # times as many at the most: few hits say little of how many others there are
HITS_LOOKED_AT: Final = 500  # hits of the words at a time, in which phrases are looked for

# What is kept and shown.
ROOM_OF_A_MICROSECOND: Final = 2_048  # statements first seen in one: the longest article has some hundreds
POLLS_KEPT: Final = 30  # of each source
LONGEST_PREFIX: Final = 7  # letters of beginnings of words that are indexed; the shortest is `SHORTEST_STEM`
MOST_LEADS: Final = 50  # of an overflow line; more than any message has room for
MOST_REPORTED: Final = 60  # of a catch-up; the same
MOST_NAMED_OF_A_KIND: Final = 50  # of each kind that are named; one is a defect
LATEST_OCCASIONS: Final = 4  # shown of what was said many times, beside the first
