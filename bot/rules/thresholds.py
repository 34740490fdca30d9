"""Every number that a rule goes by, with where it came from: most were set by judgment, and say what for.

What people set stands in `[polling]` and `[alerts]` of the config.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bot.core.model import FetchOutcome

# Polling. The weights are Media Cloud's scale: temporary 0.25, soft 0.5, hard 1.
FAILURE_WEIGHTS: Final = {
    FetchOutcome.TIMEOUT: 0.25,
    FetchOutcome.CONNECT_ERROR: 0.25,
    FetchOutcome.RATE_LIMITED: 0.25,
    FetchOutcome.DNS_ERROR: 0.5,
    FetchOutcome.HTTP_ERROR: 0.5,
    FetchOutcome.TOO_LARGE: 0.5,
}
HARD_FAILURE: Final = 1.0  # every other outcome
MOST_DOUBLINGS: Final = 16  # of a wait; every wait is at its longest long before, and no float overflows
POLL_JITTER: Final = 0.1  # of the interval, either way: sources with one interval drift apart within a few polls
WORKED_LATELY: Final = timedelta(days=7)  # a host that answered within the week is out of order, not gone
LONGEST_LATELY: Final = timedelta(minutes=15)  # between two polls of such a one: its news is not to be hours late
LONGEST_HEEDED: Final = timedelta(days=1)  # who asks us to wait (Retry-After, max-age) is heeded for so long
ANSWER_WEIGHT: Final = 0.3  # of the last answer in how long a host takes: after three slow ones of ten it is slow

# Outages. A host that restarts is back within minutes, and nobody is to be told; in an hour a story is missed.
NO_ANSWER_AFTER: Final = timedelta(minutes=15)  # that no source answered
FEWEST_UNANSWERED: Final = 3  # sources that must fail for that, where there are as many: one may be at fault itself
FAILING_AFTER: Final = timedelta(minutes=15)  # of one source; doubled with each outage that it had in the last day
# At once: what fails for a third of the time is reported with them, since it is likely the same outage.
MANY_FAIL: Final = 3
STRAGGLERS_AFTER: Final = timedelta(minutes=30)  # of several that fail: two polls at the longest wait between them
OUTAGES_WITHIN: Final = timedelta(days=1)
NOTICE_EVERY: Final = timedelta(minutes=10)  # what fails meanwhile is reported in one notice
FEW_NOTICES: Final = 6  # in a day, of one sort; after them they come no more often than
RARE_NOTICE_EVERY: Final = timedelta(hours=1)
MOST_SUBJECTS: Final = 200  # of a notice that are on record with it; no message names so many

# Silence, of sources and of actors (`bot.rules.activity`).
USUAL_WITHIN: Final = timedelta(
    weeks=8
)  # that tells what is usual: long enough for each hour of a week to come eight times
FEWEST_WEEKS: Final = 3  # of it: with less, a quiet week would be taken for a usual one
FEWEST_EVENTS: Final = 30  # in it
NEIGHBOURS: Final = {-2: 1, -1: 2, 0: 3, 1: 2, 2: 1}  # weights of hours: news comes an hour earlier or later
OTHER_DAYS_WEIGHT: Final = 0.5  # of a week, for the same hour on any day: an hour that came three times knows little
SILENT_BY_CHANCE: Final = 1e-5  # 60 sources with 15 pauses a day: one in a hundred days by chance
BEYOND_PAUSES: Final = 1.5  # times the longest pause but one
MANY_PAUSES: Final = 10  # the longest of them may have been an outage of theirs that nobody saw
LEAST_SILENCE: Final = timedelta(hours=3)  # of a source: pages that are cached and desks at lunch take less
LEAST_SILENCE_OF_ACTOR: Final = timedelta(hours=12)  # people sleep
LONGEST_SILENCE: Final = timedelta(days=60)  # of what comes so seldom nothing can be said
OTHER_DAY: Final = 1.5  # a day with so many times more or less than a weekday is named by itself
SILENT_STRAGGLERS_AFTER: Final = timedelta(hours=6)  # of several that were silent

LISTED_WITHIN: Final = timedelta(hours=1)  # from the date of a page until its feed surely lists it
# A date that all pages of a source have is none. What is published in one batch has one too, and is listed at once.
LISTED_APART: Final = timedelta(minutes=30)
MOST_OF_A_DATE: Final = 50  # pages that are looked at for it
# A date of the last year is believed, but where it would hide what a text says (`bot.jobs.recording.quiet.believed`).
DOUBTED_AFTER: Final = timedelta(days=365)

# Trying again.
DELIVERY_RETRY: Final = timedelta(seconds=2)  # a platform that hiccups is back in a second or two, and news is urgent
ARTICLE_RETRY: Final = timedelta(seconds=20)  # a page that is not up yet is seldom up two seconds later
# A post may take effect after whoever made it is gone, or has given up: nobody looks for it, and nothing else goes to
# its channel, before it can only be there or not (POSTED_WITHIN, and what a platform needs to show it).
POSTED_WITHIN: Final = timedelta(seconds=25)  # a request, with the wait for its turn at the platform
ON_ITS_WAY: Final = timedelta(seconds=30)
LONGEST_RETRY: Final = timedelta(minutes=15)  # after an outage of hours nothing waits longer than a reader would
MISSING_RETRY: Final = timedelta(minutes=1)  # a feed may list a page minutes before its host has it
LONGEST_ARTICLE_RETRY: Final = timedelta(hours=1)  # a page is a request to somebody's host: some 50 of them in two days
LONGEST_CLOSED_RETRY: Final = timedelta(hours=6)  # of a page that its host closes to us: some 15 in two days
LONGEST_WAIT: Final = timedelta(
    hours=25
)  # nothing is put off longer, see LONGEST_HEEDED: what is, was by a wrong clock
RETRY_JITTER: Final = 0.25  # of the wait, added: a host that comes back is not asked by all in one moment
# Of a channel that refused us: some refusals are gone in a moment, and people need minutes to give a right back.
PAUSES: Final = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=5))
LONGEST_PAUSE: Final = timedelta(hours=6)  # four tries a day at a channel that stays closed

# Who takes a right from the bot is told of it before an alert is missed; each look costs three requests a channel.
PREFLIGHT_EVERY: Final = timedelta(hours=1)
PREFLIGHT_FIRST: Final = timedelta(minutes=2)  # after a start: a bot that is started ever again looks too

# Catching up. What is half an hour old is no longer urgent; three messages are read, a hundred are scrolled past.
CATCH_UP_AFTER: Final = timedelta(minutes=30)  # that an alert waited
FEWEST_CAUGHT_UP: Final = 4  # alerts; fewer go out as they are
GATHERED_FOR: Final = timedelta(minutes=5)  # after the bot was off: each source is polled, and most pages are read

# Digests. One that comes at noon is read as the morning's; later the next one reports what it would have reported.
DIGEST_LATE: Final = timedelta(hours=6)
# A long text is read for minutes, and on record as first seen when that began.
SAVED_WITHIN: Final = timedelta(hours=1)
MOST_IN_DIGEST: Final = 1_000  # statements; more are looked up by nobody (`bot.core.thresholds.COUNTED`)

# Statements of one subject in a digest, by eye: those of one day on one affair share the words that name it.
SAME_SUBJECT: Final = 0.25  # cosine of the stems of two, with their headlines
LEAST_SHARED_STEMS: Final = 3

# Fetching a page again. An article is corrected mostly in its first hours: the wait grows with its age.
RECHECK_SHARE: Final = 1 / 4  # of a page's age between two looks: about thirty looks in a week
EMPTY_SHARE: Final = 1.0  # of its age, where it holds no statement: ten looks in a week, the first as soon
RESTLESS_SHARE: Final = 1 / 64  # of its age at least, where the page changes at every look
MOST_CRASHES: Final = 3  # times that one text was begun without an end: a kill or two may be chance
HANG_RETRY: Final = timedelta(hours=1)  # once, then daily: a machine that was busy is at rest, and the news no day old
CRASH_RETRY: Final = timedelta(minutes=2)  # from the second on: what it would take with it is read meanwhile
LONGEST_RECHECK: Final = timedelta(days=1)  # less than LONGEST_WAIT, so that it is never taken for a clock set back

# More of a remark that was reported (issue 10): a thread of the day before is not looked at any more, and a few
# words in common are a catchphrase rather than the same remark.
MORE_WITHIN: Final = timedelta(days=1)
LEAST_SHARED: Final = 6  # words of points that words prove to be of one occasion

MOST_TURNS: Final = 4  # corrections of one sighting told apart from the mark: a list that rotates turns for ever

TAKEN_UP_WITHIN: Final = timedelta(seconds=3)  # by every process, what was changed of routes: each asks once a second
MOST_ROUTES: Final = 25  # by command, of one channel: what more people follow is better one route with words

MOST_UNSAID: Final = 20  # attributions of one text of which the record says why they are no statement; few have three

FORGOTTEN_AFTER: Final = timedelta(days=14)  # a listing that brought nothing: longer than any page is looked at again
FORGOTTEN_AT_A_TIME: Final = 1000  # in one transaction, so that no news waits for it
ORIGINALS_AT_A_TIME: Final = 200  # of some 20 kB each; as above
# Of what is old, rows in one transaction: as many as the disk takes in so many seconds, since news waits for it.
LET_GO_AT_FIRST, LET_GO_AT_LEAST, LET_GO_AT_MOST = 200, 50, 2_000
LET_GO_WITHIN: Final = 0.2  # seconds
GIVEN_BACK_AT_A_TIME: Final = 2_000  # pages of SQLite's file: 8 MB

# Work that is due is done within seconds; a slow source, a long outage or a flood may take minutes.
# Pages are looked at again two at a time, after all news: those of a start, or of hours off, may take an hour or two.
OVERDUE_AFTER: Final = {
    "item": timedelta(minutes=30),
    "poll": timedelta(minutes=15),
    "recheck": timedelta(hours=3),
    "delivery": timedelta(minutes=10),
    "answer": NO_ANSWER_AFTER,
    "changes": timedelta(minutes=1),  # a database that was away is back by then
    "hang": timedelta(minutes=1),  # the bot has started itself anew by then, unless it does so too often
}
# Between the end of one process and the start of the next; Kubernetes waits up to five minutes. What takes longer was
# meant, and what waited meanwhile is not late.
RESTARTED_WITHIN: Final = timedelta(minutes=10)
# Two texts that hang need three starts for their three tries. What comes on top may be anything, so it is slow; but at
# rest nothing is read, so it is no hour.
MOST_STARTS_ANEW: Final = 4  # within this time without a rest between them
STARTS_ANEW_WITHIN: Final = timedelta(hours=1)
START_ANEW_EVERY: Final = timedelta(minutes=10)  # from then on
STUCK_AFTER: Final = timedelta(minutes=5)  # over one text: a live blog of 390 KB takes two
ALIVE_WITHIN: Final = timedelta(minutes=1)  # the running bot gives a sign of life every ten seconds: six were missed

# Stems.
WORDS_KEPT: Final = 20_000  # whose stems are not worked out again: more than a newsroom's day has
SHORTEST_STEM_LEFT: Final = 3  # letters: what an ending leaves of a word
SHORTEST_WITH_Y: Final = 5  # letters: "ties" is of "tie", "cries" of "cry"

# Summaries.
MOST_STATEMENTS: Final = 3  # of a report that is shown as it is
LONGEST_LEAD: Final = 500  # characters of a lead that is shown as it is
SHORTEST_SUMMED_UP, LONGEST_SUMMED_UP = 40, 320  # characters of a sentence, where there are such
DAMPING: Final = 0.15  # the share of LexRank's walk that jumps to any sentence
MOST_STEPS: Final = 30  # of that walk, where it does not come to rest before
CONVERGED: Final = 1e-6  # of a share, by which two steps differ where it rests
SAYS_THE_SAME: Final = 0.7  # cosine of two sentences of which one is enough
# What the first sentence of a statement is worth, and each further one: what a sentence carries cannot outweigh it, so
# every change stands before everything new, and one sentence of each before a second of one.
WEIGHT_CHANGED, WEIGHT_NEW, WEIGHT_PERHAPS, WEIGHT_REPEAT = (7.0, 2.0), (4.5, 2.0), (0.0, -2.0), (-1.0, -4.0)
FULL_OF_STEMS: Final = 8  # stems of a sentence that has much to say
ODD_LENGTH: Final = 1.0  # off for one too short or too long
LEANING: Final = 0.25  # off for a question, and for one that leans on the sentence before it
THANKS: Final = 0.75  # off for courtesies
NEWS_WORDS: Final = 0.25  # for a figure, a promise, a threat or a refusal
BINDS_NOBODY: Final = 0.5  # off for what says that one looks on, or hopes
OWN_WORDS_WEIGHT: Final = 0.25  # for the actor's own words beside another's
FEWEST_WORDS_SAID: Final = 4  # of what is more than a fragment
FEWEST_WORDS_BEGUN: Final = 8  # of a quotation that begins in the middle of a sentence
TURN_WORDS: Final = 1.5  # for all the words that the verdict names as new
