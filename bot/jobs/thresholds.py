"""Every number that the jobs go by, with what it is: what they do at once, how often they look, and for how long.

They were set by judgment, where no measurement stands beside them. What a rule decides by stands in
`bot.rules.thresholds`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

# Scheduling.
TICK_EVERY: Final = 1.0  # seconds
POLLS_AHEAD: Final = 500  # waiting for a seat: more than are polled in a second, so that none is idle
# What a poll is by itself takes milliseconds. With five seconds a tenth of 2,000 hosts that hang had all eight seats.
POLL_SEAT_FOR: Final = 0.25  # seconds that a host that does not answer keeps the seat of a poll from others
SEAT_FOR: Final = 1.0  # and that of a reader of pages; with 5 s, 48 pages of hosts that hang held news up for 26 s
# Of `polling.at_once`, to one page fetched again: these have their own, so no news waits for them.
SEATS_FOR_A_RECHECK: Final = 4
BEAT_EVERY: Final = 10  # ticks
LOOKOUT_EVERY: Final = timedelta(minutes=1)  # for what is out of order
STALLED_AFTER: Final = 10.0  # seconds without a tick, by a clock that nobody can move
STOP_WITHIN: Final = 2.5  # seconds that work under way gets to end; the platforms need some for their goodbye
POLLS_AT_ONCE: Final = 500  # sources handed out in one tick
READ_AT_A_TIME: Final = 50  # items of one source set to work in one tick
RECHECKS_LOOKED_AT: Final = 50  # pages due, of which the first few may be at work, at rest, or of one source
PRUNE_EVERY: Final = timedelta(minutes=10)  # what is old
ASK_EVERY: Final = 2.0  # seconds; a host that is gone is found out by the server within 22
LONGEST_REST: Final = 60.0  # seconds that a job rests which failed ever again: no host is asked each second by mistake
ASKED_AGAIN_AFTER: Final = 5.0  # seconds, while a start is put off or the record cannot be written

# Reading, and what is put on record.
LONG_READ: Final = 30.0  # seconds over one text that are worth a line in the log
MOST_AWAY: Final = 400  # a process may have 1,024 files open where nobody set another limit
LONGEST_EVIDENCE: Final = 300  # characters of what was said that stand beside an outcome

# Looking at pages again.
MOST_REPLIES: Final = 3  # to one alert after one look at a page; the alert itself shows every mark
GONE_FOR_SURE: Final = 2  # times in a row that a page was not found, before it counts as taken back
OTHERS_ASKED: Final = 3  # pages of the site that are looked at before one counts as taken back
LOOKED_THROUGH: Final = 1000  # items on record, for such pages

# Deliveries.
DELIVERIES_AT_A_TIME: Final = 50  # of one channel, looked at in one round
ASKED_EVERY: Final = timedelta(seconds=10)  # whether quiet hours hold back what is due

# Silence.
SILENCE_LOOKED_FOR_EVERY: Final = timedelta(minutes=10)  # it takes hours to show
LOOKED_UP_AT_A_TIME: Final = 50  # sources whose history is read in one look: some milliseconds each
KNOWN_FOR: Final = timedelta(days=1)  # what is usual changes little from day to day

# Commands.
LONGEST_NAME_ADDED: Final = 100  # characters
MOST_NAMES: Final = 50  # of one actor
