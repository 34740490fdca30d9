"""Every number that the core goes by, with what it is: the longest and the most of what may come, the least of waits.

Those of a platform, a database or a standard name it; the others were set by judgment.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

# The config.
MOST_QUERIES: Final = 9  # of one source: each is a request at every poll
LEAST_OUTCOMES: Final = timedelta(days=30)  # `why` finds what was rejected for so long
LEAST_EVERY: Final = timedelta(seconds=60)  # between two polls of somebody else's host, where nobody says why
SHORTEST_SECRET: Final = 32  # characters: as many as 16 random bytes have, written as hex
SHORTEST_PASSWORD: Final = 12  # characters; people type it, or their browser does
LEAST_BETWEEN_DIGESTS: Final = timedelta(hours=1)  # a channel that wants more wants alerts
# How far back the last time is looked for: a timetable of days is found in the first, one of months in the last.
LOOKED_BACK: Final = (timedelta(days=2), timedelta(days=9), timedelta(days=63), timedelta(days=800))
LOOKED_AHEAD: Final = timedelta(days=1500)  # to a 29 February

# Ids and addresses.
ID_LENGTH: Final = 11  # 55 bits: among a million statements two share an id with odds of one in 70,000
ROUTE_ID_LENGTH: Final = 6  # 30 bits: among a thousand routes two share an id with odds of one in two thousand
LONGEST_URL: Final = 2048  # characters; no browser of today or yesterday takes fewer

# Words.
LONGEST_WORD: Final = 64  # characters; PostgreSQL takes lexemes of up to 2 KB
MOST_SEARCH_WORDS: Final = 2_000  # of one text; PostgreSQL takes vectors of up to 1 MB
SHORTEST_STEM: Final = 4  # letters; from here on a word also finds longer ones that begin with it
NEAR_A_FULL_STOP: Final = 16  # characters around a full stop that show whether it ends a sentence
LONGEST_NAME_OF_A_PLACE: Final = 3  # words

# Lookups.
COUNTED: Final = 1_000  # hits of a lookup; nobody turns the pages of more, and counting all of them takes a second
UNSAID_LOOKED_AT: Final = (
    500,
    20_000,
)  # of the newest attributions that are no statement; more if too few
LAST_TRY: Final = 1_000  # tries behind an item of which no other is to come

# The process.
MOST_LOST: Final = 2  # jobs that hang; each keeps a processor busy
LIMITED_FOR: Final = 60.0  # seconds between two lines of the log that say the same
PORT_RETRY: Final = 5.0  # seconds until a port that others have is tried again
