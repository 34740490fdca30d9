"""Every number that the tools go by, with what it is: what counts as found, what is shown, and what is done at once.

The measures are those of the gold files' own scorers; the others were set by judgment.
"""

from __future__ import annotations

from typing import Final

# Measures.
COVERED_FROM: Final = 0.6  # share of the words of a statement, from which it is found
RIGHT_FROM: Final = 0.5  # share of what was read, from which it is a statement of the gold file
SURER: Final = (0.7, 0.8, 0.9, 0.95)  # confidence from which the same is scored once more
AGAIN_FROM: Final = 0.5  # of the words of a complaint, from which it is reported again: as `RIGHT_FROM`
LOOKED_BACK_FOR_EARLIER: Final = 2000  # statements of the actor that are searched for an earlier one
NEAREST_LOOKED_AT: Final = 10  # of those
OVERLAP_FROM: Final = 0.5  # of two spans, from which they are one quotation
DIRECT_FROM: Final = 0.9  # share of word characters within marks

# What is shown.
MOST_PROPOSED: Final = 8  # proposals of one sort
AROUND_EXAMPLE: Final = 60  # characters of an example on either side
WIDEST_TABLE: Final = 400  # columns
ITEMS_TRIED: Final = 5  # of a source, the newest
SHOWN_AT_THE_BEGINNING, SHOWN_AT_THE_END = 400, 200  # characters of a text: where it begins and ends is what goes wrong
STATUS_EVERY: Final = 2.0  # seconds between two looks of `status --watch`
REFRESH_EVERY: Final = 60.0  # seconds until actors and sources that were added by command are looked for again

# The bot's process. A text that the interpreter cannot be taken from has this long, three times what any other has.
STANDSTILL_AFTER: Final = 180.0  # seconds of the processor, of all its threads
STANDSTILL_PUT_OFF_EVERY: Final = 5.0  # seconds

# What is done at once.
BATCH: Final = 8  # documents between two steps of the progress bar
ORIGINALS_AT_ONCE: Final = 20  # originals in memory; a page has 5 MB at the most
DELIVERED_AT_ONCE: Final = 100  # deliveries of a replay
READ_AHEAD: Final = 32  # documents read ahead, so that a stream of any length needs little memory

# Backups, and letting go.
PAGES_AT_A_TIME: Final = 2000  # of SQLite's file, copied at once: 8 MB
GZIP_LEVEL: Final = 3  # of gzip: half as long as 6, for a tenth more bytes
COPY_BUSY_AFTER: Final = 10.0  # seconds to wait for who writes to SQLite's file
ROOM_FOR_A_COPY: Final = 1.4  # of the record: the copy, and beside it the compressed one
BYTES_AT_A_TIME: Final = 1 << 20  # bytes
LETTING_GO_BUSY_AFTER: Final = 5.0  # seconds to wait for who reads SQLite's file

# Ending.
END_WITHIN: Final = 4.5  # seconds from the signal
DRAIN_WITHIN: Final = 17.0  # the same of a worker, whose jobs get a while to end
